"""The desk's pages: what each shows is put together by a function of a connection and of what is asked."""

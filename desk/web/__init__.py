"""The web desk: Datasette with pages of our own, for people who read the database rather than fill it."""

"""The desk's pages: what each shows is put together by a function of a connection and of what is asked."""

from desk.web.page import Page
from desk.web.pages import article, articles

PAGES = (
    Page(r"/$", "articles", "articles.html", articles.view),
    Page(r"/article/(?P<id>[0-9]{1,18})$", "articles", "article.html", article.view),
    Page(r"/duplicates/(?P<id>[0-9]{1,18})$", "articles", "duplicates.html", article.duplicates),
)

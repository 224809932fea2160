"""The desk's pages: what each shows is put together by a function of a connection and of what is asked."""

from desk.web.page import Page
from desk.web.pages import article, articles, batches, duplicates, ledger, review

PAGES = (
    Page(r"/$", "articles", "articles.html", articles.view),
    Page(r"/article/(?P<id>[0-9]{1,18})$", "articles", "article.html", article.view),
    Page(r"/duplicates$", "duplicates", "duplicates.html", duplicates.view),
    Page(r"/duplicates/(?P<id>[0-9]{1,18})$", "duplicates", "group.html", duplicates.group),
    Page(r"/batches$", "batches", "batches.html", batches.view),
    Page(r"/batches/(?P<id>[0-9]{1,18})$", "batches", "batch.html", batches.batch),
    Page(r"/rules$", "rules", "rules.html", ledger.rules),
    Page(r"/rules/learned/(?P<id>[0-9]{1,18})$", "rules", "rules.html", review.line, post=review.decide),
    Page(r"/headlines$", "headlines", "headlines.html", ledger.headlines),
    Page(r"/quarantine$", "quarantine", "quarantine.html", ledger.quarantine),
    Page(r"/quarantine/(?P<id>[0-9]{1,18})$", "quarantine", "entry.html", ledger.entry),
)

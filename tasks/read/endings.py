"""What a file's name says of its content."""

from pathlib import PurePath

PAGES = frozenset({".html", ".htm", ".xhtml"})
SAVED = frozenset({".mhtml", ".mht"})
LINES = frozenset({".jsonl", ".ndjson"})
SHEETS = frozenset({".csv", ".tsv"})
TABLES = frozenset({".parquet", ".pq"})
FEEDS = frozenset({".xml", ".rss", ".atom", ".nitf", ".newsml"})
WEB_ARCHIVE = ".warc"


def ending_of(name: str) -> str:
    """What a name ends with, in lower case; of a web archive the same whether it is compressed or not."""
    name = name.lower()
    return WEB_ARCHIVE if name.endswith((".warc", ".warc.gz")) else PurePath(name).suffix

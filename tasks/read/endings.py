"""What a file's name says of its content."""

from os.path import splitext

PAGES = frozenset({".html", ".htm", ".xhtml"})
SAVED = frozenset({".mhtml", ".mht"})
LINES = frozenset({".jsonl", ".ndjson", ".jl"})
SHEETS = frozenset({".csv", ".tsv"})
TABLES = frozenset({".parquet", ".pq"})
FEEDS = frozenset({".xml", ".rss", ".atom", ".nitf", ".newsml"})
WEB_ARCHIVE = ".warc"
_PACKED = frozenset({".gz", ".bz2", ".xz", ".zst"})
_KINDS = (
    ("text", {".txt", ".md", ".markdown", ""}),
    ("web page", PAGES),
    ("saved web page", SAVED),
    ("JSON", {".json"}),
    ("JSON lines", LINES),
    ("table", SHEETS),
    ("Parquet", TABLES),
    ("feed or news in XML", FEEDS),
    ("web archive", {WEB_ARCHIVE}),
    ("archive of files", {".zip", ".tar", ".tgz", ".tbz2", ".txz"}),
)


def ending_of(name: str) -> str:
    """What a name ends with, in lower case; of a web archive the same whether it is compressed or not."""
    name = name.lower()
    if name.endswith((".warc", ".warc.gz")):
        return WEB_ARCHIVE
    ending = splitext(name)[1]  # noqa: PTH122 - PurePath.suffix takes ten times as long, and each file is asked thrice
    return "" if ending == "." else ending


def kind_of(name: str) -> str:
    """How a file of this name is read, in words for people."""
    ending = ending_of(name)
    if ending in _PACKED:
        return f"{kind_of(name[: -len(ending)])}, compressed"
    return next((kind for kind, endings in _KINDS if ending in endings), f"{ending}, by its content")

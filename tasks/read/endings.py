"""What a file's name says of its content."""

from os.path import splitext

PAGES = frozenset({".html", ".htm", ".xhtml"})
SAVED = frozenset({".mhtml", ".mht"})
MAIL = ".eml"
# What a browser saves beside a page: texts, but no articles.
PAGE_PARTS = frozenset({".js", ".css", ".svg"})
LINES = frozenset({".jsonl", ".ndjson", ".jl"})
SHEETS = frozenset({".csv", ".tsv"})
TABLES = frozenset({".parquet", ".pq"})
FEEDS = frozenset({".xml", ".rss", ".atom", ".nitf", ".newsml"})
WEB_ARCHIVE = ".warc"
ARCHIVES = frozenset({".zip", ".tar"})
COMPRESSED = frozenset({".gz", ".bz2", ".xz", ".zst"})
_TAPES = {".tgz": ".gz", ".tbz2": ".bz2", ".txz": ".xz"}
_KINDS = (
    ("text", {".txt", ".md", ".markdown", ""}),
    ("web page", PAGES),
    ("saved web page", SAVED),
    ("message", {MAIL}),
    ("part of a web page", PAGE_PARTS),
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
    if ending in COMPRESSED:
        return f"{kind_of(name[: -len(ending)])}, compressed"
    return next((kind for kind, endings in _KINDS if ending in endings), f"{ending}, by its content")


def without_packing(name: str) -> tuple[str, str]:
    """A name without the ending that says how the file is compressed, and that ending; empty where there is none."""
    ending = ending_of(name)
    if ending in _TAPES:
        return name[: -len(ending)] + ".tar", _TAPES[ending]
    # A compressed web archive is unpacked record by record.
    return (name[: -len(ending)], ending) if ending in COMPRESSED else (name, "")

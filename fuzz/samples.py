"""Small inputs of every format to start the fuzzer from: whole and well-formed, so that it can break them."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tasks.clean.rulebook import rulebook

SEEDS = Path(__file__).parent.parent / "seeds"
PROSE = (
    "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring.\n"
    "A new one will be opened next year, the mayor said at a meeting with people of the town on Monday.\n"
)
# Scripts and encodings that take ways of their own through decoding, cleaning and language.
ELSEWHERE = [
    "صوّت المجلس يوم الاثنين على إغلاق الجسر القديم فوق النهر، الذي بني في ثلاثينيات القرن الماضي.",
    "Совет проголосовал в понедельник за закрытие старого моста через реку.",
    "市議会は月曜日、川にかかる古い橋を閉鎖することを決めた。",
    "परिषद ने सोमवार को नदी पर पुराने पुल को बंद करने का फैसला किया।",
    "Le conseil a décidé lundi de fermer le vieux pont sur la rivière.",
]
ENCODINGS = ("utf-8", "utf-16", "windows-1256", "windows-1251", "shift_jis", "utf-32", "windows-1252")
RECORD = {
    "id": 7,
    "url": "https://news.example/a",
    "title": "Bridge to be rebuilt",
    "date": "2024-03-16T10:17:05+03:30",
    "authors": ["Jane Roe", {"name": "John Doe"}],
    "source": {"name": "The Harbour Post"},
    "text": PROSE,
}


@cache
def lines() -> list[str]:
    """What the cleaner's rules and blocks look at: every rule's own example, and prose between them."""
    told = [line for text in texts() for line in text.decode("utf-8", "replace").splitlines()]
    return [*PROSE.splitlines(), *ELSEWHERE, "", *(line for rule in rulebook().rules for line in rule.match), *told]


def texts() -> Sequence[bytes]:
    """Plain texts: the seeds, and other scripts in the encodings that can spell them."""
    seeds = [path.read_bytes() for path in sorted(SEEDS.glob("*.txt"))]
    spelled = [line.encode(encoding, "ignore") for line in ELSEWHERE for encoding in ENCODINGS]
    return [*seeds, *spelled, PROSE.encode(), ("Ã©tÃ© â€œ" + PROSE).encode()]


def pages() -> Sequence[bytes]:
    """Pages with structured data, tables, lists and comments."""
    data = json.dumps({"@type": "NewsArticle", "headline": "Bridge", "datePublished": "2024-03-16", "author": "J. Roe"})
    head = (
        f'<meta charset="utf-8"><title>Bridge – Post</title><script type="application/ld+json">{data}</script>'
        '<meta property="og:title" content="Bridge"><link rel="canonical" href="https://news.example/a">'
    )
    body = (
        "<header><nav><ul><li><a href=/>Home</a></ul></nav></header><article><h1>Bridge</h1><time datetime=2024-03-16>"
        f"16 March</time><p>{PROSE}<p>{PROSE}<blockquote>{PROSE}</blockquote><ul><li>One<li>Two</ul>"
        "<figure><img src=a.png><figcaption>A bridge</figcaption></figure><table><tr><td>1<td>2</table>"
        "<!-- x --></article><aside class=related><a href=/b>Read also</a></aside><footer>All rights</footer>"
    )
    page = f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>"
    return [page.encode(), page.encode("utf-16"), f"<html><body>{body}".encode(), f"<p>{PROSE}".encode()]


def records() -> Sequence[tuple[str, bytes]]:
    """Records as objects, lists, lists within objects, and lines."""
    one = json.dumps(RECORD)
    paged = json.dumps({"url": RECORD["url"], "html": pages()[2].decode(), "publisher": "Post"})
    wrapped = json.dumps({"articles": [RECORD, {"_source": RECORD}, 5, {"html": {"content": PROSE}}]})
    return [
        ("a.json", one.encode()),
        ("a.json", wrapped.encode()),
        ("a", f"[{one}, {paged}]".encode()),
        ("a.jsonl", f"{one}\n{paged}\n\n{one[:40]}\n".encode()),
        ("a.jsonl", one.encode("utf-16")),
    ]


def sheets() -> Sequence[tuple[str, bytes]]:
    """Tables with quoted line breaks, several delimiters and a byte order mark."""
    row = f'7,"Bridge ""to"" be rebuilt","{PROSE}",2024-03-16\n'
    return [
        ("a.csv", f"id,title,text,date\n{row}{row}".encode()),
        ("a.csv", "\ufeffTITLE;Body\na;b b b\n".encode()),
        ("a.tsv", b"url\thtml\nhttps://news.example/a\t<p>A bridge.</p>\n"),
    ]


def tables() -> Sequence[bytes]:
    """Parquet with texts, lists, objects, times and categories, in several row groups and ways to compress."""
    import pyarrow
    from pyarrow import parquet

    row = {**RECORD, "authors": ["Jane Roe"], "date": datetime(2024, 3, 16, 10, 17, tzinfo=UTC), "raw": PROSE.encode()}
    table = pyarrow.Table.from_pylist([row, {**row, "id": 8, "text": None}, {**row, "id": 9, "title": None}])
    found = []
    for compression in ("none", "snappy", "gzip", "zstd"):
        into = io.BytesIO()
        parquet.write_table(table, into, compression=compression, row_group_size=2)
        found.append(into.getvalue())
    return found


def mapped() -> Sequence[tuple[str, bytes]]:
    """Records whose fields have names that only a mapping knows."""
    record = {"titre": "Le pont", "meta": {"corps": PROSE, "publié": "2024-03-16"}, "corps": ELSEWHERE[-1], "title": 1}
    line = json.dumps(record, ensure_ascii=False).encode()
    return [
        ("a.json", b"[%b, %b]" % (line, line)),
        ("a.jsonl", line + b"\n" + line),
        ("a.csv", f'titre,CORPS,title\nLe pont,"{PROSE}",Post\n'.encode()),
        ("a.parquet", line),
    ]


def manifests() -> Sequence[tuple[str, bytes]]:
    """What is said of files, in rows and in lines; some of it cannot be used."""
    line = json.dumps({"path": "a.txt", "source": {"name": "Post"}, "pubDate": "16 March 2024", "url": RECORD["url"]})
    return [
        ("manifest.csv", b"file,outlet,url,date,headline\na.txt,Post,https://a.b/c,2024-03-16,Bridge\nb.txt,,,,\n"),
        ("manifest.csv", b"name;Title\n../a.txt;x\n/a.txt;\n"),
        ("manifest.jsonl", f'{line}\n{line}\n[1]\n{{"file": "a.txt", "date": "soon"}}\n'.encode()),
    ]


def feeds() -> Sequence[tuple[str, bytes]]:
    """RSS, Atom, NITF, NewsML-G2 and items of Scrapy."""
    item = (
        f"<item><title>Bridge</title><description><![CDATA[<p>{PROSE}</p>]]></description>"
        "<pubDate>Sat, 16 Mar 2024 10:17:05 +0000</pubDate></item><item/>"
    )
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{item}</channel></rss>'
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://news.example/a"/>'
        f'<content type="html">{PROSE}</content><updated>2024-03-16T10:17:05Z</updated></entry></feed>'
    )
    headline = "<body.head><hedline><hl1>Bridge</hl1></hedline></body.head>"
    nitf = f"<nitf><body>{headline}<body.content><p>{PROSE}</p></body.content></body></nitf>"
    about = "<contentMeta><headline>Bridge</headline><by>By Jane Roe</by></contentMeta>"
    page = f'<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE}</p></body></html></inlineXML>'
    items = f'<newsItem guid="a">{about}<contentSet>{page}</contentSet></newsItem><newsItem>{nitf}</newsItem>'
    newsml = f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'
    scraped = f"<items><item><body><value>{PROSE}</value><value>b</value></body><title>Bridge</title></item></items>"
    names = ("a.rss", "a.atom", "a.xml", "a.xml", "a.xml")
    return list(zip(names, map(str.encode, (rss, atom, nitf, newsml, scraped)), strict=True))


def messages() -> Sequence[bytes]:
    """Pages as a browser saves them."""
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\nSnapshot-Content-Location: https://a.b/c\n\n'
    part = b"--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    return [head + part + pages()[2] + b"\n--x--\n", b"Content-Type: text/html\n\n" + pages()[2]]


def web_archives() -> Sequence[tuple[str, bytes]]:
    """Pages as crawlers keep them, among requests and redirects."""
    page, coded = pages()[2], gzip.compress(pages()[0], mtime=0)
    answers = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + coded,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
        % (len(page), page),
        b"HTTP/1.1 302 Found\r\nLocation: https://news.example/b\r\n\r\n",
    ]
    written = [_archived(b"warcinfo", b"software: x\r\n"), *(_archived(b"response", answer) for answer in answers)]
    return [("a.warc", b"".join(written)), ("a.warc.gz", b"".join(gzip.compress(one, mtime=0) for one in written))]


def _archived(kind: bytes, content: bytes) -> bytes:
    about = (
        b"WARC-Target-URI: https://news.example/a\r\nWARC-Date: 2024-03-16T10:17:05Z\r\nWARC-Record-ID: <urn:x:1>\r\n"
    )
    return b"WARC/1.0\r\nWARC-Type: %b\r\n%bContent-Length: %d\r\n\r\n%b\r\n\r\n" % (kind, about, len(content), content)


def packed() -> Sequence[tuple[str, bytes]]:
    """Compressed files and archives of all of these."""
    text, record = PROSE.encode(), json.dumps(RECORD).encode() + b"\n"
    archive, tape = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in (("a.txt", text), ("b/c.jsonl", record * 2), ("../d.html", pages()[2])):
            into.writestr(name, data)
    with tarfile.open(fileobj=tape, mode="w") as to:
        for name, data in (("a.txt", text), ("/b.json", record)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            to.addfile(entry, io.BytesIO(data))
    return [
        ("a.txt.gz", gzip.compress(text) + gzip.compress(text)),
        ("a.jsonl.bz2", bz2.compress(record * 3)),
        ("a.txt.xz", lzma.compress(text)),
        ("a.csv.zst", _zstandard(b"title,text\na,b b b\n")),
        ("a.zip", archive.getvalue()),
        ("a.tar", tape.getvalue()),
        ("a.tgz", gzip.compress(tape.getvalue())),
        ("a.html.gz", gzip.compress(pages()[2])),
    ]


def cuttable() -> Sequence[tuple[str, bytes]]:
    """Tables, lists, feeds and archives of several ranges."""
    rows = "".join(f'{n},"Bridge ""{n}""","{PROSE}"\r\n' for n in range(4))
    sheet = f"id,title,text\r\n{rows}".encode()
    listed = json.dumps({"status": [1], "articles": [RECORD] * 4, "total": 4}).encode()
    (_, feed), *_ = feeds()
    more = feed.replace(b"<item/>", b"<item><description>b b</description></item>" * 9)
    archives = [(name, data) for name, data in packed() if name in {"a.zip", "a.tar"}]
    lines = (json.dumps(RECORD).encode() + b"\n") * 4
    return [
        ("a.csv", sheet),
        ("a.tsv", sheet.replace(b",", b"\t")),
        ("a.json", listed),
        ("a.json", json.dumps([RECORD] * 3, indent=1).encode()),
        ("a.json", lines),
        ("a.jsonl.gz", gzip.compress(lines, mtime=0)),
        ("a.csv.gz", gzip.compress(sheet, mtime=0)),
        ("a.xml", more),
        *archives,
    ]


def _zstandard(data: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor().compress(data)

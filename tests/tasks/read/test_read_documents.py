import json
from pathlib import Path

import pytest

from tasks.read import Limits, read_documents
from tasks.records import Document, HeadlineSource, Rejected, Stated

PROSE = (
    "The council voted on Tuesday to rebuild the old bridge over the river. Work starts in spring and will take two "
    "years, the mayor said after the meeting. Traders in the lower town had asked for a ferry in the meantime."
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge to be rebuilt - River Post</title>
<meta property="og:title" content="Bridge to be rebuilt"><meta property="og:site_name" content="River Post">
<meta property="article:published_time" content="2021-05-04T09:30:00+02:00">
<link rel="canonical" href="https://river.example/bridge"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Bridge to be rebuilt</h1><p>{PROSE}</p><p>{PROSE[::1].upper()}</p>
</article><footer>All rights reserved</footer></body></html>"""


def one(data: bytes, path: str, **options: object) -> Document:
    (found,) = read_documents(data, path, **options)  # type: ignore[arg-type]
    assert isinstance(found, Document), found
    return found


def refused(data: bytes, path: str, limits: Limits | None = None) -> Rejected:
    (found,) = read_documents(data, path, limits=limits or Limits())
    assert isinstance(found, Rejected), found
    return found


@pytest.mark.parametrize("seed", sorted(Path("seeds").glob("*.txt")), ids=lambda path: path.name[:3])
def test_seeds_keep_every_line(seed: Path) -> None:
    document = one(seed.read_bytes(), str(seed))
    assert document.text.count("\n") == seed.read_text().count("\n")
    assert (document.media_type, document.encoding, document.content) == ("text/plain", "utf-8", None)


@pytest.mark.parametrize("name", ["story_files/a.js", "story_files/a.css", "story_files/a.SVG"])
def test_parts_of_a_page_are_no_articles(name: str) -> None:
    assert refused(PROSE.encode(), name).reason == "no-text"


@pytest.mark.parametrize("folder", ["story_files", "Story-Dateien", "story.files"])
def test_a_frame_of_a_saved_page_is_no_article(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    advert = b"<html><title>ad</title><body><a href='http://ad.example'>Advertisement</a></body></html>"
    path = str(tmp_path / folder / "ad.html")
    assert one(advert, path).text == "Advertisement"
    page = folder.replace("_", "-").replace(".", "-").partition("-")[0]
    (tmp_path / f"{page}.html").touch()
    assert refused(advert, path).reason == "no-text"
    assert PROSE in one(PAGE.encode(), path).text


def test_page_becomes_text_and_metadata() -> None:
    document = one(PAGE.encode(), "bridge.html")
    assert PROSE in document.text
    assert "rights reserved" not in document.text
    assert document.headline == "Bridge to be rebuilt"
    assert document.headline_source is HeadlineSource.MARKUP
    assert document.outlet == "River Post"
    assert document.content == PAGE.encode()


@pytest.mark.parametrize("name", ["page.txt", "page", "page.php"])
def test_page_is_known_by_its_content(name: str) -> None:
    assert one(PAGE.encode(), name).media_type == "text/html"


@pytest.mark.parametrize(
    "record",
    [
        {"maintext": PROSE, "title": "T", "date_publish": "2021-05-04 09:30:00", "source_domain": "www.river.example"},
        {"plaintext": PROSE, "title": "T", "publishing_date": "2021-05-04 09:30:00", "publisher": "river.example"},
        {
            "text": PROSE,
            "title": "T",
            "date": "2021-05-04 09:30:00",
            "source": "https://x.example/a",
            "sitename": "river.example",
        },
        {"text": PROSE, "title": "T", "publish_date": "2021-05-04 09:30:00", "meta_site_name": "river.example"},
        {"content": [PROSE], "headline": " T ", "published": "2021-05-04 09:30:00", "outlet": "river.example"},
        {"html": PAGE, "title": "T", "date": "2021-05-04 09:30:00", "outlet": "river.example"},
    ],
    ids=["news-please", "fundus", "trafilatura", "newspaper4k", "scrapy", "page"],
)
def test_records_are_read_by_field_name(record: dict[str, object]) -> None:
    document = one(json.dumps(record).encode(), "records.jsonl")
    assert PROSE in document.text
    assert (document.headline, document.headline_source) == ("T", HeadlineSource.METADATA)
    assert document.published_at == "2021-05-04T09:30:00"
    assert document.outlet == "river.example"


def test_a_text_about_tags_is_no_page() -> None:
    about = f"The tag <br> breaks a line and </p> ends a paragraph. {PROSE}"
    assert "</p>" in one(json.dumps({"text": about}).encode(), "a.json").text
    assert "<p>" not in one(json.dumps({"content": f"<p>{PROSE}</p><p>{PROSE}</p>"}).encode(), "a.json").text


@pytest.mark.parametrize("markup", [f"<div><p>{PROSE}</p><p>Short.</p></div>", f"{PROSE}<br><br>Short.<b></b>"])
def test_a_piece_of_markup_is_an_article_as_it_is(markup: str) -> None:
    document = one(json.dumps({"html": markup}).encode(), "a.jsonl")
    assert document.text == f"{PROSE}\nShort."
    assert (document.media_type, document.content) == ("text/html", markup.encode())


def test_plain_text_in_a_field_for_markup() -> None:
    assert one(json.dumps({"html": "Bread &amp; butter"}).encode(), "a.jsonl").text == "Bread & butter"


def test_a_bad_line_rejects_that_record_only() -> None:
    lines = [
        json.dumps({"id": 7, "text": PROSE}),
        "",
        "{broken",
        "[1]",
        '{"title": "no text"}',
        json.dumps({"text": "x"}),
    ]
    found = list(read_documents("\n".join(lines).encode(), "a.jsonl", first_position=10))
    assert [f.position for f in found] == [10, 12, 13, 14, 15]
    assert [getattr(f, "reason", None) for f in found] == [None, "bad-json", "bad-record", "bad-record", None]
    assert "title" in found[3].detail  # type: ignore[union-attr]
    assert found[0].external_id == "7"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value",
    [{"text": PROSE}, [{"text": PROSE}], {"status": "ok", "articles": [{"text": PROSE}]}],
    ids=["object", "list", "wrapped"],
)
def test_json_files(value: object) -> None:
    assert one(json.dumps(value, indent=1).encode(), "a.json").text == PROSE


def test_json_lines_in_a_json_file() -> None:
    lines = "\n".join([json.dumps({"text": PROSE})] * 3)
    assert [d.position for d in read_documents(lines.encode(), "a.json")] == [0, 1, 2]


def test_outlet_of_the_batch_stands_above_the_record() -> None:
    record = json.dumps({"text": PROSE, "outlet": "Agency copy"}).encode()
    assert one(record, "a.jsonl", stated=Stated(outlet="River Post")).outlet == "River Post"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.html", "empty"),
        ("\u200b\u00a0".encode(), "a.txt", "empty"),
        (b"%PDF-1.7 \x00\x01", "a.txt", "binary"),
        (bytes(range(256)) * 20, "a.txt", "binary"),
        (b"<html><body></body></html>", "a.html", "no-text"),
        (b"{", "a.json", "bad-json"),
        (b"[" * 100_000, "a.json", "bad-json"),
        (b"9" * 5_000, "a.json", "bad-json"),
    ],
)
def test_rejections_say_why(data: bytes, name: str, reason: str) -> None:
    found = refused(data, name)
    assert (found.reason, found.position) == (reason, 0)
    assert found.content == data[: Limits().rejected_bytes]
    assert len(found.detail) > 20


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(document_bytes=100), "too-large"),
        (Limits(document_characters=100), "too-large"),
        (Limits(lines=2), "too-many-lines"),
        (Limits(line_characters=100), "line-too-long"),
    ],
)
def test_limits(limits: Limits, reason: str) -> None:
    assert refused(f"{PROSE}\n{PROSE}\n{PROSE}".encode(), "a.txt", limits).reason == reason

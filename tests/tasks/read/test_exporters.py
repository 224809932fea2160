"""Files as other programs write them, each with all the fields that its program's source or documentation names."""

import csv
import io
import json
from typing import Any

import pytest

from tasks.read import read_documents
from tasks.records import Document, Found, Rejected

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river. "
TEXT = f"{PROSE * 2}\n{PROSE}"
URL = "https://www.river.example/2021/bridge"
MEANT = (URL, "Bridge to be rebuilt", "Ada Byron, Bo Li", "2021-05-04T09:30:00", "river.example")

# newsplease/NewsArticle.py: get_serializable_dict, which makes text of every date.
NEWS_PLEASE = {
    "authors": ["Ada Byron", "Bo Li"],
    "date_download": "2021-05-06 12:00:00",
    "date_modify": "None",
    "date_publish": "2021-05-04 09:30:00",
    "description": "A summary.",
    "filename": "https%3A%2F%2Fwww.river.example%2F2021%2Fbridge.json",
    "image_url": "https://www.river.example/a.jpg",
    "language": "en",
    "localpath": None,
    "source_domain": "www.river.example",
    "maintext": TEXT,
    "text": None,
    "title": "Bridge to be rebuilt",
    "title_page": None,
    "title_rss": None,
    "url": URL,
}
# fundus/scraping/article.py: Article.to_json with what was extracted, and publisher and html where they are asked for.
FUNDUS = {
    "title": "Bridge to be rebuilt",
    "body": {
        "summary": [PROSE * 2],
        "sections": [{"headline": [], "paragraphs": [PROSE]}],
    },
    "authors": ["Ada Byron", "Bo Li"],
    "publishing_date": "2021-05-04 09:30:00",
    "topics": ["Bridges"],
    "free_access": True,
    "images": [{"versions": [{"url": "https://www.river.example/a.jpg"}], "caption": "The bridge"}],
    "publisher": "river.example",
    "html": {"requested_url": "https://r.example/1", "responded_url": URL, "crawl_date": "2021-05-06 12:00:00"},
}
# trafilatura/xml.py: build_json_output.
TRAFILATURA = {
    "title": "Bridge to be rebuilt",
    "author": "Ada Byron, Bo Li",
    "hostname": "www.river.example",
    "date": "2021-05-04T09:30:00",
    "fingerprint": "dcd4c1e1ea3f2b5d",
    "id": None,
    "license": None,
    "comments": "A comment.",
    "raw_text": TEXT.replace("\n", " "),
    "language": "en",
    "image": "https://www.river.example/a.jpg",
    "pagetype": "article",
    "filedate": "2021-05-06",
    "source": URL,
    "source-hostname": "river.example",
    "excerpt": "A summary.",
    "categories": "City",
    "tags": "bridge;river",
    "text": TEXT,
}
# newspaper4k: Article.to_json.
NEWSPAPER4K = {
    "url": URL,
    "read_more_link": "",
    "language": "en",
    "title": "Bridge to be rebuilt",
    "top_image": "https://www.river.example/a.jpg",
    "meta_img": "",
    "images": ["https://www.river.example/a.jpg"],
    "movies": [],
    "keywords": ["bridge"],
    "keyword_scores": {"bridge": 1.5},
    "meta_keywords": [""],
    "tags": [],
    "authors": ["Ada Byron", "Bo Li"],
    "publish_date": "2021-05-04T09:30:00",
    "summary": "A summary.",
    "meta_description": "A summary.",
    "meta_lang": "en",
    "meta_favicon": "",
    "meta_site_name": "river.example",
    "canonical_link": URL,
    "text": TEXT,
}
# search.mediacloud.org: a story with its text.
MEDIA_CLOUD = {
    "id": "7f3ad7b1e2",
    "indexed_date": "2021-05-06 12:00:00.123456",
    "language": "en",
    "media_name": "river.example",
    "media_url": "river.example",
    "publish_date": "2021-05-04T09:30:00",
    "title": "Bridge to be rebuilt",
    "url": URL,
    "text": TEXT,
}
# A Scrapy project names its fields itself; these are common.
SCRAPY = {
    "url": URL,
    "headline": "Bridge to be rebuilt",
    "author": ["Ada Byron", "Bo Li"],
    "published": "2021-05-04 09:30:00",
    "body": [PROSE * 2, PROSE],
    "source": "river.example",
}


def meaning(found: Found) -> tuple[str | None, ...]:
    assert isinstance(found, Document), found
    assert found.text == "\n".join(line.strip() for line in TEXT.split("\n"))
    return found.url, found.headline, found.byline, found.published_at, found.outlet


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.jl"])
@pytest.mark.parametrize(
    "record",
    [NEWS_PLEASE, FUNDUS, TRAFILATURA, NEWSPAPER4K, MEDIA_CLOUD],
    ids=["news-please", "fundus", "trafilatura", "newspaper4k", "mediacloud"],
)
def test_records(record: dict[str, Any], name: str) -> None:
    (found,) = read_documents(json.dumps(record).encode(), name)
    # Media Cloud knows no authors.
    assert meaning(found) == (MEANT if record is not MEDIA_CLOUD else (*MEANT[:2], None, *MEANT[3:]))


@pytest.mark.parametrize("name", ["items.json", "items.jl", "items.xml"])
def test_scrapy(name: str) -> None:
    written = {
        "items.json": json.dumps([SCRAPY, SCRAPY], indent=0),
        "items.jl": f"{json.dumps(SCRAPY)}\n{json.dumps(SCRAPY)}\n",
        "items.xml": f"<?xml version='1.0' encoding='utf-8'?>\n<items>\n{as_item(SCRAPY) * 2}</items>",
    }[name]
    first, second = read_documents(written.encode(), name)
    assert meaning(first) == meaning(second) == MEANT


def as_item(record: dict[str, Any]) -> str:
    """As scrapy/exporters.py: XmlItemExporter writes it."""
    parts = [
        f"<{name}>{''.join(f'<value>{one}</value>' for one in value) if isinstance(value, list) else value}</{name}>"
        for name, value in record.items()
    ]
    return f"<item>{''.join(parts)}</item>\n"


def test_a_table_of_trafilatura_has_no_line_of_names() -> None:
    stream = io.StringIO()
    found = [URL, "null", "dcd4", "river.example", "Bridge to be rebuilt", "null", "2021-05-04", TEXT]
    csv.writer(stream, delimiter="\t").writerows([[*found, "null", "null", "null"]] * 2)
    first, second = read_documents(stream.getvalue().encode(), "a.csv")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.position, second.position) == (0, 1)
    assert (first.url, first.headline, first.outlet) == (URL, "Bridge to be rebuilt", "river.example")
    assert (first.external_id, first.published_at) == (None, "2021-05-04")


@pytest.mark.parametrize(
    "record",
    [
        # GDELT's DOC 2.0 API in the mode ArtList.
        {
            "url": URL,
            "url_mobile": "",
            "title": "Bridge to be rebuilt",
            "seendate": "20210504T093000Z",
            "socialimage": "https://www.river.example/a.jpg",
            "domain": "river.example",
            "language": "English",
            "sourcecountry": "Nowhere",
        },
        {name: value for name, value in MEDIA_CLOUD.items() if name != "text"},
    ],
    ids=["gdelt", "mediacloud"],
)
def test_lists_of_articles_without_their_text_say_what_to_do(record: dict[str, Any]) -> None:
    (found,) = read_documents(json.dumps({"articles": [record]}).encode(), "a.json")
    assert isinstance(found, Rejected)
    assert found.reason == "bad-record"
    assert "Fetch the page that it names" in found.detail

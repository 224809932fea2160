"""What articles hold is text, whoever asks is checked, and nothing is written that was not opened for it."""

import re
from pathlib import Path

import pytest

from desk.web.app import DeskError, DeskSettings

PAGES = (
    "/",
    "/?q=document",
    "/article/1",
    "/article/2",
    "/duplicates/2",
    "/batches",
    "/duplicates",
    "/batches/1",
    "/rules",
    "/rules?rule=en.share.story",
    "/headlines",
    "/quarantine",
    "/quarantine/1",
)


@pytest.mark.parametrize("address", PAGES)
def test_stored_markup_is_shown_as_text(open_desk, hostile, address) -> None:
    answer = open_desk(hostile)(address)
    assert answer.status_code == 200
    assert "&lt;script&gt;document" in answer.text
    assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/static/desk.js" defer>']
    assert "<img" not in answer.text
    assert not re.search(r"<[^>]+\son\w+\s*=", re.sub(r'"[^"]*"', '""', answer.text))
    assert 'href="javascript' not in answer.text
    assert ">49" not in answer.text


@pytest.mark.parametrize(
    "address", ["/data/articles", "/data/articles/1", "/data/removed_spans", "/data?sql=select+body+from+articles"]
)
def test_the_tables_show_it_as_text_too(open_desk, hostile, address) -> None:
    answer = open_desk(hostile)(address)
    assert answer.status_code == 200
    assert "<script>document" not in answer.text
    assert "<img" not in answer.text


@pytest.mark.parametrize("address", [*PAGES, "/static/desk.js", "/static/desk.css", "/nonsense", "/?q=AND"])
def test_a_page_may_load_and_run_only_what_is_the_desks_own(desk, address) -> None:
    headers = desk(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_names_another_host_or_has_a_style_or_script_of_its_own(desk, address) -> None:
    page = desk(address).text
    assert re.findall(r"(?:src|href|action)=\"(?:[a-z]+:)?//[^\"]*", page) == []
    assert not re.search(r"<style|\sstyle=|<script(?! src)", page)


INJECTIONS = (
    "' OR 1=1 --",
    '" OR "1"="1',
    "'; DROP TABLE articles; --",
    'truce" UNION SELECT sql FROM sqlite_master --',
    "NEAR(a b)",
    "articles_fts : truce",
    "headline : truce",
    "{headline body} : truce",
    "^truce",
    "truce + hostages",
    "rank:bm25(10)",
    "a* ) OR ( b",
    "\\",
    "%00",
    "\ufffe\U0010ffff",
    "-" * 300,
    '"' * 301,
    "x" * 2500,
)


@pytest.mark.parametrize("typed", INJECTIONS)
@pytest.mark.parametrize(
    "name", ["q", "outlet", "language", "since", "batch", "after", "sort", "rule", "reason", "status"]
)
def test_what_is_typed_is_never_a_command(desk, name, typed) -> None:
    path = {"rule": "/rules", "reason": "/quarantine", "status": "/rules"}.get(name, "/")
    answer = desk(path, params={name: typed, **({"q": "truce"} if name != "q" else {})})
    assert answer.status_code in {200, 400}
    assert "OperationalError" not in answer.text
    assert "SQLite reports" not in answer.text
    assert desk("/").text.count("<h2 dir") == 5


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
        "/static//etc/passwd",
        "/static/....//app.py",
        "/-/static/../app.py",
        "/article/../../etc/passwd",
        "/data/..%2f..%2fetc%2fpasswd",
        "/-/metadata.json",
        "/-/databases.json",
        "/-/settings",
        "/-/auth-token",
        "/data.db",
        "/_internal",
        "/_internal/databases.json",
    ],
)
def test_no_file_and_no_page_of_the_machinery_is_reached(desk, path) -> None:
    answer = desk(path)
    assert answer.status_code in {302, 403, 404}
    assert "root:" not in answer.text
    assert "import " not in answer.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::1"]
)
def test_a_strange_name_is_not_answered(desk, host) -> None:
    answer = desk("/", headers={"host": host})
    assert answer.status_code == 421
    assert "copydesk printed" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost:9", "LOCALHOST", "[::1]:8001"])
def test_its_own_names_are_answered(desk, host) -> None:
    assert desk("/", headers={"host": host}).status_code == 200


def test_a_public_desk_answers_to_any_name(open_desk, database) -> None:
    assert open_desk(database, host="0.0.0.0", public=True)("/", headers={"host": "news.example"}).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "news.example"])
def test_another_interface_has_to_be_asked_for(database, host) -> None:
    with pytest.raises(DeskError, match="--public"):
        DeskSettings(database, host=host)
    assert DeskSettings(database, host=host, public=True)


def test_nobody_else_reviews(database) -> None:
    with pytest.raises(DeskError, match="--review"):
        DeskSettings(database, public=True, review=True)


def test_postgresql_has_no_desk() -> None:
    with pytest.raises(DeskError, match="SQLite databases only"):
        DeskSettings("postgresql+psycopg://nobody@localhost/none")


WRITES = (
    "INSERT INTO batches (id) VALUES (9)",
    "DELETE FROM articles",
    "ATTACH '/tmp/x.db' AS x",
    "VACUUM INTO '/tmp/x.db'",
)


@pytest.mark.parametrize(
    "sql", [*WRITES, "PRAGMA query_only=0", "WITH x AS (SELECT 1) DELETE FROM articles", "select load_extension('x')"]
)
def test_sql_only_reads(desk, database, sql) -> None:
    before = Path(database.removeprefix("sqlite:///")).read_bytes()
    answer = desk("/data.json", params={"sql": sql})
    assert answer.status_code in {400, 403, 404}
    assert answer.json()["ok"] is False
    assert Path(database.removeprefix("sqlite:///")).read_bytes() == before


def test_sql_reads_what_is_compressed_and_is_bounded(desk) -> None:
    sql = "select unpacked(d.text, a.body) as t from documents d join articles a on a.document_id = d.id where d.id = 1"
    [row] = desk("/data.json", params={"sql": sql, "_shape": "array"}).json()
    assert row["t"].startswith("Ministers agree on a truce\n\nGENEVA")
    content = "select unpacked(content) as c from quarantine"
    assert desk("/data.json", params={"sql": content, "_shape": "array"}).json()[0]["c"].endswith("MZ text")
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert desk("/data.json", params={"sql": endless}).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/rules/learned/1", "/data/articles", "/data"])
def test_a_desk_that_reads_takes_nothing(desk, method, path) -> None:
    answer = desk(path, method, data={"decision": "accept"} if method == "POST" else None)
    assert answer.status_code == 405

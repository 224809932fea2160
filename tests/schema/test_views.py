from collections.abc import Callable

from sqlalchemy import Engine, text

Add = Callable[..., int]


def rows(engine: Engine, query: str) -> list[dict[str, object]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def test_clean_articles_leaves_duplicates_and_plumbing_out(engine: Engine, add: Add) -> None:
    kept = add("The council met.", outlet="Gazette")
    add("The council met.", duplicate_of=kept, duplicate_kind="exact")
    (row,) = rows(engine, "SELECT * FROM clean_articles")
    assert (row["id"], row["body"], row["outlet"]) == (kept, "The council met.", "Gazette")
    assert not row.keys() & {"document_id", "duplicate_of", "headline_key", "cleaner_version", "created_at"}


def test_repeated_headlines_count_articles_outlets_and_what_is_kept(engine: Engine, add: Add) -> None:
    shared = {"headline": "Storm passes", "headline_key": "storm passes"}
    first = add("One.", outlet="Gazette", published_at="2024-03-16", **shared)
    add("Two.", outlet="Gazette", published_at="2024-03-15", duplicate_of=first, **shared)
    add("Three.", outlet="Herald", **shared)
    add("Four.", headline="Bridge closed", headline_key="bridge closed")
    assert rows(engine, "SELECT * FROM repeated_headlines") == [
        {
            "headline_key": "storm passes",
            "headline": "Storm passes",
            "articles": 3,
            "outlets": 2,
            "kept": 2,
            "first_published_at": "2024-03-15",
            "last_published_at": "2024-03-16",
            "first_article_id": first,
        }
    ]


def test_removed_by_rule_sums_up_each_rule(engine: Engine, add: Add) -> None:
    first = add("One.", tail="\nRead also: More")
    add("Two.", tail="\nRead also: Yet more")
    assert rows(engine, "SELECT * FROM removed_by_rule") == [
        {
            "rule": "en.related.read-also",
            "category": "related",
            "layer": "rule",
            "spans": 2,
            "articles": 2,
            "characters": 36,
            "lowest_confidence": 1.0,
            "example_article_id": first,
            "example": "\nRead also: More",
        }
    ]


def test_batch_report_tells_what_became_of_each_batch(engine: Engine, add: Add) -> None:
    first = add("One two three.", outlet="Gazette")
    add("One two three.", duplicate_of=first, translation_likely=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO batches (trigger, status, started_at, cleaner_version) VALUES ('schedule', 'running', '', '')"
        )
    report = rows(engine, "SELECT batch_id, status, loaded, outlets, words, kept, translated FROM batch_report")
    assert [tuple(row.values()) for row in report] == [
        (1, "completed", 1, 1, 3, 1, 0),
        (2, "completed", 1, 0, 3, 0, 1),
        (3, "running", 0, 0, 0, 0, 0),
    ]

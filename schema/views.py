"""Views for people who query the database by hand; their names are a contract, like the tables'.

They are made anew at the end of every migration, so a changed view needs a revision, even an otherwise empty one.
"""

from typing import Final

from sqlalchemy import Connection

VIEWS: Final = {
    # What most people want: one article per story, without plumbing.
    "clean_articles": """
        SELECT
            id, outlet, url, headline, byline, published_at, dateline, original_source, body, word_count,
            language, language_confidence, translation_score, translation_likely, batch_id
        FROM articles
        WHERE duplicate_of IS NULL
    """,
    # A headline that several articles share: repeated by one outlet, or syndicated to many.
    "repeated_headlines": """
        SELECT
            headline_key,
            min(headline) AS headline,
            count(*) AS articles,
            count(DISTINCT outlet) AS outlets,
            sum(CASE WHEN duplicate_of IS NULL THEN 1 ELSE 0 END) AS kept,
            min(published_at) AS first_published_at,
            max(published_at) AS last_published_at,
            min(id) AS first_article_id
        FROM articles
        WHERE headline_key IS NOT NULL
        GROUP BY headline_key
        HAVING count(*) > 1
    """,
    # What each rule took out, and out of how much.
    "removed_by_rule": """
        SELECT
            rule,
            category,
            layer,
            count(*) AS spans,
            count(DISTINCT article_id) AS articles,
            sum(length(text)) AS characters,
            min(confidence) AS lowest_confidence,
            min(article_id) AS example_article_id,
            min(substr(text, 1, 200)) AS example
        FROM removed_spans
        GROUP BY rule, category, layer
    """,
    # One line per batch, with what became of its articles since.
    "batch_report": """
        SELECT
            batches.id AS batch_id,
            batches.trigger,
            batches.status,
            batches.started_at,
            batches.finished_at,
            batches.files_seen,
            batches.documents_seen,
            batches.loaded,
            batches.unchanged,
            batches.duplicates,
            batches.quarantined,
            batches.passed_over,
            coalesce(stored.outlets, 0) AS outlets,
            coalesce(stored.languages, 0) AS languages,
            coalesce(stored.words, 0) AS words,
            coalesce(stored.kept, 0) AS kept,
            coalesce(stored.translated, 0) AS translated,
            batches.cleaner_version
        FROM batches
        LEFT JOIN (
            SELECT
                batch_id,
                count(DISTINCT outlet) AS outlets,
                count(DISTINCT language) AS languages,
                sum(word_count) AS words,
                sum(CASE WHEN duplicate_of IS NULL THEN 1 ELSE 0 END) AS kept,
                sum(CASE WHEN translation_likely THEN 1 ELSE 0 END) AS translated
            FROM articles
            GROUP BY batch_id
        ) AS stored ON stored.batch_id = batches.id
    """,
}


def create(connection: Connection) -> None:
    """Make the views as they are defined here."""
    drop(connection)
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")


def drop(connection: Connection) -> None:
    """Take the views away: PostgreSQL changes no column that a view reads."""
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")

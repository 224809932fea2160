"""Which articles stand behind another one whatever their texts say: older revisions, and what people joined."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from schema.bulk import among
from schema.plumbing import duplicate_decisions, fingerprints
from schema.tables import articles, documents, source_files
from tasks.load.duplicates_entries import Entries, Entry

_ARTICLES_OF_FILES = (
    source_files.join(documents, documents.c.source_file_id == source_files.c.id)
    .join(articles, articles.c.document_id == documents.c.id)
    .join(fingerprints, fingerprints.c.article_id == articles.c.id)
)


def refresh_follows(entries: Entries, article_ids: Iterable[int]) -> list[Entry]:
    """Find anew whom some articles follow, with all that belong to the same file or were joined to them.

    Returns:
        The entries for which it changed; they are to be decided anew.
    """
    touched, size = set(article_ids), -1
    joined = _joined(entries.connection)
    groups = _components(joined)
    revisions: dict[int, int] = {}
    while len(touched) > size:
        size = len(touched)
        touched |= {member for n in touched & groups.keys() for member in groups[n]}
        revisions = newest_revisions(entries.connection, touched)
        touched |= revisions.keys() | set(revisions.values())
    newest = _components((revisions.get(a, a), revisions.get(b, b)) for a, b in joined)
    heads = _heads(entries, {newest[n] for n in touched & newest.keys()})
    changed = []
    for entry in entries.of_articles(touched):
        latest = revisions.get(entry.article_id, entry.article_id)
        head = heads.get(latest, latest)
        follows = None if entry.alone or head == entry.article_id else head
        if follows != entry.follows:
            entry.follows, entry.revised = follows, latest != entry.article_id
            entry.reopen()
            changed.append(entry)
    entries.save_follows(changed)
    return changed


def newest_revisions(connection: Connection, article_ids: Iterable[int]) -> dict[int, int]:
    """For articles whose file was read with several contents: each article of the file, and its newest revision.

    Two records are revisions of one when path and identifier agree, or path and address, or when the file holds one
    document only: the place in a file of many records says nothing, since records are added in front.
    """
    groups: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for path in _revised_paths(connection, article_ids):
        for article_id, identity, modified_at, source_file_id in _articles_of(connection, path):
            if identity is not None:
                groups.setdefault((path, identity), []).append((modified_at, source_file_id, -article_id))
    newest = {}
    for group in groups.values():
        _, source, head = max(group)
        newest.update({-n: -head for _, file, n in group if file != source})
    return newest


def articles_of_revised(connection: Connection, paths: Iterable[str]) -> list[int]:
    """The articles of those of some files that were read with more than one content."""
    several = select(source_files.c.path).where(among(connection, source_files.c.path, paths))
    several = several.group_by(source_files.c.path).having(func.count() > 1)
    own = select(articles.c.id).select_from(_ARTICLES_OF_FILES).where(source_files.c.path.in_(several))
    return list(connection.scalars(own.order_by(articles.c.id)))


def _revised_paths(connection: Connection, article_ids: Iterable[int]) -> list[str]:
    """The paths of these articles that were read with more than one content."""
    own = select(source_files.c.path).select_from(_ARTICLES_OF_FILES).distinct()
    some = own.where(among(connection, articles.c.id, article_ids)).subquery()
    several = select(source_files.c.path).join(some, some.c.path == source_files.c.path)
    return sorted(connection.execute(several.group_by(source_files.c.path).having(func.count() > 1)).scalars())


def _articles_of(connection: Connection, path: str) -> Iterable[tuple[int, str | None, int, int]]:
    """Article, identity within the path, time of the file and file, for all articles that ever came from a path."""
    columns = (articles.c.id, documents.c.external_id, articles.c.url, source_files.c.documents)
    query = select(*columns, source_files.c.modified_at, source_files.c.id).select_from(_ARTICLES_OF_FILES)
    for article_id, external_id, url, count, modified_at, file in connection.execute(
        query.where(source_files.c.path == path)
    ):
        identity = "only" if count == 1 else f"id {external_id}" if external_id else f"url {url}" if url else None
        yield article_id, identity, modified_at, file


def _joined(connection: Connection) -> list[tuple[int, int]]:
    """The pairs that people joined."""
    pairs = select(duplicate_decisions.c.article_id, duplicate_decisions.c.other_id)
    return [(a, b) for a, b in connection.execute(pairs.where(duplicate_decisions.c.decision == "join"))]


def _components(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """For every member of a pair, all that are connected with it."""
    groups: dict[int, frozenset[int]] = {}
    for a, b in pairs:
        group = groups.get(a, frozenset({a})) | groups.get(b, frozenset({b}))
        groups.update(dict.fromkeys(group, group))
    return groups


def _heads(entries: Entries, groups: Iterable[frozenset[int]]) -> dict[int, int]:
    """For every article of some groups, the best of its group."""
    heads = {}
    for group in groups:
        best = min(entries.of_articles(group), key=lambda entry: (entry.alone, entry.place), default=None)
        if best is not None:
            heads.update(dict.fromkeys(group, best.article_id))
    return heads

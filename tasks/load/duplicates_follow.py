"""Which articles stand behind another one whatever their texts say: older revisions, and what people joined."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, or_, select

from schema.bulk import among
from schema.plumbing import duplicate_decisions, fingerprints
from schema.tables import articles, documents, source_files
from tasks.load.duplicates_entries import Entries, Entry
from tasks.load.files import LOADED

_ARTICLES_OF_FILES = (
    source_files.join(documents, documents.c.source_file_id == source_files.c.id)
    .join(articles, articles.c.document_id == documents.c.id)
    .join(fingerprints, fingerprints.c.article_id == articles.c.id)
)
# While parts of a big file are missing, nobody knows whether it holds one document only.
_IS_ALONE = (source_files.c.documents == 1) & (source_files.c.status == LOADED)
_IDENTITY = (_IS_ALONE, documents.c.external_id, articles.c.url)


def refresh_follows(entries: Entries, article_ids: Iterable[int]) -> list[Entry]:
    """Find anew whom some articles follow, with all that belong to the same file or were joined to them.

    Returns:
        The entries for which it changed; they are to be decided anew.
    """
    touched, seen = set(article_ids), set[int]()
    joined = _joined(entries.connection)
    groups = _components(joined)
    revisions: dict[int, int] = {}
    while touched - seen:
        touched |= {member for n in touched & groups.keys() for member in groups[n]}
        found = newest_revisions(entries.connection, touched - seen)
        revisions |= found
        # With one of them, all revisions of a record are found.
        seen |= touched | found.keys() | set(found.values())
        touched |= {member for n in seen for member in groups.get(n, (n,))}
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
    """For articles whose file was read with several contents: all revisions of each, and the newest of them.

    Two records are revisions of one when path and identifier agree, or path and address, or when the file holds one
    document only: the place in a file of many records says nothing, since records are added in front.
    """
    groups: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for path, identities in _identities(connection, article_ids).items():
        for article_id, identity, modified_at, source_file_id in _articles_of(connection, path, identities):
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


def articles_with_revisions(connection: Connection, article_ids: Sequence[int]) -> list[int]:
    """Those of some articles for which it matters to which content of their file they belong."""
    own, follows = articles.c.id, fingerprints.c.follows
    some = select(own).select_from(_ARTICLES_OF_FILES).where(among(connection, own, article_ids))
    behind = some.where(follows.is_not(None) | _IS_ALONE)
    followed = select(follows).where(among(connection, follows, article_ids))
    return sorted({*connection.scalars(behind), *connection.scalars(followed)})


def _identities(connection: Connection, article_ids: Iterable[int]) -> dict[str, set[str]]:
    """What identifies some articles, by the paths of those whose file was read with more than one content."""
    mine = among(connection, articles.c.id, list(article_ids))
    own = select(source_files.c.path).select_from(_ARTICLES_OF_FILES).where(mine).distinct().subquery()
    several = select(source_files.c.path).join(own, own.c.path == source_files.c.path)
    paths = connection.scalars(several.group_by(source_files.c.path).having(func.count() > 1)).all()
    found: dict[str, set[str]] = {path: set() for path in sorted(paths)}
    query = select(source_files.c.path, *_IDENTITY).select_from(_ARTICLES_OF_FILES)
    for path, *names in connection.execute(query.where(mine)) if found else ():
        identity = _identity(*names)
        if path in found and identity is not None:
            found[path].add(identity)
    return found


def _articles_of(connection: Connection, path: str, identities: Collection[str]) -> Iterator[tuple[int, str, int, int]]:
    """Article, identity, time of the file and file, of all that ever came from a path and have one of some identities.

    A file of records may have held a million: the database leaves out most of the others.
    """
    if not identities:
        return
    known = {identity.partition(" ")[2] for identity in identities}
    wanted = or_(
        _IS_ALONE,
        among(connection, documents.c.external_id, known),
        documents.c.external_id.is_(None) & among(connection, articles.c.url, known),
    )
    query = select(articles.c.id, source_files.c.modified_at, source_files.c.id, *_IDENTITY)
    query = query.select_from(_ARTICLES_OF_FILES).where(source_files.c.path == path, wanted)
    for article_id, modified_at, file, *fields in connection.execute(query):
        identity = _identity(*fields)
        if identity is not None and identity in identities:
            yield article_id, identity, modified_at, file


def _identity(alone: bool, external_id: str | None, url: str | None) -> str | None:
    """By what an article is known among those of its file, if anything tells."""
    return "only" if alone else f"id {external_id}" if external_id else f"url {url}" if url else None


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

"""Duplicates in the database: marked, never deleted, and the same whatever the order of arrival.

Called by the writer inside a chunk's transaction. Nothing is remembered between calls that the database does not hold.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select

from schema.plumbing import duplicate_decisions
from tasks.load.batches import now
from tasks.load.duplicates_entries import Entries, Entry
from tasks.load.duplicates_follow import articles_of_revised, articles_with_revisions, refresh_follows
from tasks.load.duplicates_index import append_nodes, bury, open_index
from tasks.load.duplicates_settle import Settlement
from tasks.records import Article


class LoadedArticle(NamedTuple):
    """An article and the id of its row in `articles`."""

    article_id: int
    article: Article


class DuplicateCounts(NamedTuple):
    """How many articles became duplicates, no longer are, or are now duplicates of another article."""

    marked: int = 0
    released: int = 0
    moved: int = 0


def decide_duplicates(connection: Connection, loaded: Sequence[LoadedArticle]) -> DuplicateCounts:
    """Index new or changed articles, and mark duplicates among them and all that are in the database.

    Arguments:
        connection: in the transaction that wrote the articles' rows.
        loaded: fingerprinted articles (`tasks.duplicates.fingerprint`); one that was indexed before is indexed anew.

    Returns:
        What changed, in older articles too.
    """
    entries = Entries(connection)
    stale = {entry.article_id: entry for entry in entries.of_articles(item.article_id for item in loaded)}
    again = _withdraw(entries, list(stale.values()))
    new = entries.add(loaded)
    for entry in new:
        if entry.article_id in stale:
            entry.stored = stale[entry.article_id].stored
    append_nodes(connection, [entry.node for entry in new])
    again += refresh_follows(entries, [entry.article_id for entry in new])
    return _settle(entries, [*new, *again])


def follow_newest(connection: Connection, paths: Collection[str]) -> DuplicateCounts:
    """Decide anew which revision of some files is the newest: one that went back to what it was may be another."""
    return _follow(connection, articles_of_revised(connection, paths) if paths else [])


def follow_moved(connection: Connection, article_ids: Sequence[int]) -> DuplicateCounts:
    """Decide anew which revision is the newest of articles that a newer content of their file holds, too."""
    return _follow(connection, articles_with_revisions(connection, article_ids) if article_ids else [])


def _follow(connection: Connection, article_ids: Sequence[int]) -> DuplicateCounts:
    entries = Entries(connection)
    return _settle(entries, refresh_follows(entries, article_ids)) if article_ids else DuplicateCounts()


def split(connection: Connection, article_id: int) -> DuplicateCounts:
    """Make an article stand alone for good: it is a duplicate of nothing, and nothing of it."""
    decision = duplicate_decisions.c
    mine = or_(decision.article_id == article_id, decision.other_id == article_id)
    pairs = connection.execute(select(decision.article_id, decision.other_id).where(mine)).all()
    connection.execute(delete(duplicate_decisions).where(mine))
    _remember(connection, "split", article_id, None)
    return _decide_again(connection, article_id, *{n for pair in pairs for n in pair if n is not None} - {article_id})


def join(connection: Connection, a: int, b: int) -> DuplicateCounts:
    """Make two articles one for good, with all that were joined to them; the best ranked of them leads.

    Raises:
        ValueError: the two are one.
    """
    if a == b:
        raise ValueError(f"article {a} cannot be joined to itself")
    decision = duplicate_decisions.c
    apart = (decision.decision == "split") & decision.article_id.in_((a, b))
    connection.execute(delete(duplicate_decisions).where(apart))
    same = (decision.decision == "join") & (decision.article_id == min(a, b)) & (decision.other_id == max(a, b))
    connection.execute(delete(duplicate_decisions).where(same))
    _remember(connection, "join", min(a, b), max(a, b))
    return _decide_again(connection, a, b)


def _remember(connection: Connection, decision: str, article_id: int, other_id: int | None) -> None:
    row = {"decision": decision, "article_id": article_id, "other_id": other_id, "decided_at": now()}
    connection.execute(insert(duplicate_decisions), row)


def _decide_again(connection: Connection, *article_ids: int) -> DuplicateCounts:
    """Decide about some articles as if they had just come."""
    entries = Entries(connection)
    own = entries.of_articles(article_ids)
    for entry in own:
        entry.reopen()
    return _settle(entries, [*own, *refresh_follows(entries, article_ids)])


def _withdraw(entries: Entries, gone: Sequence[Entry]) -> list[Entry]:
    """Take articles out of the index; gives those to be decided anew."""
    if not gone:
        return []
    found = open_index(entries.connection).neighbours([entry.node for entry in gone])
    again = entries.numbered({number for some in found for number in (*some.near, *some.behind)})
    ids = [entry.article_id for entry in gone]
    copies = entries.copies(ids)
    for entry in copies:
        entry.reopen()  # its target may come back with another text
    again += copies + entries.followers(ids)
    entries.drop(gone)
    bury(entries.connection, [entry.node.number for entry in gone])
    return [entry for entry in again if entry.article_id in entries.by_article]


def _settle(entries: Entries, again: Sequence[Entry]) -> DuplicateCounts:
    Settlement(entries, open_index(entries.connection)).settle(again)
    changes = [(entry.stored[0], entry.target) for entry in entries.save()]
    return DuplicateCounts(
        marked=sum(old is None and new is not None for old, new in changes),
        released=sum(old is not None and new is None for old, new in changes),
        moved=sum(None not in pair and pair[0] != pair[1] for pair in changes),
    )

"""The numbers of records that come out of an archive in parts: only who loads the parts in order can count them."""

from collections.abc import Callable
from dataclasses import replace

from tasks.chunks import ChunkResult, SliceResult, StoredArticle


class Numbering:
    """Counts the records of archives that are loaded in parts, one archive after the other."""

    def __init__(self) -> None:
        self._file = ("", "")
        self._next = 0

    def numbered(self, result: ChunkResult[SliceResult], loaded: Callable[[str, str], int]) -> ChunkResult[SliceResult]:
        """A chunk whose records in parts of archives go on from those in the parts before.

        Arguments:
            result: of a chunk; they come in order.
            loaded: for a path and its SHA-256 how many records an earlier, interrupted run has loaded.
        """
        if not any(piece.slice.frame.name for piece in result.results):
            return result
        return replace(result, results=tuple(self._numbered(piece, loaded) for piece in result.results))

    def _numbered(self, piece: SliceResult, loaded: Callable[[str, str], int]) -> SliceResult:
        if not piece.slice.frame.name:
            return piece
        file = (piece.slice.path, piece.sha256)
        if file != self._file or piece.slice.start == 0:
            self._file = file
            self._next = 0 if piece.slice.again or piece.slice.start == 0 else loaded(*file)
        articles, rejected = piece.articles, piece.rejected
        found = sorted([*(one.article.document.position for one in articles), *(one.position for one in rejected)])
        numbers = {position: number for number, position in enumerate(found, self._next)}
        self._next += len(found)
        return piece.changed(
            articles=tuple(_article_at(one, numbers[one.article.document.position]) for one in articles),
            rejected=tuple(one.changed(position=numbers[one.position]) for one in rejected),
        )


def _article_at(stored: StoredArticle, position: int) -> StoredArticle:
    document = stored.article.document.changed(position=position)
    return stored.changed(article=stored.article.changed(document=document))

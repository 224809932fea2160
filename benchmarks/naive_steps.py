"""What one would write first: each step with the usual library, one file at a time. The baseline of the benchmark."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH
from langdetect import LangDetectException, detect_langs
from sqlalchemy import Engine, ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

# A phrase list, as scraping scripts carry it around.
JUNK = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\s*(read (also|more)|related( articles| stories)?|see also|more on this)\b",
        r"^\s*(share|tweet|pin|email|print)( this)?( article| story| on \w+)?\s*$",
        r"^\s*(subscribe|sign up|log in|newsletter|advertisement|sponsored)\b",
        r"^\s*(photo|image|picture|video|watch)( credit)?\s*[:|]",
        r"\b(all rights reserved|copyright|terms of use|privacy policy|cookie policy)\b",
        r"^\s*(comments?|leave a (reply|comment)|post a comment)\b",
        r"\b(i'm not a robot|verify you are (a )?human|captcha)\b",
    )
]
WORDS_IN_SHINGLE = 5


class Base(DeclarativeBase):
    """The naive tables."""


class NaiveArticle(Base):
    """One row per file."""

    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str]
    headline: Mapped[str | None]
    body: Mapped[str]
    language: Mapped[str | None]
    confidence: Mapped[float]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))


@dataclass
class Index:
    """The near-duplicate index, in memory."""

    lsh: MinHashLSH = field(default_factory=lambda: MinHashLSH(threshold=0.7, num_perm=128))

    def seen(self, key: int, sketch: Any) -> int | None:
        """The first article like this one, which is added where there is none."""
        found = self.lsh.query(sketch)
        if found:
            return int(min(found))
        self.lsh.insert(key, sketch)
        return None


def read(path: Path) -> str:
    """The text of a file."""
    return unicodedata.normalize("NFC", path.read_text(encoding="utf-8", errors="replace"))


def clean(text: str) -> str:
    """The lines that no phrase marks as junk."""
    return "\n".join(line for line in text.splitlines() if not any(pattern.search(line) for pattern in JUNK))


def language(body: str) -> tuple[str | None, float]:
    """The language and its probability."""
    try:
        best = detect_langs(body)[0]
    except LangDetectException:
        return None, 0.0
    return best.lang, best.prob


def sketch(body: str) -> Any:
    """The MinHash of the body's shingles."""
    words = body.lower().split()
    minhash = MinHash(num_perm=128)
    for start in range(max(1, len(words) - WORDS_IN_SHINGLE + 1)):
        minhash.update(" ".join(words[start : start + WORDS_IN_SHINGLE]).encode())
    return minhash


def store(engine: Engine, row: NaiveArticle) -> int:
    """Insert one row, and commit."""
    with Session(engine) as session:
        session.add(row)
        session.commit()
        return row.id


def open_database(path: Path) -> Engine:
    """A new database with the naive table."""
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    return engine

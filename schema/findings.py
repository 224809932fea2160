"""What a check found wrong, for people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, where (a file, a table with row numbers, a line), and what to do about it."""

    what: str
    where: str
    remedy: str

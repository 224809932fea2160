"""What can go wrong, for people: each error names the input, what is wrong with it, and what to do."""

from typing import Self


class CopydeskError(Exception):
    """An error that a person can act on; it reads as one or two sentences and survives pickling.

    Arguments:
        what: the input that it is about (a file, a database, an option).
        why: what is wrong with it, as the end of a sentence that starts with `what`.
        remedy: what to do about it, as a sentence of its own.
    """

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(what, why, remedy)
        self.what = what
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}: {self.why}. {self.remedy}"

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        # Workers send their errors to the parent by pickle.
        return type(self), (self.what, self.why, self.remedy)


def cannot_be_read(error: OSError | UnicodeDecodeError) -> str:
    """What is wrong with a text file that could not be read."""
    why = error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is not UTF-8"
    return f"cannot be read ({why})"


class DatabaseError(CopydeskError):
    """Something is wrong with the database or with the way to it."""


class DatabaseAddressError(DatabaseError):
    """The database URL cannot be read, or names a system that copydesk does not store to."""


class DatabaseMissing(DatabaseError):
    """There is nothing to read from: no such file, or a database that no batch has been loaded into."""


class DatabaseTooOld(DatabaseError):
    """The database was written by an older version and a reader may not upgrade it."""


class DatabaseTooNew(DatabaseError):
    """The database was written by a newer version of copydesk than this one."""


class DatabaseBusy(DatabaseError):
    """Somebody else is loading into the database and did not finish in time."""


class DatabaseDamaged(DatabaseError):
    """The file is not a database, or it is one that SQLite can no longer read."""


class DatabaseFull(DatabaseError):
    """There is no room left on the disk."""


class DatabaseForbidden(DatabaseError):
    """The rights on the file or its folder do not allow what was asked."""

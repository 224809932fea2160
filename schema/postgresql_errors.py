"""What PostgreSQL's errors mean to a person, and what to do about each."""

from typing import Any, Final

from sqlalchemy import URL

from schema.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseError,
    DatabaseForbidden,
    DatabaseFull,
    DatabaseMissing,
)

# By the beginnings of their codes (postgresql.org/docs/current/errcodes-appendix.html), the longest first.
_MEANINGS: Final[tuple[tuple[tuple[str, ...], type[DatabaseError], str, str], ...]] = (
    (
        ("3D000",),
        DatabaseMissing,
        "does not exist",
        "Make it, for words in every script: createdb --encoding UTF8 --template template0 NAME",
    ),
    (
        ("28", "42501", "25006"),
        DatabaseForbidden,
        "the server refuses this ({error})",
        "Check the user, the password (PGPASSWORD or ~/.pgpass) and the user's rights.",
    ),
    (
        ("53100",),
        DatabaseFull,
        "the disk of the server is full",
        "Make room and run it again; what was loaded is safe.",
    ),
    (
        ("40", "55P03", "53300"),
        DatabaseBusy,
        "others keep it busy ({error})",
        "Try again when they have ended.",
    ),
    (
        ("58030", "XX001", "XX002"),
        DatabaseDamaged,
        "the server cannot read its files ({error})",
        "Restore it from a backup.",
    ),
    (
        ("57P", "08", "53"),
        DatabaseError,
        "the server ended the connection ({error})",
        "What was loaded is safe: run it again when the server answers.",
    ),
)
_NO_CODE: Final = "-"


def explained(error: Exception, address: URL) -> DatabaseError | None:
    """An error of the driver about the database at `address` as one of ours; None where it says no more.

    Arguments:
        error: psycopg's.
        address: the database's URL; its password is not shown.
    """
    what = f"Database {address.render_as_string(hide_password=True)}"
    said = str(error).strip().partition("\n")[0]
    code = _code(error, said)
    for codes, kind, why, remedy in _MEANINGS:
        if code.startswith(codes):
            return kind(what, why.format(error=said), remedy)
    if "unrecognized configuration parameter" in said:
        return DatabaseError(what, "this PostgreSQL is too old", "Use PostgreSQL 14 or newer.")
    if "server closed the connection" in said or "connection is lost" in said or "terminating connection" in said:
        return DatabaseError(what, "the server ended the connection", _MEANINGS[-1][3])
    # While a connection is made, whatever goes wrong has no code.
    if code == _NO_CODE and type(error).__name__ == "OperationalError":
        return DatabaseMissing(what, f"no server answers ({said})", "Start it, or check host and port in the URL.")
    return None


def _code(error: Any, said: str) -> str:
    """The error's code; while a connection is made there is none, and the text has to tell."""
    code = getattr(error, "sqlstate", None)
    if code:
        return str(code)
    if "FATAL" not in said:
        return "28P01" if "no password supplied" in said else _NO_CODE
    return "3D000" if "database" in said and "does not exist" in said else "28000"

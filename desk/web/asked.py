"""What an address of the desk asks for, read from its path and query string."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from schema.errors import CopydeskError

# SQLite's integers have 64 bits.
_DIGITS = 18


class AddressError(CopydeskError):
    """A part of an address that cannot be read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the pages see it.

    Arguments:
        path: the page, such as `/batches`.
        values: the query string; of a name that comes twice, the first.
        variables: the parts of the path that its pattern names.
        review: whether learned lines may be decided on.
    """

    path: str
    values: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    review: bool = False

    def text(self, name: str) -> str | None:
        """A value without the space around it; None where it is empty."""
        return self.values.get(name, "").strip() or None

    def flag(self, name: str) -> bool:
        """Whether something is switched on: `?translated=1`."""
        return self.text(name) == "1"

    def number(self, name: str) -> int | None:
        """A whole number of the path or the query string.

        Raises:
            AddressError: it is none.
        """
        value = self.variables.get(name) or self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
            raise AddressError(f"{name} {value[:40]}", "is no number", "Go back and follow a link of the desk.")
        return int(value)

    def link(self, path: str | None = None, **changes: str | int | None) -> str:
        """The address of a page with the query string of this one, some of its values changed, or with None left out.

        Where one was in a list does not hold for a changed list: `after` and `before` have to be given anew.
        """
        changed = {"after": None, "before": None, **changes}
        values = {name: value for name, value in {**self.values, **changed}.items() if value not in {None, ""}}
        return (path or self.path) + (f"?{urlencode(values)}" if values else "")

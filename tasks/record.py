"""What all records share: frozen dataclasses with slots that are copied and sent between processes all the time."""

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, Self


class Record:
    """A base of frozen dataclasses with slots, without fields of its own.

    Measured on an article and its spans: a copy by `changed` takes 3 µs, by `dataclasses.replace` 11; sending and
    receiving takes 28 µs in place of 55, since what Python gives such classes walks their fields one by one.
    """

    __slots__ = ()

    def changed(self, **changes: Any) -> Self:
        """The same record with other values in some fields, as `dataclasses.replace`; KeyError for no such field."""
        kind: Any = type(self)
        names, values, setters = _parts(kind)
        copy: Self = object.__new__(kind)
        for name, value in zip(names, values(self), strict=True):
            setters[name](copy, value)
        for name, value in changes.items():
            setters[name](copy, value)
        return copy

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        kind: Any = type(self)
        return kind, _parts(kind)[1](self)


@cache
def _parts(kind: type) -> tuple[tuple[str, ...], Any, dict[str, Any]]:
    """The fields of a dataclass: their names, what reads all values as a tuple, and what writes each into its slot."""
    names = tuple(field.name for field in fields(kind))
    if len(names) == 1:
        one = attrgetter(*names)
        return names, lambda record: (one(record),), {names[0]: getattr(kind, names[0]).__set__}
    return names, attrgetter(*names), {name: getattr(kind, name).__set__ for name in names}

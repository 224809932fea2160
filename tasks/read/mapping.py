"""Records whose fields have other names than those that are known: which field is what, as people say with `--map`."""

import difflib
from collections.abc import Callable, Mapping, Sequence

from schema.errors import CopydeskError
from tasks.read import fields
from tasks.read.dates import published

# Pairs of one of our names and the name of a field; of several for one of ours the first that holds something counts.
FieldMap = tuple[tuple[str, str], ...]


class BadMapping(CopydeskError):
    """A mapping names a field that copydesk does not have, or none at all."""


def field_map(mapping: Mapping[str, str | Sequence[str]]) -> FieldMap:
    """The mapping as readers use it, once it is known to mean something.

    Arguments:
        mapping: for each of our fields the field, or fields, of the records; `meta.title` is `title` in `meta`.

    Raises:
        BadMapping: a field is not known, or no name is given for one.
    """
    pairs: list[tuple[str, str]] = []
    for ours, theirs in mapping.items():
        if ours not in fields.FIELDS:
            near = difflib.get_close_matches(ours, fields.FIELDS, 1)
            known = f"The fields are: {', '.join(fields.FIELDS)}."
            remedy = f"Did you mean {near[0]!r}? {known}" if near else known
            raise BadMapping("The mapping", f"there is no field {ours!r}", remedy)
        names = [theirs] if isinstance(theirs, str) else list(theirs)
        if not names or not all(name.strip() for name in names):
            raise BadMapping("The mapping", f"no field of the records is named for {ours!r}", "Write headline=titre.")
        pairs += [(ours, name.strip()) for name in names]
    return tuple(pairs)


def parse_mapping(texts: Sequence[str]) -> dict[str, list[str]]:
    """The mapping that `headline=titre,text=corps` means; raises `BadMapping` where it means none."""
    found: dict[str, list[str]] = {}
    for part in ",".join(texts).split(","):
        ours, equals, theirs = part.partition("=")
        if not equals:
            raise BadMapping("The mapping", f"{part!r} is no pair of fields", "Write headline=titre,text=corps.")
        found.setdefault(ours.strip(), []).append(theirs.strip())
    field_map(found)
    return found


def renamed(record: Mapping[str, object], mapping: FieldMap) -> dict[str, object]:
    """The record with the mapped fields under names that are known, and under their own no more."""
    if not mapping:
        return dict(record)
    found: dict[str, object] = {}
    for ours, theirs in mapping:
        known = fields.FIELDS[ours][0]
        if known not in found and (value := _value(record, theirs)) not in (None, "", [], {}):
            found[known] = value
    used = {theirs for _, theirs in mapping}
    if "html" in found and "text" not in found:
        # Who says which field is the page does not want another one's summary.
        used |= {*fields.FIELDS["text"]}
    return {**{name: value for name, value in record.items() if name not in used}, **found}


def source_of(record: Mapping[str, object], mapping: FieldMap, ours: str) -> tuple[str, str] | None:
    """The name of the field that one of ours is read from, with what it says; none where no field says it."""
    taken = {theirs for other, theirs in mapping if other != ours}
    names = [*(theirs for other, theirs in mapping if other == ours), *fields.FIELDS[ours]]
    for name in names:
        value = None if name in taken else _value(record, name)
        if value is not None and (said := _READ[ours]({fields.FIELDS[ours][0]: value})):
            return name, said
    return None


_READ: dict[str, Callable[[Mapping[str, object]], str | None]] = {
    "text": lambda record: fields.text_field(record, fields.TEXT),
    "html": lambda record: fields.text_field(record, fields.HTML),
    "id": fields.identifier_field,
    "url": fields.url_field,
    "headline": lambda record: fields.name_field(record, fields.HEADLINE),
    "date": lambda record: published(record[fields.DATE[0]]),
    "author": lambda record: fields.name_field(record, fields.AUTHOR),
    "outlet": fields.outlet_field,
}


def _value(record: Mapping[str, object], name: str) -> object:
    """The value of a field; points lead into objects, unless a field is called so."""
    if name in record or "." not in name:
        return record.get(name)
    outer, _, rest = name.partition(".")
    inner = record.get(outer)
    return _value(inner, rest) if isinstance(inner, dict) else None

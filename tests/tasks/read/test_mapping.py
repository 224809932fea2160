import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest import Field
from tasks.read import fields, read_documents
from tasks.read.mapping import BadMapping, field_map, parse_mapping, renamed
from tasks.records import Document, Rejected, Stated

PROSE = (
    "Le conseil a voté mardi la reconstruction du vieux pont sur la rivière, et les travaux commencent au printemps. "
)
RECORD = {
    "corps": PROSE * 3,
    "titre": "Le pont",
    "meta": {"auteur": "Ada Byron", "paru": "2021-05-04"},
    "text": "Résumé.",
}
MAPPING = {"text": "corps", "headline": "titre", "author": "meta.auteur", "date": ["vu", "meta.paru"]}


def read(data: bytes, name: str, mapping: dict[str, str | list[str]]) -> Document | Rejected:
    (found,) = read_documents(data, name, stated=Stated(mapping=field_map(mapping)))
    assert isinstance(found, Document | Rejected)
    return found


def test_fields_are_those_that_people_name() -> None:
    found = read(json.dumps(RECORD).encode(), "a.jsonl", MAPPING)
    assert isinstance(found, Document)
    assert found.text == (PROSE * 3).strip()
    assert (found.headline, found.byline, found.published_at) == ("Le pont", "Ada Byron", "2021-05-04")


@pytest.mark.parametrize("value", [RECORD, [RECORD], {"articles": [RECORD]}], ids=["object", "list", "wrapped"])
def test_json_files(value: object) -> None:
    found = read(json.dumps(value).encode(), "a.json", MAPPING)
    assert isinstance(found, Document)
    assert found.headline == "Le pont"


def test_columns_of_a_table_in_any_case() -> None:
    found = read(f'Titre;CORPS\n"Le pont";"{PROSE}"\n'.encode(), "a.csv", {"text": "corps", "headline": "titre"})
    assert isinstance(found, Document)
    assert (found.headline, found.text) == ("Le pont", PROSE.strip())


def test_a_row_in_quarantine_is_read_again_with_the_same_mapping() -> None:
    found = read(b"Titre;CORPS\nLe pont;\n", "a.csv", {"text": "corps", "headline": "titre"})
    assert isinstance(found, Rejected)
    assert read(found.content, "a.csv", {"text": "corps", "headline": "titre"}) == found


def test_without_a_mapping_the_reason_says_how_to_give_one() -> None:
    for data, name in ((b'{"corps": "x"}', "a.jsonl"), (b"corps\nx\n", "a.csv")):
        found = read(data, name, {})
        assert isinstance(found, Rejected)
        assert (found.reason, "corps" in found.detail, "--map text=" in found.detail) == ("bad-record", True, True)


def test_a_page_that_people_name_stands_above_a_text_that_is_known() -> None:
    record = {"text": "A summary.", "source_page": f"<div><p>{PROSE}</p><p>Fin.</p></div>"}
    found = read(json.dumps(record).encode(), "a.jsonl", {"html": "source_page"})
    assert isinstance(found, Document)
    assert found.text == f"{PROSE}".strip() + "\nFin."


def test_two_fields_may_be_exchanged() -> None:
    assert renamed({"text": "a", "html": "b"}, (("text", "html"), ("html", "text"))) == {"text": "b", "html": "a"}
    assert renamed({"a.b": 1, "a": {"b": 2}}, (("id", "a.b"),))["id"] == 1


def test_what_is_written_on_the_command_line() -> None:
    assert parse_mapping(["headline=titre,text=corps", "text = contenu"]) == {
        "headline": ["titre"],
        "text": ["corps", "contenu"],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("headlin=titre", "Did you mean 'headline'? The fields are: text, html, id"),
        ("corps=text", "there is no field 'corps'"),
        ("headline", "'headline' is no pair"),
        ("headline=", "no field of the records is named for 'headline'"),
        ("", "'' is no pair"),
    ],
)
def test_a_slip_names_what_is_known(text: str, says: str) -> None:
    with pytest.raises(BadMapping) as caught:
        parse_mapping([text])
    assert says in str(caught.value)


def test_deployments_know_the_same_fields() -> None:
    assert get_args(Field) == tuple(fields.FIELDS)


@given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=4), st.text(max_size=3))
def test_no_value_is_lost(record: dict[str, object], name: str) -> None:
    values = sorted(str(value) for key, value in record.items() if key != "id" or name not in record or key == name)
    assert sorted(map(str, renamed(record, (("id", name),)).values())) == values

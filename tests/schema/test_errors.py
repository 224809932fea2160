import pickle

import pytest

from schema import errors
from schema.errors import CopydeskError, DatabaseBusy, DatabaseError


def test_an_error_reads_as_the_input_what_is_wrong_and_what_to_do() -> None:
    error = DatabaseBusy("articles.db", "another run is loading into it", "Wait for it to end.")
    assert str(error) == "articles.db: another run is loading into it. Wait for it to end."


@pytest.mark.parametrize(
    "kind", [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, CopydeskError)]
)
def test_every_error_comes_back_from_a_worker_as_it_was(kind: type[CopydeskError]) -> None:
    error = kind("a file", "it is broken", "Mend it.")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.what, again.why, again.remedy) == ("a file", "it is broken", "Mend it.")
    assert str(again) == str(error)


def test_one_clause_catches_everything_about_the_database() -> None:
    assert issubclass(DatabaseBusy, DatabaseError)
    assert issubclass(DatabaseError, CopydeskError)

"""Standard output may be closed early by its reader, and may be longer than memory."""

import json
import os
import subprocess
import sys

import pytest

from desk.output import json_text, write_json_rows

MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i, hex(i) AS h FROM n"
CODE = "import sys; sys.argv[0] = 'copydesk'; from desk.cli import main; main()"


@pytest.mark.parametrize(
    ("arguments", "colour"),
    [
        (("sql", MANY.format(50_000)), ""),
        (("sql", MANY.format(10**9), "--json"), ""),
        (("search", "truce", "--duplicates"), ""),
        (("search", "truce", "--duplicates"), "1"),
        (("show", "1", "--json"), ""),
        (("show", "--help"), ""),
        (("show", "--help"), "1"),
    ],
    ids=str,
)
def test_a_reader_that_has_enough_is_no_failure(database, arguments, colour) -> None:
    environment = {**os.environ, "COPYDESK_DATABASE_URL": database, "FORCE_COLOR": colour}
    if not colour:
        del environment["FORCE_COLOR"]
    reading, writing = os.pipe()
    command = [sys.executable, "-c", CODE, *arguments]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE, env=environment) as process:
        os.close(writing)
        if "1000000000" in arguments[1]:
            assert os.read(reading, 10)
        os.close(reading)
        assert process.communicate(timeout=120)[1] == b""
    # 141 in the eyes of a shell: ended by SIGPIPE, as other programs are.
    assert process.returncode in {0, -13}


@pytest.mark.parametrize("rows", [[], [{"a": 1}], [{"a": "x\ny", "b": None}, {"a": [1, {"c": "é"}], "b": 2.5}]])
def test_rows_are_written_one_by_one_as_the_same_document(capsys, rows) -> None:
    write_json_rows(iter(rows))
    written = capsys.readouterr().out
    assert json.loads(written) == rows
    assert written == json_text(rows) + "\n"


def test_sql_that_fails_on_the_way_says_why(copydesk) -> None:
    answer = copydesk("sql", "SELECT json(value) FROM (SELECT '1' AS value UNION ALL SELECT '{')", "--json")
    assert answer.status == 1
    assert "malformed JSON" in answer.err
    assert "Traceback" not in answer.err

from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from flows.request import LimitName
from tasks.read import DEFAULT, Limits, UnknownLimit, limits_from

DOCUMENTED = Path(__file__).parents[3] / "docs" / "limits.md"


def test_some_limits_are_changed_and_the_others_stay() -> None:
    assert limits_from([]) == limits_from({}) == DEFAULT
    stated = ["document-bytes=20MB", "lines=100k, document_seconds = 2.5,", "worker-bytes=1.5GB"]
    changed = Limits(document_bytes=20_000_000, lines=100_000, document_seconds=2.5, worker_bytes=1_500_000_000)
    assert limits_from(stated) == changed
    assert limits_from({"document_bytes": "20M", "lines": 100_000, "document_seconds": 2.5, "worker_bytes": 1.5e9})
    assert limits_from({limit.name: getattr(changed, limit.name) for limit in fields(Limits)}) == changed


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("bytes=3", "bytes: there is no limit of this name. There are: document-bytes, document-characters, "),
        ("lines", "lines: it has no value. Write a limit as document-bytes=20MB."),
        ("lines=", "lines=: that is no number above zero. Write it as 20000000 or 20MB."),
        *[(f"lines={value}", "that is no number above zero") for value in ("0", "-1", "many", "1e9", "٣", "1" * 99)],
    ],
)
def test_what_is_no_limit_is_said(stated: str, message: str) -> None:
    with pytest.raises(UnknownLimit, match=r"limit|number|value") as caught:
        limits_from([stated])
    assert message in str(caught.value)


def test_deployments_know_every_limit() -> None:
    assert get_args(LimitName) == tuple(limit.name for limit in fields(Limits))


def test_every_limit_is_documented_with_its_default() -> None:
    table = DOCUMENTED.read_text().partition("## The limits")[2].partition("K, M and G")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    documented = {name.strip().strip("`"): value.strip() for name, value in rows}
    assert limits_from(documented) == DEFAULT
    assert list(documented) == [limit.name.replace("_", "-") for limit in fields(Limits)]

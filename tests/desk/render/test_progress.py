"""Progress goes to standard error, and only what somebody there needs to know."""

import pytest

from desk.render import progress
from desk.render.progress import speed, watching
from flows.request import Progress


@pytest.mark.parametrize(
    ("rate", "left", "written"),
    [
        (0.0, None, ""),
        (812.4, None, "812 documents/s"),
        (1812.4, 14.0, "1,812 documents/s, 14.0 s left"),
        (0.0, 75.0, "1 min 15 s left"),
    ],
)
def test_rate_and_time_left_as_far_as_they_are_known(rate, left, written) -> None:
    assert speed(rate, left) == written


def test_a_log_gets_messages_at_once_and_progress_now_and_then(capsys, monkeypatch) -> None:
    with watching() as listener:
        listener(Progress("load", message="waiting for\x1b[2J another run"))
        listener(Progress("load", 1, 9))
        monkeypatch.setattr(progress, "_LOG_SECONDS", 0.0)
        listener(Progress("load", 5, 9, 50, 25.0, 2.0, share=0.4))
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err == "waiting for\ufffd[2J another run\nload: 5 of 9 files, 40 %, 25 documents/s, 2.0 s left\n"


def test_with_json_only_messages_are_said(capsys, monkeypatch) -> None:
    monkeypatch.setattr(progress, "_LOG_SECONDS", 0.0)
    with watching(quiet=True) as listener:
        listener(Progress("load", 5, 9, 50, 25.0, 2.0))
        listener(Progress("load", message="waiting"))
    assert capsys.readouterr().err == "waiting\n"

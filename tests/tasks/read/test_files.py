import hashlib
import io
import os
import pickle
import socket
from pathlib import Path

import pytest

from tasks.read import Limits, UnreadableFile, read_bytes, split_points
from tasks.read.names import on_disk, spelled


def unreadable(path: Path, limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(path, limits=limits or Limits())
    return caught.value


def test_ranges_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    assert read_bytes(path) == b"0123456789"
    assert read_bytes(path, 3, 7) == b"3456"
    assert read_bytes(path, 8) == b"89"


def test_paths_that_give_no_bytes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as server:
        # A socket's path has 108 bytes at most.
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            server.bind("socket")
        finally:
            os.chdir(here)
        found = [unreadable(tmp_path / name).reason for name in ("fifo", "socket", ".", "gone", "a\0b")]
    assert found == ["not-a-file", "not-a-file", "not-a-file", "vanished", "vanished"]
    assert unreadable(Path("/dev/zero")).reason == "not-a-file"


def test_a_loop_of_links_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert unreadable(tmp_path / "loop").reason == "unreadable"


def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:  # the superuser may read everything
        os.seteuid(65534)
    try:
        assert unreadable(path).reason == "no-permission"
    finally:
        os.seteuid(user)


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_bytes(b"x")
    assert read_bytes(path) == b"x"
    # As it is written down, it is found again.
    assert spelled(str(path)) == str(tmp_path / r"caf\xe9.txt")
    assert read_bytes(Path(spelled(str(path)))) == b"x"


@pytest.mark.parametrize("name", ["a.txt", "日本.txt", "a\u200b.txt", r"c:\xe9.txt"])
def test_names_that_are_utf8_stay(tmp_path: Path, name: str) -> None:
    assert spelled(name) == name
    (tmp_path / name).write_bytes(b"x")
    assert on_disk(str(tmp_path / name)) == str(tmp_path / name)


def test_a_file_above_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    error = unreadable(path, Limits(file_bytes=9))
    assert error.reason == "too-large"
    assert "10 bytes" in error.detail
    assert read_bytes(path, 0, 9, Limits(file_bytes=9)) == b"012345678"


def test_a_file_that_shrank(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123")
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(path, 0, 10)
    assert caught.value.reason == "changed"


def test_the_error_survives_pickling() -> None:
    error = UnreadableFile("a.txt", "changed", "it changed", "Ingest it again.")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.path, copy.reason, copy.detail) == ("a.txt", "changed", "it changed. Ingest it again.")
    assert str(copy) == str(error) == "a.txt: it changed. Ingest it again."


@pytest.mark.parametrize("range_bytes", [1, 7, 100, 10_000, 5_000_000])
def test_split_points_are_whole_lines(range_bytes: int) -> None:
    lines = [b"x" * (number % 50) + b"\n" for number in range(3_000)] + [b"no line end"]
    data = b"".join(lines)
    split = split_points(io.BytesIO(data), range_bytes)
    assert split.sha256 == hashlib.sha256(data).hexdigest()
    assert split.size_bytes == len(data)
    assert b"".join(data[part.start : part.stop] for part in split.ranges) == data
    for part in split.ranges:
        assert part.first_position == data[: part.start].count(b"\n")
        assert part.stop == len(data) or data[part.stop - 1 : part.stop] == b"\n"
        assert part.stop == len(data) or part.stop - part.start >= range_bytes
        assert part.stop - part.start < range_bytes + 51


def test_split_points_across_blocks() -> None:
    data = (b"a" * 999_999 + b"\n") * 5
    split = split_points(io.BytesIO(data), 1_500_000)
    assert [(part.start, part.stop, part.first_position) for part in split.ranges] == [
        (0, 2_000_000, 0),
        (2_000_000, 4_000_000, 2),
        (4_000_000, 5_000_000, 4),
    ]
    assert split_points(io.BytesIO(b"")).ranges == ()

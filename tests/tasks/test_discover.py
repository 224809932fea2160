import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.chunks import FileSlice, KnownFile
from tasks.discover import (
    CHUNK_BYTES,
    CHUNK_FILES,
    SPLIT_BYTES,
    PathNotFound,
    chunks,
    look_up,
    require_paths,
    split,
    survey,
    walk,
)


def names(folder: Path) -> list[str]:
    return [Path(piece.path).relative_to(folder).as_posix() for piece in walk([folder])]


def test_folders_are_walked_in_sorted_order_and_hidden_or_unfinished_files_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".hidden", "half.json.part", ".git/config", "c.txt.tmp"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert names(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt"]
    assert survey(walk([tmp_path])) == (3, sum(len(n) for n in ("a/b/c.txt", "a/z.txt", "b.txt")))


def test_links_within_the_folder_are_read_and_those_that_leave_it_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "real.txt").write_text("real")
    (inbox / "folder").symlink_to(outside)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "out.txt").symlink_to(outside / "secret.txt")
    (inbox / "in.txt").symlink_to(inbox / "real.txt")
    found = {Path(piece.path).name: bool(piece.refused) for piece in walk([inbox])}
    assert found == {"folder": True, "in.txt": False, "out.txt": True, "real.txt": False}


def test_what_is_given_twice_is_found_once(tmp_path: Path) -> None:
    for name in ("a.txt", "in/b.txt", "in/.hidden/c.txt", "in/d.part"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / "linked").symlink_to(tmp_path / "in")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    given = ("in", "a.txt", "in/b.txt", "link.txt", "in/.hidden", "in/d.part", "linked", "linked/b.txt")
    roots = require_paths([*(str(tmp_path / name) for name in given), str(tmp_path), f"{tmp_path}/in/"])
    assert roots == [tmp_path / name for name in ("in/.hidden", "in/d.part", "linked", "")]
    found = [piece.path for piece in walk(roots)]
    assert len(found) == len(set(found)) == 6


def test_a_file_that_is_still_being_written_is_left_for_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "fresh.txt").write_text("fresh")
    (tmp_path / "settled.txt").write_text("settled")
    os.utime(tmp_path / "settled.txt", (1_000_000_000, 1_000_000_000))
    assert [Path(piece.path).name for piece in walk([tmp_path], settle_seconds=60)] == ["settled.txt"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(PathNotFound, match=r"nowhere\.txt: there is no such file"):
        require_paths([str(tmp_path), "nowhere.txt"])
    with pytest.raises(PathNotFound, match=r"a\.html: this is an address, and only files are read\. Save it"):
        require_paths(["https://news.example.com/a.html"])


def test_a_file_has_one_path_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert require_paths(["../dump"]) == [tmp_path.resolve() / "dump"]


def test_known_files_are_those_of_the_same_path_size_and_time(tmp_path: Path) -> None:
    for name in ("known.txt", "larger.txt", "newer.txt", "new.txt"):
        (tmp_path / name).write_text(name)
    here = {Path(piece.path).name: Path(piece.path).stat() for piece in walk([tmp_path])}
    stored = {
        str(tmp_path / "known.txt"): KnownFile(here["known.txt"].st_size, here["known.txt"].st_mtime_ns, 3),
        str(tmp_path / "larger.txt"): KnownFile(here["larger.txt"].st_size - 1, here["larger.txt"].st_mtime_ns, 1),
        str(tmp_path / "newer.txt"): KnownFile(here["newer.txt"].st_size, here["newer.txt"].st_mtime_ns - 1, 1),
    }
    (found,) = look_up(walk([tmp_path]), lambda paths: {p: stored[p] for p in paths if p in stored})
    assert [Path(piece.path).name for piece in found.new] == ["larger.txt", "new.txt", "newer.txt"]
    assert (found.known_files, found.known_documents, found.known_bytes) == (1, 3, len("known.txt"))


def test_a_big_file_of_records_is_split_and_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    line = b'{"text": "' + b"word " * 2000 + b'"}\n'
    path = tmp_path / "big.jsonl"
    path.write_bytes(line * (SPLIT_BYTES // len(line) + 100))
    size = path.stat().st_size
    whole = FileSlice(str(path), size, 7)
    pieces = list(split(whole, lambda _path, _sha256: set()))
    assert len(pieces) > 1
    assert pieces[0].start == 0
    assert [p.stop for p in pieces[:-1]] == [p.start for p in pieces[1:]]
    assert pieces[-1].stop == size
    assert [p.first_position for p in pieces] == [p.start // len(line) for p in pieces]
    assert {p.sha256 for p in pieces} == {hashlib.sha256(path.read_bytes()).hexdigest()}
    assert list(split(whole, lambda _path, _sha256: {pieces[0].start})) == pieces[1:]


@given(st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=60), st.integers(0, 1200))
def test_chunks_hold_every_slice_once_in_order_and_stay_small(sizes: list[int], many: int) -> None:
    pieces = [FileSlice(f"/{n}", size, 0) for n, size in enumerate([*sizes, *[10] * many])]
    found = list(chunks(pieces))
    assert [piece for chunk in found for piece in chunk.pieces] == pieces
    assert [chunk.number for chunk in found] == list(range(len(found)))
    for chunk in found:
        assert 0 < len(chunk.pieces) <= CHUNK_FILES
        assert len(chunk.pieces) == 1 or sum(p.bytes_to_read for p in chunk.pieces) <= CHUNK_BYTES

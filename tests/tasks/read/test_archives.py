import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.read import Limits, read_documents
from tasks.records import Document, Rejected

TEXT = "The council voted on Tuesday to rebuild the bridge."
FILES = {
    "a.txt": TEXT.encode(),
    "deep/er/b.jsonl": b"\n".join(json.dumps({"id": n, "text": f"{TEXT} {n}"}).encode() for n in range(3)),
    "../../etc/c.txt": TEXT.encode(),
    "/etc/d.txt": TEXT.encode(),
    "e.txt": b"",
}


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("deep")
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def taped(files: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(FILES)),
        ("a.tar", taped(FILES)),
        ("a.tar.gz", taped(FILES, "w:gz")),
        ("a.tgz", taped(FILES, "w:gz")),
    ],
    ids=["zip", "tar", "tar.gz", "tgz"],
)
def test_members_are_read_each_by_its_own_ending(name: str, data: bytes) -> None:
    found = list(read_documents(data, name))
    assert [one.position for one in found] == list(range(7))
    assert {one.path for one in found} == {name}
    names = [one.external_id for one in found if isinstance(one, Document)]
    assert names == ["a.txt", "0", "1", "2", "../../etc/c.txt", "/etc/d.txt"]
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "empty"


@pytest.mark.parametrize("pack", [zipped, taped], ids=["zip", "tar"])
def test_compressed_files_in_an_archive(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    lines = FILES["deep/er/b.jsonl"]
    files = {
        "a.jsonl.gz": gzip.compress(lines),
        "b.txt.xz": lzma.compress(TEXT.encode()),
        "c.txt.bz2": bz2.compress(TEXT.encode()),
        "d.txt.gz": TEXT.encode(),
        "bomb.txt.gz": gzip.compress(bytes(50_000_000)),
        "torn.jsonl.gz": gzip.compress(lines)[:-20],
        "inner.tar.gz": taped(FILES, "w:gz"),
        "last.txt": TEXT.encode(),
    }
    found = list(read_documents(pack(files), "a.zip" if pack is zipped else "a.tar"))
    texts = [one.text for one in found if isinstance(one, Document)]
    assert texts == [f"{TEXT} {n}" for n in range(3)] + [TEXT] * 4
    assert [one.reason for one in found if isinstance(one, Rejected)] == ["bomb", "truncated", "binary"]
    assert [one.position for one in found] == list(range(10))


@pytest.mark.parametrize("pack", [zipped, taped])
def test_what_a_folder_would_hide_is_passed_over_in_an_archive(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    hidden = {"__MACOSX/dump/._a.txt": b"\0\5\x16\7", "dump/.DS_Store": b"\0\0\0\1Bud1", ".git/config": b"[core]"}
    (found,) = read_documents(pack({**hidden, "./dump/a.txt": TEXT.encode()}), "a.zip" if pack is zipped else "a.tar")
    assert isinstance(found, Document)


def test_what_cannot_be_read_is_named() -> None:
    (found,) = read_documents(zipped({"deep/photo.jpg": b"\xff\xd8\xff\xe0"}), "a.zip")
    assert isinstance(found, Rejected)
    assert found.detail.startswith("deep/photo.jpg: It looks like a JPEG")


def test_small_files_may_not_unpack_to_much_together() -> None:
    """Each is no bomb by itself."""
    blank = gzip.compress(bytes(1_000_000))
    limits = Limits(document_bytes=1_000_000)
    found = list(read_documents(taped({f"{n}.txt.gz": blank for n in range(300)}), "a.tar", limits=limits))
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "bomb"
    assert len(found) < 300


def test_a_bomb_in_a_zip() -> None:
    data = zipped({f"{n}.txt": b"0" * 9_000_000 for n in range(10)})
    began = time.process_time()
    found = list(read_documents(data, "a.zip", limits=Limits(expansion=100)))
    assert isinstance(found[-1], Rejected)
    assert found[-1].reason == "bomb"
    assert time.process_time() - began < 10


def test_one_member_above_the_limit_is_rejected_alone() -> None:
    data = zipped({"big.txt": b"0" * 2_000, "small.txt": TEXT.encode()})
    first, second = read_documents(data, "a.zip", limits=Limits(document_bytes=1_000))
    assert isinstance(first, Rejected)
    assert first.reason == "too-large"
    assert isinstance(second, Document)


@pytest.mark.parametrize("cut", [1, 30, 200, -1, -30])
@pytest.mark.parametrize(
    ("name", "data"), [("a.zip", zipped(FILES)), ("a.tar.gz", taped(FILES, "w:gz"))], ids=["zip", "tgz"]
)
def test_truncated(name: str, data: bytes, cut: int) -> None:
    *whole, last = read_documents(data[:cut], name)
    assert isinstance(last, Rejected)
    assert last.reason in {"bad-archive", "truncated"}
    assert last.position == len(whole)


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
@settings(deadline=None)
@given(data=st.binary(min_size=1, max_size=600))
def test_any_bytes(name: str, data: bytes) -> None:
    for found in read_documents(data, name):
        assert isinstance(found, Document | Rejected)


@given(at=st.integers(min_value=0, max_value=len(zipped(FILES)) - 1), value=st.integers(min_value=0, max_value=255))
def test_one_damaged_byte(at: int, value: int) -> None:
    data = bytearray(zipped(FILES))
    data[at] = value
    for found in read_documents(bytes(data), "a.zip"):
        assert isinstance(found, Document | Rejected)

import bz2
import gzip
import json
import lzma
import time
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.read import Limits, read_documents
from tasks.read.endings import COMPRESSED
from tasks.read.outcome import Refused
from tasks.read.unpack import unpack
from tasks.records import Document, Rejected

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}
ENDINGS = sorted(COMPRESSED)


def test_every_ending_is_tested() -> None:
    assert set(PACK) == COMPRESSED


@pytest.mark.parametrize("ending", ENDINGS)
@settings(deadline=None)
@given(data=st.binary(max_size=3_000), again=st.binary(max_size=50))
def test_there_and_back_also_in_two_streams(ending: str, data: bytes, again: bytes) -> None:
    assert unpack(PACK[ending](data) + PACK[ending](again), ending, Limits()) == (data + again, None)


@pytest.mark.parametrize("ending", ENDINGS)
def test_records_in_a_compressed_file(ending: str) -> None:
    # More than a block of what is unpacked at once.
    lines = "".join(json.dumps({"id": number, "text": f"Text {number}. " * 64}) + "\n" for number in range(3_000))
    found = list(read_documents(PACK[ending](lines.encode()), f"a.jsonl{ending}"))
    assert len(found) == 3_000
    assert all(isinstance(one, Document) and one.position == at for at, one in enumerate(found))
    assert found[0].path == f"a.jsonl{ending}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_bombs_are_left_before_they_fill_the_memory(ending: str) -> None:
    data = PACK[ending](b"0" * 60_000_000)
    began = time.process_time()
    (found,) = read_documents(data, f"a.txt{ending}", limits=Limits(file_bytes=50_000_000))
    assert isinstance(found, Rejected)
    assert (found.reason, found.content) == ("bomb", data)
    assert time.process_time() - began < 5


def test_expansion_is_bounded_before_size() -> None:
    data = gzip.compress(b"0" * 20_000_000)
    with pytest.raises(Refused) as caught:
        unpack(data, ".gz", Limits(expansion=100))
    assert caught.value.reason == "bomb"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("cut", [1, 4, 40, -1, -4])
def test_truncated_or_damaged(ending: str, cut: int) -> None:
    text = "\n".join(
        f"The council voted {number} times on the bridge, {zlib.crc32(bytes([number]))}." for number in range(200)
    )
    (found,) = read_documents(PACK[ending](text.encode())[:cut], f"a.txt{ending}")
    assert isinstance(found, Rejected)
    assert found.reason in {"truncated", "bad-archive"}


@pytest.mark.parametrize("ending", ENDINGS)
@settings(deadline=None)
@given(data=st.binary(min_size=1, max_size=200))
def test_any_bytes(ending: str, data: bytes) -> None:
    for found in read_documents(data, f"a.txt{ending}"):
        assert isinstance(found, Document | Rejected)


def test_three_layers_are_not_unpacked() -> None:
    data = gzip.compress(gzip.compress(gzip.compress(b"The bridge is open.")))
    (found,) = read_documents(data, "a.txt.gz.gz.gz")
    assert isinstance(found, Rejected)
    assert found.reason == "binary"
    (found,) = read_documents(gzip.compress(b"The bridge is open."), "a.txt.gz")
    assert isinstance(found, Document)

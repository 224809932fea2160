from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from schema.compress import pack_bytes, pack_text, unpack_bytes, unpack_text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unpack_text(pack_text(text)) == text


@given(st.binary())
def test_bytes_come_back_as_they_were(content: bytes) -> None:
    assert unpack_bytes(pack_bytes(content)) == content


def test_the_frames_are_plain_zstandard() -> None:
    assert zstandard.decompress(pack_text("Überschrift")) == "Überschrift".encode()


def test_a_damaged_frame_is_noticed() -> None:
    frame = bytearray(pack_text("The council met on Tuesday. " * 40))
    frame[-1] ^= 1
    with pytest.raises(zstandard.ZstdError):
        unpack_text(bytes(frame))


def test_threads_may_pack_at_once() -> None:
    texts = [f"{n} " * 5000 for n in range(64)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(unpack_text, pool.map(pack_text, texts))) == texts

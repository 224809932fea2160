from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from schema.compress import pack_bytes, pack_text, unpack_bytes, unpack_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SENTENCES = [f"Sentence {n}: the council of {chr(97 + n % 26) * 5} met on day {n * n}. " for n in range(60)]


@given(TEXTS, TEXTS)
def test_a_text_comes_back_as_it_was(text: str, body: str) -> None:
    assert unpack_text(pack_text(text, body), body) == text


@given(TEXTS, TEXTS)
def test_a_text_that_was_packed_alone_is_read_with_a_body_too(text: str, body: str) -> None:
    assert unpack_text(pack_text(text, ""), body) == text


@given(st.binary())
def test_bytes_come_back_as_they_were(content: bytes) -> None:
    assert unpack_bytes(pack_bytes(content)) == content


def test_the_frames_are_plain_zstandard() -> None:
    assert zstandard.decompress(pack_text("Überschrift", "")) == "Überschrift".encode()
    dictionary = zstandard.ZstdCompressionDict("Die Brücke".encode(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    frame = pack_text("Überschrift\nDie Brücke", "Die Brücke")
    assert zstandard.ZstdDecompressor(dict_data=dictionary).decompress(frame).decode() == "Überschrift\nDie Brücke"


@pytest.mark.parametrize("times", [1, 2000])
def test_of_a_text_only_what_is_not_in_the_body_takes_room(times: int) -> None:
    body = "".join(SENTENCES) * times
    text = f"Read also: Storm\n{body[:900]}\nAdvertisement\n{body[900:]}"
    assert len(pack_text(text, body)) < 150 + len(body) / 1000
    assert unpack_text(pack_text(text, body), body) == text


def test_a_damaged_frame_is_noticed() -> None:
    frame = bytearray(pack_text("The council met on Tuesday. " * 40, ""))
    frame[-1] ^= 1
    with pytest.raises(zstandard.ZstdError):
        unpack_text(bytes(frame), "")


def test_another_body_is_noticed() -> None:
    body = "".join(SENTENCES)
    frame = pack_text(f"Storm\n{body}", body)
    for other in ("", body.replace("council", "mayor"), body[:-1]):
        with pytest.raises(zstandard.ZstdError):
            unpack_text(frame, other)


def test_threads_may_pack_at_once() -> None:
    texts = [f"{n} " * 5000 for n in range(64)]
    with ThreadPoolExecutor(4) as pool:
        frames = pool.map(pack_text, texts, texts)
        assert list(pool.map(unpack_text, frames, texts)) == texts

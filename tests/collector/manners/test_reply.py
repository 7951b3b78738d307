from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Unreadable
from collector.manners.reply import Body, kept


def body(encoding: str = "gzip", most: int = 10_000) -> Body:
    return Body(host="host.example", encoding=encoding, most=most)


@given(st.binary(max_size=500), st.integers(1, 50))
def test_a_packed_body_is_unpacked_however_it_is_cut(data: bytes, size: int) -> None:
    raw = gzip.compress(data)
    coming = body()
    for start in range(0, len(raw), size):
        coming.add(raw[start : start + size])
    assert (coming.whole(), coming.arrived) == (data, len(raw))


@given(st.binary(max_size=200), st.sampled_from([-15, 15]), st.integers(1, 3))
def test_deflate_with_its_frame_or_without_is_unpacked(data: bytes, wbits: int, size: int) -> None:
    raw = zlib.compress(data, wbits=wbits)
    coming = body("deflate")
    for start in range(0, len(raw), size):
        coming.add(raw[start : start + size])
    assert coming.whole() == data


@given(st.lists(st.binary(max_size=50), min_size=2, max_size=5), st.integers(1, 30))
def test_a_gzip_of_several_is_read_to_the_end_of_the_last(parts: list[bytes], size: int) -> None:
    raw = b"".join(map(gzip.compress, parts))
    coming = body()
    for start in range(0, len(raw), size):
        coming.add(raw[start : start + size])
    assert coming.whole() == b"".join(parts)


@pytest.mark.parametrize("more", [b"\0" * 99, b"\0", b"\x1f", b"garbage"])
def test_what_pads_a_gzip_is_no_part_of_it(more: bytes) -> None:
    coming = body()
    coming.add(gzip.compress(b"hello"))
    coming.add(more)
    assert coming.whole() == b"hello"


def test_a_second_gzip_without_its_end_is_not_whole() -> None:
    coming = body()
    coming.add(gzip.compress(b"one") + gzip.compress(b"two")[:-1])
    with pytest.raises(EOFError):
        coming.whole()


def test_gzips_of_gzips_are_unpacked_no_further_than_agreed() -> None:
    coming = body(most=1000)
    with pytest.raises(Unreadable, match="larger than 1000"):
        coming.add(gzip.compress(bytes(600)) * 9)
    assert coming._size == 1001


def test_gzips_beyond_number_are_left() -> None:
    with pytest.raises(Unreadable, match="more than 2000 pieces"):
        body(most=10**6).add(gzip.compress(b"") * 2001)


@given(st.binary(min_size=1, max_size=500), st.integers(1, 20))
def test_a_packed_body_without_its_end_is_not_whole(data: bytes, missing: int) -> None:
    coming = body()
    coming.add(gzip.compress(data)[:-missing])
    with pytest.raises(EOFError):
        coming.whole()


def test_a_body_of_just_the_agreed_size_passes() -> None:
    coming = body("", most=10)
    coming.add(b"x" * 10)
    with pytest.raises(Unreadable, match=r"host\.example: reply larger than 10 bytes"):
        coming.add(b"x")


def test_a_bomb_is_unpacked_no_further_than_agreed() -> None:
    coming = body(most=1000)
    with pytest.raises(Unreadable):
        coming.add(gzip.compress(bytes(1_000_000)))
    assert coming._size == 1001


def test_a_packing_that_was_not_asked_for_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="did not ask for"):
        body("br")


def test_an_empty_body_needs_no_packing() -> None:
    assert body().whole() == b""


def test_headers_about_the_packed_body_are_dropped_and_cookies_too() -> None:
    headers = [(b"Content-Encoding", b"gzip"), (b"Set-Cookie", b"a=b"), (b"Link", b"<x>")]
    assert kept(headers) == [(b"Link", b"<x>")]

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


def test_deflate_without_its_frame_is_understood() -> None:
    coming = body("deflate")
    coming.add(zlib.compress(b"hello" * 9, wbits=-15))
    assert coming.whole() == b"hello" * 9


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

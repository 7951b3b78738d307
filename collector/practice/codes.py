"""Ids and times as the AT Protocol writes them: DIDs, TIDs, CIDs and ISO 8601.

Times are whole milliseconds since 1970, so that they compare and subtract exactly.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import libipld

from collector.practice.chance import lottery

if TYPE_CHECKING:
    from collections.abc import Sequence

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = date(1970, 1, 1)

# https://atproto.com/specs/tid
_TID_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_DID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_FROM_TID = str.maketrans(_TID_LETTERS, _DIGITS)
_FROM_DID = str.maketrans(_DID_LETTERS, _DIGITS)
_TID_PAIRS = [a + b for a in _TID_LETTERS for b in _TID_LETTERS]
_DID_PAIRS = [a + b for a in _DID_LETTERS for b in _DID_LETTERS]
_SHIFTS = range(50, -1, -10)
_DID_SHIFTS = range(110, -1, -10)
TID_LENGTH = 13
DID_LENGTH = 32
CID_LENGTH = 59
_CID_PREFIX = b"\x01\x71\x12\x20"  # version 1, dag-cbor, SHA-256 of 32 bytes
_CLOCK_BITS = 10
_WORD = (1 << 60) - 1


def midnight(day: date) -> int:
    """Return the first millisecond of a day, UTC."""
    return (day - EPOCH).days * DAY


def iso(at: int) -> str:
    """Return an instant as Bluesky's clients write it."""
    day, rest = divmod(at, DAY)
    seconds, milliseconds = divmod(rest, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_date(day)}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"


@lru_cache(maxsize=4096)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY // SECOND, UTC).date().isoformat()


def tid_number(at: int, *, noise: int, clock: int) -> int:
    """Return a TID's number: the instant, up to 999 microseconds of noise, and a clock's id."""
    return (at * 1000 + noise) << _CLOCK_BITS | clock


def tid(number: int) -> str:
    """Return a TID as it is written."""
    pairs = _TID_PAIRS
    return _TID_LETTERS[number >> 60] + "".join([pairs[number >> s & 1023] for s in _SHIFTS])


def tid_value(text: str) -> int | None:
    """Return a TID's number, or None when it is no TID."""
    if len(text) != TID_LENGTH or not set(text) <= set(_TID_LETTERS):
        return None
    return int(text.translate(_FROM_TID), 32)


def tid_parts(text: str) -> tuple[int, int] | None:
    """Return the millisecond and the clock's id of a TID, or None when it is none."""
    number = tid_value(text)
    return None if number is None else ((number >> _CLOCK_BITS) // 1000, number & 1023)


class Dids:
    """Every inhabitant's DID, made from its index and found again from the DID alone."""

    def __init__(self, seed: int) -> None:
        chance = lottery("dids", seed)
        self._factor = chance.getrandbits(60) | 1
        self._inverse = pow(self._factor, -1, 1 << 60)
        self._shift = chance.getrandbits(60)
        self._check = chance.getrandbits(60) | 1

    def did(self, index: int) -> str:
        """Return the DID of the inhabitant with this index."""
        low = (index * self._factor + self._shift) & _WORD
        number = self._high(low) << 60 | low
        pairs = _DID_PAIRS
        return "did:plc:" + "".join([pairs[number >> shift & 1023] for shift in _DID_SHIFTS])

    def index(self, did: str) -> int | None:
        """Return the index behind a DID, or None when no inhabitant can have it."""
        if len(did) != DID_LENGTH or not did.startswith("did:plc:"):
            return None
        try:
            number = int(did[8:].translate(_FROM_DID), 32)
        except ValueError:
            return None
        low = number & _WORD
        if self._high(low) != number >> 60:
            return None
        return ((low - self._shift) * self._inverse) & _WORD

    def _high(self, low: int) -> int:
        return ((low ^ low >> 29) * self._check) & _WORD


def block_cid(block: bytes) -> bytes:
    """Return the CID of a dag-cbor block, as bytes."""
    return _CID_PREFIX + hashlib.sha256(block).digest()


def cid_text(cid: bytes) -> str:
    """Return a CID as it is written."""
    text: str = libipld.encode_cid(cid)
    return text


def dag_cbor(value: Any) -> bytes:
    """Return a value as dag-cbor; bytes that are a CID become a link."""
    block: bytes = libipld.encode_dag_cbor(value)
    return block


def car(root: bytes, blocks: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return a CAR file of (CID, block) pairs (https://ipld.io/specs/transport/car/carv1/)."""
    header = dag_cbor({"roots": [root], "version": 1})
    parts = [varint(len(header)), header]
    for cid, block in blocks:
        parts += (varint(len(cid) + len(block)), cid, block)
    return b"".join(parts)


def varint(number: int) -> bytes:
    """Return an unsigned LEB128 number."""
    if number < 1 << 7:
        return bytes((number,))
    return bytes((number & 127 | 128,)) + varint(number >> 7)

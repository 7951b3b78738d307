from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.practice.codes import Dids, block_cid, cid_text, dag_cbor, iso, tid, tid_number
from collector.practice.codes import tid_parts as parts

DIDS = Dids(3)


def test_a_tid_tells_the_millisecond_that_the_specification_gives() -> None:
    assert parts("3l25zusnsfctk") is not None
    assert iso(parts("3l25zusnsfctk")[0]) == "2024-08-20T16:31:35.793Z"  # type: ignore[index]


@given(at=st.integers(0, 4_000_000_000_000), clock=st.integers(0, 1023), noise=st.integers(0, 999))
def test_a_tid_gives_back_its_instant_and_its_clock(at: int, clock: int, noise: int) -> None:
    assert parts(tid(tid_number(at, noise=noise, clock=clock))) == (at, clock)


@given(st.integers(0, 4_000_000_000_000), st.integers(1, 10**9))
def test_later_tids_are_greater_as_words(at: int, later: int) -> None:
    first, second = (tid(tid_number(t, noise=0, clock=0)) for t in (at, at + later))
    assert first < second


@given(st.integers(0, 2**40))
def test_a_did_leads_back_to_its_inhabitant(index: int) -> None:
    assert DIDS.index(DIDS.did(index)) == index


def test_a_did_of_somebody_else_leads_to_nobody() -> None:
    assert DIDS.index("did:plc:5mi26y6to75dzhngi5bng5gk") is None
    assert DIDS.index("did:plc:short") is None
    assert DIDS.index("did:web:lonmouth.test") is None


def test_a_cid_is_that_of_the_block() -> None:
    # The empty map's CID, as every IPLD implementation gives it.
    expected = "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua"
    assert cid_text(block_cid(dag_cbor({}))) == expected

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Busy, Refused
from collector.manners.verdict import LONGEST_SENTENCE, failure, heard_status

KEYS = st.sampled_from(["error", "errors", "code", "message", "status", "title", "type", "x"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(KEYS, anything, max_size=4), st.sampled_from([200, 400, 403, 404]))
def test_no_reply_is_too_odd_to_be_judged(said: dict[str, Any], status: int) -> None:
    assert heard_status(status, json.dumps(said).encode()) in {status, 429}


@given(st.binary(max_size=99))
def test_no_bytes_are_too_odd_to_be_judged(content: bytes) -> None:
    for whole in (content, b'{"error":' + content, b'{"errors":[' + content + b"]}"):
        assert heard_status(200, whole) in {200, 429}
        failure("host.example", 403, {}, whole)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_stays_a_fault_whatever_it_says(status: int) -> None:
    assert heard_status(status, b'{"error":"Too many requests"}') == status


def test_a_long_reply_is_not_read_for_its_words() -> None:
    short = json.dumps({"error": "Too many requests"}).encode()
    long = json.dumps({"error": "Too many requests", "x": "y" * LONGEST_SENTENCE}).encode()
    assert (heard_status(200, short), heard_status(200, long)) == (429, 200)


def test_credits_that_are_used_up_are_not_waited_for() -> None:
    used_up = b'{"title":"Usage capped","type":"https://api.x.com/2/problems/usage-capped"}'
    assert failure("api.x.com", 429, {}, used_up) is None
    assert isinstance(failure("api.x.com", 429, {}, b"{}"), Busy)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_no_edge_where_the_account_may_be_gone(status: int) -> None:
    assert failure("host.example", status, {"content-type": "text/html"}, b"<p>") is None


def test_an_edge_is_known_by_its_page() -> None:
    assert isinstance(failure("host.example", 403, {}, b"<html>"), Refused)
    assert failure("host.example", 403, {}, b'{"error":"This action is not allowed"}') is None

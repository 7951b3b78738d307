from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import Gone, Unreachable, Unreadable
from collector.networks.atproto import AtUri, at_uri, resolved, server_of, tid, tid_time

if TYPE_CHECKING:
    from pathlib import Path

DID = "did:plc:orgorgorgorgorgorgorgorg"
PLC = "https://plc.test"


def document(**changes: object) -> dict[str, object]:
    labeler = {"type": "AtprotoLabeler", "serviceEndpoint": "https://mod.test"}
    pds = {"type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.test/"}
    return {"id": DID, "service": [labeler, pds]} | changes


def server(answer: httpx.Response, *, did: str = DID) -> tuple[str, list[str]]:
    """Return where the account's records are, and which addresses were asked."""
    asked: list[str] = []

    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return answer

    async def look() -> str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answered)) as client:
            return await server_of(did, plc=PLC, client=client)

    return asyncio.run(look()), asked


def test_the_specifications_key_holds_its_time() -> None:
    at = tid_time("3l25zusnsfctk")
    assert at is not None
    assert at.isoformat(timespec="milliseconds") == "2024-08-20T16:31:35.793+00:00"


@given(
    at=st.datetimes(datetime(1970, 1, 1), datetime(2255, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  hypothesis wants them naive
    clock=st.integers(0, 1023),
)
def test_a_key_gives_back_its_time_to_the_microsecond(at: datetime, clock: int) -> None:
    assert tid_time(tid(at, clock)) == at


@given(
    one=st.datetimes(datetime(1970, 1, 1), datetime(2255, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  hypothesis wants them naive
    later=st.timedeltas(timedelta(microseconds=1), timedelta(days=9)),
)
def test_keys_sort_as_their_times_do(one: datetime, later: timedelta) -> None:
    assert tid(one, 1023) < tid(one + later)


@pytest.mark.parametrize("rkey", ["", "self", "3l25zusnsfct", "3l25zusnsfctkk", "zzzzzzzzzzzzz"])
def test_a_key_of_another_kind_holds_no_time(rkey: str) -> None:
    assert tid_time(rkey) is None


@given(st.text())
def test_no_key_breaks_the_reading_of_its_time(rkey: str) -> None:
    assert tid_time(rkey) is None or tid_time(rkey).tzinfo is UTC  # type: ignore[union-attr]


def test_an_address_has_three_parts() -> None:
    assert at_uri(f"at://{DID}/app.bsky.feed.post/3k") == AtUri(DID, "app.bsky.feed.post", "3k")


@pytest.mark.parametrize("text", ["", "https://a/b/c", f"at://{DID}", f"at://{DID}/a/b/c"])
def test_what_is_no_records_address_has_no_parts(text: str) -> None:
    assert at_uri(text) is None


def test_a_plc_document_names_the_server() -> None:
    answer = httpx.Response(200, json=document())
    assert server(answer) == ("https://pds.test", [f"{PLC}/{DID}"])


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:council.test", "https://council.test/.well-known/did.json"),
        ("did:web:localhost%3A8443", "https://localhost:8443/.well-known/did.json"),
    ],
)
def test_a_web_document_is_read_from_its_own_host(did: str, address: str) -> None:
    answer = httpx.Response(200, json=document(id=did))
    assert server(answer, did=did) == ("https://pds.test", [address])


@pytest.mark.parametrize("did", ["did:key:z6Mk", "did:web:host.test:path", "did:web:a%2Fb"])
def test_a_did_of_another_method_is_unreadable(did: str) -> None:
    with pytest.raises(Unreadable, match="neither did:plc nor did:web"):
        server(httpx.Response(200, json=document(id=did)), did=did)


@pytest.mark.parametrize("status", [404, 410])
def test_a_did_that_plc_does_not_know_is_gone(status: int) -> None:
    with pytest.raises(Gone):
        server(httpx.Response(status, json={"message": "DID not registered"}))


def test_a_web_document_that_is_missing_tonight_is_not_gone_for_ever() -> None:
    with pytest.raises(Unreadable):
        server(httpx.Response(404), did="did:web:council.test")


def test_plc_being_down_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        server(httpx.Response(502, text="<html>"))


@pytest.mark.parametrize(
    ("reply", "path"),
    [
        (document(id="did:plc:somebodyelse"), "id is another"),
        (document(service=[]), "service names no"),
        (document(service=[{"type": 1}]), r"service\[0\].type"),
        (document(service=7), "service is not"),
    ],
)
def test_an_odd_document_is_unreadable(reply: dict[str, object], path: str) -> None:
    with pytest.raises(Unreadable, match=path):
        server(httpx.Response(200, json=reply))


@pytest.mark.parametrize(
    "endpoint", [None, 5, "", "ftp://pds.test", "https://pds.test/path", "https://a b", "https://"]
)
def test_an_endpoint_that_is_no_origin_is_unreadable(endpoint: object) -> None:
    service = {"type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint}
    with pytest.raises(Unreadable, match="serviceEndpoint"):
        server(httpx.Response(200, json=document(service=[service])))


def test_a_resolver_that_names_no_did_is_unreadable() -> None:
    def answered(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"did": "https://evil.test/"})

    async def look() -> str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answered)) as client:
            return await resolved("council.test", appview="https://appview.test", client=client)

    with pytest.raises(Unreadable, match="resolveHandle: did"):
        asyncio.run(look())


def test_recorded_documents_name_their_servers(shared: Path) -> None:
    file = shared / "data/recorded/bluesky/did_documents--jetstream-corpus.json"
    for did, recorded in json.loads(file.read_text(encoding="utf-8")).items():
        host, _ = server(httpx.Response(200, json=recorded), did=did)
        assert host == recorded["service"][0]["serviceEndpoint"]

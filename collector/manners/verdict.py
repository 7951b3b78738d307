"""What a reply means before anybody reads it: too many, no time, turned away at the edge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from collector.errors import Busy, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from collector.errors import LookUpError

FORBIDDEN = 403
TIMED_OUT = 408
TOO_MANY = 429
SERVER_ERROR = 500
NOT_IMPLEMENTED = 501
LONGEST_SENTENCE = 2000  # bytes: a host that only says "too many" is done sooner
TOO_MANY_WORDS = frozenset({"ratelimitexceeded", "toomanyrequests"})
TOO_MANY_CODES = (88, TOO_MANY)  # https://docs.x.com/x-api/fundamentals/response-codes-and-errors
USED_UP = b"/usage-capped"  # X's word for credits that are gone: no wait brings them back


def heard_status(status: int, content: bytes) -> int:
    """Return the status of a reply, and 429 where its words say so and its status does not."""
    if len(content) > LONGEST_SENTENCE or status >= SERVER_ERROR or not content.startswith(b"{"):
        return status
    if b'"error' not in content and b'"type' not in content:
        return status
    return TOO_MANY if _says_too_many(content) else status


def failure(
    host: str, status: int, headers: Mapping[str, str], content: bytes = b""
) -> LookUpError | None:
    """Return what a reply means if every try ends so; None where trying again is no use."""
    if status == TOO_MANY and USED_UP in content[:LONGEST_SENTENCE]:
        return None
    is_broken = status >= SERVER_ERROR and status != NOT_IMPLEMENTED
    if is_broken or status in {TIMED_OUT, TOO_MANY}:
        return Busy(f"{host} answers {status}; the next night asks again")
    # https://github.com/bluesky-social/atproto/issues/4764: cloud addresses, now and then
    if status == FORBIDDEN and _is_of_an_edge(headers, content):
        return Refused(f"the edge of {host} turns us away (403); the next night asks again")
    return None


def _is_of_an_edge(headers: Mapping[str, str], content: bytes) -> bool:
    """Return whether a page was sent where an application would have answered in JSON."""
    start = content[:100].lstrip()
    return (
        "html" in headers.get("content-type", "").lower()
        or "cf-mitigated" in headers
        or start.startswith((b"<", b"error code:"))
    )


def _says_too_many(content: bytes) -> bool:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if "data" in said:  # a part was answered, and what was not is told apart
        return False
    return any(_is_too_many(one) for one in _objects(said))


def _objects(said: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in which networks put an error: the reply, its `error`, its `errors`."""
    errors = said.get("errors")
    for one in (said, said.get("error"), *(errors if isinstance(errors, list) else ())):
        if isinstance(one, dict):
            yield one


def _is_too_many(one: Mapping[str, Any]) -> bool:
    if one.get("code") in TOO_MANY_CODES or one.get("status") == TOO_MANY:
        return True
    texts = (one.get(key) for key in ("error", "code", "message", "title", "type"))
    return any(_word(text) in TOO_MANY_WORDS for text in texts if isinstance(text, str))


def _word(text: str) -> str:
    """Return a text's letters, and of an address only its last part's."""
    return "".join(filter(str.isalpha, text.rpartition("/")[2].lower()))

"""What Instagram's business discovery says: the fields that we read, strictly."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from collector.networks.keyed import PlainReply

Count = Annotated[int, Field(ge=0, lt=2**53)]


class Discovered(PlainReply):
    """An account with its counts; the id and the name come where they were asked for."""

    id: Annotated[str, Field(pattern=r"^[0-9]{1,24}$")] | None = None
    username: str | None = None
    followers_count: Count
    follows_count: Count
    media_count: Count


class Answer(PlainReply):
    """What the account of the operator was told of another."""

    business_discovery: Discovered


class Failure(PlainReply):
    """Why there is no answer; what it says in words is not read: a key may stand there."""

    code: int = 0
    error_subcode: Any = None


class Refusal(PlainReply):
    """How Instagram says no."""

    error: Failure

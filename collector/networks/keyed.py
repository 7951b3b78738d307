"""One question that only a key opens: the key goes to the host that it is for, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
from pydantic import ConfigDict

from collector.errors import Busy, LookUpError, Refused, Unreachable, Unreadable
from collector.networks.xrpc import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import SecretStr


class PlainReply(Reply):
    """A part of a reply whose fields are spelled as ours are, with underscores."""

    model_config = ConfigDict(alias_generator=None)


async def fetch(
    client: httpx.AsyncClient,
    url: str,
    question: Mapping[str, str],
    *,
    key: SecretStr,
    terms: Mapping[str, object] | None = None,
) -> httpx.Response:
    """Return whatever a host answers to a question with the key in its header.

    No redirect is followed: it would take the key elsewhere. `terms` are the request's extensions,
    which manners read. Raises Unreachable where nothing came.
    """
    address = f"{url}?{urlencode(question, safe=',(){}')}" if question else url
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"}
    try:
        return await client.get(
            address, headers=headers, follow_redirects=False, extensions=dict(terms or {})
        )
    except httpx.DecodingError:
        raise Unreadable("a reply that cannot be unpacked; try again another night") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = type(error).__name__
        raise Unreachable(f"no answer ({reason}); try again another night") from None


def by_status(status: int) -> type[LookUpError]:
    """Return what a status amounts to where the reply itself says no more."""
    if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return Busy
    if status == httpx.codes.FORBIDDEN:
        return Refused
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or httpx.codes.is_redirect(status):
        return Unreachable
    return Unreadable

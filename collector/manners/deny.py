"""Hosts that the operator will not ask: their terms forbid it, or somebody there asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable


def refuse_denied(host: str, denied: Iterable[str]) -> None:
    """Raise Refused for a host on the deny list, or under a name on it."""
    for name in denied:
        if host == name or host.endswith(f".{name}"):
            raise Refused(f"{host} is on this site's deny list; it is asked nothing")

"""The parameters of each method, checked in the words of the real servers.

The words were read from Bluesky's own servers (npm @atproto/bsky 0.0.280, @atproto/pds 0.5.35).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from collector.practice.answers import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


_DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]")
_HANDLE = re.compile(
    r"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)
_NSID = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)+\.[a-zA-Z][a-zA-Z0-9]*")
_KEY = re.compile(r"(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512}")
_FORMS = {
    "AT identifier": re.compile(f"{_DID.pattern}|{_HANDLE.pattern}"),
    "DID": _DID,
    "handle": _HANDLE,
    "at-uri": re.compile(rf"at://({_DID.pattern}|{_HANDLE.pattern})(/.*)?"),
    "NSID": _NSID,
    "record key": _KEY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: its form, or None for free text; `most` limits numbers and lists."""

    form: str | None = None
    required: bool = False
    many: bool = False
    least: int = 0
    most: int = 0
    default: int | None = None


class Params:
    """The parameters of one request, checked."""

    def __init__(self, nsid: str, rules: Mapping[str, Parameter], query: str) -> None:
        self._nsid = nsid
        self._rules = rules
        self._given = parsed(query)
        for name, rule in rules.items():
            self._check(name, rule)

    def one(self, name: str) -> str:
        """Return the value of a parameter that is there."""
        return self._given[name][0]

    def optional(self, name: str) -> str | None:
        """Return the value of a parameter, or None."""
        return self._given[name][0] if name in self._given else None

    def every(self, name: str) -> list[str]:
        """Return all values of a list."""
        return self._given.get(name, [])

    def number(self, name: str) -> int:
        """Return a number, or its default."""
        given = self.optional(name)
        return int(given) if given is not None else self._rules[name].default or 0

    def holds(self, name: str) -> bool:
        """Return whether a switch is on."""
        return self.optional(name) == "true"

    def _check(self, name: str, rule: Parameter) -> None:
        values = self._given.get(name)
        if values is None:
            if rule.required:
                raise self._refusal(f'Missing required key "{name}"')
            return
        if rule.many and len(values) > rule.most:
            raise self._refusal(f"array too big (maximum {rule.most}, got {len(values)})")
        for value in values:
            self._check_value(rule, value)

    def _check_value(self, rule: Parameter, value: str) -> None:
        if rule.form and not _FORMS[rule.form].fullmatch(value):
            raise self._refusal(f'Invalid {rule.form} (got "{value}")')
        if rule.default is None:
            return
        if not value.removeprefix("-").isdecimal():
            raise self._refusal(f'Expected integer value type (got "{value}")')
        if int(value) < rule.least:
            raise self._refusal(f"integer too small (minimum {rule.least}, got {value})")
        if int(value) > rule.most:
            raise self._refusal(f"integer too big (maximum {rule.most}, got {value})")

    def _refusal(self, message: str) -> Refusal:
        return Refusal(f"Invalid {self._nsid} params: {message}")


def parsed(query: str) -> dict[str, list[str]]:
    """Return a query's values by name, in order."""
    given: dict[str, list[str]] = {}
    plain = query.replace("%3A", ":").replace("%2F", "/")
    escaped = "%" in plain or "+" in plain
    for pair in plain.split("&"):
        name, equals, value = pair.partition("=")
        if equals:
            given.setdefault(name, []).append(unquote_plus(value) if escaped else value)
    return given


LIMIT = Parameter(least=1, most=100, default=50)
ACTOR = Parameter(form="AT identifier", required=True)

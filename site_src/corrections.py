"""The corrections made, as they stand beside the watchlist: when and where, what was wrong."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from collector.errors import InputError
from site_src.page import day

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "corrections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One mistake and what is right; `page` is an address from the root of the site."""

    date: date
    page: str
    name: str
    wrong: str
    right: str

    @property
    def day(self) -> str:
        """The date as it is printed."""
        return day(self.date)


def corrections_of(said: Any, file: str) -> tuple[Correction, ...]:
    """Return the corrections, the newest first. Raises InputError with what is to be mended."""
    if not isinstance(said, list):
        raise InputError(f"{file}: this is no list; begin each with a hyphen: - date: 2026-11-22")
    made = [_correction(one, f"{file}: correction {n}") for n, one in enumerate(said, 1)]
    return tuple(sorted(made, key=lambda one: (one.date, one.page), reverse=True))


def _correction(said: Any, where: str) -> Correction:
    told = said if isinstance(said, dict) else {}
    if problem := next(_problems(told), None):
        raise InputError(f"{where}: {problem}")
    return Correction(**told)


def _problems(told: dict[str, Any]) -> Iterator[str]:
    names = [field.name for field in fields(Correction)]
    if set(told) != set(names):
        yield f"it needs {', '.join(names)}, and nothing else"
        return
    if type(told["date"]) is not date:
        yield "date is no date; write it as 2026-11-22"
    for name in names[1:]:
        if not isinstance(told[name], str) or not told[name].strip():
            yield f"{name} is no text; write it in quotes"
    if not str(told["page"]).endswith("/") or str(told["page"]).startswith(("/", "http")):
        yield "page is no address from the root of the site; write it as councils/leeds/"

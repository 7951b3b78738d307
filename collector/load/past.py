"""Who was removed and who was renamed: two files beside the kinds' folders, neither required.

A name is an address for ever: it never stands for somebody else later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from collector.handle import in_short
from collector.load.field import A_DATE, DATE, SLUG, nearest
from collector.load.listing import shown
from collector.model import Kind, Removal, Renaming

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from collector.load.draft import Draft
    from collector.load.stone import Stone

FIELDS = {  # with an example of each
    "removed.yml": {
        "kind": "council",
        "slug": "leeds-city-council",
        "date": "2026-03-31",
        "own_request": "yes",
    },
    "renamed.yml": {
        "kind": "council",
        "from": "leeds-council",
        "to": "leeds-city-council",
        "date": "2026-03-31",
    },
}
OPTIONAL = frozenset(["own_request"])
NAMES = frozenset(["slug", "from", "to"])
YES, NO = ("yes", "true"), ("no", "false")
NEVER_AGAIN = "a name is never used again"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One entry of either file that is right by itself, and where it stands."""

    stone: Stone
    at: int
    fields: dict[str, str]

    @property
    def name(self) -> str:
        """The name that is given up."""
        return self.fields.get("slug") or self.fields["from"]

    @property
    def key(self) -> str:
        """The field that gives it up."""
        return "slug" if "slug" in self.fields else "from"

    def tell(self, key: str, message: str) -> None:
        """Tell a problem at one of its fields."""
        self.stone.tell(message, (self.at, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Everybody who is no longer at their old address."""

    removed: tuple[Removal, ...] = ()
    renamed: tuple[Renaming, ...] = ()


def past_of(stones: Iterable[Stone], listed: Sequence[Draft]) -> Past:
    """Return what both files say; tells every problem of theirs to their drafts."""
    lines = [line for stone in stones for line in _lines(stone)]
    removed = [line for line in lines if line.key == "slug"]
    renamed = [line for line in lines if line.key == "from"]
    _tell_of_names_twice(lines)
    _tell_of_listed_names(lines, listed)
    _tell_of_ends(renamed, removed, listed)
    return Past(
        removed=tuple(sorted(map(_removal, removed), key=lambda one: one.slug)),
        renamed=tuple(sorted(map(_renaming, renamed), key=lambda one: one.old)),
    )


def _lines(stone: Stone) -> Iterator[_Line]:
    fields = FIELDS[stone.draft.path.name]
    entries = stone.outline.values
    if stone.draft.problems:
        return
    if not isinstance(entries, list):
        first = next(iter(fields))
        stone.tell(f'is no list; begin each entry with a hyphen, such as "- {first}: council"')
        return
    for at, entry in enumerate(entries):
        if _is_right(stone, at, entry):
            yield _Line(stone=stone, at=at, fields=entry)


def _is_right(stone: Stone, at: int, entry: Any) -> bool:
    """Return whether an entry is right by itself; tells what is not."""
    fields = FIELDS[stone.draft.path.name]
    before = len(stone.draft.problems)
    if not isinstance(entry, dict):
        remedy = f'write "- kind: council" and below it {_named(fields)}'
        stone.tell(f"an entry is no group of lines; {remedy}", (at,))
        return False
    for key in entry:
        if key not in fields:
            message = f'unknown key "{in_short(key)}"; {nearest(key, fields)}'
            stone.tell(message, (at, key), key=True)
    for key, example in fields.items():
        is_left_out = key in OPTIONAL and key not in entry
        if fault := "" if is_left_out else _fault(key, entry.get(key, "")):
            stone.tell(f'{fault}; write "{key}: {example}"', (at, key))
    return len(stone.draft.problems) == before


def _named(fields: Iterable[str]) -> str:
    return ", ".join(f'"{key}:"' for key in fields if key != "kind")


def _fault(key: str, value: Any) -> str:
    """Return what is wrong with a field; empty where nothing is."""
    if not isinstance(value, str) or not value:
        return f'"{key}" is missing' if value == "" else f"{key} is no plain word"
    told = f'{key} "{in_short(value)}"'
    if key == "kind" and value not in list(Kind):
        return f"unknown {told}, {nearest(value, list(Kind))}"
    if key == "date" and not _is_day(value):
        return f"{told} is no date, {A_DATE}"
    if key in OPTIONAL and value.lower() not in (*YES, *NO):
        return f"{told} is neither yes nor no"
    if key in NAMES and not SLUG.fullmatch(value):
        return f"{told} makes no address (lower-case letters, digits, hyphens)"
    return ""


def _is_day(value: str) -> bool:
    if not DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _tell_of_names_twice(lines: Iterable[_Line]) -> None:
    known: dict[str, _Line] = {}
    for line in lines:
        other = known.setdefault(line.name, line)
        if other is not line:
            there = other.stone.outline.at((other.at, other.key))[0]
            where = f"{shown(other.stone.draft.path)}:{there}"
            line.tell(line.key, f'"{line.name}" stands at {where} as well; leave one of them')


def _tell_of_listed_names(lines: Iterable[_Line], listed: Sequence[Draft]) -> None:
    files = {draft.source.slug: draft for draft in listed if draft.source}
    for line in lines:
        if line.name in files:
            gone = "removed" if line.key == "slug" else "renamed"
            message = (
                f'"{line.name}" is {gone} here, and listed in {shown(files[line.name].path)}; '
                f"{NEVER_AGAIN}: rename that file, or take these lines out"
            )
            line.tell(line.key, message)


def _tell_of_ends(
    renamed: Iterable[_Line], removed: Iterable[_Line], listed: Sequence[Draft]
) -> None:
    """Tell of new names that lead to nobody, or round in a circle."""
    ways = {line.name: line.fields["to"] for line in renamed}
    kinds = {draft.source.slug: str(draft.source.kind) for draft in listed if draft.source}
    kinds |= {line.name: line.fields["kind"] for line in removed}
    for line in renamed:
        end, to = _end(line.name, ways), line.fields["to"]
        if end is None:
            line.tell("to", f'"{to}" leads back to "{line.name}"; write the name it has today')
        elif end not in kinds:
            remedy = nearest(to, kinds) if len(kinds) else "write the name it has today"
            line.tell("to", f'"{to}" is nobody on this list; {remedy}')
        elif kinds[end] != line.fields["kind"]:
            line.tell("kind", f'"{end}" is a {kinds[end]}; write "kind: {kinds[end]}"')


def _end(name: str, ways: dict[str, str]) -> str | None:
    """Return the name at which renamings end; None where they never do."""
    seen = {name}
    while name in ways:
        name = ways[name]
        if name in seen:
            return None
        seen.add(name)
    return name


def _removal(line: _Line) -> Removal:
    return Removal(
        kind=Kind(line.fields["kind"]),
        slug=line.fields["slug"],
        date=date.fromisoformat(line.fields["date"]),
        is_own_request=line.fields.get("own_request", "no").lower() in YES,
    )


def _renaming(line: _Line) -> Renaming:
    return Renaming(
        kind=Kind(line.fields["kind"]),
        old=line.fields["from"],
        new=line.fields["to"],
        date=date.fromisoformat(line.fields["date"]),
    )

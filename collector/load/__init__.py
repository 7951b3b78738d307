"""The watchlist folder -> Watchlist: every problem at once, with file, line, column and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.errors import SettingError, WatchlistError
from collector.handle import in_short
from collector.load.draft import Draft, Outline, identities, tell_of_all, tell_of_each
from collector.load.entry import EntryForm, organisation, parsed
from collector.load.listing import (
    KINDS,
    Misfit,
    Refused,
    Source,
    absolute,
    everything,
    named,
    shown,
    text_of,
)
from collector.load.past import past_of
from collector.load.schema import watchlist_schema
from collector.load.sketch import outlined
from collector.load.stone import stones_of
from collector.model import Watchlist

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from collector.load.draft import Identity
    from collector.model import Kind, Problem

__all__ = ["Taken", "check", "load_watchlist", "taken", "watchlist_schema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a further file may not use again, and where it stands; and what it may share."""

    accounts: Mapping[Identity, str]
    names: Mapping[str, str]
    sectors: Mapping[Kind, tuple[str, ...]]


def load_watchlist(folder: Path) -> Watchlist:
    """Return everybody who is measured; raises WatchlistError with every error of every file."""
    drafts = _read(everything(folder), folder)
    stones = stones_of(folder, outlined)
    past = past_of(stones, drafts)
    problems = _sorted([*drafts, *(stone.draft for stone in stones)])
    if errors := [problem for problem in problems if not problem.is_warning]:
        raise WatchlistError(errors)
    organisations = [draft.organisation for draft in drafts if draft.organisation]
    organisations.sort(key=lambda one: one.slug)
    return Watchlist(
        organisations=tuple(organisations),
        warnings=problems,
        removed=past.removed,
        renamed=past.renamed,
    )


def check(paths: Sequence[Path], folder: Path) -> tuple[Problem, ...]:
    """Return the errors and warnings of some files or folders; of the whole folder without any.

    The rest of the watchlist is read as well, for what may stand in it only once.
    """
    finds = [] if paths and not folder.exists() else list(everything(folder))
    known = {absolute(find.path): find for find in finds}
    for path in paths:
        known |= {
            absolute(find.path): find for find in named(path) if absolute(find.path) not in known
        }
    scopes = [absolute(path) for path in paths]
    drafts = _read(known.values(), folder)
    stones = stones_of(folder, outlined)
    past_of(stones, drafts)
    return _sorted(
        draft
        for draft in (*drafts, *(stone.draft for stone in stones))
        if not scopes or any(absolute(draft.path).is_relative_to(scope) for scope in scopes)
    )


def taken(folder: Path) -> Taken:
    """Return what a watchlist uses already, in files right or wrong; it may be empty.

    Raises SettingError where there is no such folder.
    """
    if not folder.is_dir():
        raise SettingError(f"{shown(folder)}: there is no watchlist here; name it with --watchlist")
    has_files = any((folder / name).exists() for name in KINDS)
    drafts = [_draft(find, folder) for find in everything(folder)] if has_files else []
    past = past_of(stones_of(folder, outlined), drafts)
    names = {one.slug: "removed.yml" for one in past.removed}
    names |= {one.old: "renamed.yml" for one in past.renamed}
    accounts: dict[Identity, str] = {}
    sectors: dict[Kind, set[str]] = {}
    for draft in drafts:
        for _, identity in draft.accounts:
            accounts[identity] = shown(draft.path)
        if draft.source:
            names[draft.source.slug] = shown(draft.path)
        if draft.source and draft.organisation:
            sectors.setdefault(draft.source.kind, set()).add(draft.organisation.sector)
    known = {kind: tuple(sorted(words)) for kind, words in sectors.items()}
    return Taken(accounts=accounts, names=names, sectors=known)


def _sorted(drafts: Iterable[Draft]) -> tuple[Problem, ...]:
    problems = {problem for draft in drafts for problem in draft.problems}
    return tuple(sorted(problems, key=lambda one: (one.file, one.line, one.column, one.message)))


def _read(finds: Iterable[Source | Misfit], folder: Path) -> list[Draft]:
    drafts = [_draft(find, folder) for find in finds]

    def outline_of(draft: Draft) -> Outline:
        try:
            return _outline_of(draft.path, folder)
        except Refused:  # it has changed since: no line of it can be named
            return Outline()

    tell_of_all(drafts, outline_of)
    return drafts


def _draft(find: Source | Misfit, folder: Path) -> Draft:
    if isinstance(find, Misfit):
        draft = Draft(path=find.path)
        draft.tell(find.sentence, is_warning=find.is_warning)
        return draft
    try:
        outline = _outline_of(find.path, folder)
    except Refused as refusal:
        draft = Draft(path=find.path, source=find)
        draft.tell(str(refusal), (refusal.line, refusal.column))
        return draft
    return _judged(find, outline)


def _judged(source: Source, outline: Outline) -> Draft:
    parse = parsed(outline.values)
    form = parse if isinstance(parse, EntryForm) else None
    draft = Draft(
        path=source.path,
        source=source,
        organisation=organisation(form, slug=source.slug, file=source.file) if form else None,
        accounts=identities(outline),
    )
    for key, at in outline.twins:
        draft.tell(f'the key "{in_short(key)}" stands twice; leave one of them', at)
    for mistake in () if isinstance(parse, EntryForm) else parse:
        draft.tell(mistake.sentence, outline.at(mistake.place, key=mistake.at_key))
    tell_of_each(draft, source, outline)
    return draft


def _outline_of(path: Path, folder: Path) -> Outline:
    """Return a file's outline; a link may not lead out of the watchlist."""
    root = absolute(path).parent.parent
    return outlined(text_of(path, folder if root == absolute(folder) else root))

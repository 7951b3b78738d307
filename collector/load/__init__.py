"""The watchlist folder -> Watchlist: every problem at once, with file, line, column and remedy.

The only door to YAML. Nothing of YAML is used but its groups, lists and words: no types, tags,
anchors or further documents, so that a file means what it looks like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from collector.errors import WatchlistError
from collector.handle import in_short
from collector.load.draft import Draft, Mark, Outline, identities, tell_of_all, tell_of_each
from collector.load.entry import EntryForm, Place, organisation, parsed
from collector.load.listing import (
    Misfit,
    Refused,
    Source,
    absolute,
    everything,
    named,
    text_of,
)
from collector.load.past import past_of
from collector.load.stone import stones_of
from collector.model import Watchlist

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from collector.model import Problem

# libyaml reads ten times as fast, with the same events and marks.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DEEPEST = 6
NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
UNREADABLE = 'this line does not fit those above it; write "key: value", indented like the others'
TAB = "a tab stands here; indent with two spaces"
COLON = "a second colon stands here; put the value in quotes, or indent the line like the others"
# What libyaml and PyYAML say, and what it means to somebody who has never heard of them.
MEANINGS = (
    ("mapping values are not allowed", COLON),
    ("quoted scalar", "a quotation mark is opened and never closed; close it"),
    ("flow", "a bracket is opened and never closed; close it"),
    ("scanning an alias", 'a value cannot begin with "*"; put it in quotes'),
    ("scanning an anchor", 'a value cannot begin with "&"; put it in quotes'),
    ("block scalar", 'nothing can stand after "|" or ">"; put the value in quotes'),
)


def load_watchlist(folder: Path) -> Watchlist:
    """Return everybody who is measured; raises WatchlistError with every error of every file."""
    drafts = _read(everything(folder), folder)
    stones = stones_of(folder, _outline)
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
    stones = stones_of(folder, _outline)
    past_of(stones, drafts)
    return _sorted(
        draft
        for draft in (*drafts, *(stone.draft for stone in stones))
        if not scopes or any(absolute(draft.path).is_relative_to(scope) for scope in scopes)
    )


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
    return _outline(text_of(path, folder if root == absolute(folder) else root))


def _outline(text: str, loader: Any = LOADER) -> Outline:
    """Return a file's values and their places; raises Refused at what YAML or we cannot read."""
    try:
        return _Sketch(yaml.parse(text, Loader=loader)).drawn()
    except yaml.MarkedYAMLError as error:
        raise _meant(error, text) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # PyYAML's own scanner hands an escape beyond Unicode to chr() as it is.
        raise Refused(UNREADABLE) from None


class _Sketch:
    """Draws one file's outline from YAML's events."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.places: dict[Place, Mark] = {}
        self.keys: dict[Place, Mark] = {}
        self.twins: list[tuple[str, Mark]] = []

    def drawn(self) -> Outline:
        """Return the outline; raises Refused at a trick of YAML's."""
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise Refused('the file is empty; write a line for each field, such as "name: ..."')
        values = self._value(next(self.events), ())
        next(self.events)  # the document's end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _refused(event, 'a second document begins here; leave out the line "---"')
        return Outline(values=values, places=self.places, keys=self.keys, twins=self.twins)

    def _value(self, event: yaml.Event, place: Place) -> Any:
        self._refuse_tricks(event, place)
        self.places[place] = _mark(event.start_mark)
        if isinstance(event, yaml.MappingStartEvent):
            return self._group(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place)
        return _words(event)

    def _group(self, place: Place) -> dict[str, Any]:
        group: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self._refuse_tricks(event, place)
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event, 'a key is one word; write "key: value"')
            key, at = event.value, _mark(event.start_mark)
            if key in group:
                self.twins.append((key, at))
                self._value(next(self.events), (*place, key, 2))
            else:
                self.keys[*place, key] = at
                group[key] = self._value(next(self.events), (*place, key))
        return group

    def _list(self, place: Place) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*place, len(values))))
        return values

    def _refuse_tricks(self, event: Any, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise _refused(
                event, f'"*{in_short(str(event.anchor))}" is an alias; write the value itself'
            )
        if event.anchor is not None:
            raise _refused(event, f'"&{in_short(str(event.anchor))}" is an anchor; leave it out')
        if event.tag is not None:
            raise _refused(event, f'"{in_short(event.tag)}" is a tag; leave it out, or use quotes')
        if len(place) > DEEPEST:
            raise _refused(event, "groups stand in groups too deep here; write as the README shows")


def _words(event: Any) -> str:
    if event.implicit[0] and event.value in NOTHING:
        return ""
    return str(event.value).strip()


def _mark(mark: Any) -> Mark:
    return mark.line + 1, mark.column + 1


def _refused(event: yaml.Event, sentence: str) -> Refused:
    line, column = _mark(event.start_mark)
    return Refused(sentence, line=line, column=column)


def _meant(error: yaml.MarkedYAMLError, text: str) -> Refused:
    """Return what YAML says about a file, in words for those who do not know it."""
    said = f"{error.context} {error.problem}"
    opened = "quoted scalar" in said or "flow" in said
    mark = (error.context_mark if opened else None) or error.problem_mark
    line, column = _mark(mark) if mark else (1, 1)
    meaning = next((meaning for words, meaning in MEANINGS if words in said), UNREADABLE)
    if "cannot start any token" in said:
        sign = "".join(text.split("\n")[line - 1 : line])[column - 1 : column]
        meaning = TAB if sign == "\t" else f'a value cannot begin with "{sign}"; put it in quotes'
    return Refused(meaning, line=line, column=column)

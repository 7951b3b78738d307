"""The words of a YAML file -> its outline: values as plain words, and where each of them stands.

The only door to YAML. Nothing of YAML is used but its groups, lists and words: no types, tags,
anchors or further documents, so that a file means what it looks like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from collector.handle import in_short
from collector.load.draft import Mark, Outline
from collector.load.listing import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from collector.load.entry import Place

# libyaml reads ten times as fast, with the same events and marks.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DEEPEST = 6
NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
UNREADABLE = 'this line does not fit those above it; write "key: value", indented like the others'
TAB = "a tab stands here; indent with two spaces"
SPACE = 'a space is missing after the colon; write "key: value"'
GLUED = re.compile(r" *(?:- +)?[a-z]+:(?=[^\s/])")  # a key and its value, as one word
INDENTED_BY_TAB = re.compile(r" *\t")
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


def outlined(text: str, loader: Any = LOADER) -> Outline:
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
    if slip := _slip(error, text):
        return slip
    said = f"{error.context} {error.problem}"
    opened = "quoted scalar" in said or "flow" in said
    mark = (error.context_mark if opened else None) or error.problem_mark
    line, column = _mark(mark) if mark else (1, 1)
    meaning = next((meaning for words, meaning in MEANINGS if words in said), UNREADABLE)
    if "cannot start any token" in said:
        sign = "".join(text.split("\n")[line - 1 : line])[column - 1 : column]
        meaning = TAB if sign == "\t" else f'a value cannot begin with "{sign}"; put it in quotes'
    return Refused(meaning, line=line, column=column)


def _slip(error: yaml.MarkedYAMLError, text: str) -> Refused | None:
    """Return the first slip up to where YAML gave up, of those that it does not call by name."""
    last = error.problem_mark.line + 1 if error.problem_mark else 1
    for number, row in enumerate(text.split("\n")[:last], 1):
        if glued := GLUED.match(row):
            return Refused(SPACE, line=number, column=glued.end() + 1)
        if tab := INDENTED_BY_TAB.match(row):
            return Refused(TAB, line=number, column=tab.end())
    return None

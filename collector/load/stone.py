"""The files of who was removed and who was renamed, read but not yet judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.handle import in_short
from collector.load.draft import Draft, Outline
from collector.load.listing import PAST, Refused, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.load.entry import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stone:
    """One of the two files, read: its words, and its problems with the others'."""

    draft: Draft
    outline: Outline

    def tell(self, message: str, place: Place = (), *, key: bool = False) -> None:
        """Tell a problem at a place of this file."""
        self.draft.tell(message, self.outline.at(place, key=key))


def stones_of(folder: Path, outline_of: Callable[[str], Outline]) -> list[Stone]:
    """Return those of the two files that there are, as far as they can be read."""
    return [
        _stone(folder / name, folder, outline_of)
        for name in PAST
        if (folder / name).exists() or (folder / name).is_symlink()
    ]


def _stone(path: Path, folder: Path, outline_of: Callable[[str], Outline]) -> Stone:
    draft = Draft(path=path)
    try:
        outline = outline_of(text_of(path, folder))
    except Refused as refusal:
        draft.tell(str(refusal), (refusal.line, refusal.column))
        return Stone(draft=draft, outline=Outline(values=[]))
    for key, at in outline.twins:
        draft.tell(f'the key "{in_short(key)}" stands twice; leave one of them', at)
    return Stone(draft=draft, outline=outline)

"""The files of a watchlist folder: which of them count, and the words in each.

A pull request may bring any file at all, so nothing is followed, opened or read on trust.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from collector.errors import SettingError
from collector.handle import in_short
from collector.load.field import SLUG, nearest
from collector.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {kind.folder: kind for kind in Kind}
README = "README.md"
PAST = ("removed.yml", "renamed.yml")  # of the past: no organisation's own file
CORRECTIONS = "corrections.yml"  # read when the site is built
LARGEST_FILE = 64 * 1024
LONGEST_SLUG = 80
# https://yaml.org/spec/1.2.2/#51-character-set, less signs that hide a line's end
# or turn its words around
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff"
    "\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the watchlist, found but not read."""

    path: Path
    slug: str
    kind: Kind

    @property
    def file(self) -> PurePosixPath:
        """The path inside the watchlist folder."""
        return PurePosixPath(self.kind.folder, self.path.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Something in the folder that is no organisation's file, and what to do about it."""

    path: Path
    sentence: str
    is_warning: bool = False


class Refused(Exception):
    """A file that is not read; the text says why, and what to do."""

    def __init__(self, sentence: str, *, line: int = 1, column: int = 1) -> None:
        self.line, self.column = line, column
        super().__init__(sentence)


def absolute(path: Path) -> Path:
    """Return a path from the root, without its dots; links are left as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def shown(path: Path) -> str:
    """Return a path as it is printed: from the working directory when below it, else as given."""
    whole, here = absolute(path), Path.cwd()
    text = (whole.relative_to(here) if whole.is_relative_to(here) else path).as_posix()
    # A file's name is other people's text: it may hold a line break, or be no text at all.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def everything(folder: Path) -> list[Source | Misfit]:
    """Return what a watchlist folder holds; raises SettingError where that is nobody."""
    remedy = "give a folder that holds councils/, brands/ or public-bodies/"
    if not folder.is_dir():
        raise SettingError(f'there is no watchlist folder "{shown(folder)}"; {remedy}')
    finds = list(found(folder))
    if all(isinstance(find, Misfit) and find.is_warning for find in finds):
        begin = "begin with followback new, or"
        raise SettingError(f'the watchlist "{shown(folder)}" lists nobody; {begin} {remedy}')
    return finds


def found(folder: Path) -> Iterator[Source | Misfit]:
    """Yield the files of a watchlist folder, sorted, and what is wrong with the others."""
    for name in _names(folder):
        path = folder / name
        if name in KINDS:
            yield from _of_kind(path)
        elif name in (*PAST, CORRECTIONS):
            continue
        elif name.lower().endswith((".yml", ".yaml")):
            yield _misplaced(path)
        elif _is_inside(path, folder) and path.is_dir() and _holds_entries(path):
            yield Misfit(path=path, sentence=f"is no kind of organisation; {nearest(name, KINDS)}")
        else:
            yield _stray(path)


def named(path: Path) -> Iterator[Source | Misfit]:
    """Yield what a path on the command line stands for."""
    if path.name in KINDS:
        yield from _of_kind(path)
    elif path.is_dir() and path.suffix != ".yml":
        yield from found(path)
    elif not path.is_symlink() and not path.exists():
        yield Misfit(path=path, sentence="does not exist; give a file or a folder that does")
    elif path.name != README and (
        path.name not in (*PAST, CORRECTIONS) or path.parent.name in KINDS
    ):
        yield _of_file(path)


def _of_file(path: Path) -> Source | Misfit:
    name = path.name
    if path.suffix.lower() in (".yaml", ".yml") and path.suffix != ".yml":
        return Misfit(
            path=path, sentence=f'ends in "{path.suffix}"; rename it to {_address(path)}.yml'
        )
    if path.suffix != ".yml":
        return _stray(path)
    parent = path.absolute().parent.name
    if parent not in KINDS:
        return _misplaced(path)
    if len(path.stem) > LONGEST_SLUG:
        return Misfit(
            path=path, sentence=f"has a name of over {LONGEST_SLUG} characters; shorten it"
        )
    if not SLUG.fullmatch(path.stem):
        sentence = "has a name that makes no address (lower-case letters, digits, hyphens)"
        return Misfit(
            path=path, sentence=f'"{in_short(name)}" {sentence}; rename it to {_address(path)}.yml'
        )
    return Source(path=path, slug=path.stem, kind=KINDS[parent])


def _address(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "name"


def text_of(path: Path, folder: Path) -> str:
    """Return a file's words; raises Refused where they may not or cannot be read."""
    try:
        _inspect(path, folder)
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(_unreadable(error)) from None
    if len(raw) > LARGEST_FILE:
        raise Refused(_too_large(len(raw)))
    return _decoded(raw)


def _inspect(path: Path, folder: Path) -> None:
    if not _is_inside(path, folder):
        raise Refused("is a link that leads out of the watchlist; put the file itself here")
    state = path.stat()
    if stat.S_ISDIR(state.st_mode):
        raise Refused("is a folder; write one file for each organisation")
    if not stat.S_ISREG(state.st_mode):
        raise Refused("is no ordinary file; put a text file here")
    if state.st_size > LARGEST_FILE:
        raise Refused(_too_large(state.st_size))


def _too_large(size: int) -> str:
    return f"has {size:,} bytes; write at most {LARGEST_FILE:,}"


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        line, column = _position(before, len(before))
        sentence = f"byte {error.start + 1} (0x{raw[error.start]:02X}) is not UTF-8"
        raise Refused(f"{sentence}; save the file as UTF-8", line=line, column=column) from None
    if hidden := UNPRINTABLE.search(text):
        line, column = _position(text, hidden.start())
        sentence = f"a hidden character (U+{ord(hidden[0]):04X}) stands here; take it out"
        raise Refused(sentence, line=line, column=column)
    return text


def _position(text: str, index: int) -> tuple[int, int]:
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _of_kind(folder: Path) -> Iterator[Source | Misfit]:
    if not _is_inside(folder, folder.parent) or not folder.is_dir():
        yield Misfit(
            path=folder, sentence="is no folder; make it one, with a file for each organisation"
        )
        return
    for name in _names(folder):
        yield _of_file(folder / name)


def _is_inside(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _names(folder: Path) -> list[str]:
    """Return what lies in a folder, sorted, less what is hidden or meant for people."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise SettingError(f"{shown(folder)} {_unreadable(error)}") from None
    return sorted(name for name in names if name[0] != "." and name != README)


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({(error.strerror or 'no answer').lower()}); mend or remove it"


def _holds_entries(folder: Path) -> bool:
    return any(name.endswith((".yml", ".yaml")) for name in _names(folder))


def _misplaced(path: Path) -> Misfit:
    folders = " or ".join(f"{name}/" for name in KINDS)
    return Misfit(path=path, sentence=f"stands outside the kinds' folders; move it to {folders}")


def _stray(path: Path) -> Misfit:
    sentence = "is not read: it is no organisation's .yml file; take it out of the watchlist"
    return Misfit(path=path, sentence=sentence, is_warning=True)

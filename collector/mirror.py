"""A folder made anew -> the folder that is served: only what differs is written."""

from __future__ import annotations

import filecmp
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def mirror(made: Path, served: Path) -> None:
    """Move into `served` what differs in `made`, and remove what `made` lacks.

    Files of the same bytes are left untouched, each other one is replaced in one step; the two
    stand on one file system. Hidden names at the top of `served` stay, as mkdocs leaves them.
    """
    served.mkdir(parents=True, exist_ok=True)
    _fill(made, served, keep=".")


def _fill(made: Path, served: Path, keep: str | None = None) -> None:
    new = {entry.name for entry in os.scandir(made)}
    for entry in list(os.scandir(served)):
        is_kept = keep is not None and entry.name.startswith(keep)
        if entry.name not in new and not is_kept:
            _remove(served / entry.name)
    for name in sorted(new):
        _put(made / name, served / name)


def _put(new: Path, old: Path) -> None:
    is_folder = new.is_dir()
    if is_folder and old.is_dir() and not old.is_symlink():
        _fill(new, old)
    elif is_folder or not (old.is_file() and filecmp.cmp(new, old, shallow=False)):
        if is_folder or old.is_dir():
            _remove(old)
        new.replace(old)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

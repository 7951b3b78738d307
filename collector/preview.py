"""A few organisations, read once as a list would have them: bounded, without keys, apart.

The files come from people who need not be trusted: a wrong one is told and left out, and the
others are read none the less.
"""

from __future__ import annotations

import asyncio
import difflib
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from collector.collect import gather
from collector.coverage import reported
from collector.errors import InputError
from collector.handle import in_short
from collector.load import check, load_watchlist
from collector.load.field import SLUG
from collector.load.listing import KINDS, PAST, README, shown
from collector.model import Kind, Problem
from collector.night import closing, desk, utc_now
from collector.settings import Keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from collector.manners import PoliteClient
    from collector.model import Organisation
    from collector.settings import Settings
    from collector.store.report import RunReport

MOST_REQUESTS = 400  # two accounts are read for the first time with fewer
MOST_SECONDS = 300.0
MOST_BYTES = 200_000_000
MOST_ORGANISATIONS = 10
ENTRY = re.compile(rf"({'|'.join(KINDS)})/({SLUG.pattern})\.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Whom a preview is of, and what is wrong with those that it leaves out."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """The problems for which a file is left out."""
        return tuple(problem for problem in self.problems if not problem.is_warning)


def of_slugs(slugs: Sequence[str], folder: Path) -> list[Path]:
    """Return the files of these organisations; raises InputError for one that has none."""
    known = {path.stem: path for kind in KINDS for path in (folder / kind).glob("*.yml")}
    for slug in slugs:
        if slug not in known:
            near = difflib.get_close_matches(slug, known, n=1)
            remedy = f'did you mean "{near[0]}"?' if near else "add its file first"
            raise InputError(f'"{in_short(slug)}" is not in the watchlist; {remedy}')
    return [known[slug] for slug in dict.fromkeys(slugs)]


def of_changes(names: bytes, folder: Path) -> tuple[list[Path], list[Problem]]:
    """Return the entries among what git says has changed, and what is wrong with other names.

    The names are as `git diff -z --name-only` writes them; none is opened that is no entry's.
    """
    files, problems = [], []
    for raw in filter(None, names.split(b"\0")):
        name = os.fsdecode(raw)
        inside = name.removeprefix(f"{folder.as_posix()}/")
        if inside == name or inside in (README, *PAST):
            continue
        if ENTRY.fullmatch(inside):
            files.append(folder / inside)
        else:
            sentence = "has a name that is no entry's, so it is not previewed; see the check"
            problems.append(Problem(file=shown(Path(name)), line=1, column=1, message=sentence))
    return files, problems


def chosen(files: Sequence[Path], folder: Path, problems: Iterable[Problem] = ()) -> Chosen:
    """Return which of the files are right, up to as many as one preview reads."""
    found = [*problems, *(check(files, folder) if files else ())]
    wrong = {problem.file for problem in found if not problem.is_warning}
    right = [path for path in files if shown(path) not in wrong]
    for path in right[MOST_ORGANISATIONS:]:
        sentence = f"is not previewed: one preview is of {MOST_ORGANISATIONS} organisations at most"
        found.append(Problem(file=shown(path), line=1, column=1, message=sentence, is_warning=True))
    return Chosen(files=tuple(right[:MOST_ORGANISATIONS]), problems=tuple(found))


def laid(files: Iterable[Path], folder: Path) -> tuple[Organisation, ...]:
    """Lay the files into a watchlist of their own, and return who stands in it."""
    for kind in Kind:
        (folder / kind.folder).mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copyfile(path, folder / path.parent.name / path.name)
    return load_watchlist(folder).organisations


def bounded(settings: Settings, requests: int = MOST_REQUESTS) -> Settings:
    """Return the settings of a preview: a small budget, no money, and no key whatever is set."""
    budgets = settings.budgets.model_copy(
        update={
            "requests": min(requests, settings.budgets.requests),
            "seconds": min(MOST_SECONDS, settings.budgets.seconds),
            "bytes": min(MOST_BYTES, settings.budgets.bytes),
            "dollars": 0.0,
        }
    )
    return settings.model_copy(update={"budgets": budgets, "keys": Keys()})


def read_preview(
    organisations: Sequence[Organisation],
    *,
    night: date,
    settings: Settings,
    folder: Path,
    client: PoliteClient,
    now: Callable[[], datetime] = utc_now,
    tick: Callable[[], None] = lambda: None,
) -> RunReport:
    """Read the organisations into a ledger of their own, however few could be read."""
    started = now()
    with desk(folder, night, settings=settings, client=client, now=now) as (books, read, till):
        gathered = asyncio.run(
            closing(
                client,
                gather(
                    organisations,
                    night=night,
                    networks=read,
                    client=client,
                    books=books,
                    now=now,
                    tick=till.before(tick),
                ),
            )
        )
        report = reported(night, started, now(), gathered.accounts, client.spent)
        books.ledger.record(night, books.journal.rows(gathered.keys), report)
    return report

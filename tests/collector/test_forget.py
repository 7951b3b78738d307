from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError, LedgerError
from collector.forget import forget
from collector.model import Account, Kind, Organisation, Renaming, Role, Watchlist
from collector.store import Ledger
from collector.store.manifest import load_redactions, night_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Observation
    from collector.store.report import RunReport

    Rows = Callable[[date], list[Observation]]
    Reports = Callable[[date], RunReport]

AUTUMN = [date(2026, 10, 30) + timedelta(days=day) for day in range(4)]
TODAY = date(2026, 11, 22)
NOBODY = Watchlist(organisations=())


def listing(slug: str, handle: str) -> Watchlist:
    """Return a watchlist of one organisation."""
    account = Account(network="bluesky", handle=handle, role=Role.MAIN)
    one = Organisation(
        slug=slug,
        name=slug,
        kind=Kind.COUNCIL,
        sector="city",
        country="GB",
        website="https://leeds.test",
        accounts=(account,),
        file=PurePosixPath(f"councils/{slug}.yml"),
    )
    return Watchlist(organisations=(one,))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, rows_of: Rows, report_of: Reports) -> Path:
    """Return the folder of a ledger of October, compacted, and of two nights of November."""
    ledger = Ledger(tmp_path_factory.mktemp("recorded"))
    for night in AUTUMN:
        ledger.record(night, rows_of(night), report_of(night))
    ledger.compact("2026-10")
    (ledger.folder / "state").mkdir()
    (ledger.folder / "state/threads.jsonl").write_text("leeds")
    return ledger.folder


@pytest.fixture
def ledger(recorded: Path, tmp_path: Path) -> Ledger:
    """Return a copy of that ledger."""
    return Ledger(shutil.copytree(recorded, tmp_path / "data"))


def left(ledger: Ledger) -> set[str]:
    return {row.organisation for row in ledger.observations()}


def told(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_who_is_forgotten_stands_in_no_night_and_no_report(ledger: Ledger) -> None:
    before = [row for row in ledger.observations() if row.organisation != "leeds"]
    assert "leeds" in left(ledger)
    done = forget(ledger.folder, NOBODY, "leeds", None, TODAY)
    assert (done.files, done.reports) == (3, 4)
    assert ledger.observations() == before
    files = told(ledger.folder)
    assert [name for name, data in files.items() if b"leeds" in data] == ["manifest.json"]


def test_the_manifest_logs_who_left_when_and_the_hashes_before_and_after(ledger: Ledger) -> None:
    before = told(ledger.folder)
    forget(ledger.folder, NOBODY, "leeds", None, TODAY)
    assert ledger.verify() == ()
    (entry,) = load_redactions(ledger.folder)
    assert (entry.date, entry.organisation, entry.account) == (TODAY, "leeds", None)
    assert set(entry.files) == {name for name in before if name.endswith(".parquet")}
    assert all(one.old != one.new for one in entry.files.values())


@pytest.mark.heavy
def test_the_log_outlives_the_nights_that_follow(
    ledger: Ledger, rows_of: Rows, report_of: Reports
) -> None:
    forget(ledger.folder, NOBODY, "leeds", None, TODAY)
    ledger.record(date(2026, 12, 1), rows_of(date(2026, 12, 1)), report_of(date(2026, 12, 1)))
    ledger.compact("2026-11")
    assert len(load_redactions(ledger.folder)) == 1
    assert ledger.verify() == ()


def test_a_file_that_is_not_what_its_redaction_made_of_it_is_a_fault(ledger: Ledger) -> None:
    forget(ledger.folder, NOBODY, "leeds", None, TODAY)
    manifest = ledger.folder / "manifest.json"
    new = load_redactions(ledger.folder)[0].files[night_file(AUTUMN[2])].new
    text = manifest.read_text().replace(f'"new": "{new}"', f'"new": "{"0" * 64}"')
    manifest.write_text(text)
    (fault,) = ledger.verify()
    assert fault.file == night_file(AUTUMN[2])
    assert fault.message == "it is not what its last redaction made of it"


@pytest.mark.heavy
def test_one_account_is_forgotten_and_the_others_stay(ledger: Ledger) -> None:
    one = next(row for row in ledger.observations() if row.organisation == "leeds")
    others = [
        row
        for row in ledger.observations()
        if (row.organisation, row.network, row.account) != ("leeds", one.network, one.account)
    ]
    forget(ledger.folder, NOBODY, "leeds", f"{one.network}/{one.account}", TODAY)
    assert ledger.observations() == others
    assert load_redactions(ledger.folder)[0].account == f"{one.network}/{one.account}"


@pytest.mark.heavy
def test_a_night_of_nobody_else_leaves_the_ledger(ledger: Ledger) -> None:
    for slug in sorted(left(ledger)):
        forget(ledger.folder, NOBODY, slug, None, TODAY)
    assert (ledger.nights(), ledger.verify()) == ((), ())
    assert load_redactions(ledger.folder)[-1].files[night_file(AUTUMN[3])].new is None
    assert not (ledger.folder / night_file(AUTUMN[3])).exists()


def test_forgetting_again_changes_nothing(ledger: Ledger) -> None:
    forget(ledger.folder, NOBODY, "leeds", None, TODAY)
    before = told(ledger.folder)
    assert forget(ledger.folder, NOBODY, "leeds", None, TODAY).rows == 0
    assert told(ledger.folder) == before


class Killed(BaseException):
    """The process ends here; nobody catches it."""


def interrupted(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let so many changes of the disk happen, and no more."""
    steps = iter(range(after))

    def stepping(real: Callable[..., object]) -> Callable[..., object]:
        def step(*given: object, **named: object) -> object:
            if next(steps, None) is None:
                raise Killed
            return real(*given, **named)

        return step

    for owner, name in ((Path, "replace"), (Path, "unlink"), (shutil, "rmtree")):
        monkeypatch.setattr(owner, name, stepping(getattr(owner, name)))


@pytest.mark.heavy
def test_killed_at_any_step_the_ledger_is_whole_and_the_next_run_completes_it(
    recorded: Path, tmp_path: Path
) -> None:
    whole = Ledger(shutil.copytree(recorded, tmp_path / "whole"))
    full = whole.observations()
    forget(whole.folder, NOBODY, "leeds", None, TODAY)
    rest, after = whole.observations(), told(whole.folder)
    for steps in range(100):
        ledger = Ledger(shutil.copytree(recorded, tmp_path / str(steps)))
        with pytest.MonkeyPatch.context() as patch:
            interrupted(patch, steps)
            try:
                forget(ledger.folder, NOBODY, "leeds", None, TODAY)
            except Killed:
                is_done = False
            else:
                is_done = True
        assert ledger.observations() in (full, rest)
        assert all(fault.is_notice for fault in ledger.verify())
        forget(ledger.folder, NOBODY, "leeds", None, TODAY)
        assert told(ledger.folder) == after
        if is_done:
            assert steps > 8
            return
    pytest.fail("it never came to its end")


def test_who_is_listed_is_not_forgotten(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="leeds: it is on the watchlist, and the next night"):
        forget(ledger.folder, listing("leeds", "leeds.test"), "leeds", None, TODAY)
    listed = listing("leeds", "leeds.test")
    with pytest.raises(InputError, match=r"bluesky/leeds\.test: it is on the watchlist"):
        forget(ledger.folder, listed, "leeds", "bluesky/leeds.test", TODAY)
    assert "leeds" in left(ledger)


@pytest.mark.heavy
def test_an_account_that_left_a_listed_organisation_is_forgotten(ledger: Ledger) -> None:
    one = next(row for row in ledger.observations() if row.organisation == "leeds")
    listed = listing("leeds", "another.test")
    done = forget(ledger.folder, listed, "leeds", f"{one.network}/{one.account}", TODAY)
    assert done.rows > 0


@pytest.mark.heavy
def test_old_names_are_forgotten_with_the_new_one(ledger: Ledger) -> None:
    moved = Renaming(kind=Kind.COUNCIL, old="leeds", new="greater-leeds", date=TODAY)
    forget(
        ledger.folder, Watchlist(organisations=(), renamed=(moved,)), "greater-leeds", None, TODAY
    )
    assert "leeds" not in left(ledger)


def test_an_old_name_of_who_is_listed_is_not_forgotten(ledger: Ledger) -> None:
    moved = Renaming(kind=Kind.COUNCIL, old="leeds", new="greater-leeds", date=TODAY)
    organisations = listing("greater-leeds", "x.test").organisations
    watchlist = Watchlist(organisations=organisations, renamed=(moved,))
    with pytest.raises(InputError, match="it is on the watchlist"):
        forget(ledger.folder, watchlist, "leeds", None, TODAY)


def test_an_account_without_its_network_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="names no account; write it as NETWORK/HANDLE"):
        forget(ledger.folder, NOBODY, "leeds", "leeds.test", TODAY)


def test_nothing_is_forgotten_while_a_night_is_unfinished(ledger: Ledger) -> None:
    (ledger.folder / "journal").mkdir()
    (ledger.folder / "journal/2026-11-03.jsonl").write_text("")
    with pytest.raises(LedgerError, match="a night is unfinished; record it"):
        forget(ledger.folder, NOBODY, "leeds", None, TODAY)


def test_what_a_night_has_cost_is_kept(ledger: Ledger) -> None:
    (ledger.folder / "state/dollars.json").write_text("{}")
    forget(ledger.folder, NOBODY, "leeds", None, TODAY)
    assert [path.name for path in (ledger.folder / "state").iterdir()] == ["dollars.json"]

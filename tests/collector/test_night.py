from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.errors import InputError, LedgerError, PoorNight
from collector.manners import polite_client
from collector.model import Account, Gap, Kind, Organisation, Role, Watchlist
from collector.night import build_site, closed_months, forget_unfinished, read_night, selected
from collector.settings import Settings
from collector.store import Ledger
from collector.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.manners import PoliteClient
    from collector.model import Observation
    from collector.store.report import RunReport

NIGHT = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def organisation(slug: str, network: str = "x") -> Organisation:
    return Organisation(
        slug=slug,
        name=slug,
        kind=Kind.BRAND,
        sector="boots",
        country="XX",
        website=f"https://{slug}.test",
        accounts=(Account(network=network, handle=f"{slug}.test", role=Role.MAIN),),
        file=PurePosixPath(f"brands/{slug}.yml"),
    )


LISTED = Watchlist(organisations=(organisation("acme-kettles"), organisation("bumble-boots")))


def dead_client() -> PoliteClient:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    return polite_client(Settings(), transport=httpx.MockTransport(refuse), pace=False)


def empty_client() -> PoliteClient:
    """Return the client of a network that knows nobody."""
    unknown = {"error": "InvalidRequest", "message": "Unable to resolve handle"}
    nobody = httpx.MockTransport(lambda _: httpx.Response(400, json=unknown))
    return polite_client(Settings(), transport=nobody, pace=False)


def read(folder: Path, watchlist: Watchlist = LISTED) -> RunReport:
    return read_night(
        watchlist,
        night=NIGHT,
        settings=Settings(),
        folder=folder,
        client=dead_client(),
        now=lambda: AT,
    )


def test_naming_no_organisation_selects_them_all() -> None:
    assert selected(LISTED, ()) is LISTED


def test_the_named_organisations_are_selected() -> None:
    kept = selected(LISTED, ["bumble-boots"]).organisations
    assert [one.slug for one in kept] == ["bumble-boots"]


def test_a_slip_of_the_pen_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match=r'"bumble-boot" is not .* mean "bumble-boots"\?'):
        selected(LISTED, ["bumble-boot"])


def test_a_stranger_is_to_be_added_first() -> None:
    with pytest.raises(InputError, match='"zzz" is not in the watchlist; add its file first'):
        selected(LISTED, ["acme-kettles", "zzz"])


def test_a_night_is_recorded_and_leaves_no_journal(tmp_path: Path) -> None:
    report = read(tmp_path)

    assert report.coverage == (0, 0)
    assert [row.gap for row in Ledger(tmp_path).observations()] == [Gap.NEEDS_TOKEN] * 2
    assert not (tmp_path / "journal").exists()
    assert (tmp_path / "state/identities.json").is_file()
    assert Ledger(tmp_path).verify() == ()


def test_a_journal_that_was_written_is_removed_with_its_night(tmp_path: Path) -> None:
    kept: list[bool] = []
    read_night(
        Watchlist(organisations=(organisation("acme-kettles", "bluesky"),)),
        night=NIGHT,
        settings=Settings(),
        folder=tmp_path,
        client=empty_client(),
        tick=lambda: kept.append((tmp_path / f"journal/{NIGHT}.jsonl").exists()),
    )

    assert kept == [True]
    assert [row.gap for row in Ledger(tmp_path).observations()] == [Gap.GONE]
    assert not (tmp_path / "journal").exists()


def test_a_poor_night_lets_another_run_have_the_folder(tmp_path: Path) -> None:
    unread = Watchlist(organisations=(organisation("acme-kettles", "bluesky"),))
    for _ in range(2):
        with pytest.raises(PoorNight, match="no network could be reached"):
            read(tmp_path, unread)
    assert Ledger(tmp_path).nights() == ()


def test_two_runs_on_one_folder_are_one_too_many(tmp_path: Path) -> None:
    other = Journal(tmp_path, NIGHT)
    with pytest.raises(LedgerError, match="another run is collecting into this folder"):
        read(tmp_path)
    other.close()


def test_the_journal_of_a_stored_night_is_removed(tmp_path: Path) -> None:
    read(tmp_path)
    left = tmp_path / f"journal/{NIGHT}.jsonl"
    left.parent.mkdir()
    left.write_text("{}\n", encoding="utf-8")
    forget_unfinished(tmp_path, NIGHT)

    assert not left.parent.exists()


def test_a_stored_night_without_a_journal_is_left_untouched(tmp_path: Path) -> None:
    forget_unfinished(tmp_path / "nowhere", NIGHT)

    assert not (tmp_path / "nowhere").exists()


def test_months_before_the_last_nights_are_closed(
    tmp_path: Path,
    rows_of: Callable[[date], list[Observation]],
    report_of: Callable[[date], RunReport],
) -> None:
    ledger = Ledger(tmp_path)
    assert closed_months(ledger) == []
    for night in (date(2026, 9, 30), date(2026, 11, 1), date(2026, 11, 2)):
        ledger.record(night, rows_of(night), report_of(night))

    assert closed_months(ledger) == ["2026-09"]


def built(folder: Path, night: date | None = None) -> int:
    return build_site(
        site=folder / "site",
        data=folder / "data",
        watchlist=folder / "watchlist",
        night=night,
        settings=Settings(),
    )


def test_a_ledger_without_nights_builds_no_site(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="does not hold any night; collect first"):
        built(tmp_path)


def test_a_night_that_was_never_stored_builds_no_site(tmp_path: Path) -> None:
    read(tmp_path / "data")
    with pytest.raises(LedgerError, match="does not hold the night of 2026-01-01"):
        built(tmp_path, date(2026, 1, 1))


def test_another_folder_than_the_projects_builds_no_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"mkdocs\.yml is not here"):
        built(tmp_path)


@pytest.mark.slow
def test_what_mkdocs_refuses_is_told_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(tmp_path / "data")
    (tmp_path / "mkdocs.yml").write_text("site_name: [", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="the site was not built: ") as told:
        built(tmp_path)
    assert "Traceback" not in str(told.value)


@pytest.mark.slow
def test_the_build_knows_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path / "data")
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nhooks: [told.py]\n", encoding="utf-8")
    hook = "import os, sys\nsys.exit(' '.join(n for n in os.environ if n.startswith('FOLLOWB')))\n"
    (tmp_path / "told.py").write_text(hook, encoding="utf-8")
    monkeypatch.setenv("FOLLOWBACK_X_TOKEN", "marked-secret")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="FOLLOWBACK_BUILD_NIGHT") as told:
        built(tmp_path)
    assert "FOLLOWBACK_X_TOKEN" not in str(told.value)

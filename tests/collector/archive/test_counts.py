from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from collector.errors import InputError
from collector.model import Gap
from collector.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.archive import Imported
    from collector.store import Ledger

FIRST, SECOND = date(2022, 11, 11), date(2022, 11, 18)
ROWS = (
    "x,bolt,2022-11-18,110,90,7",
    "x,bolt,2022-11-11,100,80,5",
    "x,AcmeHelp,2022-11-18,,20,",
    "mastodon,@Bolt@kettles.social,2022-11-18,0,0,0",
)


@pytest.mark.heavy
def test_every_date_is_a_night_of_the_accounts_that_are_counted_on_it(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    done = imports(counts(*ROWS), is_counts=True)
    found = [(row.night, row.network, row.account, row.imported) for row in ledger.observations()]
    assert found == [
        (FIRST, "x", "bolt", "counts.csv"),
        (SECOND, "x", "acmehelp", "counts.csv"),
        (SECOND, "mastodon", "Bolt@kettles.social", "counts.csv"),
        (SECOND, "x", "bolt", "counts.csv"),
    ]
    assert (done.nights, done.rows, done.accounts) == ((FIRST, SECOND), 4, 3)
    assert (done.organisations, done.recorded) == (2, 4)
    assert ledger.verify() == ()


def test_a_count_that_is_not_known_is_never_a_zero(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    imports(counts(*ROWS), is_counts=True)
    found = {
        (row.network, row.account): (row.facts.followers, row.facts.following, row.facts.posts)
        for row in ledger.observations(since=SECOND)
        if row.facts
    }
    assert found == {
        ("x", "acmehelp"): (None, 20, None),
        ("x", "bolt"): (110, 90, 7),
        ("mastodon", "Bolt@kettles.social"): (0, 0, 0),
    }


def test_counts_offer_neither_lists_nor_posts(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    imports(counts(ROWS[0]), is_counts=True)
    (row,) = ledger.observations()
    assert row.facts
    gaps = (row.facts.follow_back_gap, row.facts.timeline_gap, row.facts.openings_gap)
    assert gaps == (Gap.NOT_OFFERED,) * 3


def test_one_date_alone_can_be_imported_and_the_other_later(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    assert imports(counts(*ROWS), is_counts=True, night=SECOND).nights == (SECOND,)
    assert imports(counts(*ROWS), is_counts=True, night=FIRST).nights == (FIRST,)
    assert ledger.nights() == (FIRST, SECOND)


def test_a_date_that_the_file_does_not_have_is_refused_with_those_it_has(
    counts: Callable[..., Path], imports: Callable[..., Imported]
) -> None:
    with pytest.raises(InputError, match="no counts of 2022-11-12; it has those of 2022-11-11 and"):
        imports(counts(*ROWS), is_counts=True, night=date(2022, 11, 12))


def test_a_night_that_is_held_keeps_the_others_out_too(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    imports(counts(*ROWS), is_counts=True, night=SECOND)
    with pytest.raises(InputError, match="already holds the night of 2022-11-18"):
        imports(counts(*ROWS), is_counts=True)
    assert ledger.nights() == (SECOND,)


def test_a_month_that_is_closed_takes_no_further_night(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    imports(counts(ROWS[1], "x,bolt,2022-12-01,1,1,1"), is_counts=True)
    ledger.compact("2022-11")
    with pytest.raises(InputError, match="holds the night of 2022-11-18, or has closed that month"):
        imports(counts(ROWS[0]), is_counts=True)
    assert ledger.nights() == (FIRST, date(2022, 12, 1))


def test_an_import_waits_for_no_other_run(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    other = Journal(ledger.folder, FIRST)
    with pytest.raises(InputError, match="another run is collecting into this folder"):
        imports(counts(*ROWS), is_counts=True)
    other.close()
    imports(counts(*ROWS), is_counts=True)
    assert not (ledger.folder / "journal").exists()


@pytest.mark.heavy
def test_many_held_nights_are_told_by_the_first(
    counts: Callable[..., Path], imports: Callable[..., Imported]
) -> None:
    file = counts(*(f"x,bolt,2022-11-{day:02},1,1,1" for day in range(1, 10)))
    imports(file, is_counts=True)
    with pytest.raises(InputError, match=r"the nights of 2022-11-01, .*2022-11-05 and 4 more, or"):
        imports(file, is_counts=True)


def test_counts_of_tomorrow_are_refused(
    counts: Callable[..., Path], imports: Callable[..., Imported], ledger: Ledger
) -> None:
    with pytest.raises(InputError, match="the night of 2026-11-23 has not come yet"):
        imports(counts(ROWS[0], "x,bolt,2026-11-23,1,1,1"), is_counts=True)
    assert ledger.nights() == ()


def test_every_wrong_cell_is_told_at_once(
    counts: Callable[..., Path], told: Callable[..., list[str]]
) -> None:
    found = told(
        counts(
            "x,bolt,2022-11-18,-5,1.5,many",
            "x,bolt,18 November,1,1,1",
            *ROWS[:2],
            "x,@BOLT,2022-11-11,1,1,1",
            "x,blot,2022-11-11,1,1,1",
        ),
        is_counts=True,
    )
    assert [line.partition(";")[0] for line in found] == [
        '2:19: followers "-5" is negative',
        '2:22: following "1.5" is no count',
        '2:26: posts "many" is no count',
        '3:8: date "18 November" is no date',
        "4:8: this row repeats line 2",
        "6:9: this row repeats line 5",
        '7:3: the account "blot" is not listed on x',
    ]

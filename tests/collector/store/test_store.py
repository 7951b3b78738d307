from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import threading
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import LedgerError
from collector.model import Facts, Gap, Observation
from collector.store import Ledger
from collector.store.frame import NIGHT_LEVEL, parquet, read, table, values
from collector.store.manifest import (
    listed,
    load_manifest,
    night_file,
    save_manifest,
    write_atomically,
)
from collector.store.row import COLUMNS, columns_of, observations_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.store.report import RunReport

    Rows = Callable[[date], list[Observation]]
    Reports = Callable[[date], RunReport]

NIGHT = date(2026, 11, 22)
AUTUMN = [date(2026, 10, 30) + timedelta(days=day) for day in range(4)]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, rows_of: Rows, report_of: Reports) -> Path:
    """Return the folder of a ledger of two nights of October and two of November."""
    ledger = Ledger(tmp_path_factory.mktemp("recorded"))
    for night in AUTUMN:
        ledger.record(night, rows_of(night), report_of(night))
    return ledger.folder


@pytest.fixture
def autumn(recorded: Path, tmp_path: Path) -> Ledger:
    """Return a copy of that ledger."""
    return Ledger(shutil.copytree(recorded, tmp_path / "data"))


def written(frame: pl.DataFrame, folder: Path) -> Ledger:
    buffer = BytesIO()
    frame.write_parquet(buffer)
    path = folder / night_file(NIGHT)
    path.parent.mkdir(parents=True)
    path.write_bytes(buffer.getvalue())
    save_manifest(folder, {night_file(NIGHT): listed(buffer.getvalue(), frame.height)})
    return Ledger(folder)


@given(data=st.data())
def test_what_is_stored_is_what_is_read(
    data: st.DataObject, any_rows: st.SearchStrategy[list[Observation]]
) -> None:
    rows = data.draw(any_rows)
    path = Path("night.parquet")
    frame = read(parquet(table(columns_of(rows), path), NIGHT_LEVEL), list(COLUMNS), path)
    assert observations_of({n: values(frame[n], c) for n, c in COLUMNS.items()}) == rows


def test_a_missing_count_is_never_a_zero(tmp_path: Path, report_of: Reports) -> None:
    zero = Observation(
        night=NIGHT, organisation="a", network="n", account="a", facts=Facts(followers=0)
    )
    none = Observation(night=NIGHT, organisation="b", network="n", account="b", facts=Facts())
    gap = Observation(night=NIGHT, organisation="c", network="n", account="c", gap=Gap.GONE)
    Ledger(tmp_path).record(NIGHT, [zero, none, gap], report_of(NIGHT))
    assert Ledger(tmp_path).observations() == [zero, none, gap]


def test_the_same_rows_in_any_order_are_the_same_bytes(
    tmp_path: Path, rows_of: Rows, report_of: Reports
) -> None:
    rows = rows_of(NIGHT)
    first = Ledger(tmp_path / "1").record(NIGHT, rows, report_of(NIGHT)).read_bytes()
    random.Random(1).shuffle(rows)  # noqa: S311 - an order, no secret
    assert Ledger(tmp_path / "2").record(NIGHT, rows, report_of(NIGHT)).read_bytes() == first


def test_rows_come_by_night_organisation_network_and_account(autumn: Ledger, rows_of: Rows) -> None:
    assert autumn.observations() == [row for night in AUTUMN for row in rows_of(night)]


def test_rows_are_chosen_by_night(autumn: Ledger) -> None:
    def chosen(rows: list[Observation]) -> list[date]:
        return sorted({row.night for row in rows})

    assert chosen(autumn.observations(since=AUTUMN[2])) == AUTUMN[2:]
    assert chosen(autumn.observations(until=AUTUMN[1])) == AUTUMN[:2]
    assert chosen(autumn.observations(nights={AUTUMN[0], AUTUMN[3]})) == [AUTUMN[0], AUTUMN[3]]


def test_columns_are_the_same_rows(autumn: Ledger) -> None:
    rows = autumn.observations(since=AUTUMN[1])
    names = ["account", "gap", "replies_by_day", "night"]
    columns = autumn.columns(names, since=AUTUMN[1])
    assert list(columns) == names
    assert columns["account"] == [row.account for row in rows]
    assert columns["gap"] == [row.gap for row in rows]
    assert columns["replies_by_day"] == [row.facts and row.facts.replies_by_day for row in rows]


def test_a_column_that_does_not_exist_is_named(autumn: Ledger) -> None:
    with pytest.raises(LedgerError, match='no column "folowers"; use night, organisation'):
        autumn.columns(["folowers"])


def test_an_empty_ledger_holds_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "none")
    assert (ledger.nights(), ledger.last_night(), ledger.holds(NIGHT)) == ((), None, False)
    assert (ledger.observations(), ledger.report(NIGHT), ledger.verify()) == ([], None, ())
    assert not (tmp_path / "none").exists()


def test_a_ledger_knows_its_nights(autumn: Ledger) -> None:
    assert autumn.nights() == tuple(AUTUMN)
    assert autumn.last_night() == AUTUMN[-1]
    assert autumn.holds(AUTUMN[0])
    assert not autumn.holds(NIGHT)


def test_a_run_report_is_read_as_it_was_written(autumn: Ledger, report_of: Reports) -> None:
    assert autumn.report(AUTUMN[0]) == report_of(AUTUMN[0])


def test_a_stored_night_is_never_changed(autumn: Ledger, rows_of: Rows, report_of: Reports) -> None:
    with pytest.raises(LedgerError, match="a night is never changed"):
        autumn.record(AUTUMN[0], rows_of(AUTUMN[0]), report_of(AUTUMN[0]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: [*rows, rows[0]], "two rows on the night"),
        (lambda _: [], "has no rows"),
        (lambda rows: [_moved(rows[0])], "is not of the night"),
        (lambda rows: [_huge(rows[0])], "value of followers does not fit"),
    ],
)
def test_rows_that_are_no_night_are_refused(
    tmp_path: Path,
    rows_of: Rows,
    report_of: Reports,
    change: Callable[[list[Observation]], list[Observation]],
    message: str,
) -> None:
    with pytest.raises(LedgerError, match=message):
        Ledger(tmp_path / "data").record(NIGHT, change(rows_of(NIGHT)), report_of(NIGHT))
    assert not (tmp_path / "data").exists()


def _moved(row: Observation) -> Observation:
    return Observation(night=AUTUMN[0], organisation="a", network="n", account=row.account)


def _huge(row: Observation) -> Observation:
    facts = Facts(followers=2**63)
    return Observation(night=NIGHT, organisation="a", network="n", account=row.account, facts=facts)


def test_a_report_of_another_night_is_refused(
    tmp_path: Path, rows_of: Rows, report_of: Reports
) -> None:
    with pytest.raises(LedgerError, match="the report is of the night 2026-10-30"):
        Ledger(tmp_path).record(NIGHT, rows_of(NIGHT), report_of(AUTUMN[0]))


def test_a_night_killed_before_its_manifest_is_completed(
    autumn: Ledger, rows_of: Rows, report_of: Reports
) -> None:
    before = load_manifest(autumn.folder)
    path = autumn.record(NIGHT, rows_of(NIGHT), report_of(NIGHT))
    whole, after = path.read_bytes(), load_manifest(autumn.folder)
    save_manifest(autumn.folder, before)
    assert not autumn.holds(NIGHT)
    autumn.record(NIGHT, rows_of(NIGHT), report_of(NIGHT))
    assert (path.read_bytes(), load_manifest(autumn.folder)) == (whole, after)


def test_a_killed_night_that_says_otherwise_is_refused(
    autumn: Ledger, rows_of: Rows, report_of: Reports
) -> None:
    path = autumn.folder / night_file(NIGHT)
    path.write_bytes(b"other")
    with pytest.raises(LedgerError, match="it says otherwise; remove it and run"):
        autumn.record(NIGHT, rows_of(NIGHT), report_of(NIGHT))
    assert path.read_bytes() == b"other"


def test_an_older_night_with_fewer_columns_is_read(tmp_path: Path) -> None:
    required = {name: ["a"] for name in ("organisation", "network", "account")}
    told = {"night": [NIGHT], "method_version": [1], "collector_version": ["0.9"]}
    frame = pl.DataFrame(required | told | {"followers": [7], "of_the_future": [1]})
    ledger = written(frame.with_columns(pl.col("followers").cast(pl.Int16)), tmp_path)
    assert ledger.observations() == [
        Observation(
            night=NIGHT,
            organisation="a",
            network="a",
            account="a",
            collector_version="0.9",
            facts=Facts(followers=7),
        )
    ]


def test_a_file_without_its_key_is_an_error(tmp_path: Path) -> None:
    ledger = written(pl.DataFrame({"night": [NIGHT], "people": [3]}), tmp_path)
    with pytest.raises(LedgerError, match=r"22\.parquet: the column organisation is missing"):
        ledger.observations()


def test_a_word_of_a_newer_followback_is_an_error(tmp_path: Path) -> None:
    row = {name: [None] for name in COLUMNS} | {"gap": ["on_holiday"], "night": [NIGHT]}
    row |= {"organisation": ["a"], "network": ["n"], "method_version": [1]}
    ledger = written(pl.DataFrame(row | {"collector_version": ["9"]}), tmp_path)
    with pytest.raises(LedgerError, match=r'unknown word "on_holiday"; .* update this one'):
        ledger.observations()


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda _: b"garbage", lambda _: b""])
def test_a_damaged_file_is_an_error_and_never_a_number(
    autumn: Ledger, damage: Callable[[bytes], bytes]
) -> None:
    path = autumn.folder / night_file(AUTUMN[1])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(LedgerError, match=r"31\.parquet: it has changed .*followback verify"):
        autumn.observations()


def test_a_file_that_is_no_parquet_is_an_error(tmp_path: Path) -> None:
    ledger = written(pl.DataFrame({"night": [NIGHT]}), tmp_path)
    (tmp_path / night_file(NIGHT)).write_bytes(b"garbage")
    save_manifest(tmp_path, {night_file(NIGHT): listed(b"garbage", 1)})
    with pytest.raises(LedgerError, match=r"22\.parquet: this Parquet file cannot be read"):
        ledger.observations()


def test_a_file_that_is_gone_is_an_error(autumn: Ledger) -> None:
    (autumn.folder / night_file(AUTUMN[1])).unlink()
    with pytest.raises(LedgerError, match=r"31\.parquet: no such file .*followback verify"):
        autumn.observations()


def test_a_night_recorded_while_a_month_is_compacted_is_not_lost(
    autumn: Ledger, rows_of: Rows, report_of: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = AUTUMN[-1] + timedelta(days=1)
    another = Ledger(autumn.folder)
    recording = threading.Thread(
        target=another.record, args=(later, rows_of(later), report_of(later))
    )

    def write_slowly(path: Path, data: bytes) -> None:
        recording.start()
        recording.join(0.3)
        write_atomically(path, data)

    monkeypatch.setattr("collector.store.write_atomically", write_slowly)
    autumn.compact("2026-10")
    recording.join()
    assert autumn.nights() == (*AUTUMN, later)
    assert autumn.verify() == ()


@pytest.mark.heavy
def test_compacting_changes_nothing_that_is_read(
    autumn: Ledger, rows_of: Rows, report_of: Reports
) -> None:
    rows, names = autumn.observations(), ["night", "account", "flags"]
    columns = autumn.columns(names, since=AUTUMN[1])
    path = autumn.compact("2026-10")
    assert path.relative_to(autumn.folder).as_posix() == "nights/year=2026/2026-10.parquet"
    assert len(list(path.parent.iterdir())) == 3
    again = Ledger(autumn.folder)
    assert (again.observations(), again.nights()) == (rows, tuple(AUTUMN))
    assert again.columns(names, since=AUTUMN[1]) == columns
    assert again.holds(AUTUMN[0])
    assert again.verify() == ()
    with pytest.raises(LedgerError, match="or its month is closed"):
        again.record(date(2026, 10, 1), rows_of(date(2026, 10, 1)), report_of(date(2026, 10, 1)))


def test_a_compacted_month_is_sorted_by_organisation(autumn: Ledger) -> None:
    frame = pl.read_parquet(autumn.compact("2026-10"), hive_partitioning=False)
    key = list(
        zip(frame["organisation"], frame["account"].fill_null(""), frame["night"], strict=True)
    )
    assert key == sorted(key)
    assert "year" not in frame.columns


@pytest.mark.heavy
@pytest.mark.parametrize("step", ["written", "listed", "half removed"])
def test_a_killed_compaction_goes_on(autumn: Ledger, step: str) -> None:
    rows, before = autumn.observations(), load_manifest(autumn.folder)
    nightly = {name: (autumn.folder / name).read_bytes() for name in sorted(before)}
    path = autumn.compact("2026-10")
    month, after = path.read_bytes(), load_manifest(autumn.folder)
    for name, data in list(nightly.items())[step == "half removed" :]:
        (autumn.folder / name).write_bytes(data)
    if step == "written":
        save_manifest(autumn.folder, before)
    killed = Ledger(autumn.folder)
    assert killed.observations() == rows
    assert killed.verify()
    assert all(fault.is_notice for fault in killed.verify())
    killed.compact("2026-10")
    assert (path.read_bytes(), load_manifest(autumn.folder)) == (month, after)
    assert (killed.observations(), killed.verify()) == (rows, ())


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("2026-11", "2026-11 is not over"),
        ("2025-11", "holds no night of 2025-11"),
        ("November", '"November" is no month; write it as YYYY-MM'),
    ],
)
def test_a_month_that_cannot_be_compacted_is_refused(
    autumn: Ledger, month: str, message: str
) -> None:
    with pytest.raises(LedgerError, match=message):
        autumn.compact(month)


def test_a_changed_night_is_not_compacted(autumn: Ledger) -> None:
    (autumn.folder / night_file(AUTUMN[0])).write_bytes(b"garbage")
    with pytest.raises(LedgerError, match="it has changed"):
        autumn.compact("2026-10")


def test_every_field_is_a_column_of_its_own() -> None:
    names = [*Observation.__dataclass_fields__, *Facts.__dataclass_fields__]
    assert list(COLUMNS) == names
    assert len(set(names)) == len(names)
    assert not hasattr(Observation, "__post_init__")  # rows are made without __init__
    assert not hasattr(Facts, "__post_init__")


FULL = """
import resource, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from collector.errors import LedgerError
from collector.model import Observation
from collector.store.report import RunReport
from collector.store import Ledger
night, at = date(2026, 11, 22), datetime(2026, 11, 22, tzinfo=UTC)
row = Observation(night=night, organisation="a", network="n", account="a")
report = RunReport(
    night=night, started_at=at, finished_at=at, collector_version="1", read=1, expected=1
)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
try:
    Ledger(Path(sys.argv[1])).record(night, [row], report)
except LedgerError as error:
    print(error)
"""


@pytest.mark.heavy
def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.endswith(
        "file too large; free some space and run the same command again: "
        "what was read is kept in the journal\n"
    )
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_is_a_file_is_one_sentence(
    tmp_path: Path, rows_of: Rows, report_of: Reports
) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(LedgerError, match=r"data.*: not a directory; a file is in the way"):
        Ledger(tmp_path / "data").record(NIGHT, rows_of(NIGHT), report_of(NIGHT))


def test_a_broken_run_report_is_one_sentence(autumn: Ledger) -> None:
    path = autumn.folder / "runs/2026-10-30.json"
    for text in ("{", "[]", "[" * 100_000, json.dumps({"night": "2026-10-30"})):
        path.write_text(text)
        with pytest.raises(LedgerError, match=r"30\.json: this is no run report"):
            autumn.report(AUTUMN[0])


def test_hours_are_read_as_they_were_counted_and_lie_as_steps(
    tmp_path: Path, report_of: Reports
) -> None:
    hours = [(0, 1, 5, 173, 2015), (), None]
    rows = [
        Observation(
            night=NIGHT,
            organisation=f"org-{number}",
            network="bluesky",
            account="a",
            facts=Facts(reply_hours=some, opening_hours=some),
        )
        for number, some in enumerate(hours)
    ]
    ledger = Ledger(tmp_path)
    file = ledger.record(NIGHT, rows, report_of(NIGHT))

    for column in ("reply_hours", "opening_hours"):
        assert ledger.columns([column]) == {column: hours}
        stored = pl.read_parquet(file)[column].to_list()
        assert stored == [[0, 1, 4, 168, 1842], [], None]


def test_hours_that_do_not_ascend_are_not_stored(tmp_path: Path, report_of: Reports) -> None:
    row = Observation(
        night=NIGHT,
        organisation="org",
        network="bluesky",
        account="a",
        facts=Facts(reply_hours=(5, 4)),
    )
    with pytest.raises(LedgerError, match="reply_hours does not fit"):
        Ledger(tmp_path).record(NIGHT, [row], report_of(NIGHT))

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from collector.model import Gap
from collector.store.plain import plain, restored
from collector.store.report import AccountReport, RunReport

READ_AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
TOLD = {"organisation": "yore", "network": "bluesky", "account": "yore.test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    words: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] | None = None


def account(**more: Any) -> AccountReport:
    return AccountReport(organisation="yore", network="bluesky", account="yore.test", **more)


def test_a_record_comes_back_with_all_that_it_holds() -> None:
    report = RunReport(
        night=date(2026, 11, 22),
        started_at=READ_AT,
        finished_at=READ_AT,
        collector_version="1",
        read=0,
        expected=1,
        accounts=(account(gap=Gap.BUSY, read_at=READ_AT), account(requests=3)),
    )
    assert restored(RunReport, plain(report)) == report


def test_what_is_none_is_left_out_and_comes_back() -> None:
    assert plain(account(gap=None)) == TOLD | {"requests": 0, "retries": 0}
    assert restored(AccountReport, TOLD | {"requests": 0, "retries": 0}) == account()


def test_a_field_that_is_never_none_must_be_there() -> None:
    with pytest.raises(KeyError, match="requests"):
        restored(AccountReport, TOLD | {"retries": 0})


def test_what_a_later_version_adds_is_passed_over() -> None:
    later = TOLD | {"requests": 0, "retries": 0, "colour": "blue"}
    assert restored(AccountReport, later) == account()


@pytest.mark.parametrize(
    ("field", "value"),
    [("requests", "3"), ("requests", None), ("gap", "tired"), ("read_at", "soon"), ("account", 5)],
)
def test_a_value_of_another_type_is_refused(field: str, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        restored(AccountReport, TOLD | {"requests": 0, "retries": 0} | {field: value})


@pytest.mark.parametrize("value", [[1], ["a", None], 5])
def test_a_tuple_holds_what_it_says(value: object) -> None:
    assert restored(Told, {"words": ["a", "b"], "gaps": ["busy"]}) == Told(
        words=("a", "b"), gaps=(Gap.BUSY,)
    )
    with pytest.raises(TypeError):
        restored(Told, {"words": value})


@pytest.mark.parametrize("value", [[], "yore", 5, None])
def test_what_is_no_record_is_refused(value: object) -> None:
    with pytest.raises((TypeError, KeyError, AttributeError)):
        restored(AccountReport, value)

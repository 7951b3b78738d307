from __future__ import annotations

import pytest

from collector.errors import OverBudget
from collector.manners.spend import Purse, metered
from collector.settings import Budgets


def purse(now: float = 0.0) -> Purse:
    return Purse(Budgets(requests=2, bytes=100, seconds=60), lambda: now)


def test_an_inner_meter_counts_into_the_outer_one() -> None:
    spending = purse()
    with metered() as account:
        spending.ask(again=False)
        with metered() as page:
            spending.ask(again=True)
    assert (account.requests, account.retries) == (2, 1)
    assert (page.requests, page.retries) == (1, 1)
    assert spending.spent.requests == 2


def test_what_is_spent_after_a_meter_is_not_in_it() -> None:
    spending = purse()
    with metered() as account:
        pass
    spending.ask(again=False)
    assert account.requests == 0


def test_the_last_request_within_the_budget_is_made() -> None:
    spending = purse()
    spending.ask(again=False)
    spending.ask(again=False)
    with pytest.raises(OverBudget, match="2 requests"):
        spending.ask(again=False)


def test_bytes_may_fill_the_budget_but_not_pass_it() -> None:
    spending = purse()
    spending.receive(100)
    with pytest.raises(OverBudget, match="100 bytes"):
        spending.check()
    with pytest.raises(OverBudget, match="100 bytes"):
        spending.receive(1)

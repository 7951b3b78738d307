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


def test_a_price_that_might_break_the_budget_is_refused_before_the_request() -> None:
    spending = Purse(Budgets(dollars=0.3), lambda: 0.0)
    for _ in range(3):
        spending.ask(again=False, price=0.1)
    with pytest.raises(OverBudget, match=r"0\.30 dollars are used up; raise budgets\.dollars"):
        spending.ask(again=False, price=0.001)
    spending.ask(again=False)
    assert (spending.spent.dollars, spending.spent.requests) == (0.3, 4)


def test_what_was_laid_aside_is_settled_in_every_meter() -> None:
    spending = Purse(Budgets(dollars=1), lambda: 0.0)
    with metered() as account:
        bill = spending.ask(again=False, price=1.0)
        assert account.dollars == spending.spent.dollars == 1.0
        bill.settle(0.035)
    assert account.dollars == spending.spent.dollars == 0.035
    bill.settle(0.5)  # nothing is dearer than it could be
    assert spending.spent.dollars == 0.035


@pytest.mark.parametrize(("status", "dollars"), [(200, 1.0), (302, 0), (429, 0), (500, 1.0)])
def test_a_refusal_costs_nothing(status: int, dollars: float) -> None:
    spending = Purse(Budgets(dollars=1), lambda: 0.0)
    spending.ask(again=False, price=1.0).judge(status)
    assert spending.spent.dollars == dollars

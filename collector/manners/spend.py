"""What a run asks of the networks: counted by run and by account, and never above its budgets."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collector.errors import OverBudget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from collector.settings import Budgets

FIRST_REFUSAL = 300
FIRST_FAULT = 500
PLACES = 6  # of a dollar: sums of cents stay sums of cents


@dataclass(slots=True, kw_only=True)
class Spent:
    """What was asked of the networks so far: a counter, and so the one record that changes."""

    requests: int = 0
    retries: int = 0
    bytes: int = 0
    dollars: float = 0.0
    seconds: float = 0.0  # of each request, waits included, added up


_METERS: ContextVar[tuple[Spent, ...]] = ContextVar("meters", default=())


@contextmanager
def metered() -> Iterator[Spent]:
    """Count what is spent inside the block, in tasks started there too."""
    spent = Spent()
    token = _METERS.set((*_METERS.get(), spent))
    try:
        yield spent
    finally:
        _METERS.reset(token)


class Bill:
    """What one request may cost at most, until it is known what it did cost."""

    def __init__(self, dollars: float, meters: tuple[Spent, ...]) -> None:
        self._dollars = 0.0
        self._meters = meters
        if dollars:
            self._put(dollars)

    def settle(self, dollars: float) -> None:
        """Charge what was delivered in place of the most that could have been."""
        if dollars < self._dollars:
            self._put(dollars)

    def judge(self, status: int) -> None:
        """Charge nothing for a reply that refuses; a server's own fault is not trusted so far."""
        if FIRST_REFUSAL <= status < FIRST_FAULT:
            self.settle(0.0)

    def _put(self, dollars: float) -> None:
        for meter in self._meters:
            meter.dollars = round(meter.dollars - self._dollars + dollars, PLACES)
        self._dollars = dollars


class Purse:
    """The budgets of one run, and what is left of them."""

    def __init__(self, budgets: Budgets, now: Callable[[], float]) -> None:
        self.spent = Spent()
        self._budgets = budgets
        self._now = now
        self._ends_at = now() + budgets.seconds

    @property
    def seconds_left(self) -> float:
        """The seconds until the run must end."""
        return self._ends_at - self._now()

    def check(self, price: float = 0.0) -> None:
        """Raise OverBudget where one more request, or its price in dollars, would be too much."""
        if price and round(self.spent.dollars + price, PLACES) > self._budgets.dollars:
            raise _used_up("dollars", self._budgets.dollars)
        if self.spent.requests >= self._budgets.requests:
            raise _used_up("requests", self._budgets.requests)
        if self.spent.bytes >= self._budgets.bytes:
            raise _used_up("bytes", self._budgets.bytes)
        self.check_time()

    def check_time(self) -> None:
        """Raise OverBudget where the run's time is over."""
        if self.seconds_left <= 0:
            raise _used_up("seconds", self._budgets.seconds)

    def ask(self, *, again: bool, price: float = 0.0) -> Bill:
        """Count a request that is about to be made, and lay the most that it may cost aside."""
        self.check(price)
        for meter in self._meters():
            meter.requests += 1
            meter.retries += again
        return Bill(price, self._meters())

    def receive(self, size: int) -> None:
        """Count bytes as they come in; raises OverBudget in the middle of a reply."""
        for meter in self._meters():
            meter.bytes += size
        if self.spent.bytes > self._budgets.bytes:
            raise _used_up("bytes", self._budgets.bytes)

    @property
    def asker(self) -> object:
        """Whoever is counted by itself, and asks now; nobody twice, where nobody is."""
        meters = _METERS.get()
        return meters[-1] if meters else object()

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the seconds that a request takes, whatever comes of it."""
        began = self._now()
        try:
            yield
        finally:
            for meter in self._meters():
                meter.seconds += self._now() - began

    def _meters(self) -> tuple[Spent, ...]:
        return (self.spent, *_METERS.get())


def _used_up(name: str, most: float) -> OverBudget:
    amount = f"{most:.2f}" if name == "dollars" else f"{most:.0f}"
    return OverBudget(f"the run's {amount} {name} are used up; raise budgets.{name}")

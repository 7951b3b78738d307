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


@dataclass(slots=True, kw_only=True)
class Spent:
    """What was asked of the networks so far: a counter, and so the one record that changes."""

    requests: int = 0
    retries: int = 0
    bytes: int = 0
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

    def check(self) -> None:
        """Raise OverBudget where one more request would be too many."""
        if self.spent.requests >= self._budgets.requests:
            raise _used_up("requests", self._budgets.requests)
        if self.spent.bytes >= self._budgets.bytes:
            raise _used_up("bytes", self._budgets.bytes)
        if self.seconds_left <= 0:
            raise _used_up("seconds", self._budgets.seconds)

    def ask(self, *, again: bool) -> None:
        """Count a request that is about to be made."""
        self.check()
        for meter in self._meters():
            meter.requests += 1
            meter.retries += again

    def receive(self, size: int) -> None:
        """Count bytes as they come in; raises OverBudget in the middle of a reply."""
        for meter in self._meters():
            meter.bytes += size
        if self.spent.bytes > self._budgets.bytes:
            raise _used_up("bytes", self._budgets.bytes)

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
    return OverBudget(f"the run's {most:.0f} {name} are used up; raise budgets.{name}")

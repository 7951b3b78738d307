"""The collected tests on every core: collected once, then shared out among forked processes.

`python -m pytest -p tests.cores` runs as many processes as there are cores. Each takes one module
of tests after another; what they tell is printed by the process that collected them. What tests
write to the disk stays in memory, where there is room for it.
"""

from __future__ import annotations

import os
import time
from itertools import groupby, pairwise
from multiprocessing import Pipe, get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = "/dev/shm"  # noqa: S108 - pytest makes a folder of its own in it
PAUSE = 0.25  # seconds between what a process tells


def pytest_configure() -> None:
    """Let tests write where no disk is waited for."""
    if os.access(MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> object:
    """Run all tests and tell of each, or leave it to pytest where a process cannot be forked."""
    config = session.config
    can_fork = "fork" in get_all_start_methods()
    if session.testsfailed or config.option.collectonly or not can_fork:
        return None
    config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # the same for all
    missing = {item.nodeid for item in session.items}
    for report in _reports(config, _processes(session)):
        config.hook.pytest_runtest_logreport(report=report)
        missing.discard(report.nodeid)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
    if missing:
        raise session.Interrupted(f"a process ended and told nothing of {sorted(missing)}")
    return True


def _processes(session: pytest.Session) -> list[Connection]:
    """Start a process for each core, and return where each tells what it did."""
    modules = [list(items) for _, items in groupby(session.items, lambda item: item.path)]
    fork = get_context("fork")
    cores = min(os.cpu_count() or 1, len(modules))
    cuts = [len(modules) * core // cores for core in range(cores + 1)]
    left = fork.Array("i", [end for two in pairwise(cuts) for end in two])
    told = []
    for core in range(cores):
        reader, writer = Pipe(duplex=False)
        coming = _taken(modules, left, core)
        fork.Process(target=_run, args=(session, coming, writer), daemon=True).start()
        writer.close()
        told.append(reader)
    return told


def _taken(modules: list[list[pytest.Item]], left: Any, core: int) -> Iterator[pytest.Item]:
    """Yield what falls to a process: neighbours, which share most; then what others have left."""
    while True:
        with left.get_lock():
            turns = [range(*left[at : at + 2]) for at in range(0, len(left), 2)]
            if turns[core]:
                turn = turns[core][0]
                left[2 * core] += 1
            else:
                other = max(range(len(turns)), key=lambda one: len(turns[one]))
                if not turns[other]:
                    return
                turn = turns[other][-1]
                left[2 * other + 1] -= 1
        yield from modules[turn]


def _reports(config: pytest.Config, told: list[Connection]) -> Iterator[pytest.TestReport]:
    """Yield what the processes tell, until the last has ended."""
    while told:
        ready = wait(told)
        for one in [one for one in told if one in ready]:
            try:
                several = one.recv()
            except EOFError:
                told.remove(one)
            else:
                yield from (_report(config, data) for data in several)


def _report(config: pytest.Config, data: Any) -> pytest.TestReport:
    if isinstance(data, tuple):
        name, location, duration = data
        return pytest.TestReport(name, location, {}, "passed", None, "call", duration=duration)
    report: pytest.TestReport = config.hook.pytest_report_from_serializable(
        config=config, data=data
    )
    return report


def _run(session: pytest.Session, coming: Iterator[pytest.Item], writer: Connection) -> None:
    """Run what falls to this process, and write what is to be told."""
    plugins = session.config.pluginmanager
    plugins.unregister(name="terminalreporter")
    capture: Any = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    teller = _Teller(session.config, writer)
    plugins.register(teller)
    item = next(coming, None)
    while item is not None:
        following = next(coming, None)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
    teller.tell()


class _Teller:
    """Tells what came of the tests, several at once; of one that passed only that it did."""

    def __init__(self, config: pytest.Config, writer: Connection) -> None:
        self._config = config
        self._writer = writer
        self._untold: list[Any] = []
        self._told_at = time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what is to be told, and tell it four times a second."""
        if not report.passed:
            to_data = self._config.hook.pytest_report_to_serializable
            self._untold.append(to_data(config=self._config, report=report))
        elif report.when == "call":
            self._untold.append((report.nodeid, report.location, report.duration))
        if time.monotonic() - self._told_at > PAUSE:
            self.tell()

    def tell(self) -> None:
        self._writer.send(self._untold)
        self._untold, self._told_at = [], time.monotonic()

"""The collected tests on every core: collected once, then shared out among forked processes.

`python -m pytest -p tests.cores` runs as many processes as there are cores. Each takes the tests
of one module after another; what they tell is printed by the process that collected them.
"""

from __future__ import annotations

import os
from itertools import groupby
from multiprocessing import Pipe, get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Module = list[pytest.Item]


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
        raise session.Failed(f"a process ended before {len(missing)} tests: {min(missing)}")
    return True


def _processes(session: pytest.Session) -> list[Connection]:
    """Start a process for each core, and return where each tells what it did."""
    modules = [list(items) for _, items in groupby(session.items, lambda item: item.path)]
    modules.sort(key=len, reverse=True)
    fork = get_context("fork")
    cores = os.cpu_count() or 1
    turns: Any = fork.SimpleQueue()
    told = []
    for _ in range(cores):
        reader, writer = Pipe(duplex=False)
        fork.Process(target=_run, args=(session, modules, turns, writer), daemon=True).start()
        writer.close()
        told.append(reader)
    for turn in [*range(len(modules)), *[None] * cores]:
        turns.put(turn)
    return told


def _reports(config: pytest.Config, told: list[Connection]) -> Iterator[pytest.TestReport]:
    """Yield what the processes tell, until the last has ended."""
    while told:
        ready = wait(told)
        for one in [one for one in told if one in ready]:
            try:
                data = one.recv()
            except EOFError:
                told.remove(one)
            else:
                yield config.hook.pytest_report_from_serializable(config=config, data=data)


def _run(
    session: pytest.Session, modules: Sequence[Module], turns: Any, writer: Connection
) -> None:
    """Run what falls to this process, and write what is to be told."""
    plugins = session.config.pluginmanager
    plugins.unregister(name="terminalreporter")
    capture: Any = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    plugins.register(_Teller(session.config, writer))
    coming = _taken(modules, turns)
    item = next(coming, None)
    while item is not None:
        following = next(coming, None)
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following


def _taken(modules: Sequence[Module], turns: Any) -> Iterator[pytest.Item]:
    while (turn := turns.get()) is not None:
        yield from modules[turn]


class _Teller:
    """Tells what came of a test; how it was set up and cleared away only where that failed."""

    def __init__(self, config: pytest.Config, writer: Connection) -> None:
        self._config = config
        self._writer = writer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            to_data = self._config.hook.pytest_report_to_serializable
            self._writer.send(to_data(config=self._config, report=report))

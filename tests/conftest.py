"""What all tests share: how hard hypothesis tries, and where real recorded data lie."""

from __future__ import annotations

import functools
import gc
import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer.main
from hypothesis import settings

if TYPE_CHECKING:
    from collector.model import Watchlist

settings.register_profile("unit", max_examples=8, deadline=None, database=None)
settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("bench", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).resolve().parents[1]
NUMBERS = itertools.count()

typer.main.get_command = functools.cache(typer.main.get_command)  # they are the same every time
gc.disable()  # until all is collected: modules and tests stay to the end


def pytest_collection_finish() -> None:
    """Look for garbage from here on, and never among what was collected."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Let the interpreter clear up as ever."""
    gc.unfreeze()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder: pytest's own looks through those of all tests before it."""
    folder = tmp_path_factory.getbasetemp() / f"{os.getpid()}-{next(NUMBERS)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real recorded data beside the checkout, or skip."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the recorded data are not beside this checkout (../shared)")
    return folder


@pytest.fixture(scope="session")
def real_watchlist() -> Watchlist:
    """Return the organisations that are really listed, read once."""
    from collector.load import load_watchlist  # noqa: PLC0415 - for those alone who ask

    return load_watchlist(ROOT / "collector" / "watchlist")

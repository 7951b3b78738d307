"""How a figure is printed: what it is of, the figure, its budget."""

from __future__ import annotations

import sys


def title(text: str) -> None:
    """Begin a part."""
    sys.stdout.write(f"\n{text}\n{'-' * len(text)}\n")


def row(what: str, figure: str, budget: str = "") -> None:
    """Print one figure, at once: some take a while."""
    sys.stdout.write(f"{what:<62} {figure:>14}  {budget}\n")
    sys.stdout.flush()

"""A table by weights of as many rows as one likes, for what is tried and what is timed."""

from __future__ import annotations

from typing import Any

from site_src.composite import PARTS

STEPS = (1, 7, 31, 5, 3, 11)


def scored(row: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return so many rows like one, every part in another order; some lack one."""
    return [
        row
        | {"organisation": f"o-{n:04}", "name": f"O {n}"}
        | {
            key: None if (n + at) % 11 == 0 else (n * step) % 997 / 9.97
            for at, (key, step) in enumerate(zip(PARTS, STEPS, strict=True))
        }
        for n in range(1, count + 1)
    ]

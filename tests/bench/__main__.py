"""Print the figures of the budgets: counts, and ratios of times taken in one run.

    python -m tests.bench [PART ...]  (without: all; a part that is none names them)
    python -m tests.bench scale=2500  (of that size alone, where a part has sizes)

No test asserts a time; these figures are read by people.
"""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

from tests.bench.building import building
from tests.bench.check import check
from tests.bench.coverage import coverage
from tests.bench.editions import editions
from tests.bench.fediverse import fediverse
from tests.bench.hugo import hugo
from tests.bench.league import league
from tests.bench.measurement import measurement
from tests.bench.pictures import pictures
from tests.bench.properties import properties
from tests.bench.rehearsal import rehearsal
from tests.bench.requests import requests
from tests.bench.scale import scale
from tests.bench.site import site
from tests.bench.weigh import weigh

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS: MappingProxyType[str, Callable[..., None]] = MappingProxyType(
    {
        "requests": requests,
        "fediverse": fediverse,
        "check": check,
        "build": building,
        "hugo": hugo,
        "league": league,
        "measurement": measurement,
        "coverage": coverage,
        "editions": editions,
        "pictures": pictures,
        "properties": properties,
        "rehearsal": rehearsal,
        "scale": scale,
        "site": site,
        "weigh": weigh,
    }
)


def main(wanted: list[str]) -> int:
    """Run the parts named, or all of them."""
    parts = [word.partition("=") for word in wanted or PARTS]
    unknown = [name for name, _, _ in parts if name not in PARTS]
    if unknown:
        sys.stderr.write(f'there is no part "{unknown[0]}"; the parts are: {", ".join(PARTS)}\n')
        return 2
    for name, _, size in parts:
        PARTS[name](*([int(size)] if size else []))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

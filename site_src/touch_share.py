"""Signs of human touch -> evidence of their share, corrected for what the rules mistake.

Languages whose rules were tested count, and no others (method 2.7).
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.interval import ClusterSums, sums_interval
from collector.model import Gap, State
from collector.touch import Sign
from site_src.evidence import gap, known, nothing
from site_src.model import Estimate
from site_src.pool import pooled_interval
from site_src.tested import TESTED, corrected_share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from collector.model import Facts
    from site_src.evidence import Evidence
    from site_src.tested import Accuracy

    Tested = Mapping[str, Mapping[Sign, Accuracy]]

COLUMNS: Mapping[Sign, Callable[[Facts], Sequence[int] | None]] = MappingProxyType(
    {
        Sign.SIGNED: lambda facts: facts.signed,
        Sign.THANKED: lambda facts: facts.thanked,
        Sign.APOLOGISED: lambda facts: facts.apologised,
        Sign.INVITED: lambda facts: facts.invited,
    }
)
WIDTH = len(ClusterSums.__dataclass_fields__)


def touch_share(sign: Sign, facts: Facts, tested: Tested = TESTED) -> Evidence:
    """Return the share of replies with the sign, weighing languages by their replies."""
    if not any(sign in signs for signs in tested.values()):
        return known(gap(Gap.NOT_OFFERED))
    found = _tested_sums(sign, facts, tested)
    if found is None:
        return nothing(facts.timeline_gap)
    kept = [(sums, accuracy) for sums, accuracy in found if sums.size]
    if not kept:
        return known(gap(Gap.TOO_FEW, numerator=0, denominator=0, n=0))
    return partial(_corrected, kept)


def replies_tested(sign: Sign, facts: Facts, tested: Tested = TESTED) -> int | None:
    """Return the replies in languages whose rules for the sign were tested."""
    found = _tested_sums(sign, facts, tested)
    return None if found is None else sum(sums.size for sums, _ in found)


def _tested_sums(
    sign: Sign, facts: Facts, tested: Tested
) -> list[tuple[ClusterSums, Accuracy]] | None:
    flat = COLUMNS[sign](facts)
    if flat is None or facts.languages is None:
        return None
    return [
        (ClusterSums.of(flat[WIDTH * at : WIDTH * (at + 1)]), tested[language][sign])
        for at, language in enumerate(facts.languages)
        if sign in tested.get(language, ())
    ]


def _corrected(kept: Sequence[tuple[ClusterSums, Accuracy]], alpha: float) -> Estimate:
    shares = [_one(sums, accuracy, alpha) for sums, accuracy in kept]
    sizes = [sums.size for sums, _ in kept]
    values, lows, highs = zip(*shares, strict=True)
    value, lo, hi = pooled_interval(sizes, values, lows, highs) if len(kept) > 1 else shares[0]
    return Estimate(
        state=State.ESTIMATE,
        value=value,
        lo=lo,
        hi=hi,
        numerator=sum(sums.hits for sums, _ in kept),
        denominator=sum(sizes),
        n=sum(sizes),
    )


def _one(sums: ClusterSums, accuracy: Accuracy, alpha: float) -> tuple[float, float, float]:
    found = sums_interval(sums, alpha)
    value, lo, hi = (
        corrected_share(share, accuracy.sensitivity, accuracy.specificity)
        for share in (found.p, found.lo, found.hi)
    )
    return value, lo, hi

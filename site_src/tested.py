"""How often the rules for human touch are right, and what a share is without their errors.

A language stands here only for the signs that at least 200 labelled replies have shown to be found
with a sensitivity of at least 0.7 and a specificity of at least 0.95 (method 2.7). All others are
gaps; Welsh is one until a speaker has reviewed it. Who labelled what, and who has read it since,
stands in `tests/labelled/README.md`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.touch import Sign

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_REPLIES = 200
LEAST_SENSITIVITY = 0.7
LEAST_SPECIFICITY = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How often the rules agree with people about one sign in one language."""

    sensitivity: float  # the share of replies with the sign in which it is found
    specificity: float  # the share of replies without it in which it is not found
    replies: int  # labelled by hand, with and without it

    @property
    def is_enough(self) -> bool:
        """Whether shares may be published on it."""
        return (
            self.replies >= LEAST_REPLIES
            and self.sensitivity >= LEAST_SENSITIVITY
            and self.specificity >= LEAST_SPECIFICITY
        )


TESTED: Mapping[str, Mapping[Sign, Accuracy]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                Sign.SIGNED: Accuracy(sensitivity=73 / 84, specificity=259 / 259, replies=343),
                Sign.THANKED: Accuracy(sensitivity=59 / 62, specificity=280 / 281, replies=343),
                Sign.APOLOGISED: Accuracy(sensitivity=54 / 58, specificity=283 / 285, replies=343),
                Sign.INVITED: Accuracy(sensitivity=44 / 49, specificity=292 / 294, replies=343),
            }
        ),
    }
)


def corrected_share(share: float, sensitivity: float, specificity: float) -> float:
    """Return the share that the rules would find if they made no errors.

    Rules that are wrong more often than right tell as much, turned round; those that find the
    sign as often where it is not tell nothing. Rogan and Gladen 1978, Am. J. Epidemiology 107:71.
    """
    mistaken = 1 - specificity
    if math.isclose(sensitivity, mistaken, abs_tol=1e-12):
        raise ValueError("rules that are no better than chance correct nothing")
    return min(1.0, max(0.0, (share - mistaken) / (sensitivity - mistaken)))

"""The rules for a sign of human touch, as they are in force, and how often they are right."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from collector.touch import RULES
from site_src.tested import LEAST_REPLIES, LEAST_SENSITIVITY, LEAST_SPECIFICITY, TESTED
from site_src.touch_share import COLUMNS

if TYPE_CHECKING:
    from collector.touch import Sign
    from site_src.metrics import Metric

NAMES = MappingProxyType({"en": "English", "cy": "Welsh"})
FLOOR = (
    f"A language counts once {LEAST_REPLIES} labelled replies have shown that the rules find at "
    f"least {LEAST_SENSITIVITY:.0%} of the sign, and pass over at least {LEAST_SPECIFICITY:.0%} of "
    "what is not one. In any other language the figure is a gap."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The rules of one language, in words."""

    language: str
    rules: tuple[str, ...]
    exceptions: tuple[str, ...]
    tested: str


def rule_sets(metric: Metric) -> tuple[RuleSet, ...]:
    """Return the rules behind a measure, language by language; none where it rests on none."""
    sign = sign_of(metric)
    if sign is None:
        return ()
    return tuple(_rule_set(language, sign) for language in RULES if sign in RULES[language])


def sign_of(metric: Metric) -> Sign | None:
    """Return the sign of human touch that a measure counts."""
    return next((sign for sign, column in COLUMNS.items() if column(metric.sample)), None)


def _rule_set(language: str, sign: Sign) -> RuleSet:
    rules = RULES[language][sign]
    return RuleSet(
        language=NAMES.get(language, language),
        rules=tuple(rule.words for rule in rules if not rule.is_exception),
        exceptions=tuple(rule.words for rule in rules if rule.is_exception),
        tested=_tested(language, sign),
    )


def _tested(language: str, sign: Sign) -> str:
    accuracy = TESTED.get(language, {}).get(sign)
    if accuracy is None:
        return "Not tested yet: until a speaker has reviewed them and they are, it is a gap."
    return (
        f"Tested on {accuracy.replies} labelled replies: they find {accuracy.sensitivity:.1%} of "
        f"those with the sign (sensitivity), and pass over {accuracy.specificity:.1%} of those "
        "without it (specificity)."
    )

"""What an organisation's own numbers make a careful reader ask: questions, and no verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from site_src.model import CautionKind
from site_src.peers import NETWORKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from site_src.index import Index

QUESTIONS = MappingProxyType(
    {
        CautionKind.JUMP: "What happened then?",
        CautionKind.SWELLING: "What draws them?",
        CautionKind.HOLLOW: "Does it follow to listen?",
        CautionKind.AUDIENCE: "Who are the new followers?",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with the numbers that raise it."""

    words: str
    numbers: str
    chart: str  # which of the charts shows it; empty where none does
    where: str  # on which network, where there are several


def questions(
    index: Index,
    slug: str,
    network: str,
    drawn: Collection[str] = (),
    *,
    names_network: bool = False,
) -> Iterator[Question]:
    """Yield the questions that an organisation's numbers on a network raise; most raise none.

    Each leads to the chart that shows it, of those that are drawn.
    """
    for caution in index.standings.warnings.get((slug, network), ()):
        chart = f"{network}-{caution.count}"
        yield Question(
            words=QUESTIONS[caution.kind],
            numbers=caution.words,
            chart=chart if chart in drawn else "",
            where=NETWORKS.get(network, network) if names_network else "",
        )

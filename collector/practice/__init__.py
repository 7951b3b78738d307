"""An embedded social network of fictional people, for the demo, the tests and rehearsals.

It speaks the Bluesky endpoints as the real servers do, in process or over a socket, and knows the
truth about itself.
"""

from __future__ import annotations

from collector.practice.almanac import FIRST_NIGHT, LAST_NIGHT, NIGHTS
from collector.practice.faults import Fault, FaultKind, Misfortune
from collector.practice.transport import PRACTICE_SETTINGS, PracticeTransport, transport
from collector.practice.truth import truth
from collector.practice.watchlist import write_watchlist
from collector.practice.world import World

__all__ = [
    "FIRST_NIGHT",
    "LAST_NIGHT",
    "NIGHTS",
    "PRACTICE_SETTINGS",
    "Fault",
    "FaultKind",
    "Misfortune",
    "PracticeTransport",
    "World",
    "transport",
    "truth",
    "write_watchlist",
]

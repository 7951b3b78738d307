"""Chance with a seed: drawn afresh for each thing, so that no order of questions matters."""

from __future__ import annotations

import random


def lottery(*about: object) -> random.Random:
    """Return the chance that belongs to one thing."""
    return random.Random(" ".join(str(part) for part in about))  # noqa: S311 - a world, no secret

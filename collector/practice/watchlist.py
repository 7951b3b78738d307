"""The practice network's own watchlist, as the files that a contributor would write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from collector.model import Kind, Role
from collector.practice.chance import lottery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from collector.practice.fedi_cast import Resident
    from collector.practice.players import Company
    from collector.practice.world import World

COUNTRY = "XX"  # a code that ISO 3166 leaves to its users: no country
_REGIONS = ("North Practice", "South Practice", "The Isles")
_PURPOSES = (
    "We answer everybody, usually the same day.",
    "News and service messages; for questions please ring us.",
    "Here to talk about anything, kettles included.",
)
_HELPED = "Thank you. We have since set up an account for questions."
_ANSWERS = (
    "We read this with interest. Two of us look after the account, on weekdays, beside other work.",
    "We would rather be rung up than written to, and our number stands in our profile.",
    "Thank you. Since the summer we answer on Saturdays too, and we hope that it will show.",
)
_EVERY_THIRD, _REPLIES = 3, 5
_EVERY_TENTH = 10
_REMOVED = "wistful-wallpapers"  # nobody of the cast

_CORRECTION = """\
- date: 2026-10-19
  page: councils/{slug}/
  name: {name}
  wrong: An account of its theatre was listed as its account for questions.
  right: The account is not its own. It is off the list, and the figures are without it.
"""


def write_watchlist(world: World, folder: Path) -> None:
    """Write one YAML file for each organisation, in the folder of its kind."""
    elsewhere = {resident.company.slug: resident for resident in world.residents}
    for company in world.companies:
        home = folder / company.character.sector.kind.folder
        home.mkdir(parents=True, exist_ok=True)
        text = "".join(
            f"{line}\n" for line in _lines(company, world.seed, elsewhere.get(company.slug))
        )
        (home / f"{company.slug}.yml").write_text(text, encoding="utf-8")
    _write_past(world, folder)


def _write_past(world: World, folder: Path) -> None:
    """Write one who was removed at its own request, one with another name, and a correction."""
    folder.mkdir(parents=True, exist_ok=True)
    councils = (one for one in world.companies if one.character.sector.kind is Kind.COUNCIL)
    town = next(councils, None)
    gone = f"- kind: brand\n  slug: {_REMOVED}\n  date: 2026-09-14\n  own_request: yes\n"
    (folder / "removed.yml").write_text(gone, encoding="utf-8")
    if town is None:
        return
    moved = f"- kind: council\n  from: old-{town.slug}\n  to: {town.slug}\n  date: 2026-08-03\n"
    (folder / "renamed.yml").write_text(moved, encoding="utf-8")
    corrected = _CORRECTION.format(slug=town.slug, name=json.dumps(town.character.name))
    (folder / "corrections.yml").write_text(corrected, encoding="utf-8")


def _lines(company: Company, seed: int, elsewhere: Resident | None) -> Iterator[str]:
    character = company.character
    yield f"name: {json.dumps(character.name)}"
    yield f"kind: {character.sector.kind}"
    yield f"sector: {character.sector.name}"
    yield f"country: {COUNTRY}"
    yield f"website: {company.site}"
    if character.zone:
        yield f"timezone: {character.zone}"
    if company.number % _EVERY_THIRD == 0:
        yield from _more(company, seed)
    yield "accounts:"
    told = [("bluesky", player.listed_as, player.role) for player in company.players]
    if elsewhere:
        told.append((elsewhere.network, elsewhere.listed_as, elsewhere.player.role))
    for network, handle, role in told:
        yield f"  - network: {network}"
        yield f"    handle: {handle}"
        yield f"    role: {role}"
        yield f"    source: {company.site}/contact"
    if company.number % _EVERY_TENTH == 0:
        yield from _historic(company, seed)


def _historic(company: Company, seed: int) -> Iterator[str]:
    chance = lottery(seed, "past", company.number)
    yield "historic:"
    for date in ("2023-05", "2024"):
        yield "  - network: bluesky"
        yield f"    handle: {company.players[0].listed_as}"
        yield f"    date: {date}"
        yield "    source: https://www.wyntmarch-herald.test/who-listens"
        yield f"    followers: {chance.randint(80, 9_000)}"
        if date == "2024":
            yield f"    following: {chance.randint(80, 9_000)}"
        yield "    by: The Wyntmarch Herald"


def _more(company: Company, seed: int) -> Iterator[str]:
    chance = lottery(seed, "file", company.number)
    yield f"region: {chance.choice(_REGIONS)}"
    yield f"purpose: {json.dumps(chance.choice(_PURPOSES))}"
    yield 'hours: "Mon-Fri 09:00-17:00"'
    yield "languages: [en]"
    yield f"policy: {company.site}/social-media-policy"
    has_help = Role.HELP in {player.role for player in company.players}
    if has_help or company.number % _REPLIES == 0:
        yield "reply:"
        yield f"  text: {json.dumps(_HELPED if has_help else chance.choice(_ANSWERS))}"
        yield "  date: 2026-10-12"
        yield f"  proof: {company.site}/news/followback"

"""Invented names: no place, brand or public body of this world is called so."""

from __future__ import annotations

from itertools import count, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BOROUGHS = (
    "Lonmouth",
    "Thrimwick",
    "Ospelhurst",
    "Quinderby",
    "Gralloford",
    "Mirrowgate",
    "Tolverstead",
    "Yarlofold",
    "Vaskerholt",
    "Pellingmere",
    "Durnaby",
    "Zelderwick",
    "Ombrefield",
)
COUNTIES = (
    "Wyntmarch",
    "Cravelland",
    "Navelshire",
    "Kephshire",
    "Ruldoshire",
    "Jantmarch",
    "Eddelshire",
    "Ulvermarch",
    "Fennowshire",
    "Birrelland",
    "Sambleshire",
    "Tarrowmarch",
    "Hespershire",
)
SHOPS = (
    "Acme Kettles",
    "Bumblewick Boots",
    "Dabbleday Drapers",
    "Fizzlecroft Toys",
    "Grommet & Niece",
    "Hobblethorpe Hats",
    "Inkling & Daughters",
    "Jollop Umbrellas",
    "Knickerbolt Bicycles",
    "Lampwick & Moth",
    "Mumblecord Carpets",
    "Nattering Mugs",
    "Oddsock Emporium",
    "Plimsy Shoes",
)
FOODS = (
    "Crumpetarium",
    "Dollop Dairies",
    "Figgle Jams",
    "Gobblewick Pies",
    "Hummerstone Honey",
    "Jumblebean Coffee",
    "Lentil & Sons",
    "Munchwell Biscuits",
    "Noodlethwaite",
    "Pickleby Pickles",
    "Quibbly Lemonade",
    "Ruddle Radishes",
    "Snackerby Crisps",
    "Turnipton Soups",
)
BODIES = (
    "Office of Lost Umbrellas",
    "Weather Bureau of Wyntmarch",
    "Registry of Kites",
    "Lonmouth River Watch",
    "Inspectorate of Lighthouses and Lamps",
    "Bureau of Slow Trains",
)
_FIRST = (
    "Bram",
    "Clov",
    "Drub",
    "Esp",
    "Flim",
    "Grod",
    "Hux",
    "Irr",
    "Jepp",
    "Krin",
    "Lumm",
    "Mox",
)
_MIDDLE = ("ble", "der", "fen", "gle", "lo", "mer", "ner", "ple", "ro", "ster", "tle", "ver")
_LAST = ("wick", "holt", "combe", "stow", "garth", "mere", "fold", "march", "nook", "by")


def coined() -> Iterator[str]:
    """Yield invented words without end, for worlds larger than the named sixty."""
    words = [f"{a}{b}{c}" for c, b, a in product(_LAST, _MIDDLE, _FIRST)]
    yield from words
    for lap in count(2):
        yield from (f"{word} {lap}" for word in words)

"""A new entry of the watchlist, from an account: what is known is written, the rest is asked for.

Nothing is guessed. A field that nobody told is a comment that says what to write there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from collector.errors import Gone, InputError, LookUpError
from collector.handle import MalformedHandle, canonical, in_short, network_of
from collector.load.draft import identity
from collector.load.entry import EntryForm, parsed
from collector.load.field import SLUG
from collector.load.group import AccountForm
from collector.load.listing import LONGEST_SLUG, shown

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Mapping, Sequence
    from pathlib import Path

    from collector.load import Taken
    from collector.model import Kind
    from collector.networks.nameplate import Nameplate

PROFILES = {
    "bluesky": "https://bsky.app/profile/{}",
    "x": "https://x.com/{}",
    "instagram": "https://www.instagram.com/{}/",
}
# Letters that fall to no plain one by themselves.
PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})
# What YAML, in any version of it, takes for the word itself.
BARE = re.compile(r"https?://[^\s#'\"]+|[^\W\d][\w .&/@'()+-]*(?<! )")
NOT_BARE = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an organisation and of its account; empty where nobody said."""

    name: str = ""
    sector: str = ""
    country: str = ""
    website: str = ""
    role: str = ""
    source: str = ""

    def said(self) -> dict[str, str]:
        """Return what is not empty."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A new file, and what somebody has still to write in it."""

    path: Path
    missing: tuple[str, ...]


def account_of(words: str) -> tuple[str, str]:
    """Return the network and the handle that some words mean; raises InputError."""
    network = network_of(words)
    if network is None:
        told = f'"{in_short(words)}" does not say on which network it is'
        raise InputError(f"{told}; write its address, such as https://x.com/name")
    try:
        return network, canonical(network, words)
    except MalformedHandle as error:
        raise InputError(str(error)) from None


def refuse_listed(network: str, handle: str, taken: Taken) -> None:
    """Raise InputError where an account stands in the watchlist already."""
    if there := taken.accounts.get(identity(network, handle)):
        raise InputError(f'"{handle}" on {network} is listed in {there}; mend that file instead')


async def introduced(
    network: str, handle: str, asked: Awaitable[Nameplate]
) -> Nameplate | LookUpError:
    """Return what an account's profile says of it, or why it could not be read.

    Raises InputError where there is no such account.
    """
    try:
        return await asked
    except Gone:
        raise InputError(
            f'there is no "{handle}" on {network}; mend the handle, or write --offline'
        ) from None
    except LookUpError as error:
        return error


def with_plate(known: Known, plate: Nameplate, network: str, handle: str) -> Known:
    """Return what is known together with what the profile says; what was told by hand is kept."""
    website = known.website or (plate.website if plate.is_proven else "")
    profile = profile_of(network, handle) if plate.is_proven and not known.website else ""
    return Known(
        name=known.name or plate.name,
        sector=known.sector,
        country=known.country,
        website=website,
        role=known.role,
        source=known.source or profile,
    )


def profile_of(network: str, handle: str) -> str:
    """Return the address at which an account's profile is shown."""
    if network in PROFILES:
        return PROFILES[network].format(handle)
    user, _, host = handle.rpartition("@")
    return handle if "://" in handle else f"https://{host}/@{user}"


def slug_of(name: str) -> str:
    """Return the file's name that an organisation's name makes; empty where it makes none."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(PLAIN)).replace("&", " and ")
    words = plain.encode("ascii", "ignore").decode().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:LONGEST_SLUG].strip("-")


def place(folder: Path, kind: Kind, slug: str, taken: Taken) -> Path:
    """Return the path of a new file; raises InputError where its name is taken or no name."""
    if not slug:
        raise InputError("its name is not known; add --name, as it writes it itself")
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        remedy = f"lower-case letters, digits and hyphens, at most {LONGEST_SLUG}"
        raise InputError(f'--slug "{in_short(slug)}" makes no address; write {remedy}')
    path = folder / kind.folder / f"{slug}.yml"
    if there := taken.names.get(slug) or (path.exists() and shown(path)):
        same = "if it is the same, add the account there; else write --slug and another name"
        raise InputError(f'the name "{slug}" is taken in {there}; {same}')
    return path


def write(
    path: Path,
    kind: Kind,
    known: Known,
    account: tuple[str, str],
    *,
    sectors: Sequence[str] = (),
) -> Written:
    """Write a new file; raises InputError where something told is wrong, and writes nothing."""
    told = known.said()
    own = {key: told.pop(key) for key in ("role", "source") if key in told}
    listed = dict(zip(("network", "handle"), account, strict=True)) | own
    values = {**told, "kind": str(kind), "accounts": [listed]}
    _refuse_mistakes(values, told | own)
    text = "\n".join([*_head(values, sectors), "accounts:", *_account(listed), ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(text)
    missing = [name for name in (*_required(), "role", "source") if name not in told | own]
    return Written(path=path, missing=tuple(missing))


def _required() -> list[str]:
    given = ("kind", "accounts")
    return [k for k, f in EntryForm.model_fields.items() if f.is_required() and k not in given]


def _refuse_mistakes(values: Mapping[str, object], told: Mapping[str, str]) -> None:
    mistakes = parsed(values)
    if isinstance(mistakes, EntryForm):
        return
    wrong = [one.sentence for one in mistakes if one.place and one.place[-1] in told]
    if wrong:
        raise InputError("\n".join(wrong))


def _head(values: Mapping[str, object], sectors: Sequence[str]) -> Iterator[str]:
    others = f" Others use {', '.join(sectors)}." if sectors else ""
    for name in ("name", "kind", *(one for one in _required() if one != "name")):
        if name in values:
            yield f"{name}: {word(str(values[name]))}"
        else:
            yield _asked(name, EntryForm) + (others if name == "sector" else "")


def _account(account: Mapping[str, str]) -> Iterator[str]:
    hyphen = "  - "
    for name in ("network", "handle", "role", "source"):
        if name in account:
            yield f"{hyphen}{name}: {word(account[name])}"
        else:
            yield f"    {_asked(name, AccountForm)}"
        hyphen = "    "


def _asked(name: str, form: type[AccountForm | EntryForm]) -> str:
    """Return the comment that asks for a field."""
    field = form.model_fields[name]
    such = f'such as "{field.examples[0]}". ' if field.examples else ""
    return f"# {name}: {such}{field.description}"


def word(value: str) -> str:
    """Return a word as YAML takes it for itself, in quotes where it must."""
    if BARE.fullmatch(value) and value.lower() not in NOT_BARE:
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

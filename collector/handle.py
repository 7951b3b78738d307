"""Handles: every spelling that people write, and the one that the watchlist keeps.

Nothing is looked up: what is refused here cannot be an account, whoever might answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?")
LONGEST_DOMAIN = 253
# https://atproto.com/specs/handle lists the same; `.test` is for practice networks and tests.
NO_TLD = frozenset(["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion"])
BRIDGED = (".ap.brid.gy", ".web.brid.gy")

# https://web.plc.directory/spec/v0.1/did-plc
DID_PLC = re.compile(r"did:plc:[a-z2-7]{24}")
# https://docs.joinmastodon.org/spec/webfinger/ and Mastodon's own USERNAME_RE
FEDIVERSE_USER = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")
X_USER = re.compile(r"[a-z0-9_]{1,15}")
INSTAGRAM_USER = re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9._]{0,28}[a-z0-9_])?")

HOSTS = {
    "bsky.app": "bluesky",
    "x.com": "x",
    "twitter.com": "x",
    "instagram.com": "instagram",
}
NO_PROFILE = {
    "x": frozenset(
        [
            "explore",
            "hashtag",
            "home",
            "i",
            "intent",
            "login",
            "messages",
            "search",
            "settings",
            "share",
        ]
    ),
    "instagram": frozenset(
        ["accounts", "direct", "explore", "p", "reel", "reels", "stories", "tv"]
    ),
}


class MalformedHandle(ValueError):
    """A handle that no account can have; the text says what to write instead."""


def canonical(network: str, text: str) -> str:
    """Return the one spelling of a handle on a network; raises MalformedHandle with a remedy."""
    words = text.strip()
    if not words:
        raise MalformedHandle(f"the handle is empty; write {EXAMPLES[network]}")
    guess = network_of(words)
    if guess and _family(guess) != _family(network) and not _may_be_both(guess, network, words):
        raise MalformedHandle(
            f'"{in_short(words)}" is an account on {guess}, not on {network}; '
            f'write "network: {guess}", or a handle such as {EXAMPLES[network]}'
        )
    return READERS[network](words)


def network_of(text: str) -> str | None:
    """Return the network that a handle or an address most likely belongs to, if one can tell."""
    words = text.strip()
    if words.startswith(("did:", "at://")):
        return "bluesky"
    if address := _address(words):
        host, path = address
        if host in HOSTS:
            return HOSTS[host]
        return "mastodon" if path and (path[0][:1] == "@" or "users" in path[:2]) else None
    name = words.removeprefix("acct:").removeprefix("@")
    if "@" in name:
        return "mastodon"
    return "bluesky" if "." in name else None


def _family(network: str) -> str:
    return "mastodon" if network == "activitypub" else network


def _may_be_both(guess: str, network: str, words: str) -> bool:
    """Tell whether a plain name with a dot in it may be Instagram's as well as a domain."""
    return guess == "bluesky" and network == "instagram" and ":" not in words


def _bluesky(words: str) -> str:
    name = words.removeprefix("at://").partition("/")[0] if words.startswith("at://") else words
    if address := _address(words):
        _, path = address
        name = path[1] if len(path) > 1 and path[0] == "profile" else ""
        if not name:
            raise _wrong("bluesky", words, "is not the address of a profile")
    name = name.removeprefix("@").lower()
    if name.startswith("did:"):
        return _did(name)
    if re.fullmatch(LABEL, name):
        raise MalformedHandle(f'"{name}" has no domain; write it whole, such as {name}.bsky.social')
    if name.endswith(BRIDGED):
        raise _bridged(name)
    return _domain(name, "bluesky", words)


def _did(did: str) -> str:
    if DID_PLC.fullmatch(did):
        return did
    if did.startswith("did:web:"):
        return f"did:web:{_domain(did.removeprefix('did:web:'), 'bluesky', did)}"
    raise _wrong("bluesky", did, "is not a whole DID (did:plc: and 24 signs, or did:web:)")


def _fediverse(words: str) -> str:
    address = _address(words)
    if address is None:
        user, at, host = words.removeprefix("acct:").removeprefix("@").partition("@")
        if not at:
            raise _wrong("mastodon", words, "does not name its server")
        return _user_at(user, host, words)
    host, path = address
    match path:
        case ["ap", "users", number, *_] if number.isdecimal():
            return f"https://{_domain(host, 'mastodon', words)}/ap/users/{number}"
        case ["users", name, *_]:
            pass
        case [name, *_] if name.startswith("@"):
            pass
        case _:
            name = ""
    user, _, elsewhere = name.removeprefix("@").partition("@")
    if not user:
        raise _wrong("mastodon", words, "is not the address of a profile")
    return _user_at(user, elsewhere or host, words)


def _user_at(user: str, host: str, words: str) -> str:
    if not FEDIVERSE_USER.fullmatch(user):
        raise _wrong("mastodon", words, "has a user name that no server gives")
    domain = _domain(host, "mastodon", words)
    if domain.endswith("brid.gy"):
        raise _bridged(words)
    return f"{user}@{domain}"


def _x(words: str) -> str:
    return _plain("x", words, X_USER, "letters, digits and _, at most 15")


def _instagram(words: str) -> str:
    return _plain("instagram", words, INSTAGRAM_USER, "letters, digits, _ and dots, at most 30")


def _plain(network: str, words: str, shape: re.Pattern[str], signs: str) -> str:
    name = words
    if address := _address(words):
        _, path = address
        name = path[0] if path else ""
        if not name or name.lower() in NO_PROFILE[network]:
            raise _wrong(network, words, "is not the address of a profile")
    name = name.removeprefix("@").lower()
    if not shape.fullmatch(name):
        raise _wrong(network, words, f"is no handle there ({signs})")
    return name


def _domain(host: str, network: str, words: str) -> str:
    try:
        domain = host.lower().encode("idna").decode("ascii") if not host.isascii() else host.lower()
    except UnicodeError:
        raise _wrong(network, words, "has no server's name in it") from None
    if domain.rpartition(".")[2] in NO_TLD:
        raise _wrong(network, words, "names a server that is not on the public internet")
    if len(domain) > LONGEST_DOMAIN or not DOMAIN.fullmatch(domain):
        raise _wrong(network, words, "has no server's name in it")
    return domain


def _address(words: str) -> tuple[str, list[str]] | None:
    """Return an address's host, without a `www.` and the like, and the parts of its path."""
    if not re.match(r"(?i)https?://", words):
        bare = words.lower().removeprefix("www.").removeprefix("mobile.")
        if bare.partition("/")[0] not in HOSTS or "/" not in bare:
            return None
        words = f"https://{words}"
    try:
        parts = urlsplit(words)
        host = parts.hostname or ""
        if parts.port or parts.username is not None:
            host = parts.netloc
    except ValueError:
        return "", []
    known = re.sub(r"^(?:www|mobile|m)\.", "", host)
    path = [unquote(part) for part in parts.path.split("/") if part]
    return (known if known in HOSTS else host), path


def _wrong(network: str, words: str, what: str) -> MalformedHandle:
    return MalformedHandle(f'"{in_short(words)}" {what}; write {EXAMPLES[network]}')


def _bridged(words: str) -> MalformedHandle:
    return MalformedHandle(
        f'"{in_short(words)}" is a bridged copy of an account elsewhere; list the original instead'
    )


def in_short(words: str, limit: int = 80) -> str:
    """Return the words fit to print in a sentence: one line, and not too long."""
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


READERS: Mapping[str, Callable[[str], str]] = {
    "bluesky": _bluesky,
    "mastodon": _fediverse,
    "activitypub": _fediverse,
    "x": _x,
    "instagram": _instagram,
}
EXAMPLES: Mapping[str, str] = {
    "bluesky": "name.bsky.social or the organisation's own domain",
    "mastodon": "name@server.org",
    "activitypub": "name@server.org",
    "x": "name, as in x.com/name",
    "instagram": "name, as in instagram.com/name",
}

"""The operator's settings: `[tool.followback]` of pyproject.toml, the environment, `--set`.

Keys come from the environment alone, and leave it for nowhere but the network that they open.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from collector import __version__
from collector.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

PREFIX = "FOLLOWBACK_"
COLLECTOR_PAGE = "about/collector/"  # of the site: it tells the servers that are visited who asks
KEY_NAMES = {
    "FOLLOWBACK_X_TOKEN": "x_token",
    "FOLLOWBACK_INSTAGRAM_TOKEN": "instagram_token",
    "FOLLOWBACK_INSTAGRAM_ID": "instagram_id",
}


def _listed(value: object) -> object:
    """Return the names in a text, which a variable or an option is."""
    return tuple(re.findall(r"[^\s,]+", value.lower())) if isinstance(value, str) else value


Host = Annotated[str, Field(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$")]
Hosts = Annotated[tuple[Host, ...], BeforeValidator(_listed)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Budgets(_Section):
    """What one run may spend."""

    requests: int = Field(default=400_000, gt=0)
    bytes: int = Field(default=20_000_000_000, gt=0)
    seconds: float = Field(default=18_000, gt=0)
    reply_bytes: int = Field(default=64_000_000, gt=0, description="The largest single reply.")
    pictures: int = Field(default=1_000, ge=0, description="Charts drawn as PNG, per site.")
    dollars: float = Field(default=1.0, ge=0, description="For X, and only where there is a key.")


class BlueskySettings(_Section):
    """Where Bluesky's servers are, and how fast they may be asked."""

    appview: str = Field(default="https://public.api.bsky.app", pattern=r"^https?://[^/]+$")
    plc: str = Field(default="https://plc.directory", pattern=r"^https?://[^/]+$")
    constellation: str = Field(
        default="",
        pattern=r"^(https?://[^/]+)?$",
        description="An index of links, asked who mentions an account; empty: mentions stay out.",
    )
    requests_per_second: float = Field(default=8.0, gt=0)


class MastodonSettings(_Section):
    """How fast each fediverse server may be asked, and how much of its lists is read."""

    requests_per_second: float = Field(default=1.0, gt=0)
    walked_followers: int = Field(default=24_000, ge=0, description="More are drawn by pages.")
    pages: int = Field(default=120, gt=1, description="Of followers, drawn where they are many.")


class XSettings(_Section):
    """Where X's servers are, and how often posts are paid for."""

    api: str = Field(default="https://api.x.com", pattern=r"^https?://[^/]+$")
    posts: Literal["nightly", "weekly"] = "nightly"


class InstagramSettings(_Section):
    """Where the servers of Instagram's owner are, and which version of them is asked."""

    api: str = Field(
        default="https://graph.facebook.com/v25.0", pattern=r"^https?://[^/]+(/v[0-9.]+)?$"
    )


class Networks(_Section):
    """The settings of each network."""

    bluesky: BlueskySettings = BlueskySettings()
    mastodon: MastodonSettings = MastodonSettings()
    x: XSettings = XSettings()
    instagram: InstagramSettings = InstagramSettings()


class Keys(_Section):
    """What opens networks that ask for a key: from the environment only, and printed nowhere."""

    x_token: SecretStr | None = None
    instagram_token: SecretStr | None = None
    instagram_id: SecretStr | None = None


class Settings(_Section):
    """Every setting, with its default."""

    site_url: str = Field(default="http://localhost:8000/", pattern=r"^https?://[^/]+/(.*/)?$")
    repository: str = Field(default="", description="Where the watchlist is edited.")
    contact: str = Field(default="", description="A mail address, told to every server visited.")
    gentle: bool = Field(default=False, description="Name nobody in the bottom quarter.")
    archive: bool = Field(default=False, description="Of the past: it says so, and grows no older.")
    embargo_days: int = Field(default=14, ge=0, description="Nights a newcomer stays unranked.")
    deny_hosts: Hosts = Field(default=(), description="Never asked, nor any host under them.")
    budgets: Budgets = Budgets()
    networks: Networks = Networks()
    keys: Keys = Field(default=Keys(), exclude=True, repr=False)

    @property
    def agent(self) -> str:
        """The User-Agent: who asks, the page that says what for, and where to complain."""
        contact = f"; mailto:{self.contact}" if self.contact else ""
        return f"followback/{__version__} (+{self.site_url}{COLLECTOR_PAGE}{contact})"


def load_settings(
    file: Path | None, *, environ: Mapping[str, str] = {}, overrides: Iterable[str] = ()
) -> Settings:
    """Return the settings of a pyproject.toml, overridden by the environment, then by `KEY=VALUE`s.

    Raises SettingError, naming the key and its nearest spelling.
    """
    table = _table(file) if file else {}
    for key, text in (*_from_environment(environ), *_from_options(overrides)):
        _put(table, key, text)
    if "keys" in table:
        raise SettingError(_unknown("keys"))
    table["keys"] = _keys_in(environ)
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        raise SettingError("\n".join(_sentence(one) for one in error.errors())) from None


def _table(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return dict(tomllib.load(stream).get("tool", {}).get("followback", {}))
    except FileNotFoundError:
        return {}
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{file}: {error}; mend the file, it is not TOML") from None


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in KEY_NAMES:
            yield name.removeprefix(PREFIX).lower().replace("__", "."), environ[name]


def _keys_in(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the keys that are set; a message about one never repeats it."""
    given = {name: environ.get(name, "").strip() for name in KEY_NAMES}
    for name, text in given.items():
        if not re.fullmatch(r"[!-~]*", text):
            raise SettingError(f"{name} is no key; write it as one word of plain letters and signs")
    return {KEY_NAMES[name]: text for name, text in given.items() if text}


def _from_options(overrides: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in overrides:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise SettingError(f'--set "{text}" has no value; write --set KEY=VALUE')
        yield key, value


def _put(table: dict[str, Any], key: str, text: str) -> None:
    *sections, last = key.split(".")
    for section in sections:
        inner = table.get(section, {})
        if not isinstance(inner, dict):
            raise SettingError(_unknown(key))
        table[section] = table = dict(inner)
    table[last] = text


def _sentence(error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return _unknown(key)
    return f'setting "{key}" cannot be "{error["input"]}"; {error["msg"].lower()}'


def _unknown(key: str) -> str:
    if key.rpartition(".")[2] in {"keys", "token", *KEY_NAMES.values()} or key.startswith("keys."):
        return f'"{key}" is no setting; keys come from the environment: {", ".join(KEY_NAMES)}'
    nearest = difflib.get_close_matches(key, KEYS, n=1)
    remedy = f'did you mean "{nearest[0]}"?' if nearest else f"the settings are: {', '.join(KEYS)}"
    return f'there is no setting "{key}"; {remedy}'


def _keys(section: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, spec in section.model_fields.items():
        kind = spec.annotation
        if spec.exclude:
            continue
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _keys(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


KEYS = tuple(_keys(Settings))

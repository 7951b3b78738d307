from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from collector.errors import SettingError
from collector.settings import KEYS, Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "pyproject.toml") == Settings()


def test_the_file_is_overridden_by_the_environment_and_that_by_the_options(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[tool.followback]\ncontact = "file"\nembargo_days = 3\ngentle = true\n')
    settings = load_settings(
        file,
        environ={"FOLLOWBACK_CONTACT": "environment", "FOLLOWBACK_EMBARGO_DAYS": "4", "HOME": "/"},
        overrides=["embargo_days=5", "networks.bluesky.plc=http://127.0.0.1:2582"],
    )
    assert (settings.contact, settings.embargo_days, settings.gentle) == ("environment", 5, True)
    assert settings.networks.bluesky.plc == "http://127.0.0.1:2582"
    assert settings.networks.bluesky.appview == Settings().networks.bluesky.appview


def test_a_variable_writes_a_dot_as_two_underscores() -> None:
    environ = {"FOLLOWBACK_NETWORKS__BLUESKY__REQUESTS_PER_SECOND": "2.5"}
    settings = load_settings(None, environ=environ)
    assert settings.networks.bluesky.requests_per_second == 2.5


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("nope", "write --set KEY=VALUE"),
        ("=3", "write --set KEY=VALUE"),
        ("networks.bluesky.apview=http://a.test", 'did you mean "networks.bluesky.appview"?'),
        ("zzz=1", "the settings are: site_url"),
        ("gentle=perhaps", 'setting "gentle" cannot be "perhaps"'),
        ("budgets.requests=0", 'setting "budgets.requests" cannot be "0"'),
        ("networks.bluesky.appview=ftp://x", 'setting "networks.bluesky.appview" cannot be'),
    ],
)
def test_a_wrong_setting_is_told_with_its_remedy(override: str, sentence: str) -> None:
    with pytest.raises(SettingError, match="(?s).*" + sentence.replace("?", r"\?")):
        load_settings(None, overrides=[override])


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool")
    with pytest.raises(SettingError, match=r"pyproject\.toml: .*mend the file"):
        load_settings(file)


def test_every_setting_can_be_named() -> None:
    assert "networks.bluesky.appview" in KEYS
    assert "budgets.requests" in KEYS
    assert len(KEYS) == len(set(KEYS))


SECRET = "marked-secret"  # noqa: S105 - to be searched for
VARIABLES = {
    "FOLLOWBACK_X_TOKEN": f" {SECRET}-1\n",
    "FOLLOWBACK_INSTAGRAM_TOKEN": f"{SECRET}-2",
    "FOLLOWBACK_INSTAGRAM_ID": f"{SECRET}-3",
}


def test_keys_come_from_the_environment_and_are_printed_nowhere() -> None:
    settings = load_settings(None, environ=VARIABLES)
    keys = (settings.keys.x_token, settings.keys.instagram_token, settings.keys.instagram_id)
    assert [key and key.get_secret_value() for key in keys] == [
        f"{SECRET}-1",
        f"{SECRET}-2",
        f"{SECRET}-3",
    ]
    told = [repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())]
    assert SECRET not in "".join([*told, repr(settings.keys), settings.keys.model_dump_json()])
    assert not [key for key in KEYS if "key" in key or "token" in key]


@pytest.mark.parametrize(
    "override",
    [
        "x_token",
        "keys.x_token",
        "keys",
        "networks.x.token",
        "networks.instagram.instagram_token",
    ],
)
def test_a_key_is_no_setting(override: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="come from the environment: FOLLOWBACK_X_TOKEN") as told:
        load_settings(None, overrides=[f"{override}={SECRET}"])
    assert SECRET not in str(told.value)
    file = tmp_path / "pyproject.toml"
    file.write_text(f'[tool.followback]\n{override} = "{SECRET}"\n')
    with pytest.raises(SettingError, match="come from the environment") as told:
        load_settings(file)
    assert SECRET not in str(told.value)


@pytest.mark.parametrize("text", [f"{SECRET} two", f"{SECRET}é", f"{SECRET}\nX-Evil: 1"])
def test_a_key_that_is_none_is_named_and_not_repeated(text: str) -> None:
    with pytest.raises(SettingError, match=r"^FOLLOWBACK_X_TOKEN is no key; write it as") as told:
        load_settings(None, environ={"FOLLOWBACK_X_TOKEN": text})
    assert SECRET not in str(told.value)


def test_a_night_may_cost_a_dollar_unless_told_otherwise() -> None:
    assert Settings().budgets.dollars == 1.0
    assert load_settings(None, overrides=["budgets.dollars=0"]).budgets.dollars == 0

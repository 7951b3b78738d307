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

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from collector.__main__ import main
from collector.errors import SettingError
from collector.model import Problem
from collector.options import Common, night_of, spread
from collector.problems import annotation, as_values, line
from collector.store import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Observation
    from collector.store.report import RunReport

NIGHT = date(2026, 11, 22)
COMMANDS = (
    "check",
    "new",
    "schema",
    "collect",
    "import",
    "build",
    "nightly",
    "serve",
    "explain",
    "verify",
    "compact",
    "demo",
)
ENTRY = """\
name: Acme Kettles
kind: brand
sector: kettles
country: XX
website: https://acme.test
accounts:
  - network: x
    handle: acmekettles
    role: main
    source: https://acme.test/contact
"""

Ran = tuple[int, str, str]


@pytest.fixture
def followback(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Return the command, run in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        code = main(list(arguments))
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Return a watchlist of one organisation, on a network that needs a key."""
    folder = tmp_path / "collector/watchlist/brands"
    folder.mkdir(parents=True)
    (folder / "acme-kettles.yml").write_text(ENTRY, encoding="utf-8")
    return folder.parent


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("collect --only a b", "collect --only a --only b"),
        ("collect --only a b c --json", "collect --only a --only b --only c --json"),
        ("collect --only a --only b c", "collect --only a --only b --only c"),
        ("build --set a=1 b=2 --site s", "build --set a=1 --set b=2 --site s"),
        ("collect --allow-host h1 h2", "collect --allow-host h1 --allow-host h2"),
        (
            "build --connect h=http://o i=http://p",
            "build --connect h=http://o --connect i=http://p",
        ),
        ("explain --allow-host h lonmouth people", "explain --allow-host h lonmouth people"),
        ("explain --set a=1 lonmouth people", "explain --set a=1 lonmouth people"),
        ("explain --set a=1 b=2 lonmouth", "explain --set a=1 --set b=2 lonmouth"),
        ("explain --connect h=http://o lonmouth", "explain --connect h=http://o lonmouth"),
        ("explain lonmouth --set a=1 b=2", "explain lonmouth --set a=1 --set b=2"),
        ("check --allow-host h a.yml b.yml", "check --allow-host h a.yml b.yml"),
        ("check --set a=1 -- b=2", "check --set a=1 -- b=2"),
        ("check a.yml b.yml", "check a.yml b.yml"),
        ("new --allow-host h name.test", "new --allow-host h name.test"),
        ("verify --data d --quiet", "verify --data d --quiet"),
        ("collect --only", "collect --only"),
        ("", ""),
    ],
)
def test_an_option_may_be_given_several_values_at_once(given: str, read: str) -> None:
    assert spread(given.split()) == read.split()


def test_a_night_is_a_date() -> None:
    assert night_of("2026-11-22") == NIGHT
    assert night_of(None) is None


@pytest.mark.parametrize(
    "text", ["today", "2026-11-31", "20261122", "2026-W47-7", "", "22.11.2026"]
)
def test_a_night_that_is_no_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(SettingError, match="is no date; write it as 2026-11-22"):
        night_of(text)


def test_connections_lead_from_host_to_origin() -> None:
    common = Common(connect=["a.test=http://127.0.0.1:80/", "b.test=https://c.test"])
    assert common.connections == {"a.test": "http://127.0.0.1:80", "b.test": "https://c.test"}


@pytest.mark.parametrize("text", ["a.test", "=http://b.test", "a.test=b.test", "a.test="])
def test_a_connection_without_an_origin_says_how_to_write_one(text: str) -> None:
    with pytest.raises(SettingError, match="write --connect HOST=http"):
        Common(connect=[text]).connections  # noqa: B018 - it is read to see it refuse


PROBLEM = Problem(file="a,b:c.yml", line=2, column=3, message="50% wrong\nmend it")


def test_a_problem_is_one_line() -> None:
    assert line(PROBLEM) == "a,b:c.yml:2:3: 50% wrong\nmend it"
    assert line(Problem(file="f", line=1, column=1, message="m", is_warning=True)) == (
        "f:1:1: m (warning)"
    )


def test_an_annotation_escapes_what_github_would_read() -> None:
    assert annotation(PROBLEM) == ("::error file=a%2Cb%3Ac.yml,line=2,col=3::50%25 wrong%0Amend it")


def test_a_problem_as_json_says_its_level() -> None:
    warned = Problem(file="f", line=1, column=1, message="m", is_warning=True)
    assert [as_values(one)["level"] for one in (PROBLEM, warned)] == ["error", "warning"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_takes_and_what_holds_without_it(
    followback: Callable[..., Ran], command: str
) -> None:
    code, out, err = followback(command, "--help")

    assert (code, err) == (0, "")
    *told, last = out.partition("Options:\n")[2].split("\n  --")
    assert "help" in last
    for text in told:
        assert any(word in text for word in ("default", "if none", "else ", "[required]")), text
    for option in ("--watchlist", "--data", "--set", "--allow-host", "--connect", "--quiet"):
        assert option in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["collect", "--nigth", "2026-11-22"],
        ["collect", "--max-requests", "0"],
        ["collect", "--max-requests", "many"],
        ["collect", "extra"],
        ["check", "--format", "xml"],
        ["explain"],
        ["demo", "--nights", "0"],
        ["serve", "--port", "70000"],
        ["collect", "--only"],
        [],
    ],
)
def test_wrong_usage_ends_with_two_and_says_why_on_stderr(
    followback: Callable[..., Ran], arguments: list[str]
) -> None:
    code, out, err = followback(*arguments)

    assert code == 2
    assert out == ""
    assert "Usage:" in err or err.startswith("Error:")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("check", "collector/watchlist:1:1: does not exist"),
        ("collect", 'there is no watchlist folder "collector/watchlist"'),
        ("verify --data nowhere", "nowhere: there is no ledger here"),
        ("compact --data nowhere", "nowhere: there is no ledger here"),
        ("build --data nowhere", "nowhere: the ledger does not hold any night"),
        ("serve --site nowhere", "nowhere: there is no site here"),
        ("build --night yesterday", '--night "yesterday" is no date'),
        ("demo --no-serve", "mkdocs.yml is not here; run this command in the project's own"),
        ("nightly", "mkdocs.yml is not here; run this command in the project's own"),
        ("build --set sight_url=http://a/", 'no setting "sight_url"; did you mean "site_url"?'),
    ],
)
def test_wrong_input_ends_with_one_and_one_sentence(
    followback: Callable[..., Ran], arguments: str, sentence: str
) -> None:
    code, out, err = followback(*arguments.split())

    assert code == 1
    assert sentence in out + err
    assert "Traceback" not in err


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--night 9999-01-01", "--night 9999-01-01 has not come yet"),
        ("--only acme-kettle", 'did you mean "acme-kettles"?'),
        ("--set budgets.requests=no", 'setting "budgets.requests" cannot be "no"'),
        ("--set gentle", '--set "gentle" has no value'),
        ("--connect a.test", "write --connect HOST=http"),
        ("--data collector/watchlist/brands/acme-kettles.yml", "a file is in the way"),
        ("--data collector/watchlist/brands/acme-kettles.yml/x", "a file is in the way"),
    ],
)
def test_a_night_that_cannot_be_collected_says_why_in_one_line(
    followback: Callable[..., Ran], listed: Path, arguments: str, sentence: str
) -> None:
    text = (listed / "brands/acme-kettles.yml").read_text(encoding="utf-8")
    real = text.replace(".test", ".example")
    (listed / "brands/acme-kettles.yml").write_text(real, encoding="utf-8")
    code, out, err = followback("collect", *arguments.split())

    assert (code, out) == (1, "")
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.usefixtures("listed")
def test_a_night_is_collected_once(followback: Callable[..., Ran], tmp_path: Path) -> None:
    first = followback("collect", "--night", "2026-11-22", "--json")
    journal = tmp_path / "data/journal/2026-11-22.jsonl"
    journal.parent.mkdir()
    journal.touch()
    again = followback("collect", "--night", "2026-11-22", "--json")

    assert first[2] == "2026-11-22: 0 of 0 accounts read; without figures: 1 needs_token\n"
    assert (again[0], again[1]) == (0, first[1])
    assert "already in the ledger" in again[2]
    assert not journal.parent.exists()


@pytest.mark.usefixtures("listed")
def test_quiet_leaves_stderr_empty(followback: Callable[..., Ran]) -> None:
    for command in ("collect", "verify", "compact"):
        assert followback(command, "--quiet") == (0, "", "")


@pytest.mark.usefixtures("listed")
def test_the_night_of_a_practice_watchlist_may_be_any(followback: Callable[..., Ran]) -> None:
    assert followback("collect", "--night", "2099-01-01")[0] == 0


@pytest.mark.usefixtures("listed")
def test_json_is_one_document_and_nothing_else(followback: Callable[..., Ran]) -> None:
    _, collected, _ = followback("collect", "--json")
    _, verified, _ = followback("verify", "--json")
    _, checked, _ = followback("check", "--format", "json")

    assert json.loads(collected)["gaps"] == {"needs_token": 1}
    assert json.loads(verified) == {"nights": 1, "faults": []}
    assert json.loads(checked)["errors"] == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {"../x": {}}}', "\0"])
def test_a_broken_manifest_is_a_fault_and_no_failure(
    followback: Callable[..., Ran], tmp_path: Path, text: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/manifest.json").write_text(text, encoding="utf-8")
    code, out, err = followback("verify", "--json")

    document = json.loads(out)
    assert (code, document["nights"]) == (1, None)
    assert [fault["file"] for fault in document["faults"]] == ["manifest.json"]
    assert err == "1 fault\n"


@pytest.mark.heavy
def test_months_are_compacted_when_they_are_closed(
    followback: Callable[..., Ran],
    tmp_path: Path,
    rows_of: Callable[[date], list[Observation]],
    report_of: Callable[[date], RunReport],
) -> None:
    ledger = Ledger(tmp_path / "data")
    for night in (date(2026, 10, 31), date(2026, 11, 1)):
        ledger.record(night, rows_of(night), report_of(night))

    assert "2026-10" in followback("compact")[2]
    assert "no month is closed yet" in followback("compact")[2]
    assert followback("verify")[:2] == (0, "")
    code, _, err = followback("compact", "--month", "2026-11")
    assert (code, "2026-11 is not over" in err) == (1, True)


def test_a_name_that_is_no_text_is_printed_all_the_same(
    followback: Callable[..., Ran], listed: Path
) -> None:
    Path(str(listed / "brands/") + "/\udcff.yml").touch()
    code, out, err = followback("check")

    assert (code, "name that makes no address" in out) == (1, True)
    assert "unexpected" not in err


def test_what_nobody_expected_is_told_by_its_kind_alone(
    followback: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOLLOWBACK_DEBUG", raising=False)
    monkeypatch.setattr("collector.load.load_watchlist", lambda _: 1 / 0)
    code, out, err = followback("collect")

    assert (code, out) == (1, "")
    assert err.startswith("followback stopped on an unexpected ZeroDivisionError;")
    assert "division by zero" not in err


def test_only_what_the_system_says_is_quoted_of_a_disk_that_fails(
    followback: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = iter([OSError("somebody"), OSError(5, "Input/output error", "data/x")])

    def fail(_: Path) -> None:
        raise next(faults)

    monkeypatch.setattr("collector.load.load_watchlist", fail)
    end = "; mend that and run the same command again\n"
    assert followback("collect") == (1, "", f"oserror{end}")
    assert followback("collect") == (1, "", f"data/x: input/output error{end}")


def test_whoever_debugs_sees_where(
    followback: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWBACK_DEBUG", "1")
    monkeypatch.setattr("collector.load.load_watchlist", lambda _: 1 / 0)
    code, out, err = followback("collect")

    assert (code, out) == (1, "")
    assert "ZeroDivisionError, raised in:\n" in err
    assert f"{__file__}:" in err
    assert "division by zero" not in err
    assert err.splitlines()[-1].startswith("followback stopped on an unexpected ZeroDivisionError;")


def test_ctrl_c_says_that_nothing_is_lost(
    followback: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("collector.load.load_watchlist", interrupted)
    assert followback("collect") == (130, "", "stopped; what was read is kept\n")


HEAVY = ("asyncio", "polars", "scipy", "numpy", "httpx", "mkdocs", "plotly", "jinja2")


def test_help_and_check_load_nothing_heavy(listed: Path) -> None:
    script = (
        "import sys; from collector.__main__ import main;"
        "codes = [main(one.split()) for one in ('--help', 'collect --help', 'check')];"
        f"print(codes, [name for name in {HEAVY} if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=listed.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[0, 0, 0] []"

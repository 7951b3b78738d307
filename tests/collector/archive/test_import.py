"""The command `followback import`, as a user types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from collector.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from collector.model import Watchlist

Ran = tuple[int, str, str]
COUNTED = "x,bolt,2022-11-18,110,90,7"


@pytest.fixture
def followback(
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    watchlist: Watchlist,
) -> Callable[..., Ran]:
    """Return the command, run in an empty folder with the watchlist: exit code, stdout, stderr."""
    assert watchlist
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        code = main([*arguments, "--watchlist", "watchlist"])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


def test_the_result_is_told_in_a_sentence(
    followback: Callable[..., Ran], counts: Callable[..., Path]
) -> None:
    counts(COUNTED)
    ended = followback("import", "counts", "counts.csv")
    assert ended == (0, "", "the night of 2022-11-18: 1 account from 1 row, imported\n")


def test_the_result_is_one_document_with_json(
    followback: Callable[..., Ran], counts: Callable[..., Path]
) -> None:
    counts(COUNTED, "x,bolt,2022-11-19,110,90,7")
    code, out, err = followback("import", "counts", "counts.csv", "--json", "--quiet")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "file": "counts.csv",
        "nights": ["2022-11-18", "2022-11-19"],
        "organisations": 1,
        "accounts": 1,
        "rows": 2,
        "recorded": 2,
    }


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("import", "counts", "nowhere.csv"), 1, "nowhere.csv:1:1: is not there; name a CSV file"),
        (("import", "counts", "watchlist"), 1, "watchlist:1:1: is a folder; name the CSV file"),
        (("import", "events", "counts.csv"), 1, 'counts.csv:1:1: the columns "post", "author", '),
        (("import", "counts", "counts.csv", "--night", "today"), 1, '--night "today" is no date'),
        (("import", "likes", "counts.csv"), 2, "likes"),
        (("import", "counts"), 2, "FILE.csv"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_made(
    followback: Callable[..., Ran],
    counts: Callable[..., Path],
    tmp_path: Path,
    words: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    counts(COUNTED)
    ended, out, err = followback(*words)
    assert (ended, out) == (code, "")
    assert sentence in err
    assert "Traceback" not in err
    assert not (tmp_path / "data").exists()


def test_the_help_names_every_column(followback: Callable[..., Ran]) -> None:
    code, out, _ = followback("import", "--help")
    assert code == 0
    for column in ("created_at", "in_reply_to", "mentions", "followers", "following", "repost"):
        assert column in out


def test_what_was_imported_says_so_when_it_is_explained(
    followback: Callable[..., Ran], counts: Callable[..., Path]
) -> None:
    counts(COUNTED)
    followback("import", "counts", "counts.csv")
    code, out, _ = followback("explain", "bolt", "following-per-follower", "--json")
    (value,) = [one for one in json.loads(out)["values"] if one["account"] == "bolt"]
    assert (code, value["imported"]) == (0, "counts.csv")
    assert (value["state"], value["value"]) == ("exact", pytest.approx(90 / 110))
    _, out, _ = followback("explain", "bolt", "follow-back-rate", "--json")
    (value,) = [one for one in json.loads(out)["values"] if one["account"] == "bolt"]
    assert (value["state"], value["reason"]) == ("bound", "not_offered")
    assert (value["value"], value["lo"], value["hi"]) == (None, 0, pytest.approx(90 / 110))

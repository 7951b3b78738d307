from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.__main__ import main
from collector.errors import Gone, InputError, LookUpError, Unreachable
from collector.load import check
from collector.load.sketch import outlined
from collector.networks.nameplate import Nameplate
from collector.new import Known, account_of, introduced, profile_of, slug_of, with_plate, word

if TYPE_CHECKING:
    from collections.abc import Callable

Ran = tuple[int, str, str]
TOLD = (
    "--name",
    "Borough of Lonmouth",
    "--sector",
    "borough",
    "--country",
    "GB",
    "--website",
    "https://www.lonmouth.test/",
    "--role",
    "main",
    "--source",
    "https://www.lonmouth.test/contact",
)
FILE = Path("watchlist/councils/borough-of-lonmouth.yml")


@pytest.fixture
def new(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Return the command `new`, for a council in an empty watchlist: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    Path("watchlist").mkdir()

    def run(*arguments: str, kind: str = "council") -> Ran:
        code = main(["new", *arguments, "--kind", kind, "--offline", "--watchlist", "watchlist"])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.parametrize(
    ("words", "account"),
    [
        ("@Lonmouth@toots.test", ("mastodon", "Lonmouth@toots.test")),
        ("https://toots.test/@lonmouth", ("mastodon", "lonmouth@toots.test")),
        ("Lonmouth.bsky.social", ("bluesky", "lonmouth.bsky.social")),
        ("https://bsky.app/profile/lonmouth.test", ("bluesky", "lonmouth.test")),
        ("https://x.com/Lonmouth?lang=en", ("x", "lonmouth")),
        ("twitter.com/lonmouth", ("x", "lonmouth")),
        ("https://www.instagram.com/lonmouth/", ("instagram", "lonmouth")),
    ],
)
def test_a_handle_or_an_address_says_on_which_network_it_is(
    words: str, account: tuple[str, str]
) -> None:
    assert account_of(words) == account


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("lonmouth", "does not say on which network it is; write its address"),
        ("https://www.lonmouth.test/contact", "does not say on which network it is"),
        ("https://x.com/home", "is not the address of a profile"),
        ("lonmouth@localhost", "names a server that is not on the public internet"),
        ("lonmouth.toots.test.ap.brid.gy", "list the original instead"),
    ],
)
def test_what_is_no_account_says_what_to_write(words: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        account_of(words)


def test_what_is_told_makes_an_entry_that_the_check_takes(new: Callable[..., Ran]) -> None:
    code, out, err = new("lonmouth.test", *TOLD)
    assert (code, out) == (0, f"{FILE}\n")
    assert err == "nothing is missing; followback check says the rest\n"
    assert FILE.read_text(encoding="utf-8").splitlines() == [
        "name: Borough of Lonmouth",
        "kind: council",
        "sector: borough",
        "country: GB",
        "website: https://www.lonmouth.test/",
        "accounts:",
        "  - network: bluesky",
        "    handle: lonmouth.test",
        "    role: main",
        "    source: https://www.lonmouth.test/contact",
    ]
    assert [one for one in check([], Path("watchlist")) if not one.is_warning] == []


def test_what_nobody_told_is_asked_for_and_never_guessed(new: Callable[..., Ran]) -> None:
    code, out, _ = new("@lonmouth@toots.test", "--slug", "lonmouth", "--json")
    assert code == 0
    missing = ["name", "sector", "country", "website", "role", "source"]
    assert json.loads(out) == {
        "file": "watchlist/councils/lonmouth.yml",
        "slug": "lonmouth",
        "account": {"network": "mastodon", "handle": "lonmouth@toots.test"},
        "missing": missing,
    }
    text = Path("watchlist/councils/lonmouth.yml").read_text(encoding="utf-8")
    asked = [line.split("# ")[1].split(":")[0] for line in text.splitlines() if "# " in line]
    assert asked == missing
    values = outlined(text).values
    assert set(values) == {"kind", "accounts"}
    assert set(values["accounts"][0]) == {"network", "handle"}


def test_the_sectors_of_others_are_named_where_one_is_asked_for(new: Callable[..., Ran]) -> None:
    new("lonmouth.test", *TOLD)
    new("elsewhere.test", "--name", "Elsewhere")
    text = Path("watchlist/councils/elsewhere.yml").read_text(encoding="utf-8")
    assert "Others use borough." in text


@pytest.mark.parametrize("words", ["lonmouth.test", "https://bsky.app/profile/Lonmouth.TEST"])
def test_an_account_that_is_listed_names_its_file(new: Callable[..., Ran], words: str) -> None:
    new("lonmouth.test", *TOLD)
    code, out, err = new(words, "--name", "Another", kind="brand")
    assert (code, out) == (1, "")
    assert err == f'"lonmouth.test" on bluesky is listed in {FILE}; mend that file instead\n'


def test_an_account_in_a_wrong_file_is_listed_all_the_same(new: Callable[..., Ran]) -> None:
    new("lonmouth.test", "--slug", "lonmouth")
    code, _, err = new("lonmouth.test", "--slug", "lonmouth-again")
    assert code == 1
    assert "is listed in watchlist/councils/lonmouth.yml" in err


def test_no_file_is_written_over(new: Callable[..., Ran]) -> None:
    new("lonmouth.test", *TOLD)
    before = FILE.read_text(encoding="utf-8")
    code, _, err = new("https://x.com/lonmouth", *TOLD)
    assert code == 1
    assert f'the name "borough-of-lonmouth" is taken in {FILE}; if it is the same, add' in err
    assert FILE.read_text(encoding="utf-8") == before


def test_a_name_that_was_given_up_stands_for_nobody_else(new: Callable[..., Ran]) -> None:
    stone = "- kind: brand\n  slug: borough-of-lonmouth\n  date: 2026-03-31\n"
    Path("watchlist/removed.yml").write_text(stone, encoding="utf-8")
    code, _, err = new("lonmouth.test", *TOLD)
    assert code == 1
    assert 'the name "borough-of-lonmouth" is taken in removed.yml' in err


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--country", "UK", 'country "UK" is not the code of the United Kingdom; write "GB"'),
        ("--website", "lonmouth.test", "is no web address"),
        ("--sector", "Big Borough", "is no sector"),
        ("--source", "told by phone", "is no web address"),
        ("--name", "---", "has no letter or digit"),
        ("--slug", "../../etc", "makes no address"),
        ("--slug", "x" * 81, "makes no address"),
    ],
)
def test_what_is_told_wrongly_is_refused_and_nothing_is_written(
    new: Callable[..., Ran], option: str, value: str, sentence: str
) -> None:
    code, out, err = new("lonmouth.test", *TOLD, "--slug", "lonmouth", option, value)
    assert (code, out) == (1, "")
    assert sentence in err
    assert list(Path().rglob("*.yml")) == []


def test_a_folder_that_is_not_there_is_no_watchlist(new: Callable[..., Ran]) -> None:
    Path("watchlist").rmdir()
    code, _, err = new("lonmouth.test", *TOLD)
    assert code == 1
    assert err == "watchlist: there is no watchlist here; name it with --watchlist\n"


def test_without_a_name_there_is_no_file(new: Callable[..., Ran]) -> None:
    code, _, err = new("lonmouth.test")
    assert (code, err) == (1, "its name is not known; add --name, as it writes it itself\n")


def test_a_kind_that_is_none_is_a_matter_of_usage(new: Callable[..., Ran]) -> None:
    code, _, err = new("lonmouth.test", kind="town")
    assert code == 2
    assert "council" in err


def test_a_profile_fills_what_nobody_told() -> None:
    plate = Nameplate(
        network="bluesky", name="Lonmouth", website="https://www.lonmouth.test/", is_proven=True
    )
    assert with_plate(Known(country="GB"), plate, "bluesky", "lonmouth.test") == Known(
        name="Lonmouth",
        country="GB",
        website="https://www.lonmouth.test/",
        source="https://bsky.app/profile/lonmouth.test",
    )


def test_what_is_told_by_hand_goes_before_what_a_profile_says() -> None:
    plate = Nameplate(network="bluesky", name="L!", website="https://l.test/", is_proven=True)
    told = Known(name="Borough of Lonmouth", website="https://www.lonmouth.test/")
    assert with_plate(told, plate, "bluesky", "l.test") == told


def test_a_site_that_nobody_vouches_for_is_not_taken() -> None:
    plate = Nameplate(network="bluesky", name="L", website="https://l.test/")
    assert with_plate(Known(), plate, "bluesky", "l.bsky.social") == Known(name="L")


@pytest.mark.parametrize(
    ("network", "handle", "address"),
    [
        ("bluesky", "lonmouth.test", "https://bsky.app/profile/lonmouth.test"),
        ("mastodon", "lonmouth@toots.test", "https://toots.test/@lonmouth"),
        ("mastodon", "https://toots.test/ap/users/7", "https://toots.test/ap/users/7"),
        ("x", "lonmouth", "https://x.com/lonmouth"),
    ],
)
def test_every_account_has_a_profile_to_show(network: str, handle: str, address: str) -> None:
    assert profile_of(network, handle) == address


def met(error: LookUpError) -> Nameplate | LookUpError:
    async def asked() -> Nameplate:
        raise error

    return asyncio.run(introduced("bluesky", "a.test", asked()))


def test_an_account_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError, match=r'there is no "a\.test" on bluesky; mend the handle'):
        met(Gone("getProfile: gone"))


def test_a_network_that_does_not_answer_costs_no_entry() -> None:
    assert isinstance(met(Unreachable("no answer")), Unreachable)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Leeds City Council", "leeds-city-council"),
        ("Marks & Spencer", "marks-and-spencer"),
        ("Sainsbury's", "sainsburys"),
        ("Bundesamt für Straßen", "bundesamt-fuer-strassen"),
        ("Électricité de France", "electricite-de-france"),
        ("東京都", ""),
        ("x" * 90, "x" * 80),
    ],
)
def test_a_name_makes_an_address(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_any_word_is_itself_again_when_it_is_read(text: str) -> None:
    assert outlined(f"name: {word(text)}").values == {"name": text}


@pytest.mark.parametrize("text", ["NO", "yes", "1e3", "2026-03-31", "a: b", "a #b", "@a", "- a"])
def test_a_word_that_yaml_takes_for_something_else_is_quoted(text: str) -> None:
    assert word(text) == f'"{text}"'

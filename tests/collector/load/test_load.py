from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import SettingError, WatchlistError
from collector.load import check, load_watchlist
from collector.load.entry import EntryForm
from collector.load.group import AccountForm, HistoricForm
from collector.load.listing import Refused, text_of
from collector.load.sketch import LOADER, outlined
from collector.model import Kind, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.model import Watchlist

    Write = Callable[[str, str | bytes], Path]

REAL = Path(__file__).resolve().parents[3] / "collector" / "watchlist"

ENTRY = """\
name: Leeds City Council
kind: council
sector: city
country: GB
website: https://www.leeds.test/
accounts:
  - network: bluesky
    handle: SLUG.test
    role: main
    source: https://www.leeds.test/social
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty watchlist folder below the working directory."""
    monkeypatch.chdir(tmp_path)
    for kind in Kind:
        (tmp_path / "watchlist" / kind.folder).mkdir(parents=True)
    return Path("watchlist")


@pytest.fixture
def write(folder: Path) -> Write:
    def put(name: str, content: str | bytes) -> Path:
        path = folder / "councils" / name if "/" not in name else folder / name
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(raw.replace(b"SLUG", path.stem.encode()))
        return path

    return put


def entry(old: str = "", new: str = "", *, more: str = "") -> str:
    assert old in ENTRY
    return (ENTRY.replace(old, new) if old else ENTRY) + more


def historic(
    date: str = "date: 2008-05",
    count: str = "followers: 4658",
    *,
    handle: str = "SLUG.test",
    source: str = "https://www.herald.test/",
) -> str:
    """Return a figure of the past, from line 11 of a file: its list, and five lines."""
    return (
        f"historic:\n  - network: bluesky\n    handle: {handle}\n    {date}\n"
        f"    source: {source}\n    {count}\n"
    )


WRONG: dict[str, tuple[str | bytes, list[str]]] = {
    "network.yml": (
        entry("network: bluesky", "network: bsky"),
        ['7:14: unknown network "bsky"; use "bluesky"'],
    ),
    "old-name.yml": (
        entry("network: bluesky", "network: Twitter"),
        ['7:14: unknown network "Twitter"; use "x"'],
    ),
    "glued.yml": (
        entry("sector: ", "sector:"),
        ['3:8: a space is missing after the colon; write "key: value"'],
    ),
    "tab-below.yml": (
        entry("    role", "\trole"),
        ["9:1: a tab stands here; indent with two spaces"],
    ),
    "far-network.yml": (
        entry("network: bluesky", "network: zzz"),
        ['7:14: unknown network "zzz"; use one of: bluesky, mastodon, activitypub, x, instagram'],
    ),
    "role.yml": (entry("role: main", "role: mian"), ['9:11: unknown role "mian"; use "main"']),
    "kind.yml": (
        entry("kind: council", "kind: counsil"),
        ['2:7: unknown kind "counsil"; use "council"'],
    ),
    "folder.yml": (
        entry("kind: council", "kind: brand"),
        [
            (
                '2:7: kind "brand" stands in councils/; '
                'move the file to brands/, or write "kind: council"'
            )
        ],
    ),
    "key.yml": (
        entry("sector:", "secter:"),
        [
            '1:1: "sector" is missing; write "sector: city"',
            '3:1: unknown key "secter"; use "sector"',
        ],
    ),
    "account-key.yml": (
        entry("    role:", "    rôle: x\n    role:"),
        ['9:5: unknown key "rôle"; use "role"'],
    ),
    "twice.yml": (
        entry(more="name: Twice\n"),
        ['11:1: the key "name" stands twice; leave one of them'],
    ),
    "missing.yml": (
        "name: Leeds\nkind: council\nsector: city\naccounts:\n  - network: bluesky\n",
        [
            '1:1: "country" is missing; write "country: GB"',
            '1:1: "website" is missing; write "website: https://www.example.org/"',
            '5:5: "handle" is missing; write "handle: name.bsky.social"',
            '5:5: "role" is missing; write "role: main"',
        ],
    ),
    "handle.yml": (
        entry("SLUG.test", "leeds"),
        ['8:13: "leeds" has no domain; write it whole, such as leeds.bsky.social'],
    ),
    "bridged.yml": (
        entry("SLUG.test", "leeds.fedi.test.ap.brid.gy"),
        [
            (
                '8:13: "leeds.fedi.test.ap.brid.gy" is a bridged copy of an account elsewhere; '
                "list the original instead"
            )
        ],
    ),
    "at-sign.yml": (
        entry("SLUG.test", "@leeds.test"),
        ['8:13: a value cannot begin with "@"; put it in quotes'],
    ),
    "website.yml": (
        entry("https://www.leeds.test/\nacc", "www.leeds.test\nacc"),
        [
            (
                '5:10: website "www.leeds.test" is no web address; '
                "write it whole, such as https://www.example.org/"
            )
        ],
    ),
    "script.yml": (
        entry("https://www.leeds.test/social", "javascript:alert(1)"),
        [
            (
                '10:13: source "javascript:alert(1)" is no web address; '
                "write it whole, such as https://www.example.org/"
            )
        ],
    ),
    "date.yml": (
        entry(more="since: yesterday\n"),
        ['11:8: since "yesterday" is no date; write year-month-day, such as 2026-03-31'],
    ),
    "calendar.yml": (
        entry(more="since: 2026-02-30\n"),
        [
            (
                '11:8: since "2026-02-30" is no day of the calendar; '
                "write year-month-day, such as 2026-03-31"
            )
        ],
    ),
    "past.yml": (
        entry(more=historic("date: May 2008", "followers: 4,658")),
        [
            (
                '14:11: date "May 2008" is no date; '
                "write the year, the month or the day, such as 2008, 2008-05 or 2008-05-12"
            ),
            '16:16: followers "4,658" is no count; write digits alone, such as 4658',
        ],
    ),
    "past-calendar.yml": (
        entry(more=historic("date: 2008-13")),
        [
            (
                '14:11: date "2008-13" is no day of the calendar; '
                "write the year, the month or the day, such as 2008, 2008-05 or 2008-05-12"
            )
        ],
    ),
    "past-without-a-count.yml": (
        entry(more=historic(count="note: Many.")),
        ['12:5: no count stands here; write "followers: " and what it told'],
    ),
    "past-with-no-number.yml": (
        entry(more=historic(count="posts:")),
        ['16:11: posts is empty; write "posts: 4658", or take the line out'],
    ),
    "past-of-another.yml": (
        entry(more=historic(handle="https://bsky.app/profile/other.test")),
        [
            (
                '13:13: "other.test" on bluesky is none of the accounts of this file; '
                "list it under accounts, or mend the handle"
            )
        ],
    ),
    "past-unsourced.yml": (
        entry(more=historic(source="javascript:alert(1)")),
        [
            (
                '15:13: source "javascript:alert(1)" is no web address; '
                "write it whole, such as https://www.example.org/"
            )
        ],
    ),
    "past-in-words.yml": (
        entry(more="historic: 5,681 followers in 2008\n"),
        [
            (
                '11:11: historic is plain words; write "historic:" and below it '
                '"  - network: ...", with handle and date on lines of their own'
            )
        ],
    ),
    "zone.yml": (
        entry(more="timezone: Europe/Londn\n"),
        ['11:11: unknown timezone "Europe/Londn"; use "Europe/London"'],
    ),
    "language.yml": (
        entry(more="languages: [en, Welsh]\n"),
        ['11:17: language "Welsh" is no language; write one such as en, cy or pt-BR'],
    ),
    "country.yml": (
        entry("country: GB", "country: gb"),
        [
            (
                '4:10: country "gb" is no country; write its two capital letters, such as GB, '
                "or EU for a body of the European Union, or INT for an international one"
            )
        ],
    ),
    "uk.yml": (
        entry("country: GB", "country: UK"),
        ['4:10: country "UK" is not the code of the United Kingdom; write "GB"'],
    ),
    "sector.yml": (
        entry("sector: city", "sector: Big City"),
        [
            (
                '3:9: sector "Big City" is no sector; '
                "write lower-case words joined by hyphens, such as unitary"
            )
        ],
    ),
    "codes.yml": (
        entry(more="codes:\n  gss: W1\n  wikidta: Q42\n"),
        [
            '12:8: gss "W1" is no GSS code; write one such as W06000021',
            '13:3: unknown key "wikidta"; use "wikidata"',
        ],
    ),
    "reply.yml": (
        entry(more="reply:\n  text: Hello.\n  date: 2026-01-01\n"),
        ['12:3: "proof" is missing; write "proof: https://www.example.org/our-answer"'],
    ),
    "types.yml": (
        entry("name: Leeds City Council", "name: [Leeds]", more="languages: en\nreply: hi\n"),
        [
            '1:7: name is a list; write "name: Example City Council"',
            '11:12: languages is plain words; write "languages: [en, cy]"',
            (
                '12:8: reply is plain words; write "reply:" and below it "  text: ...", '
                "with date and proof on lines of their own"
            ),
        ],
    ),
    "no-accounts.yml": (
        ENTRY.partition("accounts:")[0] + "accounts: []\n",
        [
            (
                '6:11: accounts is empty; write "accounts:" and below it "  - network: ...", '
                "with handle and role on lines of their own"
            )
        ],
    ),
    "many-languages.yml": (
        entry(more=f"languages: [{', '.join(['en'] * 21)}]\n"),
        ["11:12: languages lists too many; write at most 20"],
    ),
    "group.yml": (
        entry("sector: city", "sector: {a: b}"),
        ['3:9: sector is a group of lines; write "sector: city"'],
    ),
    "optional.yml": (
        entry(more="region:\n"),
        ["11:8: region is empty; write plain words after the colon, or take the line out"],
    ),
    "signs.yml": (
        entry("name: Leeds City Council", "name: '***'"),
        ['1:7: name "***" has no letter or digit; write it, or take the line out'],
    ),
    "long-link.yml": (
        entry(more=f"policy: https://www.leeds.test/{'x' * 480}\n"),
        [
            (
                f'11:9: policy "https://www.leeds.test/{"x" * 56}…" has 503 characters; '
                "write at most 500"
            )
        ],
    ),
    "port.yml": (
        entry(more="policy: https://www.leeds.test:99999/\n"),
        [
            (
                '11:9: policy "https://www.leeds.test:99999/" is no web address; '
                "write it whole, such as https://www.example.org/"
            )
        ],
    ),
    f"{'x' * 81}.yml": (ENTRY, ["1:1: has a name of over 80 characters; shorten it"]),
    "word-account.yml": (
        ENTRY.partition("  - ")[0] + "  - leeds\n",
        [
            (
                '7:5: account is plain words; write "  - network: ...", '
                "with handle and role on lines of their own"
            )
        ],
    ),
    "empty-value.yml": (
        entry("name: Leeds City Council", "name:"),
        ['1:6: name is empty; write "name: Example City Council"'],
    ),
    "null.yml": (
        entry("sector: city", "sector: ~"),
        ['3:9: sector is empty; write "sector: city"'],
    ),
    "too-long.yml": (
        entry("name: Leeds City Council", "name: " + "x" * 121),
        [f'1:7: name "{"x" * 79}…" has 121 characters; write at most 120'],
    ),
    "empty.yml": ("", ['1:1: the file is empty; write a line for each field, such as "name: ..."']),
    "comment.yml": (
        "# nothing\n",
        ['1:1: the file is empty; write a line for each field, such as "name: ..."'],
    ),
    "list.yml": ("- a\n", ['1:1: the file is a list; write "name: Example City Council"']),
    "documents.yml": (
        entry(more="---\nname: x\n"),
        ['11:1: a second document begins here; leave out the line "---"'],
    ),
    "anchor.yml": ("a: &a [x]\nb: *a\n", ['1:4: "&a" is an anchor; leave it out']),
    "alias.yml": ("b: *a\n", ['1:4: "*a" is an alias; write the value itself']),
    "tag.yml": (
        'name: !!python/object/apply:os.system ["true"]\n',
        [
            (
                '1:7: "tag:yaml.org,2002:python/object/apply:os.system" is a tag; '
                "leave it out, or use quotes"
            )
        ],
    ),
    "tab.yml": (
        "accounts:\n\t- network: bluesky\n",
        ["2:1: a tab stands here; indent with two spaces"],
    ),
    "colon.yml": (
        "name: Leeds: the city\n",
        [
            (
                "1:12: a second colon stands here; "
                "put the value in quotes, or indent the line like the others"
            )
        ],
    ),
    "quote.yml": (
        "name: 'Leeds\nkind: council\n",
        ["1:7: a quotation mark is opened and never closed; close it"],
    ),
    "bracket.yml": (
        "languages: [en\n",
        ["1:12: a bracket is opened and never closed; close it"],
    ),
    "group-key.yml": ("? [a]\n: b\n", ['1:3: a key is one word; write "key: value"']),
    "deep.yml": (
        "a: " + "[" * 30_000,
        ["1:10: groups stand in groups too deep here; write as the README shows"],
    ),
    "bytes.yml": (
        b"name: Leeds\nkind: \xff\n",
        ["2:7: byte 19 (0xFF) is not UTF-8; save the file as UTF-8"],
    ),
    "large.yml": ("#" + "x" * 65_536, ["1:1: has 65,537 bytes; write at most 65,536"]),
    "bell.yml": ("name: a\x07b\n", ["1:8: a hidden character (U+0007) stands here; take it out"]),
    "bidi.yml": (
        entry("Leeds City", "Leeds \N{RIGHT-TO-LEFT OVERRIDE}City"),
        ["1:13: a hidden character (U+202E) stands here; take it out"],
    ),
    "escape.yml": (
        entry("Leeds City Council", r'"Leeds\u202e"'),
        ['1:7: name "Leeds�" has a hidden character in it (U+202E); take it out'],
    ),
    "Bad_Name.yml": (
        ENTRY,
        [
            (
                '1:1: "Bad_Name.yml" has a name that makes no address (lower-case letters, digits, '
                "hyphens); rename it to bad-name.yml"
            )
        ],
    ),
    "ending.yaml": (ENTRY, ['1:1: ends in ".yaml"; rename it to ending.yml']),
}


def lines(paths: list[Path], folder: Path) -> list[str]:
    return [str(problem) for problem in check(paths, folder) if not problem.is_warning]


def test_a_folder_of_wrong_files_yields_every_line_at_once(folder: Path, write: Write) -> None:
    for name, (content, _) in WRONG.items():
        write(name, content)
    expected = {
        f"watchlist/councils/{name}:{line}" for name, (_, told) in WRONG.items() for line in told
    }
    with pytest.raises(WatchlistError) as error:
        load_watchlist(folder)
    assert set(str(error.value).split("\n")) == expected
    assert len(WRONG) > 20


def test_problems_stand_in_the_order_of_their_files_lines_and_columns(
    folder: Path, write: Write
) -> None:
    for name in ("zone.yml", "codes.yml", "key.yml"):
        write(name, WRONG[name][0])
    places = [(one.file, one.line, one.column) for one in check([], folder)]
    assert places == sorted(places)


def test_an_account_is_listed_once_however_it_is_spelt(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    write("york.yml", entry("SLUG.test", "https://bsky.app/profile/LEEDS.test", more="since: x\n"))
    told = '"leeds.test" on bluesky is listed at watchlist/councils/{} as well; leave one of them'
    assert lines([], folder)[:2] == [
        f"watchlist/councils/leeds.yml:8:13: {told.format('york.yml:8')}",
        f"watchlist/councils/york.yml:8:13: {told.format('leeds.yml:8')}",
    ]


def test_an_account_is_listed_once_in_its_own_file(folder: Path, write: Write) -> None:
    twice = "  - {network: bluesky, handle: leeds.test, role: help, source: 'https://a.test/'}\n"
    write("leeds.yml", entry(more=twice))
    assert [line.partition(": ")[0] for line in lines([], folder)] == [
        "watchlist/councils/leeds.yml:8:13",
        "watchlist/councils/leeds.yml:11:32",
    ]


def test_a_name_belongs_to_one_organisation_of_any_kind(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    write("brands/leeds.yml", entry("kind: council", "kind: brand").replace("SLUG", "other"))
    told = 'the name "leeds" is taken by watchlist/{}; rename one of them'
    assert lines([], folder) == [
        f"watchlist/brands/leeds.yml:1:1: {told.format('councils/leeds.yml')}",
        f"watchlist/councils/leeds.yml:1:1: {told.format('brands/leeds.yml')}",
    ]


def test_one_file_is_checked_against_all_the_others(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    write("tab.yml", WRONG["tab.yml"][0])
    york = write("york.yml", entry("SLUG.test", "leeds.test"))
    assert len(lines([york], folder)) == 1
    assert len(lines([folder / "brands"], folder)) == 0
    assert len(lines([folder, york], folder)) == 3


def test_a_file_from_outside_is_checked_against_the_watchlist(
    folder: Path, write: Write, tmp_path: Path
) -> None:
    write("leeds.yml", ENTRY)
    new = tmp_path / "new" / "councils" / "york.yml"
    new.parent.mkdir(parents=True)
    new.write_text(entry("SLUG.test", "leeds.test"))
    assert lines([new, new], folder) == [
        (
            'new/councils/york.yml:8:13: "leeds.test" on bluesky is listed at '
            "watchlist/councils/leeds.yml:8 as well; leave one of them"
        )
    ]


def test_a_path_that_is_not_there_is_told(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    assert lines([Path("lost.yml")], folder) == [
        "lost.yml:1:1: does not exist; give a file or a folder that does"
    ]


def test_a_file_alone_must_lie_in_its_kinds_folder(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    Path("york.yml").write_text(ENTRY)
    assert lines([Path("york.yml")], folder) == [
        (
            "york.yml:1:1: stands outside the kinds' folders; "
            "move it to councils/ or brands/ or public-bodies/"
        )
    ]


def test_a_whole_other_watchlist_may_be_checked(folder: Path, write: Write) -> None:
    write("tab.yml", WRONG["tab.yml"][0])
    assert lines([folder], Path("missing")) == [
        "watchlist/councils/tab.yml:2:1: a tab stands here; indent with two spaces"
    ]


def test_a_readme_may_be_checked_and_says_nothing(folder: Path, write: Write) -> None:
    readme = write("README.md", "Hello.")
    assert check([readme], folder / "missing") == ()


def test_a_right_file_gives_every_field(folder: Path, write: Write) -> None:
    more = (
        "region: Wales\npurpose: We answer.\nhours: Monday to Friday\ntimezone: Europe/London\n"
        "languages: [en, cy]\ncodes:\n  gss: W06000021\n  wikidata: Q42\n"
        "policy: https://a.test/policy\nsince: 2026-01-31\n"
        "reply:\n  text: |\n    One.\n    Two.\n  date: 2026-02-01\n  proof: https://a.test/x\n"
    ) + historic(date="date: 2008", handle='"@Leeds.test"')
    write("leeds.yml", entry(more=more))
    (leeds,) = load_watchlist(folder).organisations
    assert (leeds.slug, leeds.kind, leeds.country) == ("leeds", Kind.COUNCIL, "GB")
    assert leeds.file == PurePosixPath("councils/leeds.yml")
    assert (leeds.accounts[0].handle, leeds.accounts[0].role) == ("leeds.test", Role.MAIN)
    assert (leeds.languages, dict(leeds.codes)) == (
        ("en", "cy"),
        {"gss": "W06000021", "wikidata": "Q42"},
    )
    assert leeds.reply is not None
    assert (leeds.reply.text, leeds.reply.date.isoformat()) == ("One.\nTwo.", "2026-02-01")
    assert leeds.since is not None
    assert leeds.since.isoformat() == "2026-01-31"
    [past] = leeds.historic
    assert (past.handle, past.date, past.followers) == ("leeds.test", "2008", 4658)
    assert (past.following, past.posts) == (None, None)


@pytest.mark.parametrize("word", ["NO", "EU", "INT"])
def test_norway_is_no_negation(folder: Path, write: Write, word: str) -> None:
    write("oslo.yml", entry("country: GB", f"country: {word}"))
    assert load_watchlist(folder).organisations[0].country == word


@pytest.mark.parametrize("word", ["9" * 5_000, ".nan", "0x10", "2026-01-01", "true", "1_000"])
def test_what_yaml_takes_for_a_number_stays_words(folder: Path, write: Write, word: str) -> None:
    write("leeds.yml", entry("Leeds City Council", word[:120]))
    assert load_watchlist(folder).organisations[0].name == word[:120]


def test_a_byte_order_mark_is_no_mistake(folder: Path, write: Write) -> None:
    write("leeds.yml", b"\xef\xbb\xbf" + ENTRY.replace("\n", "\r\n").encode())
    assert load_watchlist(folder).organisations[0].name == "Leeds City Council"


def test_what_is_doubtful_but_not_wrong_is_a_warning(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    write("york.yml", ENTRY)
    write("kent.yml", entry("sector: city", "sector: county"))
    write("hull.yml", ENTRY.partition("    source")[0])
    write("notes.txt", "x")
    watchlist = load_watchlist(folder)
    assert len(watchlist.organisations) == 4
    assert [str(warning).removeprefix("watchlist/councils/") for warning in watchlist.warnings] == [
        (
            'hull.yml:7:5: this account has no source; add "source: " and the page that names it '
            "as theirs"
        ),
        (
            'kent.yml:3:9: no other council has the sector "county"; keep it if it is true, '
            'or use "city"'
        ),
        (
            "notes.txt:1:1: is not read: it is no organisation's .yml file; "
            "take it out of the watchlist"
        ),
    ]


def test_organisations_stand_by_slug_whatever_their_kind(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    write("brands/zappos.yml", entry("kind: council", "kind: brand"))
    write("brands/acme.yml", entry("kind: council", "kind: brand"))
    slugs = [one.slug for one in load_watchlist(folder).organisations]
    assert slugs == ["acme", "leeds", "zappos"]


@pytest.mark.parametrize("name", ["missing", "watchlist"])
def test_a_folder_that_lists_nobody_is_one_sentence(folder: Path, name: str) -> None:
    with pytest.raises(SettingError, match="give a folder that holds councils/"):
        load_watchlist(folder.parent / name)


def test_a_watchlist_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "watchlist").write_text("name: Leeds\n")
    with pytest.raises(SettingError, match="there is no watchlist folder"):
        check([tmp_path / "watchlist"], tmp_path / "watchlist")


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, write: Write) -> None:
    write("leeds.yml", ENTRY)
    secret = folder.parent / "secret.yml"
    secret.write_text(ENTRY)
    (folder / "councils" / "link.yml").symlink_to(secret.absolute())
    (folder / "brands").rmdir()
    (folder / "brands").symlink_to(folder.parent.absolute())
    assert lines([], folder) == [
        "watchlist/brands:1:1: is no folder; make it one, with a file for each organisation",
        (
            "watchlist/councils/link.yml:1:1: is a link that leads out of the watchlist; "
            "put the file itself here"
        ),
    ]


def test_what_is_no_ordinary_file_is_not_opened(folder: Path) -> None:
    councils = folder / "councils"
    (councils / "folder.yml").mkdir()
    (councils / "loop.yml").symlink_to("loop.yml")
    os.mkfifo(councils / "pipe.yml")
    assert [line.partition(":1:1: ")[2] for line in lines([], folder)] == [
        "is a folder; write one file for each organisation",
        "cannot be read (too many levels of symbolic links); mend or remove it",
        "is no ordinary file; put a text file here",
    ]


def test_a_file_that_may_not_be_read_is_told(folder: Path, write: Write) -> None:
    path = write("leeds.yml", ENTRY)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    assert lines([], folder) == [
        f"{path}:1:1: cannot be read (permission denied); mend or remove it"
    ]


def test_a_file_that_vanishes_is_told(folder: Path) -> None:
    with pytest.raises(Refused, match="mend or remove it"):
        text_of(folder / "councils" / "gone.yml", folder)


def test_a_file_in_the_wrong_place_is_told(folder: Path, write: Write) -> None:
    (folder / "council").mkdir()
    write("council/leeds.yml", ENTRY)
    write("../watchlist/york.yml", ENTRY)
    (folder / "pictures").mkdir()
    assert lines([], folder) == [
        'watchlist/council:1:1: is no kind of organisation; use "councils"',
        (
            "watchlist/york.yml:1:1: stands outside the kinds' folders; "
            "move it to councils/ or brands/ or public-bodies/"
        ),
    ]


def test_a_hostile_file_name_cannot_write_a_line_of_its_own(folder: Path, write: Write) -> None:
    write("a\n::error::b.yml", ENTRY)
    (line,) = lines([], folder)
    assert line.isprintable()


@pytest.mark.parametrize("loader", [LOADER, yaml.BaseLoader])
@given(text=st.text(alphabet=st.sampled_from("a:-[]{}\"'|>&*!%@#?,~\\uUx0f9 \t\n"), max_size=60))
def test_any_text_gives_an_outline_or_a_sentence(loader: object, text: str) -> None:
    try:
        values, marks = (outline := outlined(text, loader)).values, [*outline.places.values()]
    except Refused as refusal:
        values, marks = str(refusal), [(refusal.line, refusal.column)]
    assert isinstance(values, (str, list, dict))
    assert all(line >= 1 and column >= 1 for line, column in marks)


@given(
    raw=st.binary(max_size=80)
    | st.tuples(st.sampled_from(ENTRY.splitlines()), st.text(max_size=20)).map(
        lambda cut: ENTRY.replace(cut[0], cut[0][:9] + cut[1]).encode()
    )
)
def test_any_bytes_at_all_give_problems_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any" / "councils" / "any.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    for problem in check([], path.parent.parent):
        assert str(problem).isprintable()
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.is_warning or "; " in problem.message


def test_the_real_watchlist_has_no_error_and_no_doubt_but_lone_sectors(
    real_watchlist: Watchlist,
) -> None:
    assert real_watchlist.organisations
    doubts = [one for one in real_watchlist.warnings if "has the sector" not in one.message]
    assert doubts == []


def test_the_template_for_contributors_is_right(folder: Path, write: Write) -> None:
    template = (REAL / "README.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    write("lonmouth.yml", template)
    assert lines([], folder) == []


def test_every_field_is_explained_to_contributors() -> None:
    readme = (REAL / "README.md").read_text().splitlines()
    cells = [line.split("|")[1] for line in readme if line.startswith("| `")]
    told = {name.strip(" `") for cell in cells for name in cell.split(",")}
    forms = (EntryForm, AccountForm, HistoricForm)
    assert told == {name for form in forms for name in form.model_fields}


def test_the_example_of_the_past_for_contributors_is_right(folder: Path, write: Write) -> None:
    template, past = (
        part.partition("```")[0]
        for part in (REAL / "README.md").read_text().split("```yaml\n")[1:3]
    )
    write("lonmouth.yml", template + past)
    assert lines([], folder) == []


@pytest.mark.heavy
def test_all_problems_of_five_hundred_broken_files_are_told_at_once(
    folder: Path, write: Write
) -> None:
    wrong = {
        "country: GB": "country: UK",
        "role: main": "role: chief",
        "kind: council": "kind: town",
        "name: Leeds City Council": "nam: Leeds City Council",
        "SLUG.test": "everybody.test",
    }
    for number in range(500):
        old, new = list(wrong.items())[number % len(wrong)]
        write(f"leeds-{number}.yml", ENTRY.replace(old, new))
    told = check([], folder)
    errors = [problem for problem in told if not problem.is_warning]
    assert len({problem.file for problem in errors}) == 500
    assert len(errors) == 600  # a misspelt name is an unknown key, and missing
    with pytest.raises(WatchlistError) as refusal:
        load_watchlist(folder)
    assert refusal.value.problems == tuple(errors)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.handle import EXAMPLES, MalformedHandle, canonical, network_of

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"

ACCEPTED = [
    ("bluesky", "leeds.gov.uk", "leeds.gov.uk"),
    ("bluesky", "  @Leeds.gov.uk ", "leeds.gov.uk"),
    ("bluesky", "leeds.test", "leeds.test"),
    ("bluesky", "https://bsky.app/profile/Leeds.gov.uk", "leeds.gov.uk"),
    ("bluesky", "bsky.app/profile/leeds.gov.uk/", "leeds.gov.uk"),
    ("bluesky", "https://bsky.app/profile/leeds.gov.uk/post/3lnq36cpuj22z", "leeds.gov.uk"),
    ("bluesky", f"https://bsky.app/profile/{DID}", DID),
    ("bluesky", DID, DID),
    ("bluesky", f"at://{DID}/app.bsky.feed.post/3lnq36cpuj22z", DID),
    ("bluesky", "at://leeds.gov.uk", "leeds.gov.uk"),
    ("bluesky", "did:web:leeds.gov.uk", "did:web:leeds.gov.uk"),
    ("mastodon", "@Leeds@social.example.org", "Leeds@social.example.org"),
    ("mastodon", "leeds@Social.Example.org", "leeds@social.example.org"),
    ("mastodon", "acct:leeds@fedi.test", "leeds@fedi.test"),
    ("mastodon", "https://fedi.test/@leeds", "leeds@fedi.test"),
    ("mastodon", "https://fedi.test/users/leeds", "leeds@fedi.test"),
    ("mastodon", "https://fedi.test/@leeds/114010101010101010", "leeds@fedi.test"),
    ("mastodon", "https://elsewhere.test/@leeds@fedi.test", "leeds@fedi.test"),
    ("mastodon", "https://fedi.test/ap/users/115", "https://fedi.test/ap/users/115"),
    ("mastodon", "leeds@münchen.test", "leeds@xn--mnchen-3ya.test"),
    ("activitypub", "@leeds@fedi.test", "leeds@fedi.test"),
    ("x", "@MonmouthshireCC", "monmouthshirecc"),
    ("x", "https://x.com/leedscc", "leedscc"),
    ("x", "https://twitter.com/leedscc/status/1", "leedscc"),
    ("x", "https://mobile.twitter.com/leedscc?s=20", "leedscc"),
    ("x", "www.x.com/leedscc", "leedscc"),
    ("instagram", "Leeds.City_Council", "leeds.city_council"),
    ("instagram", "https://www.instagram.com/leeds.city/", "leeds.city"),
]

REFUSED = [
    ("bluesky", "", "the handle is empty"),
    ("bluesky", "leeds", "write it whole, such as leeds.bsky.social"),
    ("bluesky", "leeds_council", "write name.bsky.social"),
    ("bluesky", "did:plc:short", "is not a whole DID"),
    ("bluesky", "did:web:localhost%3A80", "has no server's name"),
    ("bluesky", "leeds.local", "not on the public internet"),
    ("bluesky", "handle.invalid", "not on the public internet"),
    ("bluesky", "1.0.0.10.in-addr.arpa", "not on the public internet"),
    ("bluesky", "10.0.0.1", "has no server's name"),
    ("bluesky", "a." * 140 + "uk", "has no server's name"),
    ("bluesky", "https://leeds.gov.uk/", "is not the address of a profile"),
    ("bluesky", "https://bsky.app/about", "is not the address of a profile"),
    ("bluesky", "https://[leeds/", "is not the address of a profile"),
    ("bluesky", "leeds.fedi.test.ap.brid.gy", "list the original instead"),
    ("bluesky", "leeds.gov.uk.web.brid.gy", "list the original instead"),
    ("bluesky", "@leeds@fedi.test", 'write "network: mastodon"'),
    ("bluesky", "https://x.com/leedscc", 'write "network: x"'),
    ("mastodon", "leeds", "does not name its server; write name@server.org"),
    ("mastodon", "leeds.gov.uk", 'write "network: bluesky"'),
    ("mastodon", "leeds@localhost", "not on the public internet"),
    ("mastodon", "leeds@127.0.0.1", "has no server's name"),
    ("mastodon", "leeds@[::1]", "has no server's name"),
    ("mastodon", "leeds@2130706433", "has no server's name"),
    ("mastodon", "leeds@fedi.test:3000", "has no server's name"),
    ("mastodon", "leeds@" + "ü" * 70 + ".test", "has no server's name"),
    ("mastodon", "https://169.254.169.254/@leeds", "has no server's name"),
    ("mastodon", "https://fedi.test:3000/@leeds", "has no server's name"),
    ("mastodon", "https://me:secret@fedi.test/@leeds", "has no server's name"),
    ("mastodon", "https://fedi.test/about", "is not the address of a profile"),
    ("mastodon", "le eds@fedi.test", "has a user name that no server gives"),
    ("mastodon", "leeds.gov.uk@bsky.brid.gy", "list the original instead"),
    ("x", "leeds-council", "is no handle there"),
    ("x", "sixteen_letters_", "is no handle there"),
    ("x", "https://x.com/home", "is not the address of a profile"),
    ("x", "https://x.com/", "is not the address of a profile"),
    ("instagram", "two..dots", "is no handle there"),
    ("instagram", "https://instagram.com/p/abc", "is not the address of a profile"),
]


@pytest.mark.parametrize(("network", "text", "handle"), ACCEPTED)
def test_every_spelling_that_people_use_becomes_one_handle(
    network: str, text: str, handle: str
) -> None:
    assert canonical(network, text) == handle


@pytest.mark.parametrize(("network", "text", "sentence"), REFUSED)
def test_what_no_account_can_have_is_answered_with_a_remedy(
    network: str, text: str, sentence: str
) -> None:
    with pytest.raises(MalformedHandle, match="; ") as refusal:
        canonical(network, text)
    assert sentence in str(refusal.value)


def _answer(network: str, text: str) -> str:
    try:
        return canonical(network, text)
    except MalformedHandle as refusal:
        return str(refusal)


@given(network=st.sampled_from(sorted(EXAMPLES)), text=st.text())
def test_any_text_gets_a_handle_that_stands_or_a_sentence_with_a_remedy(
    network: str, text: str
) -> None:
    said = _answer(network, text)
    assert said.isprintable()
    assert "; " in said or _answer(network, said) == said


@given(name=st.from_regex(r"[a-z]{2,9}(\.[a-z]{2,9}){1,2}\.test", fullmatch=True))
def test_a_domain_is_a_bluesky_handle_in_any_dress(name: str) -> None:
    dresses = (f"@{name}", name.upper(), f"https://bsky.app/profile/{name}", f"at://{name}/x/y")
    assert {canonical("bluesky", dress) for dress in dresses} == {name}


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("https://bsky.app/profile/leeds.gov.uk", "bluesky"),
        (DID, "bluesky"),
        ("leeds.gov.uk", "bluesky"),
        ("@leeds@fedi.test", "mastodon"),
        ("https://fedi.test/@leeds", "mastodon"),
        ("https://fedi.test/users/leeds", "mastodon"),
        ("https://twitter.com/leedscc", "x"),
        ("instagram.com/leeds", "instagram"),
        ("leedscc", None),
        ("https://leeds.gov.uk/", None),
    ],
)
def test_an_address_tells_its_network(text: str, network: str | None) -> None:
    assert network_of(text) == network

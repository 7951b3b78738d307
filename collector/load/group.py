"""The groups of lines that a watchlist file may hold: accounts, codes, a reply, the past."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from collector.handle import canonical
from collector.load import field as f

COUNTS = ("followers", "following", "posts")


class Form(BaseModel):
    """A group of lines; a key that it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _in_one_spelling(value: str, info: ValidationInfo) -> str:
    # Without a network that we know there is no telling how its handles look.
    return canonical(info.data["network"], value) if "network" in info.data else value


class AccountForm(Form):
    """One account, as a contributor writes it."""

    network: f.Network = Field(
        examples=["bluesky"],
        description="Where it is; activitypub: another server of the fediverse.",
    )
    handle: str = Field(
        examples=["name.bsky.social"],
        json_schema_extra={"minLength": 1},
        description="Its name there, or the address of its profile.",
    )
    role: f.Role = Field(
        examples=["main"],
        description="What it is for: help answers customers, alerts only announce; leader and "
        "team are people, counted by themselves.",
    )
    language: f.Language | None = Field(None, description="Its language, where there are several.")
    source: f.Link | None = Field(None, description="The page that shows whose account it is.")

    _spelled = field_validator("handle")(_in_one_spelling)


class CodesForm(Form):
    """The codes that others know the organisation by."""

    gss: f.Gss | None = Field(None, description="Of the United Kingdom's statistics.")
    wikidata: f.Wikidata | None = Field(None, description="Of its item on Wikidata.")


class ReplyForm(Form):
    """The organisation's own answer to its figures."""

    text: f.Lines = Field(examples=["what it wishes to say"])
    date: f.Day = Field(examples=["2026-03-31"])
    proof: f.Link = Field(
        examples=["https://www.example.org/our-answer"],
        description="A page that shows that the answer comes from the organisation.",
    )


class HistoricForm(Form):
    """What somebody published of one of its accounts in the past: quoted, never measured by us."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"anyOf": [{"required": [name]} for name in COUNTS]},
    )

    network: f.Network = Field(examples=["x"], description="Of one of the accounts above.")
    handle: str = Field(
        examples=["example"],
        json_schema_extra={"minLength": 1},
        description="Of one of the accounts above.",
    )
    date: f.When = Field(
        examples=["2008-05"],
        description="As exactly as the source tells: a year, a month or a day.",
    )
    source: f.Link = Field(
        examples=["https://www.example.org/article"], description="The page that says so."
    )
    followers: f.Count | None = Field(
        None, examples=["4658"], description="As the source tells; digits alone."
    )
    following: f.Count | None = Field(
        None, examples=["4658"], description="As the source tells; digits alone."
    )
    posts: f.Count | None = Field(
        None, examples=["4658"], description="As the source tells; digits alone."
    )
    by: f.Name | None = Field(None, description="Who published it, as they call themselves.")
    note: f.Line | None = Field(
        None, description="What else must be known, such as its own words where it rounds."
    )

    _spelled = field_validator("handle")(_in_one_spelling)

    @model_validator(mode="after")
    def _counts_something(self) -> HistoricForm:
        if all(getattr(self, name) is None for name in COUNTS):
            raise f.WholeSentence('no count stands here; write "followers: " and what it told')
        return self

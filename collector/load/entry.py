"""One watchlist file: its fields, parsed once, and where each mistake stands.

Values come in as words alone (load.py resolves no YAML type), so `NO` is Norway here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from collector.handle import MalformedHandle, in_short
from collector.load import field as f
from collector.load.group import AccountForm, CodesForm, Form, HistoricForm, ReplyForm
from collector.model import Account, Historic, Organisation, Reply

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pydantic_core import ErrorDetails

MOST_ACCOUNTS = 100
MOST_LANGUAGES = 20
MOST_HISTORIC = 50

Place = tuple[str | int, ...]  # a field's path in its file: ("accounts", 0, "handle")


class EntryForm(Form):
    """One organisation, as a contributor writes it."""

    name: f.Name = Field(
        examples=["Example City Council"], description="Its name as it writes it itself."
    )
    kind: f.Kind = Field(
        examples=["council"],
        description="As its folder: a council is local or regional government, a public body "
        "national, European or international.",
    )
    sector: f.Sector = Field(
        examples=["city"], description="What it is compared within; best one that others use."
    )
    country: f.Country = Field(
        examples=["GB"],
        description="Two capital letters (ISO 3166); EU for bodies of the European Union, INT "
        "for international ones.",
    )
    website: f.Link = Field(examples=["https://www.example.org/"], description="Its own site.")
    accounts: tuple[AccountForm, ...] = Field(min_length=1, max_length=MOST_ACCOUNTS)
    region: f.Region | None = Field(None, description="The part of the country.")
    purpose: f.Line | None = Field(
        None, description="What its accounts are for, in one line of its own words."
    )
    hours: f.Line | None = Field(None, description="When it promises to answer, in its own words.")
    timezone: f.Zone | None = Field(None, description="Its time zone, such as Europe/London.")
    languages: tuple[f.Language, ...] = Field(
        (), max_length=MOST_LANGUAGES, description="The languages that it writes in."
    )
    codes: CodesForm = CodesForm()
    policy: f.Link | None = Field(None, description="Its social media policy.")
    reply: ReplyForm | None = None
    historic: tuple[HistoricForm, ...] = Field(
        (),
        max_length=MOST_HISTORIC,
        description="Counts of the past that others published, each with its source.",
    )
    since: f.Day | None = Field(None, description="The day from which this entry is true.")


FORMS: dict[str, type[Form]] = {
    "accounts": AccountForm,
    "codes": CodesForm,
    "reply": ReplyForm,
    "historic": HistoricForm,
}
LISTS = ("accounts", "languages", "historic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong in a file, at a field or at the key itself."""

    place: Place
    sentence: str
    at_key: bool = False


def parsed(values: object) -> EntryForm | tuple[Mistake, ...]:
    """Return the file's fields, or every mistake in them."""
    try:
        return EntryForm.model_validate(values)
    except ValidationError as error:
        return tuple(
            Mistake(
                place=detail["loc"],
                sentence=_sentence(detail),
                at_key=detail["type"] == "extra_forbidden",
            )
            for detail in error.errors(include_url=False)
            # A list with a wrong item counts as short of it: the item's own mistake will do.
            if not (detail["type"] == "too_short" and detail["input"])
        )


def organisation(form: EntryForm, *, slug: str, file: PurePosixPath) -> Organisation:
    """Return the organisation that a file describes."""
    own = {name: getattr(form, name) for name in EntryForm.model_fields if name not in FORMS}
    codes = form.codes.model_dump(exclude_none=True)
    return Organisation(
        slug=slug,
        file=file,
        accounts=tuple(Account(**dict(account)) for account in form.accounts),
        codes=MappingProxyType(codes),
        reply=Reply(**dict(form.reply)) if form.reply else None,
        historic=tuple(Historic(**dict(one)) for one in form.historic),
        **own,
    )


def _sentence(error: ErrorDetails) -> str:
    place, value, context = error["loc"], error["input"], error.get("ctx", {})
    name = _name(place)
    if error["type"] == "extra_forbidden":
        return f'unknown key "{in_short(name)}"; {f.nearest(name, _form(place).model_fields)}'
    if error["type"] == "value_error" and value != "":
        cause = context["error"]
        whole = isinstance(cause, (MalformedHandle, f.WholeSentence))
        return str(cause) if whole else f'{name} "{in_short(str(value))}" {cause}'
    if error["type"] == "too_long":
        return f"{name} lists too many; write at most {context['max_length']}"
    return f"{_fault(error['type'], name, value)}; {_remedy(place)}"


def _fault(sort: str, name: str, value: object) -> str:
    if sort == "missing":
        return f'"{name}" is missing'
    if value in ("", [], ()):
        return f"{name} is empty"
    return f"{name} is {_sort(value)}"


def _name(place: Place) -> str:
    """Return what to call a place: its key, or its list's key in the singular."""
    if not place:
        return "the file"
    last = place[-1]
    return str(place[-2]).removesuffix("s") if isinstance(last, int) else last


def _sort(value: object) -> str:
    if isinstance(value, dict):
        return "a group of lines"
    return "a list" if isinstance(value, list) else "plain words"


def _remedy(place: Place) -> str:
    """Return what to write at a place, by example."""
    last = place[-1] if place else "name"
    if last == "languages" or (len(place) > 1 and place[0] == "languages"):
        return 'write "languages: [en, cy]"'
    if isinstance(last, int) or last in FORMS:
        above = "" if isinstance(last, int) else f'"{last}:" and below it '
        return f"write {above}{_lines(str(place[0]))}"
    spec = _form(place).model_fields[last]
    example = f'write "{last}: {(spec.examples or ["..."])[0]}"'
    if spec.is_required():
        return example
    if spec.examples:
        return f"{example}, or take the line out"
    return "write plain words after the colon, or take the line out"


def _lines(key: str) -> str:
    first, *others = FORMS[key].model_fields
    hyphen = "- " if key in LISTS else ""
    return f'"  {hyphen}{first}: ...", with {" and ".join(others[:2])} on lines of their own'


def _form(place: Place) -> type[Form]:
    return FORMS.get(str(place[0]), EntryForm) if len(place) > 1 else EntryForm

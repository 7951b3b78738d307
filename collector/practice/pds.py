"""The accounts' own servers: records and repositories, answered from the practice world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector.practice.answers import Answer, Refusal, not_implemented, written
from collector.practice.codes import tid, tid_number
from collector.practice.drawers import SELF
from collector.practice.habits import Fate
from collector.practice.params import ACTOR, LIMIT, Parameter, Params
from collector.practice.records import (
    FOLLOW,
    LIKE,
    POST,
    PROFILE,
    REPOST,
    VISIBILITY,
    compact,
)
from collector.practice.repository import repository

if TYPE_CHECKING:
    from collector.practice.drawers import Drawers
    from collector.practice.players import Player
    from collector.practice.plc import Plc
    from collector.practice.records import Record
    from collector.practice.world import World

_DID = Parameter(form="DID", required=True)
_COLLECTION = Parameter(form="NSID", required=True)
RULES: dict[str, dict[str, Parameter]] = {
    "com.atproto.repo.listRecords": {
        "repo": ACTOR,
        "collection": _COLLECTION,
        "limit": LIMIT,
        "cursor": Parameter(),
        "reverse": Parameter(),
    },
    "com.atproto.repo.getRecord": {
        "repo": ACTOR,
        "collection": _COLLECTION,
        "rkey": Parameter(form="record key", required=True),
    },
    "com.atproto.repo.describeRepo": {"repo": ACTOR},
    "com.atproto.sync.getRepo": {"did": _DID},
    "com.atproto.sync.getRepoStatus": {"did": _DID},
    "com.atproto.identity.resolveHandle": {"handle": Parameter(form="handle", required=True)},
}
_REASONS = {
    Fate.DEACTIVATED: ("Repo has been deactivated", "RepoDeactivated"),
    Fate.TAKEN_DOWN: ("Repo has been takendown", "RepoTakendown"),
}
BY_TIME = (LIKE, POST, REPOST, FOLLOW)


class Pds:
    """Answers `com.atproto.repo.*` and `com.atproto.sync.*` for the accounts of each host."""

    def __init__(self, world: World, drawers: Drawers, plc: Plc) -> None:
        self._world = world
        self._drawers = drawers
        self._plc = plc
        self._methods = {
            "com.atproto.repo.listRecords": self._list,
            "com.atproto.repo.getRecord": self._get,
            "com.atproto.repo.describeRepo": self._describe,
            "com.atproto.sync.getRepoStatus": self._status,
            "com.atproto.identity.resolveHandle": self._resolve,
        }

    def answer(self, nsid: str, query: str, now: int, host: str | None) -> Answer:
        """Return the answer to one method; raises a Refusal where it is refused."""
        if nsid.startswith("app.bsky."):
            raise Refusal("Authentication Required", "AuthMissing", status=401)
        if nsid not in RULES:
            raise not_implemented()
        params = Params(nsid, RULES[nsid], query)
        if nsid == "com.atproto.sync.getRepo":
            return self._repository(params, now, host)
        return written(self._methods[nsid](params, now, host))

    def _list(self, params: Params, now: int, host: str | None) -> str:
        repo, collection = params.one("repo"), params.one("collection")
        player = self._live(repo, now, host)
        if collection in (PROFILE, VISIBILITY):
            found = self._drawers.alone(player, collection)
            rest = found is not None and (params.optional("cursor") or "~") > SELF
            return _listing([found] if found and rest else [], SELF if rest else None)
        return _listing(*self._drawers.open(player, collection, now).page(params))

    def _get(self, params: Params, now: int, host: str | None) -> str:
        collection, key = params.one("collection"), params.one("rkey")
        player = self._live(params.one("repo"), now, host)
        drawer = self._drawers.open(player, collection, now)
        found = self._drawers.alone(player, collection) if key == SELF else drawer.find(key)
        if found is None:
            uri = f"at://{player.did}/{collection}/{key}"
            raise Refusal(f"Could not locate record: {uri}", "RecordNotFound")
        return found.listed

    def _describe(self, params: Params, now: int, host: str | None) -> str:
        player = self._hosted(params.one("repo"), now, host)
        document = self._plc.document(player.index, now)
        held = [name for name in (*BY_TIME, PROFILE, VISIBILITY) if self._holds(player, name, now)]
        return compact(
            {
                "handle": self._world.handle(player.index, now),
                "did": player.did,
                "didDoc": document,
                "collections": sorted(held),
                "handleIsCorrect": True,
            }
        )

    def _status(self, params: Params, now: int, host: str | None) -> str:
        did = params.one("did")
        player = self._found(did, now, host)
        if player is None or self._world.fate(player.index, now) is Fate.DELETED:
            raise Refusal(f"Could not find repo for DID: {did}", "RepoNotFound")
        if self._world.fate(player.index, now) is not Fate.LIVES:
            return (
                f'{{"did":"{did}","active":false,"status":"{self._world.fate(player.index, now)}"}}'
            )
        return f'{{"did":"{did}","active":true,"rev":"{_rev(now)}"}}'

    def _resolve(self, params: Params, now: int, host: str | None) -> str:
        player = self._found(params.one("handle"), now, host)
        if player is None:
            raise Refusal("Unable to resolve handle")
        return f'{{"did":"{player.did}"}}'

    def _repository(self, params: Params, now: int, host: str | None) -> Answer:
        player = self._hosted(params.one("did"), now, host)
        records = [record for name in BY_TIME for record in self._drawers.open(player, name, now)]
        alone = (self._drawers.alone(player, name) for name in (PROFILE, VISIBILITY))
        records += [record for record in alone if record]
        return Answer(
            body=repository(player.did, _rev(now), records), kind="application/vnd.ipld.car"
        )

    def _holds(self, player: Player, collection: str, now: int) -> bool:
        if collection in BY_TIME:
            return self._drawers.open(player, collection, now).end > 0
        return self._drawers.alone(player, collection) is not None

    def _found(self, actor: str, now: int, host: str | None) -> Player | None:
        index = self._world.find(actor, now)
        player = None if index is None else self._world.player(index)
        return player if player and host in (None, player.host) else None

    def _live(self, repo: str, now: int, host: str | None) -> Player:
        player = self._found(repo, now, host)
        if player is None or self._world.fate(player.index, now) is not Fate.LIVES:
            raise Refusal(f"Could not find repo: {repo}")
        return player

    def _hosted(self, repo: str, now: int, host: str | None) -> Player:
        player = self._found(repo, now, host)
        fate = self._world.fate(player.index, now) if player else Fate.DELETED
        if player is None or fate is Fate.DELETED:
            raise Refusal(f"Could not find repo for DID: {repo}", "RepoNotFound")
        if fate is not Fate.LIVES:
            words, error = _REASONS[fate]
            raise Refusal(f"{words}: {repo}", error)
        return player


def _listing(records: list[Record], last: str | None) -> str:
    cursor = f',"cursor":"{last}"' if last else ""
    return f'{{"records":[{",".join([record.listed for record in records])}]{cursor}}}'


def _rev(now: int) -> str:
    return tid(tid_number(now, noise=0, clock=0))

"""The practice fediverse: servers under `.test`, each answering for its own accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from collector.practice.answers import Answer, no_page
from collector.practice.fedi_api import API, Api
from collector.practice.fedi_documents import Documents
from collector.practice.fedi_hosts import HOSTS, Speech, finger, gone, nodeinfo, said
from collector.practice.fedi_town import Town

if TYPE_CHECKING:
    from collector.practice.fedi_hosts import Host
    from collector.practice.follows import Follows
    from collector.practice.world import World

_FINGER = "/.well-known/webfinger"


class Fediverse:
    """All its servers, by the name in an address."""

    def __init__(self, world: World, follows: Follows) -> None:
        hosts = {**dict.fromkeys(HOSTS), **dict.fromkeys(one.host for one in world.residents)}
        self._servers = {
            host.host: _Server(Town(host, world, world.residents, follows)) for host in hosts
        }
        self._domains = {host.domain: host for host in hosts if host.domain}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all servers, and of the domains that lead to one."""
        return (*self._servers, *self._domains)

    def holds(self, name: str) -> bool:
        """Return whether a host is of the fediverse."""
        return name in self._servers or name in self._domains

    def answer(self, name: str, path: str, query: str, now: int) -> Answer:
        """Return what a host answers to a GET."""
        if elsewhere := self._domains.get(name):
            if path != _FINGER:
                return no_page(path)
            place = f"{elsewhere.origin}{path}?{query}"
            return Answer(status=301, headers=(("Location", place),))
        return self._servers[name].answer(path, query, now)


class _Server:
    def __init__(self, town: Town) -> None:
        self._town = town
        self._api = Api(town)
        self._documents = Documents(town)

    def answer(self, path: str, query: str, now: int) -> Answer:
        if path == _FINGER:
            return self._finger(dict(parse_qsl(query)).get("resource", ""), now)
        if path.startswith(API):
            is_spoken = self._town.host.speech is Speech.MASTODON
            return self._api.answer(path, query, now) if is_spoken else _closed(self._town.host)
        told = nodeinfo(self._town.host, path)
        return told or self._documents.answer(path, query, now)

    def _finger(self, resource: str, now: int) -> Answer:
        user, _, domain = resource.removeprefix("acct:").lower().partition("@")
        host = self._town.host
        if domain not in {host.handles, host.host}:
            return said("Record not found", 404)
        if self._town.has_left(user, now):
            return gone()
        return finger(host, user) if self._town.by_name(user, now) else Answer(status=404)


def _closed(host: Host) -> Answer:
    if host.speech is Speech.GOTOSOCIAL:
        return said("Unauthorized: token not supplied", 401)
    return no_page(API)

"""The directory of DIDs, answered from the practice world."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from collector.practice.answers import Answer
from collector.practice.people import PLAYERS
from collector.practice.records import compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from collector.practice.world import World

_KIND = "application/did+ld+json; charset=utf-8"
_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/suites/secp256k1-2019/v1",
]
PEOPLES_HOST = "pds-1"


class Plc:
    """Answers `GET /<did>`; a deleted account keeps its document, as on the real directory."""

    def __init__(self, world: World, origin: Callable[[str], str]) -> None:
        self._world = world
        self._origin = origin

    def answer(self, did: str, now: int) -> Answer:
        """Return the DID's document, or 404."""
        index = self._world.find(did, now) if did.startswith("did:plc:") else None
        if index is None:
            body = json.dumps({"message": f"DID not registered: {did}"}, separators=(",", ":"))
            return Answer(status=404, body=body.encode())
        return Answer(body=compact(self.document(index, now)).encode(), kind=_KIND)

    def document(self, index: int, now: int) -> dict[str, Any]:
        """Return somebody's DID document."""
        did = self._world.dids.did(index)
        service = {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": self._origin(host_of(self._world, index)),
        }
        key = {
            "id": f"{did}#atproto",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": f"zQ3sh{did[8:]}{did[12:]}",
        }
        return {
            "@context": _CONTEXT,
            "id": did,
            "alsoKnownAs": [f"at://{self._world.handle(index, now)}"],
            "verificationMethod": [key],
            "service": [service],
        }


def host_of(world: World, index: int) -> str:
    """Return the server that holds somebody's repository."""
    player = world.player(index) if index < PLAYERS else None
    return player.host if player else PEOPLES_HOST

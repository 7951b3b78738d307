"""Reading a repository export: blocks in a CAR file, records in a Merkle search tree.

https://atproto.com/specs/repository. Nothing in the file is trusted: every block may be missing,
of another type, or met a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libipld import decode_dag_cbor

from collector.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

SHA_256 = b"\x12\x20"  # how a link of the oldest version begins
LONGEST_NUMBER = 63  # bits
SIZE_BITS = 32  # of a place, for a block's size; before them stands where it begins
LARGEST_SIZE = (1 << SIZE_BITS) - 1
MORE = 0x80  # of a byte of a number: another one follows
Entry = tuple[bytes, bytes]  # the record's key, and the link to its block


def records(
    car: bytes, *, did: str, collections: Collection[str]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield (collection, rkey, value) of an account's records in the asked collections."""
    root, blocks = opened(car)
    commit = _map(blocks, root, "commit")
    if commit.get("did") != did:
        raise _odd("commit.did")
    wanted = {name.encode(): name for name in collections}
    last = b""
    for key, link in _walk(blocks, _link(commit.get("data"), "commit.data")):
        if key <= last:
            raise _odd("tree: the order of its keys")
        last = key
        collection, _, rkey = key.partition(b"/")
        if collection in wanted:
            yield wanted[collection], _text(rkey), _map(blocks, link, "record")


class Blocks:
    """The blocks of a CAR file by their links, each decoded when it is asked for.

    A hundred thousand follows take ten times the file's size when they are all decoded at once.
    """

    def __init__(self, car: bytes, begin: int) -> None:
        self._car = car
        self._places: dict[bytes, int] = {}  # one number each: where it begins, and its size
        while begin < len(car):
            size, start = _number(car, begin)
            begin = start + size
            inner = _after_link(car, start)
            if not start < inner <= begin <= len(car):
                raise ValueError(begin)
            self._places[car[start:inner]] = inner << SIZE_BITS | begin - inner

    def __len__(self) -> int:
        return len(self._places)

    def get(self, link: bytes) -> Any:
        """Return a block's value; None where there is no such block, or it cannot be read."""
        place = self._places.get(link, 0)
        begin, size = place >> SIZE_BITS, place & LARGEST_SIZE
        try:
            return decode_dag_cbor(self._car[begin : begin + size])
        except (ValueError, TypeError, LookupError):
            return None


def opened(car: bytes) -> tuple[bytes, Blocks]:
    """Return the root's link and every block of a CAR file."""
    try:
        size, start = _number(car, 0)
        header = decode_dag_cbor(car[start : start + size])
        return _link(header["roots"][0], "roots[0]"), Blocks(car, start + size)
    except (ValueError, TypeError, LookupError):
        raise _odd("file") from None


def _after_link(car: bytes, begin: int) -> int:
    """Return where the link that begins there ends."""
    if car[begin : begin + 2] == SHA_256:
        return begin + 34
    for _ in ("version", "content", "hash"):
        _, begin = _number(car, begin)
    size, begin = _number(car, begin)
    return begin + size


def _number(car: bytes, begin: int) -> tuple[int, int]:
    """Return the number of seven bits a byte that begins there, and where it ends."""
    value = 0
    for shift in range(0, LONGEST_NUMBER, 7):
        byte = car[begin]
        begin += 1
        value |= (byte & ~MORE) << shift
        if not byte & MORE:
            return value, begin
    raise ValueError(begin)


def _walk(blocks: Blocks, root: bytes) -> Iterator[Entry]:
    """Yield a tree's entries in key order; a node met twice would be a circle, or a bomb."""
    seen: set[bytes] = set()
    open_nodes: list[Iterator[bytes | Entry]] = [iter((root,))]
    while open_nodes:
        step = next(open_nodes[-1], None)
        if step is None:
            open_nodes.pop()
        elif isinstance(step, tuple):
            yield step
        elif step in seen:
            raise _odd("tree: a node that stands in it twice")
        else:
            seen.add(step)
            open_nodes.append(_steps(_map(blocks, step, "tree node")))


def _steps(node: Mapping[str, Any]) -> Iterator[bytes | Entry]:
    """Yield what a node holds, from left to right: subtrees' links and entries."""
    if node.get("l") is not None:
        yield _link(node["l"], "tree node.l")
    entries = node.get("e")
    if not isinstance(entries, list):
        raise _odd("tree node.e")
    key = b""
    for entry in entries:
        key = _key(entry, key)
        yield key, _link(entry.get("v"), "tree node.e[].v")
        if entry.get("t") is not None:
            yield _link(entry["t"], "tree node.e[].t")


def _key(entry: Any, before: bytes) -> bytes:
    """Return an entry's whole key: it stores only what differs from the one before."""
    if not isinstance(entry, dict):
        raise _odd("tree node.e[]")
    shared, rest = entry.get("p"), entry.get("k")
    if not isinstance(shared, int) or not 0 <= shared <= len(before):
        raise _odd("tree node.e[].p")
    return before[:shared] + _link(rest, "tree node.e[].k")


def _link(value: Any, path: str) -> bytes:
    if not isinstance(value, bytes):
        raise _odd(path)
    return value


def _map(blocks: Blocks, link: bytes, path: str) -> Mapping[str, Any]:
    block = blocks.get(link)
    if not isinstance(block, dict):
        raise _odd(path)
    return block


def _text(rkey: bytes) -> str:
    try:
        return rkey.decode("ascii")
    except UnicodeDecodeError:
        raise _odd("tree: a key's letters") from None


def _odd(path: str) -> Unreadable:
    return Unreadable(f"getRepo: {path} is not as documented; report it")

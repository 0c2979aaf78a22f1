"""Two versions of one stream: a copied PC wrote on, or a whole disk came back older than anybody noticed (docs/sync.md section 4.3).

Every version is merged; nothing that anybody wrote is lost. What waits is money alone: a signed entry from where the versions part on counts
only once an officer has said which of them stands (`fork_decision`). A version is named by the hash of any entry of it beyond the parting, so
that the decision means the same at every workplace, whichever version came there first.
"""

from dataclasses import dataclass

from db import schema
from db.casebook import Casebook, Session
from db.journal import backwards, links
from db.store import Store
from rules.errors import UserError
from rules.permissions import Action

BOTH = ""
"""What a decision says where both versions stand: one PC wrote them one after the other, and no number is in both."""
_SIGNED = tuple(table.name for table in schema.TABLES if table.signed)


class NoFork(UserError):
    """Say that no two versions of this stream are known, or not the one that was chosen."""

    code = "NO_FORK"


@dataclass(frozen=True)
class Version:
    """Hold one version of a stream from where it parts: the hash of its first entry there, its last number, how many entries, how many are money.

    `begun` and `ended` are when its first and last entry were written, in milliseconds by that PC's own clock: for the eye alone.
    """

    first: bytes
    upto: int
    entries: int
    money: int
    begun: int
    ended: int


@dataclass(frozen=True)
class Fork:
    """Hold a stream of which several versions are about: where they part, the versions, and what was decided (None: not yet)."""

    dev: bytes
    ep: bytes
    seq: int
    versions: tuple[Version, ...]
    stands: str | None


def _forwards(known: dict[bytes, tuple[int, bytes]], start: bytes) -> set[bytes]:
    """Give the entries that follow `start`, itself among them."""
    after: dict[bytes, list[bytes]] = {}
    for value, (_, before) in known.items():
        after.setdefault(before, []).append(value)
    found, waiting = set(), [start]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += after.get(one, [])
    return found


def _parted(store: Store) -> list[tuple[bytes, bytes, int]]:
    rows = store.rows("SELECT dev, ep, min(first) AS first FROM branch GROUP BY dev, ep ORDER BY dev, ep")
    return [(bytes(row["dev"]), bytes(row["ep"]), row["first"]) for row in rows]


def forks(store: Store) -> list[Fork]:
    """List the streams of which several versions are about."""
    return [
        Fork(dev, ep, first, _versions(store, dev, ep, first), decided(store, dev, ep))
        for dev, ep, first in _parted(store)
    ]


def _versions(store: Store, dev: bytes, ep: bytes, first: int) -> tuple[Version, ...]:
    known = links(store, dev, ep, first)
    money = _money(store, dev, ep, first)
    rows = store.rows("SELECT hash, ts FROM entry WHERE dev = ? AND ep = ? AND q >= ?", (dev, ep, first))
    written = {bytes(row["hash"]): int(row["ts"]) for row in rows}
    made = []
    for start in sorted(value for value, (q, _) in known.items() if q == first):
        members = _forwards(known, start)
        upto = max(known[value][0] for value in members)
        times = [written[value] for value in members]
        made.append(Version(start, upto, len(members), len(members & money), min(times), max(times)))
    return tuple(made)


def _money(store: Store, dev: bytes, ep: bytes, first: int) -> set[bytes]:
    marks = ",".join("?" * len(_SIGNED))
    sql = f"SELECT hash FROM entry WHERE dev = ? AND ep = ? AND q >= ? AND tbl IN ({marks})"
    return {bytes(row[0]) for row in store.rows(sql, (dev, ep, first, *_SIGNED))}


def decided(store: Store, dev: bytes, ep: bytes) -> str | None:
    """Tell what an officer decided of a stream's versions: a version (hash in hex), BOTH, or None where nothing is decided.

    Of two decisions that do not correct each other none holds: they contradict each other, and that is for a person.
    """
    rows = store.rows("SELECT id, stands, corrects FROM fork_decision WHERE dev = ? AND ep = ?", (dev.hex(), ep.hex()))
    corrected = {bytes(row["corrects"]) for row in rows if row["corrects"]}
    standing = {row["stands"] for row in rows if bytes(row["id"]) not in corrected}
    return str(standing.pop()) if len(standing) == 1 else None


def not_counting(store: Store) -> set[bytes]:
    """Give the hashes of the money entries that do not count: written from where versions part, and no decision lets them stand."""
    found: set[bytes] = set()
    for dev, ep, first in _parted(store):
        stands = decided(store, dev, ep)
        if stands != BOTH:
            found |= _money(store, dev, ep, first) - _standing(store, dev, ep, first, stands)
    return found


def overruled(store: Store) -> set[bytes]:
    """Give the hashes of the money entries of versions that a decision did not let stand."""
    found: set[bytes] = set()
    for dev, ep, first in _parted(store):
        stands = decided(store, dev, ep)
        if stands:
            found |= _money(store, dev, ep, first) - _standing(store, dev, ep, first, stands)
    return found


def _standing(store: Store, dev: bytes, ep: bytes, first: int, stands: str | None) -> set[bytes]:
    """Give the entries of the version that stands: what leads up to its named entry and what follows it."""
    if stands is None:
        return set()
    known = links(store, dev, ep, first)
    chosen = bytes.fromhex(stands)
    return backwards(known, chosen) | _forwards(known, chosen) if chosen in known else set()


def decide(book: Casebook, dev: bytes, ep: bytes, stands: str, reason: str, *, second: Session | None) -> bytes:
    """Let an officer, with a second one, say which version counts: its name in hex or BOTH; a later decision corrects the one before.

    Raise NotPermitted, SecondPersonNeeded or NoFork.
    """
    book.require(Action.FORK_DECIDE)
    other = book.require_second(Action.FORK_DECIDE, second)
    found = next((one for one in forks(book.store) if (one.dev, one.ep) == (dev, ep)), None)
    if found is None or (stands != BOTH and stands not in {one.first.hex() for one in found.versions}):
        raise NoFork
    county = str(book.store.value("SELECT county FROM stream WHERE dev = ? AND ep = ?", (dev, ep)) or "")
    with book.write(county) as writer:
        return writer.fact("fork_decision", {
            "dev": dev.hex(), "ep": ep.hex(), "seq": found.seq, "stands": stands, "reason": reason, "day": book.today,
            "corrects": _newest(book.store, dev, ep),
        }, second=other.author)  # fmt: skip


def _newest(store: Store, dev: bytes, ep: bytes) -> bytes | None:
    """Give the decision that a further one corrects."""
    rows = store.rows(
        "SELECT id, corrects FROM fork_decision WHERE dev = ? AND ep = ? ORDER BY n", (dev.hex(), ep.hex())
    )
    corrected: set[bytes] = {bytes(row["corrects"]) for row in rows if row["corrects"]}
    return max((bytes(row["id"]) for row in rows if bytes(row["id"]) not in corrected), default=None)

"""What the province sees of each device's stream: how far it is held, what is missing, and where two versions of it are about.

Here an officer closes a gap that nobody will fill, and says which version counts; what waited is taken in at once.
"""

from dataclasses import dataclass

from db import directory, forks, gaps, parts
from db.casebook import Casebook, Session
from db.cuts import ended
from db.forks import Fork
from db.gaps import Gap
from sync import receiving
from sync.receiving import Outcome


@dataclass(frozen=True)
class StreamStanding:
    """Tell of one stream: whose, its place among that device's (1: the first), entries held, what is missing, and its fork if it has one.

    `holes` are ranges that an officer closed and that were not filled since; `ended` says that officers ended this part.
    """

    dev: bytes
    ep: bytes
    name: str
    role: str
    part: int
    held: int
    gap: Gap | None
    holes: tuple[tuple[int, int], ...]
    fork: Fork | None
    ended: bool


def standings(book: Casebook) -> list[StreamStanding]:
    """List all streams of others, those that need somebody first, then by unit."""
    lacking = {(one.dev, one.ep): one for one in gaps.gaps(book.store)}
    parted = {(one.dev, one.ep): one for one in forks.forks(book.store)}
    rows = [(bytes(row["dev"]), bytes(row["ep"]), row["seq"]) for row in book.store.rows(
        "SELECT s.dev, s.ep, s.seq FROM stream s LEFT JOIN entry e ON e.dev = s.dev AND e.ep = s.ep AND e.q = 1"
        " WHERE s.mine = 0 GROUP BY s.dev, s.ep ORDER BY min(e.n)"
    )]  # fmt: skip
    known = {(dev, ep) for dev, ep, _ in rows}
    rows += [(dev, ep, 0) for dev, ep in lacking if (dev, ep) not in known]
    places: dict[bytes, int] = {}
    stopped = ended(book.store)
    found = []
    for dev, ep, seq in rows:
        places[dev] = places.get(dev, 0) + 1
        grant = directory.grant_of(book.store, dev)
        found.append(
            StreamStanding(
                dev, ep, grant.name if grant else "", grant.role if grant else "", places[dev], seq, lacking.get((dev, ep)),
                tuple(gaps.holes(book.store, dev, ep)), parted.get((dev, ep)), (dev, ep) in stopped,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (not needs_somebody(one), one.name, one.part))


def needs_somebody(one: StreamStanding) -> bool:
    """Tell whether an officer should look at a stream."""
    return one.gap is not None or (one.fork is not None and one.fork.stands is None)


def close_gap(book: Casebook, gap: Gap, reason: str) -> list[Outcome]:
    """Close a gap and take in what waited behind it; give what became of that. Raise as `db.gaps.close` does."""
    gaps.close(book, gap, reason)
    return receiving.retry_waiting(book)


def decide_fork(book: Casebook, fork: Fork, stands: str, reason: str, second: Session | None) -> None:
    """Say which version counts (its name in hex, or forks.BOTH); raise as `db.forks.decide` does."""
    forks.decide(book, fork.dev, fork.ep, stands, reason, second=second)


def end_part(book: Casebook, one: StreamStanding, reason: str, second: Session | None) -> None:
    """End a part that a copy wrote, or take it back where it is ended; raise as `db.parts.end` and `resume` do."""
    (parts.resume if one.ended else parts.end)(book, one.dev, one.ep, reason, second=second)

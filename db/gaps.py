"""Gaps in a device's stream: what never came, and an officer's word that it never will (docs/sync.md section 4.3)."""

from dataclasses import dataclass

from db.casebook import Casebook
from db.store import Store
from rules.errors import UserError
from rules.permissions import Action


class NoGap(UserError):
    """Say that nothing waits behind a gap of this stream."""

    code = "NO_GAP"


@dataclass(frozen=True)
class Gap:
    """Hold a range of numbers, both ends included, that a stream lacks before what waits behind it."""

    dev: bytes
    ep: bytes
    first: int
    upto: int


def gaps(store: Store) -> list[Gap]:
    """List the gaps that bundles wait behind, the nearest of each stream."""
    firsts: dict[tuple[bytes, bytes], int] = {}
    for row in store.rows("SELECT detail FROM bundle WHERE direction = 'in' AND outcome = 'GAP'"):
        dev, ep, got = row["detail"].split(":")
        key = bytes.fromhex(dev), bytes.fromhex(ep)
        firsts[key] = min(int(got), firsts.get(key, int(got)))
    found = []
    for (dev_, ep_), first in sorted(firsts.items()):
        seq = int(store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (dev_, ep_)) or 0)
        if first > seq + 1:
            found.append(Gap(dev_, ep_, seq + 1, first - 1))
    return found


def closed(store: Store, dev: bytes, ep: bytes) -> list[tuple[int, int]]:
    """Give the ranges of a stream that an officer closed, in order."""
    rows = store.rows(
        "SELECT DISTINCT first, upto FROM gap_closure WHERE dev = ? AND ep = ? ORDER BY first", (dev.hex(), ep.hex())
    )
    return [(row["first"], row["upto"]) for row in rows]


def holes(store: Store, dev: bytes, ep: bytes) -> list[tuple[int, int]]:
    """Give the closed ranges of which entries are missing still: should the device live after all, it can fill them."""
    found = []
    for first, upto in closed(store, dev, ep):
        held = store.value(
            "SELECT count(DISTINCT q) FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN ? AND ?", (dev, ep, first, upto)
        )
        if held < upto - first + 1:
            found.append((first, upto))
    return found


def close(book: Casebook, gap: Gap, reason: str) -> bytes:
    """Say that the entries of a gap will never come: what waits behind it may be applied, and is marked. Raise NotPermitted or NoGap."""
    book.require(Action.GAP_CLOSE)
    if gap not in gaps(book.store):
        raise NoGap
    county = str(_county(book.store, gap.dev))
    with book.write(county) as writer:
        return writer.fact("gap_closure", {
            "dev": gap.dev.hex(), "ep": gap.ep.hex(), "first": gap.first, "upto": gap.upto, "reason": reason, "day": book.today,
        })  # fmt: skip


def _county(store: Store, dev: bytes) -> str:
    from db import directory

    grant = directory.grant_of(store, dev)
    return grant.county if grant is not None else ""

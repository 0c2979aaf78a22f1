"""A PC is lost: what the province holds of it, its end, and giving its county's data back to the one that takes its place (docs/sync.md section 6).

What other desks and bases hold comes by itself: their streams go out once more, from the first entry, to a newly granted desk. The lost device's
own stream cannot, for nobody has its key; the province gives it back as an extract, up to the cut.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db import directory, journal, schema, settlement
from db.casebook import Casebook, Session
from db.cuts import cuts
from db.directory import Grant
from db.holdings import Holdings
from rules.clock import CHINA
from rules.permissions import Action
from rules.signing import SigningKey
from sync import admission, carrying, extract
from sync.admission import DeviceRevoked, NoSuchRequest

_LAST = 200
_LEFT = "left of "


@dataclass(frozen=True)
class LastEntry:
    """Tell of one entry that we hold of a device: its epoch and number, when it was written by that PC's clock, what it was."""

    ep: bytes
    q: int
    at: dt.datetime
    what: str


@dataclass(frozen=True)
class Holding:
    """Tell what the province holds of a device: its grant, its last entries (newest first), unused numbers, money left of its limit in fen."""

    grant: Grant
    last: tuple[LastEntry, ...]
    unused: int
    left_fen: int
    revoked: bool


def look(book: Casebook, dev: bytes) -> Holding:
    """Tell what we hold of a device; raise NoSuchRequest for one without a grant."""
    grant = directory.grant_of(book.store, dev)
    if grant is None:
        raise NoSuchRequest
    rows = book.store.rows("SELECT ep, q, ts, tbl FROM entry WHERE dev = ? ORDER BY n DESC LIMIT ?", (dev, _LAST))
    last = tuple(
        LastEntry(bytes(row["ep"]), row["q"], dt.datetime.fromtimestamp(row["ts"] / 1000, CHINA), _label(row["tbl"]))
        for row in rows
    )
    used = {
        str(row[0]) for row in book.store.rows("SELECT number FROM voucher_issue UNION SELECT number FROM voucher_void")
    }
    revoked = directory.is_revoked(book.store, dev)
    held = [] if revoked else Holdings(book.store).of(dev)
    unused = sum(
        one.block.number(serial) not in used for one in held if not one.block.closed for serial in one.block.serials
    )
    left = max(0, Holdings(book.store).limit(dev) - settlement.issued_fen(book, dev))
    if revoked:  # its limit is closed; what was left of it then may go to its successor
        left = int(book.setting(_LEFT + dev.hex(), str(left)))
    return Holding(grant, last, unused, left, revoked)


def _label(tbl: str) -> str:
    table = schema.BY_NAME.get(tbl)
    return table.label if table is not None else ""


def report(
    book: Casebook, dev: bytes, reason: str, grant_key: SigningKey, second: Session | None, *, cut: tuple[bytes, int] | None = None
) -> Holding:  # fmt: skip
    """Revoke a lost device by two persons and close its unused numbers for good; give how it stood before. Raise as `admission.revoke` does."""
    before = look(book, dev)
    admission.revoke(book, dev, reason, grant_key, second, cut=cut)
    admission.close_numbers(book, dev, grant_key)
    if not before.revoked:
        book.set_setting(_LEFT + dev.hex(), str(before.left_fen))
    return before


def hand_over(book: Casebook, successor: bytes, to: Path) -> list[Path]:
    """Write what its county's revoked devices recorded, up to their cuts, as extracts for a newly granted device; give the files.

    A base gets back what the one before it in its place recorded, and no more. The successor takes its receipt first. Raise NoSuchRequest,
    DeviceRevoked, and the folder's errors.
    """
    book.require(Action.UNIT_ADMIT)
    grant = directory.grant_of(book.store, successor)
    if grant is None:
        raise NoSuchRequest
    if directory.is_revoked(book.store, successor):
        raise DeviceRevoked(name=grant.name)
    return extract.write(book, [grant], _lines(book, grant), to)


def _lines(book: Casebook, grant: Grant) -> Iterator[bytes]:
    known = cuts(book.store)
    before = admission.predecessor(book, grant.dev)
    for lost in directory.grants(book.store, grant.county):
        if lost.dev not in known.devices or (grant.role == "base" and lost.dev != before):
            continue
        for row in book.store.rows("SELECT ep, seq FROM stream WHERE dev = ? ORDER BY ep", (lost.dev,)):
            ep = bytes(row["ep"])
            upto = min(row["seq"], known.by_stream.get((lost.dev, ep), 0))
            for line in journal.lines(book.store, lost.dev, ep, 1, upto):
                yield carrying.line(lost.dev, ep, line)

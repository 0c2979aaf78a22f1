"""What numbers and how much money each desk holds: its grant's, its opened spare block's, less what it handed on, plus what it was handed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from db import directory, flags
from db.cuts import cuts
from db.directory import Grant, NumberBlock
from db.store import Store
from rules import holdings as rules
from rules import vouchers
from rules.holdings import Handing, Piece, Run

VOUCHER, CERTIFICATE = "voucher", "certificate"
CONTESTED, NOT_HELD = "TRANSFER_CONTESTED", "OUT_OF_BLOCK"
_PREFIX = vouchers.PREFIX_DIGITS
_SERIAL_END = _PREFIX + vouchers.SERIAL_DIGITS


@dataclass(frozen=True)
class Holding:
    """Hold a run of voucher numbers with its holder, whom it was granted to, and how it came.

    `block` is the run itself; `to_ep` is the holder's epoch to which it was handed, empty where it was never handed on; `by` is that handing.
    """

    block: NumberBlock
    holder: bytes
    granted_to: bytes
    to_ep: bytes = b""
    by: bytes | None = None
    contested: bool = False

    def __contains__(self, number: str) -> bool:
        return number in self.block


@dataclass(frozen=True)
class _Source:
    """Hold a granted run with the block that it is."""

    run: Run
    block: NumberBlock


class Holdings:
    """Tell who holds which numbers and how much each may issue; see the module's text.

    With `county` that county's desks alone: nothing is handed on beyond it.
    """

    def __init__(self, store: Store, county: str = "") -> None:
        self._grants = {grant.dev: grant for grant in directory.grants(store, county) if grant.role == "desk"}
        self.opened = {
            (bytes(row["_dev"]), row["first"], row["last"])
            for row in store.rows("SELECT _dev, first, last FROM spare_opening")
        }
        handings, self._epochs = _handings(store, self._grants)
        sources = [source for grant in self._grants.values() for source in self._sources(grant)]
        self.walk = rules.walk((one.run for one in sources), handings)
        self._limits = rules.limits({dev: grant.limit_fen for dev, grant in self._grants.items()}, handings)
        self._held: dict[bytes, list[Holding]] = {}
        self._printed: dict[str, int] = {}
        self.handings = tuple(handings)
        for one in sources:
            county = self._grants[one.run.holder].county
            self._printed[county] = self._printed.get(county, 0) + len(one.block.serials)
            for piece in self.walk.pieces[one.run]:
                self._held.setdefault(piece.holder, []).append(self._holding(one, piece))

    def _sources(self, grant: Grant) -> Iterable[_Source]:
        spares = (replace(one, spare=True) for one in grant.spares if one.kind == VOUCHER)
        opened = (one for one in spares if (grant.dev, one.first, one.last) in self.opened)
        for block in (*grant.blocks_of(VOUCHER), *opened):
            serials = block.serials
            yield _Source(Run(grant.dev, block.first[:_PREFIX], serials.start, serials.stop - 1), block)

    def _holding(self, source: _Source, piece: Piece) -> Holding:
        prefix = source.run.prefix
        block = replace(
            source.block, first=vouchers.make_number(prefix, piece.first), last=vouchers.make_number(prefix, piece.last)
        )
        by = piece.by.id if piece.by else None
        to_ep = self._epochs.get(by, b"") if by else b""
        return Holding(block, piece.holder, source.run.holder, to_ep, by, piece.contested)

    def of(self, dev: bytes) -> list[Holding]:
        """List what a device holds in order of the numbers, whether or not it may still give them."""
        return sorted(self._held.get(dev, ()), key=lambda one: one.block.first)

    def holds(self, dev: bytes, number: str) -> bool:
        """Tell whether a number is the device's to have issued; one that was handed to two is nobody's."""
        return any(not one.contested and number in one for one in self._held.get(dev, ()))

    def limit(self, dev: bytes) -> int:
        """Give how much a device may issue in all, in fen."""
        return self._limits.get(dev, 0)

    def printed(self, county: str) -> int:
        """Count the numbers given to a county: its blocks, and its spare blocks once they are opened."""
        return self._printed.get(county, 0)


def _handings(store: Store, desks: dict[bytes, Grant]) -> tuple[list[Handing], dict[bytes, bytes]]:
    """Give what was handed on between desks of one county and the taker's epoch by row.

    Nothing beyond a revocation's cut, and nothing of a version of the giver's stream that an officer did not let stand.
    """
    from db import forks  # it stands on the casebook, which stands on what applies entries, which asks us

    known = cuts(store)
    found, epochs, overruled = [], {}, forks.overruled(store)
    for row in store.rows(
        "SELECT t.*, e.ep AS ep, e.q AS q FROM block_transfer t JOIN entry e ON e.hash = t._entry WHERE t.kind = ?",
        (VOUCHER,),
    ):
        giver, taker = desks.get(bytes(row["_dev"])), desks.get(_hex(row["to_dev"]))
        ep = bytes(row["ep"])
        if bytes(row["_entry"]) in overruled:
            continue
        if giver is None or taker is None or giver.county != taker.county or giver.dev == taker.dev or not _is_run(row):
            continue
        if known.beyond(giver.dev, ep, row["q"]):
            continue
        order = (row["grant_no"], ep, row["q"], bytes(row["_entry"]))
        first, last = (int(row[name][_PREFIX:_SERIAL_END]) for name in ("first", "last"))
        row_id = bytes(row["id"])
        found.append(
            Handing(row_id, giver.dev, taker.dev, row["first"][:_PREFIX], first, last, row["limit_fen"], order)
        )
        epochs[row_id] = _hex(row["to_ep"])
    return found, epochs


def _is_run(row: Any) -> bool:
    first, last = row["first"], row["last"]
    good = all(vouchers.is_number(one) and len(one) == vouchers.NUMBER_DIGITS for one in (first, last))
    return good and first[:_PREFIX] == last[:_PREFIX] and first <= last


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def newest_epoch(store: Store, grant: Grant) -> bytes:
    """Give the newest epoch known of a granted device."""
    found = store.value("SELECT ep FROM entry WHERE dev = ? AND kind = 'epoch' ORDER BY n DESC LIMIT 1", (grant.dev,))
    return bytes(found) if found is not None else grant.ep


def spare_in_use(store: Store, grant: Grant, ep: bytes) -> NumberBlock | None:
    """Give a device's spare block where it is open: the ordinary blocks rest in this its epoch, and it was opened in it."""
    if grant.spare is None or grant.ep == ep:
        return None
    row = store.one(
        "SELECT 1 FROM spare_opening o JOIN entry e ON e.hash = o._entry WHERE o._dev = ? AND o.first = ? AND o.last = ? AND e.ep = ?",
        (grant.dev, grant.spare.first, grant.spare.last, ep),
    )
    return grant.spare if row is not None else None


def open_blocks(store: Store, grant: Grant, ep: bytes, held: Holdings | None = None) -> tuple[NumberBlock, ...]:
    """Give the runs from which a desk may give numbers in its epoch `ep`, neighbours joined.

    The grant's while its epoch lasts, what was handed to the desk in this epoch, and the spare block while it is in use.
    """
    held = held or Holdings(store)
    spare = spare_in_use(store, grant, ep)
    found: list[NumberBlock] = []
    for one in held.of(grant.dev):
        rests = one.block.spare or one.block.closed or grant.ep != ep
        own = not one.to_ep and (_within(one.block, spare) or not rests)
        if one.contested or not (own or one.to_ep == ep):
            continue
        block = replace(one.block, closed=False)
        if found and _joins(found[-1], block):
            found[-1] = replace(found[-1], last=block.last)
        else:
            found.append(block)
    return tuple(found)


def open_certificates(store: Store, grant: Grant, ep: bytes) -> tuple[NumberBlock, ...] | None:
    """Give the runs from which a base may give certificate numbers in its epoch `ep`; None where all rest since a restore."""
    if grant.ep == ep:
        return grant.open_blocks(CERTIFICATE)
    spare = spare_in_use(store, grant, ep)
    return (spare,) if spare is not None else None


def _within(block: NumberBlock, spare: NumberBlock | None) -> bool:
    return spare is not None and spare.first <= block.first and block.last <= spare.last


def _joins(one: NumberBlock, other: NumberBlock) -> bool:
    same = (other.face_fen, other.valid_until, other.spare) == (one.face_fen, one.valid_until, one.spare)
    return same and one.first[:_PREFIX] == other.first[:_PREFIX] and one.serials.stop == other.serials.start


def flag_transfers(store: Store, now: int) -> None:
    """Flag handings that contradict each other and those of numbers that their giver never held; take back what has cleared up."""
    held = Holdings(store)
    wrong = {}
    for row in store.rows("SELECT id, first FROM block_transfer"):
        row_id = bytes(row["id"])
        if row_id in held.walk.contested:
            wrong[row_id] = (CONTESTED, row["first"])
        elif row_id not in held.walk.followed:
            wrong[row_id] = (NOT_HELD, row["first"])
    for flag in store.rows(
        "SELECT n, code, row FROM flag WHERE tbl = 'block_transfer' AND code IN (?, ?)", (CONTESTED, NOT_HELD)
    ):
        if wrong.get(bytes(flag["row"]), ("",))[0] != flag["code"]:
            store.execute("DELETE FROM flag WHERE n = ?", (flag["n"],))
    for row_id, (code, first) in wrong.items():
        flags.raise_flag(store, code, "block_transfer", row_id, first, now)

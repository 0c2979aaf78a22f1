"""What of a revoked device, or of an ended part of one, counts: its entries up to the cut, and what is said of those beyond (docs/sync.md section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from db import directory, flags, schema
from db.store import Store

AFTER_CUT = "AFTER_CUT"
_QUIET = tuple(table.name for table in schema.TABLES if not table.signed)
"""Tables without money: what was applied beyond a cut stands there and is flagged; money is judged anew at each settlement."""


@dataclass(frozen=True)
class Cuts:
    """Hold up to which number the entries of each revoked device count, epoch by epoch; of an epoch that is not named none does.

    `parts` are those that were ended while their device goes on in another.
    """

    by_stream: Mapping[tuple[bytes, bytes], int]
    devices: frozenset[bytes]
    parts: Mapping[tuple[bytes, bytes], int]

    @property
    def touched(self) -> frozenset[bytes]:
        """Give the devices of which something may lie beyond a cut."""
        return self.devices | {dev for dev, _ in self.parts}

    def beyond(self, dev: bytes, ep: bytes, q: int) -> bool:
        """Tell whether an entry lies beyond its device's cut."""
        return q > self.parts.get((dev, ep), q) or (dev in self.devices and q > self.by_stream.get((dev, ep), 0))


def ended(store: Store) -> dict[tuple[bytes, bytes], int]:
    """Give the ended parts as (device, epoch) with the last number that counts for money.

    Of several that do not correct each other the strictest holds: whoever ended a part meant it.
    """
    rows = store.rows("SELECT id, dev, ep, upto, ended, corrects FROM part_end")
    corrected = {bytes(row["corrects"]) for row in rows if row["corrects"]}
    found: dict[tuple[bytes, bytes], int] = {}
    for row in rows:
        if row["ended"] and bytes(row["id"]) not in corrected:
            part = _part(row["dev"], row["ep"])
            if part is not None:
                found[part] = min(row["upto"], found.get(part, row["upto"]))
    return found


def _part(dev: str, ep: str) -> tuple[bytes, bytes] | None:
    try:
        return bytes.fromhex(dev), bytes.fromhex(ep)
    except ValueError:  # the province's own facts are signed, yet a newer program may name parts in another way
        return None


def cuts(store: Store) -> Cuts:
    """Give the cuts of all revoked devices and ended parts."""
    found = directory.revocations(store)
    return Cuts({(one.dev, one.ep): one.cut_seq for one in found}, frozenset(one.dev for one in found), ended(store))


def flag_beyond(store: Store, now: int) -> None:
    """Flag every row without money that an entry beyond a cut has changed; call it inside a transaction. `now` in milliseconds."""
    known = cuts(store)
    marks = ",".join("?" * len(_QUIET))
    for dev in known.touched:
        rows = store.rows(
            f"SELECT ep, q, tbl, row FROM entry WHERE dev = ? AND state = 'applied' AND tbl IN ({marks})",
            (dev, *_QUIET),
        )
        for row in list(rows):
            if known.beyond(dev, bytes(row["ep"]), row["q"]):
                flags.raise_flag(store, AFTER_CUT, row["tbl"], bytes(row["row"]), "", now)

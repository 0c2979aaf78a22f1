"""What of a revoked device counts: its entries up to the cut of each epoch, and what is said of those beyond (docs/sync.md section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from db import directory, flags, schema
from db.store import Store

AFTER_CUT = "AFTER_CUT"
_QUIET = tuple(table.name for table in schema.TABLES if not table.signed)
"""Tables without money: what was applied beyond a cut stands there and is flagged; money is judged anew at each settlement."""


@dataclass(frozen=True)
class Cuts:
    """Hold up to which number the entries of each revoked device count, epoch by epoch; of an epoch that is not named none does."""

    by_stream: Mapping[tuple[bytes, bytes], int]
    devices: frozenset[bytes]

    def beyond(self, dev: bytes, ep: bytes, q: int) -> bool:
        """Tell whether an entry lies beyond its device's cut."""
        return dev in self.devices and q > self.by_stream.get((dev, ep), 0)


def cuts(store: Store) -> Cuts:
    """Give the cuts of all revoked devices."""
    found = directory.revocations(store)
    return Cuts({(one.dev, one.ep): one.cut_seq for one in found}, frozenset(one.dev for one in found))


def flag_beyond(store: Store, now: int) -> None:
    """Flag every row without money that an entry beyond a cut has changed; call it inside a transaction. `now` in milliseconds."""
    known = cuts(store)
    marks = ",".join("?" * len(_QUIET))
    for dev in known.devices:
        rows = store.rows(
            f"SELECT ep, q, tbl, row FROM entry WHERE dev = ? AND state = 'applied' AND tbl IN ({marks})",
            (dev, *_QUIET),
        )
        for row in list(rows):
            if known.beyond(dev, bytes(row["ep"]), row["q"]):
                flags.raise_flag(store, AFTER_CUT, row["tbl"], bytes(row["row"]), "", now)

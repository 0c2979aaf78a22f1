"""号段与额度 as the province sees them: what each granted device holds of numbers and money, what it has used by the bundles collected, what is left."""

from dataclasses import dataclass

from db import directory, settlement, transfers, vouchers
from db.casebook import Casebook
from db.directory import Grant, NumberBlock
from db.holdings import CERTIFICATE, Holdings
from db.transfers import Transfer

LOW_SHARE = 0.1
"""A unit that has used all but a tenth of its numbers or money is told to be running low."""


@dataclass(frozen=True)
class UnitQuota:
    """Hold how one device stands: its runs of numbers, how many there are and how many are used, its limit and what is used of it in fen.

    `moved` is how many numbers came from other PCs of the county, below zero where more went to them, `moved_fen` the same of money. A base has
    certificate numbers and no money. `spare` is the block for the days after a restore, `spare_open` whether it was opened.
    """

    grant: Grant
    runs: tuple[NumberBlock, ...]
    numbers: int
    used: int
    limit_fen: int = 0
    used_fen: int = 0
    moved: int = 0
    moved_fen: int = 0
    spare: NumberBlock | None = None
    spare_open: bool = False
    revoked: bool = False

    @property
    def left(self) -> int:
        """Give how many numbers are left."""
        return max(0, self.numbers - self.used)

    @property
    def left_fen(self) -> int:
        """Give what is left of the limit, in fen."""
        return max(0, self.limit_fen - self.used_fen)

    @property
    def low(self) -> bool:
        """Tell whether numbers or money run low; a device that was never given any, or is revoked, is not short of them."""
        if self.revoked or not self.numbers:
            return False
        return self.left <= self.numbers * LOW_SHARE or 0 < self.limit_fen * LOW_SHARE >= self.left_fen


@dataclass(frozen=True)
class Quotas:
    """Hold all units, by county and kind, and the transfers among the desks, the newest first."""

    units: tuple[UnitQuota, ...]
    transfers: tuple[Transfer, ...]


def survey(book: Casebook) -> Quotas:
    """Tell how all granted devices stand."""
    held = Holdings(book.store)
    grants = sorted(directory.grants(book.store), key=lambda one: (one.county, one.role != "desk", one.name))
    return Quotas(
        tuple(_desk(book, one, held) if one.role == "desk" else _base(book, one) for one in grants),
        tuple(transfers.transfers(book)),
    )


def _desk(book: Casebook, grant: Grant, held: Holdings) -> UnitQuota:
    runs = tuple(one.block for one in held.of(grant.dev))
    own = sum(len(block.serials) for block in grant.blocks_of("voucher"))
    spare_open = grant.spare is not None and (grant.dev, grant.spare.first, grant.spare.last) in held.opened
    opened = sum(len(one.block.serials) for one in held.of(grant.dev) if one.block.spare and not one.to_ep)
    numbers = sum(len(block.serials) for block in runs)
    limit = held.limit(grant.dev)
    return UnitQuota(
        grant, runs, numbers, sum(len(vouchers.used_serials(book, block)) for block in runs), limit, settlement.issued_fen(book, grant.dev),
        numbers - own - opened, limit - grant.limit_fen, grant.spare, spare_open, directory.is_revoked(book.store, grant.dev),
    )  # fmt: skip


def _base(book: Casebook, grant: Grant) -> UnitQuota:
    runs = grant.blocks_of(CERTIFICATE)
    used = int(book.store.value("SELECT count(*) FROM certificate WHERE _dev = ?", (grant.dev,)))
    spare_open = grant.spare is not None and book.store.one(
        "SELECT 1 FROM spare_opening WHERE _dev = ? AND first = ? AND last = ?", (grant.dev, grant.spare.first, grant.spare.last)
    ) is not None  # fmt: skip
    numbers = sum(len(block.serials) for block in runs)
    return UnitQuota(
        grant, runs, numbers, used, spare=grant.spare, spare_open=spare_open, revoked=directory.is_revoked(book.store, grant.dev)
    )  # fmt: skip

"""A line of 培训券收发存 as plain values: one office's account of one batch over a period, with the numbers behind it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class VoucherLine:
    """Hold the account of one office and batch in a period; `last_stock` is counted number by number, not added up.

    `used` are the runs of numbers given out or made void in the period, `stock` those still held at its end, `gaps` the runs that were passed over,
    `doubles` the numbers that were given out twice; each as (first, last) serial.
    """

    office: str
    prefix: str
    first_stock: int
    received: int
    handed_in: int
    issued: int
    void: int
    handed_out: int
    closed: int
    last_stock: int
    first_out: int
    redeemed: int
    void_out: int
    lost: int
    expired: int
    last_out: int
    issued_fen: int
    redeemed_fen: int
    used: tuple[tuple[int, int], ...]
    stock: tuple[tuple[int, int], ...]
    gaps: tuple[tuple[int, int], ...]
    doubles: tuple[int, ...]

    @property
    def year(self) -> str:
        """Give the year in the numbers."""
        return self.prefix[2:6]

    @property
    def batch(self) -> str:
        """Give the batch in the numbers."""
        return self.prefix[12:15]

    @property
    def stock_apart(self) -> int:
        """Give by how much the closing stock is not what opening + in − out come to."""
        came = self.first_stock + self.received + self.handed_in
        return self.last_stock - (came - self.issued - self.void - self.handed_out - self.closed)

    @property
    def out_apart(self) -> int:
        """Give the same of what is in people's hands."""
        gone = self.redeemed + self.void_out + self.lost + self.expired
        return self.last_out - (self.first_out + self.issued - gone)


def runs_of(serials: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Gather serials into runs without a gap."""
    found: list[tuple[int, int]] = []
    for serial in sorted(set(serials)):
        if found and serial == found[-1][1] + 1:
            found[-1] = (found[-1][0], serial)
        else:
            found.append((serial, serial))
    return tuple(found)

"""The serials of pre-printed stock: what the printing works put on each sheet, such as A0012345; prefix, then figures of a fixed length."""

import re
import unicodedata
from dataclasses import dataclass

from rules.errors import UserError

MOST_SHEETS = 100_000
"""Sheets in one range; more is a slip of the keys."""
_SERIAL = re.compile(r"([A-Z]{0,6})([0-9]{3,12})")
_BEFORE = re.compile(r"^(?:№|NO[.:：]?)(?=[A-Z]{0,6}[0-9])")


class SerialUnreadable(UserError):
    """Say that a text is no serial: letters may lead, then 3 to 12 figures; field `text`."""

    code = "SERIAL_UNREADABLE"


class RangeUnfit(UserError):
    """Say that two serials do not bound a range; field `reason`: prefix, order or size."""

    code = "RANGE_UNFIT"


@dataclass(frozen=True, slots=True, order=True)
class Serial:
    """Hold a serial in its parts; `str()` writes it as printed, without blanks."""

    prefix: str
    digits: int
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}{self.number:0{self.digits}d}"

    def next(self) -> "Serial | None":
        """Give the one after, or None after the last of this length."""
        return Serial(self.prefix, self.digits, self.number + 1) if self.number + 1 < 10**self.digits else None


def parse(text: str) -> Serial:
    """Read a serial typed or scanned (blanks, hyphens, full width and a leading No. do not matter); raise SerialUnreadable."""
    folded = re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", text)).upper()
    found = _SERIAL.fullmatch(_BEFORE.sub("", folded))
    if found is None:
        raise SerialUnreadable(text=text[:30])
    return Serial(found[1], len(found[2]), int(found[2]))


@dataclass(frozen=True, slots=True)
class SerialRange:
    """Hold a run of serials, both ends included."""

    first: Serial
    last: Serial

    @property
    def count(self) -> int:
        """Count the sheets."""
        return self.last.number - self.first.number + 1

    def __contains__(self, serial: Serial) -> bool:
        same = (serial.prefix, serial.digits) == (self.first.prefix, self.first.digits)
        return same and self.first.number <= serial.number <= self.last.number

    def overlaps(self, other: "SerialRange") -> bool:
        """Tell whether some serial lies in both."""
        return other.first in self or self.first in other


def run(first: str, last: str) -> SerialRange:
    """Give the range between two serials; raise SerialUnreadable or RangeUnfit."""
    one, other = parse(first), parse(last)
    if (one.prefix, one.digits) != (other.prefix, other.digits):
        raise RangeUnfit(reason="prefix")
    if other.number < one.number:
        raise RangeUnfit(reason="order")
    if other.number - one.number >= MOST_SHEETS:
        raise RangeUnfit(reason="size")
    return SerialRange(one, other)


@dataclass(frozen=True, slots=True)
class StockCount:
    """Hold how many sheets of pre-printed stock stand where: 领入 = 已用 + 作废 + 结存, the missing among the void."""

    received: int = 0
    used: int = 0
    void: int = 0
    left: int = 0
    missing: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether the identity holds and no figure is impossible."""
        least = min(self.received, self.used, self.void, self.left, self.missing)
        return least >= 0 and self.missing <= self.void and self.received == self.used + self.void + self.left

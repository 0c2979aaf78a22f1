"""Training vouchers: their numbers, their blocks, their states and the sums that must agree.

A number has 22 digits: province 2, year 4, county 6, batch 3, serial 6, check 1 (ISO 7064 MOD 11,10 over the first 21).
A certificate number has 18: county 6, year 4, base 2, serial 5, check 1; written 519901-2009-01-00001-0, so that nobody takes it
for a vocational certificate of 16 or 22 characters (docs/programme.md).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import Enum
from itertools import pairwise

from rules.errors import UserError

NUMBER_DIGITS, PREFIX_DIGITS, SERIAL_DIGITS = 22, 15, 6
MAX_SERIAL = 10**SERIAL_DIGITS - 1

_NUMBER = re.compile(r"[0-9]{22}")
_CERTIFICATE = re.compile(r"[0-9]{18}")


class NumberFormat(UserError):
    """Say that a voucher or certificate number is none; field `reason` is length, check or serial."""

    code = "NUMBER_FORMAT"


class Status(Enum):
    """Name the states of a voucher (docs/programme.md) with their Chinese words."""

    STOCK = "在库"
    DRAWN = "已领用"
    ISSUED = "已发放"
    REDEEMED = "已核销"
    CLAIMED = "送审"
    SETTLED = "已结算"
    LOST = "挂失"
    REPLACED = "补发"
    EXPIRED = "过期"
    RETURNED = "退回"
    VOID = "作废"


# From each state where a voucher may go; nothing is ever deleted, and a redeemed one is never void.
NEXT: dict[Status, frozenset[Status]] = {
    Status.STOCK: frozenset({Status.DRAWN, Status.ISSUED, Status.VOID}),
    Status.DRAWN: frozenset({Status.ISSUED, Status.RETURNED, Status.VOID, Status.STOCK}),
    Status.ISSUED: frozenset({Status.REDEEMED, Status.LOST, Status.EXPIRED, Status.VOID, Status.RETURNED}),
    Status.REDEEMED: frozenset({Status.CLAIMED}),
    Status.CLAIMED: frozenset({Status.SETTLED, Status.REDEEMED}),
    Status.SETTLED: frozenset(),
    Status.LOST: frozenset({Status.REPLACED, Status.ISSUED, Status.VOID}),
    Status.REPLACED: frozenset(),
    Status.EXPIRED: frozenset({Status.VOID}),
    Status.RETURNED: frozenset({Status.STOCK, Status.VOID}),
    Status.VOID: frozenset(),
}


def may_become(now: Status, wanted: Status) -> bool:
    """Tell whether a voucher may go from one state to the other."""
    return wanted in NEXT[now]


# Where each digit leads from each product: a settlement checks tens of thousands of numbers.
_STEP = [{str(digit): ((product + digit) % 10 or 10) * 2 % 11 for digit in range(10)} for product in range(11)]


def check_digit(digits: str) -> str:
    """Give the check digit of a string of digits (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in digits:
        product = _STEP[product][digit]
    return str((11 - product) % 10)


@dataclass(frozen=True, slots=True)
class Number:
    """Hold the parts of a voucher number; `str()` gives its 22 digits."""

    province: str
    year: int
    county: str
    batch: str
    serial: int

    @property
    def prefix15(self) -> str:
        """Give the fifteen digits before the serial."""
        return f"{self.province}{self.year:04d}{self.county}{self.batch}"

    def __str__(self) -> str:
        return make_number(self.prefix15, self.serial)


def make_prefix(province: str, year: int, county: str, batch: int) -> str:
    """Give the fifteen digits of province, year, county and batch; raise NumberFormat where one does not fit."""
    prefix = f"{province}{year:04d}{county}{batch:03d}"
    if not re.fullmatch(r"[0-9]{15}", prefix) or len(province) != 2 or len(county) != 6:
        raise NumberFormat(reason="length")
    return prefix


def make_number(prefix15: str, serial: int) -> str:
    """Give the 22 digits of a voucher number; raise NumberFormat for a prefix or serial out of range."""
    if not re.fullmatch(r"[0-9]{15}", prefix15):
        raise NumberFormat(reason="length")
    if not 0 <= serial <= MAX_SERIAL:
        raise NumberFormat(reason="serial")
    digits = f"{prefix15}{serial:06d}"
    return digits + check_digit(digits)


def _digits(text: str) -> str:
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text))


def is_number(text: str) -> bool:
    """Tell whether it is a voucher number with a right check digit."""
    number = _digits(text)
    return bool(_NUMBER.fullmatch(number)) and check_digit(number[:-1]) == number[-1]


def parse_number(text: str) -> Number:
    """Take a voucher number apart (blanks and hyphens are overlooked); raise NumberFormat where it is none."""
    number = _digits(text)
    if not _NUMBER.fullmatch(number):
        raise NumberFormat(reason="length")
    if check_digit(number[:-1]) != number[-1]:
        raise NumberFormat(reason="check")
    return Number(number[:2], int(number[2:6]), number[6:12], number[12:15], int(number[15:21]))


def shown(number: str) -> str:
    """Write a voucher number in groups for reading aloud: 51 2009 519901 001 000001 5."""
    return " ".join((number[:2], number[2:6], number[6:12], number[12:15], number[15:21], number[21:])).strip()


@dataclass(frozen=True, slots=True)
class Block:
    """Hold a run of voucher serials granted to a workplace, both ends included; face value in fen."""

    prefix15: str
    first: int
    last: int
    face_fen: int
    valid_until: dt.date

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{15}", self.prefix15):
            raise NumberFormat(reason="length")
        if not 0 <= self.first <= self.last <= MAX_SERIAL:
            raise NumberFormat(reason="serial")

    @property
    def size(self) -> int:
        """Count the numbers."""
        return self.last - self.first + 1

    @property
    def first_number(self) -> str:
        """Give the first number in full."""
        return make_number(self.prefix15, self.first)

    @property
    def last_number(self) -> str:
        """Give the last number in full."""
        return make_number(self.prefix15, self.last)

    def contains(self, number: str) -> bool:
        """Tell whether a full number (22 digits) with a right check digit lies in the block."""
        digits = _digits(number)
        return is_number(digits) and digits[:15] == self.prefix15 and self.first <= int(digits[15:21]) <= self.last

    def numbers(self, count: int | None = None, *, start: int | None = None) -> Iterator[str]:
        """Give full numbers in order from serial `start` (else the first), at most `count`."""
        begin = self.first if start is None else max(self.first, start)
        end = self.last if count is None else min(self.last, begin + count - 1)
        return (make_number(self.prefix15, serial) for serial in range(begin, end + 1))


@dataclass(frozen=True, slots=True)
class Counts:
    """Hold how many vouchers stand where; `issued` counts every one handed out and not void since, wherever it is now.

    `contested` are redemptions beyond the first of one voucher: person-times of paper, not vouchers, so in no identity.
    """

    printed: int = 0
    stock: int = 0
    drawn: int = 0
    issued: int = 0
    void: int = 0
    redeemed: int = 0
    outstanding: int = 0
    expired: int = 0
    lost: int = 0
    contested: int = 0
    payable: int = 0
    payable_fen: int = 0

    def breaches(self) -> tuple[str, ...]:
        """Name the identities of docs/programme.md that do not hold: NEGATIVE, PRINTED, ISSUED, PAYABLE."""
        found: list[str] = []
        if any(getattr(self, field.name) < 0 for field in fields(self)):
            found.append("NEGATIVE")
        if self.printed != self.stock + self.drawn + self.issued + self.void:
            found.append("PRINTED")
        if self.issued != self.redeemed + self.outstanding + self.expired + self.lost:
            found.append("ISSUED")
        if self.payable > self.redeemed - self.contested:
            found.append("PAYABLE")
        return tuple(found)


def payable(face_fen: int, actual_fen: int) -> int:
    """Give what one voucher pays: the smaller of face value and actual fee, in fen."""
    if face_fen < 0 or actual_fen < 0:
        raise ValueError("money below zero")
    return min(face_fen, actual_fen)


@dataclass(frozen=True, slots=True)
class SerialReport:
    """Hold what a look through serials found: numbers used twice (重号), ranges missing (缺号), steps out of order (跳号)."""

    duplicates: tuple[int, ...]
    gaps: tuple[tuple[int, int], ...]
    jumps: tuple[tuple[int, int], ...]


def look_through(serials: Iterable[int], *, first: int | None = None, last: int | None = None) -> SerialReport:
    """Examine serials in the order of use; `first` and `last` are the ends they should fill, else the smallest and largest used."""
    used = list(serials)
    seen: set[int] = set()
    twice: dict[int, None] = {}
    for serial in used:
        if serial in seen:
            twice[serial] = None
        seen.add(serial)
    jumps = tuple((before, after) for before, after in pairwise(used) if after not in {before, before + 1})
    gaps: list[tuple[int, int]] = []
    at = first if first is not None else min(seen, default=0)
    for serial in sorted(seen):
        if serial > at:
            gaps.append((at, serial - 1))
        at = max(at, serial + 1)
    if last is not None and at <= last:
        gaps.append((at, last))
    return SerialReport(tuple(twice), tuple(gaps), jumps)


def make_certificate_number(county: str, year: int, base: int, serial: int) -> str:
    """Give a certificate number such as 519901-2009-01-00001-0; raise NumberFormat where a part does not fit."""
    digits = f"{county}{year:04d}{base:02d}{serial:05d}"
    if not re.fullmatch(r"[0-9]{17}", digits) or len(county) != 6 or serial < 1:
        raise NumberFormat(reason="length")
    return certificate_shown(digits + check_digit(digits))


def certificate_shown(digits: str) -> str:
    """Write the 18 digits of a certificate number with hyphens."""
    return "-".join((digits[:6], digits[6:10], digits[10:12], digits[12:17], digits[17:]))


def is_certificate_number(text: str) -> bool:
    """Tell whether it is a certificate number, with or without hyphens, with a right check digit."""
    digits = _digits(text)
    return bool(_CERTIFICATE.fullmatch(digits)) and check_digit(digits[:-1]) == digits[-1]


def parse_certificate_number(text: str) -> tuple[str, int, int, int]:
    """Give county, year, base and serial of a certificate number; raise NumberFormat where it is none."""
    digits = _digits(text)
    if not _CERTIFICATE.fullmatch(digits):
        raise NumberFormat(reason="length")
    if check_digit(digits[:-1]) != digits[-1]:
        raise NumberFormat(reason="check")
    return digits[:6], int(digits[6:10]), int(digits[10:12]), int(digits[12:17])

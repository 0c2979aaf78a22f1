"""Small loans: who may borrow how much by which document and date, the plan of repayment, and how much is overdue for how long.

Money is integer fen; a rate is an integer in millionths a year (5.31 % is 53,100), written as percent at the edge. What the documents say is
data (`data/loan_rules.json`), to which a supervisor adds the documents of the place (table `loan_rule`). Sources: programme sections 4 and 5
(Liaoning, Jinan, Henan), standards section 9 (`loan_apply`): in 2009 persons up to 50,000 yuan, up to two years, base rate and three points.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from itertools import accumulate

from rules.followups import months_after

DIRECT, GUARANTEED, SUBSIDISED = "1", "2", "3"
"""Codes of `loan_kind`: lent by the union itself, by a bank under a guarantee, by a bank with the interest paid by a fund."""
EQUAL, AT_END = "1", "2"
"""Codes of `loan_way`: 等额本息, and 按月付息到期还本."""
PERCENT = 10_000
"""Millionths in one percent."""
_YEAR = 12 * 1_000_000
_RATE = re.compile(r"(\d{1,2})(?:\.(\d{1,4}))?[%％]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class LoanRule:
    """Hold what one document allows: its region (digits of the division code, empty for the whole country), name, number, first and last day.

    Amounts in fen, `months` the longest term, `over_base` points above the base rate in millionths; None is no limit. Where `couple` is set, the
    cap is one for husband and wife together. `subsidy` is the share of the interest in percent that a fund may pay. Where `confirm` is set, the
    document is not known from its own text: the office must confirm it (核对), or enter the measure of its place or province, which goes before it.
    One `for_women` speaks of women alone, and of them goes before what speaks of everybody in the same region.
    """

    region: str
    name: str
    number: str
    first: dt.date
    last: dt.date | None = None
    least_fen: int | None = None
    cap_fen: int | None = None
    months: int | None = None
    over_base: int | None = None
    couple: bool = False
    subsidy: int | None = None
    confirm: bool = False
    for_women: bool = False

    @property
    def title(self) -> str:
        """Name the document as it is told to people, with its day."""
        number = f"（{self.number}）" if self.number else ""
        confirm = "，须本单位核对" if self.confirm else ""
        return f"《{self.name}》{number}，{self.first:%Y-%m-%d} 起{confirm}"

    def holds(self, region: str, day: dt.date) -> bool:
        """Tell whether it is in force in that division (six digits) on that day."""
        return region.startswith(self.region) and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Instalment:
    """Hold one instalment: its number from 1, its day, principal and interest in fen, what is still owed after it."""

    number: int
    day: dt.date
    principal: int
    interest: int
    left: int

    @property
    def due(self) -> int:
        """Give what is to be paid on the day."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Overdue:
    """Hold what should have been paid and was not: fen, and days since the first instalment that is not covered."""

    fen: int = 0
    days: int = 0


@cache
def shipped() -> tuple[LoanRule, ...]:
    """Give the documents that come with the program, read once."""
    text = resources.files("rules").joinpath("data", "loan_rules.json").read_text(encoding="utf-8")
    return tuple(
        LoanRule(
            one["region"], one["name"], one.get("number", ""), dt.date.fromisoformat(one["first"]),
            dt.date.fromisoformat(one["last"]) if "last" in one else None, one.get("least_fen"), one.get("cap_fen"), one.get("months"),
            read_rate(one["over_base"]) if "over_base" in one else None, one.get("couple", False), one.get("subsidy"),
            one.get("confirm", False), one.get("for_women", False),
        )
        for one in json.loads(text)["documents"]
    )  # fmt: skip


@cache
def _base_rates() -> tuple[tuple[dt.date, dt.date, int, int], ...]:
    """Give the benchmark rates that are known: first and last day, longest term in months, rate."""
    text = resources.files("rules").joinpath("data", "loan_rules.json").read_text(encoding="utf-8")
    return tuple(
        (dt.date.fromisoformat(one["first"]), dt.date.fromisoformat(one["last"]), one["months"], read_rate(one["rate"]) or 0)
        for one in json.loads(text)["base_rates"]
    )  # fmt: skip


def base_rate(day: dt.date, months: int) -> int | None:
    """Give the benchmark rate of that day for such a term, None where it is not known: then the clerk enters the bank's."""
    found = [rate for first, last, longest, rate in _base_rates() if first <= day <= last and months <= longest]
    return found[0] if found else None


def choose(rules: Iterable[LoanRule], region: str, day: dt.date, *, woman: bool = False) -> LoanRule | None:
    """Give the rule in force: that of the nearest region, there one for women before one for all, of several the latest; None where none is."""
    found = [one for one in rules if one.holds(region, day) and (woman or not one.for_women)]
    return max(found, key=lambda one: (len(one.region), one.for_women, one.first), default=None)


def reach(region: str) -> str:
    """Give the digits that all divisions within a region begin with: 510000 is 51."""
    return re.sub("(?:00)+$", "", region)


def read_rate(text: str) -> int | None:
    """Read a yearly rate in percent (5.31, 5.31%, up to four decimals) as millionths; None where it is none."""
    found = _RATE.fullmatch(text.strip())
    return int(found[1]) * PERCENT + int((found[2] or "").ljust(4, "0")) if found else None


def rate_words(rate: int) -> str:
    """Write a rate as percent without the sign and without needless zeros: 53,100 becomes 5.31."""
    whole, part = divmod(rate, PERCENT)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")


def interest_of(principal: int, rate: int, months: int = 1) -> int:
    """Give the interest in fen of so many months, half a fen up."""
    return (principal * rate * months * 2 + _YEAR) // (2 * _YEAR)


def plan(principal: int, rate: int, months: int, way: str, lent_on: dt.date) -> tuple[Instalment, ...]:
    """Make the plan of repayment, an instalment a month from the month after the loan was paid out; the last one takes the rest, so no fen is lost."""
    if months < 1:
        return ()
    parts = _equal(principal, rate, months) if way == EQUAL else _at_end(principal, rate, months)
    left = principal
    made = []
    for at, (part, interest) in enumerate(parts, 1):
        left -= part
        made.append(Instalment(at, months_after(lent_on, at), part, interest, left))
    return tuple(made)


def _equal(principal: int, rate: int, months: int) -> list[tuple[int, int]]:
    """Pay the same sum each month; what rounding leaves is in the last."""
    if rate:
        monthly = Decimal(rate) / _YEAR
        growth = (1 + monthly) ** months
        each = int((principal * monthly * growth / (growth - 1)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    else:
        each = principal // months
    left, parts = principal, []
    for at in range(1, months + 1):
        interest = interest_of(left, rate)
        part = left if at == months else min(max(each - interest, 0), left)
        left -= part
        parts.append((part, interest))
    return parts


def _at_end(principal: int, rate: int, months: int) -> list[tuple[int, int]]:
    """Pay the interest each month and the principal with the last; the interest of all months together is that of the whole term."""
    each, whole = principal * rate // _YEAR, interest_of(principal, rate, months)
    return [(0, each)] * (months - 1) + [(principal, whole - each * (months - 1))]


def overdue(instalments: Sequence[Instalment], paid: int, today: dt.date) -> Overdue:
    """Tell what is overdue today, when `paid` fen (principal and interest) came in; what is due today is not overdue yet."""
    sums = list(accumulate(one.due for one in instalments))
    late = [(one, whole) for one, whole in zip(instalments, sums, strict=True) if one.day < today and whole > paid]
    if not late:
        return Overdue()
    return Overdue(late[-1][1] - paid, (today - late[0][0].day).days)


def overdue_steps(
    instalments: Sequence[Instalment], paid: Iterable[tuple[dt.date, int, int]], taken_over: dt.date | None, today: dt.date
) -> list[tuple[dt.date, int, int]]:  # fmt: skip
    """Give the days up to today on which what is overdue changed: day, by how many fen, and 1 or -1 where it began or ended, else 0.

    `paid` are day, fen in all and the principal of it; from `taken_over` on the loan is its guarantor's, and once the principal is paid
    nothing is overdue. Summed up to any day they are what `overdue` tells of that day.
    """
    owed = sum(one.principal for one in instalments)
    due = [(one.day + dt.timedelta(1), one.due, 0) for one in instalments if one.day < today]
    moves = sorted([*due, *((day, -fen, principal) for day, fen, principal in paid if day <= today)])
    if taken_over is not None and taken_over <= today:
        moves.append((taken_over, 0, owed))
        moves.sort()
    found: list[tuple[dt.date, int, int]] = []
    short = late = 0
    for place, (day, fen, principal) in enumerate(moves):
        short, owed = short + fen, owed - principal
        if place + 1 < len(moves) and moves[place + 1][0] == day:
            continue  # a day is judged at its end
        now = max(0, short) if owed > 0 else 0
        if now != late:
            found.append((day, now - late, (now > 0) - (late > 0)))
            late = now
    return found

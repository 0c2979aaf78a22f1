"""Counts of one kind each, so that what must never be added cannot be: persons, person-times, sums of money, pieces, shares.

The classes share no parent and no number: `Persons(3) + PersonTimes(4)` is a TypeError when it runs and an error for the type checker before it
does (docs/decisions/0056). A report adds like to like alone; the sums that were announced in 2009 across kinds stand beside it as text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar

from rules import money

Measure = Literal["persons", "times", "amount", "pieces", "share"]
MEASURES: tuple[Measure, ...] = ("persons", "times", "amount", "pieces", "share")


class UnitsDiffer(TypeError):
    """Say that pieces of two units were to be added: a bug of ours, so an ordinary exception."""


@dataclass(frozen=True, slots=True, order=True)
class Persons:
    """Count human beings, each once in the span that was asked about."""

    count: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.count + other.count) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.count - other.count) if type(other) is type(self) else NotImplemented

    @property
    def unit(self) -> str:
        """Give the unit's word."""
        return "人"

    @property
    def shown(self) -> str:
        """Write it for people."""
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True, order=True)
class PersonTimes:
    """Count services: the same person served twice is two."""

    count: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.count + other.count) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.count - other.count) if type(other) is type(self) else NotImplemented

    @property
    def unit(self) -> str:
        """Give the unit's word."""
        return "人次"

    @property
    def shown(self) -> str:
        """Write it for people."""
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True, order=True)
class Amount:
    """Hold a sum of money in fen; shown in 万元, of which the whole sum is converted once."""

    fen: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.fen + other.fen) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.fen - other.fen) if type(other) is type(self) else NotImplemented

    @property
    def count(self) -> int:
        """Give the fen."""
        return self.fen

    @property
    def unit(self) -> str:
        """Give the unit's word."""
        return "万元"

    @property
    def shown(self) -> str:
        """Write it in 万元 with two decimals."""
        whole, _point, rest = money.wan_yuan(abs(self.fen)).partition(".")
        return f"{'-' if self.fen < 0 else ''}{int(whole):,}.{rest}"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Count things of one unit: 场, 期, 个, 条, 张, 件, 户, 笔."""

    count: int
    unit: str

    def _with(self, other: Self, count: int) -> Self:
        if other.unit != self.unit:
            raise UnitsDiffer(f"{self.unit} / {other.unit}")
        return type(self)(count, self.unit)

    def __add__(self, other: Self) -> Self:
        return self._with(other, self.count + other.count) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return self._with(other, self.count - other.count) if type(other) is type(self) else NotImplemented

    @property
    def shown(self) -> str:
        """Write it for people."""
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """Hold a share in whole percent, with what it is a share of where that was counted; shares are compared and never added."""

    count: int
    part: int = 0
    whole: int = 0

    @property
    def unit(self) -> str:
        """Give the unit's word."""
        return "%"

    @property
    def shown(self) -> str:
        """Write it for people: 2/3，即 66."""
        return f"{self.part:,}/{self.whole:,}，即 {self.count}" if self.whole else str(self.count)


@dataclass(frozen=True, slots=True)
class Reported:
    """Hold a number that was announced as a sum across kinds: it is shown, its parts stand beside it, and nothing is reckoned with it."""

    count: int

    @property
    def unit(self) -> str:
        """Give the unit's word: there is none that fits."""
        return "（报道口径）"

    @property
    def shown(self) -> str:
        """Write it for people."""
        return f"{self.count:,}"


def share(part: int, whole: int) -> Share:
    """Give the share of a part in a whole, cut off to whole percent; nothing of nothing is 0 %."""
    return Share(part * 100 // whole if whole else 0, part, whole)


Quantity = Persons | PersonTimes | Amount | Pieces | Share | Reported
Q = TypeVar("Q", Persons, PersonTimes, Amount, Pieces)


def total(values: Iterable[Q], start: Q) -> Q:
    """Add up values of one kind, from `start` on."""
    found = start
    for value in values:
        found = found + value
    return found


def added(values: Iterable[Quantity], start: Quantity) -> Quantity | None:
    """Add up values of whichever kind `start` is; None where that kind is never added; raise TypeError where one is of another kind."""
    if isinstance(start, Share | Reported):
        return None
    found: Any = start
    for value in values:
        found = found + value
    return found  # type: ignore[no-any-return]


def less(whole: Quantity | None, part: Quantity) -> Quantity | None:
    """Take a value from one of its own kind; None where there is nothing to take from; raise TypeError where the kinds differ."""
    kind: Any = whole
    return None if whole is None else kind - part


def adding(measure: Measure, unit: str, *, named: bool) -> str:
    """Tell as what figures are added up: named persons by their services, as person-times are; heads that nobody named as heads; all else in its own unit."""
    if measure == "persons":
        return "times" if named else "heads"
    return unit or measure


def make(measure: Measure, count: int, unit: str = "") -> Quantity:
    """Make the quantity of a measure from its number: fen for `amount`, whole percent for `share`; pieces need their `unit`."""
    match measure:
        case "persons":
            return Persons(count)
        case "times":
            return PersonTimes(count)
        case "amount":
            return Amount(count)
        case "share":
            return Share(count)
        case "pieces":
            return Pieces(count, unit)


def completion(done: Quantity, target: Quantity) -> int | None:
    """Give how much of a target is reached in tenths of a percent, cut off and not rounded up; None where the two are of different kinds or there is no target.

    999 of 1,000 are 99.9 %: a target counts as reached only when it is.
    """
    if type(done) is not type(target) or done.unit != target.unit or target.count <= 0:
        return None
    return done.count * 1000 // target.count


def percent(tenths: int | None) -> str:
    """Write tenths of a percent: 412 becomes 41.2%; None becomes a dash."""
    return "—" if tenths is None else f"{tenths // 10}.{tenths % 10}%"

"""Money by source and day: what is left, what may still be spent, and why gifts in kind never enter the sum.

`Cash` and `InKind` share no parent: adding one to the other is a TypeError when it runs and an error for the type checker before it does
(docs/decisions/0062, as rules/quantities.py does for persons and person-times).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

from rules import money


@dataclass(frozen=True, slots=True, order=True)
class Cash:
    """Hold a sum of money in fen; it may be below nothing where two PCs spent the same."""

    fen: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(self.fen + other.fen) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.fen - other.fen) if type(other) is type(self) else NotImplemented

    @property
    def shown(self) -> str:
        """Write it in yuan."""
        return money.grouped(self.fen)


@dataclass(frozen=True, slots=True, order=True)
class InKind:
    """Hold what goods are valued at, in fen: an estimate, never money."""

    fen: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(self.fen + other.fen) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.fen - other.fen) if type(other) is type(self) else NotImplemented

    @property
    def shown(self) -> str:
        """Write it in yuan."""
        return money.grouped(self.fen)


@dataclass(frozen=True, slots=True)
class Movement:
    """Hold what a source received (above nothing) or gave out (below it) on a day, in fen."""

    day: dt.date
    fen: int


def balance(movements: Iterable[Movement]) -> Cash:
    """Give what is left: what came in less what went out, in whatever order they were entered."""
    return Cash(sum(one.fen for one in movements))


def by_day(movements: Iterable[Movement]) -> list[tuple[dt.date, int]]:
    """Give the balance at the end of each day on which something moved, the first day first."""
    days: dict[dt.date, int] = {}
    for one in movements:
        days[one.day] = days.get(one.day, 0) + one.fen
    told = sorted(days)
    return list(zip(told, accumulate(days[day] for day in told), strict=True))


def room(movements: Sequence[Movement], day: dt.date) -> Cash:
    """Give how much may be spent on `day`: the least that is left at the end of it or of any later day, so that none falls below nothing."""
    balances = by_day(movements)
    before = [left for on, left in balances if on <= day]
    later = [left for on, left in balances if on > day]
    return Cash(min([before[-1] if before else 0, *later]))


def lowest(movements: Iterable[Movement]) -> Cash:
    """Give the least that is left at the end of any day; nothing where nothing moved."""
    return Cash(min((left for _, left in by_day(movements)), default=0))


def fits(uses: Sequence[str], use: str) -> bool:
    """Tell whether a source may be spent for a use: one that names no uses is free, one that names them is for these alone (专款专用)."""
    return not uses or use in uses

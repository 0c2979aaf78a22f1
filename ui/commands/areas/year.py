"""The sample's calendar: what the areas do, day by day, between the classes; and who in the county they do it with.

A part of the story is a generator: it yields the day on which it wants to go on, and does its work through the areas' own use cases.
"""

import contextlib
import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from db import people, records, training
from db.casebook import Casebook, Session
from db.people import PersonRow
from db.records import Kind
from rules import uscc
from rules.clock import StoryClock
from ui.commands import sample

Tale = Iterator[date]
_LONGEST_NAME = 3
_FOLK = 24
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
YUAN = 100
"""Fen in a yuan."""


@dataclass
class Year:
    """Hold the county's desk and its two people, what is still to come, and what the areas made that others refer to.

    `scale` is how many graduates of each class an area takes: one in some 160 of the county's people, at least two.
    """

    desk: Casebook
    second: Session
    clock: StoryClock
    rng: random.Random
    scale: int
    known: dict[str, bytes] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    _agenda: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    # --- the calendar

    def at(self, day: date, deed: Callable[[], object]) -> None:
        """Do something on a day."""
        heapq.heappush(self._agenda, (day, next(self._order), deed))

    def tell(self, tale: Tale) -> None:
        """Let a part of the story begin, and go on on each day that it yields."""
        day = next(tale, None)
        if day is not None:
            self.at(day, lambda: self.tell(tale))

    def until(self, day: date) -> None:
        """Do what is to be done up to a day, that day included, each on its own day; then it is that day."""
        while self._agenda and self._agenda[0][0] <= day:
            now, _order, deed = heapq.heappop(self._agenda)
            self.clock.set(now)
            deed()
        self.clock.set(day)

    # --- writing

    def add(self, kind: Kind, /, **values: Any) -> bytes:
        """Enter a record; who else must sign, signs."""
        return records.add(self.desk, kind, values, second=self.second if kind.takes_two() else None)

    def add_many(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[bytes]:
        """Enter records of one kind at once."""
        return records.add_many(self.desk, kind, rows, second=self.second if kind.takes_two() else None)

    def move(self, kind: Kind, row: bytes, state: str, /, **values: Any) -> None:
        """Let a record go on to a state; `on` is the business day where it is not today."""
        on = values.pop("on", None)
        second = self.second if kind.takes_two(state) else None
        records.move(self.desk, kind, row, state, values, day=on, second=second)

    @contextlib.contextmanager
    def head(self) -> Iterator[None]:
        """Let the head of the office sit at the desk for a while."""
        clerk, self.desk.session = self.desk.session, self.second
        try:
            yield
        finally:
            self.desk.session = clerk

    # --- people and numbers

    @cached_property
    def folk(self) -> list[PersonRow]:
        """Give 24 of the registered whom the classes do not take: those registered last."""
        found = [
            one
            for one in people.page(self.desk, limit=4 * _FOLK)
            if one.doc_no and one.phone and 1 < len(one.name) <= _LONGEST_NAME and not one.disputed
        ]
        return found[:_FOLK]

    def classes(self) -> list[training.ClassRow]:
        """Give the classes that were opened, the first first."""
        return training.classes(self.desk)[::-1]

    def graduates(self, number: int) -> list[PersonRow]:
        """Give who passed in the class of that number (from 0)."""
        lines = training.roster(self.desk, self.classes()[number].id)
        return [line.person for line in lines if line.result is not None and line.result.outcome == training.PASSED]

    @cached_property
    def trained(self) -> list[PersonRow]:
        """Give the graduates of the first two classes: with the first two of them the year has most to do."""
        return self.graduates(0) + self.graduates(1)

    def name(self, surname: str = "", sex: str = "") -> str:
        """Make a name up."""
        return sample.name(self.rng, surname=surname, sex=sex or self.rng.choice("男女"))

    def number(self, born: date, sex: str) -> str:
        """Make an identity number of the sample county up."""
        return sample.number(self.rng, born, sex, sample.COUNTY, self.taken)

    def phone(self) -> str:
        """Make a telephone number up."""
        return f"139{self.rng.randrange(10**8):08d}"

    def uscc(self) -> str:
        """Make a credit code up: right in its check characters, and of a county that is none."""
        figures = [self.rng.randrange(10) for _ in range(8)]
        rest = 11 - sum(one * weight for one, weight in zip(figures, _ORGANISATION_WEIGHTS, strict=True)) % 11
        organisation = "".join(map(str, figures)) + ("X" if rest == 10 else "0" if rest == 11 else str(rest))
        first = f"91{sample.COUNTY}{organisation}"
        return first + uscc.check_character(first)

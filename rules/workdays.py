"""Days off and shifted workdays (法定节假日和调休), and terms counted in workdays: publication periods, deadlines of approval.

The State Council's notice sets each year in the autumn before it. The package chinesecalendar has the years since 2004 and comes out once a year;
an office without a network brings a later year in by a file (`read`). Where a year is known from nowhere, natural days are counted and said so
(docs/decisions/0059).
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rules.dates import DateFormat, parse
from rules.errors import UntrustedInput

OFF, ON = "放假", "上班"
HEADINGS = ("日期", "安排", "名称")
MOST_BYTES = 256 * 1024
_LEAST_DAYS_OFF = 5
"""A year with fewer days off than this was surely not written down whole (国务院令第 644 号: 11 and more)."""
_WEEKEND = 5
NOTICE_DAYS = 5
"""How many workdays before its first day a class is applied for: 5 or 15 in the places whose rules are known, so a setting."""
PUBLICATION_DAYS = (5, 7)
"""How many workdays names are published before help is given, in the places whose rules are known."""


class HolidayFileWrong(UntrustedInput):
    """Say that a file of days off cannot be taken; fields `line` (0: the whole) and `reason` size, text, heading, date, kind, twice or short."""

    code = "HOLIDAY_FILE_WRONG"


@dataclass(frozen=True)
class Due:
    """Hold the day on which a term ends, and whether natural days were counted because a year's days off are not known."""

    day: dt.date
    is_natural: bool


@dataclass(frozen=True, slots=True)
class Period:
    """Hold a period, both days included: first and last day, how many were counted, and whether they are working days or calendar days."""

    first: dt.date
    last: dt.date
    days: int
    working: bool


@dataclass(frozen=True)
class Calendar:
    """Hold which days are off (with what for) and on which weekend days one works, and of which years that is known."""

    off: Mapping[dt.date, str]
    on: frozenset[dt.date]
    years: frozenset[int]

    def knows(self, day: dt.date) -> bool:
        """Tell whether the year of a day is known."""
        return day.year in self.years

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether one works on a day; of a year that is not known by the day of the week alone."""
        if day in self.on:
            return True
        return day.weekday() < _WEEKEND and day not in self.off

    def count(self, first: dt.date, last: dt.date) -> int:
        """Count the workdays of a span, both days included."""
        return sum(self.is_workday(first + dt.timedelta(days=at)) for at in range((last - first).days + 1))

    def after(self, start: dt.date, count: int) -> Due:
        """Give the last day of a term of `count` workdays that begins on the day after `start`; natural days where a year is not known."""
        return self._walk(start, count, 1)

    def before(self, start: dt.date, count: int) -> Due:
        """Give the day that lies `count` workdays before `start`: the last day on which something can be handed in."""
        return self._walk(start, count, -1)

    def period(self, first: dt.date, days: int) -> Period:
        """Give the period of `days` working days from `first` on, itself counted if one works on it; in calendar days where a year is not known."""
        due = self.after(first - dt.timedelta(days=1), days)
        if due.is_natural or not self.knows(first):
            return Period(first, first + dt.timedelta(days=days - 1), days, working=False)
        return Period(first, due.day, days, working=True)

    def _walk(self, start: dt.date, count: int, step: int) -> Due:
        day, left = start, count
        while left > 0:
            day += dt.timedelta(days=step)
            if not self.knows(day):
                return Due(start + dt.timedelta(days=step * count), is_natural=True)
            left -= self.is_workday(day)
        return Due(day, is_natural=False)

    def with_years(self, other: "Calendar") -> "Calendar":
        """Give this calendar with the years that `other` knows taken from there, whole."""
        off = {day: name for day, name in self.off.items() if day.year not in other.years} | dict(other.off)
        on = frozenset(day for day in self.on if day.year not in other.years) | other.on
        return Calendar(off, on, self.years | other.years)

    def of_year(self, year: int) -> "Calendar":
        """Give one year of it."""
        return Calendar(
            {day: name for day, name in self.off.items() if day.year == year},
            frozenset(day for day in self.on if day.year == year),
            self.years & {year},
        )

    def rows(self) -> list[tuple[dt.date, str, str]]:
        """Give its days as the lines of a file: day, 放假 or 上班, name."""
        return sorted([*((day, OFF, name) for day, name in self.off.items()), *((day, ON, "") for day in self.on)])


_NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节", "Dragon Boat Festival": "端午节",
    "National Day": "国庆节", "Mid-autumn Festival": "中秋节", "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip


@cache
def built_in() -> Calendar:
    """Give the calendar that the package brings along."""
    from chinese_calendar import constants

    off = {day: _NAMES.get(str(name), str(name)) for day, name in constants.holidays.items()}
    return Calendar(off, frozenset(constants.workdays), frozenset(day.year for day in off))


def read(data: bytes) -> Calendar:
    """Read a file of days off (CSV in UTF-8 or GB18030: 日期, 安排 放假 or 上班, 名称), a year or several whole; raise HolidayFileWrong."""
    if len(data) > MOST_BYTES:
        raise HolidayFileWrong(line=0, reason="size")
    try:
        rows = list(csv.reader(io.StringIO(_text(data), newline="")))
    except csv.Error:
        raise HolidayFileWrong(line=0, reason="text") from None
    if not rows or tuple(cell.strip() for cell in rows[0][:3]) != HEADINGS:
        raise HolidayFileWrong(line=1, reason="heading")
    off: dict[dt.date, str] = {}
    on: set[dt.date] = set()
    for line, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        day = _day(cells[0], line)
        if day in off or day in on:
            raise HolidayFileWrong(line=line, reason="twice")
        if len(cells) < 2 or cells[1] not in {OFF, ON}:
            raise HolidayFileWrong(line=line, reason="kind")
        if cells[1] == OFF:
            off[day] = cells[2][:20] if len(cells) > 2 else ""
        else:
            on.add(day)
    return _whole(off, on)


def is_whole(found: Calendar) -> bool:
    """Tell whether every year of a calendar has as many days off as a year has at least."""
    return bool(found.years) and all(
        sum(day.year == year for day in found.off) >= _LEAST_DAYS_OFF for year in found.years
    )


def of_rows(rows: Iterable[tuple[str, str, str]]) -> Calendar:
    """Make a calendar of lines that were read and kept before; what is no day any more is left out."""
    off: dict[dt.date, str] = {}
    on: set[dt.date] = set()
    for text, kind, name in rows:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            continue
        if kind == OFF:
            off[day] = name
        else:
            on.add(day)
    return Calendar(off, frozenset(on), frozenset(day.year for day in off))


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HolidayFileWrong(line=0, reason="text")


def _day(text: str, line: int) -> dt.date:
    try:
        return parse(text, today=dt.date.min)
    except DateFormat:
        raise HolidayFileWrong(line=line, reason="date") from None


def _whole(off: Mapping[dt.date, str], on: set[dt.date]) -> Calendar:
    found = Calendar(off, frozenset(on), frozenset(day.year for day in [*off, *on]))
    if not is_whole(found):
        raise HolidayFileWrong(line=0, reason="short")
    return found

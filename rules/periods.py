"""The spans that reports are made for: a month, a quarter, a year; both ends count, and a year is the calendar year."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from rules.errors import UserError

_FORM = re.compile(r"(?P<year>20\d\d|19\d\d)(?:-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])))?", re.ASCII)


class PeriodFormat(UserError):
    """Say that a text names no period; field `given`."""

    code = "PERIOD_FORMAT"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Hold a period: the year, and its month or quarter (0: none)."""

    year: int
    month: int = 0
    quarter: int = 0

    def __str__(self) -> str:
        if self.month:
            return f"{self.year}-{self.month:02d}"
        return f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def label(self) -> str:
        """Write it for people: 2009年3月, 2009年第1季度, 2009年."""
        if self.month:
            return f"{self.year}年{self.month}月"
        return f"{self.year}年第{self.quarter}季度" if self.quarter else f"{self.year}年"

    @property
    def kind(self) -> str:
        """Say what it is: 月报, 季报 or 年报."""
        return "月报" if self.month else "季报" if self.quarter else "年报"

    @property
    def first(self) -> dt.date:
        """Give the first day."""
        return dt.date(self.year, self.month or 3 * self.quarter - 2 if self.quarter or self.month else 1, 1)

    @property
    def last(self) -> dt.date:
        """Give the last day."""
        month = self.month or 3 * self.quarter or 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def months(self) -> "tuple[Period, ...]":
        """Give its months in order, itself if it is one."""
        return tuple(Period(self.year, month) for month in range(self.first.month, self.last.month + 1))

    @property
    def after(self) -> "Period":
        """Give the month after this one."""
        return month_of(self.last + dt.timedelta(days=1))

    @property
    def year_before(self) -> "Period":
        """Give the same period of the year before."""
        return Period(self.year - 1, self.month, self.quarter)

    @property
    def before(self) -> "Period":
        """Give the period of the same length before this one."""
        if self.month:
            return Period(self.year, self.month - 1) if self.month > 1 else Period(self.year - 1, 12)
        if self.quarter:
            return Period(self.year, 0, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 0, 4)
        return Period(self.year - 1)


def read(text: str) -> Period:
    """Read 2009-03, 2009-Q1 or 2009; raise PeriodFormat."""
    found = _FORM.fullmatch(text.strip().upper())
    if found is None:
        raise PeriodFormat(given=text[:20])
    return Period(int(found["year"]), int(found["month"] or 0), int(found["quarter"] or 0))


def month_of(day: dt.date) -> Period:
    """Give the month that a day lies in."""
    return Period(day.year, day.month)

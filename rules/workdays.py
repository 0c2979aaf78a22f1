"""Working days, with the public holidays and the weekends worked instead, as the State Council arranges them for each year.

The arrangement of a year is announced in the year before (国务院办公厅关于部分节假日安排的通知); `data/workdays.csv` holds those that are known.
Where a year is not in it, nobody may guess: periods are then counted in calendar days, and the paper says so.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Period:
    """Hold a period, both days included: first and last day, how many were counted, and whether they are working days or calendar days."""

    first: date
    last: date
    days: int
    working: bool


@cache
def arrangements() -> Mapping[int, Mapping[date, bool]]:
    """Give for each known year the days that differ from the week: True worked, False off."""
    found: dict[int, dict[date, bool]] = {}
    text = resources.files("rules").joinpath("data", "workdays.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        days = found.setdefault(int(row["year"]), {})
        day, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        while day <= last:
            days[day] = row["kind"] == "on"
            day += timedelta(days=1)
    return found


def is_working(day: date) -> bool | None:
    """Tell whether a day is worked; None where the year's arrangement is not known."""
    year = arrangements().get(day.year)
    return None if year is None else year.get(day, day.weekday() < _SATURDAY)


def period(first: date, days: int) -> Period:
    """Give the period of `days` working days from `first` on; in calendar days where a year's arrangement is not known."""
    left, day = days, first
    while (working := is_working(day)) is not None:
        left -= working
        if not left:
            return Period(first, day, days, working=True)
        day += timedelta(days=1)
    return Period(first, first + timedelta(days=days - 1), days, working=False)

"""The calendar of this workplace: what the program brings along, the later years that a supervisor took from a file, and what the province published.

A year counts whole, from one of them: the province's before our own file, our own file before the program's. At the province its own file comes
first: that is what it publishes (docs/sync.md section 3, docs/decisions/0079).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from db import directory
from db.casebook import Casebook
from rules import workdays
from rules.errors import UserError
from rules.permissions import Action
from rules.workdays import NOTICE_DAYS, Calendar

SETTING, NOTICE = "holidays", "class_notice_days"
MOST_NOTICE = 60
Origin = Literal["program", "file", "province"]


class YearUnknown(UserError):
    """Say that the days off of a year are not known here, so that they cannot be published; field `year`."""

    code = "WORKDAY_YEAR_UNKNOWN"


@dataclass(frozen=True)
class Published:
    """Hold a year as the province published it, and on which day."""

    year: int
    calendar: Calendar
    day: dt.date | None


def calendar(book: Casebook) -> Calendar:
    """Give the calendar; of each year the one that counts here."""
    whole, known = workdays.built_in(), [one.calendar for one in published(book)]
    for more in [*known, imported(book)] if book.workplace.kind == "province" else [imported(book), *known]:
        whole = whole.with_years(more) if more.years else whole
    return whole


def origin(book: Casebook, year: int) -> Origin:
    """Tell from where a year's days off come here."""
    has_file = year in imported(book).years
    if has_file and book.workplace.kind == "province":
        return "file"
    if any(one.year == year for one in published(book)):
        return "province"
    return "file" if has_file else "program"


def imported(book: Casebook) -> Calendar:
    """Give the years that were taken from files."""
    return workdays.of_rows((row[0], row[1], row[2]) for row in json.loads(book.setting(SETTING, "[]")))


def published(book: Casebook) -> list[Published]:
    """Give the years that the province published to our county (at the province: to any), the latest first.

    One that is not whole, or in a form that this program does not know, is left out: it was written by another.
    """
    sql = """SELECT year, days, day FROM workday_year WHERE (? = 'province' OR county = ?) AND year IS NOT NULL AND days IS NOT NULL
        ORDER BY year DESC, day DESC, n"""
    found: dict[int, Published] = {}
    for row in book.store.rows(sql, (book.workplace.kind, book.workplace.county)):
        if row["year"] in found:
            continue
        days = _read(row["days"], row["year"])
        if days is not None:
            day = dt.date.fromisoformat(row["day"]) if row["day"] else None
            found[row["year"]] = Published(row["year"], days, day)
    return list(found.values())


def _read(text: str, year: int) -> Calendar | None:
    rows = json.loads(text)
    lines = [tuple(row) for row in rows if type(row) is list and len(row) == 3 and all(type(one) is str for one in row)]
    known = workdays.of_rows((day, kind, name) for day, kind, name in lines).of_year(year)
    return known if workdays.is_whole(known) else None


def import_file(book: Casebook, path: Path) -> Calendar:
    """Take the years of a file; give what it held; at the province they are published too. Raise NotPermitted, HolidayFileWrong."""
    book.require(Action.HOLIDAYS_IMPORT)
    with path.open("rb") as file:
        data = file.read(workdays.MOST_BYTES + 1)
    found = workdays.read(data)
    whole = imported(book).with_years(found)
    book.set_setting(
        SETTING, json.dumps([(day.isoformat(), kind, name) for day, kind, name in whole.rows()], ensure_ascii=False)
    )
    if book.workplace.kind == "province":
        publish(book, found.years)
    return found


# --- publishing


def counties(book: Casebook) -> list[str]:
    """Give the counties that the province publishes to: those with a unit that is not revoked."""
    return sorted({grant.county for grant in directory.living(book.store)})


def told(book: Casebook) -> frozenset[int]:
    """Give the years that the province has published, to whatever county."""
    return frozenset(
        row[0] for row in book.store.tuples("SELECT DISTINCT year FROM workday_year WHERE year IS NOT NULL")
    )


def publish(book: Casebook, years: Iterable[int]) -> int:
    """Publish years, as our calendar has them, to every county; give how many heard something new. Raise NotPermitted, YearUnknown.

    What a county has been told already is not written again.
    """
    book.require(Action.HOLIDAYS_IMPORT)
    book.require(Action.TARGET_SET)  # the province's alone
    whole, wanted = calendar(book), sorted(years)
    return sum(_tell(book, county, whole, wanted) for county in counties(book))


def tell_newcomer(book: Casebook, county: str) -> None:
    """Tell a county that was admitted just now what the others know."""
    whole = calendar(book)
    _tell(book, county, whole, sorted(told(book) & whole.years))


def row_of(county: str, year: int) -> bytes:
    """Give the row under which a county hears of a year: the same one each time."""
    return hashlib.sha256(f"yz1/workdays\0{county}\0{year}".encode()).digest()[:16]


def _tell(book: Casebook, county: str, whole: Calendar, years: Iterable[int]) -> bool:
    new = []
    for year in years:
        if year not in whole.years:
            raise YearUnknown(year=year)
        days = [[day.isoformat(), kind, name] for day, kind, name in whole.of_year(year).rows()]
        before = book.store.one("SELECT days FROM workday_year WHERE id = ?", (row_of(county, year),))
        if before is None or json.loads(before["days"] or "[]") != days:
            new.append((year, days, before is not None))
    if not new:
        return False
    with book.write(county) as writer:
        for year, days, is_known in new:
            values: dict[str, Any] = {"days": days, "day": book.today}
            if is_known:
                writer.patch("workday_year", row_of(county, year), values)
            else:
                writer.add("workday_year", {"county": county, "year": year, **values}, row_of(county, year))
    return True


# --- the days before a class


def notice_days(book: Casebook) -> int:
    """Give how many workdays before its first day a class is applied for here."""
    text = book.setting(NOTICE)
    return int(text) if text.isdigit() else NOTICE_DAYS


def set_notice_days(book: Casebook, days: int) -> None:
    """Set how many workdays before its first day a class is applied for; raise NotPermitted; ValueError beyond `MOST_NOTICE`."""
    book.require(Action.HOLIDAYS_IMPORT)
    if not 0 <= days <= MOST_NOTICE:
        raise ValueError(days)
    book.set_setting(NOTICE, str(days))

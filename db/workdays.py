"""The calendar of this workplace: what the program brings along, and the later years that a supervisor took from a file."""

import json
from pathlib import Path

from db.casebook import Casebook
from rules import workdays
from rules.permissions import Action
from rules.workdays import NOTICE_DAYS, Calendar

SETTING, NOTICE = "holidays", "class_notice_days"
MOST_NOTICE = 60


def calendar(book: Casebook) -> Calendar:
    """Give the calendar; years from a file take the place of the program's own."""
    kept = imported(book)
    return workdays.built_in().with_years(kept) if kept.years else workdays.built_in()


def imported(book: Casebook) -> Calendar:
    """Give the years that were taken from files."""
    return workdays.of_rows((row[0], row[1], row[2]) for row in json.loads(book.setting(SETTING, "[]")))


def import_file(book: Casebook, path: Path) -> Calendar:
    """Take the years of a file; give what it held; raise NotPermitted, HolidayFileWrong."""
    book.require(Action.HOLIDAYS_IMPORT)
    with path.open("rb") as file:
        data = file.read(workdays.MOST_BYTES + 1)
    found = workdays.read(data)
    whole = imported(book).with_years(found)
    book.set_setting(
        SETTING, json.dumps([(day.isoformat(), kind, name) for day, kind, name in whole.rows()], ensure_ascii=False)
    )
    return found


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

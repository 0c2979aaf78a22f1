"""咨询宣传, 协助培训, 文化服务, 竞赛与练兵: plain registers of heads; nobody is asked for a name (programme section 4, consultation, culture, competition).

部门支持 beside them: which department lent a hand by which document, the lead for claiming a subsidy (dept_support); and which unions took part in the
labour office's campaigns, year by year (programme section 3, row 74).
"""

from collections.abc import Mapping
from typing import Any

from db import records
from db.casebook import Casebook
from db.record_checks import unfit
from db.records import Kind, Record
from rules.errors import UserError
from rules.permissions import Action

READING_ROOM = "1"
"""Code of `culture_kind`."""
LISTED = "1"
"""Code of `assisted_basis`: a list of the persons is kept."""


class UnionPartKnown(UserError):
    """Say that this union's part is entered for that year already; fields `column`, `name`, `year`."""

    code = "UNION_PART_KNOWN"


def _check_publicity(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    """See that no more persons were reached than person-times were counted: the same heads, each once."""
    if values.get("reached") is not None and values["reached"] > values["heads"]:
        raise unfit(PUBLICITY.table, "reached", "above_times")
    return values


def _check_assisted(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    """See that persons, or person-times, are told, and the list that the persons were counted by."""
    table = ASSISTED.table
    heads, times = values.get("heads"), values.get("times")
    if heads is None and times is None:
        raise unfit(table, "heads", "missing")
    if heads is not None and times is not None and heads > times:
        raise unfit(table, "heads", "above_times")
    if values["basis"] == LISTED and not values.get("list_no"):
        raise unfit(table, "list_no", "missing")
    if values.get("ends") is not None and values["ends"] < values["day"]:
        raise unfit(table, "ends", "span")
    return values


def _check_part(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    """See that a union is listed once a year, in the year that its day lies in."""
    if values["day"].year != values["year"]:
        raise unfit(PART.table, "day", "other_year")
    same = records.by_column(book, "union_part", year=values["year"], name=values["name"])
    if any(before is None or one.id != before.id for one in same):
        raise UnionPartKnown(column="name", name=values["name"], year=values["year"])
    return values


PUBLICITY = Kind("publicity", Action.NETWORK_WRITE, check=_check_publicity)
ASSISTED = Kind("assisted_training", Action.NETWORK_WRITE, check=_check_assisted)
PART = Kind("union_part", Action.NETWORK_WRITE, check=_check_part)
SUPPORT = Kind("dept_support", Action.NETWORK_WRITE)


def _check_culture(_book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    """See that what the report counts is told: the books of a reading room, how often else something was shown."""
    column = "books" if values["kind"] == READING_ROOM else "sessions"
    if not values.get(column) and not values.get("withdrawn"):
        raise unfit(CULTURE.table, column, "missing")
    return values


CULTURE = Kind("culture_service", Action.NETWORK_WRITE, check=_check_culture)
CONTEST = Kind("contest", Action.NETWORK_WRITE)

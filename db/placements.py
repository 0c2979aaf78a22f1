"""People at work, by which way they came there, and the follow-ups at 1, 3 and 6 months.

Somebody who could not be reached is neither at work nor out of it: the placement stays as it was last known.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db import record_checks, records, story
from db.casebook import Casebook
from db.journal import Writer
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from db.tables import jobs as tables
from rules import followups
from rules.errors import UserError
from rules.followups import Due
from rules.permissions import Action

REFERRED, AT_FAIR, BY_VIDEO, BY_ORDER, EXPORTED = "1", "2", "3", "4", "5"
"""Codes of `placement_way`."""
STAYS, LEFT, ELSEWHERE, NOT_REACHED = "1", "2", "3", "9"
"""Codes of `follow_outcome`."""


class PlacementKnown(UserError):
    """Say that the person is noted as at work with this employer already; fields `column`, `day`."""

    code = "PLACEMENT_KNOWN"


class FollowUpKnown(UserError):
    """Say that this month's follow-up was made already; fields `column`, `months`, `day`."""

    code = "FOLLOW_UP_KNOWN"


class FollowUpEarly(UserError):
    """Say that so many months of work are not full yet; fields `column`, `months`, `day` on which they are."""

    code = "FOLLOW_UP_EARLY"


def _check_placement(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is None:
        chosen = Filter(
            states=(tables.IN_WORK,), equal=(("person", values["person"]), ("employer", values["employer"]))
        )
        known = next(iter(records.page(book, "placement", chosen, limit=1)), None)
        if known is not None:
            raise PlacementKnown(column="employer", day=known.words["day"])
    return values


PLACEMENT = Kind("placement", Action.JOBS_WRITE, check=_check_placement)


def _check_follow_up(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    placement = records.get(book, "placement", values["placement"])
    months = values["months"]
    if months not in followups.MONTHS:
        raise FieldUnfit(column="months", label="满几个月", reason="follow_month")
    full = followups.months_after(placement["day"], months)
    if values["day"] < full - dt.timedelta(days=followups.AHEAD_DAYS):
        raise FollowUpEarly(column="months", months=months, day=full.isoformat())
    others = records.by_column(book, "follow_up", placement=placement.id, months=months)
    others = [one for one in others if before is None or one.id != before.id]
    # who could not be reached is tried again on another day
    other = next((one for one in others if one["outcome"] != NOT_REACHED or one["day"] == values["day"]), None)
    if other is not None and not values.get("withdrawn"):
        raise FollowUpKnown(column="months", months=months, day=other.words["day"])
    return {**values, "person": placement["person"]}


def _follow_up_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Note that somebody has left the work where the follow-up says so."""
    if values["outcome"] in {LEFT, ELSEWHERE} and not values.get("withdrawn"):
        placement = records.get(book, "placement", values["placement"])
        if placement.state == tables.IN_WORK:
            step = {"status": tables.LEFT_WORK, "status_on": values["day"]}
            writer.patch("placement", placement.id, record_checks.clean(book, placement.table, step))


FOLLOW_UP = Kind("follow_up", Action.JOBS_WRITE, check=_check_follow_up, written=_follow_up_written)


def made(book: Casebook, placement: bytes) -> set[int]:
    """Give the months of which a placement's follow-up was made: answered, or tried without an answer within the last days."""
    since = _tried_since(book)
    found = records.by_column(book, "follow_up", placement=placement)
    return {one["months"] for one in found if one["outcome"] != NOT_REACHED or one["day"] > since}


def _tried_since(book: Casebook) -> dt.date:
    return book.today - dt.timedelta(days=followups.RETRY_DAYS)


def due_of(book: Casebook, placement: Record) -> Due | None:
    """Give the follow-up that a placement wants now, or None."""
    if placement.state != tables.IN_WORK:
        return None
    return followups.due(placement["day"], made(book, placement.id), book.today)


def followups_due(book: Casebook) -> list[tuple[bytes, Due]]:
    """Give the placements that want a follow-up now, the longest due first."""
    first = followups.months_after(book.today, -followups.MONTHS[-1]) - dt.timedelta(days=followups.LATE_DAYS)
    last = followups.months_after(book.today, -followups.MONTHS[0]) + dt.timedelta(days=followups.AHEAD_DAYS)
    sql = """SELECT p.id, p.day, (SELECT group_concat(f.months) FROM follow_up f WHERE f.placement = p.id AND {stands}
        AND (f.outcome <> ? OR f.day > ?)) AS made
        FROM placement p WHERE p.status = ? AND p.day BETWEEN ? AND ? AND {here}"""
    sql = sql.format(stands=story.current(FOLLOW_UP.table, "f"), here=story.current(PLACEMENT.table, "p"))
    found = []
    tried = (NOT_REACHED, _tried_since(book).isoformat())
    for row in book.store.rows(sql, (*tried, tables.IN_WORK, first.isoformat(), last.isoformat())):
        done = {int(one) for one in (row["made"] or "").split(",") if one}
        due = followups.due(dt.date.fromisoformat(row["day"]), done, book.today)
        if due is not None:
            found.append((bytes(row["id"]), due))
    return sorted(found, key=lambda one: (one[1], one[0]))


def due_filter(book: Casebook) -> Filter:
    """Choose the placements that want a follow-up now."""
    return Filter(ids=tuple(row for row, _ in followups_due(book)[: records.MOST_FOUND]))

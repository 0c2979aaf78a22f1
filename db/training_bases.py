"""培训基地: places and the plates that hang there; application, review, naming, yearly review, removal (programme section 4, training_base).

A place with several plates is one place and counts once. A plate is named by an office with a document; each year somebody looks whether it still holds.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import jobs, records, schema, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit, unfit
from db.records import Filter, Kind, Record
from db.tables import network as tables
from rules.errors import UserError
from rules.permissions import Action

PASSED, MEND, TAKE_DOWN = "1", "2", "3"
"""Codes of `review_outcome`."""
NOTICE_DAYS = 30
"""Days before a yearly review is due on which it is told."""
_IN_FORCE = (tables.NAMED, tables.TO_MEND)
_AFTER_REVIEW = {PASSED: tables.NAMED, MEND: tables.TO_MEND, TAKE_DOWN: tables.REMOVED}


class PlaceKnown(UserError):
    """Say that a place of that credit code or name is entered already; fields `column`, `name`."""

    code = "PLACE_KNOWN"


class PlateKnown(UserError):
    """Say that the place has this plate, or has applied for it, already; fields `column`, `state`, `day`."""

    code = "PLATE_KNOWN"


class PlateNotNamed(UserError):
    """Say that only a plate in force is reviewed; fields `column`, `state`."""

    code = "PLATE_NOT_NAMED"


class ReviewKnown(UserError):
    """Say that the plate was reviewed for this year already; fields `column`, `year`, `day`."""

    code = "REVIEW_KNOWN"


def _check_place(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    own = before.id if before else b""
    if values.get("uscc"):
        known = book.store.one("SELECT name FROM base_place WHERE uscc = ? AND id <> ? LIMIT 1", (values["uscc"], own))
        if known is not None:
            raise PlaceKnown(column="uscc", name=known["name"])
    wanted = jobs.fold(values["name"])
    rows = book.store.rows(
        "SELECT id, name, uscc FROM base_place WHERE region = ? AND id <> ?", (values["region"], own)
    )
    for row in rows:
        differs = row["uscc"] and values.get("uscc") and row["uscc"] != values["uscc"]
        if jobs.fold(row["name"] or "") == wanted and not differs:
            raise PlaceKnown(column="name", name=row["name"])
    return values


PLACE = Kind("base_place", Action.NETWORK_WRITE, check=_check_place)


def _check_plate(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    chosen = Filter(
        states=(tables.APPLIED, tables.REVIEWED, *_IN_FORCE),
        equal=tuple((name, values[name]) for name in ("place", "kind", "level")),
    )
    for twin in records.page(book, "base_plate", chosen):
        if before is None or twin.id != before.id:
            raise PlateKnown(column="kind", state=twin.state, day=twin.words["status_on"])
    return values


def _plate_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any]:  # fmt: skip
    """Ask each step for what makes it one: who reviewed, who named, why not; the day of naming is that of the step where none is told."""
    asked = {
        tables.REVIEWED: "reviewers", tables.NAMED: "named_by", tables.TURNED_DOWN: "reason", tables.TO_MEND: "reason", tables.REMOVED: "reason",
    }.get(state, "")  # fmt: skip
    if asked and not values.get(asked) and not (asked == "named_by" and before[asked]):
        raise unfit(before.table, asked, "missing")
    if state != tables.NAMED:
        return {}
    named_on = values.get("named_on") or before["named_on"] or values["status_on"]
    if named_on > book.today:
        raise unfit(before.table, "named_on", "future")
    if before["day"] is not None and named_on < before["day"]:
        raise unfit(before.table, "named_on", "span")
    return {"named_on": named_on}


PLATE = Kind("base_plate", Action.NETWORK_WRITE, check=_check_plate, moved=_plate_moved)


def _check_review(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    plate = records.get(book, "base_plate", values["plate"])
    records.require_own(book, plate.table, plate.id)
    if before is None and plate.state not in _IN_FORCE:
        raise PlateNotNamed(column="plate", state=plate.state)
    named: dt.date | None = plate["named_on"]
    if not (named.year if named else 1) <= values["year"] <= book.today.year:
        raise FieldUnfit(column="year", label="年审年度", reason="review_year")
    others = records.by_column(book, "base_review", plate=plate.id, year=values["year"])
    other = next((one for one in others if before is None or one.id != before.id), None)
    if other is not None and not values.get("withdrawn"):
        raise ReviewKnown(column="year", year=values["year"], day=other.words["day"])
    return values


def _review_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Let the plate follow what the review found."""
    plate = records.get(book, "base_plate", values["plate"])
    state = _AFTER_REVIEW[values["outcome"]]
    if not values.get("withdrawn") and state != plate.state and state in tables.PLATE.after(plate.state):
        writer.patch("base_plate", plate.id, {"status": state, "status_on": values["day"]})


REVIEW = Kind("base_review", Action.NETWORK_WRITE, check=_check_review, written=_review_written)


def review_due(book: Casebook) -> Filter:
    """Choose the plates in force whose last review, or naming, will be a year ago within 30 days."""
    until = (book.today + dt.timedelta(days=NOTICE_DAYS)).isoformat()
    last = f"""SELECT max(r.day) FROM base_review r WHERE r.plate = p.id AND {story.current(REVIEW.table, "r")}"""
    sql = f"""SELECT p.id FROM base_plate p WHERE p.status IN (?, ?) AND p._incomplete <> {schema.ERASED}
        AND date(max(coalesce(p.named_on, ''), coalesce(({last}), '')), '+1 year') <= ? ORDER BY p.n LIMIT ?"""
    rows = book.store.rows(sql, (*_IN_FORCE, until, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))


def next_review(book: Casebook, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill in which year's review is due of the plate of a new review."""
    if "plate" not in known:
        return {}
    done = {one["year"] for one in records.by_column(book, "base_review", plate=known["plate"])}
    return {} if book.today.year in done else {"year": book.today.year}


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold how many places have a plate in force, each once, and how many plates hang there."""

    places: int
    plates: int


def standing(book: Casebook) -> Standing:
    """Count places and plates in force; one credit code is one place, whoever entered it."""
    sql = f"""SELECT count(DISTINCT coalesce(b.uscc, hex(b.id))), count(*) FROM base_plate p JOIN base_place b ON b.id = p.place
        WHERE p.status IN (?, ?) AND p._incomplete <> {schema.ERASED}"""
    return Standing(*book.store.tuples(sql, _IN_FORCE)[0])


def place_words(book: Casebook, place: Record) -> list[tuple[str, str]]:
    """Say how many plates a place has and that it counts once, and what was trained there where it is one of our bases."""
    plates = [one for one in records.by_column(book, "base_plate", place=place.id) if one.state in _IN_FORCE]
    words = f"{len(plates)} 块，统计时算 1 个基地" if plates else "还没有"
    told = [("有效牌子", words)]
    if place["base"] is not None:
        completed = """SELECT DISTINCT e.person FROM result r JOIN enrolment e ON e.id = r.enrolment JOIN training_class c ON c.id = r.class_id
            WHERE c.base = ? AND r.completed = 1 AND NOT EXISTS (SELECT 1 FROM result x WHERE x.corrects = r.id)"""
        classes = book.store.value("SELECT count(*) FROM training_class WHERE base = ?", (place["base"],))
        trained = book.store.value(f"SELECT count(*) FROM ({completed})", (place["base"],))
        told.append(("本县在此开班", f"{classes} 期，结业 {trained} 人"))
    return told


def plate_words(book: Casebook, plate: Record) -> list[tuple[str, str]]:
    """Say which other plates hang at the place of a plate."""
    others = [
        one for one in records.by_column(book, "base_plate", place=plate["place"])
        if one.id != plate.id and one.state in _IN_FORCE
    ]  # fmt: skip
    return (
        [("同一单位的其他牌子", "；".join(f"{one.words['kind']}（{one.words['level']}）" for one in others))]
        if others
        else []
    )

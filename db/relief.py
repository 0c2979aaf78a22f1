"""生活帮扶: one household, one file (一户一档), its members, its way from application to its end, and the limits of relief.

Before a file says that a household is on it, somebody looked at home, a meeting judged, the public could object, and two persons approved.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from db import people, records, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.numbering import next_number
from db.record_checks import FieldUnfit, by_step
from db.records import Filter, Kind, Record
from db.tables import records as tables
from rules import followups, idnumber, relief
from rules.errors import UserError
from rules.permissions import Action
from rules.relief import Limit

OPEN_STATES = (
    tables.ASKED, tables.VISITED, tables.JUDGED, tables.SHOWN, tables.BEFORE_HEAD, tables.ON_FILE, tables.REVIEWED,
)  # fmt: skip
ON_FILE = (tables.ON_FILE, tables.REVIEWED)
_OVER = (tables.RECOVERED, tables.CLOSED)
_NOTICE_DAYS = 30
_WHOLE_NUMBER = 18


class HouseholdKnown(UserError):
    """Say that the person belongs to a household that has a file; fields `column`, `file_no`, `holder`."""

    code = "HOUSEHOLD_KNOWN"


class DocumentWrong(UserError):
    """Say that an identity number's check digit does not fit; field `column`."""

    code = "DOCUMENT_WRONG"


class PublicityRunning(UserError):
    """Say that the public may still object; field `day` until which."""

    code = "PUBLICITY_RUNNING"


class LimitBeside(UserError):
    """Say that a limit of that kind begins on the same day already; fields `column`, `document`."""

    code = "LIMIT_BESIDE"


# --- the file ------------------------------------------------------------------------------------------------------


def persons_of(book: Casebook, person: bytes) -> tuple[bytes, ...]:
    """Give the records of one human: the person's own and those judged to be the same."""
    return (person, *sorted(people.same_persons(book, person)))


def file_of(book: Casebook, person: bytes, states: Collection[str] = OPEN_STATES) -> Record | None:
    """Give the file of the household that a person belongs to, as its head or as a member, by record or by document; None for none."""
    same = persons_of(book, person)
    documents = [row.doc_no for row in (people.get(book, one) for one in same) if row.doc_no]
    ids, numbers, named = (",".join("?" * len(part)) for part in (same, documents, states))
    sql = f"""SELECT f.id FROM hardship_file f WHERE f.status IN ({named}) AND f._incomplete <> 2 AND (f.person IN ({ids}) OR f.doc_no IN ({numbers})
        OR f.id IN (SELECT m.file FROM hardship_member m WHERE m.left_on IS NULL AND (m.person IN ({ids}) OR m.doc_no IN ({numbers}))))
        ORDER BY f.status IN (?, ?) DESC, f.n LIMIT 1"""
    found = book.store.one(sql, (*states, *same, *documents, *same, *documents, *ON_FILE))
    return records.get(book, "hardship_file", bytes(found["id"])) if found is not None else None


def last_file_of(book: Casebook, person: bytes) -> Record | None:
    """Give the file of the household that a person belongs to, also one that has ended: who lived together had what the others had."""
    return file_of(book, person) or file_of(book, person, _OVER)


def household(book: Casebook, file: bytes) -> tuple[bytes, ...]:
    """Give the records of all persons of a household that are registered: its head, and the members by record or document."""
    sql = """SELECT person AS one FROM hardship_file WHERE id = :file AND person IS NOT NULL
        UNION SELECT person FROM hardship_member WHERE file = :file AND person IS NOT NULL
        UNION SELECT p.id FROM person p JOIN hardship_member m ON m.doc_no = p.doc_no WHERE m.file = :file
        UNION SELECT p.id FROM person p JOIN hardship_file f ON f.doc_no = p.doc_no WHERE f.id = :file"""
    heads = [bytes(row["one"]) for row in book.store.rows(sql, {"file": file})]
    return tuple(dict.fromkeys(one for head in heads for one in persons_of(book, head)))


def _check_file(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    person = people.get(book, values["person"])
    other = file_of(book, values["person"])
    if other is not None and (before is None or other.id != before.id):
        raise HouseholdKnown(column="person", file_no=other["file_no"] or "", holder=other["holder"] or "")
    found = {
        **values,
        "holder": values.get("holder") or person.name,
        "doc_no": values.get("doc_no") or person.doc_no or None,
    }
    if found.get("monthly_income_fen") is None and found.get("annual_income_fen") is not None:
        heads = found.get("members") or 1
        found["monthly_income_fen"] = relief.income_a_head(
            found["annual_income_fen"], found.get("rigid_fen") or 0, heads
        )
    if found.get("second_cause") and found.get("second_cause") == found.get("main_cause"):
        raise FieldUnfit(column="second_cause", label="次要致困原因", reason="same_cause")
    if before is None:
        found["file_no"] = found.get("file_no") or next_number(
            book, "hardship_file", "DA", found["day"].year, "file_no"
        )
    return found


def _file_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Ask for what each step must tell, and set the days that follow from it."""
    on: dt.date = values["status_on"]
    if state == tables.SHOWN:
        for column, label in (("shown_from", "公示开始"), ("shown_until", "公示截止")):
            if values.get(column) is None:
                raise FieldUnfit(column=column, label=label, reason="missing")
        if values["shown_until"] < values["shown_from"]:
            raise FieldUnfit(column="shown_until", label="公示截止", reason="span")
    if state == tables.BEFORE_HEAD and before["shown_until"] is not None and on <= before["shown_until"]:
        raise PublicityRunning(day=before["shown_until"].isoformat())
    if state == tables.ON_FILE:
        review = values.get("review_on") or followups.months_after(on, relief.REVIEW_MONTHS)
        return {"filed_on": before["filed_on"] or on.isoformat(), "review_on": review}
    if state in _OVER:
        if not values.get("closing"):
            raise FieldUnfit(column="closing", label="脱困或撤档原因", reason="missing")
        if (before["filed_on"] or "") > on.isoformat():
            raise FieldUnfit(column="status_on", label="脱困或撤档日期", reason="before_step", day=before["filed_on"])
        return {"closed_on": on.isoformat(), "review_on": None}
    return _asked_again(book, writer, before, on) if state == tables.ASKED else None


def _asked_again(book: Casebook, writer: Writer, file: Record, day: dt.date) -> Mapping[str, Any]:
    """Keep how the household was on file before, for its months were reported with it, and let what was found then not stand for what is found now."""
    if (file["closed_on"] or "") > day.isoformat():
        raise FieldUnfit(column="status_on", label="申请日期", reason="before_step", day=file["closed_on"])
    other = file_of(book, file["person"]) if file["person"] is not None else None
    if other is not None and other.id != file.id:
        raise HouseholdKnown(column="person", file_no=other["file_no"] or "", holder=other["holder"] or "")
    kept = ("person", "filed_on", "closed_on", "closing", "members", "finding", "judgement", "opinion")
    told = {name: file[name] for name in kept}
    records.put(book, writer, _EARLIER, {**told, "file": file.id, "ended": file.state, "day": day})
    return {**dict.fromkeys((*_OF_ONE_TIME, "closed_on", "closing", "filed_on", "review_on")), "day": day}


_OF_ONE_TIME = ("visited_by", "finding", "judgement", "shown_from", "shown_until", "opinion")
_EARLIER = Kind("hardship_earlier", Action.RELIEF_WRITE)
"""How the step of a file writes it; nothing else may."""
EARLIER = Kind("hardship_earlier", Action.RELIEF_WRITE, check=by_step("以前的建档"))


FILE = Kind(
    "hardship_file", Action.RELIEF_WRITE, check=_check_file, moved=_file_moved,
    moves=dict.fromkeys((tables.ON_FILE, *_OVER), Action.RELIEF_APPROVE),
)  # fmt: skip


# --- members -------------------------------------------------------------------------------------------------------


def _check_member(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    found = dict(values)
    if found.get("doc_no"):
        found["doc_no"] = idnumber.normalise(found["doc_no"])
        if idnumber.has_shape(found["doc_no"]) and len(found["doc_no"]) == _WHOLE_NUMBER:
            if not idnumber.checksum_fits(found["doc_no"]):
                raise DocumentWrong(column="doc_no")
            found["birth"] = found.get("birth") or idnumber.date_of(found["doc_no"][6:14])
    known = _elsewhere(book, found, before.id if before else b"")
    if known is not None:
        column = "doc_no" if found.get("doc_no") else "person"
        raise HouseholdKnown(column=column, file_no=known["file_no"] or "", holder=known["holder"] or "")
    return found


def _elsewhere(book: Casebook, member: Mapping[str, Any], own: bytes) -> Any:
    """Give the open file, this one or another, that has the same human on it already."""
    person, number = member.get("person") or b"", member.get("doc_no") or ""
    marks = ",".join("?" * len(OPEN_STATES))
    sql = f"""SELECT f.file_no, f.holder FROM hardship_file f WHERE f.status IN ({marks}) AND (f.person = ? OR f.doc_no = ?
        OR EXISTS (SELECT 1 FROM hardship_member m WHERE m.file = f.id AND m.id <> ? AND m.left_on IS NULL AND (m.person = ? OR m.doc_no = ?))) LIMIT 1"""
    return book.store.one(sql, (*OPEN_STATES, person, number, own, person, number))


MEMBER = Kind("hardship_member", Action.RELIEF_WRITE, check=_check_member)


# --- limits --------------------------------------------------------------------------------------------------------


def _check_limit(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    until = values.get("valid_until")
    if until is not None and until < values["valid_from"]:
        raise FieldUnfit(column="valid_until", label="止", reason="span")
    if not values.get("withdrawn"):
        others = records.by_column(book, "relief_limit", kind=values["kind"], valid_from=values["valid_from"])
        other = next((one for one in others if before is None or one.id != before.id), None)
        if other is not None:
            raise LimitBeside(column="valid_from", document=other["document"])
    return values


LIMIT = Kind("relief_limit", Action.RELIEF_APPROVE, check=_check_limit)


def limits(book: Casebook) -> list[Limit]:
    """Give the limits that stand."""
    rows = book.store.rows(f"SELECT * FROM relief_limit x WHERE {story.current(LIMIT.table, 'x')} ORDER BY n")
    day = dt.date.fromisoformat
    return [
        Limit(
            row["kind"], row["most_fen"], day(row["valid_from"]), day(row["valid_until"]) if row["valid_until"] else None, row["document"],
            day(row["document_on"]) if row["document_on"] else None,
        )
        for row in rows
    ]  # fmt: skip


# --- what waits ----------------------------------------------------------------------------------------------------


def review_due(book: Casebook) -> Filter:
    """Choose the files on record that are to be reviewed within 30 days or should have been."""
    until = (book.today + dt.timedelta(days=_NOTICE_DAYS)).isoformat()
    sql = "SELECT id FROM hardship_file WHERE status IN (?, ?) AND (review_on <= ? OR status = ?) ORDER BY review_on LIMIT ?"
    values = (*ON_FILE, until, tables.REVIEWED, records.MOST_FOUND)
    return Filter(ids=tuple(bytes(row["id"]) for row in book.store.rows(sql, values)))


def publicity_over(book: Casebook) -> Filter:
    """Choose the files whose publicity has ended without a decision."""
    sql = "SELECT id FROM hardship_file WHERE status = ? AND shown_until < ? ORDER BY shown_until LIMIT ?"
    values = (tables.SHOWN, book.today.isoformat(), records.MOST_FOUND)
    return Filter(ids=tuple(bytes(row["id"]) for row in book.store.rows(sql, values)))

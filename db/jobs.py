"""岗位援助, the heart of it: employers, vacancies that are verified and expire, referral letters and their slips.

An answer that does not come is 未反馈 and never work; a vacancy past its day is taken down by the program.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from db import lapsing, placements, records, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.lapsing import Term
from db.numbering import next_number
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from db.schema import BY_NAME
from db.tables import jobs as tables
from rules import uscc
from rules.errors import UserError
from rules.permissions import Action

REFERRAL_DAYS = 15
"""Days for which a referral letter is good where nothing else is written into it; the office's usage, changed in the letter."""
SLIP_GRACE_DAYS = 7
"""Days after the letter's last one in which a slip is still waited for (试岗后一周内退回执, standards section 9)."""

BY_OFFICER = "3"
"""Code of `job_source`: a job information officer sent it in."""
VERIFY_DAYS = 30
"""Days for which the verification of a vacancy is believed; then somebody asks the employer again (核实状态, programme section 4)."""
NOTICE_DAYS = 30
"""Days before its end on which an agreement or a vacancy is told."""


class EmployerKnown(UserError):
    """Say that an employer of that number or name is entered already; fields `column`, `name`."""

    code = "EMPLOYER_KNOWN"


class VacancyKnown(UserError):
    """Say that the same unit's same post is open already; fields `column`, `employer`, `post`, `day` (valid until)."""

    code = "VACANCY_KNOWN"


class VacancyClosed(UserError):
    """Say that nobody can be referred to a vacancy; fields `column`, `state`, `day` (valid until)."""

    code = "VACANCY_CLOSED"


class WageReversed(UserError):
    """Say that the highest wage is below the lowest; field `column`."""

    code = "WAGE_REVERSED"


class ReferredAlready(UserError):
    """Say that the person is on the way to this vacancy already; fields `column`, `number`."""

    code = "REFERRED_ALREADY"


def fold(name: str) -> str:
    """Give a name as it is compared: without spaces and brackets of either width."""
    kept = uscc.normalise(name)
    return "".join(one for one in kept if one not in "()（）·.")


# --- employers -----------------------------------------------------------------------------------------------------


def _check_employer(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    own = before.id if before else b""
    for column in ("uscc", "name"):
        value = values.get(column)
        known = book.store.one(f"SELECT name FROM employer WHERE {column} = ? AND id <> ? LIMIT 1", (value, own))
        if value and known is not None:
            raise EmployerKnown(column=column, name=known["name"])
    return values


EMPLOYER = Kind("employer", Action.JOBS_WRITE, check=_check_employer)


def find_employer(book: Casebook, *, number: str = "", name: str = "") -> bytes | None:
    """Give the employer of that number, else of that name (spaces and brackets do not count); None where there is none."""
    found = book.store.one("SELECT id FROM employer WHERE uscc = ?", (uscc.normalise(number),)) if number else None
    if found is not None:
        return bytes(found["id"])
    wanted = fold(name)
    rows = book.store.rows("SELECT id, name FROM employer WHERE name IS NOT NULL") if wanted else ()
    return next((bytes(row["id"]) for row in rows if fold(row["name"]) == wanted), None)


# --- vacancies -----------------------------------------------------------------------------------------------------


def _check_vacancy(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    low, high = values.get("wage_from_fen"), values.get("wage_to_fen")
    if low is not None and high is not None and high < low:
        raise WageReversed(column="wage_to_fen")
    if values["valid_until"] < values["day"]:
        raise FieldUnfit(column="valid_until", label="有效期至", reason="span")
    if values.get("verified_on") is not None and values["verified_on"] > book.today:
        raise FieldUnfit(column="verified_on", label="核实日期", reason="future")
    if values.get("officer") and not values.get("source"):
        values = {**values, "source": BY_OFFICER}
    twin = same_vacancy(book, values["employer"], values["post"], but=before.id if before else b"")
    if twin is not None and (before is None or before["post"] != values["post"]):
        raise VacancyKnown(
            column="post", employer=twin.words["employer"], post=twin["post"], day=twin["valid_until"].isoformat()
        )
    return values


def _vacancy_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any]:  # fmt: skip
    """Let nobody publish what has expired; the day of verification is that of the step where none is told."""
    until = values.get("valid_until") or before["valid_until"]
    if state in {tables.OPEN, tables.UNVERIFIED} and until < book.today:
        raise VacancyClosed(column="valid_until", state=tables.EXPIRED, day=until.isoformat())
    return {"verified_on": values.get("verified_on") or values["status_on"]} if state == tables.OPEN else {}


VACANCY = Kind("vacancy", Action.JOBS_WRITE, check=_check_vacancy, moved=_vacancy_moved)


def same_vacancy(book: Casebook, employer: bytes, post: str, *, but: bytes = b"") -> Record | None:
    """Give the open vacancy of the same unit for the same post, if there is one that has not expired."""
    found = records.by_column(book, "vacancy", employer=employer)
    return next(
        (one for one in found if one.id != but and fold(one["post"] or "") == fold(post) and is_open(book, one)), None
    )


def is_open(book: Casebook, vacancy: Record) -> bool:
    """Tell whether somebody can be referred to a vacancy today, or could once it is verified."""
    until: dt.date | None = vacancy["valid_until"]
    return vacancy.state in {tables.UNVERIFIED, tables.OPEN} and until is not None and until >= book.today


# --- referral letters ----------------------------------------------------------------------------------------------


def _check_referral(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is not None:
        return values
    vacancy = records.get(book, "vacancy", values["vacancy"])
    if vacancy.state != tables.OPEN or not is_open(book, vacancy):
        raise VacancyClosed(column="vacancy", state=vacancy.state, day=vacancy.words["valid_until"])
    under_way = (tables.ISSUED, tables.INTERVIEWED, tables.INTENDED)
    twins = Filter(states=under_way, equal=(("person", values["person"]), ("vacancy", values["vacancy"])))
    twin = next(iter(records.page(book, "referral", twins, limit=1)), None)
    if twin is not None:
        raise ReferredAlready(column="vacancy", number=twin["number"])
    day: dt.date = values["day"]
    until = values.get("valid_until") or day + dt.timedelta(days=REFERRAL_DAYS)
    if until < day:
        raise FieldUnfit(column="valid_until", label="有效期至", reason="span")
    return {
        **values,
        "valid_until": until,
        "number": values.get("number") or next_number(book, "referral", "TJ", day.year),
    }


def _referral_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Write the placement when somebody has begun to work: the slip alone, an intent, or silence never do."""
    if state == tables.REFUSED and not values.get("reason"):
        raise FieldUnfit(column="reason", label="未录用原因", reason="missing")
    if state == tables.AT_WORK:
        vacancy = records.get(book, "vacancy", before["vacancy"])
        records.put(book, writer, placements.PLACEMENT, {
            "person": before["person"], "employer": vacancy["employer"], "post": vacancy["post"], "way": placements.REFERRED,
            "referral": before.id, "fair": before["fair"], "day": values.get("starts") or before["starts"] or values["status_on"],
            "region": vacancy["region"], "contract_months": values.get("contract_months") or before["contract_months"],
        })  # fmt: skip
    return None


REFERRAL = Kind("referral", Action.JOBS_WRITE, check=_check_referral, moved=_referral_moved)


# --- what time does ------------------------------------------------------------------------------------------------


_AGREED = ("placement_base", "source_base", "cooperation")


def lapse(book: Casebook) -> int:
    """Take down vacancies past their day, note letters without a slip as 未反馈 and agreements past their term as 已到期; give how many.

    Called when the page is opened; what another PC has noted meanwhile is left as it is.
    """
    book.require(Action.JOBS_WRITE)
    late = book.today - dt.timedelta(days=SLIP_GRACE_DAYS)
    agreed = [Term(name, (tables.RUNNING,), book.today, tables.OVER) for name in _AGREED]
    return lapsing.lapse(book, (
        Term("vacancy", (tables.UNVERIFIED, tables.OPEN), book.today, tables.EXPIRED), Term("referral", (tables.ISSUED, tables.INTERVIEWED), late, tables.SILENT),
        *agreed,
    ))  # fmt: skip


# --- what waits ----------------------------------------------------------------------------------------------------


def slips_overdue(book: Casebook) -> Filter:
    """Choose the letters whose last day is over and whose slip has not come, noted as 未反馈 or not yet."""
    sql = "SELECT id FROM referral WHERE (status IN (?, ?) AND valid_until < ?) OR status = ? ORDER BY n DESC LIMIT ?"
    values = (tables.ISSUED, tables.INTERVIEWED, book.today.isoformat(), tables.SILENT, records.MOST_FOUND)
    return Filter(ids=tuple(bytes(row["id"]) for row in book.store.rows(sql, values)))


def verification_due(book: Casebook) -> Filter:
    """Choose the vacancies that nobody has verified, the first entered first, and the open ones last verified 30 days ago or more."""
    sql = f"""SELECT x.id FROM vacancy x WHERE {story.current(VACANCY.table, "x")} AND x.valid_until >= ? AND
        (x.status = ? OR (x.status = ? AND coalesce(x.verified_on, x.day) <= ?)) ORDER BY coalesce(x.verified_on, x.day) LIMIT ?"""
    since = (book.today - dt.timedelta(days=VERIFY_DAYS)).isoformat()
    values = (book.today.isoformat(), tables.UNVERIFIED, tables.OPEN, since, records.MOST_FOUND)
    return Filter(ids=tuple(bytes(row["id"]) for row in book.store.rows(sql, values)))


def ending_soon(book: Casebook, name: str) -> Filter:
    """Choose what nobody has ended and ends within 30 days or is over: letters of offer (要约书), bases, agreements, orders, vacancies."""
    until = (book.today + dt.timedelta(days=NOTICE_DAYS)).isoformat()
    states = (tables.OPEN, tables.RUNNING, tables.OVER, tables.IN_FORCE, tables.CHECKED)
    sql = f"""SELECT x.id FROM {name} x WHERE {story.current(BY_NAME[name], "x")} AND x.status IN ({",".join("?" * len(states))})
        AND x.valid_until <= ? ORDER BY x.valid_until LIMIT ?"""
    rows = book.store.rows(sql, (*states, until, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))

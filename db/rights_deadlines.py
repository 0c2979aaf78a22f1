"""The last days of the open cases: arbitration, recognition of an injury, suing, and whatever day somebody wrote beside a step."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import records, rights, story
from db.casebook import Casebook
from db.records import Filter, Record
from db.tables import rights as tables
from rules import limitation
from rules.limitation import Deadline

_OVER_DAYS = 365
"""Days for which a deadline that was missed is still told; an older one is history."""


@dataclass
class _Case:
    """Hold what the deadlines of one case follow from."""

    id: bytes
    kind: str
    known_on: dt.date | None
    left_on: dt.date | None
    injured_on: dt.date | None
    interrupted_on: dt.date | None
    left: list[dt.date] = field(default_factory=list)
    steps: list[tuple[str, dt.date | None]] = field(default_factory=list)
    dues: list[Deadline] = field(default_factory=list)


def of_case(book: Casebook, case: bytes) -> list[Deadline]:
    """Give a case's last days that still count, the next first."""
    return [one for row, one in _all(book, (case,))]


def due(book: Casebook) -> list[tuple[bytes, Deadline]]:
    """Give the last days of all open cases that are at most 60 days off or over, the most pressing first."""
    today = book.today
    found = [(row, one) for row, one in _all(book, None) if -_OVER_DAYS <= one.left(today) <= limitation.NOTICE_DAYS]
    return sorted(found, key=lambda one: (one[1], one[0]))


def due_filter(book: Casebook) -> Filter:
    """Choose the cases of which a last day is near or over."""
    return Filter(ids=tuple(dict.fromkeys(row for row, _ in due(book)))[: records.MOST_FOUND])


def words(book: Casebook, case: Record) -> list[tuple[str, str]]:
    """Say a case's last days and how many days are left."""
    found = of_case(book, case.id)
    if found:
        return [(one.what, _left(one, book.today)) for one in found]
    if case.state in tables.OPEN_STATES and case["kind"] == rights.WAGE and case["left_on"] is None:
        return [(limitation.ARBITRATION, "在职期间欠薪不受一年限制；离职的请填离职日期")]
    if case.state in tables.OPEN_STATES and case["known_on"] is None:
        return [(limitation.ARBITRATION, "没有填知道权利受侵害日期，无法推算")]
    return []


def _left(deadline: Deadline, today: dt.date) -> str:
    days = deadline.left(today)
    if days < 0:
        return f"{deadline.day.isoformat()}（已过 {-days} 天）"
    return f"{deadline.day.isoformat()}（还有 {days} 天）"


def _all(book: Casebook, ids: Sequence[bytes] | None) -> Iterable[tuple[bytes, Deadline]]:
    for case in _cases(book, ids).values():
        for one in sorted(_deadlines(case)):
            yield case.id, one


def _deadlines(case: _Case) -> list[Deadline]:
    done = {kind for kind, _ in case.steps}
    found = list(case.dues)
    if rights.ARBITRATION not in done and rights.AWARD not in done and rights.SUIT not in done:
        days = [
            limitation.arbitration(
                is_wage=case.kind == rights.WAGE, known_on=case.known_on, left_on=left, interrupted_on=case.interrupted_on
            )
            for left in case.left or (case.left_on,)
        ]  # fmt: skip
        running = [day for day in days if day is not None]
        found += [Deadline(min(running), limitation.ARBITRATION)] if running else []
    if case.kind == rights.INJURY and case.injured_on is not None and rights.RECOGNITION not in done:
        found += limitation.recognition(case.injured_on)
    awards = [day for kind, day in case.steps if kind == rights.AWARD and day is not None]
    if awards and rights.SUIT not in done:
        found.append(limitation.suing(max(awards)))
    return found


def _cases(book: Casebook, ids: Sequence[bytes] | None) -> dict[bytes, _Case]:
    marks = ",".join("?" * len(tables.OPEN_STATES))
    named = "" if ids is None else f" AND x.id IN ({','.join('?' * len(ids))})"
    chosen = f"x.status IN ({marks}) AND {story.current(rights.CASE.table, 'x')}{named}"
    values = (*tables.OPEN_STATES, *(ids or ()))
    found = {
        bytes(row["id"]): _Case(
            bytes(row["id"]), row["kind"] or "", _day(row["known_on"]), _day(row["left_on"]), _day(row["injured_on"]), _day(row["interrupted_on"])
        )
        for row in book.store.rows(f"SELECT x.* FROM rights_case x WHERE {chosen}", values)
    }  # fmt: skip
    for row in book.store.rows(
        f"SELECT c.case_id AS of, c.left_on FROM rights_claimant c JOIN rights_case x ON x.id = c.case_id WHERE c.status = ? AND c.left_on IS NOT NULL AND {chosen}",
        (tables.CLAIMING, *values),
    ):
        if (day := _day(row["left_on"])) is not None:
            found[bytes(row["of"])].left.append(day)
    for row in book.store.rows(
        f"""SELECT s.case_id AS of, s.kind, s.day, s.due_on, s.due_for FROM rights_step s JOIN rights_case x ON x.id = s.case_id
            WHERE {story.current(rights.STEP.table, "s")} AND {chosen} ORDER BY s.n""",
        values,
    ):
        _take_step(found[bytes(row["of"])], row)
    return found


def _take_step(case: _Case, row: Any) -> None:
    """Note a step; a day written beside it waits until a later step is there."""
    case.steps.append((row["kind"], _day(row["day"])))
    until = _day(row["due_on"])
    case.dues = [Deadline(until, row["due_for"] or "下一期限")] if until is not None else []


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None

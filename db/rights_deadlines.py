"""The last days of the open cases: arbitration, recognition of an injury, suing, and whatever day somebody wrote beside a step."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import records, rights, story
from db.casebook import Casebook
from db.records import Filter, Record
from db.tables import rights as tables
from rules import codes, limitation
from rules.limitation import Deadline, Event, Extension, Interruption, Run, Suspension, Taken

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
    claimants: list[tuple[bytes, dt.date | None]] = field(default_factory=list)
    steps: list[tuple[str, dt.date | None]] = field(default_factory=list)
    dues: list[Deadline] = field(default_factory=list)
    events: list[tuple[str, bytes | None, Event]] = field(default_factory=list)
    """Of which time (code of `limitation_of`), whom alone it concerns, what happened."""

    def events_of(self, time: str, person: bytes | None = None) -> list[Event]:
        """Give what happened to a time of the case, or of one claimant."""
        return [event for of, whom, event in self.events if of == time and (whom is None or whom == person)]


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
    """Say a case's last days, how many days are left, and of those that something moved how they were reckoned."""
    found = of_case(book, case.id)
    if found:
        told = [(one.what, _left(one, book.today)) for one in found]
        reckoned = [(f"{one.what}的推算", reckoning(one.run)) for one in found if one.run is not None and one.run.taken]
        return [*told, *reckoned]
    if case.state in tables.OPEN_STATES and case["kind"] == rights.WAGE and case["left_on"] is None:
        return [(limitation.ARBITRATION, "在职期间欠薪不受一年限制；离职的请填离职日期")]
    if case.state in tables.OPEN_STATES and case["known_on"] is None:
        return [(limitation.ARBITRATION, "没有填知道权利受侵害日期，无法推算")]
    return []


def reckoning(run: Run) -> str:
    """Say step by step how a last day came about."""
    span = f"{run.months // limitation.YEAR} 年" if run.months else f"{run.days} 日"
    parts = [f"{run.begun.isoformat()} 起 {span}，原到 {run.plain.isoformat()}"]
    parts += [_taken_words(one, span) for one in run.taken]
    last = "若今天消除原因，到" if run.stands else "到"
    return "；".join([*parts, f"{last} {run.day.isoformat()}"])


def _taken_words(taken: Taken, span: str) -> str:
    event = taken.event
    cause = f"（{event.cause}）" if event.cause else ""
    day = event.day.isoformat()
    if isinstance(event, Interruption):
        void = {"before": "在起算日以前，不起作用", "after": "在时效届满以后，不起作用"}
        return f"{day} 中断{cause}，{void.get(taken.void) or f'重新计算 {span}'}"
    if isinstance(event, Suspension):
        void = {"before": "在重新起算以前，不起作用", "after": "在时效届满以后，不起作用"}
        counted = void.get(taken.void) or f"{taken.days} 天不计"
        if event.ended is None:
            return f"{day} 起中止{cause}，原因尚未消除，{counted}"
        return f"{day} 至 {event.ended.isoformat()} 中止{cause}，{counted}"
    shorter = "，不晚于原期限，不起作用" if taken.void else ""
    return f"{day} 准予延长到 {event.until.isoformat()}{cause}{shorter}"


def _left(deadline: Deadline, today: dt.date) -> str:
    days = deadline.left(today)
    if days < 0:
        return f"{deadline.day.isoformat()}（已过 {-days} 天）"
    if deadline.run is not None and deadline.run.stands:
        return f"中止中，原因消除后还有 {days} 天；消除了请更正中止记录，填原因消除日期"
    return f"{deadline.day.isoformat()}（还有 {days} 天）"


def _all(book: Casebook, ids: Sequence[bytes] | None) -> Iterable[tuple[bytes, Deadline]]:
    for case in _cases(book, ids).values():
        for one in sorted(_deadlines(case, book.today)):
            yield case.id, one


def _deadlines(case: _Case, today: dt.date) -> list[Deadline]:
    done = {kind for kind, _ in case.steps}
    found = list(case.dues)
    if rights.ARBITRATION not in done and rights.AWARD not in done and rights.SUIT not in done:
        running = [one for one in _arbitrations(case, today) if one is not None]
        found += [min(running)] if running else []
    if case.kind == rights.INJURY and case.injured_on is not None and rights.RECOGNITION not in done:
        found += limitation.recognition(
            case.injured_on, today, case.events_of(rights.OF_EMPLOYER), case.events_of(rights.OF_WORKER)
        )
    awards = [day for kind, day in case.steps if kind == rights.AWARD and day is not None]
    if awards and rights.SUIT not in done:
        found.append(limitation.suing(max(awards), today, case.events_of(rights.OF_SUIT)))
    return found


def _arbitrations(case: _Case, today: dt.date) -> list[Deadline | None]:
    """Give each claimant's last day: their own day of leaving goes before that of the case, and so does what happened to them alone."""
    return [
        limitation.arbitration(
            is_wage=case.kind == rights.WAGE, known_on=case.known_on, today=today, left_on=left or case.left_on,
            events=case.events_of(rights.OF_ARBITRATION, person),
        )
        for person, left in case.claimants or [(b"", None)]
    ]  # fmt: skip


def _cases(book: Casebook, ids: Sequence[bytes] | None) -> dict[bytes, _Case]:
    marks = ",".join("?" * len(tables.OPEN_STATES))
    named = "" if ids is None else f" AND x.id IN ({','.join('?' * len(ids))})"
    chosen = f"x.status IN ({marks}) AND {story.current(rights.CASE.table, 'x')}{named}"
    values = (*tables.OPEN_STATES, *(ids or ()))
    found = {
        bytes(row["id"]): _Case(bytes(row["id"]), row["kind"] or "", _day(row["known_on"]), _day(row["left_on"]), _day(row["injured_on"]))
        for row in book.store.rows(f"SELECT x.* FROM rights_case x WHERE {chosen}", values)
    }  # fmt: skip
    for row in book.store.rows(
        f"SELECT c.case_id AS of, c.person, c.left_on FROM rights_claimant c JOIN rights_case x ON x.id = c.case_id WHERE c.status = ? AND {story.current(rights.CLAIMANT.table, 'c')} AND {chosen}",
        (tables.CLAIMING, *values),
    ):
        found[bytes(row["of"])].claimants.append((bytes(row["person"] or b""), _day(row["left_on"])))
    for row in book.store.rows(
        f"""SELECT s.case_id AS of, s.kind, s.day, s.due_on, s.due_for FROM rights_step s JOIN rights_case x ON x.id = s.case_id
            WHERE {story.current(rights.STEP.table, "s")} AND {chosen} ORDER BY s.n""",
        values,
    ):
        _take_step(found[bytes(row["of"])], row)
    for row in book.store.rows(
        f"""SELECT s.* FROM rights_pause s JOIN rights_case x ON x.id = s.case_id
            WHERE {story.current(rights.PAUSE.table, "s")} AND {chosen} ORDER BY s.n""",
        values,
    ):
        event = _event(row)
        if event is not None:
            whom = bytes(row["person"]) if row["person"] else None
            found[bytes(row["case_id"])].events.append((row["of"], whom, event))
    return found


def _event(row: Any) -> Event | None:
    """Read what happened to a time; None where its days cannot be read."""
    day, until, cause = _day(row["day"]), _day(row["until"]), codes.label("limitation_cause", row["cause"])
    if day is None:
        return None
    if row["kind"] == rights.INTERRUPTED:
        return Interruption(day, cause)
    if row["kind"] == rights.SUSPENDED:
        return Suspension(day, _day(row["ended"]), cause)
    return Extension(day, until, cause) if until is not None else None


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

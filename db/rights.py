"""维权服务, the heart of it: cases with their claimants, what was done, deadlines, what was recovered for whom.

One case has many claimants and stays one case, also when it is opened again; what each claimed and got is told by name, and the sums must agree.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from db import funds, people, records, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.numbering import next_number
from db.record_checks import FieldUnfit, by_step
from db.records import Filter, Kind, Record
from db.tables import rights as tables
from rules import shares
from rules.errors import UserError
from rules.permissions import Action

WAGE, INJURY = "1", "2"
"""Codes of `rights_kind`."""
RECOGNITION, ARBITRATION, AWARD, SUIT, LEGAL_AID, REPORTED = "4", "5", "6", "7", "9", "10"
"""Codes of `rights_step`."""
INTERRUPTED, SUSPENDED, EXTENDED = "1", "2", "3"
"""Codes of `limitation_kind`."""
OF_ARBITRATION, OF_WORKER, OF_EMPLOYER, OF_SUIT = "1", "2", "3", "4"
"""Codes of `limitation_of`."""
_EVENTS_OF = {
    OF_ARBITRATION: {INTERRUPTED, SUSPENDED}, OF_WORKER: {SUSPENDED}, OF_EMPLOYER: {EXTENDED}, OF_SUIT: {EXTENDED},
}  # fmt: skip
"""劳动争议调解仲裁法 article 27 for arbitration; a worker's lost time (法释〔2014〕9号 article 7); what an authority or a court may extend."""
_CAUSES_OF = {INTERRUPTED: {"1", "2", "3"}, SUSPENDED: {"4", "5", "6", "9"}, EXTENDED: {"4", "6", "9"}}
GROUP = 10
"""Heads from which a dispute is collective (劳动争议调解仲裁法 article 7) and the case urgent."""


class CaseKnown(UserError):
    """Say that the person has a case of that kind against that unit already; fields `column`, `number`, `state`."""

    code = "CASE_KNOWN"


class CaseOver(UserError):
    """Say that nobody joins a case in that state; fields `column`, `state`."""

    code = "CASE_OVER"


class ClaimantKnown(UserError):
    """Say that the person is among the claimants already; fields `column`, `case`."""

    code = "CLAIMANT_KNOWN"


class NotClaimant(UserError):
    """Say that the person is not among the case's claimants; field `column`."""

    code = "NOT_CLAIMANT"


class RecoveredTooMuch(UserError):
    """Say that a claimant would have got more than claimed; fields `column`, `claimed` and `recovered` (fen)."""

    code = "RECOVERED_TOO_MUCH"


class SumUnequal(UserError):
    """Say that the sum told is not that of its parts; fields `column`, `told` and `parts` (fen)."""

    code = "SUM_UNEQUAL"


class AdvanceExceeded(UserError):
    """Say that more would come back than was advanced in a case; fields `column`, `over` (fen)."""

    code = "ADVANCE_EXCEEDED"


# --- cases ---------------------------------------------------------------------------------------------------------


def _check_case(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("employer") and not values.get("unit"):
        values = {**values, "unit": records.get(book, "employer", values["employer"])["name"]}
    if not values.get("unit"):
        raise FieldUnfit(column="unit", label="被申请单位", reason="missing")
    for column, label in (
        ("known_on", "知道权利受侵害日期"),
        ("injured_on", "事故伤害或诊断日期"),
    ):
        if values.get(column) is not None and values[column] > book.today:
            raise FieldUnfit(column=column, label=label, reason="future")
    if before is not None:
        return values
    _not_known(book, values)
    urgent = bool(values.get("urgent")) or (values.get("heads") or 1) >= GROUP
    number = values.get("number") or next_number(book, "rights_case", "WQ", values["day"].year)
    return {**values, "number": number, "urgent": urgent}


def _not_known(book: Casebook, values: Mapping[str, Any]) -> None:
    """Refuse a second case of what is one: open still, or closed and not of something that happened since."""
    persons = {values["person"], *people.same_persons(book, values["person"])}
    marks = ",".join("?" * len(persons))
    sql = f"""SELECT DISTINCT x.id FROM rights_case x LEFT JOIN rights_claimant c ON c.case_id = x.id AND c.status = ?
        WHERE (x.person IN ({marks}) OR c.person IN ({marks})) AND x.kind = ? AND x.unit = ? AND {story.current(CASE.table, "x")}"""
    rows = book.store.rows(sql, (tables.CLAIMING, *persons, *persons, values["kind"], values["unit"]))
    for row in rows:
        known = records.get(book, "rights_case", bytes(row["id"]))
        since = values.get("known_on") or values.get("injured_on")
        over = known.state in tables.CLOSED_STATES and since is not None and since > known["closed_on"]
        if not over and known.state != tables.DECLINED:
            raise CaseKnown(column="unit", number=known["number"], state=known.state)


def _case_written(book: Casebook, writer: Writer, row: bytes, values: Mapping[str, Any]) -> None:
    """Enter who applies as the first claimant; with the whole claim where nobody else is told of."""
    writer.flush()
    if records.count(book, "rights_claimant", Filter(equal=(("case_id", row),))):
        return
    alone = (values.get("heads") or 1) == 1
    records.put(book, writer, CLAIMANT, {
        "case_id": row, "person": values["person"], "leads": not alone, "day": values["day"],
        "claimed_fen": values.get("claimed_fen") if alone else None,
    })  # fmt: skip


def _case_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Ask each step for what it must tell; a case is closed when its sums agree."""
    day = values["status_on"]
    if state == tables.ACCEPTED:
        return {"accepted_on": before["accepted_on"] or day}
    if state == tables.DECLINED:
        return _told(values, "refusal", "不予受理理由")
    if state == tables.PASSED_ON:
        return {**_told(values, "referred_to", "转办单位"), "referred_on": day}
    if state == tables.REOPENED:
        return _reopened(book, writer, before, values)
    if state == tables.VISITED:
        return _told(values, "satisfaction", "满意度")
    if state == tables.CLOSED:
        _not_before(_last_opened(book, before), day, "结案日期")
        return {**_told(values, "result", "结果"), "closed_on": day, "recovered_fen": _sums(book, before, values)}
    return None


def _not_before(since: dt.date | None, day: dt.date, label: str) -> None:
    """Refuse a day before what the step follows: closings and reopenings are counted by their days."""
    if since is not None and day < since:
        raise FieldUnfit(column="status_on", label=label, reason="before_step", day=since.isoformat())


def _last_opened(book: Casebook, case: Record) -> dt.date | None:
    """Give the day on which a case was opened last, again or for the first time."""
    again = records.by_column(book, "rights_reopening", case_id=case.id)
    opened: dt.date | None = max((one["day"] for one in again), default=case["accepted_on"])
    return opened


def _reopened(book: Casebook, writer: Writer, case: Record, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep how the case had been closed: its month was reported with it, and no second closing takes that away."""
    told = _told(values, "reopened_for", "重新办理原因")
    _not_before(case["closed_on"], values["status_on"], "重新办理日期")
    closing = {name: case[name] for name in ("closed_on", "result", "recovered_fen")}
    records.put(book, writer, _REOPENING, {
        "case_id": case.id, "day": values["status_on"], "reason": told["reopened_for"], **closing,
    })  # fmt: skip
    return {**told, **dict.fromkeys(closing)}


def _told(values: Mapping[str, Any], column: str, label: str) -> dict[str, Any]:
    if not values.get(column):
        raise FieldUnfit(column=column, label=label, reason="missing")
    return {column: values[column]}


def _sums(book: Casebook, case: Record, values: Mapping[str, Any]) -> int:
    """Give what was recovered in all; raise SumUnequal where claim or recovery of the case is not that of its claimants."""
    claimed, recovered = amounts(book, case.id)
    whole = sum(claimed.values())
    if case["claimed_fen"] is not None and case["claimed_fen"] != whole:
        raise SumUnequal(column="claimed_fen", label="诉求金额合计", told=case["claimed_fen"], parts=whole)
    got = sum(recovered.values())
    told = values.get("recovered_fen")
    if told is not None and told != got:
        raise SumUnequal(column="recovered_fen", label="追回金额合计", told=told, parts=got)
    return got


_REOPENING = Kind("rights_reopening", Action.RIGHTS_WRITE)
"""How the step of a case writes it; nothing else may."""
REOPENING = Kind("rights_reopening", Action.RIGHTS_WRITE, check=by_step("案件重新办理"))
CASE = Kind("rights_case", Action.RIGHTS_WRITE, check=_check_case, written=_case_written, moved=_case_moved)


# --- claimants -----------------------------------------------------------------------------------------------------


def _check_claimant(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    case = records.get(book, "rights_case", values["case_id"])
    if before is not None:
        if (values["case_id"], values["person"]) != (before["case_id"], before["person"]):
            raise FieldUnfit(column="person", label="服务对象", reason="fixed")
        got = amounts(book, case.id)[1].get(values["person"], 0)
        if values.get("claimed_fen") is not None and values["claimed_fen"] < got:
            raise RecoveredTooMuch(column="claimed_fen", claimed=values["claimed_fen"], recovered=got)
        return values
    if case.state not in tables.OPEN_STATES:
        raise CaseOver(column="case_id", state=case.state)
    same = (values["person"], *people.same_persons(book, values["person"]))
    known = f"SELECT 1 FROM rights_claimant x WHERE x.case_id = ? AND x.person IN ({','.join('?' * len(same))}) AND {story.current(CLAIMANT.table, 'x')}"
    if book.store.one(known, (case.id, *same)) is not None:
        raise ClaimantKnown(column="person", case=case["number"])
    return values


def _claimant_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, _values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    """Let nobody leave a case for whom money was recovered."""
    got = amounts(book, before["case_id"])[1].get(before["person"], 0)
    if state == tables.LEFT_CASE and got:
        raise RecoveredTooMuch(column="person", claimed=0, recovered=got)


def _claimant_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    _keep_heads(book, writer, values["case_id"])


def _keep_heads(book: Casebook, writer: Writer, case_id: bytes) -> None:
    """Keep the heads of a case at least those who are named; from ten on it is urgent, whoever entered it for one."""
    writer.flush()
    sql = f"SELECT count(*) FROM rights_claimant x WHERE x.case_id = ? AND x.status = ? AND {story.current(CLAIMANT.table, 'x')}"
    named = int(book.store.value(sql, (case_id, tables.CLAIMING)))
    case = book.store.one("SELECT heads, urgent FROM rights_case WHERE id = ?", (case_id,))
    if case is None or named <= (case["heads"] or 1):
        return
    more = {"urgent": True} if named >= GROUP and not case["urgent"] else {}
    writer.patch("rights_case", case_id, {"heads": named, **more})
    writer.flush()


CLAIMANT = Kind(
    "rights_claimant", Action.RIGHTS_WRITE, check=_check_claimant, written=_claimant_written, moved=_claimant_moved
)


def enter_claimants(book: Casebook, writer: Writer, case: bytes, rows: Sequence[Mapping[str, Any]]) -> None:
    """Enter claimants of a case inside the caller's transaction, who has asked for permission and let nobody in twice; raise as `records.put`."""
    one_by_one = Kind(CLAIMANT.name, CLAIMANT.action, check=_check_claimant)
    for values in rows:
        records.put(book, writer, one_by_one, {**values, "case_id": case})
    if rows:
        _keep_heads(book, writer, case)


def claimants(book: Casebook, case: bytes) -> list[Record]:
    """Give who claims in a case, the first entered first; who left it is not among them."""
    return records.by_column(book, "rights_claimant", case_id=case, status=tables.CLAIMING)


def amounts(book: Casebook, case: bytes) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Give what each claimant claimed and what was recovered for each, in fen by person."""
    claimed = {one["person"]: one["claimed_fen"] or 0 for one in claimants(book, case)}
    recovered: dict[bytes, int] = {}
    for one in records.by_column(book, "rights_recovery", case_id=case):
        recovered[one["person"]] = recovered.get(one["person"], 0) + one["amount_fen"]
    return claimed, recovered


# --- what was done, what was recovered -----------------------------------------------------------------------------


def _check_step(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    case = records.get(book, "rights_case", values["case_id"])
    if values["day"] < case["day"] and values["kind"] not in {RECOGNITION, ARBITRATION, AWARD, SUIT}:
        raise FieldUnfit(column="day", label="日期", reason="before_case")
    if values["kind"] == LEGAL_AID and not values.get("helper"):
        raise FieldUnfit(column="helper", label="法律援助人", reason="missing")
    return _costed(book, values, before)


def _costed(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    """See to the money of a step: what the case costs, what is advanced to claimants, and what came back of that."""
    kind, cost = values["kind"], 0 if values.get("withdrawn") else values.get("cost_fen") or 0
    advance = kind in {tables.ADVANCED, tables.PAID_BACK}
    if advance and not values.get("withdrawn") and not cost:
        raise FieldUnfit(column="cost_fen", label="金额", reason="missing")
    if advance or (before is not None and before["kind"] == tables.ADVANCED):
        _check_advances(book, {**values, "source": values.get("source"), "cost_fen": cost}, before)
    own = (before.id,) if before is not None else ()
    if before is not None and before["kind"] == tables.PAID_BACK:
        same = kind == tables.PAID_BACK and values["source"] == before["source"]
        funds.check_back(book, before["source"], values["day"], cost if same else 0, but=own, column="cost_fen")
    if cost and kind == tables.PAID_BACK:
        funds.check_bearer(STEP.table, values)
        return values
    if cost:
        funds.check_payment(book, STEP.table, values, funds.RIGHTS, values["day"], cost, but=own)
        return values
    return values if values.get("withdrawn") else {**values, "source": None, "borne_by": None}


def _check_advances(book: Casebook, values: Mapping[str, Any], before: Record | None) -> None:
    """Let no more come back to a source than was advanced out of it in this case; raise AdvanceExceeded."""
    steps = [one for one in records.by_column(book, "rights_step", case_id=values["case_id"]) if before is None or one.id != before.id]  # fmt: skip
    out = {tables.ADVANCED: 1, tables.PAID_BACK: -1}
    for source in {values["source"], before["source"] if before else values["source"]}:
        told = [*(one.values for one in steps), values]
        open_fen = sum(out.get(one["kind"], 0) * (one["cost_fen"] or 0) for one in told if one["source"] == source)
        if open_fen < 0:
            raise AdvanceExceeded(column="cost_fen", over=-open_fen)


STEP = Kind("rights_step", Action.RIGHTS_WRITE, check=_check_step)


def _check_pause(book: Casebook, values: Mapping[str, Any], _before: Record | None) -> Mapping[str, Any]:
    """Hold an event to what the law knows of that time: what may begin it again, what stops it, who may extend it."""
    if values.get("withdrawn"):
        return values
    if values["kind"] not in _EVENTS_OF[values["of"]]:
        raise FieldUnfit(column="kind", label="情形", reason="not_of_limitation")
    if values["cause"] not in _CAUSES_OF[values["kind"]]:
        raise FieldUnfit(column="cause", label="事由", reason="not_of_event")
    ended, until = values.get("ended"), values.get("until")
    if values["kind"] == SUSPENDED and ended is not None and ended < values["day"]:
        raise FieldUnfit(column="ended", label="原因消除日期", reason="span")
    if ended is not None and ended > book.today:
        raise FieldUnfit(column="ended", label="原因消除日期", reason="future")
    if values["kind"] == EXTENDED and until is None:
        raise FieldUnfit(column="until", label="准予延长到", reason="missing")
    if values["kind"] == EXTENDED and until < values["day"]:
        raise FieldUnfit(column="until", label="准予延长到", reason="span")
    person = values.get("person")
    if person is not None and all(one["person"] != person for one in claimants(book, values["case_id"])):
        raise NotClaimant(column="person")
    # what does not belong to the event is not kept, so that nobody reads it later as if it counted
    return {
        **values,
        "ended": ended if values["kind"] == SUSPENDED else None,
        "until": until if values["kind"] == EXTENDED else None,
    }


PAUSE = Kind("rights_pause", Action.RIGHTS_WRITE, check=_check_pause)


def _check_recovery(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    claimed = next((one for one in claimants(book, values["case_id"]) if one["person"] == values["person"]), None)
    if claimed is None:
        raise NotClaimant(column="person")
    if not values["amount_fen"]:
        raise FieldUnfit(column="amount_fen", label="追回金额", reason="missing")
    earlier = amounts(book, values["case_id"])[1].get(values["person"], 0)
    same = before is not None and before["person"] == values["person"]
    got = earlier + values["amount_fen"] - (before["amount_fen"] if before is not None and same else 0)
    if claimed["claimed_fen"] is not None and got > claimed["claimed_fen"]:
        raise RecoveredTooMuch(column="amount_fen", claimed=claimed["claimed_fen"], recovered=got)
    return values


def _recovery_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Keep the sum of a case that is closed what its parts come to: courts enforce long after."""
    writer.flush()
    case = records.get(book, "rights_case", values["case_id"])
    if case.state in tables.CLOSED_STATES:
        writer.patch("rights_case", case.id, {"recovered_fen": sum(amounts(book, case.id)[1].values())})


RECOVERY = Kind("rights_recovery", Action.RIGHTS_WRITE, check=_check_recovery, written=_recovery_written)


def recover(book: Casebook, case: bytes, total: int, parts: Mapping[bytes, int], values: Mapping[str, Any]) -> int:
    """Enter what was recovered for several claimants at once; give for how many.

    `parts` is fen by person, nothing for who got nothing; `values` the day and how it was given. Raise SumUnequal unless the parts come to
    `total`, or as `records.add`.
    """
    if sum(parts.values()) != total:
        raise SumUnequal(column="total", label="实收总额", told=total, parts=sum(parts.values()))
    rows = [{**values, "case_id": case, "person": one, "amount_fen": fen} for one, fen in parts.items() if fen]
    return len(records.add_many(book, RECOVERY, rows))


def part(book: Casebook, case: bytes, total: int) -> dict[bytes, int]:
    """Propose how a sum is parted among the claimants, by what each is still owed; raise RecoveredTooMuch where it is more than all are owed."""
    claimed, recovered = amounts(book, case)
    owed = {one: max(0, fen - recovered.get(one, 0)) for one, fen in claimed.items()}
    if total > sum(owed.values()):
        raise RecoveredTooMuch(column="total", claimed=sum(owed.values()), recovered=total)
    return dict(zip(owed, shares.parted(total, list(owed.values())), strict=True))


def sum_words(book: Casebook, case: Record) -> list[tuple[str, str]]:
    """Say who claims in a case and what they got: told against named, claimed against recovered."""
    from rules.money import grouped

    claimed, recovered = amounts(book, case.id)
    heads = f"{len(claimed)} 人" + (f"（登记涉及 {case['heads']} 人）" if (case["heads"] or 1) != len(claimed) else "")
    owed, got = sum(claimed.values()), sum(recovered.values())
    lines = [("已登记申请人", heads), ("各人诉求合计", f"{grouped(owed)} 元"), ("各人追回合计", f"{grouped(got)} 元")]
    if case["claimed_fen"] is not None and case["claimed_fen"] != owed:
        lines[1] = (
            "各人诉求合计",
            f"{grouped(owed)} 元，与诉求金额合计差 {grouped(abs(case['claimed_fen'] - owed))} 元",
        )
    return lines


# --- what waits ----------------------------------------------------------------------------------------------------


def unreported(book: Casebook) -> Filter:
    """Choose the urgent cases that are open and were not reported upwards."""
    marks = ",".join("?" * len(tables.OPEN_STATES))
    sql = f"""SELECT x.id FROM rights_case x WHERE x.urgent = 1 AND x.status IN ({marks}) AND {story.current(CASE.table, "x")}
        AND NOT EXISTS (SELECT 1 FROM rights_step s WHERE s.case_id = x.id AND s.kind = ? AND {story.current(STEP.table, "s")})
        ORDER BY x.day LIMIT ?"""
    return _chosen(book, sql, (*tables.OPEN_STATES, REPORTED, records.MOST_FOUND))


def unvisited(book: Casebook) -> Filter:
    """Choose the closed cases whose claimants were not asked yet."""
    sql = f"SELECT x.id FROM rights_case x WHERE x.status = ? AND {story.current(CASE.table, 'x')} ORDER BY x.closed_on LIMIT ?"
    return _chosen(book, sql, (tables.CLOSED, records.MOST_FOUND))


def _chosen(book: Casebook, sql: str, values: Sequence[Any]) -> Filter:
    return Filter(ids=tuple(bytes(row["id"]) for row in book.store.rows(sql, tuple(values))))

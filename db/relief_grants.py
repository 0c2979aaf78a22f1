"""Relief granted and paid: asked for, weighed against what the household had this year, approved by two persons, signed for in person.

What is paid stands in `relief_pay` and nowhere else: the ledger of funds reads it there (`db/funds.py`), so that nothing is entered twice.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import funds, record_checks, records, relief, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.numbering import next_number
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from db.tables import relief as tables
from rules import codes, money, publicity
from rules import relief as rules
from rules.errors import UserError
from rules.permissions import Action
from rules.relief import Limit, Received
from rules.states import StepNotAllowed

SELF, GUARDIAN = "1", "2"
"""Codes of `relief_signer`."""
_COUNTS = (tables.ASKED, tables.APPROVED, tables.PAID)
_YEAR = 4


class NotOnFile(UserError):
    """Say that the person's household has no file in force (先建档后帮扶); field `column`; at an approval `reason` is so and `number` the application's."""

    code = "NOT_ON_FILE"


class ReliefAgain(UserError):
    """Say that the household had relief this year and no reason is given for more; fields `column`, `count`, `day`, `what`, `amount`, `who` of the last.

    `reason` is `waiting` where the last is an application not paid yet, `approval` where the approval of the
    application `number` is refused.
    """

    code = "RELIEF_AGAIN"


class ReliefOverLimit(UserError):
    """Say that the year's limit is passed; fields `column`, `limit`, `had`, `left` (yuan), `document`, `day` of the document."""

    code = "RELIEF_OVER_LIMIT"


class ReliefOverCost(UserError):
    """Say that medical relief is more than was paid by oneself; fields `column`, `paid` (yuan)."""

    code = "RELIEF_OVER_COST"


class PupilHelped(UserError):
    """Say that this pupil had help with schooling this year; fields `column`, `name`, `number`, `day`."""

    code = "PUPIL_HELPED"


class ConsentMissing(UserError):
    """Say that a pupil under age needs the guardian's name and written consent; field `column`."""

    code = "CONSENT_MISSING"


class GrantFixed(UserError):
    """Say that what was approved cannot be changed any more; fields `column`, `state`."""

    code = "GRANT_FIXED"


class NothingToApprove(UserError):
    """Say that no application that names its source waits for approval."""

    code = "NOTHING_TO_APPROVE"


class SignerUnfit(UserError):
    """Say that only the person, or the guardian of a pupil under age, signs; field `column`."""

    code = "SIGNER_UNFIT"


# --- what was received already -------------------------------------------------------------------------------------


def received(book: Casebook, person: bytes, year: int) -> list[Received]:
    """Give what the person's household received in a year, here and by the old ledgers, the first first; goods have no amount."""
    file = relief.last_file_of(book, person)
    persons = relief.persons_of(book, person) + (relief.household(book, file.id) if file is not None else ())
    marks = ",".join("?" * len(persons))
    span = (f"{year}-01-01", f"{year}-12-31")
    who = "(SELECT s.name FROM staff s WHERE s.id = x._by)"
    sql = f"""SELECT x.day, x.kind, x.amount_fen, {who} AS who, p.name FROM relief_pay x LEFT JOIN person p ON p.id = x.person
        WHERE (x.person IN ({marks}) OR x.file = ?) AND x.day BETWEEN ? AND ? AND {story.current(PAY.table, "x")}"""
    own = file.id if file is not None else b""
    found = [
        Received(row["day"], codes.label("relief_kind", row["kind"] or ""), row["amount_fen"], row["who"] or "", row["name"] or "")
        for row in book.store.rows(sql, (*persons, own, *span))
    ]  # fmt: skip
    table = "goods_out"
    sql = f"""SELECT x.day, b.item, x.quantity, b.unit, {who} AS who, p.name FROM {table} x JOIN goods_batch b ON b.id = x.batch
        LEFT JOIN person p ON p.id = x.person WHERE x.person IN ({marks}) AND x.day BETWEEN ? AND ?
        AND NOT EXISTS (SELECT 1 FROM goods_out later WHERE later.corrects = x.id) AND coalesce(x.withdrawn, 0) = 0"""
    found += [
        Received(row["day"], f"{row['item']} {row['quantity']}{row['unit']}", None, row["who"] or "", row["name"] or "")
        for row in book.store.rows(sql, (*persons, *span))
    ]  # fmt: skip
    return sorted(found + _by_ledgers(book, persons, own, year), key=lambda one: one.day)


def _by_ledgers(book: Casebook, persons: Sequence[bytes], file: bytes, year: int) -> list[Received]:
    """Give what the lists of beneficiaries tell of a household's year, also of members who are not registered; training vouchers apart."""
    marks = ",".join("?" * len(persons))
    sql = f"""SELECT v.* FROM past_benefit v WHERE v.year = ? AND v.project <> '培训券' AND v.doc_no IN (
            SELECT doc_no FROM person WHERE id IN ({marks}) UNION SELECT doc_no FROM hardship_file WHERE id = ?
            UNION SELECT doc_no FROM hardship_member WHERE file = ? AND left_on IS NULL)
        AND NOT EXISTS (SELECT 1 FROM past_benefit later WHERE later.corrects = v.id) AND coalesce(v.withdrawn, 0) = 0"""
    return [
        Received(row["received_on"] or str(year), row["project"], row["amount_fen"], row["place"] or "", row["source"] or "已享受名单")
        for row in book.store.rows(sql, (year, *persons, file, file))
    ]  # fmt: skip


def asked_for(
    book: Casebook, person: bytes, year: int, own: bytes = b"", *, approved_only: bool = False
) -> list[Received]:
    """Give what the person's household asked for in a year and has not been paid, the first first; `own` is not among it."""
    file = relief.last_file_of(book, person)
    persons = relief.persons_of(book, person) + (relief.household(book, file.id) if file is not None else ())
    states = (tables.APPROVED,) if approved_only else (tables.ASKED, tables.APPROVED)
    marks, named = (",".join("?" * len(part)) for part in (persons, states))
    sql = f"""SELECT x.day, x.kind, x.status, x.amount_fen, x.number FROM relief_grant x WHERE (x.person IN ({marks}) OR x.file = ?)
        AND x.status IN ({named}) AND x.day BETWEEN ? AND ? AND x.id <> ? AND {story.current(GRANT.table, "x")} ORDER BY x.day, x.n"""
    values = (*persons, file.id if file is not None else b"", *states, f"{year}-01-01", f"{year}-12-31", own)
    return [
        Received(row["day"], f"{codes.label('relief_kind', row['kind'] or '')}（{row['status']}）", row["amount_fen"], "", row["number"] or "")
        for row in book.store.rows(sql, values)
    ]  # fmt: skip


def _check_again(book: Casebook, values: Mapping[str, Any], own: bytes, *, deciding: bool = False) -> None:
    """Want the reason for relief beside what the household had or asked for in the year; raise ReliefAgain with the last of it as evidence.

    Whoever is `deciding` looks at what was paid or approved; two applications that wait do not bar each other.
    """
    if values.get("again"):
        return
    person, year = values["person"], values["day"].year
    had, asked = received(book, person, year), asked_for(book, person, year, own, approved_only=deciding)
    known = [*had, *asked]
    if known:
        last = known[-1]
        raise ReliefAgain(
            column="again", count=len(known), day=last.day, what=last.what, amount=_yuan(last.fen) if last.fen is not None else "实物", who=last.who,
            reason="approval" if deciding else "waiting" if asked else "", number=values.get("number") or "",
        )  # fmt: skip


def _promised(book: Casebook, values: Mapping[str, Any], year: int, own: bytes) -> int:
    """Give what the household, or the pupil, was granted of a kind in a year, paid or not, in fen; `own` is not counted."""
    by_pupil = values["kind"] == rules.TUITION
    persons = (
        relief.household(book, values["file"]) if values.get("file") else relief.persons_of(book, values["person"])
    )
    keys = _same_pupil(book, values["pupil"]) if by_pupil else persons
    column, marks = "pupil" if by_pupil else "person", ",".join("?" * len(keys))
    states = ",".join("?" * len(_COUNTS))
    sql = f"""SELECT coalesce(sum(amount_fen), 0) FROM relief_grant WHERE {column} IN ({marks}) AND kind = ? AND status IN ({states})
        AND day BETWEEN ? AND ? AND id <> ?"""
    return int(book.store.value(sql, (*keys, values["kind"], *_COUNTS, f"{year}-01-01", f"{year}-12-31", own)))


@dataclass(frozen=True)
class Standing:
    """Hold what is known before a grant is asked for: the file in force, what was received this year and what is asked for, the limit and what is left under it."""

    file: Record | None
    received: Sequence[Received]
    asked: Sequence[Received]
    limit: Limit | None
    left_fen: int


def standing(book: Casebook, person: bytes, kind: str, day: dt.date, own: bytes = b"") -> Standing:
    """Give what is known of a person's household before relief of a kind is written on a day."""
    file = relief.file_of(book, person, relief.ON_FILE)
    limit = rules.limit_on(relief.limits(book), kind, day) if kind and kind != rules.TUITION else None
    values = {"person": person, "file": file.id if file is not None else None, "kind": kind}
    left = rules.left(limit, _promised(book, values, day.year, own)) if limit is not None else 0
    return Standing(file, received(book, person, day.year), asked_for(book, person, day.year, own), limit, left)


# --- the application -----------------------------------------------------------------------------------------------


_FIXED = ("person", "file", "kind", "amount_fen", "source", "pupil", "self_paid_fen")


def _check_grant(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is not None and before.state != tables.ASKED:
        changed = next((name for name in _FIXED if values.get(name) != before[name]), None)
        if changed is not None:
            raise GrantFixed(column=changed, state=before.state)
        return values
    found = dict(values)
    file = relief.file_of(book, values["person"], relief.ON_FILE)
    if file is None and values["kind"] in rules.NEEDS_FILE:
        raise NotOnFile(column="person")
    found["file"] = file.id if file is not None else None
    day: dt.date = values["day"]
    if values["kind"] == rules.TUITION:
        _check_pupil(book, found, before)
    else:
        found["pupil"] = None
    if values["kind"] == rules.MEDICAL and (values.get("self_paid_fen") or 0) < values["amount_fen"]:
        raise ReliefOverCost(column="self_paid_fen", paid=_yuan(values.get("self_paid_fen") or 0))
    check_limit(book, found, before.id if before else b"")
    _check_again(book, values, before.id if before else b"")
    if found.get("source"):
        funds.check_use(book, found["source"], rules.USE_OF[values["kind"]], column="source")
    found["number"] = values.get("number") or next_number(book, "relief_grant", "JZ", day.year)
    return found


def _check_pupil(book: Casebook, found: dict[str, Any], before: Record | None) -> None:
    """One pupil is helped once a year; one who may be under age needs the guardian's name and written consent."""
    if found.get("pupil") is None:
        raise FieldUnfit(column="pupil", label="学生", reason="missing")
    pupil, day = records.get(book, "hardship_member", found["pupil"]), found["day"]
    if found["file"] is None or pupil["file"] != found["file"]:
        raise FieldUnfit(column="pupil", label="学生", reason="other_household")
    keys = _same_pupil(book, pupil.id)
    states = ",".join("?" * len(_COUNTS))
    sql = f"""SELECT number, day FROM relief_grant WHERE kind = ? AND status IN ({states}) AND day BETWEEN ? AND ? AND id <> ?
        AND pupil IN ({",".join("?" * len(keys))}) ORDER BY day LIMIT 1"""
    span = (f"{day.year}-01-01", f"{day.year}-12-31")
    twin = book.store.one(sql, (rules.TUITION, *_COUNTS, *span, before.id if before else b"", *keys))
    if twin is not None:
        raise PupilHelped(column="pupil", name=pupil["name"], number=twin["number"] or "", day=twin["day"])
    if is_minor(pupil, day):
        for column in ("guardian", "consent"):
            if not found.get(column):
                raise ConsentMissing(column=column)
    found["school"] = found.get("school") or pupil["school"]
    found["stage"] = found.get("stage") or pupil["stage"]


def is_minor(pupil: Record, on: dt.date) -> bool:
    """Tell whether a pupil may be under 18 on a day; whose birth is not known counts as under age."""
    return pupil["birth"] is None or publicity.may_be_minor(pupil["birth"].isoformat(), on)


def _same_pupil(book: Casebook, pupil: bytes) -> tuple[bytes, ...]:
    """Give the entries of one pupil in all files: by document, or by the record of the person."""
    sql = """SELECT o.id FROM hardship_member m JOIN hardship_member o ON o.id = m.id OR (m.doc_no IS NOT NULL AND o.doc_no = m.doc_no)
        OR (m.person IS NOT NULL AND o.person = m.person) WHERE m.id = ?"""
    return tuple(bytes(row["id"]) for row in book.store.rows(sql, (pupil,)))


def check_limit(book: Casebook, values: Mapping[str, Any], own: bytes) -> Limit | None:
    """Give the limit that a grant keeps, None where the office has set none; raise ReliefOverLimit with the document named."""
    day: dt.date = values["day"]
    limit = rules.limit_on(relief.limits(book), values["kind"], day)
    if limit is None:
        return None
    had = _promised(book, values, day.year, own)
    left = rules.left(limit, had)
    if values["amount_fen"] > left:
        dated = limit.document_on.isoformat() if limit.document_on else limit.first.isoformat()
        raise ReliefOverLimit(
            column="amount_fen",
            limit=_yuan(limit.most_fen),
            had=_yuan(had),
            left=_yuan(left),
            document=limit.document,
            day=dated,
        )
    return limit


def _yuan(fen: int) -> str:
    return money.grouped(fen).removesuffix(".00")


def _grant_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], second: Session | None
) -> Mapping[str, Any] | None:  # fmt: skip
    """Approve: look at limit, earmark and what is left once more, and write down who approved what."""
    if state == tables.PAID:
        raise FieldUnfit(column="status", label="状态", reason="by_payment")
    if state != tables.APPROVED:
        return None
    source = values.get("source") or before["source"]
    if source is None:
        raise FieldUnfit(column="source", label="资金来源", reason="missing")
    if before["kind"] in rules.NEEDS_FILE and relief.file_of(book, before["person"], relief.ON_FILE) is None:
        raise NotOnFile(column="person", number=before["number"] or "", reason="approval")
    # something else may have been entered on another PC, promised or paid since this was asked for
    _check_again(book, before.values, before.id, deciding=True)
    limit = check_limit(book, before.values, before.id)
    funds.check_spending(
        book, source, rules.USE_OF[before["kind"]], values["status_on"], before["amount_fen"], use_column="source"
    )
    approval = {
        "grant": before.id, "person": before["person"], "kind": before["kind"], "amount_fen": before["amount_fen"], "source": source,
        "basis": limit.document if limit else None, "day": values["status_on"],
    }  # fmt: skip
    kept = {name: one for name, one in approval.items() if one is not None}
    writer.fact("relief_approval", kept, second=second.author if second else None)
    return {"source": source}


GRANT = Kind(
    "relief_grant", Action.RELIEF_WRITE, check=_check_grant, moves={tables.APPROVED: Action.RELIEF_APPROVE}, moved=_grant_moved,
    fixed=frozenset(_FIXED) - {"source"},
)  # fmt: skip


def approve_all(book: Casebook, second: Session | None) -> list[bytes]:
    """Approve what waits for approval and names its source, all or nothing, by one signature of a second person; give the applications.

    Raise NotPermitted, SecondPersonNeeded, NothingToApprove, or what stands in the way of one of them.
    """
    found = [one for one in records.every(book, "relief_grant", to_approve(book)) if one["source"] is not None][::-1]
    if not found:
        raise NothingToApprove
    book.require(Action.RELIEF_APPROVE)
    other = book.require_second(Action.RELIEF_APPROVE, second)
    with book.write() as writer:
        for one in found:
            step = {"status": tables.APPROVED, "status_on": book.today}
            more = _grant_moved(book, writer, one, tables.APPROVED, step, other)
            writer.patch("relief_grant", one.id, record_checks.clean(book, one.table, {**step, **(more or {})}))
            writer.flush()  # the next one is weighed against what was promised to this one
    return [one.id for one in found]


# --- paying --------------------------------------------------------------------------------------------------------


def _check_pay(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    grant = records.get(book, "relief_grant", values["grant"])
    wanted = tables.APPROVED if before is None else tables.PAID
    if grant.state != wanted:
        raise StepNotAllowed(now=grant.state, to=tables.PAID, label=grant.table.label)
    approval = records.by_column(book, "relief_approval", grant=grant.id)[-1]
    if values["day"] < approval["day"]:
        raise FieldUnfit(column="day", label="发放日期", reason="before_approval")
    moved = before is None or values["day"] != before["day"]
    if approval["source"] is not None and moved and not values.get("withdrawn"):
        gone = (approval.id, *((before.id,) if before else ()))
        use = rules.USE_OF[grant["kind"]]
        funds.check_spending(
            book, approval["source"], use, values["day"], approval["amount_fen"], but=gone, use_column="source"
        )
    signer = values.get("signer")
    if signer == GUARDIAN:
        pupil = records.get(book, "hardship_member", grant["pupil"]) if grant["pupil"] else None
        if pupil is None or not is_minor(pupil, values["day"]):
            raise SignerUnfit(column="signer")
    return {
        **values, "person": grant["person"], "file": grant["file"], "kind": grant["kind"], "amount_fen": approval["amount_fen"],
        "source": approval["source"], "purpose": rules.USE_OF[grant["kind"]], "pupil": grant["pupil"],
    }  # fmt: skip


def _pay_written(book: Casebook, writer: Writer, _row: bytes, values: Mapping[str, Any]) -> None:
    """Note on the application that it was paid, or, where the payment is taken back, that it was not."""
    grant = records.get(book, "relief_grant", values["grant"])
    state = tables.APPROVED if values.get("withdrawn") else tables.PAID
    if grant.state != state:
        step = {"status": state, "status_on": values["day"]}
        writer.patch("relief_grant", grant.id, record_checks.clean(book, grant.table, step))


def _begin(book: Casebook, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill in the amount before the form's own check asks for it: a payment is what was approved and nothing else."""
    found = records.by_column(book, "relief_approval", grant=values["grant"]) if values.get("grant") else []
    return {**values, "amount_fen": found[-1]["amount_fen"]} if found else values


PAY = Kind("relief_pay", Action.RELIEF_WRITE, check=_check_pay, written=_pay_written)


def pay(book: Casebook, values: Mapping[str, Any]) -> bytes:
    """Enter that an approved grant was paid and signed for; give the payment's id.

    Raise NotPermitted, RecordUnknown, StepNotAllowed where it is not approved or paid already, SignerUnfit, FieldUnfit.
    """
    grant = values.get("grant")
    if grant is not None and not records.by_column(book, "relief_approval", grant=grant):
        state = records.get(book, "relief_grant", grant).state
        raise StepNotAllowed(now=state, to=tables.PAID, label=GRANT.table.label)
    return records.add(book, PAY, _begin(book, values))


def to_pay(_book: Casebook) -> Filter:
    """Choose what was approved and is not paid."""
    return Filter(states=(tables.APPROVED,))


def to_approve(_book: Casebook) -> Filter:
    """Choose what waits for approval."""
    return Filter(states=(tables.ASKED,))

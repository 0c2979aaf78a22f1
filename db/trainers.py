"""兼职培训师: who they are, the hours that they taught, and what they are paid for them (课时与课酬台账; programme section 4, part_time_trainer)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import funds, records, schema
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit, unfit
from db.records import Kind, Record
from db.tables import network as tables
from rules import money
from rules.errors import UserError
from rules.permissions import Action

MOST_HOURS = 24
"""Hours of 45 minutes that one entry can hold: one day's teaching."""
_TAUGHT = ("trainer", "day", "hours", "rate_fen", "pay_fen")
"""What is paid for; no step changes it."""
_BEARER = ("source", "borne_by")
"""Who pays: told at the latest by the step that pays, and not changed after it."""


class TrainerReleased(UserError):
    """Say that hours are entered for trainers under appointment only; fields `column`, `name`."""

    code = "TRAINER_RELEASED"


class HoursPaid(UserError):
    """Say that hours which were paid are not changed any more; field `column`."""

    code = "HOURS_PAID"


TRAINER = Kind("trainer", Action.NETWORK_WRITE)


def _check_hours(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if before is not None and before.state != tables.TAUGHT:
        changed = next((name for name in (*_TAUGHT, *_BEARER) if values[name] != before[name]), "")
        if changed:
            raise HoursPaid(column=changed)
        return values
    trainer = records.get(book, "trainer", values["trainer"])
    if before is None and trainer.state != tables.TEACHING:
        raise TrainerReleased(column="trainer", name=trainer["name"])
    if not 1 <= values["hours"] <= MOST_HOURS:
        raise FieldUnfit(column="hours", label="学时", reason="teaching_hours")
    rate = values.get("rate_fen")
    rate = trainer["rate_fen"] if rate is None else rate
    return {**values, "rate_fen": rate, "pay_fen": None if rate is None else rate * values["hours"]}


def _hours_moved(
    book: Casebook, _writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    """Let nobody be paid an unknown sum, nor out of an unknown source; a payment is called off with its reason."""
    if state == tables.PAID:
        if before["pay_fen"] is None:
            raise FieldUnfit(column="rate_fen", label="每学时课酬", reason="missing")
        told = {**before.values, **values}
        funds.check_payment(book, before.table, told, funds.TRAINING, values["status_on"], before["pay_fen"])
    elif before.state == tables.PAID:
        changed = next((name for name in _BEARER if name in values and values[name] != before[name]), "")
        if changed:
            raise unfit(before.table, changed, "by_step")
        if not values.get("note"):
            raise FieldUnfit(column="note", label="备注", reason="missing")


HOURS = Kind("trainer_hours", Action.NETWORK_WRITE, check=_check_hours, moved=_hours_moved, fixed=frozenset(_TAUGHT))


@dataclass(frozen=True, slots=True)
class Account:
    """Hold hours taught and what they come to in fen: in all, paid, and not paid yet."""

    hours: int
    pay_fen: int
    paid_fen: int

    @property
    def open_fen(self) -> int:
        """Give what is not paid yet."""
        return self.pay_fen - self.paid_fen


def account(book: Casebook, trainer: bytes, year: int) -> Account:
    """Sum up a trainer's hours of a year; what was cancelled does not count."""
    sql = f"""SELECT coalesce(sum(hours), 0), coalesce(sum(pay_fen), 0), coalesce(sum(CASE WHEN status = ? THEN pay_fen END), 0)
        FROM trainer_hours WHERE trainer = ? AND status <> ? AND day BETWEEN ? AND ? AND _incomplete <> {schema.ERASED}"""
    first, last = dt.date(year, 1, 1).isoformat(), dt.date(year, 12, 31).isoformat()
    return Account(*book.store.tuples(sql, (tables.PAID, trainer, tables.CANCELLED, first, last))[0])


def account_words(book: Casebook, trainer: Record) -> list[tuple[str, str]]:
    """Say what a trainer taught this year and what is still to be paid."""
    found = account(book, trainer.id, book.today.year)
    sums = [money.grouped(one) for one in (found.pay_fen, found.paid_fen, found.open_fen)]
    return [("本年课时", f"{found.hours} 学时，课酬 {sums[0]} 元，已发 {sums[1]} 元，待发 {sums[2]} 元")]

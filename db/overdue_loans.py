"""Since when which loans are overdue, reckoned from plan and payments: how much and how many on each day that it changed, for reports of any period.

A state says how a loan stands today; a report of March asks how it stood at the end of March. So every change of what is overdue is an event, and the
closing stock is their sum (docs/decisions/0077). What was paid counts as reports count it (db/uncounted.py).
"""

import datetime as dt
import json
from typing import Any

from db import schema, story, uncounted
from db.casebook import Casebook
from db.tables import startup as tables
from rules import loans


def changes(book: Casebook) -> str:
    """Give as JSON what `loans_overdue` and `loan_overdue_fen` count: loan (hex), day, by how many fen and by how many loans more or fewer are overdue."""
    head, values = uncounted.head(book.store)
    marks = ", ".join(f"'{state}'" for state in tables.OUT)
    sql = f"""{head}SELECT x.id, x.approved_fen, x.months, x.rate, x.way, x.lent_on FROM loan x
        WHERE x._incomplete <> {schema.ERASED} AND x.lent_on <= :today AND x.status IN ({marks}) ORDER BY x.n"""
    values |= {"today": book.today.isoformat()}
    known = book.store.tuples(sql, values)
    if not known:
        return "[]"
    paid = _by_loan(book, head, values, "loan_payment", f"x.kind = '{tables.REPAID}'")
    taken_over = {
        loan: min(day for day, _fen, _principal in found)
        for loan, found in _by_loan(book, head, values, "loan_compensation", "x.principal_fen > 0").items()
    }
    told: list[dict[str, Any]] = []
    for row, principal, months, rate, way, lent_on in known:
        plan = loans.plan(
            principal or 0, loans.read_rate(rate or "") or 0, months or 0, way or loans.AT_END, dt.date.fromisoformat(lent_on)
        )  # fmt: skip
        steps = loans.overdue_steps(plan, paid.get(bytes(row), []), taken_over.get(bytes(row)), book.today)
        told += [{"id": bytes(row).hex(), "day": day.isoformat(), "fen": fen, "loans": n} for day, fen, n in steps]
    return json.dumps(told)


def _by_loan(
    book: Casebook, head: str, values: dict[str, object], table: str, where: str
) -> dict[bytes, list[tuple[dt.date, int, int]]]:
    """Give what was paid on each loan: day, principal and interest together, the principal of it."""
    sql = f"""{head}SELECT x.loan, x.day, coalesce(x.principal_fen, 0) + coalesce(x.interest_fen, 0), coalesce(x.principal_fen, 0) FROM {table} x
        WHERE {story.current(schema.BY_NAME[table], "x")} AND {where} AND x.day <= :today AND x.loan IS NOT NULL ORDER BY x.day, x.n"""
    found: dict[bytes, list[tuple[dt.date, int, int]]] = {}
    for loan, day, fen, principal in book.store.tuples(sql, values):
        found.setdefault(bytes(loan), []).append((dt.date.fromisoformat(day), fen, principal))
    return found

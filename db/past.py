"""What somebody received before this program, or elsewhere, as the imported ledgers tell: read here, written by `db/ledgers.py`.

Old vouchers are known by the document that stands on them, so that a person registered later is met too.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from db import ledger_kinds
from db.store import Store
from rules.dates import DateFormat, PartialDate, parse_partial
from rules.eligibility import PastVoucher
from rules.money import grouped

CURRENT = "NOT EXISTS (SELECT 1 FROM {table} c WHERE c.corrects = v.id)"
"""Of a ledger's rows those that no correction has replaced; `v` is the row."""
TABLES = tuple(kind.table for kind in ledger_kinds.KINDS)
_NO_VOUCHER = frozenset({ledger_kinds.STOCK, ledger_kinds.DRAWN, ledger_kinds.VOID})


def documents(store: Store, persons: Collection[bytes]) -> list[str]:
    """Give the numbers of the documents of these persons."""
    sql = f"SELECT DISTINCT doc_no FROM person WHERE id IN ({_marks(persons)}) AND doc_no IS NOT NULL"
    return [row[0] for row in store.rows(sql, tuple(persons))]


def received(store: Store, persons: Collection[bytes], *, today: dt.date) -> list[PastVoucher]:
    """Give what bars these persons (one human) from a second voucher: old vouchers not void, and benefits not withdrawn."""
    wanted = documents(store, persons)
    if not wanted:
        return []
    found = []
    for row in _rows(store, "ledger_voucher", wanted):
        day = _day(row["issued_on"], today)
        if day is not None and row["status"] not in _NO_VOUCHER:
            found.append(PastVoucher(row["number"], day, source=row["source"] or ledger_kinds.VOUCHERS.label))
    for row in _rows(store, "past_benefit", wanted):
        if not row["withdrawn"]:
            day = _day(row["received_on"], today) or PartialDate(row["year"])
            # the year that the list gives counts, whatever the day says
            day = day if day.year == row["year"] else PartialDate(row["year"])
            source = row["source"] or ledger_kinds.BENEFITS.label
            found.append(PastVoucher("", day, project=row["project"], place=row["place"] or "", source=source))
    return found


def events(store: Store, persons: Collection[bytes]) -> list[tuple[str, str, str, str, bytes]]:
    """Tell what the ledgers know of these persons, as (day, title, detail, table, row id), in no order."""
    wanted = documents(store, persons)
    if not wanted:
        return []
    told: list[tuple[str, str, str, str, bytes]] = []
    for table, tell in (
        ("ledger_voucher", _voucher), ("ledger_certificate", _certificate), ("hardship_file", _hardship), ("past_benefit", _benefit),
    ):  # fmt: skip
        for row in _rows(store, table, wanted):
            day, title, *parts = tell(row)
            detail = " · ".join(part for part in (*parts, row["source"] or "") if part)
            told.append((day, title, detail, table, bytes(row["id"])))
    return told


def _rows(store: Store, table: str, wanted: Sequence[str]) -> list[Any]:
    current = "1" if table == ledger_kinds.HARDSHIP.table else CURRENT.format(table=table)
    return store.rows(
        f"SELECT v.* FROM {table} v WHERE v.doc_no IN ({_marks(wanted)}) AND {current} ORDER BY v.n", wanted
    )


def _voucher(row: Any) -> tuple[str, ...]:
    face = f"面值 {grouped(row['face_fen']).removesuffix('.00')} 元"
    day = row["redeemed_on"] or ""
    redeemed = f"{day} 核销" if row["status"] == ledger_kinds.REDEEMED and day else ""
    return row["issued_on"] or "", f"旧培训券 {row['number']}（{row['status']}）", face, row["course"] or "", redeemed


def _certificate(row: Any) -> tuple[str, ...]:
    hours = f"{row['hours']} 学时" if row["hours"] else ""
    title = f"旧证书 {row['number']}"
    return row["issued_on"] or "", title, row["course"] or "", row["level"] or "", hours, row["issuer"] or ""


def _hardship(row: Any) -> tuple[str, ...]:
    closed = f"{row['closed_on']} 撤档" if row["closed_on"] else row["status"] or ""
    title = f"困难职工档案 {row['file_no'] or ''}".strip()
    return row["filed_on"] or "", title, row["category"] or "", row["cause"] or "", closed


def _benefit(row: Any) -> tuple[str, ...]:
    amount = f"{grouped(row['amount_fen']).removesuffix('.00')} 元" if row["amount_fen"] else ""
    title = f"已享受：{row['project']}" + ("（已撤销）" if row["withdrawn"] else "")
    return row["received_on"] or str(row["year"]), title, amount, row["place"] or ""


def _day(text: str | None, today: dt.date) -> PartialDate | None:
    """Read a stored day; None where there is none, or what another program wrote is no day."""
    try:
        found = parse_partial(text or "", today=today)
    except DateFormat:
        return None
    return found if found.year is not None else None


def _marks(items: Collection[Any]) -> str:
    return ",".join("?" * len(items))

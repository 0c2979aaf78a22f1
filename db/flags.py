"""What a person must look at: breaches that a merge finds are flagged, never refused and never settled silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import schema
from db.store import Store
from rules.errors import ReasonMissing, UserError
from rules.permissions import Action

if TYPE_CHECKING:
    from db.casebook import Casebook

WORDS_OF = {
    "DUP_NUMBER": "券号重复", "CONTESTED": "重复核销待查", "REDEEMED_VOID": "核销了作废券", "REDEEMED_EXPIRED": "核销了过期券", "OUT_OF_BLOCK": "号段外券号",
    "OVER_QUOTA": "超出额度", "DUP_CERTIFICATE": "证书编号重复", "TWO_CERTIFICATES": "一人一班两证", "DUP_DOCUMENT": "同一证件号码多条记录",
    "NOT_ENTITLED": "无权写入", "UNKNOWN": "较新版本的记录", "BAD_SHAPE": "格式不符", "HELD": "单位尚未开通", "DUP_ROW": "记录编号重复",
    "BODY_MISSING": "记录内容缺失", "UNSIGNED": "缺少经办签名", "SIGNER_UNKNOWN": "经办人未知", "BAD_SIGNATURE": "经办签名不符", "TWO_CORRECTIONS": "一条记录两次更正",
    "TRANSFER_CONTESTED": "号段转授矛盾", "FORK": "同一设备两份不同记录", "LEDGER_NUMBER": "旧券号在号段内", "AFTER_GAP": "缺口后的记录",
    "READMITTED": "凭原授权恢复开通", "AFTER_CUT": "撤销授权以后的记录", "DUP_SHEET": "纸张编号重复", "NUMBER_TWO_SHEETS": "一个号码打在两张纸上",
}  # fmt: skip


CONTESTED = "CONTESTED"
"""The one flag that nobody settles by hand: it goes when two persons have decided which redemption stands (db/contests.py)."""


class FlagGone(UserError):
    """Say that a flag is not there to be settled, or to be opened again: somebody was quicker, its cause is gone, or it takes a decision."""

    code = "FLAG_GONE"


@dataclass(frozen=True)
class Flag:
    """Hold one flag: its code, the row it stands on, a detail, whether a person has settled it, and if so who, when (ms) and why."""

    n: int
    code: str
    tbl: str
    row: bytes
    detail: str
    at: int
    settled: bool
    settled_by: str = ""
    settled_at: int = 0
    reason: str = ""


def raise_flag(store: Store, code: str, tbl: str, row: bytes, detail: str, now: int) -> None:
    """Raise a flag once; `now` in milliseconds."""
    store.execute(
        "INSERT OR IGNORE INTO flag (code, tbl, row, detail, at) VALUES (?, ?, ?, ?, ?)", (code, tbl, row, detail, now)
    )


# Whether what raised a flag still holds, asked whenever flags are read: facts are never taken back, but a second certificate is revoked, one of
# two issues made void, two records judged to be one human. What is not named here holds until a person settles it.
_SAME = """WITH RECURSIVE same(id) AS (SELECT f.row UNION SELECT CASE WHEN s.one = same.id THEN s.other ELSE s.one END
    FROM same JOIN same_as s ON (s.one = same.id OR s.other = same.id) WHERE s.verdict = 'same') SELECT id FROM same"""
# Serials of stock are unique within its origin; of a sheet the records that nothing corrects stand.
_SHEET_STANDS = "s.state <> 'free' AND NOT EXISTS (SELECT 1 FROM stock_sheet c WHERE c.corrects = s.id)"
_SAME_SHEET = "s.serial = me.serial AND s.form = me.form AND s.origin = me.origin"
_SAME_NUMBER = "s.number = me.number AND s.number <> '' AND s.form = me.form AND s.state = 'used'"
_CAUSES = {
    "DUP_NUMBER": """(SELECT count(*) FROM voucher_issue x WHERE x.number = f.detail
        AND NOT EXISTS (SELECT 1 FROM voucher_void v WHERE v.voucher = x.id)) > 1""",
    "REDEEMED_VOID": """EXISTS (SELECT 1 FROM redemption r JOIN voucher_void v ON v.number = r.number WHERE r.id = f.row
        AND (v.voucher IS NULL OR v.voucher = r.voucher))""",
    "REDEEMED_EXPIRED": "EXISTS (SELECT 1 FROM redemption r JOIN voucher_issue i ON i.id = r.voucher WHERE r.id = f.row AND r.day > i.valid_until)",
    CONTESTED: """(SELECT count(*) FROM redemption x WHERE x.voucher = unhex(f.detail)) > 1 AND NOT EXISTS (SELECT 1 FROM contest_ruling g
        JOIN redemption y ON y.id = g.redemption AND y.voucher = g.voucher WHERE g.voucher = unhex(f.detail))""",
    "DUP_CERTIFICATE": """(SELECT count(*) FROM certificate c WHERE c.number = f.detail
        AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)) > 1""",
    "TWO_CERTIFICATES": """(SELECT count(*) FROM certificate me JOIN certificate c ON c.enrolment = me.enrolment WHERE me.id = f.row
        AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = c.id)) > 1""",
    "DUP_DOCUMENT": f"""EXISTS (SELECT 1 FROM person p JOIN person x ON x.doc_no = p.doc_no AND x.n <> p.n WHERE p.id = f.row
        AND x.id NOT IN ({_SAME}))""",
    "DUP_SHEET": f"""(SELECT count(*) FROM stock_sheet me JOIN stock_sheet s ON {_SAME_SHEET} WHERE me.id = f.row AND {_SHEET_STANDS}) > 1""",
    "NUMBER_TWO_SHEETS": f"""(SELECT count(*) FROM stock_sheet me JOIN stock_sheet s ON {_SAME_NUMBER} WHERE me.id = f.row AND {_SHEET_STANDS}) > 1""",
}  # fmt: skip
_OPEN = (
    "f.settled = 0 AND CASE f.code "
    + " ".join(f"WHEN '{code}' THEN {sql}" for code, sql in _CAUSES.items())
    + " ELSE 1 END"
)
_COLUMNS = "f.n, f.code, f.tbl, f.row, f.detail, f.at, f.settled, f.settled_by, f.settled_at, f.reason"


def open_flags(store: Store, limit: int = 500, *, code: str = "") -> list[Flag]:
    """List what is not settled and still holds, newest first; of one code where it is named."""
    of_code = "AND f.code = :code" if code else ""
    sql = f"SELECT {_COLUMNS} FROM flag f WHERE {_OPEN} {of_code} ORDER BY f.n DESC LIMIT :limit"
    return [_flag(row) for row in store.rows(sql, {"limit": limit, "code": code})]


def count_open(store: Store) -> dict[str, int]:
    """Count the matters that wait by their codes; what stands on several rows, as a voucher redeemed twice does, is one matter."""
    sql = f"SELECT f.code, count(DISTINCT CASE WHEN f.detail = '' THEN hex(f.row) ELSE f.detail END) FROM flag f WHERE {_OPEN} GROUP BY f.code"
    return dict(store.rows(sql))


def settled_flags(store: Store, *, limit: int = 50, offset: int = 0) -> list[Flag]:
    """List what people settled, the latest first, with the names of who did."""
    columns = _COLUMNS.replace(
        "f.settled_by", "coalesce((SELECT s.name FROM staff s WHERE s.id = unhex(f.settled_by)), '') AS settled_by"
    )
    sql = f"SELECT {columns} FROM flag f WHERE f.settled = 1 ORDER BY f.settled_at DESC, f.n DESC LIMIT ? OFFSET ?"
    return [_flag(row) for row in store.rows(sql, (limit, offset))]


def _flag(row: Any) -> Flag:
    return Flag(
        row["n"], row["code"], row["tbl"], bytes(row["row"]), row["detail"], row["at"], bool(row["settled"]), row["settled_by"] or "",
        row["settled_at"] or 0, row["reason"] or "",
    )  # fmt: skip


def settle(book: "Casebook", wanted: Sequence[int], reason: str) -> None:
    """Settle flags, given by their `n`, with one reason; it is kept on this PC alone. Raise NotPermitted, ReasonMissing or FlagGone."""
    book.require(Action.FLAG_SETTLE)
    if not reason.strip():
        raise ReasonMissing
    values = (book.signed_in.user_id.hex(), book.now, reason.strip())
    sql = f"UPDATE flag SET settled = 1, settled_by = ?, settled_at = ?, reason = ? WHERE n = ? AND settled = 0 AND code <> '{CONTESTED}'"
    with book.store.transaction():
        _each(book.store, sql, [(*values, n) for n in wanted])


def reopen(book: "Casebook", wanted: Sequence[int]) -> None:
    """Open settled flags again, given by their `n`; raise NotPermitted or FlagGone."""
    book.require(Action.FLAG_SETTLE)
    sql = "UPDATE flag SET settled = 0, settled_by = NULL, settled_at = NULL, reason = NULL WHERE n = ? AND settled = 1"
    with book.store.transaction():
        _each(book.store, sql, [(n,) for n in wanted])


def _each(store: Store, sql: str, values: Sequence[tuple[Any, ...]]) -> None:
    for one in values:
        if store.execute(sql, one).rowcount != 1:
            raise FlagGone


# Of facts that correct the same one; `beside` is an indexed column that both share.
_TWO_CORRECTIONS = """SELECT a.id, lower(hex(a.corrects)) FROM touched t CROSS JOIN {table} b ON b.id = t.id JOIN {table} a ON a.{beside} = b.{beside}
    AND a.corrects = b.corrects WHERE EXISTS (SELECT 1 FROM {table} x WHERE x.{beside} = b.{beside} AND x.corrects = b.corrects AND x.n <> b.n)"""
_OLD_NUMBER = """SELECT v.id, v.number FROM touched t CROSS JOIN {table} x ON x.id = t.id JOIN ledger_voucher v ON v.number = x.number
    WHERE EXISTS (SELECT 1 FROM voucher_issue i WHERE i.number = v.number)"""
_TWO_SHEETS = """SELECT o.id, o.{detail} FROM touched t CROSS JOIN stock_sheet me ON me.id = t.id JOIN stock_sheet o ON o.{detail} = me.{detail}
    WHERE o.id IN (SELECT s.id FROM stock_sheet s WHERE {same} AND {stands})
    AND (SELECT count(*) FROM stock_sheet s WHERE {same} AND {stands}) > 1"""
# Flags that stand on another table's rows than those looked at.
_STANDS_ON = {"REDEEMED_VOID": "redemption", "REDEEMED_EXPIRED": "redemption", "LEDGER_NUMBER": "ledger_voucher"}
# For each table: code, and a query that gives (row, detail) of every breach among the rows listed in `touched`. CROSS JOIN makes SQLite
# begin there: it knows nothing of the size of `touched` and would otherwise go through the whole table for each batch, however small.
_CHECKS: dict[str, tuple[tuple[str, str], ...]] = {
    "voucher_issue": (
        ("DUP_NUMBER", """SELECT v.id, v.number FROM touched t CROSS JOIN voucher_issue v0 ON v0.id = t.id JOIN voucher_issue v ON v.number = v0.number
            WHERE v0.number IN (SELECT number FROM voucher_issue WHERE number = v0.number GROUP BY number HAVING count(*) > 1)"""),
        ("LEDGER_NUMBER", _OLD_NUMBER.format(table="voucher_issue")),
        ("REDEEMED_EXPIRED", """SELECT r.id, r.number FROM touched t CROSS JOIN voucher_issue i ON i.id = t.id JOIN redemption r ON r.voucher = i.id
            WHERE r.day > i.valid_until"""),
    ),
    "redemption": (
        ("CONTESTED", """SELECT DISTINCT r.id, r.voucher_hex FROM (SELECT id, voucher, lower(hex(voucher)) AS voucher_hex FROM redemption
            WHERE voucher IN (SELECT r0.voucher FROM touched t CROSS JOIN redemption r0 ON r0.id = t.id)) r
            WHERE (SELECT count(*) FROM redemption x WHERE x.voucher = r.voucher) > 1"""),
        ("REDEEMED_VOID", """SELECT r.id, r.number FROM touched t CROSS JOIN redemption r ON r.id = t.id JOIN voucher_void v ON v.number = r.number
            WHERE v.voucher IS NULL OR v.voucher = r.voucher"""),
        ("REDEEMED_EXPIRED", """SELECT r.id, r.number FROM touched t CROSS JOIN redemption r ON r.id = t.id JOIN voucher_issue i ON i.id = r.voucher
            WHERE r.day > i.valid_until"""),
    ),
    "voucher_void": (
        ("REDEEMED_VOID", """SELECT r.id, r.number FROM touched t CROSS JOIN voucher_void v ON v.id = t.id JOIN redemption r ON r.number = v.number
            WHERE v.voucher IS NULL OR v.voucher = r.voucher"""),
    ),
    "certificate": (
        ("DUP_CERTIFICATE", """SELECT c.id, c.number FROM touched t CROSS JOIN certificate c0 ON c0.id = t.id JOIN certificate c ON c.number = c0.number
            WHERE (SELECT count(*) FROM certificate x WHERE x.number = c.number) > 1"""),
        ("TWO_CERTIFICATES", """SELECT c.id, c.number FROM touched t CROSS JOIN certificate c0 ON c0.id = t.id JOIN certificate c ON c.enrolment = c0.enrolment
            WHERE (SELECT count(*) FROM certificate x WHERE x.enrolment = c.enrolment
                AND NOT EXISTS (SELECT 1 FROM certificate_revocation v WHERE v.certificate = x.id)) > 1"""),
    ),
    "person": (
        ("DUP_DOCUMENT", """SELECT p.id, '' FROM touched t CROSS JOIN person p0 ON p0.id = t.id JOIN person p ON p.doc_no = p0.doc_no
            WHERE EXISTS (SELECT 1 FROM person x WHERE x.doc_no = p0.doc_no AND x.n <> p0.n)"""),
    ),
    "attendance": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="attendance", beside="class_id")),),
    "result": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="result", beside="class_id")),),
    "claim_review": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="claim_review", beside="claim")),),
    "ledger_voucher": (
        ("LEDGER_NUMBER", _OLD_NUMBER.format(table="ledger_voucher")),
        ("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="ledger_voucher", beside="corrects")),
    ),
    "ledger_certificate": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="ledger_certificate", beside="corrects")),),
    "past_benefit": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="past_benefit", beside="corrects")),),
    "opening_balance": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="opening_balance", beside="corrects")),),
    "stock_sheet": (
        ("DUP_SHEET", _TWO_SHEETS.format(detail="serial", same=_SAME_SHEET, stands=_SHEET_STANDS)),
        ("NUMBER_TWO_SHEETS", _TWO_SHEETS.format(detail="number", same=_SAME_NUMBER, stands=_SHEET_STANDS)),
        ("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="stock_sheet", beside="corrects")),
    ),
    "stock_receipt": (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table="stock_receipt", beside="corrects")),),
}  # fmt: skip
# the service areas' facts: each is looked at as soon as its table is declared
_CHECKS |= {
    table.name: (("TWO_CORRECTIONS", _TWO_CORRECTIONS.format(table=table.name, beside="corrects")),)
    for table in schema.TABLES
    if table.kind == "fact" and "corrects" in table.indexes and table.since > 2 and table.name not in _CHECKS
}


def check(store: Store, tbl: str, rows: Sequence[bytes], now: int) -> None:
    """Look for breaches that the rows just written take part in, on either side."""
    checks = _CHECKS.get(tbl)
    if not checks or not rows:
        return
    store.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id BLOB PRIMARY KEY) WITHOUT ROWID")
    store.execute("DELETE FROM touched")
    store.many("INSERT OR IGNORE INTO touched (id) VALUES (?)", ((row,) for row in rows))
    for code, sql in checks:
        for row, detail in store.rows(sql):
            raise_flag(store, code, _STANDS_ON.get(code, tbl), row, detail, now)

"""The words of the audit page: tables, deeds, what a row is called, and values as people read them (codes, money, references)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import schema
from db.people import ERASED_NAME
from db.store import Store
from db.tables.declaration import Column, Table
from rules import codes, documents, money

NOTHING = "（空）"
_CHUNK = 400
_TAIL = 4
_UNSHOWN = frozenset({"token", "sign_key", "photo"})
"""Long marks that say nothing to a reader."""
_EPOCHS = {
    "foundation": "建立工作点",
    "county": "为一个县启用记录",
    "restore": "从备份恢复",
    "rollback": "发现旧副本，另起记录",
    "machine": "换了电脑，另起记录",
}
_ROLES = {"clerk": "经办", "base_staff": "基地经办", "supervisor": "主管", "officer": "省总经办"}

# What a row is called: SQL over `x`, its own table. A name that was erased is said to be so.
_P = f"CASE WHEN p._incomplete = {schema.ERASED} THEN '{ERASED_NAME}' ELSE coalesce(p.name, '') END"
_TITLES: Mapping[str, str] = {
    "person": f"SELECT p.id, {_P} AS title FROM person p",
    "person_profile": f"SELECT x.id, {_P} AS title FROM person_profile x LEFT JOIN person p ON p.id = x.id",
    "enrolment": f"SELECT x.id, {_P} || coalesce(' · ' || c.name, '') AS title FROM enrolment x LEFT JOIN person p ON p.id = x.person LEFT JOIN training_class c ON c.id = x.class_id",
    "result": f"SELECT x.id, {_P} AS title FROM result x LEFT JOIN enrolment e ON e.id = x.enrolment LEFT JOIN person p ON p.id = e.person",
    "attendance": "SELECT x.id, coalesce(c.name || ' ', '') || x.day || ' ' || x.part AS title FROM attendance x LEFT JOIN training_class c ON c.id = x.class_id",
    "hardship_file": f"SELECT x.id, CASE WHEN x._incomplete = {schema.ERASED} THEN '{ERASED_NAME}' ELSE coalesce(x.file_no || ' ', '') || coalesce(x.holder, '') END AS title FROM hardship_file x",
    "voucher_issue": "SELECT x.id, x.number || coalesce(' ' || x.holder, '') AS title FROM voucher_issue x",
    "certificate": "SELECT x.id, x.number || coalesce(' ' || x.holder, '') AS title FROM certificate x",
    "certificate_reprint": "SELECT x.id, c.number AS title FROM certificate_reprint x LEFT JOIN certificate c ON c.id = x.certificate",
    "claim": "SELECT x.id, x.period AS title FROM claim x",
    "claim_review": "SELECT x.id, c.period AS title FROM claim_review x LEFT JOIN claim c ON c.id = x.claim",
    "same_as": f"SELECT x.id, {_P} AS title FROM same_as x LEFT JOIN person p ON p.id = x.one",
    "list_export": "SELECT x.id, x.list || coalesce(' · ' || x.file, '') AS title FROM list_export x",
    "plain_export": "SELECT x.id, x.file AS title FROM plain_export x",
    "destruction": "SELECT x.id, x.list_no AS title FROM destruction x",
}  # fmt: skip
_TITLE_COLUMNS = ("number", "name", "file_no", "day")
_REFERENCES = {
    "person": "person", "one": "person", "other": "person", "class_id": "training_class", "base": "base", "course": "course", "voucher": "voucher_issue",
    "replaces": "voucher_issue", "enrolment": "enrolment", "certificate": "certificate", "claim": "claim", "request": "pending_approval",
    "approval": "approval",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """Hold one field: its Chinese label, what it was and what it became."""

    label: str
    before: str
    after: str


def table_label(tbl: str) -> str:
    """Give a table's Chinese label; the stream's own beginnings and newer tables have words too."""
    table = schema.BY_NAME.get(tbl)
    if table is not None:
        return table.label
    return "本机记录" if tbl == "epoch" else "较新版本的业务"


def deed(kind: str, has_parents: bool, body: Any, table: Table | None) -> str:
    """Say what an entry did."""
    if kind == "epoch":
        return _EPOCHS.get(str((body or {}).get("reason", "")), "另起记录")
    if kind == "erase":
        return "删除个人信息"
    if kind == "decide":
        return "两处填写不一致，采用其一"
    if kind == "fact":
        return "更正" if table is not None and (body or {}).get("corrects") else "登记"
    return "修改" if has_parents else "新增"


def references(tbl: str, name: str, values: Iterable[Any]) -> Iterator[tuple[str, bytes]]:
    """Give (table, row) of what the values of a column point to."""
    table = schema.BY_NAME.get(tbl)
    column = table.column(name) if table else None
    if column is None or column.type != "id":
        return
    target = column.refers or (tbl if name == "corrects" else _REFERENCES.get(name, ""))
    if not target:
        return
    for value in values:
        if type(value) is str and len(value) == schema.ID_HEX:
            try:
                yield target, bytes.fromhex(value)
            except ValueError:
                continue


class Titles:
    """Look up what rows are called, many at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[tuple[str, bytes], str] = {}

    def ask(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Fetch the titles of rows (table, id)."""
        wanted: dict[str, set[bytes]] = {}
        for tbl, row in rows:
            if tbl in schema.BY_NAME and (tbl, row) not in self._found:
                wanted.setdefault(tbl, set()).add(row)
        for tbl, ids in wanted.items():
            sql, key = _title_sql(tbl)
            ordered = sorted(ids)
            for start in range(0, len(ordered), _CHUNK):
                part = ordered[start : start + _CHUNK]
                for found in self._store.rows(f"{sql} WHERE {key} IN ({','.join('?' * len(part))})", part):
                    self._found[tbl, bytes(found[0])] = str(found[1] or "")
        self._fill_erased(wanted)

    def _fill_erased(self, wanted: Mapping[str, set[bytes]]) -> None:
        """Say of facts that are gone, and have no row any more, that they were erased."""
        for tbl, ids in wanted.items():
            for row in ids:
                if (tbl, row) not in self._found:
                    sql = "SELECT 1 FROM erasure WHERE tbl = ? AND row = ?"
                    self._found[tbl, row] = ERASED_NAME if self._store.one(sql, (tbl, row)) is not None else ""

    def of(self, tbl: str, row: bytes) -> str:
        """Give what a row is called, empty where it has no name."""
        return self._found.get((tbl, row), "")


def _title_sql(tbl: str) -> tuple[str, str]:
    if tbl in _TITLES:
        return _TITLES[tbl], "p.id" if tbl == "person" else "x.id"
    table = schema.BY_NAME[tbl]
    named = next((name for name in _TITLE_COLUMNS if table.column(name)), "")
    shown = f"x.{named}" if named else "''"
    return f"SELECT x.id, {shown} AS title FROM {tbl} x", "x.id"


class Wording:
    """Word the fields of one table's entries."""

    def __init__(self, tbl: str, titles: Titles, *, full: bool) -> None:
        self._tbl, self._titles, self._full = tbl, titles, full
        self._table = schema.BY_NAME.get(tbl)

    def changes(self, kind: str, body: Any, before: Mapping[str, Sequence[Any]]) -> tuple[Change, ...]:
        """Give the fields that an entry set, each with what its writer had before; none of one whose text was erased."""
        if type(body) is not dict or kind == "epoch":
            return ()
        if kind == "erase":
            return (Change("原因", "", str(body.get("reason", ""))),)
        if kind == "decide":
            name = str(body.get("field", ""))
            return (self._change(name, before.get(name, ()), before.get("\0chosen", ())),)
        return tuple(
            self._change(name, before.get(name, ()), [value]) for name, value in body.items() if name not in _UNSHOWN
        )

    def _change(self, name: str, before: Sequence[Any], after: Sequence[Any]) -> Change:
        column = self._table.column(name) if self._table else None
        was, now = (" ／ ".join(self._word(column, name, value) for value in side) for side in (before, after))
        if was == now and was and not self._full and column is not None and column.name == "doc_no":
            now += "（号码有改动）"
        return Change(column.label if column else name, was, now)

    def _word(self, column: Column | None, name: str, value: Any) -> str:
        if value is None or value == "":
            return NOTHING
        if column is None:
            return json.dumps(value, ensure_ascii=False)
        if column.codes and type(value) is str:
            return _code(column.codes, value)
        if column.type == "id":
            found = next((self._titles.of(*one) for one in references(self._tbl, name, [value])), "")
            return found or "另一条记录"
        if column.name == "doc_no" and not self._full:
            return "•" * max(0, len(str(value)) - _TAIL) + str(value)[-_TAIL:]
        if (self._tbl, name) == ("staff", "role"):
            return _ROLES.get(str(value), str(value))
        return _plain(column, value)


def _plain(column: Column, value: Any) -> str:
    if column.type == "flag":
        return "是" if value else "否"
    if column.type == "fen" and type(value) is int:
        return f"{money.grouped(value)} 元"
    if type(value) is list:
        words = [_code(column.codes, one) if column.codes and type(one) is str else _short(one) for one in value]
        return "、".join(words) if column.codes else f"{len(value)} 项"
    if type(value) is dict:
        return f"{len(value)} 项"
    return str(value)


def _code(table: str, code: str) -> str:
    if table == "doc_type":
        found = documents.BY_CODE.get(code)
        return found.label if found else code
    return codes.label(table, code)


def _short(value: Any) -> str:
    return str(value) if type(value) in {str, int} else "…"

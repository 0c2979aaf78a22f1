"""What the service areas did for a person, gathered from every table that declares how its rows read (`Story`), and the chain of steps it makes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import record_words, schema
from db.tables.declaration import Story, Table
from rules.chain import CERTIFIED, RELIEF, STEPS, TRAINED

if TYPE_CHECKING:
    from db.casebook import Casebook

_OF_KIND = {"报名": TRAINED, "培训券": TRAINED, "核销": TRAINED, "考核": TRAINED, "证书": CERTIFIED}
_OF_TABLE = {
    "ledger_voucher": TRAINED,
    "ledger_certificate": CERTIFIED,
    "hardship_file": RELIEF,
    "past_benefit": TRAINED,
}
_NO_STEP = frozenset({"identity_span", "hardship_earlier", "rights_recovery"})
"""What is told in the file and is no step of the way of its own: how a household was on file before is told beside its file, what was recovered
belongs to the case."""

_WITHIN = frozenset({"voucher_issue", "voucher_loss", "voucher_void", "redemption", "result", "fee_waiver"})
"""What is done within a training, and does not make it two: a class with its voucher, redeemed, examined, is one."""

Told = tuple[str, str, str, str, str, bytes]
"""Day (ISO text), step, title, detail, table, row id."""


@dataclass(frozen=True)
class Step:
    """Hold how often a step was taken and on which day last (ISO text, empty where it is not known); never taken is 0."""

    name: str
    times: int
    last: str


def tables() -> tuple[tuple[Table, Story], ...]:
    """Give the tables whose rows belong to a person's story."""
    return tuple((table, table.story) for table in schema.TABLES if table.story is not None)


def current(table: Table, alias: str) -> str:
    """Give the SQL condition for the rows that stand: facts that nothing corrects or withdraws, registers that were not erased."""
    if table.kind == "register":
        return f"{alias}._incomplete <> {schema.ERASED}"
    parts = ["1"]
    if "corrects" in table.by_name:
        parts.append(f"NOT EXISTS (SELECT 1 FROM {table.name} later WHERE later.corrects = {alias}.id)")
    if "withdrawn" in table.by_name:
        parts.append(f"coalesce({alias}.withdrawn, 0) = 0")
    return " AND ".join(parts)


def events(book: "Casebook", persons: Collection[bytes]) -> list[Told]:
    """Tell what the service areas did for these records of one person, in no order."""
    told: list[Told] = []
    words = record_words.Words(book)
    marks = ",".join("?" * len(persons))
    for table, story in tables():
        states = (
            f" AND x.{table.states.column} IN ({','.join('?' * len(story.states))})"
            if table.states and story.states
            else ""
        )
        sql = f"SELECT x.* FROM {table.name} x WHERE x.{story.person} IN ({marks}) AND {current(table, 'x')}{states} ORDER BY x.n"
        found = book.store.rows(sql, (*persons, *story.states))
        told += _tell(words, table, story, found)
    return told


def households(book: "Casebook", persons: Collection[bytes]) -> list[Told]:
    """Tell the hardship files of our own that these records of one person apply for or live in; those of old ledgers are told as such."""
    marks = ",".join("?" * len(persons))
    sql = f"""SELECT f.id, f.file_no, f.holder, f.status, f.filed_on, f.day, f.person IN ({marks}) AS own FROM hardship_file f
        WHERE coalesce(f.source, '') = '' AND f._incomplete <> {schema.ERASED} AND (f.person IN ({marks}) OR f.id IN
            (SELECT m.file FROM hardship_member m WHERE m.person IN ({marks}) AND m._incomplete <> {schema.ERASED})) ORDER BY f.n"""
    told: list[Told] = []
    for row in book.store.rows(sql, (*persons, *persons, *persons)):
        title = " ".join(part for part in ("困难职工档案", row["file_no"] or "") if part)
        detail = (
            row["status"] or ""
            if row["own"]
            else " · ".join(part for part in (f"{row['holder'] or ''}家的成员", row["status"] or "") if part)
        )
        told.append((row["filed_on"] or row["day"] or "", RELIEF, title, detail, "hardship_file", bytes(row["id"])))
    return told


_OPENED: dict[str, tuple[str, str]] = {
    "voucher_issue": ("voucher", "SELECT id FROM voucher_issue WHERE id = ?"), "voucher_loss": ("voucher", "SELECT voucher FROM voucher_loss WHERE id = ?"),
    "voucher_void": ("voucher", "SELECT voucher FROM voucher_void WHERE id = ?"), "redemption": ("voucher", "SELECT voucher FROM redemption WHERE id = ?"),
    "enrolment": ("class", "SELECT class_id FROM enrolment WHERE id = ?"), "result": ("class", "SELECT class_id FROM result WHERE id = ?"),
    "attendance": ("class", "SELECT class_id FROM attendance WHERE id = ?"),
}  # fmt: skip
_LEDGERS = frozenset({"ledger_voucher", "ledger_certificate", "past_benefit"})


def opened(book: "Casebook", table: str, row: bytes) -> tuple[str, bytes | None]:
    """Give what is opened for an event of the story: the kind of thing that a page shows and its id; of an old ledger's line the page of ledgers."""
    if table in _LEDGERS:
        return "ledgers", None
    if table not in _OPENED:
        return table, row
    kind, sql = _OPENED[table]
    found = book.store.value(sql, (row,))
    return (kind, bytes(found)) if found is not None else (table, row)


def _tell(words: record_words.Words, table: Table, story: Story, rows: Sequence[Any]) -> Iterable[Told]:
    wanted = record_words.fields_of(story.title) | record_words.fields_of(story.detail)
    for row, said in zip(rows, words.of(table, rows, wanted), strict=True):
        title = record_words.filled(story.title, said) or table.label
        more = {name: _further(words, table, row, name) for name in wanted if "__" in name}
        detail = record_words.filled(story.detail, {**said, **more})
        yield row[story.day] or "", story.step, title, detail, table.name, bytes(row["id"])


def _further(words: record_words.Words, table: Table, row: Any, name: str) -> str:
    """Give a column of what a row refers to, in words: `case_id__status`."""
    by, column = name.split("__")
    refers = schema.BY_NAME[table.by_name[by].refers]
    return words.further(refers, bytes(row[by]), column) if row[by] else ""


def steps(happened: Iterable[tuple[str, str, str]]) -> list[Step]:
    """Give every step of the way with what was taken of it, from (day, kind, table) of a person's events."""
    taken: dict[str, list[tuple[str, bool]]] = {name: [] for name in STEPS}
    for day, kind, table in happened:
        name = _OF_TABLE.get(table) or _OF_KIND.get(kind, kind)
        if name in taken and table not in _NO_STEP:
            taken[name].append((day, table not in _WITHIN))
    return [
        Step(
            name, max(sum(whole for _day, whole in found), bool(found)), max((day for day, _whole in found), default="")
        )
        for name, found in taken.items()
    ]

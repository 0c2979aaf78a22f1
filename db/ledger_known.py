"""Compare the rows of an old ledger with each other, with what was imported before, and with what this program knows and has issued.

Rows come in lots, so that the casebook is asked some hundreds at a time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from db import directory, flags, relief
from db.casebook import Casebook
from db.ledger_check import (
    CORRECTED,
    DUPLICATE,
    FILE_IN_USE,
    HOUSEHOLD_KNOWN,
    KNOWN_DIFFERS,
    NUMBER_IN_BLOCK,
    NUMBER_ISSUED,
    SAME_ID_OTHER_NAME,
    SAME_NUMBER,
    Verdict,
)
from db.ledger_kinds import CLOSED, LedgerKind
from rules import names, vouchers

LOT = 500
LEDGER_NUMBER = "LEDGER_NUMBER"
"""The flag on an old voucher whose number this program could issue, or has issued."""
_OURS = {
    "ledger_voucher": "SELECT number FROM voucher_issue WHERE number IN ({0}) UNION SELECT number FROM voucher_void WHERE number IN ({0})",
    "ledger_certificate": "SELECT number FROM certificate WHERE number IN ({0})",
}
_NAMELESS = ("name", "year", "project", "amount_fen", "received_on", "place")
Key = tuple[Any, ...]


class Comparison:
    """Follow one ledger through the casebook; `correct` lets a row that differs from what was imported before take its place."""

    def __init__(self, book: Casebook, kind: LedgerKind, *, correct: bool) -> None:
        self._book, self._kind, self._correct = book, kind, correct
        grants = directory.grants(book.store) if kind.table == "ledger_voucher" else []
        self._blocks = [block for grant in grants for block in (*grant.blocks_of("voucher"), *grant.spares)]
        self._seen: dict[Key, Verdict] = {}
        self._named: dict[str, str] = {}
        self._nameless: dict[Key, int] = _without_document(book) if kind.table == "past_benefit" else {}
        self.matched = 0

    def lot(self, verdicts: Sequence[Verdict]) -> None:
        """Settle one lot of rows that have been judged by themselves."""
        taken = [one for one in verdicts if one.outcome == "accepted"]
        documents = sorted({one.values["doc_no"] for one in taken if "doc_no" in one.values})
        persons = _persons(self._book, documents)
        members = _members(self._book, documents) if self._kind.table == "hardship_file" else set()
        known = self._known(taken)
        ours = self._ours(taken)
        for one in taken:
            self._person(one, persons.get(one.values.get("doc_no", ""), []))
            if one.values.get("doc_no") in members and one.values.get("status") != CLOSED:
                one.refuse(HOUSEHOLD_KNOWN, "doc_no", "parked")
            if one.values.get("number") in ours:
                one.refuse(NUMBER_ISSUED, "number")
            if one.outcome == "accepted":
                self._compare(one, known)
            if one.outcome == "accepted" and self.in_block(one):
                one.warn(NUMBER_IN_BLOCK, "number")
            if one.outcome in {"rejected", "parked"}:
                one.findings = one.findings[:1]
            self.matched += one.outcome == "accepted" and one.matched

    def in_block(self, one: Verdict) -> bool:
        """Tell whether an old voucher bears a number of a block that the province has granted."""
        number = str(one.values.get("number", ""))
        return len(number) == vouchers.NUMBER_DIGITS and any(number in block for block in self._blocks)

    def _person(self, one: Verdict, found: Sequence[tuple[bytes, str]]) -> None:
        """Match a row to whoever is registered with its document; one number under two names waits for a person."""
        number = one.values.get("doc_no")
        if not number:
            return
        known = {names.normalise(name) for _, name in found}
        earlier = self._named.setdefault(number, one.name) if one.name else one.name
        if one.name and ((known and one.name not in known) or earlier != one.name):
            one.refuse(SAME_ID_OTHER_NAME, "doc_no", "parked")
            return
        one.matched = bool(found)
        if self._kind.table == "hardship_file" and len(found) == 1:
            one.values["person"] = found[0][0]

    def _keys(self, values: Mapping[str, Any]) -> list[Key]:
        """Give by what a row is known: its number; a file also by its document; a benefit by person, year and project."""
        if self._kind.table == "past_benefit":
            return [(values["doc_no"], values["year"], values["project"])] if values.get("doc_no") else []
        if self._kind.table == "hardship_file":
            return [(name, values[name]) for name in ("file_no", "doc_no") if values.get(name)]
        return [("number", values["number"])]

    def _compare(self, one: Verdict, known: Mapping[Key, Mapping[str, Any]]) -> None:
        keys = self._keys(one.values)
        first = next((self._seen[key] for key in keys if key in self._seen), None)
        old = next((known[key] for key in keys if key in known), None)
        if not keys:
            self._compare_nameless(one)
        elif first is not None:
            self._repeat(one, first)
        elif old is not None:
            self._meet(one, old)
        for key in keys:
            self._seen.setdefault(key, one)

    def _repeat(self, one: Verdict, first: Verdict) -> None:
        one.twin = first.row.number
        same = all(first.values.get(name) == value for name, value in one.values.items())
        if same:
            one.outcome, one.findings = "duplicate", []
            one.warn(DUPLICATE, _mark(self._kind))
        else:
            one.refuse(SAME_NUMBER, _mark(self._kind), "parked")

    def _meet(self, one: Verdict, old: Mapping[str, Any]) -> None:
        one.twin = 0
        # whom a file belongs to is found again by the document whenever it is read
        differs = [name for name, value in one.values.items() if name != "person" and old[name] != value]
        if not differs:
            one.outcome, one.findings = "duplicate", []
            one.warn(DUPLICATE, _mark(self._kind))
            return
        more = "、".join(self._kind.by_name[name].label for name in differs)
        # an import sets no day of a state: a file that has one was taken through its steps here, by four eyes
        if self._kind.table == "hardship_file" and old["status_on"] is not None:
            one.refuse(FILE_IN_USE, _mark(self._kind), "parked", more)
            return
        if not self._correct:
            one.refuse(KNOWN_DIFFERS, _mark(self._kind), "parked", more)
            return
        one.corrects = bytes(old["id"])
        one.warn(CORRECTED, _mark(self._kind), more)
        kept = {name: old[name] for name in self._kind.by_name if name in old and old[name] is not None}
        one.values = {**kept, **one.values}

    def _compare_nameless(self, one: Verdict) -> None:
        """Compare a benefit of somebody without a document: the same list taken again makes nobody twice."""
        key = _nameless_key(one.values)
        if self._nameless.get(key):
            self._nameless[key] -= 1
            one.outcome, one.twin, one.findings = "duplicate", 0, []
            one.warn(DUPLICATE, "name")

    def _known(self, taken: Sequence[Verdict]) -> dict[Key, dict[str, Any]]:
        """Give what was imported before of these rows, as it stands after corrections."""
        columns = {"past_benefit": ("doc_no",), "hardship_file": ("file_no", "doc_no")}.get(
            self._kind.table, ("number",)
        )
        current = "" if self._kind.table == "hardship_file" else _CURRENT.format(table=self._kind.table)
        found: dict[Key, dict[str, Any]] = {}
        for column in columns:
            wanted = sorted({one.values[column] for one in taken if one.values.get(column)})
            for part in _parts(wanted):
                sql = f"SELECT * FROM {self._kind.table} v WHERE {column} IN ({_marks(part)}) {current} ORDER BY n DESC"
                for row in self._book.store.rows(sql, part):
                    values = dict(row)
                    found.update((key, values) for key in self._keys(values) if key not in found)
        return found

    def _ours(self, taken: Sequence[Verdict]) -> set[str]:
        """Give those of the numbers that this program itself has issued or voided."""
        sql = _OURS.get(self._kind.table)
        found: set[str] = set()
        if sql:
            written = {_as_ours(self._kind, one.values["number"]): one.values["number"] for one in taken}
            for part in _parts(sorted(written)):
                values = part * sql.count("{0}")
                found.update(written[row[0]] for row in self._book.store.rows(sql.format(_marks(part)), values))
        return found


_CURRENT = "AND NOT EXISTS (SELECT 1 FROM {table} c WHERE c.corrects = v.id)"


def _as_ours(kind: LedgerKind, number: str) -> str:
    """Write a number as this program would, so that ours are known however a ledger writes them."""
    try:
        vouchers.parse_certificate_number(number)
    except vouchers.NumberFormat:
        return number
    return vouchers.certificate_shown(number.replace("-", "")) if kind.table == "ledger_certificate" else number


def flag_numbers(book: Casebook, rows: Iterable[tuple[bytes, str]]) -> None:
    """Flag old vouchers (row id, number) that bear a number of a granted block; call it inside the transaction that wrote them."""
    for row, number in rows:
        flags.raise_flag(book.store, LEDGER_NUMBER, "ledger_voucher", row, number, book.now)


def _mark(kind: LedgerKind) -> str:
    return "file_no" if kind.table == "hardship_file" else "doc_no" if kind.table == "past_benefit" else "number"


def _persons(book: Casebook, documents: Sequence[str]) -> dict[str, list[tuple[bytes, str]]]:
    found: dict[str, list[tuple[bytes, str]]] = {}
    for part in _parts(documents):
        rows = book.store.rows(f"SELECT doc_no, id, name FROM person WHERE doc_no IN ({_marks(part)})", part)
        for row in rows:
            found.setdefault(row["doc_no"], []).append((bytes(row["id"]), row["name"] or ""))
    return found


def _members(book: Casebook, documents: Sequence[str]) -> set[str]:
    """Give those of the documents whose bearer belongs to a household that has an open file."""
    states = ",".join("?" * len(relief.OPEN_STATES))
    found: set[str] = set()
    for part in _parts(documents):
        sql = f"""SELECT coalesce(m.doc_no, p.doc_no) AS doc_no FROM hardship_member m JOIN hardship_file f ON f.id = m.file LEFT JOIN person p ON p.id = m.person
            WHERE m.left_on IS NULL AND f.status IN ({states}) AND (m.doc_no IN ({_marks(part)}) OR p.doc_no IN ({_marks(part)}))"""
        found.update(row["doc_no"] for row in book.store.rows(sql, (*relief.OPEN_STATES, *part, *part)))
    return found


def _nameless_key(values: Mapping[str, Any]) -> Key:
    return tuple(map(values.get, _NAMELESS))


def _without_document(book: Casebook) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for row in book.store.rows(f"SELECT {', '.join(_NAMELESS)} FROM past_benefit WHERE doc_no IS NULL"):
        key = _nameless_key(dict(row))
        found[key] = found.get(key, 0) + 1
    return found


def _parts(wanted: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(wanted), LOT):
        yield list(wanted[start : start + LOT])


def _marks(part: Sequence[str]) -> str:
    return ",".join("?" * len(part))

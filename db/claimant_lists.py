"""Many claimants of one case at once: from a workbook judged as a roster is, from persons that were selected, from a class.

Whoever is registered already is found and not registered again; whoever claims already is not entered twice.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import (
    ledger_cells,
    ledger_columns,
    people,
    records,
    rights,
    roster,
    roster_check,
    roster_headers,
    roster_rows,
    roster_sheet,
    schema,
    story,
)
from db.casebook import Casebook
from db.journal import Writer
from db.ledger_cells import Unreadable
from db.records import Record
from db.roster import ImportCancelled, Progress, RosterDetail
from db.roster_check import RowVerdict
from db.roster_rows import Roster, RosterRow
from db.tables import rights as tables
from db.verdicts import Summary
from rules.permissions import Action

KIND = "rights_claimant"
_MOST_FEN = 1_000_000_000_00
_TELL_EVERY = 200
COLUMNS: Mapping[str, str] = {**roster_check.COLUMNS, "claimed_fen": "诉求金额", "left_on": "离职日期"}
REASONS: Mapping[str, str] = {
    **roster_check.REASONS,
    roster_check.DUPLICATE: "与本表前面一行是同一人", "CLAIMANT_KNOWN": "已是本案的申请人，不再登记", "AMOUNT_FORMAT": "诉求金额看不明白",
    "DATE_FORMAT": "离职日期看不明白", "BY_PHONE": "没有证件号码，按姓名和电话认作已登记的这个人", "NAMESAKES": "没有证件号码，同名的已登记，分不清是不是同一人",
    roster.SHEET_LEFT_OUT: "这张工作表缺少姓名或证件号码一列",
}  # fmt: skip


@dataclass(frozen=True)
class ClaimantReport(Summary):
    """Tell what became of a list of claimants: its counts, how many of those taken were registered before, every finding."""

    details: tuple[RosterDetail, ...]
    name: str
    matched: int
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """Give the counts as plain values."""
        return {**super().as_dict(), "matched": self.matched}


@dataclass
class _Line:
    """Hold one row as it is understood: the roster's verdict, who it is where that is known, the claim."""

    row: RosterRow
    verdict: RowVerdict
    findings: list[tuple[str, str]]
    person: bytes | None = None
    matched: bool = False
    claim: dict[str, Any] | None = None

    @property
    def taken(self) -> bool:
        return self.verdict.outcome == "accepted"

    def end(self, outcome: Any, code: str, column: str) -> None:
        """Let the row not be taken, for this reason alone."""
        self.verdict.outcome = outcome
        self.findings = [(code, column)]


# --- those who are registered ---------------------------------------------------------------------------------------


def join(book: Casebook, case: bytes, persons: Iterable[bytes], values: Mapping[str, Any] | None = None) -> tuple[int, int]:  # fmt: skip
    """Enter registered persons as claimants in one transaction; give how many were entered, how many claimed already.

    `values` is what holds for all of them (day, claim). Raise NotPermitted, RecordUnknown, CaseOver.
    """
    book.require(Action.RIGHTS_WRITE)
    wanted = list(dict.fromkeys(persons))
    with book.write() as writer:
        found = _open_case(book, case)
        known = _known(book, case)
        rows = []
        for one in wanted:
            if one not in known:
                rows.append({**(values or {}), "person": one})
                known |= {one, *people.same_persons(book, one)}
        rights.enter_claimants(book, writer, found.id, rows)
    return len(rows), len(wanted) - len(rows)


def of_class(book: Casebook, class_id: bytes) -> list[bytes]:
    """Give who is enrolled in a class, the first enrolled first."""
    rows = book.store.rows("SELECT person FROM enrolment WHERE class_id = ? AND person IS NOT NULL ORDER BY n", (class_id,))  # fmt: skip
    return [bytes(row["person"]) for row in rows]


def _open_case(book: Casebook, case: bytes) -> Record:
    found = records.get(book, "rights_case", case)
    if found.state not in tables.OPEN_STATES:
        raise rights.CaseOver(column="case_id", state=found.state)
    return found


def _known(book: Casebook, case: bytes) -> set[bytes]:
    """Give who claims in a case or has left it, under each record that is the same person."""
    sql = f"""SELECT DISTINCT x.person FROM rights_claimant x
        WHERE x.case_id = ? AND x.person IS NOT NULL AND {story.current(rights.CLAIMANT.table, "x")}"""
    found = {bytes(row["person"]) for row in book.store.rows(sql, (case,))}
    return found | {other for one in found for other in people.same_persons(book, one)}


# --- a workbook -----------------------------------------------------------------------------------------------------


def take(
    book: Casebook, case: bytes, path: Path, *, dry_run: bool = False, again: bool = False, progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ClaimantReport:  # fmt: skip
    """Judge the rows of an .xlsx, .xls or .csv file and, without `dry_run`, enter them as claimants: all that are right, or none.

    Who is not registered is registered. Raise NotPermitted, CaseOver, AlreadyImported (for this very case), ImportCancelled, or what reading raises.
    """
    book.require(Action.RIGHTS_WRITE)
    book.require(Action.ROSTER_IMPORT)
    _open_case(book, case)
    data = roster.file_bytes(path)
    mark = hashlib.sha256(hashlib.sha256(data).digest() + case).digest()
    if not again:
        roster.refuse_known(book, mark)
    found = roster_rows.understand(roster_sheet.read_grids(data, path.name), path.name, roster_headers.CLAIMANTS)
    if dry_run:
        return _report(found, _judge(book, case, found, progress, cancelled), dry_run=True)
    with book.write() as writer:
        lines = _judge(book, case, found, progress, cancelled)
        _enter(book, writer, case, [one for one in lines if one.taken])
        report = _report(found, lines, dry_run=False)
        roster.note_import(book, mark, path.name, KIND, report.as_dict())
    return report


def _judge(
    book: Casebook, case: bytes, found: Roster, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> list[_Line]:
    rows = list(found)
    units = {
        grid.name: ledger_columns.unit_of(header.titles.get("claimed_fen", ""), grid.rows[: header.last])
        for grid, header in found.sheets
    }
    verdicts = roster_check.examine(
        rows, today=book.today, known=functools.partial(people.names_by_document, book), regions=book.regions
    )
    lines = []
    known = _known(book, case)
    seen: dict[bytes | tuple[str, str], int] = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        line = _Line(row, verdict, [(one.code, one.column) for one in verdict.findings])
        if verdict.outcome == "duplicate" and verdict.twin == 0:  # registered: that is who we look for, no duplicate
            verdict.outcome, line.findings = "accepted", []
        if line.taken:
            _find(book, line)
            line.matched = line.person is not None
        if line.taken:
            _read_claim(book, line, units[row.sheet])
        if line.taken:
            _once(line, known, seen)
        lines.append(line)
        if len(lines) % _TELL_EVERY == 0:
            if cancelled is not None and cancelled():
                raise ImportCancelled(name=found.name)
            if progress is not None:
                progress(len(lines))
    return lines


def _find(book: Casebook, line: _Line) -> None:
    """Say who a row means: by the document, else by name and telephone; namesakes without either wait for a person."""
    person = line.verdict.person or {}
    if person["doc_no"]:
        sql = f"SELECT id FROM person WHERE doc_no = ? AND _incomplete <> {schema.ERASED} ORDER BY n LIMIT 1"
        row = book.store.one(sql, (person["doc_no"],))
        line.person = bytes(row["id"]) if row is not None else None
        return
    sql = f"SELECT id, phone FROM person WHERE name = ? AND _incomplete <> {schema.ERASED} ORDER BY n"
    namesakes = book.store.rows(sql, (person["name"],))
    same = [bytes(row["id"]) for row in namesakes if person["phone"] and row["phone"] == person["phone"]]
    if len(same) == 1 or (same and set(same[1:]) <= people.same_persons(book, same[0])):
        line.person = same[0]
        line.findings = [*((code, one) for code, one in line.findings if code != roster_check.ID_MISSING), ("BY_PHONE", "phone")]  # fmt: skip
    elif same or (namesakes and not person["phone"]):
        line.end("parked", "NAMESAKES", "name")


def _read_claim(book: Casebook, line: _Line, unit_fen: int) -> None:
    cells = line.row.cells
    claim: dict[str, Any] = {}
    try:
        if "claimed_fen" in cells:
            claim["claimed_fen"] = ledger_cells.amount(cells["claimed_fen"], unit_fen=unit_fen, most=_MOST_FEN)
    except Unreadable:
        line.end("rejected", "AMOUNT_FORMAT", "claimed_fen")
        return
    try:
        if "left_on" in cells:
            # a month or a year alone is no day from which a time can run
            claim["left_on"] = dt.date.fromisoformat(ledger_cells.day(cells["left_on"], today=book.today)).isoformat()
    except (Unreadable, ValueError):
        line.end("rejected", "DATE_FORMAT", "left_on")
        return
    line.claim = claim


def _once(line: _Line, known: set[bytes], seen: dict[bytes | tuple[str, str], int]) -> None:
    """Let nobody claim twice: in the case, or by two rows of the list (by another document, or by name and telephone)."""
    person = line.verdict.person or {}
    if line.person is not None and line.person in known:
        line.end("duplicate", "CLAIMANT_KNOWN", "name")
        return
    key = line.person or ((person["name"], person["phone"]) if person["phone"] and not person["doc_no"] else None)
    if key is None:
        return
    if key in seen:
        line.verdict.twin = seen[key]
        line.end("duplicate", roster_check.DUPLICATE, "name")
        return
    seen[key] = line.row.number


def _enter(book: Casebook, writer: Writer, case: bytes, lines: Sequence[_Line]) -> None:
    """Register who is new, then enter the claims."""
    for line in lines:
        if line.person is None:
            line.person = people.add(book, writer, roster.draft_of(line.verdict.person or {}))
    writer.flush()
    rights.enter_claimants(book, writer, case, [{**(line.claim or {}), "person": line.person} for line in lines])


def _report(found: Roster, lines: Sequence[_Line], *, dry_run: bool) -> ClaimantReport:
    rejected: dict[str, int] = {}
    parked: dict[str, int] = {}
    warnings: dict[str, int] = {}
    details = [
        RosterDetail(one.sheet, one.row, "", "rejected", roster.SHEET_LEFT_OUT, one.column, "", REASONS[roster.SHEET_LEFT_OUT])
        for one in found.left_out
    ]  # fmt: skip
    for line in lines:
        codes = list(dict.fromkeys(code for code, _ in line.findings))
        counts = {"rejected": rejected, "parked": parked, "accepted": warnings}.get(line.verdict.outcome)
        for code in codes if line.taken else codes[:1]:
            if counts is not None:
                counts[code] = counts.get(code, 0) + 1
        details += [_detail(line, code, column) for code, column in line.findings]
    taken = [line for line in lines if line.taken]
    return ClaimantReport(
        rows=len(lines), accepted=len(taken), duplicates=sum(line.verdict.outcome == "duplicate" for line in lines), rejected=rejected,
        parked=parked, warnings=warnings, details=tuple(details), name=found.name,
        matched=sum(line.matched for line in taken), dry_run=dry_run,
    )  # fmt: skip


def _detail(line: _Line, code: str, column: str) -> RosterDetail:
    twin = f"（见第{line.verdict.twin}行）" if code == roster_check.DUPLICATE and line.verdict.twin else ""
    return roster.detail(line.row, line.verdict, code, column, REASONS.get(code, code) + twin, COLUMNS)

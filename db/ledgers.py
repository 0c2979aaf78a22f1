"""Take an office's old ledgers into the casebook: vouchers, certificates, hardship files, and who has received what already.

Read like a roster, its columns known or told once, judged row by row, written in one transaction; every doubtful row is told with its
Excel row. What was on paper before this program is kept apart from what it issues: it bars a second voucher, and counts in nothing of ours.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from db import ledger_check, ledger_columns, ledger_kinds, ledger_known, roster, roster_headers, roster_sheet
from db.casebook import Casebook, NotPermitted
from db.journal import Writer
from db.ledger_check import Verdict
from db.ledger_columns import (
    Choice,
    Layout,
    LedgerColumnsUnsure,
    LedgerEmpty,
    LedgerValueUnfit,
    Sheet,
)
from db.ledger_kinds import LedgerKind
from db.roster import ImportCancelled, Progress, RosterDetail
from db.verdicts import Summary, summarise
from rules import names
from rules.clock import CHINA
from rules.permissions import Action

SHEET_LEFT_OUT = "SHEET_LEFT_OUT"

Chosen = Mapping[str, Mapping[str, Choice]]
"""What a person told of the columns: for the key of a list of headings, which field is which column or value; nothing at all: no ledger."""


@dataclass(frozen=True)
class Ledger:
    """Hold a ledger as it was read: its kind, file name, SHA-256, and its sheets with what is understood of their headings."""

    kind: LedgerKind
    name: str
    sha256: bytes
    sheets: tuple[Sheet, ...]

    @property
    def layouts(self) -> tuple[Layout, ...]:
        """Give each list of headings once."""
        return tuple({sheet.layout.key: sheet.layout for sheet in self.sheets}.values())


@dataclass(frozen=True)
class LedgerReport(Summary):
    """Tell what became of a ledger: its counts, how many rows belong to registered persons or correct earlier ones, every finding."""

    details: tuple[RosterDetail, ...]
    kind: str
    name: str
    sha256: str
    matched: int
    corrected: int
    dry_run: bool

    def as_dict(self) -> dict[str, Any]:
        """Give the counts as plain values, codes in alphabetical order."""
        return {**super().as_dict(), "matched": self.matched, "corrected": self.corrected}


@dataclass(frozen=True)
class Imported:
    """Hold one former import: file name, what it was, the day, its counts as `as_dict` gave them."""

    name: str
    kind: str
    day: dt.date
    summary: Mapping[str, Any]


def open_ledger(book: Casebook, kind: LedgerKind, path: Path, *, again: bool = False) -> Ledger:
    """Read a ledger's file and understand its headings; nothing is judged or written yet.

    Raise NotPermitted, AlreadyImported (unless `again`), LedgerEmpty, LedgerHeaderMissing, and what `roster_sheet.read_grids` raises.
    """
    _require(book, kind)
    data = roster.file_bytes(path)
    sha256 = hashlib.sha256(data).digest()
    if not again:
        roster.refuse_known(book, sha256)
    grids = roster_sheet.read_grids(data, path.name)
    sheets = ledger_columns.understand(
        kind, grids, path.name, lambda key: remembered(book, kind, key, today=book.today)
    )
    for sheet in sheets:
        ledger_columns.prepare(sheet)
    return Ledger(kind, path.name, sha256, tuple(sheets))


def unsure(ledger: Ledger, chosen: Chosen) -> tuple[Layout, ...]:
    """Give the lists of headings of which a person must tell first what they mean; sheets that lack a column are left out where others do not."""
    waiting = [layout for layout in ledger.layouts if not layout.is_sure and layout.key not in chosen]
    if len(waiting) < len(ledger.layouts):
        waiting = [layout for layout in waiting if not ledger_columns.lacking(ledger.kind, layout.chosen)]
    return tuple(waiting)


def likely_kind(book: Casebook, path: Path) -> LedgerKind | None:
    """Guess of which kind a file is by how many of its headings are known words; None where none is. Raise as `open_ledger` does."""
    book.require(Action.LEDGER_IMPORT)
    grids = roster_sheet.read_grids(roster.file_bytes(path), path.name)
    best: tuple[int, LedgerKind] | None = None
    for kind in ledger_kinds.kinds_for(book.workplace.kind):
        headers = [header for grid in grids if (header := roster_headers.find(grid.rows, kind.words)) is not None]
        known = max(
            (len(header.columns) - len(ledger_columns.lacking(kind, header.columns)) for header in headers), default=0
        )
        if known > (best[0] if best else 0):
            best = (known, kind)
    return best[1] if best else None


def take(
    book: Casebook, ledger: Ledger, *, chosen: Chosen | None = None, dry_run: bool = False, again: bool = False, correct: bool = False,
    progress: Progress | None = None, cancelled: Callable[[], bool] | None = None,
) -> LedgerReport:  # fmt: skip
    """Judge a ledger's rows and, without `dry_run`, write them: all or nothing; what was told of its columns is remembered.

    `correct` lets rows that differ from what was imported before take its place. `progress` hears the number of rows done, `cancelled` is asked
    as often. Raise NotPermitted, LedgerColumnsUnsure, LedgerValueUnfit, AlreadyImported, ImportCancelled, and the store's failures.
    """
    _require(book, ledger.kind)
    told = chosen or {}
    work = _Work(book, ledger, told, correct=correct, progress=progress, cancelled=cancelled)
    if dry_run:
        return work.go(None)
    with roster.grid_at_rest(), book.store.bulk(), book.write() as writer:
        if not again:
            roster.refuse_known(book, ledger.sha256)
        report = work.go(writer)
        for layout in work.told:
            remember(book, ledger.kind, layout)
        roster.note_import(book, ledger.sha256, ledger.name, ledger.kind.table, report.as_dict())
    return report


def _require(book: Casebook, kind: LedgerKind) -> None:
    book.require(kind.action)
    if book.workplace.kind not in kind.places:
        raise NotPermitted(role=book.signed_in.role, action=kind.action)


# --- what was told of the columns -------------------------------------------------------------------------------------


def remembered(book: Casebook, kind: LedgerKind, key: str, *, today: dt.date) -> dict[str, Choice] | None:
    """Give what was told of a list of headings, or None; what an older program told and this one cannot use is forgotten."""
    found = book.store.value("SELECT columns FROM mapping WHERE kind = ? AND headings = ?", (kind.table, key))
    if found is None:
        return None
    kept = {str(name): place for name, place in json.loads(found).items() if isinstance(place, (int, str))}
    if not kept.keys() <= kind.by_name.keys():
        return None
    try:
        for name, place in kept.items():
            if isinstance(place, str):
                ledger_columns.constant(kind, name, place, today=today)
    except LedgerValueUnfit:
        return None
    return kept


def remember(book: Casebook, kind: LedgerKind, layout: Layout) -> None:
    """Keep, inside the caller's transaction, what a list of headings means."""
    book.store.execute(
        "INSERT OR REPLACE INTO mapping (kind, headings, columns, at) VALUES (?, ?, ?, ?)",
        (kind.table, layout.key, json.dumps(dict(layout.chosen), ensure_ascii=False, sort_keys=True), book.now),
    )


# --- former imports ---------------------------------------------------------------------------------------------------


def imports(book: Casebook, limit: int = 200) -> list[Imported]:
    """List former imports of ledgers, newest first."""
    kinds = [kind.table for kind in ledger_kinds.KINDS]
    sql = f"SELECT name, kind, summary, at FROM import_log WHERE kind IN ({','.join('?' * len(kinds))}) ORDER BY at DESC LIMIT ?"
    return [
        Imported(
            row["name"], row["kind"], dt.datetime.fromtimestamp(row["at"] / 1000, CHINA).date(), json.loads(row["summary"])
        )
        for row in book.store.rows(sql, (*kinds, limit))
    ]  # fmt: skip


def counts(book: Casebook) -> dict[str, int]:
    """Count what stands of each kind of ledger here, corrected rows once."""
    found = {}
    for kind in ledger_kinds.kinds_for(book.workplace.kind):
        current = "" if kind is ledger_kinds.HARDSHIP else f"WHERE NOT EXISTS (SELECT 1 FROM {kind.table} c WHERE c.corrects = v.id)"  # fmt: skip
        found[kind.table] = int(book.store.value(f"SELECT count(*) FROM {kind.table} v {current}"))
    return found


# --- the work ---------------------------------------------------------------------------------------------------------


class _Work:
    """Go through one ledger: judge, compare, write, and keep the counts and findings of all."""

    def __init__(
        self, book: Casebook, ledger: Ledger, chosen: Chosen, *, correct: bool, progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:  # fmt: skip
        self._book, self._ledger, self._kind = book, ledger, ledger.kind
        self._progress, self._cancelled = progress, cancelled
        self._comparison = ledger_known.Comparison(book, ledger.kind, correct=correct)
        self._details: list[RosterDetail] = []
        self._corrected = self._done = 0
        self.told: list[Layout] = []
        self._sheets = self._settled(chosen)

    def _settled(self, chosen: Chosen) -> list[Sheet]:
        """Put what was told in place of what was found; leave out sheets that lack a column, where others do not."""
        today = self._book.today
        sheets = []
        for sheet in self._ledger.sheets:
            layout = sheet.layout
            if layout.key in chosen:
                layout = ledger_columns.settle(self._kind, layout, chosen[layout.key], today=today)
                if layout.chosen and layout.key not in {one.key for one in self.told}:
                    self.told.append(layout)
            sheets.append(Sheet(sheet.grid, layout))
        sure = [sheet for sheet in sheets if sheet.layout.is_sure]
        unsure = [sheet for sheet in sheets if not sheet.layout.is_sure]
        lacking = [sheet for sheet in unsure if sure and ledger_columns.lacking(self._kind, sheet.layout.chosen)]
        for sheet in (sheet for sheet in unsure if sheet not in lacking):
            labels = "、".join(self._kind.by_name[name].label for name in dict.fromkeys(sheet.layout.doubts))
            raise LedgerColumnsUnsure(name=self._ledger.name, sheet=sheet.layout.sheet, columns=labels)
        for sheet in lacking:
            layout = sheet.layout
            column = self._kind.by_name[layout.doubts[0]].label
            reason = f"工作表“{layout.sheet}”缺少“{column}”一列，其中的内容没有读入"
            self._details.append(RosterDetail(layout.sheet, layout.last_row, "", "rejected", SHEET_LEFT_OUT, column, "", reason))  # fmt: skip
        return sure

    def go(self, writer: Writer | None) -> LedgerReport:
        """Judge all rows and write the accepted ones; give the report. Raise LedgerEmpty where there are none."""
        summary = summarise(self._handed_out(writer))
        if not summary.rows:
            raise LedgerEmpty(name=self._ledger.name)
        self._tell()
        return LedgerReport(
            **vars(summary), details=tuple(self._details), kind=self._kind.table, name=self._ledger.name, sha256=self._ledger.sha256.hex(),
            matched=self._comparison.matched, corrected=self._corrected, dry_run=writer is None,
        )  # fmt: skip

    def _handed_out(self, writer: Writer | None) -> Iterator[Verdict]:
        waiting = self._judged()
        while lot := list(islice(waiting, ledger_known.LOT)):
            self._comparison.lot(lot)
            if writer is not None:
                self._write(writer, lot)
            for verdict in lot:
                self._done += 1
                self._corrected += verdict.outcome == "accepted" and verdict.corrects is not None
                if verdict.findings:
                    self._details += self._told(verdict)
                yield verdict
            self._tell()

    def _judged(self) -> Iterator[Verdict]:
        today = self._book.today
        for sheet in self._sheets:
            chosen = sheet.layout.chosen
            same = {
                name: ledger_columns.constant(self._kind, name, place, today=today)
                for name, place in chosen.items()
                if isinstance(place, str)
            }
            examiner = ledger_check.Examiner(
                self._kind, today=today, regions=self._book.regions, same=same, units=ledger_columns.units(self._kind, sheet)
            )  # fmt: skip
            yield from map(examiner.judge, ledger_columns.rows(self._kind, sheet))

    def _write(self, writer: Writer, lot: Sequence[Verdict]) -> None:
        table = self._kind.table
        in_block: list[tuple[bytes, str]] = []
        for verdict in lot:
            if verdict.outcome != "accepted":
                continue
            values = verdict.values | {"source": self._source(verdict)}
            if table == "hardship_file":
                if verdict.corrects is not None:
                    writer.patch(table, verdict.corrects, values)
                else:
                    writer.add(table, values)
                continue
            row = writer.fact(table, values | ({"corrects": verdict.corrects} if verdict.corrects else {}))
            if self._comparison.in_block(verdict):
                in_block.append((row, verdict.values["number"]))
        if in_block:
            ledger_known.flag_numbers(self._book, in_block)

    def _source(self, verdict: Verdict) -> str:
        """Say in plain words where a row stands, so that the paper can be found again."""
        sheet = f"“{verdict.row.sheet}”" if verdict.row.sheet and len(self._ledger.sheets) > 1 else ""
        return f"{self._kind.label}《{self._ledger.name}》{sheet}第{verdict.row.number}行"

    def _told(self, verdict: Verdict) -> list[RosterDetail]:
        row = verdict.row
        name = verdict.name or names.normalise(str(row.cells.get("holder") or row.cells.get("name") or ""))
        found = []
        for one in verdict.findings:
            label = self._kind.by_name[one.field].label if one.field in self._kind.by_name else ""
            shown = roster.shown(one.field, row.cells.get(one.field))
            found.append(
                RosterDetail(
                    row.sheet, row.number, name, verdict.outcome, one.code, label, shown, _reason(one, verdict)
                )
            )
        return found

    def _tell(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelled(name=self._ledger.name)
        if self._progress is not None:
            self._progress(self._done)


def _reason(finding: ledger_check.Finding, verdict: Verdict) -> str:
    reason = ledger_check.REASONS.get(finding.code, finding.code)
    more = finding.more
    if verdict.twin is not None and not more:
        more = f"见第{verdict.twin}行" if verdict.twin else "此前已导入"
    return f"{reason}（{more}）" if more else reason

"""Take a roster into the casebook: read, judged row by row, written in one transaction, and every doubtful row told with its Excel row.

The same file is refused twice unless told; taking it again makes nobody twice.
"""

import csv
import functools
import gc
import hashlib
import io
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from db import people, roster_check, roster_sheet
from db.casebook import Casebook
from db.people import PersonDraft
from db.roster_check import RowFinding, RowVerdict
from db.roster_rows import Roster, RosterRow
from db.verdicts import Summary, summarise
from db.workplace import make_folder, write_file
from rules import names
from rules.clock import CHINA
from rules.errors import UserError
from rules.permissions import Action
from rules.regions import Regions

KIND = "roster"
SOURCE = "花名册导入"
SHEET_LEFT_OUT = "SHEET_LEFT_OUT"
_SHOWN_TAIL = 4
_PROGRESS_EVERY = 500
_OUTCOMES = {"accepted": "已导入", "duplicate": "重复", "rejected": "退回", "parked": "待核"}
_HEADER = ("工作表", "行号", "姓名", "结果", "代码", "栏目", "内容", "说明")

Progress = Callable[[int], None]


class AlreadyImported(UserError):
    """Say that this very file was taken before; fields `name` (the file's name then) and `day` (ISO text)."""

    code = "ALREADY_IMPORTED"


class ImportCancelled(UserError):
    """Say that the import was stopped by the user and nothing was written; field `name`."""

    code = "IMPORT_CANCELLED"


class RosterDetail(NamedTuple):
    """Hold one finding: sheet, Excel row, person's name, outcome, code, column (Chinese), the cell with all but its tail hidden, the reason."""

    sheet: str
    row: int
    name: str
    outcome: str
    code: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class RosterReport(Summary):
    """Tell what became of a roster: its counts, and every finding in the order of the rows."""

    details: tuple[RosterDetail, ...]
    name: str
    sha256: str
    dry_run: bool


def import_roster(
    book: Casebook, path: Path, *, dry_run: bool = False, again: bool = False, today: date | None = None, progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RosterReport:  # fmt: skip
    """Take the persons of an .xlsx, .xls or .csv file; with `dry_run` only judge them.

    Ages are reckoned on `today`, the day of the import (the casebook's own by default; a sample lives in another year).
    `progress` hears the number of rows done, `cancelled` is asked as often. All or nothing is written.
    Raise AlreadyImported, ImportCancelled, NotPermitted, what `roster_sheet.read` raises, and the store's failures.
    """
    book.require(Action.ROSTER_IMPORT)
    data = file_bytes(path)
    sha256 = hashlib.sha256(data).digest()
    if not again:
        refuse_known(book, sha256)
    roster = roster_sheet.read_bytes(data, path.name)
    del data
    work = _Work(book, roster, today or book.today, book.regions, progress, cancelled)
    if dry_run:
        return work.go(lambda _: None, sha256, dry_run=True)
    with grid_at_rest(), book.store.bulk(), book.write() as writer:
        if not again:
            refuse_known(book, sha256)
        report = work.go(lambda lot: people.register_many(book, lot, writer=writer), sha256, dry_run=False)
        note_import(book, sha256, path.name, KIND, report.as_dict())
    return report


def examine_file(
    path: Path,
    *,
    today: date,
    regions: Regions,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RosterReport:
    """Judge a roster without a casebook: nobody is known yet and nothing is written; raise as `import_roster` does."""
    data = file_bytes(path)
    work = _Work(None, roster_sheet.read_bytes(data, path.name), today, regions, progress, cancelled)
    return work.go(lambda _: None, hashlib.sha256(data).digest(), dry_run=True)


@contextmanager
def grid_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking over the roster's half a million cells again and again: they live to the end."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def file_bytes(path: Path) -> bytes:
    """Read a file from outside; raise WorkbookTooLarge or FileUnreadable."""
    try:
        if path.stat().st_size > roster_sheet.MAX_FILE_BYTES:
            raise roster_sheet.WorkbookTooLarge(name=path.name, limit="file")
        return path.read_bytes()
    except OSError as error:
        raise roster_sheet.FileUnreadable(name=path.name) from error


def refuse_known(book: Casebook, sha256: bytes) -> None:
    """Raise AlreadyImported where this very file was taken before, whatever for."""
    known = book.store.one("SELECT name, at FROM import_log WHERE sha256 = ?", (sha256,))
    if known is not None:
        day = datetime.fromtimestamp(known["at"] / 1000, CHINA).date()
        raise AlreadyImported(name=known["name"], day=day.isoformat())


def note_import(book: Casebook, sha256: bytes, name: str, kind: str, summary: Mapping[str, Any]) -> None:
    """Note inside the caller's transaction that a file was taken, and with what counts: `refuse_known` knows it from now on."""
    book.store.execute(
        "INSERT OR REPLACE INTO import_log (sha256, name, kind, summary, at) VALUES (?, ?, ?, ?, ?)",
        (sha256, name, kind, json.dumps(summary, ensure_ascii=False), book.now),
    )


class _Work:
    """Go through one roster: hand out who is to be registered, and keep the counts and findings of all."""

    def __init__(
        self,
        book: Casebook | None,
        roster: Roster,
        today: date,
        regions: Regions,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._book, self._roster, self._today, self._regions = book, roster, today, regions
        self._progress, self._cancelled = progress, cancelled
        self._rows: deque[RosterRow] = deque()
        self._details: list[RosterDetail] = []
        self._pending = _registered_without_number(book) if book else {}

    def go(self, take: Callable[[list[PersonDraft]], object], sha256: bytes, *, dry_run: bool) -> RosterReport:
        """Judge all rows and hand the accepted persons to `take` in lots; give the report."""
        self._details += [
            RosterDetail(one.sheet, one.row, "", "rejected", SHEET_LEFT_OUT, one.column, "", f"工作表“{one.sheet}”缺少“{one.column}”一列，其中的人没有读入")
            for one in self._roster.left_out
        ]  # fmt: skip
        summary = summarise(self._handed_out(take))
        self._tell(summary.rows)
        return RosterReport(
            **summary.as_dict(),
            details=tuple(self._details),
            name=self._roster.name,
            sha256=sha256.hex(),
            dry_run=dry_run,
        )

    def _handed_out(self, take: Callable[[list[PersonDraft]], object]) -> Iterator[RowVerdict]:
        lot: list[PersonDraft] = []
        for done, verdict in enumerate(self._judged(), 1):
            self._settle(verdict)
            if verdict.outcome == "accepted" and verdict.person:
                lot.append(draft_of(verdict.person))
            if done % _PROGRESS_EVERY == 0:
                take(lot)
                lot = []
                self._tell(done)
            yield verdict
        take(lot)

    def _judged(self) -> Iterator[RowVerdict]:
        return roster_check.examine(
            self._kept_rows(),
            today=self._today,
            known=functools.partial(people.names_by_document, self._book) if self._book else None,
            regions=self._regions,
        )

    def _kept_rows(self) -> Iterator[RosterRow]:
        for row in self._roster:
            self._rows.append(row)
            yield row

    def _settle(self, verdict: RowVerdict) -> None:
        """Compare a person without a number with those registered so before; keep the findings."""
        row = self._rows.popleft()
        person = verdict.person
        if verdict.outcome == "accepted" and person and not person["doc_no"] and self._pending:
            key = (person["name"], person["phone"])
            if self._pending.get(key):
                self._pending[key] -= 1
                verdict.outcome, verdict.twin = "duplicate", 0
                verdict.findings = (RowFinding(roster_check.DUPLICATE, "review", "name"),)
        if verdict.findings:
            self._details += _told(row, verdict)

    def _tell(self, done: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelled(name=self._roster.name)
        if self._progress is not None:
            self._progress(done)


def _registered_without_number(book: Casebook) -> dict[tuple[str, str], int]:
    """Count who is registered without a document, by name and telephone: the only marks that such a row has."""
    found: dict[tuple[str, str], int] = {}
    for row in book.store.rows("SELECT name, phone FROM person WHERE doc_pending = 1"):
        key = (names.normalise(row["name"] or ""), row["phone"] or "")
        found[key] = found.get(key, 0) + 1
    return found


def draft_of(person: Mapping[str, Any]) -> PersonDraft:
    """Give what registers a person as a roster's verdict has it."""
    return PersonDraft(
        person["name"], person["sex"], person["birth"], person["doc_type"], person["doc_no"], person["phone"], person["phone_owner"], "",
        {**person["profile"], "source": SOURCE},
    )  # fmt: skip


def _told(row: RosterRow, verdict: RowVerdict) -> list[RosterDetail]:
    return [detail(row, verdict, one.code, one.column, _reason(one, verdict)) for one in verdict.findings]


def detail(
    row: RosterRow, verdict: RowVerdict, code: str, column: str, reason: str, titles: Mapping[str, str] = roster_check.COLUMNS
) -> RosterDetail:  # fmt: skip
    """Give a finding as it is told: the person's name, the title of the column, the cell as it may be shown."""
    name = names.normalise(str(row.cells.get("name", "")))
    return RosterDetail(
        row.sheet, row.number, name, verdict.outcome, code, titles.get(column, column), shown(column, row.cells.get(column)), reason
    )  # fmt: skip


def _reason(finding: RowFinding, verdict: RowVerdict) -> str:
    if finding.severity != "review" or verdict.twin is None:
        return finding.reason
    return f"{finding.reason}（{f'见第{verdict.twin}行' if verdict.twin else '此前已登记'}）"


def shown(column: str, cell: Any) -> str:
    """Give a cell as it may be shown: of numbers of documents and telephones only the last four characters."""
    text = f"{cell:.0f}" if isinstance(cell, float) else "" if cell is None else str(cell)
    if column not in {"doc_no", "phone"}:
        return text[:60]
    return (
        "*" * min(max(0, len(text) - _SHOWN_TAIL), 20) + text[-_SHOWN_TAIL:]
        if len(text) > _SHOWN_TAIL
        else "*" * len(text)
    )


class Report(Protocol):
    """Be a report that tells its findings row by row."""

    @property
    def name(self) -> str:
        """Give the name of the file."""
        ...

    @property
    def details(self) -> Sequence[RosterDetail]:
        """Give the findings in the order of the rows."""
        ...


def write_details(report: Report, folder: Path) -> Path:
    """Write the findings as a table (CSV, UTF-8 with mark, so that Excel opens it) into `folder`, made where it is not there; give its path.

    Raise StoreReadOnly or StoreDiskFull.

    A table of an earlier import of the same file name is replaced.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    for one in report.details:
        outcome = _OUTCOMES[one.outcome]
        cells = (one.sheet, str(one.row), one.name, outcome, one.code, one.column, one.value, one.reason)
        writer.writerow([_harmless(cell) for cell in cells])
    path = folder / f"{Path(report.name).stem}_导入明细.csv"
    make_folder(folder)
    write_file(path, text.getvalue().encode("utf-8-sig"))
    return path


def _harmless(cell: str) -> str:
    """Keep a table program from taking text from a stranger's file for a formula."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell

"""Sheets of answers as Excel: a table with a column for each question given out empty, and taken in filled (programme section 4, survey).

A cell may hold a code, the words of a choice, or both; several choices stand with 、 between them. Every line is judged before any is written.
"""

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import ledger_cells, records, roster, roster_sheet, surveys
from db.casebook import Casebook
from db.ledger_cells import Unreadable
from db.records import Record
from db.roster import RosterDetail
from db.roster_rows import Grid, is_nothing
from db.tables import survey as tables
from rules import phones
from rules.errors import UserError
from rules.permissions import Action
from rules.questionnaires import AnswerUnfit, Question, Questionnaire

HEADINGS: Mapping[str, str] = {"respondent": "被访人", "phone": "联系电话", "interviewer": "调查人", "day": "调查日期"}
REASONS: Mapping[str, str] = {
    "choice": "不是这道题的选项", "number": "应为整数", "day": "日期看不明白", "future": "日期晚于今天", "text": "太长", "missing": "必答题没有答案",
    "phone": "电话位数不对，没有采用", "skipped": "按跳答规则不问这道题，答案没有采用", "repeated": "与本表前面一行完全相同",
}  # fmt: skip
_KEY = re.compile(r"\s*([0-9]{1,3}[a-z]?)\s*[.．、]")
_LOOK = 12
"""Rows at the head of a sheet in which the headings are looked for."""
Progress = Callable[[int, int], None]


class SurveyColumnsMissing(UserError):
    """Say that no sheet of the file has the questions' numbers over its columns; field `name`."""

    code = "SURVEY_COLUMNS_MISSING"


@dataclass
class SurveyReport:
    """Hold what a file's lines came to, and each finding; `accepted` lines are entered."""

    name: str
    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    rejected: "Counter[str]" = field(default_factory=Counter)
    parked: "Counter[str]" = field(default_factory=Counter)
    warnings: "Counter[str]" = field(default_factory=Counter)
    details: list[RosterDetail] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Give the counts for the register of imports."""
        return {
            "rows": self.rows, "accepted": self.accepted, "duplicates": self.duplicates, "rejected": dict(self.rejected),
            "warnings": dict(self.warnings),
        }  # fmt: skip


@dataclass(frozen=True)
class _Table:
    """Hold a sheet with its headings found: which column is which question or field, and the row of the headings."""

    grid: Grid
    head: int
    questions: Mapping[str, int]
    fields: Mapping[str, int]


def headings(found: Questionnaire) -> list[str]:
    """Give the headings of the table that is filled in: who was asked, and each question with its choices."""
    told = [*HEADINGS.values()]
    for one in found.questions:
        choices = " ".join(f"{code} {words}" for code, words in one.options)
        told.append(f"{one.heading}（{choices}）" if choices else one.heading)
    return told


def take(
    book: Casebook, questionnaire: Record, path: Path, *, dry_run: bool = False, again: bool = False, progress: Progress | None = None
) -> SurveyReport:  # fmt: skip
    """Judge a file's lines and, without `dry_run`, enter those that are right, in one transaction.

    Raise NotPermitted, QuestionnaireNotInUse, SurveyColumnsMissing, AlreadyImported, or what reading a workbook raises.
    """
    book.require(Action.SURVEY_WRITE)
    if questionnaire.state != tables.IN_USE:
        raise surveys.QuestionnaireNotInUse(column="questionnaire", state=questionnaire.state)
    data = roster.file_bytes(path)
    sha256 = hashlib.sha256(data).digest()
    if not again:
        roster.refuse_known(book, sha256)
    found = surveys.of(questionnaire)
    report = SurveyReport(path.name)
    lines = _judge(book, found, _tables(found, roster_sheet.read_grids(data, path.name), path.name), report, progress)
    if dry_run or not lines:
        return report
    with book.write() as writer:
        for values in lines:
            records.put(book, writer, surveys.SHEET, {**values, "questionnaire": questionnaire.id})
        roster.note_import(book, sha256, path.name, "answer_sheet", report.as_dict())
    return report


def _tables(found: Questionnaire, grids: Sequence[Grid], name: str) -> list[_Table]:
    made = [table for grid in grids if (table := _table(found, grid)) is not None]
    if not made:
        raise SurveyColumnsMissing(name=name)
    return made


def _table(found: Questionnaire, grid: Grid) -> _Table | None:
    """Find the row of headings: the first in which at least half of the questions are numbered."""
    words = {heading: name for name, heading in HEADINGS.items()}
    for at, row in enumerate(grid.rows[:_LOOK]):
        questions: dict[str, int] = {}
        fields: dict[str, int] = {}
        for place, cell in enumerate(row):
            text = cell.strip() if isinstance(cell, str) else ""
            if text in words:
                fields.setdefault(words[text], place)
            elif (key := _KEY.match(text)) and key[1] in found.by_key:
                questions.setdefault(key[1], place)
        if 2 * len(questions) >= len(found.questions):
            return _Table(grid, at, questions, fields)
    return None


def _judge(
    book: Casebook, found: Questionnaire, made: Sequence[_Table], report: SurveyReport, progress: Progress | None
) -> list[dict[str, Any]]:  # fmt: skip
    lines: list[dict[str, Any]] = []
    seen: set[str] = set()
    for table in made:
        body = table.grid.rows[table.head + 1 :]
        for at, row in enumerate(body, table.head + 2):
            cells = {
                place: row[place] for place in (*table.questions.values(), *table.fields.values()) if place < len(row)
            }
            if all(is_nothing(cell) for cell in cells.values()):
                continue
            report.rows += 1
            if progress is not None:
                progress(report.rows, len(body))
            _Line(book, found, table, at, cells, report).judge(lines, seen)
    report.accepted = len(lines)
    return lines


@dataclass
class _Line:
    """Judge one line of a table."""

    book: Casebook
    found: Questionnaire
    table: _Table
    at: int
    cells: Mapping[int, Any]
    report: SurveyReport

    def judge(self, lines: list[dict[str, Any]], seen: set[str]) -> None:
        """Add the line's values to `lines`, or say why not."""
        day = self._day()
        if day is None:
            return
        given: dict[str, Any] = {}
        for key, place in self.table.questions.items():
            cell = self.cells.get(place)
            try:
                given[key] = None if is_nothing(cell) else self._understand(key, cell)
            except AnswerUnfit as error:
                self._refuse(str(error.fields["reason"]), self.found.by_key[key], cell)
                return
        try:
            answers = self.found.check(given, today=self.book.today)
        except AnswerUnfit as error:
            self._refuse(str(error.fields["reason"]), self.found.by_key[str(error.fields["question"])], None)
            return
        for key in (one for one, value in given.items() if value is not None and one not in answers):
            self._tell("accepted", "skipped", self.found.by_key[key].heading, given[key])
            self.report.warnings["skipped"] += 1
        values = {"answers": answers, "day": day, **self._who()}
        mark = json.dumps({**values, "day": day.isoformat()}, ensure_ascii=False, sort_keys=True)
        if values.get("respondent") and mark in seen:
            self.report.duplicates += 1
            self._tell("duplicate", "repeated", HEADINGS["respondent"], values["respondent"])
            return
        seen.add(mark)
        lines.append(values)

    def _understand(self, key: str, cell: Any) -> Any:
        """Read a cell; days stand in workbooks in many forms."""
        if self.found.by_key[key].kind == "date":
            cell = _read_day(cell, self.book.today) or cell
        return self.found.understand(key, cell, today=self.book.today)

    def _day(self) -> dt.date | None:
        """Give the day of the survey, today where none is told; None where it cannot be."""
        cell = self._cell("day")
        if is_nothing(cell):
            return self.book.today
        day = _read_day(cell, self.book.today)
        reason = "day" if day is None else "future" if day > self.book.today else ""
        if reason:
            self.report.rejected[reason] += 1
            self._tell("rejected", reason, HEADINGS["day"], cell)
            return None
        return day

    def _who(self) -> dict[str, Any]:
        who = {
            name: str(cell).strip()
            for name in ("respondent", "interviewer")
            if not is_nothing(cell := self._cell(name))
        }
        phone = self._cell("phone")
        if not is_nothing(phone):
            number = phones.normalise(ledger_cells.words(phone))
            if phones.is_valid(number):
                who["phone"] = number
            else:
                self.report.warnings["phone"] += 1
                self._tell("accepted", "phone", HEADINGS["phone"], phone)
        return who

    def _cell(self, name: str) -> Any:
        place = self.table.fields.get(name)
        return None if place is None else self.cells.get(place)

    def _refuse(self, reason: str, question: Question, cell: Any) -> None:
        self.report.rejected[reason] += 1
        self._tell("rejected", reason, question.heading, cell)

    def _tell(self, outcome: str, reason: str, heading: str, cell: Any) -> None:
        shown = "、".join(cell) if isinstance(cell, list) else "" if cell is None else str(cell)
        self.report.details.append(RosterDetail(
            self.table.grid.name, self.at, str(self._cell("respondent") or ""), outcome, reason, heading, shown, REASONS[reason],
        ))  # fmt: skip


def _read_day(cell: Any, today: dt.date) -> dt.date | None:
    """Read a whole day; None where the cell holds none, or one of less precision."""
    try:
        return dt.date.fromisoformat(ledger_cells.day(cell, today=today, future=True))
    except (Unreadable, ValueError):
        return None

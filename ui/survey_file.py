"""Answers as a file: the empty table, all sheets in words, a cross table; used by the window and the command line alike, so without Qt."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.casebook import Casebook
    from db.records import Record
    from rules.cross_tables import Category, Cross
    from rules.questionnaires import Questionnaire

Line = tuple[str, ...]
CSV = ".csv"
_WIDE, _NARROW, _SHEET_NAME = 16, 12, 31


def write_blank(questionnaire: "Record", to: Path) -> Path:
    """Write the empty table of a questionnaire, to be filled in elsewhere; raise ExportExists or PaperNotWritten."""
    from db import survey_lists, surveys
    from db.backup import ExportExists
    from printouts import workbook

    if to.exists():
        raise ExportExists(name=to.name)
    headings = survey_lists.headings(surveys.of(questionnaire))
    note = _("一行一份。选择题填编号，多选用顿号隔开；表头不要改。")
    workbook.listing(workbook.Sheet(questionnaire.title[:_SHEET_NAME], note, headings, [_WIDE] * len(headings)), (), to)
    return to


def headings(found: "Questionnaire") -> list[str]:
    """Give the headings of the table of all sheets."""
    return [_("调查日期"), _("被访人"), _("调查人"), *(one.heading for one in found.questions)]


def lines(found: "Questionnaire", sheets: "Iterator[Record]") -> "Iterator[Line]":
    """Give the sheets as lines, each answer in words."""
    for sheet in sheets:
        answers = sheet["answers"] or {}
        who = sheet["respondent"] or sheet.words["person"]
        yield (sheet.words["day"], who, sheet["interviewer"] or "", *(one.words(answers.get(one.key)) for one in found.questions))  # fmt: skip


def cross_headings(found: "Cross") -> list[str]:
    """Give the headings of a cross table."""
    return [_("答案"), *(words for _code, words in found.columns), _("合计")]


def cross_lines(found: "Cross") -> list[Line]:
    """Give a cross table's lines in words: people and their share of the line, the line's people, and the sums of the columns."""

    def cell(line: "Category", across: "Category") -> str:
        share = found.tenths(line[0], across[0])
        count = f"{found.count(line[0], across[0]):,}"
        return count if share is None else f"{count}（{share / 10:.1f}%）"

    made = [
        (line[1], *(cell(line, across) for across in found.columns), f"{found.line_sums.get(line[0], 0):,}")
        for line in found.lines
    ]
    sums = (f"{found.column_sums.get(code, 0):,}" for code, _words in found.columns)
    return [*made, (_("合计"), *sums, f"{found.total:,}")]


def cross_note(found: "Cross") -> str:
    """Say how many people a cross table counts, and how."""
    words = _("共 {n} 人，每人只计一次；百分比是占本行的比例。").format(n=f"{found.total:,}")
    more = _("有多选题，一人可在几行或几列，各行之和可以大于合计。") if found.several else ""
    return words + more


def write(book: "Casebook", title: str, heads: "Sequence[str]", rows: "Sequence[Line]", to: Path, chosen: str) -> Path:
    """Write lines to an .xlsx or .csv file and note it among the lists that left; raise NotPermitted, ExportExists or PaperNotWritten."""
    from db import list_exports
    from db.backup import ExportExists
    from printouts import workbook

    if to.exists():
        raise ExportExists(name=to.name)
    sheet = workbook.Sheet(title, f"{book.workplace.name}　{chosen}", heads, [_NARROW, *[_WIDE] * (len(heads) - 1)])
    with list_exports.noted(book, title, to, len(rows), chosen):
        (workbook.plain_listing if to.suffix.lower() == CSV else workbook.listing)(sheet, rows, to)
    return to

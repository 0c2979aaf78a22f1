"""Statements of figures as a workbook: a sheet each, figures as numbers with their format, everything else as text, ready to be printed."""

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from printouts.document import whole_file
from printouts.statement import MARKS, Statement, Tenths, kind_of, shown
from rules.quantities import Amount, Persons, PersonTimes, Pieces, Share

_FORMATS = {"text": "@", "whole": "#,##0", "wan": "#,##0.00", "share": "0.0%"}
_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 118  # characters that the columns of a sheet share


def write(statements: Sequence[Statement], to: Path) -> Path:
    """Write statements to the workbook `to`; give the path; raise PaperNotWritten."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = _Formats(book)
        names: set[str] = set()
        for one in statements:
            _sheet(book.add_worksheet(_name(one.title, names)), one, formats)
    with whole_file(to) as sink:
        sink.write(buffer.getvalue())
    return to


def _name(title: str, taken: set[str]) -> str:
    """Give a sheet a name that Excel takes, each once: 31 characters at most, some not allowed."""
    plain = _BAD_IN_NAME.sub(" ", title)[:31] or "表"
    found, n = plain, 1
    while found in taken:
        n += 1
        found = f"{plain[:28]} {n}"
    taken.add(found)
    return found


class _Formats:
    """Make each format once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, int], Any] = {}
        font = {"font_name": "宋体", "font_size": 10}
        self.title = book.add_format(
            {"font_name": "宋体", "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
        )
        self.plain = book.add_format(font)
        self.bad = book.add_format(font | {"font_color": "#B3261E"})
        self.head = book.add_format(
            font | {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#EAEEF1", "text_wrap": True}
        )  # fmt: skip

    def cell(self, kind: str, *, strong: bool, indent: int, left: bool) -> Any:
        """Give the format of a cell."""
        key = (kind + ("<" if left else ">"), strong, indent)
        if key not in self._made:
            self._made[key] = self._book.add_format({
                "font_name": "宋体", "font_size": 10, "border": 1, "num_format": _FORMATS[kind], "bold": strong, "indent": indent, "valign": "vcenter",
                "align": "left" if left else "right", "text_wrap": kind == "text" and left,
            })  # fmt: skip
        return self._made[key]


def _sheet(page: Any, one: Statement, formats: _Formats) -> None:
    shares = sum(column.share for column in one.columns)
    last = len(one.columns) - 1
    for place, column in enumerate(one.columns):
        page.set_column(place, place, max(7, round(_WIDEST * column.share / shares)))
        page.write_string(2, place, column.head, formats.head)
    title = "　".join((one.title, *(f"〔{tag}〕" for tag in one.tags)))
    if last:
        page.merge_range(0, 0, 0, last, title, formats.title)
        page.merge_range(1, 0, 1, last, "　　".join(one.facts), formats.plain)
    page.set_row(0, 28)
    page.set_row(2, 20)
    at = 2
    for row in one.rows:
        at += 1
        for place, (column, cell) in enumerate(zip(one.columns, row.cells, strict=True)):
            kind = kind_of(cell)
            style = formats.cell(
                kind, strong=row.strong, indent=row.indent if place == 0 else 0, left=column.align == "left"
            )
            if isinstance(cell, Amount):
                page.write_number(at, place, cell.fen / 1_000_000, style)
            elif isinstance(cell, (Persons, PersonTimes, Pieces, Share)):
                page.write_number(at, place, cell.count, style)
            elif isinstance(cell, Tenths):
                page.write_number(at, place, cell.tenths / 1000, style)
            else:  # words, and what was announced and is not reckoned with
                page.write_string(at, place, shown(cell), style)
    if one.checks:
        at += 2
        page.write_string(at, 0, "勾稽关系", formats.plain)
    for check in one.checks:
        at += 1
        words = f"{MARKS[check.standing]}　{check.words}" + (f"（{check.why}）" if check.why else "")
        page.write_string(at, 0, words, formats.bad if check.standing == "bad" else formats.plain)
    for note in one.notes:
        at += 1
        page.write_string(at, 0, note, formats.plain)
    if one.signers:
        page.write_string(
            at + 2, 0, "　　".join(f"{who}：{name or '　　　　　'}" for who, name in one.signers), formats.plain
        )
    page.freeze_panes(3, 1)
    page.repeat_rows(0, 2)
    page.set_landscape()
    page.set_paper(9)  # A4 in the numbering of ECMA-376, part 1, section 18.3.1.63
    page.fit_to_pages(1, 0)

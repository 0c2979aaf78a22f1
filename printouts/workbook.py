"""Workbooks for Excel: text is written as text, so that nothing in a cell ever becomes a formula; money as a number of yuan."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printouts.document import whole_file
from rules import money
from rules.errors import UserError

MOST_LINES = 100_000
"""What a workbook holds at most: it is put together in memory, since Excel's writer would otherwise leave plain text in temporary files.

Each of its parts is turned into bytes in one go, during which nothing else runs: of so many lines in some 25 ms, of twice as many in 50.
"""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONG_NUMBER = 12
_EXCEL_BEGINS = 1900
"""The first year that Excel counts days of; an earlier day is written as text."""
_HEADINGS = ("序号", "券号", "核销基地", "核销日期", "应拨付（元）", "结论")
_WIDTHS = (6, 34, 30, 12, 14, 22)
SettlementLine = tuple[str, str, str, int, str]
"""Voucher number, base's name, day, sum in fen, conclusion in words."""


class TooManyLines(UserError):
    """Say that a list is too long for one workbook; field `most`. It fits a CSV file."""

    code = "TOO_MANY_LINES"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Describe a plain list: its title, a note under it, headings and their widths in characters."""

    title: str
    note: str
    headings: Sequence[str]
    widths: Sequence[int]


def listing(sheet: Sheet, rows: Iterable[Sequence[str]], to: Path) -> int:
    """Write lines of text, all of them as text, to the workbook `to`; give how many; raise TooManyLines or PaperNotWritten."""
    return _write(sheet, rows, to, {"text_wrap": True, "valign": "top"})


def records(sheet: Sheet, rows: Iterable[Sequence[object]], to: Path) -> int:
    """Write lines of values to the workbook `to`; give how many; raise TooManyLines or PaperNotWritten.

    Text stays text, so that no number of a document is rounded; a `date` is a day that Excel counts with, `Fen` an amount in yuan, an int a number.
    """
    return _write(sheet, rows, to, {})


def _in_order() -> Any:
    """Give a table of shared strings that is not sorted in the end: each gets the next number, so they stand in order, and a sort of a million holds the window."""
    from xlsxwriter.sharedstrings import SharedStringTable

    table: Any = SharedStringTable()

    def put_in_order() -> None:
        table.string_array, table.string_table = list(table.string_table), {}

    table._sort_string_data = put_in_order  # noqa: SLF001 - the library has no other way
    return table


def _write(sheet: Sheet, rows: Iterable[Sequence[object]], to: Path, of_text: Mapping[str, object]) -> int:
    """Write a list; `of_text` is added to the format of its text."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    count = 0
    with xlsxwriter.Workbook(buffer, options) as book:
        book.str_table = _in_order()
        page = book.add_worksheet(_sheet_name(sheet.title))
        title = book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"})
        head = book.add_format({"bold": True, "border": 1, "font_name": "宋体", "bg_color": "#EAEEF1"})
        text = book.add_format({"border": 1, "font_name": "宋体", "num_format": "@", **of_text})
        day, number, yuan = (
            book.add_format({"border": 1, "font_name": "宋体", "num_format": form})
            for form in ("yyyy-mm-dd", "#,##0", "#,##0.00")
        )
        for place, width in enumerate(sheet.widths):
            page.set_column(place, place, width)
        page.write_string(0, 0, sheet.title, title)
        page.write_string(1, 0, sheet.note)
        for place, words in enumerate(sheet.headings):
            page.write_string(2, place, words, head)
        for row in rows:
            count += 1
            if count > MOST_LINES:
                raise TooManyLines(most=MOST_LINES)
            for place, value in enumerate(row):
                if isinstance(value, money.Fen):
                    page.write_number(count + 2, place, value / 100, yuan)
                elif isinstance(value, int):
                    page.write_number(count + 2, place, value, number)
                elif isinstance(value, dt.date) and value.year >= _EXCEL_BEGINS:
                    page.write_datetime(count + 2, place, dt.datetime.combine(value, dt.time()), day)
                else:
                    page.write_string(count + 2, place, _as_text(value)[:32_767], text)
        page.freeze_panes(3, 0)
        page.autofilter(2, 0, max(count + 2, 3), len(sheet.headings) - 1)
        page.repeat_rows(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
    with whole_file(to) as sink:
        sink.write(buffer.getvalue())
    return count


def plain_records(sheet: Sheet, rows: Iterable[Sequence[object]], to: Path) -> int:
    """Write lines of values as CSV to `to`; give how many; raise PaperNotWritten. It holds any number of lines."""
    return plain_listing(sheet, ([_as_text(value) for value in row] for row in rows), to)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, money.Fen):
        return money.yuan(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _sheet_name(title: str) -> str:
    """Give a title as Excel takes it for a sheet: at most 31 characters, none of those that it keeps for itself."""
    return "".join(one for one in title if one not in "[]:*?/\\'")[:31] or "Sheet1"


def plain_listing(sheet: Sheet, rows: Iterable[Sequence[str]], to: Path) -> int:
    """Write lines as CSV (UTF-8 with its mark, so that Excel reads the characters) to `to`; give how many; raise PaperNotWritten.

    What a spreadsheet would take for a formula, or for a number to be rounded, gets a mark before it that keeps it text.
    """
    count = 0
    with whole_file(to) as sink:
        text = io.TextIOWrapper(sink, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow(sheet.headings)
        for row in rows:
            writer.writerow([_kept_text(words) for words in row])
            count += 1
        text.flush()
        text.detach()
    return count


def _kept_text(words: str) -> str:
    if words.startswith(_FORMULA):
        return "'" + words
    return "\t" + words if len(words) >= _LONG_NUMBER and words[:-1].isdigit() else words


def settlement(county: str, day: dt.date, lines: Sequence[SettlementLine], to: Path) -> Path:
    """Write a county's settlement of vouchers with its total in figures and capitals to `to`; give the path; raise PaperNotWritten."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("培训券结算")
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"})
        head = book.add_format(
            {"bold": True, "border": 1, "align": "center", "font_name": "宋体", "bg_color": "#EAEEF1"}
        )
        text = book.add_format({"border": 1, "font_name": "宋体", "num_format": "@"})
        sum_format = book.add_format({"border": 1, "font_name": "宋体", "num_format": "#,##0.00"})
        bold = book.add_format({"border": 1, "bold": True, "font_name": "宋体"})
        bold_sum = book.add_format({"border": 1, "bold": True, "font_name": "宋体", "num_format": "#,##0.00"})
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.merge_range(0, 0, 0, len(_HEADINGS) - 1, f"{county}培训券结算表", title)
        sheet.write_string(1, 0, f"制表日期：{day.year}年{day.month}月{day.day}日")
        for place, words in enumerate(_HEADINGS):
            sheet.write_string(2, place, words, head)
        for number, (voucher, base, redeemed, fen, words) in enumerate(lines, start=1):
            at = number + 2
            sheet.write_number(at, 0, number, text)
            for place, cell in ((1, voucher), (2, base), (3, redeemed), (5, words)):
                sheet.write_string(at, place, cell, text)
            sheet.write_number(at, 4, fen / 100, sum_format)
        total = sum(line[3] for line in lines)
        at = len(lines) + 3
        sheet.merge_range(at, 0, at, 3, f"合计（大写）：{money.capitals(total, prefix=True)}", bold)
        sheet.write_number(at, 4, total / 100, bold_sum)
        sheet.write_string(at, 5, f"可拨付 {sum(line[3] > 0 for line in lines)} 张", bold)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4 in the numbering of ECMA-376, part 1, section 18.3.1.63
        sheet.fit_to_pages(1, 0)
    with whole_file(to) as sink:
        sink.write(buffer.getvalue())
    return to

"""资金收支表 as a file: a workbook, or a paper to be signed; used by the window and the command line alike, so without Qt."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.report_file import PDF, check_kind
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook

_WIDTHS, _SUM = (30, 20, 22, 22), 16


def write(book: "Casebook", year: int, to: Path) -> Path:
    """Write source × use of a year to a PDF or a workbook, and note it; raise NotPermitted, FileKindUnknown or PaperNotWritten."""
    check_kind(to)
    return _write_paper(book, year, to) if to.suffix.lower() == PDF else write_workbook(book, year, to)


def _write_paper(book: "Casebook", year: int, to: Path) -> Path:
    from db import prints
    from printouts.relief import print_funds
    from ui.papers.faces import fonts_of
    from ui.papers.relief import funds_paper

    name = str(year)
    paper = funds_paper(book, year, edition=prints.edition(book, prints.FUND_SHEET, name))
    print_funds([paper], to, printed_at=book.clock.now(), fonts=fonts_of(book))
    prints.note_saved(book, prints.FUND_SHEET, [name])
    return to


def write_workbook(book: "Casebook", year: int, to: Path) -> Path:
    """Write the workbook and note it among the lists that left; raise NotPermitted or PaperNotWritten."""
    from db import funds, list_exports
    from printouts import workbook
    from ui.papers.relief import sheet_rows

    headings, rows = sheet_rows(funds.matrix(book, year))
    title = _("资金收支表 {year}").format(year=year)
    widths = [*_WIDTHS, *[_SUM] * (len(headings) - len(_WIDTHS))]
    with list_exports.noted(book, title, to, len(rows), str(year)):
        workbook.records(workbook.Sheet(title, book.workplace.name, headings, widths), rows, to)
    return to

"""到期清册 as a file: a workbook or a paper to be signed; used by the window and the command line alike, so without Qt."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.papers.faces import fonts_of
from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.retention import Due

PDF = ".pdf"
_HEADINGS = ("序号", "种类", "名称", "起算日期", "保管期满", "备注")
_WIDTHS = (6, 18, 50, 14, 14, 20)


def kind_of(one: "Due") -> str:
    """Name the kind of a record that is due."""
    from db.schema import BY_NAME

    return BY_NAME[one.tbl].label


def write(book: "Casebook", key: str, found: "Sequence[Due]", to: Path) -> Path:
    """Write a list to a PDF or a workbook and note it in the print log; raise PaperNotWritten or NothingToPrint."""
    from db import prints, retention, sweeping
    from printouts import destruction, workbook
    from rules.retention import BY_KEY

    term = BY_KEY[key]
    years = retention.years_of(book, term)
    with sweeping.noted(book.store, to):
        if to.suffix.lower() == PDF:
            lines = [destruction.DestructionLine(kind_of(one), one.title, one.since, one.due) for one in found]
            edition = prints.edition(book, prints.DESTRUCTION, key)
            paper = destruction.DestructionPaper(book.workplace.name, term.label, years, term.source, lines, edition)
            destruction.print_destruction([paper], to, printed_at=book.clock.now(), fonts=fonts_of(book))
        else:
            note = _("{unit}　{label}　保管 {n} 年　{day}").format(
                unit=book.workplace.name, label=term.label, n=years, day=book.today.isoformat()
            )
            sheet = workbook.Sheet(_("到期销毁清册"), note, _HEADINGS, _WIDTHS)
            rows = (
                (str(n), kind_of(one), one.title, one.since.isoformat(), one.due.isoformat(), "")
                for n, one in enumerate(found, 1)
            )
            workbook.listing(sheet, rows, to)
    prints.log(book, prints.DESTRUCTION, [key])
    return to

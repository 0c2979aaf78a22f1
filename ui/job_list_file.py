"""Our open vacancies as a list for another office, and the batch that notes that it was given; used without Qt."""

from pathlib import Path
from typing import TYPE_CHECKING

from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook

CSV = ".csv"


def write(book: "Casebook", partner: str, to: Path) -> int:
    """Write the vacancies that are open to an .xlsx or .csv file for `partner` and note the batch; give how many.

    Raise NotPermitted, FieldUnfit where nobody is named, ExportExists, TooManyLines or PaperNotWritten.
    """
    from db import job_lists, record_checks, sweeping
    from db.backup import ExportExists
    from printouts import workbook
    from rules.permissions import Action

    book.require(Action.JOBS_WRITE)
    if not partner.strip():
        raise record_checks.unfit(job_lists.BATCH.table, "partner", "missing")
    if to.exists():
        raise ExportExists(name=to.name)
    note = _("{unit}　{day}　送{partner}").format(unit=book.workplace.name, day=book.today.isoformat(), partner=partner)
    sheet = workbook.Sheet(_("招聘岗位清单"), note, job_lists.HEADINGS, job_lists.WIDTHS)
    with sweeping.noted(book.store, to):
        count = (workbook.plain_listing if to.suffix.lower() == CSV else workbook.listing)(
            sheet, job_lists.lines_out(book), to
        )
    job_lists.note_sent(book, partner, to.name, count)
    return count

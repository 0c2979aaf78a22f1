"""Reports as files: a workbook, or a paper to be signed; used by the window and the command line alike, so without Qt."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rules.dates import official
from rules.errors import UserError
from rules.steps import unheard
from ui.papers.faces import fonts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.targets import Progress
    from printouts.statement import Statement
    from rules.periods import Period
    from rules.reports import Report
    from rules.steps import Step

PDF, BOOK = ".pdf", ".xlsx"
_COUNTIES_A_PAGE = 7


class FileKindUnknown(UserError):
    """Say that a report is written as .xlsx or .pdf alone; field `name`."""

    code = "FILE_KIND_UNKNOWN"


def write_report(
    book: "Casebook", name: str, period: "Period", to: Path, county: str = "", step: "Step" = unheard
) -> Path:  # fmt: skip
    """Write a report; at the province with its counties side by side; give the path; `step(done, all)` may raise to stop; raise ReportUnknown, FileKindUnknown, PaperNotWritten."""
    from db import prints, reports
    from printouts import reports as papers

    check_kind(to)
    whole = book.workplace.kind == "province" and not county
    found = reports.report(book, name, period, county, by_county=whole, step=step)
    edition = prints.edition(book, prints.REPORT, f"{found.form} {period}")
    statements = [papers.statement(found, edition)]
    statements += papers.by_county(found, _COUNTIES_A_PAGE if to.suffix.lower() == PDF else 1000)
    statements += _tables(book, found, county)
    # each table may be taken away by itself: who answers for it stands below every one
    signed = [one if one.signers else replace(one, signers=statements[0].signers) for one in statements]
    _write(book, signed, to)
    prints.note_saved(book, prints.REPORT, [f"{found.form} {period}"])
    return to


def _tables(book: "Casebook", found: "Report", county: str) -> "list[Statement]":
    """Give the tables that stand behind a report: the account of vouchers by office, source × use, or what is told apart; figures of today."""
    from db import fund_matrix, report_tables, voucher_account
    from printouts import report_tables as papers

    office, period = found.office, found.period
    if found.form == "vouchers":
        return papers.vouchers(office, period, voucher_account.account(book, period, county))
    if found.form == "funds":
        return [papers.funds(office, period, fund_matrix.matrix(book, period, county))]
    behind = report_tables.table(book, found.form, period, county)
    return [papers.table(office, period, behind)] if behind is not None and behind.rows else []


def write_correction(book: "Casebook", name: str, period: "Period", to: Path, county: str = "") -> Path:
    """Write the correction report of a locked period: the last one made, or where none was made what would be corrected; raise PeriodNotLocked."""
    from db import prints, reports
    from printouts import reports as papers

    check_kind(to)
    found = reports.last_correction(book, name, period, county) or reports.correction(book, name, period, county)
    what = f"{found.now.form} {period} 更正"
    _write(book, [papers.correction(found, prints.edition(book, prints.REPORT, what))], to)
    prints.note_saved(book, prints.REPORT, [what])
    return to


def write_goals(book: "Casebook", year: int, to: Path) -> Path:
    """Write the progress of a year's targets; raise FileKindUnknown, PaperNotWritten."""
    from db import indicators, target_checks, targets
    from printouts import reports as papers
    from rules.periods import month_of

    check_kind(to)
    found = targets.progress(book, year)
    month = month_of(book.today)
    lines = []
    ranked, wholes = ranks(found), {one.target.id for one in found if one.parts}
    for one in found:
        for part in (one, *one.shares):
            draft = part.target.draft
            keys = [indicators.BY_KEY[key] for key in draft.keys if key in indicators.BY_KEY]
            monthly = None
            if (
                keys
                and part.done is not None
                and draft.kind == targets.PLAN
                and draft.unit != "share"
                and month.year == year
            ):
                span = {"month": indicators.Span(month.first, month.last)}
                counted = indicators.count(book, keys, span, part.target.county)["month"]
                monthly = targets.in_unit(draft.unit, counted, named=all(key.named for key in keys))
            label = f"{draft.slogan} 之 {draft.position}" if draft.position else draft.slogan
            lines.append(papers.GoalLine(
                draft.label, label, draft.unit_name, part.target.quantity, part.target.shown, monthly, part.done, part.tenths,
                ranked.get(part.target.id, ""), int(part is not one or one.target.part_of in wholes), len(part.parts),
            ))  # fmt: skip
    judged = target_checks.judge(book, year, found)
    checks = [
        (" ".join(one for one in (part.target.draft.unit_name, part.target.draft.label) if one), judged[part.target.id])
        for one in found
        for part in (one, *one.shares)
        if part.target.id in judged
    ]
    statement = papers.goals(book.workplace.name, year, official(book.today), lines, checks)
    _write(book, [statement], to)
    return to


def ranks(found: "Sequence[Progress]") -> dict[bytes, str]:
    """Rank the shares of each target by how far they are; those equally far share a rank."""
    told: dict[bytes, str] = {}
    for one in found:
        for part in one.shares:
            if part.tenths is not None:
                told[part.target.id] = str(
                    1 + sum(other.tenths is not None and other.tenths > part.tenths for other in one.shares)
                )
    return told


def check_kind(to: Path) -> None:
    """Make sure that the file's name ends in .xlsx or .pdf; raise FileKindUnknown."""
    if to.suffix.lower() not in {PDF, BOOK}:
        raise FileKindUnknown(name=to.name)


def _write(book: "Casebook", statements: "Sequence[Statement]", to: Path) -> None:
    from db import sweeping
    from printouts import statement, statement_book

    with sweeping.noted(book.store, to):
        if to.suffix.lower() == PDF:
            statement.print_statements(statements, to, printed_at=book.clock.now(), fonts=fonts_of(book))
        else:
            statement_book.write(statements, to)

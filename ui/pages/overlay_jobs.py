"""What the page 套打 asks of the casebook: what is to be printed next, the sheet as a PDF, and how it came out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from db import certificates, overlay, printers, prints, stock, vouchers
from db.casebook import Casebook
from db.overlay import Pending
from db.stock import Standing
from printouts.calibration_sheet import print_calibration
from printouts.overlay import Values, certificate_values, print_overlay, voucher_values
from rules import layouts
from rules.calibration import Calibration
from rules.layouts import Layout
from ui.pages.paper_view import bytes_of
from ui.papers.certificates import certificate_paper
from ui.papers.faces import fonts_of
from ui.papers.vouchers import voucher_paper

MOST = 200
"""Papers shown as waiting; the rest comes into sight as they are done."""


@dataclass(frozen=True)
class Item:
    """Hold one voucher or certificate to be printed; `again` says that it was printed before, `sheet` on which sheet it stands."""

    id: bytes
    number: str
    holder: str
    detail: str
    again: bool
    sheet: str


@dataclass(frozen=True)
class Ground:
    """Hold what the page stands on: what waits, the layout in use and all there are, printer and calibration, the stock, an unanswered sheet."""

    items: tuple[Item, ...]
    waiting: int
    layout: Layout
    layouts: tuple[Layout, ...]
    printer: str
    calibration: Calibration
    standing: Standing
    pending: Pending | None


@dataclass(frozen=True)
class Sheet:
    """Hold a sheet ready for the printer."""

    pending: Pending
    pdf: bytes
    layout: Layout


def look(book: Casebook, form: str, wanted: Sequence[bytes]) -> Ground:
    """Collect what the page shows; `wanted` are papers to be printed before all others, whether or not they were printed."""
    unanswered = overlay.pending(book, form)
    first = [unanswered.row] if unanswered else []
    waiting = overlay.unprinted(book, form)
    ids = list(dict.fromkeys([*first, *wanted, *waiting]))
    layout = printers.chosen_layout(book, form)
    printer = printers.chosen(book, layout.key)
    return Ground(
        tuple(item(book, form, one) for one in ids[:MOST]), len(ids), layout, tuple(layouts.of_form(form)), printer,
        printers.calibration(book, printer, layout.key), stock.standing(book, form), unanswered,
    )  # fmt: skip


def item(book: Casebook, form: str, row: bytes) -> Item:
    """Describe one paper; raise VoucherUnknown or CertificateUnknown."""
    if form == stock.VOUCHER:
        voucher = vouchers.get(book, row)
        number, holder, detail = voucher.number, voucher.holder, voucher.course
    else:
        found = certificates.get(book, row)
        number, holder, detail = found.number, found.holder, found.class_name
    sheet = stock.sheet_of(book, form, number)
    return Item(row, number, holder, detail, prints.edition(book, form, number) > 1, sheet.serial if sheet else "")


def _values(book: Casebook, form: str, row: bytes, number: str) -> Values:
    edition = prints.edition(book, form, number)
    if form == stock.VOUCHER:
        return voucher_values(voucher_paper(book, vouchers.get(book, row), edition=edition))
    return certificate_values(replace(certificate_paper(book, certificates.get(book, row)), edition=edition))


def prepare(book: Casebook, form: str, chosen: Item, serial: str, printer: str, reason: str) -> Sheet:
    """Make the sheet and note that it is on its way; `serial` where it was scanned before.

    Raise NumberNotValid, NumberOnSheet, CertificatePrinted, what `stock.check_sheet` raises, MissingGlyph.
    """
    stock.check_number(book, form, chosen.number)
    prints.again(book, form, [chosen.number])
    if serial:
        serial = stock.check_sheet(book, form, serial)
    layout = printers.chosen_layout(book, form)
    pdf = print_overlay(
        layout, [_values(book, form, chosen.id, chosen.number)], calibration=printers.calibration(book, printer, layout.key),
        printed_at=book.clock.now(), fonts=fonts_of(book),
    )  # fmt: skip
    pending = Pending(
        chosen.id, chosen.number, serial, printer, reason or prints.reason_of(book, form, [chosen.number])
    )
    overlay.note_pending(book, form, pending)
    return Sheet(pending, bytes_of(pdf), layout)


def keep_good(book: Casebook, form: str, pending: Pending, serial: str) -> None:
    """Match the sheet with its number and enter the printing in the register; raise what `stock.use` raises."""
    stock.use(book, form, serial, pending.number)
    prints.log(book, form, [pending.number], reason=pending.reason, pages=1, printer=pending.printer)
    overlay.note_pending(book, form, None)


def keep_bad(book: Casebook, form: str, pending: Pending, serial: str, reason: str) -> None:
    """Note the sheet as spoiled; its number waits for the next one. Raise what `stock.spoil` raises."""
    stock.spoil(book, form, serial, reason, number=pending.number)
    overlay.note_pending(book, form, None)


def calibration_sheet(book: Casebook, form: str, printer: str) -> tuple[bytes, Layout]:
    """Make the calibration sheet of the layout in use, under the printer's present calibration."""
    layout = printers.chosen_layout(book, form)
    made = print_calibration(
        layout,
        calibration=printers.calibration(book, printer, layout.key),
        printer=printer,
        printed_at=book.clock.now(),
        fonts=fonts_of(book),
    )
    return bytes_of(made), layout

"""Paper on a system printer: painted by the worker aside, strip by strip, so that the window lives and the work can be stopped.

Qt paints on a printer in any thread. A printer that is missing or fails is told as an error, and then nothing was printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from rules.errors import EnvironmentFailure
from ui.jobs import Progress
from ui.text import _
from ui.widgets.pdf_pages import PaperSize, strips

POINTS_PER_INCH = 72
PRINT_DPI, FINE_DPI = 300, 600
"""Dots an inch that a page is drawn with, where the printer has them: twice as many, and four times the data, where the ground is part of the paper."""
_FAILED = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)


class NoPrinter(EnvironmentFailure):
    """Say that this PC has no printer."""

    code = "NO_PRINTER"


class PrinterFailed(EnvironmentFailure):
    """Say that a printer takes no paper: off, gone, or out of order; field `printer`."""

    code = "PRINTER_FAILED"


@dataclass(frozen=True)
class Printed:
    """Say what was handed to a printer: the pages (from 0, each once), how many copies of them, and the printer's name."""

    pages: tuple[int, ...]
    copies: int
    printer: str


def printer_names() -> list[str]:
    """Give the printers that this PC knows."""
    return QPrinterInfo.availablePrinterNames()


def choose_printer(name: str, pages: int, current: int, parent: QWidget, proposed: str = "") -> QPrinter | None:
    """Let the user choose printer, pages, copies and sides; None if the user thinks better of it. Raise NoPrinter.

    `name` is what the printer's queue calls the paper; `current` the page in sight, from 0; `proposed` the printer to begin with, if it is there.
    """
    known = printer_names()
    if not known:
        raise NoPrinter
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if proposed in known:
        printer.setPrinterName(proposed)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    for option in (QPrintDialog.PrintDialogOption.PrintPageRange, QPrintDialog.PrintDialogOption.PrintCurrentPage):
        dialog.setOption(option)
    # a file is saved beside, whole or not at all, and logged as what it is
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, on=False)
    dialog.setMinMax(1, max(1, pages))
    dialog.setWindowTitle(_("打印"))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return None
    if printer.printRange() == QPrinter.PrintRange.CurrentPage:
        printer.setFromTo(current + 1, current + 1)
    check(printer)
    return printer


def check(printer: QPrinter) -> None:
    """Raise PrinterFailed where the system says that the printer is gone or out of order."""
    if printer.outputFormat() == QPrinter.OutputFormat.NativeFormat:
        found = QPrinterInfo(printer)
        if found.isNull() or found.state() in _FAILED:
            raise PrinterFailed(printer=printer.printerName())


def wanted(printer: QPrinter, pages: int) -> tuple[int, ...]:
    """Give the pages that were chosen, from 0, in their order."""
    ranges = printer.pageRanges()
    return tuple(number for number in range(pages) if ranges.isEmpty() or ranges.contains(number + 1))


def print_pages(
    printer: QPrinter, data: bytes, sizes: Sequence[PaperSize], pages: Sequence[int], progress: Progress, *, as_fed: bool = False, fine: bool = False
) -> Printed:  # fmt: skip
    """Print pages at true size in the worker; with `as_fed` a wide sheet goes in by its long side, as on a 24-pin printer; `fine` keeps a ground that a copier must not. Raise PrinterFailed, or what cancelling raises: then the printer's job is called off."""
    copies = printer.copyCount()
    order = list(pages)
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        order.reverse()
    if copies > 1 and not printer.supportsMultipleCopies():
        order = order * copies if printer.collateCopies() else [one for one in order for _copy in range(copies)]
    printer.setFullPage(True)
    set_page_size(printer, sizes[order[0]], as_fed=as_fed)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterFailed(printer=printer.printerName())
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    try:
        for place, number in enumerate(order):
            progress.step(place, len(order), _("第 {page} 页，共 {total} 页").format(page=place + 1, total=len(order)))
            if place:
                _next_page(printer, sizes[number], as_fed=as_fed)
            _paint(printer, painter, data, number, sizes[number], FINE_DPI if fine else PRINT_DPI)
        progress.step(len(order), len(order))
    except BaseException:
        printer.abort()
        painter.end()
        raise
    if not painter.end() or printer.printerState() in _FAILED:
        raise PrinterFailed(printer=printer.printerName())
    return Printed(tuple(sorted(set(pages))), copies, printer.printerName())


def _next_page(printer: QPrinter, size: PaperSize, *, as_fed: bool) -> None:
    set_page_size(printer, size, as_fed=as_fed)
    if not printer.newPage() or printer.printerState() in _FAILED:
        raise PrinterFailed(printer=printer.printerName())


def _paint(printer: QPrinter, painter: QPainter, data: bytes, number: int, size: PaperSize, most: int) -> None:
    dpi = min(most, printer.resolution())
    width, height = (round(side * printer.resolution() / POINTS_PER_INCH) for side in (size.width, size.height))
    # strip by strip: a whole page would hold up the window for tenths of a second
    for top, bottom, image in strips(data, number, dpi / POINTS_PER_INCH):
        begins, ends = round(top * height), round(bottom * height)
        painter.drawImage(QRect(0, begins, width, ends - begins), image)


def set_page_size(printer: QPrinter, size: PaperSize, *, as_fed: bool = False) -> None:
    """Tell the printer which paper comes next; `as_fed`, a wide one is not turned."""
    if as_fed:
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        exact = QPageSize.SizeMatchPolicy.ExactMatch
        printer.setPageSize(QPageSize(QSizeF(size.width, size.height), QPageSize.Unit.Point, "", exact))
        return
    wide = size.width > size.height
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    upright = QSizeF(min(size.width, size.height), max(size.width, size.height))
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point))

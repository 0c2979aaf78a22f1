"""One sheet of pre-printed stock on a named printer, at true size and as it is fed; and how near the edges that printer can print."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QPageLayout
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from rules.errors import EnvironmentFailure
from ui.widgets import pdf_printing
from ui.widgets.pdf_pages import PaperSize, page_sizes

if TYPE_CHECKING:
    from rules.layouts import Layout
    from ui.jobs import Progress

MM = 72 / 25.4
"""Points in a millimetre."""


class PrinterGone(EnvironmentFailure):
    """Say that the printer chosen is no longer there; field `printer`."""

    code = "PRINTER_GONE"


class StockPrinters:
    """Know the printers of this PC and print single sheets on them."""

    def names(self) -> list[str]:
        """List the printers by the names that the system gives them, its default first."""
        found = pdf_printing.printer_names()
        first = QPrinterInfo.defaultPrinterName()
        return sorted(found, key=lambda name: (name != first, name))

    def printer(self, name: str) -> QPrinter:
        """Give the printer of that name; raise NoPrinter, PrinterGone, or PrinterFailed where it is off or out of order."""
        known = pdf_printing.printer_names()
        if not known:
            raise pdf_printing.NoPrinter
        if name not in known:
            raise PrinterGone(printer=name)
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setPrinterName(name)
        pdf_printing.check(made)
        return made

    def send(self, name: str, title: str, data: bytes, layout: "Layout", progress: "Progress") -> None:
        """Print the one page of `data`, in a worker; raise as `printer`: then nothing was printed."""
        made = self.printer(name)
        made.setDocName(title)
        pdf_printing.print_pages(made, data, page_sizes(data), [0], progress, as_fed=not layout.turned)

    def margins(self, name: str, layout: "Layout") -> tuple[float, float, float, float]:
        """Give how far from the edges of the sheet the printer cannot print: left, top, right, bottom in mm; noughts where it does not say."""
        try:
            made = self.printer(name)
        except EnvironmentFailure:
            return (0.0, 0.0, 0.0, 0.0)
        size = PaperSize(layout.width * MM, layout.height * MM)
        pdf_printing.set_page_size(made, size, as_fed=not layout.turned)
        page = made.pageLayout()
        page.setUnits(QPageLayout.Unit.Millimeter)
        found = page.minimumMargins()
        return (found.left(), found.top(), found.right(), found.bottom())

"""A paper as it will come out of the printer, inside the window: turn pages, zoom, print, save.

pdfium is not made for threads, so every call to it is made by the one reading worker.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from ui import icons
from ui.actions import button, icon_button
from ui.jobs import Jobs
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row

POINTS_PER_INCH = 72
PRINT_DPI = 300
_ZOOM_STEP = 1.25
_ZOOM_RANGE = (0.25, 5.0)
_MARGIN = 16


@dataclass(frozen=True)
class PaperSize:
    """Hold one page's size in points (1/72 inch)."""

    width: float
    height: float


def page_sizes(data: bytes) -> list[PaperSize]:
    """Give the size of each page of a PDF."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return [PaperSize(*document.get_page_size(number)) for number in range(len(document))]


def render(data: bytes, number: int, scale: float) -> QImage:
    """Draw page `number` (from 0) at `scale` pixels a point on white."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        bitmap = document[number].render(scale=scale, prefer_bgrx=True)
        # the copy owns its pixels; pdfium's buffer goes with the document
        return QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()


class _Sheet(QWidget):
    """Show one page; a page not drawn yet is white paper."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._paper = QSize()

    def lay(self, paper: QSize) -> None:
        """Take the size of the paper in logical px."""
        self._paper = paper
        self.setMinimumSize(paper + QSize(2 * _MARGIN, 2 * _MARGIN))
        self.update()

    def show_image(self, image: QImage | None) -> None:
        """Show what was drawn; None is white paper."""
        self._image = image
        self.update()

    def paper_rect(self) -> QRect:
        """Give where the paper lies."""
        left = max(_MARGIN, (self.width() - self._paper.width()) // 2)
        return QRect(QPoint(left, _MARGIN), self._paper)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the paper on its ground."""
        painter = QPainter(self)
        tokens = icons.current_tokens()
        painter.fillRect(self.rect(), QColor(tokens.sunken))
        if not self._paper.isEmpty():
            paper = self.paper_rect()
            painter.fillRect(paper.adjusted(-1, -1, 1, 1), QColor(tokens.edge))
            painter.fillRect(paper, Qt.GlobalColor.white)
            if self._image:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(paper, self._image)
        painter.end()


class PdfPreview(QWidget):
    """Show a PDF given as bytes."""

    printed = Signal()
    """The paper has been handed to the printer."""
    saved = Signal(str)
    """The paper has been saved at this path."""

    def __init__(
        self, jobs: Jobs[Any], failed: Callable[[Exception], None], parent: QWidget | None = None, *, name: str = ""
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._failed = failed
        self._name = name or _("打印件")
        self._data = b""
        self._sizes: list[PaperSize] = []
        self._page = 0
        self._zoom: float | None = None
        """None fits the width of the window."""
        self._serial = 0
        self._sheet = _Sheet()
        self._area = QScrollArea()
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setMinimumHeight(160)
        self._settle = QTimer(self, singleShot=True, interval=60)
        self._settle.timeout.connect(self._draw)
        self._build_bar()
        self.setLayout(column(self._bar, self._area))
        self._show_place()

    def _build_bar(self) -> None:
        self._back = icon_button("chevron-left", _("上一页"), lambda: self.turn(-1))
        self._next = icon_button("chevron-right", _("下一页"), lambda: self.turn(1))
        self._place = label("", "muted")
        self._place.setMinimumWidth(64)
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._smaller = icon_button("minus", _("缩小"), lambda: self.zoom(1 / _ZOOM_STEP))
        self._fit = icon_button("arrow-expand-horizontal", _("适合宽度"), self.fit)
        self._larger = icon_button("plus", _("放大"), lambda: self.zoom(_ZOOM_STEP))
        self._save = button(_("另存为 PDF"), self.save, icon="content-save-outline")
        self._print = button(_("打印"), self.print_paper, kind="primary", icon="printer-outline")
        zooming = row(self._smaller, self._fit, self._larger, gap=0)
        self._bar = row(self._back, self._place, self._next, GRID, zooming, None, self._save, self._print, gap=GRID)

    def set_document(self, data: bytes) -> None:
        """Show a PDF from its first page."""
        self._data, self._sizes, self._page = data, [], 0
        self._serial += 1
        serial = self._serial
        self._sheet.show_image(None)

        def take(sizes: list[PaperSize]) -> None:
            if serial == self._serial:
                self._sizes = sizes
                self._lay()

        self._jobs.run(self, lambda _book, _progress: page_sizes(data), take, self._failed)

    @property
    def page_count(self) -> int:
        """Give the number of pages, 0 until they are known."""
        return len(self._sizes)

    def turn(self, step: int) -> None:
        """Go `step` pages on or back."""
        target = min(max(0, self._page + step), max(0, len(self._sizes) - 1))
        if target != self._page:
            self._page = target
            self._sheet.show_image(None)
            self._area.verticalScrollBar().setValue(0)
            self._lay()

    def zoom(self, factor: float) -> None:
        """Enlarge by `factor`."""
        least, most = _ZOOM_RANGE
        self._zoom = min(most, max(least, self._scale() * factor))
        self._lay()

    def fit(self) -> None:
        """Fit the page to the width."""
        self._zoom = None
        self._lay()

    def save(self) -> None:
        """Ask where to and save the PDF as it is."""
        start = str(Path.home() / f"{self._name}.pdf")
        path, _kind = QFileDialog.getSaveFileName(self, _("另存为 PDF"), start, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Save the PDF at `path`."""
        data = self._data

        def write(book: Any, _progress: object) -> None:
            from db import sweeping
            from printouts.document import whole_file

            store = getattr(book, "store", None)  # a preview may stand alone
            with (
                sweeping.noted(store, path) if store is not None else contextlib.nullcontext(),
                whole_file(path) as sink,
            ):
                sink.write(data)

        self._jobs.run(self, write, lambda _done: self.saved.emit(str(path)), self._failed, write=True)

    def print_paper(self) -> None:
        """Ask for the printer and print."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._name)
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, max(1, len(self._sizes)))
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print at true size: each page is drawn by the worker, then painted, so that few pixels are held at once."""
        first = max(1, printer.fromPage()) - 1
        last = (printer.toPage() or len(self._sizes)) - 1
        pages = [number for number in range(len(self._sizes)) if first <= number <= last]
        printer.setFullPage(True)
        if pages:
            self._set_page_size(printer, pages[0])
            self._print_next(printer, QPainter(printer), pages, self._data)

    def _print_next(self, printer: QPrinter, painter: QPainter, pages: list[int], data: bytes) -> None:
        number, rest = pages[0], pages[1:]

        def paint(image: QImage) -> None:
            size = self._sizes[number]
            dots = printer.resolution() / POINTS_PER_INCH
            painter.drawImage(QRect(0, 0, round(size.width * dots), round(size.height * dots)), image)
            if rest:
                self._set_page_size(printer, rest[0])
                printer.newPage()
                self._print_next(printer, painter, rest, data)
            else:
                painter.end()
                self.printed.emit()

        def stop(error: Exception) -> None:
            painter.end()
            self._failed(error)

        scale = min(PRINT_DPI, printer.resolution()) / POINTS_PER_INCH
        self._jobs.run(self, lambda _book, _progress: render(data, number, scale), paint, stop)

    def _set_page_size(self, printer: QPrinter, number: int) -> None:
        from PySide6.QtCore import QSizeF
        from PySide6.QtGui import QPageLayout, QPageSize

        size = self._sizes[number]
        wide = size.width > size.height
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
        upright = QSizeF(min(size.width, size.height), max(size.width, size.height))
        printer.setPageSize(QPageSize(upright, QPageSize.Unit.Point))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the page again if it is to fit."""
        super().resizeEvent(event)
        if self._zoom is None:
            self._lay()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl and the wheel."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM_STEP if event.angleDelta().y() > 0 else 1 / _ZOOM_STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def _scale(self) -> float:
        """Give logical px a point."""
        if self._zoom is not None:
            return self._zoom
        # the bar's room is kept free: with it the page would fit, without it the bar goes, and so on for ever
        room = self._area.width() - self._area.verticalScrollBar().sizeHint().width() - 2 * _MARGIN - 2
        return max(_ZOOM_RANGE[0], min(2.0, room / self._sizes[self._page].width)) if self._sizes else 1.0

    def _lay(self) -> None:
        """Lay the paper at its size at once; draw it once the size has settled."""
        self._show_place()
        if self._sizes:
            size, scale = self._sizes[self._page], self._scale()
            self._sheet.lay(QSize(round(size.width * scale), round(size.height * scale)))
            self._settle.start()

    def _draw(self) -> None:
        if not self._sizes:
            return
        self._serial += 1
        serial, number, data = self._serial, self._page, self._data
        scale = self._scale() * self.devicePixelRatioF()

        def take(image: QImage) -> None:
            if serial == self._serial:
                self._sheet.show_image(image)

        self._jobs.run(self, lambda _book, _progress: render(data, number, scale), take, self._failed)

    def _show_place(self) -> None:
        total = len(self._sizes)
        self._place.setText(_("{page} / {total} 页").format(page=self._page + 1, total=total) if total else "")
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page + 1 < total)
        for part in (self._smaller, self._fit, self._larger, self._save, self._print):
            part.setEnabled(total > 0)

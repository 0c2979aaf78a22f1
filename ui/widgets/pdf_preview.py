"""A paper as it will come out of the printer, inside the window: turn pages, zoom, print, save.

All is drawn by workers (`ui.widgets.pdf_pages`); the window only shows pictures, of one page at a time, however many there are.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QScrollArea, QWidget

from ui import actions
from ui.dialogs.progress import ProgressDialog
from ui.error_text import say_any
from ui.jobs import Job, Jobs, Progress
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.pdf_pages import MOST_PIXELS, PaperSize, Part, page_sizes, render
from ui.widgets.pdf_sheet import MARGIN, Drawn, Sheet
from ui.widgets.whole_number import NumberBox

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.widgets.pdf_printing import Printed

WIDTH, PAGE = "width", "page"
TRUE = 96 / 72
"""Logical px a point at 100 %."""
PERCENTS = (50, 75, 100, 125, 150, 200, 300, 400)
_STEP = 1.25
_LEAST_FIT = 0.1
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
Consent = Callable[[tuple[int, ...], Callable[[], None]], object]
"""Told which pages are about to be printed; calls the second argument if they may be."""


class _Bar(QWidget):
    """Hold the line above a paper; where it is narrow its buttons give up icons, then keys, and the page does not scroll sideways."""

    def __init__(self, line: QHBoxLayout, buttons: Sequence[actions.ActionButton]) -> None:
        super().__init__()
        self._line, self._buttons = line, buttons
        self._fitted = (0, 0)
        self.setLayout(line)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no width: what the buttons ask for now is not the least they can do with."""
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Fit the buttons into the width there is."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        asked = (self.width(), self._line.sizeHint().width())
        if asked != self._fitted:  # the layout asks again for each button that was changed here, and is found at rest
            self._fitted = asked
            actions.fit(self._buttons, self._line, lambda: self._line.sizeHint().width() <= self.width())


class PdfPreview(QWidget):
    """Show a PDF given as bytes."""

    printed = Signal(object)
    """Pages have been handed to a printer: carries `Printed`."""
    saved = Signal(str)
    """The paper has been saved at this path."""

    def __init__(
        self,
        jobs: Jobs[Any],
        failed: Callable[[Exception], None],
        parent: QWidget | None = None,
        *,
        name: str = "",
        fine: bool = False,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._failed = failed
        self._name = name or _("打印件")
        self._fine = fine
        self._data = b""
        self._sizes: list[PaperSize] = []
        self._page = 0
        self._fitting = WIDTH
        """What the page fits: the width, the whole page, or nothing where it was enlarged by hand."""
        self._zoom = TRUE
        self._serial = 0
        self._drawing: Job | None = None
        self.consent: Consent | None = None
        self.printer = ""
        """The printer that the dialog begins with; empty is the system's."""
        self._sheet = Sheet()
        self._area = QScrollArea()
        self._area.setWidget(self._sheet)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_("打印预览"))
        self._area.setMinimumHeight(160)
        self._area.installEventFilter(self)
        self._area.viewport().installEventFilter(self)
        self._settle = QTimer(self, singleShot=True, interval=40)
        self._settle.timeout.connect(self._draw)
        for bar in (self._area.verticalScrollBar(), self._area.horizontalScrollBar()):
            bar.valueChanged.connect(lambda _value: self._settle.start())
        self.words = label("", tone="bad", wrap=True)
        self.words.hide()
        self.setFocusProxy(self._area)
        self._build_bar()
        self.setLayout(column(self._bar, self.words, self._area))
        self._show_place()

    def _build_bar(self) -> None:
        def key(text: str, run: Callable[[], object], icon: str, shortcut: str) -> QWidget:
            made = actions.action(self, text, run, shortcut=shortcut)
            return actions.icon_button(icon, text, made.trigger, shortcut=shortcut)

        self._back = key(_("上一页"), lambda: self.turn(-1), "chevron-left", "PgUp")
        self._next = key(_("下一页"), lambda: self.turn(1), "chevron-right", "PgDown")
        actions.action(self, _("第一页"), lambda: self.go(0), shortcut="Home")
        actions.action(self, _("最后一页"), lambda: self.go(self.page_count - 1), shortcut="End")
        actions.action(self, _("到第几页"), self._ask_page, shortcut="Ctrl+G")
        self._number = NumberBox()
        self._number.setAccessibleName(_("到第几页"))
        self._number.setToolTip(_("页码，回车翻到  Ctrl+G　首页 Home　末页 End"))
        self._number.setKeyboardTracking(False)
        self._number.setMinimumWidth(56)
        self._number.valueChanged.connect(lambda number: self.go(number - 1))
        self._number.editingFinished.connect(self._leave_number)
        self._place = label("", "muted")
        self._smaller = key(_("缩小"), lambda: self.zoom(1 / _STEP), "minus", "Ctrl+-")
        self._larger = key(_("放大"), lambda: self.zoom(_STEP), "plus", "Ctrl++")
        actions.action(self, _("放大"), lambda: self.zoom(_STEP), shortcut="Ctrl+=")  # the same key without Shift
        actions.action(self, _("整页"), lambda: self.fit(PAGE), shortcut="Ctrl+0")
        self._scales = QComboBox()
        self._scales.setAccessibleName(_("缩放"))
        self._scales.setToolTip(_("缩放  Ctrl+滚轮　整页 Ctrl+0"))
        self._scales.addItem(_("适合宽度"), WIDTH)
        self._scales.addItem(_("整页"), PAGE)
        for percent in PERCENTS:
            self._scales.addItem(f"{percent} %", percent)
        self._scales.activated.connect(lambda _index: self._take_scale(self._scales.currentData()))
        save = actions.action(self, _("另存为 PDF"), self.save, icon="content-save-outline", shortcut="Ctrl+S")
        send = actions.action(self, _("打印"), self.print_paper, icon="printer-outline", shortcut="Ctrl+P")
        self._save, self._print = actions.ActionButton(save), actions.ActionButton(send, "primary")
        self._deeds = (save, send)
        turning = row(self._back, self._number, self._place, self._next, gap=GRID)
        zooming = row(self._smaller, self._scales, self._larger, gap=0)
        line = row(turning, GRID, zooming, None, self._save, self._print, gap=GRID)
        self._bar = _Bar(line, (self._save, self._print))

    # --- what is shown ---

    def set_document(self, data: bytes, *, stay: bool = False) -> None:
        """Show a PDF from its first page, or with `stay` from where one is."""
        self._data, self._sizes = data, []
        self._page = self._page if stay else 0
        self._serial += 1
        serial = self._serial
        self._say("")
        self._sheet.clear()

        def take(sizes: list[PaperSize]) -> None:
            if serial == self._serial:
                self._sizes = sizes
                self._page = min(self._page, len(sizes) - 1)
                self._lay()

        self._jobs.run(self, lambda _book, _progress: page_sizes(data), take, self._failed)

    @property
    def page_count(self) -> int:
        """Give the number of pages, 0 until they are known."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """Give the page in sight, from 0."""
        return self._page

    @property
    def percent(self) -> int:
        """Give the size in percent of the true one."""
        return round(self._scale() / TRUE * 100)

    def turn(self, step: int) -> None:
        """Go `step` pages on or back."""
        self.go(self._page + step)

    def go(self, page: int) -> None:
        """Go to a page, from 0; to the nearest there is."""
        target = min(max(0, page), max(0, self.page_count - 1))
        if target != self._page:
            self._page = target
            self._sheet.clear()
            self._area.verticalScrollBar().setValue(0)
            self._lay()

    def zoom(self, factor: float) -> None:
        """Enlarge by `factor`, within 50 to 400 %."""
        self._scale_to(self._scale() * factor)

    def fit(self, what: str = WIDTH) -> None:
        """Fit the page to the width, or the whole PAGE into the window."""
        self._fitting = what
        self._lay()

    def _take_scale(self, chosen: str | int) -> None:
        if isinstance(chosen, int):
            self._scale_to(chosen / 100 * TRUE)
        else:
            self.fit(chosen)
        self._area.setFocus()

    def _scale_to(self, scale: float) -> None:
        self._fitting = ""
        self._zoom = min(PERCENTS[-1] / 100 * TRUE, max(PERCENTS[0] / 100 * TRUE, scale))
        self._lay()

    def _ask_page(self) -> None:
        self._number.setFocus()
        self._number.selectAll()

    def _leave_number(self) -> None:
        if self._number.hasFocus():
            self._area.setFocus()

    # --- saving and printing ---

    def save(self) -> None:
        """Ask where to and save the PDF as it is."""
        start = str(Path.home() / f"{_FORBIDDEN.sub('_', self._name)}.pdf")
        path, _kind = QFileDialog.getSaveFileName(self, _("另存为 PDF"), start, "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Save the PDF at `path`: whole, or not at all with the reason beside."""
        data = self._data
        self._say("")

        def write(book: Any, _progress: object) -> None:
            from db import sweeping
            from printouts.document import whole_file

            store = getattr(book, "store", None)  # a preview may stand alone
            with (
                sweeping.noted(store, path) if store is not None else contextlib.nullcontext(),
                whole_file(path) as sink,
            ):
                sink.write(data)

        self._jobs.run(self, write, lambda _done: self.saved.emit(str(path)), self._tell, write=True)

    def print_paper(self) -> None:
        """Ask for the printer, ask whether these pages may be printed, and print."""
        from rules.errors import AppError
        from ui.widgets import pdf_printing

        self._say("")
        try:
            printer = pdf_printing.choose_printer(self._name, self.page_count, self._page, self, self.printer)
        except AppError as error:
            self._tell(error)
            return
        if printer is not None:
            self.print_on(printer)

    def print_on(self, printer: "QPrinter") -> None:
        """Print at true size what the printer was told of pages and copies, if it may be printed."""
        from ui.widgets import pdf_printing

        pages = pdf_printing.wanted(printer, self.page_count)
        if not pages:
            return
        if self.consent is None:
            self._print_pages(printer, pages)
        else:
            self.consent(pages, lambda: self._print_pages(printer, pages))

    def _print_pages(self, printer: "QPrinter", pages: tuple[int, ...]) -> None:
        from ui.widgets import pdf_printing

        data, sizes, fine = self._data, tuple(self._sizes), self._fine

        def work(_book: Any, progress: Progress) -> "Printed":
            return pdf_printing.print_pages(printer, data, sizes, pages, progress, fine=fine)

        job = self._jobs.run(self, work, self.printed.emit, self._tell, aside=True)
        ProgressDialog(job, _("正在送打印机"), self)

    def _tell(self, error: Exception) -> None:
        self._say(say_any(error))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))

    # --- laying out and drawing ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Fit the page again if it is to fit and its room has changed; zoom with Ctrl and the wheel, before the bars scroll by it."""
        if watched is self._area and event.type() == QEvent.Type.Resize:
            self._lay()
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            return True
        return super().eventFilter(watched, event)

    def _scale(self) -> float:
        """Give logical px a point."""
        if not self._fitting or not self._sizes:
            return self._zoom
        # the bar's room is kept free: with it the page would fit, without it the bar goes, and so on for ever
        size, frame = self._sizes[self._page], 2 * MARGIN + 2
        across = (self._area.width() - self._area.verticalScrollBar().sizeHint().width() - frame) / size.width
        down = (self._area.height() - frame) / size.height
        fitted = min(across, down) if self._fitting == PAGE else across
        return max(_LEAST_FIT, min(2.0, fitted))

    def _lay(self) -> None:
        """Lay the paper at its size at once; draw it once the size has settled."""
        self._show_place()
        if self._sizes:
            size, scale = self._sizes[self._page], self._scale()
            self._sheet.lay(QSize(round(size.width * scale), round(size.height * scale)))
            self._settle.start()

    def _draw(self) -> None:
        """Draw the page for the pixels of the screen; where these are too many, coarsely, and then sharply what is in sight."""
        if not self._sizes:
            return
        self._serial += 1
        serial, number, data = self._serial, self._page, self._data
        size, scale = self._sizes[number], self._scale() * self.devicePixelRatioF()
        whole = size.width * size.height * scale * scale
        part = self._part_in_sight() if whole > MOST_PIXELS else None
        rough = scale * (MOST_PIXELS / whole / 4) ** 0.5 if part else 0.0
        needs_rough = part is not None and self._sheet.drawn is None

        def work(_book: object, progress: Progress) -> list[Drawn]:
            made = [Drawn(render(data, number, rough), coarse=True)] if needs_rough else []
            progress.check()
            return [*made, Drawn(render(data, number, scale, part), part)]

        def take(found: list[Drawn]) -> None:
            if serial == self._serial:
                for drawn in found:
                    self._sheet.show_drawn(drawn)

        if self._drawing is not None:
            self._drawing.cancel()
        self._drawing = self._jobs.run(self, work, take, self._failed)

    def _part_in_sight(self) -> Part:
        """Give the part of the page that the window shows, in px of the screen."""
        paper, ratio = self._sheet.paper_rect(), self.devicePixelRatioF()
        port = self._area.viewport().rect()
        seen = QRect(self._sheet.mapFrom(self._area.viewport(), port.topLeft()), port.size()).intersected(paper)
        seen.translate(-paper.topLeft())
        left, top = int(seen.left() * ratio), int(seen.top() * ratio)
        return Part(left, top, max(1, round(seen.width() * ratio)), max(1, round(seen.height() * ratio)))

    def _show_place(self) -> None:
        total = self.page_count
        self._place.setText(_("/ {total} 页").format(total=f"{total:,}") if total else "")
        self._number.blockSignals(True)
        self._number.setRange(min(1, total), total)
        self._number.setValue(self._page + 1 if total else 0)
        self._number.blockSignals(False)
        self._number.setEnabled(total > 1)
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page + 1 < total)
        for part in (self._smaller, self._scales, self._larger):
            part.setEnabled(total > 0)
        for deed in self._deeds:
            deed.setEnabled(total > 0)
        place = self._scales.findData(self._fitting or self.percent)
        self._scales.setPlaceholderText(f"{self.percent} %")
        self._scales.setCurrentIndex(place)

"""The preview of papers, by keys: turned, enlarged, saved, printed; and what it says of a printer or a folder that does not do."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from rules.errors import CancelledWork
from ui.dialogs.progress import ProgressDialog
from ui.jobs import Jobs, JobState
from ui.widgets import pdf_printing
from ui.widgets.pdf_pages import MOST_PIXELS, STRIP, Part, page_sizes, render, strips
from ui.widgets.pdf_preview import PdfPreview
from ui.widgets.pdf_printing import Printed

SIZE = (595, 420)


def fail(error: Exception) -> None:
    raise AssertionError(error)


def a_paper(pages: int = 2, size: tuple[int, int] = SIZE) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _number in range(pages):
        document.new_page(*size)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def to_file(path: Path) -> QPrinter:
    """Give a printer that prints into a file: what Qt offers without any device."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(100)
    return printer


Shown = Callable[[bytes], PdfPreview]


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs[Any]) -> Shown:
    """Give a way to show a paper and wait until it is drawn."""

    def show(data: bytes) -> PdfPreview:
        preview = PdfPreview(jobs, fail, name="培训券 1/2")
        qtbot.addWidget(preview)
        preview.resize(700, 500)
        preview.show()
        preview.set_document(data)
        preview.setFocus()
        qtbot.waitUntil(lambda: preview._sheet.drawn is not None)
        return preview

    return show


def press(preview: PdfPreview, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(preview._area, key, modifier)


def test_pages_have_their_size_and_are_drawn() -> None:
    data = a_paper()
    assert [(size.width, size.height) for size in page_sizes(data)] == [SIZE, SIZE]
    image = render(data, 1, 2)
    assert (image.width(), image.height()) == (1190, 840)
    assert image.pixelColor(5, 5).name() == "#ffffff"
    part = render(data, 1, 2, Part(100, 50, 300, 200))
    assert (part.width(), part.height()) == (300, 200)


def test_keys_turn_pages(shown: Shown) -> None:
    preview = shown(a_paper(12))
    assert preview._place.text() == "/ 12 页"
    for key, page in (
        (Qt.Key.Key_PageDown, 1),
        (Qt.Key.Key_PageDown, 2),
        (Qt.Key.Key_PageUp, 1),
        (Qt.Key.Key_End, 11),
        (Qt.Key.Key_PageDown, 11),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_PageUp, 0),
    ):
        press(preview, key)
        assert preview.page == page
        assert preview._number.value() == page + 1
    press(preview, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert preview._number.hasFocus()
    QTest.keyClicks(preview._number, "7")
    QTest.keyClick(preview._number, Qt.Key.Key_Return)
    assert preview.page == 6
    assert preview._area.hasFocus()
    preview.go(500)
    assert preview.page == 11


def test_keys_and_wheel_zoom_within_fifty_to_four_hundred_percent(shown: Shown) -> None:
    preview = shown(a_paper(size=(595, 842)))
    assert preview._scales.currentData() == "width"
    wide = preview.percent
    press(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.percent == pytest.approx(wide * 1.25, abs=1)
    press(preview, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert preview.percent == pytest.approx(wide, abs=1)
    for _again in range(20):
        press(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.percent == 400
    assert preview._scales.currentData() == 400
    for _again in range(20):
        press(preview, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert preview.percent == 50
    press(preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert preview._scales.currentData() == "page"
    paper = preview._sheet.paper_rect()
    assert paper.height() <= preview._area.viewport().height()
    there = QPointF(50, 50)
    wheel = QWheelEvent(
        there, preview._area.mapToGlobal(there), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    preview._scale_to(2.0)
    before = preview.percent
    QApplication.sendEvent(preview._area.viewport(), wheel)
    assert preview.percent > before
    assert preview._area.verticalScrollBar().value() == 0


def test_one_pixel_of_the_paper_is_one_of_the_screen(shown: Shown, qtbot: QtBot) -> None:
    preview = shown(a_paper(size=(595, 842)))
    drawn = preview._sheet.drawn
    assert drawn is not None
    assert drawn.part is None
    paper = preview._sheet.paper_rect()
    assert abs(drawn.image.width() - paper.width() * preview.devicePixelRatioF()) <= 1
    preview._take_scale(400)
    qtbot.waitUntil(lambda: preview._sheet.drawn is not None and preview._sheet.drawn.part is not None)
    sharp = preview._sheet.drawn
    assert sharp is not None
    assert sharp.image.width() * sharp.image.height() < MOST_PIXELS
    assert sharp.part is not None
    assert sharp.part.top == 0
    preview._area.verticalScrollBar().setValue(1000)
    qtbot.waitUntil(lambda: preview._sheet.drawn is not sharp)
    moved = preview._sheet.drawn
    assert moved is not None
    assert moved.part is not None
    assert moved.part.top >= 900


def test_ten_thousand_pages_are_turned_to_their_last(shown: Shown) -> None:
    preview = shown(a_paper(10_000))
    assert preview._place.text() == "/ 10,000 页"
    press(preview, Qt.Key.Key_End)
    assert preview.page == 9_999
    assert preview._number.value() == 10_000


def test_a_paper_is_saved_under_a_name_that_windows_takes(
    shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = shown(a_paper())
    offered: list[str] = []

    def ask(_parent: Any, _title: str, start: str, _kinds: str) -> tuple[str, str]:
        offered.append(Path(start).name)
        return str(tmp_path / "券.pdf"), ""

    monkeypatch.setattr("ui.widgets.pdf_preview.QFileDialog.getSaveFileName", ask)
    with qtbot.waitSignal(preview.saved):
        press(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert offered == ["培训券 1_2.pdf"]
    assert (tmp_path / "券.pdf").read_bytes() == preview._data


def test_a_folder_that_cannot_be_written_is_told_beside_and_leaves_nothing(
    shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    preview = shown(a_paper(1))
    preview.save_to(tmp_path / "missing" / "out.pdf")
    qtbot.waitUntil(preview.words.isVisible)
    assert "out.pdf" in preview.words.text()
    assert list(tmp_path.iterdir()) == []
    preview.save_to(tmp_path / "out.pdf")
    qtbot.waitUntil((tmp_path / "out.pdf").exists)
    assert preview.words.isHidden()


def test_pages_come_out_at_their_true_size(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    preview = shown(a_paper())
    with qtbot.waitSignal(preview.printed) as heard:
        preview.print_on(to_file(tmp_path / "out.pdf"))
    assert heard.args == [Printed((0, 1), 1, "")]
    sizes = page_sizes((tmp_path / "out.pdf").read_bytes())
    assert [(round(size.width), round(size.height)) for size in sizes] == [SIZE] * 2


def test_strips_put_together_are_the_page() -> None:
    made = io.BytesIO()
    paper = canvas.Canvas(made, pagesize=SIZE)
    paper.line(10, 10, 500, 400)
    paper.circle(200, 200, 150, fill=1)
    paper.showPage()
    paper.save()
    whole = render(made.getvalue(), 0, 1.5)
    pieces = [(round(top * whole.height()), image.copy()) for top, _bottom, image in strips(made.getvalue(), 0, 1.5)]
    assert [top for top, _image in pieces] == list(range(0, whole.height(), STRIP))
    assert all(image == whole.copy(0, top, whole.width(), image.height()) for top, image in pieces)
    assert sum(image.height() for _top, image in pieces) == whole.height()


def test_a_page_is_turned_while_a_printing_goes_on(
    shown: Shown, jobs: Jobs[Any], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview, goes_on = shown(a_paper(3)), threading.Event()
    monkeypatch.setattr(pdf_printing, "strips", lambda *_page: iter(()) if goes_on.wait(20) else fail(TimeoutError()))
    preview.print_on(to_file(tmp_path / "out.pdf"))
    drawn = preview._sheet.drawn
    preview.go(2)
    qtbot.waitUntil(lambda: preview._sheet.drawn is not None and preview._sheet.drawn is not drawn)
    with qtbot.waitSignal(preview.printed):
        goes_on.set()


def test_a_range_of_pages_is_printed_and_told(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    preview = shown(a_paper(5))
    printer = to_file(tmp_path / "out.pdf")
    printer.setFromTo(2, 4)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    with qtbot.waitSignal(preview.printed) as heard:
        preview.print_on(printer)
    assert heard.args == [Printed((1, 2, 3), 1, "")]
    assert len(page_sizes((tmp_path / "out.pdf").read_bytes())) == 3


def test_what_may_not_be_printed_is_not(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    preview = shown(a_paper(3))
    asked: list[tuple[int, ...]] = []
    preview.consent = lambda pages, _go: asked.append(pages)
    preview.print_on(to_file(tmp_path / "out.pdf"))
    assert asked == [(0, 1, 2)]
    assert list(tmp_path.iterdir()) == []
    preview.consent = lambda _pages, go: go()
    with qtbot.waitSignal(preview.printed):
        preview.print_on(to_file(tmp_path / "out.pdf"))


def test_without_a_printer_it_says_so_and_prints_nothing(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = shown(a_paper())
    heard: list[object] = []
    preview.printed.connect(heard.append)
    monkeypatch.setattr(pdf_printing, "printer_names", list)
    press(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert "没有安装打印机" in preview.words.text()
    assert preview.words.isVisible()
    assert heard == []


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_takes_nothing_is_named(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    preview = shown(a_paper())
    heard: list[object] = []
    preview.printed.connect(heard.append)
    preview.print_on(to_file(tmp_path / "missing" / "out.pdf"))
    qtbot.waitUntil(preview.words.isVisible)
    assert "没有接收" in preview.words.text()
    assert "没有登记" in preview.words.text()
    assert heard == []


class Stopped:
    """Stop at the third page, as a user who cancels."""

    def step(self, done: int, total: int, text: str = "") -> None:
        assert total == 5
        assert text.startswith("第") or done == total
        if done == 2:
            raise CancelledWork


class Watched(QPrinter):
    """Tell whether the job was called off."""

    called_off = False

    def abort(self) -> bool:
        self.called_off = True
        return super().abort()


def test_a_cancelled_printing_is_called_off(qapp: QApplication, tmp_path: Path) -> None:
    data = a_paper(5)
    printer = Watched(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setResolution(100)
    with pytest.raises(CancelledWork):
        pdf_printing.print_pages(printer, data, page_sizes(data), range(5), Stopped())  # type: ignore[arg-type]
    assert printer.called_off


def test_a_batch_is_followed_and_cancelled(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    preview = shown(a_paper(400))
    heard: list[object] = []
    preview.printed.connect(heard.append)
    preview.print_on(to_file(tmp_path / "out.pdf"))
    followed = preview.findChild(ProgressDialog)
    assert followed is not None
    job = followed._job
    with qtbot.waitSignal(job.finished):
        followed.reject()
    assert job.state is JobState.CANCELLED
    assert heard == []


def test_a_fine_paper_is_drawn_with_twice_as_many_dots(
    shown: Shown, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scales: list[int] = []

    def noted(data: bytes, number: int, scale: float) -> Iterator[tuple[float, float, QImage]]:
        scales.append(round(scale * 72))
        return strips(data, number, scale)

    monkeypatch.setattr(pdf_printing, "strips", noted)
    preview = shown(a_paper(1))
    for fine, to in ((False, "a.pdf"), (True, "b.pdf")):
        preview._fine = fine
        with qtbot.waitSignal(preview.printed):
            printer = to_file(tmp_path / to)
            printer.setResolution(1200)
            preview.print_on(printer)
    assert scales == [300, 600]


def test_a_narrow_preview_keeps_its_buttons_in_sight(shown: Shown) -> None:
    preview = shown(a_paper())
    preview.resize(1000, 400)
    QApplication.processEvents()
    assert preview._print.text().endswith("Ctrl+P")
    assert preview.minimumSizeHint().width() < 560
    preview.resize(560, 400)
    QApplication.processEvents()
    for made in (preview._save, preview._print):
        assert made.geometry().right() < 560
        assert made.width() >= made.sizeHint().width()

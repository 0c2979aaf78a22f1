"""A sheet of stock on a real Qt printer: of its own size, not turned, not fitted to the page, every mark where it is meant."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter

from printouts.calibration_sheet import print_calibration
from printouts.fonts import FontSet
from rules import layouts
from rules.calibration import crosses
from rules.layouts import Layout
from tests.printouts.conftest import PRINTED_AT
from ui.widgets import pdf_printing, stock_printing
from ui.widgets.pdf_pages import page_sizes
from ui.widgets.pdf_printing import NoPrinter
from ui.widgets.stock_printing import PrinterGone, StockPrinters

DPI = 200


class Steps:
    """Stand for the progress of a job."""

    def step(self, *_done: Any) -> None:
        """Be told."""


def printed(data: bytes, layout: Layout, to: Path, dpi: int) -> tuple[Any, float, float]:
    """Print through Qt into a PDF; give its picture, dark where there is ink, and how many mm a pixel is wide and high."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(dpi)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(to))
    pdf_printing.print_pages(printer, data, page_sizes(data), [0], Steps(), as_fed=not layout.turned)  # type: ignore[arg-type]
    document = pypdfium2.PdfDocument(to)
    try:
        picture = document[0].render(scale=DPI / 72, grayscale=True).to_pil()
        width, height = document[0].get_size()
        return picture, width * 25.4 / 72 / picture.width, height * 25.4 / 72 / picture.height
    finally:
        document.close()


def middle_of(strip: list[int]) -> float:
    """Give the middle of what is dark in a one-dimensional run of grey values."""
    weights = [255 - value for value in strip]
    return sum(at * weight for at, weight in enumerate(weights)) / sum(weights)


@pytest.mark.parametrize("dpi", [180, 360, 600])  # 24-pin printers, and a laser
@pytest.mark.parametrize("key", ["voucher_241", "voucher_a4"])
def test_marks_come_out_where_they_are_meant(qapp: Any, tmp_path: Path, key: str, dpi: int) -> None:
    layout = layouts.shipped()[key]
    made = print_calibration(layout, printed_at=PRINTED_AT, fonts=FontSet([]))
    assert isinstance(made, bytes)
    picture, wide, high = printed(made, layout, tmp_path / "out.pdf", dpi)
    assert (picture.width * wide, picture.height * high) == pytest.approx((layout.width, layout.height), abs=0.2)
    for x, y in crosses(layout.width, layout.height):
        # a strip across the upright arm, and one across the level arm, off the circle
        left, above, beside = round((x - 2) / wide), round((y - 1.5) / high), round((x - 5) / wide)
        across = [picture.getpixel((at, round((y - 5) / high))) for at in range(left, round((x + 2) / wide))]
        down = [picture.getpixel((beside, at)) for at in range(above, round((y + 1.5) / high))]
        assert (left + middle_of(across) + 0.5) * wide == pytest.approx(x, abs=0.1)
        assert (above + middle_of(down) + 0.5) * high == pytest.approx(y, abs=0.1)


def test_a_printer_that_is_gone_is_told_by_its_name(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = layouts.shipped()["voucher_241"]
    monkeypatch.setattr(pdf_printing, "printer_names", list)
    with pytest.raises(NoPrinter):
        StockPrinters().printer("针打一号")
    monkeypatch.setattr(pdf_printing, "printer_names", lambda: ["别的"])
    with pytest.raises(PrinterGone) as told:
        StockPrinters().send("针打一号", "套打", b"", layout, Steps())  # type: ignore[arg-type]
    assert told.value.printer == "针打一号"
    assert StockPrinters().margins("针打一号", layout) == (0.0, 0.0, 0.0, 0.0)
    assert stock_printing.StockPrinters().names() == ["别的"]

"""Pages of a PDF as pictures, drawn in workers. pdfium is not made for threads: a lock lets one worker into it at a time."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QImage

MOST_PIXELS = 12_000_000
"""Of one picture, 48 MB: a page enlarged beyond it is drawn coarsely as a whole and sharply where it is seen."""
STRIP = 64
"""Lines of a strip: Qt holds the interpreter while it packs a picture for a printer, some 10 ms for a strip of an A4 page at 300 dpi."""
_TURN = threading.Lock()


@dataclass(frozen=True)
class PaperSize:
    """Hold one page's size in points (1/72 inch)."""

    width: float
    height: float


@dataclass(frozen=True)
class Part:
    """Hold a part of a page in px from its top left corner."""

    left: int
    top: int
    width: int
    height: int


def page_sizes(data: bytes) -> list[PaperSize]:
    """Give the size of each page of a PDF."""
    import pypdfium2

    with _TURN, pypdfium2.PdfDocument(data) as document:
        return [PaperSize(*document.get_page_size(number)) for number in range(len(document))]


def render(data: bytes, number: int, scale: float, part: Part | None = None) -> QImage:
    """Draw page `number` (from 0) at `scale` pixels a point on white; of a `part` alone, that part."""
    import pypdfium2

    with _TURN, pypdfium2.PdfDocument(data) as document:
        page = document[number]
        crop = (0.0, 0.0, 0.0, 0.0)
        if part is not None:
            width, height = page.get_size()
            right, bottom = width - (part.left + part.width) / scale, height - (part.top + part.height) / scale
            crop = (part.left / scale, max(0.0, bottom), max(0.0, right), part.top / scale)
        bitmap = page.render(scale=scale, crop=crop, prefer_bgrx=True)
        # the copy owns its pixels; pdfium's buffer goes with the document
        return QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()


def strips(data: bytes, number: int, scale: float) -> Iterator[tuple[float, float, QImage]]:
    """Draw page `number` (from 0) at `scale` pixels a point on white, and give it as strips: where each begins and ends as a share of the height.

    The page was stretched to whole pixels, so that only shares are exact. A picture is good until the next is asked for. The work goes on in pdfium, without the interpreter, so that the window lives.
    """
    import pypdfium2

    with _TURN:
        document = pypdfium2.PdfDocument(data)
        bitmap = document[number].render(scale=scale, prefer_bgrx=True)
    try:
        pixels = memoryview(bitmap.buffer).cast("B")
        for top in range(0, bitmap.height, STRIP):
            lines = min(STRIP, bitmap.height - top)
            part = pixels[top * bitmap.stride : (top + lines) * bitmap.stride]
            yield (
                top / bitmap.height,
                (top + lines) / bitmap.height,
                QImage(part, bitmap.width, lines, bitmap.stride, QImage.Format.Format_RGB32),
            )
    finally:
        with _TURN:
            bitmap.close()
            document.close()

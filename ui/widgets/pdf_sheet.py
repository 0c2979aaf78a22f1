"""One page of paper on its ground, as the preview shows it: coarse as a whole, sharp where it is seen."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.widgets.pdf_pages import Part

MARGIN = 16


@dataclass(frozen=True)
class Drawn:
    """Hold a page's picture; `part` says which part of the page it is, None for the whole.

    Its pixels are those of the screen, one for one, unless it is `coarse`.
    """

    image: QImage
    part: Part | None = None
    coarse: bool = False


class Sheet(QWidget):
    """Show one page; a page not drawn yet is white paper."""

    def __init__(self) -> None:
        super().__init__()
        self._whole: Drawn | None = None
        self._detail: Drawn | None = None
        self._paper = QSize()

    @property
    def drawn(self) -> Drawn | None:
        """Give the sharpest picture shown, or None."""
        return self._detail or self._whole

    def lay(self, paper: QSize) -> None:
        """Take the size of the paper in logical px."""
        if paper != self._paper:
            self._detail = None
            # until it is drawn anew the old picture is stretched
            self._whole = replace(self._whole, coarse=True) if self._whole is not None else None
        self._paper = paper
        self.setMinimumSize(paper + QSize(2 * MARGIN, 2 * MARGIN))
        self.update()

    def clear(self) -> None:
        """Show white paper."""
        self._whole = self._detail = None
        self.update()

    def show_drawn(self, drawn: Drawn) -> None:
        """Show what was drawn."""
        if drawn.part is None:
            self._whole, self._detail = drawn, None
        else:
            self._detail = drawn
        self.update()

    def paper_rect(self) -> QRect:
        """Give where the paper lies."""
        left = max(MARGIN, (self.width() - self._paper.width()) // 2)
        return QRect(QPoint(left, MARGIN), self._paper)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the paper on its ground."""
        painter = QPainter(self)
        tokens = icons.current_tokens()
        painter.fillRect(self.rect(), QColor(tokens.sunken))
        if not self._paper.isEmpty():
            paper = self.paper_rect()
            painter.fillRect(paper.adjusted(-1, -1, 1, 1), QColor(tokens.edge))
            painter.fillRect(paper, Qt.GlobalColor.white)
            painter.setClipRect(paper)
            for drawn in (self._whole, self._detail):
                if drawn is not None:
                    self._draw(painter, paper, drawn)
        painter.end()

    def _draw(self, painter: QPainter, paper: QRect, drawn: Drawn) -> None:
        if drawn.coarse:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(paper, drawn.image)
            return
        ratio = self.devicePixelRatioF()
        offset = QPointF(drawn.part.left / ratio, drawn.part.top / ratio) if drawn.part else QPointF()
        size = QRectF(0, 0, drawn.image.width() / ratio, drawn.image.height() / ratio).size()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.drawImage(QRectF(self._on_pixel(QPointF(paper.topLeft()) + offset, ratio), size), drawn.image)

    def _on_pixel(self, point: QPointF, ratio: float) -> QPointF:
        """Move a point by less than a pixel onto one of the screen's: between two the letters would blur."""
        origin = QPointF(self.mapTo(self.window(), QPoint(0, 0)))
        there = (point + origin) * ratio
        return QPointF(round(there.x()) / ratio, round(there.y()) / ratio) - origin

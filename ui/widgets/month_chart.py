"""Twelve months side by side: this year as columns, last year as a mark behind each, the target of the year as a quiet line of its twelfth."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons
from ui.text import N_, _
from ui.tokens import GRID

_HEIGHT = 132
_FOOT, _TOP = 18, 18
_MONTHS = 12
MONTHS = (
    N_("1月"), N_("2月"), N_("3月"), N_("4月"), N_("5月"), N_("6月"), N_("7月"), N_("8月"), N_("9月"), N_("10月"), N_("11月"), N_("12月"),
)  # fmt: skip
"""The months as they stand below the columns, short."""


@dataclass(frozen=True)
class Month:
    """Hold one month: its figures of this and last year, how this year's reads, whether it is the one looked at, and locked."""

    value: int
    before: int
    shown: str
    is_chosen: bool = False
    is_locked: bool = False


class MonthChart(QWidget):
    """Draw a year by its months; each column bears its figure, and last year's is a line across, so that colour never speaks alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: Sequence[Month] = ()
        self._plan = 0
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, words: str, months: Sequence[Month], plan: int = 0) -> None:
        """Show the months of what `words` names; `plan` is a twelfth of the year's target, 0 where there is none."""
        self._months, self._plan = months, plan
        told = _("，").join(f"{_(MONTHS[n])} {month.shown}" for n, month in enumerate(months))
        self.setAccessibleName(f"{words}：{told}")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Be as high as a dozen columns need."""
        return QSize(480, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the months."""
        if not self._months:
            return
        tokens = icons.current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        most = max([self._plan, *(max(month.value, month.before) for month in self._months)]) or 1
        room, base = self.height() - _FOOT - _TOP, self.height() - _FOOT
        slot = self.width() / _MONTHS
        wide = min(40.0, slot - 2 * GRID)
        for n, month in enumerate(self._months):
            left = n * slot + (slot - wide) / 2
            high = room * max(0, month.value) / most
            if month.value > 0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.focus if month.is_chosen else tokens.info))
                painter.drawRoundedRect(QRectF(left, base - max(2.0, high), wide, max(2.0, high)), 2, 2)
            if month.before > 0:
                y = base - room * month.before / most
                painter.setPen(QPen(QColor(tokens.text), 1.6))
                painter.drawLine(QPointF(left - 3, y), QPointF(left + wide + 3, y))
            painter.setPen(QColor(tokens.text if month.is_chosen else tokens.muted))
            words = _(MONTHS[n]) + ("·" if month.is_locked else "")
            painter.drawText(QRectF(n * slot, base + 2, slot, _FOOT - 2), Qt.AlignmentFlag.AlignCenter, words)
        painter.setPen(QPen(QColor(tokens.edge), 1))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
        if self._plan:
            y = base - room * self._plan / most
            painter.setPen(QPen(QColor(tokens.warn), 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        for n, month in enumerate(self._months):
            if month.value:
                self._draw_figure(
                    painter, month, QRectF(n * slot, base - room * max(0, month.value) / most - 15, slot, 14)
                )
        painter.end()

    @staticmethod
    def _draw_figure(painter: QPainter, month: Month, box: QRectF) -> None:
        """Draw a month's figure on a ground of its own: the line of the plan may run behind it."""
        tokens = icons.current_tokens()
        ground = painter.boundingRect(box, Qt.AlignmentFlag.AlignCenter, month.shown)
        painter.fillRect(ground.adjusted(-2, 0, 2, 0), QColor(tokens.surface))
        painter.setPen(QColor(tokens.text if month.is_chosen else tokens.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, month.shown)

"""Bars drawn side by side, for figures that people would rather look at than read."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons
from ui.text import _
from ui.tokens import GRID

_BAR = 14
_GAP = 4
_BETWEEN = 14


@dataclass(frozen=True)
class Bar:
    """Hold one bar: words, value, how the value reads, and the colour's role in the theme."""

    words: str
    value: int
    shown: str
    role: str = "focus"


@dataclass(frozen=True)
class BarGroup:
    """Hold the bars of one subject."""

    title: str
    bars: tuple[Bar, ...]


class BarChart(QWidget):
    """Draw groups of horizontal bars on one scale; each bar bears its words and its figure, colour never speaks alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: Sequence[BarGroup] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, groups: Sequence[BarGroup]) -> None:
        """Show `groups`."""
        self._groups = groups
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleName(
            _("；").join(
                f"{group.title} " + _("，").join(f"{bar.words} {bar.shown}" for bar in group.bars) for group in groups
            )
        )
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Be as tall as the bars."""
        line = self._line()
        height = sum(
            (line if group.title else 0) + len(group.bars) * (line + _GAP) + _BETWEEN for group in self._groups
        )
        return QSize(320, max(line, height - _BETWEEN if self._groups else line))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the bars."""
        tokens = icons.current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, line = self.fontMetrics(), self._line()
        bars = [bar for group in self._groups for bar in group.bars]
        most = max((bar.value for bar in bars), default=0) or 1
        words_width = max((metrics.horizontalAdvance(bar.words) for bar in bars), default=0) + 2 * GRID
        figures_width = max((metrics.horizontalAdvance(bar.shown) for bar in bars), default=0) + 2 * GRID
        room = max(20, self.width() - words_width - figures_width - 2 * GRID)
        top = 0
        for group in self._groups:
            if group.title:
                painter.setPen(QColor(tokens.text))
                painter.drawText(QRect(0, top, self.width(), line), Qt.AlignmentFlag.AlignVCenter, group.title)
                top += line
            for bar in group.bars:
                painter.setPen(QColor(tokens.muted))
                painter.drawText(
                    QRect(0, top, words_width - 2 * GRID, line),
                    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                    bar.words,
                )
                length = room * bar.value / most
                middle = top + (line - _BAR) / 2
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(tokens.sunken))
                painter.drawRoundedRect(QRectF(words_width, middle, room, _BAR), 3, 3)
                if bar.value:
                    painter.setBrush(QColor(tokens.colour(bar.role)))
                    painter.drawRoundedRect(QRectF(words_width, middle, max(3.0, length), _BAR), 3, 3)
                painter.setPen(QColor(tokens.text))
                painter.drawText(
                    QRect(words_width + room + 2 * GRID, top, figures_width, line),
                    Qt.AlignmentFlag.AlignVCenter,
                    bar.shown,
                )
                top += line + _GAP
            top += _BETWEEN
        painter.end()

    def _line(self) -> int:
        return max(_BAR, self.fontMetrics().height()) + 2

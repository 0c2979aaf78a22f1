"""A photograph in the place where it stands in a file: 25 × 35 mm in small, or the empty place."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.text import _

SMALL, LARGE = QSize(75, 105), QSize(200, 280)
_GLYPH = 28


class Photograph(QWidget):
    """Show a JPEG, or that there is none; `is_elsewhere` says that there is one which has not come to this PC."""

    def __init__(self, size: QSize = SMALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setFixedSize(size)
        self.show_picture(None)

    def show_picture(self, jpeg: bytes | None, *, is_elsewhere: bool = False) -> None:
        """Show this picture; None shows the empty place."""
        self._picture = QPixmap()
        if jpeg is not None:
            self._picture.loadFromData(jpeg)
        words = _("照片") if self.has_picture else _("照片在另一台电脑上") if is_elsewhere else _("没有照片")
        self.setAccessibleName(words)
        self.setToolTip("" if self.has_picture else words)
        self.update()

    def show_live(self, image: QImage) -> None:
        """Show what a camera sees now."""
        self._picture = QPixmap.fromImage(image)
        self.setAccessibleName(_("摄像头画面"))
        self.setToolTip("")
        self.update()

    @property
    def has_picture(self) -> bool:
        """Tell whether a picture is shown."""
        return not self._picture.isNull()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture, or a dashed frame with a sign."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        tokens = icons.current_tokens()
        if self.has_picture:
            painter.drawPixmap(self.rect(), self._picture)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        else:
            painter.setPen(QPen(QColor(tokens.line), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 3, 3)
            middle = self.rect().center()
            glyph = QRect(middle.x() - _GLYPH // 2, middle.y() - _GLYPH // 2, _GLYPH, _GLYPH)
            icons.draw(painter, glyph, "account-outline", "muted")
        painter.end()

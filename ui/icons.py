"""Icons of Material Design Icons, drawn from the font that qtawesome ships, in the colours of the theme.

Only the font and its name table are taken from that package: importing it costs 180 ms and loads a dozen fonts, which
would be felt before the unlock dialog. The font is loaded at the first icon that is painted. An icon keeps no pixels:
it is drawn when asked for, at the screen's own resolution and in the palette of that moment, so that a switch between
light and dark needs nothing from its owners.
"""

import functools
import importlib.util
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap

from ui.tokens import DARK, LIGHT, Tokens

_FONT = "materialdesignicons6-webfont-6.9.96.ttf"
_TABLE = "materialdesignicons6-webfont-charmap-6.9.96.json"
_FILL = 0.92
"""Share of the square that a glyph's em takes; the glyphs bring some air of their own."""


def current_tokens() -> Tokens:
    """Give the tokens of the appearance in use, told by the application's palette."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


@functools.cache
def _glyphs() -> dict[str, str]:
    """Read the table of icon names and code points in hexadecimal, once."""
    import json

    table: dict[str, str] = json.loads((_folder() / _TABLE).read_text("utf-8"))
    return table


@functools.cache
def _family() -> str:
    """Load the icon font, once, and give its family."""
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(_folder() / _FONT)))[0]


def _folder() -> Path:
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("qtawesome")
    return Path(spec.origin).parent / "fonts"


class _GlyphEngine(QIconEngine):
    """Draw one glyph in the colour of a role."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw the glyph into `rect`, paler when disabled."""
        is_off = mode == QIcon.Mode.Disabled
        # a disabled primary button is grey: what is drawn for the accent's ground would not be seen on it
        role = "muted" if is_off and self._role == "on_accent" else self._role
        draw(painter, rect, self._name, role, faint=is_off)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Give the glyph on a clear ground, `size` in device pixels."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, _scale: float) -> QPixmap:  # noqa: N802
        """Give the glyph at `size`, which Qt has already multiplied by the screen's scale."""
        return self.pixmap(size, mode, state)

    def clone(self) -> QIconEngine:
        """Give another engine that draws the same."""
        return _GlyphEngine(self._name, self._role)


def icon(name: str, role: str = "muted") -> QIcon:
    """Give the icon `name` (Material Design Icons, e.g. 'magnify') in the colour of a token's `role`."""
    return QIcon(_GlyphEngine(name, role))


def draw(painter: QPainter, rect: QRect, name: str, role: str = "muted", *, faint: bool = False) -> None:
    """Draw the icon `name` into `rect` at once; an unknown name is a bug and raises KeyError."""
    colour = QColor(current_tokens().colour(role))
    if faint:
        colour.setAlpha(110)
    painter.save()
    font = QFont(_family())
    font.setPixelSize(max(6, round(min(rect.width(), rect.height()) * _FILL)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.setFont(font)
    painter.setPen(colour)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chr(int(_glyphs()[name], 16)))
    painter.restore()


def known(name: str) -> bool:
    """Tell whether the set has an icon `name`."""
    return name in _glyphs()

"""The appearance of the window: one calm theme over Fusion, light and dark, that follows the system."""

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui import fonts, stylesheet
from ui.tokens import DARK, LIGHT, Tokens


class Mode(Enum):
    """Choose the appearance; `AUTO` follows the system."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


def palette(tokens: Tokens) -> QPalette:
    """Give the palette that Fusion draws with what the style sheet leaves to it."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.focus,
        role.HighlightedText: tokens.surface,
        role.Link: tokens.info,
        role.LinkVisited: tokens.info,
        role.Light: tokens.surface,
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.edge,
        role.Accent: tokens.focus,
    }
    made = QPalette()
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    faint = QColor(stylesheet.mix(tokens.muted, tokens.surface, 0.45))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, faint)
    return made


class Theme(QObject):
    """Dress the application and change its dress when the system turns light or dark."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = Mode.AUTO) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._tokens: Tokens | None = None
        app.setFont(fonts.interface_font(fonts.chinese_family()))
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._dress()

    @property
    def tokens(self) -> Tokens:
        """Give the colours in use."""
        return self._tokens or LIGHT

    def set_mode(self, mode: Mode) -> None:
        """Take the appearance `mode`."""
        self._mode = mode
        self._dress()

    def _follow(self) -> None:
        if self._mode is Mode.AUTO:
            self._dress()

    def _dress(self) -> None:
        system_is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        is_dark = self._mode is Mode.DARK or (self._mode is Mode.AUTO and system_is_dark)
        wanted = DARK if is_dark else LIGHT
        if wanted is self._tokens:
            return
        self._tokens = wanted
        self._app.setPalette(palette(wanted))
        self._app.setStyleSheet(stylesheet.sheet(wanted, self._app.font().pointSizeF()))
        self.changed.emit()


def mark(widget: QWidget, **properties: str) -> None:
    """Set the dynamic properties that the style sheet looks at, and have it look again."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)

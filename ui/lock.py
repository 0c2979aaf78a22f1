"""The lock: after some minutes without a key or a move the window shows nothing but the way back in."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.actions import button
from ui.error_text import say_any
from ui.screen import MOST_DIGITS, Pin
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField

_LOOK_EVERY_MS = 5000
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleWatch(QObject):
    """Send `idle` once when nobody has touched keyboard or mouse for the given minutes, which may change meanwhile."""

    idle = Signal()

    def __init__(
        self, window: QWidget, minutes: float | Callable[[], float], now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(window)
        self._minutes: Callable[[], float] = minutes if callable(minutes) else lambda: minutes
        self._now = now
        self._last = now()
        self._sent = False
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def _watch(self, window: QWindow | None) -> None:
        """Watch the native window in front: a filter on the whole application would see, and slow, every event there is."""
        self._last = self._now()
        if window is not None:
            window.installEventFilter(self)

    def look(self) -> None:
        """Send `idle` if it is time."""
        if not self._sent and self._now() - self._last >= self._minutes() * 60:
            self._sent = True
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take note of signs of life."""
        if event.type() in _SIGNS_OF_LIFE:
            self._last = self._now()
            self._sent = False
        return super().eventFilter(watched, event)


class LockScreen(QWidget):
    """Cover the window until the one who locked it gives the passphrase again, or for a while the short code that was set."""

    tried = Signal(str)
    """A passphrase to check; answer by `open` or `refuse`."""
    opened = Signal()
    """The short code was right."""

    def __init__(self, overlay: QWidget, name: str, pin: Pin) -> None:
        super().__init__(overlay)
        self._overlay, self._name, self._pin = overlay, name, pin
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark(self, ground="window")
        self._field = PassphraseField()
        self._field.line.returnPressed.connect(self._try)
        self._words = label("", tone="bad", wrap=True)
        self._brake = Brake(self)
        self._brake.waiting.connect(self._wait)
        self._button = button(_("解锁"), self._try, kind="primary")
        card = Card()
        card.setFixedWidth(360)
        card.body.addLayout(row(Glyph("lock-outline", "muted", 24), label(_("已锁定"), "heading"), None))
        self._asks = label("", "muted", wrap=True)
        card.body.addWidget(self._asks)
        card.body.addWidget(self._field)
        card.body.addWidget(self._words)
        card.body.addLayout(row(None, self._button))
        self.setLayout(column(None, row(None, card, None), None, None, gap=2 * GRID))
        overlay.installEventFilter(self)
        self.hide()

    def close_window(self) -> None:
        """Cover the window."""
        self._field.line.clear()
        self._words.clear()
        self._pin.lock()
        self._ask()
        self.setGeometry(self._overlay.rect())
        self.show()
        self.raise_()
        self._field.line.setFocus()

    def open(self) -> None:
        """Uncover the window: the passphrase was right."""
        self._brake.reset()
        self._ready()
        self.hide()

    def refuse(self, error: Exception) -> None:
        """Say why not, and make the next try wait a little longer."""
        self._ready()
        self._words.setText(say_any(error))
        self._field.line.selectAll()
        self._field.line.setFocus()
        self._brake.press(error)

    @property
    def line(self) -> QLineEdit:
        """Give the field for the passphrase."""
        return self._field.line

    def _try(self) -> None:
        typed = self._field.line.text()
        if not typed or self._brake.is_on or not self._button.isEnabled():
            return
        if self._pin.usable and typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS:
            self._try_code(typed)
            return
        self._button.setEnabled(False)
        self.tried.emit(typed)

    def _try_code(self, digits: str) -> None:
        if self._pin.opens(digits):
            self.open()
            self.opened.emit()
            return
        self._words.setText(_("短密码不对。") if self._pin.usable else _("短密码错了三次，请输入口令。"))
        self._field.line.clear()
        self._ask()

    def _ask(self) -> None:
        """Say what opens the screen now."""
        words = (
            _("{name}，请输入短密码或口令继续。已填内容都在。")
            if self._pin.usable
            else _("{name}，请输入口令继续。已填内容都在。")
        )
        self._asks.setText(words.format(name=self._name))

    def _ready(self) -> None:
        self._button.setEnabled(True)
        self._button.setText(_("解锁"))

    def _wait(self, seconds: int) -> None:
        self._button.setEnabled(seconds == 0)
        self._button.setText(_("请等 {n} 秒").format(n=seconds) if seconds else _("解锁"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep covering the whole window."""
        if event.type() == QEvent.Type.Resize and watched is self._overlay:
            self.setGeometry(self._overlay.rect())
        return super().eventFilter(watched, event)

"""The lock: after some minutes without a key or a move the window shows nothing but the way back in."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.actions import button
from ui.error_text import say_any
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row
from ui.widgets.passphrase import Brake, PassphraseField

IDLE_MINUTES = 10
_LOOK_EVERY_MS = 5000
_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class IdleWatch(QObject):
    """Send `idle` once when nobody has touched keyboard or mouse for the given minutes."""

    idle = Signal()

    def __init__(
        self, window: QWidget, minutes: float = IDLE_MINUTES, now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(window)
        self._limit = minutes * 60
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
        if not self._sent and self._now() - self._last >= self._limit:
            self._sent = True
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take note of signs of life."""
        if event.type() in _SIGNS_OF_LIFE:
            self._last = self._now()
            self._sent = False
        return super().eventFilter(watched, event)


class LockScreen(QWidget):
    """Cover the window until the one who locked it gives the passphrase again."""

    tried = Signal(str)
    """A passphrase to check; answer by `open` or `refuse`."""

    def __init__(self, overlay: QWidget, name: str) -> None:
        super().__init__(overlay)
        self._overlay = overlay
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
        card.body.addWidget(label(_("{name}，请输入口令继续。已填内容都在。").format(name=name), "muted", wrap=True))
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
        self._brake.press()

    @property
    def line(self) -> QLineEdit:
        """Give the field for the passphrase."""
        return self._field.line

    def _try(self) -> None:
        if self._field.line.text() and not self._brake.is_on and self._button.isEnabled():
            self._button.setEnabled(False)
            self.tried.emit(self._field.line.text())

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

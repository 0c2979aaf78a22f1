"""A field for a passphrase: tells of caps lock, shows itself on demand, and the brake on guessing."""

import math

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rules.errors import AppError
from ui import icons
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import label

FREE_TRIES = 2
LONGEST_WAIT = 60
"""Seconds."""


class PassphraseField(QWidget):
    """Take a passphrase; the input method is off, the eye shows it as long as it is wanted.

    The eye comes with the first character: before, there is nothing to show, and the icon font need not be read.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(_("口令"))
        self.line.setMaxLength(256)
        self.line.installEventFilter(self)
        self._caps = label("", "hint", tone="warn")
        self._caps.hide()
        self._eye = QAction(icons.icon("eye-outline"), _("显示口令"), self.line)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_or_hide)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setVisible(False)  # after it was added: the line's own button follows changes only
        self.line.textChanged.connect(self._offer_eye)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self.line)
        box.addWidget(self._caps)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """Give what was typed."""
        return self.line.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Guess caps lock from what the keys give: Qt does not tell it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_CapsLock:
                self._caps.hide()
            elif len(event.text()) == 1 and event.text().isascii() and event.text().isalpha():
                shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._caps.setText(_("大写锁定可能开着"))
                self._caps.setVisible(event.text().isupper() != shifted)
        return super().eventFilter(watched, event)

    def caps_words(self) -> str:
        """Give what is said about caps lock, empty when nothing is."""
        return "" if self._caps.isHidden() else self._caps.text()

    def _offer_eye(self, text: str) -> None:
        if not text:
            self._eye.setChecked(False)  # the next passphrase is not shown because the last one was
        self._eye.setVisible(bool(text))

    def _show_or_hide(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icons.icon("eye-off-outline" if shown else "eye-outline"))
        self._eye.setText(_("隐藏口令") if shown else _("显示口令"))


class Brake(QObject):
    """Make each further wrong try wait twice as long: nothing at first, then 2, 4, 8 … 60 seconds."""

    waiting = Signal(int)
    """Seconds left, 0 when the next try may come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wrong = 0
        self._left = 0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)

    @property
    def is_on(self) -> bool:
        """Tell whether the next try must wait."""
        return self._left > 0

    def press(self, error: Exception | None = None) -> None:
        """Count a wrong try and begin to wait if it is due: as long as the error says, where the casebook itself counts (db/brake.py)."""
        told = error.fields.get("seconds") if isinstance(error, AppError) else None
        self._wrong += 1
        over = self._wrong - FREE_TRIES
        own = min(LONGEST_WAIT, int(math.pow(2, min(over, 10)))) if over > 0 else 0
        self._left = told if isinstance(told, int) else own
        if self._left:
            self._timer.start()
            self.waiting.emit(self._left)

    def reset(self) -> None:
        """Forget the wrong tries: the right one came."""
        self._wrong = self._left = 0
        self._timer.stop()

    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        if not self._left:
            self._timer.stop()
        self.waiting.emit(self._left)

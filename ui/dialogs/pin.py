"""A short code for this session: typed twice, kept in memory alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.error_text import say
from ui.screen import MOST_DIGITS, Pin, WeakPin
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row


class PinDialog(QDialog):
    """Ask for 4 to 8 digits twice and set them."""

    def __init__(self, pin: Pin, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pin = pin
        self.setWindowTitle(_("设置短密码"))
        self.first, self.again = self._line(_("短密码")), self._line(_("再输一次"))
        self.first.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self.take)
        self._words = label("", tone="bad", wrap=True)
        self._words.setMinimumHeight(self.fontMetrics().height() * 2)
        save = button(_("确定"), self.take, kind="primary")
        save.setAutoDefault(False)
        cancel = button(_("取消"), self.reject)
        cancel.setAutoDefault(False)
        body = column(
            label(_("4 至 8 位数字，不要用重复或连续的数字。"), "muted", wrap=True),
            GRID,
            label(_("短密码"), "hint"),
            self.first,
            label(_("再输一次"), "hint"),
            self.again,
            self._words,
            row(None, cancel, save),
            gap=GRID,
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 360)

    @staticmethod
    def _line(words: str) -> QLineEdit:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setMaxLength(MOST_DIGITS)
        made.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        made.setAccessibleName(words)
        return made

    def words(self) -> str:
        """Give what is said about the last try."""
        return self._words.text()

    def take(self) -> None:
        """Set the code if both lines agree and it will do."""
        if self.first.text() != self.again.text():
            self._words.setText(_("两次输入不一致。"))
            return
        try:
            self._pin.set(self.first.text())
        except WeakPin as error:
            self._words.setText(say(error))
            return
        self.accept()

"""A field for words that run over several lines: what is pasted beyond its limit is left out before the window would have to lay it out."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from db.tables.declaration import MAX_TEXT
from rules import visible
from ui.text import _
from ui.widgets.fields import NOTHING, Judgement, Standing

_PLAIN = "text/plain"
_MOST_BYTES = 4 * MAX_TEXT


class LinesField(QPlainTextEdit):
    """Ask for words of several lines, as many as a record keeps; Tab leaves it. The value is the text without what nobody sees."""

    judged = Signal(object)
    """A `Judgement`: that something was left out, or that there is nothing to say any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_cut = False
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text)

    def value(self) -> str:
        """Give the text."""
        return visible.lines(self.toPlainText()).strip()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Take of what is pasted or dropped as much as there is room for, as plain text."""
        marked = len(self.textCursor().selectedText())
        room = max(0, MAX_TEXT - self.document().characterCount() + 1 + marked)
        text, is_all = _beginning(source)
        pasted = visible.lines(text)
        self.textCursor().insertText(pasted[:room])
        self.ensureCursorVisible()
        self._tell(is_cut=not is_all or len(pasted) > room)

    def _on_text(self) -> None:
        over = self.document().characterCount() - 1 - MAX_TEXT
        if over > 0:
            cursor = self.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, over)
            cursor.removeSelectedText()
            self._tell(is_cut=True)
        elif self._is_cut and over < 0:
            self._tell(is_cut=False)

    def _tell(self, *, is_cut: bool) -> None:
        if is_cut == self._is_cut:
            return
        self._is_cut = is_cut
        words = _("太长，只留了前 {n} 个字，请核对").format(n=MAX_TEXT)
        self.judged.emit(Judgement(Standing.WARNING, None, words) if is_cut else NOTHING)


def _beginning(source: QMimeData) -> tuple[str, bool]:
    """Give the beginning of what is pasted, more of it than any field takes, and whether that is all: ten megabytes as a `str` take half a second."""
    if not source.hasFormat(_PLAIN):
        return source.text(), True
    data = source.data(_PLAIN)
    return bytes(data.left(_MOST_BYTES).data()).decode("utf-8", "ignore"), data.size() <= _MOST_BYTES

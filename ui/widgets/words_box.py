"""A box of usual words, one of which is chosen, or others written: reasons, grounds, seals."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from rules import visible
from ui.widgets.fields import TextField


class _Line(TextField):
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave Esc to the box and to the dialog that it stands in."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


class WordsBox(QComboBox):
    """Offer `usual` words and take others up to 200 characters; nothing is chosen at first."""

    judged = Signal(object)
    """A `Judgement` of what was written."""

    def __init__(self, usual: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        line = _Line()
        self.setLineEdit(line)
        line.judged.connect(self.judged)
        self.addItems(list(usual))
        self.setCurrentIndex(-1)

    def words(self) -> str:
        """Give what was chosen or written, without what nobody sees; empty where nothing is."""
        return visible.line(self.currentText()).strip()

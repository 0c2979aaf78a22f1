"""The tour's one line at the head of the window: what to do next and with which key; it covers nothing and can be closed at once."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from ui.actions import button
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.tour import Course, Step
from ui.widgets.labels import label, row

NEXT, CLOSE = "F2", "Shift+F2"


class TourStrip(QFrame):
    """Show the step that stands next; the window tells it where one has come and what was written. `keys` are those of the pages."""

    closed = Signal()
    """The tour was closed or ended."""

    def __init__(self, steps: tuple[Step, ...], keys: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._course = Course(steps)
        self._keys = keys
        self._number = ""
        mark(self, role="strip", tone="info")
        self._place = label("", "heading")
        self._words = label("", wrap=True)
        self._next = button("", self.go_on, kind="quiet")
        self._close = button(f"{_('关闭')}  {CLOSE}", self.end, kind="quiet")
        line = row(self._place, gap=3 * GRID)
        line.addWidget(self._words, 1)
        line.addWidget(self._next)
        line.addWidget(self._close)
        line.setContentsMargins(5 * GRID, GRID, 3 * GRID, GRID)
        self.setLayout(line)
        for key, run in ((NEXT, self.go_on), (CLOSE, self.end)):
            QShortcut(QKeySequence(key), self, run)
        self.hide()

    def begin(self, number: str) -> None:
        """Show the tour from its first step; `number` is the identity number that it offers."""
        self._number = number
        self._course.begin()
        self._tell()
        self.show()

    def words(self) -> str:
        """Give what is said."""
        return self._words.text()

    def came(self, page: str) -> None:
        """Take notice of the page in sight."""
        if self.isVisible() and self._course.came(page):
            self._tell()

    def wrote(self, tables: Collection[str]) -> None:
        """Take notice of what was written."""
        if self.isVisible() and self._course.wrote(tables):
            self._tell()

    def go_on(self) -> None:
        """Pass to the next step, or end after the last."""
        if not self.isVisible():
            return
        if self._course.is_last():
            self.end()
            return
        self._course.go_on()
        self._tell()

    def end(self) -> None:
        """Close the tour; the help brings it back."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _tell(self) -> None:
        self._place.setText(_("新手引导 {n}/{all}").format(n=self._course.at + 1, all=len(self._course)))
        step = self._course.step()
        self._words.setText(_(step.words).format(number=self._number, key=self._keys.get(step.page, "")))
        self.setAccessibleName(f"{self._place.text()} {self._words.text()}")
        self._next.setText(f"{_('完成') if self._course.is_last() else _('跳过')}  {NEXT}")
        self._close.setVisible(not self._course.is_last())

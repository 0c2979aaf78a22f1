"""What the three parts of the page 查重与待核信息 have in common: they are filled anew, show a few at a time, and do one deed after the other."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from ui.actions import button
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.page import Page

T = TypeVar("T")
FEW = 10
"""How many cards are shown at once: each has a dozen widgets."""


class Section(QWidget):
    """Be one part of the page."""

    def __init__(self, page: "Page") -> None:
        super().__init__()
        self.page = page
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._content: QWidget | None = None

    @contextlib.contextmanager
    def anew(self) -> Iterator[QVBoxLayout]:
        """Give an empty room in place of what was shown; the keyboard stays where one decides, if it was there."""
        focus = self.window().focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        if self._content is not None:
            self._outer.removeWidget(self._content)
            self._content.deleteLater()
        self._content = QWidget()
        room = QVBoxLayout(self._content)
        room.setContentsMargins(0, 0, 0, 0)
        room.setSpacing(3 * GRID)
        yield room
        self._outer.addWidget(self._content)
        if had_focus and (first := self._content.findChild(QAbstractButton)) is not None:
            first.setFocus()

    def say_none(self, room: QVBoxLayout, title: str, words: str) -> None:
        """Say that nothing waits here."""
        card = Card()
        line = row(Glyph("check-circle-outline", "ok", 22), gap=3 * GRID)
        line.addLayout(column(label(title, "heading"), label(words, "muted", wrap=True), gap=0), 1)
        card.body.addLayout(line)
        room.addWidget(card)

    def some(self, room: QVBoxLayout, found: Sequence[T], make: Callable[[T], QWidget], total: int = 0) -> None:
        """Show the first few, with a button for the next ones; what `total` says beyond `found` comes when these are done."""
        place = QVBoxLayout()
        place.setSpacing(3 * GRID)
        room.addLayout(place)
        waiting = list(found)
        hidden = max(0, total - len(found))
        rest = label(_("另有 {n} 项，处理完这些以后列出。").format(n=f"{hidden:,}"), "hint", wrap=True)

        def add() -> None:
            for one in waiting[:FEW]:
                place.addWidget(make(one))
            del waiting[:FEW]
            more.setText(_("再看 {n} 项").format(n=min(FEW, len(waiting))))
            more.setVisible(bool(waiting))
            rest.setVisible(not waiting and bool(hidden))

        more = button("", add, icon="chevron-down")
        room.addLayout(row(more, rest, None))
        add()

    def do(self, work: "Callable[[Casebook, Progress], Any]", words: str, touches: Iterable[str]) -> None:
        """Do a deed and say that it is done; where somebody was quicker, say so and show how it is now."""

        def refused(error: Exception) -> None:
            self.page.failed.emit(error)
            self.page.load()

        self.page.run(work, lambda _done: self.page.said.emit(words), failed=refused, write=True, touches=touches)

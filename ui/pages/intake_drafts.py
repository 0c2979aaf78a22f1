"""What keeps a half-filled form, of intake or of any record: its draft, written in the background, and the list of those that wait."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rules.clock import CHINA, Clock
from ui.actions import button
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import column, label, row
from ui.widgets.status_line import age_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from db.casebook import Casebook
    from db.drafts import Draft
    from ui.jobs import Progress

_SHOWN, _GO_ON = 4, "Ctrl+O"


class Sheet:
    """Stand for one filling of the form and the draft that keeps it.

    `kind` is that of its draft, of intake where none is given. Its name is set in the writing worker alone, where one job comes after the other: so no two drafts are made of one form.
    """

    def __init__(self, name: str = "", kind: str = "") -> None:
        self.name = name
        self.is_done = False
        self._kind = kind

    def keeping(self, values: "Mapping[str, Any] | None") -> "Callable[[Casebook, Progress], None]":
        """Give the work that keeps `values`, or forgets the draft where there are none; nothing once the form was saved."""

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import drafts, overview

            if self.is_done:
                return
            if values is not None:
                self.name = drafts.save(book, self._kind or overview.INTAKE, values, self.name)
            else:
                self.forget(book)
                self.is_done = False

        return work

    def forget(self, book: "Casebook") -> None:
        """Drop the draft, in the writing worker: the form was saved, or is not wanted any more."""
        from db import drafts

        self.is_done = True
        if self.name:
            drafts.drop(book, self.name)
            self.name = ""


class DraftsCard(Card):
    """List the drafts that wait, each with the way to go on and to throw it away."""

    wanted = Signal(object)
    """The draft to go on with."""
    dropped = Signal(str)
    """The name of the draft to throw away."""

    def __init__(
        self, clock: Clock, heading: str = "", words: "Callable[[Draft], str] | None" = None
    ) -> None:  # fmt: skip
        super().__init__(heading or _("未完成的登记"))
        self._clock, self._words = clock, words or _intake_words
        self._lines = column(gap=GRID)
        self.body.addLayout(self._lines)
        self.hide()

    def show_drafts(self, found: "Sequence[Draft]") -> None:
        """Show these; none hide the card."""
        while (item := self._lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for number, draft in enumerate(found[:_SHOWN]):
            self._lines.addWidget(self._line(draft, "" if number else _GO_ON))
        if len(found) > _SHOWN:
            more = _("还有 {n} 份，办完上面的就会列出").format(n=len(found) - _SHOWN)
            self._lines.addWidget(label(more, "hint"))
        self.setVisible(bool(found))

    def _line(self, draft: "Draft", shortcut: str) -> QWidget:
        words = f"{self._words(draft)} · {age_words(_moment(draft.at), self._clock.now())}"
        line = QWidget()
        line.setLayout(
            row(
                label(words),
                None,
                button(_("丢弃"), lambda: self.dropped.emit(draft.name), kind="quiet"),
                button(_("接着填"), lambda: self.wanted.emit(draft), shortcut=shortcut),
            )
        )
        return line


def _intake_words(draft: "Draft") -> str:
    values = draft.values
    number = str(values.get("number", ""))
    who = str(values.get("name", "")) or (_("证件 {number}…").format(number=number[:6]) if number else _("未填姓名"))
    return f"{who} · {_('修改资料') if values.get('person') else _('登记')}"


def _moment(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, CHINA)

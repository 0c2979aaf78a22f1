"""Enrolling in a class: find people, gather several, enrol them at once; who cannot be taken is told why at once."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from rules import clock as clocks
from rules import phones
from rules.dates import business_day
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say_any
from ui.pages.page import Context
from ui.pages.people import shown_age, shown_document
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets import empty_words
from ui.widgets.find_line import FindLine
from ui.widgets.id_number import sex_word
from ui.widgets.labels import column, label, plain_tip, row
from ui.widgets.money_and_dates import DateField

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.people import PersonRow
    from db.training import ClassRow
    from ui.jobs import Progress

FOUND_MOST = 50


class _People(QListWidget):
    """List persons; Enter takes the current one. Where there are none, words say how they come here."""

    taken = Signal(object)

    def __init__(self, words: str, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self.setAccessibleName(words)
        self.itemDoubleClicked.connect(self._take)

    def add(self, person: "PersonRow", words: str) -> None:
        """Add a line."""
        item = QListWidgetItem(words, self)
        item.setData(Qt.ItemDataRole.UserRole, person)
        item.setToolTip(plain_tip(words))
        item.setSizeHint(QSize(0, ROW_HEIGHT))

    def people(self) -> "list[PersonRow]":
        """Give those listed, in order."""
        return [self.item(number).data(Qt.ItemDataRole.UserRole) for number in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take at Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._take(self.currentItem())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the persons, or the words."""
        super().paintEvent(event)
        if not self.count():
            empty_words.draw(self, self._empty)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.taken.emit(item.data(Qt.ItemDataRole.UserRole))


class EnrolDialog(QDialog):
    """Gather the people to enrol in one class; they are in `chosen()` once it is accepted."""

    def __init__(
        self, context: Context, found: "ClassRow", enrolled: Collection[bytes], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._class, self._enrolled = context, found, set(enrolled)
        self._asked = 0
        self.setWindowTitle(_("培训报名"))
        self.line = FindLine(_("姓名、拼音首字母、证件号或电话"))
        self.hits = _People(_("找到的人"), _("在上面输入姓名、证件号或电话，找到的人列在这里。"))
        self.list = _People(_("准备报名的人"), _("还没有加入的人。在左边选中一位，按回车加入。"))
        self.words = label("", wrap=True)
        self.words.setMinimumHeight(22)
        self._free = label("", "muted")
        today = clocks.today(context.clock)
        self.day = DateField(context.clock, until_today=True)
        self.day.setAccessibleName(_("报名日期"))
        self.day.setFixedWidth(150)
        self.day.set_value(today)
        self._do = button("", self.accept, kind="primary")
        cancel = button(_("取消"), self.reject)
        for part in (self._do, cancel):
            part.setAutoDefault(False)
        self.line.settled.connect(self._search)
        self.line.went_down.connect(self._into_hits)
        self.hits.taken.connect(self.take)
        self.list.taken.connect(self._drop)
        left = column(label(_("找到的人（回车加入）"), "hint"), self.hits)
        right = column(label(_("准备报名的人（回车移出）"), "hint"), self.list)
        sides = row(gap=3 * GRID)
        # one looks for the right person on the left, by number and telephone; on the right they are known already
        sides.addLayout(left, 4)
        sides.addLayout(right, 3)
        body = column(
            row(label(_("{name} 报名").format(name=found.name), "heading"), None, self._free),
            self.line,
            sides,
            self.words,
            row(label(_("报名日期")), self.day, label(_("Ctrl+回车 报名"), "hint"), None, cancel, self._do),
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 860, 480)
        self._tell()
        self.line.setFocus()

    def chosen(self) -> "list[PersonRow]":
        """Give those gathered."""
        return self.list.people()

    def on(self) -> dt.date:
        """Give the day on which they signed up."""
        return business_day(self.day.value(), clocks.today(self._context.clock))

    def take(self, person: "PersonRow") -> None:
        """Gather a person, or say why not."""
        if person.id in self._enrolled:
            self._say(_("{name} 已在这个班报名，不必重复。").format(name=person.name), "warn")
        elif any(one.id == person.id for one in self.chosen()):
            self._say(_("{name} 已在右边的名单里。").format(name=person.name), "warn")
        elif self._left() <= 0:
            self._say(_("计划 {n} 人，名额已满，不能再加。").format(n=self._class.capacity), "bad")
        else:
            self.list.add(person, self._words_of(person))
            note = _("证件待补，可先上课，补齐证件后才能领券、领证。") if person.doc_pending else ""
            self._say(_("已加入 {name}。{note}").format(name=person.name, note=note), "warn" if note else "")
            self.line.clear()
            self.line.setFocus()
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enrol at Ctrl+Enter."""
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if ctrl and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.accept()
        elif event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    def accept(self) -> None:
        """Close with those gathered, if there are any."""
        if self.chosen() and self.day.value() is not None:
            super().accept()

    def _drop(self, person: "PersonRow") -> None:
        for number, one in enumerate(self.chosen()):
            if one.id == person.id:
                self.list.takeItem(number)
                break
        self._tell()

    def _left(self) -> int:
        return self._class.capacity - self._class.enrolled - len(self.chosen())

    def _tell(self) -> None:
        count = len(self.chosen())
        self._free.setText(
            _("计划 {places} 人，已报 {taken} 人，还余 {left} 个名额").format(
                places=self._class.capacity, taken=self._class.enrolled, left=self._left()
            )
        )
        self._do.setText(_("报名 {n} 人").format(n=count))
        self._do.setEnabled(count > 0)

    def _say(self, words: str, tone: str = "") -> None:
        self.words.setText(words)
        mark(self.words, tone=tone)

    def _search(self, text: str) -> None:
        self._asked += 1
        asked = self._asked
        if not text:
            self.hits.clear()
            return

        def work(book: "Casebook", _progress: "Progress") -> "list[PersonRow]":
            from db import people

            return people.page(book, people.Filter(text=text), limit=FOUND_MOST)

        def take(found: "list[PersonRow]") -> None:
            if asked == self._asked:
                self._show_hits(found)

        self._context.jobs.run(self, work, take, lambda error: self._say(say_any(error), "bad"))

    def _show_hits(self, found: "list[PersonRow]") -> None:
        self.hits.clear()
        for person in found:
            state = _(" · 已报名") if person.id in self._enrolled else ""
            self.hits.add(person, self._words_of(person) + state)
        if found:
            self.hits.setCurrentRow(0)
            self._say("")
        else:
            self._say(_("没有找到。还没登记的人，请先到服务对象里登记。"), "warn")

    def _into_hits(self) -> None:
        if self.hits.count():
            self.hits.setFocus()

    def _words_of(self, person: "PersonRow") -> str:
        age = shown_age(person, clocks.today(self._context.clock))
        parts = (
            person.name,
            sex_word(person.sex),
            _("{age} 岁").format(age=age) if age else "",
            shown_document(person),
            _("电话尾号 {tail}").format(tail=phones.tail(person.phone)) if person.phone else "",
        )
        return "  ".join(part for part in parts if part)

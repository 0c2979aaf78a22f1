"""The class in hand at a base: chosen once, it is the same on every page of the day's work."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from db import voucher_lists
from db.training import ClassRow
from ui.text import _
from ui.widgets.choice_box import ChoiceBox

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.pages.page import Page

WIDEST = 460


class ClassPicker(ChoiceBox):
    """Choose among the classes at this base; `load` fetches them and sends `chosen` for the one in hand."""

    chosen = Signal(object)
    """The `ClassRow` in hand, or None where there is no class yet."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        self._page = page
        self._classes: list[ClassRow] = []
        self._wanted: bytes | None = None
        self._looks = 0
        self.setAccessibleName(_("班级"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(WIDEST)
        self.currentIndexChanged.connect(lambda _index: self._take())

    def load(self) -> None:
        """Fetch the classes; the page says what to do where there are none."""
        self._page.load_with(lambda book, _progress: voucher_lists.own_classes(book), self._show)

    def want(self, class_id: bytes) -> None:
        """Take the class with this id in hand."""
        self._wanted = class_id
        self._looks += 1
        place = next((place for place, one in enumerate(self._classes) if one.id == class_id), -1)
        if place >= 0 and place != self.currentIndex():
            self.setCurrentIndex(place)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Take up the class that was taken in hand on another page meanwhile."""
        super().showEvent(event)
        if not self._classes:
            return
        self._looks += 1
        look = self._looks

        def ask(book: "Casebook", _progress: object) -> bytes | None:
            return voucher_lists.own_classes(book)[1]

        def take(in_hand: bytes | None) -> None:
            now = self.row()
            if look == self._looks and in_hand is not None and now is not None and now.id != in_hand:
                self.want(in_hand)

        # asked where it is written, so that the answer comes after what was chosen a moment ago
        self._page.run(ask, take, write=True)

    def row(self) -> ClassRow | None:
        """Give the class in hand."""
        place = self.currentIndex()
        return self._classes[place] if 0 <= place < len(self._classes) else None

    def _show(self, found: tuple[list[ClassRow], bytes | None]) -> None:
        self._classes, in_hand = found
        wanted, self._wanted = self._wanted or in_hand, None
        self.blockSignals(True)
        self.clear()
        for one in self._classes:
            self.addItem(
                _("{name}（{starts} 至 {ends}）").format(name=one.name, starts=one.starts, ends=one.ends), one.id
            )
        place = next((place for place, one in enumerate(self._classes) if one.id == wanted), 0)
        self.setCurrentIndex(place if self._classes else -1)
        self.blockSignals(False)
        if not self._classes:
            self._page.show_empty(
                _("还没有班级"),
                _("县帮扶中心报名后会送来班级资料。请在数据交换页导入，班级和学员就会出现在这里。"),
                _("去数据交换"),
                lambda: self._page.wants.emit("exchange", None),
            )
        self.chosen.emit(self.row())

    def _take(self) -> None:
        found = self.row()
        if found is not None:
            # no table is named as touched: every page asks for the class in hand when it comes into sight
            self._page.run(
                lambda book, _progress: voucher_lists.take_in_hand(book, found.id), lambda _done: None, write=True
            )
        self.chosen.emit(found)

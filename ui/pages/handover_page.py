"""What the pages of handovers have in common: a class to choose, a list whose lines are marked, and the paper in their place."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHBoxLayout, QSizePolicy, QWidget

from db import training, voucher_lists
from db.training import ClassRow
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.page import Context, Page
from ui.pages.paper_jobs import PaperWork
from ui.pages.paper_view import PaperView
from ui.text import _
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import Views
from ui.widgets.labels import row
from ui.widgets.table_view import TableView

Row = TypeVar("Row")
_FIRST = 99
"""So that a choice grows to its greatest width before the room beside it does."""


class ClassChoice(ChoiceBox):
    """Choose among the classes known here, the latest first; at a base it begins with the class in hand on the day's other pages."""

    chosen = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self.setAccessibleName(_("班级"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self.setMaximumWidth(420)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda _index: self.chosen.emit())

    def line(self, *before: QWidget) -> QHBoxLayout:
        """Give a line in which it has all the room that it can use, behind other parts."""
        made = row(*before, self, None)
        made.setStretchFactor(self, _FIRST)
        return made

    def load(self) -> None:
        """Fetch the classes; the one in hand stays."""
        self._page.run(lambda book, _progress: (training.classes(book), voucher_lists.own_classes(book)[1]), self._show)

    def class_id(self) -> bytes | None:
        """Give the class in hand."""
        found: bytes | None = self.currentData()
        return found

    def want(self, class_id: bytes) -> None:
        """Take a class in hand."""
        self.setCurrentIndex(max(0, self.findData(class_id)))
        self.chosen.emit()

    def _show(self, told: tuple[Sequence[ClassRow], bytes | None]) -> None:
        found, in_hand = told
        kept = self.class_id() or in_hand
        self.clear()
        for one in found:
            self.addItem(
                _("{name}（{starts} 至 {ends}）").format(name=one.name, starts=one.starts, ends=one.ends), one.id
            )
        self.setCurrentIndex(max(0, self.findData(kept)) if found else -1)
        self.chosen.emit()


class MarkList(TableView, Generic[Row]):
    """A list of which several lines may be marked: Shift and Ctrl with the arrows, Ctrl+A for all."""

    marked = Signal()

    def __init__(self, page: Page, columns: Sequence[Column[Row]], empty_words: str) -> None:
        super().__init__(empty_words)
        self.rows: Sequence[Row] = ()
        self._rows_model: RowsModel[Row] = RowsModel(page.context.jobs, columns, page.failed.emit, page)
        self.set_rows(self._rows_model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.marked.emit())
        self._rows_model.loaded.connect(lambda _total: self.marked.emit())

    def tell(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.rows = rows
        self._rows_model.show(of_list(rows))

    def chosen(self) -> list[Row]:
        """Give the marked rows in their order."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows[place] for place in places if place < len(self.rows)]


class HandoverPage(Page):
    """Be a page whose list gives way to a paper, and comes back with Esc."""

    def __init__(self, context: Context, title: str, home: str) -> None:
        super().__init__(context, title)
        if home:
            self.add_action(_("返回"), lambda: self.wants.emit(home, None), icon="arrow-left", shortcut="Alt+Left")
        self.views = Views()
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))

    def set_body(self, layout: Any) -> None:
        """Take the layout of the list's side."""
        shown = QWidget()
        shown.setLayout(layout)
        self.views.addWidget(shown)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def show_paper(self, title: str, work: PaperWork, kind: str, note: str = "") -> None:
        """Make a paper and show it."""
        self.paper.make(title, work, lambda: self.views.setCurrentIndex(1), kind=kind, note=note)

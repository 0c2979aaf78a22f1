"""The table as it looks and behaves everywhere: whole rows, even heights, sorted and arranged as one likes, words when it is empty."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QElapsedTimer,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QMenu, QTableView, QWidget

from rules import pinyin
from ui import icons
from ui.models.rows import Column, RowsModel
from ui.text import _
from ui.tokens import ROW_HEIGHT
from ui.widgets import clipboard, empty_words
from ui.widgets.column_layout import LEAST, Layout, Wants, apportioned, in_order, that_fit

if TYPE_CHECKING:
    from collections.abc import Callable

_SEARCHED = 2_000
"""Rows in memory among which typing in the list looks for the one that begins so."""
_TITLES_READ = 3
"""How many titles a screen reader is told as the name of a list that was given none."""
_LEAST_ROWS = 4
"""Rows in sight however little room there is; the page around the list scrolls before it gives up one of them."""
_HEAD = 38
_BESIDE = 24
"""Room in px that a title wants beside its words."""
_IN_WORDS = re.compile(r"[a-z]{3}|[\u2e80-\uffff]")
"""What tells a sentence with a figure in it, in English or Chinese, from a number or a day."""


class TableView(QTableView):
    """Show a `RowsModel`; Enter or a double click opens a row."""

    opened = Signal(object)
    """The row that was opened."""
    picked = Signal(object)
    """The row that became the current one, or None."""
    order_wanted = Signal(object, bool)
    """The column to sort by (None: the usual order), and whether from the end."""
    rearranged = Signal()
    """Columns were chosen, moved or widened, or another order was wanted: see `arrangement`."""
    typed = Signal(str)
    """Somebody began to type in the list."""
    selected = Signal(int)
    """How many rows are selected now."""
    said = Signal(str)
    """Not all could be done that was asked: a toast."""

    def __init__(self, empty_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty_words = empty_words
        self._is_loaded = False
        self._place = (-1, 0)
        self._layout = Layout()
        self._is_sharing = False
        self._holds_all = False
        self._typing = QElapsedTimer()
        self._looked_for = ""
        self.sends_typing = False
        """Whether letters typed in the list are sent as `typed`, to whoever narrows the list; else they look for a row."""
        self.more_entries: list[Callable[[QMenu], object]] = []
        """What others add to the menu of the list."""
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        heights = self.verticalHeader()
        heights.hide()
        # a fixed height: asking each of a million rows for its own would hang the window
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setDefaultSectionSize(ROW_HEIGHT)
        titles = self.horizontalHeader()
        titles.setHighlightSections(False)
        titles.setSectionsMovable(True)
        titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        titles.setMinimumSectionSize(40)
        titles.setResizeContentsPrecision(0)  # what a column needs is measured by the rows in sight alone
        titles.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        titles.customContextMenuRequested.connect(lambda at: self.show_menu(titles.mapToGlobal(at)))
        titles.sectionClicked.connect(self._sort_by_number)
        titles.sectionResized.connect(self._note_width)
        titles.sectionMoved.connect(lambda *_moved: self._note_order())
        self.doubleClicked.connect(self._open)

    def set_rows(self, model: RowsModel[Any]) -> None:
        """Show `model`, its columns at their widths."""
        self.setModel(model)
        head = self.horizontalHeader()
        # a header draws whether its columns are selected, and asks each of a million selected rows for it: ours has nothing to select
        head.setSelectionModel(QItemSelectionModel(model, head))
        if not self.accessibleName():
            titles = [one.title for one in model.columns() if one.title]
            self.setAccessibleName(_("列表：{columns}").format(columns=_("、").join(titles[:_TITLES_READ])))
        model.loaded.connect(self._on_loaded)
        model.counted.connect(self._on_counted)
        model.modelAboutToBeReset.connect(self._note_place)
        model.modelReset.connect(self._find_place)
        self.selectionModel().currentRowChanged.connect(self._pick)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.horizontalHeader().setSectionsClickable(True)
        self._arrange()

    def current_row(self) -> Any:
        """Give the current row, or None."""
        model, index = self.model(), self.currentIndex()
        return model.row(index.row()) if isinstance(model, RowsModel) and index.isValid() else None

    def set_empty_words(self, words: str) -> None:
        """Say something else when there are no rows."""
        self._empty_words = words
        self.viewport().update()

    # --- what is selected ---

    def selected_spans(self) -> list[tuple[int, int]] | None:
        """Give what is selected as spans of places (first, the one after the last) in order; None stands for all that are found."""
        if self._holds_all:
            return None
        chosen: Any = self.selectionModel().selection()  # the published types leave out that it is a list
        return sorted({(span.top(), span.bottom() + 1) for span in chosen})

    def selected_count(self) -> int:
        """Count the selected rows."""
        spans = self.selected_spans()
        return self.model().rowCount() if spans is None else sum(stop - first for first, stop in spans)

    def selectRow(self, row: int) -> None:  # noqa: N802
        """Select this row alone, and make it the current one."""
        model = self.model()
        if model is not None and 0 <= row < model.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(model.index(row, 0), flags.ClearAndSelect | flags.Rows)

    def selectAll(self) -> None:  # noqa: N802
        """Select all that are found; rows that become known later are among them."""
        super().selectAll()
        self._holds_all = self.model() is not None and self.model().rowCount() > 0
        self.selected.emit(self.selected_count())

    def copy(self) -> None:
        """Copy the selected rows, as they are shown, for a spreadsheet or a letter."""
        clipboard.copy(self)

    def _on_selection(self, _now: QItemSelection, _former: QItemSelection) -> None:
        self._holds_all = False
        self.selected.emit(self.selected_count())

    def _on_counted(self, _total: int, _whole: bool) -> None:
        if self._holds_all:
            self.selectAll()

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open at Enter, walk to both ends, select by Space, copy by Ctrl+C; letters look for a row."""
        key, keys = event.key(), event.modifiers()
        current = self.currentIndex()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and current.isValid():
            self._open(current)
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._walk_to(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1, keys)
        elif key == Qt.Key.Key_Space and current.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(current, flags.Toggle | flags.Rows)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif (
            event.text().strip().isprintable()
            and event.text().strip()
            and not keys & ~Qt.KeyboardModifier.ShiftModifier
        ):
            self._begin_typing(event)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:  # noqa: N802
        """Go to the next row whose first column begins with what is typed without a pause, by words or by pinyin initials."""
        model = self.model()
        if not isinstance(model, RowsModel) or not 0 < model.rowCount() <= _SEARCHED:
            return
        goes_on = self._typing.isValid() and self._typing.elapsed() < QApplication.keyboardInputInterval()
        self._typing.start()
        self._looked_for = (self._looked_for if goes_on else "") + text.strip().lower()
        column, wanted = self.horizontalHeader().logicalIndex(0), self._looked_for
        start = max(0, self.currentIndex().row())
        for step in range(model.rowCount()):
            number = (start + step + (len(wanted) == 1)) % model.rowCount()
            row = model.row(number)
            words = model.columns()[column].show(row).lower() if row is not None else ""
            if words.startswith(wanted) or (
                wanted.isascii() and any(one.startswith(wanted) for one in pinyin.initials(words))
            ):
                self.selectRow(number)
                return

    def _begin_typing(self, event: QKeyEvent) -> None:
        if self.sends_typing:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _walk_to(self, number: int, keys: Qt.KeyboardModifier) -> None:
        if number < 0:
            return
        flags = QItemSelectionModel.SelectionFlag
        target = self.model().index(number, 0)
        if keys & Qt.KeyboardModifier.ShiftModifier and self.currentIndex().isValid():
            span = QItemSelection(self.model().index(self.currentIndex().row(), 0), target)
            self.selectionModel().select(_upright(span), flags.Select | flags.Rows)
            self.selectionModel().setCurrentIndex(target, flags.NoUpdate)
        else:
            self.setCurrentIndex(target)
        self.scrollTo(target)

    # --- columns and order ---

    def arrangement(self) -> Layout:
        """Give how the columns are arranged and sorted, to be remembered."""
        return self._layout

    def arrange(self, layout: Layout) -> None:
        """Arrange the columns as remembered; the order of the rows is the owner's to ask for."""
        self._layout = layout
        self._arrange()

    def show_sorted(self, name: str, *, descending: bool) -> None:
        """Mark the column by which the rows are sorted; an empty name for the usual order."""
        self._layout = replace(self._layout, sorted_by=name, descending=descending)
        self._mark_sorted()

    def show_menu(self, at: QPoint) -> None:
        """Show what can be done with the list, at a point of the screen."""
        menu = self.menu()
        menu.exec(at)
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Give the menu of the list: copy, select, sort, columns."""
        menu = QMenu(self)
        copy = menu.addAction(icons.icon("content-copy"), _("复制"), self.copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self.selected_count() > 0)
        menu.addAction(icons.icon("select-all"), _("全选"), self.selectAll).setShortcut(QKeySequence("Ctrl+A"))
        for add in self.more_entries:
            add(menu)
        menu.addSeparator()
        self._add_orders(menu)
        self._add_columns(menu)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Show the menu of the list, also at the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            self.show_menu(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))
        else:
            self.show_menu(event.globalPos())

    def _columns(self) -> list[Column[Any]]:
        model = self.model()
        return list(model.columns()) if isinstance(model, RowsModel) else []

    def _add_orders(self, menu: QMenu) -> None:
        able = [(number, one) for number, one in enumerate(self._columns()) if one.order or self._sorts_itself()]
        if not able:
            return
        below = menu.addMenu(icons.icon("sort"), _("排序"))
        for number, column in able:
            entry = below.addAction(column.title, lambda number=number: self._sort_by_number(number))
            entry.setCheckable(True)
            entry.setChecked(column.name == self._layout.sorted_by)
        below.addSeparator()
        below.addAction(_("恢复默认顺序"), lambda: self._sort(None, descending=False))

    def _add_columns(self, menu: QMenu) -> None:
        below = menu.addMenu(icons.icon("view-column-outline"), _("显示的列"))
        for number in in_order(self._columns(), self._layout):
            column = self._columns()[number]
            entry = below.addAction(column.title)
            entry.setCheckable(True)
            entry.setChecked(not self.isColumnHidden(number))
            entry.toggled.connect(lambda on, name=column.name: self.show_column(name, on=on))
        below.addSeparator()
        below.addAction(_("恢复默认列"), self._forget_columns)

    def show_column(self, name: str, *, on: bool) -> None:
        """Show a column, or leave it out; one column always stays."""
        columns = self._columns()
        shown = [one.name for number, one in enumerate(columns) if not self.isColumnHidden(number)]
        wanted = [*shown, name] if on and name not in shown else [one for one in shown if on or one != name]
        if wanted:
            self._change(replace(self._layout, shown=tuple(wanted)))

    def _forget_columns(self) -> None:
        self._change(replace(self._layout, shown=None, order=(), widths={}))

    def _change(self, layout: Layout) -> None:
        self._layout = layout
        self._arrange()
        self.rearranged.emit()

    def _note_width(self, number: int, _former: int, width: int) -> None:
        if not self._is_sharing and width:
            name = self._columns()[number].name
            self._layout = replace(self._layout, widths={**self._layout.widths, name: width})
            self.rearranged.emit()

    def _note_order(self) -> None:
        if not self._is_sharing:
            columns, titles = self._columns(), self.horizontalHeader()
            order = tuple(columns[titles.logicalIndex(place)].name for place in range(len(columns)))
            self._layout = replace(self._layout, order=order)
            self.rearranged.emit()

    def _sort_by_number(self, number: int) -> None:
        column = self._columns()[number]
        if not (column.order or self._sorts_itself()):
            return
        if self._layout.sorted_by != column.name:
            self._sort(column, descending=False)
        else:
            self._sort(None if self._layout.descending else column, descending=not self._layout.descending)

    def _sorts_itself(self) -> bool:
        model = self.model()
        return isinstance(model, RowsModel) and model.sorts_itself

    def _sort(self, column: Column[Any] | None, *, descending: bool) -> None:
        self.show_sorted(column.name if column else "", descending=descending and column is not None)
        model = self.model()
        if isinstance(model, RowsModel) and model.sorts_itself:
            model.put_in_order(column, descending=self._layout.descending)
        else:
            self.order_wanted.emit(column, self._layout.descending)
        self.rearranged.emit()

    def _mark_sorted(self) -> None:
        names = [one.name for one in self._columns()]
        titles, by = self.horizontalHeader(), self._layout.sorted_by
        is_sorted = bool(by) and by in names  # a column without a title is named by nothing, as no order is
        titles.setSortIndicatorShown(is_sorted)
        if is_sorted:
            # the style points down for ascending; everywhere else in an office up means from small to large
            up = Qt.SortOrder.AscendingOrder if self._layout.descending else Qt.SortOrder.DescendingOrder
            titles.setSortIndicator(names.index(by), up)

    def _arrange(self) -> None:
        titles = self.horizontalHeader()
        self._is_sharing = True
        for place, number in enumerate(in_order(self._columns(), self._layout)):
            titles.moveSection(titles.visualIndex(number), place)
        self._is_sharing = False
        self._mark_sorted()
        self._share_width()

    def _share_width(self) -> None:
        """Give each column its width, and those without one what is left; where too little is left, the spare ones give way."""
        room = self.viewport().width()
        widths = apportioned(self._wants(room), room)
        self._is_sharing = True
        for number in range(len(self._columns())):
            self.setColumnHidden(number, number not in widths)
            if number in widths:
                self.setColumnWidth(number, widths[number])
        self._is_sharing = False

    def _wants(self, room: int) -> Wants:
        """Choose the columns that are shown in `room` px, and tell what each would like."""
        words, columns, kept = self._words(), self._columns(), self._layout.widths
        widths = [kept.get(one.name) or (max(one.width, words[n]) if one.width else 0) for n, one in enumerate(columns)]
        likes = {n: widths[n] or max(LEAST, words[n]) for n, one in enumerate(columns) if not one.extra}
        chosen = {n for n, one in enumerate(columns) if one.name in (self._layout.shown or ())}
        shown = chosen or that_fit(columns, likes, room)
        needs, whole = self._needs(shown, words), self._whole(shown)
        if not chosen:  # no number is cut while there is a column to spare
            least = {n: needs.get(n, likes[n]) if n in whole else min(words[n], likes[n]) for n in shown}
            shown = that_fit(columns, least, room)
        free = {n for n in shown if not widths[n]}
        return Wants(
            {n: widths[n] or max(LEAST, words[n]) for n in shown},
            {n: need for n, need in needs.items() if n in shown},
            {n: words[n] for n in shown},
            whole & shown,
            {n for n in shown if columns[n].right},
            free,
            free or self._taker(shown),
        )

    def _whole(self, shown: set[int]) -> set[int]:
        """Give the columns that are cut last: figures, and numbers and days, which say nothing when cut; told by the first row in sight."""
        columns, model = self._columns(), self.model()
        row = model.row(max(0, self.rowAt(0))) if isinstance(model, RowsModel) and model.rowCount() else None
        texts = {number: columns[number].show(row) if row is not None else "" for number in shown}
        return {
            n
            for n, text in texts.items()
            if columns[n].right or (any(map(str.isdigit, text)) and not _IN_WORDS.search(text))
        }

    def _words(self) -> list[int]:
        """Give the width that the title of each column needs."""
        measure = self.horizontalHeader().fontMetrics()
        return [measure.horizontalAdvance(one.title) + _BESIDE for one in self._columns()]

    def _needs(self, numbers: set[int], words: list[int]) -> dict[int, int]:
        """Give the width that each of these columns needs for its title and the rows in sight; one whose width somebody chose has none."""
        columns, chosen, in_sight = self._columns(), self._layout.widths, self.isVisible()
        return {
            # out of sight no row is in sight, and Qt would measure every one of a million
            number: max(words[number], self.sizeHintForColumn(number) if in_sight else 0)
            for number in numbers
            if columns[number].name not in chosen
        }

    def _taker(self, shown: set[int]) -> set[int]:
        """Give the column that takes what is left where those that would are out of sight: the last that holds words, not figures."""
        columns, chosen = self._columns(), self._layout.widths
        able = [n for n in shown if columns[n].title and not columns[n].right and columns[n].name not in chosen]
        return {max(able)} if able else set()

    # --- how it is drawn ---

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for a few rows: a list of one row is none."""
        return QSize(super().minimumSizeHint().width(), _HEAD + _LEAST_ROWS * ROW_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the columns without a width what is left."""
        super().resizeEvent(event)
        self._share_width()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give the columns what the rows that come into sight need."""
        super().showEvent(event)
        self._share_width()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the rows, or the words that say what to do when there are none."""
        super().paintEvent(event)
        model = self.model()
        if not self._is_loaded or model is None or model.rowCount():
            return
        empty_words.draw(self, self._empty_words)

    def mark_first(self) -> None:
        """Mark the first row where none is marked, so that what stands beside the list is of one."""
        model = self.model()
        if model is not None and model.rowCount() and not self.currentIndex().isValid():
            self.selectRow(0)

    def _note_place(self) -> None:
        self._place = (self.currentIndex().row(), self.verticalScrollBar().value())
        self._holds_all = False

    def _find_place(self) -> None:
        """Go back to where one was when the same list was only read anew."""
        model, (current, scrolled) = self.model(), self._place
        if isinstance(model, RowsModel) and not model.is_new and 0 <= current < model.rowCount():
            self.setCurrentIndex(model.index(current, 0))
        if isinstance(model, RowsModel) and not model.is_new:
            self.updateGeometries()
            self.verticalScrollBar().setValue(scrolled)

    def _on_loaded(self, _total: int) -> None:
        self._is_loaded = True
        # a shorter list may end above where one had scrolled to: no row would be in sight, and all would be measured
        self.updateGeometries()
        self._share_width()
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        model = self.model()
        if isinstance(model, RowsModel) and (row := model.row(index.row())) is not None:
            self.opened.emit(row)

    def _pick(self, index: QModelIndex, _former: QModelIndex) -> None:
        model = self.model()
        self.picked.emit(model.row(index.row()) if isinstance(model, RowsModel) and index.isValid() else None)


def _upright(span: QItemSelection) -> QItemSelection:
    """Give a span whose first row is above its last."""
    first = span.first()
    if first.top() <= first.bottom():
        return span
    model = first.model()
    return QItemSelection(model.index(first.bottom(), 0), model.index(first.top(), 0))

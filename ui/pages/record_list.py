"""The list of one kind of records: found by words, chosen by state and by business days, a window of rows at a time."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from db import records
from db.records import Filter, Record
from rules.money import Fen
from ui import actions
from ui.list_export import offer_export
from ui.models.rows import Column, RowsModel, Source
from ui.pages.record_views import Preset
from ui.text import _
from ui.tokens import GRID
from ui.widgets.find_line import FindLine
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import DateField
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.tables.declaration import Column as Declared
    from ui.pages.record_views import Deed, View
    from ui.pages.records import RecordsPage

_RIGHT = {"int", "fen"}
_NEVER = {"corrects", "withdrawn"}
_ONE_LINE = 560
"""Width in px from which all choices stand in one line."""
Chosen = Callable[[Any], Filter]
"""What is chosen, given the casebook."""


class RecordList(QWidget):
    """Show the records of one view."""

    opened = Signal(object)
    """The record that was opened."""

    def __init__(self, page: "RecordsPage", view: "View") -> None:
        super().__init__(page)
        self.view = view
        table = view.kind.table
        self.line = FindLine(_("在“{kind}”中查找").format(kind=_(view.title)))
        self.line.setMaximumWidth(280)
        self.state = QComboBox()
        self.state.setAccessibleName(_("状态"))
        self.state.addItem(_("全部状态"), "")
        for preset in view.presets:
            self.state.addItem(_(preset.title), preset)
        for name in table.states.names if table.states else ():
            self.state.addItem(_(name), name)
        if self.state.count() < 2:
            self.state.hide()
        self._has_days = bool(records.day_column(table))
        self.first, self.last = DateField(page.context.clock), DateField(page.context.clock)
        self.told = label("", "muted")
        self.table = TableView(_(view.empty) if view.empty else _("还没有“{kind}”。").format(kind=_(view.title)))
        self.model: RowsModel[Record] = RowsModel(page.context.jobs, self._columns(), page.failed.emit, self)
        self.table.set_rows(self.model)
        offer_export(self.table, page.context, _(view.title), page.said.emit, page.failed.emit)
        self._build(page)
        self._connect()

    def _build(self, page: "RecordsPage") -> None:
        days = row(gap=GRID)
        for words, field in ((_("自"), self.first), (_("至"), self.last)):
            field.setAccessibleName(words)
            field.setPlaceholderText(_("日期"))
            field.setFixedWidth(128)
            days.addWidget(label(words, "muted"))
            days.addWidget(field)
        self._days = QWidget()
        self._days.setLayout(days)
        self._above = row(self.line, self.state, gap=GRID)
        self._above.addWidget(self._days)
        self._above.addStretch(1)
        self._above.addWidget(self.told)
        self._below = row(gap=GRID)
        for deed in self.view.deeds:
            if not deed.of_record and page.may_write(self.view):
                self._below.addWidget(self._deed_button(page, deed))
        self._below.addStretch(1)
        self._own = row(gap=GRID)
        self._own.addStretch(1)
        whole = column(self._above, self._own, self._below, self.table)
        whole.setStretchFactor(self.table, 1)
        self.setLayout(whole)
        if not self._has_days:
            self._days.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the days stand in a line of their own where there is no room beside the words."""
        super().resizeEvent(event)
        home, other = (self._above, self._own) if self.width() >= _ONE_LINE else (self._own, self._above)
        if self._has_days and home.indexOf(self._days) < 0:
            other.removeWidget(self._days)
            home.insertWidget(2 if home is self._above else 0, self._days)

    def _deed_button(self, page: "RecordsPage", deed: "Deed") -> QWidget:
        return actions.ActionButton(actions.action(self, _(deed.title), lambda: deed.run(page, None), icon=deed.icon))

    def _connect(self) -> None:
        self.line.settled.connect(lambda _text: self.show_rows())
        self.line.went_down.connect(self.into_rows)
        self.state.currentIndexChanged.connect(lambda _index: self.show_rows())
        for field in (self.first, self.last):
            field.editingFinished.connect(self.show_rows)
            field.stepped_back.connect(lambda field=field: field.set_value(None))
        self.table.opened.connect(self.opened)
        self.model.loaded.connect(lambda total: self.told.setText(_("共 {n} 条").format(n=f"{total:,}")))

    def filter(self) -> Chosen:
        """Give what is chosen, as a question for a worker: an area's own choice must be worked out there."""
        told = self.state.currentData()
        first, last = (field.judgement.value for field in (self.first, self.last))
        words = Filter(
            self.line.text().strip(),
            (told,) if isinstance(told, str) and told else (),
            first if isinstance(first, dt.date) else None,
            last if isinstance(last, dt.date) else None,
        )
        if not isinstance(told, Preset):
            return lambda _book: words
        return lambda book: _joined(told.choose(book), words)

    def choose(self, name: str) -> None:
        """Choose a preset or a state by its name, and nothing else; all where it is empty."""
        for at in range(self.state.count()):
            told = self.state.itemData(at)
            if name == (told.name if isinstance(told, Preset) else told):
                self.line.clear()
                self.first.set_value(None)
                self.last.set_value(None)
                self.state.setCurrentIndex(at)
                self.show_rows()
                return

    def show_rows(self) -> None:
        """Show what is chosen, from its start."""
        chosen, table = self.filter(), self.view.kind.table

        def fetch(book: "Casebook", after: int | None, limit: int) -> list[Record]:
            return records.page(book, table, chosen(book), after=after or 0, limit=limit)

        self.model.show(
            Source(
                fetch,
                lambda record: record.n,
                lambda book: records.count(book, table, chosen(book)),
                lambda book, step: records.anchors(book, table, chosen(book), step),
            )
        )

    def reload(self) -> None:
        """Read anew where one is."""
        if self.model.total:
            self.model.reload()
        else:
            self.show_rows()

    def into_rows(self) -> None:
        """Put the keyboard on the rows."""
        self.table.setFocus()
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _columns(self) -> list[Column[Any]]:
        """Give the columns shown, then all others that may leave the house: a workbook has them, what is sensitive stays in the casebook."""
        table = self.view.kind.table
        listed = {one.name for one in self.view.shown}
        shown = [_column(table.by_name[one.name], one.width, one.spare) for one in self.view.shown]
        more = [
            one
            for one in table.columns
            if one.name not in listed | _NEVER and one.sensitivity < 2 and (one.type != "json" or one.codes)
        ]
        return [*shown, *(_column(one, extra=True) for one in more)]


def _column(one: "Declared", width: int = 0, spare: int = 0, *, extra: bool = False) -> Column[Any]:
    name = one.name

    def value(record: Record) -> Any:
        found = record[name]
        if found is None:
            return ""
        return Fen(found) if one.type == "fen" else found if one.type in {"date", "int"} else record.words[name]

    return Column(
        _(one.label), lambda record: record.words[name], width, one.type in _RIGHT, spare=spare, key=name, value=value, extra=extra
    )  # fmt: skip


def _joined(preset: Filter, words: Filter) -> Filter:
    return replace(preset, text=words.text, first=words.first or preset.first, last=words.last or preset.last)

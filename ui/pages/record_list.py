"""The list of one kind of records: found by words, chosen by state, codes and business days, in any order, as long as it may be."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db import records
from db.records import Filter, Record
from db.walks import Walk
from rules import codes
from rules.money import Fen
from ui import actions, code_words
from ui.models.numbered import Numbered, walked
from ui.models.rows import Column
from ui.text import _
from ui.widgets.flow import Flow
from ui.widgets.labels import column
from ui.widgets.list_filters import Days, Pick
from ui.widgets.list_filters import Filter as Narrowing
from ui.widgets.list_panel import Asked, ListPanel, ListSpec

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.tables.declaration import Column as Declared
    from ui.pages.record_views import Deed, View
    from ui.pages.records import RecordsPage

_RIGHT = {"int", "fen"}
_NEVER = {"corrects", "withdrawn"}
_STATE, _FIRST, _LAST = "state", "first", "last"
_MOST_PICKS, _MOST_CODES = 3, 40
"""Columns of codes that are offered for choosing, and how long a table of codes may be for it."""
Chosen = Callable[[Any], Filter]
"""What is chosen, given the casebook."""


class RecordList(QWidget):
    """Show the records of one view."""

    opened = Signal(object)
    """The record that was opened."""

    def __init__(self, page: "RecordsPage", view: "View") -> None:
        super().__init__(page)
        self.view = view
        self._presets = {preset.name: preset for preset in view.presets}
        self.panel: ListPanel[Record] = ListPanel(page.context, self._spec(), page.failed.emit, self)
        self.panel.said.connect(page.said.emit)
        self.line, self.table, self.model, self.told = (
            self.panel.line, self.panel.table, self.panel.model, self.panel.told,
        )  # fmt: skip
        self.table.opened.connect(self.opened)
        deeds = Flow()
        offered = [deed for deed in view.deeds if not deed.of_record and page.may_do(view, deed)]
        for deed in offered:
            deeds.add(self._deed_button(page, deed))
        if not offered:
            deeds.hide()
        whole = column(deeds, self.panel)
        whole.setStretchFactor(self.panel, 1)
        self.setLayout(whole)

    def _spec(self) -> ListSpec[Record]:
        view, table = self.view, self.view.kind.table
        title = _(view.title)
        states = [(one, _(one)) for one in table.states.names] if table.states else []
        presets = [(preset.name, _(preset.title)) for preset in view.presets]
        filters: list[Narrowing] = []
        if states or presets:
            filters.append(Pick(_STATE, _("全部状态"), (*presets, *states), in_sight=True))
        if day := records.day_column(table):
            filters.append(Days(_FIRST, _LAST, _(table.by_name[day].label)))
        return ListSpec(
            name=f"records.{view.name}", title=title, columns=self._columns(), source=self._source,
            empty=view.empty or _("还没有“{kind}”。").format(kind=title), find=_("在“{kind}”中查找").format(kind=title),
            filters=(*filters, *self._picks()),
        )  # fmt: skip

    def _picks(self) -> list[Pick]:
        """Offer the columns in sight whose codes are few."""
        by_name, tables = self.view.kind.table.by_name, codes.tables()
        states = self.view.kind.table.states
        found = []
        for one in (by_name[shown.name] for shown in self.view.shown):
            is_fit = one.type == "text" and one.codes in tables and len(tables[one.codes].items) <= _MOST_CODES
            if is_fit and not (states and one.name == states.column):
                items = code_words.entries(one.codes)
                found.append(Pick(one.name, _("全部{what}").format(what=_(one.label)), items))
        return found[:_MOST_PICKS]

    def _deed_button(self, page: "RecordsPage", deed: "Deed") -> QWidget:
        return actions.ActionButton(actions.action(self, _(deed.title), lambda: deed.run(page, None), icon=deed.icon))

    def _source(self, asked: Asked) -> Numbered[Record]:
        table, chosen = self.view.kind.table, self._filter(asked)

        def walk(book: "Casebook") -> Walk:
            return records.walk(book, table, chosen(book), asked.order, descending=asked.descending)

        return walked(walk, lambda book, numbers: records.lines(book, table, numbers))

    def _filter(self, asked: Asked) -> Chosen:
        """Give what is chosen, as a question for a worker: an area's own choice must be worked out there."""
        told = dict(asked.chosen)
        state, first, last = (told.pop(key, None) for key in (_STATE, _FIRST, _LAST))
        preset = self._presets.get(state) if isinstance(state, str) else None
        words = Filter(asked.text, (state,) if state and preset is None else (), first, last, equal=tuple(told.items()))
        if preset is None:
            return lambda _book: words
        return lambda book: _joined(preset.choose(book), words)

    def choose(self, name: str) -> None:
        """Choose a preset or a state by its name, and nothing else; all where it is empty."""
        self.panel.look_for("", **{_STATE: name or None})

    def reload(self) -> None:
        """Read anew where one is."""
        self.panel.reload()

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
        code_words.label(one), lambda record: code_words.of_record(record, name), width, one.type in _RIGHT, spare=spare, key=name, value=value, extra=extra,
        order=name if records.has_order(one) else "",
    )  # fmt: skip


def _joined(preset: Filter, words: Filter) -> Filter:
    return replace(
        preset, text=words.text, first=words.first or preset.first, last=words.last or preset.last, equal=(*preset.equal, *words.equal)
    )  # fmt: skip

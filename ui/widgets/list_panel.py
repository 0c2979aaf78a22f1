"""A list as every page shows it: a line to find by, filters, how many there are, the columns one likes, a workbook of what is found.

A page describes its list once (`ListSpec`); searching, narrowing, sorting, arranging, selecting, copying and exporting are the same everywhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import actions, icons
from ui.list_export import offer_export
from ui.models.numbered import Numbered
from ui.models.rows import Column, RowsModel
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.column_layout import Layout
from ui.widgets.column_memory import ColumnMemory
from ui.widgets.find_line import FindLine
from ui.widgets.labels import label, row
from ui.widgets.list_filters import Asking, Filter, PickBox
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from ui.pages.page import Context

Row = TypeVar("Row")
_NARROW = 800
"""Width in px below which the buttons at the head show their icons alone."""
_LINE = 110
_ICON = {True: "chevron-up", False: "filter-outline"}


@dataclass(frozen=True)
class Asked:
    """Hold what is asked of a list: words typed, what the filters are set to by key, the source's word for the order, and its turn."""

    text: str = ""
    chosen: Mapping[str, Any] = field(default_factory=dict)
    order: str = ""
    descending: bool = False


@dataclass(frozen=True)
class ListSpec(Generic[Row]):
    """Describe a list.

    `name` is the word under which the PC remembers its columns; `source` gives the rows for what is asked; `empty` says what to do where
    there is nothing at all, `nothing` (with `{text}`) where nothing fits; `counted` says how many ("共 {n} 条"), `title` heads the workbook.
    """

    name: str
    title: str
    columns: Sequence[Column[Row]]
    source: Callable[[Asked], Numbered[Row]]
    empty: str
    find: str = ""
    filters: Sequence[Filter] = ()
    nothing: str = N_("没有符合条件的记录。可换几个字再找，或清除筛选条件。")
    counted: str = N_("共 {n} 条")
    most_found: int = 0
    """How many the words typed find at most (0: no limit): said where that many are found."""
    exports: bool = True
    """Whether it is taken out by Ctrl+E as it stands; a page with a way of its own says no."""


class ListPanel(QWidget, Generic[Row]):
    """Show a list that a `ListSpec` describes."""

    shown = Signal(int)
    """The rows for what was asked are there: how many are known so far."""
    asked_anew = Signal()
    """Something is asked for, be it the same once more: what stands beside the list is asked for too."""
    said = Signal(str)
    """Something was done: a toast."""

    def __init__(self, context: "Context", spec: ListSpec[Row], failed: Callable[[Exception], None], parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._context = context
        self.spec = spec
        self._failed = failed
        self._order: Column[Row] | None = None
        self._down = False
        self._is_arranged = False
        self.table = TableView(_(spec.empty), self)
        self.model: RowsModel[Row] = RowsModel(context.jobs, spec.columns, failed, self)
        self.table.set_rows(self.model)
        self.line = FindLine(_(spec.find) if spec.find else _("查找"))
        self.told = label("", "muted")
        self.filters: list[Asking] = [one.make(context.clock, context.regions) for one in spec.filters]
        self._panel = QWidget()
        self._active = QWidget()
        self._more = actions.button(_("筛选"), self._fold, icon=_ICON[False])
        self.export_action = (
            offer_export(self.table, context, _(spec.title), self.said.emit, failed, self.narrowed)
            if spec.exports
            else QAction(self)
        )
        self.addAction(self.export_action)  # its key works in the line and the filters too
        self._out = actions.button("", self.export_action.trigger, kind="quiet", icon="file-export-outline")
        if not spec.exports:
            self._out.hide()  # never shown otherwise: it has no parent yet, and would be a window of its own
        self._out.setToolTip(self.export_action.toolTip())
        self._out.setAccessibleName(self.export_action.text())
        self._more.setAccessibleName(self._more.text())
        self._more.setToolTip(_("按性别、日期、地区等筛选"))
        self._chips = 0
        self.head = row()
        self._build()
        self._connect()

    def _build(self) -> None:
        spec = self.spec
        if not spec.find:
            self.line.hide()
        self.line.setMinimumWidth(_LINE)
        self.line.setMaximumWidth(380)
        self.head.addWidget(self.line, 3)
        for what, made in zip(spec.filters, self.filters, strict=True):
            if what.in_sight:
                self.head.addWidget(made)
        folded = [made for what, made in zip(spec.filters, self.filters, strict=True) if not what.in_sight]
        if not folded:
            self._more.hide()
        self._more.setCheckable(True)
        self.head.addWidget(self._more)
        self.told.setMinimumWidth(40)
        self.head.addStretch(1)
        self.head.addWidget(self.told)
        self.head.addWidget(self._out)
        clear = actions.button(_("清除条件"), self.clear, kind="quiet", icon="close")
        half = (len(folded) + 1) // 2
        self._halves = row()
        self._halves.addLayout(row(*folded[:half], None))
        self._halves.addLayout(row(*folded[half:], None, clear), 1)
        self._panel.setLayout(self._halves)
        self._panel.hide()
        self._active.setLayout(row(gap=GRID))
        self._active.hide()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(2 * GRID)
        body.addLayout(self.head)
        body.addWidget(self._panel)
        body.addWidget(self._active)
        body.addWidget(self.table, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setTabOrder(self.line, self.table)
        self.setFocusProxy(self.line if spec.find else self.table)

    def _connect(self) -> None:
        self.memory = ColumnMemory(self.table, self._context, self.spec.name, self._failed)
        self.line.settled.connect(lambda _text: self.ask())
        self.line.went_down.connect(self.go_into)
        for one in self.filters:
            one.changed.connect(self.ask)
        self.table.order_wanted.connect(self._sort)
        self.table.sends_typing = bool(self.spec.find)
        self.table.typed.connect(self._type_on)
        self.table.said.connect(self.said)
        self.table.selected.connect(lambda _count: self._tell())
        self.model.loaded.connect(self.shown.emit)
        self.model.counted.connect(lambda _total, _whole: self._tell())
        if self.spec.find:
            actions.action(self, _("查找"), self.line.setFocus, shortcut="Ctrl+F")

    # --- asking ---

    def asked(self) -> Asked:
        """Give what is asked now."""
        chosen = {key: value for one in self.filters for key, value in one.values().items()}
        return Asked(self.line.text().strip(), chosen, self._order.order if self._order else "", self._down)

    def narrowed(self) -> str:
        """Say in words how the list is narrowed; empty where it is not."""
        return _("；").join(
            words for words in (self.line.text().strip(), *(one.said() for one in self.filters)) if words
        )

    def ask(self) -> None:
        """Show what is asked for, from its beginning."""
        self._show()

    def reload(self) -> None:
        """Read the list anew where one stands in it; the first time, with the columns and the order that the PC remembers."""
        if not self._is_arranged:
            self._is_arranged = True
            self.memory.recall(self._arrange)
            return
        self._show(anew=False)

    def clear(self) -> None:
        """Set all filters to everything."""
        for one in self.filters:
            one.clear()
        self.ask()

    def look_for(self, text: str, **standing: Any) -> None:
        """Look for these words among everything, or among what has one standing: the key of its `Pick` and the value."""
        for one in self.filters:
            one.clear()
            if isinstance(one, PickBox) and one.key in standing:
                one.choose(standing[one.key])
        self.line.setText(text)
        self.line.settle()

    def go_into(self) -> None:
        """Put the keyboard into the list."""
        if self.model.rowCount():
            self.table.setFocus()
            self.mark_first()

    def mark_first(self) -> None:
        """Mark the first row where none is marked."""
        self.table.mark_first()

    def _show(self, *, anew: bool = True) -> None:
        asked = self.asked()
        narrowed = bool(asked.text or asked.chosen)
        self.table.set_empty_words(_(self.spec.nothing).format(text=asked.text) if narrowed else _(self.spec.empty))
        self._show_active()
        self.model.show(self.spec.source(asked), anew=anew)
        self.asked_anew.emit()

    def _sort(self, column: "Column[Row] | None", down: bool) -> None:
        self._order, self._down = column, down
        self.ask()

    def _type_on(self, text: str) -> None:
        """Narrow the list by what is typed in it."""
        self.line.setFocus()
        self.line.setText(text)

    def _tell(self) -> None:
        total = self.model.total
        words = _(self.spec.counted).format(n=f"{total:,}")
        if not self.model.whole:
            words = _("已找到 {n}，还在找……").format(n=f"{total:,}")
        elif self.spec.most_found and self.line.text().strip() and total >= self.spec.most_found:
            words = _("找到很多，列出 {n}，请再多输几个字").format(n=f"{total:,}")
        if (chosen := self.table.selected_count()) > 1:
            form = _("已选 {n}") if self.width() < _NARROW else _("已选 {n} / {all}")
            words = form.format(n=f"{chosen:,}", all=f"{total:,}")
        self.told.setText(words)
        self._out.setEnabled(total > 0 and self.export_action.isEnabled())

    # --- filters ---

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the words of the buttons out where there is little room."""
        super().resizeEvent(event)
        self._word_buttons()

    def _word_buttons(self) -> None:
        narrow = self.width() < _NARROW
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        count = _("（{n}）").format(n=self._chips) if self._chips else ""
        self._more.setText(count if narrow else _("筛选") + count)
        self._out.setText("" if narrow else f"{self.export_action.text()}  {actions.key_words('Ctrl+E')}")

    def _fold(self) -> None:
        self._panel.setVisible(self._more.isChecked())
        self._more.setIcon(icons.icon(_ICON[self._more.isChecked()]))
        self._show_active()

    def _show_active(self) -> None:
        """Show as chips what narrows the list while its fields are out of sight; a chip pressed sets its filter to everything."""
        line = self._active.layout()
        while line is not None and (item := line.takeAt(0)) is not None:
            if (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        folded = [one for what, one in zip(self.spec.filters, self.filters, strict=True) if not what.in_sight]
        chips = [self._chip(one) for one in folded if one.said()]
        self._chips = len(chips)
        self._word_buttons()
        for chip in chips:
            line.addWidget(chip) if line is not None else None
        if isinstance(line, type(self.head)):
            line.addStretch(1)
        self._active.setVisible(bool(chips) and not self._more.isChecked())

    def _chip(self, one: Asking) -> QPushButton:
        chip = actions.button(one.said(), lambda: None, kind="quiet", icon="close")
        chip.setToolTip(_("去掉这一条件"))

        def drop() -> None:
            one.clear()
            self.ask()

        chip.clicked.connect(drop)
        return chip

    # --- columns ---

    def _arrange(self, layout: Layout) -> None:
        self.table.arrange(layout)
        self._order = next((one for one in self.spec.columns if one.name == layout.sorted_by and one.order), None)
        self._down = layout.descending
        self.table.show_sorted(self._order.name if self._order else "", descending=self._down)
        self._show()

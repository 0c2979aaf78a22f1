"""The file of one record: what is known, through which states it went, what may come next, what belongs to it, which papers there are."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QScrollArea, QWidget

from db import records, schema
from db.records import Passage, Record
from ui import actions, code_words
from ui.models.rows import Column
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import column, label
from ui.widgets.listing import Listing
from ui.widgets.timeline import Timeline
from ui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from ui.jobs import Progress
    from ui.pages.record_views import Deed, Paper, Shown, View
    from ui.pages.records import RecordsPage

_MOST_CHILDREN = 8
_LONG_WORDS = 40
"""Characters from which a fact takes a line of its own."""
_TWO_COLUMNS = 640
"""Width in px from which facts stand in two columns."""


@dataclass(frozen=True)
class File:
    """Hold all that the file shows: the record, its way through its states, further facts, the records that belong to it by view."""

    record: Record
    history: "Sequence[Passage]"
    facts: "Sequence[tuple[str, str]]"
    children: "Sequence[tuple[str, str, Sequence[Record]]]"


@dataclass(frozen=True)
class _Step:
    """Hold one step as the timeline shows it."""

    day: dt.date
    kind: str
    title: str
    detail: str


def gather(book: "Casebook", view: "View", row_id: bytes) -> File:
    """Read a record's file; raise RecordUnknown."""
    record = records.get(book, view.kind.table, row_id)
    children = [(name, by, records.by_column(book, name, **{by: row_id})) for name, by in view.children]
    return File(
        record,
        records.history(book, view.kind.table, row_id),
        view.facts(book, record) if view.facts else (),
        children,
    )


class RecordFile(QWidget):
    """Show one record of one view."""

    closed = Signal()
    edited = Signal(object)
    """The record that shall be changed or corrected."""
    moved = Signal(object, str)
    """The record and the state that it shall go to."""
    withdrawn = Signal(object)
    """The fact that shall be taken back."""
    printed = Signal(object, object)
    """The record and the `Paper` of it that is wanted."""
    child_opened = Signal(str, object)
    """A view's name and the id of a record of it."""
    child_wanted = Signal(str, object)
    """A view's name and the values with which a new record of it begins."""

    def __init__(self, page: "RecordsPage", view: "View") -> None:
        super().__init__(page)
        self.view, self._page = view, page
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.record: Record | None = None
        table = view.kind.table
        self._may = page.may_write(view)
        is_fact = table.kind == "fact"
        self.edit_action = actions.action(
            self, _("更正") if is_fact else _("修改"), self._edit, icon="pencil-outline", shortcut="Ctrl+E"
        )
        self.withdraw_action = actions.action(self, _("撤回"), self._withdraw)
        self.print_action = actions.action(self, _("打印"), self._print, icon="printer-outline", shortcut="Ctrl+P")
        self.edit_action.setVisible(self._may)
        self.withdraw_action.setVisible(self._may and is_fact and "withdrawn" in table.by_name)
        self._steps = Flow(2 * GRID)
        self._deeds = Flow(2 * GRID)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self.timeline = Timeline()
        self._story = Card(_("办理经过"))
        self.lists: dict[str, Listing[Record]] = {}
        self._build()

    def _build(self) -> None:
        back = actions.action(self, _("返回"), self.closed.emit, icon="arrow-left", shortcut="Alt+Left")
        self._head = TitleLine(back, (self.print_action, self.withdraw_action, self.edit_action))
        facts = Card()
        facts.body.addLayout(self._grid)
        facts.body.addWidget(self._steps)
        facts.body.addWidget(self._deeds)
        self._story.body.addWidget(self.timeline)
        if self.view.kind.table.states is None:
            self._story.hide()
        parts = column(facts, *(self._child_card(name, by) for name, by in self.view.children), self._story, None)
        content = QWidget()
        mark(content, ground="window")
        content.setLayout(parts)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        self.setLayout(column(self._head, area))

    def _child_card(self, name: str, by: str) -> Card:
        view = self._page.view(name)
        card = Card(_(schema.BY_NAME[name].label))
        shown = [one for one in view.shown if one.name != by]
        listing: Listing[Record] = Listing(
            self._page.context.jobs, _child_columns(view, shown),
            _("还没有。"), self._page.failed.emit, most=_MOST_CHILDREN,
        )  # fmt: skip
        listing.opened.connect(lambda found: self.child_opened.emit(name, found.id))
        self.lists[name] = listing
        if self._page.may_write(view):
            card.head.addWidget(
                actions.button(_("新增"), lambda: self._want_child(name, by), kind="quiet", icon="plus")
            )
        card.body.addWidget(listing)
        return card

    def tell(self, found: File) -> None:
        """Show a file."""
        self.record = found.record
        self._head.tell(code_words.titled(found.record.table, found.record.title) or _(self.view.title))
        self._tell_facts(found)
        self._tell_steps(found.record)
        self._tell_deeds(found.record)
        self.print_action.setVisible(any(paper.fits(found.record) for paper in self.view.papers))
        for name, _by, rows in found.children:
            self.lists[name].tell(rows)
        self.timeline.show_events([_step(passage) for passage in reversed(found.history)])

    def _tell_facts(self, found: File) -> None:
        _clear(self._grid)
        table = found.record.table
        never = {"corrects", "withdrawn"} | self.view.untold
        lines = [
            (code_words.label(one), code_words.of_record(found.record, one.name))
            for one in table.columns
            if one.name not in never and found.record.words[one.name]
        ]
        lines += [(_(name), _(words)) for name, words in found.facts]
        across = 2 if self._page.stack.width() >= _TWO_COLUMNS else 1
        at = 0
        for name, words in lines:
            is_long = len(words) > _LONG_WORDS
            if is_long and at % across:
                at += 1  # what is long takes a line of its own
            line, side = divmod(at, across)
            self._grid.addWidget(label(name, "muted"), line, 2 * side, Qt.AlignmentFlag.AlignTop)
            told = label(words, wrap=True)
            told.setAlignment(Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(told, line, 2 * side + 1, 1, 2 * across - 1 if is_long else 1)
            at += across if is_long else 1
        for side in range(2):
            self._grid.setColumnStretch(2 * side + 1, 1 if side < across else 0)

    def _tell_steps(self, record: Record) -> None:
        self._steps.clear()
        states = record.table.states
        if states is None or not self._may:
            return
        now = label(_("现在：{state}").format(state=_(record.state)), "heading")
        now.setContentsMargins(0, 0, GRID, 0)
        self._steps.add(now)
        offered = [
            name
            for name in states.after(record.state)
            if name not in self.view.unasked and self._page.may_move(self.view, name)
        ]
        for at, name in enumerate(offered):
            # where nothing but an end, or a step aside, is offered (已终止, 已解聘) nobody is led there by colour
            beyond = states.after(name)
            is_way_on = at == 0 and (len(offered) > 1 or (beyond and record.state not in beyond))
            self._steps.add(self._step_button(record, name, "primary" if is_way_on else ""))

    def _step_button(self, record: Record, state: str, kind: str) -> QWidget:
        words = _("转为“{state}”").format(state=_(state))
        return actions.button(words, lambda: self.moved.emit(record, state), kind=kind)

    def _tell_deeds(self, record: Record) -> None:
        self._deeds.clear()
        for deed in self.view.deeds:
            if deed.of_record and self._page.may_do(self.view, deed) and deed.fits(record):
                self._deeds.add(self._deed_button(deed, record))

    def _deed_button(self, deed: "Deed", record: Record) -> QWidget:
        return actions.button(_(deed.title), lambda: deed.run(self._page, record), icon=deed.icon)

    def _edit(self) -> None:
        if self.record is not None:
            self.edited.emit(self.record)

    def _withdraw(self) -> None:
        if self.record is not None:
            self.withdrawn.emit(self.record)

    def _print(self) -> None:
        """Print the paper there is, or offer those there are."""
        record = self.record
        if record is None:
            return
        papers = [paper for paper in self.view.papers if paper.fits(record)]
        if len(papers) == 1:
            self.printed.emit(record, papers[0])
            return
        menu = QMenu(self)
        for paper in papers:
            self._offer_paper(menu, record, paper)
        menu.popup(self.mapToGlobal(self.rect().topRight()))

    def _offer_paper(self, menu: QMenu, record: Record, paper: "Paper") -> None:
        act = menu.addAction(_(paper.title))
        act.triggered.connect(lambda _checked=False: self.printed.emit(record, paper))

    def _want_child(self, name: str, by: str) -> None:
        if self.record is not None:
            self.child_wanted.emit(name, {by: self.record.id})


def ask(page: "RecordsPage", view: "View", row_id: bytes, then: Any) -> None:
    """Read a file in a worker and hand it on."""

    def work(book: "Casebook", _progress: "Progress") -> File:
        return gather(book, view, row_id)

    page.run(work, then)


def _step(passage: Passage) -> _Step:
    day = dt.date.fromisoformat(passage.day) if passage.day else passage.at.date()
    entered = _("{who} · {at} 录入").format(who=passage.who or _("程序自动"), at=f"{passage.at:%Y-%m-%d %H:%M}")
    return _Step(day, "", _(passage.state), entered)


def _child_columns(view: "View", shown: "Sequence[Shown]") -> "list[Column[Record]]":
    by_name = view.kind.table.by_name
    if all(one.width for one in shown):
        shown = (*shown[:-1], replace(shown[-1], width=0))  # the last takes what is left
    return [
        Column(
            code_words.label(by_name[one.name]), lambda record, name=one.name: code_words.of_record(record, name), one.width, spare=one.spare,  # type: ignore[misc]
        )
        for one in shown
    ]  # fmt: skip


def _clear(layout: Any) -> None:
    while (item := layout.takeAt(0)) is not None:
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()

"""A service area's page: its kinds of records beside each other, a list of each, a sheet to fill in, a file to read, papers to print.

An area declares its `View`s (ui/pages/record_views.py) and makes its page of them (docs/architecture.md, "Adding a service area").
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from db import records, schema
from db.records import Record
from rules.errors import UserError
from rules.permissions import may
from rules.regions import national
from ui.dialogs.confirm import ask as ask_reason
from ui.dialogs.record_step import RecordStepDialog
from ui.dialogs.second_sign import ask_second
from ui.error_text import say
from ui.pages import record_file
from ui.pages.page import Context, Page
from ui.pages.paper_view import PaperView
from ui.pages.record_file import File, RecordFile
from ui.pages.record_list import RecordList
from ui.pages.record_sheet import RecordSheet
from ui.pages.record_views import Deed, Paper, View
from ui.record_wishes import seek, wish
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.choices import Choice
from ui.widgets.flow import Views
from ui.widgets.labels import row
from ui.widgets.lookup import Reference, Told
from ui.widgets.record_form import Surroundings

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from ui.jobs import Progress
    from ui.pages.paper_jobs import PaperWork

__all__ = ["RecordsPage", "look_up", "seek", "wish"]
_ID = 16
_MENU_WIDTH, _WIDE_MENU, _MENU_EDGES, _MENU_LINE = 96, 208, 42, 34
"""In px: between which widths the menu follows its longest title, what it needs beside that title, and the height of a line."""
_ROOM_FOR_MENU, _LEAST_LIST = 700, 408
"""In px: how wide a page is where the menu stands beside a file, and what it leaves to a list; else the kind is chosen beside the title."""
_MOST_CHOICES = 30
_WITHDRAWALS = (N_("重复登记"), N_("登记有误"), N_("事实没有发生"))


def look_up(book: "Casebook", tbl: str, text: str) -> list[Choice]:
    """Find rows of a table by words, in a worker: persons as the search box does, others by what names them."""
    if tbl == "person":
        from db import search

        hits = [hit for hit in search.find(book, text, _MOST_CHOICES) if hit.kind == "person"] if text else []
        return [Reference(hit.id.hex(), hit.title, hit.detail) for hit in hits]
    table = schema.BY_NAME[tbl]
    found = records.page(book, table, records.Filter(text=text), limit=_MOST_CHOICES)
    return [Reference(one.id.hex(), one.title, one.state) for one in found]


def _called(record: Record) -> str:
    """Name a record where it is asked about: a number alone does not tell whose it is."""
    whose = record.words.get("person", "")
    return record.title if whose in record.title else f"{record.title} · {whose}"


class RecordsPage(Page):
    """Show the kinds of records of one area; `views` in the order of the menu at the left."""

    def __init__(self, context: Context, title: str, views: Sequence[View]) -> None:
        super().__init__(context, title)
        self._views = {view.name: view for view in views}
        # what is shown of other tables (names of persons, of employers) changes with them
        mine = set(self._views) | {"person"} | {name for view in views for name, _by in view.children}
        self.tables = frozenset(mine)  # type: ignore[misc]
        self.here = Surroundings(context.clock, context.regions or national(), self._find, self._name)
        self.new_action = self.add_action(_("新增"), self.new, icon="plus", shortcut="Ctrl+N", primary=True)
        self.menu = QListWidget()
        self.menu.setAccessibleName(title)
        mark(self.menu, role="menu")
        longest = max(self.menu.fontMetrics().horizontalAdvance(_(view.title)) for view in views)
        self.menu.setFixedWidth(min(max(longest + _MENU_EDGES, _MENU_WIDTH), _WIDE_MENU))
        for view in views:
            item = QListWidgetItem(_(view.title), self.menu)
            item.setToolTip(_(view.title))
            item.setData(Qt.ItemDataRole.UserRole, view.name)
            item.setSizeHint(QSize(0, _MENU_LINE))
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(title)
        self.choice.setModel(self.menu.model())
        self.choice.activated.connect(self.menu.setCurrentRow)
        self.add_beside_title(self.choice)
        self.stack = Views()
        self.paper = PaperView(self)
        self.stack.addWidget(self.paper)
        self._lists: dict[str, RecordList] = {}
        self._sheets: dict[str, RecordSheet] = {}
        self._files: dict[str, RecordFile] = {}
        self._trail: list[QWidget] = []
        self.paper.closed.connect(self.back)
        whole = row(self.menu, gap=2 * GRID)
        whole.addWidget(self.stack, 1)
        self.add(whole, 1)
        self.menu.currentRowChanged.connect(self.choice.setCurrentIndex)
        self.menu.currentRowChanged.connect(lambda _row: self._show_list())
        self.menu.setCurrentRow(0)

    # --- which view, which part

    def view(self, name: str) -> View:
        """Give the view of that name."""
        return self._views[name]

    def may_write(self, view: View) -> bool:
        """Tell whether the one signed in may enter records of a view here."""
        here = self.context
        kind = here.workplace.kind
        return not view.kept and view.kind.table.takes(kind, "patch") and may(here.session.role, view.kind.action, kind)

    def may_do(self, view: View, deed: Deed) -> bool:
        """Tell whether a button of a view is offered to the one signed in."""
        wanted = self._views.get(deed.writes, view)
        return deed.reads or self.may_write(wanted)

    def topic(self) -> str:
        """Name the kind of records in sight."""
        return self.current().name

    def may_move(self, view: View, state: str) -> bool:
        """Tell whether the one signed in may move records of a view into a state."""
        here = self.context
        return may(here.session.role, view.kind.moves.get(state, view.kind.action), here.workplace.kind)

    def current(self) -> View:
        """Give the view chosen in the menu."""
        item = self.menu.currentItem()
        return self._views[item.data(Qt.ItemDataRole.UserRole)]

    def list(self, name: str = "") -> RecordList:
        """Give the list of a view, of the one chosen where none is named; it is made when it is first wanted."""
        view = self._views[name] if name else self.current()
        if view.name not in self._lists:
            made = self._lists[view.name] = RecordList(self, view)
            made.opened.connect(lambda record: self.show_record(view.name, record.id))
            self.stack.addWidget(made)
        return self._lists[view.name]

    def sheet(self, name: str) -> RecordSheet:
        """Give the sheet of a view."""
        if name not in self._sheets:
            made = self._sheets[name] = RecordSheet(self, self._views[name], self.here)
            made.closed.connect(self._leave_sheet)
            made.saved.connect(lambda row_id, then_next: self._after_save(name, row_id, then_next=then_next))
            self.stack.addWidget(made)
        return self._sheets[name]

    def file(self, name: str) -> RecordFile:
        """Give the file of a view."""
        if name not in self._files:
            made = self._files[name] = RecordFile(self, self._views[name])
            made.closed.connect(self.back)
            made.edited.connect(lambda record: self._edit(name, record))
            made.moved.connect(lambda record, state: self.ask_step(name, record, state))
            made.withdrawn.connect(lambda record: self._withdraw(name, record))
            made.printed.connect(self.print)
            made.child_opened.connect(self.show_record)
            made.child_wanted.connect(self.new_of)
            self.stack.addWidget(made)
        return self._files[name]

    def load(self) -> None:
        """Read anew what is in sight."""
        shown = self.stack.currentWidget()
        if isinstance(shown, RecordFile) and shown.record is not None:
            self._read(shown.view, shown.record.id)
        elif isinstance(shown, RecordList):
            shown.reload()

    def open(self, thing: bytes | None) -> None:
        """Show the record with this id, begin a new one (`wish`), or show a list as it is wanted (`seek`)."""
        if thing is None:
            return
        if len(thing) == _ID:
            self._show_unknown(thing)
            return
        told = json.loads(thing)
        if "list" in told:
            self._choose(str(told["list"]))
            self._show_list()
            self.list().choose(str(told["choice"]))
            return
        name = str(told["new"])
        by_name = self._views[name].kind.table.by_name
        self.new_of(name, {
            key: bytes.fromhex(value) if by_name[key].type == "id" else value for key, value in told["values"].items()
        })  # fmt: skip

    def leave(self) -> None:
        """Keep what is half filled in."""
        shown = self.stack.currentWidget()
        if isinstance(shown, RecordSheet):
            shown.leave()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Put the keyboard where one goes on."""
        super().showEvent(event)
        shown = self.stack.currentWidget()
        if isinstance(shown, RecordList):
            shown.line.setFocus()

    def back(self) -> None:
        """Go back to where one came from."""
        self._trail = self._trail[:-1]
        self._put(self._trail[-1] if self._trail else self.list())
        self.load()

    def _show_list(self) -> None:
        self._trail = []
        self._put(self.list())
        self.list().reload()
        if self.window().focusWidget() not in {self.menu, self.choice}:
            self.list().line.setFocus()

    def _go(self, part: QWidget) -> None:
        self._trail = [one for one in self._trail if one is not part] + [part]
        self._put(part)

    def _put(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        is_list = isinstance(part, RecordList)
        self.new_action.setVisible(is_list and self.may_write(self.current()))
        if self.way_back is not None:
            # a file and a sheet have their own step back: two of one key would answer, and so none
            self.way_back.setVisible(is_list)
        self._fit_menu()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave the room to what is read or filled in where there is little."""
        super().resizeEvent(event)
        self._fit_menu()

    def _fit_menu(self) -> None:
        outer = self.layout()
        if outer is None or len(self._views) == 1:
            self.menu.hide()
            self.choice.hide()
            return
        margins = outer.contentsMargins()
        left = self.width() - margins.left() - margins.right() - self.menu.width() - 2 * GRID
        is_list = isinstance(self.stack.currentWidget(), RecordList)
        is_beside = left >= _LEAST_LIST
        self.menu.setVisible(is_beside and (is_list or self.width() >= _ROOM_FOR_MENU))
        self.choice.setVisible(is_list and not is_beside)

    def _choose(self, name: str) -> None:
        """Mark a view in the menu without showing its list."""
        self.menu.blockSignals(True)
        at = list(self._views).index(name)
        self.menu.setCurrentRow(at)
        self.choice.setCurrentIndex(at)
        self.menu.blockSignals(False)

    # --- reading

    def show_record(self, name: str, row_id: bytes) -> None:
        """Show the file of a record."""
        if name not in self._views:
            self.wants.emit(name, row_id)
            return
        self._read(self._views[name], row_id)

    def _read(self, view: View, row_id: bytes) -> None:
        def take(found: File) -> None:
            part = self.file(view.name)
            part.tell(found)
            if self.stack.currentWidget() is not part:
                self._choose(view.name)
                self._go(part)
                part.setFocus()

        record_file.ask(self, view, row_id, take)

    def _show_unknown(self, row_id: bytes) -> None:
        """Show a record whose kind is not told: one of ours has it."""

        def work(book: "Casebook", _progress: "Progress") -> str:
            for name, view in self._views.items():
                if records.count(book, view.kind.table, records.Filter(ids=(row_id,))):
                    return name
            raise records.RecordUnknown(table=self.title())

        self.run(work, lambda name: self.show_record(name, row_id))

    def _find(self, tbl: str, text: str, then: Told) -> None:
        self.run(lambda book, _progress: look_up(book, tbl, text), then)

    def _name(self, tbl: str, row_id: bytes, then: Told) -> None:
        def work(book: "Casebook", _progress: "Progress") -> Sequence[Choice]:
            from db.record_words import Words

            return [Reference(row_id.hex(), Words(book).title(tbl, row_id))]

        self.run(work, then)

    # --- writing

    def new(self) -> None:
        """Begin a new record of the view chosen."""
        self.new_of(self.current().name, {})

    def new_of(self, name: str, values: Mapping[str, Any]) -> None:
        """Begin a new record of a view, with what is known of it."""
        self._choose(name)
        begins = self._views[name].begins
        part = self.sheet(name)
        self._go(part)
        if begins is None:
            part.begin(values)
            return

        def work(book: "Casebook", _progress: "Progress") -> Mapping[str, Any]:
            return {**begins(book, values), **values}

        self.run(work, part.begin)

    def _edit(self, name: str, record: Record) -> None:
        part = self.sheet(name)
        self._go(part)
        part.edit(record)

    def _leave_sheet(self) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, RecordSheet):
            shown.leave()
        self.back()

    def _after_save(self, name: str, row_id: bytes, *, then_next: bool) -> None:
        self.said.emit(_("已保存。"))
        if then_next:
            self.new_of(name, self.sheet(name).belongs)
            return
        self._trail = [one for one in self._trail if not isinstance(one, RecordSheet)]
        if self._trail and isinstance(self._trail[-1], RecordFile) and self._trail[-1].view.name != name:
            self.back_to_file()
        else:
            self.show_record(name, row_id)

    def back_to_file(self) -> None:
        """Go back to the file from which a record that belongs to it was begun."""
        part = self._trail[-1]
        if isinstance(part, RecordFile):
            self._choose(part.view.name)
            self._put(part)
            self.load()

    def ask_step(self, name: str, record: Record, state: str) -> None:
        """Ask for what a step into a state must tell, and take the step."""
        self._step(name, record, state)

    def _step(
        self, name: str, record: Record, state: str, refused: "tuple[Mapping[str, Any], str, str] | None" = None
    ) -> None:
        """Ask for a step; one that was `refused` (fields as filled in, column, why) is asked for again with what was typed."""
        view = self._views[name]
        asked = view.steps.get(state, ())
        title = _("{title}：转为“{state}”").format(title=_called(record), state=_(state))
        dialog = RecordStepDialog(
            self.here, view.kind.table, title, state, asked, {one: record[one] for one in asked}, parent=self
        )  # fmt: skip
        if refused is not None:
            dialog.take_up(*refused)
        done = dialog.exec() == dialog.DialogCode.Accepted
        raw = dialog.form.raw()
        fields = {column for column in view.kind.table.by_name if dialog.field_of(column)}
        values, day = (dialog.values(), dialog.on()) if done else ({}, None)
        dialog.deleteLater()
        if day is None:
            return
        second: Session | None = None
        if view.kind.takes_two(state):
            second = ask_second(self.context, title, self)
            if second is None:
                return

        def work(book: "Casebook", _progress: "Progress") -> None:
            records.move(book, view.kind, record.id, state, values, day=day, second=second)

        def refuse(error: Exception) -> None:
            column = str(error.fields.get("column", "")) if isinstance(error, UserError) else ""
            if isinstance(error, UserError) and column in fields:
                self._step(name, record, state, (raw, column, say(error)))  # nothing that was typed is lost
            else:
                self.failed.emit(error)

        self.run(
            work,
            lambda _done: self.said.emit(_("已转为“{state}”。").format(state=_(state))),
            failed=refuse,
            write=True,
            touches=self.tables,
        )

    def _withdraw(self, name: str, record: Record) -> None:
        said = ask_reason(
            self, _("撤回这条记录"), _("“{title}”不再计入统计；原记录和撤回原因都留存。").format(title=_called(record)), _("撤回"),
            reasons=[_(one) for one in _WITHDRAWALS],
        )  # fmt: skip
        if said is None:
            return
        kind = self._views[name].kind
        asked = _("撤回“{title}”：{reason}").format(title=_called(record), reason=said.reason)
        second = ask_second(self.context, asked, self) if kind.takes_two() else None
        if kind.takes_two() and second is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> None:
            records.withdraw(book, kind, record.id, said.reason, second=second)

        def take(_done: None) -> None:
            self.said.emit(_("已撤回。"))
            self._show_list()

        self.run(work, take, write=True, touches={kind.name, *self.tables})

    # --- leaving the house

    def print(self, record: Record, paper: Paper) -> None:
        """Make a paper of a record and show it."""
        self.paper.make(
            f"{_(paper.title)} {record.title}", paper.work(record), lambda: self._go(self.paper), kind=paper.kind, note=_(paper.note),
        )  # fmt: skip

    def show_paper(self, title: str, work: "PaperWork", kind: str, note: str = "") -> None:
        """Make a paper of a whole list and show it."""
        self.paper.make(title, work, lambda: self._go(self.paper), kind=kind, note=note)

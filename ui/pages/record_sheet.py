"""The sheet on which a record is filled in: its form, its draft kept while one types, the drafts that wait, the two buttons."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from rules import clock as clocks
from rules.errors import AppError
from ui import actions
from ui.dialogs.second_sign import ask_second
from ui.error_text import say
from ui.pages.intake_drafts import DraftsCard, Sheet
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.fields import LineField
from ui.widgets.labels import column, label, row
from ui.widgets.record_form import Surroundings
from ui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from db.casebook import Casebook, Session
    from db.drafts import Draft
    from db.records import Record
    from ui.jobs import Progress
    from ui.pages.page import Page
    from ui.pages.record_views import View

DRAFT_PAUSE_MS = 800
_DAY = "day"
"""The business day, of which a new form takes today for granted."""
_ROW = "\0row"
"""In a draft: which record is being changed (id in hex)."""


class RecordSheet(QWidget):
    """Fill in a new record of one view, change a register's, or correct a fact."""

    saved = Signal(object, bool)
    """The row's id (bytes), and whether the next one shall be filled in."""
    closed = Signal()

    def __init__(self, page: "Page", view: "View", here: Surroundings) -> None:
        super().__init__(page)
        self.view = view
        self._page = page
        self._before: Record | None = None
        self._sheet = Sheet(kind=self._draft_kind)
        self._is_dirty = self._is_filling = self._saving = False
        self._begun: Mapping[str, Any] = {}
        self.form = view.form(here, view.kind.table, view.sections(), hints=view.hints, judge=view.judge)
        self.kept = label("", "hint")
        self.told = VerdictPanel()
        self.told.hide()
        self._asked: tuple[Any, ...] = ()
        self.drafts = DraftsCard(page.context.clock, _("未填完的"), self._draft_words)
        self.save_action = actions.action(self, _("保存"), self.save, icon="content-save-outline", shortcut="Ctrl+S")
        self.next_action = actions.action(
            self, _("保存并下一条"), lambda: self.save(then_next=True), icon="plus", shortcut="Ctrl+Return"
        )
        self.belongs: Mapping[str, Any] = {}
        """To which record the new one belongs from whose file it was begun; the next one does, too."""
        self._build()
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.form.changed.connect(self._on_change)
        self.form.completed.connect(self._to_button)
        for name in view.told_by:
            field = self.form.field(name)
            if isinstance(field, LineField):
                field.judged.connect(lambda _found: self._ask())
        self.drafts.wanted.connect(self._resume)
        self.drafts.dropped.connect(self._drop)
        # the form may be laid out anew before: where a field stands is known after that
        self._following = QTimer(self, singleShot=True, interval=0)
        self._following.timeout.connect(self._follow_focus)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._note_focus)  # by its name: a lambda would outlive the sheet

    @property
    def _draft_kind(self) -> str:
        return f"record-{self.view.name}"

    def _build(self) -> None:
        back = actions.action(self, _("返回"), self.closed.emit, icon="arrow-left", shortcut="Alt+Left")
        self._head = TitleLine(back, (self.next_action,), self.save_action)
        card = Card()
        card.body.addWidget(self.told)
        card.body.addWidget(self.form)
        card.body.addLayout(row(label(_("回车到下一栏，Esc 回上一栏"), "hint"), None, self.kept))
        content = QWidget()
        mark(content, ground="window")
        content.setLayout(column(self.drafts, card, None))
        self._area = QScrollArea()
        self._area.setWidget(content)
        self._area.setWidgetResizable(True)
        self.setLayout(column(self._head, self._area))

    # --- what is filled in

    def begin(self, values: Mapping[str, Any] | None = None) -> None:
        """Begin a new record, with what is known of it."""
        columns = self.view.kind.table.by_name
        told = list((values or {}).items())
        self.belongs = {name: one for name, one in told if columns[name].type == "id" and name != "person"}
        known = {**self.view.defaults, **(values or {})}
        if self.form.has(_DAY):
            known.setdefault(_DAY, clocks.today(self._page.context.clock))
        self._start(None, known, "")
        self.form.begin(frozenset(name for name, one in told if one))
        self._begun = self.form.raw()
        self._ask_drafts()

    def edit(self, record: "Record") -> None:
        """Change this record, or, of a fact, enter what corrects it."""
        self._start(record, record.values, "")
        self.drafts.show_drafts(())

    def leave(self) -> None:
        """Keep what is half filled in."""
        self.keep()

    def _start(self, before: "Record | None", values: Mapping[str, Any], name: str) -> None:
        self._pause.stop()
        self._sheet = Sheet(name, self._draft_kind)
        self._before, self._is_dirty = before, False
        self._is_filling = True
        self.form.fill(values)
        self._is_filling = False
        self.kept.clear()
        kind = _(self.view.title)
        is_fact = self.view.kind.table.kind == "fact"
        words = _("新增：{kind}") if before is None else _("更正：{kind}") if is_fact else _("修改：{kind}")
        self._head.tell(words.format(kind=kind))
        self.next_action.setVisible(before is None)
        self.form.begin()
        self._asked = ()
        self.told.hide()
        self._ask()

    # --- drafts

    def keep(self) -> None:
        """Keep the form as a draft, or forget the draft of a form that is empty again."""
        self._pause.stop()
        if not self._is_dirty or self._saving:
            return
        self._is_dirty = False
        sheet, before = self._sheet, self._before
        is_empty = before is None and (self.form.is_empty() or self.form.raw() == self._begun)
        values = None if is_empty else self.form.raw() | ({_ROW: before.id.hex()} if before is not None else {})

        def say_kept(_done: None) -> None:
            if sheet is self._sheet and not is_empty:
                self.kept.setText(_("草稿已存 {time}").format(time=f"{self._page.context.clock.now():%H:%M}"))

        self._page.run(sheet.keeping(values), say_kept, write=True, touches=("draft",))

    def _on_change(self) -> None:
        if not self._is_filling:
            self._is_dirty = True
            self._pause.start()

    # --- what the form tells at once

    def _ask(self) -> None:
        """Let the view tell what it knows of the columns just filled in, where it has something to tell."""
        tells = self.view.tells
        if tells is None or self._saving or self._is_filling:
            return
        values = self.form.values()
        asked = tuple(values.get(name) for name in self.view.told_by)
        if asked == self._asked:
            return
        self._asked = asked
        own = self._before.id if self._before is not None else None

        def work(book: "Casebook", _progress: "Progress") -> tuple[str, str, str] | None:
            return tells(book, {**values, _ROW: own})

        def take(found: tuple[str, str, str] | None) -> None:
            if asked == self._asked:
                self.told.setVisible(found is not None)
                if found is not None:
                    self.told.tell(Verdict(found[0]), found[1], found[2])

        self._page.run(work, take)

    def _ask_drafts(self) -> None:
        def work(book: "Casebook", _progress: "Progress") -> "list[Draft]":
            from db import drafts

            return drafts.of_kind(book, self._draft_kind)

        def take(found: "list[Draft]") -> None:
            self.drafts.show_drafts([draft for draft in found if draft.name != self._sheet.name])

        self._page.run(work, take)

    def _draft_words(self, draft: "Draft") -> str:
        """Name a draft by the first words typed into it."""
        texts = [str(draft.values[name]) for name in self._word_fields() if draft.values.get(name)]
        return texts[0][:20] if texts else _("还没有名称")

    def _word_fields(self) -> list[str]:
        table = self.view.kind.table
        return [one.name for one in table.columns if one.type == "text" and not one.codes and self.form.has(one.name)]

    def _resume(self, draft: "Draft") -> None:
        self.keep()
        table, row_hex = self.view.kind.table, str(draft.values.get(_ROW, ""))

        def work(book: "Casebook", _progress: "Progress") -> "Record | None":
            from db import records

            return records.get(book, table, bytes.fromhex(row_hex)) if row_hex else None

        def take(found: "Record | None") -> None:
            self._start(found, draft.values, draft.name)
            self._ask_drafts()

        self._page.run(work, take)

    def _drop(self, name: str) -> None:
        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import drafts

            drafts.drop(book, name)

        self._page.run(work, lambda _done: self._ask_drafts(), write=True, touches=("draft",))

    # --- saving

    def save(self, *, then_next: bool = False) -> None:
        """Enter what is filled in; an error stands beside the field that it is about, any other above the page."""
        if self._saving or not self.form.check():
            return
        kind = self.view.kind
        second: Session | None = None
        if kind.takes_two():
            what = _("登记“{kind}”，须由另一人核准。").format(kind=_(self.view.title))
            second = ask_second(self._page.context, what, self)
            if second is None:
                return
        self._pause.stop()
        self._saving = True
        view, before, sheet, values = self.view, self._before, self._sheet, self.form.values()

        def work(book: "Casebook", _progress: "Progress") -> bytes:
            from db import records

            if before is None:
                made = view.enter(book, values, second)
            elif kind.table.kind == "fact":
                made = records.correct(book, kind, before.id, values, second=second)
            else:
                records.change(book, kind, before.id, values)
                made = before.id
            sheet.forget(book)
            return made

        def take(made: bytes) -> None:
            self._saving = self._is_dirty = False
            self.saved.emit(made, then_next)

        job = self._page.run(
            work, take, failed=self._refuse, write=True, touches={kind.name, *self._page.tables, "draft"}
        )
        job.finished.connect(self._release)

    def _release(self) -> None:
        self._saving = False

    def _refuse(self, error: Exception) -> None:
        name = str(error.fields.get("column", "")) if isinstance(error, AppError) else ""
        if isinstance(error, AppError) and self.form.has(name):
            self.form.refuse(name, say(error))
        else:
            self._page.failed.emit(error)

    def _to_button(self) -> None:
        """At the end of the form the next Enter saves."""
        if (save := self._head.primary) is not None:
            save.setAutoDefault(True)
            save.setFocus()

    def _note_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form.isAncestorOf(now):
            self._following.start()

    def _follow_focus(self) -> None:
        """Keep the field in sight that has the keyboard."""
        now = QApplication.focusWidget()
        if now is not None and self.form.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, 8 * GRID)

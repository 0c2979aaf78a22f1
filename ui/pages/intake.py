"""登记: a person in three minutes, by keyboard alone; somebody known is found before anything new is made.

The same form changes a file: it is filled with what is there, and only what differs is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from rules import clock as clocks
from rules import idnumber, scanning
from rules.errors import AppError
from rules.regions import national
from rules.scanning import Scanned
from ui.actions import ActionButton, action, button
from ui.error_text import say
from ui.pages.intake_drafts import DraftsCard, Sheet
from ui.pages.intake_form import IntakeForm
from ui.pages.intake_known import Known, KnownPanel, gather
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.fields import Judgement, Standing
from ui.widgets.flow import Flow
from ui.widgets.labels import label, row
from ui.widgets.search_box import Found

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.drafts import Draft
    from db.people import PersonRow
    from ui.jobs import Progress

DRAFT_PAUSE_MS = 300
_BESIDE = {"NAME_EMPTY": "name", "NAME_UNFIT": "name", "NAME_TOO_LONG": "name"}
"""Errors that are said beside a field."""


@dataclass(frozen=True)
class _Saved:
    """Hold what came of saving: the person, or those who may be the same and must be looked at first."""

    person: "PersonRow | None"
    twins: Sequence[Known] = ()


class IntakePage(Page):
    """Register a person, or change a file."""

    tables = frozenset({"draft"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("登记"))
        self._editing: PersonRow | None = None
        self._sheet = Sheet()
        self._is_filling = False
        self._is_dirty = False
        self._accepted: frozenset[bytes] = frozenset()
        self._found: Sequence[PersonRow] = ()
        self._saving = False
        self._asked = 0
        self.add_action(_("返回"), self._go_back, icon="arrow-left", shortcut="Alt+Left")
        self.save_action = self.add_action(_("保存"), self.save, icon="content-save-outline", shortcut="Ctrl+S")
        self.next_action = self.add_action(
            _("保存并下一位"), self.save_and_next, icon="account-plus-outline", shortcut="Ctrl+Return", primary=True
        )
        self.drafts = DraftsCard(context.clock)
        self.drafts.wanted.connect(self._resume)
        self.drafts.dropped.connect(self._drop)
        self.known = KnownPanel()
        card = Card()
        self.form = IntakeForm(context.clock, context.regions or national())
        card.body.addWidget(self.form)
        self.kept = label("", "hint")
        self.day_button = button(_("补登以前的日期"), self.form.ask_day, kind="quiet", icon="calendar-outline")
        self.aside_action = action(
            self, _("先存着，登记别人"), self._put_aside, icon="account-plus-outline", shortcut="Ctrl+N"
        )
        foot = Flow(2 * GRID)
        foot.add(label(_("回车到下一栏，Esc 回上一栏"), "hint"))
        foot.add(self.day_button)
        foot.add(ActionButton(self.aside_action, "quiet"))
        card.body.addLayout(row(foot, self.kept))
        self.add(self.drafts)
        self.add(self.known)
        self.add(card)
        self.body.addStretch(1)
        self._pause = QTimer(self, singleShot=True, interval=DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        self._connect()

    def _connect(self) -> None:
        form = self.form
        self.known.opened.connect(self._open_known)
        self.known.told_apart.connect(self._accept_twins)
        form.changed.connect(self._on_change)
        form.completed.connect(self._to_button)
        form.number.recognised.connect(self._look_for_number)
        form.name.editingFinished.connect(self._look_for_name)
        form.birth.editingFinished.connect(self._look_for_name)
        form.phone.judged.connect(self._look_for_phone)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    # --- coming and going

    def open(self, thing: bytes | None) -> None:
        """Begin a new person (no bytes), or change the file with this id; what was half filled in is kept as a draft."""
        if not thing:
            self._put_aside()
            return
        if self._editing is not None and self._editing.id == thing:
            return
        self._keep()
        self._ask_for(thing, {})

    def take_scan(self, scanned: Scanned, _hits: Sequence[Found]) -> bool:
        """Take a person's number, or the record of a card, as if it had been typed where it belongs.

        While a file is being changed that has its number, or a form bears another number, what is there is kept as a draft and a new one begun.
        """
        if scanning.PERSON not in scanned.kinds:
            return False
        held = idnumber.normalise(self.form.number.text())
        if held != scanned.text:
            own = self._editing
            if held or (own is not None and not own.doc_pending):
                self._keep()
                self._begin()
            self.form.number.set_value(scanned.text)
        for field, value in ((self.form.name, scanned.name), (self.form.address, scanned.address)):
            if value and not field.text().strip():
                field.set_value(value)
        check = self.form.number.judgement.value
        if isinstance(check, idnumber.IdCheck):
            self._look_for_number(check)
        (self.form.phone if self.form.name.text().strip() else self.form.name).setFocus()
        return True

    def begin_scan(self, scanned: Scanned, hits: Sequence[Found]) -> bool:
        """Begin a new person with the card that was scanned on another page; what is half filled in is kept."""
        self._put_aside()
        return self.take_scan(scanned, hits)

    def load(self) -> None:
        """Ask which drafts wait."""
        from db import drafts, overview

        regions = self.form.regions
        self.run(lambda book, _progress: drafts.of_kind(book, overview.INTAKE), self._show_drafts)
        # the first search reads how three thousand names sound: not while somebody types
        self.run(lambda _book, _progress: regions.search("a"), lambda _found: None)

    def leave(self) -> None:
        """Keep what is half filled in."""
        self._keep()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Put the keyboard on the first field."""
        super().showEvent(event)
        (self.form.number if self._editing is None else self.form.phone).setFocus(Qt.FocusReason.TabFocusReason)

    def _go_back(self) -> None:
        if self._editing is not None:
            self.wants.emit("person", self._editing.id)
        else:
            self.wants.emit("people", None)

    def _put_aside(self) -> None:
        """Keep what is half filled in as a draft, and begin somebody new: else the next person's number would stand over this one's address."""
        if self._editing is not None or not self.form.is_empty():
            self._keep()
            self._begin()

    def _begin(self, name: str = "") -> None:
        """Empty the form for another person."""
        self._pause.stop()
        self._asked += 1
        self._sheet = Sheet(name)
        self._editing, self._is_dirty, self._accepted = None, False, frozenset()
        self._fill(self.form.clear)
        self._hide_known()
        self.kept.clear()
        self.set_title(_("登记"))
        self._name_buttons(is_new=True)
        self.form.number.setFocus()

    def _ask_for(self, person: bytes, over: Mapping[str, Any], name: str = "") -> None:
        """Fetch a file and fill the form with it, and with the draft `over` it."""

        def work(book: "Casebook", _progress: "Progress") -> "PersonRow":
            from db import people

            return people.get(book, person)

        def take(found: "PersonRow") -> None:
            self._begin(name)
            self._editing = found
            self._fill(lambda: self.form.show_person(found))
            if over:
                self._fill(lambda: self.form.fill(over))
            self.set_title(_("修改资料"), _("{name} · 只改有变化的栏目").format(name=found.name))
            self._name_buttons(is_new=False)
            # name and number of somebody who came before seldom change, the telephone often
            (self.form.number if found.doc_pending else self.form.phone).setFocus(Qt.FocusReason.TabFocusReason)

        self.run(work, take)

    def _fill(self, fill: Any) -> None:
        self._is_filling = True
        try:
            fill()
        finally:
            self._is_filling = False

    def _name_buttons(self, *, is_new: bool) -> None:
        """Let the button in colour be the one that fits: the next person, or this file."""
        self.save_action.setVisible(is_new)
        self.next_action.setText(_("保存并下一位") if is_new else _("保存"))
        self.next_action.setShortcuts(
            [QKeySequence(key) for key in (("Ctrl+Return",) if is_new else ("Ctrl+S", "Ctrl+Return"))]
        )

    # --- drafts

    def _on_change(self) -> None:
        if not self._is_filling:
            self._is_dirty = True
            self._pause.start()

    def _keep(self) -> None:
        """Keep the form as a draft, or forget the draft of a form that is empty again."""
        self._pause.stop()
        if not self._is_dirty or self._saving:
            return
        self._is_dirty = False
        sheet, values = self._sheet, self.form.raw()
        if self._editing is not None:
            values |= {"person": self._editing.id.hex()}
        is_empty = self._editing is None and self.form.is_empty()

        def say_kept(_done: None) -> None:
            if sheet is self._sheet and not is_empty:
                self.kept.setText(_("草稿已存 {time}").format(time=f"{self.context.clock.now():%H:%M}"))

        self.run(sheet.keeping(None if is_empty else values), say_kept, write=True, touches=("draft",))

    def _show_drafts(self, found: "Sequence[Draft]") -> None:
        self.drafts.show_drafts([draft for draft in found if draft.name != self._sheet.name])

    def _resume(self, draft: "Draft") -> None:
        self._keep()
        if person := str(draft.values.get("person", "")):
            self._ask_for(bytes.fromhex(person), draft.values, draft.name)
        else:
            self._begin(draft.name)
            self._fill(lambda: self.form.fill(draft.values))
            self._look_again()
        self._stale = True
        self.come()

    def _drop(self, name: str) -> None:
        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import drafts

            drafts.drop(book, name)

        self.run(work, lambda _done: None, write=True, touches=("draft",))

    # --- who this may be already

    def _look_again(self) -> None:
        check = self.form.number.judgement.value
        if isinstance(check, idnumber.IdCheck):
            self._look_for_number(check)
        self._look_for_phone(self.form.phone.judgement)

    def _look_for_number(self, check: idnumber.IdCheck) -> None:
        """Look as soon as the number is certain, unless it is this file's own."""
        if not self._is_filling and (self._editing is None or check.number != self._editing.doc_no):
            self._look(check)

    def _look_for_name(self) -> None:
        if self.form.name.text().strip() and not self._is_filling:
            check = self.form.number.judgement.value
            self._look(check if isinstance(check, idnumber.IdCheck) else None)

    def _look(self, check: idnumber.IdCheck | None) -> None:
        """Ask who this may be, by all that is known by now; the answer to an older question is dropped."""
        name, birth, number = self.form.name.text().strip(), str(self.form.birth.judgement.value or ""), ""
        if check is not None:
            number, birth = check.number, check.birth.isoformat() if check.birth else birth
        if not number and not birth:
            return
        self._asked += 1
        asked = self._asked

        passed = self._passed()

        def work(book: "Casebook", _progress: "Progress") -> list[Known]:
            from db import people

            twins = people.find_twins(book, people.PersonDraft(name, birth=birth, doc_no=number))
            return gather(book, [twin for twin in twins if twin.id not in passed])

        def take(found: list[Known]) -> None:
            if asked == self._asked:
                self._show_known(found, number)

        self.run(work, take)

    def _passed(self) -> frozenset[bytes]:
        """Give those who are not asked about: whose file this is, and who was told apart."""
        return self._accepted | {self._editing.id} if self._editing else self._accepted

    def _show_known(self, found: Sequence[Known], doc_no: str) -> None:
        passed = self._passed()
        others = [known for known in found if known.person.id not in passed]
        self._found = [known.person for known in others]
        if not others:
            self._hide_known()
            return
        same = bool(doc_no) and others[0].person.doc_no == doc_no
        self.known.show_person(others[0], clocks.today(self.context.clock), same_number=same)
        if self.known.is_same and self._editing is None:
            self.known.change_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _hide_known(self) -> None:
        self._found = ()
        self.known.hide()

    def _open_known(self) -> None:
        """Leave the new form for the file that is there; what was typed here is that person's and is not kept twice."""
        if not self._found:
            return
        person, sheet = self._found[0], self._sheet
        self._pause.stop()
        self._is_dirty = False
        if self._editing is None:
            self.run(lambda book, _progress: sheet.forget(book), lambda _done: None, write=True, touches=("draft",))
        self._begin()
        self._ask_for(person.id, {})

    def _accept_twins(self) -> None:
        self._accepted |= {person.id for person in self._found}
        self._hide_known()
        self.form.phone.setFocus()

    def _look_for_phone(self, judgement: Judgement) -> None:
        if judgement.standing is not Standing.GOOD:
            self.form.ask_owner("")
            return
        number, own = str(judgement.value), self._editing.id if self._editing else b""

        def work(book: "Casebook", _progress: "Progress") -> "list[PersonRow]":
            from db import overview

            return [person for person in overview.phone_users(book, number) if person.id != own]

        def take(found: "list[PersonRow]") -> None:
            if number == self.form.phone.judgement.value:
                names = _("、").join(person.name for person in found[:3])
                self.form.ask_owner(_("{names} 也用这个号码，是谁的？").format(names=names) if found else "")

        self.run(work, take)

    # --- saving

    def save(self) -> None:
        """Save and show the person's file."""
        self._save(then_next=False)

    def save_and_next(self) -> None:
        """Save and begin the next person; a file that was changed is shown instead."""
        self._save(then_next=self._editing is None)

    def _save(self, *, then_next: bool) -> None:
        if self._saving or not self.form.check():
            return
        if self._found and (self._editing is None or self.form.number.value() is not None):
            self._ask_to_decide()
            return
        self._pause.stop()
        self._saving = True
        self._asked += 1
        sheet, editing, accepted, form = self._sheet, self._editing, self._accepted, self.form
        typed = form.draft()
        changes = form.changes(editing) if editing is not None else {}

        def work(book: "Casebook", _progress: "Progress") -> _Saved:
            from db import people

            if editing is not None:
                person = people.change(book, editing.id, changes) if changes else editing
            else:
                draft = people.check(book, typed)
                twins = [twin for twin in people.find_twins(book, draft) if twin.id not in accepted]
                if twins:
                    return _Saved(None, gather(book, twins))
                person = people.register(book, typed)
            sheet.forget(book)
            return _Saved(person)

        job = self.run(
            work,
            lambda saved: self._after_save(saved, then_next=then_next),
            failed=self._refuse,
            write=True,
            touches=("person", "person_profile", "draft"),
        )
        job.finished.connect(self._release)

    def _release(self) -> None:
        self._saving = False

    def _after_save(self, saved: _Saved, *, then_next: bool) -> None:
        self._saving = False
        if saved.person is None:
            self._show_known(saved.twins, str(self.form.values()["doc_no"]))
            self._ask_to_decide()
            return
        person, is_new = saved.person, self._editing is None
        self._begin()
        pending = _("（证件待补）") if person.doc_pending else ""
        words = _("已登记：{name}{pending}") if is_new else _("已修改：{name}{pending}")
        self.said.emit(words.format(name=person.name, pending=pending))
        if not then_next:
            self.wants.emit("person", person.id)

    def _ask_to_decide(self) -> None:
        """Lead the eye and the keyboard to the question that must be answered before saving."""
        self.known.change_button.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll_to(self.known)

    def _refuse(self, error: Exception) -> None:
        """Say an error beside the field that it is about, any other above the page."""
        code = error.code if isinstance(error, AppError) else ""
        if code in _BESIDE and isinstance(error, AppError):
            self.form.say(_BESIDE[code], "✕ " + say(error))
            self.form.field(_BESIDE[code]).setFocus()
            return
        self.failed.emit(error)

    # --- the keyboard

    def _to_button(self) -> None:
        """At the end of the form the next Enter saves."""
        words = self.next_action.text()
        for found in self.findChildren(ActionButton):
            if found.text().split("  ")[0] == words:
                found.setAutoDefault(True)
                found.setFocus(Qt.FocusReason.TabFocusReason)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Keep the field in sight that has the keyboard."""
        if now is not None and self.form.isAncestorOf(now):
            self._scroll_to(now)

    def _scroll_to(self, widget: QWidget) -> None:
        area = self.findChild(QScrollArea)
        content = area.widget() if area is not None else None
        if area is not None and content is not None and content.isAncestorOf(widget):
            for corner in (widget.rect().bottomLeft(), widget.rect().topLeft()):
                area.ensureVisible(0, widget.mapTo(content, corner).y(), 0, 10 * GRID)


def _unfinished(book: "Casebook") -> Told:
    from db import drafts, overview

    return Told(len(drafts.of_kind(book, overview.INTAKE)), _("打开即可接着填"))


SPEC = PageSpec(
    "intake", N_("登记"), "account-plus-outline", IntakePage, under="people", scans=frozenset({scanning.PERSON}),
    tiles=(Tile(N_("未完成的登记"), "file-document-edit-outline", _unfinished),),
)  # fmt: skip

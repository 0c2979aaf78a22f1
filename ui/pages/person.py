"""One person's file: who it is, what was done for them in which year, what they can have now."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QMenu, QWidget

from db import story
from rules import chain, documents, money
from rules import clock as clocks
from rules.eligibility import ONCE_A_YEAR, eligible
from rules.permissions import Action, may
from rules.regions import Regions, national
from ui import code_words
from ui.actions import ActionButton, action, button
from ui.dialogs.progress import ProgressDialog
from ui.pages.conflict_card import ConflictCard
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.print_menu import PrintMenu
from ui.papers import forms
from ui.record_wishes import wish
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph, Verdict, VerdictPanel
from ui.widgets.chain_strip import ChainStrip
from ui.widgets.flow import Flow
from ui.widgets.id_number import sex_word
from ui.widgets.labels import column, label, row
from ui.widgets.photograph import Photograph
from ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook, Session
    from db.conflicts import Conflict
    from db.erasure import Scope
    from db.people import Event, PersonRow
    from db.tables.declaration import Table
    from db.training import ClassRow
    from db.vouchers import Quota
    from rules.eligibility import Finding
    from ui.jobs import Progress

_LONG_NAME = 16
"""Characters of a name in the title; the whole name stands below it."""
_LINE = 32
"""Height in px of a line of facts: that of the button beside the number, so that all stand evenly."""
_KINDS = {
    "person": "person", "enrolment": "enrolment", "voucher_issue": "voucher", "voucher_loss": "voucher", "voucher_void": "voucher",
    "redemption": "redemption", "result": "result", "certificate": "certificate", "ledger_voucher": "ledger", "ledger_certificate": "ledger",
    "hardship_file": "ledger", "past_benefit": "ledger",
}  # fmt: skip

_OF_STEP = {
    chain.REGISTERED: "person", chain.CERTIFIED: "certificate", chain.REFERRED: "job", chain.WORKING: "job", chain.FOLLOWED: "follow", chain.RIGHTS: "rights", chain.RELIEF: "relief",
    chain.MEMBERSHIP: "member", chain.TRAINED: "training",
}  # fmt: skip
SERVICES = frozenset(table.name for table, _story in story.tables())
"""The tables of the service areas that belong to a person's story."""
_IN_PART = re.compile(r"\d{4}(?:-\d{2})?")


class _NoDay(dt.date):
    """Stand where a day is not known, or in part, and say so instead of guessing one."""

    words = ""

    def isoformat(self) -> str:
        return self.words or _("日期不详")


@dataclass(frozen=True)
class Happening:
    """Hold one event as the timeline shows it."""

    day: dt.date
    kind: str
    title: str
    detail: str


def happenings(events: "Sequence[Event]") -> list[Happening]:
    """Give a person's story for the timeline, the newest first."""
    told = []
    for event in reversed(events):
        try:
            day = dt.date.fromisoformat(event.day)
        except ValueError:
            day = _NoDay(1, 1, 1)
            day.words = event.day if _IN_PART.fullmatch(event.day) else ""
        kind = _OF_STEP.get(event.kind) or _KINDS.get(event.table, "")
        detail = (
            _("{kind} · {detail}").format(kind=_(event.kind), detail=event.detail) if kind == "ledger" else event.detail
        )
        told.append(Happening(day, kind, _(event.title), _(detail)))
    return told


@dataclass(frozen=True)
class File:
    """Hold all that the page shows."""

    person: "PersonRow"
    events: "Sequence[Event]"
    findings: "Sequence[Finding]"
    quota: "Quota"
    twins: "Sequence[PersonRow]"
    same: frozenset[bytes]
    classes: "Sequence[ClassRow]"
    enrolled: frozenset[bytes]
    conflicts: "Sequence[Conflict]"
    erased_on: "dt.datetime | None" = None
    photo: bytes | None = None
    camera_folder: str = ""
    camera: str = ""


def gather(book: "Casebook", person: bytes) -> File:
    """Read a person's file; raise PersonUnknown."""
    from db import conflicts, erasure, overview, people, photographs, training, vouchers
    from ui.photographs import CAMERA, CAMERA_FOLDER

    found = people.get(book, person)
    draft = people.PersonDraft(found.name, birth=found.birth, doc_no=found.doc_no)
    today = book.today.isoformat()
    return File(
        person=found, events=people.timeline(book, person), findings=vouchers.findings(book, person), quota=vouchers.quota(book),
        twins=[twin for twin in people.find_twins(book, draft) if twin.id != person],
        same=frozenset(people.same_persons(book, person)),
        classes=[row for row in training.classes(book) if row.ends >= today and row.status not in {training.ENDED, training.CANCELLED, *training.UNAPPROVED}],
        enrolled=frozenset(overview.enrolled_in(book, person)),
        conflicts=conflicts.conflicts(book, person) if found.disputed else (),
        erased_on=erasure.erased_on(book, person) if found.erased else None, photo=photographs.of(book, found.photo),
        camera_folder=book.setting(CAMERA_FOLDER),
        camera=book.setting(CAMERA),
    )  # fmt: skip


class PersonPage(Page):
    """Show one person."""

    tables = SERVICES | frozenset(
        {"person", "person_profile", "enrolment", "training_class", "voucher_issue", "voucher_void", "voucher_loss", "redemption", "result",
         "certificate", "unit_grant", "same_as", "ledger_voucher", "ledger_certificate", "hardship_file", "past_benefit"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("服务对象"))
        self._regions: Regions = context.regions or national()
        self._id: bytes | None = None
        self._file: File | None = None
        self._revealed = False
        self._buttons_of_head()
        self._facts = Card()
        self.document = label("")
        self.reveal = button(_("显示"), self._reveal, kind="quiet", icon="eye-outline")
        self._lines = column(gap=0)
        self.who = label("", wrap=True)
        who = row(Glyph("account-outline"))
        who.addWidget(self.who, 1)
        self._lines.addLayout(who)
        self._lines.addLayout(row(Glyph("card-account-details-outline"), self.document, self.reveal, None))
        self._told = QWidget()
        self._told.setLayout(self._lines)
        self.photograph = Photograph()
        beside = row(gap=4 * GRID)
        beside.addWidget(self._told, 1)
        beside.addWidget(self.photograph, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.body.addLayout(beside)
        self.contact, self.home, self.more = label(wrap=True), label(wrap=True), label(wrap=True)
        for icon, words in (
            ("phone-outline", self.contact),
            ("map-marker-outline", self.home),
            ("account-details-outline", self.more),
        ):
            line = row(Glyph(icon))
            line.addWidget(words, 1)
            self._lines.addLayout(line)
        for words in (self.who, self.contact, self.home, self.more):
            words.setMinimumHeight(_LINE)
        for deeds in (
            (self.edit_action, self.enrol_action, self.photo_action),
            (self.serve_action, None, self.audit_action, self.erase_action),
        ):
            flow = Flow(gap=2 * GRID)
            for act in deeds:
                flow.add(ActionButton(act) if act is not None else self.prints.button)
            self._facts.body.addWidget(flow)
        self.erased = VerdictPanel(Verdict.NOTE)
        self.erased.hide()
        self.twin = VerdictPanel(Verdict.CAUTION)
        self._open_twin = button(_("打开另一份档案"), self._to_twin)
        self.twin.buttons.addWidget(self._open_twin)
        self.pending = VerdictPanel(
            Verdict.CAUTION, _("证件待补"), _("补录证件之前可以报名上课，但不能领培训券和证书。")
        )
        self.pending.buttons.addWidget(button(_("补录证件"), self._edit))
        self.conflicts = ConflictCard(context, self._regions)
        self.conflicts.decided.connect(self._decide)
        self.voucher = VerdictPanel()
        self.issue_action = action(
            self, _("发放培训券"), self._to_voucher, icon="ticket-confirmation-outline", shortcut="Ctrl+Return"
        )
        self.issue_action.setVisible(False)
        self.issue_button = ActionButton(self.issue_action, "primary")
        self.voucher.buttons.addWidget(self.issue_button)
        self.source = label("", "hint", wrap=True)
        told = Card(_("办理经过"))
        self.way = ChainStrip()
        self.timeline = self.begins_at = Timeline()
        self.timeline.activated.connect(self._open_event)
        told.body.addWidget(self.way)
        told.body.addWidget(self.timeline)
        for part in (
            self.erased,
            self._facts,
            self.conflicts,
            self.pending,
            self.twin,
            self.voucher,
            self.source,
            told,
        ):
            self.add(part)
        self.body.addStretch(1)

    def _buttons_of_head(self) -> None:
        # whoever is looked at may be followed by somebody new
        self.add_action(_("登记新人"), lambda: self.wants.emit("intake", b""), icon="plus", shortcut="Ctrl+N")
        self.edit_action = action(self, _("修改资料"), self._edit, icon="pencil-outline", shortcut="Ctrl+E")
        self.enrol_action = action(self, _("报名…"), self.enrol, icon="school-outline", shortcut="Ctrl+B")
        self.serve_action = action(self, _("办理…"), self.serve, icon="hand-heart-outline", shortcut="Ctrl+J")
        self.serve_action.setVisible(bool(self.services()))
        self.photo_action = action(self, _("照片"), self.ask_photograph, icon="camera-outline", shortcut="Ctrl+H")
        self.paper = PaperView(self)
        self.paper.hide()  # it has no place in the page until it covers it
        self.paper.closed.connect(self.uncover)
        self.prints = PrintMenu(
            self, self, self.paper, forms.PERSON, self._named, lambda: self.cover(self.paper), shortcut="Ctrl+P"
        )
        here = self.context
        role, kind = here.session.role, here.workplace.kind
        self.audit_action = action(
            self, _("修改记录"), self._to_audit, icon="clipboard-text-clock-outline", shortcut="Ctrl+R", in_tip=True
        )
        self.audit_action.setToolTip(_("查看此人的修改记录"))
        self.audit_action.setVisible(may(role, Action.AUDIT_READ, kind))
        self.erase_action = action(self, _("删除个人信息…"), self._erase, icon="account-remove-outline")
        self.erase_action.setVisible(may(role, Action.PERSON_ERASE, kind))

    def open(self, thing: bytes | None) -> None:
        """Show the person with this id."""
        if thing is not None and thing != self._id:
            self._id, self._file, self._revealed = thing, None, False
            self.paper.clear()
            self.uncover()
            self.prints.set_away(away=False)
        self._stale = True

    def load(self) -> None:
        """Read the file."""
        person = self._id
        if person is None:
            self.show_empty(
                _("还没有选人"), _("在服务对象列表中打开一位。"), _("去列表"), lambda: self.wants.emit("people", None)
            )
            return

        def take(found: File) -> None:
            if person == self._id:
                self._show_file(found)

        self.load_with(lambda book, _progress: gather(book, person), take)

    def leave(self) -> None:
        """Cover the document's number again."""
        self._revealed = False
        if self._file:
            self._show_document(self._file.person)

    def _named(self) -> tuple[bytes, str] | None:
        return (self._id, self._file.person.name) if self._id is not None and self._file is not None else None

    def _show_file(self, found: File) -> None:
        self._file = found
        person = found.person
        day = clocks.today(self.context.clock)
        self._show_erased(found)
        self.set_title(person.name if len(person.name) <= _LONG_NAME else person.name[:_LONG_NAME] + "…")
        parts = (person.name, sex_word(person.sex), self._age(person, day))
        self.who.setText(" · ".join(part for part in parts if part))
        self._show_document(person)
        self.photograph.show_picture(found.photo, is_elsewhere=bool(person.photo) and found.photo is None)
        owner = _("（{owner}）").format(owner=person.phone_owner) if person.phone_owner else ""
        self.contact.setText(person.phone + owner if person.phone else _("未留电话"))
        self.home.setText(self._home(person) or _("未填户籍地"))
        self.more.setText(self._more(person))
        self.pending.setVisible(person.doc_pending)
        if person.erased:
            self._show_story(found)
            return
        twins = [twin for twin in found.twins if twin.id not in found.same]
        self.twin.setVisible(bool(twins))
        if twins:
            other = twins[0]
            self.twin.tell(
                Verdict.CAUTION,
                _("另有一份同名同生日或同证件的档案"),
                _("{name}，{document}，{phone}。请核对是否同一人。").format(
                    name=other.name,
                    document=_("证件待补") if other.doc_pending else _("证件尾号 {tail}").format(tail=other.doc_tail),
                    phone=other.phone or _("未留电话"),
                ),
            )
        self.conflicts.tell(found.conflicts)
        self._show_voucher(found)
        self._show_story(found)
        self.enrol_action.setEnabled(bool(found.classes))
        if not found.classes:
            self.enrol_action.setToolTip(_("目前没有可以报名的班级"))

    def _show_story(self, found: File) -> None:
        self.timeline.show_events(happenings(found.events))
        self.way.tell(story.steps((event.day, event.kind, event.table) for event in found.events))

    def _open_event(self, index: QModelIndex) -> None:
        """Open the record that a line of the story tells of, where a page shows such records."""
        if self._file is not None:
            event = self._file.events[len(self._file.events) - 1 - index.row()]
            if event.table != "person":
                self.run(
                    lambda book, _progress: story.opened(book, event.table, event.id),
                    lambda found: self.wants.emit(*found),
                )

    def _show_erased(self, found: File) -> None:
        """Say of a person whose text was erased when that was, and offer nothing that needs it."""
        gone = found.person.erased
        self.erased.setVisible(gone)
        for part in (self.voucher, self.source, self.twin, self.conflicts):
            if gone:
                part.hide()
        self.voucher.setVisible(not gone)
        self._told.setVisible(not gone)
        self.photograph.setVisible(not gone)
        self.photo_action.setEnabled(not gone)
        self.edit_action.setEnabled(not gone)
        self.erase_action.setEnabled(not gone)
        self.serve_action.setEnabled(not gone)
        self.prints.set_offered(offered=not gone)
        if gone:
            self.enrol_action.setEnabled(False)
            day = f"{found.erased_on:%Y-%m-%d}" if found.erased_on else ""
            self.erased.tell(
                Verdict.NOTE,
                _("已删除个人信息"),
                _(
                    "{day} 由两人办理。培训券和证书属会计凭证，按规定保管期满前保留持券人姓名和证件后四位，不作他用。"
                ).format(day=day),
            )

    def _show_document(self, person: "PersonRow") -> None:
        kind = documents.BY_CODE.get(person.doc_type)
        words = _(kind.label) if kind and not person.doc_pending else _("证件")
        if person.doc_pending:
            self.document.setText(_("证件待补"))
        else:
            number = person.doc_no if self._revealed else "•" * max(0, len(person.doc_no) - 4) + person.doc_tail
            self.document.setText(f"{words}  {number}")
        mark(self.document, tone="warn" if person.doc_pending else "")
        self.reveal.setVisible(not person.doc_pending)
        self.reveal.setText(_("遮住") if self._revealed else _("显示"))

    def _show_voucher(self, found: File) -> None:
        quota = found.quota
        can = eligible(list(found.findings))
        lines = [("✓ " if finding.ok else "✕ ") + _(finding.text) for finding in found.findings]
        if quota.expires is None:
            lines.append(_("省总尚未开通本单位发券"))
        else:
            lines.append(
                _("本单位还有 {n} 个券号，额度余 {left} 元").format(
                    n=f"{quota.free_numbers:,}", left=money.grouped(quota.left_fen).removesuffix(".00")
                )
            )
        has_stock = quota.free_numbers > 0 and quota.left_fen > 0
        if can and has_stock:
            self.voucher.tell(Verdict.YES, _("可以发放培训券"), "\n".join(lines))
        elif can:
            self.voucher.tell(Verdict.CAUTION, _("符合条件，但暂无券可发"), "\n".join(lines))
        elif {finding.code for finding in found.findings if not finding.ok} == {ONCE_A_YEAR}:
            self.voucher.tell(Verdict.NOTE, _("本年度已领过培训券"), "\n".join(lines))
        else:
            self.voucher.tell(Verdict.NO, _("现在不能发放培训券"), "\n".join(lines))
        self.issue_action.setVisible(can and has_stock)
        sources = dict.fromkeys(_(finding.source) for finding in found.findings if finding.source)
        self.source.setText(_("依据：{sources}").format(sources=_("；").join(sources)) if sources else "")
        self.source.setVisible(bool(sources))

    def _age(self, person: "PersonRow", day: dt.date) -> str:
        from db import people

        age = people.age(person, day)
        if age is not None:
            return _("{age} 岁（{birth} 出生）").format(age=age, birth=person.birth)
        return _("{birth} 出生").format(birth=person.birth) if person.birth else ""

    def _home(self, person: "PersonRow") -> str:
        region = str(person.profile.get("home_region", ""))
        named = self._regions.full_name(region) or region
        return " ".join(part for part in (named, str(person.profile.get("home_address", ""))) if part)

    def _more(self, person: "PersonRow") -> str:
        profile = person.profile
        groups = code_words.several("target_group", profile.get("groups", ()))
        education = code_words.word("education", str(profile["education"])) if profile.get("education") else ""
        registered = str(profile.get("registered_on", ""))
        parts = (groups, education, _("{day} 登记").format(day=registered) if registered else "")
        return " · ".join(part for part in parts if part)

    def _reveal(self) -> None:
        if self._file:
            self._revealed = not self._revealed
            self._show_document(self._file.person)

    def ask_photograph(self) -> None:
        """Ask for the person's photograph, from a file or from the camera's folder."""
        from ui.dialogs.photograph import PhotographDialog

        if self._file is None:
            return
        dialog = PhotographDialog(
            self.context, self._file.person.name, self._file.camera_folder, self, chosen=self._file.camera
        )
        dialog.exec()
        jpeg, folder, camera = dialog.jpeg, dialog.folder, dialog.camera_name
        dialog.deleteLater()
        if jpeg is not None:
            self.keep_photograph(jpeg, folder, camera)

    def keep_photograph(self, jpeg: bytes, folder: str = "", camera: str = "") -> None:
        """Keep a photograph that is ready, which camera took it, and where a camera's software puts its pictures."""
        person = self._id

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import photographs
            from ui.photographs import CAMERA, CAMERA_FOLDER

            photographs.keep(book, person or b"", jpeg)
            for setting, value in ((CAMERA_FOLDER, folder), (CAMERA, camera)):
                if value != book.setting(setting):
                    book.set_setting(setting, value)

        self.run(work, lambda _done: self.said.emit(_("照片已保存。")), write=True, touches=("person",))

    def services(self) -> "list[Table]":
        """Give the kinds of records that can be begun for a person here: those of the story that ask for one and that a page shows."""
        from ui.pages import pages_for

        kind = self.context.workplace.kind
        shown = {name for spec in pages_for(kind) for name in spec.opens}
        return [
            table
            for table, told in story.tables()
            if table.name in shown and told.person in (*table.required, *table.needed) and table.takes(kind, "patch")
        ]

    def serve(self) -> None:
        """Offer what can be done for the person."""
        menu = QMenu(self)
        for table in self.services():
            self._offer(menu, table)
        button_of = next((one for one in self.findChildren(ActionButton) if one.text().startswith(_("办理…"))), self)
        menu.popup(button_of.mapToGlobal(button_of.rect().bottomLeft()))

    def _offer(self, menu: QMenu, table: "Table") -> None:
        menu.addAction(_(table.label)).triggered.connect(lambda _checked=False: self.begin_service(table.name))

    def begin_service(self, table: str) -> None:
        """Begin a record of a service for the person."""
        if self._id is not None:
            self.wants.emit(table, wish(table, person=self._id))

    def _to_audit(self) -> None:
        if self._id:
            self.wants.emit("audit", self._id)

    def _erase(self) -> None:
        """Look at what would go and what must stay, and ask."""
        person = self._id
        if person is None:
            return

        def look(book: "Casebook", _progress: "Progress") -> "Scope":
            from db import erasure

            return erasure.scope(book, person)

        self.run(look, self._ask_to_erase)

    def _ask_to_erase(self, scope: "Scope") -> None:
        from ui.dialogs.erase_person import ErasePersonDialog
        from ui.dialogs.second_sign import ask_second

        dialog = ErasePersonDialog(scope, self)
        if dialog.exec() != dialog.DialogCode.Accepted:
            return
        second = ask_second(self.context, _("删除一位服务对象的个人信息，不能恢复。"), self)
        if second is not None:
            self.erase_by(scope.person.id, dialog.reason(), second)

    def erase_by(self, person: bytes, reason: str, second: "Session") -> None:
        """Erase a person's text, approved by `second`."""

        def work(book: "Casebook", _progress: "Progress") -> None:
            from sync import erasing

            erasing.erase_person(book, person, reason, second)

        job = self.run(
            work, lambda _done: self.said.emit(_("已删除个人信息。随下次上报告知其他单位。")), write=True,
            touches=("person", "person_profile", "hardship_file", "past_benefit", "same_as", "draft"),
        )  # fmt: skip
        ProgressDialog(job, _("正在删除并清除残留"), self, can_cancel=False)

    def _edit(self) -> None:
        if self._id:
            self.wants.emit("intake", self._id)

    def _to_voucher(self) -> None:
        if self._id:
            self.wants.emit("voucher_issue", self._id)

    def _decide(self, conflict: "Conflict", chosen: bytes) -> None:
        """Let one of two values stand; where somebody was quicker, show how it is now."""

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import conflicts

            conflicts.decide(book, conflict.table, conflict.row, conflict.column, chosen)

        def refused(error: Exception) -> None:
            self.failed.emit(error)
            self.load()

        self.run(
            work,
            lambda _done: self.said.emit(_("已采用，另一处的填写留在记录里。")),
            failed=refused,
            write=True,
            touches=("person", "person_profile"),
        )

    def _to_twin(self) -> None:
        if self._file and (others := [one for one in self._file.twins if one.id not in self._file.same]):
            self.wants.emit("person", others[0].id)

    def enrol(self) -> None:
        """Ask for a class and enrol the person."""
        from ui.dialogs.choose_class import choose_class

        if self._file is None or not self._file.classes:
            return
        person = self._file.person
        answer = choose_class(self, person.name, self._file.classes, self._file.enrolled, self.context.clock)
        if answer is None:
            return
        chosen, day = answer

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import training

            training.enrol(book, chosen.id, [person.id], day)

        self.run(
            work,
            lambda _done: self.said.emit(
                _("{name} 已报名“{class_name}”。").format(name=person.name, class_name=chosen.name)
            ),
            write=True,
            touches=("enrolment",),
        )


SPEC = PageSpec("person", N_("服务对象"), "account-outline", PersonPage, opens=frozenset({"person"}), under="people")

"""发放培训券: for one person, with every rule's answer in plain words before the button can be pressed, or for a whole class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QScrollArea, QTabWidget, QVBoxLayout, QWidget

from db import opening, prints, search, training, voucher_lists, vouchers
from db.casebook import Casebook
from db.training import Base, Course
from db.voucher_lists import IssueCandidate
from db.vouchers import IssueDraft, Quota, VoucherRow
from rules import money, scanning
from rules import vouchers as numbers
from rules.errors import UserError
from rules.scanning import Scanned
from ui import actions
from ui.error_text import say
from ui.pages import paper_jobs
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.verdicts import FindingsList
from ui.pages.voucher_class import ClassTab
from ui.pages.voucher_figures import quota_words
from ui.pages.vouchers import TOUCHED
from ui.papers.words import SEX
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.choices import Choice, ChoiceField, finder_over
from ui.widgets.flow import Views
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.search_box import Found, SearchBox


@dataclass(frozen=True)
class Offer:
    """Hold what may be issued here: courses, bases, the quota with the next number (empty where none is free), whether money stands still."""

    courses: tuple[Course, ...]
    bases: tuple[Base, ...]
    quota: Quota
    next_number: str
    face_fen: int
    frozen: bool
    held_up: str = ""
    """Why nothing may be issued before the opening balance stands, in words."""


def fetch_offer(book: Casebook) -> Offer:
    """Ask what may be issued now."""
    quota = vouchers.quota(book)
    number, face = "", 0
    if quota.free_numbers:
        try:
            ((number, block),) = vouchers.next_numbers(book, 1)
            face = block.face_fen
        except vouchers.NoNumberLeft:
            number = ""  # the free numbers lie in blocks that have run out
    active = tuple(base for base in training.bases(book) if base.active)
    frozen, courses = bool(book.setting(vouchers.FROZEN)), tuple(voucher_lists.open_courses(book))
    try:
        opening.check_before_issue(book)
    except UserError as error:
        return Offer(courses, active, quota, number, face, frozen, say(error))
    return Offer(courses, active, quota, number, face, frozen)


class VoucherIssue(Page):
    """Be the page 发放培训券, reached from 培训券, a person or a class."""

    tables = TOUCHED | {
        "person",
        "enrolment",
        "training_class",
        "course",
        "base",
        "unit_grant",
        "opening_balance",
        "ledger_voucher",
        "past_benefit",
    }

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("发放培训券"))
        self.tabs = QTabWidget()
        self.views = Views()
        self._person: IssueCandidate | None = None
        self._wanted: bytes | None = None
        self._who = ""
        self._offer: Offer | None = None
        self.search = self.begins_at = SearchBox(self, shortcut="Ctrl+F")
        self.search.setPlaceholderText(_("姓名、拼音首字母、证件号或电话尾号  Ctrl+F"))
        self.search.asked.connect(self._ask)
        self.search.chosen.connect(lambda hit: self.take_person(hit.id))
        actions.action(self, _("查找服务对象"), self.search.setFocus, shortcut="Ctrl+F")
        self.verdict = VerdictPanel(
            Verdict.NOTE, _("先选服务对象"), _("按姓名、证件号或电话查找；也可在服务对象页直接进入。")
        )
        self.findings = FindingsList()
        self.form = Form()
        self._courses: list[Course] = []
        self._bases: list[Base] = []
        self.course = self.form.add("course", _("培训工种"), ChoiceField(self._find_course), required=True)
        self.base = self.form.add("base", _("限定基地"), ChoiceField(self._find_base), hint=_("不限定则全县各基地可用"))
        self.form.completed.connect(self._issue)
        self._quota = label("", "muted", wrap=True)
        self.issue = actions.action(self, _("发放并打印"), self._issue, icon="printer-outline", shortcut="Ctrl+Return")
        self.class_tab = ClassTab(self, self._show_papers)
        self.paper = PaperView(self)
        self._made: list[VoucherRow] = []
        self.paper.add_action(
            _("改为套打"),
            lambda: self.wants.emit("overlay", self._made[0].id if self._made else None),
            shortcut="Ctrl+Shift+T",
        )
        self.paper.add_action(_("下一位"), self.next_person, icon="account-outline", shortcut="Ctrl+N")
        self.paper.closed.connect(self.next_person)
        self._build()
        self._judge()

    def _build(self) -> None:
        single = QWidget()
        lines = QVBoxLayout(single)
        lines.setContentsMargins(0, 2 * GRID, 0, 0)
        lines.setSpacing(2 * GRID)
        card = Card()
        for one in (self.verdict, self.findings, self.form):
            card.body.addWidget(one)
        content = QWidget()
        content.setLayout(column(card, None))
        lines.addWidget(self.search)
        lines.addWidget(_scrolled(content), 1)
        # below what scrolls: the button and what is left of the quota are always in sight
        lines.addLayout(row(self._quota, actions.ActionButton(self.issue, "primary")))
        self.tabs.addTab(single, _("发给一人"))
        self.tabs.addTab(self.class_tab, _("整班发放"))
        self.views.addWidget(self.tabs)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def load(self) -> None:
        """Fetch what may be issued, and judge the person anew."""
        self.load_with(lambda book, _progress: fetch_offer(book), self._take_offer)
        self.class_tab.load()
        if self._person is not None and self.views.currentIndex() == 0:
            self.take_person(self._person.person.id)

    def open(self, thing: bytes | None) -> None:
        """Take the person, or the class, with this id."""
        if thing is None:
            return

        def take(kind: str) -> None:
            self.views.setCurrentIndex(0)
            if kind == "class":
                self.tabs.setCurrentIndex(1)
                self.class_tab.open(thing)
            elif kind == "person":
                self.tabs.setCurrentIndex(0)
                self.take_person(thing)

        self.run(lambda book, _progress: voucher_lists.kind_of(book, thing), take)

    def take_scan(self, scanned: Scanned, hits: Sequence[Found]) -> bool:
        """Take the person whose document was scanned; who is not registered is for the intake."""
        persons = [hit.id for hit in hits if hit.kind == "person"]
        if (
            scanning.PERSON not in scanned.kinds
            or len(persons) != 1
            or self.views.currentIndex()
            or self.tabs.currentIndex()
        ):
            return False
        self.take_person(persons[0])
        return True

    def take_person(self, person: bytes) -> None:
        """Judge this person and show the rules' answers."""
        self._wanted = person
        self.run(lambda book, _progress: voucher_lists.candidate(book, person), self._take_candidate)

    def next_person(self) -> None:
        """Go back to an empty form for the next one."""
        self.views.setCurrentIndex(0)
        self._person = self._wanted = None
        self.verdict.tell(Verdict.NOTE, _("先选服务对象"), _("按姓名、证件号或电话查找；也可在服务对象页直接进入。"))
        self.findings.show_findings([])
        for field in (self.course, self.base):
            field.set_value(None)
        self._judge()
        if self.tabs.currentIndex() == 0:
            self.search.setFocus()

    def _ask(self, text: str, serial: int) -> None:
        def find(book: Casebook, _progress: object) -> list[Any]:
            return [hit for hit in search.find(book, text) if hit.kind == "person"]

        self.run(find, lambda hits: self.search.show_hits(serial, hits))

    def _take_offer(self, offer: Offer) -> None:
        self._offer = offer
        self._courses, self._bases = list(offer.courses), list(offer.bases)
        words = quota_words(offer.quota)
        if offer.next_number:
            words += "\n" + _("下一个券号 {number}，面值 {face} 元").format(
                number=numbers.shown(offer.next_number), face=money.grouped(offer.face_fen)
            )
        if offer.frozen:
            words = _("本机与省总记录不一致，请先停止发券并联系省总。")
        elif offer.held_up:
            words = offer.held_up
        mark(self._quota, tone="bad" if offer.frozen or offer.held_up else "")
        self._quota.setText(words)
        self._tell_verdict()
        self._suggest()
        self._judge()

    def _take_candidate(self, found: IssueCandidate) -> None:
        if found.person.id != self._wanted:
            return
        self._person = found
        person = found.person
        born = _("{year}年生").format(year=person.birth[:4]) if person.birth else ""
        tail = _("证件尾号 {tail}").format(tail=person.doc_tail) if person.doc_no else _("证件待补")
        who = " · ".join(part for part in (person.name, _(SEX.get(person.sex, "")), born, tail) if part)
        self._who = who
        self._tell_verdict()
        self.findings.show_findings(found.findings)
        self._suggest()
        self._judge()
        if self.views.currentIndex() == 0:  # else the paper of the last one has the keyboard
            self.course.setFocus()

    def _tell_verdict(self) -> None:
        """Say whether the person may have a voucher, and whether there is one to give."""
        if self._person is None:
            return
        name, lack = self._person.person.name, self._lack()
        if not self._person.ok:
            self.verdict.tell(Verdict.NO, _("不能发券：{name}").format(name=name), self._who)
        elif lack:
            words = _("{name}符合条件，但暂时无券可发").format(name=name)
            self.verdict.tell(Verdict.CAUTION, words, f"{self._who}\n{lack}")
        else:
            self.verdict.tell(Verdict.YES, _("可以发券：{name}").format(name=name), self._who)

    def _suggest(self) -> None:
        """Propose the course that the person is enrolled in, or the only one there is."""
        if self._person is None or self.course.text():
            return
        names = [*self._person.courses, *([self._courses[0].name] if len(self._courses) == 1 else [])]
        course = next((course for name in names for course in self._courses if course.name == name), None)
        if course is not None:
            self.course.set_value(course.code)

    def _find_course(self, text: str) -> Any:
        return finder_over(Choice(one.code, one.name) for one in self._courses)(text)

    def _find_base(self, text: str) -> Any:
        return finder_over(Choice(one.code, one.name) for one in self._bases)(text)

    def _judge(self) -> None:
        """Allow the button once person and quota are right: what is missing in the form is said there when it is pressed."""
        may = self._offer is not None and not self._lack()
        self.issue.setEnabled(self._person is not None and self._person.ok and may)

    def _lack(self) -> str:
        """Say what this workplace lacks to issue a voucher now, and what to do; nothing where it lacks nothing, or is not known yet."""
        offer = self._offer
        if offer is None:
            return ""
        if offer.frozen:
            return _("本机与省总记录不一致，请先停止发券并联系省总。")
        if offer.held_up:
            return offer.held_up
        quota = offer.quota
        if not offer.next_number:
            is_told = quota.expires is None or (quota.retired and not quota.free_numbers)
            return quota_words(quota) if is_told else _("号段用完了。请向省总申请新号段，收到回执后再发。")
        return _("额度用完了。请向省总申请追加，收到回执后再发。") if quota.left_fen < offer.face_fen else ""

    def _issue(self) -> None:
        if not self.form.check() or self._person is None or not self.issue.isEnabled():
            return
        course = next(one.name for one in self._courses if one.code == self.course.value())
        draft = IssueDraft(self._person.person.id, course, self.base.value() or "")
        self.issue.setEnabled(False)

        def take(made: list[VoucherRow]) -> None:
            self.said.emit(
                _("已发放 {holder}，券号 {number}。").format(
                    holder=made[0].holder, number=numbers.shown(made[0].number)
                )
            )
            self._show_papers(made)

        self.run(
            lambda book, _progress: vouchers.issue(book, [draft]),
            take,
            failed=self._refused,
            write=True,
            touches=TOUCHED,
        )

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
        self._judge()

    def _show_papers(self, made: list[VoucherRow]) -> None:
        self._made = made
        title = (
            _("培训券 {n} 张").format(n=len(made))
            if len(made) > 1
            else _("{holder} 的培训券").format(holder=made[0].holder)
        )
        self.paper.make(
            title, paper_jobs.of_vouchers([one.id for one in made]), lambda: self.views.setCurrentIndex(1), kind=prints.VOUCHER, each=paper_jobs.VOUCHERS_A_PAGE,
            note=_("一张 A4 纸印两张券：存根留县，正券和副券交本人。打坏的请到废券登记。"),
        )  # fmt: skip


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    mark(content, ground="window")
    return area


SPEC = PageSpec("voucher_issue", N_("发放培训券"), "ticket-confirmation-outline", VoucherIssue, under="vouchers")

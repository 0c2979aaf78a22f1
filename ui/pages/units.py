"""Units and grants: who waits, who was given what, the bases, and the courses that all may teach."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QDialog

from rules import money
from rules import vouchers as numbers
from ui import code_words
from ui.actions import button
from ui.dialogs.course import CourseDialog, CourseDraft
from ui.dialogs.grant import GrantDialog, GrantDraft
from ui.models.rows import Column
from ui.pages.allotting import KEY_FILE, allotment_of, extension_dialog, grant_key
from ui.pages.overview import ROLE_ICONS, ROLE_WORDS, county_name
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.column_memory import keep_list
from ui.widgets.fingerprint import fingerprint_label, grouped
from ui.widgets.labels import column, label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.directory import Grant
    from db.training import Base, Course
    from sync.request import Request
    from ui.jobs import Progress


@dataclass(frozen=True)
class Units:
    """Hold what the page shows: the card's file and digits, requests, grants, bases, courses, counties with their names, where the grant key lies."""

    card: Path
    fingerprint: str
    requests: "tuple[Request, ...]"
    grants: "tuple[Grant, ...]"
    bases: "tuple[Base, ...]"
    courses: "tuple[Course, ...]"
    counties: tuple[tuple[str, str], ...]
    grant_key: Path


def look(book: "Casebook", _progress: object = None) -> Units:
    """Collect requests, grants and the catalogue."""
    from db import directory, training
    from sync import admission, device, renewing

    grants = directory.grants(book.store)
    counties = tuple((code, county_name(book, code)) for code in sorted({grant.county for grant in grants}))
    return Units(
        renewing.card_file(book),
        device.card(book).fingerprint,
        tuple(admission.waiting(book)),
        tuple(grants),
        tuple(training.bases(book)),
        tuple(training.courses(book)),
        counties,
        grant_key(book),
    )


class UnitsPage(Page):
    """Admit units, give them more, enter courses."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange", "base", "course"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("单位与授权"))
        self._units: Units | None = None
        jobs, failed = context.jobs, self.failed.emit
        requests = Card(_("待开通申请"))
        self._grant_button = button(
            _("核对并开通…"), self._open_grant, kind="primary", icon="shield-key-outline", shortcut="Ctrl+Return"
        )
        requests.head.addWidget(self._grant_button)
        self.requests: Listing[Request] = Listing(
            jobs, _request_columns(), _("没有待开通的申请。单位交来申请包后，先到“收包与回执”收包。"), failed, most=5
        )
        self.requests.opened.connect(lambda _row: self._open_grant())
        requests.body.addWidget(self.requests)
        grants = Card(_("已开通单位"))
        grants.head.addWidget(
            button(_("号段与额度"), lambda: self.wants.emit("quotas", None), kind="quiet", icon="chevron-right")
        )
        grants.head.addWidget(button(_("设备丢失…"), lambda: self.wants.emit("lost", None), icon="laptop-off"))
        self._extend_button = button(_("追加号段与额度…"), self._open_extension, icon="plus")
        grants.head.addWidget(self._extend_button)
        self.grants: Listing[Grant] = Listing(jobs, _grant_columns(), _("还没有开通的单位。"), failed, most=8)
        self.grants.opened.connect(lambda _row: self._open_extension())
        grants.body.addWidget(self.grants)
        courses = Card(_("课程目录"))
        self._course_button = button(_("新增课程…"), self._open_course, icon="book-plus-outline")
        courses.head.addWidget(self._course_button)
        self.courses: Listing[Course] = Listing(
            jobs, _course_columns(), _("还没有课程。课程随回执发给各县，开班和发券时选用。"), failed, most=6
        )
        courses.body.addWidget(self.courses)
        bases = Card(_("培训基地"))
        self.bases: Listing[Base] = Listing(jobs, _base_columns(), _("开通培训基地后自动列在这里。"), failed, most=6)
        bases.body.addWidget(self.bases)
        for view, name, title in (
            (self.requests, "requests", _("待开通申请")), (self.grants, "grants", _("已开通单位")),
            (self.courses, "courses", _("课程目录")), (self.bases, "bases", _("培训基地")),
        ):  # fmt: skip
            keep_list(view, self.context, f"units.{name}", title, self.said.emit, self.failed.emit)
        for card in (requests, grants, courses, bases, self._card_card()):
            self.add(card)
        self.body.addStretch(1)

    def _card_card(self) -> Card:
        card = Card(_("省总名片"))
        self._card_words = label("", "muted", wrap=True)
        self._card_digits = column()
        card.body.addLayout(column(self._card_words, self._card_digits, gap=GRID))
        return card

    def load(self) -> None:
        """Fetch requests, grants and the catalogue."""
        self.load_with(look, self._tell)

    def _tell(self, units: Units) -> None:
        self._units = units
        self.requests.tell(units.requests)
        self.grants.tell(units.grants)
        self.courses.tell(units.courses)
        self.bases.tell(units.bases)
        self.counted.emit(len(units.requests))
        self._grant_button.setEnabled(bool(units.requests))
        self._extend_button.setEnabled(bool(units.grants))
        self._course_button.setEnabled(bool(units.counties))
        self._card_words.setText(
            _(
                "把文件“{path}”发给各单位，下面的核对码印在纸质函件上一并寄去；单位导入时要逐位核对。密钥的存放和更换在“系统管理—密钥保管”。"
            ).format(path=units.card)
        )
        while (item := self._card_digits.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self._card_digits.addWidget(fingerprint_label(units.fingerprint))

    # --- granting ---

    def _open_grant(self) -> None:
        units = self._units
        if units is None or not units.requests:
            return
        request = self.requests.current_row() or units.requests[0]
        self.grant_dialog(request).exec()

    def grant_dialog(self, request: "Request") -> GrantDialog:
        """Give the dialog that grants a request."""
        return GrantDialog(
            request.name,
            request.role,
            self.context.clock,
            self._key_file(),
            self._approver(request),
            expected=request.fingerprint,
            parent=self,
        )

    def _approver(
        self, request: "Request"
    ) -> Callable[[GrantDraft, Callable[[Any], None], Callable[[Exception], None]], None]:
        def do(draft: GrantDraft, done: Callable[[Any], None], refused: Callable[[Exception], None]) -> None:
            def work(book: "Casebook", _progress: "Progress") -> str:
                from sync import admission

                key = admission.open_grant_key(book, draft.passphrase, draft.key_file)
                return admission.approve(book, request.keys.dev, draft.fingerprint, allotment_of(draft), key).name

            def take(name: str) -> None:
                done(name)
                self.said.emit(_("已开通“{name}”。请到“收包与回执”写回执交给对方。").format(name=name))

            self.run(work, take, failed=refused, write=True, touches={"exchange", "base"})

        return do

    def _open_extension(self) -> None:
        units = self._units
        if units is None or not units.grants:
            return
        self.extension_dialog(self.grants.current_row() or units.grants[0]).exec()

    def extension_dialog(self, grant: "Grant") -> GrantDialog:
        """Give the dialog that gives a unit more."""
        return extension_dialog(self, grant, self._key_file())

    def _key_file(self) -> Path:
        """Give where the grant key lies: on this PC as long as it is there, else the medium where it was last proven."""
        return self._units.grant_key if self._units is not None else self.context.workplace.path / KEY_FILE

    # --- courses ---

    def _open_course(self) -> None:
        if self._units is None:
            return
        dialog = CourseDialog(self._units.counties, [course.code for course in self._units.courses], self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.add_course(dialog.draft())

    def add_course(self, draft: CourseDraft) -> None:
        """Enter a course."""

        def work(book: "Casebook", _progress: "Progress") -> bytes:
            from db import training

            return training.add_course(
                book,
                county=draft.county,
                code=draft.code,
                name=draft.name,
                hours=draft.hours,
                fee_fen=draft.fee_fen,
                level=draft.level,
                kind=draft.kind,
            )

        words = _("已新增课程“{name}”，随下一份回执发给该县。").format(name=draft.name)
        self.run(work, lambda _id: self.said.emit(words), write=True, touches={"course"})


def _request_columns() -> "list[Column[Request]]":
    return [
        Column(_("单位"), lambda one: one.name),
        Column(_("类别"), lambda one: _(ROLE_WORDS.get(one.role, one.role)), 90),
        Column(_("核对码（电话核对）"), lambda one: grouped(one.fingerprint), 316),
    ]


def _grant_columns() -> "list[Column[Grant]]":
    return [
        Column(_("单位"), lambda one: one.name, icon=lambda one: (ROLE_ICONS.get(one.role, "domain"), "muted")),
        Column(_("号段"), _block_words, 216),
        Column(
            _("额度（元）"), lambda one: money.grouped(one.limit_fen) if one.role == "desk" else "", 110, right=True
        ),
        Column(_("授权至"), lambda one: one.expires.isoformat(), 100),
    ]


def _block_words(grant: "Grant") -> str:
    found = grant.blocks_of("voucher" if grant.role == "desk" else "certificate")
    count = sum(len(block.serials) for block in found)
    if not count:
        return _("无")
    if grant.role == "desk":
        first, last = numbers.parse_number(found[0].first).serial, numbers.parse_number(found[-1].last).serial
        return _("券 {a:06d}–{b:06d}，共 {n} 张").format(a=first, b=last, n=count)
    return _("证书 {a}–{b}，共 {n} 个").format(a=found[0].first, b=found[-1].last, n=count)


def _course_columns() -> "list[Column[Course]]":
    return [
        Column(_("编号"), lambda one: one.code, 100),
        Column(_("工种（课程）"), lambda one: one.name),
        Column(_("类别"), lambda one: code_words.word("course_kind", one.kind or "1"), 90),
        Column(_("等级"), lambda one: one.level, 90),
        Column(_("学时"), lambda one: str(one.hours), 80, right=True),
        Column(_("收费标准（元）"), lambda one: money.grouped(one.fee_fen), 130, right=True),
    ]


def _base_columns() -> "list[Column[Base]]":
    return [
        Column(_("编号"), lambda one: one.code, 120),
        Column(_("培训基地"), lambda one: one.name),
        Column(_("区划"), lambda one: one.county, 90),
        Column(_("状态"), lambda one: _("在用") if one.active else _("停用"), 90),
    ]


SPEC = PageSpec("units", N_("单位与授权"), "domain", UnitsPage)

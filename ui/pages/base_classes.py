"""班级与学员 at a base: the classes that the county sent, and one class's roster with how far each trainee is."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSplitter, QWidget

from db import base_day, base_roster, training, voucher_lists
from db.base_roster import Place
from db.casebook import Casebook
from db.training import Base, ClassDraft, ClassRow, Course, RosterLine
from rules import vouchers as numbers
from ui import actions
from ui.dialogs.create_class import CreateClassDialog
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.print_menu import PrintMenu
from ui.pages.tiles import Tile, Told, of_classes
from ui.papers import forms
from ui.papers.words import SEX
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.column_memory import keep_list
from ui.widgets.flow import Views
from ui.widgets.labels import column
from ui.widgets.table_view import TableView
from ui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from PySide6.QtGui import QAction


def class_columns() -> list[Column[ClassRow]]:
    """Describe the columns of the classes."""
    return [
        Column(_("班级"), lambda one: one.name),
        Column(_("工种"), lambda one: one.course_name, spare=2),
        Column(_("起止"), lambda one: f"{one.starts} — {one.ends}", 200),
        Column(_("学时"), lambda one: str(one.hours), 64, right=True, spare=1, value=lambda one: one.hours),
        Column(_("学员"), lambda one: f"{one.enrolled} / {one.capacity}", 84, right=True),
        Column(_("状态"), lambda one: _(one.status), 84),
    ]


def outcome_words(line: RosterLine) -> str:
    """Say a trainee's result in a word."""
    if line.status == training.LEFT:
        return _("已退学")
    return _(line.result.outcome) if line.result else _("未登记")


def rate_words(line: RosterLine) -> str:
    """Give the attendance rate in percent, or a dash before the first session."""
    return f"{line.rate * 100:.0f}%" if line.due_hours else "—"


def roster_columns() -> list[Column[RosterLine]]:
    """Describe the columns of the roster."""
    return [
        Column(_("姓名"), lambda line: line.person.name),
        Column(_("性别"), lambda line: _(SEX.get(line.person.sex, "—")), 56),
        Column(_("证件尾号"), lambda line: line.person.doc_tail or "—", 80, spare=2),
        Column(_("电话"), lambda line: line.person.phone or "—", 112, spare=1),
        Column(
            _("培训券"),
            lambda line: numbers.shown(line.voucher)[-8:] if line.redeemed else _("未核销"),
            108,
            icon=lambda line: ("check-circle-outline", "ok") if line.redeemed else ("clock-outline", "muted"),
        ),
        Column(_("出勤率"), rate_words, 70, right=True),
        Column(_("考核"), outcome_words, 76),
        Column(_("证书"), lambda line: line.certificate or "—", 182),
    ]


class BaseClasses(Page):
    """Be the page 班级与学员."""

    tables = frozenset({
        "training_class", "enrolment", "person", "redemption", "attendance", "result", "certificate", "certificate_revocation", "base", "course",
    })  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("班级与学员"))
        self._wanted: bytes | None = None
        self._person: bytes | None = None
        self._in_hand: bytes | None = None
        self.add_way(_("导入班级资料"), "exchange", icon="swap-horizontal", shortcut="F7", in_tip=True)
        self.add_action(_("申请开班"), self.ask_class, icon="plus", shortcut="Ctrl+N", primary=True)
        self.classes = self.begins_at = TableView(_("还没有班级。请在数据交换页导入县帮扶中心送来的班级资料。"))
        self.class_model: RowsModel[ClassRow] = RowsModel(context.jobs, class_columns(), self.failed.emit, self)
        self.classes.set_rows(self.class_model)
        keep_list(self.classes, context, "base_classes", _("班级名单"), self.said.emit, self.failed.emit)
        self.classes.picked.connect(self._take)
        self.class_model.loaded.connect(lambda _total: self._mark())
        self.roster = TableView(_("这个班还没有学员。"))
        self.roster_model: RowsModel[RosterLine] = RowsModel(context.jobs, roster_columns(), self.failed.emit, self)
        self.roster.set_rows(self.roster_model)
        keep_list(self.roster, context, "base_roster", _("学员名单"), self.said.emit, self.failed.emit)
        self.views = Views()
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        self._rows: list[ClassRow] = []
        self._lines: list[RosterLine] = []
        self.roster_model.loaded.connect(lambda _total: self._mark_person())
        self._build()

    def ask_class(self) -> None:
        """Ask for a class that the county shall approve."""

        def gather(book: Casebook, _progress: object) -> tuple[list[Base], list[Course], list[ClassRow]]:
            own = training.own_base(book)
            return [own] if own else [], [one for one in training.courses(book) if one.active], training.classes(book)

        def show(found: tuple[list[Base], list[Course], list[ClassRow]]) -> None:
            if not found[0] or not found[1]:
                self.said.emit(_("省总回执送来本基地和课程以后，才能申请开班。"))
                return
            dialog = CreateClassDialog(self.context.clock, *found, self, is_applying=True)
            done, draft = dialog.exec() == QDialog.DialogCode.Accepted, dialog.draft
            dialog.deleteLater()
            if done and draft is not None:
                self.apply_for(draft)

        self.run(gather, show)

    def apply_for(self, draft: ClassDraft) -> None:
        """Apply for the class; the county answers with the class file."""
        self.run(
            lambda book, _progress: training.create_class(book, draft, status=training.APPLIED),
            lambda _made: self.said.emit(_("已申请开班。请生成数据包送县帮扶中心批准。")), write=True, touches=("training_class",),
        )  # fmt: skip

    def _build(self) -> None:
        deeds: list[QAction | actions.ActionButton] = []
        for words, to, icon, shortcut in (
            (_("考勤"), "attendance", "calendar-check-outline", "Ctrl+T"), (_("成绩"), "results", "clipboard-text-outline", "Ctrl+R"),
            (_("证书"), "certificates", "certificate-outline", "Ctrl+G"),
        ):  # fmt: skip
            act = actions.action(self.classes, words, partial(self._go, to), icon=icon, shortcut=shortcut, in_tip=True)
            deeds.append(act)
        self.prints = PrintMenu(
            self, self.classes, self.paper, forms.CLASS, self._named, lambda: self.views.setCurrentIndex(1), shortcut="Ctrl+P"
        )  # fmt: skip
        self._heading = TitleLine(None, (*deeds, self.prints.button))
        lower = QWidget()
        lines = column(self._heading, self.roster)
        lines.setStretch(1, 1)
        lines.setContentsMargins(0, GRID, 0, 0)
        lower.setLayout(lines)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.classes)
        split.addWidget(lower)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        self.views.addWidget(split)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def load(self) -> None:
        """Fetch the classes."""
        self.load_with(lambda book, _progress: voucher_lists.own_classes(book), self._take_classes)

    def open(self, thing: bytes | None) -> None:
        """Mark the class with this id, or the person with this id on the roster of the latest class."""
        self.views.setCurrentIndex(0)
        if thing is None:
            self._want(None)
            return

        def take(places: list[Place]) -> None:
            self._person = thing if places else None
            self._want(places[0].training_class.id if places else thing)

        self.run(lambda book, _progress: base_roster.of_person(book, thing), take)

    def _want(self, class_id: bytes | None) -> None:
        self._wanted = class_id
        self._mark()
        if self._person is not None:
            self._take(self.chosen())

    def chosen(self) -> ClassRow | None:
        """Give the class that is marked, or None."""
        found: ClassRow | None = self.classes.current_row()
        return found

    def _take_classes(self, found: tuple[list[ClassRow], bytes | None]) -> None:
        kept = self.chosen()
        self._rows, in_hand = found
        self._in_hand = in_hand
        self._wanted = self._wanted or (kept.id if kept else in_hand)
        if not self._rows:
            self.show_empty(
                _("还没有班级"),
                _("县帮扶中心报名后会送来班级资料。导入以后，班级和学员就会出现在这里。"),
                _("导入班级资料"),
                lambda: self.wants.emit("exchange", None),
            )
        self.class_model.show(of_list(self._rows))

    def _mark(self) -> None:
        shown = (self.class_model.row(place) for place in range(self.class_model.rowCount()))
        place = next((place for place, one in enumerate(shown) if one is not None and one.id == self._wanted), 0)
        if self._rows and self.class_model.rowCount():
            self._wanted = None
            self.classes.selectRow(place)

    def _take(self, found: ClassRow | None) -> None:
        if found is None:
            return
        self._heading.tell(_("{name} 学员").format(name=found.name))
        if found.id != self._in_hand:
            # the day's other pages follow: Ctrl+4 is this class's attendance
            self._in_hand = found.id
            self.run(lambda book, _progress: voucher_lists.take_in_hand(book, found.id), lambda _none: None, write=True)

        def ask(book: Casebook, _progress: object) -> list[RosterLine]:
            return training.roster(book, found.id)

        def show(lines: list[RosterLine]) -> None:
            if (now := self.chosen()) is not None and now.id == found.id:
                self._lines = lines
                self.roster_model.show(of_list(lines))

        self.run(ask, show)

    def _mark_person(self) -> None:
        """Mark who was asked for, once the rows of the roster are there."""
        place = next((place for place, one in enumerate(self._lines) if one.person.id == self._person), None)
        if place is not None and self.roster_model.rowCount() > place:
            self._person = None
            self.roster.selectRow(place)
            self.roster.setFocus()

    def _go(self, key: str) -> None:
        if found := self.chosen():
            self.wants.emit(key, found.id)

    def _named(self) -> tuple[bytes, str] | None:
        found = self.chosen()
        return (found.id, found.name) if found else None


def _without_photograph(book: Casebook) -> Told:
    return of_classes(base_day.without_photograph(book))


SPEC = PageSpec(
    "base_classes", N_("班级与学员"), "school-outline", BaseClasses, opens=frozenset({"person"}),
    tiles=(Tile(N_("还缺照片（人）"), "camera-outline", _without_photograph, counts=False),),
)  # fmt: skip

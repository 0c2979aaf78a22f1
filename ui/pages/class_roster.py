"""One class at the desk: its roster, enrolling people, the printed roster, and the class file for the base."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from rules import clock as clocks
from rules import money
from rules import vouchers as numbers
from rules.permissions import Action, may
from ui import actions
from ui.actions import button
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.classes import phase_of
from ui.pages.page import Context, Page, PageSpec
from ui.record_wishes import wish
from ui.text import N_, _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.column_memory import keep_list
from ui.widgets.flow import Flow, Views
from ui.widgets.id_number import sex_word
from ui.widgets.labels import column, label
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.people import PersonRow
    from db.training import ClassRow, RosterLine
    from ui.jobs import Progress

_PAPER = 1


@dataclass(frozen=True)
class _Found:
    row: "ClassRow"
    lines: "Sequence[RosterLine]"
    may_approve: bool
    tags: "Sequence[str]" = ()


class ClassRosterPage(Page):
    """Show one class."""

    tables = frozenset(
        {"training_class", "enrolment", "person", "voucher_issue", "voucher_void", "redemption", "attendance", "result", "certificate", "tagging"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("班级"))
        self._id: bytes | None = None
        self._found: _Found | None = None
        from ui.pages.paper_view import PaperView

        self.back_action = self.add_action(_("返回"), self._go_back, icon="arrow-left", shortcut="Alt+Left")
        self.enrol_action = self.add_action(
            _("报名…"), self.enrol, icon="account-plus-outline", shortcut="Ctrl+N", primary=True
        )
        self.facts = label("", "muted", wrap=True)
        self.approval = VerdictPanel(Verdict.CAUTION)
        self.approval.buttons.addWidget(button(_("退回"), lambda: self.answer(approve=False)))
        self.approve_action = actions.action(
            self, _("批准开班"), lambda: self.answer(approve=True), shortcut="Ctrl+Return"
        )
        self.approval.buttons.addWidget(actions.ActionButton(self.approve_action, "primary"))
        self.approval.hide()
        self.table = TableView(_("还没有人报名。按 Ctrl+N 找人报名。"))
        self.model: RowsModel[RosterLine] = RowsModel(context.jobs, self._columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        keep_list(self.table, context, "class_roster", _("学员名单"), self.said.emit, self.failed.emit)
        self.table.opened.connect(lambda line: self.wants.emit("person", line.person.id))
        self.views = Views()
        self.paper = PaperView(self)
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        self._build()
        self.views.currentChanged.connect(self._on_view)

    def _build(self) -> None:
        from ui.pages.print_menu import PrintMenu

        deeds = Flow()
        self.prints = PrintMenu(
            self, self, self.paper, "class", self._named, lambda: self.views.setCurrentIndex(_PAPER), shortcut="Ctrl+P"
        )  # fmt: skip
        deeds.add(self.prints.button)
        for words, run, icon, key in (
            (
                _("发放培训券"),
                lambda: self.wants.emit("voucher_issue", self._id),
                "ticket-confirmation-outline",
                "Ctrl+G",
            ),
            (_("生成班级资料"), self.ask_folder, "folder-arrow-right-outline", "F6"),
            (_("退班"), self.leave_class, "account-minus-outline", "Ctrl+D"),
        ):
            act = actions.action(self, words, run, icon=icon, shortcut=key, in_tip=True)
            deeds.add(actions.ActionButton(act))
        if may(self.context.session.role, Action.NETWORK_WRITE, self.context.workplace.kind):
            tag = actions.action(self, _("挂标签"), self.put_tag, icon="tag-outline", shortcut="Ctrl+T", in_tip=True)
            deeds.add(actions.ActionButton(tag))
        listed = QWidget()
        lines = column(self.facts, self.approval, deeds, self.table)
        lines.setStretch(3, 1)
        listed.setLayout(lines)
        self.views.addWidget(listed)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def open(self, thing: bytes | None) -> None:
        """Show the class with this id."""
        if thing is not None and thing != self._id:
            self._id, self._found = thing, None
        self.views.setCurrentIndex(0)
        self._stale = True

    def load(self) -> None:
        """Read the class and its roster."""
        class_id = self._id
        if class_id is None:
            self.enrol_action.setEnabled(False)
            self.show_empty(_("还没有选班级"), _("在培训报名里打开一个班。"), _("去培训报名"), self._go_back)
            return

        def work(book: "Casebook", _progress: "Progress") -> _Found:
            from db import records, training

            return _Found(
                training.get_class(book, class_id),
                training.roster(book, class_id),
                may_approve=training.may_approve_class(book),
                tags=[one.words["tag"] for one in records.by_column(book, "tagging", class_id=class_id)],
            )

        def take(found: _Found) -> None:
            if class_id == self._id:
                self._show_found(found)

        self.load_with(work, take)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Put the keyboard on the roster."""
        super().showEvent(event)
        self.table.setFocus()

    def enrol(self) -> None:
        """Find people and enrol them."""
        from ui.dialogs.enrol import EnrolDialog

        if self._found is None:
            return
        dialog = EnrolDialog(self.context, self._found.row, self._enrolled(), self)
        done, chosen, day = dialog.exec() == QDialog.DialogCode.Accepted, dialog.chosen(), dialog.on()
        dialog.deleteLater()
        if done:
            self.enrol_people(chosen, day)

    def enrol_people(self, chosen: "Sequence[PersonRow]", day: "dt.date | None" = None) -> None:
        """Enrol these people as of a day (None: today), all or none."""
        class_id = self._id

        def work(book: "Casebook", _progress: "Progress") -> int:
            from db import training

            return len(training.enrol(book, class_id or b"", [person.id for person in chosen], day))

        self.run(
            work,
            lambda count: self.said.emit(_("已报名 {n} 人。").format(n=count)),
            write=True,
            touches=("enrolment",),
        )

    def answer(self, *, approve: bool) -> None:
        """Approve the class or send it back; where it takes a supervisor, one signs in on the spot."""
        from ui.dialogs.second_sign import ask_second

        if self._found is None:
            return
        found, second = self._found.row, None
        if not self._found.may_approve:
            what = _("批准开班：{name}") if approve else _("退回开班申请：{name}")
            second = ask_second(self.context, what.format(name=found.name), self)
            if second is None:
                return

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import training

            training.answer_class(book, found.id, approve=approve, second=second)

        words = _("已批准“{name}”，可以报名了。") if approve else _("已退回“{name}”的开班申请。")
        self.run(
            work, lambda _done: self.said.emit(words.format(name=found.name)), write=True, touches=("training_class",)
        )

    def leave_class(self) -> None:
        """Take the marked person off the roster; what was noted of them stays."""
        from ui.dialogs.confirm import ask

        line = self.table.current_row()
        if line is None or line.enrolment in self._left():
            return
        given = ask(
            self,
            _("{name} 退班").format(name=line.person.name),
            _("退班后名额空出，已有的考勤和培训券记录保留。"),
            _("退班"),
            reasons=[_("本人要求"), _("外出务工"), _("身体原因"), _("报错班级")],
        )
        if given is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import training

            training.leave(book, line.enrolment, given.reason)

        self.run(
            work,
            lambda _done: self.said.emit(_("{name} 已退班。").format(name=line.person.name)),
            write=True,
            touches=("enrolment",),
        )

    def put_tag(self) -> None:
        """Begin a tag of a brand, policy or campaign that this class shall carry."""
        if self._id is not None:
            self.wants.emit("network", wish("tagging", class_id=self._id))

    def _named(self) -> tuple[bytes, str] | None:
        return (self._id, self._found.row.name) if self._found is not None and self._id is not None else None

    def ask_folder(self) -> None:
        """Ask where to, and write the class file for the base."""
        folder = QFileDialog.getExistingDirectory(self, _("班级资料存放到（U 盘或共享文件夹）"))
        if folder:
            self.write_file(Path(folder))

    def write_file(self, folder: Path) -> None:
        """Write the class file for the base into a folder."""
        class_id = self._id or b""

        def work(book: "Casebook", _progress: "Progress") -> "list[Path]":
            from sync import extract

            return extract.class_file(book, class_id, folder)

        def take(paths: "list[Path]") -> None:
            names = _("、").join(path.name for path in paths)
            self.said.emit(_("班级资料已写到 {folder}：{names}").format(folder=str(folder), names=names))

        self.run(work, take, write=True, touches=("bundle",), shown=_("正在生成班级资料"))

    def _show_found(self, found: _Found) -> None:
        self._found = found
        one = found.row
        day = clocks.today(self.context.clock).isoformat()
        self.set_title(one.name, phase_of(one, day))
        free = one.capacity - one.enrolled
        what = _("{base} · {course} · {first} 至 {last} · {days} 天 {hours} 学时 · 每人学费 {fee} 元").format(
            base=one.base_name, course=one.course_name, first=one.starts, last=one.ends, days=one.days, hours=one.hours,
            fee=money.grouped(one.fee_fen).removesuffix(".00"),
        )  # fmt: skip
        places = _("计划 {places} 人，已报 {taken} 人，余 {free} 人").format(
            places=one.capacity, taken=one.enrolled, free=free
        )
        tags = _("标签：{tags}").format(tags=_("、").join(found.tags)) if found.tags else ""
        self.facts.setText("\n".join(part for part in (what, places, tags) if part))
        waits = _is_unapproved(one)
        self.approval.setVisible(waits)
        self.approve_action.setEnabled(waits)
        self.table.set_empty_words(_("批准开班以后才能报名。") if waits else _("还没有人报名。按 Ctrl+N 找人报名。"))
        if waits:
            asks = _("报批 {places} 人、每人学费 {fee} 元。批准后才能报名。").format(
                places=one.capacity, fee=money.grouped(one.fee_fen).removesuffix(".00")
            )
            self.approval.tell(Verdict.CAUTION, _("这个班还没有批准开班"), asks)
        self.enrol_action.setEnabled(free > 0 and not waits)
        reason = _("还没有批准开班") if waits else _("名额已满")
        self.enrol_action.setToolTip(_("报名  Ctrl+N") if free > 0 and not waits else reason)
        self.model.show(of_list(found.lines))

    def _on_view(self, place: int) -> None:
        """Leave the head to the paper while it is shown; it has its own way back."""
        for action in (self.back_action, self.enrol_action):
            action.setVisible(place != _PAPER)
        self.prints.set_away(away=place == _PAPER)

    def _enrolled(self) -> set[bytes]:
        from db import training

        lines = self._found.lines if self._found else ()
        return {line.person.id for line in lines if line.status != training.LEFT}

    def _left(self) -> set[bytes]:
        from db import training

        lines = self._found.lines if self._found else ()
        return {line.enrolment for line in lines if line.status == training.LEFT}

    def _go_back(self) -> None:
        self.wants.emit("classes", None)

    def _columns(self) -> "list[Column[Any]]":
        return [
            Column(_("姓名"), lambda line: line.person.name, 0),
            Column(_("性别"), lambda line: sex_word(line.person.sex), 52),
            Column(_("证件尾号"), lambda line: line.person.doc_tail or _("待补"), 80),
            Column(_("电话"), lambda line: line.person.phone, 112),
            Column(_("培训券"), _voucher_words, 104, icon=_voucher_sign),
            Column(_("出勤"), _attendance_words, 60, right=True),
            Column(_("状态"), _state_words, 80),
        ]


def _voucher_words(line: "RosterLine") -> str:
    if not line.voucher:
        return _("未发")
    return numbers.shown(line.voucher)[-8:]


def _voucher_sign(line: "RosterLine") -> tuple[str, str]:
    if line.redeemed:
        return "check-circle-outline", "ok"
    return ("ticket-confirmation-outline", "muted") if line.voucher else ("circle-small", "muted")


def _is_unapproved(found: "ClassRow") -> bool:
    from db import training

    return found.status in training.UNAPPROVED


def _state_words(line: "RosterLine") -> str:
    from db import training

    return _(line.result.outcome if line.result and line.status != training.LEFT else line.status)


def _attendance_words(line: "RosterLine") -> str:
    return f"{line.rate * 100:.0f}%" if line.due_hours else "—"


SPEC = PageSpec(
    "class_roster", N_("班级"), "school-outline", ClassRosterPage, opens=frozenset({"class"}), under="classes"
)

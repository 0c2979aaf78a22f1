"""培训报名: the classes of the county, how full they are, and a new one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog

from rules import clock as clocks
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.capacity_bar import CapacityBar
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_memory import keep_list
from ui.widgets.labels import label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.training import Base, ClassDraft, ClassRow, Course
    from rules.workdays import Calendar
    from ui.jobs import Progress

_BAR_COLUMN = 3
_ALL, _COMING, _RUNNING, _OVER, _APPLIED = range(5)
APPLIED, COMING, OVER = b"applied", b"coming", b"over"
"""Which classes the page is asked to show: ids have 16 bytes, so these are none."""
_PHASES = {APPLIED: _APPLIED, COMING: _COMING, OVER: _OVER}


@dataclass(frozen=True)
class _Found:
    classes: "Sequence[ClassRow]"
    bases: "Sequence[Base]"
    courses: "Sequence[Course]"
    calendar: "Calendar | None" = None
    notice: int = 0
    waits: bool = False
    """Whether a class that is made here waits for a supervisor."""


def phase_of(found: "ClassRow", day: str) -> str:
    """Say where a class stands on `day` (ISO text): what was decided, else by its dates."""
    from db import training

    if found.status in {*training.UNAPPROVED, training.CANCELLED, training.ENDED}:
        return _(found.status)
    if day < found.starts:
        return _("未开班")
    return _("上课中") if day <= found.ends else _("待结业")


class ClassesPage(Page):
    """Show the classes."""

    tables = frozenset({"training_class", "enrolment", "base", "course"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("培训报名"))
        self._found = _Found((), (), ())
        self.create_action = self.add_action(
            _("新建班级"), self.new_class, icon="plus", shortcut="Ctrl+N", primary=True
        )
        self.phase = ChoiceBox()
        self.phase.addItems([_("全部班级"), _("未开班"), _("上课中"), _("已结束"), _("待批准")])
        self.phase.setAccessibleName(_("按进度看"))
        self.phase.currentIndexChanged.connect(lambda _index: self._list())
        self.base = ChoiceBox()
        self.base.setAccessibleName(_("按基地看"))
        self.base.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.base.currentIndexChanged.connect(lambda _index: self._list())
        self.told = label("", "muted")
        self.add(row(self.phase, self.base, GRID, None, self.told))
        self.table = TableView(_("没有这样的班级。"))
        self.model: RowsModel[ClassRow] = RowsModel(context.jobs, self._columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        keep_list(self.table, context, "classes", _("班级名单"), self.said.emit, self.failed.emit)
        self.table.setItemDelegateForColumn(_BAR_COLUMN, CapacityBar(self.table))
        self.table.opened.connect(lambda found: self.wants.emit("class_roster", found.id))
        self.model.loaded.connect(lambda _total: self.table.mark_first())
        self.add(self.table, 1)

    def load(self) -> None:
        """Fetch the classes, bases and courses."""
        self.load_with(_gather, self._show_found)

    def open(self, thing: bytes | None) -> None:
        """Show the classes asked for: those to approve, to begin, or over."""
        if thing in _PHASES:
            self.base.setCurrentIndex(0)
            self.phase.setCurrentIndex(_PHASES[thing])

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Put the keyboard on the list."""
        super().showEvent(event)
        self.table.setFocus()

    def new_class(self) -> None:
        """Ask for a class, make it, and open it."""
        from ui.dialogs.create_class import CreateClassDialog

        found = self._found
        dialog = CreateClassDialog(
            self.context.clock,
            found.bases,
            found.courses,
            found.classes,
            self,
            calendar=found.calendar,
            notice=found.notice,
            waits=found.waits,
        )
        done, draft = dialog.exec() == QDialog.DialogCode.Accepted, dialog.draft
        dialog.deleteLater()
        if done and draft is not None:
            self.make(draft)

    def make(self, draft: "ClassDraft") -> None:
        """Make the class and open it."""

        def work(book: "Casebook", _progress: "Progress") -> "ClassRow":
            from db import training

            status = training.APPROVED if training.may_approve_class(book) else training.APPLIED
            return training.get_class(book, training.create_class(book, draft, status=status))

        def take(made: "ClassRow") -> None:
            from db import training

            waits = made.status in training.UNAPPROVED
            words = _("已建立“{name}”，待主管批准后报名。") if waits else _("已建立“{name}”，可以报名了。")
            self.said.emit(words.format(name=made.name))
            self.wants.emit("class_roster", made.id)

        self.run(work, take, write=True, touches=("training_class",))

    def _show_found(self, found: _Found) -> None:
        self._found = found
        can = bool(found.bases and found.courses)
        self.create_action.setEnabled(can)
        if not can:
            self.create_action.setToolTip(_("省总回执送来培训基地和课程以后，才能建班"))
        if not found.classes:
            self._say_none(can=can)
            return
        chosen = self.base.currentData()
        self.base.blockSignals(True)
        self.base.clear()
        self.base.addItem(_("全部基地"), None)
        for base in found.bases:
            self.base.addItem(base.name, base.id.hex())
        self.base.setCurrentIndex(max(0, self.base.findData(chosen)))
        self.base.blockSignals(False)
        self._list()

    def _say_none(self, *, can: bool) -> None:
        if can:
            self.show_empty(_("还没有班级"), _("建好班级，就可以给服务对象报名。"), _("新建班级"), self.new_class)
        else:
            self.show_empty(
                _("还不能建班"),
                _("培训基地和课程由省总下发。请先在数据上报页导入省总的回执。"),
                _("去数据上报"),
                lambda: self.wants.emit("exchange", None),
            )

    def _list(self) -> None:
        base, phase = self.base.currentData(), self.phase.currentIndex()
        day = clocks.today(self.context.clock).isoformat()
        rows = [
            found
            for found in self._found.classes
            if (not base or found.base.hex() == base) and _in_phase(found, phase, day)
        ]
        self.model.show(of_list(rows))
        taken = sum(found.enrolled for found in rows)
        self.told.setText(_("{n} 个班 · 已报 {taken} 人").format(n=len(rows), taken=f"{taken:,}"))

    def _columns(self) -> "list[Column[Any]]":
        day = clocks.today(self.context.clock).isoformat()
        return [
            Column(_("班级"), lambda found: found.name, 0),
            Column(_("培训基地"), lambda found: found.base_name, 0),
            Column(_("起止日期"), _span, 150),
            Column(_("已报 / 计划"), lambda found: f"{found.enrolled} / {found.capacity}", 114),
            Column(_("进度"), lambda found: phase_of(found, day), 70),
        ]


def _span(found: "ClassRow") -> str:
    last = found.ends[5:] if found.ends[:4] == found.starts[:4] else found.ends
    return _("{first} 至 {last}").format(first=found.starts, last=last)


def _in_phase(found: "ClassRow", phase: int, day: str) -> bool:
    from db import training

    if phase == _COMING:
        return day < found.starts
    if phase == _RUNNING:
        return found.starts <= day <= found.ends
    if phase == _APPLIED:
        return found.status in training.UNAPPROVED
    return phase != _OVER or day > found.ends


def _gather(book: "Casebook", _progress: "Progress") -> _Found:
    from db import training, workdays

    bases = [base for base in training.bases(book) if base.active]
    courses = [course for course in training.courses(book) if course.active]
    waits = not training.may_approve_class(book)
    return _Found(training.classes(book), bases, courses, workdays.calendar(book), workdays.notice_days(book), waits)


def _beginning(book: "Casebook") -> Told:
    from db import overview

    found = overview.beginning(book)
    return Told(len(found), _("{day} {name}").format(day=found[0].starts[5:], name=found[0].name) if found else "")


def _applied(book: "Casebook") -> Told:
    from db import overview

    found = overview.applied_for(book)
    return Told(len(found), found[0].name if found else "")


def _without_results(book: "Casebook") -> Told:
    from db import overview

    found = overview.without_results(book)
    words = _("{name}等 {n} 个班") if len(found) > 1 else _("{name}")
    said = words.format(name=found[0][0].name, n=len(found)) if found else ""
    return Told(sum(missing for _row, missing in found), said, "warn")


SPEC = PageSpec(
    "classes", N_("培训报名"), "school-outline", ClassesPage,
    tiles=(
        Tile(N_("待批准的班"), "file-sign", _applied, APPLIED),
        Tile(N_("七天内开班"), "school-outline", _beginning, COMING, counts=False),
        Tile(N_("结业未出成绩（人）"), "clipboard-text-outline", _without_results, OVER),
    ),
)  # fmt: skip

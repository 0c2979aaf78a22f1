"""考勤: a class's half days at a glance; a session is taken with all present, the exceptions marked, and saved as a whole."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from db import base_day, drafts, training
from db.casebook import Casebook
from db.training import MARKS, ClassRow, RosterLine
from rules import clock
from ui import actions
from ui.pages.attendance_sheet import Session, Sheet, SheetModel, SheetView, sessions_between
from ui.pages.class_sheet import ClassSheet
from ui.pages.page import Context, PageSpec
from ui.pages.tiles import Tile, Told, of_classes
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.labels import label, row
from ui.widgets.whole_number import NumberBox

KIND = "attendance"
_HALF_DAY_HOURS = 4
"""The usual half day of 45-minute hours (docs/programme.md)."""
_MOST_HOURS = 8
_SEPARATOR = " "


@dataclass(frozen=True)
class Found:
    """Hold a class's roster, what is recorded, and what was taken and not saved."""

    lines: list[RosterLine]
    recorded: dict[Session, Sheet]
    drafts: dict[Session, Sheet]


def fetch(book: Casebook, class_id: bytes) -> Found:
    """Ask for a class's attendance."""
    lines = [line for line in training.roster(book, class_id) if line.status != training.LEFT]
    recorded = {session: dict(marks) for session, (_id, _hours, marks) in training.sheets(book, class_id).items()}
    kept = drafts.load(book, f"{KIND}/{class_id.hex()}")
    known = {line.enrolment.hex() for line in lines}
    taken: dict[Session, Sheet] = {}
    for name, marks in kept.values.items() if kept else ():
        day, _blank, part = name.partition(_SEPARATOR)
        taken[day, part] = {key: value for key, value in marks.items() if key in known}
    return Found(lines, recorded, taken)


def save_all(book: Casebook, class_id: bytes, taken: dict[Session, Sheet], hours: int) -> int:
    """Record sessions, each as a whole; give how many."""
    for (day, part), marks in sorted(taken.items()):
        named = {bytes.fromhex(key): value for key, value in marks.items()}
        training.record_attendance(book, class_id, dt.date.fromisoformat(day), part, named, hours=hours)
    drafts.drop(book, f"{KIND}/{class_id.hex()}")
    return len(taken)


class Attendance(ClassSheet):
    """Be the page 考勤."""

    tables = frozenset({"attendance", "enrolment", "training_class", "person"})
    kind = KIND

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("考勤"))
        self.begin = self.add_action(_("记下一次"), self._begin, icon="plus", shortcut="Ctrl+N")
        self.save = self.add_action(
            _("保存考勤"), self._save, icon="content-save-outline", shortcut="Ctrl+S", primary=True
        )
        for act in (self.begin, self.save):  # until there is a class
            act.setEnabled(False)
        self.hours = NumberBox()
        self.hours.setRange(1, _MOST_HOURS)
        self.hours.setValue(_HALF_DAY_HOURS)
        self.hours.setFixedWidth(84)
        self.hours.setSuffix(_(" 学时"))
        self.hours.setAccessibleName(_("每半天学时"))
        self.model = SheetModel(self)
        self.view = self.begins_at = SheetView(self.model)
        self.model.edited.connect(self._edited)
        self.view.moved.connect(self._tell)
        self.view.refused.connect(lambda: self.said.emit(_("还没到这一天，不能记考勤。")))
        self.drop = actions.action(
            self, _("放弃这次"), self._drop, icon="delete-outline", shortcut="Ctrl+D", in_tip=True
        )
        self._words = label("", wrap=True)
        head = row(self.picker, None, label(_("每半天"), "muted"), self.hours)
        head.setStretch(0, 4)
        self.add(head)
        keys = label(_("P 出勤 · L 迟到 · E 请假 · A 缺勤 · 空格换下一种；记录中的格子点一下也换。"), "hint", wrap=True)
        self.add(keys)
        self.add(self.view, 1)
        foot = row(self._words, actions.ActionButton(self.drop, "quiet"))
        foot.setStretch(0, 1)
        self.add(foot)
        self.body.setSpacing(2 * GRID)

    def _take_class(self, found: ClassRow | None) -> None:
        self.leave()
        self._class = found
        self.begin.setEnabled(found is not None)
        if found is None:
            return
        if found.days:
            self.hours.setValue(max(1, min(_MOST_HOURS, round(found.hours / found.days / 2))))
        self.run(lambda book, _progress: fetch(book, found.id), lambda made: self._take_sheet(found, made))

    def _take_sheet(self, found: ClassRow, made: Found) -> None:
        if self._class is None or self._class.id != found.id:
            return
        here = self.view.currentIndex()
        self.model.today = clock.today(self.context.clock).isoformat()
        self.model.show(made.lines, sessions_between(found.starts, found.ends), made.recorded, made.drafts)
        drafted = [place for place in range(self.model.columnCount()) if self.model.is_draft(place)]
        place = here.column() if here.isValid() else (drafted[0] if drafted else self.model.next_open())
        self.view.go_to(min(place, self.model.columnCount() - 1))
        self._tell()

    def _begin(self) -> None:
        here = self.view.currentIndex()
        place = here.column() if here.isValid() else -1
        if place < 0 or self.model.sessions[place] in self.model.recorded or self.model.is_draft(place):
            place = self.model.next_open()
        if self.model.begin(place):
            self.view.go_to(place)
            self.view.setFocus()
        else:
            self.said.emit(_("还没有可以记考勤的日子。"))

    def _drop(self) -> None:
        self.model.forget(self.view.currentIndex().column())

    def unsaved(self) -> dict[str, Any]:
        """Give the marks of the sessions not saved yet."""
        return {_SEPARATOR.join(session): dict(marks) for session, marks in self.model.drafts.items()}

    def _save(self) -> None:
        found, taken = self._class, {session: dict(marks) for session, marks in self.model.drafts.items()}
        if found is None or not taken:
            return
        self._keep.stop()
        hours = self.hours.value()
        self.save.setEnabled(False)
        self.run(
            lambda book, _progress: save_all(book, found.id, taken, hours),
            lambda count: self.said.emit(_("已保存 {n} 次考勤。").format(n=count)),
            failed=self._refused, write=True, touches={"attendance"},
        )  # fmt: skip

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
        self._tell()

    def _tell(self) -> None:
        """Say how the current session stands, and what waits to be saved."""
        waiting = len(self.model.drafts)
        self.save.setEnabled(waiting > 0)
        self.save.setText(_("保存 {n} 次考勤").format(n=waiting) if waiting > 1 else _("保存考勤"))
        place = self.view.currentIndex().column()
        self.drop.setEnabled(self.model.is_draft(place))
        if not 0 <= place < len(self.model.sessions):
            self._words.setText("")
            return
        day, part = self.model.sessions[place]
        counts = Counter(self.model.mark_at(line, place) for line in range(self.model.rowCount()))
        told = _("，").join(
            _("{mark} {n} 人").format(mark=_(words), n=counts[key]) for key, words in MARKS.items() if counts[key]
        )
        state = _("未保存") if self.model.is_draft(place) else _("已保存")
        if not told:
            state = _("未记") if self.model.may_take(place) else _("还没到")
        mark(self._words, tone="warn" if self.model.is_draft(place) else "")
        self._words.setText(_("{day} {part}（{state}）{told}").format(day=day, part=_(part), state=state, told=told))


def _untaken(book: Casebook) -> Told:
    return of_classes(base_day.untaken(book))


SPEC = PageSpec(
    "attendance", N_("考勤"), "calendar-check-outline", Attendance,
    tiles=(Tile(N_("今天未记考勤（班）"), "calendar-check-outline", _untaken),),
)  # fmt: skip

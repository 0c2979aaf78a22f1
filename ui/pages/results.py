"""考核成绩: the class's scores by keyboard, down the column; the conclusion is proposed and may be changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from db import base_day, drafts, training
from db.casebook import Casebook
from db.training import FAILED, PASSED, ClassRow, Result, RosterLine
from rules import clock as clocks
from ui.pages.class_sheet import ClassSheet
from ui.pages.page import Context, PageSpec
from ui.pages.results_table import PASS_MARK, THEORY, ResultsModel, ResultsView
from ui.pages.tiles import Tile, Told, of_classes
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.form import note_of
from ui.widgets.labels import label, row
from ui.widgets.money_and_dates import DateField

KIND = "results"


@dataclass(frozen=True)
class Found:
    """Hold a class's roster and what was typed and not saved."""

    lines: list[RosterLine]
    typed: dict[bytes, Result]


def fetch(book: Casebook, class_id: bytes) -> Found:
    """Ask for a class's results."""
    lines = [line for line in training.roster(book, class_id) if line.status != training.LEFT]
    kept = drafts.load(book, f"{KIND}/{class_id.hex()}")
    known = {line.enrolment for line in lines}
    typed = {bytes.fromhex(key): Result(*value) for key, value in kept.values.items()} if kept else {}
    return Found(lines, {key: value for key, value in typed.items() if key in known})


class Results(ClassSheet):
    """Be the page 考核成绩."""

    tables = frozenset({"result", "enrolment", "training_class", "person", "attendance"})
    kind = KIND

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("考核成绩"))
        self.save = self.add_action(
            _("保存成绩"), self._save, icon="content-save-outline", shortcut="Ctrl+S", primary=True
        )
        self.model = ResultsModel(self)
        self.view = self.begins_at = ResultsView(self.model)
        self.model.edited.connect(self._edited)
        self._words = label("", "muted", wrap=True)
        self.day = DateField(context.clock, until_today=True)
        self.day.setAccessibleName(_("考核日期"))
        self.day.setFixedWidth(150)
        self.day.judged.connect(lambda _found: self._tell())
        self.add(self.picker)
        self.add(
            row(
                label(_("考核日期")),
                self.day,
                note_of(self.day),
                label(_("实际考核的日子；报表按这一天计"), "hint"),
                None,
            )
        )
        hint = _("直接键入分数，回车到下一人。两项都到 {mark} 分时建议合格；在“结论”一栏按空格可改，H 合格，B 不合格。")
        self.add(label(hint.format(mark=PASS_MARK), "hint", wrap=True))
        self.add(self.view, 1)
        self.add(self._words)
        self.body.setSpacing(2 * GRID)
        self._tell()

    def leave(self) -> None:
        """Keep what was typed and not saved, also in the cell that is still open."""
        self.view.finish()
        super().leave()

    def _take_class(self, found: ClassRow | None) -> None:
        self.leave()
        self._class = found
        if found is not None:
            today = clocks.today(self.context.clock)
            self.day.set_value(min(today, dt.date.fromisoformat(found.ends)) if found.ends else today)
            self.run(lambda book, _progress: fetch(book, found.id), lambda made: self._take_results(found, made))

    def _take_results(self, found: ClassRow, made: Found) -> None:
        if self._class is None or self._class.id != found.id:
            return
        here = self.view.currentIndex()
        place, column = (here.row(), here.column()) if here.isValid() else (0, THEORY)
        self.model.show(made.lines, made.typed)
        self.view.setCurrentIndex(self.model.index(min(place, len(made.lines) - 1), column))
        self._tell()

    def unsaved(self) -> dict[str, Any]:
        """Give the results typed and not saved yet."""
        return {
            key.hex(): [result.completed, result.outcome, result.theory, result.practice]
            for key, result in self.model.typed.items()
        }

    def _save(self) -> None:
        self.view.finish()  # the last score needs no Enter of its own
        found, ready, day = self._class, self.model.ready(), self.day.value()
        if found is None or not ready or day is None:
            return
        self._keep_draft()
        left = {
            key.hex(): [one.completed, one.outcome, one.theory, one.practice]
            for key, one in self.model.typed.items()
            if key not in ready
        }
        name = f"{KIND}/{found.id.hex()}"
        self.save.setEnabled(False)

        def work(book: Casebook, _progress: object) -> int:
            written = training.record_results(book, found.id, ready, day)
            if left:
                drafts.save(book, KIND, left, name)
            else:
                drafts.drop(book, name)
            return written

        self.run(
            work, lambda count: self.said.emit(_("已保存 {n} 人的成绩。").format(n=count)), failed=self._refused, write=True, touches={"result"}
        )  # fmt: skip

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
        self._tell()

    def _tell(self) -> None:
        """Say how many passed, and what waits to be saved."""
        ready, typed = len(self.model.ready()), len(self.model.typed)
        self.save.setEnabled(ready > 0 and self.day.judgement.value is not None)
        outcomes = [self.model.result(place).outcome for place in range(self.model.rowCount())]
        words = _("合格 {passed} 人，不合格 {failed} 人，未登记 {none} 人").format(
            passed=outcomes.count(PASSED), failed=outcomes.count(FAILED), none=outcomes.count("")
        )
        if typed:
            words += _("；未保存 {n} 人").format(n=typed)
        if typed > ready:
            words += _("，其中 {n} 人成绩不全，暂不保存").format(n=typed - ready)
        self._words.setText(words)


def _without_results(book: Casebook) -> Told:
    return of_classes(base_day.without_results(book), "warn")


SPEC = PageSpec(
    "results", N_("考核成绩"), "clipboard-text-outline", Results,
    tiles=(Tile(N_("结业未出成绩（人）"), "clipboard-text-outline", _without_results),),
)  # fmt: skip

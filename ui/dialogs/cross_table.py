"""A table of two questions of a survey: people and percents, each person once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from rules import clock as clocks
from rules import questionnaires
from rules.cross_tables import Cross
from rules.periods import Period
from ui import survey_file
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say_any
from ui.list_export import export_list, may_export, offer_export
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Verdict
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import column, label, row
from ui.widgets.notices import Banner
from ui.widgets.period_choice import PeriodChoice
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.surveys import Asked
    from ui.jobs import Progress
    from ui.pages.page import Context

Line = survey_file.Line


@dataclass(frozen=True)
class Chosen:
    """Hold what is crossed: a version, the keys of two of its questions, a period."""

    version: "Asked"
    line: str
    column: str
    period: Period


_WORDS, _FIGURE = 150, 118


class CrossTableDialog(QDialog):
    """Choose a version, two of its questions and a period; show how the answers meet."""

    printed = Signal(object)
    """The `Chosen` that is wanted on paper."""

    def __init__(self, context: "Context", versions: "Sequence[Asked]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._versions = context, versions
        self.setWindowTitle(_("交叉统计"))
        self.version, self.line, self.column = ChoiceBox(), ChoiceBox(), ChoiceBox()
        for box, name in ((self.version, _("问卷")), (self.line, _("横行")), (self.column, _("纵列"))):
            box.setAccessibleName(name)
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for one in versions:
            self.version.addItem(_("{name}　答卷 {n} 份").format(name=one.name, n=f"{one.sheets:,}"))
        today = clocks.today(context.clock)
        self.period = PeriodChoice(Period(today.year, today.month), Period(today.year))
        self.banner = Banner()
        self.table = TableView(_("这个期间没有答卷。"))
        self.model: RowsModel[Line] = RowsModel(
            context.jobs, [Column[Line](_("答案"), lambda one: one[0])], self._fail, self
        )
        self.table.set_rows(self.model)
        self.note = label("", "muted", wrap=True)
        self.take_out = button(_("导出 Excel"), self._export, icon="file-export-outline")
        self.take_out.setVisible(may_export(context))
        self.print_button = button(_("打印"), self._print, icon="printer-outline")
        close = button(_("关闭"), self.accept, kind="primary")
        for part in (self.take_out, self.print_button, close):
            part.setAutoDefault(False)
        offer_export(self.table, context, _("交叉统计"), self._say, self._fail)
        self._build(close)
        self._show_questions()
        self.version.currentIndexChanged.connect(lambda _at: self._show_questions())
        for box in (self.line, self.column):
            box.activated.connect(lambda _at: self.work_out())
        self.period.chosen.connect(lambda _period: self.work_out())

    def _build(self, close: QWidget) -> None:
        chosen = row(self.version, GRID, self.period)
        chosen.setStretch(0, 1)
        crossed = row(label(_("横行"), "muted"), self.line, GRID, label(_("纵列"), "muted"), self.column)
        crossed.setStretch(1, 1)
        crossed.setStretch(4, 1)
        body = column(
            chosen, crossed, self.banner, self.table, self.note, row(None, self.take_out, self.print_button, close)
        )
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        body.setStretchFactor(self.table, 1)
        self.setLayout(body)
        take_room(self, 900, 560)

    def _show_questions(self) -> None:
        """Offer the questions of the version that can be counted."""
        found = questionnaires.read(self._versions[max(0, self.version.currentIndex())].questions)
        offered = [one for one in found.questions if one.can_be_crossed]
        for box, at in ((self.line, 0), (self.column, min(1, len(offered) - 1))):
            box.clear()
            for one in offered:
                box.addItem(one.heading, one.key)
            box.setCurrentIndex(at)
        self.work_out()

    def chosen(self) -> "Chosen":
        """Give what is crossed now."""
        version = self._versions[max(0, self.version.currentIndex())]
        return Chosen(version, str(self.line.currentData()), str(self.column.currentData()), self.period.period())

    def work_out(self) -> None:
        """Count anew, in a worker."""
        now = self.chosen()

        def work(book: "Casebook", _progress: "Progress") -> Cross:
            from db import surveys

            return surveys.cross(book, now.version, now.line, now.column, now.period.first, now.period.last)

        self._context.jobs.run(self, work, self._tell, self._fail)

    def _tell(self, found: Cross) -> None:
        self.banner.hide()
        heads = survey_file.cross_headings(found)
        columns = [
            Column[Line](words, lambda one, at=at: one[at], _FIGURE if at else _WORDS, right=at > 0)  # type: ignore[misc]
            for at, words in enumerate(heads)
        ]
        before = self.model
        self.model = RowsModel(self._context.jobs, columns, self._fail, self)
        self.table.set_rows(self.model)
        before.deleteLater()
        self.model.show(of_list(survey_file.cross_lines(found) if found.total else []))
        self.note.setText(survey_file.cross_note(found))

    def _export(self) -> None:
        title = _("交叉统计")
        export_list(
            self, self._context, self.model, self.table, title=title, spans=None, done=self._say, failed=self._fail,
            chosen=f"{self.line.currentText()} × {self.column.currentText()}",
        )  # fmt: skip

    def _print(self) -> None:
        """Leave the table for its paper, which the page shows."""
        self.accept()
        self.printed.emit(self.chosen())

    def _say(self, words: str) -> None:
        self.note.setText(words)

    def _fail(self, error: Exception) -> None:
        self.banner.say(say_any(error), Verdict.NO)

"""Taking a region's targets of 2009 as a ready set: all its figures are shown in their kinds with what is doubtful, and its plans are taken."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from rules.programme import KINDS, Figure, Programme
from ui import target_words
from ui.actions import button
from ui.dialogs.room import take_room
from ui.jobs import Jobs
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
from ui.widgets.table_view import TableView

_ICONS = {
    "plan": ("flag-outline", "info"), "done": ("check", "muted"), "intent": ("handshake-outline", "muted"), "cap": ("arrow-collapse-up", "warn"),
    "stock": ("database-outline", "muted"), "brand": ("tag-outline", "muted"), "checklist": ("format-list-checks", "info"),
}  # fmt: skip


class AdoptTargetsDialog(QDialog):
    """Ask for a region; `chosen` gives its code."""

    def __init__(self, jobs: Jobs[Any], register: Programme, region: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("采用 2009 年现成方案"))
        self._register = register
        self.region = QComboBox()
        self.region.setAccessibleName(_("地区"))
        for code, name in register.regions():
            self.region.addItem(name, code)
        self.region.setCurrentIndex(max(0, self.region.findData(region)))
        self.region.currentIndexChanged.connect(lambda _at: self._show())
        self.figures: Sequence[Figure] = ()
        self._model: RowsModel[Figure] = RowsModel(jobs, _columns(), lambda _error: None, self)
        self.table = TableView(_("没有数字。"))
        self.table.set_rows(self._model)
        self.table.picked.connect(self._pick)
        self.note = label("", "muted", wrap=True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().height())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words = label("", "", wrap=True)
        self.take = button(_("采用"), self.accept, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (self.take, leave):
            part.setAutoDefault(False)
        intro = _(
            "计划可以作目标；成果、存量、品牌只作资料，上限是规则；人次与人混计的总数不合计，只列出它的各项。来源：{source}。"
        ).format(source=register.source)
        body = column(
            label(_("采用 2009 年现成方案"), "title"), label(intro, "muted", wrap=True), row(label(_("地区")), self.region, None), self.table, self.note, self.words,
            row(None, leave, self.take),
        )  # fmt: skip
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        body.setStretchFactor(self.table, 1)
        self.setLayout(body)
        take_room(self, 860, 640)
        self._show()

    def chosen(self) -> str:
        """Give the region's code."""
        return str(self.region.currentData())

    def plans(self) -> Sequence[Figure]:
        """Give the figures that will be taken."""
        return self._register.plans(self.chosen())

    def _show(self) -> None:
        self.figures = [one for one in self._register.figures if one.region == self.chosen()]
        self._model.show(of_list(self.figures))
        plans = self.plans()
        words = [_("将采用 {n} 项计划").format(n=len(plans))]
        if self.chosen() == self._register.undertakings_region:
            words.append(_("另加“十件实事”清单"))
        slogans = dict.fromkeys(one.slogan for one in self.figures if one.slogan)
        words += [_("{slogan}：{meaning}").format(slogan=one, meaning=self._register.slogans[one]) for one in slogans]
        self.words.setText(_("；").join(words) if plans else _("这个地区没有可以作目标的计划。"))
        self.take.setEnabled(bool(plans))
        self._pick(None)

    def _pick(self, figure: Figure | None) -> None:
        notes = figure.notes if figure else ()
        self.note.setText(
            "\n".join(_("存疑：{note}").format(note=note) for note in notes)
            if notes
            else _("选中一行，看它有没有存疑之处。")
        )


def _columns() -> list[Column[Figure]]:
    return [
        Column(_("序号"), lambda one: one.number, 56),
        Column(_("内容"), lambda one: one.words),
        Column(_("数值"), target_words.figure, 200, right=True),
        Column(_("种类"), lambda one: _(KINDS[one.kind]), 96, icon=lambda one: _ICONS[one.kind]),
        Column(_("口号"), _slogan, 150, spare=2),
        Column(_("存疑"), lambda one: _("{n} 处").format(n=len(one.notes)) if one.notes else "—", 60, spare=1),
    ]


def _slogan(one: Figure) -> str:
    return _("{slogan} 之 {one}").format(slogan=one.slogan, one=one.position) if one.position else one.slogan

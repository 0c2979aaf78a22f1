"""Entering a course for the training bases of a county."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from ui import code_words
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.tokens import GRID
from ui.widgets.fields import Judgement, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import MoneyField
from ui.widgets.whole_number import WholeNumberField


@dataclass(frozen=True)
class CourseDraft:
    """Hold a course: county, code, name, hours of 45 minutes, fee in fen, level or empty, kind (`course_kind`)."""

    county: str
    code: str
    name: str
    hours: int
    fee_fen: int
    level: str
    kind: str = ""


class CourseDialog(QDialog):
    """Ask for a course; `counties` are (code, name), `taken` the codes in use."""

    def __init__(
        self, counties: Sequence[tuple[str, str]], taken: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("新增课程"))
        self._taken = set(taken)
        self.county = QComboBox()
        for code, name in counties:
            self.county.addItem(_("{name}（{code}）").format(name=name, code=code), code)
        self.form = Form(self, field_width=260)
        self.form.add("county", _("用于"), self.county, hint=_("该县的帮扶中心和基地都会收到"))
        self.code = self.form.add(
            "code", _("课程编号"), TextField(limit=20, check=self._judge_code), required=True, hint=_("如 K01")
        )
        self.name = self.form.add(
            "name", _("工种（课程）"), TextField(limit=40), required=True, hint=_("印在券和证书上")
        )
        self.hours = self.form.add("hours", _("学时"), WholeNumberField(1, 2000, _("每学时 45 分钟")), required=True)
        self.fee = self.form.add("fee", _("收费标准"), MoneyField(), required=True)
        self.level = self.form.add("level", _("等级"), TextField(limit=20), hint=_("没有就空着"))
        self.kind = QComboBox()
        for code, words in code_words.entries("course_kind"):
            self.kind.addItem(words, code)
        self.form.add("kind", _("类别"), self.kind, hint=_("基础培训的结业人数单独统计，不算技能培训"))
        self.form.completed.connect(self._try)
        save = button(_("保存课程"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (save, leave):
            part.setAutoDefault(False)
        body = column(label(_("新增课程"), "title"), GRID, self.form, GRID, row(None, leave, save))
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 600)
        self.code.setFocus()

    def draft(self) -> CourseDraft:
        """Give what was filled in."""
        return CourseDraft(
            str(self.county.currentData()),
            str(self.code.value() or ""),
            str(self.name.value() or ""),
            int(self.hours.value() or 0),
            int(self.fee.value() or 0),
            str(self.level.value() or ""),
            str(self.kind.currentData()),
        )

    def _judge_code(self, text: str) -> Judgement:
        return bad(_("编号已有，请换一个")) if text in self._taken else good(text)

    def _try(self) -> None:
        if self.form.check():
            self.accept()

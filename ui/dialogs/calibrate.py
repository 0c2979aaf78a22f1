"""How far a printer is off with one kind of stock: print the calibration sheet, measure four distances, keep what the program computes."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from rules.calibration import MOST_OFFSET, SCALES, Calibration, CalibrationOutOfRange, Measured, corrected, crosses
from rules.layouts import Layout
from ui.actions import button
from ui.dialogs.fit import fit
from ui.error_text import say, say_any
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.fields import Standing
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.millimetres import MillimetreField
from ui.widgets.whole_number import WholeNumberField

Done = Callable[[Any], None]
Refused = Callable[[Exception], None]
_MOST_LENGTH = 4200
_WIDTH = 656


class CalibrationDialog(QDialog):
    """Ask for what was measured, or for offset and scale themselves.

    `print_sheet(done, refused)` prints the sheet, `submit(calibration, done, refused)` keeps the values.
    """

    def __init__(
        self, printer: str, layout: Layout, current: Calibration, print_sheet: Callable[[Done, Refused], None],
        submit: Callable[[Calibration, Done, Refused], None], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._layout, self._current = layout, current
        self._print, self._submit = print_sheet, submit
        self.setWindowTitle(_("校准打印机"))
        self.measuring, self.form = Form(self, field_width=90), Form(self, field_width=90)
        (x1, y1), (x2, y2) = crosses(layout.width, layout.height)
        should = _("mm，应为 {mm}.0")
        self.measuring.add_heading(_("从校准页上量，读到 0.1"))
        self.measures = {
            key: self.measuring.add(
                key, words, MillimetreField(0, _MOST_LENGTH, should.format(mm=mm)), hint=should.format(mm=mm)
            )
            for key, words, mm in (
                ("left", _("① 左边到甲"), x1),
                ("top", _("② 上边到甲"), y1),
                ("across", _("③ 甲乙横距"), x2 - x1),
                ("down", _("④ 甲乙纵距"), y2 - y1),
            )
        }
        self.form.add_heading(_("校准值，可直接填"))
        self.dx, self.dy = (
            self.form.add(key, words, MillimetreField(-MOST_OFFSET, MOST_OFFSET, hint), required=True, hint=hint)
            for key, words, hint in (
                ("dx", _("横向偏移"), _("mm，右为正")),
                ("dy", _("纵向偏移"), _("mm，下为正")),
            )
        )
        self.scale_x, self.scale_y = (
            self.form.add(key, words, WholeNumberField(*SCALES, _("‰，原大 1000")), required=True)
            for key, words in (("scale_x", _("横向比例")), ("scale_y", _("纵向比例")))
        )
        self.words = label("", wrap=True)
        self.print_button = button(_("打印校准页"), self.print_sheet, icon="printer-outline")
        self.print_button.setEnabled(bool(printer))
        self.save_button = button(_("保存"), self.save, kind="primary")
        self.save_button.setEnabled(bool(printer))
        leave = button(_("取消"), self.reject)
        for one in (self.print_button, self.save_button, leave):
            one.setAutoDefault(False)
        lead = (
            _("打印机 {printer}，{layout}。放一张同样大小的白纸，打印校准页，用尺量四个距离填在这里。").format(
                printer=printer, layout=_(layout.label)
            )
            if printer
            else _("这台电脑还没有打印机，没有什么可以校准。先在系统里装好打印机，再回到“套打”。")
        )
        body = column(
            label(lead, "muted", wrap=True), row(self.print_button, None), row(self.measuring, self.form, gap=4 * GRID), self.words, row(None, leave, self.save_button)
        )  # fmt: skip
        body.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
        self.setLayout(body)
        self._show(current)
        for field in self.measures.values():
            field.judged.connect(lambda _found: self._compute())
        self.measuring.completed.connect(self.dx.setFocus)
        self.form.completed.connect(self.save)
        fit(self, _WIDTH)

    def calibration(self) -> Calibration | None:
        """Give what is filled in, or None where something is wrong."""
        if self.measuring.first_problem() is not None or not self.form.check():
            return None
        return Calibration(self.dx.value(), self.dy.value(), self.scale_x.value(), self.scale_y.value())

    def print_sheet(self) -> None:
        """Print the calibration sheet."""
        self.print_button.setEnabled(False)
        self._print(self._printed, self._refuse)

    def save(self) -> None:
        """Keep the values."""
        found = self.calibration()
        if found is not None and self.save_button.isEnabled():
            self.save_button.setEnabled(False)
            self._submit(found, lambda _done: self.accept(), self._refuse)

    def _printed(self, _done: object) -> None:
        self.print_button.setEnabled(True)
        self._say(_("已送打印机。量好后依次填写。"))
        self.measures["left"].setFocus()

    def _refuse(self, error: Exception) -> None:
        for one in (self.print_button, self.save_button):
            one.setEnabled(True)
        self._say(say_any(error), "bad")

    def _say(self, words: str, tone: str = "") -> None:
        self.words.setText(words)
        mark(self.words, tone=tone)

    def _show(self, calibration: Calibration) -> None:
        self.dx.set_tenths(calibration.dx)
        self.dy.set_tenths(calibration.dy)
        self.scale_x.set_value(calibration.scale_x)
        self.scale_y.set_value(calibration.scale_y)

    def _compute(self) -> None:
        """Fill in the values once all four distances are there."""
        said = {key: field.judgement for key, field in self.measures.items()}
        if any(one.standing is not Standing.GOOD for one in said.values()):
            return
        measured = Measured(*(one.value for one in said.values()))
        try:
            found = corrected(self._current, measured, self._layout.width, self._layout.height)
        except CalibrationOutOfRange as error:
            self._say(say(error), "bad")
            return
        self._show(found)
        right = found == self._current
        self._say(
            _("四个数都对上，不用改。") if right else _("已算出校准值。保存后再打一张核对。"), "ok" if right else ""
        )

"""Handing a class over: its file to the base before it begins, its results to the county afterwards, without waiting for the province."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from ui.actions import button
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ClassCard(Card):
    """Choose a class and hand it over; `hand_over` is called with nothing, the page asks by which way."""

    def __init__(self, hand_over: "Callable[[], object]", *, is_base: bool) -> None:
        super().__init__(_("班级资料"))
        words = (
            _("把本班的考勤、成绩、核销、证书和申报交给县帮扶中心，不必等省总转。")
            if is_base
            else _("开班前把班级、学员名单交给培训基地，不必等省总转；只含基地需要的内容。")
        )
        self.classes = ChoiceBox()
        self.classes.setAccessibleName(_("培训班"))
        self.classes.setMinimumContentsLength(24)
        self.classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._button = button(
            _("生成班级结果…") if is_base else _("生成班级资料…"), hand_over, icon="file-send-outline"
        )
        line = row()
        line.addWidget(self.classes, 1)
        line.addWidget(self._button)
        self.body.addLayout(column(label(words, "muted", wrap=True), line, gap=2 * GRID))

    def tell(self, found: "Sequence[tuple[bytes, str]]") -> None:
        """Show the classes; the one chosen stays chosen."""
        chosen = self.classes.currentData()
        self.classes.clear()
        for class_id, words in found:
            self.classes.addItem(words, class_id)
        self.classes.setCurrentIndex(max(0, self.classes.findData(chosen)))
        self._button.setEnabled(bool(found))
        self.classes.setEnabled(bool(found))
        if not found:
            self.classes.addItem(_("还没有培训班"))

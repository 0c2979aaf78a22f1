"""Entering or changing a target, and splitting one among counties."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QScrollArea, QWidget

from db.indicators import INDICATORS
from db.targets import Target, TargetDraft, even
from rules.programme import BOUNDS
from rules.quantities import Amount
from ui import target_words
from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.money_and_dates import MoneyField
from ui.widgets.whole_number import WholeNumberField

_BOUND_WORDS = {"=": N_("正好"), ">=": N_("不低于"), "<=": N_("不超过"), ">": N_("超过"), "~": N_("约")}
_MANY = 8
_MOST = 99_999_999
"""Persons, times or pieces of a target: more than a province has of anything."""


def _units() -> list[tuple[str, str]]:
    """Give the units a target may have: persons, person-times, money, percent, and those of the pieces that are counted."""
    pieces = dict.fromkeys(one.unit for one in INDICATORS if one.unit)
    known = [*pieces, *(one for one in ("场", "个", "条", "张", "期", "件", "户", "笔") if one not in pieces)]
    return [
        ("persons", _("人")),
        ("times", _("人次")),
        ("amount", _("元（金额）")),
        ("share", "%"),
        *((one, one) for one in known),
    ]


class TargetDialog(QDialog):
    """Ask for a target; `draft` gives it."""

    def __init__(self, target: Target | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = target.draft if target else None
        title = _("修改目标") if target else _("新增目标")
        self.setWindowTitle(title)
        self.form = Form(self, field_width=300)
        self.label = self.form.add("label", _("任务"), TextField(limit=60), required=True)
        self.unit = self.form.add("unit", _("单位"), QComboBox(), hint=_("人次不能用来完成“人”的目标"))
        for code, words in _units():
            self.unit.addItem(words, code)
        self.bound = self.form.add("bound", _("要求"), QComboBox())
        for code in BOUNDS:
            self.bound.addItem(_(_BOUND_WORDS[code]), code)
        self.value = self.form.add("value", _("目标值"), WholeNumberField(1, _MOST), required=True)
        self.money = self.form.add("money", _("目标金额"), MoneyField(), required=True)
        self.key = self.form.add("key", _("由什么统计"), ChoiceBox(), hint=_("完成数从这项业务自动统计"))
        self.responsible = self.form.add("responsible", _("责任单位"), TextField(limit=60))
        self.note = self.form.add("note", _("备注"), TextField(limit=400))
        self.unit.currentIndexChanged.connect(lambda _at: self._fit_unit())
        self.form.completed.connect(self._try)
        save = button(_("保存"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (save, leave):
            part.setAutoDefault(False)
        body = column(label(title, "title"), GRID, self.form, GRID, row(None, leave, save))
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        self._fill()
        fit(self, 640)
        self.label.setFocus()

    def _fill(self) -> None:
        before = self._before
        if before is not None:
            self.label.set_value(before.label)
            if self.unit.findData(before.unit) < 0:
                self.unit.addItem(before.unit, before.unit)
            self.unit.setCurrentIndex(self.unit.findData(before.unit))
            self.bound.setCurrentIndex(max(0, self.bound.findData(before.bound)))
            self.responsible.set_value(before.unit_name or None)
            self.note.set_value(before.note or None)
            (self.money if before.unit == "amount" else self.value).set_value(before.value)
        self._fit_unit()

    def _fit_unit(self) -> None:
        """Offer the indicators that can be counted in the unit chosen, and ask for money where it is money."""
        unit = str(self.unit.currentData())
        self.form.set_row_visible("money", unit == "amount")
        self.form.set_row_visible("value", unit != "amount")
        self.key.clear()
        self.key.addItem(_("（暂不统计）"), ())
        if self._before is not None and self._before.unit == unit and len(self._before.keys) > 1:
            self.key.addItem(_("原来的 {n} 项合计").format(n=len(self._before.keys)), self._before.keys)
        for one in INDICATORS:
            measures = {
                "persons": {"persons"} | ({"times"} if one.named else set()),
                "times": {"persons", "times"},
            }.get(unit)
            fits = one.measure in measures if measures is not None else (one.unit or one.measure) == unit
            if fits:
                self.key.addItem(_(one.label), (one.key,))
        if self._before is not None:
            found = next((at for at in range(self.key.count()) if tuple(self.key.itemData(at)) == self._before.keys), 0)
            self.key.setCurrentIndex(found)

    def draft(self) -> TargetDraft:
        """Give what was filled in."""
        unit = str(self.unit.currentData())
        value = self.money.value() if unit == "amount" else self.value.value()
        before = self._before or TargetDraft("", 0, "")
        return TargetDraft(
            str(self.label.value() or ""), int(value or 0), unit, str(self.bound.currentData()), tuple(self.key.currentData() or ()),
            str(self.responsible.value() or ""), before.indicator, before.slogan, before.position, str(self.note.value() or ""), before.kind,
        )  # fmt: skip

    def _try(self) -> None:
        if self.form.check():
            self.accept()


class SplitDialog(QDialog):
    """Ask for each county's share of a target; `shares` gives them by county code."""

    def __init__(
        self, target: Target, counties: Sequence[tuple[str, str]], before: Mapping[str, int], parent: QWidget | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(_("分解到县"))
        self._target = target
        self.form = Form(self, field_width=200)
        self.fields: dict[str, WholeNumberField | MoneyField] = {}
        for code, name in counties:
            field = MoneyField() if target.draft.unit == "amount" else WholeNumberField(0, _MOST)
            self.fields[code] = self.form.add(code, name, field)
            field.set_value(before.get(code))
        self.form.changed.connect(self._sum)
        self.told = label("", "muted", wrap=True)
        share = button(_("平均分解"), self.share_evenly, icon="division")
        self.save = button(_("保存"), self._try, kind="primary")
        leave = button(_("取消"), self.reject)
        for part in (share, self.save, leave):
            part.setAutoDefault(False)
        head = label(_("“{label}”分解到县").format(label=target.draft.label), "title", wrap=True)
        inside: QWidget = self.form
        if len(counties) > _MANY:
            area = QScrollArea()
            area.setWidget(self.form)
            area.setWidgetResizable(True)
            area.setFixedHeight(320)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            inside = area
        body = column(head, label(_("总目标：{shown}。各县合计不得少于总目标，可以多。").format(shown=target_words.target(target)), "muted", wrap=True), inside, self.told,
                      row(share, None, leave, self.save))  # fmt: skip
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 560)
        self._sum()

    def shares(self) -> dict[str, int]:
        """Give what was filled in, counties without a share as 0."""
        return {code: int(field.value() or 0) for code, field in self.fields.items()}

    def share_evenly(self) -> None:
        """Share the whole out evenly."""
        for code, value in even(self._target.draft.value, list(self.fields)).items():
            self.fields[code].set_value(value)
        self._sum()

    def _sum(self) -> None:
        given, wanted = sum(self.shares().values()), self._target.draft.value
        shown = Amount(given).shown if self._target.draft.unit == "amount" else f"{given:,}"
        unit = _(self._target.quantity.unit)
        words = _("合计 {given} {unit}").format(given=shown, unit=unit)
        mark(self.told, tone="bad" if given < wanted else "")
        self.told.setText(words + (_("，") + _("少于总目标") if given < wanted else ""))
        self.save.setEnabled(given >= wanted)

    def _try(self) -> None:
        if self.form.check() and sum(self.shares().values()) >= self._target.draft.value:
            self.accept()

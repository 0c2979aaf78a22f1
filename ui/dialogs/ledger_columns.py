"""Which column of an office's own ledger means what: asked where the headings do not say it, told once, changed when wanted."""

import datetime as dt
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QScrollArea, QWidget

from rules.errors import AppError
from ui.actions import button
from ui.dialogs.room import take_room
from ui.error_text import say
from ui.text import _
from ui.theme import mark
from ui.tokens import FIELD_HEIGHT, GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.fields import TextField
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.ledger_columns import Choice, Layout
    from db.ledger_kinds import LedgerKind

_NONE, _SAME = -1, -2
_SAMPLES, _SHORT = 3, 24
"""So many cells tell what a column holds; of long ones, two that begin alike would only fill three lines."""


class LedgerColumnsDialog(QDialog):
    """Let a person say for each thing which column holds it, or one value for the whole file; `choices()` gives what was said."""

    def __init__(
        self, kind: "LedgerKind", layout: "Layout", today: dt.date, parent: QWidget | None = None, *, may_skip: bool = False
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.skipped = False
        self._kind, self._layout, self._today = kind, layout, today
        self.setWindowTitle(_("各列的含义"))
        self.columns: dict[str, QComboBox] = {}
        self.values: dict[str, TextField] = {}
        self._notes: dict[str, QLabel] = {}
        self._headings = headings(layout)
        sheet = _("工作表“{sheet}”，").format(sheet=layout.sheet) if layout.sheet else ""
        intro = _("{sheet}表头在第 {row} 行。请指明下面各项在哪一列；这份表头记住以后不再问，随时可以再改。").format(
            sheet=sheet, row=layout.last_row
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for line, name in enumerate(kind.by_name):
            self._add(grid, line, name)
        inside = QWidget()
        inside.setLayout(grid)
        mark(inside, ground="window")
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        self.words = label("", tone="bad", wrap=True)
        self.settle = button(_("就这样读"), self.accept, kind="primary")
        cancel = button(_("取消"), self.reject)
        self.skip = button(_("这张表不是台账，跳过"), self._skip, kind="quiet")
        self.skip.setVisible(may_skip)
        for part in (cancel, self.skip):
            part.setAutoDefault(False)
        body = column(label(intro, "muted", wrap=True), area, self.words, row(self.skip, None, cancel, self.settle))
        body.setStretch(1, 1)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        take_room(self, 760, 600)
        self._judge()
        first = next((self.columns[name] for name in layout.doubts), next(iter(self.columns.values())))
        first.setFocus()

    def _add(self, grid: QGridLayout, line: int, name: str) -> None:
        one = self._kind.by_name[name]
        needed = one.required or any(name in group for group in self._kind.either)
        title = label(f"{_(one.label)} *" if one.required else _(one.label))
        title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        title.setMinimumHeight(FIELD_HEIGHT)
        box = ChoiceBox()
        box.setAccessibleName(_(one.label))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        box.addItem(_("请选择") if needed else _("没有这一列"), _NONE)
        for at, heading in enumerate(self._headings):
            box.addItem(_("{letter} 列　{title}").format(letter=letters(at), title=heading), at)
        if one.same:
            box.addItem(_("整份都一样，统一填写"), _SAME)
        value = TextField()
        value.setAccessibleName(_("{label}统一填写").format(label=_(one.label)))
        value.setPlaceholderText(_("统一填写"))
        samples = label("", "hint", wrap=True)
        title.setBuddy(box)
        grid.addWidget(title, line, 0)
        grid.addWidget(box, line, 1)
        grid.addWidget(value, line, 2)
        grid.addWidget(samples, line, 2)
        self.columns[name], self.values[name], self._notes[name] = box, value, samples
        chosen = self._layout.chosen.get(name)
        if isinstance(chosen, str):
            value.setText(chosen.removeprefix("="))
        place = _SAME if isinstance(chosen, str) else _NONE if chosen is None else chosen
        box.setCurrentIndex(max(0, box.findData(place)))
        mark(title, tone="warn" if name in self._layout.doubts else "")
        box.currentIndexChanged.connect(lambda _index: self._judge())
        value.textChanged.connect(lambda _text: self._judge())

    def _skip(self) -> None:
        self.skipped = True
        self.accept()

    def choices(self) -> "Mapping[str, Choice]":
        """Give what was said: for each field its column, or `=value`; nothing where the sheet is no ledger."""
        found: dict[str, Choice] = {}
        if self.skipped:
            return found
        for name, box in self.columns.items():
            place = box.currentData()
            if place == _SAME:
                found[name] = "=" + self.values[name].text().strip()
            elif place != _NONE:
                found[name] = int(place)
        return found

    def _judge(self) -> None:
        """Show some cells of each chosen column; allow the button once nothing is lacking."""
        from db import ledger_columns

        for name, box in self.columns.items():
            place = int(box.currentData())
            self.values[name].setVisible(place == _SAME)
            self._notes[name].setVisible(place != _SAME)
            cells = self._layout.samples[place] if place >= 0 else ()
            note = _("、").join(cells[: _SAMPLES if sum(map(len, cells[:_SAMPLES])) <= _SHORT else 1])
            self._notes[name].setText(_("如 {cells}").format(cells=note) if note else "")
        said = self.choices()
        words = ""
        try:
            settled = ledger_columns.settle(self._kind, self._layout, said, today=self._today)
            lacking = [_(self._kind.by_name[name].label) for name in settled.doubts]
            if lacking:
                words = _("还要指明：{lacking}").format(lacking=_("、").join(lacking))
        except AppError as error:
            words = say(error)
        used = [place for place in said.values() if isinstance(place, int)]
        twice = next((place for place in used if used.count(place) > 1), None)
        if not words and twice is not None:
            words = _("{letter} 列被指给了两项，请核对。").format(letter=letters(twice))
        self.words.setText(words)
        self.settle.setEnabled(not words)


def headings(layout: "Layout") -> list[str]:
    """Give what each column is called, without what all begin with: a cell merged over the whole sheet tells none of them apart."""
    merged = os.path.commonprefix([one for one in layout.titles if one])  # noqa: RUF071 - words, not paths
    titles = [layout.title(at) for at in range(len(layout.titles))]
    return [one.removeprefix(merged).strip() or one for one in titles]


def letters(at: int) -> str:
    """Give a column's letters as Excel shows them: A, B … Z, AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text

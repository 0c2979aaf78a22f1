"""Choosing a period: the year, and in it a month, a quarter or the whole year."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from rules.periods import Period
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.labels import row

_YEARS = 8
MONTHS = (
    N_("1 月"), N_("2 月"), N_("3 月"), N_("4 月"), N_("5 月"), N_("6 月"), N_("7 月"), N_("8 月"), N_("9 月"), N_("10 月"), N_("11 月"), N_("12 月"),
)  # fmt: skip
"""The months by name: English has a word for each."""


class PeriodChoice(QWidget):
    """Ask for a period up to the current one; `months_only` leaves quarters and years out."""

    chosen = Signal(object)
    """The user chose another period."""

    def __init__(self, now: Period, start: Period, *, months_only: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year, self.part = QComboBox(), QComboBox()
        self.year.setAccessibleName(_("年度"))
        self.part.setAccessibleName(_("报告期"))
        for year in range(now.year, now.year - _YEARS, -1):
            self.year.addItem(_("{year} 年").format(year=year), year)
        parts = [(_(words), (n, 0)) for n, words in enumerate(MONTHS, 1)]
        if not months_only:
            parts += [(_("第 {n} 季度").format(n=n), (0, n)) for n in range(1, 5)]
            parts.append((_("全年"), (0, 0)))
        for words, value in parts:
            self.part.addItem(words, value)
        self.setLayout(row(self.year, self.part, gap=GRID))
        self.set_period(start)
        for box in (self.year, self.part):
            box.activated.connect(lambda _at: self.chosen.emit(self.period()))

    def period(self) -> Period:
        """Give the period chosen."""
        month, quarter = self.part.currentData()
        return Period(int(self.year.currentData()), month, quarter)

    def set_period(self, period: Period) -> None:
        """Show a period."""
        self.year.setCurrentIndex(max(0, self.year.findData(period.year)))
        wanted = (period.month, period.quarter)
        found = next((at for at in range(self.part.count()) if tuple(self.part.itemData(at)) == wanted), 0)
        self.part.setCurrentIndex(found)

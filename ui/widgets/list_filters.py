"""What narrows a list: chips to choose one of few, boxes to choose one of some, days from and to, a region. Each says what it is set to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QWidget

from rules.clock import Clock
from rules.regions import Regions
from ui.text import _
from ui.tokens import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.choices import RegionField
from ui.widgets.labels import label, row
from ui.widgets.money_and_dates import DateField

if TYPE_CHECKING:
    import datetime as dt

_LETTERS = 6


class Asking(QWidget):
    """Be one filter on the window; `changed` is sent when it is set otherwise."""

    changed = Signal()

    def values(self) -> Mapping[str, Any]:
        """Give what it is set to, by key; nothing where it does not narrow the list."""
        raise NotImplementedError

    def clear(self) -> None:
        """Narrow nothing any more, without a word."""
        raise NotImplementedError

    def said(self) -> str:
        """Say what it is set to; empty where it does not narrow the list."""
        raise NotImplementedError


class Filter(Protocol):
    """Describe a filter, and make it for a window."""

    @property
    def in_sight(self) -> bool:
        """Tell whether it always stands beside the line for finding."""

    def make(self, clock: Clock, regions: Regions | None) -> Asking:
        """Give it as a part of the window."""


@dataclass(frozen=True)
class Chips:
    """Choose one of a few (value, words), the first of which means all."""

    key: str
    choices: Sequence[tuple[Any, str]]
    in_sight: bool = True

    def make(self, _clock: Clock, _regions: Regions | None) -> "ChipRow":
        """Give it as buttons side by side."""
        return ChipRow(self)


@dataclass(frozen=True)
class Pick:
    """Choose one of some (value, words) by a box; `everything` are the words for all of them."""

    key: str
    everything: str
    choices: Sequence[tuple[Any, str]] = ()
    in_sight: bool = False

    def make(self, _clock: Clock, _regions: Regions | None) -> "PickBox":
        """Give it as a box."""
        return PickBox(self)


@dataclass(frozen=True)
class Days:
    """Choose days from and to, both included; `words` say of what."""

    first: str
    last: str
    words: str
    in_sight: bool = False

    def make(self, clock: Clock, _regions: Regions | None) -> "DaySpan":
        """Give it as two fields."""
        return DaySpan(self, clock)


@dataclass(frozen=True)
class Place:
    """Choose a region and all that lies in it; `words` say of what."""

    key: str
    words: str
    in_sight: bool = False

    def make(self, _clock: Clock, regions: Regions | None) -> "PlaceField":
        """Give it as a field."""
        return PlaceField(self, regions)


class ChipRow(Asking):
    """Show a few choices as buttons, one of which is down."""

    def __init__(self, what: Chips) -> None:
        super().__init__()
        self._what = what
        self._group = QButtonGroup(self)
        self.chips: dict[Any, QPushButton] = {}
        line = row(gap=GRID)
        for value, words in what.choices:
            chip = QPushButton(words)
            chip.setCheckable(True)
            self._group.addButton(chip)
            self.chips[value] = chip
            chip.clicked.connect(lambda _checked=False: self.changed.emit())
            line.addWidget(chip)
        self.setLayout(line)
        self.clear()

    def choose(self, value: Any) -> None:
        """Set it to one of its values, without a word."""
        self.chips[value].setChecked(True)

    def values(self) -> Mapping[str, Any]:
        """Give the value of the button that is down."""
        first = self._what.choices[0][0]
        chosen = next(value for value, chip in self.chips.items() if chip.isChecked())
        return {} if chosen == first else {self._what.key: chosen}

    def clear(self) -> None:
        """Press the first button."""
        self.choose(self._what.choices[0][0])

    def said(self) -> str:
        """Say which button is down, but for the first."""
        found = self.values()
        return self.chips[found[self._what.key]].text() if found else ""


class PickBox(Asking):
    """Show some choices as a box."""

    def __init__(self, what: Pick) -> None:
        super().__init__()
        self._what = what
        self.key = what.key
        self.box = ChoiceBox()
        self.box.setAccessibleName(what.everything)
        self.box.addItem(what.everything, None)
        for value, words in what.choices:
            self.box.addItem(words, value)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(_LETTERS)
        self.box.setMaximumWidth(180)
        self.box.activated.connect(lambda _index: self.changed.emit())
        self.setLayout(row(self.box))

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these choices, which became known only now; what is chosen stays."""
        chosen = self.box.currentData()
        while self.box.count() > 1:
            self.box.removeItem(1)
        for value, words in choices:
            self.box.addItem(words, value)
        self.choose(chosen)

    def choose(self, value: Any) -> None:
        """Set it to one of its values, or to all, without a word."""
        self.box.setCurrentIndex(max(0, self.box.findData(value)) if value is not None else 0)

    def values(self) -> Mapping[str, Any]:
        """Give the value chosen."""
        return {} if self.box.currentIndex() <= 0 else {self._what.key: self.box.currentData()}

    def clear(self) -> None:
        """Choose all."""
        self.box.setCurrentIndex(0)

    def said(self) -> str:
        """Say the choice."""
        return "" if self.box.currentIndex() <= 0 else self.box.currentText()


class DaySpan(Asking):
    """Show two fields for days."""

    def __init__(self, what: Days, clock: Clock) -> None:
        super().__init__()
        self._what = what
        self.first, self.last = DateField(clock), DateField(clock)
        for day, words in (
            (self.first, _("{what}，从").format(what=what.words)),
            (self.last, _("{what}，到").format(what=what.words)),
        ):
            day.setAccessibleName(words)
            day.setPlaceholderText(words)
            day.setMaximumWidth(170)
            day.setMinimumWidth(132)
            day.editingFinished.connect(self._tell)
        self._told: Mapping[str, Any] = {}
        self.setLayout(row(self.first, label(_("至"), "muted"), self.last, gap=GRID))

    def _tell(self) -> None:
        """Send a change where there is one: a field that is only left has none."""
        if self.values() != self._told:
            self._told = self.values()
            self.changed.emit()

    def values(self) -> Mapping[str, Any]:
        """Give the days that are set."""
        both: dict[str, dt.date | None] = {self._what.first: self.first.value(), self._what.last: self.last.value()}
        return {key: day for key, day in both.items() if day is not None}

    def clear(self) -> None:
        """Empty both."""
        self.first.set_value(None)
        self.last.set_value(None)
        self._told = {}

    def said(self) -> str:
        """Say both days."""
        first, last = self.first.value(), self.last.value()
        if not first and not last:
            return ""
        return f"{self._what.words} {first.isoformat() if first else '…'} — {last.isoformat() if last else '…'}"


class PlaceField(Asking):
    """Show a field for a region."""

    def __init__(self, what: Place, regions: Regions | None) -> None:
        super().__init__()
        self._what = what
        self.field = RegionField(regions)
        self.field.setAccessibleName(what.words)
        self.field.setPlaceholderText(what.words)
        self.field.setMaximumWidth(220)
        self._told = ""
        self.field.judged.connect(lambda _judgement: self._tell())
        self.setLayout(row(self.field))

    def _tell(self) -> None:
        now = str(self.field.judgement.value or "")
        if now != self._told and (now or not self.field.text().strip()):
            self._told = now
            self.changed.emit()

    def values(self) -> Mapping[str, Any]:
        """Give the region's code."""
        return {self._what.key: self.field.judgement.value} if self.field.judgement.value else {}

    def clear(self) -> None:
        """Empty it."""
        self._told = ""
        self.field.set_value(None)

    def said(self) -> str:
        """Say the region."""
        choice = self.field.choice() if self.field.judgement.value else None
        return f"{self._what.words} {choice.text}" if choice else ""

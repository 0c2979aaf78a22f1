"""A form made from a table's declaration: each column as the field that fits its type, judged beside the field, led by the keyboard alone."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from db.tables.declaration import Column, Table
from rules import loans, uscc
from rules.clock import Clock
from rules.regions import Regions
from ui import code_words
from ui.error_text import say_code
from ui.text import N_, _
from ui.widgets.choices import ChoiceField, CodeField, RegionField
from ui.widgets.fields import Judgement, LineField, PhoneField, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.lines_field import LinesField
from ui.widgets.lookup import LookupField, Told
from ui.widgets.many_codes import ManyCodesField
from ui.widgets.money_and_dates import DateField, MoneyField
from ui.widgets.whole_number import WholeNumberField

MOST = 9_999_999
_LINES_HEIGHT = 84
_LOOKUP_WORDS = {"person": N_("姓名、拼音首字母、证件号或电话"), "": N_("名称中的几个字")}
Judge = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""An area's own judgement of a filled form: words to stand beside a column, by its name; none where all is right."""


@dataclass(frozen=True)
class Group:
    """Hold a section of a form: its heading (may be empty) and its columns in order."""

    heading: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """Hold what the fields need: clock, regions, and how rows of a table are looked up and named (both answer later)."""

    clock: Clock
    regions: Regions
    find: Callable[[str, str, Told], None]
    name: Callable[[str, bytes, Told], None]


class RecordForm(Form):
    """Ask for a record of `table`, or for some of its columns; keys are the columns' names."""

    def __init__(
        self,
        here: Surroundings,
        table: Table,
        groups: Sequence[Group],
        *,
        hints: Mapping[str, str] | None = None,
        needed: Sequence[str] | None = None,
        judge: Judge | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, field_width=360)
        self.table = table
        self._here, self._judge = here, judge
        hints = hints or {}
        required = set((*table.needed, *table.required) if needed is None else needed)
        for group in groups:
            if group.heading:
                self.add_heading(_(group.heading))
            for name in group.columns:
                column = table.by_name[name]
                words = "" if column.type == "flag" else _shown_label(column)
                self.add(name, words, self._field(column), required=name in required, hint=_(hints.get(name, "")))
                self._hear(name)

    def values(self) -> dict[str, Any]:
        """Give the columns as filled in: dates, fen, ids, truth, tuples of codes; None where nothing was filled in."""
        return {name: _value(field) for name, field in self._fields.items()}

    def raw(self) -> dict[str, Any]:
        """Give what the fields hold, finished or not, for a draft that is kept."""
        return {name: _raw(field) for name, field in self._fields.items()}

    def fill(self, raw: Mapping[str, Any]) -> None:
        """Fill the fields from a draft that was kept, or from a record's values; what is not given becomes empty."""
        for name, field in self._fields.items():
            _fill(field, raw.get(name))
            self.say(name, "")

    def is_empty(self) -> bool:
        """Tell whether nothing was filled in."""
        return not any(self.raw().values())

    def check(self) -> bool:
        """Tell whether all is right, by the fields and by the area's own judgement; if not, lead to the first that is wrong."""
        if not super().check() or not self._boxes_filled():
            return False
        wrong = self._judge(self.values()) if self._judge else {}
        for name, words in wrong.items():
            self.refuse(name, words)
            return False
        return True

    def refuse(self, name: str, words: str) -> None:
        """Say beside a field why it cannot be so, and lead there."""
        self.say(name, "✕ " + words)
        self._enter(self._fields[name])

    def begin(self, known: Collection[str] = ()) -> None:
        """Put the keyboard on the first field, past those that are `known` already."""
        fields = [(name, field) for name, field in self._fields.items() if field.isEnabled() and not field.isHidden()]
        first = next((field for name, field in fields if name not in known), fields[0][1] if fields else None)
        if first is not None:
            self._enter(first)

    def has(self, name: str) -> bool:
        """Tell whether the column is asked for."""
        return name in self._fields

    def _boxes_filled(self) -> bool:
        """Look at the fields that judge nothing themselves: texts of several lines, lists of ticks."""
        for name in self._required:
            if not isinstance(self._fields[name], LineField | QCheckBox) and not _value(self._fields[name]):
                self.refuse(name, _("必须填写"))
                return False
        return True

    def _hear(self, name: str) -> None:
        field = self._fields[name]
        if isinstance(field, QCheckBox):
            field.toggled.connect(lambda _on: self.changed.emit())
        elif isinstance(field, LinesField):
            field.textChanged.connect(self.changed)
        elif isinstance(field, ManyCodesField):
            field.changed.connect(self.changed)

    def _field(self, column: Column) -> QWidget:
        here = self._here
        if column.type == "date":
            return DateField(here.clock, until_today=self._is_past(column.name))
        if column.type == "fen":
            return MoneyField()
        if column.type == "int":
            return WholeNumberField(0, MOST)
        if column.type == "flag":
            return QCheckBox(_(column.label))
        if column.type == "id":
            refers = column.refers
            words = _LOOKUP_WORDS.get(refers, _LOOKUP_WORDS[""])
            return LookupField(
                lambda text, then: here.find(refers, text, then), lambda row, then: here.name(refers, row, then), _(words)
            )  # fmt: skip
        if column.type == "json":
            return ManyCodesField(code_words.entries(column.codes))
        return self._text_field(column)

    def _text_field(self, column: Column) -> QWidget:
        if column.codes:
            return CodeField(code_words.entries(column.codes))
        if column.reads == "region":
            return RegionField(self._here.regions)
        if column.reads == "phone":
            return PhoneField()
        if column.reads == "lines":
            box = LinesField()
            box.setFixedHeight(_LINES_HEIGHT)
            return box
        return TextField(limit=120, check=_CHECKS.get(column.reads))

    def _is_past(self, name: str) -> bool:
        """Tell whether a day can only have been: the business day, and that of a step."""
        return name == "day" or (self.table.states is not None and name == self.table.states.day)


def _shown_label(column: Column) -> str:
    return _("{label}（元）").format(label=_(column.label)) if column.type == "fen" else code_words.label(column)


def _value(field: QWidget) -> Any:
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, LinesField):
        return field.value() or None
    if isinstance(field, LineField | ManyCodesField):
        found = field.value()
        return found if found not in ("", ()) else None
    raise TypeError(field)


def _raw(field: QWidget) -> Any:
    if isinstance(field, LookupField):
        found = field.value()
        return found.hex() if found else ""
    if isinstance(field, ChoiceField):
        return field.judgement.value or ""
    if isinstance(field, LineField):
        return field.text()
    found = _value(field)
    return list(found) if isinstance(found, tuple) else found


def _fill(field: QWidget, value: Any) -> None:
    if isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, LinesField):
        field.setPlainText(str(value or ""))
    elif isinstance(field, ManyCodesField):
        field.set_value(value or ())
    elif isinstance(field, LookupField):
        field.set_value(bytes.fromhex(value) if isinstance(value, str) and value else value or None)
    elif isinstance(field, LineField):
        field.set_value(value if isinstance(value, dt.date | int) and not isinstance(value, bool) else value or None)


def _judge_uscc(text: str) -> Judgement:
    return bad(say_code("FIELD_UNFIT.uscc")) if uscc.problem(text) else good(uscc.normalise(text))


def _judge_month(text: str) -> Judgement:
    try:
        month = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return bad(say_code("FIELD_UNFIT.month"))
    return good(f"{month:%Y-%m}")


def _judge_percent(text: str) -> Judgement:
    rate = loans.read_rate(text)
    return bad(say_code("FIELD_UNFIT.percent")) if rate is None else good(loans.rate_words(rate))


_CHECKS: Mapping[str, Callable[[str], Judgement]] = {
    "uscc": _judge_uscc,
    "month": _judge_month,
    "percent": _judge_percent,
}

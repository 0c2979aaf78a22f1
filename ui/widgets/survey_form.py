"""A form of answers: who was asked, then each question of the questionnaire, shown and hidden by its skip rules; figures alone fill it in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from rules import questionnaires
from rules.questionnaires import MOST_NUMBER, MOST_TEXT, WORDS, Question, Questionnaire, field_of
from ui.text import _
from ui.tokens import GRID
from ui.widgets.choices import CodeField
from ui.widgets.fields import LineField, TextField
from ui.widgets.many_codes import ManyCodesField
from ui.widgets.money_and_dates import DateField
from ui.widgets.record_form import RecordForm
from ui.widgets.whole_number import WholeNumberField

_LABEL = 176
"""Width in px of a question's words."""
_TEXT_HEIGHT = 300
_SHEET, _QUESTIONS, _ANSWERS, _RAW = "questionnaire", "questions", "answers", "answers_raw"


class OneCodeField(CodeField):
    """Ask for one choice; a figure that means one alone is taken at once, and the form goes on."""

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        self._codes = [code for code, _words in question.options]
        super().__init__(question.options, parent)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take a choice by its figure where nothing else was typed."""
        figure = event.text()
        is_fresh = self.selectedText() == self.text()  # nothing typed, or all of it marked
        if (
            is_fresh
            and figure in self._codes
            and not any(one != figure and one.startswith(figure) for one in self._codes)
        ):
            self.set_value(figure)
            self.returnPressed.emit()
            return
        super().keyPressEvent(event)


class QuestionnaireForm(RecordForm):
    """Ask for a questionnaire, with room for its text."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.field("questions").setFixedHeight(_TEXT_HEIGHT)


class SurveyForm(RecordForm):
    """Ask for a sheet of answers. `ask` says which questions; `fill` takes the questionnaire's row as `questionnaire`."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._own = self._grid.count()
        self._text = ""
        self._in_sight: dict[str, bool] = {}
        self._headings: dict[str, QWidget | None] = {}
        self._row: bytes | None = None
        self._questions: Questionnaire | None = None
        self.changed.connect(self._follow)

    # --- what is asked

    def ask(self, text: str) -> None:
        """Ask these questions instead of those before."""
        if text == self._text:
            return
        self._drop()
        self._text, self._questions = text, questionnaires.read(text)
        section = ""
        for one in self._questions.questions:
            if one.section and one.section != section:
                section = one.section
                self.add_heading(section)
                heading = self._grid.itemAt(self._grid.count() - 1)
                self._headings[section] = heading.widget() if heading is not None else None
            self._add_question(one)
        self._follow()

    def _drop(self) -> None:
        for one in self._questions.questions if self._questions else ():
            name = field_of(one.key)
            for kept in (self._fields, self._labels, self._notes, self._hints):
                kept.pop(name, None)
            self._required.discard(name)
            self._in_sight.pop(name, None)
        self._headings = {}
        while self._grid.count() > self._own:
            item = self._grid.takeAt(self._own)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _add_question(self, one: Question) -> None:
        name = field_of(one.key)
        self.add(name, one.heading, self._answer_field(one), required=one.needed, hint=_hint(one))
        words = self._labels[name]
        words.setWordWrap(True)
        words.setFixedWidth(_LABEL)
        words.setContentsMargins(0, GRID, 0, 0)
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._hear(name)

    def _answer_field(self, one: Question) -> QWidget:
        if one.kind == "one":
            return OneCodeField(one)
        if one.kind == "many":
            return ManyCodesField(one.options)
        if one.kind == "number":
            return WholeNumberField(0, MOST_NUMBER)
        if one.kind == "date":
            return DateField(self._here.clock, until_today=True)
        return TextField(limit=MOST_TEXT)

    def _follow(self) -> None:
        """Show the questions that are asked after what was answered so far; what is hidden is no answer."""
        found = self._questions
        if found is None:
            return
        asked = {one.key for one in found.asked(self._answers())}
        for one in found.questions:
            name = field_of(one.key)
            is_asked = one.key in asked
            if self._in_sight.get(name) != is_asked:  # a field just made is hidden without having been told to be
                self._in_sight[name] = is_asked
                self.set_row_visible(name, is_asked)
            if one.needed and is_asked:
                self._required.add(name)
            else:
                self._required.discard(name)
        sections = {one.section for one in found.questions if one.key in asked}
        for section, heading in self._headings.items():
            if heading is not None:
                heading.setVisible(section in sections)

    def _answers(self) -> dict[str, Any]:
        """Give what is answered by now, hidden or not, as answers are kept."""
        answers: dict[str, Any] = {}
        for one in self._questions.questions if self._questions else ():
            field = self._fields[field_of(one.key)]
            value: Any = None
            if isinstance(field, ManyCodesField):
                value = list(field.value())
            elif isinstance(field, LineField):
                value = field.judgement.value
            if value not in (None, "", []):
                answers[one.key] = value.isoformat() if isinstance(value, dt.date) else value
        return answers

    # --- what is filled in

    def values(self) -> dict[str, Any]:
        """Give the columns, the questionnaire's row, and the answers to the questions that are asked."""
        found = {name: value for name, value in super().values().items() if name in self.table.by_name}
        answers = self._answers()
        asked = {one.key for one in self._questions.asked(answers)} if self._questions else set()
        kept = {key: value for key, value in answers.items() if key in asked}
        return {**found, _SHEET: self._row, _ANSWERS: kept}

    def raw(self) -> dict[str, Any]:
        """Give what the fields hold, with the questions that they answer."""
        everything = super().raw()
        own = {name: value for name, value in everything.items() if name in self.table.by_name}
        given = {name: value for name, value in everything.items() if name not in own}
        return {**own, _SHEET: self._row.hex() if self._row else "", _QUESTIONS: self._text, _RAW: given}

    def fill(self, raw: Mapping[str, Any]) -> None:
        """Fill the fields from a draft or from a record's values; the questions are those told, or those asked already."""
        row = raw.get(_SHEET)
        self._row = bytes.fromhex(row) if isinstance(row, str) and row else row or None
        if raw.get(_QUESTIONS):
            self.ask(str(raw[_QUESTIONS]))
        answers = raw.get(_ANSWERS) or {}
        given = dict(raw.get(_RAW) or {})
        for one in self._questions.questions if self._questions else ():
            if one.key in answers:
                value = answers[one.key]
                given[field_of(one.key)] = dt.date.fromisoformat(value) if one.kind == "date" else value
        super().fill({**{name: value for name, value in raw.items() if name in self.table.by_name}, **given})
        self._follow()

    def is_empty(self) -> bool:
        """Tell whether nothing was answered and nobody named."""
        return not self._answers() and not any(
            value for name, value in super().raw().items() if name in {"person", "respondent", "phone"}
        )


def _hint(one: Question) -> str:
    if one.kind == "one":
        return _("　").join(f"{code}\N{NO-BREAK SPACE}{words}" for code, words in one.options)
    if one.kind == "many":
        return _("可多选，按数字或空格")
    return _("{kind}，{unit}").format(kind=_(WORDS[one.kind]), unit=one.unit) if one.unit else _(WORDS[one.kind])

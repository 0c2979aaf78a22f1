"""Questionnaires as text that a clerk can write, and the answers given to them: what is asked, what is skipped, what is no answer.

    [基本情况]
    1. 您目前的就业状况？（单选，必答）
      1 外出务工
      2 返乡在家
    2. 返乡的主要原因？（多选；若 1=2）
      1 企业停产
      2 家庭需要
    3. 月工资（数字；单位 元；分段 500,1000,1500；登记 月收入）

A question is asked where all its conditions hold: the question before (of one or several choices) was asked, and one of the choices named was given.
Answers are codes (one), lists of codes in the order of the choices (several), whole numbers, texts, or days as ISO text.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Literal

from rules import visible
from rules.errors import UserError

Kind = Literal["one", "many", "number", "text", "date"]
KINDS: Mapping[str, Kind] = {"单选": "one", "多选": "many", "数字": "number", "文字": "text", "日期": "date"}
WORDS: Mapping[Kind, str] = {kind: word for word, kind in KINDS.items()}
NEEDED = "必答"
FILLS: Mapping[str, str] = {
    "工种": "trade", "外出年限": "years_out", "月收入": "monthly_income_fen", "外出地": "work_place", "返乡时间": "returned_on", "返乡原因": "return_reason",
    "意愿": "wishes",
}  # fmt: skip
"""What an answer can fill in when its giver is registered (登记 …), and the column of the profile."""
MOST_QUESTIONS, MOST_OPTIONS = 120, 40
MOST_NUMBER, MOST_TEXT = 99_999_999, 500
_QUESTION = re.compile(r"([0-9]{1,3}[a-z]?)[.．、]\s*(.+?)\s*[（(]([^（()）]*)[）)]")
_OPTION = re.compile(r"([0-9]{1,2})\s+(\S.*)")
_SECTION = re.compile(r"[\[【](.+)[\]】]")
_CONDITION = re.compile(r"若\s*([0-9]{1,3}[a-z]?)\s*=\s*([0-9]{1,2}(?:\s*[,，/]\s*[0-9]{1,2})*)")
_BANDS = re.compile(r"分段\s*([0-9]+(?:\s*[,，]\s*[0-9]+)*)")
_SEVERAL = re.compile(r"[、,，;；/|\s]+")


class QuestionnaireUnfit(UserError):
    """Say that a questionnaire's text cannot be understood; fields `line` (from 1), `reason`, and `column` of the form."""

    code = "QUESTIONNAIRE_UNFIT"


class AnswerUnfit(UserError):
    """Say that an answer does not fit its question; fields `question` (key), `text`, `reason`, `column` (its field)."""

    code = "ANSWER_UNFIT"


@dataclass(frozen=True)
class Condition:
    """Hold what makes a question be asked: one of `codes` was given to the question `key`."""

    key: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Hold one question; `bands` are the lower bounds by which numbers are gathered in a table, `fills` a column of a person's profile."""

    key: str
    text: str
    kind: Kind
    section: str = ""
    options: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    conditions: tuple[Condition, ...] = ()
    unit: str = ""
    bands: tuple[int, ...] = ()
    fills: str = ""

    @property
    def heading(self) -> str:
        """Give number and words as they stand over a column."""
        return f"{self.key}. {self.text}"

    @property
    def can_be_crossed(self) -> bool:
        """Tell whether answers fall into a few categories: choices, and numbers with bands."""
        return self.kind in {"one", "many"} or bool(self.bands)

    @cached_property
    def categories(self) -> tuple[tuple[str, str], ...]:
        """Give the categories of a table, (code, words)."""
        if not self.bands:
            return self.options
        ends = (*self.bands[1:], None)
        unit = self.unit
        return tuple(
            (str(at), f"{low}{unit}及以上" if end is None else f"{low}–{end - 1}{unit}")
            for at, (low, end) in enumerate(zip(self.bands, ends, strict=True))
        )

    def categories_of(self, answer: Any) -> tuple[str, ...]:
        """Give the categories into which an answer falls; none for no answer, and for a number below the first band."""
        if answer is None:
            return ()
        if self.kind == "many":
            return tuple(answer)
        if self.bands:
            below = [at for at, low in enumerate(self.bands) if answer >= low]
            return (str(below[-1]),) if below else ()
        return (str(answer),)

    def words(self, answer: Any) -> str:
        """Give an answer in words."""
        if answer is None:
            return ""
        known = dict(self.options)
        if self.kind == "one":
            return known.get(answer, str(answer))
        if self.kind == "many":
            return "、".join(known.get(one, one) for one in answer)
        return f"{answer}{self.unit}" if self.kind == "number" else str(answer)


@dataclass(frozen=True)
class Questionnaire:
    """Hold the questions in their order."""

    questions: tuple[Question, ...]
    by_key: Mapping[str, Question] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {one.key: one for one in self.questions})

    def asked(self, answers: Mapping[str, Any]) -> tuple[Question, ...]:
        """Give the questions that are asked where these answers were given; the answer to one that is skipped counts for nothing."""
        asked: dict[str, Question] = {}
        for one in self.questions:
            if all(self._holds(condition, answers, asked) for condition in one.conditions):
                asked[one.key] = one
        return tuple(asked.values())

    def check(self, answers: Mapping[str, Any], *, today: dt.date, whole: bool = True) -> dict[str, Any]:
        """Give the answers cleaned: without empty ones and those to questions skipped; raise AnswerUnfit.

        `whole` wants an answer to each question that needs one.
        """
        cleaned: dict[str, Any] = {}
        unknown = next((key for key in answers if key not in self.by_key), None)
        if unknown is not None:
            raise AnswerUnfit(column=field_of(unknown), question=unknown, text="", reason="question")
        for one in self.questions:
            given = answers.get(one.key)
            value = None if given in (None, "", [], ()) else _checked(one, given, today)
            if value is not None:
                cleaned[one.key] = value
        asked = {one.key for one in self.asked(cleaned)}
        found = {key: value for key, value in cleaned.items() if key in asked}
        if whole:
            missing = next((one for one in self.questions if one.needed and one.key in asked - found.keys()), None)
            if missing is not None:
                raise _no_answer(missing, "missing")
        return found

    def understand(self, key: str, cell: Any, *, today: dt.date) -> Any:
        """Give the answer that a cell of a table means: codes, words of choices, or both (`1 外出务工`); None for an empty one; raise AnswerUnfit."""
        question = self.by_key[key]
        if isinstance(cell, dt.datetime):
            cell = cell.date()
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = cell.isoformat() if isinstance(cell, dt.date) else str(cell if cell is not None else "").strip()
        if not text:
            return None
        if question.kind == "one":
            return _checked(question, _code(question, text), today)
        if question.kind == "many":
            whole = _code(question, text)
            words = [whole] if whole in dict(question.options) else [_code(question, one) for one in _words(text)]
            return _checked(question, words, today)
        if question.kind == "number":
            return _checked(question, _number(text.removesuffix(question.unit)), today)
        return _checked(question, text, today)

    def _holds(self, condition: Condition, answers: Mapping[str, Any], asked: Mapping[str, Question]) -> bool:
        if condition.key not in asked:
            return False
        given = answers.get(condition.key)
        return bool(set(condition.codes) & set(given if isinstance(given, list | tuple) else [given]))


def _words(text: str) -> list[str]:
    """Split a cell of several choices: `1、3`, `1 企业停产；3 家庭需要`, `企业停产,家庭需要`."""
    parts = [one.strip() for one in re.split(r"[、,，;；/|\n]+", text) if one.strip()]
    return parts if len(parts) > 1 else [one for one in _SEVERAL.split(text) if one]


def _code(question: Question, text: str) -> str:
    known = dict(question.options)
    if text in known:
        return text
    by_words = {words: code for code, words in question.options}
    if text in by_words:
        return by_words[text]
    first = re.match(r"([0-9]{1,2})[\s.．、]+(.+)", text)
    return first[1] if first and known.get(first[1]) == first[2].strip() else text


def _number(text: str) -> Any:
    plain = text.replace(",", "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() else text


def _checked(question: Question, given: Any, today: dt.date) -> Any:
    """Give an answer as it is kept; raise AnswerUnfit."""
    known = {code for code, _words in question.options}
    if question.kind == "one":
        return given if given in known else _refuse(question, "choice")
    if question.kind == "many":
        if not isinstance(given, list | tuple) or any(one not in known for one in given):
            return _refuse(question, "choice")
        return [code for code, _words in question.options if code in given]
    if question.kind == "number":
        return given if type(given) is int and 0 <= given <= MOST_NUMBER else _refuse(question, "number")
    if question.kind == "date":
        return _day(question, given, today)
    text = visible.line(given).strip() if isinstance(given, str) else None
    return text if text is not None and len(text) <= MOST_TEXT else _refuse(question, "text")


def _day(question: Question, given: Any, today: dt.date) -> str:
    try:
        day = given if isinstance(given, dt.date) else dt.date.fromisoformat(given)
    except (TypeError, ValueError):
        return str(_refuse(question, "day"))
    return day.isoformat() if day <= today else str(_refuse(question, "future"))


def _refuse(question: Question, reason: str) -> Any:
    raise _no_answer(question, reason)


def _no_answer(question: Question, reason: str) -> AnswerUnfit:
    return AnswerUnfit(column=field_of(question.key), question=question.key, text=question.text, reason=reason)


def field_of(key: str) -> str:
    """Give the name of the field in which a question is answered."""
    return f"q{key}"


# --- reading the text ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def read(text: str) -> Questionnaire:
    """Read a questionnaire's text; raise QuestionnaireUnfit."""
    found: dict[str, Question] = {}
    options: dict[str, list[tuple[str, str]]] = {}
    section, last, lines = "", "", text.splitlines()
    places: dict[str, int] = {}
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line:
            continue
        if heading := _SECTION.fullmatch(line):
            section = heading[1].strip()
        elif head := _QUESTION.fullmatch(line):
            last = head[1]
            if last in found:
                raise _unfit(number, "twice")
            found[last] = _read_question(head, section, found, options, number)
            options[last], places[last] = [], number
        elif (option := _OPTION.fullmatch(line)) and last and found[last].kind in {"one", "many"}:
            if any(option[1] == code for code, _told in options[last]) or len(options[last]) >= MOST_OPTIONS:
                raise _unfit(number, "option")
            options[last].append((option[1], option[2].strip()))
        else:
            raise _unfit(number, "line")
    if not 0 < len(found) <= MOST_QUESTIONS:
        raise _unfit(len(lines) or 1, "empty")
    bare = next((key for key, one in found.items() if one.kind in {"one", "many"} and len(options[key]) < 2), None)
    if bare is not None:
        raise _unfit(places[bare], "options")
    return Questionnaire(
        tuple(
            Question(
                one.key, one.text, one.kind, one.section, tuple(options[key]), one.needed, one.conditions, one.unit, one.bands, one.fills
            )
            for key, one in found.items()
        )
    )  # fmt: skip


def _read_question(
    head: "re.Match[str]", section: str, before: Mapping[str, Question], options: Mapping[str, Sequence[tuple[str, str]]], number: int
) -> Question:  # fmt: skip
    kind: Kind | None = None
    needed, unit, fills = False, "", ""
    bands: tuple[int, ...] = ()
    conditions: list[Condition] = []
    for word in _attributes(head[3]):
        if word in KINDS and kind is None:
            kind = KINDS[word]
        elif word == NEEDED:
            needed = True
        elif condition := _CONDITION.fullmatch(word):
            codes = tuple(re.findall(r"[0-9]+", condition[2]))
            if not set(codes) <= {code for code, _told in options.get(condition[1], ())} or condition[1] not in before:
                raise _unfit(number, "condition")
            conditions.append(Condition(condition[1], codes))
        elif word.startswith("单位"):
            unit = word.removeprefix("单位").strip()
        elif told := _BANDS.fullmatch(word):
            bands = tuple(int(one) for one in re.findall(r"[0-9]+", told[1]))
        elif word.startswith("登记") and word.removeprefix("登记").strip() in FILLS:
            fills = FILLS[word.removeprefix("登记").strip()]
        else:
            raise _unfit(number, "attribute")
    if kind is None:
        raise _unfit(number, "kind")
    if bands and (kind != "number" or list(bands) != sorted(set(bands))):
        raise _unfit(number, "bands")
    return Question(head[1], head[2], kind, section, (), needed, tuple(conditions), unit, bands, fills)


def _attributes(text: str) -> list[str]:
    """Split what stands in brackets; a comma between two figures belongs to them."""
    return [one.strip() for one in re.split(r"[;；]|[,，](?!\s*[0-9])", text) if one.strip()]


def _unfit(line: int, reason: str) -> QuestionnaireUnfit:
    return QuestionnaireUnfit(column="questions", label="题目", line=line, reason=reason)


# --- what is shipped -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shipped:
    """Hold a questionnaire that comes with the program."""

    key: str
    title: str
    source: str
    questions: str


_SHIPPED = (
    ("SX2009", "农民工就业状况大调研问卷", "山西十件实事之一（2009）", "survey_shanxi_2009.txt"),
    ("LN2009", "农民工就业返乡情况调研问卷", "辽宁定量调研（2009）", "survey_liaoning_2009.txt"),
)


def shipped() -> tuple[Shipped, ...]:
    """Give the two surveys of the programme of 2009 (programme section 4, survey)."""
    data = resources.files("rules").joinpath("data")
    return tuple(
        Shipped(key, title, source, data.joinpath(name).read_text(encoding="utf-8").strip())
        for key, title, source, name in _SHIPPED
    )

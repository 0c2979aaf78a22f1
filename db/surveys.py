"""调研: questionnaires by version, answers kept against the version they were given to, tables of two questions, and the way to a registration.

Once a questionnaire is in use its questions stand: whoever asks otherwise makes a new version, and the old one with its answers stays readable.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import people, record_words, records, schema, story
from db.casebook import Casebook, Session
from db.journal import Writer
from db.record_checks import FieldUnfit
from db.records import Filter, Kind, Record
from db.tables import survey as tables
from rules import cross_tables, questionnaires
from rules.cross_tables import Cross
from rules.errors import UserError
from rules.permissions import Action
from rules.questionnaires import Questionnaire

_YUAN = 100


class QuestionnaireInUse(UserError):
    """Say that the questions of a version in use stand; field `column`."""

    code = "QUESTIONNAIRE_IN_USE"


class QuestionnaireNotInUse(UserError):
    """Say that answers are taken for a version in use only; fields `column`, `state`, `day`; `reason` is `late` for one asked after it was retired."""

    code = "QUESTIONNAIRE_NOT_IN_USE"


class RespondentUnknown(UserError):
    """Say that nobody can be registered from a sheet without a name; field `column`."""

    code = "RESPONDENT_UNKNOWN"


class RespondentRegistered(UserError):
    """Say that the one who answered is registered already; field `name`."""

    code = "RESPONDENT_REGISTERED"


class QuestionsNotCrossed(UserError):
    """Say that a question has no categories to count by; field `question`."""

    code = "QUESTIONS_NOT_CROSSED"


# --- questionnaires ------------------------------------------------------------------------------------------------


def _check_questionnaire(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    questionnaires.read(values["questions"])
    if before is not None:
        if values["questions"] != before["questions"] and before.state != tables.DRAFT:
            raise QuestionnaireInUse(column="questions")
        if values["key"] != before["key"]:
            raise FieldUnfit(column="key", label="问卷代号", reason="key_fixed")
        return values
    return {**values, "version": _next_version(book, values["key"])}


def _next_version(book: Casebook, key: str) -> int:
    return int(book.store.value("SELECT coalesce(max(version), 0) FROM questionnaire WHERE key = ?", (key,))) + 1


def _questionnaire_moved(
    book: Casebook, writer: Writer, before: Record, state: str, values: Mapping[str, Any], _second: Session | None
) -> None:  # fmt: skip
    """Retire the version that was in use when another is taken into use: one is asked at a time."""
    if state != tables.IN_USE:
        return
    for other in records.by_column(book, "questionnaire", key=before["key"], status=tables.IN_USE):
        if other.id != before.id and not _is_anothers(book, other):
            writer.patch("questionnaire", other.id, {"status": tables.RETIRED, "status_on": values["status_on"]})


def _is_anothers(book: Casebook, questionnaire: Record) -> bool:
    """Tell whether a row was made elsewhere: at the province, whose counties have their own copies."""
    dev = book.store.value(
        "SELECT dev FROM entry WHERE row = ? AND tbl = 'questionnaire' ORDER BY n LIMIT 1", (questionnaire.id,)
    )
    return dev is not None and bytes(dev) != book.workplace.dev


QUESTIONNAIRE = Kind("questionnaire", Action.SURVEY_WRITE, check=_check_questionnaire, moved=_questionnaire_moved)


def take_shipped(book: Casebook) -> int:
    """Enter the surveys that come with the program and are not here yet, and take them into use; give how many."""
    book.require(Action.SURVEY_WRITE)
    count = 0
    for one in questionnaires.shipped():
        if book.store.one("SELECT 1 FROM questionnaire WHERE key = ? LIMIT 1", (one.key,)) is None:
            values = {"key": one.key, "title": one.title, "source": one.source, "questions": one.questions}
            row = records.add(book, QUESTIONNAIRE, values)
            records.move(book, QUESTIONNAIRE, row, tables.IN_USE)
            count += 1
    return count


def in_use(book: Casebook, key: str) -> list[bytes]:
    """Give the version of a questionnaire that is in use here."""
    found = records.by_column(book, "questionnaire", key=key.strip(), status=tables.IN_USE)
    return [one.id for one in found if not _is_anothers(book, one)]


def next_version(questionnaire: Record) -> dict[str, Any]:
    """Give what a new version of a questionnaire begins with."""
    return {name: questionnaire[name] for name in ("key", "title", "questions", "source")}


def of(questionnaire: Record) -> Questionnaire:
    """Give the questions of a version."""
    return questionnaires.read(questionnaire["questions"])


def questionnaire_words(book: Casebook, questionnaire: Record) -> list[tuple[str, str]]:
    """Say how many questions a version has, how many sheets were taken for it, and what it asks, section by section."""
    found = of(questionnaire)
    needed = sum(one.needed for one in found.questions)
    sheets = records.count(book, "answer_sheet", Filter(equal=(("questionnaire", questionnaire.id),)))
    told = [("题数", f"{len(found.questions)} 题，必答 {needed} 题"), ("答卷", f"{sheets} 份")]
    sections = dict.fromkeys(one.section for one in found.questions)
    return told + [
        (name or "题目", "；".join(one.heading for one in found.questions if one.section == name)) for name in sections
    ]


# --- sheets --------------------------------------------------------------------------------------------------------


def _check_sheet(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    asked = records.get(book, "questionnaire", values["questionnaire"])
    if before is None:
        check_taken(asked, values["day"])
    return {**values, "answers": of(asked).check(values["answers"], today=book.today)}


def takes_sheets(questionnaire: Record) -> bool:
    """Tell whether sheets are entered for a version: one in use, or one used no more, whose last papers may come in late."""
    return questionnaire.state in {tables.IN_USE, tables.RETIRED}


def check_taken(questionnaire: Record, day: dt.date) -> None:
    """Raise QuestionnaireNotInUse unless a version was in use on the day on which its questions were put."""
    retired = questionnaire.state == tables.RETIRED and day > (questionnaire["status_on"] or day)
    if retired or not takes_sheets(questionnaire):
        raise QuestionnaireNotInUse(
            column="questionnaire" if not retired else "day", state=questionnaire.state,
            reason="late" if retired else "", day=questionnaire.words["status_on"],
        )  # fmt: skip


SHEET = Kind("answer_sheet", Action.SURVEY_WRITE, check=_check_sheet)


def sheet_words(book: Casebook, sheet: Record) -> list[tuple[str, str]]:
    """Give the answers of a sheet in words, by the version that they were given to."""
    found = of(records.get(book, "questionnaire", sheet["questionnaire"]))
    answers = sheet["answers"] or {}
    return [(one.heading, one.words(answers[one.key])) for one in found.questions if one.key in answers]


def register(book: Casebook, sheet: Record) -> bytes:
    """Register the one who answered (证件待补) with what the answers tell, and note on the sheet who it is; give the person's id.

    One transaction. Raise RespondentUnknown, RespondentRegistered, NotPermitted, or what registering raises.
    """
    book.require(Action.PERSON_REGISTER)
    book.require(Action.SURVEY_WRITE)
    if sheet["person"] is not None:
        raise RespondentRegistered(name=sheet.words["person"])
    if not sheet["respondent"]:
        raise RespondentUnknown(column="respondent")
    draft = people.check(book, people.PersonDraft(
        sheet["respondent"], phone=sheet["phone"] or "", profile=_profile(book, sheet),
    ))  # fmt: skip
    known = book.store.one(
        "SELECT name FROM person WHERE name = ? AND phone = ? AND phone <> '' LIMIT 1", (draft.name, draft.phone)
    )
    if known is not None:
        raise RespondentRegistered(name=known["name"])
    with book.write() as writer:
        person = people.add(book, writer, draft)
        values = {**sheet.values, "person": person, "corrects": sheet.id}
        writer.fact("answer_sheet", {name: value for name, value in values.items() if value is not None})
    return person


def _profile(book: Casebook, sheet: Record) -> dict[str, Any]:
    found = of(records.get(book, "questionnaire", sheet["questionnaire"]))
    profile: dict[str, Any] = {"source": "调研"}
    for one in found.questions:
        answer = (sheet["answers"] or {}).get(one.key)
        if one.fills and answer is not None:
            kind = people.PROFILE.by_name[one.fills].type
            profile[one.fills] = answer * _YUAN if kind == "fen" else answer if kind == "int" else one.words(answer)
    if sheet["region"]:
        profile["live_region"] = sheet["region"]
    return profile


# --- counting ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """Hold one version as it is counted: the same questions under the same code and number, whichever county entered them."""

    key: str
    version: int
    title: str
    questions: str
    ids: tuple[bytes, ...]
    sheets: int

    @property
    def name(self) -> str:
        """Give what it is called."""
        return f"{self.title}（第{self.version}版）"


def asked(book: Casebook) -> list[Asked]:
    """List the versions for which sheets were taken, or that were in use: those with sheets first, the last entered first among them."""
    kept: dict[tuple[str, int, str], list[Record]] = {}
    for one in records.every(book, "questionnaire"):
        if one.state != tables.DRAFT:
            kept.setdefault((one["key"], one["version"], one["questions"]), []).append(one)
    found = []
    for (key, version, text), rows in kept.items():
        ids = tuple(one.id for one in rows)
        sheets = sum(records.count(book, "answer_sheet", Filter(equal=(("questionnaire", one),))) for one in ids)
        found.append(Asked(key, version, rows[0]["title"], text, ids, sheets))
    return sorted(found, key=lambda one: not one.sheets)


def sheets_of(
    book: Casebook, ids: Sequence[bytes], first: dt.date | None = None, last: dt.date | None = None
) -> Iterator[Record]:
    """Give the sheets that stand of these versions between two days, the last entered first."""
    for one in ids:
        yield from records.every(book, "answer_sheet", Filter(first=first, last=last, equal=(("questionnaire", one),)))


def each_once(
    book: Casebook, ids: Sequence[bytes], first: dt.date | None = None, last: dt.date | None = None
) -> list[dict[str, Any]]:
    """Give the answers of the people who answered, each person once by the last sheet; a sheet that names nobody registered is one person."""
    marks = ",".join("?" * len(ids))
    sql = f"""SELECT s.person, s.answers, s.day FROM answer_sheet s WHERE s.questionnaire IN ({marks}) AND {story.current(SHEET.table, "s")}
        AND s.day BETWEEN ? AND ? ORDER BY s.day, s.n"""
    reach = ((first or dt.date.min).isoformat(), (last or dt.date.max).isoformat())
    named: dict[bytes, dict[str, Any]] = {}
    unnamed = []
    column = schema.BY_NAME["answer_sheet"].by_name["answers"]
    for row in book.store.rows(sql, (*ids, *reach)):
        answers = record_words.value_of(column, row["answers"]) or {}
        if row["person"]:
            named[bytes(row["person"])] = answers
        else:
            unnamed.append(answers)
    return [*named.values(), *unnamed]


def cross(
    book: Casebook, version: Asked, line: str, column: str, first: dt.date | None = None, last: dt.date | None = None
) -> Cross:
    """Count one question by another over the people who answered a version, each once; raise QuestionsNotCrossed."""
    found = questionnaires.read(version.questions)
    chosen = [found.by_key[line], found.by_key[column]]
    wrong = next((one for one in chosen if not one.can_be_crossed), None)
    if wrong is not None:
        raise QuestionsNotCrossed(question=wrong.heading)
    return cross_tables.cross(chosen[0], chosen[1], each_once(book, version.ids, first, last))

"""调研: versions stand, answers are kept against theirs, persons count once, sheets come in as Excel and become registrations."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db import erasure, people, records, survey_lists, surveys
from db.casebook import Casebook
from db.record_checks import FieldUnfit
from db.roster import AlreadyImported
from db.tables import survey as tables
from rules import questionnaires
from rules.clock import StoryClock
from rules.questionnaires import AnswerUnfit, QuestionnaireUnfit
from tests.db.conftest import County, draft

QUESTIONS = """1. 现在的情况（单选，必答）
 1 外出
 2 返乡
2. 返乡原因（多选；若 1=2）
 1 停产
 2 家庭
3. 月工资（数字；单位 元；分段 0,800,1500；登记 月收入）
4. 工种（文字；登记 工种）
5. 返乡日期（日期；若 1=2；登记 返乡时间）"""
LONGER = QUESTIONS + "\n6. 希望（文字）"


def a_questionnaire(book: Casebook, questions: str = QUESTIONS, key: str = "T1", *, in_use: bool = True) -> bytes:
    values = {"key": key, "title": "试调研", "questions": questions}
    row = records.add(book, surveys.QUESTIONNAIRE, values)
    if in_use:
        records.move(book, surveys.QUESTIONNAIRE, row, tables.IN_USE)
    return row


def a_sheet(book: Casebook, asked: bytes, answers: dict[str, Any], **more: Any) -> bytes:
    return records.add(book, surveys.SHEET, {"questionnaire": asked, "answers": answers, **more})


def test_a_version_in_use_stands_and_the_old_one_stays_readable(desk: Casebook) -> None:
    first = a_questionnaire(desk)
    sheet = a_sheet(desk, first, {"1": "2", "2": ["2", "1"], "3": 900}, respondent="钱多")
    with pytest.raises(surveys.QuestionnaireInUse):
        records.change(desk, surveys.QUESTIONNAIRE, first, {"questions": LONGER})
    assert records.change(desk, surveys.QUESTIONNAIRE, first, {"note": "试用"})
    begun = surveys.next_version(records.get(desk, "questionnaire", first))
    second = records.add(desk, surveys.QUESTIONNAIRE, {**begun, "questions": LONGER})
    assert records.get(desk, "questionnaire", second)["version"] == 2
    with pytest.raises(surveys.QuestionnaireNotInUse):
        a_sheet(desk, second, {"1": "1"})
    records.move(desk, surveys.QUESTIONNAIRE, second, tables.IN_USE)
    assert records.get(desk, "questionnaire", first).state == tables.RETIRED
    desk.clock = StoryClock(desk.today + dt.timedelta(days=1))
    with pytest.raises(surveys.QuestionnaireNotInUse) as late:
        a_sheet(desk, first, {"1": "1"})
    assert (late.value.fields["reason"], late.value.fields["column"]) == ("late", "day")
    a_sheet(desk, first, {"1": "1"}, day=desk.today - dt.timedelta(days=1))
    assert [one.sheets for one in surveys.asked(desk)] == [2, 0], "a paper that comes in late belongs to its version"
    told = dict(surveys.sheet_words(desk, records.get(desk, "answer_sheet", sheet)))
    assert told == {"1. 现在的情况": "返乡", "2. 返乡原因": "停产、家庭", "3. 月工资": "900元"}
    right = records.correct(desk, surveys.SHEET, sheet, {"answers": {"1": "1"}})
    assert records.get(desk, "answer_sheet", right)["answers"] == {"1": "1"}, "put right against its own version"
    assert [one.version for one in surveys.asked(desk)] == [1, 2], "the one with sheets first"


def test_a_draft_may_be_changed_and_what_is_no_questionnaire_is_refused(desk: Casebook) -> None:
    row = a_questionnaire(desk, in_use=False)
    assert records.change(desk, surveys.QUESTIONNAIRE, row, {"questions": LONGER})
    with pytest.raises(QuestionnaireUnfit):
        records.change(desk, surveys.QUESTIONNAIRE, row, {"questions": "随便问问"})
    with pytest.raises(FieldUnfit):
        records.change(desk, surveys.QUESTIONNAIRE, row, {"key": "T2"})


def test_answers_are_judged_and_skipped_ones_left_out(desk: Casebook) -> None:
    asked = a_questionnaire(desk)
    with pytest.raises(AnswerUnfit):
        a_sheet(desk, asked, {"2": ["1"]})
    with pytest.raises(AnswerUnfit):
        a_sheet(desk, asked, {"1": "9"})
    row = a_sheet(desk, asked, {"1": "1", "2": ["1"]})
    assert records.get(desk, "answer_sheet", row)["answers"] == {"1": "1"}


def test_the_shipped_surveys_are_taken_over_once(desk: Casebook) -> None:
    assert surveys.take_shipped(desk) == 2
    assert surveys.take_shipped(desk) == 0
    assert [one.state for one in records.page(desk, "questionnaire")] == [tables.IN_USE] * 2


def test_a_person_is_counted_once_by_the_last_sheet(desk: Casebook) -> None:
    asked = a_questionnaire(desk)
    person = people.register(desk, draft(1)).id
    a_sheet(desk, asked, {"1": "2", "2": ["1", "2"]}, person=person, day=dt.date(2009, 9, 20))
    a_sheet(desk, asked, {"1": "1"}, person=person, day=dt.date(2009, 9, 10))
    a_sheet(desk, asked, {"1": "1", "3": 700})
    wrong = a_sheet(desk, asked, {"1": "1"})
    records.withdraw(desk, surveys.SHEET, wrong, "重复登记")
    (version,) = surveys.asked(desk)
    assert version.sheets == 3
    found = surveys.cross(desk, version, "1", "2")
    assert (found.total, found.line_sums, found.count("2", "1"), found.count("2", "2")) == (2, {"1": 1, "2": 1}, 1, 1)
    assert surveys.cross(desk, version, "1", "3", last=dt.date(2009, 9, 15)).line_sums == {"1": 1}
    with pytest.raises(surveys.QuestionsNotCrossed):
        surveys.cross(desk, version, "1", "4")


def test_the_province_counts_the_same_questions_of_all_counties_together(county: County) -> None:
    surveys.take_shipped(county.desk)
    surveys.take_shipped(county.province)
    (asked,) = records.by_column(county.desk, "questionnaire", key="LN2009")
    a_sheet(county.desk, asked.id, {"1": "1", "14": "1", "16": "3"})
    county.pass_on(county.desk, county.province)
    versions = {one.key: one for one in surveys.asked(county.province)}
    assert (len(versions["LN2009"].ids), versions["LN2009"].sheets) == (2, 1)
    assert surveys.cross(county.province, versions["LN2009"], "1", "14").total == 1
    mine = surveys.take_shipped(county.province)
    assert mine == 0


def test_a_sheet_becomes_a_registration(desk: Casebook) -> None:
    asked = a_questionnaire(desk)
    row = a_sheet(
        desk, asked, {"1": "2", "3": 900, "4": "焊工", "5": "2009-01-20"}, respondent="钱 多", phone="13900000000"
    )
    person = surveys.register(desk, records.get(desk, "answer_sheet", row))
    made = people.get(desk, person)
    assert (made.doc_pending, made.profile["trade"], made.profile["monthly_income_fen"]) == (True, "焊工", 90_000)
    assert made.profile["returned_on"] == "2009-01-20"
    (sheet,) = records.page(desk, "answer_sheet")
    assert (sheet["person"], sheet["corrects"]) == (person, row)
    with pytest.raises(surveys.RespondentRegistered):
        surveys.register(desk, sheet)
    again = a_sheet(desk, asked, {"1": "1"}, respondent="钱多", phone="139 0000 0000")
    with pytest.raises(surveys.RespondentRegistered):
        surveys.register(desk, records.get(desk, "answer_sheet", again))
    with pytest.raises(surveys.RespondentUnknown):
        surveys.register(desk, records.get(desk, "answer_sheet", a_sheet(desk, asked, {"1": "1"})))


# --- Excel


def a_file(tmp_path: Path, lines: list[list[Any]], questions: str = QUESTIONS) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["试调研"])
    page.append(survey_lists.headings(questionnaires.read(questions)))
    for line in lines:
        page.append(line)
    path = tmp_path / "答卷.xlsx"
    book.save(path)
    return path


def test_sheets_come_in_as_excel_line_by_line(desk: Casebook, tmp_path: Path) -> None:
    asked = records.get(desk, "questionnaire", a_questionnaire(desk))
    path = a_file(tmp_path, [
        ["赵一", 13900000001, "周明", "2009-9-1", "返乡", "1、2", "900", "焊工", dt.datetime(2009, 2, 1)],  # noqa: DTZ001 - a workbook's
        ["钱二", "12", "", None, 1, "1 停产", 1200, None, None],
        ["孙三", None, None, None, "3", None, None, None, None],
        ["李四", None, None, "2009-12-01", "1", None, None, None, None],
        ["周五", None, None, None, None, None, "少", None, None],
        ["赵一", 13900000001, "周明", "2009年9月1日", "2", "1,2", 900, "焊工", "20090201"],
        [None] * 9,
    ])  # fmt: skip
    report = survey_lists.take(desk, asked, path, dry_run=True)
    assert (report.rows, report.accepted, report.duplicates) == (6, 2, 1)
    assert dict(report.rejected) == {"choice": 1, "future": 1, "number": 1}
    assert dict(report.warnings) == {"phone": 1, "skipped": 1}
    assert {(one.row, one.outcome) for one in report.details} >= {
        (5, "rejected"),
        (6, "rejected"),
        (7, "rejected"),
        (8, "duplicate"),
    }
    assert records.count(desk, "answer_sheet") == 0
    assert survey_lists.take(desk, asked, path).accepted == 2
    second, first = records.page(desk, "answer_sheet")
    assert first["answers"] == {"1": "2", "2": ["1", "2"], "3": 900, "4": "焊工", "5": "2009-02-01"}
    assert (first["phone"], first["interviewer"], first["day"]) == ("13900000001", "周明", dt.date(2009, 9, 1))
    assert (second["answers"], second["phone"], second["day"]) == ({"1": "1", "3": 1200}, None, desk.today)
    with pytest.raises(AlreadyImported):
        survey_lists.take(desk, asked, path)


def test_a_file_without_the_questions_numbers_is_refused(desk: Casebook, tmp_path: Path) -> None:
    asked = records.get(desk, "questionnaire", a_questionnaire(desk, LONGER.replace("6.", "7.")))
    other = "\n".join(f"{at}a. 别的（文字）" for at in range(1, 4))
    with pytest.raises(survey_lists.SurveyColumnsMissing):
        survey_lists.take(desk, asked, a_file(tmp_path, [["赵一"]], other))


def test_who_is_erased_leaves_no_answers_behind(county: County) -> None:
    desk = county.desk
    asked = a_questionnaire(desk)
    row = a_sheet(desk, asked, {"1": "1", "4": "焊工"}, respondent="钱多", phone="13900000000")
    other = a_sheet(desk, asked, {"1": "1"}, respondent="孙少")
    person = surveys.register(desk, records.get(desk, "answer_sheet", row))
    erasure.erase_person(desk, person, "本人申请", county.second)
    assert [one.id for one in records.page(desk, "answer_sheet")] == [other]
    for words, count in (("钱多", 0), ("13900000000", 0), ("孙少", 1)):
        sql = "SELECT count(*) FROM entry WHERE instr(body, ?) > 0"
        assert desk.store.value(sql, (words,)) == count, "the sheet from before the registration is gone as well"

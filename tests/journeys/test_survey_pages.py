"""调研 as a clerk lives it: the shipped surveys taken over, a sheet entered by figures alone, skipped questions, tables, a registration, paper."""

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from db import drafts, people, records, surveys
from db.casebook import Casebook
from db.records import Record
from db.tables import survey as tables
from tests.db.test_surveys import LONGER, QUESTIONS, a_file, a_questionnaire, a_sheet
from tests.journeys.test_job_pages import choose, enter, line
from ui.dialogs.cross_table import CrossTableDialog
from ui.dialogs.survey_import import SurveyImportDialog
from ui.open import settle
from ui.pages import survey_deeds
from ui.pages.survey import SurveyPage
from ui.text import _
from ui.widgets.survey_form import SurveyForm
from ui.window import MainWindow


def survey_page(window: MainWindow) -> SurveyPage:
    window.go("people")
    settle(window)
    (way,) = (one for one in window.page("people").findChildren(QPushButton) if one.text() == "调研")
    way.click()
    settle(window)
    page = window.page("survey")
    assert window.current_key() == "survey"
    assert isinstance(page, SurveyPage)
    return page


def form_of(page: SurveyPage) -> SurveyForm:
    form = page.sheet("answer_sheet").form
    assert isinstance(form, SurveyForm)
    return form


def asked(form: SurveyForm) -> list[str]:
    return [name for name in form._fields if name.startswith("q") and not form.field(name).isHidden()]


def the_questionnaire(book: Casebook, key: str = "T1") -> Record:
    return next(one for one in records.by_column(book, "questionnaire", key=key) if one.state == tables.IN_USE)


def test_the_shipped_surveys_are_taken_over_and_one_is_chosen(window: MainWindow, book: Casebook) -> None:
    page = survey_page(window)
    choose(page, "questionnaire")
    settle(window)
    survey_deeds.take_shipped(page, None)
    settle(window)
    assert page.list("questionnaire").model.total == 2
    survey_deeds.enter_sheet(page, the_questionnaire(book, "SX2009"))
    settle(window)
    form = form_of(page)
    assert asked(form) == ["q1", "q2", "q3", "q4", "q14", "q15", "q16", "q17", "q18"]
    survey_deeds.enter_sheet(page, the_questionnaire(book, "LN2009"))
    settle(window)
    assert asked(form) == ["q1", "q2", "q3", "q10", "q14", "q16", "q19"], "the other questionnaire's are gone"


def test_a_sheet_is_entered_by_figures_alone(window: MainWindow, book: Casebook) -> None:
    a_questionnaire(book)
    page = survey_page(window)
    page.new_action.trigger()
    settle(window)
    form = form_of(page)
    assert line(page.sheet("answer_sheet"), "respondent").hasFocus()
    line(page.sheet("answer_sheet"), "respondent").setText("钱多")
    line(page.sheet("answer_sheet"), "interviewer").setText("周明")
    assert asked(form) == ["q1", "q3", "q4"]
    form.field("q1").setFocus()
    QTest.keyClicks(form.field("q1"), "2")
    assert asked(form) == ["q1", "q2", "q3", "q4", "q5"]
    assert form.field("q2").hasFocus(), "one figure answers and leads on"
    QTest.keyClicks(form.field("q2"), "21")
    enter(form.field("q2"))
    QTest.keyClicks(form.field("q3"), "900")
    enter(form.field("q3"))
    assert form.field("q4").hasFocus()
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (sheet,) = records.page(book, "answer_sheet")
    assert sheet["answers"] == {"1": "2", "2": ["1", "2"], "3": 900}
    assert (sheet["respondent"], sheet["interviewer"]) == ("钱多", "周明")
    assert page.stack.currentWidget() is page.sheet("answer_sheet"), "and the next one begins"
    assert line(page.sheet("answer_sheet"), "interviewer").text() == "周明"
    assert line(page.sheet("answer_sheet"), "respondent").text() == ""
    assert asked(form) == ["q1", "q3", "q4"]
    page.sheet("answer_sheet").save()
    settle(window)
    assert form.field("q1").hasFocus(), "what must be answered holds the keyboard"
    assert records.count(book, "answer_sheet") == 1


def test_what_is_hidden_again_is_no_answer(window: MainWindow, book: Casebook) -> None:
    a_questionnaire(book)
    page = survey_page(window)
    page.new_action.trigger()
    settle(window)
    form = form_of(page)
    line(page.sheet("answer_sheet"), "q1").set_value("2")
    QTest.keyClicks(form.field("q2"), "1")
    line(page.sheet("answer_sheet"), "q1").set_value("1")
    page.sheet("answer_sheet").save()
    settle(window)
    (sheet,) = records.page(book, "answer_sheet")
    assert sheet["answers"] == {"1": "1"}


def test_a_half_filled_sheet_is_kept_with_its_questions(window: MainWindow, book: Casebook) -> None:
    a_questionnaire(book)
    page = survey_page(window)
    page.new_action.trigger()
    settle(window)
    line(page.sheet("answer_sheet"), "respondent").setText("孙少")
    line(page.sheet("answer_sheet"), "q1").set_value("2")
    QTest.keyClicks(form_of(page).field("q2"), "2")
    window.go("people")
    settle(window)
    (kept,) = drafts.of_kind(book, "record-answer_sheet")
    window.go("survey")
    page.new_action.trigger()
    settle(window)
    assert line(page.sheet("answer_sheet"), "q1").text() == ""
    page.sheet("answer_sheet").drafts.wanted.emit(kept)
    settle(window)
    assert form_of(page)._answers() == {"1": "2", "2": ["2"]}
    page.sheet("answer_sheet").save()
    settle(window)
    (sheet,) = records.page(book, "answer_sheet")
    assert (sheet["respondent"], sheet["answers"]) == ("孙少", {"1": "2", "2": ["2"]})
    assert drafts.of_kind(book, "record-answer_sheet") == []


def test_an_old_sheet_is_read_and_put_right_by_its_own_version(window: MainWindow, book: Casebook) -> None:
    first = a_questionnaire(book)
    row = a_sheet(book, first, {"1": "2", "2": ["1"], "5": "2009-01-20"}, respondent="钱多")
    a_questionnaire(book, LONGER)
    page = survey_page(window)
    page.show_record("answer_sheet", row)
    settle(window)
    record = page.file("answer_sheet").record
    assert record is not None
    page.file("answer_sheet").edited.emit(record)
    settle(window)
    form = form_of(page)
    assert asked(form) == ["q1", "q2", "q3", "q4", "q5"]
    assert line(page.sheet("answer_sheet"), "q5").text() == "2009-01-20"
    line(page.sheet("answer_sheet"), "q4").setText("焊工")
    page.sheet("answer_sheet").save()
    settle(window)
    (sheet,) = records.page(book, "answer_sheet")
    assert (sheet["corrects"], sheet["questionnaire"]) == (row, first)
    assert sheet["answers"] == {"1": "2", "2": ["1"], "4": "焊工", "5": "2009-01-20"}


def test_a_new_version_begins_with_the_questions_of_the_old(window: MainWindow, book: Casebook) -> None:
    a_questionnaire(book)
    page = survey_page(window)
    survey_deeds.new_version(page, the_questionnaire(book))
    settle(window)
    sheet = page.sheet("questionnaire")
    assert sheet.form.values()["questions"] == QUESTIONS
    sheet.form.fill({**sheet.form.values(), "questions": "1. 问（单选）"})
    sheet.save()
    settle(window)
    assert "第 1 行" in sheet.form._notes["questions"].text()
    sheet.form.fill({**sheet.form.values(), "questions": LONGER})
    sheet.save()
    settle(window)
    assert [one["version"] for one in records.page(book, "questionnaire")] == [2, 1]
    old = the_questionnaire(book)
    a_sheet(book, old.id, {"1": "2", "2": ["1"]}, respondent="钱多")
    new = records.page(book, "questionnaire")[0]
    records.move(book, surveys.QUESTIONNAIRE, new.id, tables.IN_USE)
    a_sheet(book, new.id, {"1": "1", "6": "多办培训"}, respondent="孙少")
    page.show_record("questionnaire", old.id)
    settle(window)
    file = page.file("questionnaire")
    assert file.record is not None
    assert file.record.state == tables.RETIRED
    assert "录入答卷" in [_(one.title) for one in file.view.deeds if one.of_record and one.fits(file.record)]
    survey_deeds.enter_sheet(page, file.record)  # a paper that comes in late
    settle(window)
    assert asked(form_of(page)) == ["q1", "q3", "q4"]
    line(page.sheet("answer_sheet"), "q1").set_value("1")
    page.sheet("answer_sheet").save()
    settle(window)
    cross = CrossTableDialog(page.context, surveys.asked(book), page)
    settle(window)
    told = {}
    for at, one in enumerate(surveys.asked(book)):
        cross.version.setCurrentIndex(at)
        settle(window)
        told[one.name] = (
            cross.line.count(),
            cross.model.index(cross.model.rowCount() - 1, cross.model.columnCount() - 1).data(),
        )
    assert told == {"试调研（第1版）": (3, "2"), "试调研（第2版）": (3, "1")}, "each version by itself"
    year = cross.period.period()
    cross.version.setCurrentIndex([one.version for one in surveys.asked(book)].index(1))
    cross.printed.connect(lambda chosen: survey_deeds.print_cross(page, chosen))
    cross.print_button.click()
    settle(window)
    settle(window)
    cross.deleteLater()
    assert page.stack.currentWidget() is page.paper
    assert page.paper.preview is not None
    versions = sorted(surveys.asked(book), key=lambda one: one.version)
    lists = [survey_deeds.sheets_of(one)(book, year).lines for one in versions]
    assert [len(one) for one in lists] == [2, 1], "what a version used no more was answered is listed, too"


def test_two_questions_are_crossed_and_sheets_come_in(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    a_questionnaire(book)
    page = survey_page(window)
    lines = [
        [f"人{at}", None, None, "2009-09-01", 1 + at % 2, "1、2" if at % 2 else None, 100 * at] for at in range(10)
    ]
    dialog = SurveyImportDialog(page.context, the_questionnaire(book), page)
    dialog.judge(a_file(tmp_path, lines))
    settle(window)
    assert dialog.report.accepted == 10
    dialog.import_it()
    settle(window)
    dialog.deleteLater()
    assert records.count(book, "answer_sheet") == 10
    cross = CrossTableDialog(page.context, surveys.asked(book), page)
    settle(window)
    rows = [[cross.model.index(at, place).data() for place in range(cross.model.columnCount())] for at in range(3)]
    assert rows == [
        ["外出", "0（0.0%）", "0（0.0%）", "5（100.0%）", "5"], ["返乡", "5（100.0%）", "5（100.0%）", "0（0.0%）", "5"],
        ["合计", "5", "5", "5", "10"],
    ]  # fmt: skip
    assert "多选题" in cross.note.text()
    cross.deleteLater()
    found = survey_deeds.sheets_of(surveys.asked(book)[0])(book, cross.period.period())
    assert len(found.lines) == 10
    survey_deeds.blank_to(page, the_questionnaire(book), tmp_path / "录入表.xlsx")
    settle(window)
    heads = [list(one) for one in openpyxl.load_workbook(tmp_path / "录入表.xlsx").active.values][2]
    assert heads[:5] == ["被访人", "联系电话", "调查人", "调查日期", "1. 现在的情况（1 外出 2 返乡）"]


def test_a_sheet_becomes_a_registration_and_the_paper_is_shown(window: MainWindow, book: Casebook) -> None:
    row = a_sheet(book, a_questionnaire(book), {"1": "1", "4": "焊工"}, respondent="钱多", phone="13900000000")
    page = survey_page(window)
    page.show_record("answer_sheet", row)
    settle(window)
    survey_deeds.register(page, page.file("answer_sheet").record)
    settle(window)
    assert window.current_key() == "person"
    (sheet,) = records.page(book, "answer_sheet")
    assert people.get(book, sheet["person"]).profile["trade"] == "焊工"
    window.go("survey")
    page.show_record("questionnaire", the_questionnaire(book).id)
    settle(window)
    file = page.file("questionnaire")
    assert file.print_action.isVisible()
    file.print_action.trigger()
    settle(window)
    settle(window)
    assert page.stack.currentWidget() is page.paper

"""Everything that gets pasted at a desk, through the real window: answered beside the field, in words, at once; nothing of it is stored unseen."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from db import jobs, people, records, training, vouchers
from db.casebook import Casebook
from db.people import PersonDraft, PersonRow
from db.record_checks import FieldUnfit
from db.tables.declaration import MAX_TEXT
from tests.journeys.desk_world import TODAY, id_number
from ui import folders
from ui.dialogs.choose_class import ChooseClassDialog
from ui.dialogs.confirm import ConfirmDialog
from ui.dialogs.create_class import CreateClassDialog
from ui.dialogs.enrol import EnrolDialog
from ui.dialogs.job_list_import import JobListImportDialog
from ui.dialogs.seal_use import SealUseDialog
from ui.open import settle
from ui.pages.intake import IntakePage
from ui.pages.intake_form import IntakeForm
from ui.pages.people import PeoplePage
from ui.pages.person import PersonPage
from ui.pages.records import RecordsPage
from ui.pages.voucher_issue import VoucherIssue
from ui.widgets.lines_field import LinesField
from ui.widgets.many_codes import ManyCodesField
from ui.widgets.money_and_dates import DateField, MoneyField
from ui.widgets.record_form import RecordForm
from ui.widgets.words_box import WordsBox
from ui.window import MainWindow

HUGE = 10 * 1024 * 1024
SQL = "'; DROP TABLE person; --"
HTML = '<img src="http://example.org/x.png"><b>张三</b>'


def paste(field: QWidget, text: str) -> None:
    """Put `text` on the clipboard and press Ctrl+V."""
    QGuiApplication.clipboard().setText(text)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def intake(window: MainWindow) -> IntakePage:
    window.go("intake", b"")
    settle(window)
    page = window.page("intake")
    assert isinstance(page, IntakePage)
    page.form.number.set_value(id_number(78, "19790505"))
    return page


def note(form: IntakeForm, key: str) -> str:
    return form._notes[key].text()


def named(book: Casebook, name: str) -> PersonRow:
    return next(person for person in people.page(book) if person.name == name)


@pytest.mark.parametrize("key", ["name", "number", "phone", "home_region", "home_address", "education"])
def test_ten_megabytes_are_cut_and_that_is_said(window: MainWindow, key: str) -> None:
    """Each field keeps what it can hold, and says so."""
    form = intake(window).form
    field = form.field(key)
    assert isinstance(field, QLineEdit)
    field.clear()
    paste(field, "王" * HUGE if key in {"name", "home_address", "home_region"} else "1" * HUGE)
    settle(window)
    assert len(field.text()) <= 200
    field.clearFocus()
    assert note(form, key).startswith(("！", "✕")), note(form, key)


def test_ten_megabytes_in_the_boxes_for_finding_find_nothing(window: MainWindow) -> None:
    paste(window.search, "王" * HUGE)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    settle(window)
    assert window.banner.isHidden()
    window.go("people")
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    paste(page.line, "张三" * 40_000)
    QTest.keyClick(page.line, Qt.Key.Key_Return)
    settle(window)
    assert page.model.total == 0
    assert window.banner.isHidden()


def test_ten_megabytes_in_a_field_of_many_lines_are_cut_before_they_are_laid_out(
    window: MainWindow, book: Casebook
) -> None:
    """Qt's own field would hold the window for a minute; what is left out is said, until there is room again."""
    window.go("jobs")
    page = window.page("jobs")
    assert isinstance(page, RecordsPage)
    page.new_of("employer", {})
    settle(window)
    form = page.findChild(RecordForm)
    assert form is not None
    (field,) = form.findChildren(LinesField)
    paste(field, "慰问\n\u202e" * (HUGE // 4))
    assert len(field.toPlainText()) == MAX_TEXT
    assert any("只留了前 20000 个字" in one.text() for one in form.findChildren(QLabel))
    QTest.keyClicks(field, "x")
    assert len(field.toPlainText()) == MAX_TEXT
    field.selectAll()
    paste(field, "一\x00行\r\n二\u202e行")
    assert field.value() == "一行\n二行"
    assert not any("只留了" in one.text() for one in form.findChildren(QLabel))


def test_what_nobody_sees_is_no_reason(window: MainWindow) -> None:
    """A deed that wants a reason wants one that can be read afterwards."""
    dialog = ConfirmDialog("作废", "不能恢复。", "作废", reasons=("打印污损",), parent=window)
    dialog.show()
    (box,) = dialog.findChildren(WordsBox)
    line = box.lineEdit()
    assert line is not None
    paste(line, "\u200b\ufeff\u202e\u200d")
    assert dialog.confirmation().reason == ""
    assert not dialog._do.isEnabled()
    assert any("没有看得见的字" in one.text() and one.isVisible() for one in dialog.findChildren(QLabel))
    paste(line, "污\u202e损" * HUGE)
    assert 0 < len(dialog.confirmation().reason) <= 200
    assert "\u202e" not in dialog.confirmation().reason
    assert any("太长" in one.text() and one.isVisible() for one in dialog.findChildren(QLabel))
    box.setCurrentIndex(0)
    assert dialog.confirmation().reason == "打印污损"
    assert not any("太长" in one.text() and one.isVisible() for one in dialog.findChildren(QLabel))
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.deleteLater()


def test_nothing_unseen_is_stored_whoever_writes(book: Casebook) -> None:
    """What a command or a table hands over passes no field: the journal's writer takes out the same."""
    made = people.register(
        book, PersonDraft("周\u202e新", doc_no=id_number(6), profile={"home_address": "三\x00村\ud83d\u2066号"})
    )
    assert people.get(book, made.id).profile["home_address"] == "三村号"
    unit = records.add(book, jobs.EMPLOYER, {"name": "安和\n厂\u200b", "note": "一\r\n二"})
    found = records.get(book, "employer", unit)
    assert (found["name"], found["note"]) == ("安和 厂", "一\n二")
    with pytest.raises(FieldUnfit):
        records.add(book, jobs.EMPLOYER, {"name": "\u200b\u202e"})


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("王😀英", "😀"),
        ("<b>王秀英</b>", "/ < >"),
        ("王秀英（女）", "（ ）"),
        (SQL, ";"),
        ("\u202e\u200b", "没有看得见的字"),
        ("王秀英2", "数字"),
    ],
)
def test_what_no_name_has_is_said_at_once(window: MainWindow, book: Casebook, pasted: str, said: str) -> None:
    """Before Enter is pressed, beside the field."""
    page = intake(window)
    paste(page.form.name, pasted)
    assert said in note(page.form, "name")
    if "数字" not in said:
        page.save_and_next()
        settle(window)
        assert people.count(book) == 13


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("王\n秀\r\n英", "王秀英"), ("\u202e王\u200f秀英\u2066", "王秀英"), ("  阿依古丽•买买提 ", "阿依古丽·买买提"), ("Anne-Marie O'Neil", "Anne-Marie O'Neil"),
        ("𬭊铁柱", "𬭊铁柱"), ("\uf9dc芳", "\uf9dc芳"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_taken_out_of_a_name_and_nothing_else(
    window: MainWindow, book: Casebook, pasted: str, kept: str
) -> None:
    """The clerk sees the name as it will be stored, before it is."""
    page = intake(window)
    paste(page.form.name, pasted)
    QTest.keyClick(page.form.name, Qt.Key.Key_Return)
    assert page.form.name.text() == kept
    page.save_and_next()
    settle(window)
    assert named(book, kept).doc_no == id_number(78, "19790505")


def test_sql_and_html_are_text_wherever_they_are_shown(window: MainWindow, book: Casebook) -> None:
    """An address may hold anything; it is stored as it is, and no label, list or tooltip takes it for more."""
    page = intake(window)
    page.form.name.setText("孙小妹")
    paste(page.form.address, f"{HTML} {SQL}")
    page.save()
    settle(window)
    person = people.get(book, named(book, "孙小妹").id)
    assert person.profile["home_address"] == f"{HTML} {SQL}"
    people.change(book, person.id, {"name": "<b>孙</b>"})
    window.go("person", person.id)
    settle(window)
    shown = window.page("person")
    assert isinstance(shown, PersonPage)
    shown.load()
    settle(window)
    assert HTML in shown.home.text()
    labels = shown.findChildren(QLabel)
    assert [
        one.text() for one in labels if "<b>" in one.text() and one.textFormat() is not Qt.TextFormat.PlainText
    ] == []
    window.go("people")
    settle(window)
    listed = window.page("people")
    assert isinstance(listed, PeoplePage)
    index = listed.model.index(0, 0)
    assert index.data() == "<b>孙</b>"
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;孙" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert people.count(book) == 14
    guessing = [one for one in window.findChildren(QLabel) if one.textFormat() is Qt.TextFormat.AutoText]
    assert [one.parentWidget() for one in guessing] == [], "Qt would take for HTML what looks like it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-500", "负"),
        ("99999999999999999999", "金额"),
        ("1e9", "金额"),
        ("五百元", "金额"),
        ("0.001", "分"),
        ("100000.01", "不能超过"),
    ],
)
def test_amounts_that_are_none_are_refused_in_words(window: MainWindow, text: str, said: str) -> None:
    field = MoneyField(most_fen=10_000_000, parent=window)
    paste(field, text)
    assert field.value() is None
    assert said in field.judgement.words, field.judgement.words
    field.deleteLater()


def test_figures_of_full_width_are_folded(window: MainWindow) -> None:
    field = MoneyField(parent=window)
    paste(field, "１，２３４．５０")
    assert field.value() == 123_450
    field.deleteLater()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("1800-01-01", "110"),
        ("1880", "110"),
        ("2200-01-01", "晚于今天"),
        ("2009-10", "晚于今天"),
        ("2010", "晚于今天"),
        ("1799-12-31", "看不出"),
        ("1978-02-30", "看不出"),
    ],
)
def test_births_of_other_centuries_are_asked_about(window: MainWindow, day: str, said: str) -> None:
    """A very old one may be true of an old file; one to come cannot be."""
    form = intake(window).form
    form.number.clear()
    form.birth.clear()
    paste(form.birth, day)
    form.birth.settle()
    assert said in note(form, "birth"), note(form, "birth")


@pytest.mark.parametrize(("day", "said"), [("1800-01-01", "早于 1900"), ("2200-12-31", "晚于 2099")])
def test_no_day_of_another_century_is_taken(window: MainWindow, day: str, said: str) -> None:
    """Not even where a form sets no bounds of its own."""
    field = DateField(window.context.clock, parent=window)
    paste(field, day)
    assert said in field.judgement.words
    assert field.value() is None
    field.deleteLater()


def test_a_raised_figure_ticks_nothing(window: MainWindow) -> None:
    """French keyboards have a key for it, and Python calls it a digit."""
    field = ManyCodesField((("1", "一"), ("2", "二")), window)
    QTest.keyClicks(field, "²")
    assert field.value() == ()
    field.deleteLater()


@pytest.mark.parametrize("day", ["1800-01-01", "2200-12-31", "2009-02-30"])
def test_a_class_of_another_century_is_refused_beside_its_day(window: MainWindow, book: Casebook, day: str) -> None:
    dialog = CreateClassDialog(window.context.clock, training.bases(book), training.courses(book), (), window)
    dialog.show()
    paste(dialog.starts, day)
    QTest.keyClick(dialog.starts, Qt.Key.Key_Return)
    assert dialog.form._notes["starts"].text().startswith("✕")
    assert dialog.focusWidget() is dialog.starts
    dialog.reject()
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20090217", "2009-02-17"), ("2009.2.17", "2009-02-17"), ("2009年2月17日", "2009-02-17"), ("今天", "2009-09-28"), ("昨天", "2009-09-27"),
        ("明天", "2009-09-29"), ("+3", "2009-10-01"), ("＋３", "2009-10-01"), ("-1", "2009-09-27"),
    ],
)  # fmt: skip
def test_days_are_taken_as_people_write_them(window: MainWindow, book: Casebook, text: str, day: str) -> None:
    dialog = CreateClassDialog(window.context.clock, training.bases(book), training.courses(book), (), window)
    paste(dialog.starts, text)
    QTest.keyClick(dialog.starts, Qt.Key.Key_Return)
    assert dialog.starts.value() == dt.date.fromisoformat(day)
    assert dialog.starts.text() == day
    dialog.deleteLater()


def test_the_number_of_somebody_registered_says_who_and_what_was_received(window: MainWindow, book: Casebook) -> None:
    """Before anything new is made: who it is, what was had in which year, and which voucher stands in the way."""
    page = intake(window)
    page.form.number.clear()
    paste(page.form.number, named(book, "王秀英").doc_no)
    settle(window)
    told = page.known.accessibleName()
    assert "这位已经登记过" in told
    assert "2009年：" in told
    assert "第1期家政服务员班" in told
    (number,) = [row.number for _n, row in vouchers.page(book) if row.holder == "王秀英"]
    assert number in told
    assert page.known.change_button.hasFocus()


def test_a_full_class_takes_nobody_and_says_so(window: MainWindow, book: Casebook) -> None:
    """In the list of classes, in the dialog of enrolling, and in the casebook itself."""
    base, course = training.bases(book)[0], training.courses(book)[0]
    draft = training.ClassDraft(base.id, course.id, 9, TODAY, TODAY + dt.timedelta(10), 8, 64, 1, 60_000)
    made = training.create_class(book, draft)
    first, second = people.page(book)[:2]
    training.enrol(book, made, [first.id])
    found = training.get_class(book, made)
    choosing = ChooseClassDialog(second.name, [found], (), window.context.clock, window)
    assert "名额已满" in choosing.list.item(0).text()
    assert choosing.chosen() is None
    enrolling = EnrolDialog(window.context, found, {first.id}, window)
    enrolling.take(second)
    assert "名额已满" in enrolling.words.text()
    assert enrolling.chosen() == []
    with pytest.raises(training.ClassFull):
        training.enrol(book, made, [second.id])
    for dialog in (choosing, enrolling):
        dialog.deleteLater()


def test_a_voucher_for_somebody_under_age_is_refused_with_the_rule(window: MainWindow, book: Casebook) -> None:
    """The button cannot be pressed, and the rule and its source stand there in words."""
    child = people.register(
        book,
        PersonDraft(
            "小明", doc_no=id_number(5, "19990101"), profile={"groups": ("returned",), "home_region": "519901"}
        ),
    )
    window.go("voucher_issue", child.id)
    settle(window)
    page = window.page("voucher_issue")
    assert isinstance(page, VoucherIssue)
    page.take_person(child.id)
    settle(window)
    assert "不能发券" in page.verdict.accessibleName()
    assert not page.issue.isEnabled()
    told = [one.text() for one in page.findings.findChildren(QLabel)]
    assert any("周岁" in words for words in told), told
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert book.store.value("SELECT count(*) FROM voucher_issue WHERE person = ?", (child.id,)) == 0


def test_a_day_that_is_none_is_not_taken_for_today(window: MainWindow) -> None:
    """Whoever writes the wrong day of a seal's use must hear of it: nothing was said, and today was stored."""
    dialog = SealUseDialog("证书 3 本", "李书", ("培训基地公章",), window.context.clock, window)
    dialog.show()
    paste(dialog.approved_by, "韩主席")
    dialog.day.selectAll()
    paste(dialog.day, "2009-02-30")
    dialog._try()
    assert dialog.isVisible()
    assert "看不出日期" in dialog._form._notes["day"].text()
    dialog.day.selectAll()
    paste(dialog.day, "昨天")
    dialog._try()
    assert dialog.words().day == TODAY - dt.timedelta(1)
    dialog.deleteLater()


def test_the_day_of_a_list_of_jobs_is_not_taken_for_today_either(window: MainWindow) -> None:
    dialog = JobListImportDialog(window.context, window)
    dialog.show()
    paste(dialog.partner, "县劳动局\u200b")
    dialog.day.selectAll()
    paste(dialog.day, "2009-02-30")
    dialog.day.settle()
    assert not dialog.take.isEnabled()
    assert "上面的日期" in dialog.take.toolTip()
    assert any("看不出日期" in one.text() and one.isVisible() for one in dialog.findChildren(QLabel))
    assert dialog.partner.text() == "县劳动局"
    dialog.reject()
    dialog.deleteLater()


@pytest.mark.parametrize(
    ("path", "said"), [("E:/钥匙/root.yzkey", ""), ("/media/" + "长" * 86, "文件名"), ("x" * 256, "文件名")]
)
def test_a_path_that_no_system_takes_is_said_beside_its_field(path: str, said: str) -> None:
    """It ended as a fault of the program in the log."""
    assert said in folders.judge(path).words
    assert bool(folders.judge(path).value) is not bool(said)

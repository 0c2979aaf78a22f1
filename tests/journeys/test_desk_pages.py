"""The desk's day as a clerk lives it: what waits, intake by keyboard, people found, classes filled, rosters printed and sent."""

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QWidget

from db import drafts, overview, people, training
from db.casebook import Casebook
from db.people import PersonRow
from sync import receiving
from tests.journeys import desk_world
from tests.journeys.desk_world import CHEAP, PASSPHRASE, TODAY, Desk, id_number
from ui.dialogs.choose_class import ChooseClassDialog
from ui.dialogs.create_class import CreateClassDialog, last_day, workdays
from ui.dialogs.enrol import EnrolDialog
from ui.dialogs.roster_import import RosterImportDialog
from ui.open import build_window, settle
from ui.pages import pages_for
from ui.pages.class_roster import ClassRosterPage
from ui.pages.classes import ClassesPage
from ui.pages.intake import IntakePage
from ui.pages.page import State
from ui.pages.people import PeoplePage
from ui.pages.person import PersonPage, happenings
from ui.pages.today import TodayPage
from ui.pages.vouchers import Vouchers
from ui.widgets.listing import Listing
from ui.window import MainWindow


def named(book: Casebook, name: str) -> PersonRow:
    return next(person for person in people.page(book) if person.name == name)


def enter(field: QWidget) -> None:
    QTest.keyClick(field, Qt.Key.Key_Return)


def intake(window: MainWindow) -> IntakePage:
    window.go("intake", b"")
    settle(window)
    page = window.page("intake")
    assert isinstance(page, IntakePage)
    return page


def shown_in_title(window: MainWindow, key: str) -> str:
    return window.page(key).title()


# --- 今日待办


def test_what_waits_today_is_told_and_leads_on(window: MainWindow, book: Casebook) -> None:
    page = window.page("today")
    assert isinstance(page, TodayPage)
    settle(window)
    figures = [page.tile(words).figure() for words in ("证件待补", "30 天内到期的券", "还可发券（张）")]
    assert figures == ["1", "5", "25"]
    assert (
        page.identity.text()
        == "印制 30 ＝ 在库 25 ＋ 已发 5 ＋ 作废 0\n已发 5 ＝ 已核销 0 ＋ 已发未核销 5 ＋ 过期 0 ＋ 挂失 0"
    )
    assert int(page.tile("未上报（条）").figure()) > 0
    assert page.tile("最近回执").figure() == "今天"
    QTest.mouseClick(page.tile("证件待补"), Qt.MouseButton.LeftButton)
    settle(window)
    listed = window.page("people")
    assert isinstance(listed, PeoplePage)
    assert window.current_key() == "people"
    assert listed.model.total == 1
    window.go("today")
    assert "未完成的登记" in page.done.text()
    assert not page.tile("未完成的登记").isVisibleTo(page)


def test_every_tile_has_a_key_and_opens_its_list(window: MainWindow, book: Casebook) -> None:
    """Each tile that waits is reached by its number alone, and says in its place what is listed there."""
    page = window.page("today")
    assert isinstance(page, TodayPage)
    settle(window)
    waiting = [tile._detail.property("tone") or "" for tile in page._shown if tile in page._waiting._tiles]
    assert waiting == sorted(waiting, key=["bad", "warn", ""].index), "the most urgent come first"
    opened = {}
    for place, tile in enumerate(page._shown, 1):
        window.go("today")
        settle(window)
        QTest.keyClick(page, Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.AltModifier)
        settle(window)
        opened[tile._words.text()] = window.current_key()
    assert opened == {
        "证件待补": "people",
        "七天内开班": "classes",
        "30 天内到期的券": "vouchers",
        "月末结账": "month_end",
        "还可发券（张）": "vouchers",
        "未上报（条）": "exchange",
        "最近回执": "exchange",
    }
    window.go("vouchers", b"expiring")
    settle(window)
    listed = window.page("vouchers")
    assert isinstance(listed, Vouchers)
    assert (listed.model.total, listed.status.currentText()) == (5, "30 天内到期")
    window.go("classes", b"coming")
    settle(window)
    classes = window.page("classes")
    assert isinstance(classes, ClassesPage)
    assert [classes.model.index(row, 0).data() for row in range(classes.model.rowCount())] == ["第1期焊工班"]


def test_classes_near_their_first_or_last_day_are_named(book: Casebook) -> None:
    assert [row.name for row in overview.beginning(book)] == ["第1期焊工班"]
    assert [row.name for row in overview.ending(book)] == ["第1期家政服务员班"]
    assert overview.expiring(book) == (5, "2009-10-20")
    assert overview.oldest_pending(book) == TODAY.isoformat()


class _Windows(QObject):
    """Note every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.found.append(watched)
        return False


def test_no_page_flashes_up_a_window_of_its_own(window: MainWindow, qapp: QApplication) -> None:
    """A part shown before it has a parent is a window for a moment, and takes the keyboard with it."""
    seen = _Windows()
    qapp.installEventFilter(seen)
    for spec in pages_for("desk"):
        window.go(spec.key)
        settle(window)
    qapp.removeEventFilter(seen)
    assert seen.found == []
    # Qt takes what looks like HTML for HTML unless it is told not to: every label is told
    guessing = [one for one in window.findChildren(QLabel) if one.textFormat() is Qt.TextFormat.AutoText]
    assert [one.text() for one in guessing if one.text()] == []
    assert QApplication.activeWindow() is window


# --- 服务对象


def cells(page: PeoplePage, row: int) -> dict[str, str]:
    """Give what a row shows, by the titles of its columns, but for those that must be asked for."""
    columns = list(enumerate(page.model.columns()))
    return {one.title: page.model.index(row, number).data() for number, one in columns if not one.extra}


def test_people_are_found_as_one_types_and_opened_by_enter(window: MainWindow, book: Casebook) -> None:
    window.go("people")
    settle(window)
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    assert page.model.total == 13
    assert page.line.hasFocus()
    QTest.keyClicks(page.line, "wxy")
    enter(page.line)
    settle(window)
    assert page.model.total == 1
    assert cells(page, 0) == {"姓名": "王秀英", "性别": "女", "年龄": "39", "证件尾号": "0004", "电话": "13900000000", "户籍地": "安和县",
                              "登记日期": "2009-09-28", "状态": ""}  # fmt: skip
    QTest.keyClick(page.line, Qt.Key.Key_Down)
    enter(page.table)
    settle(window)
    assert window.current_key() == "person"
    assert shown_in_title(window, "person") == "王秀英"


def test_chips_choose_and_an_empty_list_says_so(window: MainWindow) -> None:
    window.go("people")
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    for choice, total in ((b"pending", 1), (b"disputed", 0), (b"", 13)):
        page.states.chips[choice].click()
        settle(window)
        assert page.model.total == total
        assert page.told.text() == f"共 {total} 人"


# --- one person


def test_a_file_tells_story_findings_and_hides_the_number(window: MainWindow, book: Casebook) -> None:
    person = named(book, "王秀英")
    window.go("person", person.id)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    assert person.doc_no not in page.document.text()
    assert page.document.text().endswith("0004")
    page.reveal.click()
    assert person.doc_no in page.document.text()
    window.go("today")
    assert person.doc_no not in page.document.text()
    assert "女" in page.who.text()
    assert "四川省安和县" in page.home.text()
    model = page.timeline.model()
    told = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert [words.split()[1] for words in told] == ["发放培训券", "第1期家政服务员班", "登记服务对象"]
    assert not page.issue_button.isVisibleTo(page)
    assert "券号" in page.voucher.accessibleName()
    assert "口径" in page.source.text()


def test_who_may_have_a_voucher_is_led_to_the_issue(window: MainWindow, book: Casebook) -> None:
    person = named(book, "刘小芳")
    window.go("person", person.id)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    wanted: list[tuple[str, object]] = []
    page.wants.connect(lambda key, thing: wanted.append((key, thing)))
    assert page.issue_button.isVisibleTo(page)
    page.issue_button.click()
    assert wanted == [("voucher_issue", person.id)]
    settle(window)


def test_a_pending_person_is_told_what_is_missing(window: MainWindow, book: Casebook) -> None:
    window.go("person", named(book, "何待补").id)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    assert page.pending.isVisibleTo(page)
    assert page.document.text() == "证件待补"
    assert not page.issue_button.isVisibleTo(page)


def test_an_event_without_a_day_does_not_get_a_guessed_one() -> None:
    (told,) = happenings([people.Event("", "报名", "第1期", "", "enrolment", b"")])
    assert told.day.isoformat() == "日期不详"


# --- 登记


def test_three_minutes_by_keyboard_alone(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    form = page.form
    assert form.number.hasFocus()
    QTest.keyClicks(form.number, id_number(78, "19790505"))
    assert (form.sex.value(), form.birth.value(), form.region.value()) == ("2", "1979-05-05", "519901")
    enter(form.number)
    assert form.name.hasFocus()
    form.name.setText("孙小妹")
    enter(form.name)
    assert form.phone.hasFocus()
    QTest.keyClicks(form.phone, "13811112222")
    settle(window)
    enter(form.phone)
    assert form.region.hasFocus()
    QTest.keyClick(form.region, Qt.Key.Key_Escape)
    assert form.phone.hasFocus()
    for field in (form.phone, form.region, form.address):
        enter(field)
    QTest.keyClicks(form.education, "71")
    enter(form.education)
    settle(window)
    assert form.groups.hasFocus()
    QTest.keyClicks(form.groups, "27")
    enter(form.groups)
    assert form.consent.hasFocus()
    QTest.keyClick(form.consent, Qt.Key.Key_Space)
    QTest.keyClick(form.consent, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    saved = named(book, "孙小妹")
    person = people.get(book, saved.id)
    assert (person.doc_no, person.sex, person.birth, person.phone) == (
        id_number(78, "19790505"),
        "2",
        "1979-05-05",
        "13811112222",
    )
    assert person.profile["groups"] == ("returned", "hardship")
    assert (person.profile["education"], person.profile["consent_on"]) == ("71", TODAY.isoformat())
    assert window.current_key() == "intake"
    assert form.is_empty()
    assert form.number.hasFocus()
    assert drafts.of_kind(book, overview.INTAKE) == []


def test_the_button_in_colour_takes_enter_at_the_end(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    page.form.number.setText(id_number(78, "19790505"))
    page.form.name.setText("孙小妹")
    settle(window)
    page.form.consent.setFocus()
    enter(page.form.consent)
    button = QApplication.focusWidget()
    assert button is not None
    enter(button)
    settle(window)
    assert named(book, "孙小妹")


def test_a_known_number_opens_the_file_and_only_changes_are_written(window: MainWindow, book: Casebook) -> None:
    person = people.get(book, named(book, "王秀英").id)
    page = intake(window)
    QTest.keyClicks(page.form.number, person.doc_no)
    settle(window)
    assert page.known.isVisible()
    assert page.known.change_button.hasFocus()
    enter(page.known.change_button)
    settle(window)
    assert shown_in_title(window, "intake") == "修改资料"
    assert page.form.name.value() == "王秀英"
    assert page.form.changes(person) == {}
    page.form.phone.setText("13811112222")
    settle(window)
    QTest.keyClick(page.form.phone, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    after = people.get(book, person.id)
    assert (after.phone, after.profile) == ("13811112222", person.profile)
    assert people.count(book) == 13
    assert window.current_key() == "person"
    assert drafts.of_kind(book, overview.INTAKE) == []


def test_a_number_that_is_known_is_never_registered_twice(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    page.form.number.setText(named(book, "王秀英").doc_no)
    page.form.name.setText("王秀英")
    page.save_and_next()
    settle(window)
    page.save_and_next()
    settle(window)
    assert people.count(book) == 13
    assert page.known.isVisible()


def test_twins_are_asked_about_before_anything_new_is_made(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    page.form.number.setText(id_number(555, "19700312"))
    page.form.name.setText("王秀英")
    page.save_and_next()
    settle(window)
    assert people.count(book) == 13
    assert page.known.isVisible()
    page.known.other_button.click()
    page.save_and_next()
    settle(window)
    assert people.count(book) == 14


def test_a_phone_in_use_asks_whose_it_is(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    form = page.form
    form.number.setText(id_number(78, "19790505"))
    form.name.setText("孙小妹")
    assert form.owner.isHidden()
    form.phone.setText("13900000003")
    settle(window)
    assert not form.owner.isHidden()
    page.save_and_next()
    settle(window)
    assert people.count(book) == 13
    form.owner.set_value("2")
    page.save_and_next()
    settle(window)
    assert named(book, "孙小妹").phone_owner == "配偶"


def test_without_a_document_one_is_registered_as_pending(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    form = page.form
    enter(form.number)
    assert form.kind.hasFocus()
    enter(form.kind)
    assert form.name.hasFocus()
    form.name.setText("吴名")
    form.sex.set_value("1")
    form.birth.setText("1978年5月")
    page.save()
    settle(window)
    person = named(book, "吴名")
    assert (person.doc_pending, person.birth) == (True, "1978-05")
    assert window.current_key() == "person"
    page_of = window.page("person")
    assert isinstance(page_of, PersonPage)
    # a story of one line leaves the lines above it their height
    assert page_of._told.height() >= page_of._told.minimumSizeHint().height()
    page_of.wants.emit("intake", person.id)
    settle(window)
    form.number.setText(id_number(79, "19780509"))
    page.save()
    settle(window)
    done = people.get(book, person.id)
    assert (done.doc_pending, done.birth, done.sex) == (False, "1978-05-09", "1")


def test_another_document_is_taken_with_its_kind(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    form = page.form
    form.kind.set_value("2")
    assert not form.doc_no.isHidden()
    form.doc_no.setText("!")
    assert form.first_problem() == "doc_no"
    form.doc_no.setText("g12345678")
    form.name.setText("林远")
    form.sex.set_value("1")
    page.save_and_next()
    settle(window)
    person = named(book, "林远")
    assert (person.doc_type, person.doc_no, person.doc_pending) == ("passport", "G12345678", False)


def test_what_is_missing_is_said_beside_the_field(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    page.form.number.setText(id_number(78, "19790505"))
    page.save()
    assert page.form._notes["name"].text() == "✕ 必须填写"
    assert page.form.name.hasFocus()
    page.form.name.setText("\u200b")
    page.save()
    settle(window)
    assert people.count(book) == 13
    assert page.form._notes["name"].text() == "✕ 必须填写", "what nobody sees is no name"


def test_a_draft_survives_the_power_cut(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    page = intake(window)
    page.form.number.setText(id_number(78, "19790505"))
    page.form.name.setText("孙小妹")
    page.form.groups.set_value(("returned",))
    page._keep()
    settle(window)
    # the files as they lie there now, while the program still runs
    shutil.copytree(book.workplace.path, tmp_path / "after")
    after = desk_world.open_desk(tmp_path / "after")
    (draft,) = drafts.of_kind(after, overview.INTAKE)
    assert (draft.values["name"], draft.values["number"]) == ("孙小妹", id_number(78, "19790505"))
    other = build_window(after)
    other.show()
    settle(other)
    told = other.page("today")
    assert isinstance(told, TodayPage)
    assert told.tile("未完成的登记").figure() == "1"
    again = intake(other)
    assert again.drafts.isVisible()
    again.drafts.wanted.emit(draft)
    settle(other)
    assert again.form.name.value() == "孙小妹"
    assert again.form.groups.value() == ("returned",)
    again.save_and_next()
    settle(other)
    assert named(after, "孙小妹")
    assert drafts.of_kind(after, overview.INTAKE) == []
    other.close()
    after.close()


def test_closing_the_window_loses_nothing_typed_before(qapp: QApplication, book: Casebook) -> None:
    window = build_window(book)
    window.show()
    page = intake(window)
    page.form.name.setText("孙小妹")
    window.close()
    window.deleteLater()
    qapp.processEvents()
    assert [draft.values["name"] for draft in drafts.of_kind(book, overview.INTAKE)] == ["孙小妹"]


def test_a_form_emptied_again_leaves_no_draft(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    page.form.name.setText("孙")
    page._keep()
    settle(window)
    assert len(drafts.of_kind(book, overview.INTAKE)) == 1
    page.form.name.setText("")
    page._keep()
    settle(window)
    assert drafts.of_kind(book, overview.INTAKE) == []


def test_looking_at_a_file_makes_no_draft(window: MainWindow, book: Casebook) -> None:
    window.go("intake", named(book, "王秀英").id)
    settle(window)
    window.resize(700, 500)
    settle(window)
    window.go("today")
    settle(window)
    assert drafts.of_kind(book, overview.INTAKE) == []


# --- 培训报名


def test_a_class_is_proposed_from_its_course(window: MainWindow, book: Casebook) -> None:
    page = window.page("classes")
    assert isinstance(page, ClassesPage)
    window.go("classes")
    settle(window)
    assert page.model.total == 3
    dialog = CreateClassDialog(book.clock, training.bases(book), training.courses(book), training.classes(book), page)
    dialog.course.set_value("K02")
    dialog.starts.setText("20091012")
    assert (dialog.term.value(), dialog.days.value(), dialog.hours.value()) == (2, 20, 160)
    assert dialog.ends.value() == dt.date(2009, 11, 6)
    assert dialog.fee.value() == 60_000
    QTest.keyClick(dialog.days, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.days, "5")
    assert (dialog.ends.value(), dialog.hours.value()) == (dt.date(2009, 10, 16), 40)
    dialog.accept()
    assert dialog.draft is not None
    page.make(dialog.draft)
    settle(window)
    assert window.current_key() == "class_roster"
    assert shown_in_title(window, "class_roster") == "第2期焊工班"
    dialog.deleteLater()


def test_training_days_leave_out_the_weekend() -> None:
    assert last_day(dt.date(2009, 3, 16), 15) == dt.date(2009, 4, 3)
    assert workdays(dt.date(2009, 3, 16), dt.date(2009, 4, 3)) == 15


def open_class(window: MainWindow, book: Casebook, name: str) -> tuple[ClassRosterPage, training.ClassRow]:
    row = next(row for row in training.classes(book) if row.name == name)
    window.go("class_roster", row.id)
    settle(window)
    page = window.page("class_roster")
    assert isinstance(page, ClassRosterPage)
    return page, row


def test_enrolling_gathers_several_and_says_who_cannot(window: MainWindow, book: Casebook) -> None:
    page, row = open_class(window, book, "第1期家政服务员班")
    assert page.model.total == 10
    dialog = EnrolDialog(window.context, row, page._enrolled(), page)
    dialog.line.setText("王秀英")
    dialog.line.settled.emit("王秀英")
    settle(window)
    dialog.take(dialog.hits.people()[0])
    assert dialog.words.text() == "王秀英 已在这个班报名，不必重复。"
    for name in ("吴翠兰", "郑有福"):
        dialog.take(named(book, name))
    dialog.take(named(book, "郑有福"))
    assert "右边的名单" in dialog.words.text()
    dialog.take(named(book, "何待补"))
    assert "名额已满" in dialog.words.text()
    assert len(dialog.chosen()) == 2
    dialog.show()
    dialog.line.setFocus()
    QTest.keyClick(dialog.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.result() == EnrolDialog.DialogCode.Accepted
    page.enrol_people(dialog.chosen())
    dialog.deleteLater()
    settle(window)
    assert page.model.total == 12
    assert not page.enrol_action.isEnabled()
    failures: list[Exception] = []
    page.failed.connect(failures.append)
    page.enrol_people([named(book, "何待补")])
    settle(window)
    assert isinstance(failures[0], training.ClassFull)


def test_a_person_is_enrolled_from_the_file(qapp: QApplication, book: Casebook) -> None:
    classes = training.classes(book)
    full = {row.id for row in classes if row.name == "第1期焊工班"}
    dialog = ChooseClassDialog("王秀英", classes, full, book.clock)
    found = dialog.chosen()
    assert found is not None
    assert found.id not in full
    dialog.deleteLater()


def test_the_roster_is_shown_as_it_prints(window: MainWindow, book: Casebook) -> None:
    page, _row = open_class(window, book, "第1期家政服务员班")
    page.prints.choose(page.prints.kinds[0])
    settle(window)
    assert page.paper.preview is not None
    assert page.paper.preview.page_count == 1
    page.paper.closed.emit()
    assert page.views.currentIndex() == 0


def test_the_class_file_reaches_its_base(window: MainWindow, book: Casebook, founded: Desk, tmp_path: Path) -> None:
    from db import casebook

    page, row = open_class(window, book, "第1期家政服务员班")
    stick = tmp_path / "stick"
    stick.mkdir()
    page.write_file(stick)
    settle(window)
    shutil.copytree(founded.base, tmp_path / "base")
    base = casebook.open_casebook(tmp_path / "base", "base", PASSPHRASE, book.clock, parameters=CHEAP)
    outcomes = receiving.receive_folder(base, [stick])
    assert [outcome.outcome for outcome in outcomes] == ["OK"]
    assert len(training.roster(base, row.id)) == 10
    base.close()


@pytest.mark.parametrize("size", [(1024, 768), (683, 512)])
def test_no_page_is_wider_than_the_window(window: MainWindow, book: Casebook, size: tuple[int, int]) -> None:
    window.resize(*size)
    person = named(book, "阿依古丽·买买提")
    for key, thing in (("today", None), ("people", b""), ("person", person.id), ("intake", b""), ("classes", None),
                       ("class_roster", training.classes(book)[0].id)):  # fmt: skip
        window.go(key, thing)
        settle(window)
        page = window.page(key)
        assert page.minimumSizeHint().width() <= page.width(), key
        sideways = [
            area
            for area in page.findChildren(QAbstractScrollArea)
            if area.isVisible() and area.horizontalScrollBar().maximum()
        ]
        assert not sideways, key


# --- 导入花名册


def roster_file(path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["安和县返乡农民工花名册"])
    sheet.append(["序号", "姓名", "性别", "身份证号码", "联系电话"])
    good, wrong = id_number(301, "19760606"), id_number(302, "19760606")
    sheet.append([1, "邓新来", "男", good, "13822223333"])
    sheet.append([2, "曾算错", "女", wrong[:-1] + ("1" if wrong[-1] == "0" else "0"), ""])
    sheet.append([3, "彭没证", "女", "", "13822224444"])
    workbook.save(path)
    return path


def test_a_roster_is_judged_shown_and_then_taken(window: MainWindow, book: Casebook, tmp_path: Path) -> None:
    window.go("people")
    file = roster_file(tmp_path / "花名册.xlsx")
    dialog = RosterImportDialog(window.context, window)
    said: list[str] = []
    dialog.imported.connect(said.append)
    dialog.judge(file)
    settle(window)
    assert dialog.report is not None
    assert (dialog.report.accepted, dialog.report.rejected) == (2, {"ID_CHECKSUM": 1})
    assert people.count(book) == 13
    assert dialog.take.text() == "导入 2 人"
    rows = [[dialog.model.index(row, column).data() for column in (0, 1, 2)] for row in range(dialog.model.rowCount())]
    assert rows == [["4", "曾算错", "退回，不导入"], ["5", "彭没证", "导入，请留意"]]
    dialog.write_details(tmp_path)
    settle(window)
    assert (tmp_path / "花名册_导入明细.csv").is_file()
    dialog.import_it()
    settle(window)
    assert said == ["已导入 2 人，1 行没有导入。"]
    assert people.count(book) == 15
    listed = window.page("people")
    assert isinstance(listed, PeoplePage)
    assert listed.model.total == 15
    dialog.judge(file)
    settle(window)
    assert dialog.report is None
    assert dialog._again_button.isVisibleTo(dialog)
    dialog._again_button.click()
    settle(window)
    assert dialog.report is not None
    assert dialog.report.accepted == 0
    dialog.reject()
    dialog.deleteLater()


def test_what_is_no_roster_is_said_in_words(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook at all")
    dialog = RosterImportDialog(window.context, window)
    dialog.judge(path)
    settle(window)
    assert "不是 Excel 表格" in dialog.note.accessibleName()
    assert not dialog.take.isEnabled()
    dialog.reject()
    dialog.deleteLater()


# --- what two desks filled in differently, and what waits for a person


def disputed(book: Casebook) -> PersonRow:
    """Let another desk change a telephone side by side with ours."""
    from db import entries
    from db.apply import apply

    person = named(book, "李建国")
    parents = [bytes(book.store.value("SELECT _heads FROM person WHERE id = ?", (person.id,)))]
    people.change(book, person.id, {"phone": "13800138000"})
    foreign = entries.make(
        stream=(b"o" * 8, b"e" * 8), q=1, previous=b"p" * 32, tbl="person", row=person.id, kind="patch", parents=parents, actor="", schema_version=1,
        ts=book.now, clock_doubt=False, values={"phone": "13900139000"}, salt=b"s" * 16,
    )  # fmt: skip
    with book.store.transaction():
        apply(book.store, [foreign], lambda _: "desk", 0)
    return person


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_a_supervisor_decides_which_of_two_values_stands(qapp: QApplication, book: Casebook, role: str) -> None:
    person = disputed(book)
    book.session = dataclasses.replace(book.signed_in, role=role)
    window = build_window(book)
    window.show()
    window.go("person", person.id)
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    assert page.conflicts.isVisible()
    wanted = [one for one in page.conflicts.buttons if "13900139000" in one.accessibleName()]
    assert bool(wanted) is (role == "supervisor")
    if wanted:
        QTest.mouseClick(wanted[0], Qt.MouseButton.LeftButton)
        settle(window)
        found = people.get(book, person.id)
        assert (found.phone, found.disputed) == ("13900139000", False)
        assert not page.conflicts.isVisible()
    window.close()
    window.deleteLater()
    qapp.processEvents()


def test_what_waits_for_a_person_is_listed_in_words(window: MainWindow, book: Casebook) -> None:
    from db import flags

    page = window.page("today")
    assert isinstance(page, TodayPage)
    window.go("pending", b"matters")
    settle(window)
    waiting = window.page("pending")
    assert waiting.state is State.EMPTY
    person = named(book, "李建国")
    with book.store.transaction():
        flags.raise_flag(book.store, "BAD_SHAPE", "person", person.id, "", book.now)
    window.refresh(frozenset({"flag"}))
    window.go("today")
    settle(window)
    tile = page.tile("待核事项")
    assert (tile.figure(), tile.detail()) == ("1", "格式不符 1")
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.current_key() == "pending"
    table = waiting.findChild(Listing)
    assert isinstance(table, Listing)
    assert [(line.kind, line.thing) for line in table.rows] == [("服务对象", "李建国")]
    table.setCurrentIndex(table.model().index(0, 0))
    enter(table)
    settle(window)
    assert window.current_key() == "person"

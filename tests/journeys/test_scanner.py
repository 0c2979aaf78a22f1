"""The scanner is told from the clerk wherever the focus is, and what it reads goes where it belongs."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from db import people, training, vouchers
from db.casebook import Casebook
from db.people import PersonRow
from rules.vouchers import make_number
from tests.journeys.desk_world import id_number
from tests.journeys.scanning import by_hand, scan
from tests.journeys.small_county import County, build
from ui.dialogs.confirm import ConfirmDialog
from ui.open import settle
from ui.pages.class_picker import ClassPicker
from ui.pages.intake import IntakePage
from ui.pages.person import PersonPage
from ui.pages.redemption import Redemption
from ui.pages.results_table import OUTCOME, THEORY
from ui.pages.voucher_issue import VoucherIssue
from ui.pages.vouchers import Vouchers
from ui.window import MainWindow

NEW = id_number(78, "19790505")


def woman(book: Casebook) -> PersonRow:
    return next(person for person in people.page(book) if person.name == "王秀英")


def intake(window: MainWindow) -> IntakePage:
    window.go("intake", b"")
    settle(window)
    page = window.page("intake")
    assert isinstance(page, IntakePage)
    return page


def test_a_scan_never_stays_in_a_name_field(window: MainWindow) -> None:
    """The card goes to the number, the name half typed stays as it was, and the clerk goes on there."""
    page = intake(window)
    page.form.name.setFocus()
    by_hand(window, "sun", end=None)
    scan(window, NEW)
    settle(window)
    assert (page.form.name.text(), page.form.number.text()) == ("sun", NEW)
    assert page.form.sex.value() == "2"


def test_what_a_hand_types_is_left_alone(window: MainWindow) -> None:
    """Eleven keys a second and Enter are a clerk's, even if they are the number of a card."""
    page = intake(window)
    page.form.address.setFocus()
    by_hand(window, NEW)
    settle(window)
    assert page.form.address.text() == NEW
    assert page.form.number.text() == ""
    assert page.form.education.hasFocus()


def test_a_number_scanned_into_its_own_field_moves_on_like_a_typed_one(window: MainWindow) -> None:
    page = intake(window)
    assert page.form.number.hasFocus()
    scan(window, NEW)
    settle(window)
    assert page.form.number.text() == NEW
    assert page.form.name.hasFocus()


@pytest.mark.parametrize("field", ["name", "education", "groups", "phone", "home_region", "consent"])
def test_every_field_stands_as_before_a_scan_that_is_not_its(window: MainWindow, book: Casebook, field: str) -> None:
    """A voucher scanned in the middle of a form opens the voucher; the form is kept as it was, tick by tick."""
    page = intake(window)
    page.form.name.setText("孙小妹")
    page.form.education.set_value("71")
    page.form.groups.set_value(("returned",))
    before = page.form.raw()
    page.form.field(field).setFocus()
    number = vouchers.page(book)[0][1].number
    scan(window, number)
    settle(window)
    assert page.form.raw() == before
    assert window.current_key() == "vouchers"
    listed = window.page("vouchers")
    assert isinstance(listed, Vouchers)
    assert listed.search.text() == number


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, None], ids=["with Enter", "without"])
def test_a_card_is_led_to_its_person_from_any_page(
    window: MainWindow, book: Casebook, end: Qt.Key | None, qtbot: QtBot
) -> None:
    """Who is registered is opened; the box for finding is not filled either."""
    person = woman(book)
    window.go("vouchers")
    settle(window)
    window.search.setFocus()
    scan(window, person.doc_no, end=end)
    qtbot.waitUntil(lambda: window.current_key() == "person")
    settle(window)
    page = window.page("person")
    assert isinstance(page, PersonPage)
    assert page.title() == "王秀英"
    assert window.search.text() == ""


def test_a_stranger_s_card_begins_an_intake_with_name_and_address(window: MainWindow) -> None:
    """A reader's whole record fills what is empty; the tabs between its parts move nobody's focus for good."""
    page = intake(window)
    page.form.number.setText(id_number(12, "19600101"))
    page.form.name.setText("半填的人")
    window.go("classes")
    settle(window)
    scan(window, f"孙小妹\t女\t汉\t19790505\t安和县柳河镇三组12号\t{NEW}\t安和县公安局\t20090101")
    settle(window)
    assert window.current_key() == "intake"
    form = page.form
    assert (form.number.text(), form.name.text(), form.address.text()) == (NEW, "孙小妹", "安和县柳河镇三组12号")
    assert form.phone.hasFocus()
    page.load()
    settle(window)
    assert page.drafts.isVisible()


def test_a_known_card_in_the_intake_says_so_at_once(window: MainWindow, book: Casebook) -> None:
    page = intake(window)
    page.form.phone.setFocus()
    scan(window, woman(book).doc_no)
    settle(window)
    assert page.known.isVisible()
    assert page.known.is_same


def test_the_page_of_issuing_takes_the_person_and_spoiled_sheets_their_numbers(
    window: MainWindow, book: Casebook
) -> None:
    person = woman(book)
    window.go("voucher_issue")
    settle(window)
    scan(window, person.doc_no)
    settle(window)
    issuing = window.page("voucher_issue")
    assert isinstance(issuing, VoucherIssue)
    assert issuing._person is not None
    assert issuing._person.person.id == person.id
    window.go("vouchers", b"spoiled")
    settle(window)
    page = window.page("vouchers")
    assert isinstance(page, Vouchers)
    page.tabs.setFocus()
    number = vouchers.next_numbers(book, 1)[0][0]
    scan(window, number)
    settle(window)
    assert [sheet.number for sheet in page.spoiled._sheets] == [number]


def test_a_list_s_filter_stands_as_before(window: MainWindow, book: Casebook) -> None:
    """A combo box would follow the letters; it is put back."""
    window.go("classes")
    settle(window)
    combo = window.page("classes").findChild(QComboBox)
    assert combo is not None
    combo.setCurrentIndex(2)
    combo.setFocus()
    scan(window, "YZ1:NONSENSE")
    settle(window)
    assert combo.currentIndex() == 2


def test_what_means_nothing_is_said_and_leads_nowhere(window: MainWindow) -> None:
    window.go("classes")
    settle(window)
    for text, words in (("6901234567892", "认不出来"), (make_number("512009519901009", 9), "没有找到")):
        scan(window, text)
        settle(window)
        assert words in window.banner.accessibleName()
        assert window.current_key() == "classes"


def test_a_locked_window_hears_no_scanner(window: MainWindow, book: Casebook) -> None:
    window.lock()
    scan(window, woman(book).doc_no)
    settle(window)
    assert window.current_key() == "today"


@pytest.fixture
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    made = build(tmp_path_factory.mktemp("county"))
    made.send_class()
    return made


def test_at_a_base_a_voucher_scanned_elsewhere_is_judged_and_not_redeemed_unseen(
    county: County, opened: Callable[[Casebook], MainWindow]
) -> None:
    """On its own page each scan redeems; from another page the first one only leads there."""
    (voucher,) = county.issue(1)
    window = opened(county.base)
    window.go("attendance")
    settle(window)
    scan(window, voucher.token)
    settle(window)
    page = window.page("redemption")
    assert isinstance(page, Redemption)
    assert window.current_key() == "redemption"
    assert "再扫一次" in page.verdict.accessibleName()
    assert vouchers.redemptions(county.base) == []
    picker = page.findChild(ClassPicker)
    assert picker is not None
    picker.setFocus()
    scan(window, voucher.token)
    settle(window)
    assert [row.number for row in vouchers.redemptions(county.base)] == [voucher.number]
    county.close()


def test_a_scan_leaves_no_marks_and_no_scores(county: County, opened: Callable[[Casebook], MainWindow]) -> None:
    """A code's letters are marks of attendance and conclusions, its figures scores: all of them are taken back."""
    (voucher,) = county.issue(1)
    card = training.roster(county.base, county.class_id)[1].person.doc_no
    window = opened(county.base)
    window.go("attendance")
    settle(window)
    sheet: Any = window.page("attendance")
    sheet.begin.trigger()
    by_hand(window, "PA", end=None)
    scan(window, voucher.token)
    settle(window)
    assert ["".join(marks.values()) for marks in sheet.model.drafts.values()] == ["PAPPPPPP"]
    assert sheet.view.currentIndex().row() == 2
    window.go("results")
    settle(window)
    table: Any = window.page("results")
    by_hand(window, "88")
    settle(window)
    for column in (THEORY, OUTCOME):
        table.view.setCurrentIndex(table.model.index(1, column))
        for text in (card, voucher.token):
            window.go("results")
            settle(window)
            scan(window, text)
            settle(window)
            assert [(one.theory, one.outcome) for one in table.model.typed.values()] == [(88, "")]
    county.close()


def test_a_card_read_at_a_base_leads_to_its_place_on_the_roster(
    county: County, opened: Callable[[Casebook], MainWindow]
) -> None:
    """On the page of redeeming it tells how the voucher stands; whoever is on no roster is told of, too."""
    line = training.roster(county.base, county.class_id)[1]
    window = opened(county.base)
    window.go("attendance")
    settle(window)
    scan(window, line.person.doc_no)
    settle(window)
    page: Any = window.page("base_classes")
    assert window.current_key() == "base_classes"
    assert page.roster.current_row().person.id == line.person.id
    assert page.roster.hasFocus()
    scan(window, NEW)
    settle(window)
    told: Any = window.page("redemption")
    assert window.current_key() == "redemption"
    assert "不在本基地的名册上" in told.verdict.accessibleName()
    scan(window, line.person.doc_no)
    settle(window)
    assert "还没有核销" in told.verdict.accessibleName()
    assert vouchers.redemptions(county.base) == []
    county.close()


def test_the_spaces_of_a_code_press_nothing(window: MainWindow, book: Casebook) -> None:
    """A button, a tick and a closed choice would each answer a space."""
    token = vouchers.page(book)[0][1].token
    assert " " in token
    window.go("settings")
    settle(window)
    pressed: list[str] = []
    for part in window.page("settings").findChildren(QWidget):
        if isinstance(part, (QAbstractButton, QComboBox)) and part.isVisible() and part.isEnabled():
            if isinstance(part, QAbstractButton):
                part.clicked.connect(lambda *_said, part=part: pressed.append(part.text()))
            part.setFocus()
            scan(window, token, end=None)
            assert QApplication.activePopupWidget() is None
            settle(window)
            window.go("settings")
    assert pressed == []


@pytest.mark.parametrize("danger", [True, False])
def test_a_code_scanned_into_a_question_answers_nothing(window: MainWindow, book: Casebook, danger: bool) -> None:
    """Neither its Enter nor its letters: the question stands as before, and says what comes first."""
    token = vouchers.page(book)[0][1].token
    answers: list[int] = []
    for reasons in ((), ("打印坏了",)):
        asked = ConfirmDialog("登记", "登记后不能改回。", "登记", reasons=reasons, danger=danger, parent=window)
        asked.finished.connect(answers.append)
        asked.show()
        asked.activateWindow()
        QApplication.processEvents()
        scan(asked, token)
        settle(window)
        assert asked.isVisible()
        assert asked.confirmation().reason == ""
        assert "再扫一次" in QToolTip.text()
        QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert answers == [0, 0]
    assert window.current_key() == "today"


def compose(field: QWidget, preedit: str, commit: str = "") -> None:
    """Bring to a field what an input method does: letters under way, and words that it settles on."""
    nothing: list[Any] = []
    event: Any = QInputMethodEvent(preedit, nothing)
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


@pytest.fixture
def moments(window: MainWindow) -> list[int]:
    """Give the clock of the watch over the input method; the last of it is now."""
    told = [1_000_000]
    window.composed._now = lambda: told[-1]
    return told


def test_a_scan_taken_for_pinyin_leaves_no_rubbish_and_names_the_key(window: MainWindow, moments: list[int]) -> None:
    """Letters grow to syllables, figures choose words: at a machine's speed that is a code, and it is lost."""
    page = intake(window)
    name = page.form.name
    name.setText("孙")
    name.setFocus()
    told: list[Any] = []
    name.judged.connect(told.append)
    for _syllable in range(9):
        for letters in ("y", "yz"):
            moments.append(moments[-1] + 5)
            compose(name, letters)
        moments.append(moments[-1] + 5)
        compose(name, "", "样子")
    settle(window)
    assert name.text() == "孙"
    assert "F12" in told[-1].words
    assert window.banner.isVisible()
    assert page.form.number.text() == ""


@pytest.mark.parametrize("token", ["yz'1:abc", "YZ1:9Q8W", "ＹＺ１：AB"])
def test_our_own_code_is_known_by_its_beginning_however_slow(
    window: MainWindow, moments: list[int], token: str
) -> None:
    page = intake(window)
    page.form.address.setFocus()
    compose(page.form.address, token)
    moments.append(moments[-1] + 100)
    compose(page.form.address, "", "样子1：")
    settle(window)
    assert page.form.address.text() == ""
    assert window.banner.isVisible()


def test_a_number_settled_on_as_a_whole_is_known_for_what_it_is(window: MainWindow, moments: list[int]) -> None:
    page = intake(window)
    page.form.address.setFocus()
    compose(page.form.address, "", NEW)
    assert page.form.address.text() == ""
    assert len(moments) == 1


def test_what_is_composed_by_hand_is_left_alone(window: MainWindow, moments: list[int]) -> None:
    """Eleven keys a second, a long sentence, words dictated at once: all of it is a person's."""
    page = intake(window)
    address = page.form.address
    address.setFocus()
    for at in range(1, 31):
        moments.append(moments[-1] + 90)
        compose(address, "anheshianheshianheshianheshianheshi"[:at])
    moments.append(moments[-1] + 90)
    compose(address, "", "安和市")
    moments.append(moments[-1] + 90)
    compose(address, "安和县城关镇东街十二号院内三单元", "")
    compose(address, "", "安和县城关镇东街十二号院内三单元")
    assert address.text() == "安和市安和县城关镇东街十二号院内三单元"
    assert not window.banner.isVisible()


def test_f12_leads_past_the_input_method_and_esc_back(window: MainWindow) -> None:
    """Whatever is being typed, one key leads to where a scan is received; there nothing can be composed."""
    page = intake(window)
    page.form.name.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F12)
    place = window.status_line.scan
    assert place.hasFocus()
    assert not place.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert "Esc" in place.text()
    by_hand(window, "a b", end=None)
    QTest.keyClick(place, Qt.Key.Key_Escape)
    assert page.form.name.hasFocus()
    assert "F12" in place.text()
    QTest.keyClick(window, Qt.Key.Key_F12)
    scan(window, NEW)
    settle(window)
    assert page.form.number.text() == NEW

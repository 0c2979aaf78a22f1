"""The pages of a training base: scanning, attendance, results, certificates and claims, driven as its staff drives them."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from db import casebook, certificates, drafts, settlement, training, vouchers
from db.casebook import Foundation
from db.search import Hit
from db.vouchers import VoucherRow
from rules import tokens
from rules import vouchers as numbers
from rules.clock import StoryClock
from rules.signing import SigningKey
from sync import extract, receiving
from tests.journeys import small_county
from tests.journeys.small_county import County
from ui.dialogs.confirm import Confirmation
from ui.dialogs.create_class import CreateClassDialog
from ui.open import build_window, settle
from ui.pages import certificates as certificates_page
from ui.pages import claims as claims_page
from ui.pages import consent
from ui.pages import redemption as redemption_page
from ui.pages.attendance import Attendance
from ui.pages.base_classes import BaseClasses
from ui.pages.certificates import BaseCertificates
from ui.pages.claims import Claims, months
from ui.pages.redemption import Redemption
from ui.pages.results import Results
from ui.pages.results_table import OUTCOME, PRACTICE, THEORY
from ui.widgets.pdf_printing import Printed
from ui.window import MainWindow


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    made.send_class()
    yield made
    made.close()


@pytest.fixture
def window(county: County, qapp: Any) -> Iterator[MainWindow]:
    made = build_window(county.base)
    made.resize(1024, 768)
    made.show()
    settle(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture(autouse=True)
def approved(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Confirm every question; the supervisor approves."""

    def ask(
        _parent: Any, _title: str, _words: str, _deed: str, *, reasons: Any = (), danger: bool = True
    ) -> Confirmation:
        return Confirmation(reasons[0] if reasons else "")

    for module in (redemption_page, claims_page, certificates_page):
        monkeypatch.setattr(module, "ask", ask)

    def ask_second(context: Any, _what: str, _parent: Any) -> Any:
        return casebook.sign_in(context.workplace, "zhou", small_county.SECOND)[1]

    monkeypatch.setattr(consent, "ask_consent", ask_second)


def scan(window: MainWindow, text: str) -> str:
    """Scan a code and give the words that answer it."""
    page = window.page("redemption")
    assert isinstance(page, Redemption)
    QTest.keyClicks(page.scan, text)
    QTest.keyClick(page.scan, Qt.Key.Key_Return)
    settle(window)
    return page.verdict.accessibleName()


def present(county: County, days: int = 5) -> None:
    lines = training.roster(county.base, county.class_id)
    for day in range(14, 14 + days):
        marks = {line.enrolment: "P" for line in lines}
        training.record_attendance(county.base, county.class_id, county.base.today.replace(day=day), "上午", marks)


def test_every_scan_is_answered_in_words(county: County, window: MainWindow) -> None:
    good, _other = county.issue(2)
    stranger = vouchers.issue(county.desk, [vouchers.IssueDraft(county.persons[8], "家政服务员")])[0]
    wrong = vouchers.issue(county.desk, [vouchers.IssueDraft(county.persons[9], "砌筑工")])[0]
    window.go("redemption")
    settle(window)
    assert "已核销 500.00 元：王秀英" in scan(window, good.token)
    assert "已于 2009-09-28 在本基地核销过" in scan(window, good.token)
    assert "读不出来" in scan(window, good.token[:-2])
    assert "持券人不在本班名册" in scan(window, stranger.token)
    assert "工种不符" in scan(window, wrong.token)
    assert "扫到的不是培训券" in scan(window, "hello")
    assert "已于 2009-09-28" in scan(window, good.number)
    assert "只凭券号不能核验真伪" in scan(window, stranger.number)
    assert len(vouchers.redemptions(county.base)) == 1
    page: Any = window.page("redemption")
    assert page._sum.text() == "今日核销 1 张，合计 500.00 元"


def test_a_holder_off_the_roster_is_asked_about(county: County, window: MainWindow) -> None:
    stranger = vouchers.issue(county.desk, [vouchers.IssueDraft(county.persons[8], "家政服务员")])[0]
    window.go("redemption")
    settle(window)
    scan(window, stranger.token)
    page: Any = window.page("redemption")
    assert page._keep.isVisible()
    page._keep.click()
    settle(window)
    assert "已核销" in page.verdict.accessibleName()
    assert vouchers.redemptions(county.base)[0].face_fen == 50_000


def test_scans_that_come_faster_than_answers_wait_in_line(county: County, window: MainWindow) -> None:
    made = county.issue(4)
    window.go("redemption")
    settle(window)
    page: Any = window.page("redemption")
    for row in made:
        page.take(row.token)
    settle(window)
    assert len(vouchers.redemptions(county.base)) == 4


def test_a_voucher_of_another_class_is_redeemed_there_by_one_key(county: County, window: MainWindow) -> None:
    """The wrong class in hand is the commonest slip of a morning: the holder's own is named, and one key away."""
    wrong = vouchers.issue(county.desk, [vouchers.IssueDraft(county.persons[9], "砌筑工")])[0]
    course = next(one for one in training.courses(county.desk) if one.code == "K02")
    begins, ends = dt.date(2009, 9, 21), dt.date(2009, 10, 16)
    draft = training.ClassDraft(training.bases(county.desk)[0].id, course.id, 1, begins, ends, 20, 160, 30, 45_000)
    other = training.create_class(county.desk, draft)
    training.enrol(county.desk, other, [county.persons[9]])
    folder = county.root / "other"
    folder.mkdir()
    extract.class_file(county.desk, other, folder)
    receiving.receive_folder(county.base, [folder])
    window.go("redemption", county.class_id)
    settle(window)
    page: Any = window.page("redemption")
    assert "班级不对：何𬭊 在第1期砌筑工班" in scan(window, wrong.token)
    assert (page._move.isVisible(), page._keep.isVisible()) == (True, False)
    QTest.keyClick(page.scan, Qt.Key.Key_F8)
    settle(window)
    assert "已核销 450.00 元：何𬭊" in page.verdict.accessibleName()
    assert page.picker.row().id == other
    assert page.scan.hasFocus()
    assert not page._move.isVisible()


def test_a_second_voucher_of_one_trainee_is_not_said_to_be_a_strangers(county: County, window: MainWindow) -> None:
    """Whoever has had one redeemed is on the roster: that is what the words say, and nobody is offered to redeem all the same."""
    (first,) = county.issue(1)
    window.go("redemption")
    settle(window)
    scan(window, first.token)
    page: Any = window.page("redemption")
    told = scan(window, coined(county, county.desk.device_signer, dt.date(2010, 6, 30)))
    assert "这位学员已核销过一张券" in told
    assert numbers.shown(first.number) in told
    assert not page._keep.isVisible()


def test_what_is_found_and_has_no_page_here_is_told_and_not_passed_over(window: MainWindow) -> None:
    window._open_hit(Hit("voucher", b"v" * 16, "51 2009 519901 001 000001 0", "王秀英 2009-09-01"))
    assert "王秀英 2009-09-01" in window.banner.accessibleName()
    assert "向登记它的单位查询" in window.banner.accessibleName()


def test_only_judging_redeems_nothing(county: County, window: MainWindow) -> None:
    (row,) = county.issue(1)
    window.go("redemption")
    settle(window)
    page: Any = window.page("redemption")
    page.only_judge.setChecked(True)
    assert "真券" in scan(window, row.token)
    assert vouchers.redemptions(county.base) == []


def bound_elsewhere(county: County) -> VoucherRow:
    return vouchers.issue(county.desk, [vouchers.IssueDraft(county.persons[0], "家政服务员", base="99")])[0]


def test_a_voucher_bound_to_another_base_is_refused(county: County, window: MainWindow) -> None:
    window.go("redemption")
    settle(window)
    assert "不是本基地的券" in scan(window, bound_elsewhere(county).token)


class Impostor:
    """Sign with a key of its own under another's key id."""

    def __init__(self, kid: bytes) -> None:
        self._key = SigningKey.from_seed(b"i" * 32)
        self.kid, self.public = kid, self._key.public

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)


def coined(county: County, signer: Any, until: dt.date, since: dt.date = dt.date(2009, 1, 1)) -> str:
    """Make a token for the first on the roster."""
    line = training.roster(county.base, county.class_id)[0]
    claims = tokens.Claims(
        tokens.VOUCHER, b"c" * 16, "5120095199010010000010", 50_000, line.person.name, line.person.doc_tail, since, until,
        course="家政服务员",
    )  # fmt: skip
    return tokens.issue(claims, signer)


def test_forged_expired_and_unknown_are_told_apart(county: County, window: MainWindow) -> None:
    window.go("redemption")
    settle(window)
    desk, ends = county.desk.device_signer, dt.date(2010, 6, 30)
    assert "假的或被改动过" in scan(window, coined(county, Impostor(desk.kid), ends))
    assert "已过有效期" in scan(window, coined(county, desk, dt.date(2009, 9, 1)))
    assert "还没到有效期" in scan(window, coined(county, desk, ends, since=dt.date(2009, 10, 1)))
    assert vouchers.redemptions(county.base) == []
    assert "已登记，待核实" in scan(window, coined(county, SigningKey.from_seed(b"u" * 32), ends))
    (row,) = vouchers.redemptions(county.base)
    assert row.provisional


def test_attendance_is_taken_with_all_present_and_saved_as_a_whole(county: County, window: MainWindow) -> None:
    window.go("attendance")
    settle(window)
    page = window.page("attendance")
    assert isinstance(page, Attendance)
    assert not page.save.isEnabled()
    page.begin.trigger()
    page.view.setFocus()
    QTest.keyClicks(page.view, "PLEA")
    QTest.qWait(400)
    settle(window)
    kept = drafts.load(county.base, f"attendance/{county.class_id.hex()}")
    assert kept is not None
    assert sorted(kept.values["2009-09-28 上午"].values()) == sorted("PLEAPPPP")
    page.save.trigger()
    settle(window)
    ((session, (_id, hours, marks)),) = training.sheets(county.base, county.class_id).items()
    assert session == ("2009-09-28", "上午")
    assert hours == 4
    assert sorted(marks.values()) == sorted("PLEAPPPP")
    assert drafts.load(county.base, f"attendance/{county.class_id.hex()}") is None
    assert not page.save.isEnabled()


def test_a_day_to_come_cannot_be_taken(county: County, window: MainWindow) -> None:
    window.go("attendance")
    settle(window)
    page = window.page("attendance")
    assert isinstance(page, Attendance)
    page.view.go_to(page.model.columnCount() - 1)
    page.view.setFocus()
    QTest.keyClicks(page.view, "A")
    assert page.model.drafts == {}


def test_a_recorded_session_is_corrected_by_keys(county: County, window: MainWindow) -> None:
    present(county, 1)
    window.go("attendance")
    settle(window)
    page = window.page("attendance")
    assert isinstance(page, Attendance)
    page.view.go_to(0)
    page.view.setFocus()
    QTest.keyClicks(page.view, "A")
    page.save.trigger()
    settle(window)
    ((_session, (_id, _hours, marks)),) = training.sheets(county.base, county.class_id).items()
    assert sorted(marks.values()) == sorted("APPPPPPP")


def type_score(page: Results, window: MainWindow, text: str) -> None:
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget() or page.view, letter)
    QTest.keyClick(QApplication.focusWidget() or page.view, Qt.Key.Key_Return)
    settle(window)


def test_results_are_typed_down_the_column(county: County, window: MainWindow) -> None:
    window.go("results")
    settle(window)
    page = window.page("results")
    assert isinstance(page, Results)
    window.activateWindow()
    for column, scores in ((THEORY, ("88", "59", "70")), (PRACTICE, ("90", "95"))):
        page.view.setCurrentIndex(page.model.index(0, column))
        page.view.setFocus()
        for score in scores:
            type_score(page, window, score)
    assert page.view.currentIndex().row() == 2
    assert set(page.model.ready()) == {line.enrolment for line in page.model.lines[:2]}
    page.save.trigger()
    settle(window)
    found = [line.result for line in training.roster(county.base, county.class_id)]
    assert found[0] == training.Result(completed=True, outcome="合格", theory=88, practice=90)
    assert found[1] == training.Result(completed=True, outcome="不合格", theory=59, practice=95)
    assert found[2] is None
    assert next(iter(page.model.typed.values())).theory == 70


def test_a_score_beyond_a_hundred_is_answered_and_one_is_taken_back(county: County, window: MainWindow) -> None:
    """Enter does not leave such a cell, and says why; an emptied one takes the score back; the last one is saved without an Enter."""
    window.go("results")
    settle(window)
    page: Any = window.page("results")
    window.activateWindow()
    for score in ("88", "101"):
        type_score(page, window, score)
    assert "0 到 100" in QToolTip.text()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "70")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(window)
    assert [one.theory for one in page.model.typed.values()] == [88, 70]
    page.view.setCurrentIndex(page.model.index(1, THEORY))
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(window)
    assert [one.theory for one in page.model.typed.values()] == [88]
    page.view.setCurrentIndex(page.model.index(0, OUTCOME))
    QTest.keyClicks(page.view, "H")
    page.view.setCurrentIndex(page.model.index(0, PRACTICE))
    page.view.setFocus()
    QTest.keyClicks(page.view, "9")
    QTest.keyClicks(QApplication.focusWidget() or page.view, "0")
    page.save.trigger()
    settle(window)
    (found,) = [line.result for line in training.roster(county.base, county.class_id) if line.result]
    assert (found.theory, found.practice, found.outcome) == (88, 90, "合格")


def test_the_names_beside_attendance_have_room_for_their_rates(county: County, window: MainWindow) -> None:
    """They got their rates with the first session, and were cut: the head was as wide as without them."""
    window.go("attendance")
    settle(window)
    page: Any = window.page("attendance")
    before = page.view.verticalHeader().width()
    page.begin.trigger()
    page.save.trigger()
    settle(window)
    assert page.view.verticalHeader().width() == page.view.verticalHeader().sizeHint().width() > before


def test_the_pages_of_certificates_begin_with_the_class_in_hand(county: County, window: MainWindow) -> None:
    draft = training.ClassDraft(
        training.bases(county.desk)[0].id, training.courses(county.desk)[0].id, 9, dt.date(2009, 10, 5), dt.date(2009, 10, 9), 5, 40, 30, 45_000
    )  # fmt: skip
    later = training.create_class(county.desk, draft)
    folder = county.root / "later"
    folder.mkdir()
    extract.class_file(county.desk, later, folder)
    receiving.receive_folder(county.base, [folder])
    for key in ("certificate_handout", "seal_register"):
        window.go(key)
        settle(window)
        page: Any = window.page(key)
        assert page.classes.count() == 2
        assert page.classes.class_id() == county.class_id


def test_who_was_not_examined_is_not_said_to_have_failed(county: County) -> None:
    found = [candidate.findings for candidate in certificates.candidates(county.base, county.class_id)]
    assert {one.text for line in found for one in line if one.code == "RESULT"} == {"还没有登记考核成绩"}


def test_certificates_are_issued_for_those_who_may(county: County, window: MainWindow) -> None:
    present(county)
    lines = training.roster(county.base, county.class_id)
    results = {line.enrolment: training.Result(True, "合格", 80, 80) for line in lines}
    training.record_results(county.base, county.class_id, results)
    window.go("certificates")
    settle(window)
    page = window.page("certificates")
    assert isinstance(page, BaseCertificates)
    assert page.issue.text() == "签发 7 张"
    page.issue.trigger()
    settle(window)
    assert page.views.currentIndex() == 1
    preview = page.paper.preview
    assert preview is not None
    assert preview.page_count == 7
    assert page.print_all.text() == "打印 7 张"
    preview.printed.emit(Printed(tuple(range(7)), 1, "示例打印机"))
    settle(window)
    assert not page.print_all.isEnabled()
    page.paper.closed.emit()
    page.table.selectRow(0)
    page.again.trigger()
    settle(window)
    assert sum(row.reprints for _n, row in certificates.page(county.base)) == 1
    page.paper.closed.emit()
    page.table.selectRow(0)
    page.revoke.trigger()
    settle(window)
    assert sum(bool(row.revoked) for _n, row in certificates.page(county.base)) == 1
    assert page.issue.text() == "签发 1 张"


def test_a_claim_is_made_and_its_paper_shown(county: County, window: MainWindow) -> None:
    for row in county.issue(2):
        vouchers.redeem(county.base, row.token, county.class_id)
    window.go("claims")
    settle(window)
    page = window.page("claims")
    assert isinstance(page, Claims)
    assert page._sum.text() == "待申报 2 笔，1,000.00 元"
    page.claim.trigger()
    settle(window)
    assert page.views.currentIndex() == 1
    (made,) = settlement.claims(county.base)
    assert (made.period, made.count) == ("2009-09", 2)
    assert not page.claim.isEnabled()


def test_classes_lead_to_the_days_work(county: County, window: MainWindow) -> None:
    window.go("base_classes", county.class_id)
    settle(window)
    page: Any = window.page("base_classes")
    assert page.roster_model.total == 8
    page._go("results")
    settle(window)
    assert window.current_key() == "results"
    page.prints.choose(page.prints.kinds[0])
    settle(window)
    assert page.views.currentIndex() == 1


def test_a_base_without_classes_says_where_they_come_from(tmp_path: Path, qapp: Any) -> None:
    plan = Foundation("base", "安和县第二培训基地", "519901", "wangji", "王基", "base_staff", small_county.PASSPHRASE)
    book = casebook.found(tmp_path / "base", plan, StoryClock(small_county.DAY), parameters=small_county.CHEAP)
    window = build_window(book)
    window.show()
    for key in ("redemption", "base_classes", "attendance", "results", "certificates", "claims"):
        window.go(key)
        settle(window)
        assert window.page(key).state.value in {"empty", "ready"}
    assert window.page("redemption").state.value == "empty"
    window.close()
    window.deleteLater()
    book.close()


def test_months_reach_over_the_year() -> None:
    assert months(small_county.DAY.replace(month=2))[:3] == ["2009-02", "2009-01", "2008-12"]


def test_a_base_applies_for_a_class_of_its_own(
    window: MainWindow, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog knows the base, proposes the rest from the course, and nobody can be enrolled before the county has answered."""
    window.go("base_classes")
    settle(window)
    page = window.page("base_classes")
    assert isinstance(page, BaseClasses)

    def fill(dialog: CreateClassDialog) -> int:
        assert dialog.base.value() == training.bases(county.base)[0].code
        dialog.course.set_value("K02")
        dialog.starts.set_value(dt.date(2009, 11, 2))
        dialog.accept()
        return int(dialog.result())

    monkeypatch.setattr(CreateClassDialog, "exec", fill)
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    (made,) = [one for one in training.classes(county.base) if one.status == training.APPLIED]
    assert (made.name, made.hours) == ("第1期砌筑工班", 160)

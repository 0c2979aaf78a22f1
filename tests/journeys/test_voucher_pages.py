"""The pages of vouchers and certificates at a desk, driven as a clerk drives them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db import casebook, certificates, prints, settlement, training, voucher_lists, vouchers
from db.training import Result
from rules import vouchers as numbers
from rules.regions import Region, national
from tests.journeys import small_county
from tests.journeys.small_county import County
from ui.dialogs.confirm import Confirmation
from ui.dialogs.print_run import PrintRunDialog, PrintRunDraft
from ui.open import build_window, settle
from ui.pages import consent, voucher_class, voucher_review, voucher_spoiled
from ui.pages import vouchers as vouchers_page
from ui.pages.voucher_issue import VoucherIssue
from ui.pages.vouchers import Vouchers
from ui.widgets.pdf_printing import Printed
from ui.window import MainWindow

MODULES = (vouchers_page, voucher_class, voucher_review, voucher_spoiled, consent)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = small_county.build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(county: County, qapp: Any) -> Iterator[MainWindow]:
    made = build_window(county.desk)
    made.resize(1024, 768)
    made.show()
    settle(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def approved(county: County, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Confirm every question with its first reason and approve by the supervisor; tell what was asked."""
    asked: list[str] = []
    _key, second = casebook.sign_in(county.desk.workplace, "zhou", small_county.SECOND)

    def ask(
        _parent: Any, title: str, _words: str, _deed: str, *, reasons: Any = (), danger: bool = True
    ) -> Confirmation:
        asked.append(title)
        return Confirmation(reasons[0] if reasons else "")

    def ask_second(_context: Any, what: str, _parent: Any) -> Any:
        asked.append(what)
        return second

    for module in MODULES:
        for name, replacement in (("ask", ask), ("ask_consent", ask_second)):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, replacement)
    return asked


def ledger(window: MainWindow) -> Vouchers:
    window.go("vouchers")
    settle(window)
    page = window.page("vouchers")
    assert isinstance(page, Vouchers)
    return page


def issuing(window: MainWindow, thing: bytes | None = None) -> VoucherIssue:
    window.go("voucher_issue", thing)
    settle(window)
    page = window.page("voucher_issue")
    assert isinstance(page, VoucherIssue)
    return page


def said(page: Vouchers) -> list[str]:
    return [line.text() for line in page.figures.lines]


def mark(page: Vouchers, window: MainWindow, number: str) -> None:
    page.search.setText(number)
    settle(window)
    QTest.qWait(250)
    settle(window)


def test_the_identities_stand_as_figures(county: County, window: MainWindow) -> None:
    county.issue(4)
    page = ledger(window)
    printed, issued, quota = said(page)
    assert printed == "印制 30 ＝ 在库 26 ＋ 已发 4 ＋ 作废 0"
    assert issued == "已发 4 ＝ 已核销 0 ＋ 已发未核销 4 ＋ 过期 0 ＋ 挂失 0"
    assert "额度还剩 8,000.00 元" in quota
    assert page.model.total == 4


def test_one_voucher_is_issued_and_shown_inside_the_window(county: County, window: MainWindow) -> None:
    page = issuing(window, county.persons[0])
    assert page.issue.isEnabled()
    assert page.course.value() == "K01"
    page.course.set_value(None)
    page.issue.trigger()
    settle(window)
    assert page.form._notes["course"].text() == "✕ 必须填写"
    page.course.set_value("K01")
    page.base.set_value(page._bases[0].code)
    page.issue.trigger()
    settle(window)
    assert page.views.currentIndex() == 1
    assert page.paper.preview is not None
    assert page.paper.preview.page_count == 1
    ((_n, row),) = vouchers.page(county.desk)
    assert row.holder == "王秀英"
    page.paper.preview.printed.emit(Printed((0,), 1, "示例打印机"))
    settle(window)
    assert prints.edition(county.desk, prints.VOUCHER, row.number) == 2
    page.next_person()
    assert not page.issue.isEnabled()
    assert page.base.text() == ""


def test_who_may_not_have_one_reads_why_and_finds_the_button_shut(county: County, window: MainWindow) -> None:
    page = issuing(window, county.persons[6])
    assert "不能发券" in page.verdict.accessibleName()
    assert not page.issue.isEnabled()


def test_nothing_is_issued_while_our_books_and_the_provinces_differ(county: County, window: MainWindow) -> None:
    county.desk.set_setting(vouchers.FROZEN, "FORK")
    page = issuing(window, county.persons[0])
    assert "请先停止发券并联系省总" in page._quota.text()
    assert "暂时无券可发" in page.verdict.accessibleName()
    assert not page.issue.isEnabled()
    assert page._offer is not None
    spent = replace(page._offer, frozen=False, quota=replace(page._offer.quota, used_fen=page._offer.quota.limit_fen))
    page._take_offer(spent)
    assert "额度用完了" in page.verdict.accessibleName()
    page.course.setFocus()
    # the button cannot be pressed: its key does not move on either
    QTest.keyClick(page.course, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.course.hasFocus()


def test_a_person_is_found_by_initials(county: County, window: MainWindow) -> None:
    page = issuing(window)
    page.search.setFocus()
    QTest.keyClicks(page.search, "ljg")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    settle(window)
    assert "李建国" in page.verdict.accessibleName()


def test_a_class_gets_all_that_may_be_given(county: County, window: MainWindow, approved: list[str]) -> None:
    page = issuing(window, county.class_id)
    tab = page.class_tab
    assert page.tabs.currentIndex() == 1
    assert [one.ok for one in tab._found].count(True) == 6
    tab.issue.trigger()
    settle(window)
    assert page.views.currentIndex() == 1
    assert page.paper.preview is not None
    assert page.paper.preview.page_count == 3
    assert len(vouchers.page(county.desk)) == 6


def test_loss_reissue_and_void_follow_the_states(county: County, window: MainWindow, approved: list[str]) -> None:
    first, second, *_rest = county.issue(3)
    page = ledger(window)
    assert page.search.hasFocus()
    QTest.keyClick(page.search, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key() == "person"
    page = ledger(window)
    mark(page, window, first.number)
    assert page.loss.isEnabled()
    assert page.void.isEnabled()
    assert not page.reissue.isEnabled()
    page.loss.trigger()
    settle(window)
    assert vouchers.get(county.desk, first.id).status == "挂失"
    mark(page, window, first.number)
    page.reissue.trigger()
    settle(window)
    assert vouchers.get(county.desk, first.id).status == "已补发"
    assert page.views.currentIndex() == 1
    page.paper.closed.emit()
    mark(page, window, second.number)
    page.void.trigger()
    settle(window)
    assert vouchers.get(county.desk, second.id).status == "作废"
    assert any(first.holder in words for words in approved)
    mark(page, window, second.number)
    assert not page.void.isEnabled()


def test_spoiled_sheets_wait_over_a_restart_and_are_voided_together(
    county: County, window: MainWindow, approved: list[str]
) -> None:
    page = ledger(window)
    free = [number for number, _block in vouchers.next_numbers(county.desk, 2)]
    for number in (*free, free[0], "12345"):
        page.spoiled.take(number)
        settle(window)
    assert [sheet.number for sheet in voucher_lists.waiting_sheets(county.desk)] == free[::-1]
    page.tabs.setCurrentIndex(1)
    ledger(window)
    assert page.spoiled.scan.hasFocus()
    page.spoiled.scan.scanned.emit("12345", False)  # typed by hand: it comes back to be mended
    settle(window)
    assert page.spoiled.scan.text() == "12345"
    page.spoiled.register.trigger()
    settle(window)
    assert voucher_lists.waiting_sheets(county.desk) == []
    assert said(page)[0] == "印制 30 ＝ 在库 28 ＋ 已发 0 ＋ 作废 2"


def claimed(county: County) -> list[bytes]:
    """Redeem three at the base, claim them, and carry the results to the desk; give the redemptions."""
    made = county.issue(3)
    county.send_class()
    rows = [vouchers.redeem(county.base, row.token, county.class_id) for row in made]
    settlement.claim(county.base, "2009-09")
    county.send_results()
    return [row.id for row in rows]


def test_a_clerk_sees_a_claim_and_a_supervisor_reviews_it(county: County, qapp: Any, approved: list[str]) -> None:
    rows = claimed(county)
    boss = casebook.open_casebook(
        county.root / "desk", "zhou", small_county.SECOND, county.desk.clock,
        regions=national().with_extra([Region("519901", "安和县")]), parameters=small_county.CHEAP,
    )  # fmt: skip
    for book, may in ((county.desk, False), (boss, True)):
        window = build_window(book)
        window.show()
        page = ledger(window)
        review = page.review
        assert review.decide.isEnabled() is may
        if may:
            review.table.selectRow(1)
            review._toggle()
            assert review.decide.text() == "通过 2 笔，退回 1 笔"
            review.decide.trigger()
            settle(window)
        window.close()
        window.deleteLater()
    (claim,) = settlement.claims(county.desk)
    assert (claim.accepted, claim.returned, claim.accepted_fen) == (2, 1, 100_000)
    assert len(voucher_lists.returned_lines(county.desk)) == 1
    assert set(voucher_lists.returned_lines(county.desk)) <= set(rows)
    boss.close()


def test_the_desk_verifies_certificates(county: County, window: MainWindow) -> None:
    county.send_class()
    roster = training.roster(county.base, county.class_id)
    for day in range(14, 19):
        training.record_attendance(
            county.base,
            county.class_id,
            county.base.today.replace(day=day),
            "上午",
            {line.enrolment: "P" for line in roster},
        )
    training.record_results(county.base, county.class_id, {roster[0].enrolment: Result(True, "合格", 80, 90)})
    (made,) = certificates.issue(county.base, county.class_id)
    county.send_results()
    window.go("certificates", made.id)
    settle(window)
    page: Any = window.page("certificates")
    QTest.qWait(250)
    settle(window)
    assert page.model.total == 1
    for code, words in ((made.token, "证书是真的"), (made.token[:-1], "读不出来"), ("519901", "这不是二维码内容")):
        page.verify.take(code)
        settle(window)
        assert words in page.verify.panel.accessibleName()


def test_a_run_of_numbers_is_printed_together_without_those_that_are_void(
    county: County, window: MainWindow, approved: list[str], qtbot: QtBot
) -> None:
    issued = sorted(row.number for row in county.issue(6))
    page = ledger(window)
    mark(page, window, issued[2])
    page.table.selectRow(0)
    page.void.trigger()
    settle(window)
    assert approved
    dialog = PrintRunDialog(issued[1], page)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.first.value() == issued[1]
    dialog.last.setText(issued[0])
    dialog._try()
    assert dialog.result() == 0
    dialog.last.setText(issued[4][-3:])
    dialog._try()
    assert dialog.result() == PrintRunDialog.DialogCode.Accepted
    assert dialog.draft() == PrintRunDraft(issued[1], issued[4])
    told: list[str] = []
    page.said.connect(told.append)
    page.show_run(dialog.draft())
    settle(window)
    assert told == ["号段内另有 1 张不是“已发放”，没有打印。"]
    assert page.views.currentIndex() == 1
    assert page.paper.preview is not None
    assert page.paper.preview.page_count == 2  # three vouchers, two to a sheet


def test_a_run_without_a_voucher_is_refused_in_words(county: County) -> None:
    (row,) = county.issue(1)
    assert voucher_lists.print_run(county.desk, row.number, row.number).ids == (row.id,)
    beyond = numbers.make_number(row.number[:15], 999)
    with pytest.raises(voucher_lists.NothingInRun):
        voucher_lists.print_run(county.desk, beyond, beyond)


def test_a_voucher_that_was_searched_for_is_shown(county: County, window: MainWindow) -> None:
    made = county.issue(3)
    page = ledger(window)
    window.go("vouchers", made[1].id)
    settle(window)
    QTest.qWait(250)
    settle(window)
    assert page.chosen() is not None
    assert page.search.text() == made[1].number
    page.open(county.persons[5])
    settle(window)
    assert window.current_key() == "voucher_issue"

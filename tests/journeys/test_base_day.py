"""A base's busy morning by keys alone: how few each piece of work takes."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import casebook, certificates, reports, settlement, training, vouchers
from rules.periods import Period
from tests.journeys import small_county
from tests.journeys.small_county import County
from tests.journeys.test_clerks_day import Keyboard
from ui.open import build_window, settle
from ui.pages.certificates import BaseCertificates
from ui.pages.month_end import MonthEndPage
from ui.pages.redemption import Redemption
from ui.pages.reports import ReportsPage
from ui.pages.today import TodayPage
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
    made.activateWindow()
    settle(made)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def keys(window: MainWindow) -> Keyboard:
    return Keyboard(window)


def present(county: County) -> None:
    marks = {line.enrolment: "P" for line in training.roster(county.base, county.class_id)}
    for day in range(14, 19):
        training.record_attendance(county.base, county.class_id, dt.date(2009, 9, day), "上午", marks)


def pass_all(county: County) -> None:
    lines = training.roster(county.base, county.class_id)
    training.record_results(
        county.base, county.class_id, {line.enrolment: training.Result(True, "合格", 80, 80) for line in lines}
    )


def test_the_morning_begins_with_what_waits(window: MainWindow) -> None:
    page = window.page("today")
    assert isinstance(page, TodayPage)
    assert window.current_key() == "today"
    shown = [tile for tile in page._shown if tile.isVisible()]
    assert [tile.accessibleName().split(" ")[0] for tile in shown] == [
        "还缺照片（人）", "今天未记考勤（班）", "月末结账", "未上报（条）", "最近回执",
    ]  # fmt: skip
    assert page.tile("还缺照片（人）").figure() == "8"
    assert "结业未出成绩（人）" in page.done.text()
    names = page.done.text().split("、")
    assert page.quiet.text() == f"另外 {len(names)} 项没有要办的"
    assert page.done.isHidden()
    QTest.keyClick(page.quiet, Qt.Key.Key_Space)
    assert page.done.isVisible()


def test_one_key_to_the_scanner_and_none_between_two_vouchers(
    county: County, window: MainWindow, keys: Keyboard
) -> None:
    rows = county.issue(3)
    keys.control(Qt.Key.Key_2)
    page = window.page("redemption")
    assert isinstance(page, Redemption)
    assert page.scan.hasFocus()
    for row in rows:
        keys.type(row.token)
        keys.enter()
        assert "已核销 500.00 元" in page.verdict.accessibleName()
        assert page.scan.hasFocus()
        assert page.scan.text() == ""
    keys.type(rows[0].token)
    keys.enter()
    assert "核销过" in page.verdict.accessibleName()
    assert len(vouchers.redemptions(county.base)) == 3


def test_a_half_day_is_taken_with_the_exceptions_alone(county: County, window: MainWindow, keys: Keyboard) -> None:
    window.page("today").setFocus()
    place = [tile.accessibleName().split(" ")[0] for tile in window.page("today")._shown].index("今天未记考勤（班）")  # type: ignore[attr-defined]
    keys.press(getattr(Qt.Key, f"Key_{place + 1}"), Qt.KeyboardModifier.AltModifier)
    assert window.current_key() == "attendance"
    page: Any = window.page("attendance")
    assert page.view.hasFocus(), "the sheet has the keyboard, no Tab wanted"
    keys.control(Qt.Key.Key_N)
    assert page.model.sessions[page.view.currentIndex().column()] == ("2009-09-28", "上午"), "today's, not the oldest"
    keys.type("A")
    keys.type("L")
    keys.control(Qt.Key.Key_S)
    ((session, (_id, _hours, marks)),) = training.sheets(county.base, county.class_id).items()
    assert session == ("2009-09-28", "上午")
    assert sorted(marks.values()) == sorted("ALPPPPPP")
    assert keys.count == 5, "for a class of eight with one absent and one late"


def test_scores_are_typed_from_the_first_key(county: County, window: MainWindow, keys: Keyboard) -> None:
    keys.control(Qt.Key.Key_5)
    page: Any = window.page("results")
    assert page.view.hasFocus()
    for _line in range(8):
        keys.type("88")
        keys.enter()
    for _line in range(8):
        keys.type("90")
        keys.enter()
    keys.control(Qt.Key.Key_S)
    found = [line.result for line in training.roster(county.base, county.class_id)]
    assert {one.outcome for one in found if one} == {"合格"}
    assert all(found)


def test_certificates_are_issued_and_a_claim_made_by_keys(
    county: County, window: MainWindow, keys: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.dialogs.confirm import Confirmation
    from ui.pages import certificates as certificates_page
    from ui.pages import claims as claims_page

    for module in (certificates_page, claims_page):
        monkeypatch.setattr(module, "ask", lambda *_said, **_more: Confirmation(""))
    for row in county.issue(2):
        vouchers.redeem(county.base, row.token, county.class_id)
    present(county)
    pass_all(county)
    keys.control(Qt.Key.Key_6)
    page = window.page("certificates")
    assert isinstance(page, BaseCertificates)
    keys.control(Qt.Key.Key_N)
    assert certificates.count(county.base, 2009) == 7
    keys.control(Qt.Key.Key_7)
    keys.control(Qt.Key.Key_N)
    (claim,) = settlement.claims(county.base)
    assert (claim.count, claim.amount_fen) == (2, 100_000)


def test_every_page_of_the_day_is_one_key_away_and_ready(window: MainWindow, keys: Keyboard) -> None:
    for digit, key in enumerate(
        ("today", "redemption", "base_classes", "attendance", "results", "certificates", "claims", "exchange", "system"), 1
    ):  # fmt: skip
        keys.control(getattr(Qt.Key, f"Key_{digit}"))
        assert window.current_key() == key
        focus = QApplication.focusWidget()
        assert focus is not None
        assert window.page(key) is focus or window.page(key).isAncestorOf(focus)


def test_the_month_is_closed_from_the_tile_and_an_empty_one_is_a_zero_report(
    county: County, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.dialogs.confirm import Confirmation
    from ui.pages import month_end as month_end_page

    monkeypatch.setattr(month_end_page, "ask", lambda *_said, **_more: Confirmation(""))
    today = window.page("today")
    assert isinstance(today, TodayPage)
    tile = today.tile("月末结账")
    assert (tile.figure(), tile.isVisible()) == ("9 月", True)
    tile.pressed.emit()
    settle(window)
    page = window.page("month_end")
    assert isinstance(page, MonthEndPage)
    assert window.current_key() == "month_end"
    assert page.choice.period() == Period(2009, 9)
    assert "还没有结束" in page.verdict.accessibleName()
    QTest.keyClick(page.ways["attendance"], Qt.Key.Key_Space)
    settle(window)
    assert window.current_key() == "attendance"
    window.go("month_end", b"2009-06")
    settle(window)
    assert "请主管锁定" in page.verdict.accessibleName()
    assert page.sign_card.isHidden()
    window.close()
    book = casebook.open_casebook(
        county.base.workplace.path, "zhou", small_county.SECOND, county.base.clock, regions=county.base.regions, parameters=small_county.CHEAP
    )  # fmt: skip
    window = build_window(book)
    window.show()
    window.go("month_end", b"2009-06")
    settle(window)
    page = window.page("month_end")
    assert isinstance(page, MonthEndPage)
    for field, name in ((page.prepared, "李书"), (page.reviewed, "张复"), (page.head_person, "王主席")):
        field.set_value(name)
    page.lock_button.click()
    settle(window)
    assert "作为零报表锁定" in page.verdict.accessibleName()
    held = reports.lock_of(book, Period(2009, 6))
    assert held is not None
    assert held.zero
    window.go("reports")
    settle(window)
    shown = window.page("reports")
    assert isinstance(shown, ReportsPage)
    shown.show_report("base", Period(2009, 6))
    settle(window)
    assert "培训基地月报" in shown.caption.text()
    assert "零报表" in shown.state_words.text()
    window.close()
    window.deleteLater()
    book.close()

"""查重与待核信息 in the real window: each part listed in words, settled by keys, and undone again."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from db import casebook, conflicts, contests, flags, people, sameness
from db.casebook import Casebook
from tests.journeys import desk_world, pending_world
from tests.journeys.desk_world import PASSPHRASE, Desk
from ui.dialogs.confirm import Confirmation
from ui.open import build_window, settle
from ui.pages import pending_matters
from ui.pages.page import State
from ui.pages.pending import CONFLICTS, MATTERS, SAME, PendingPage
from ui.pages.today import TodayPage
from ui.widgets.listing import Listing
from ui.window import MainWindow


@pytest.fixture
def book(book: Casebook) -> Casebook:
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    return book


def pending(window: MainWindow, thing: bytes | None = None) -> PendingPage:
    window.go("pending", thing)
    settle(window)
    return shown(window)


def shown(window: MainWindow) -> PendingPage:
    page = window.page("pending")
    assert isinstance(page, PendingPage)
    return page


def again(window: MainWindow) -> None:
    window.refresh(frozenset({"flag", "person", "redemption"}))
    settle(window)


def buttons(part: QWidget, *words: str) -> list[QAbstractButton]:
    return [
        one
        for one in part.findChildren(QAbstractButton)
        if one.isVisibleTo(part) and any(word in (one.text(), one.accessibleName()) for word in words)
    ]


def press(window: MainWindow, one: QAbstractButton) -> None:
    """Press a button by keyboard."""
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Space)
    settle(window)


def test_with_nothing_to_settle_the_page_says_so(window: MainWindow) -> None:
    assert pending(window).state is State.EMPTY


def test_todays_tiles_count_and_lead_to_the_right_part(window: MainWindow, book: Casebook) -> None:
    pending_world.dispute(book)
    pending_world.meet_twice(book)
    pending_world.redeem_twice(book)
    again(window)
    today = window.page("today")
    assert isinstance(today, TodayPage)
    settle(window)
    words = {"待核事项": MATTERS, "两处填写不一致": CONFLICTS, "疑似同一人": SAME}
    assert [today.tile(one).figure() for one in words] == ["1", "3", "1"]
    for one, which in words.items():
        window.go("today")
        tile = today.tile(one)
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
        settle(window)
        page = shown(window)
        assert [part.isVisible() for part in page._sections.values()] == [one == which for one in page._sections]
    assert [chip.text() for chip in page.chips.values()] == ["两处填写不一致  3", "疑似同一人  1", "待核事项  1"]
    page.chips[CONFLICTS].setFocus()
    QTest.keyClick(page.chips[CONFLICTS], Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert page.same.isVisible()


def test_a_dispute_is_decided_by_keys_and_decided_otherwise(window: MainWindow, book: Casebook) -> None:
    pending_world.dispute(book)
    page = pending(window, CONFLICTS)
    taken = [one for one in buttons(page.conflicts, "采用") if "13900139000" in one.accessibleName()]
    assert len(buttons(page.conflicts, "采用")) == 6
    press(window, taken[0])
    person = pending_world.named(book, "李建国")
    assert people.get(book, person).phone == "13900139000"
    assert len(buttons(page.conflicts, "采用")) == 4
    (other,) = buttons(page.conflicts, "改用")
    assert "13800138000" in other.accessibleName()
    press(window, other)
    assert people.get(book, person).phone == "13800138000"
    assert conflicts.count(book) == 2


def test_a_pair_is_compared_judged_and_the_verdict_taken_back(window: MainWindow, book: Casebook) -> None:
    first, second = pending_world.meet_twice(book)
    page = pending(window, SAME)
    found = sameness.records(book, [first, second])
    from ui.pages.pending_same import Pair

    compared = {
        name: (one, other) for name, one, other in page.same.compared(Pair(found[first], found[second], "name_birth"))
    }
    assert compared["电话"] == ("13900000004", "13700001234")
    assert compared["出生日期"][0] == compared["出生日期"][1]
    assert compared["证件"][1] == "证件待补"
    press(window, buttons(page.same, "是同一人")[0])
    assert people.same_persons(book, first) == {second}
    table = page.same.findChild(Listing)
    assert isinstance(table, Listing)
    assert [one.same for one in table.rows] == [True]
    press(window, buttons(page.same, "撤销所选")[0])
    assert people.same_persons(book, first) == set()
    press(window, buttons(page.same, "不是同一人")[0])
    assert sameness.proposals(book).pairs == ()
    assert buttons(page.same, "是同一人") == []


def test_a_contested_voucher_is_decided_by_two_and_corrected(
    window: MainWindow, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    voucher = pending_world.redeem_twice(book)
    asked: list[str] = []
    second = casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]

    def sign(_context: Any, what: str, _parent: QWidget) -> Any:
        asked.append(what)
        return second

    monkeypatch.setattr(pending_matters, "ask", lambda *_args, **_more: Confirmation("第二培训基地出示原券"))
    monkeypatch.setattr(pending_matters, "ask_second", sign)
    page = pending(window, MATTERS)
    choices = buttons(page.matters, "认定这一笔…")
    assert len(choices) == 2
    first, other = contests.of(book, voucher).redemptions
    press(window, choices[1])
    assert contests.of(book, voucher).stands == other.id
    assert "安和县第二职业技能培训基地" in asked[0]
    (change,) = buttons(page.matters, "认定这一笔…")
    press(window, change)
    assert contests.of(book, voucher).stands == first.id
    assert flags.open_flags(book.store) == []


def test_a_flag_is_settled_with_a_reason_and_opened_again(
    window: MainWindow, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending_world.flag(book, "BAD_SHAPE", "李建国")
    pending_world.flag(book, "BAD_SHAPE", "赵大勇")
    monkeypatch.setattr(pending_matters, "ask", lambda *_args, **_more: Confirmation("已电话核实"))
    page = pending(window, MATTERS)
    press(window, buttons(page.matters, "处理所选…")[0])
    assert [flag.reason for flag in flags.settled_flags(book.store)] == ["已电话核实"]
    assert len(flags.open_flags(book.store)) == 1
    press(window, buttons(page.matters, "重新打开所选")[0])
    assert len(flags.open_flags(book.store)) == 2
    press(window, buttons(page.matters, "处理列出的全部…")[0])
    assert flags.open_flags(book.store) == []
    table = page.matters.findChild(Listing)
    assert isinstance(table, Listing)
    assert {line.thing for line in table.rows} == {"李建国", "赵大勇"}


def test_a_clerk_sees_all_and_settles_nothing_but_begins_a_contest(
    qapp: QApplication, founded: Desk, tmp_path: Path
) -> None:
    shutil.copytree(founded.path, tmp_path / "desk")
    book = desk_world.open_desk(tmp_path / "desk")
    casebook.add_user(book, login="clerk", name="小王", role="clerk", passphrase="a clerk's phrase 3")
    pending_world.dispute(book)
    pending_world.meet_twice(book)
    pending_world.redeem_twice(book)
    pending_world.flag(book, "BAD_SHAPE", "李建国")
    book.session = casebook.sign_in(book.workplace, "clerk", "a clerk's phrase 3")[1]
    made = build_window(book)
    made.resize(1024, 768)
    made.show()
    settle(made)
    page = pending(made)
    assert not buttons(page, "采用", "是同一人", "处理所选…")
    assert len(page.matters.findChildren(QAbstractButton)) >= 2
    made.close()
    made.deleteLater()
    qapp.processEvents()
    book.close()
    assert PASSPHRASE

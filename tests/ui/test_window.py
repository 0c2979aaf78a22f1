"""The window: pages, search, errors, lock."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rules.errors import UserError
from rules.wrapping import WrongPassphrase
from sync.errors import FolderMissing
from tests.ui import sample
from ui.jobs import Jobs
from ui.lock import IdleWatch
from ui.pages.page import Context, Page, PageSpec, State
from ui.tokens import NARROW_BELOW, RAIL_NARROW, RAIL_WIDTH
from ui.window import MainWindow


class People(Page):
    tables = frozenset({"person"})

    def __init__(self, here: Context) -> None:
        super().__init__(here, "服务对象")
        self.loads = 0
        self.opened: bytes | None = None
        self.left = 0

    def load(self) -> None:
        self.loads += 1

    def open(self, thing: bytes | None) -> None:
        self.opened = thing

    def leave(self) -> None:
        self.left += 1


def check(_book: Any, passphrase: str) -> None:
    if passphrase != "right":
        raise WrongPassphrase


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs[Any]) -> MainWindow:
    specs = [
        sample.spec("today", "今日待办", "clipboard-check-outline", 1),
        PageSpec("people", "服务对象", "account-group-outline", People, "Alt+2", opens=frozenset({"person"})),
        PageSpec(
            "system",
            "系统管理",
            "cog-outline",
            sample.spec("s", "系统管理", "", 3).factory,
            roles=frozenset({"supervisor"}),
        ),
    ]
    made = sample.window(jobs, specs, check)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def people(window: MainWindow) -> People:
    page = window.page("people")
    assert isinstance(page, People)
    return page


def test_keys_open_pages_that_keep_their_state(qtbot: QtBot, window: MainWindow) -> None:
    assert window.current_key() == "today"
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.current_key() == "people"
    first = people(window)
    assert first.loads == 1
    window.go("today")
    window.go("people")
    assert window.page("people") is first
    assert first.loads == 1
    assert first.left == 1


def test_a_page_opened_while_another_window_has_the_keyboard_has_it_afterwards(
    qtbot: QtBot, window: MainWindow
) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.go("people")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    held = QApplication.focusWidget()
    assert held is not None
    assert held is people(window) or people(window).isAncestorOf(held), "else none of the page's keys is heard"


def test_only_pages_concerned_refresh_and_only_in_sight(window: MainWindow) -> None:
    window.go("people")
    window.context.jobs.announce(["voucher_issue"])
    assert people(window).loads == 1
    window.context.jobs.announce(["person"])
    assert people(window).loads == 2
    window.go("today")
    window.context.jobs.announce(["person"])
    assert people(window).loads == 2
    window.go("people")
    assert people(window).loads == 3


def test_a_page_for_others_says_so(window: MainWindow) -> None:
    window.go("system")
    assert window.page("system").state is State.FORBIDDEN


def test_search_finds_and_opens_the_page_of_the_kind(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    window.search.insert("王")
    window.search.textEdited.emit("王")
    qtbot.waitUntil(window.search.is_open)
    assert [hit.title for hit in window.search.hits()][:2] == ["王秀英", "王小芳"]
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.current_key() == "people"
    assert people(window).opened == b"2" * 16
    assert window.search.text() == ""


def test_enter_before_the_answer_opens_the_only_hit(qtbot: QtBot, window: MainWindow) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, "4527")
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_key() == "people")
    assert people(window).opened == b"1" * 16


def test_nothing_found_says_what_else_to_try(qtbot: QtBot, window: MainWindow) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, "zzz")
    qtbot.waitUntil(window.search.is_open)
    assert window.search.hits()[0].title == "没有找到"
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.current_key() == "today"
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.is_open()


def test_an_error_is_a_banner_and_success_clears_it(window: MainWindow) -> None:
    window.page("today").failed.emit(FolderMissing(folder="E:/"))
    assert not window.banner.isHidden()
    window.page("today").said.emit("已保存")
    assert window.banner.isHidden()
    assert window.toast.words() == "已保存"


def test_the_status_line_tells_all_four(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: "李敏" in window.status_line.words()[0])
    who, unsent, receipt, backup = window.status_line.words()
    assert "经办" in who
    assert "128" in unsent
    assert "3 天" in receipt
    assert "9 天" in backup


def test_the_lock_covers_and_only_the_right_passphrase_opens(qtbot: QtBot, window: MainWindow) -> None:
    window.go("people")
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert people(window).left == 1
    assert not window.centralWidget().isEnabled()
    window.go("today")
    assert window.current_key() == "people"
    lock = window._lock
    QTest.keyClicks(lock.line, "wrong")
    QTest.keyClick(lock.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in lock._words.text())
    lock.line.setText("right")
    QTest.keyClick(lock.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not lock.isVisible())
    assert window.centralWidget().isEnabled()


def test_idleness_is_told_once_until_a_sign_of_life(window: MainWindow) -> None:
    now = [0.0]
    told: list[int] = []
    watch = IdleWatch(window, minutes=10, now=lambda: now[0])
    watch.idle.connect(lambda: told.append(1))
    now[0] = 599
    watch.look()
    assert told == []
    now[0] = 601
    watch.look()
    watch.look()
    assert told == [1]


def test_a_small_window_shows_icons_alone(window: MainWindow) -> None:
    window.resize(NARROW_BELOW + 50, 600)
    assert window.rail.width() == RAIL_WIDTH
    window.resize(683, 512)
    assert (window.width(), window.height()) == (683, 512)
    assert window.rail.width() == RAIL_NARROW


def test_a_page_that_cannot_load_offers_to_try_again(qtbot: QtBot, window: MainWindow) -> None:
    class Broken(UserError):
        code = "BROKEN_IN_TEST"

    page = people(window)

    def refuse(_book: Any, _progress: Any) -> None:
        raise Broken

    page.load_with(refuse, lambda _found: None)
    qtbot.waitUntil(lambda: page.state is State.ERROR)
    before = page.loads
    page._state_view.acted.emit()
    assert page.loads == before + 1

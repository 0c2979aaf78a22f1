"""The locked screen: a short code opens it for a while, three wrong ones or a long absence want the passphrase."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import screen
from ui.dialogs.pin import PinDialog
from ui.lock import LockScreen
from ui.screen import KEPT_SECONDS, Pin, WeakPin


class Run:
    """Stand for a clock that is never set."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def pin(run: Run) -> Pin:
    made = Pin(run)
    made.set("4071")
    made.lock()
    return made


@pytest.mark.parametrize(
    ("digits", "reason"),
    [("", "form"), ("407", "form"), ("407140714", "form"), ("40 71", "form"), ("４０７１", "form"), ("0000", "easy"), ("3456", "easy"), ("9876", "easy")],
)  # fmt: skip
def test_a_code_that_is_none_or_too_easy_is_refused(digits: str, reason: str) -> None:
    with pytest.raises(WeakPin) as weak:
        Pin().set(digits)
    assert weak.value.fields == {"reason": reason}


def test_it_opens_until_three_were_wrong_or_the_time_is_over(pin: Pin, run: Run) -> None:
    assert pin.opens("4071")
    assert [pin.opens(digits) for digits in ("1111", "2222")] == [False, False]
    assert pin.usable
    assert not pin.opens("3333")
    assert not pin.usable
    assert not pin.opens("4071"), "the right one comes too late"
    pin.lock()
    assert pin.opens("4071")
    run.seconds += KEPT_SECONDS + 1
    assert not pin.usable
    pin.lock()
    pin.clear()
    assert not pin.opens("4071")


def test_it_is_not_kept_as_it_was_typed(pin: Pin) -> None:
    assert "4071" not in repr(vars(pin))


def covered(qtbot: QtBot, pin: Pin) -> tuple[LockScreen, list[str]]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    heard: list[str] = []
    made = LockScreen(window, "王伟", pin)
    made.tried.connect(heard.append)
    made.opened.connect(lambda: heard.append("opened"))
    made.close_window()
    return made, heard


def give(lock: LockScreen, text: str) -> None:
    lock.line.setText(text)
    QTest.keyClick(lock.line, Qt.Key.Key_Return)


def test_the_lock_takes_code_or_passphrase(qtbot: QtBot, pin: Pin) -> None:
    lock, heard = covered(qtbot, pin)
    assert "短密码或口令" in lock._asks.text()
    give(lock, "4071")
    assert (heard, lock.isVisible()) == (["opened"], False)
    lock.close_window()
    give(lock, "a whole phrase")
    assert heard == ["opened", "a whole phrase"]


def test_after_three_wrong_codes_only_the_passphrase_will_do(qtbot: QtBot, pin: Pin) -> None:
    lock, heard = covered(qtbot, pin)
    for digits in ("1111", "2222", "3333"):
        give(lock, digits)
    assert heard == []
    assert "错了三次" in lock._words.text()
    assert "短密码" not in lock._asks.text()
    give(lock, "4071")
    assert heard == ["4071"], "it is tried as a passphrase now"


def test_the_dialog_wants_it_twice(qtbot: QtBot) -> None:
    pin = Pin()
    dialog = PinDialog(pin)
    qtbot.addWidget(dialog)
    dialog.first.setText("4071")
    dialog.again.setText("4072")
    dialog.take()
    assert "不一致" in dialog.words()
    dialog.again.setText("4071")
    dialog.take()
    assert pin.is_set


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 10), ("3", 3), ("60", 60), ("2", 10), ("61", 10), ("x", 10), ("-5", 10)]
)
def test_minutes_are_read_within_bounds(text: str, minutes: int) -> None:
    assert screen.minutes_of(text) == minutes

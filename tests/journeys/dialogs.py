"""Dialogs that come up while the window is walked: shown, looked at and put aside, instead of waiting for a person."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from ui.open import settle
from ui.window import MainWindow

_ROUNDED = 1
_MOST_FIELDS = 40
Code = QDialog.DialogCode


def put_aside(monkeypatch: pytest.MonkeyPatch, look: Callable[[QDialog], Code]) -> None:
    """Hand each dialog to `look`, which answers for the person, instead of letting it wait; give nothing where the system's own dialogs ask."""
    monkeypatch.setattr(QDialog, "exec", lambda dialog: look(dialog))  # noqa: PLW0108 - a bound method would not be given the dialog
    monkeypatch.setattr(QMessageBox, "exec", lambda _self: QMessageBox.StandardButton.Cancel)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_said, **_more: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_said, **_more: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_said, **_more: "")
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda _url: True)


def deeds_of(page: QWidget) -> list[QAction]:
    """Give the actions of a page that can be done now."""
    return [act for act in page.findChildren(QAction) if act.isEnabled() and act.isVisible()]


def buttons_of(page: QWidget) -> list[QAbstractButton]:
    """Give the buttons in sight that do something when pressed: no boxes to check, no tabs."""
    return [
        one
        for one in page.findChildren(QAbstractButton)
        if can_press(one) and not isinstance(one.parentWidget(), QTabBar)
    ]


def can_press(one: QAbstractButton) -> bool:
    """Tell whether it is still there, in sight and enabled, and no box to check."""
    return isValid(one) and one.isVisible() and one.isEnabled() and not one.isCheckable()


def press_everything(page: QWidget, told: Callable[[str], object] = lambda _words: None) -> int:
    """Trigger what can be done on the page in sight, press its buttons; `told` hears of each before; give how many."""
    window = page.window()
    assert isinstance(window, MainWindow)
    key, deeds, buttons, pressed = window.current_key(), deeds_of(page), buttons_of(page), 0
    for deed in deeds:
        if isValid(deed) and deed.isEnabled():  # a deed before it may have made the page's lines anew
            told(f"{key}: {deed.text()}")
            deed.trigger()
            pressed += 1
            settle(window)
    window.go(key)
    for one in buttons:
        if can_press(one):
            told(f"{key}: {one.text() or one.accessibleName()}")
            one.click()
            pressed += 1
            settle(window)
            window.go(key)
    return pressed


def can_fill(part: QWidget) -> bool:
    """Tell whether a person can fill it in now."""
    return isinstance(part, (QLineEdit, QComboBox, QPlainTextEdit)) and part.isVisible() and part.isEnabled()


def faults(dialog: QDialog, room: QSize) -> list[str]:
    """Show a dialog, say what a person would stumble over where the screen has `room` px, and close it with Esc."""
    dialog.setModal(False)
    dialog.show()
    QApplication.processEvents()
    found = stumbles(dialog, room)
    if dialog.isVisible():
        for _field in range(_MOST_FIELDS):  # in a form Esc steps back field by field, and closes at the first
            if dialog.isVisible():
                QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Escape)
        if dialog.isVisible():
            found.append("Esc does not close it")
            dialog.done(Code.Rejected)
    return [f"{type(dialog).__name__} {dialog.windowTitle()}: {words}" for words in found]


def stumbles(dialog: QDialog, room: QSize) -> list[str]:
    """Say what a person would stumble over in a dialog that is in sight."""
    return list(_faults(dialog, room))


def _faults(dialog: QDialog, room: QSize) -> Iterator[str]:
    if dialog.width() > room.width() or dialog.height() > room.height():
        yield f"is {dialog.width()}×{dialog.height()}"
    begins = dialog.focusWidget()
    if begins is None:
        yield "no part has the keyboard"
    elif (
        isinstance(begins, QPushButton) and begins.text() == "取消" and any(map(can_fill, dialog.findChildren(QWidget)))
    ):
        yield "begins at 取消 and not at the first field"
    for area in dialog.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum():
            yield f"scrolls {area.horizontalScrollBar().maximum()} px sideways"
    for one in dialog.findChildren(QPushButton):
        needed = one.sizeHint()
        if one.isVisible() and (one.width() < needed.width() or one.height() < needed.height()):
            yield f"button {one.text()} has {one.size().toTuple()} and needs {needed.toTuple()}"
        if one.isVisible() and one.property("kind") == "primary" and one.visibleRegion().isEmpty():
            yield f"button {one.text()} is out of sight"
    for words in dialog.findChildren(QLabel):
        if words.isVisible() and words.text() and words.height() + _ROUNDED < _height(words):
            yield f"{words.text()[:20]} has {words.height()} px of height and needs {_height(words)}"


def _height(words: QLabel) -> int:
    return words.heightForWidth(words.width()) if words.wordWrap() else words.minimumSizeHint().height()

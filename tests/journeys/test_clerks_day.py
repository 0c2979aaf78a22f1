"""A clerk's day by keys alone: how many each person takes, and that no crash takes anything back."""

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from db import drafts, overview, people, vouchers
from db.casebook import Casebook
from rules.clock import StoryClock
from tests.journeys import desk_world
from tests.journeys.desk_world import Desk, id_number
from tests.journeys.scanning import scan
from ui.open import build_window, settle
from ui.pages.intake import IntakePage
from ui.pages.voucher_issue import VoucherIssue
from ui.window import MainWindow

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "figures.md"
NEW = id_number(78, "19790505")
PHONE = "13811112222"


class Keyboard:
    """Press keys on whatever has the focus, and count them; a character of a name counts one, however it is spelt to the input method."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.count = 0

    def type(self, text: str) -> None:
        for char in text:
            self._press(
                lambda focus, char=char: QTest.keyClicks(focus, char) if char.isascii() else _commit(focus, char)
            )

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._press(lambda focus: QTest.keyClick(focus, key, modifier))
        settle(self.window)

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return)

    def control(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def _press(self, send: object) -> None:
        if (
            QApplication.activeWindow() is None or QApplication.focusWidget() is None
        ):  # no window manager here gives the window its turn back after a dialog
            self.window.activateWindow()
            QApplication.processEvents()
        focus = QApplication.focusWidget()
        assert focus is not None
        send(focus)  # type: ignore[operator]
        self.count += 1


def _commit(focus: QWidget, char: str) -> None:
    """Give a character as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(char)
    QApplication.sendEvent(focus, event)


def intake(window: MainWindow) -> IntakePage:
    page = window.page("intake")
    assert isinstance(page, IntakePage)
    return page


def rest_of_the_form(keys: Keyboard) -> None:
    """Fill what no card tells, from the telephone on, and save."""
    keys.type(PHONE)
    settle(keys.window)
    keys.enter()
    keys.enter()  # the region that the number names
    keys.enter()  # the address
    keys.type("71")
    keys.enter()
    keys.type("2")
    keys.enter()
    keys.press(Qt.Key.Key_Space)
    keys.control(Qt.Key.Key_Return)


def new_by_hand(window: MainWindow) -> int:
    """Register somebody new, all typed."""
    window.go("today")
    settle(window)
    keys = Keyboard(window)
    keys.control(Qt.Key.Key_N)
    keys.type(NEW)
    keys.enter()
    keys.type("孙小妹")
    keys.enter()
    rest_of_the_form(keys)
    return keys.count


def new_by_card(window: MainWindow) -> int:
    """Register somebody new whose card is read from any page."""
    window.go("today")
    settle(window)
    keys = Keyboard(window)
    scan(window, f"孙小妹\t女\t汉\t19790505\t安和县柳河镇三组12号\t{NEW}")
    settle(window)
    rest_of_the_form(keys)
    return keys.count


def known_by_hand(window: MainWindow, number: str) -> int:
    """Change the telephone of somebody who came before, found by the number typed into the intake."""
    window.go("today")
    settle(window)
    keys = Keyboard(window)
    keys.control(Qt.Key.Key_N)
    keys.type(number)
    settle(window)
    keys.enter()
    keys.type(PHONE)
    settle(window)
    keys.control(Qt.Key.Key_S)
    return keys.count


def known_by_card(window: MainWindow, number: str) -> int:
    """Do the same with the card read from any page."""
    window.go("today")
    settle(window)
    keys = Keyboard(window)
    scan(window, number)
    settle(window)
    keys.control(Qt.Key.Key_E)
    keys.type(PHONE)
    settle(window)
    keys.control(Qt.Key.Key_S)
    return keys.count


def woman(book: Casebook) -> people.PersonRow:
    return next(people.get(book, one.id) for one in people.page(book) if one.name == "王秀英")


def written(what: str) -> int:
    """Give the figure that docs/figures.md gives for `what`."""
    found = re.search(rf"^\| {re.escape(what)} \|[^|]*\| (\d+) \|$", FIGURES.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, what
    return int(found[1])


def test_keys_of_somebody_new(window: MainWindow, book: Casebook) -> None:
    """As many as docs/figures.md says."""
    assert new_by_hand(window) == written("somebody new, typed")
    saved = next(one for one in people.page(book) if one.name == "孙小妹")
    assert (saved.doc_no, saved.phone) == (NEW, PHONE)
    assert people.get(book, saved.id).profile["groups"] == ("returned",)


def test_keys_of_somebody_new_by_card(window: MainWindow, book: Casebook) -> None:
    assert new_by_card(window) == written("somebody new, the card read")
    saved = next(people.get(book, one.id) for one in people.page(book) if one.name == "孙小妹")
    assert (saved.doc_no, saved.profile["home_address"]) == (NEW, "安和县柳河镇三组12号")


def test_keys_of_somebody_known(window: MainWindow, book: Casebook) -> None:
    before = woman(book)
    assert known_by_hand(window, before.doc_no) == written("somebody known, typed")
    assert (woman(book).phone, woman(book).profile) == (PHONE, before.profile)


def test_keys_of_somebody_known_by_card(window: MainWindow, book: Casebook) -> None:
    assert known_by_card(window, woman(book).doc_no) == written("somebody known, the card read")
    assert woman(book).phone == PHONE


def test_the_next_one_is_registered_while_somebody_s_form_is_half_filled(window: MainWindow, book: Casebook) -> None:
    """Ctrl+N puts the form aside, Ctrl+O takes it up again: nobody's number comes to stand over another's address."""
    keys = Keyboard(window)
    keys.control(Qt.Key.Key_N)
    keys.type(NEW)
    keys.enter()
    keys.type("孙小妹")
    keys.control(Qt.Key.Key_N)
    page = intake(window)
    assert page.form.is_empty()
    assert page.form.number.hasFocus()
    assert isinstance(book.clock, StoryClock)
    book.clock.advance(60)
    keys.type(id_number(77, "19790506"))
    keys.enter()
    keys.type("孙小弟")
    keys.control(Qt.Key.Key_2)
    keys.control(Qt.Key.Key_N)
    assert page.form.is_empty()
    keys.control(Qt.Key.Key_O)
    assert (page.form.name.text(), page.form.number.text()) == ("孙小弟", id_number(77, "19790506"))
    keys.control(Qt.Key.Key_S)
    assert window.current_key() == "person"
    assert [draft.values["name"] for draft in drafts.of_kind(book, overview.INTAKE)] == ["孙小妹"]


def test_a_number_looked_for_in_vain_is_registered_by_enter(window: MainWindow) -> None:
    """The box for finding has the keyboard at the start, and the keys of the page work beside it; Enter presses the button that has the keyboard."""
    keys = Keyboard(window)
    assert window.search.hasFocus()
    keys.type(f"{NEW[:6]} {NEW[6:14]} {NEW[14:]}")
    keys.enter()
    page = window.page("intake")
    assert isinstance(page, IntakePage)
    assert window.current_key() == "intake"
    assert page.form.number.text() == NEW
    assert page.form.name.hasFocus()
    keys.control(Qt.Key.Key_1)
    keys.control(Qt.Key.Key_K)
    keys.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.current_key() != "today"
    keys.control(Qt.Key.Key_1)
    keys.control(Qt.Key.Key_K)
    keys.control(Qt.Key.Key_N)
    assert window.current_key() == "intake"
    assert page.form.is_empty()
    page.day_button.setFocus()
    keys.enter()
    assert page.form.registered.hasFocus()


def test_from_the_card_to_the_voucher_s_paper_without_the_mouse(window: MainWindow, book: Casebook) -> None:
    """Scan, see the rules answered, Ctrl+Enter twice: the paper is there to be printed, and Ctrl+N is the next person."""
    person = next(one for one in people.page(book) if one.name == "刘小芳")
    keys = Keyboard(window)
    scan(window, person.doc_no)
    settle(window)
    assert window.current_key() == "person"
    keys.control(Qt.Key.Key_Return)
    assert window.current_key() == "voucher_issue"
    page = window.page("voucher_issue")
    assert isinstance(page, VoucherIssue)
    assert page.issue.isEnabled()
    keys.control(Qt.Key.Key_Return)
    settle(window)
    issued = [row for _n, row in vouchers.page(book) if row.person == person.id]
    assert [row.status for row in issued] == ["已发放"]
    assert page.views.currentIndex() == 1
    keys.control(Qt.Key.Key_N)
    assert page.views.currentIndex() == 0
    assert page.search.hasFocus()


KILLED = """
    import sys
    from pathlib import Path
    from PySide6.QtTest import QTest
    from tests.journeys import desk_world
    from ui.app import make_application
    from ui.open import build_window, settle
    from ui.theme import Mode

    app, _theme = make_application(["test"], Mode.LIGHT)
    book = desk_world.open_desk(Path(sys.argv[1]))
    window = build_window(book)
    window.show()
    settle(window)
    window.go("intake", b"")
    settle(window)
    form = window.page("intake").form
    form.name.setFocus()
    QTest.keyClicks(form.name, "Sun Xiaomei")
    form.groups.set_value(("returned",))
    while not window.page("intake").kept.text():
        app.processEvents()
    print("kept", flush=True)
    while True:
        app.processEvents()
"""


def test_what_was_typed_survives_the_kill_of_its_process(
    founded: Desk, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process of its own types, is killed as kill -9 does, and the next one goes on where it was."""
    shutil.copytree(founded.path, tmp_path / "desk")
    script = tmp_path / "clerk.py"
    script.write_text(textwrap.dedent(KILLED), encoding="utf-8")
    house = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", str(house))
    clerk = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "desk")], cwd=house, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )  # fmt: skip
    try:
        assert clerk.stdout is not None
        assert clerk.stdout.readline() == "kept\n"
    finally:
        clerk.kill()
        clerk.wait()
        clerk.stdout.close() if clerk.stdout else None
    after = desk_world.open_desk(tmp_path / "desk")
    (draft,) = drafts.of_kind(after, overview.INTAKE)
    assert draft.values["name"] == "Sun Xiaomei"
    window = build_window(after)
    window.show()
    settle(window)
    window.go("intake", b"")
    settle(window)
    page = intake(window)
    assert page.drafts.isVisible()
    page.drafts.wanted.emit(draft)
    settle(window)
    assert page.form.name.text() == "Sun Xiaomei"
    assert page.form.groups.value() == ("returned",)
    window.close()
    window.context.jobs.close()
    window.deleteLater()
    qapp.processEvents()
    after.close()

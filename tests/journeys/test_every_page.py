"""Every page of every workplace, walked by every role: names for screen readers, a way back, and no button that leads to what the role may not do."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)  # fmt: skip

from db import casebook
from db.casebook import Casebook, NotPermitted
from rules.clock import StoryClock
from rules.permissions import roles_at
from tests.journeys import small_county
from tests.journeys.dialogs import faults, press_everything, put_aside
from tests.journeys.small_county import County
from tests.journeys.walking import SCARCE, county_at_work, pages, shown
from ui import help_key
from ui.guide import CONTENTS
from ui.open import settle
from ui.pages import pages_for
from ui.pages.page import BACK, Page, State
from ui.window import MainWindow

WALKS = [(kind, role) for kind in ("desk", "base", "province") for role in sorted(map(str, roles_at(kind)))]
INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView)
LATIN = re.compile(r"[A-Za-z]{4,}")
KNOWN_LATIN = re.compile(
    r"Ctrl|Shift|Alt|Enter|Home|Excel|Apache|Python|http|yzcard|yzkey|yzreq|offline|identity|Left|PgUp|PgDown|F\d+|Esc|SHA|[Tt]est"
)  # fmt: skip


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county_at_work(tmp_path_factory.mktemp("walk")) as made:
        yield made


def signed_in(county: County, kind: str, role: str) -> Casebook:
    """Open the workplace anew as somebody of that role, added first where there is nobody."""
    book: Casebook = {"desk": county.desk, "base": county.base, "province": county.province}[kind]
    login = next((one.login for one in book.workplace.users if one.role == role), "")
    if not login:
        login = f"one-{role}".replace("_", "-")
        casebook.add_user(book, login=login, name="沈文", role=role, passphrase=small_county.SECOND)
    phrase = small_county.SECOND if login.startswith(("one-", "zhou")) else small_county.PASSPHRASE
    return casebook.open_casebook(
        book.workplace.path, login, phrase, StoryClock(small_county.DAY), regions=book.regions, parameters=small_county.CHEAP
    )  # fmt: skip


@pytest.fixture(params=WALKS, ids=[f"{kind}-{role}" for kind, role in WALKS])
def walked(request: pytest.FixtureRequest, county: County, qapp: Any) -> Iterator[MainWindow]:
    book = signed_in(county, *request.param)
    with shown(book) as window:
        yield window
    book.close()


def named(part: QWidget) -> bool:
    """Tell whether a screen reader has something to say of it."""
    text = getattr(part, "text", None)
    own = text() if callable(text) and isinstance(part, QAbstractButton) else ""
    return bool(part.accessibleName() or own or part.toolTip())


def inner(part: QWidget) -> bool:
    """Tell whether it is a piece of another part: the line of a spin box, the list of a combo box, the sign in a field."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, Page):
        if isinstance(above, (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QTabBar)):
            return True
        above = above.parentWidget()
    return False


def test_every_part_has_a_name_and_every_page_words(walked: MainWindow) -> None:
    nameless, wordless, latin = [], [], []
    for key, page in pages(walked):
        if page.state is State.EMPTY or page.state is State.FORBIDDEN:
            if not page._state_view._title.text():
                wordless.append(key)
            if page.state is State.FORBIDDEN:
                back = QKeySequence(BACK)
                offered = [act.text() for act in page.actions() if act.isVisible() and act.shortcut() != back]
                assert offered == [], f"{key} is forbidden and offers {offered}"
            continue
        assert page.state is State.READY, (key, page.state)
        nameless += [
            (key, type(part).__name__, part.objectName() or getattr(part, "placeholderText", str)())
            for part in page.findChildren(QWidget)
            if isinstance(part, INTERACTIVE) and part.isVisible() and not inner(part) and not named(part)
        ]
        for part in page.findChildren(QWidget):
            text = getattr(part, "text", None)
            words = text() if callable(text) and part.isVisible() and not isinstance(part, QLineEdit) else ""
            if isinstance(words, str) and LATIN.search(
                KNOWN_LATIN.sub("", re.sub(r"<[^>]*>|\S*/\S*|（\w+）", "", words))
            ):
                latin.append((key, words))
    assert not nameless, "; ".join(map(str, nameless))
    assert wordless == []
    if walked.context.workplace.kind != "province":
        assert [one for one in latin if one[0] != "system"] == []


def test_every_page_below_another_has_one_way_back(walked: MainWindow) -> None:
    keys = {spec.key: spec for spec in pages_for(walked.context.workplace.kind)}
    back = QKeySequence(BACK)
    for key, page in pages(walked):
        if not keys[key].under:
            continue
        ways = [act for act in page.actions() if act.shortcut() == back]
        within = [act for act in page.findChildren(QAction) if act.shortcut() == back and act not in ways]
        assert len(ways) == 1 or (not ways and within and any(act.text() == "返回" for act in page.actions())), key


def test_no_button_leads_to_what_the_role_may_not(
    walked: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Press whatever can be pressed, with every dialog put aside; none may answer that the role must not."""
    helpless: list[str] = []
    stumbled: list[str] = []
    seen: set[tuple[type[QDialog], str]] = set()

    def look(dialog: QDialog) -> QDialog.DialogCode:
        kind = (type(dialog), dialog.windowTitle())
        if kind not in seen:
            seen.add(kind)
            stumbled.extend(faults(dialog, QSize(*SCARCE)))
        if help_key.place_for(dialog).chapter == CONTENTS:
            helpless.append(f"{at[0]}: {type(dialog).__name__}")
        return QDialog.DialogCode.Rejected

    put_aside(monkeypatch, look)
    walked.resize(*SCARCE)
    refused: list[tuple[str, str]] = []
    at, pressed = [""], 0
    true_require = Casebook.require

    def require(self: Casebook, action: Any) -> None:
        try:
            true_require(self, action)
        except NotPermitted:
            refused.append((at[0], str(action)))
            raise

    monkeypatch.setattr(Casebook, "require", require)
    for key, page in list(pages(walked)):
        walked.go(key)
        settle(walked)
        pressed += press_everything(page, partial(at.__setitem__, 0))
    assert pressed > 20, "the walk has pressed what there is"
    assert refused == []
    assert helpless == [], "F1 in these dialogs finds no section"
    assert stumbled == [], "each dialog fits 1024×768 at 150 %, begins somewhere and closes at Esc"

"""用户与权限 and 设置: what roles may do in words, how the window looks, how the union can be reached."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from db import contact, users
from db.casebook import Casebook, NotPermitted
from db.contact import Contact, ContactWrong
from rules.permissions import Action, Role, may, roles_at
from tests.db.conftest import second_person
from ui import appearance
from ui.app import make_application
from ui.appearance import Appearance, Dress
from ui.open import build_window, settle
from ui.pages import system
from ui.pages.settings import SettingsPage
from ui.pages.users import UsersPage, permissions
from ui.papers.people import registration_paper
from ui.permission_words import AREAS
from ui.theme import Mode
from ui.window import MainWindow


def test_every_action_has_words_once() -> None:
    named = [action for actions in AREAS.values() for action in actions]
    assert len(named) == len(set(named))
    assert set(named) == set(Action)
    words = [words for actions in AREAS.values() for words in actions.values()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", ["desk", "base", "province"])
def test_the_table_of_roles_says_what_the_rules_say(kind: str) -> None:
    told = {one.words: one for one in permissions(kind)}
    for actions in AREAS.values():
        for action, words in actions.items():
            roles = {str(role) for role in roles_at(kind) if may(role, action, kind)}
            assert (told[words].roles if words in told else set()) == roles, action
    assert told["备份"].roles == {str(role) for role in roles_at(kind)}


def test_the_page_tells_when_each_was_here_last(window: MainWindow, book: Casebook) -> None:
    window.go("users")
    settle(window)
    page = window.page("users")
    assert isinstance(page, UsersPage)
    seen = users.last_seen(book)
    assert list(seen) == [book.signed_in.user_id]
    assert seen[book.signed_in.user_id] == book.clock.now()
    shown = {user.login: page._seen(user) for user in page.users.rows}
    assert shown.pop(book.signed_in.login) == "已登录"
    assert set(shown.values()) <= {"还没有在本机登录过"}
    row = next(one for one in page.roles.rows if one.words == "作废培训券")
    assert page._role_column(Role.CLERK).show(row) == "可以，须两人"
    assert page._role_column(Role.CLERK).show(next(one for one in page.roles.rows if one.words == "批准开班")) == "不能"


def settings_of(window: MainWindow) -> SettingsPage:
    window.go("settings")
    settle(window)
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def test_contact_words_are_kept_and_printed(window: MainWindow, book: Casebook) -> None:
    card = settings_of(window).contact
    assert card is not None
    card.address.setText("安和县人民路1号")
    card.postcode.setText("62600")
    card.phone.setText("0835-2220001")
    card.keep()
    settle(window)
    assert contact.contact(book) == Contact(), "a postcode of five digits is told beside its field"
    card.postcode.setText("626000")
    card.keep()
    settle(window)
    assert str(contact.contact(book)) == "安和县人民路1号，邮编 626000，电话 0835-2220001"
    person = bytes(book.store.value("SELECT id FROM person LIMIT 1") or b"")
    if person:
        assert registration_paper(book, person).contact == str(contact.contact(book))
    with pytest.raises(ContactWrong):
        contact.keep(book, Contact(phone="问一问"))


def test_a_printer_is_proposed_and_a_missing_one_told(
    window: MainWindow, book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.pages import printer_card

    monkeypatch.setattr(printer_card, "printer_names", lambda: ["前台激光", "财务针式"])
    page = settings_of(window)
    page.printer.load()
    page.printer.choice.setCurrentIndex(2)
    page.printer.choice.activated.emit(2)
    settle(window)
    assert book.setting("default_printer") == window.context.screen.printer == "财务针式"
    monkeypatch.setattr(printer_card, "printer_names", lambda: ["前台激光"])
    page.printer.load()
    assert "“财务针式”不在了" in page.printer._words.text()


def test_the_appearance_changes_at_once_and_is_kept(book: Casebook, tmp_path: Path, qtbot: QtBot) -> None:
    _app, theme = make_application(["tests"], Mode.LIGHT)
    window = build_window(book, dress=Dress(theme, tmp_path / "config", Appearance()))
    qtbot.addWidget(window)
    page: Any = settings_of(window)
    card = next(one for one in page.findChildren(object) if type(one).__name__ == "AppearanceCard")
    card.mode.setCurrentIndex(card.mode.findData(Mode.DARK))
    card.mode.activated.emit(card.mode.currentIndex())
    assert theme.tokens.dark
    card.percent.setCurrentIndex(card.percent.findData(125))
    card.percent.activated.emit(card.percent.currentIndex())
    assert appearance.load(tmp_path / "config") == Appearance(Mode.DARK, 125)
    if os.name != "nt":
        assert (tmp_path / "config").stat().st_mode & 0o077 == 0
    window.close()
    window.context.jobs.close()
    theme.set_mode(Mode.LIGHT)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"mode": 7, "percent": "150"}', '{"percent": 400}', '{"mode": "pink"}', "\x00" * 9000]
)
def test_a_spoilt_note_of_the_appearance_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / appearance.FILE).write_text(text, encoding="utf-8")
    assert appearance.load(tmp_path) == Appearance()


def test_the_size_gives_way_to_the_surroundings(tmp_path: Path) -> None:
    (tmp_path / appearance.FILE).write_text(json.dumps({"mode": "dark", "percent": 150}), encoding="utf-8")
    chosen = appearance.load(tmp_path)
    surroundings: dict[str, str] = {}
    appearance.enlarge(chosen, surroundings)
    assert surroundings == {"QT_SCALE_FACTOR": "1.5"}
    surroundings = {"QT_SCALE_FACTOR": "2"}
    appearance.enlarge(chosen, surroundings)
    assert surroundings == {"QT_SCALE_FACTOR": "2"}


def test_contact_words_are_not_everybodys(book: Casebook) -> None:
    from dataclasses import replace

    book.session = replace(book.signed_in, role="officer")
    with pytest.raises(NotPermitted):
        contact.keep(book, Contact(phone="0835-2220001"))


def test_a_plain_copy_leaves_the_house_by_two_who_sign_in_on_the_spot(
    window: MainWindow, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = second_person(book)
    asked: list[str] = []
    answers = iter((None, other))

    def ask(_context: Any, what: str, _parent: Any) -> Any:
        asked.append(what)
        return next(answers)

    monkeypatch.setattr(system, "ask_second", ask)
    window.go("system")
    settle(window)
    page = window.page("system")
    assert isinstance(page, system.SystemPage)
    assert not page.plain.isHidden()
    page.export_plain(tmp_path / "明文.db")
    settle(window)
    assert not (tmp_path / "明文.db").exists()
    page.export_plain(tmp_path / "明文.db")
    settle(window)
    assert (tmp_path / "明文.db").read_bytes().startswith(b"SQLite format 3")
    assert "不加密" in asked[1]
    (row,) = book.store.rows("SELECT file, records FROM plain_export")
    assert row["file"] == "明文.db"
    assert row["records"] > 0

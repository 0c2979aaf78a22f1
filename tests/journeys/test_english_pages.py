"""With `--lang en` every page and dialog of the three workplaces speaks English: what is left in Chinese is what people entered, and what the page says is data."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from db import schema
from rules.programme import programme
from tests import catalogue
from tests.journeys.dialogs import press_everything, put_aside
from tests.journeys.small_county import County
from tests.journeys.test_every_page import signed_in
from tests.journeys.walking import county_at_work, pages, shown
from ui import text
from ui.open import settle
from ui.pages import pages_for
from ui.pages.page import Page
from ui.pages.records import RecordsPage
from ui.widgets.notices import Banner, Toast
from ui.window import MainWindow

HAN = re.compile(r"[\u3400-\u9fff]+")
ROWS = 30
BY_DESIGN = {
    "今天", "日期,安排,名称", "放假,元旦", "放假", "上班", "1. 题目（单选，必答）", "1 选项", "单选 多选 数字 文字 日期", "若 1=2", "单位 元", "分段 500",
    "登记 工种",
}  # fmt: skip
"""Chinese that a word of ours names because it is typed or shown as Chinese: what a field takes, what a file is read by."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county_at_work(tmp_path_factory.mktemp("english")) as made:
        yield made


@pytest.fixture(params=["desk", "base", "province"])
def window(request: pytest.FixtureRequest, county: County, qapp: QApplication) -> Iterator[MainWindow]:
    book = signed_in(county, request.param, "supervisor")
    assert text.use_language("en")
    qt_speaks = qapp.findChildren(QTranslator)
    for translator in qt_speaks:
        qapp.removeTranslator(translator)  # Qt's own words, Chinese, are not loaded where English was asked for
    with shown(book) as made:
        yield made
    book.close()
    text.use_language(text.CHINESE)
    for translator in qt_speaks:
        qapp.installTranslator(translator)


def entered(county: County) -> list[str]:
    """Give all that stands in the casebooks as text and is no word of ours, the longest first: data, which stays as it was entered."""
    ours = catalogue.everything().keys()
    found = set()
    for book in county.books:
        found |= {book.workplace.name, *(user.name for user in book.workplace.users)}
        for table in schema.TABLES:
            names = [one.name for one in table.columns if one.type in {"text", "json"} and not one.codes]
            for row in book.store.rows(f"SELECT {', '.join(names)} FROM {table.name}") if names else ():
                found |= {str(value) for value in row if value is not None and HAN.search(str(value))}
    people = {user.name for book in county.books for user in book.workplace.users}
    return sorted((found - ours) | people | BY_DESIGN | published(), key=len, reverse=True)


def published() -> set[str]:
    """Give what the register of 2009 says as it was published, with the names of its regions."""
    register = programme()
    figures = {
        words for one in register.figures for words in (one.words, one.place, one.slogan, one.position, *one.notes)
    }
    return (figures | {register.source, *register.slogans, *register.slogans.values(), *register.undertakings}) - {""}


def left(words: str, data: list[str]) -> bool:
    """Tell whether Chinese is left when data and the names of regions are taken out."""
    if not HAN.search(words):
        return False
    for one in data:
        words = words.replace(one, "")
    return bool(HAN.search(words))


def is_file(words: str) -> bool:
    """Tell whether it is the path that is proposed for a file: what is in it is for Chinese offices, and so is its name."""
    return Path(words).is_absolute()


def said(page: QWidget) -> Iterator[tuple[str, str]]:
    """Give (kind of part, words) for all that the part of the window says to eye or ear."""
    for part in (page, *page.findChildren(QWidget)):
        name = type(part).__name__
        yield name, part.toolTip()
        yield name, part.accessibleName()
        yield name, part.windowTitle()
        if isinstance(part, (QLabel, QAbstractButton)):
            yield name, re.sub(r"<[^>]*>", "", part.text())
        elif isinstance(part, (QLineEdit, QPlainTextEdit)):
            yield name, part.placeholderText()
        elif isinstance(part, QComboBox):
            yield from ((name, part.itemText(at)) for at in range(part.count()))
        elif isinstance(part, QTabBar):
            yield from ((name, part.tabText(at) + part.tabToolTip(at)) for at in range(part.count()))
        elif isinstance(part, QTableView | QListWidget | QTreeView) and part.model() is not None:
            yield from ((name, words) for words in cells(part))
    yield from (("QAction", f"{act.text()} {act.toolTip()}") for act in page.findChildren(QAction))


def cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(min(model.rowCount(), ROWS)):
            at = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                yield str(at.data(role) or "")


def parts(window: MainWindow, county: County) -> Iterator[tuple[str, Page]]:
    """Open every page, each of its tabs, and on pages of records each list and an empty form of each."""
    for spec in pages_for(window.context.workplace.kind):
        window.go(spec.key, county.persons[0] if spec.key == "person" else None)
        settle(window)
        page = window.page(spec.key)
        yield spec.key, page
        for bar in page.findChildren(QTabBar):
            for at in range(bar.count()):
                bar.setCurrentIndex(at)
                settle(window)
            yield spec.key, page
        if isinstance(page, RecordsPage):
            for view in list(page._views.values()):
                page._choose(view.name)
                settle(window)
                if page.may_write(view) and not view.kept:
                    page.new_of(view.name, {})
                    settle(window)
                yield f"{spec.key}:{view.name}", page
                page._show_list()


def test_nothing_of_ours_is_left_in_chinese(
    window: MainWindow, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Press whatever can be pressed, and read all pages: dialogs, Qt's own ones, and what the window answers, speak English, too."""
    heard: dict[tuple[str, str], str] = {}

    def note(where: str, found: Iterable[tuple[str, str]]) -> None:
        for part in found:
            heard.setdefault(part, where)

    dialogs = listen(monkeypatch, note)
    pressed = sum(press_everything(page) for _key, page in pages(window))
    for key, page in parts(window, county):
        note(key, said(page))
    note("window", said(window))
    data = entered(county)
    found = {part: at for part, at in heard.items() if left(part[1], data) and not is_file(part[1])}
    assert not found, "\n" + "\n".join(f"{at} {kind}: {words!r}" for (kind, words), at in found.items())
    assert pressed > 20
    assert len(dialogs) > 2


def listen(monkeypatch: pytest.MonkeyPatch, note: Callable[[str, Iterable[tuple[str, str]]], None]) -> set[str]:
    """Put dialogs aside, and note what they say, what Qt's own are asked to say, and what the window answers; the kinds of dialogs gather in the answer."""
    dialogs: set[str] = set()

    def look(dialog: QDialog) -> QDialog.DialogCode:
        dialogs.add(type(dialog).__name__)
        note(type(dialog).__name__, said(dialog))
        return QDialog.DialogCode.Rejected

    put_aside(monkeypatch, look)
    for owner, name in ((QFileDialog, "getOpenFileName"), (QFileDialog, "getSaveFileName")):
        monkeypatch.setattr(owner, name, _noted(getattr(owner, name), note))
    for answer in (Toast, Banner):

        def say(self: Any, words: str, *more: Any, true_say: Any = answer.say) -> None:
            note("answer", [(type(self).__name__, words)])
            true_say(self, words, *more)

        monkeypatch.setattr(answer, "say", say)
    return dialogs


def _noted(ask: Callable[..., Any], note: Callable[[str, Iterable[tuple[str, str]]], None]) -> Callable[..., Any]:
    def asked(*told: Any, **more: Any) -> Any:
        note("Qt", (("Qt", words) for words in told if isinstance(words, str)))
        return ask(*told, **more)

    return asked

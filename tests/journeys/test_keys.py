"""Every primary button shows its key, and no key means two things on a page: at each workplace, for who may do the most there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QTabBar, QWidget

from tests.journeys import small_county
from tests.journeys.small_county import County
from tests.journeys.test_every_page import signed_in
from tests.journeys.walking import pages
from ui.actions import ActionButton, KeyedButton, key_words
from ui.open import build_window, settle
from ui.window import MainWindow


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    made = small_county.build(tmp_path_factory.mktemp("keys"))
    made.send_class()
    made.issue(2)
    yield made
    made.close()


@pytest.fixture(
    params=[("desk", "supervisor"), ("base", "supervisor"), ("province", "officer")], ids=lambda one: one[0]
)
def window(request: pytest.FixtureRequest, county: County, qapp: QApplication) -> Iterator[MainWindow]:
    book = signed_in(county, *request.param)
    made = build_window(book)
    made.resize(1024, 768)
    made.show()
    settle(made)
    yield made
    made.close()
    made.context.jobs.close()
    made.deleteLater()
    qapp.processEvents()
    book.close()


def reach(part: QWidget) -> set[QWidget]:
    """Give a part with all that it lies in: with the keyboard in it, the keys of all of these are heard."""
    above = part.parentWidget()
    return {part} if above is None else {part, *reach(above)}


def owners(page: QWidget, window: MainWindow) -> Iterator[tuple[str, str, QWidget, bool]]:
    """Give (key, words, owner, whether it is heard wherever the keyboard is) of all that can be pressed in sight."""
    for act in {id(one): one for one in [*page.actions(), *page.findChildren(QAction)]}.values():
        owner = act.parent()
        if (
            isinstance(owner, QWidget)
            and owner.isVisible()
            and act.isVisible()
            and act.isEnabled()
            and not act.shortcut().isEmpty()
        ):
            yield act.shortcut().toString(), act.text(), owner, False
    for one in page.findChildren(KeyedButton):
        if one.isVisible() and one.isEnabled():
            yield one.key.toString(), one.text(), one, True
    for short in window.findChildren(QShortcut):
        if short.parent() is window:
            yield short.key().toString(), "window", window, True


def twice(found: list[tuple[str, str, QWidget, bool]]) -> list[str]:
    return [
        f"{key}: {words} / {other}"
        for at, (key, words, owner, everywhere) in enumerate(found)
        for other_key, other, other_owner, other_everywhere in found[at + 1 :]
        if key == other_key
        and (everywhere or other_everywhere or owner in reach(other_owner) or other_owner in reach(owner))
    ]


def test_no_key_means_two_things_and_every_primary_button_shows_its_own(window: MainWindow) -> None:
    clashes, bare = [], []
    for key, page in pages(window):
        for _tab in tabs(page, window):
            clashes += [f"{key}: {words}" for words in twice(list(owners(page, window)))]
            primary = [one for one in page.findChildren(QPushButton) if one.property("kind") == "primary"]
            bare += [f"{key}: {one.text()}" for one in primary if one.isVisible() and not key_of(one)]
    assert clashes == []
    assert bare == []


def tabs(page: QWidget, window: MainWindow) -> Iterator[int]:
    """Show the page as it came into sight, and then each of its tabs."""
    yield -1
    for bar in page.findChildren(QTabBar):
        for at in range(bar.count() if bar.isVisible() else 0):
            bar.setCurrentIndex(at)
            settle(window)
            yield at


def key_of(button: QPushButton) -> str:
    """Give the key that a button shows."""
    if isinstance(button, KeyedButton):
        shown = key_words(button.key)
    elif isinstance(button, ActionButton):
        shown = key_words(button.act.shortcut())
    else:
        return ""
    return shown if shown and button.text().endswith(shown) else ""


def test_the_sheet_of_keys_names_what_can_be_done_in_sight(window: MainWindow) -> None:
    window.go(next(iter(window._specs)))
    settle(window)
    listed = dict(window._page_keys())
    assert listed
    assert "" not in listed.values()


def test_daily_deeds_have_keys_of_their_own(county: County, qapp: QApplication, tmp_path: Path) -> None:
    """Loss, reissue and void of a voucher, reprint and revocation of a certificate, leaving a class: each by one key on the marked line."""
    book = signed_in(county, "desk", "supervisor")
    window = build_window(book)
    window.show()
    window.go("vouchers")
    settle(window)
    listed = dict(window._page_keys())
    assert {words: listed[words] for words in ("挂失", "补发", "作废", "查看和重打")} == {
        "挂失": "Ctrl+G", "补发": "Ctrl+B", "作废": "Ctrl+D", "查看和重打": "Ctrl+R",
    }  # fmt: skip
    window.close()
    window.context.jobs.close()
    book.close()
    qapp.processEvents()

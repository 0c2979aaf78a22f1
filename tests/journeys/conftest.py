"""What every journey through the window begins and ends with."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.casebook import Casebook
from tests.journeys import desk_world
from tests.journeys.desk_world import Desk
from ui.app import make_application
from ui.open import build_window, settle
from ui.theme import Mode
from ui.window import MainWindow


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application(["test"], Mode.LIGHT)[0]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Found a desk once, to be copied."""
    return desk_world.found_desk(tmp_path_factory.mktemp("world"))


@pytest.fixture
def book(founded: Desk, tmp_path: Path) -> Iterator[Casebook]:
    """Open a copy of the desk's casebook."""
    shutil.copytree(founded.path, tmp_path / "desk")
    opened = desk_world.open_desk(tmp_path / "desk")
    yield opened
    opened.close()


@pytest.fixture
def window(qapp: QApplication, book: Casebook) -> Iterator[MainWindow]:
    """Open the desk's window."""
    made = build_window(book)
    made.resize(1024, 768)
    made.show()
    settle(made)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[[Casebook], MainWindow]]:
    """Open windows, and close them with their threads in the end."""
    make_application(["tests"])
    windows: list[MainWindow] = []

    def open_one(book: Casebook) -> MainWindow:
        window = build_window(book)
        window.resize(1024, 768)
        window.show()
        settle(window)
        windows.append(window)
        return window

    yield open_one
    for window in windows:
        window.close()
        window.context.jobs.close()
        window.deleteLater()
    QApplication.processEvents()

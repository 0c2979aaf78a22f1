"""What every journey through the window begins and ends with."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.casebook import Casebook
from tests.journeys import desk_world
from tests.journeys.desk_world import Desk
from tests.journeys.walking import shown
from ui.app import make_application
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
    with shown(book) as made:
        yield made


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[[Casebook], MainWindow]]:
    """Open windows, and close them with their threads in the end."""
    make_application(["tests"])
    with ExitStack() as windows:
        yield lambda book: windows.enter_context(shown(book))

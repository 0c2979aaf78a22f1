"""What every journey through the window begins and ends with."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.casebook import Casebook
from ui.app import make_application
from ui.open import build_window, settle
from ui.window import MainWindow


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

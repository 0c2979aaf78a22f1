"""One dressed application for all tests of the window, offscreen."""

import os
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from ui.app import make_application
from ui.jobs import Jobs
from ui.theme import Mode


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    app, _theme = make_application(["test"], Mode.LIGHT)
    return app


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs[Any]]:
    made: Jobs[Any] = Jobs(lambda _writing: object())
    yield made
    made.close()

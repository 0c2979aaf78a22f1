"""Cycles are swept from the window's thread, between two pieces of work and never within one."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject

from ui import garbage
from ui.garbage import Sweeper
from ui.jobs import Jobs


@pytest.fixture(autouse=True)
def python_sweeps_again() -> Iterator[None]:
    yield
    gc.disable()  # as tests/conftest.py has it


def test_python_sweeps_by_itself_only_before_and_after(jobs: Jobs[Any]) -> None:
    gc.enable()
    owner = QObject()
    sweeper = Sweeper(jobs, owner)
    assert not gc.isenabled()
    sweeper.stop()
    assert gc.isenabled()


def test_nothing_is_swept_while_work_is_under_way(jobs: Jobs[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[tuple[int, ...]] = []
    monkeypatch.setattr(gc, "collect", lambda *which: swept.append(which))
    monkeypatch.setattr(gc, "get_count", lambda: (garbage._YOUNG + 1, 0, 0))
    owner = QObject()
    sweeper = Sweeper(jobs, owner)
    monkeypatch.setattr(Jobs, "busy", True)
    sweeper.sweep()
    assert swept == []
    monkeypatch.setattr(Jobs, "busy", False)
    for _beat in range(garbage._WHOLE_EVERY):
        sweeper.sweep()
    assert swept == [(1,)] * (garbage._WHOLE_EVERY - 1) + [()]

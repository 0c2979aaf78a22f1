"""A list of a million rows holds only what is looked at."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from rules.errors import UserError
from tests.ui.sample import COLUMNS, Line, numbers
from ui.jobs import Jobs
from ui.models.numbered import Numbered
from ui.models.rows import KEPT, NOTHING_YET, WINDOW, RowsModel
from ui.widgets.table_view import TableView


class Refused(UserError):
    code = "REFUSED_IN_TEST"


def fail(error: Exception) -> None:
    raise AssertionError(error)


def model_of(qtbot: QtBot, jobs: Jobs[Any], source: Numbered[Line]) -> RowsModel[Line]:
    model: RowsModel[Line] = RowsModel(jobs, COLUMNS, fail)
    with qtbot.waitSignal(model.loaded):
        model.show(source)
    return model


def shown(model: RowsModel[Line], row: int) -> str:
    return str(model.data(model.index(row, 1)))


def shows(model: RowsModel[Line], row: int) -> bool:
    return shown(model, row) == f"第 {row:,} 人"


def test_the_first_window_is_there_at_once(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    model = model_of(qtbot, jobs, numbers(1_000_000))
    assert model.rowCount() == 1_000_000
    assert shown(model, 0) == "第 0 人"


def test_a_far_row_comes_when_it_is_looked_at(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    model = model_of(qtbot, jobs, numbers(1_000_000))
    assert shown(model, 999_999) == NOTHING_YET
    qtbot.waitUntil(lambda: shown(model, 999_999) == "第 999,999 人")


@pytest.mark.parametrize("count", [0, 1, WINDOW - 1, WINDOW, WINDOW + 1, 3 * WINDOW, 3 * WINDOW + 7])
def test_every_row_is_reached_once(qtbot: QtBot, jobs: Jobs[Any], count: int) -> None:
    model = model_of(qtbot, jobs, numbers(count))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == count
    for row in range(count):
        qtbot.waitUntil(partial(shows, model, row))


def test_memory_stays_bounded(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    model = model_of(qtbot, jobs, numbers(100 * WINDOW))
    for window in range(100):
        qtbot.waitUntil(partial(shows, model, window * WINDOW))
    assert len(model._windows) <= KEPT


def test_another_source_drops_what_the_former_still_fetched(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    model: RowsModel[Line] = RowsModel(jobs, COLUMNS, fail)
    model.show(numbers(5))
    with qtbot.waitSignal(model.loaded, check_params_cb=lambda total: total == 7):
        model.show(numbers(7))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert model.rowCount() == 7


def test_a_failure_is_told_and_the_window_can_be_asked_for_again(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    good = numbers(1000)
    failures: list[Exception] = []
    tries: list[int] = []

    def fetch(book: Any, wanted: Sequence[int]) -> Sequence[Line | None]:
        if wanted[0]:
            tries.append(wanted[0])
            if len(tries) == 1:
                raise Refused
        return good.fetch(book, wanted)

    model: RowsModel[Line] = RowsModel(jobs, COLUMNS, failures.append)
    with qtbot.waitSignal(model.loaded):
        model.show(Numbered(good.piece, fetch))
    model.row(500)
    qtbot.waitUntil(lambda: len(failures) == 1)
    qtbot.waitUntil(lambda: model.row(500) is not None)


def test_enter_opens_a_row_and_an_empty_table_says_so(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    view = TableView("还没有人")
    qtbot.addWidget(view)
    model: RowsModel[Line] = RowsModel(jobs, COLUMNS, fail, view)
    view.set_rows(model)
    view.resize(700, 300)
    view.show()
    with qtbot.waitSignal(model.loaded):
        model.show(numbers(0))
    blank = view.grab().toImage()
    with qtbot.waitSignal(model.loaded):
        model.show(numbers(3))
    assert view.grab().toImage() != blank
    opened: list[Line] = []
    view.opened.connect(opened.append)
    view.setCurrentIndex(model.index(2, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert [line.n for line in opened] == [2]
    assert view.current_row().n == 2


def test_a_reload_keeps_place_and_choice(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    view = TableView("还没有人")
    qtbot.addWidget(view)
    model: RowsModel[Line] = RowsModel(jobs, COLUMNS, fail, view)
    view.set_rows(model)
    view.resize(700, 300)
    view.show()
    with qtbot.waitSignal(model.loaded):
        model.show(numbers(1000))
    view.setCurrentIndex(model.index(150, 0))
    view.scrollTo(model.index(150, 0))
    place = view.verticalScrollBar().value()
    with qtbot.waitSignal(model.loaded):
        model.reload()
    assert view.currentIndex().row() == 150
    assert view.verticalScrollBar().value() == place
    with qtbot.waitSignal(model.loaded):
        model.show(numbers(500))
    assert not view.currentIndex().isValid()


def test_where_there_is_no_room_the_spare_columns_give_way() -> None:
    from ui.models.rows import Column
    from ui.widgets.column_layout import that_fit

    columns: list[Column[Any]] = [
        Column("券号", str, 200),
        Column("姓名", str),
        Column("工种", str, 100, spare=2),
        Column("日期", str, 100, spare=1),
    ]
    widths = {0: 200, 1: 96, 2: 100, 3: 100}
    assert that_fit(columns, widths, 496) == {0, 1, 2, 3}
    assert that_fit(columns, widths, 495) == {0, 1, 2}
    assert that_fit(columns, widths, 300) == {0, 1}
    assert that_fit(columns, widths, 10) == {0, 1}

"""The lists of the desk by keys: found, narrowed, put in order, chosen, taken out as a workbook that says so in the log."""

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from db import backup, sweeping
from db.casebook import Casebook
from printouts import workbook
from rules import pinyin
from rules.errors import CancelledWork
from ui.models.rows import RowsModel
from ui.open import settle
from ui.pages.people import PeoplePage
from ui.pages.vouchers import Vouchers
from ui.widgets.column_layout import Layout
from ui.widgets.list_filters import DaySpan
from ui.widgets.table_view import TableView
from ui.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def people(window: MainWindow) -> PeoplePage:
    window.go("people")
    settle(window)
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    return page


def names(page: PeoplePage) -> list[str]:
    return [str(page.model.data(page.model.index(row, 0))) for row in range(page.model.total)]


def save_as(monkeypatch: pytest.MonkeyPatch, to: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given, **_named: (str(to), ""))


def test_names_are_put_in_order_by_sound_and_the_next_start_remembers(
    window: MainWindow, people: PeoplePage, book: Casebook
) -> None:
    people.table.horizontalHeader().sectionClicked.emit(0)
    settle(window)
    assert names(people) == sorted(names(people), key=pinyin.sort_key)
    assert names(people)[0] == "阿依古丽·买买提"
    people.list.memory.keep()
    settle(window)
    assert '"姓名"' in book.setting("list.people")


def test_chips_fields_and_words_narrow_together(window: MainWindow, people: PeoplePage) -> None:
    people.list._more.click()
    days = people.list.filters[3]
    assert isinstance(days, DaySpan)
    days.first.setText("今天")  # from the input method
    QTest.keyClick(days.first, Qt.Key.Key_Return)
    settle(window)
    assert people.model.total == 13
    QTest.keyClicks(days.last, "2009-09-01")
    QTest.keyClick(days.last, Qt.Key.Key_Return)
    settle(window)
    assert people.model.total == 0
    people.list._more.click()
    assert people.list._active.isVisibleTo(people)
    people.list.clear()
    settle(window)
    assert people.model.total == 13


def test_all_found_go_out_as_a_workbook_and_the_log_says_so(
    window: MainWindow, people: PeoplePage, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "名单.xlsx"
    save_as(monkeypatch, to)
    said: list[str] = []
    people.said.connect(said.append)
    people.table.setFocus()
    QTest.keyClick(people.table, Qt.Key.Key_A, CTRL)
    QTest.keyClick(people.table, Qt.Key.Key_E, CTRL)
    settle(window)
    sheet = openpyxl.load_workbook(to).worksheets[0]
    headings = [cell.value for cell in sheet[3]]
    assert {"姓名", "证件号码", "年龄", "登记日期"} <= set(headings)
    row = dict(zip(headings, sheet[5], strict=True))
    assert row["证件号码"].data_type == "s"
    assert len(str(row["证件号码"].value)) == 18
    assert row["年龄"].data_type == "n"
    assert row["登记日期"].data_type == "d"
    assert sheet.max_row == 3 + 13
    noted = book.store.one("SELECT list, file, records FROM list_export")
    assert tuple(noted) == ("服务对象名单", "名单.xlsx", 13)
    assert book.setting(sweeping.NOTE, "[]") == "[]"
    assert "已导出 13 行" in said[0]


def test_what_is_selected_goes_out_alone(
    window: MainWindow, people: PeoplePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "选中.csv"
    save_as(monkeypatch, to)
    people.table.setCurrentIndex(people.model.index(2, 0))
    for _turn in range(3):
        QTest.keyClick(people.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    people.list.export_action.trigger()
    settle(window)
    lines = to.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == names(people)[2:6]


def test_more_than_a_workbook_holds_is_refused_before_it_is_begun(
    window: MainWindow, people: PeoplePage, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million persons were written for minutes, and journalled, before anybody heard that they do not fit."""
    monkeypatch.setattr(workbook, "MOST_LINES", 12)
    save_as(monkeypatch, tmp_path / "名单.xlsx")
    people.list.export_action.trigger()
    settle(window)
    assert "存为 CSV" in window.banner.accessibleName()
    assert not (tmp_path / "名单.xlsx").exists()
    assert book.store.one("SELECT 1 FROM list_export") is None
    save_as(monkeypatch, tmp_path / "名单.csv")
    people.list.export_action.trigger()
    settle(window)
    assert len((tmp_path / "名单.csv").read_text("utf-8-sig").splitlines()) == 1 + 13


def test_a_file_that_is_there_is_not_overwritten(
    window: MainWindow, people: PeoplePage, book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "名单.xlsx"
    to.write_bytes(b"kept")
    save_as(monkeypatch, to)
    people.list.export_action.trigger()
    settle(window)
    assert to.read_bytes() == b"kept"
    assert book.store.one("SELECT 1 FROM list_export") is None
    assert window.banner.isVisible()


def test_short_lists_are_put_in_order_by_any_column(window: MainWindow) -> None:
    window.go("classes")
    settle(window)
    table = next(one for one in window.page("classes").findChildren(TableView) if one.isVisible())
    model = table.model()
    assert isinstance(model, RowsModel)
    assert "排序" in [entry.text() for entry in table.menu().actions()]
    shown = [[str(model.data(model.index(row, column))) for row in range(model.total)] for column in range(2)]
    assert len(set(shown[0])) > 1
    table.horizontalHeader().sectionClicked.emit(0)
    settle(window)
    assert [str(model.data(model.index(row, 0))) for row in range(model.total)] == sorted(shown[0], key=pinyin.sort_key)


def test_vouchers_go_out_with_money_and_days_that_count(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "台账.xlsx"
    save_as(monkeypatch, to)
    window.go("vouchers")
    settle(window)
    table = next(one for one in window.page("vouchers").findChildren(TableView) if one.isVisible())
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_E, CTRL)
    settle(window)
    sheet = openpyxl.load_workbook(to).worksheets[0]
    row = dict(zip([cell.value for cell in sheet[3]], sheet[4], strict=True))
    assert (row["券号"].data_type, row["面值（元）"].value, row["发放日期"].data_type) == ("s", 500, "d")
    assert sheet.max_row == 3 + 5


def test_vouchers_are_put_in_order_narrowed_and_remembered_like_persons(window: MainWindow, book: Casebook) -> None:
    window.go("vouchers")
    settle(window)
    page = window.page("vouchers")
    assert isinstance(page, Vouchers)
    page.table.horizontalHeader().sectionClicked.emit(1)
    settle(window)
    listed = [str(page.model.index(row, 1).data()) for row in range(page.model.total)]
    assert listed == sorted(listed, key=pinyin.sort_key)
    assert len(listed) == 5
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F, CTRL)
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "wxy")
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    settle(window)
    assert [str(page.model.index(row, 1).data()) for row in range(page.model.total)] == ["王秀英"]
    assert page.table.hasFocus()
    page.list.clear()
    page.search.clear()
    page.search.settle()
    page.list.memory.keep()
    settle(window)
    assert page.model.total == 5
    assert '"持券人"' in book.setting("list.vouchers")


def test_a_short_list_remembers_its_columns_and_order(window: MainWindow, book: Casebook) -> None:
    book.set_setting("list.classes", Layout(sorted_by="班级", descending=True).to_text())
    window.go("classes")
    settle(window)
    table = next(one for one in window.page("classes").findChildren(TableView) if one.isVisible())
    model = table.model()
    assert isinstance(model, RowsModel)
    number = next(place for place, column in enumerate(model.columns()) if column.name == "班级")
    listed = [str(model.index(row, number).data()) for row in range(model.total)]
    assert listed == sorted(listed, key=pinyin.sort_key, reverse=True)
    assert len(listed) > 1


def test_a_backup_tells_how_far_it_is_and_can_be_stopped(book: Casebook, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 1:
            raise CancelledWork

    with pytest.raises(CancelledWork):
        backup.back_up(book, tmp_path, stop)
    assert heard == [(0, 3), (1, 3)]
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == []
    assert not (book.workplace.path / "backup.db.part").exists()

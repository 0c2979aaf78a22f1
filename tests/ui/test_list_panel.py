"""A list with everything about it: found, narrowed, sorted, arranged, selected, copied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db import walks
from db.walks import Piece
from tests.ui import sample
from ui.jobs import Jobs
from ui.models.listed import of_list
from ui.models.numbered import Numbered, Run
from ui.models.rows import WINDOW, Column, RowsModel
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets import clipboard, column_layout
from ui.widgets.capacity_bar import CapacityBar
from ui.widgets.column_layout import Layout, shared, squeezed
from ui.widgets.list_filters import ChipRow, Chips, Days, Pick, PickBox
from ui.widgets.list_panel import Asked, ListPanel, ListSpec
from ui.widgets.listing import Listing
from ui.widgets.table_view import TableView

MANY = 20_000


@dataclass
class Shelf:
    """Stand for a casebook that keeps settings alone."""

    kept: dict[str, str] = field(default_factory=dict)

    def setting(self, name: str) -> str:
        return self.kept.get(name, "")

    def set_setting(self, name: str, value: str) -> None:
        self.kept[name] = value


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def jobs(qapp: object, shelf: Shelf) -> Iterator[Jobs[Any]]:
    made: Jobs[Any] = Jobs(lambda _writing: shelf)
    yield made
    made.close()


def fail(error: Exception) -> None:
    raise AssertionError(error)


def many(asked: Asked, asked_for: list[Sequence[int]] | None = None) -> Numbered[int]:
    """Give the numbers up to MANY, narrowed by what is asked, in pieces."""
    step = 2 if asked.chosen.get("even") else 1
    numbers = [n for n in range(0, MANY, step) if asked.text in str(n)]
    if asked.order == "size":
        numbers = sorted(numbers, reverse=asked.descending)

    def piece(_book: Any, mark: Any, _check: Any) -> Piece:
        start = mark or 0
        stop = start + (walks.FIRST if mark is None else walks.STEP)
        return Piece(numbers[start:stop], stop if stop < len(numbers) else None)

    def fetch(_book: Any, wanted: Sequence[int]) -> list[int | None]:
        if asked_for is not None:
            asked_for.append(wanted)
        return list(wanted)

    return Numbered(piece, fetch)


COLUMNS = [
    Column[int]("数", str, 80, order="size", value=lambda n: n, key="number"),
    Column[int]("字", lambda n: f"第{n}个"),
    Column[int]("尾", lambda n: str(n)[-1], 80, extra=True),
]
SPEC = ListSpec(
    name="many", title="数表", columns=COLUMNS, source=many, empty="还没有数", find="数", counted="共 {n} 个",
    filters=(Chips("even", ((None, "全部"), (True, "双数"))), Pick("size", "大小", ((1, "小"), (2, "大"))), Days("first", "last", "日期")),
)  # fmt: skip


@pytest.fixture
def listed(qtbot: QtBot, jobs: Jobs[Any]) -> ListPanel[int]:
    made: ListPanel[int] = ListPanel(sample.context(jobs), SPEC, fail)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.reload()
    qtbot.waitUntil(lambda: made.model.total == MANY)
    return made


def first_cell(listed: ListPanel[int], row: int = 0) -> str:
    return str(listed.model.data(listed.model.index(row, 0)))


def test_a_run_gives_any_part_of_itself() -> None:
    run = Run()
    pieces = [range(5), [9, 8], range(0), [7]]
    for piece in pieces:
        run.add(piece)
    whole = [n for piece in pieces for n in piece]
    for start in range(len(whole) + 1):
        for stop in range(start, len(whole) + 2):
            assert run.between(start, stop) == whole[start:stop]


def test_the_end_of_a_long_list_is_one_step_away(qtbot: QtBot, listed: ListPanel[int]) -> None:
    QTest.keyClick(listed.table, Qt.Key.Key_End)
    assert listed.table.currentIndex().row() == MANY - 1
    qtbot.waitUntil(lambda: first_cell(listed, MANY - 1) == str(MANY - 1))
    for row in (137, 15_003, 9_999, WINDOW * 50 - 1):
        qtbot.waitUntil(lambda row=row: first_cell(listed, row) == str(row))  # type: ignore[misc]
    QTest.keyClick(listed.table, Qt.Key.Key_Home)
    assert listed.table.currentIndex().row() == 0


def test_only_what_is_looked_at_is_read(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    seen: list[Sequence[int]] = []
    model: RowsModel[int] = RowsModel(jobs, COLUMNS, fail)
    model.show(many(Asked(), seen))
    qtbot.waitUntil(lambda: model.total == MANY and model.whole)
    model.row(MANY // 2)
    qtbot.waitUntil(lambda: model.row(MANY // 2) is not None)
    assert sum(map(len, seen)) <= 3 * WINDOW


def test_a_list_out_of_sight_measures_no_rows(qtbot: QtBot, jobs: Jobs[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    made: ListPanel[int] = ListPanel(sample.context(jobs), SPEC, fail)
    qtbot.addWidget(made)
    made.resize(900, 400)
    asked: list[int] = []
    read = made.model.data

    def noted(index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        asked.append(index.row())
        return read(index, role)

    monkeypatch.setattr(made.model, "data", noted)
    made.reload()
    qtbot.waitUntil(lambda: made.model.total == MANY)
    made.table._share_width()
    assert len(asked) < WINDOW
    made.show()
    qtbot.waitUntil(lambda: len(asked) > 0)
    assert max(asked) < WINDOW


def test_filters_and_words_narrow_and_say_so(qtbot: QtBot, listed: ListPanel[int]) -> None:
    chips, box = listed.filters[0], listed.filters[1]
    assert isinstance(chips, ChipRow)
    assert isinstance(box, PickBox)
    chips.chips[True].click()
    qtbot.waitUntil(lambda: listed.model.total == MANY // 2)
    assert listed.told.text() == f"共 {MANY // 2:,} 个"
    QTest.keyClicks(listed.line, "1999")
    qtbot.waitUntil(lambda: listed.model.total == 5)
    box.choose(2)
    box.changed.emit()
    assert listed.asked() == Asked("1999", {"even": True, "size": 2})
    assert listed._more.text() == "筛选（1）"
    listed.clear()
    assert listed.asked() == Asked("1999")


def test_typing_in_the_list_goes_to_the_line(qtbot: QtBot, listed: ListPanel[int]) -> None:
    listed.go_into()
    QTest.keyClicks(listed.table, "7")
    assert listed.line.text() == "7"
    qtbot.waitUntil(lambda: listed.model.total < MANY)


def test_a_title_sorts_up_down_and_back(qtbot: QtBot, listed: ListPanel[int]) -> None:
    asked: list[tuple[str, bool]] = []
    listed.table.order_wanted.connect(
        lambda _column, _down: asked.append((listed.asked().order, listed.asked().descending))
    )
    for _turn in range(3):
        listed.table.horizontalHeader().sectionClicked.emit(0)
    assert asked == [("size", False), ("size", True), ("", False)]
    listed.table.horizontalHeader().sectionClicked.emit(1)  # it has no order
    assert len(asked) == 3
    listed.table.horizontalHeader().sectionClicked.emit(0)
    listed.table.horizontalHeader().sectionClicked.emit(0)
    qtbot.waitUntil(lambda: first_cell(listed) == str(MANY - 1))


def test_all_that_is_found_is_a_question_not_a_list(qtbot: QtBot, listed: ListPanel[int]) -> None:
    listed.table.setFocus()
    QTest.keyClick(listed.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert listed.table.selected_spans() is None
    assert listed.table.selected_count() == MANY
    read = list(listed.model.reader(None)(None, lambda _done, _all: None))
    assert read == list(range(MANY))
    listed.table.selectRow(5)
    assert listed.table.selected_spans() == [(5, 6)]


def test_ranges_of_thousands_are_read_by_their_ends(listed: ListPanel[int]) -> None:
    table = listed.table
    table.setCurrentIndex(listed.model.index(100, 0))
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_spans() == [(100, MANY)]
    assert listed.told.text() == f"已选 {MANY - 100:,} / {MANY:,}"
    table.selectionModel().select(
        listed.model.index(7, 0), QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    )
    spans = table.selected_spans()
    assert spans == [(7, 8), (100, MANY)]
    read = list(listed.model.reader(spans)(None, lambda _done, _all: None))
    assert read == [7, *range(100, MANY)]


def test_space_takes_a_row_in_and_out(listed: ListPanel[int]) -> None:
    listed.table.setCurrentIndex(listed.model.index(3, 0))
    listed.table.clearSelection()
    QTest.keyClick(listed.table, Qt.Key.Key_Space)
    assert listed.table.selected_spans() == [(3, 4)]
    QTest.keyClick(listed.table, Qt.Key.Key_Space)
    assert listed.table.selected_spans() == []


def test_a_selection_of_very_many_is_not_asked_row_by_row(
    qtbot: QtBot, listed: ListPanel[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt's header asks, each time it is drawn, every selected row whether it can be selected: at a million the window stood still for minutes."""
    asked, true_count = 0, RowsModel.rowCount

    def count(model: RowsModel[int], parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt calls it
        nonlocal asked
        asked += 1
        return true_count(model, parent)

    monkeypatch.setattr(RowsModel, "rowCount", count)
    listed.show()
    qtbot.waitExposed(listed)
    listed.table.selectAll()
    listed.grab()
    assert listed.table.selected_count() == MANY
    assert asked < MANY / 10


def test_what_is_too_much_to_copy_is_said(qtbot: QtBot, listed: ListPanel[int]) -> None:
    """A clerk who pastes the first ten thousand must not take them for all."""
    listed.table.selectAll()
    with qtbot.waitSignal(listed.said) as told:
        QTest.keyClick(listed.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["选中 20,000 行，只复制了前 10,000 行。要全部的请导出（Ctrl+E）。"]
    assert len(QGuiApplication.clipboard().text().splitlines()) == clipboard.MOST + 1
    QGuiApplication.clipboard().clear()


def test_rows_are_copied_with_their_titles_as_text(qtbot: QtBot, listed: ListPanel[int]) -> None:
    listed.table.setCurrentIndex(listed.model.index(3, 0))
    QTest.keyClick(listed.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("数"))
    assert QGuiApplication.clipboard().text() == "数\t字\n3\t第3个"
    assert "mso-number-format:'\\@'" in QGuiApplication.clipboard().mimeData().html()
    clipboard.leave_text()
    assert not QGuiApplication.clipboard().mimeData().hasHtml()
    assert clipboard.as_html([["<b>&"]]).count("&lt;b&gt;&amp;") == 1
    assert clipboard.as_text([["a\tb\nc", "d"]]) == "a b c\td"


def test_columns_and_order_are_remembered(qtbot: QtBot, jobs: Jobs[Any], shelf: Shelf, listed: ListPanel[int]) -> None:
    listed.table.show_column("尾", on=True)
    listed.table.show_column("字", on=False)
    listed.table.horizontalHeader().resizeSection(0, 133)
    listed.table.horizontalHeader().sectionClicked.emit(0)
    qtbot.waitUntil(lambda: "list.many" in shelf.kept)
    again: ListPanel[int] = ListPanel(sample.context(jobs), SPEC, fail)
    qtbot.addWidget(again)
    again.resize(900, 400)
    again.show()
    again.reload()
    qtbot.waitUntil(lambda: again.model.total == MANY)
    assert [again.table.isColumnHidden(n) for n in range(3)] == [False, True, False]
    assert again.table.columnWidth(0) == 133
    assert again.asked().order == "size"


def test_figures_and_short_words_stand_whole_before_long_ones(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [
        Column[str]("Applicant", str), Column[str]("Principal", lambda _row: "1,666.66 yuan", 64, right=True), Column[str]("State", lambda _row: "Signed for", 40),
    ]  # fmt: skip
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.resize(480, 300)
    table.show()
    table.tell(["阿卜杜热合曼" * 9])
    qtbot.waitUntil(lambda: table.columnWidth(1) >= table.sizeHintForColumn(1) > 64)
    assert table.columnWidth(2) >= table.sizeHintForColumn(2) > 40
    assert table.columnWidth(0) < table.sizeHintForColumn(0), "the long words give way"
    assert sum(table.columnWidth(n) for n in range(3)) <= table.viewport().width()


def test_one_column_always_stays(listed: ListPanel[int]) -> None:
    for name in ("number", "字"):
        listed.table.show_column(name, on=False)
    assert [listed.table.isColumnHidden(n) for n in range(3)] == [True, False, True]


def test_the_menu_has_all_that_the_mouse_can_do(listed: ListPanel[int]) -> None:
    listed.table.selectRow(0)
    menu = listed.table.menu()
    words = [entry.text() for entry in menu.actions() if entry.text()]
    assert words == ["复制", "全选", "导出全部找到的", "排序", "显示的列"]


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "1", '{"widths": 3, "sort": 7, "shown": "a"}', '{"widths": {"a": "b"}}']
)
def test_what_was_kept_wrongly_counts_as_never_chosen(text: str) -> None:
    assert column_layout.from_text(text) == Layout()


def test_a_layout_is_kept_and_read_again() -> None:
    layout = Layout(("a", "字"), ("b", "a"), {"a": 120}, "a", descending=True)
    assert column_layout.from_text(layout.to_text()) == layout
    assert column_layout.from_text(Layout().to_text()) == Layout()


def test_short_lists_sort_by_every_column_names_by_sound(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [Column[str]("姓名", lambda name: name), Column[str]("字数", lambda name: str(len(name)), value=len)]
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.tell(["单雄信", "阿宝", "曾国", "赵云"], mark=2)
    model = table.model()
    assert isinstance(model, RowsModel)

    def shows() -> list[Any]:
        return [model.row(n) for n in range(4)]

    qtbot.waitUntil(lambda: table.current_row() == "曾国")
    table.horizontalHeader().sectionClicked.emit(0)
    qtbot.waitUntil(lambda: shows() == ["阿宝", "单雄信", "曾国", "赵云"])
    table.horizontalHeader().sectionClicked.emit(1)
    qtbot.waitUntil(lambda: shows() == ["阿宝", "曾国", "赵云", "单雄信"])
    QTest.keyClicks(table, "zy")
    assert table.current_row() == "赵云"


def test_a_bar_is_measured_with_the_numbers_beside_it(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [Column[str]("培训基地", str), Column[str]("已报 / 计划", lambda _row: "42 / 42", 114), Column[str]("进度", lambda _row: "已结业", 70)]  # fmt: skip
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    table.setItemDelegateForColumn(1, CapacityBar(table))
    qtbot.addWidget(table)
    table.resize(300, 200)
    table.show()
    table.tell(["安和县职业技能培训中心" * 3])
    qtbot.waitUntil(lambda: table.sizeHintForColumn(0) > table.columnWidth(0))  # the words give way
    assert table.columnWidth(1) >= 44 + 4 * GRID + table.fontMetrics().horizontalAdvance("42 / 42")


def test_rows_in_sight_alone_are_measured_after_a_new_order(
    qtbot: QtBot, listed: ListPanel[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One had scrolled far down; the new order begins with less rows than that."""
    table = listed.table
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    asked: list[int] = []
    true_data = RowsModel.data

    def data(self: RowsModel[int], index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            asked.append(index.row())
        return true_data(self, index, role)

    monkeypatch.setattr(RowsModel, "data", data)
    table.horizontalHeader().sectionClicked.emit(0)
    qtbot.waitUntil(lambda: listed.model.total == MANY and bool(asked))
    assert len(set(asked)) < 10 * table.viewport().height() // ROW_HEIGHT


def test_numbers_and_days_are_cut_after_all_words(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [
        Column[str]("券号", lambda _row: "51 2009 519901 001 000001 0", 60),
        Column[str]("日期", lambda _row: "2009-09-28", 40),
        Column[str]("核销基地", str),
        Column[str]("结论", lambda _row: "重复核销待查", 120),
    ]
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.resize(520, 200)
    table.show()
    table.tell(["安和县职业技能培训中心" * 3])
    qtbot.waitUntil(lambda: table.columnWidth(0) >= table.sizeHintForColumn(0) > 150)
    assert table.columnWidth(1) >= table.sizeHintForColumn(1) > 40
    assert table.columnWidth(2) < table.sizeHintForColumn(2), "the words give way"
    assert table.horizontalScrollBar().maximum() == 0


def test_a_column_to_spare_gives_way_before_a_number_is_cut(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [
        Column[str]("券号", lambda row: row, 60),
        Column[str]("申请人", lambda _row: "钱月丽"),
        Column[str]("类别", lambda _row: "工资", 120, spare=1),
    ]
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.resize(310, 200)
    table.show()
    table.tell(["7"])
    qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    assert not table.isColumnHidden(2)
    table.tell(["51 2009 519901 001 000001 0"])
    qtbot.waitUntil(lambda: table.isColumnHidden(2))
    assert table.columnWidth(0) >= table.sizeHintForColumn(0) > 100
    table.resize(500, 200)
    assert not table.isColumnHidden(2)


def test_a_column_of_a_set_width_has_what_is_left_before_one_that_needs_nothing(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [Column[str]("项目", str, 60), Column[str]("完成率", lambda _row: "85.0%", right=True)]
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.resize(500, 200)
    table.show()
    table.tell(["2 就业指导、职业介绍、政策咨询"])
    qtbot.waitUntil(lambda: table.columnWidth(0) >= table.sizeHintForColumn(0) > 60)
    assert sum(table.columnWidth(n) for n in range(2)) == table.viewport().width()


def test_words_have_the_room_that_another_column_does_not_need(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    columns = [
        Column[str]("日期", lambda _row: "9 月", 200),
        Column[str]("单位名称", lambda row: row),
        Column[str]("数", lambda _row: "1", 90, right=True),
    ]
    table: Listing[str] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.resize(420, 200)
    table.show()
    table.tell(["安和县云帆制衣厂工会委员会"])
    model = table.model()
    qtbot.waitUntil(lambda: model.rowCount() == 1 and table.columnWidth(0) < 200)
    assert table.columnWidth(1) >= table.sizeHintForColumn(1)
    assert table.horizontalScrollBar().maximum() == 0


def test_why_a_row_is_refused_has_room_in_a_narrow_import(qtbot: QtBot, jobs: Jobs[Any]) -> None:
    from db.roster import RosterDetail
    from ui.dialogs.table_import import _columns

    columns = _columns("姓名")
    table: Listing[RosterDetail] = Listing(jobs, columns, "没有", fail)
    qtbot.addWidget(table)
    table.resize(611, 300)
    table.show()
    reason = "身份证号码校验位不符，请对照证件核对"
    table.tell([RosterDetail("", 12, "欧阳建国", "duplicate", "ID", "身份证号码", "5199****003", reason)])
    places = {one.title: at for at, one in enumerate(columns)}
    qtbot.waitUntil(lambda: table.isColumnHidden(places["内容"]))
    for title in ("结果", "原因"):
        assert table.columnWidth(places[title]) >= table.sizeHintForColumn(places[title]), title


def test_reading_anew_keeps_a_far_place(qtbot: QtBot, listed: ListPanel[int]) -> None:
    listed.table.setCurrentIndex(listed.model.index(15_000, 0))
    listed.table.scrollTo(listed.model.index(15_000, 0))
    place = listed.table.verticalScrollBar().value()
    with qtbot.waitSignal(listed.model.loaded):
        listed.reload()
    assert listed.table.currentIndex().row() == 15_000
    assert listed.table.verticalScrollBar().value() == place


def test_nothing_is_lost_where_pieces_meet(qtbot: QtBot, jobs: Jobs[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "FIRST", 150)
    monkeypatch.setattr(walks, "STEP", 130)
    view = TableView("没有")
    qtbot.addWidget(view)
    model: RowsModel[int] = RowsModel(jobs, COLUMNS, fail, view)
    view.set_rows(model)
    view.show()
    model.show(many(Asked("9")))
    qtbot.waitUntil(lambda: model.whole)
    wanted = [n for n in range(MANY) if "9" in str(n)]
    for row in (0, 149, 150, 199, 200, 279, 280, 400, len(wanted) - 1):
        qtbot.waitUntil(lambda row=row: model.row(row) == wanted[row])  # type: ignore[misc]


def test_a_list_in_memory_keeps_its_order_when_nobody_sorts() -> None:
    source = of_list(["b", "a"])
    piece = source.piece(None, None, lambda: None)
    assert source.fetch(None, piece.numbers) == ["b", "a"]


@given(
    st.dictionaries(st.integers(0, 9), st.tuples(st.integers(1, 400), st.integers(1, 400)), max_size=8),
    st.integers(0, 3000),
)
def test_squeezed_columns_keep_what_they_need(columns: dict[int, tuple[int, int]], room: int) -> None:
    widths = {number: width for number, (width, _need) in columns.items()}
    needs = {number: need for number, (_width, need) in columns.items() if number % 2}
    found = squeezed(widths, needs, room)
    assert all(min(widths[n], needs.get(n, widths[n])) <= found[n] <= widths[n] for n in widths)
    at_need = sum(min(width, needs.get(number, width)) for number, width in widths.items())
    assert sum(found.values()) <= max(room, at_need)


@given(st.dictionaries(st.integers(0, 9), st.integers(-50, 600), max_size=8), st.integers(0, 3000))
def test_what_is_left_goes_first_to_the_columns_that_need_it(needs: dict[int, int], room: int) -> None:
    found = shared(needs, room)
    assert sum(found.values()) <= room
    assert sum(found.values()) > room - len(found) or not found
    if sum(max(0, need) for need in needs.values()) <= room:
        assert all(found[number] >= need for number, need in needs.items())

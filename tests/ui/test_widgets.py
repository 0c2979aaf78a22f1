"""Smaller parts: scanner, preview, timeline, verdicts, the application itself."""

import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QStyleOptionComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import sample
from ui import app as application
from ui import text
from ui.actions import ActionButton, action
from ui.tokens import RAIL_NARROW, RAIL_WIDTH
from ui.widgets.cards import StatTile, Verdict, VerdictPanel
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.rail import Rail, RailEntry
from ui.widgets.scan import Burst, ScanBox
from ui.widgets.timeline import Timeline
from ui.widgets.title_line import TitleLine


def fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.mark.parametrize(("gap", "count", "is_scan"), [(5, 22, True), (30, 22, True), (120, 22, False), (5, 4, False)])
def test_a_scanner_is_told_from_a_hand(gap: int, count: int, is_scan: bool) -> None:
    burst = Burst()
    for number in range(count):
        burst.key(1000 + number * gap)
    assert burst.ends(1000 + count * gap) is is_scan


def test_a_pause_begins_anew() -> None:
    burst = Burst()
    burst.key(0)
    for number in range(10):
        burst.key(5000 + number * 5)
    assert burst.ends(5050)
    assert not burst.ends(5051)


def test_the_scan_box_hands_over_folded_and_empties(qtbot: QtBot) -> None:
    box = ScanBox()
    qtbot.addWidget(box)
    codes: list[str] = []
    box.scanned.connect(lambda code, _by_machine: codes.append(code))
    box.setText(" ５１２０ ")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert codes == ["5120"]
    assert box.text() == ""


def test_the_timeline_takes_the_height_of_its_events(qtbot: QtBot) -> None:
    line = Timeline()
    qtbot.addWidget(line)
    line.show_events(sample.EVENTS)
    assert line.minimumHeight() > 30 * len(sample.EVENTS)
    line.resize(500, line.minimumHeight())
    assert not line.grab().isNull()


def test_a_verdict_speaks_in_words_too(qtbot: QtBot) -> None:
    panel = VerdictPanel(Verdict.NO, "不能发券", "本年度已领 1 张")
    qtbot.addWidget(panel)
    assert "不能发券" in panel.accessibleName()
    tile = StatTile("本月登记", "126")
    qtbot.addWidget(tile)
    assert "126" in tile.accessibleName()


def test_a_button_shows_the_key_of_its_action(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    done: list[int] = []
    act = action(owner, "登记", lambda: done.append(1), shortcut="Ctrl+N")
    button = ActionButton(act)
    assert not button.isVisible()
    button.setParent(owner)
    assert button.text() == "登记  Ctrl+N"
    button.click()
    act.setEnabled(False)
    assert not button.isEnabled()
    assert done == [1]


def test_a_choice_that_is_cut_keeps_what_tells_it_from_the_others(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(
        [
            "第1期家政服务员班（2009-03-16 至 2009-04-03）",
            "证书 297×210（A4 横，正文成段）",
            "证书 297×210（A4 横，逐栏）",
        ]
    )
    box.setFixedWidth(190)
    box.show()

    def shown() -> str:
        option = QStyleOptionComboBox()
        box.initStyleOption(option)
        return str(option.currentText)  # type: ignore[attr-defined]  # the published types leave out its fields

    assert shown().startswith("第1期家政服务员班")
    assert shown().endswith("…")
    box.setCurrentIndex(1)
    first = shown()
    box.setCurrentIndex(2)
    assert first != shown()
    assert first.endswith("成段）")
    box.setFixedWidth(600)
    assert shown() == box.currentText()


def test_a_choice_as_wide_as_its_words_cuts_none(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.setStyleSheet("QComboBox { padding: 0 20px; }")
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    box.addItem("四川省安和县（519901）")
    box.show()
    box.resize(box.sizeHint())
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText == box.currentText()  # type: ignore[attr-defined]  # as above


def test_a_head_gives_up_icons_and_keys_before_its_title_wraps(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    acts = [
        action(owner, words, lambda: None, icon="plus", shortcut=key)
        for words, key in (("返回", "Alt+Left"), ("修改", "Ctrl+E"))
    ]
    line = TitleLine(acts[0], acts[1:])
    line.setParent(owner)
    owner.resize(900, 80)
    owner.show()
    line.tell("WQ200900010001 安和县城南建筑劳务队")
    texts = {}
    for width in (700, 490):
        line.setGeometry(0, 0, width, 60)
        texts[width] = [one.text() for one in line.findChildren(QPushButton)]
    assert texts == {700: ["返回  Alt+←", "修改  Ctrl+E"], 490: ["返回", "修改"]}
    QApplication.processEvents()
    assert line.title.heightForWidth(line.title.width()) < 2 * line.title.fontMetrics().height()


def test_a_rail_that_scrolls_keeps_the_room_of_its_titles_and_keys(qtbot: QtBot) -> None:
    rail = Rail([RailEntry(f"page{place}", "资金与目标", "cog-outline", "Ctrl+Shift+1") for place in range(14)])
    qtbot.addWidget(rail)
    rail.resize(RAIL_WIDTH, 800)
    rail.show()
    first = rail.findChildren(QAbstractButton)[0]
    qtbot.waitUntil(lambda: first.width() <= rail.width() == RAIL_WIDTH)
    whole = first.width()
    rail.resize(rail.width(), 300)
    qtbot.waitUntil(lambda: rail.width() > RAIL_WIDTH)
    qtbot.waitUntil(lambda: first.width() == whole)
    rail.set_narrow(True)
    assert rail.width() == RAIL_NARROW


def test_qt_speaks_chinese(qapp: QApplication) -> None:
    from PySide6.QtWidgets import QDialogButtonBox

    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().startswith("取消")


@pytest.mark.expects_log
def test_the_log_holds_places_and_no_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = application.open_log(tmp_path / "日志")
    assert path is not None
    shown: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    application.catch_bugs(shown.append)
    try:
        try:
            int("519901196903124524 王秀英")
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        told = path.read_text("utf-8")
        assert "ValueError" in told
        assert "test_widgets.py" in told
        assert "519901" not in told
        assert len(shown) == 1
    finally:
        keeper = logging.getLogger("yuanzhu")
        for handler in list(keeper.handlers):
            keeper.removeHandler(handler)
            handler.close()


def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / application.LOG_NAME).write_text("x" * (application.LOG_BYTES + 1), "utf-8")
    path = application.open_log(tmp_path)
    assert path is not None
    keeper = logging.getLogger("yuanzhu")
    for handler in list(keeper.handlers):
        keeper.removeHandler(handler)
        handler.close()
    assert path.stat().st_size == 0
    assert (tmp_path / "desk.old.log").stat().st_size > application.LOG_BYTES


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert application.open_log(tmp_path / "file") is None


def test_without_a_catalogue_words_stay_chinese(tmp_path: Path) -> None:
    assert not text.use_language("xx", tmp_path)
    assert text._("保存") == "保存"


def test_a_choice_is_found_by_an_equal_id(qtbot: QtBot) -> None:
    """Qt compares bytes by the object: a list fetched anew always fell back to its first line."""
    choice = ChoiceBox()
    qtbot.addWidget(choice)
    for number in range(3):
        choice.addItem(str(number), bytes([0, number]))
    assert [choice.findData(bytes(bytearray([0, number]))) for number in range(4)] == [0, 1, 2, -1]

"""Fields judge at the right moment and give the right value."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rules.clock import StoryClock
from rules.idnumber import check_digit
from rules.regions import Region, Regions
from tests.ui.sample import DAY
from ui.widgets.choices import CodeField, RegionField
from ui.widgets.fields import LineField, PhoneField, Standing, TextField
from ui.widgets.form import Form
from ui.widgets.id_number import IdNumberField
from ui.widgets.money_and_dates import DateField, MoneyField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

REGIONS = Regions([Region("510000", "四川省"), Region("519901", "安和县"), Region("519902", "安平县")])
NUMBER = "51990119690312452" + check_digit("51990119690312452")


@pytest.fixture
def id_field(qtbot: QtBot) -> IdNumberField:
    field = IdNumberField(StoryClock(DAY), REGIONS)
    qtbot.addWidget(field)
    return field


def test_a_number_is_decided_at_its_last_digit(qtbot: QtBot, id_field: IdNumberField) -> None:
    told: list[object] = []
    id_field.recognised.connect(told.append)
    QTest.keyClicks(id_field, NUMBER[:17])
    assert id_field.judgement.standing is Standing.TYPING
    assert told == []
    QTest.keyClicks(id_field, NUMBER[17])
    assert id_field.settle().standing is Standing.GOOD
    assert len(told) == 1
    words = id_field.judgement.words
    assert all(part in words for part in ("女", "1969-03-12", "40 岁", "安和县"))


def test_a_wrong_check_digit_is_named_at_once(id_field: IdNumberField) -> None:
    wrong = NUMBER[:17] + str((int(NUMBER[17].replace("X", "0")) + 1) % 10)
    id_field.setText(wrong)
    assert id_field.judgement.standing is Standing.BAD
    assert "末位" in id_field.judgement.words
    assert id_field.value() is None


def test_full_width_figures_and_blanks_are_taken(id_field: IdNumberField) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in NUMBER)
    id_field.setText(f"{wide[:6]} {wide[6:14]} {wide[14:]}")
    assert id_field.value().number == NUMBER


def test_an_unknown_region_warns_and_passes(id_field: IdNumberField) -> None:
    first = "99990119690312452"[:17].replace("9999", "5188")
    id_field.setText(first + check_digit(first))
    assert id_field.judgement.standing is Standing.WARNING
    assert id_field.value() is not None


def test_a_short_number_is_wrong_only_once_it_is_left(id_field: IdNumberField) -> None:
    id_field.setText("519901")
    assert id_field.judgement.standing is Standing.TYPING
    assert id_field.settle().standing is Standing.BAD


@pytest.mark.parametrize("text", ["20090217", "2009.2.17", "2009-02-17", "2009年2月17日", "２００９０２１７"])
def test_days_are_read_as_people_write_them(qtbot: QtBot, text: str) -> None:
    field = DateField(StoryClock(DAY))
    qtbot.addWidget(field)
    field.setText(text)
    assert field.value() == dt.date(2009, 2, 17)


def test_today_is_a_day(qtbot: QtBot) -> None:
    field = DateField(StoryClock(DAY), latest=DAY)
    qtbot.addWidget(field)
    field.setText("今天")
    assert field.value() == DAY
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.settle().standing is Standing.BAD


@pytest.mark.parametrize(
    ("text", "fen"),
    [("500", 50_000), ("1,200.50", 120_050), ("０.05", 5), ("500.001", None), ("-5", None), ("abc", None)],
)
def test_money_is_fen(qtbot: QtBot, text: str, fen: int | None) -> None:
    field = MoneyField()
    qtbot.addWidget(field)
    field.setText(text)
    assert field.value() == fen


def test_money_keeps_its_limit_and_says_capitals(qtbot: QtBot) -> None:
    field = MoneyField(most_fen=50_000)
    qtbot.addWidget(field)
    field.setText("500")
    assert field.judgement.words == "伍佰元整"
    field.setText("500.01")
    assert field.value() is None


@pytest.mark.parametrize(
    ("text", "good"), [("13900000000", True), ("12900000000", False), ("0816-2345678", True), ("139", False)]
)
def test_telephones(qtbot: QtBot, text: str, good: bool) -> None:
    field = PhoneField()
    qtbot.addWidget(field)
    field.setText(text)
    assert (field.value() is not None) is good


@pytest.mark.parametrize("typed", ["07", "yz", "彝族", "彝"])
def test_a_code_is_found_by_number_initials_or_words(qtbot: QtBot, typed: str) -> None:
    field = CodeField([("01", "汉族"), ("07", "彝族"), ("04", "藏族")])
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.value() == "07"
    qtbot.waitUntil(lambda: field.text() == "07  彝族")


def test_a_list_is_walked_by_keys_and_taken_by_enter(qtbot: QtBot) -> None:
    field = CodeField([("01", "汉族"), ("07", "彝族"), ("04", "藏族")])
    qtbot.addWidget(field)
    field.show()
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == "07"


def test_an_ambiguous_word_is_refused(qtbot: QtBot) -> None:
    field = RegionField(REGIONS)
    qtbot.addWidget(field)
    field.setText("安")
    assert field.settle().standing is Standing.BAD
    field.set_value("519901")
    assert field.value() == "519901"
    assert "四川省安和县" in field.judgement.words


def test_enter_goes_on_esc_goes_back_and_wrong_stays(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    first: LineField = form.add("name", "姓名", TextField(), required=True)
    phone = form.add("phone", "电话", PhoneField())
    done: list[int] = []
    form.completed.connect(lambda: done.append(1))
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert phone.hasFocus()
    QTest.keyClick(phone, Qt.Key.Key_Escape)
    assert first.hasFocus()
    phone.setFocus()
    phone.setText("123")
    QTest.keyClick(phone, Qt.Key.Key_Return)
    assert done == []
    phone.setText("13900000000")
    QTest.keyClick(phone, Qt.Key.Key_Return)
    assert done == [1]


def test_what_is_missing_is_named_and_led_to(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add("name", "姓名", TextField(), required=True)
    form.add("hidden", "不问", TextField(), required=True)
    form.set_row_visible("hidden", visible=False)
    assert form.first_problem() == "name"
    field = form.field("name")
    assert isinstance(field, TextField)
    field.setText("王秀英")
    assert form.first_problem() is None
    assert form.value("name") == "王秀英"


def test_fields_have_names_for_screen_readers(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    widget: QWidget = form.add("name", "姓名", TextField())
    assert widget.accessibleName() == "姓名"

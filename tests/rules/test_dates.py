"""Dates as typed, as printed, and as far as they are known."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import dates

TODAY = dt.date(2009, 9, 28)


@pytest.mark.parametrize(
    "text",
    [
        "20090217",
        "2009.2.17",
        "2009-2-17",
        "2009/2/17",
        "2009年2月17日",
        "２００９．０２．１７",
        "2009-02-17 00:00:00",
        " 2009 年 2 月 17 日 ",
        "2009年2月17号",
    ],
)
def test_the_ways_to_write_a_date(text: str) -> None:
    assert dates.parse(text, today=TODAY) == dt.date(2009, 2, 17)


def test_words_count_from_the_day_given() -> None:
    assert dates.parse("今天", today=TODAY) == TODAY
    assert dates.parse("昨天", today=TODAY) == dt.date(2009, 9, 27)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2009-2-30", "calendar"),
        ("20091301", "calendar"),
        ("1009-1-1", "calendar"),
        ("", "format"),
        ("2009", "format"),
        ("abc", "format"),
        ("2/17/2009", "format"),
    ],
)
def test_what_is_no_date_is_refused(text: str, reason: str) -> None:
    with pytest.raises(dates.DateFormat) as caught:
        dates.parse(text, today=TODAY)
    assert caught.value.fields["reason"] == reason


@pytest.mark.parametrize(
    ("text", "stored", "shown", "precision"),
    [
        ("1978年5月", "1978-05", "1978年5月", "month"),
        ("1978.5", "1978-05", "1978年5月", "month"),
        ("197805", "1978-05", "1978年5月", "month"),
        ("1978", "1978", "1978年", "year"),
        ("1978年", "1978", "1978年", "year"),
        ("不详", "", "不详", "unknown"),
        ("/", "", "不详", "unknown"),
        ("19780502", "1978-05-02", "1978年5月2日", "day"),
    ],
)
def test_what_is_known_in_part_stays_so(text: str, stored: str, shown: str, precision: str) -> None:
    found = dates.parse_partial(text, today=TODAY)
    assert (found.text(), found.shown(), found.precision) == (stored, shown, precision)
    assert (found.exact() is not None) is (precision == "day")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2009, 2, 17), "贰零零玖年零贰月壹拾柒日"),
        (dt.date(2009, 10, 20), "贰零零玖年零壹拾月零贰拾日"),
        (dt.date(2009, 12, 30), "贰零零玖年壹拾贰月零叁拾日"),
        (dt.date(2009, 11, 11), "贰零零玖年壹拾壹月壹拾壹日"),
        (dt.date(2009, 1, 10), "贰零零玖年零壹月零壹拾日"),
        (dt.date(2009, 3, 5), "贰零零玖年叁月零伍日"),
        (dt.date(2009, 3, 31), "贰零零玖年叁月叁拾壹日"),
    ],
)
def test_bills(day: dt.date, words: str) -> None:
    assert dates.bill(day) == words


def test_papers() -> None:
    day = dt.date(2009, 2, 17)
    assert dates.official(day) == "2009年2月17日"
    assert dates.chinese(day) == "二〇〇九年二月十七日"
    assert "\u3007" in dates.chinese(day)
    assert dates.chinese(dt.date(2010, 10, 30)) == "二〇一〇年十月三十日"


@given(st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31)))
def test_every_day_can_be_read_back(day: dt.date) -> None:
    for text in (day.isoformat(), dates.official(day), f"{day:%Y%m%d}", f"{day.year}.{day.month}.{day.day}"):
        assert dates.parse(text, today=TODAY) == day
        assert dates.parse_partial(text, today=TODAY).exact() == day
    assert dates.parse_chinese(dates.chinese(day)) == day
    assert dates.from_days(dates.days(day)) == day


def test_serial_numbers_of_excel() -> None:
    assert dates.from_excel(39861) == dt.date(2009, 2, 17)
    assert dates.from_excel(39861.75) == dt.date(2009, 2, 17)
    assert dates.from_excel(61) == dt.date(1900, 3, 1)
    for serial in (60, 0, -1, 10**9):
        with pytest.raises(dates.DateFormat):
            dates.from_excel(serial)
    with pytest.raises(dates.DateFormat):
        dates.from_days(10**12)
    assert dates.days(dt.date(1970, 1, 1)) == 0


@given(st.text(max_size=20))
def test_any_text_gives_a_date_or_a_typed_error(text: str) -> None:
    for reader in (
        lambda: dates.parse(text, today=TODAY),
        lambda: dates.parse_partial(text, today=TODAY),
        lambda: dates.parse_chinese(text),
    ):
        try:
            reader()
        except dates.DateFormat:
            continue

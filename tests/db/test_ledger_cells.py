"""Single cells of old ledgers: what people write is read as they meant it, and what a machine spoilt is refused."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import ledger_cells, ledger_kinds
from db.ledger_cells import Unreadable
from rules import dates, money
from rules import vouchers as numbers
from rules.vouchers import Status
from tests.db.conftest import PREFIX, REGIONS, id_number

TODAY = dt.date(2009, 9, 28)
YUAN, TEN_THOUSAND = 100, 1_000_000


def refused(read: Any, *cells: Any, **more: Any) -> set[str]:
    codes = set()
    for cell in cells:
        with pytest.raises(Unreadable) as said:
            read(cell, **more)
        codes.add(said.value.code)
    return codes


@given(st.integers(0, ledger_kinds.MOST_FEN))
def test_money_comes_back_to_the_fen_however_it_is_written(fen: int) -> None:
    most = ledger_kinds.MOST_FEN
    for cell in (
        money.yuan(fen),
        money.grouped(fen),
        f"￥{money.yuan(fen)}",
        f"{money.yuan(fen)}元",
        fen / 100,
        money.capitals(fen),
    ):
        assert ledger_cells.amount(cell, unit_fen=YUAN, most=most) == fen, cell
    if fen % 100 == 0:
        assert ledger_cells.amount(fen // 100, unit_fen=YUAN, most=most) == fen
        wan = f"{fen // TEN_THOUSAND}.{fen % TEN_THOUSAND:06d}"
        assert ledger_cells.amount(wan, unit_fen=TEN_THOUSAND, most=most) == fen
        assert ledger_cells.amount(f"{money.yuan(fen)}元", unit_fen=TEN_THOUSAND, most=most) == fen


def test_money_that_is_none_is_refused() -> None:
    more = {"unit_fen": YUAN, "most": ledger_kinds.MOST_VOUCHER_FEN}
    assert refused(ledger_cells.amount, -500, "-500", "（500）", "－5元", -0.01, **more) == {"AMOUNT_NEGATIVE"}
    assert refused(ledger_cells.amount, 5e9, 1e300, "100000.01", "99999999999999999999999", **more) == {"AMOUNT_LIMIT"}
    assert refused(ledger_cells.amount, "许多", "500-600", "五百来块", 0.001, True, TODAY, "0.005", **more) == {
        "AMOUNT_FORMAT"
    }
    assert ledger_cells.amount(0.1 + 0.2, unit_fen=YUAN, most=100) == 30
    assert ledger_cells.amount("0.05万", unit_fen=YUAN, most=10**6) == 50_000
    assert ledger_cells.amount("0.05万元", unit_fen=TEN_THOUSAND, most=10**6) == 50_000


@given(st.dates(dt.date(1990, 1, 1), TODAY))
def test_a_day_comes_back_however_it_is_written_and_in_part_stays_in_part(day: dt.date) -> None:
    serial = (day - dates.EXCEL_EPOCH).days
    for cell in (
        day,
        dt.datetime(day.year, day.month, day.day, 8, 30, tzinfo=dt.UTC),
        day.isoformat(),
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        dates.official(day),
        serial,
        float(serial),
        serial + 0.5,
        str(serial),
    ):
        assert ledger_cells.day(cell, today=TODAY) == day.isoformat(), cell
    month = day.isoformat()[:7]
    for cell in (f"{day.year}年{day.month}月", f"{day.year}.{day.month}", f"{day.year}{day.month:02d}"):
        assert ledger_cells.day(cell, today=TODAY) == month, cell
    for cell in (str(day.year), day.year, f"{day.year}年"):
        assert ledger_cells.day(cell, today=TODAY) == str(day.year), cell


def test_days_that_are_none_or_lie_ahead_are_refused() -> None:
    assert refused(ledger_cells.day, "去年", "2009-2-30", 2009.2, "1989-12-31", 12, "32009", True, today=TODAY) == {
        "DATE_FORMAT"
    }
    assert refused(ledger_cells.day, "2009-9-29", "2009年10月", "2010", dt.date(2010, 1, 1), today=TODAY) == {
        "DATE_FUTURE"
    }
    assert ledger_cells.day("2009年9月", today=TODAY) == "2009-09"
    assert ledger_cells.day("至2010年12月31日止", today=TODAY, future=True) == "2010-12-31"
    assert refused(ledger_cells.year, "2010", "89", "一年", 1989, today=TODAY) == {"YEAR_FORMAT"}
    assert [ledger_cells.year(cell, today=TODAY) for cell in ("2009年度", 2009.0, dt.date(2008, 5, 1))] == [
        2009,
        2009,
        2008,
    ]


@given(st.integers(0, 999_999))
def test_numbers_stay_text_and_lose_no_digit(serial: int) -> None:
    number = numbers.make_number(PREFIX, serial)
    assert ledger_cells.number(f" {numbers.shown(number)}　") == number
    assert ledger_cells.number(f"AH-{serial:06d}") == f"AH-{serial:06d}"
    assert ledger_cells.number(float(serial)) == str(serial)
    assert refused(ledger_cells.number, float(number), f"{float(number):.5E}") == {"NUMBER_PRECISION_LOST"}


def test_numbers_that_were_spoilt_are_refused() -> None:
    assert refused(ledger_cells.number, "5120095199010010000000", "5.12E+21", 10**15) == {"NUMBER_PRECISION_LOST"}
    assert refused(ledger_cells.number, -1.0, 1.5, TODAY, "——", "x" * 41, "\x00") == {"NUMBER_FORMAT"}
    number = id_number(1)
    for cell in (number, number.lower(), f"'{number}", f"{number[:6]} {number[6:]}"):
        assert ledger_cells.document(cell, None, today=TODAY, regions=REGIONS) == (number, ())
    assert refused(ledger_cells.document, float(number[:17]), "5.19901E+17", kind=None, today=TODAY, regions=REGIONS) == {"ID_PRECISION_LOST"}  # fmt: skip
    assert ledger_cells.document("h12345678", "hk_macau_pass", today=TODAY, regions=REGIONS) == ("H12345678", ())
    assert refused(ledger_cells.document, "12", kind="passport", today=TODAY, regions=REGIONS) == {"ID_FORMAT"}


def test_yes_and_no_and_counts() -> None:
    assert all(ledger_cells.yes(cell) for cell in ("是", "√", 1.0, "1", "Ｙ", True, "已核销", "有"))
    assert not any(ledger_cells.yes(cell) for cell in ("否", "未用", 0.0, "no", False))
    assert refused(ledger_cells.yes, "也许", "2") == {"YES_UNKNOWN"}
    assert [ledger_cells.count(cell, most=50) for cell in ("3人", 3.0, "３口")] == [3, 3, 3]
    assert refused(ledger_cells.count, "51", "三", "-1", 2.5, most=50) == {"COUNT_FORMAT"}
    assert refused(ledger_cells.doc_kind, "会员证") == {"DOC_TYPE_UNKNOWN"}
    assert ledger_cells.words(" 一\x00二 \n 三 ") == "一二 三"
    assert all(map(ledger_cells.is_empty, (None, "", "/", "无", "—", " 、", float("nan"), float("inf"))))


def test_every_word_of_a_state_is_one_that_readers_of_the_ledger_know() -> None:
    states = set(ledger_kinds.VOUCHERS.states.values())
    assert states >= ledger_kinds.OUT
    assert {"已发放", "已核销", "作废", "挂失", "过期", "在库"} <= states & {one.value for one in Status}
    assert not ledger_kinds.UNCLEAR & ledger_kinds.VOUCHERS.states.keys()
    for kind in ledger_kinds.KINDS:
        assert len(kind.by_name) == len(kind.fields)
        assert {one for group in kind.either for one in group} <= kind.by_name.keys()
        assert set(kind.marks) <= kind.by_name.keys()


def test_a_number_that_is_none_is_refused_and_nothing_breaks() -> None:
    for cell in (float("nan"), float("inf"), float("-inf"), 1e300, -1.0, 0.5, True):
        with pytest.raises(ledger_cells.Unreadable):
            ledger_cells.number(cell)

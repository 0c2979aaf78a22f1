"""Amounts: a whole table of capitals (annex of 支付结算办法), and the way back for any amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import money

TABLE = {
    "0.05": "伍分", "10": "壹拾元整", "1409.50": "壹仟肆佰零玖元伍角", "6007.14": "陆仟零柒元壹角肆分", "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分", "500": "伍佰元整", "10500": "壹万零伍佰元整", "100500": "壹拾万零伍佰元整", "107000.53": "壹拾万柒仟元伍角叁分",
    "10000500": "壹仟万零伍佰元整", "30000000": "叁仟万元整", "100010000": "壹亿零壹万元整", "100000001": "壹亿零壹元整",
    "0": "零元整", "0.50": "伍角", "17": "壹拾柒元整", "133500": "壹拾叁万叁仟伍佰元整", "1000000": "壹佰万元整", "9999999999.99": "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), TABLE.items())
def test_capitals(text: str, words: str) -> None:
    fen = money.parse_yuan(text)
    assert money.capitals(fen) == words
    assert money.capitals(fen, prefix=True) == "人民币" + words
    assert money.read_capitals(words) == fen


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("人民币伍佰元正", "500"),
        ("人民币 伍佰圆整", "500"),
        ("拾元整", "10"),
        ("伍佰元", "500"),
        ("一百二十元整", "120"),
    ],
)
def test_both_writings_are_read(words: str, yuan: str) -> None:
    assert money.read_capitals(words) == money.parse_yuan(yuan)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "元",
        "整",
        "伍伍元整",
        "佰元整",
        "伍佰万万元整",
        "伍拾佰元整",
        "伍佰元整整",
        "五百块",
        "500元",
        "零佰元整",
        "人民币",
        "万元整",
        "壹亿亿元",
    ],
)
def test_what_is_no_amount_is_refused(words: str) -> None:
    with pytest.raises(money.MoneyFormat):
        money.read_capitals(words)


@given(st.integers(0, money.MAX_FEN) | st.integers(0, 10**7) | st.text("0001", min_size=1, max_size=12).map(int))
def test_capitals_can_be_read_back(fen: int) -> None:
    words = money.capitals(fen)
    assert money.read_capitals(words) == fen
    assert "零零" not in words


@given(st.integers(0, money.MAX_FEN))
def test_figures_can_be_read_back(fen: int) -> None:
    assert money.parse_yuan(money.yuan(fen)) == fen
    assert money.parse_yuan(money.grouped(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("500", 50000),
        ("￥1,234.50", 123450),
        ("１２３．５", 12350),
        ("3.5万", 3500000),
        ("2万元", 2000000),
        ("0.01", 1),
        (".5", 50),
        ("人民币500元", 50000),
        ("1,234,567.89", 123456789),
        ("0.0001万", 100),
    ],
)
def test_figures(text: str, fen: int) -> None:
    assert money.parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5", "negative"),
        ("－5", "negative"),
        ("(5)", "negative"),
        ("", "format"),
        ("abc", "format"),
        ("1,23", "format"),
        ("1.234", "fraction"),
        ("1e5", "format"),
        ("99999999999", "limit"),
        ("9" * 40, "limit"),
        ("五百", "format"),
        ("元", "format"),
    ],
)
def test_doubtful_figures_are_refused(text: str, reason: str) -> None:
    with pytest.raises(money.MoneyFormat) as caught:
        money.parse_yuan(text)
    assert caught.value.fields["reason"] == reason


def test_ten_thousands_are_converted_once_from_the_sum() -> None:
    assert money.wan_yuan(13_350_000) == "13.35"
    assert money.wan_yuan(500_000) == "0.50"
    assert money.wan_yuan(1_234_567) == "1.23"
    assert money.wan_yuan(1_235_000) == "1.24"
    assert money.wan_yuan(0) == "0.00"


def test_negative_amounts_show_but_have_no_capitals() -> None:
    assert (money.yuan(-5), money.grouped(-123456)) == ("-0.05", "-1,234.56")
    with pytest.raises(money.MoneyFormat):
        money.capitals(-1)
    with pytest.raises(money.MoneyFormat):
        money.capitals(money.MAX_FEN + 1)


@given(st.text(max_size=20))
def test_any_text_gives_an_amount_or_a_typed_error(text: str) -> None:
    for reader in (money.parse_yuan, money.read_capitals):
        try:
            assert reader(text) >= 0
        except money.MoneyFormat:
            continue

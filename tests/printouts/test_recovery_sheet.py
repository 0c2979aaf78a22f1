"""What stands on the recovery sheet: the code once in groups and once in the QR code, plain words, places to sign."""

from datetime import date

from printouts.fonts import FontSet
from printouts.recovery_sheet import RecoverySheet, print_recovery_sheet
from rules import recovery_code
from tests.printouts.conftest import LONG_BASE, PRINTED_AT, codes_of, pages_of, text_of

CODE = recovery_code.make(lambda size: bytes(range(size)))
SCANNED = recovery_code.PREFIX + CODE.replace(" ", "")


def sheet(fonts: FontSet, unit: str = "安和县总工会") -> bytes:
    made = print_recovery_sheet(
        RecoverySheet(unit, 3, date(2009, 9, 28), CODE, SCANNED), printed_at=PRINTED_AT, fonts=fonts
    )
    assert isinstance(made, bytes)
    return made


def test_it_says_what_it_is_and_how_it_is_used(fonts: FontSet) -> None:
    text = text_of(sheet(fonts))
    for words in (
        "应急口令单",
        "安和县总工会",
        "第3号",
        "2009年9月28日制",
        "机密",
        "用过一次就作废",
        "单位盖章处",
        "制作人签名",
        "保管人签名",
        "启封记录",
    ):
        assert words in text, words
    for number, group in enumerate(CODE.split(" "), 1):
        assert text.count(group) == 1
        assert f"第{number}组" in text


def test_the_scanned_code_is_read_back_as_the_typed_one(fonts: FontSet) -> None:
    (text,) = codes_of(sheet(fonts))["QRCode"]
    assert recovery_code.read(text) == CODE


def test_a_long_name_fits_on_the_one_page(fonts: FontSet) -> None:
    made = sheet(fonts, LONG_BASE)
    assert pages_of(made) == 1
    assert LONG_BASE in text_of(made)


def test_the_code_is_never_shown_by_repr() -> None:
    assert CODE not in repr(RecoverySheet("甲", 1, date(2009, 9, 28), CODE, SCANNED))

"""Documents of other kinds, organisation codes and bank cards."""

import datetime as dt

import pytest

from rules import accounts, documents


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident", "11010519491231002x"),
        ("resident", "110105491231002"),
        ("residence_permit", "810000199408230021"),
        ("foreign_permanent", "911124198108030024"),
        ("foreign_permanent", "USA110180020123"),
        ("hk_macau_pass", "H12345678"),
        ("hk_macau_pass", "ｍ12345678"),
        ("taiwan_pass", "12345678"),
        ("passport", "E12345678"),
        ("officer", "南字第1234567号"),
        ("household", "510123456"),
        ("other", "任意"),
    ],
)
def test_numbers_that_fit_their_kind(kind: str, number: str) -> None:
    assert documents.problem(kind, number) == ""


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("resident", "110105194912310021", "ID_CHECKSUM"),
        ("resident", "H12345678", "ID_FORMAT"),
        ("residence_permit", "11010519491231002X", "DOC_FORMAT"),
        ("hk_macau_pass", "X12345678", "DOC_FORMAT"),
        ("taiwan_pass", "1234567", "DOC_FORMAT"),
        ("passport", "?", "DOC_FORMAT"),
        ("nothing", "1", "DOC_FORMAT"),
    ],
)
def test_numbers_that_do_not(kind: str, number: str, code: str) -> None:
    assert documents.problem(kind, number) == code


def test_a_birth_to_come_is_found_where_today_is_known() -> None:
    assert documents.problem("resident", "11010519491231002X", today=dt.date(1949, 12, 30)) == "ID_DATE"


def test_kinds_are_found_by_their_words() -> None:
    assert documents.find("身份证") == "resident"
    assert documents.find(" 回乡证 ") == "hk_macau_pass"
    assert documents.find("台胞证") == "taiwan_pass"
    assert documents.find("户口簿") == "household"
    assert documents.find("驾驶证") is None
    assert documents.of_id_kind("resident_15") == "resident"
    assert documents.of_id_kind("residence_permit") == "residence_permit"
    assert documents.tail("11010519491231002x") == "002X"


def test_organisation_codes() -> None:
    assert accounts.is_uscc("91110000600037341L")
    assert accounts.is_uscc(" 91110000600037341l ")
    assert not accounts.is_uscc("91110000600037341M")
    assert accounts.uscc_problems("91110000600037341L") == ()
    assert accounts.uscc_problems("510000000000001") == ("USCC_OLD",)
    assert accounts.uscc_problems("12345678-9") == ("USCC_OLD",)
    assert accounts.uscc_problems("91110000600037341M") == ("USCC_FORMAT",)


def test_bank_cards_only_warn() -> None:
    assert accounts.is_luhn("6222020000000000000")
    assert accounts.card_warnings("6222 0200 0000 0000 000") == ()
    assert accounts.card_warnings("6222020000000000001") == ("CARD_LUHN",)
    assert accounts.card_warnings("123") == ("CARD_FORMAT",)

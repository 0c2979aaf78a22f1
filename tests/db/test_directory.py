"""The directory: nobody but the grant key says who is who."""

import datetime as dt
from typing import Any

import pytest

from db import directory
from db.casebook import Casebook
from db.directory import BadGrant, NumberBlock
from rules import canonical, vouchers
from rules.signing import SigningKey, key_id
from tests.db.conftest import COUNTY, GRANT_KEY, PREFIX, County, give_grant, make_grant, voucher_block


def test_a_grant_reads_back_as_it_was_signed(desk: Casebook) -> None:
    block = voucher_block(1, 20)
    made = make_grant(desk, grant_no=3, blocks=(voucher_block(30, 40), block), limit_fen=500)
    give_grant(made, desk)
    found = directory.grant_of(desk.store, desk.workplace.dev)
    assert found == made
    assert found is not None
    assert found.blocks_of("voucher") == (block, voucher_block(30, 40))
    assert found.blocks_of("certificate") == ()
    assert directory.by_kid(desk.store, key_id(made.sign)) == made
    assert directory.grants(desk.store, COUNTY) == directory.grants(desk.store) == [made]
    assert directory.grants(desk.store, "519999") == []
    assert directory.role_of(desk.store, desk.workplace.dev) == "desk"


def test_the_newest_number_holds_whatever_the_order(desk: Casebook) -> None:
    for number in (2, 5, 1):
        give_grant(make_grant(desk, grant_no=number, limit_fen=number), desk)
    found = directory.grant_of(desk.store, desk.workplace.dev)
    assert found is not None
    assert found.limit_fen == 5
    assert len(directory.grants(desk.store)) == 1


def test_nobody_is_known_without_a_grant_but_the_province(county: County) -> None:
    assert directory.role_of(county.desk.store, b"?" * 8) is None
    assert directory.role_of(county.desk.store, county.province.workplace.dev) == "province"
    assert directory.grant_of(county.desk.store, b"?" * 8) is None
    assert directory.by_kid(county.desk.store, b"?" * 8) is None


@pytest.mark.parametrize(
    "change",
    [
        {"fmt": "yz1-other"}, {"grant_no": "x"}, {"dev": "zz"}, {"keys": {}}, {"keys": []}, {"keys": {"sign": "00" * 32, "age": ""}}, {"blocks": 5},
        {"blocks": [{}]}, {"blocks": [{"kind": "voucher", "from": "1", "to": "2", "face_fen": 1, "valid_until": "soon"}]}, {"expires": ""}, {"extra": 1},
        {"limit_fen": None},
    ],
)  # fmt: skip
def test_a_signed_document_of_a_wrong_shape_is_refused(desk: Casebook, change: dict[str, Any]) -> None:
    fields = canonical.load(make_grant(desk).document) | change
    document = canonical.dump(fields)
    with pytest.raises((BadGrant, Exception)) as refused:
        directory.read_grant(document, GRANT_KEY.sign(directory.signed_bytes(document)), GRANT_KEY.public)
    assert refused.value.__class__.__name__ in {"BadGrant", "WeakKey"}


def test_another_key_or_another_byte_is_refused(desk: Casebook) -> None:
    made = make_grant(desk)
    with pytest.raises(BadGrant, match="signature"):
        make_grant(desk, key=SigningKey.from_seed(b"n" * 32))
    for document, signature in (
        (made.document + b" ", made.signature),
        (made.document, b"\0" * 64),
        (made.document, b""),
    ):
        with pytest.raises(BadGrant):
            directory.read_grant(document, signature, GRANT_KEY.public)
    loose = made.document.replace(b":", b": ", 1)
    with pytest.raises(BadGrant, match="canonical"):
        directory.read_grant(loose, GRANT_KEY.sign(directory.signed_bytes(loose)), GRANT_KEY.public)


def test_a_grant_is_no_revocation(desk: Casebook) -> None:
    made = make_grant(desk)
    with pytest.raises(BadGrant):
        directory.read_revocation(made.document, made.signature, GRANT_KEY.public)
    assert directory.revocations(desk.store) == []
    assert not directory.is_revoked(desk.store, desk.workplace.dev)


def test_a_block_holds_whole_numbers_with_right_check_digits_only() -> None:
    block = voucher_block(5, 7)
    inside = [vouchers.make_number(PREFIX, serial) for serial in range(3, 10)]
    assert [int(number[15:21]) for number in inside if number in block] == [5, 6, 7]
    assert block.number(6) == inside[3]
    assert list(block.serials) == [5, 6, 7]
    wrong = inside[3][:-1] + str((int(inside[3][-1]) + 1) % 10)
    for number in (wrong, "", inside[3] + " ", vouchers.shown(inside[3]), "x" * 22):
        assert number not in block
    assert list(NumberBlock("certificate", "1", "3", 0, dt.date(2009, 12, 31)).serials) == [1, 2, 3]
    assert "1" not in NumberBlock("certificate", "1", "3", 0, None)

"""The merge through real bundles: cut anywhere, brought in any order and more than once, and a province's word on its way back."""

import random
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from db import casebook, conflicts, contests, flags, people, sameness, vouchers
from db.casebook import Casebook
from db.people import PersonRow
from sync import digest, receiving, streams
from sync.bundle import Sealed
from tests.sync.county import CHEAP, PASSPHRASE, Land, cut, give_vouchers, last, open_class, register, tables


@pytest.fixture
def troubled(land: Land) -> tuple[Land, list[PersonRow]]:
    """Let two desks and two bases contradict each other: files, a class, a verdict, a voucher redeemed twice."""
    persons = [register(land.desk, n) for n in (1, 3, 5)]
    class_id = open_class(land, persons)
    voucher = give_vouchers(land, persons[:1])[0]
    stick = land.place()
    streams.export(land.desk, stick)
    receiving.receive_folder(land.desk2, [stick])
    for book, phone, capacity in ((land.desk, "13800138000", 31), (land.desk2, "13900139000", 32)):
        people.change(book, persons[0].id, {"phone": phone, "note": f"{phone} 登记"})
        with book.write() as writer:
            writer.patch("training_class", class_id, {"capacity": capacity})
    sameness.accept(land.desk, persons[1].id, persons[2].id)
    sameness.refuse(land.desk2, persons[1].id, persons[2].id)
    for book in (land.base1, land.base2):
        redeem(book, voucher)
    return land, persons


def redeem(book: Casebook, voucher: vouchers.VoucherRow) -> None:
    values = {
        "voucher": voucher.id, "number": voucher.number, "face_fen": voucher.face_fen, "fee_fen": 60_000, "amount_fen": voucher.face_fen,
        "day": book.today,
    }  # fmt: skip
    with book.write() as writer:
        writer.fact("redemption", values)


def cuts(book: Casebook, chance: random.Random) -> Iterator[Sealed]:
    """Seal our whole stream in pieces of any length."""
    first, end = 1, last(book)
    while first <= end:
        upto = chance.randint(first, end)
        yield cut(book, first, upto)
        first = upto + 1


def copy_of_province(land: Land, name: str) -> Casebook:
    land.shut("province")
    shutil.copytree(land.root / "province", land.root / name)
    opened = casebook.open_casebook(land.root / name, "", PASSPHRASE, land.clock, parameters=CHEAP)
    return land.adopt(name, opened)


def state(book: Casebook) -> dict[str, Any]:
    return {
        "digest": digest.digest(book), "tables": tables(book), "disputes": sorted((one.table, one.row, one.conflicts) for one in conflicts.waiting(book)),
        "flags": sorted((flag.code, flag.tbl, flag.row, flag.detail) for flag in flags.open_flags(book.store)),
        "contested": contests.contested(book),
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bundles_cut_and_brought_anyhow_make_the_same_province(
    troubled: tuple[Land, list[PersonRow]], seed: int
) -> None:
    land, _ = troubled
    chance = random.Random(seed)
    found = []
    for name in ("province-a", "province-b"):
        book = copy_of_province(land, name)
        sealed = [one for place in ("desk", "desk2", "base1", "base2") for one in cuts(land.book(place), chance)]
        sealed += chance.choices(sealed, k=len(sealed) // 2)
        chance.shuffle(sealed)
        outcomes = {receiving.take(book, one.data, one.name).outcome for one in sealed}
        assert outcomes <= {"OK", "GAP", "DUP"}
        receiving.retry_waiting(book)
        found.append(state(book))
    assert found[0] == found[1]
    assert {one[0] for one in found[0]["disputes"]} == {"person", "person_profile", "training_class", "same_as"}
    assert len(found[0]["contested"]) == 1


def test_what_the_province_decides_reaches_both_desks_and_troubles_no_base(
    troubled: tuple[Land, list[PersonRow]],
) -> None:
    land, persons = troubled
    stick = land.place()  # it goes round the county before it goes to the province
    for book in (land.desk, land.desk2, land.base1, land.base2):
        streams.export(book, stick)
    for book in (land.desk, land.desk2):
        receiving.receive_folder(book, [stick])
    province = land.province
    land.receipts(stick)
    for row in conflicts.waiting(province):
        for conflict in row.conflicts:
            conflicts.decide(province, conflict.table, conflict.row, conflict.column, conflict.values[0].hash)
    assert conflicts.waiting(province) == []
    answers = land.receipts()
    phone = people.get(province, persons[0].id).phone
    receiving.receive_folder(land.base1, [answers])
    for book in (land.desk, land.desk2):
        assert conflicts.count(book) > 0
        receiving.receive_folder(book, [answers])
        assert conflicts.waiting(book) == []
        assert people.get(book, persons[0].id).phone == phone
        assert not [flag for flag in flags.open_flags(book.store) if flag.code == "NOT_ENTITLED"]
    assert not [flag for flag in flags.open_flags(land.base1.store) if flag.code in {"NOT_ENTITLED", "BAD_SHAPE"}]

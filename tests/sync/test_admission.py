"""A workplace joins by card, request and grant; whoever skips a comparison of fingerprints gets nowhere."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from db import casebook, directory, loan_documents, published_bases, records, training, training_bases, vouchers
from db.casebook import NotPermitted
from db.store import StoreDiskFull
from db.tables import network
from rules.signing import SigningKey
from rules.wrapping import WeakPassphrase, WrongPassphrase
from sync import admission, bundle, collector, device, receipt, receiving, safekeeping, streams
from sync.device import FingerprintDiffers, NoCard, OtherProvince
from sync.errors import BadCard, BadKeyFile
from sync.keys import read_identity
from tests.db.test_published_bases import a_named_place
from tests.sync.county import (
    CHEAP,
    COUNTY,
    KINDS,
    OFFLINE,
    Land,
    admit_all,
    allotment,
    foundation,
    give_vouchers,
    outcomes,
    register,
    take_card,
)


def ask(land: Land, *names: str) -> None:
    """Let workplaces send their requests and the province take them."""
    stick = land.place()
    for name in names:
        admission.request(land.book(name), stick)
    collector.collect(land.province, [stick])


def card_of(land: Land) -> bytes:
    return (land.root / "province" / admission.CARD_FILE).read_bytes()


def test_the_card_is_taken_after_its_digits_were_compared(land: Land) -> None:
    book = land.adopt("new", casebook.found(land.root / "new", foundation("desk"), land.clock, parameters=CHEAP))
    digits = device.card(land.province).fingerprint
    with pytest.raises(NoCard):
        streams.export(book, land.place())
    for wrong in ("", "00000 " * 6, digits[:-1], digits + "0"):
        with pytest.raises(FingerprintDiffers):
            device.take_card(book, card_of(land), wrong)
    with pytest.raises(BadCard):
        device.take_card(book, card_of(land)[:-5], digits)
    with pytest.raises(NoCard):
        device.card(book)
    device.take_card(book, card_of(land), digits.replace(" ", "-"))
    assert device.card(book).name == "示例省总工会"
    device.take_card(book, card_of(land), digits)


def test_a_card_of_another_province_is_refused(founded: Land) -> None:
    plan = casebook.Foundation("province", "另一省", "520000", "sheng", "周", "officer", "correct horse 1")
    other = admission.found_province(
        founded.root / "other", plan, offline_passphrase=OFFLINE, clock=founded.clock, parameters=CHEAP
    )
    founded.adopt("other", other)
    data = (founded.root / "other" / admission.CARD_FILE).read_bytes()
    with pytest.raises(OtherProvince) as caught:
        device.take_card(founded.desk, data, device.card(other).fingerprint)
    assert caught.value.name == "示例省总工会"


def test_the_wrong_fingerprint_is_refused_and_the_right_one_admits(founded: Land) -> None:
    ask(founded, "desk", "desk2")
    asked = {one.keys.dev: one for one in admission.waiting(founded.province)}
    desk, desk2 = founded.desk.workplace.dev, founded.desk2.workplace.dev
    for wrong in ("", asked[desk2].fingerprint, "1" * 30):
        with pytest.raises(FingerprintDiffers):
            admission.approve(founded.province, desk, wrong, allotment("desk"), founded.grant_key)
    assert directory.grants(founded.province.store) == []
    admission.approve(founded.province, desk, asked[desk].fingerprint, allotment("desk"), founded.grant_key)
    with pytest.raises(admission.NoSuchRequest):
        admission.approve(founded.province, desk, asked[desk].fingerprint, allotment("desk"), founded.grant_key)
    assert [one.keys.dev for one in admission.waiting(founded.province)] == [desk2]


def test_an_impostor_under_the_same_number_neither_gets_in_nor_keeps_the_true_one_out(founded: Land) -> None:
    desk, province = founded.desk, founded.province
    ask(founded, "desk")
    with desk.store.transaction():
        mine = desk.secret(casebook.DEVICE_SIGN)
        desk.set_secret(casebook.DEVICE_SIGN, b"i" * 32)
    ask(founded, "desk")
    with desk.store.transaction():
        desk.set_secret(casebook.DEVICE_SIGN, mine)
    assert len(admission.waiting(province)) == 2
    admission.approve(province, desk.workplace.dev, admission.fingerprint(desk), allotment("desk"), founded.grant_key)
    assert admission.waiting(province) == []
    stored = [
        str(row[0]) for row in province.store.rows("SELECT outcome FROM bundle WHERE direction = 'in' ORDER BY 1")
    ]
    assert stored == ["E_BADSIG", "OK"]
    grant = directory.grant_of(province.store, desk.workplace.dev)
    assert grant is not None
    assert grant.sign == desk.device_signer.public


def test_before_the_grant_everything_works_but_money(founded: Land) -> None:
    person = register(founded.desk, 1)
    with pytest.raises(vouchers.NotGranted):
        give_vouchers(founded, [person])
    ask(founded, "desk")
    assert vouchers.quota(founded.desk).limit_fen == 0


def test_no_two_grants_share_a_number(founded: Land) -> None:
    admit_all(founded)
    key = founded.grant_key
    for name in ("desk", "desk2", "desk"):
        more = admission.Allotment(vouchers=7, limit_fen=10**7, spare=3)
        admission.extend(founded.province, founded.book(name).workplace.dev, more, key)
    taken: list[str] = []
    for grant in directory.grants(founded.province.store, COUNTY):
        for block in (*grant.blocks_of("voucher"), *([grant.spare] if grant.spare else [])):
            taken += [block.number(serial) for serial in block.serials]
    # The spare block that a later grant put in an earlier one's place keeps its numbers for itself.
    assert len(taken) == len(set(taken)) == 30 * 2 + 7 * 3 + 3 * 2
    with pytest.raises(admission.NoSuchRequest):
        admission.extend(founded.province, b"12345678", admission.Allotment(), key)


def test_a_base_is_entered_once_with_its_device(land: Land) -> None:
    found = {one.dev: one for one in training.bases(land.desk)}
    for name in ("base1", "base2"):
        assert found[land.book(name).workplace.dev.hex()].name == land.book(name).workplace.name
    assert len(found) == 2
    assert len({one.code for one in found.values()}) == 2


def test_a_county_admitted_later_is_told_the_published_bases_and_documents_at_once(founded: Land) -> None:
    def admit(name: str) -> None:
        ask(founded, name)
        (asked,) = admission.waiting(founded.province)
        admission.approve(founded.province, asked.keys.dev, asked.fingerprint, allotment("desk"), founded.grant_key)

    admit("desk")
    province = founded.province
    first, second, unheard = (a_named_place(province, region, ("1",)) for region in ("510104", "510105", "510106"))
    (plate,) = records.by_column(province, "base_plate", place=unheard)
    records.move(province, training_bases.PLATE, plate.id, network.REMOVED, {"reason": "年审不合格"})
    assert published_bases.publish(province) == (2, 1)
    document = {"name": "省办法", "starts": dt.date(2009, 9, 1), "cap_fen": 30_000_00}
    told = records.add(province, loan_documents.RULE, document)
    assert loan_documents.publish(province) == (1, 1)
    records.add(province, loan_documents.RULE, {**document, "name": "还没有公布"})
    third = a_named_place(province, "510107", ("1",))
    (plate,) = records.by_column(province, "base_plate", place=second)
    records.move(province, training_bases.PLATE, plate.id, network.REMOVED, {"reason": "年审不合格"})
    plan = replace(foundation("desk"), county="519902", name="另一县总工会")
    far = founded.adopt("far", casebook.found(founded.root / "far", plan, founded.clock, parameters=CHEAP))
    take_card(founded, far)
    admit("far")
    receiving.receive_folder(far, [founded.receipts()])
    heard = [one.id for one in records.every(far, "published_base")]
    assert heard == [published_bases.row_of("519902", first)], "not what lost its plate or nobody published yet"
    assert [one.id for one in records.every(far, "published_loan_rule")] == [loan_documents.row_of("519902", told)]
    written = province.store.value("SELECT count(*) FROM entry WHERE tbl = 'published_base'")
    admit("desk2")
    assert province.store.value("SELECT count(*) FROM entry WHERE tbl = 'published_base'") == written, "known there"
    assert published_bases.publish(province) == (2, 2)
    assert published_bases.row_of("519902", third) in {one.id for one in records.every(province, "published_base")}


def test_only_the_province_s_officers_admit(founded: Land) -> None:
    ask(founded, "desk")
    (asked,) = admission.waiting(founded.province)
    key = founded.grant_key
    with pytest.raises(NotPermitted):
        admission.approve(founded.desk, asked.keys.dev, asked.fingerprint, allotment("desk"), key)
    with pytest.raises(NotPermitted):
        collector.collect(founded.desk, [])
    founded.province.session = None
    with pytest.raises(casebook.NotSignedIn):
        admission.approve(founded.province, asked.keys.dev, asked.fingerprint, allotment("desk"), key)


def test_a_grant_by_another_key_is_no_grant(founded: Land) -> None:
    ask(founded, "desk")
    (asked,) = admission.waiting(founded.province)
    with pytest.raises(directory.BadGrant):
        admission.approve(
            founded.province, asked.keys.dev, asked.fingerprint, allotment("desk"), SigningKey.from_seed(b"z" * 32)
        )
    assert directory.grants(founded.province.store) == []
    assert len(admission.waiting(founded.province)) == 1


def test_the_grant_key_is_where_it_is_said_to_be_or_that_is_told(founded: Land) -> None:
    with pytest.raises(safekeeping.KeyMissing) as caught:
        admission.open_grant_key(founded.province, OFFLINE, founded.root / "stick" / "grant.yzkey")
    assert caught.value.path.endswith("grant.yzkey")
    file = founded.root / "garbage.yzkey"
    for data in (b"", b"{}", b"\0" * 100, json.dumps({"fmt": "YZKEY1"}).encode()):
        file.write_bytes(data)
        with pytest.raises(BadKeyFile):
            admission.open_grant_key(founded.province, OFFLINE, file)


def test_the_round_trip_is_the_test_of_the_whole_way(founded: Land) -> None:
    admit_all(founded)
    for name, kind in KINDS.items():
        book = founded.book(name)
        grant = directory.grant_of(book.store, book.workplace.dev)
        assert grant is not None
        assert (grant.role, grant.county, grant.ep) == (kind, COUNTY, book.stream()[1])
        assert grant.expires == dt.date(2010, 12, 31)
        assert streams.standing(book).unconfirmed == 0
        assert [one.name for one in training.courses(book)] == ["家政服务员"]
    assert vouchers.quota(founded.desk).free_numbers == 30
    assert outcomes(receiving.receive_folder(founded.desk, [founded.place()])) == []


def test_the_safe_key_leaves_the_lock_only_when_asked_for(land: Land) -> None:
    offline = land.root / "province" / admission.OFFLINE
    assert sorted(path.name for path in offline.iterdir()) == ["grant.yzkey", "root.yzkey", "safe.yzkey"]
    to = land.root / "safe.identity.txt"
    with pytest.raises(WrongPassphrase):
        admission.write_safe_identity(offline / "safe.yzkey", "not the passphrase", to, land.clock)
    with pytest.raises(BadKeyFile):
        admission.write_safe_identity(offline / "grant.yzkey", OFFLINE, to, land.clock)
    assert not to.exists()
    admission.write_safe_identity(offline / "safe.yzkey", OFFLINE, to, land.clock)
    stick = land.place()
    (sent,) = streams.export(land.desk, stick, resend=True)
    assert b"manifest.json" in bundle.decrypt(sent.path.read_bytes(), [read_identity(to.read_text("ascii"))])


def test_a_province_whose_keys_cannot_be_kept_is_not_founded(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    path = land.root / "second"
    plan = casebook.Foundation("province", "另一省", "520000", "sheng", "周", "officer", "correct horse 1")
    with pytest.raises(WeakPassphrase):
        admission.found_province(path, plan, offline_passphrase="short", clock=land.clock, parameters=CHEAP)

    def full(*_: object) -> None:
        raise StoreDiskFull(path=str(path))

    monkeypatch.setattr(admission, "write_file", full)
    with pytest.raises(StoreDiskFull):
        admission.found_province(path, plan, offline_passphrase=OFFLINE, clock=land.clock, parameters=CHEAP)
    assert not path.exists()


def test_numbers_of_an_epoch_before_a_restore_are_never_given_again(founded: Land) -> None:
    admit_all(founded)
    book, province = founded.desk, founded.province
    persons = [register(book, at) for at in range(2)]
    spent = give_vouchers(founded, persons[:1])[0].number
    before = directory.grant_of(province.store, book.workplace.dev)
    assert before is not None
    book.new_epoch("restored")
    stick = founded.place()
    streams.export(book, stick)
    collector.collect(province, [stick])
    admission.extend(province, book.workplace.dev, admission.Allotment(vouchers=5, limit_fen=10**7), founded.grant_key)
    answers = founded.place()
    receipt.write(province, COUNTY, answers)
    assert outcomes(receiving.receive_folder(book, [answers])) == ["OK"]
    number = give_vouchers(founded, persons[1:])[0].number
    assert not any(number in block for block in before.blocks_of("voucher"))
    assert vouchers.quota(book).free_numbers == 4
    grant = vouchers.own_grant(book)
    assert any(spent in block and block.closed for block in grant.blocks_of("voucher")), "what it gave out still counts"
    assert len(grant.open_blocks("voucher")) == 1

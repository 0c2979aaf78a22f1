"""The province's own disk failed: restored from an old backup it counts anew, and the workplaces give back what it forgot."""

import shutil

import pytest

from db import backup, casebook, directory, people, settlement, training, vouchers
from sync import admission, collector, receipt, receiving, renewing, streams
from tests.sync.county import (
    CHEAP,
    COUNTY,
    OFFLINE,
    PASSPHRASE,
    Land,
    allotment,
    codes,
    give_vouchers,
    outcomes,
    register,
    take_card,
)
from tests.sync.crafting import revoke


def keep(land: Land) -> None:
    """Back the province up as it stands."""
    to = land.root / "backups"
    to.mkdir()
    backup.back_up(land.province, to)


def come_back(land: Land) -> None:
    """Lose the province and restore it from the backup."""
    land.shut("province")
    offline = (land.root / "province" / "offline").rename(land.root / "offline")
    shutil.rmtree(land.root / "province")
    (file,) = (land.root / "backups").iterdir()
    book = backup.restore(file, land.root / "province", "", PASSPHRASE, land.clock, parameters=CHEAP)
    offline.rename(land.root / "province" / "offline")
    land.adopt("province", book)


def test_the_first_receipt_after_the_restore_is_taken_and_what_was_lost_comes_again(land: Land) -> None:
    desk = land.desk
    land.exchange("desk")
    keep(land)
    person = register(desk, 1)
    land.exchange("desk")
    land.exchange("desk")
    number = int(desk.setting("receipt_seen"))
    old = land.receipts()
    come_back(land)
    assert people.count(land.province) == 0
    answers = land.receipts()
    assert outcomes(receiving.receive_folder(desk, [answers])).count("OK") == 1
    assert int(desk.setting("receipt_seen")) < number
    assert desk.setting(receipt.FROZEN) == ""
    assert desk.setting("province_restored") == "2009-09-28"
    assert set(outcomes(receiving.receive_folder(desk, [old]))) <= {
        "ROLLBACK",
        "E_NOKEY",
    }  # a receipt of the life before
    assert streams.standing(desk).unconfirmed > 0
    land.exchange("desk")
    assert people.get(land.province, person.id).name == person.name
    assert streams.standing(desk).unconfirmed == 0
    assert desk.setting(receipt.FROZEN) == ""
    assert len(give_vouchers(land, [person])) == 1


def test_a_stick_of_the_time_before_raises_no_alarm_when_the_province_counts_anew(land: Land) -> None:
    stick = land.place()
    land.exchange("desk")
    keep(land)
    for _ in range(3):
        register(land.desk, int(land.desk.setting("receipt_seen")))
        land.exchange("desk")
    streams.export(land.desk, stick)
    come_back(land)
    receiving.receive_folder(land.desk, [land.receipts()])
    before = land.desk.stream()
    streams.export(land.desk, stick)
    assert land.desk.stream() == before


def test_grants_and_revocations_given_after_the_backup_come_back(land: Land) -> None:
    land.exchange("desk", "base1")
    keep(land)
    more = admission.Allotment(vouchers=7, limit_fen=99 * 50_000)
    admission.extend(land.province, land.desk.workplace.dev, more, land.grant_key)
    revoke(land.province, land.grant_key, land.base2, 1)
    land.exchange("desk", "base1")
    granted = vouchers.own_grant(land.desk)
    assert granted.grant_no == 2
    come_back(land)
    assert directory.grant_of(land.province.store, granted.dev).grant_no == 1  # type: ignore[union-attr]
    receiving.receive_folder(land.desk, [land.receipts()])
    land.exchange("desk")
    found = directory.grant_of(land.province.store, granted.dev)
    assert found is not None
    assert found.document == granted.document
    assert directory.is_revoked(land.province.store, land.base2.workplace.dev)
    land.exchange("desk")
    assert not streams.export(land.desk, land.place())  # the receipt has it all again: nothing more to give back


def test_a_desk_admitted_after_the_backup_is_known_again_by_its_own_grant(land: Land) -> None:
    keep(land)
    plan = casebook.Foundation("desk", "第三办理点", COUNTY, "lishu", "李书", "supervisor", PASSPHRASE)
    third = land.adopt("desk3", casebook.found(land.root / "desk3", plan, land.clock, parameters=CHEAP))
    take_card(land, third)
    stick = land.place()
    admission.request(third, stick)
    collector.collect(land.province, [stick])
    (asked,) = admission.waiting(land.province)
    admission.approve(land.province, asked.keys.dev, asked.fingerprint, allotment("desk"), land.grant_key)
    receiving.receive_folder(third, [land.receipts()])
    assert vouchers.own_grant(third)
    come_back(land)
    receiving.receive_folder(third, [land.receipts()])
    register(third, 5)
    stick = land.place()
    streams.export(third, stick, whole=True)
    found = collector.collect(land.province, [stick], answers := land.place()).outcomes
    assert outcomes(found) == ["OK"]
    assert directory.grant_of(land.province.store, third.workplace.dev).document == vouchers.own_grant(third).document  # type: ignore[union-attr]
    assert codes(land.province) == {"READMITTED"}
    assert admission.waiting(land.province) == []
    assert "OK" in outcomes(receiving.receive_folder(third, [answers]))
    assert streams.standing(third).unconfirmed == 0


def test_the_province_s_own_lost_entries_come_back_as_it_signed_them(land: Land) -> None:
    land.exchange("desk")
    keep(land)
    training.add_course(land.province, county=COUNTY, code="K09", name="焊工", hours=200, fee_fen=80_000)
    land.exchange("desk", "desk2")
    come_back(land)
    assert {one.name for one in training.courses(land.province)} == {"家政服务员"}
    training.add_course(land.province, county=COUNTY, code="K10", name="电工", hours=200, fee_fen=80_000)
    receiving.receive_folder(land.desk, [land.receipts()])
    assert {one.name for one in training.courses(land.desk)} == {"家政服务员", "焊工", "电工"}
    stick = land.place()
    sent = streams.export(land.desk, stick)
    assert "extract" in {one.kind for one in sent}
    collector.collect(land.province, [stick])
    assert {one.name for one in training.courses(land.province)} == {"家政服务员", "焊工", "电工"}
    receiving.receive_folder(land.desk, [land.receipts()])
    assert "extract" not in {one.kind for one in streams.export(land.desk, land.place(), resend=True)}
    assert land.province.store.check() == []
    land.shut("province")
    assert training.courses(land.province)


def test_a_desk_cannot_invent_the_province_s_entries(land: Land) -> None:
    """The proof is the province's own signature over the head of its stream: an altered line leads elsewhere."""
    from sync import bundle, device, extract, giving_back
    from tests.sync.crafting import Forger

    land.exchange("desk")
    keep(land)
    training.add_course(land.province, county=COUNTY, code="K09", name="焊工", hours=200, fee_fen=80_000)
    land.exchange("desk")
    come_back(land)
    receiving.receive_folder(land.desk, [land.receipts()])
    told = giving_back.testimony(land.desk)
    assert told is not None
    lines, proof = told
    forger = Forger(land.desk)
    forged = forger.write("course", {"name": "假课程"})
    bad = [*lines[:-1], lines[-1].split(b"\t")[0] + b"\t" + lines[-1].split(b"\t")[1] + b"\t" + forged.line + b"\n"]
    (path,) = extract.to_province(land.desk, bad, land.place(), blobs=[proof])
    assert receiving.take_file(land.province, path).outcome == "OK"
    assert {one.name for one in training.courses(land.province)} == {"家政服务员"}
    assert giving_back.take_testimony(land.province, bundle.Opened(None, [], {b"x": b"{}"}, None, b"", b"")) == 0  # type: ignore[arg-type]
    assert device.card(land.province)


def test_no_number_is_given_twice_after_the_restore(land: Land) -> None:
    """A block granted after the backup is forgotten: the restored province cuts its next blocks from another batch."""
    desk = land.desk
    keep(land)
    admission.extend(land.province, desk.workplace.dev, admission.Allotment(5, limit_fen=10**7), land.grant_key)
    receiving.receive_folder(desk, [land.receipts()])
    lost = vouchers.own_grant(desk).blocks[-1]
    come_back(land)
    grant = admission.extend(
        land.province, land.desk2.workplace.dev, admission.Allotment(5, limit_fen=10**7), land.grant_key
    )
    fresh = grant.blocks[-1]
    assert {fresh.number(serial) for serial in fresh.serials}.isdisjoint(
        {lost.number(serial) for serial in lost.serials}
    )
    with pytest.raises(admission.UnitNotHeard):
        admission.extend(land.province, land.base1.workplace.dev, admission.Allotment(certificates=5), land.grant_key)
    stick = land.place()
    register(desk, 1)
    streams.export(land.base1, stick, whole=True)
    collector.collect(land.province, [stick])
    assert admission.extend(
        land.province, land.base1.workplace.dev, admission.Allotment(certificates=5), land.grant_key
    ).blocks_of("certificate")
    assert OFFLINE
    assert settlement.issue_faults(land.province) == {}


def test_the_card_lies_beside_the_restored_casebook_again(land: Land) -> None:
    keep(land)
    text = (land.root / "province" / admission.CARD_FILE).read_bytes()
    come_back(land)
    assert not (land.root / "province" / admission.CARD_FILE).exists()
    assert renewing.card_file(land.province).read_bytes() == text

"""A laptop with no numbers of its own takes some from the county's desk without the province, and all books agree when it comes back."""

from pathlib import Path

import pytest

from db import casebook, directory, forks, people, settlement, training, transfers, vouchers
from db.casebook import Casebook, Session
from db.transfers import Plan
from rules import canonical
from sync import admission, carrying, collector, digest, extract, receiving, streams
from tests.sync import crafting
from tests.sync.county import (
    CHEAP,
    COUNTY,
    COURSE,
    Land,
    codes,
    cut,
    foundation,
    outcomes,
    register,
    take_card,
)
from tests.sync.crafting import Forger

SECOND = "another phrase 3"


def second(book: Casebook) -> Session:
    if len(book.workplace.users) == 1:
        casebook.add_user(book, login="zhou", name="周主任", role="supervisor", passphrase=SECOND)
    return casebook.sign_in(book.workplace, "zhou", SECOND)[1]


def laptop_of(land: Land) -> Casebook:
    """Found a site laptop and let the province admit it as a desk with no number and no money; both sides take the receipt."""
    laptop = land.adopt(
        "laptop", casebook.found(land.root / "laptop", foundation("laptop", "desk"), land.clock, parameters=CHEAP)
    )
    take_card(land, laptop)
    stick = land.place()
    admission.request(laptop, stick)
    collector.collect(land.province, [stick])
    (asked,) = admission.waiting(land.province)
    admission.approve(land.province, asked.keys.dev, asked.fingerprint, admission.Allotment(), land.grant_key)
    answers = land.receipts()
    for book in (land.desk, laptop):
        receiving.receive_folder(book, [answers])
    return laptop


def hand(giver: Casebook, taker: Casebook, count: int) -> bytes:
    part = transfers.propose(giver, count)
    plan = Plan(part.first, part.last, taker.workplace.dev, count * part.face_fen, "工地")
    return transfers.hand_on(giver, plan, second=second(giver))


def carry(land: Land, giver: Casebook, taker: Casebook) -> list[str]:
    stick = land.place()
    extract.transfer_file(giver, taker.workplace.dev, stick)
    return outcomes(receiving.receive_folder(taker, [stick]))


def issue(book: Casebook, sequence: int, name: str = "") -> vouchers.VoucherRow:
    return vouchers.issue(book, [vouchers.IssueDraft(register(book, sequence, name).id, COURSE)])[0]


def test_a_laptop_works_at_a_site_and_comes_back_without_overlap(land: Land) -> None:
    laptop = laptop_of(land)
    assert vouchers.quota(laptop).free_numbers == vouchers.quota(laptop).limit_fen == 0
    assert [grant.dev for grant in transfers.receivers(land.desk) if grant.name == "laptop"] == [laptop.workplace.dev]
    hand(land.desk, laptop, 10)
    assert carry(land, land.desk, laptop) == ["OK"]
    assert (vouchers.quota(laptop).free_numbers, vouchers.quota(laptop).limit_fen) == (10, 10 * 50_000)
    assert not codes(laptop), "the staff who signed came along"
    there = [issue(laptop, at) for at in range(5)]
    here = [issue(land.desk, at) for at in range(3, 8)]
    with pytest.raises(vouchers.OverQuota):
        vouchers.issue(land.desk, [vouchers.IssueDraft(register(land.desk, at).id, COURSE) for at in range(20, 26)])
    assert not {one.number for one in there} & {one.number for one in here}
    assert training.courses(laptop), "the receipt brought the catalogue"
    hand(laptop, land.desk, 3)
    assert carry(land, laptop, land.desk) == ["OK"]
    assert vouchers.quota(laptop).free_numbers == 2
    stick = land.place()  # one stick goes from the site to the office and on to the province
    for book in (laptop, land.desk):
        streams.export(book, stick)
    for book in (land.desk, laptop):
        receiving.receive_folder(book, [stick])
    answers = land.receipts(stick)
    for book in (land.desk, laptop):
        receiving.receive_folder(book, [answers])
    parts = [one for one in digest.held(land.province) if one.dev in {land.desk.workplace.dev, laptop.workplace.dev}]
    books = (land.province, land.desk, laptop)
    assert len({digest.digest(book, parts) for book in books}) == 1
    for book in books:
        assert settlement.issue_faults(book) == {}
        assert settlement.counts(book, COUNTY).breaches() == ()
        assert settlement.counts(book, COUNTY) == settlement.counts(land.province, COUNTY)
        assert not codes(book) - {"DUP_DOCUMENT"}
    assert people.count(land.province) == people.count(land.desk)


def test_the_file_brings_the_grant_that_the_laptop_has_not_heard_of(land: Land) -> None:
    laptop = laptop_of(land)
    admission.extend(
        land.province, land.desk.workplace.dev, admission.Allotment(vouchers=20, limit_fen=40 * 50_000), land.grant_key
    )
    answers = land.receipts()
    receiving.receive_folder(land.desk, [answers])
    hand(land.desk, laptop, 5)  # from the new block
    land_grant = directory.grant_of(laptop.store, land.desk.workplace.dev)
    assert land_grant is not None
    assert land_grant.grant_no == 1
    assert carry(land, land.desk, laptop) == ["OK"]
    assert vouchers.quota(laptop).free_numbers == 5
    newest = directory.grant_of(laptop.store, land.desk.workplace.dev)
    assert newest is not None
    assert newest.grant_no == 2


def test_it_comes_with_the_stream_as_well(land: Land) -> None:
    hand(land.desk, land.desk2, 5)
    stick = land.place()
    streams.export(land.desk, stick)
    receiving.receive_folder(land.desk2, [stick])
    assert vouchers.quota(land.desk2).free_numbers == 35
    assert carry(land, land.desk, land.desk2) == ["OK"]
    assert vouchers.quota(land.desk2).free_numbers == 35


def test_a_file_for_others_and_a_false_grant_are_refused(land: Land, tmp_path: Path) -> None:
    with pytest.raises(extract.AddresseeUnknown):
        extract.transfer_file(land.desk, land.base1.workplace.dev, tmp_path)
    with pytest.raises(extract.AddresseeUnknown):
        extract.transfer_file(land.desk, land.desk.workplace.dev, tmp_path)
    grant = directory.grant_of(land.desk.store, land.desk.workplace.dev)
    assert grant is not None
    false = canonical.dump({"fmt": carrying.DIRECTORY_FORMAT, "grants": [{"doc": grant.document.decode().replace("1500000", "9500000").replace('"grant_no":1', '"grant_no":9'), "sig": grant.signature.hex()}]})  # fmt: skip
    for blob, wanted in (
        (false, "BAD_GRANT"),
        (canonical.dump({"fmt": carrying.DIRECTORY_FORMAT, "grants": 5}), "E_FORMAT"),
    ):
        sealed = crafting.extract(land.desk, land.desk2, [], blobs=[blob])
        assert receiving.take(land.desk2, sealed.data, "x.age").outcome == wanted
    held = directory.grant_of(land.desk2.store, land.desk.workplace.dev)
    assert held is not None
    assert held.grant_no == 1


def test_a_limit_does_not_fall_below_what_was_handed_on(land: Land) -> None:
    hand(land.desk, land.desk2, 10)
    land.exchange("desk")
    with pytest.raises(admission.LimitHandedOn) as refused:
        admission.extend(
            land.province, land.desk.workplace.dev, admission.Allotment(limit_fen=9 * 50_000), land.grant_key
        )
    assert refused.value.fields["least_fen"] == 10 * 50_000


def test_the_next_grant_retires_the_spare_block_and_brings_another(land: Land) -> None:
    dev, key = land.desk.workplace.dev, land.grant_key
    with pytest.raises(admission.SpareTooLarge):
        admission.extend(land.province, dev, admission.Allotment(spare=51, limit_fen=1), key)
    more = admission.Allotment(spare=20, limit_fen=40 * 50_000)
    first = admission.extend(land.province, dev, more, key)
    assert first.spare is not None
    assert admission.extend(land.province, dev, more, key).spare == first.spare, "it still serves"
    receiving.receive_folder(land.desk, [land.receipts()])
    land.desk.new_epoch("restore")
    transfers.open_spare(land.desk, "应急", second=second(land.desk))
    made = issue(land.desk, 1)
    assert made.number == first.spare.first
    land.exchange("desk")
    after = admission.extend(land.province, dev, admission.Allotment(vouchers=5, spare=20, limit_fen=40 * 50_000), key)
    assert after.spare is not None
    taken = [*range(1, 31), *first.spare.serials]
    assert not set(after.spare.serials) & set(taken)
    assert not set(after.open_blocks("voucher")[0].serials) & set(after.spare.serials)
    receiving.receive_folder(land.desk, [land.receipts()])
    assert vouchers.quota(land.desk).free_numbers == 5
    for book in (land.province, land.desk):
        assert settlement.issue_faults(book) == {}
        assert settlement.counts(book, COUNTY).breaches() == ()


def test_a_base_opens_its_spare_certificate_numbers(land: Land) -> None:
    dev = land.base1.workplace.dev
    made = admission.extend(land.province, dev, admission.Allotment(spare=10), land.grant_key)
    assert made.spare is not None
    assert (made.spare.kind, made.spare.first, made.spare.last) == ("certificate", "101", "110")
    receiving.receive_folder(land.base1, [land.receipts()])
    land.base1.new_epoch("restore")
    assert transfers.open_spare(land.base1, "应急", second=second(land.base1)) == made.spare
    from db.certificates import _next_numbers

    assert "-00101-" in _next_numbers(land.base1, 1)[0]


def test_two_copies_of_the_giver_stop_both_receivers_until_officers_decide(land: Land) -> None:
    laptop = laptop_of(land)
    land.exchange("desk")
    part = transfers.propose(land.desk, 5)
    forger = Forger(land.desk)  # a copy of the desk's PC, which goes on by itself
    known = cut(land.desk, 1, forger.first - 1)
    for book in (laptop, land.desk2):
        assert receiving.take(book, known.data, known.name).outcome == "OK"
    hand(land.desk, land.desk2, 5)
    land.exchange("desk")
    clerk = land.desk.signed_in
    values = transfers.thing(Plan(part.first, part.last, laptop.workplace.dev, 5 * 50_000))
    more = {"to_ep": laptop.stream()[1].hex(), "grant_no": 1, "day": "2009-09-28"}
    forger.write("block_transfer", values | more, signers=[(clerk.user_id.hex(), clerk.signer)] * 2)
    other = forger.seal()
    for book in (land.province, laptop, land.desk2):
        if book is not land.province:
            carry(land, land.desk, book)
        assert receiving.take(book, other.data, other.name).outcome in {"OK", "FORK"}
    assert vouchers.quota(land.desk2).free_numbers == 30
    assert vouchers.quota(laptop).free_numbers == 0
    assert "TRANSFER_CONTESTED" in codes(land.province)
    (fork,) = forks.forks(land.province.store)
    true = next(one.first.hex() for one in fork.versions if one.first != forger.made[0].hash)
    officer = officer_of(land)
    forks.decide(land.province, fork.dev, fork.ep, true, "原机为准", second=officer)
    assert "TRANSFER_CONTESTED" not in codes(land.province)
    told = {one.receiver: one.state for one in transfers.transfers(land.province)}
    assert told == {land.desk2.workplace.dev: "good", laptop.workplace.dev: "waiting"}


def officer_of(land: Land) -> Session:
    casebook.add_user(land.province, login="zhou2", name="吴敏", role="supervisor", passphrase=SECOND)
    return casebook.sign_in(land.province.workplace, "zhou2", SECOND)[1]

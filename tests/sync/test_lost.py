"""A PC is lost, from the first call to the last voucher: cut, successor, data back, the stolen one worth nothing."""

import pytest

from db import casebook, directory, settlement, training, vouchers
from db.casebook import Casebook, SecondPersonNeeded
from db.vouchers import IssueDraft
from sync import admission, collector, digest, extract, lost, receiving, streams
from tests.sync.county import (
    CHEAP,
    COUNTY,
    COURSE,
    Land,
    allotment,
    foundation,
    give_vouchers,
    last,
    open_class,
    outcomes,
    register,
    take_card,
)
from tests.sync.test_revoking import second


def successor(land: Land, kind: str, of: str) -> Casebook:
    """Found a new workplace, let it ask, and admit it in the place of a revoked one."""
    book = land.adopt("new", casebook.found(land.root / "new", foundation(of, kind), land.clock, parameters=CHEAP))
    take_card(land, book)
    stick = land.place()
    admission.request(book, stick)
    collector.collect(land.province, [stick])
    (asked,) = admission.waiting(land.province)
    given = allotment(kind)
    before = land.book(of).workplace.dev
    admission.approve(land.province, book.workplace.dev, asked.fingerprint, given, land.grant_key, successor_of=before)
    return book


def test_a_lost_desk_s_county_goes_on(land: Land) -> None:
    desk, province = land.desk, land.province
    persons = [register(desk, at) for at in range(1, 6)]
    class_id = open_class(land, persons)
    issued = give_vouchers(land, persons[:2])
    register(land.desk2, 9)
    extract.class_file(desk, class_id, files := land.place())
    receiving.receive_folder(land.base1, [files])
    redeemed = vouchers.redeem(land.base1, issued[0].token, class_id)
    land.exchange("desk", "desk2", "base1")

    seen = lost.look(province, desk.workplace.dev)
    assert (seen.last[0].q, seen.last[0].what, seen.unused, seen.left_fen) == (
        last(desk),
        "培训券发放",
        28,
        18 * 50_000,
    )
    with pytest.raises(SecondPersonNeeded):
        lost.report(province, desk.workplace.dev, "被盗", land.grant_key, None)
    lost.report(province, desk.workplace.dev, "被盗", land.grant_key, second(land))
    assert lost.look(province, desk.workplace.dev).unused == 0

    new = successor(land, "desk", "desk")
    back = lost.hand_over(province, new.workplace.dev, land.place())
    answers = land.receipts()
    # whichever is taken first
    assert outcomes(receiving.receive_folder(new, [back[0].parent]))
    assert {"OK", "E_NOKEY"} >= set(outcomes(receiving.receive_folder(new, [answers])))
    assert new.store.value("SELECT count(*) FROM person") == 5
    for name in ("desk2", "base1"):
        receiving.receive_folder(land.book(name), [answers])
        streams.export(land.book(name), stick := land.place())
        receiving.receive_folder(new, [stick])
    assert new.store.value("SELECT count(*) FROM person") == 6
    assert new.store.value("SELECT count(*) FROM redemption") == 1

    # it works: a voucher from its own numbers, the lost one's papers known
    (voucher,) = vouchers.issue(new, [IssueDraft(persons[3].id, COURSE)])
    assert vouchers.get(new, issued[1].id).status == "已发放"
    old = {block.number(serial) for block in seen.grant.blocks for serial in block.serials}
    assert voucher.number not in old
    with pytest.raises(vouchers.NotEligible):  # the county remembers who had one
        vouchers.issue(new, [IssueDraft(persons[0].id, COURSE)])
    extract.class_file(new, class_id, files := land.place())
    receiving.receive_folder(land.base1, [files])
    kept = vouchers.redeem(land.base1, voucher.token, class_id)
    assert not kept.provisional

    # the thief issues and sends
    (stolen,) = vouchers.issue(desk, [IssueDraft(persons[4].id, COURSE)])
    streams.export(desk, stick := land.place())
    assert set(outcomes(collector.collect(province, [stick]).outcomes)) == {"Q_REVOKED"}
    assert vouchers.redeem(land.base1, stolen.token, class_id).provisional
    settlement.claim(land.base1, "2009-09")
    for name in ("new", "base1"):
        streams.export(land.book(name), stick := land.place())
        collector.collect(province, [stick])
    (claim,) = settlement.claims(province)
    settlement.review_claim(province, claim.id, {}, county=COUNTY)
    paid = {line.number: line.reason for line in settlement.settle(province, COUNTY).lines}
    assert paid == {redeemed.number: "", kept.number: "", stolen.number: "ISSUE_UNKNOWN"}


def test_the_same_data_come_back_word_for_word(land: Land) -> None:
    for at in range(1, 4):
        register(land.desk, at)
    land.exchange("desk")
    dev, ep = land.desk.stream()
    lost.report(land.province, dev, "损坏", land.grant_key, second(land))
    new = successor(land, "desk", "desk")
    receiving.receive_folder(new, [land.receipts()])
    back = lost.hand_over(land.province, new.workplace.dev, land.place())
    assert outcomes(receiving.receive_folder(new, [back[0].parent])) == ["OK"]
    parts = digest.read_parts(f"{dev.hex()}:{ep.hex()}:{last(land.desk)}")
    assert digest.digest(new, parts) == digest.digest(land.province, parts) == digest.digest(land.desk, parts)


def test_only_what_counts_is_given_back(land: Land) -> None:
    register(land.desk, 1)
    end = last(land.desk)
    register(land.desk, 2)
    land.exchange("desk")
    dev, ep = land.desk.stream()
    lost.report(land.province, dev, "被盗", land.grant_key, second(land), cut=(ep, end))
    new = successor(land, "desk", "desk")
    receiving.receive_folder(new, [land.receipts()])
    receiving.receive_folder(new, [lost.hand_over(land.province, new.workplace.dev, land.place())[0].parent])
    assert new.store.value("SELECT count(*) FROM person") == 1


def test_a_lost_base_is_succeeded_under_its_own_code(land: Land) -> None:
    persons = [register(land.desk, at) for at in (1, 2)]
    class_id = open_class(land, persons)
    (voucher, other) = give_vouchers(land, persons)
    extract.class_file(land.desk, class_id, files := land.place())
    receiving.receive_folder(land.base1, [files])
    receiving.receive_folder(land.base2, [files])
    vouchers.redeem(land.base1, voucher.token, class_id)
    land.exchange("desk", "base1", "base2")
    code = next(one.code for one in training.bases(land.province) if one.dev == land.base1.workplace.dev.hex())
    lost.report(land.province, land.base1.workplace.dev, "被盗", land.grant_key, second(land))
    new = successor(land, "base", "base1")
    answers = land.receipts()
    receiving.receive_folder(new, [answers])
    receiving.receive_folder(land.desk, [answers])
    receiving.receive_folder(new, [lost.hand_over(land.province, new.workplace.dev, land.place())[0].parent])
    own = training.own_base(new)
    assert own is not None
    assert own.code == code
    assert len(training.bases(new)) == 2
    assert [one.number for one in vouchers.redemptions(new)] == [voucher.number]
    assert new.store.value("SELECT count(*) FROM person") == 0  # a base's own records hold no files of people
    extract.class_file(land.desk, class_id, files := land.place())
    receiving.receive_folder(new, [files])
    with pytest.raises(vouchers.TokenRefused):
        vouchers.redeem(new, voucher.token, class_id)
    vouchers.redeem(new, other.token, class_id)
    before = directory.grant_of(land.province.store, land.base1.workplace.dev)
    after = directory.grant_of(land.province.store, new.workplace.dev)
    assert before is not None
    assert after is not None
    taken = [set(block.serials) for block in (*before.blocks, *after.blocks)]
    assert not taken[0] & taken[1]


def test_nobody_succeeds_a_device_that_is_not_lost(land: Land) -> None:
    with pytest.raises(admission.NotRevoked):
        successor(land, "desk", "desk")


def test_a_base_takes_no_desk_s_place(land: Land) -> None:
    lost.report(land.province, land.desk.workplace.dev, "被盗", land.grant_key, second(land))
    book = land.adopt("new", casebook.found(land.root / "new", foundation("new", "base"), land.clock, parameters=CHEAP))
    take_card(land, book)
    admission.request(book, stick := land.place())
    collector.collect(land.province, [stick])
    (asked,) = admission.waiting(land.province)
    with pytest.raises(admission.NotRevoked):
        admission.approve(
            land.province, asked.keys.dev, asked.fingerprint, allotment("base"), land.grant_key,
            successor_of=land.desk.workplace.dev,
        )  # fmt: skip


def test_nothing_is_handed_to_strangers_or_to_the_lost_one(land: Land) -> None:
    with pytest.raises(admission.NoSuchRequest):
        lost.hand_over(land.province, b"12345678", land.place())
    lost.report(land.province, land.desk.workplace.dev, "被盗", land.grant_key, second(land))
    with pytest.raises(admission.DeviceRevoked):
        lost.hand_over(land.province, land.desk.workplace.dev, land.place())

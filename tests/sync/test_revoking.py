"""Revocation with a cut: two persons, one document for each epoch, nothing sent to the device any more, what lies beyond put aside."""

import pyrage
import pytest

from db import casebook, directory, journal, settlement, verification, vouchers
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded, Session
from db.cuts import AFTER_CUT, cuts
from db.vouchers import IssueDraft
from sync import admission, bundle, collector, device, extract, receipt, receiving, streams
from tests.sync.county import (
    COURSE,
    PASSPHRASE,
    Land,
    allotment,
    codes,
    cut,
    give_vouchers,
    last,
    open_class,
    outcomes,
    register,
)
from tests.sync.crafting import Forger


def second(land: Land) -> Session:
    """Give another officer of the province."""
    book = land.province
    if len(book.workplace.users) < 2:
        casebook.add_user(book, login="fuhe", name="温霜降", role="officer", passphrase=PASSPHRASE)
    return casebook.sign_in(book.workplace, "fuhe", PASSPHRASE)[1]


def revoke(land: Land, name: str, **more: object) -> list[directory.Revocation]:
    dev = land.book(name).workplace.dev
    return admission.revoke(land.province, dev, "被盗", land.grant_key, second(land), **more)  # type: ignore[arg-type]


def restored(book: Casebook) -> None:
    """Begin a new epoch, as after a restore."""
    book.new_epoch("restore")


def test_it_takes_two_officers(land: Land) -> None:
    province, dev = land.province, land.desk.workplace.dev
    for who in (None, province.session):
        with pytest.raises(SecondPersonNeeded):
            admission.revoke(province, dev, "被盗", land.grant_key, who)
    with pytest.raises(NotPermitted):
        admission.revoke(land.desk, dev, "被盗", land.grant_key, second(land))
    with pytest.raises(admission.NoSuchRequest):
        admission.revoke(province, b"12345678", "被盗", land.grant_key, second(land))
    assert directory.revocations(province.store) == []


def test_each_known_epoch_is_cut_where_it_is_held(land: Land) -> None:
    desk = land.desk
    register(desk, 1)
    land.exchange("desk")
    first, ends = desk.stream()[1], last(desk)
    restored(desk)
    register(desk, 2)
    land.exchange("desk")
    made = {one.ep: one for one in revoke(land, "desk")}
    assert {ep: one.cut_seq for ep, one in made.items()} == {first: ends, desk.stream()[1]: last(desk)}
    assert made[first].cut_head == streams.hash_at(desk, desk.workplace.dev, first, ends)
    # every listed epoch is taken up to its cut, whatever the others say; another epoch waits
    fresh = land.desk2
    receiving.receive_folder(fresh, [land.receipts()])
    old = _bundle(desk, first, ends)
    assert receiving.take(fresh, old.data, old.name).outcome == "OK"
    new = cut(desk, 1, last(desk))
    assert receiving.take(fresh, new.data, new.name).outcome == "OK"
    register(desk, 3)
    beyond = cut(desk, 1, last(desk))
    assert receiving.take(fresh, beyond.data, beyond.name).outcome == "Q_REVOKED"
    restored(desk)
    stranger = cut(desk, 1, last(desk))
    for book in (fresh, land.province):
        assert receiving.take(book, stranger.data, stranger.name).outcome == "Q_REVOKED"
    assert streams.spooled(fresh, stranger.sha256).is_file()


def _bundle(book: Casebook, ep: bytes, upto: int) -> bundle.Sealed:
    locks, names = device.recipients(book, desks=True)
    dev = book.workplace.dev
    heads = [streams.hash_at(book, dev, ep, at) or b"" for at in (0, upto)]
    lines = b"".join(line + b"\n" for line in journal.lines(book.store, dev, ep, 1, upto))
    manifest = streams.draft(book, "stream", names, ep, 1, upto, *heads)
    return bundle.seal(manifest, lines, signer=device.keys(book).signer, recipients=locks, province="51")


def test_a_forged_tail_that_ends_at_the_cut_waits(land: Land) -> None:
    register(land.desk, 1)
    land.exchange("desk")
    forger = Forger(land.desk)
    for name in ("假", "冒"):
        forger.write("person", {"name": name})
    forged = forger.seal()
    register(land.desk, 2)
    land.exchange("desk")
    revoke(land, "desk")
    receiving.receive_folder(land.desk2, [land.receipts()])
    assert forged.manifest.upto == last(land.desk)
    assert receiving.take(land.desk2, forged.data, forged.name).outcome == "Q_REVOKED"


def test_beyond_an_earlier_cut_money_is_not_payable_and_the_rest_is_flagged(land: Land) -> None:
    desk = land.desk
    persons = [register(desk, at) for at in (1, 2)]
    open_class(land, persons)
    (good,) = give_vouchers(land, persons[:1])
    end = last(desk)
    (bad,) = give_vouchers(land, persons[1:])
    register(desk, 3)
    land.exchange("desk")
    revoke(land, "desk", cut=(desk.stream()[1], end))
    assert settlement.issue_faults(land.province) == {bad.id: "REVOKED"}
    flagged = land.province.store.rows("SELECT tbl FROM flag WHERE code = ?", (AFTER_CUT,))
    assert {row["tbl"] for row in flagged} == {"person", "person_profile"}
    receiving.receive_folder(land.desk2, [land.receipts()])
    assert AFTER_CUT not in codes(land.desk2)
    assert land.province.store.value("SELECT count(*) FROM person") == 3  # it stands
    assert verification.judge(land.province, good.token).verdict == verification.GENUINE
    unsure = verification.judge(land.province, bad.token)
    assert (unsure.verdict, unsure.reason) == (verification.ISSUER_UNKNOWN, "revoked")


def test_what_a_revoked_base_redeemed_beyond_the_cut_is_not_payable(land: Land) -> None:
    persons = [register(land.desk, at) for at in (1, 2)]
    class_id = open_class(land, persons)
    issued = give_vouchers(land, persons)
    extract.class_file(land.desk, class_id, files := land.place())
    receiving.receive_folder(land.base1, [files])
    vouchers.redeem(land.base1, issued[0].token, class_id)
    end = last(land.base1)
    vouchers.redeem(land.base1, issued[1].token, class_id)
    settlement.claim(land.base1, "2009-09")
    land.exchange("desk", "base1")
    revoke(land, "base1", cut=(land.base1.stream()[1], end))
    reasons = {line.number: line.reason for line in settlement.settle(land.province, "519901").lines}
    assert reasons == {issued[0].number: "NOT_APPROVED", issued[1].number: "REVOKED"}


def test_a_later_cut_never_replaces_an_earlier_one(land: Land) -> None:
    register(land.desk, 1)
    land.exchange("desk")
    ep, end = land.desk.stream()[1], last(land.desk)
    for wrong in ((ep, end + 1), (ep, -1), (b"12345678", 1)):
        with pytest.raises(admission.NoSuchCut):
            revoke(land, "desk", cut=wrong)
    revoke(land, "desk")
    with pytest.raises(admission.AlreadyRevoked):
        revoke(land, "desk")
    revoke(land, "desk", cut=(ep, end - 1))
    with pytest.raises(admission.AlreadyRevoked):
        revoke(land, "desk", cut=(ep, end))
    (held,) = directory.revocations(land.province.store)
    assert held.cut_seq == end - 1


def test_an_earlier_cut_voids_the_epochs_begun_after_it(land: Land) -> None:
    register(land.desk, 1)
    land.exchange("desk")
    first = land.desk.stream()[1]
    restored(land.desk)
    land.exchange("desk")
    revoke(land, "desk", cut=(first, 1))
    assert dict(cuts(land.province.store).by_stream) == {
        (land.desk.workplace.dev, first): 1, (land.desk.workplace.dev, land.desk.stream()[1]): 0,
    }  # fmt: skip


def test_nothing_is_locked_for_a_revoked_device_any_more(land: Land) -> None:
    register(land.desk2, 1)
    class_id = open_class(land, [register(land.desk, 1)])
    land.exchange("desk")
    revoke(land, "desk")
    revoke(land, "base1")
    answers = land.receipts()
    receiving.receive_folder(land.desk2, [answers])
    receiving.receive_folder(land.base2, [answers])
    streams.export(land.desk2, stick := land.place())
    streams.export(land.base2, stick)
    for name in ("desk", "base1"):
        identity = device.keys(land.book(name)).identity
        for path in [*answers.glob("*.age"), *stick.glob("*.age")]:
            with pytest.raises(pyrage.DecryptError):
                pyrage.decrypt(path.read_bytes(), [identity])
    assert land.base1.workplace.dev.hex() not in receipt.units(land.province)
    with land.desk.store.transaction():
        for one in directory.revocations(land.province.store):
            directory.keep_revocation(land.desk.store, one, 9)
    with pytest.raises(extract.AddresseeUnknown):
        extract.class_file(land.desk, class_id, land.place())
    # and nobody gives it more
    with pytest.raises(admission.DeviceRevoked):
        admission.extend(land.province, land.desk.workplace.dev, allotment("desk"), land.grant_key)


def test_a_county_whose_only_desk_is_revoked_gets_no_receipt_until_there_is_another(land: Land) -> None:
    for name in ("desk", "desk2"):
        revoke(land, name)
    assert "519901" not in receipt.units(land.province)
    assert len(list(land.receipts().glob("*.age"))) == 2  # the bases'


def test_revocations_reach_every_unit_and_change_nothing_twice(land: Land) -> None:
    register(land.desk, 1)
    land.exchange("desk")
    revoke(land, "desk")
    for name in ("desk2", "base1", "base2"):
        for _ in range(2):
            receiving.receive_folder(land.book(name), [land.receipts()])
        (held,) = directory.revocations(land.book(name).store)
        assert held.cut_seq == last(land.desk)


def test_the_stolen_pc_s_own_vouchers_are_worth_nothing(land: Land) -> None:
    desk = land.desk
    persons = [register(desk, at) for at in (1, 2)]
    class_id = open_class(land, persons)
    extract.class_file(desk, class_id, files := land.place())
    receiving.receive_folder(land.base1, [files])
    land.exchange("desk", "base1")
    revoke(land, "desk")
    (stolen,) = vouchers.issue(desk, [IssueDraft(persons[0].id, COURSE)])
    receiving.receive_folder(land.base1, [land.receipts()])
    kept = vouchers.redeem(land.base1, stolen.token, class_id)
    assert kept.provisional
    streams.export(desk, stick := land.place())
    streams.export(land.base1, stick)
    done = collector.collect(land.province, [stick])
    assert sorted(outcomes(done.outcomes)) == ["OK", "Q_REVOKED"]
    (line,) = settlement.settle(land.province, "519901").lines
    assert (line.number, line.reason, line.amount_fen) == (stolen.number, "ISSUE_UNKNOWN", 0)


def test_the_closed_numbers_of_a_revoked_device_are_never_given_again(land: Land) -> None:
    persons = [register(land.desk, at) for at in (1, 2)]
    issued = give_vouchers(land, persons)
    land.exchange("desk")
    dev = land.desk.workplace.dev
    with pytest.raises(admission.NotRevoked):
        admission.close_numbers(land.province, dev, land.grant_key)
    revoke(land, "desk")
    closed = admission.close_numbers(land.province, dev, land.grant_key)
    assert closed.open_blocks("voucher") == ()
    assert closed.limit_fen == 2 * 50_000
    assert settlement.issue_faults(land.province) == {}
    given = admission.extend(land.province, land.desk2.workplace.dev, allotment("desk"), land.grant_key)
    taken = {block.number(serial) for block in closed.blocks for serial in block.serials}
    fresh = {block.number(serial) for block in given.blocks for serial in block.serials}
    assert not taken & fresh
    assert {one.number for one in issued} <= taken

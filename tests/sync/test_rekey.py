"""A desk or base changes its keys: announced under the old key, compared, granted, used; what the old key signed stays true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import casebook, directory, training, verification, vouchers
from db.casebook import Casebook, NotPermitted
from db.directory import BadGrant
from rules import canonical
from rules.errors import AppError
from rules.signing import SigningKey, WeakKey, key_id
from sync import admission, bundle, collector, device, extract, receiving, rekey, streams
from sync.device import FingerprintDiffers
from sync.errors import BadKey, OtherSigningKey
from sync.keys import DeviceKeys
from tests.sync.county import PASSPHRASE, Land, cut, give_vouchers, last, open_class, outcomes, register
from tests.sync.crafting import Forger, revoke


def announce(land: Land, name: str = "desk") -> DeviceKeys:
    """Let a workplace make new keys and its announcement come to the province."""
    made = rekey.begin(land.book(name))
    stick = land.place()
    streams.export(land.book(name), stick)
    assert set(outcomes(collector.collect(land.province, [stick]).outcomes)) == {"OK"}
    return made


def approve(land: Land, made: DeviceKeys) -> None:
    admission.approve_keys(land.province, made.dev, made.fingerprint, land.grant_key)


def renewed(land: Land, name: str = "desk") -> DeviceKeys:
    """Take a workplace through the whole change."""
    made = announce(land, name)
    approve(land, made)
    receiving.receive_folder(land.book(name), [land.receipts()])
    return made


def test_new_keys_are_announced_compared_granted_and_then_used(land: Land) -> None:
    desk, old = land.desk, device.keys(land.desk)
    made = announce(land)
    (asked,) = rekey.waiting(land.province)
    assert (asked.fingerprint, asked.name) == (made.fingerprint, desk.workplace.name)
    assert device.keys(desk).public == old.public
    for wrong in ("", "1" * 30, old.fingerprint):
        with pytest.raises(FingerprintDiffers):
            admission.approve_keys(land.province, made.dev, wrong, land.grant_key)
    grant = directory.grant_of(land.province.store, made.dev)
    assert grant is not None
    approve(land, made)
    assert rekey.waiting(land.province) == []
    after = directory.grant_of(land.province.store, made.dev)
    assert after is not None
    assert (after.grant_no, after.sign, after.age, after.former) == (
        grant.grant_no + 1, made.signer.public, made.public.age, (old.signer.public,),
    )  # fmt: skip
    assert (after.blocks, after.limit_fen) == (grant.blocks, grant.limit_fen)
    receiving.receive_folder(desk, [land.receipts()])
    assert device.keys(desk).public == made.public
    assert device.pending(desk) is None
    assert [one.public for one in device.former(desk)] == [old.public]
    register(desk, 1)
    land.exchange("desk")
    assert desk.store.value("SELECT confirmed FROM stream WHERE mine = 1") == last(desk)


def test_the_announcement_goes_out_though_nothing_is_new_and_until_it_is_granted(land: Land) -> None:
    land.exchange("desk")
    assert streams.standing(land.desk).unsent == 0
    made = rekey.begin(land.desk)
    assert rekey.begin(land.desk).fingerprint == made.fingerprint  # asked twice, made once
    lost, stick = land.place(), land.place()
    assert [one.entries for one in streams.export(land.desk, lost)] == [1]
    register(land.desk, 1)
    streams.export(land.desk, stick)
    collector.collect(land.province, [stick])
    assert [one.fingerprint for one in rekey.waiting(land.province)] == [made.fingerprint]


def test_vouchers_and_bundles_from_before_stay_good(land: Land) -> None:
    desk = land.desk
    persons = [register(desk, at) for at in (1, 2)]
    class_id = open_class(land, persons)
    (before,) = give_vouchers(land, persons[:1])
    under_way = cut(desk, 1, last(desk))  # signed by the old key, not delivered yet
    made = rekey.begin(desk)
    streams.export(desk, stick := land.place())
    collector.collect(land.province, [stick])
    approve(land, made)
    receiving.receive_folder(desk, [land.receipts()])
    (after,) = give_vouchers(land, persons[1:])
    assert receiving.take(land.province, under_way.data, under_way.name).outcome == "OK"
    land.exchange("desk", "base1")
    extract.class_file(desk, class_id, files := land.place())
    receiving.receive_folder(land.base1, [files])
    for book in (desk, land.base1, land.province):
        assert [verification.judge(book, one.token).verdict for one in (before, after)] == [verification.GENUINE] * 2
    assert not any(vouchers.redeem(land.base1, one.token, class_id).provisional for one in (before, after))


def test_a_base_admitted_after_the_change_knows_the_old_vouchers_too(land: Land) -> None:
    (voucher,) = give_vouchers(land, [register(land.desk, 1)])
    renewed(land)
    base = land.base2
    with base.store.transaction():
        base.store.execute("DELETE FROM unit_grant WHERE dev = ?", (land.desk.workplace.dev,))
    receiving.receive_folder(base, [land.receipts()])
    assert verification.judge(base, voucher.token).verdict == verification.GENUINE


def test_what_was_locked_for_the_old_key_is_still_opened(land: Land) -> None:
    old = land.receipts()
    made = announce(land)
    approve(land, made)
    assert "OK" in outcomes(receiving.receive_folder(land.desk, [land.receipts()]))
    assert "ROLLBACK" in outcomes(receiving.receive_folder(land.desk, [old]))  # opened and judged, not E_NOKEY


def test_another_desk_keeps_the_bundles_until_it_hears_of_the_new_keys(land: Land) -> None:
    renewed(land)
    answers = land.receipts()
    register(land.desk, 1)
    whole, stick = cut(land.desk, 1, last(land.desk)), land.place()
    (stick / whole.name).write_bytes(whole.data)
    assert "Q_NEW_KEYS" in outcomes(receiving.receive_folder(land.desk2, [stick]))
    done = receiving.receive_folder(land.desk2, [answers])
    assert {one.kind: one.outcome for one in done}["stream"] == "OK"
    assert land.desk2.store.value("SELECT count(*) FROM person") == 1


def test_twice_changed_keys_all_count_and_a_stranger_s_does_not(land: Land) -> None:
    first = device.keys(land.desk)
    renewed(land)
    renewed(land)
    assert len(device.sign_keys_of(land.province, first.dev)) == 3
    forged = cut(land.desk, 1, 1)
    parts = bundle.unpack(bundle.decrypt(forged.data, device.identities(land.province)))
    with pytest.raises(OtherSigningKey):
        bundle.check_signature(parts, lambda _dev: [SigningKey.from_seed(b"q" * 32).public])
    grant = directory.by_kid(land.province.store, key_id(first.signer.public))
    assert grant is not None
    assert grant.grant_no == 3


def test_a_revoked_device_changes_no_keys(land: Land) -> None:
    made = announce(land)
    revoke(land.province, land.grant_key, land.desk, 1)
    assert rekey.waiting(land.province) == []
    with pytest.raises(admission.NoSuchRequest):
        approve(land, made)


def test_neither_a_province_nor_a_stranger_changes_keys_this_way(founded: Land) -> None:
    for book in (founded.province, founded.desk):
        with pytest.raises(rekey.NotAdmitted):
            rekey.begin(book)


def test_a_restored_desk_announces_other_keys_and_gets_them(land: Land) -> None:
    renewed(land)
    desk = land.desk  # as after a restore from before the change: the old keys, nothing waiting
    (old,) = device.former(desk)
    with desk.store.transaction():
        device.replace(desk, old)
        desk.store.execute("DELETE FROM secret WHERE name = ?", (device.FORMER,))
    made = renewed(land)
    assert device.keys(desk).public == made.public


def blob_of(book: Casebook) -> bytes:
    rekey.begin(book)
    (blob,) = rekey.documents(book)
    return blob


def test_keys_that_are_weak_or_another_s_are_not_noted(land: Land) -> None:
    blob = canonical.load(blob_of(land.desk))
    weak = blob | {"record": blob["record"] | {"sign": "01" + "00" * 31}}
    other = canonical.load(blob_of(land.desk2))
    for bad in (weak, {**blob, "sig": "00" * 64}, {**blob, "sig": 5}, {**blob, "more": 1}, {**blob, "record": []}):
        with pytest.raises(BadKey):
            rekey.read(canonical.dump(bad))
    with land.province.store.transaction():
        rekey.note(land.province, land.desk.workplace.dev, [canonical.dump(weak), canonical.dump(other), b"\0", b"[]"])
    assert rekey.waiting(land.province) == []


@given(data=st.data())
def test_a_tampered_announcement_is_never_believed(data: st.DataObject) -> None:
    made = DeviceKeys.generate(lambda size: bytes(range(size)))
    said = {"fmt": rekey.FORMAT, "record": made.record()}
    good = canonical.dump({**said, "sig": made.signer.sign(b"yz1/rekey\0" + canonical.dump(said)).hex()})
    assert rekey.read(good) == made.public
    text = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = rekey.read(bytes(text))
    except AppError:
        return
    assert found is None or bytes(text) == good


def test_a_grant_with_a_weak_former_key_is_refused(land: Land) -> None:
    grant = directory.grant_of(land.province.store, land.desk.workplace.dev)
    assert grant is not None
    for former in (
        ["01" + "00" * 31],
        ["zz"],
        "x",
        [SigningKey.from_seed(bytes([n]) * 32).public.hex() for n in range(17)],
    ):
        said = canonical.load(grant.document)
        document = canonical.dump(said | {"keys": said["keys"] | {"former": former}})
        signature = land.grant_key.sign(directory.signed_bytes(document))
        with pytest.raises((BadGrant, WeakKey)):
            directory.read_grant(document, signature, land.grant_key.public)


def test_a_base_changes_its_keys_too_and_stays_the_same_base(land: Land) -> None:
    base = land.base1
    with pytest.raises(NotPermitted):
        rekey.begin(base)
    casebook.add_user(base, login="zhuren", name="孟清明", role="supervisor", passphrase=PASSPHRASE)
    base.session = casebook.sign_in(base.workplace, "zhuren", PASSPHRASE)[1]
    made = renewed(land, "base1")
    assert device.keys(land.base1).public == made.public
    own = training.own_base(land.base1)
    assert own is not None
    assert own.name == land.base1.workplace.name
    forger = Forger(land.base1)
    forger.write("claim", {"period": "2009-09", "redemptions": [], "count": 0, "amount_fen": 0, "day": "2009-09-28"})
    sealed = forger.seal()
    assert receiving.take(land.province, sealed.data, sealed.name).outcome == "OK"

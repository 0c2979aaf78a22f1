"""A receipt confirms, admits and warns; a false, old or foreign one changes nothing, and books that differ stop money."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import casebook, directory, people, settlement, training, verification, vouchers
from db.casebook import Casebook
from db.vouchers import MoneyFrozen
from rules import canonical
from rules.signing import SigningKey
from sync import admission, collector, confirming, device, digest, extract, receipt, receipt_form, receiving, streams
from tests.sync.county import (
    COUNTY,
    Land,
    codes,
    flags,
    give_vouchers,
    last,
    open_class,
    outcomes,
    register,
    tables,
)
from tests.sync.crafting import Forger, own_entries, revoke
from tests.sync.crafting import receipt as craft


def take(book: Casebook, path: Path) -> str:
    return receiving.take_file(book, path).outcome


def newest(province: Casebook, unit: str = COUNTY) -> dict[str, Any]:
    """Give the document of the newest receipt of a unit."""
    doc = province.store.value("SELECT doc FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (unit,))
    found = canonical.load(bytes(doc))
    assert isinstance(found, dict)
    return found


def changed(land: Land, **change: Any) -> dict[str, Any]:
    """Give the next receipt of the desks' county with some fields changed."""
    before = newest(land.province)
    return {**before, "receipt_no": before["receipt_no"] + 1, **change}


def give(land: Land, document: dict[str, Any] | bytes, **more: Any) -> str:
    sealed = craft(land.province, land.desk, document, **more)
    return receiving.take(land.desk, sealed.data, sealed.name).outcome


def seen(book: Casebook) -> int:
    return int(book.setting("receipt_seen", "0"))


# --- numbers and addressees --------------------------------------------------------------------------------------------


def test_a_lower_number_is_a_rollback(land: Land) -> None:
    first, second = (receipt.write(land.province, COUNTY, land.place()) for _ in range(2))
    assert take(land.desk, second) == "OK"
    assert take(land.desk, first) == "ROLLBACK"
    assert seen(land.desk) == 3
    assert take(land.desk2, first) == "OK"
    assert take(land.desk2, second) == "OK"


def test_the_same_receipt_again_does_nothing(land: Land) -> None:
    path = receipt.write(land.province, COUNTY, land.place())
    assert [take(land.desk, path) for _ in range(3)] == ["OK", "DUP", "DUP"]


def test_another_receipt_under_a_number_taken_is_a_rollback(land: Land) -> None:
    path = receipt.write(land.province, COUNTY, land.place())
    take(land.desk, path)
    assert give(land, {**newest(land.province), "expires": "2030-01-01"}) == "ROLLBACK"
    assert give(land, newest(land.province)) == "OK"  # the very same, sealed anew


def test_withheld_receipts_do_no_harm(land: Land) -> None:
    register(land.desk, 1)
    streams.export(land.desk, stick := land.place())
    for _ in range(3):
        last_one = land.receipts(stick)
    assert outcomes(receiving.receive_folder(land.desk, [last_one])).count("OK") == 1
    assert streams.standing(land.desk).unconfirmed == 0
    assert land.desk.setting(receipt.FROZEN) == ""


@pytest.mark.parametrize("name", ["root_v", "dir_v", "cat_v"])
def test_no_version_ever_falls(land: Land, name: str) -> None:
    assert give(land, changed(land, **{name: 0})) == "ROLLBACK"


def test_a_receipt_of_another_ledger_or_unit_is_refused(land: Land) -> None:
    assert give(land, changed(land, store_id="ab" * 16)) == "RECEIPT_OF_OTHER"
    assert give(land, changed(land, unit="519902")) == "RECEIPT_OF_OTHER"
    assert give(land, changed(land, unit=land.desk.workplace.dev.hex())) == "RECEIPT_OF_OTHER"
    path = receipt.write(land.province, land.base1.workplace.dev.hex(), land.place())
    assert take(land.desk, path) == take(land.base2, path) == "E_NOKEY"
    assert seen(land.desk) == 1


def test_a_false_grant_spoils_the_whole_receipt_and_stops_nothing_else(land: Land) -> None:
    listed = newest(land.province)["directory"]
    more = canonical.load(listed["grants"][0]["doc"].encode())
    assert isinstance(more, dict)
    document = canonical.dump({**more, "grant_no": 2, "limit_fen": 10**9})
    key = SigningKey.from_seed(b"f" * 32)
    for grant in (
        {"doc": document.decode(), "sig": key.sign(directory.signed_bytes(document)).hex()},
        {"doc": document.decode(), "sig": listed["grants"][0]["sig"]},
        {"doc": "{}", "sig": land.grant_key.sign(directory.signed_bytes(b"{}")).hex()},
    ):
        assert give(land, changed(land, directory={**listed, "grants": [grant]})) == "BAD_GRANT"
        assert give(land, changed(land, directory={**listed, "revocations": [grant]})) == "BAD_GRANT"
    assert vouchers.own_grant(land.desk).grant_no == 1
    assert seen(land.desk) == 1
    assert land.desk.store.value("SELECT count(*) FROM receipt") == 1


def test_a_receipt_of_a_wrong_shape_is_refused_in_every_way(land: Land) -> None:
    good = changed(land)
    stream = good["streams"][0]
    change: dict[str, Any]
    for change in (
        {"fmt": "x"}, {"receipt_no": "2"}, {"receipt_no": -2}, {"receipt_no": True}, {"issued": "yesterday"}, {"expires": 5}, {"prev_hash": "zz"},
        {"prev_hash": None}, {"store_id": 3}, {"unit": []}, {"directory": []}, {"directory": {"grants": {}, "revocations": []}},
        {"directory": {"grants": [{"doc": 3, "sig": ""}], "revocations": []}}, {"directory": {"grants": [{"doc": "", "sig": "0"}], "revocations": []}},
        {"spent": 0}, {"spent": {"n": "1", "h": ""}}, {"spent": {"n": 1, "h": "ab"}}, {"spent": {"n": 1, "h": "ab" * 32}}, {"streams": {}},
        {"streams": [None]}, {"streams": [{**stream, "missing": [[1]]}]}, {"streams": [{**stream, "missing": [["1", "2"]]}]},
        {"streams": [{**stream, "dev": "ab"}]}, {"streams": [{**stream, "stored_seq": None}]}, {"streams": [{**stream, "state": 1}]},
        {"streams": [{**stream, "stored_head": stream["stored_head"].upper()}]} if stream["stored_head"].upper() != stream["stored_head"] else {"fmt": ""},
    ):  # fmt: skip
        assert give(land, {**good, **change}, number=2) == "E_FORMAT", change
    for spare in ({**good, "more": 1}, {name: good[name] for name in sorted(good)[1:]}):
        assert give(land, spare, number=2) == "E_FORMAT"
    for data in (b"", b"[]", b"{", canonical.dump(good) + b" "):
        assert give(land, data) == "E_FORMAT"
    assert seen(land.desk) == 1
    assert give(land, good) == "OK"


# --- what a receipt confirms -------------------------------------------------------------------------------------------


def test_a_bundle_that_was_lost_is_sent_again_by_the_receipt_s_word(land: Land) -> None:
    desk, lost, later = land.desk, land.place(), land.place()
    register(desk, 1)
    streams.export(desk, lost)
    register(desk, 2)
    streams.export(desk, later)
    answers = land.receipts(later)
    (entry,) = [one for one in newest(land.province)["streams"] if one["dev"] == desk.workplace.dev.hex()]
    assert (entry["stored_seq"], entry["missing"]) == (2, [[3, 4]])
    receiving.receive_folder(desk, [answers])
    again = land.place()
    assert [(one.first, one.upto) for one in streams.export(desk, again)] == [(3, 6)]
    receiving.receive_folder(desk, [land.receipts(again)])
    assert streams.standing(desk).unconfirmed == 0
    assert people.count(land.province) == 2


def test_a_province_restored_from_an_old_copy_gets_the_lost_tail_again(land: Land) -> None:
    desk = land.desk
    land.exchange("desk")
    land.shut("province")
    shutil.copytree(land.root / "province", land.root / "copy")
    register(desk, 1)
    land.exchange("desk")
    assert streams.standing(desk).unconfirmed == 0
    number = seen(desk)
    land.shut("province")
    shutil.rmtree(land.root / "province")
    (land.root / "copy").rename(land.root / "province")
    assert people.count(land.province) == 0
    while newest(land.province)["receipt_no"] <= number:  # numbers of the time after the copy are not taken twice
        answers = land.receipts()
    receiving.receive_folder(desk, [answers])
    assert streams.standing(desk).unconfirmed == 2
    stick = land.place()
    streams.export(desk, stick)
    receiving.receive_folder(desk, [land.receipts(stick)])
    assert people.count(land.province) == 1
    assert streams.standing(desk).unconfirmed == 0


def test_the_receipt_brings_the_province_s_own_entries_and_its_officers(land: Land) -> None:
    assert [course.name for course in training.courses(land.base2)] == ["家政服务员"]
    officer = land.province.signed_in
    for book in (land.desk, land.base1):
        assert book.store.value("SELECT name FROM staff WHERE id = ?", (officer.user_id,)) == "周启明"
    land.province.new_epoch("restored", COUNTY)
    training.add_course(land.province, county=COUNTY, code="K02", name="焊工", hours=120, fee_fen=60_000)
    land.exchange("desk")
    assert {course.name for course in training.courses(land.desk)} == {"家政服务员", "焊工"}


def test_a_more_generous_grant_comes_with_the_next_receipt(land: Land) -> None:
    desk = land.desk
    more = admission.Allotment(vouchers=10, limit_fen=99 * 50_000, valid_until=None)
    admission.extend(land.province, desk.workplace.dev, more, land.grant_key)
    land.exchange("desk")
    quota = vouchers.quota(desk)
    assert (quota.free_numbers, quota.limit_fen) == (40, 99 * 50_000)


def test_a_revocation_comes_with_the_receipt(land: Land) -> None:
    revoke(land.province, land.grant_key, land.base1, 1)
    answers = land.receipts()
    receiving.receive_folder(land.desk, [answers])
    assert directory.is_revoked(land.desk.store, land.base1.workplace.dev)


# --- books that differ -------------------------------------------------------------------------------------------------


def test_a_head_that_is_not_ours_freezes_money_until_it_is_ours_again(land: Land) -> None:
    desk = land.desk
    person = register(desk, 1)
    land.exchange("desk")
    document = changed(land)
    document["streams"] = [{**one, "stored_head": "ab" * 32} for one in document["streams"]]
    assert give(land, document) == "OK"
    assert desk.setting(receipt.FROZEN) == confirming.FORK
    with pytest.raises(MoneyFrozen):
        give_vouchers(land, [person])
    assert tables(desk)["voucher_issue"] == []
    register(desk, 2)
    assert give(land, {**changed(land), "receipt_no": document["receipt_no"] + 1}) == "OK"
    assert desk.setting(receipt.FROZEN) == "PROVINCE_FORK"  # it names another receipt as the one before it
    for _ in range(
        4
    ):  # two of numbers taken already, one that contradicts the false one before it, one that follows its like
        land.exchange("desk")
    assert desk.setting(receipt.FROZEN) == ""
    assert len(give_vouchers(land, [person])) == 1


def test_a_lost_voucher_is_not_replaced_while_money_is_frozen(land: Land) -> None:
    desk = land.desk
    casebook.add_user(desk, login="er", name="二号", role="supervisor", passphrase="correct horse 1")
    second = casebook.sign_in(desk.workplace, "er", "correct horse 1")[1]
    (voucher,) = give_vouchers(land, [register(desk, 1)])
    vouchers.report_loss(desk, voucher.id, "丢失")
    desk.set_setting(receipt.FROZEN, confirming.FORK)
    with pytest.raises(MoneyFrozen):
        vouchers.reissue(desk, voucher.id, second=second)
    desk.set_setting(receipt.FROZEN, "")
    assert vouchers.reissue(desk, voucher.id, second=second).replaces


def test_two_copies_of_one_workplace_are_found_by_the_receipt(land: Land) -> None:
    """A cloned folder writes on beside the original: the province holds one branch, and the other one's money stops."""
    desk = land.desk
    forger = Forger(desk)
    forger.write("person", {"name": "另一台"})
    forged = forger.seal()
    person = register(desk, 1)
    receiving.take(land.province, forged.data, forged.name)
    stick = land.place()
    streams.export(desk, stick)
    assert outcomes(collector.collect(land.province, [stick]).outcomes) == ["FORK"]
    receiving.receive_folder(desk, [land.receipts()])
    assert desk.setting(receipt.FROZEN) == confirming.FORK
    with pytest.raises(MoneyFrozen):
        give_vouchers(land, [person])


def test_the_branch_that_came_first_is_told_of_the_fork_too(land: Land) -> None:
    desk = land.desk
    forger = Forger(desk)
    forger.write("person", {"name": "另一台"})
    forged = forger.seal()
    register(desk, 1)
    land.exchange("desk")
    assert desk.setting(receipt.FROZEN) == ""
    receiving.take(land.province, forged.data, forged.name)
    receiving.receive_folder(desk, [land.receipts()])
    assert desk.setting(receipt.FROZEN) == confirming.FORK


def test_another_receipt_before_it_than_ours_stops_money(land: Land) -> None:
    assert give(land, changed(land, prev_hash="cd" * 32)) == "OK"
    assert land.desk.setting(receipt.FROZEN) == confirming.PROVINCE_FORK


def old_copy(land: Land, name: str) -> Callable[[], None]:
    """Copy a workplace's folder; give what puts the copy back."""
    land.shut(name)
    copy = land.root / f"{name}-copy"
    shutil.copytree(land.root / name, copy)

    def put_back() -> None:
        land.shut(name)
        shutil.rmtree(land.root / name)
        shutil.copytree(copy, land.root / name)

    return put_back


@pytest.mark.parametrize("anchor_kept", [True, False])
def test_a_workplace_restored_from_an_old_copy_gets_its_lost_tail_back(land: Land, anchor_kept: bool) -> None:
    """With the anchor beside it the old copy is known at once; without, the receipt tells."""
    register(land.desk, 1)
    land.exchange("desk")
    put_back = old_copy(land, "desk")
    lost = register(land.desk, 2)
    land.exchange("desk")
    anchor = (land.root / "desk" / "anchor.json").read_bytes()
    put_back()
    if anchor_kept:
        (land.root / "desk" / "anchor.json").write_bytes(anchor)
    desk = land.desk
    assert people.count(desk) == 1
    land.exchange("desk")  # tells the province of the new epoch, at the latest by the receipt that it brings
    land.exchange("desk")
    land.exchange("desk")
    assert people.get(desk, lost.id).name == lost.name
    assert desk.setting(receipt.FROZEN) == ""
    assert streams.standing(desk).unconfirmed == 0
    parts = [part for part in digest.held(desk) if part.dev == desk.workplace.dev]
    assert len(parts) == 2
    assert digest.digest(desk, parts) == digest.digest(land.province, parts)
    with pytest.raises(vouchers.BlocksRetired):
        give_vouchers(land, [lost])
    before = last(desk)
    register(desk, 3)
    assert last(desk) == before + 2
    land.exchange("desk")
    assert people.count(land.province) == 3
    assert codes(land.province) == set()


def test_an_epoch_lost_as_a_whole_comes_back_too(land: Land) -> None:
    put_back = old_copy(land, "desk")
    land.desk.new_epoch("restored")
    lost = register(land.desk, 2)
    land.exchange("desk")
    put_back()
    (land.root / "desk" / "anchor.json").unlink()
    land.desk.new_epoch("restored")
    for _ in range(3):
        land.exchange("desk")
    assert people.get(land.desk, lost.id).name == lost.name
    assert land.desk.setting(receipt.FROZEN) == ""
    assert streams.standing(land.desk).unconfirmed == 0


def test_nobody_but_the_province_gives_a_tail_back(land: Land) -> None:
    from tests.sync.crafting import extract as carry

    put_back = old_copy(land, "desk")
    register(land.desk, 2)
    tail = own_entries(land.desk)
    put_back()
    sealed = carry(land.base1, land.desk, tail)
    receiving.take(land.desk, sealed.data, sealed.name)
    assert people.count(land.desk) == 0
    assert {code for code, *_ in flags(land.desk)} == {"NOT_ENTITLED"}


# --- the spent list ----------------------------------------------------------------------------------------------------


def test_the_spent_list_refuses_at_the_second_base(land: Land) -> None:
    persons = [register(land.desk, number) for number in range(2)]
    first, second = open_class(land, persons), open_class(land, persons, "base2")
    issued = give_vouchers(land, persons)
    for class_id, base in ((first, land.base1), (second, land.base2)):
        extract.class_file(land.desk, class_id, to := land.place())
        receiving.receive_folder(base, [to])
    vouchers.redeem(land.base1, issued[0].token, first)
    assert verification.judge(land.base2, issued[0].token).verdict == verification.GENUINE
    land.exchange("desk", "base1", "base2")
    judged = verification.judge(land.base2, issued[0].token)
    assert (judged.verdict, judged.reason) == (verification.REDEEMED, "elsewhere")
    with pytest.raises(vouchers.TokenRefused):
        vouchers.redeem(land.base2, issued[0].token, second)
    assert vouchers.redeem(land.base2, issued[1].token, second).amount_fen == 50_000
    assert land.desk.store.value("SELECT count(*) FROM spent") == 0


def test_a_voucher_redeemed_at_both_bases_is_contested_at_the_merge(land: Land) -> None:
    persons = [register(land.desk, 1)]
    first, second = open_class(land, persons), open_class(land, persons, "base2")
    (voucher,) = give_vouchers(land, persons)
    for class_id, base in ((first, land.base1), (second, land.base2)):
        extract.class_file(land.desk, class_id, to := land.place())
        receiving.receive_folder(base, [to])
        vouchers.redeem(base, voucher.token, class_id)
    land.exchange("desk", "base1", "base2")
    assert codes(land.province) == {"CONTESTED"}
    assert settlement.counts(land.province, COUNTY).payable == 0
    assert len([flag for flag in flags(land.province) if flag[0] == "CONTESTED"]) == 2


def test_a_spent_list_that_is_not_the_one_named_is_refused(land: Land) -> None:
    unit = land.base1.workplace.dev.hex()
    document = {**newest(land.province, unit), "receipt_no": 2}
    for spent, blob in (
        ({"n": 2, "h": "00" * 32}, b"8 bytes!"),
        ({"n": 2, "h": hashlib.sha256(b"8 bytes!").hexdigest()}, b"8 bytes!"),
    ):
        sealed = craft(land.province, land.base1, {**document, "spent": spent}, blobs=[blob])
        assert receiving.take(land.base1, sealed.data, sealed.name).outcome == "E_FORMAT"
    assert seen(land.base1) == 1


def test_a_receipt_of_a_large_county_is_written_and_read(land: Land) -> None:
    """Hundreds of devices and revocations make a document beyond what an entry may be; up to 4 MiB it is one all the same."""
    from rules.canonical import MAX_BYTES

    card, key = device.card(land.province), land.grant_key
    with land.province.store.transaction():
        for number in range(1200):
            document = canonical.dump({
                "fmt": directory.REVOCATION_FORMAT, "store_id": card.store_id, "dev": f"{number:016x}", "ep": f"{number:016x}", "cut_seq": number,
                "cut_head": "", "reason": "lost", "issued": "2009-09-28",
            })  # fmt: skip
            signature = key.sign(directory.signed_bytes(document))
            made = directory.Revocation(
                number.to_bytes(8, "big"), number.to_bytes(8, "big"), number, "lost", document, signature
            )
            directory.keep_revocation(land.province.store, made, 9)
    receipt.write(land.province, COUNTY, land.place())
    document = bytes(land.province.store.value("SELECT doc FROM receipt ORDER BY n DESC LIMIT 1"))
    assert len(document) > MAX_BYTES
    assert len(receipt_form.read(document).revocations) == 1200

"""The province changes its keys: who may follow by a card alone, what waits for it, and what an old key still opens."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import directory, verification, vouchers
from db.casebook import Casebook, NotPermitted
from rules import canonical
from rules.errors import AppError
from rules.signing import SigningKey
from sync import admission, cards, collector, device, escrow, receiving, renewing, safekeeping, streams
from sync.errors import BadCard, BadKey, BadKeyFile, CardDiffers, CardGap, CardOlder, CardUnsigned
from sync.keys import ProvinceCard, open_identity
from tests.sync.county import OFFLINE, Land, allotment, give_vouchers, last, outcomes, register

NEW = "renewed horse 3"


def root_key(land: Land, passphrase: str = OFFLINE) -> SigningKey:
    return safekeeping.open_key(land.province, "root", passphrase)


def renew(land: Land, *which: str, passphrase: str = OFFLINE) -> ProvinceCard:
    """Change keys; new offline keys get the same passphrase as the old ones, unless told."""
    return renewing.renew(land.province, which, root_key(land), passphrase)


def card_text(book: Casebook) -> bytes:
    return book.setting(device.CARD).encode()


def chain(land: Land, *changes: tuple[str, ...]) -> list[bytes]:
    """Renew several times; give the cards' files, the first one included."""
    made = [card_text(land.province)]
    for which in changes:
        renew(land, *which)
        made.append(card_text(land.province))
    return made


@pytest.mark.parametrize("which", [("root",), ("grant",), ("receipt",), ("transport",), ("safe",), renewing.PARTS])
def test_any_keys_change_and_the_county_follows_by_the_receipts_folder(land: Land, which: tuple[str, ...]) -> None:
    before = device.card(land.province)
    made = renew(land, *which)
    changed = {name for name in renewing.PARTS if getattr(made, name) != getattr(before, name)}
    assert (changed, made.version, made.store_id) == (set(which), 2, before.store_id)
    person = register(land.desk, 1)
    stick = land.place()
    streams.export(land.desk, stick)  # under the card it knows
    answers = land.receipts(stick)
    assert sorted(path.name for path in answers.glob("*.yzcard")) == ["province-2.yzcard"]
    done = receiving.receive_folder(land.desk, [answers])
    assert {(one.kind, one.outcome) for one in done if one.outcome != "E_NOKEY"} == {("card", "OK"), ("receipt", "OK")}
    assert device.card(land.desk) == made
    assert land.desk.store.value("SELECT confirmed FROM stream WHERE mine = 1") == last(land.desk)
    (voucher,) = give_vouchers(land, [person])  # grants signed anew count
    land.exchange("desk")
    assert verification.judge(land.province, voucher.token).verdict == verification.GENUINE
    assert (land.root / "province" / admission.CARD_FILE).read_bytes() == card_text(land.province)


def test_a_receipt_under_new_keys_waits_for_the_card_and_is_taken_when_it_comes(land: Land) -> None:
    for which in (("receipt",), ("grant",)):
        renew(land, *which)
        answers = land.receipts()
        held_back = {path.name: path.read_bytes() for path in answers.glob("*.yzcard")}
        for name in held_back:
            (answers / name).unlink()
        number = streams.standing(land.desk).receipt_no
        assert set(outcomes(receiving.receive_folder(land.desk, [answers]))) == {"Q_NEW_CARD", "E_NOKEY"}
        assert streams.standing(land.desk).receipt_no == number
        assert (
            outcomes(receiving.receive_folder(land.desk, [land.place()])) == []
        )  # nothing has come: it is not even tried
        alone = land.place()
        for name, data in held_back.items():
            (alone / name).write_bytes(data)
        assert set(outcomes(receiving.receive_folder(land.desk, [alone]))) == {"OK"}
        assert streams.standing(land.desk).receipt_no == number + 1


def test_a_receipt_of_a_retired_key_is_refused_in_its_own_words(land: Land) -> None:
    old = land.receipts()
    renew(land, "receipt")
    new = land.receipts()
    assert "OK" in outcomes(receiving.receive_folder(land.desk, [new]))
    assert "E_RETIRED_KEY" in outcomes(receiving.receive_folder(land.desk, [old]))


def test_without_a_comparison_only_the_very_next_card_counts_and_the_known_root_must_have_signed(land: Land) -> None:
    first, second, third = chain(land, ("root",), ("root", "grant"))
    desk, roots = land.desk, [SigningKey.from_seed(bytes([n]) * 32) for n in (1, 2)]
    with pytest.raises(CardGap) as gap:
        cards.follow(desk, third)
    assert (gap.value.held, gap.value.got) == (1, 3)
    forged = replace(ProvinceCard.read(second), root=roots[0].public.hex())
    for data in (forged.sign(roots[0]), forged.sign(roots[0], roots[1])):
        with pytest.raises(CardUnsigned):
            cards.follow(desk, data)
    short = canonical.dump({name: part for name, part in canonical.load(second.strip()).items() if name != "former"})
    with pytest.raises(CardUnsigned):
        cards.follow(desk, short + b"\n")
    other = replace(ProvinceCard.read(second), store_id="00" * 16)
    with pytest.raises(device.OtherProvince):
        cards.follow(desk, replace(other, root=roots[0].public.hex()).sign(roots[0]))
    assert card_text(desk) == first
    cards.follow(desk, second)
    cards.follow(desk, second)
    with pytest.raises(CardOlder):
        cards.follow(desk, first)
    with pytest.raises(CardOlder):
        device.take_card(desk, first, ProvinceCard.read(first).fingerprint)
    twin = replace(ProvinceCard.read(second), root=roots[1].public.hex())
    with pytest.raises(CardDiffers):
        cards.follow(desk, twin.sign(roots[1]))
    assert cards.follow(desk, third).version == 3
    assert device.former_cards(desk) == [first, second]


def test_the_other_signature_alone_will_not_do(land: Land) -> None:
    _, second = chain(land, ("root",))
    file = canonical.load(second.strip())
    file["signature"] = file["former"]
    with pytest.raises(BadCard):
        cards.follow(land.desk, canonical.dump(file) + b"\n")


def test_after_a_comparison_a_later_card_counts_too(land: Land) -> None:
    *_, third = chain(land, ("root",), ("transport",))
    made = device.take_card(land.desk, third, ProvinceCard.read(third).fingerprint)
    assert made.version == 3


@pytest.fixture(scope="module")
def cards_of_four(admitted_once: Land, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Land, list[bytes]]]:
    """Give a land whose province is at its fourth card, and the cards."""
    land = admitted_once.copy(tmp_path_factory.mktemp("chain") / "land")
    made = chain(land, ("root",), ("receipt", "transport"), ("root", "safe"))
    yield land, made
    land.close()


@given(order=st.permutations([1, 2, 3, 4]), split=st.integers(0, 4), copies=st.booleans())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_and_folders_cards_lie_all_are_followed(
    cards_of_four: tuple[Land, list[bytes]], order: list[int], split: int, *, copies: bool
) -> None:
    land, made = cards_of_four
    book = land.desk
    with book.store.transaction():
        book.set_setting(device.CARD, made[0].decode())
        book.set_setting(device.FORMER_CARDS, "[]")
    places = [land.place(), land.place()]
    for at, version in enumerate(order):
        (places[at >= split] / f"{at}.yzcard").write_bytes(made[version - 1])
        if copies:
            (places[0] / f"copy-{at}.yzcard").write_bytes(made[version - 1])
    done = cards.follow_folders(book, places)
    assert [(one.version, one.error) for one in done] == [(2, None), (3, None), (4, None)]
    assert card_text(book) == made[3]
    assert device.former_cards(book) == made[:3]


@given(data=st.data())
def test_a_tampered_card_never_passes(cards_of_four: tuple[Land, list[bytes]], data: st.DataObject) -> None:
    _land, made = cards_of_four
    held = ProvinceCard.read(made[2])
    text = bytearray(made[3])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] ^= data.draw(st.integers(1, 255))
    if bytes(text) == made[3]:
        return
    try:
        card = ProvinceCard.read(bytes(text))
    except AppError:
        return
    assert card == ProvinceCard.read(made[3])  # nothing but the other signature was touched
    assert not card.signed_by(bytes(text), held.root)


def test_a_weak_key_stands_in_no_card(land: Land) -> None:
    weak = replace(device.card(land.province), version=2, grant="01" + "00" * 31)
    with pytest.raises(BadKey):
        weak.sign(root_key(land))
    record = {"card": weak.record(), "signature": "AAAA"}
    with pytest.raises(BadKey):
        cards.follow(land.desk, canonical.dump(record) + b"\n")


def test_a_workplace_without_a_card_takes_none_from_a_folder(land: Land) -> None:
    renew(land, "receipt")
    answers = land.receipts()
    fresh = land.desk
    with fresh.store.transaction():
        fresh.set_setting(device.CARD, "")
    assert cards.follow_folders(fresh, [answers]) == []


def test_what_is_no_card_is_named_and_the_others_are_followed(land: Land) -> None:
    renew(land, "receipt")
    answers = land.receipts()
    (answers / "a.yzcard").write_bytes(b"nothing")
    (answers / "b.yzcard").write_bytes(bytes(70_000))
    done = {one.file: one for one in receiving.receive_folder(land.desk, [answers])}
    assert (done["a.yzcard"].outcome, done["b.yzcard"].outcome) == ("BAD_CARD", "E_SIZE")
    assert done["province-2.yzcard"].outcome == "OK"


def test_retired_private_keys_still_open_what_was_locked_for_them(land: Land) -> None:
    stick = land.place()
    register(land.desk, 1)
    streams.export(land.desk, stick)
    for _ in range(2):
        renew(land, "transport", "receipt")
    assert outcomes(collector.collect(land.province, [stick]).outcomes) == ["OK"]
    assert len(device.former(land.province)) == 2


def test_the_key_beside_the_database_is_locked_for_each_new_safe_key(land: Land) -> None:
    old = open_identity(safekeeping.find(land.province, "safe").read_bytes(), "safe", OFFLINE)
    held = escrow.held(land.desk.workplace)
    assert held is not None
    assert escrow.open_box(held.box, old)["key"] == land.desk.store.key.hex()
    renew(land, "safe")
    receiving.receive_folder(land.desk, [land.receipts()])
    new = open_identity(safekeeping.find(land.province, "safe").read_bytes(), "safe", OFFLINE)
    renewed = escrow.held(land.desk.workplace)
    assert renewed is not None
    assert escrow.open_box(renewed.box, new)["dev"] == land.desk.workplace.dev.hex()
    with pytest.raises(escrow.BadEscrow):
        escrow.open_box(renewed.box, old)


def test_documents_from_before_the_change_are_kept_and_new_ones_are_signed_by_the_new_key(land: Land) -> None:
    before = directory.grant_of(land.province.store, land.desk.workplace.dev)
    assert before is not None
    renew(land, "grant")
    after = directory.grant_of(land.province.store, land.desk.workplace.dev)
    assert after is not None
    assert (after.document, after.signature != before.signature) == (before.document, True)
    directory.read_grant(after.document, after.signature, bytes.fromhex(device.card(land.province).grant))
    with pytest.raises(BadKeyFile):  # the old grant key's file is the wrong one now
        admission.open_grant_key(land.province, OFFLINE, land.root / "province" / "offline" / "grant.yzkey")
    more = admission.Allotment(vouchers=5, limit_fen=before.limit_fen)
    admission.extend(land.province, land.desk.workplace.dev, more, land.grant_key)
    receiving.receive_folder(land.desk, [land.receipts()])
    assert vouchers.own_grant(land.desk).grant_no == 2


def test_only_the_present_root_key_of_the_province_changes_keys(land: Land) -> None:
    with pytest.raises(BadKey):
        renewing.renew(land.province, ["receipt"], SigningKey.from_seed(b"x" * 32))
    with pytest.raises(NotPermitted):
        renewing.renew(land.desk, ["receipt"], root_key(land))
    for nothing in ([], ["other"]):
        with pytest.raises(ValueError, match="keys"):
            renewing.renew(land.province, nothing, root_key(land))
    old = root_key(land)
    renew(land, "root")
    with pytest.raises(BadKey):
        renewing.renew(land.province, ["receipt"], old)
    assert device.card(land.province).version == 2


def test_a_workplace_admitted_after_changes_begins_at_the_present_card(founded: Land) -> None:
    renew(founded, "root", "grant", "receipt")
    stick = founded.place()
    device.take_card(founded.desk, card_text(founded.province), device.card(founded.province).fingerprint)
    admission.request(founded.desk, stick)
    collector.collect(founded.province, [stick])
    (asked,) = admission.waiting(founded.province)
    admission.approve(founded.province, asked.keys.dev, asked.fingerprint, allotment("desk"), founded.grant_key)
    receiving.receive_folder(founded.desk, [founded.receipts()])
    assert vouchers.own_grant(founded.desk).grant_no == 1


def test_every_subset_of_changes_gives_a_chain_that_reads(land: Land) -> None:
    for which in itertools.combinations(renewing.PARTS, 2):
        renew(land, *which)
    assert [ProvinceCard.read(text).version for text in device.former_cards(land.province)] == list(range(1, 11))
    receiving.receive_folder(land.desk, [land.receipts()])
    assert device.card(land.desk) == device.card(land.province)
    assert json.loads(land.desk.setting(device.FORMER_CARDS)) == json.loads(land.province.setting(device.FORMER_CARDS))

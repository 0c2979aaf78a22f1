"""The locked-out PC asks, the province compares, opens and answers, the PC opens again: and nobody else can do any of it."""

import base64
import contextlib
import json

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import x25519

from db import casebook, people, workplace
from db.casebook import NotPermitted
from rules import canonical
from rules.errors import AppError
from rules.wrapping import WeakPassphrase, WrongPassphrase
from sync import admission, device, escrow, receiving, renewing, rescue, safekeeping
from sync.admission import DeviceRevoked
from sync.device import FingerprintDiffers
from sync.errors import BadKey, BadKeyFile
from sync.escrow import BadEscrow
from sync.rescue import BadHelp, BadRescue, NoEscrow, NotAsked
from tests.sync.county import CHEAP, OFFLINE, PASSPHRASE, Land, foundation, register
from tests.sync.crafting import revoke

NEW = "forgotten phrase 5"


def ask(land: Land, name: str = "desk") -> rescue.Asked:
    """Shut a workplace and let it ask for help."""
    land.shut(name)
    return rescue.ask(land.root / name, "lishu", NEW, land.place(), land.clock, parameters=CHEAP)


def safe_key(land: Land) -> x25519.Identity:
    return rescue.open_safe(safekeeping.find(land.province, "safe"), OFFLINE)


def answer(land: Land, asked: rescue.Asked) -> bytes:
    path = rescue.answer(land.province, asked.file.read_bytes(), asked.fingerprint, safe_key(land), land.place())
    return path.read_bytes()


def take(land: Land, data: bytes, name: str = "desk", passphrase: str = NEW) -> casebook.Casebook:
    return rescue.take(land.root / name, data, passphrase, land.clock, parameters=CHEAP)


def test_a_pc_whose_passphrases_are_all_forgotten_is_opened_again(land: Land) -> None:
    register(land.desk, 1)
    old = land.desk.signed_in.user_id
    asked = ask(land)
    with pytest.raises(WrongPassphrase):
        casebook.open_casebook(land.root / "desk", "lishu", NEW, land.clock)  # not yet
    casebook.open_casebook(
        land.root / "desk", "lishu", PASSPHRASE, land.clock
    ).close()  # whoever remembers may still enter
    book = land.adopt("desk", take(land, answer(land, asked)))
    assert (book.signed_in.login, book.signed_in.user_id != old) == ("lishu", True)
    assert book.store.value("SELECT count(*) FROM person") == 1
    assert [row["active"] for row in book.store.rows("SELECT active FROM staff WHERE login = 'lishu' ORDER BY n")] == [
        0,
        1,
    ]
    register(book, 2)
    land.exchange("desk")
    assert people.get(land.province, bytes(book.store.value("SELECT id FROM person ORDER BY n DESC LIMIT 1"))).name
    with pytest.raises(NotAsked):
        take(land, answer(land, asked))


def test_what_is_written_out_holds_no_secret(land: Land) -> None:
    key = land.desk.store.key.hex()
    asked = ask(land)
    for text in (asked.file.read_text(), (land.root / "desk" / workplace.FILE).read_text()):
        assert key not in text
        assert NEW not in text
        assert "AGE-SECRET-KEY" not in text


def test_the_digits_are_compared(land: Land) -> None:
    asked, other = ask(land), ask(land, "desk2")
    for wrong in ("", other.fingerprint, "1" * 30):
        with pytest.raises(FingerprintDiffers):
            rescue.answer(land.province, asked.file.read_bytes(), wrong, safe_key(land), land.place())
    fields = canonical.load(asked.file.read_bytes().strip())
    swapped = canonical.dump(fields | {"reply": str(x25519.Identity.generate().to_public())})
    with pytest.raises(FingerprintDiffers):  # somebody put a recipient of their own into it on the way
        rescue.answer(land.province, swapped, asked.fingerprint, safe_key(land), land.place())


def test_only_the_province_answers_and_not_a_revoked_pc(land: Land) -> None:
    asked = ask(land)
    with pytest.raises(NotPermitted):
        rescue.answer(land.desk2, asked.file.read_bytes(), asked.fingerprint, safe_key(land), land.place())
    revoke(land.province, land.grant_key, land.book("desk"), 1)
    with pytest.raises(DeviceRevoked):
        answer(land, asked)


def test_the_wrong_safe_key_opens_nothing_and_the_old_one_still_does(land: Land) -> None:
    asked, before = ask(land), safe_key(land)
    root = safekeeping.open_key(land.province, "root", OFFLINE)
    renewing.renew(land.province, ["safe"], root, OFFLINE)
    with pytest.raises(BadEscrow):
        answer(land, asked)
    path = rescue.answer(land.province, asked.file.read_bytes(), asked.fingerprint, before, land.place())
    take(land, path.read_bytes()).close()


def test_a_box_of_another_device_is_not_opened_for_this_one(land: Land) -> None:
    mine, other = ask(land), ask(land, "desk2")
    fields = canonical.load(mine.file.read_bytes().strip())
    fields["box"] = canonical.load(other.file.read_bytes().strip())["box"]
    data = canonical.dump(fields)
    with pytest.raises(BadEscrow) as caught:
        rescue.answer(land.province, data, rescue.read_help(data).fingerprint, safe_key(land), land.place())
    assert caught.value.reason == "device"


def test_the_answer_serves_the_last_request_of_this_pc_alone(land: Land) -> None:
    first = ask(land)
    old = answer(land, first)
    again = ask(land)
    with pytest.raises(BadRescue) as caught:
        take(land, old)
    assert caught.value.reason == "lock"
    other = answer(land, ask(land, "desk2"))
    for data in (other, b"", b"x" * 100, old[:-1]):
        with pytest.raises(BadRescue):
            take(land, data)
    with pytest.raises(WrongPassphrase):
        take(land, answer(land, again), passphrase="another phrase 7")
    take(land, answer(land, again)).close()


def test_a_forged_answer_with_another_key_changes_nothing(land: Land) -> None:
    asked = ask(land)
    reply = rescue.read_help(asked.file.read_bytes()).reply
    way = workplace.load(land.root / "desk").way(rescue.WAY)
    assert way is not None
    before = (land.root / "desk" / workplace.FILE).read_bytes()
    dev = workplace.load(land.root / "desk").dev.hex()
    good = {"fmt": "yz1-rescue", "dev": dev, "reply": reply, "key": "ab" * 32, "issued": "2009-09-28"}
    for change in ({}, {"dev": "00" * 8}, {"reply": "age1x"}, {"key": "zz"}, {"key": 5}, {"fmt": "x"}, {"more": 1}):
        box = pyrage.encrypt(canonical.dump(good | change), [x25519.Recipient.from_str(reply)])
        with pytest.raises(BadRescue):
            take(land, box)
    box = pyrage.encrypt(b"no json", [x25519.Recipient.from_str(reply)])
    with pytest.raises(BadRescue):
        take(land, box)
    assert (land.root / "desk" / workplace.FILE).read_bytes() == before


def test_before_the_card_there_is_nothing_to_ask_with(tmp_path_factory: pytest.TempPathFactory, land: Land) -> None:
    path = tmp_path_factory.mktemp("alone") / "desk"
    casebook.found(path, foundation("desk"), land.clock, parameters=CHEAP).close()
    with pytest.raises(NoEscrow):
        rescue.ask(path, "lishu", NEW, land.place(), land.clock)
    with pytest.raises(NotAsked):
        rescue.take(path, b"", NEW, land.clock)
    with pytest.raises(WeakPassphrase):
        rescue.ask(land.root / "desk", "lishu", "short", land.place(), land.clock)


def test_a_province_opens_its_own_by_its_safe_key(land: Land) -> None:
    safe, place = safe_key(land), land.root / "province"
    land.shut("province")
    with pytest.raises(BadEscrow):
        rescue.own(place, x25519.Identity.generate(), "sheng", NEW, land.clock)
    book = rescue.own(place, safe, "sheng", NEW, land.clock, parameters=CHEAP)
    assert book.signed_in.login == "sheng"
    book.close()
    land.shut("desk")
    with pytest.raises(NoEscrow):
        rescue.own(land.root / "desk", safe, "lishu", NEW, land.clock)


def test_the_safe_key_is_taken_from_its_file_or_from_the_envelope(land: Land) -> None:
    envelope = land.place() / "safe.identity.txt"
    admission.write_safe_identity(safekeeping.find(land.province, "safe"), OFFLINE, envelope, land.clock)
    assert str(rescue.open_safe(envelope, "")) == str(safe_key(land))
    with pytest.raises(BadKeyFile):
        rescue.open_safe(land.root / "province" / "offline" / "root.yzkey", OFFLINE)


def test_an_older_casebook_gets_its_locked_key_when_it_next_receives(land: Land) -> None:
    for name in ("desk", "province"):
        book = land.book(name)
        workplace.save(workplace.load(book.workplace.path).with_way(escrow.WAY, None))
        receiving.receive_folder(book, [land.place()])
        held = escrow.held(workplace.load(book.workplace.path))
        assert held is not None
        assert held.safe == device.card(book).safe


WEAK_AGE = "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqs3290gq"


def test_a_request_of_another_shape_or_with_a_weak_recipient_is_refused(land: Land) -> None:
    fields = canonical.load(ask(land).file.read_bytes().strip())
    for bad in ({"reply": WEAK_AGE}, {"safe": "age1x"}):
        with pytest.raises(BadKey):
            rescue.read_help(canonical.dump(fields | bad))
    changes = (
        {"fmt": "x"}, {"dev": "zz"}, {"dev": "00"}, {"kind": "other"}, {"name": ""}, {"name": "a\nb"}, {"box": "!"}, {"box": 5}, {"more": "1"},
    )  # fmt: skip
    for change in changes:
        with pytest.raises(BadHelp):
            rescue.read_help(canonical.dump(fields | change))
    for data in (b"", b"[]", b"{", json.dumps(fields).encode()):
        with pytest.raises(BadHelp):
            rescue.read_help(data)
    huge = fields | {"box": base64.b64encode(bytes(8000)).decode()}
    with pytest.raises(BadEscrow):
        escrow.open_box(rescue.read_help(canonical.dump(huge)).box, safe_key(land))


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_tampered_files_never_open_anything(admitted_once: Land, data: st.DataObject) -> None:
    held = escrow.held(workplace.load(admitted_once.root / "desk"))
    assert held is not None
    reply = x25519.Identity.generate()
    document = {
        "fmt": "yz1-help", "dev": "00" * 8, "kind": "desk", "county": "519901", "name": "安和县", "reply": str(reply.to_public()), "safe": held.safe,
        "box": base64.b64encode(held.box).decode(), "asked": "2009-09-28",
    }  # fmt: skip
    good = canonical.dump(document)
    digits = rescue.read_help(good).fingerprint
    text = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))
    if bytes(text) == good:
        return
    with contextlib.suppress(AppError):
        assert rescue.read_help(bytes(text)).fingerprint != digits

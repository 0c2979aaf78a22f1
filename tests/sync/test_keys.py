"""Keys survive storage, weak ones are refused, and a card is believed only under its root's signature."""

import base64
import datetime as dt
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage import x25519

from rules import canonical, signing
from rules.errors import AppError
from rules.wrapping import Parameters, WrongPassphrase
from sync import keys
from sync.errors import BadCard, BadKey, BadKeyFile
from sync.keys import DeviceKeys, ProvinceCard, ProvinceKeys, PublicKeys

CHEAP = Parameters(time=1, memory_kib=8, lanes=1)
PROVINCE = ProvinceKeys.generate(os.urandom)
CARD = PROVINCE.card(store_id=b"\1" * 16, dev=b"\2" * 8, name="某省援助中心", province="51")
FILE = CARD.sign(PROVINCE.root)
P = 2**255 - 19
# The points of small order on Curve25519 (RFC 7748): 0, 1, p - 1, and the two of order 8.
SMALL = [
    0,
    1,
    P - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


def bech32(data: bytes) -> str:
    """Encode an age recipient (BIP 173), by another way than the code under test."""
    charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{byte:08b}" for byte in data) + "0000"
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    check = 1
    for value in [3, 3, 3, 0, 1, 7, 5, *values, 0, 0, 0, 0, 0, 0]:  # "age" expanded: high bits, zero, low bits
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    check ^= 1
    return "age1" + "".join(charset[v] for v in [*values, *(check >> 5 * (5 - at) & 31 for at in range(6))])


def test_device_keys_survive_storage() -> None:
    made = DeviceKeys.generate(os.urandom)
    again = DeviceKeys.from_secret(made.secret())
    assert again.record() == made.record()
    assert set(made.record()) == {"dev", "sign", "age"}
    assert signing.verify(made.public.sign, again.signer.sign(b"x"), b"x")
    sealed = pyrage.encrypt(b"x", [keys.recipient_of(made.public.age)])
    assert pyrage.decrypt(sealed, [again.identity]) == b"x"
    assert PublicKeys.from_record(made.record()) == made.public


def test_a_fingerprint_is_thirty_digits_and_follows_every_part() -> None:
    made = DeviceKeys.generate(os.urandom)
    assert re.fullmatch(r"(\d{5} ){5}\d{5}", made.fingerprint)
    other = DeviceKeys(os.urandom(8), made.signer, made.identity)
    assert other.fingerprint != made.fingerprint
    digest = 0x015ABD7F5CC57A2DD94B7590F04AD8084273905EE33EC5CEBEAE62276A97F862  # of {"a":1}, by sha256sum
    assert keys.fingerprint({"a": 1}).replace(" ", "") == str(digest)[-30:]


@given(st.binary(min_size=32, max_size=32))
def test_age_keys_are_read_exactly(public: bytes) -> None:
    number = int.from_bytes(public, "little")
    text = bech32(public)
    if number < P and number not in SMALL:
        assert keys.age_key_bytes(text) == public
    else:
        with pytest.raises(BadKey):
            keys.age_key_bytes(text)


@pytest.mark.parametrize("number", [*SMALL, *(small | 1 << 255 for small in SMALL), P, P + 1])
def test_age_keys_of_small_order_are_refused(number: int) -> None:
    with pytest.raises(BadKey):
        keys.age_key_bytes(bech32(number.to_bytes(32, "little")))


@pytest.mark.parametrize("text", ["", "age1", "age1" + "q" * 58, "AGE1", "ssh-ed25519 AAAA", "age1é", "age1\ud800"])
def test_what_is_no_age_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        keys.age_key_bytes(text)
    with pytest.raises(BadKey):
        keys.recipient_of(DeviceKeys.generate(os.urandom).public.age.upper())


@pytest.mark.parametrize(
    "change",
    [
        {"dev": ""},
        {"dev": "AB" * 8},
        {"dev": None},
        {"sign": "00" * 32},
        {"sign": "01" + "00" * 31},
        {"sign": "zz" * 32},
        {"age": None},
        {"age": bech32(bytes(32))},
        {"more": 1},
    ],
    ids=str,
)
def test_a_record_with_a_bad_part_is_refused(change: dict[str, Any]) -> None:
    record = DeviceKeys.generate(os.urandom).record()
    with pytest.raises(BadKey):
        PublicKeys.from_record({**record, **change})


@pytest.mark.parametrize("record", [None, [], "x", {}])
def test_what_is_no_record_is_refused(record: Any) -> None:
    with pytest.raises(BadKey):
        PublicKeys.from_record(record)
    with pytest.raises(BadKey):
        PublicKeys(b"", bytes(32), "")


# --- the province card -------------------------------------------------------------------------------------------------


def test_a_card_comes_back() -> None:
    card = ProvinceCard.read(FILE)
    assert card == CARD
    assert card.fingerprint == CARD.fingerprint
    assert re.fullmatch(r"(\d{5} ){5}\d{5}", card.fingerprint)
    newer = PROVINCE.card(store_id=b"\1" * 16, dev=b"\2" * 8, name="某省援助中心", province="51", version=2)
    assert newer.fingerprint != CARD.fingerprint


def resigned(**change: Any) -> bytes:
    record = {**CARD.record(), **change}
    signature = PROVINCE.root.sign(b"yz1/card\0" + canonical.dump(record))
    return canonical.dump({"card": record, "signature": base64.b64encode(signature).decode()})


@pytest.mark.parametrize(
    "change",
    [
        {"fmt": "YZCARD2"},
        {"name": ""},
        {"name": "two\nlines"},
        {"name": 1},
        {"province": "5"},
        {"province": "五一"},
        {"version": 0},
        {"version": "1"},
        {"version": True},
        {"store_id": "00"},
        {"dev": "x"},
        {"grant": "00" * 32},
        {"receipt": ""},
        {"transport": bech32(bytes(32))},
        {"safe": "age1"},
        {"root": "01" + "00" * 31},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_card_with_a_bad_field_is_refused_though_signed(change: dict[str, Any]) -> None:
    with pytest.raises((BadCard, BadKey)):
        ProvinceCard.read(resigned(**change))


def test_a_card_of_another_root_is_refused() -> None:
    other = ProvinceKeys.generate(os.urandom)
    with pytest.raises(BadCard) as caught:
        ProvinceCard.read(FILE.replace(CARD.root.encode(), other.root.public.hex().encode()))
    assert caught.value.fields["reason"] == "signature"
    with pytest.raises(BadKey):
        CARD.sign(other.root)


@pytest.mark.parametrize("digit", "QRSTUVWXYZabcdef")
def test_the_spare_bits_of_base64_say_nothing(digit: str) -> None:
    """Only one of the sixteen last digits that decode to the same signature is taken."""
    file = FILE.decode()
    at = file.index('=="') - 1
    altered = file[:at] + digit + file[at + 1 :]
    if altered != file:
        with pytest.raises(BadCard):
            ProvinceCard.read(altered.encode())


@given(st.integers(0, len(FILE) * 8 - 1))
def test_a_card_with_a_flipped_bit_is_refused(bit: int) -> None:
    data = bytearray(FILE)
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises((BadCard, BadKey)):
        ProvinceCard.read(bytes(data))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"PK\3\4", b'{"card":1,"signature":2}', b"x" * 100_000])
def test_what_is_no_card_is_refused(data: bytes) -> None:
    with pytest.raises(BadCard):
        ProvinceCard.read(data)


# --- keys that lie in an envelope --------------------------------------------------------------------------------------


def test_offline_keys_open_with_their_passphrase_and_name_only() -> None:
    files = PROVINCE.offline_files("春风又绿江南岸明月", parameters=CHEAP, random=os.urandom)
    assert set(files) == {"root.yzkey", "grant.yzkey", "safe.yzkey"}
    root = keys.open_signing_key(files["root.yzkey"], "root", "春风又绿江南岸明月")
    assert root.public == PROVINCE.root.public
    safe = keys.open_identity(files["safe.yzkey"], "safe", "春风又绿江南岸明月")
    assert str(safe) == str(PROVINCE.safe)
    with pytest.raises(WrongPassphrase):
        keys.open_signing_key(files["root.yzkey"], "root", "wrong")
    with pytest.raises(BadKeyFile):
        keys.open_signing_key(files["root.yzkey"], "grant", "春风又绿江南岸明月")
    renamed = files["root.yzkey"].replace(b'"key":"root"', b'"key":"grant"')
    with pytest.raises(WrongPassphrase):
        keys.open_signing_key(renamed, "grant", "春风又绿江南岸明月")


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"fmt":"YZKEY1","key":"root","slot":1}', b" " * 70_000])
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(BadKeyFile):
        keys.open_key(data, "root", "x")


def test_a_key_file_of_the_wrong_content_is_refused() -> None:
    made = keys.save_key("root", b"short", "x", parameters=CHEAP, random=os.urandom)
    with pytest.raises(BadKeyFile):
        keys.open_signing_key(made, "root", "x")
    with pytest.raises(BadKeyFile):
        keys.open_identity(keys.save_key("safe", b"\xff", "x", parameters=CHEAP, random=os.urandom), "safe", "x")


@given(st.binary(max_size=300))
def test_rubbish_is_no_key_file(data: bytes) -> None:
    with pytest.raises(AppError):
        keys.open_key(data, "root", "x")


def test_the_identity_file_is_the_age_programs(tmp_path: Path) -> None:
    text = keys.identity_file(PROVINCE.safe, dt.datetime(2009, 9, 28, tzinfo=dt.UTC))
    (tmp_path / "safe.txt").write_text(text)
    (tmp_path / "x.age").write_bytes(pyrage.encrypt(b"text", [PROVINCE.safe.to_public()]))
    done = subprocess.run(["age", "-d", "-i", "safe.txt", "x.age"], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == b"text"
    assert str(keys.read_identity(text)) == str(PROVINCE.safe)
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    assert isinstance(keys.read_identity(made), x25519.Identity)
    for bad in ("", "# only\n", "AGE-SECRET-KEY-1\n", f"{text}{text}"):
        with pytest.raises(BadKeyFile):
            keys.read_identity(bad)

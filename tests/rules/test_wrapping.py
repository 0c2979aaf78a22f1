"""A wrapped secret opens with its passphrase and context only, and a hostile slot costs nothing."""

import base64
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import wrapping
from rules.wrapping import BadKeySlot, Parameters, WeakPassphrase, WrongPassphrase, check_passphrase, unwrap, wrap

CHEAP = Parameters(time=1, memory_kib=8, lanes=1)
PASSPHRASE = "援助中心 2009 Anhe"


def slot(secret: bytes = b"s" * 32, passphrase: str = PASSPHRASE) -> dict[str, Any]:
    return wrap(secret, passphrase, parameters=CHEAP, random=os.urandom, context=b"user 1")


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300), st.text(st.characters(codec="utf-8"), max_size=40))
def test_it_opens_with_the_same_passphrase(secret: bytes, passphrase: str) -> None:
    assert unwrap(slot(secret, passphrase), passphrase, context=b"user 1") == secret


def test_full_width_typing_opens_too() -> None:
    made = slot(passphrase="Anhe-2009 ｋａｉ")
    assert unwrap(made, "Ａｎｈｅ－２００９　kai", context=b"user 1") == b"s" * 32


@pytest.mark.parametrize("passphrase", ["", "wrong passphrase", PASSPHRASE + " ", "\udc80" * 12])
def test_another_passphrase_does_not(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        unwrap(slot(), passphrase, context=b"user 1")


def test_another_context_does_not() -> None:
    with pytest.raises(WrongPassphrase):
        unwrap(slot(), PASSPHRASE, context=b"user 2")


def test_an_altered_box_or_cost_does_not() -> None:
    made = slot()
    box = bytearray(base64.b64decode(made["box"]))
    box[0] ^= 1
    for change in ({"box": base64.b64encode(bytes(box)).decode()}, {"time": 2}, {"memory_kib": 16}):
        with pytest.raises(WrongPassphrase):
            unwrap({**made, **change}, PASSPHRASE, context=b"user 1")


@pytest.mark.parametrize(
    "change",
    [
        {"kdf": "scrypt"},
        {"memory_kib": 64 * 1024 * 1024},
        {"memory_kib": 7},
        {"memory_kib": "8"},
        {"memory_kib": True},
        {"time": 0},
        {"time": 10**9},
        {"lanes": 0},
        {"lanes": 10**6},
        {"salt": ""},
        {"salt": "%%%"},
        {"salt": None},
        {"nonce": "AAAA"},
        {"box": "AAAA"},
        {"box": "é"},
        {"box": "A" * 200_000},
    ],
    ids=str,
)
def test_a_hostile_slot_is_refused_before_it_costs_anything(change: dict[str, Any], monkeypatch: Any) -> None:
    made = slot()
    monkeypatch.setattr(wrapping, "hash_secret_raw", lambda *_, **__: pytest.fail("derived"))
    with pytest.raises(BadKeySlot):
        unwrap({**made, **change}, PASSPHRASE, context=b"user 1")


def test_no_slot_is_made_that_could_not_be_read() -> None:
    for parameters in (Parameters(1, 4, 1), Parameters(9, wrapping.MAX_MEMORY_KIB, 1), Parameters(1, 8, 0)):
        with pytest.raises(BadKeySlot):
            wrap(b"", PASSPHRASE, parameters=parameters, random=os.urandom, context=b"")
    with pytest.raises(ValueError):
        wrap(bytes(wrapping.MAX_SECRET + 1), PASSPHRASE, parameters=CHEAP, random=os.urandom, context=b"")
    Parameters().check()


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", "short"),
        ("         ", "short"),
        ("ninechars", "short"),
        ("             a", "short"),
        ("aaaaaaaaaaaa", "repeated"),
        ("ababababab", "repeated"),
        ("1234567890", "sequence"),
        ("9876543210", "sequence"),
        ("ａｂｃｄｅｆｇｈｉｊｋ", "sequence"),
        ("qwertyuiop", "sequence"),
        ("Li.Guihua2009", "login"),
        ("li.guihua li.guihua", "login"),
        ("a\0bcdfgzuiop", "characters"),
        ("abcdfgzuiop\ud800", "characters"),
        ("长安街" * 500, "long"),
    ],
)
def test_weak_passphrases_are_named(passphrase: str, reason: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check_passphrase(passphrase, login="li.guihua")
    assert caught.value.fields["reason"] == reason


@pytest.mark.parametrize("passphrase", [PASSPHRASE, "春风又绿江南岸明月何时", "correct horse", "7391028465"])
def test_good_passphrases_pass(passphrase: str) -> None:
    check_passphrase(passphrase, login="li.guihua")
    check_passphrase(passphrase)

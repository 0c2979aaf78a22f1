"""Tokens: an independent COSE library agrees, and nothing but our own form is let in."""

import datetime as dt
import string
from dataclasses import replace

import base45
import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys.curves import Ed25519
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from rules import tokens
from rules.signing import SigningKey
from rules.tokens import Claims

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(32))
VOUCHER = Claims(
    tokens.VOUCHER,
    bytes(range(16)),
    "5120095199010010000010",
    50_000,
    "买买提·𬭊",
    "002X",
    dt.date(2009, 3, 1),
    dt.date(2009, 12, 31),
    "01",
    "家政服务员",
)
CERTIFICATE = Claims(tokens.CERTIFICATE, bytes(16), "519901200901000010", None, "张三", "0036", course="焊工")

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=50)
DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1))


@st.composite
def claims(draw: st.DrawFn) -> Claims:
    number, holder = draw(st.text(string.digits, min_size=1, max_size=22)), draw(TEXTS)
    common = (draw(st.binary(min_size=16, max_size=16)), number)
    tail = draw(st.text(string.digits + "X", min_size=1, max_size=4))
    base, course = (
        draw(st.none() | st.text(string.digits, min_size=1, max_size=8)),
        draw(st.none() | st.text(min_size=1, max_size=10)),
    )
    if draw(st.booleans()):
        first = draw(DAYS)
        last = draw(st.dates(first, dt.date(2100, 1, 1)))
        return Claims(tokens.VOUCHER, *common, draw(st.integers(0, 10**9)), holder, tail, first, last, base, course)
    return Claims(tokens.CERTIFICATE, *common, None, holder, tail, draw(st.none() | DAYS), None, base, course)


def text_of(data: bytes) -> str:
    return tokens.PREFIX + bytes(base45.b45encode(data)).decode()


def data_of(text: str) -> bytes:
    return bytes(base45.b45decode(text.removeprefix(tokens.PREFIX)))


@given(claims())
def test_what_is_issued_reads_the_same_and_is_genuine(said: Claims) -> None:
    token = tokens.read(tokens.issue(said, KEY))
    assert token.claims == said
    assert token.kid == KEY.kid
    assert tokens.verify(token, KEY.public)
    assert not tokens.verify(token, OTHER.public)


@pytest.mark.parametrize("said", [VOUCHER, CERTIFICATE])
def test_an_independent_library_verifies_ours(said: Claims) -> None:
    envelope = cbor2.loads(data_of(tokens.issue(said, KEY)))
    assert envelope.tag == Sign1Message.cbor_tag
    # the library's own decode() stumbles over the unchangeable values that newer cbor2 gives; what it verifies is the same
    protected, unprotected, payload, signature = envelope.value
    message = Sign1Message.from_cose_obj(
        [protected, dict(unprotected), payload, signature], allow_unknown_attributes=False
    )
    message.key = OKPKey(crv=Ed25519, x=KEY.public)
    assert message.verify_signature()
    assert message.phdr[KID] == KEY.kid
    assert message.uhdr == {}


def test_we_verify_a_token_of_an_independent_library() -> None:
    payload = tokens.read(tokens.issue(VOUCHER, KEY)).payload
    message = Sign1Message(phdr={Algorithm: EdDSA, KID: KEY.kid}, payload=payload)
    message.key = OKPKey(crv=Ed25519, x=KEY.public, d=KEY.seed)
    token = tokens.read(text_of(message.encode()))
    assert token.claims == VOUCHER
    assert tokens.verify(token, KEY.public)


def test_the_map_is_that_of_the_protocol() -> None:
    said = cbor2.loads(tokens.read(tokens.issue(VOUCHER, KEY)).payload)
    assert said == {
        1: 1, 2: bytes(range(16)), 3: "5120095199010010000010", 4: 50_000, 5: "买买提·𬭊", 6: "002X", 7: 14304, 8: 14609, 9: "01", 10: "家政服务员",
    }  # fmt: skip
    assert cbor2.loads(tokens.read(tokens.issue(CERTIFICATE, KEY)).payload).keys() == {1, 2, 3, 5, 6, 10}


@given(claims(), st.data())
def test_a_truncated_token_is_refused(said: Claims, data: st.DataObject) -> None:
    raw = data_of(tokens.issue(said, KEY))
    for cut in (raw[: data.draw(st.integers(0, len(raw) - 1))], raw + data.draw(st.binary(min_size=1, max_size=4))):
        with pytest.raises(tokens.BadToken):
            tokens.read(text_of(cut))


@given(claims(), st.data())
def test_a_tampered_token_is_refused_or_forged(said: Claims, data: st.DataObject) -> None:
    raw = bytearray(data_of(tokens.issue(said, KEY)))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        token = tokens.read(text_of(bytes(raw)))
    except tokens.BadToken:
        return
    assert not tokens.verify(token, KEY.public)


@given(
    st.text(max_size=200)
    | st.binary(max_size=300).map(text_of)
    | st.text(base45.BASE45_CHARSET, max_size=100).map(lambda text: "YZ1:" + text)
)
def test_any_scanned_text_gives_a_typed_error(text: str) -> None:
    with pytest.raises(tokens.BadToken):
        tokens.read(text)


@given(
    st.recursive(
        st.integers(-(2**64), 2**64)
        | st.text(max_size=8)
        | st.binary(max_size=20)
        | st.booleans()
        | st.none()
        | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 12), inner, max_size=11),
    )
)
def test_any_signed_payload_gives_a_typed_error(value: object) -> None:
    payload = cbor2.dumps(value)
    envelope = cbor2.CBORTag(
        18, [bytes.fromhex("a201270448") + KEY.kid, {}, payload, KEY.sign(tokens.to_be_signed(KEY.kid, payload))]
    )
    with pytest.raises(tokens.BadToken):
        tokens.read(text_of(cbor2.dumps(envelope)))


def _signed(pairs: dict[int, object], *, canonical: bool = True) -> str:
    payload = cbor2.dumps(pairs, canonical=canonical)
    envelope = [bytes.fromhex("a201270448") + KEY.kid, {}, payload, KEY.sign(tokens.to_be_signed(KEY.kid, payload))]
    return text_of(cbor2.dumps(cbor2.CBORTag(18, envelope), canonical=True))


GOOD = {1: 1, 2: bytes(16), 3: "1", 4: 1, 5: "张三", 6: "1", 7: 1, 8: 2}


@pytest.mark.parametrize(
    "changes",
    [
        {1: 3}, {1: True}, {2: b"short"}, {2: "x" * 16}, {3: ""}, {3: 5}, {4: -1}, {4: 2**60}, {5: b"x"}, {6: "12345"}, {7: 3}, {8: 2**40}, {8: -(2**63)}, {11: 1}, {0: 1},
        {9: ""}, {10: "x" * 121}, {7: "1"},
    ],
)  # fmt: skip
def test_claims_are_read_strictly_even_when_signed(changes: dict[int, object]) -> None:
    assert tokens.read(_signed(GOOD)).claims.holder == "张三"
    with pytest.raises(tokens.BadToken):
        tokens.read(_signed(GOOD | changes))


@pytest.mark.parametrize("left_out", [1, 2, 3, 4, 5, 6, 7, 8])
def test_a_voucher_lacks_nothing(left_out: int) -> None:
    with pytest.raises(tokens.BadToken):
        tokens.read(_signed({key: value for key, value in GOOD.items() if key != left_out}))


def test_a_certificate_has_no_value_and_no_end() -> None:
    with pytest.raises(tokens.BadToken):
        tokens.read(_signed(GOOD | {1: 2}))


def test_another_order_of_keys_is_another_form() -> None:
    with pytest.raises(tokens.BadToken) as caught:
        tokens.read(_signed(dict(reversed(GOOD.items())), canonical=False))
    assert caught.value.fields["reason"] == "form"


def test_line_ends_and_length_are_refused() -> None:
    good = tokens.issue(VOUCHER, KEY)
    for text in (good + "\n", " " + good, good.lower(), "YZ2:" + good[4:], good + "0" * 900, ""):
        with pytest.raises(tokens.BadToken):
            tokens.read(text)


@pytest.mark.parametrize(
    "said",
    [
        replace(VOUCHER, kind=3), replace(VOUCHER, id=b""), replace(VOUCHER, value_fen=None), replace(VOUCHER, valid_until=None), replace(VOUCHER, holder=""),
        replace(VOUCHER, valid_until=dt.date(2009, 2, 1)), replace(CERTIFICATE, value_fen=1), replace(VOUCHER, doc_tail="12345"), replace(VOUCHER, course="x" * 121),
        replace(VOUCHER, holder="汉" * 100, course="汉" * 100, base="汉" * 100),
    ],
)  # fmt: skip
def test_incomplete_or_overlong_claims_are_not_issued(said: Claims) -> None:
    with pytest.raises(tokens.BadToken):
        tokens.issue(said, KEY)


def test_a_voucher_fits_a_small_qr_code() -> None:
    assert len(tokens.issue(VOUCHER, KEY)) < 400

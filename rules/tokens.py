"""The code on a voucher or certificate that proves itself offline (sync.md section 7).

`YZ1:` + base45 of a COSE_Sign1 (RFC 9052, tag 18): EdDSA and key id in the protected header, no external data, a deterministic CBOR map.
What it holds stands on the paper in clear too; the identity number is never in it, nor a hash of it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import base45
import cbor2

from rules import dates, signing
from rules.errors import UntrustedInput

PREFIX = "YZ1:"
VOUCHER, CERTIFICATE = 1, 2
MAX_CHARACTERS = 900  # fits a QR code of level Q that a phone still reads at 35 mm
MAX_TEXT = 120
ID_BYTES = 16
SIGNATURE_BYTES = 64
KID_BYTES = 8
_MAX_FEN = 2**53

# Tag 18, an array of four, a protected header of 13 bytes: {1: -8 (EdDSA), 4: kid of 8 bytes}; then an empty open header.
_HEAD = bytes.fromhex("d2844d")
_PROTECTED = bytes.fromhex("a201270448")
_OPEN = b"\xa0"
_SIGNATURE_HEAD = b"\x58\x40"
_TEXT_KEYS = {3: "number", 5: "holder", 6: "doc_tail", 9: "base", 10: "course"}


class BadToken(UntrustedInput):
    """Say that a scanned text is no token of ours; field `reason` is prefix, size, base45, shape, claims or form."""

    code = "BAD_TOKEN"


@dataclass(frozen=True, slots=True)
class Claims:
    """Hold what a token says; `kind` is VOUCHER or CERTIFICATE, `id` 16 bytes, value in fen; what does not apply is None."""

    kind: int
    id: bytes
    number: str
    value_fen: int | None
    holder: str
    doc_tail: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    base: str | None = None
    course: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """Hold a token as read; only `verify` tells whether it is genuine."""

    kid: bytes
    claims: Claims
    payload: bytes
    signature: bytes


def _to_map(claims: Claims) -> dict[int, Any]:
    pairs: dict[int, Any] = {
        1: claims.kind,
        2: claims.id,
        3: claims.number,
        4: claims.value_fen,
        5: claims.holder,
        6: claims.doc_tail,
        7: dates.days(claims.valid_from) if claims.valid_from else None,
        8: dates.days(claims.valid_until) if claims.valid_until else None,
        9: claims.base,
        10: claims.course,
    }
    return {key: value for key, value in pairs.items() if value is not None}


def _check(claims: Claims) -> None:
    """Raise BadToken unless the claims are complete for their kind and within bounds."""
    texts = [
        text for text in (claims.number, claims.holder, claims.doc_tail, claims.base, claims.course) if text is not None
    ]
    sound = (
        len(claims.id) == ID_BYTES
        and all(0 < len(text) <= MAX_TEXT for text in texts)
        and len(claims.doc_tail) <= 4
        and (claims.value_fen is None or 0 <= claims.value_fen < _MAX_FEN)
    )
    if claims.kind == VOUCHER:
        first, last = claims.valid_from, claims.valid_until
        sound = sound and claims.value_fen is not None and first is not None and last is not None and first <= last
    elif claims.kind == CERTIFICATE:
        sound = sound and claims.value_fen is None and claims.valid_until is None
    else:
        sound = False
    if not sound:
        raise BadToken(reason="claims")


def _protected(kid: bytes) -> bytes:
    return _PROTECTED + kid


def to_be_signed(kid: bytes, payload: bytes) -> bytes:
    """Give the Sig_structure of RFC 9052 section 4.4 with empty external_aad."""
    return bytes(cbor2.dumps(["Signature1", _protected(kid), b"", payload], canonical=True))


def _encode(data: bytes) -> str:
    return bytes(base45.b45encode(data)).decode("ascii")


def issue(claims: Claims, signer: signing.Signer) -> str:
    """Sign the claims and give the text of the QR code; raise BadToken where they are incomplete or too long."""
    _check(claims)
    payload = bytes(cbor2.dumps(_to_map(claims), canonical=True))
    signature = signer.sign(to_be_signed(signer.kid, payload))
    envelope = cbor2.CBORTag(18, [_protected(signer.kid), {}, payload, signature])
    text = PREFIX + _encode(bytes(cbor2.dumps(envelope, canonical=True)))
    if len(text) > MAX_CHARACTERS:
        raise BadToken(reason="size")
    return text


class _Reader:
    """Read the few forms of CBOR that a token may hold; anything else is refused before a general decoder could act on it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.at : self.at + count]
        if len(piece) != count:
            raise BadToken(reason="shape")
        self.at += count
        return piece

    def head(self) -> tuple[int, int]:
        """Read major type and argument; lengths of 1, 2, 4 or 8 bytes, never indefinite."""
        first = self.take(1)[0]
        major, short = first >> 5, first & 31
        if short < 24:
            return major, short
        if short > 27:
            raise BadToken(reason="shape")
        return major, int.from_bytes(self.take(1 << (short - 24)), "big")

    def value(self) -> int | bytes | str:
        major, argument = self.head()
        if major == 0:
            return argument
        if major == 1:
            return -1 - argument
        if major == 2:
            return self.take(argument)
        if major == 3:
            try:
                return self.take(argument).decode("utf-8")
            except UnicodeDecodeError:
                raise BadToken(reason="shape") from None
        raise BadToken(reason="shape")


def _read_claims(payload: bytes) -> Claims:
    reader = _Reader(payload)
    major, count = reader.head()
    if major != 5 or count > 10:
        raise BadToken(reason="shape")
    found: dict[int, int | bytes | str] = {}
    for _ in range(count):
        key = reader.value()
        if not isinstance(key, int) or not 1 <= key <= 10 or key in found:
            raise BadToken(reason="shape")
        found[key] = reader.value()
    if not {1, 2, 3, 5, 6} <= found.keys():
        raise BadToken(reason="claims")
    wanted = {1: int, 2: bytes, 4: int, 7: int, 8: int, **dict.fromkeys(_TEXT_KEYS, str)}
    if any(type(value) is not wanted[key] for key, value in found.items()):
        raise BadToken(reason="claims")
    words: dict[str, Any] = {name: found.get(key) for key, name in _TEXT_KEYS.items()}
    claims = Claims(
        kind=found[1],  # type: ignore[arg-type]  # the types were compared just above
        id=found[2],  # type: ignore[arg-type]
        value_fen=found.get(4),  # type: ignore[arg-type]
        valid_from=_day(found.get(7)),
        valid_until=_day(found.get(8)),
        **words,
    )
    _check(claims)
    # One token, one form: what is not written deterministically (RFC 8949 section 4.2) is refused, trailing bytes too.
    if bytes(cbor2.dumps(_to_map(claims), canonical=True)) != payload:
        raise BadToken(reason="form")
    return claims


def _day(count: object) -> dt.date | None:
    if count is None:
        return None
    try:
        return dates.from_days(int(str(count)))
    except dates.DateFormat:
        raise BadToken(reason="claims") from None


def read(text: str) -> Token:
    """Read a scanned text; raise BadToken for anything that `issue` would not write."""
    if not text.startswith(PREFIX):
        raise BadToken(reason="prefix")
    if len(text) > MAX_CHARACTERS:
        raise BadToken(reason="size")
    try:
        data = base45.b45decode(text[len(PREFIX) :])
    except ValueError:
        raise BadToken(reason="base45") from None
    # Base45 has more than one writing for some bytes (and the decoder overlooks line ends), so compare.
    if _encode(data) != text[len(PREFIX) :]:
        raise BadToken(reason="base45")
    reader = _Reader(data)
    if reader.take(3) != _HEAD or reader.take(5) != _PROTECTED:
        raise BadToken(reason="shape")
    kid = reader.take(KID_BYTES)
    if reader.take(1) != _OPEN:
        raise BadToken(reason="shape")
    start = reader.at
    payload = reader.value()
    if not isinstance(payload, bytes) or data[start : reader.at] != bytes(cbor2.dumps(payload)):
        raise BadToken(reason="shape")
    if reader.take(2) != _SIGNATURE_HEAD:
        raise BadToken(reason="shape")
    signature = reader.take(SIGNATURE_BYTES)
    if reader.at != len(data):
        raise BadToken(reason="form")
    return Token(kid, _read_claims(payload), payload, signature)


def verify(token: Token, public_key: bytes) -> bool:
    """Tell whether the holder of `public_key` (32 bytes, Ed25519) signed it; the key id must be that key's too."""
    if signing.key_id(public_key) != token.kid:
        return False
    return signing.verify(public_key, token.signature, to_be_signed(token.kid, token.payload))

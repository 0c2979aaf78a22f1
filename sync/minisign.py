"""The minisign format (prehashed form "ED"), so that a bundle's signature can be checked by the Debian program of that name.

Layout, from the program's own manual: a comment line, base64 of algorithm, key id and signature over BLAKE2b-512 of the data,
a trusted comment, and base64 of a signature over signature and trusted comment together.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from rules import signing
from rules.errors import UntrustedInput
from rules.signing import Signer

ALGORITHM = b"ED"
KEY_ALGORITHM = b"Ed"
KEY_ID_BYTES = 8
MAX_TEXT = 4096
_UNTRUSTED = "untrusted comment: "
_TRUSTED = "trusted comment: "


class BadMinisign(UntrustedInput):
    """Say that a text is no minisign signature or key, or that it does not verify; field `reason`."""

    code = "BAD_MINISIGN"


@dataclass(frozen=True, slots=True)
class Signature:
    """Hold a parsed signature: 8-byte key id, two 64-byte signatures, and the comment that the second one covers."""

    key_id: bytes
    signature: bytes
    trusted_comment: str
    global_signature: bytes


def _clean(comment: str) -> str:
    """Give `comment` as is; raise ValueError where it would break the format's lines."""
    if not comment.isprintable():
        raise ValueError("a comment is one printable line")
    return comment


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data).digest()


def sign(data: bytes, key: Signer, key_id: bytes, trusted_comment: str, *, comment: str = "Yuanzhu Desk") -> str:
    """Give the text of a `.minisig` file over `data`; `key_id` has 8 bytes."""
    if len(key_id) != KEY_ID_BYTES:
        raise ValueError("a key id has 8 bytes")
    signature = key.sign(_hash(data))
    whole = key.sign(signature + _clean(trusted_comment).encode())
    first = base64.b64encode(ALGORITHM + key_id + signature).decode()
    return f"{_UNTRUSTED}{_clean(comment)}\n{first}\n{_TRUSTED}{trusted_comment}\n{base64.b64encode(whole).decode()}\n"


def _unbase64(text: str, length: int) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadMinisign(reason="base64") from error
    if len(data) != length:
        raise BadMinisign(reason="length")
    if base64.b64encode(data).decode() != text:  # the last digit has spare bits that say nothing
        raise BadMinisign(reason="base64")
    return data


def _lines(text: str, count: int) -> list[str]:
    if len(text) > MAX_TEXT:
        raise BadMinisign(reason="size")
    lines = text.removesuffix("\n").split("\n")
    if len(lines) != count or not lines[0].startswith(_UNTRUSTED):
        raise BadMinisign(reason="lines")
    return lines


def read(text: str) -> Signature:
    """Parse the text of a `.minisig` file; raise BadMinisign. Only the prehashed form is taken."""
    _, first, comment, second = _lines(text, 4)
    if not comment.startswith(_TRUSTED):
        raise BadMinisign(reason="lines")
    raw = _unbase64(first, len(ALGORITHM) + KEY_ID_BYTES + signing.SIGNATURE_BYTES)
    if raw[:2] != ALGORITHM:
        raise BadMinisign(reason="algorithm")
    whole = _unbase64(second, signing.SIGNATURE_BYTES)
    return Signature(raw[2:10], raw[10:], comment.removeprefix(_TRUSTED), whole)


def verify(text: str, data: bytes, public: bytes, *, key_id: bytes | None = None) -> str:
    """Give the trusted comment where `text` signs `data` by `public` (and by `key_id`, where given); raise BadMinisign otherwise."""
    parsed = read(text)
    if key_id is not None and parsed.key_id != key_id:
        raise BadMinisign(reason="key id")
    try:
        covered = parsed.signature + parsed.trusted_comment.encode()
    except UnicodeEncodeError as error:
        raise BadMinisign(reason="comment") from error
    if not signing.verify(public, parsed.signature, _hash(data)) or not signing.verify(
        public, parsed.global_signature, covered
    ):
        raise BadMinisign(reason="signature")
    return parsed.trusted_comment


def public_key_text(public: bytes, key_id: bytes, *, comment: str = "Yuanzhu Desk public key") -> str:
    """Give the text of a minisign public key file (`.pub`)."""
    if len(public) != signing.KEY_BYTES or len(key_id) != KEY_ID_BYTES:
        raise ValueError("a public key has 32 bytes and a key id 8")
    return f"{_UNTRUSTED}{_clean(comment)}\n{base64.b64encode(KEY_ALGORITHM + key_id + public).decode()}\n"


def read_public_key(text: str) -> tuple[bytes, bytes]:
    """Give (public key, key id) of a minisign public key file; raise BadMinisign, or WeakKey for a key of small order."""
    raw = _unbase64(_lines(text, 2)[1], len(KEY_ALGORITHM) + KEY_ID_BYTES + signing.KEY_BYTES)
    if raw[:2] != KEY_ALGORITHM:
        raise BadMinisign(reason="algorithm")
    signing.check_public(raw[10:])
    return raw[10:], raw[2:10]

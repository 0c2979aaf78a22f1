"""Ed25519 signatures for entries, tokens, grants and manifests, with the weak public keys that `cryptography` lets pass refused.

A public key of small order verifies a forged signature over almost any text, so none may ever enter a directory (sync.md section 6).
"""

import hashlib
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from rules.errors import UntrustedInput

KEY_BYTES = 32
SIGNATURE_BYTES = 64
KID_BYTES = 8

# The field and curve of RFC 8032, section 5.1.
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_Y_MASK = 2**255 - 1
# The eight points of small order share five values of y: 1 (neutral), -1 (order 2), 0 (order 4) and these two (order 8).
_Y8 = int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little")
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


class WeakKey(UntrustedInput):
    """Say that a public key is none that may be trusted; field `reason` is length, encoding, small order or curve."""

    code = "WEAK_KEY"


class Signer(Protocol):
    """Sign with a private key that the caller need not see."""

    @property
    def kid(self) -> bytes:
        """Give the first 8 bytes of the SHA-256 of the public key."""
        ...

    @property
    def public(self) -> bytes:
        """Give the 32-byte Ed25519 public key."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Give the 64-byte Ed25519 signature over `data`."""
        ...


class SigningKey:
    """Hold an Ed25519 private key; it is a `Signer`."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES:
            raise ValueError("an Ed25519 seed has 32 bytes")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._seed = bytes(seed)
        self._public = self._private.public_key().public_bytes_raw()
        self._kid = key_id(self._public)

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """Make the key of a 32-byte seed (RFC 8032's private key)."""
        return cls(seed)

    @classmethod
    def generate(cls, random: Callable[[int], bytes]) -> "SigningKey":
        """Make a fresh key from `random(32)`."""
        return cls(random(KEY_BYTES))

    @property
    def kid(self) -> bytes:
        """Give the first 8 bytes of the SHA-256 of the public key."""
        return self._kid

    @property
    def public(self) -> bytes:
        """Give the 32-byte public key."""
        return self._public

    @property
    def seed(self) -> bytes:
        """Give the 32-byte private seed, to be stored encrypted only."""
        return self._seed

    def sign(self, data: bytes) -> bytes:
        """Give the 64-byte signature over `data`."""
        return self._private.sign(data)

    def __repr__(self) -> str:
        return f"SigningKey(kid={self._kid.hex()})"


def key_id(public: bytes) -> bytes:
    """Give the 8-byte key id of a 32-byte public key: the start of its SHA-256."""
    return hashlib.sha256(public).digest()[:KID_BYTES]


def _weakness(public: bytes) -> str:
    """Name what forbids trusting `public` without testing the curve; empty where nothing does."""
    if len(public) != KEY_BYTES:
        return "length"
    y = int.from_bytes(public, "little") & _Y_MASK
    if y in _SMALL_ORDER_Y or y % _P in _SMALL_ORDER_Y:
        return "small order"
    return "encoding" if y >= _P else ""


def check_public(public: bytes) -> None:
    """Raise WeakKey unless `public` is the canonical form of a point of the curve whose order is not small."""
    reason = _weakness(public)
    if not reason:
        y2 = pow(int.from_bytes(public, "little") & _Y_MASK, 2, _P)
        x2 = (y2 - 1) * pow(_D * y2 + 1, -1, _P) % _P
        if pow(x2, (_P - 1) // 2, _P) != 1:
            reason = "curve"
    if reason:
        raise WeakKey(reason=reason)


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether `signature` (64 bytes) over `data` is by the holder of `public`; a weak key never verifies."""
    if len(signature) != SIGNATURE_BYTES or _weakness(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True

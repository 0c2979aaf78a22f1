"""Secrets locked with a passphrase: Argon2id makes the key, ChaCha20-Poly1305 the lock.

Used for the database key of each user and for the province's offline keys. The slot is plain JSON, so it may come from
outside: its cost is bounded before a byte of memory is spent.
"""

import base64
import binascii
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from rules import canonical
from rules.errors import EnvironmentFailure, UntrustedInput, UserError

KDF = "argon2id-19"
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
MAX_SECRET = 64 * 1024
LEAST_PASSPHRASE = 10
MOST_PASSPHRASE = 1024
# What a slot from outside may cost at most: half a GiB of memory, and as much work as 4 passes over it.
MAX_MEMORY_KIB = 512 * 1024
MAX_LANES = 16
MAX_WORK_KIB = 4 * MAX_MEMORY_KIB
_LEAST_DIFFERENT = 4
_RUNS = ("0123456789" * 4, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


class WrongPassphrase(UserError):
    """Say that the passphrase does not open the slot (or that its box was altered: the two cannot be told apart)."""

    code = "WRONG_PASSPHRASE"


class WeakPassphrase(UserError):
    """Say that a new passphrase is too easy; fields `reason` (short, long, repeated, sequence, login, characters), `least`."""

    code = "WEAK_PASSPHRASE"


class BadKeySlot(UntrustedInput):
    """Say that a stored slot is malformed or asks for more memory than allowed; field `reason`."""

    code = "BAD_KEY_SLOT"


class NoMemoryForKey(EnvironmentFailure):
    """Say that the machine has not enough free memory to derive the key; field `memory_kib`."""

    code = "NO_MEMORY_FOR_KEY"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Hold Argon2id's cost: passes, memory in KiB, lanes. The default is the second choice of RFC 9106, section 4."""

    time: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def check(self) -> None:
        """Raise BadKeySlot unless the cost is within the bounds for slots from outside."""
        if not 1 <= self.lanes <= MAX_LANES:
            raise BadKeySlot(reason="lanes")
        if not 8 * self.lanes <= self.memory_kib <= MAX_MEMORY_KIB:
            raise BadKeySlot(reason="memory")
        if self.time < 1 or self.time * self.memory_kib > MAX_WORK_KIB:
            raise BadKeySlot(reason="time")


def fold(passphrase: str) -> str:
    """Give the passphrase in NFKC, so that full-width typing opens what half-width typing locked."""
    return unicodedata.normalize("NFKC", passphrase)


def _stepwise(text: str) -> bool:
    """Tell whether the text only runs along the digits, the alphabet or the keyboard, forwards or backwards."""
    return any(text in run or text in run[::-1] for run in _RUNS)


def check_passphrase(passphrase: str, *, login: str = "") -> None:
    """Raise WeakPassphrase unless a new passphrase has 10 characters, is no repetition or sequence, and is not the login."""
    folded = fold(passphrase)
    plain = folded.strip().casefold()
    name = fold(login).strip().casefold()
    reason = ""
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in folded):
        reason = "characters"
    elif len(plain) < LEAST_PASSPHRASE:
        reason = "short"
    elif len(folded) > MOST_PASSPHRASE:
        reason = "long"
    elif len(set(plain)) < _LEAST_DIFFERENT:
        reason = "repeated"
    elif _stepwise(plain):
        reason = "sequence"
    elif name and name in plain and plain.replace(name, "").strip("0123456789 ") == "":
        reason = "login"
    if reason:
        raise WeakPassphrase(reason=reason, least=LEAST_PASSPHRASE)


def _derive(passphrase: str, salt: bytes, parameters: Parameters) -> bytes:
    try:
        secret = fold(passphrase).encode()
    except UnicodeEncodeError as error:
        raise WrongPassphrase from error
    try:
        return hash_secret_raw(
            secret, salt, parameters.time, parameters.memory_kib, parameters.lanes, 32, Type.ID, version=19
        )
    except (HashingError, MemoryError) as error:
        raise NoMemoryForKey(memory_kib=parameters.memory_kib) from error


def _bound(context: bytes, parameters: Parameters) -> bytes:
    """Give the bytes that the lock covers beside the secret: no slot serves in another's place or at another cost."""
    head = {"kdf": KDF, "time": parameters.time, "memory_kib": parameters.memory_kib, "lanes": parameters.lanes}
    return canonical.dump(head) + b"\0" + context


def wrap(
    secret: bytes,
    passphrase: str,
    *,
    parameters: Parameters,
    random: Callable[[int], bytes],
    context: bytes,
) -> dict[str, Any]:
    """Lock `secret` (at most 64 KiB); give a JSON-able slot that opens only with `passphrase` and the same `context`."""
    parameters.check()
    if len(secret) > MAX_SECRET:
        raise ValueError("a wrapped secret has at most 64 KiB")
    salt, nonce = random(SALT_BYTES), random(NONCE_BYTES)
    key = _derive(passphrase, salt, parameters)
    box = ChaCha20Poly1305(key).encrypt(nonce, secret, _bound(context, parameters))
    return {
        "kdf": KDF,
        "time": parameters.time,
        "memory_kib": parameters.memory_kib,
        "lanes": parameters.lanes,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "box": base64.b64encode(box).decode(),
    }


def _integer(slot: Mapping[str, Any], name: str) -> int:
    value = slot.get(name)
    if type(value) is not int:
        raise BadKeySlot(reason=name)
    return value


def _bytes(slot: Mapping[str, Any], name: str, least: int, most: int) -> bytes:
    value = slot.get(name)
    if not isinstance(value, str) or len(value) > 2 * most:
        raise BadKeySlot(reason=name)
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKeySlot(reason=name) from error
    if not least <= len(data) <= most:
        raise BadKeySlot(reason=name)
    return data


def unwrap(slot: Mapping[str, Any], passphrase: str, *, context: bytes) -> bytes:
    """Give the secret back; raise WrongPassphrase, or BadKeySlot where the slot is malformed or costs too much."""
    if slot.get("kdf") != KDF:
        raise BadKeySlot(reason="kdf")
    parameters = Parameters(_integer(slot, "time"), _integer(slot, "memory_kib"), _integer(slot, "lanes"))
    parameters.check()
    salt = _bytes(slot, "salt", SALT_BYTES, SALT_BYTES)
    nonce = _bytes(slot, "nonce", NONCE_BYTES, NONCE_BYTES)
    box = _bytes(slot, "box", TAG_BYTES, MAX_SECRET + TAG_BYTES)
    key = _derive(passphrase, salt, parameters)
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, box, _bound(context, parameters))
    except InvalidTag as error:
        raise WrongPassphrase from error

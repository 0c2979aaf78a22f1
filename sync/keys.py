"""The keys of a workplace and of the province, and what of them is shown to others: records, the province card, fingerprints.

Ed25519 keys sign, age X25519 keys open bundles (sync.md section 6). Two people compare fingerprints on paper or by phone, so
a fingerprint is 30 decimal digits in groups of five.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pyrage import x25519

from rules import canonical, signing, wrapping
from rules.signing import SigningKey, WeakKey
from sync.errors import BadCard, BadKey, BadKeyFile

DEV_BYTES = 8
STORE_BYTES = 16
CARD_FORMAT = "YZCARD1"
KEY_FILE_FORMAT = "YZKEY1"
MAX_FILE = 64 * 1024
_CARD_PREFIX = b"yz1/card\0"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PROBE = X25519PrivateKey.from_private_bytes(b"\x01" * 32)
_P25519 = 2**255 - 19

Random = Callable[[int], bytes]


def age_key_bytes(recipient: str) -> bytes:
    """Give the 32 bytes of an "age1…" recipient; raise BadKey where it is malformed, non-canonical or of small order."""
    try:
        same = str(x25519.Recipient.from_str(recipient)) == recipient
    except (pyrage.RecipientError, UnicodeError) as error:
        raise BadKey(which="age", reason="encoding") from error
    if not same:
        raise BadKey(which="age", reason="encoding")
    number = 0
    for char in recipient[4:-6]:  # between "age1" and the six characters of the checksum
        number = number << 5 | _BECH32.index(char)
    public = (number >> 4).to_bytes(32, "big")  # 52 characters of 5 bits hold 256 bits and 4 of padding
    if int.from_bytes(public, "little") >= _P25519:
        raise BadKey(which="age", reason="encoding")
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:  # the shared secret is zero for every point of small order
        raise BadKey(which="age", reason="small order") from error
    return public


def recipient_of(recipient: str) -> x25519.Recipient:
    """Give the age recipient to encrypt to, checked; raise BadKey."""
    age_key_bytes(recipient)
    return x25519.Recipient.from_str(recipient)


def _checked_sign(which: str, public: str) -> bytes:
    key = _hex(which, public, signing.KEY_BYTES)
    try:
        signing.check_public(key)
    except WeakKey as error:
        raise BadKey(which=which, reason=error.fields["reason"]) from error
    return key


def _hex(which: str, text: Any, length: int) -> bytes:
    """Give the bytes of lower-case hex `text` of `length` bytes; raise BadKey."""
    try:
        data = bytes.fromhex(text)
    except (TypeError, ValueError) as error:
        raise BadKey(which=which, reason="encoding") from error
    if len(data) != length or data.hex() != text:
        raise BadKey(which=which, reason="encoding")
    return data


def _digits(record: bytes) -> str:
    number = int.from_bytes(hashlib.sha256(record).digest(), "big") % 10**30
    text = f"{number:030d}"
    return " ".join(text[at : at + 5] for at in range(0, 30, 5))


def fingerprint(record: dict[str, Any]) -> str:
    """Give the 30 digits that stand for a public record: SHA-256 of its canonical form modulo 10^30, in groups of five."""
    return _digits(canonical.dump(record))


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """Hold what others know of a device: 8-byte number, 32-byte Ed25519 key, "age1…" recipient; checked when made."""

    dev: bytes
    sign: bytes
    age: str

    def __post_init__(self) -> None:
        if len(self.dev) != DEV_BYTES:
            raise BadKey(which="dev", reason="length")
        _checked_sign("sign", self.sign.hex())
        age_key_bytes(self.age)

    @classmethod
    def from_record(cls, record: Any) -> "PublicKeys":
        """Read `{dev, sign, age}`; raise BadKey where a part is missing, malformed or weak."""
        if not isinstance(record, dict) or set(record) != {"dev", "sign", "age"}:
            raise BadKey(which="record", reason="shape")
        if not isinstance(record["age"], str):
            raise BadKey(which="age", reason="encoding")
        return cls(
            _hex("dev", record["dev"], DEV_BYTES), _hex("sign", record["sign"], signing.KEY_BYTES), record["age"]
        )

    def record(self) -> dict[str, str]:
        """Give `{dev, sign, age}` as it stands in requests, grants and directories."""
        return {"dev": self.dev.hex(), "sign": self.sign.hex(), "age": self.age}

    @property
    def fingerprint(self) -> str:
        """Give the 30 digits to compare by phone."""
        return fingerprint(self.record())


class DeviceKeys:
    """Hold the private keys of one workplace's PC: its number, the key that signs, the identity that opens."""

    def __init__(self, dev: bytes, signer: SigningKey, identity: x25519.Identity) -> None:
        self.dev = dev
        self.signer = signer
        self.identity = identity
        self.public = PublicKeys(dev, signer.public, str(identity.to_public()))

    @classmethod
    def generate(cls, random: Random) -> "DeviceKeys":
        """Make fresh keys; the age library draws its identity's randomness itself."""
        return cls(random(DEV_BYTES), SigningKey.generate(random), x25519.Identity.generate())

    def record(self) -> dict[str, str]:
        """Give the public record `{dev, sign, age}`."""
        return self.public.record()

    @property
    def fingerprint(self) -> str:
        """Give the 30 digits of the public record."""
        return self.public.fingerprint

    def secret(self) -> bytes:
        """Give the private keys as canonical JSON, to be stored in the encrypted database only."""
        return canonical.dump(
            {"dev": self.dev.hex(), "sign": self.signer.seed.hex(), "age": str(self.identity)},
        )

    @classmethod
    def from_secret(cls, secret: bytes) -> "DeviceKeys":
        """Read what `secret` gave."""
        record = canonical.load(secret)
        signer = SigningKey.from_seed(bytes.fromhex(record["sign"]))
        return cls(bytes.fromhex(record["dev"]), signer, x25519.Identity.from_str(record["age"]))


@dataclass(frozen=True, slots=True)
class ProvinceCard:
    """Hold the province's public document: hex keys that sign (root, grant, receipt), age keys that open (transport, safe).

    `dev` is the province's own number in manifests and streams, `store_id` its ledger, `version` rises with each change.
    """

    store_id: str
    dev: str
    name: str
    province: str
    root: str
    grant: str
    receipt: str
    transport: str
    safe: str
    version: int

    def record(self) -> dict[str, Any]:
        """Give the document that the root key signs."""
        return {"fmt": CARD_FORMAT, **{name: getattr(self, name) for name in self.__slots__}}

    @property
    def fingerprint(self) -> str:
        """Give the 30 digits that stand on paper beside the card."""
        return fingerprint(self.record())

    def check(self) -> None:
        """Raise BadCard where a field is malformed, BadKey where a key is."""
        if not self.name or len(self.name) > 100 or not self.name.isprintable():
            raise BadCard(reason="name")
        if len(self.province) != 2 or not (self.province.isascii() and self.province.isdigit()):
            raise BadCard(reason="province")
        if self.version < 1:
            raise BadCard(reason="version")
        _hex("store_id", self.store_id, STORE_BYTES)
        _hex("dev", self.dev, DEV_BYTES)
        for which in ("root", "grant", "receipt"):
            _checked_sign(which, getattr(self, which))
        for which in ("transport", "safe"):
            age_key_bytes(getattr(self, which))

    def sign(self, root: SigningKey, former: SigningKey | None = None) -> bytes:
        """Give the text of the `.yzcard` file: the document and the root key's signature in base64; raise as `check` does.

        `former` is the root key before this one, where the root has changed: its signature lets those follow who know only that one.
        """
        self.check()
        if root.public.hex() != self.root:
            raise BadKey(which="root", reason="other key")
        signers = {"signature": root} | ({"former": former} if former is not None else {})
        part = _signed_part(self.record())
        signed = {name: base64.b64encode(key.sign(part)).decode() for name, key in signers.items()}
        return canonical.dump({"card": self.record(), **signed}) + b"\n"

    @classmethod
    def read(cls, data: bytes) -> "ProvinceCard":
        """Read a `.yzcard` file and verify its own root's signature; raise BadCard or BadKey.

        Trust comes from the fingerprint, or from the root key of the card before (`signed_by`).
        """
        file = _card_file(data)
        card = cls._from_record(file["card"])
        if not _verifies(file, "signature", card.root):
            raise BadCard(reason="signature")
        return card

    def signed_by(self, data: bytes, root: str) -> bool:
        """Tell whether the root key `root` (hex), the one before this card's or the same, has signed this card in its file `data`."""
        return _verifies(_card_file(data), "signature" if root == self.root else "former", root)

    @classmethod
    def _from_record(cls, record: Any) -> "ProvinceCard":
        if not isinstance(record, dict) or record.get("fmt") != CARD_FORMAT:
            raise BadCard(reason="format")
        fields = {name: value for name, value in record.items() if name != "fmt"}
        if set(fields) != set(cls.__slots__):
            raise BadCard(reason="shape")
        for name, value in fields.items():
            if type(value) is not (int if name == "version" else str):
                raise BadCard(reason=name)
        card = cls(**fields)
        card.check()
        return card


@dataclass(frozen=True, slots=True)
class ProvinceKeys:
    """Hold the province's five private keys, together only while it is founded: root, grant and safe then go offline."""

    root: SigningKey
    grant: SigningKey
    safe: x25519.Identity
    receipt: SigningKey
    transport: x25519.Identity

    @classmethod
    def generate(cls, random: Random) -> "ProvinceKeys":
        """Make five fresh keys."""
        return cls(
            root=SigningKey.generate(random),
            grant=SigningKey.generate(random),
            safe=x25519.Identity.generate(),
            receipt=SigningKey.generate(random),
            transport=x25519.Identity.generate(),
        )

    def card(self, *, store_id: bytes, dev: bytes, name: str, province: str, version: int = 1) -> ProvinceCard:
        """Give the public document of these keys, not yet signed."""
        card = ProvinceCard(
            store_id=store_id.hex(),
            dev=dev.hex(),
            name=name,
            province=province,
            root=self.root.public.hex(),
            grant=self.grant.public.hex(),
            receipt=self.receipt.public.hex(),
            transport=str(self.transport.to_public()),
            safe=str(self.safe.to_public()),
            version=version,
        )
        card.check()
        return card

    def offline_files(self, passphrase: str, *, parameters: wrapping.Parameters, random: Random) -> dict[str, bytes]:
        """Give the wrapped files of root, grant and safe keys, by name, for the sealed sticks."""
        secrets = {"root": self.root.seed, "grant": self.grant.seed, "safe": str(self.safe).encode()}
        return {
            f"{which}.yzkey": save_key(which, secret, passphrase, parameters=parameters, random=random)
            for which, secret in secrets.items()
        }


def save_key(which: str, secret: bytes, passphrase: str, *, parameters: wrapping.Parameters, random: Random) -> bytes:
    """Give a file that holds one private key under a passphrase; `which` says what it is for and is bound to it."""
    slot = wrapping.wrap(secret, passphrase, parameters=parameters, random=random, context=_context(which))
    return canonical.dump({"fmt": KEY_FILE_FORMAT, "key": which, "slot": slot}) + b"\n"


def open_key(data: bytes, which: str, passphrase: str) -> bytes:
    """Give the private key that `save_key` locked; raise BadKeyFile, BadKeySlot or WrongPassphrase."""
    if len(data) > MAX_FILE:
        raise BadKeyFile(which=which, reason="size")
    try:
        file = orjson.loads(data)
    except ValueError as error:
        raise BadKeyFile(which=which, reason="syntax") from error
    if not isinstance(file, dict) or file.get("fmt") != KEY_FILE_FORMAT or not isinstance(file.get("slot"), dict):
        raise BadKeyFile(which=which, reason="format")
    if file.get("key") != which:
        raise BadKeyFile(which=which, reason="other key")
    return wrapping.unwrap(file["slot"], passphrase, context=_context(which))


def open_signing_key(data: bytes, which: str, passphrase: str) -> SigningKey:
    """Give the root or grant key of a wrapped file; raise as `open_key` does."""
    seed = open_key(data, which, passphrase)
    if len(seed) != signing.KEY_BYTES:
        raise BadKeyFile(which=which, reason="length")
    return SigningKey.from_seed(seed)


def open_identity(data: bytes, which: str, passphrase: str) -> x25519.Identity:
    """Give the age identity of a wrapped file; raise as `open_key` does."""
    return read_identity(open_key(data, which, passphrase).decode("ascii", "replace"), which)


def read_identity(text: str, which: str = "safe") -> x25519.Identity:
    """Give the one age identity of an identity file (lines beginning with # are comments); raise BadKeyFile."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        (line,) = lines
        return x25519.Identity.from_str(line)
    except (ValueError, pyrage.IdentityError) as error:
        raise BadKeyFile(which=which, reason="identity") from error


def identity_file(identity: x25519.Identity, created: dt.datetime) -> str:
    """Give an age identity file as `age -i` reads it: for the sealed envelope, since it is not locked."""
    return f"# created: {created.isoformat(timespec='seconds')}\n# public key: {identity.to_public()}\n{identity}\n"


def _card_file(data: bytes) -> dict[str, Any]:
    """Give the parts of a `.yzcard` file: form 1 has one signature, form 2 that of the former root beside it."""
    try:
        file = canonical.load(data.removesuffix(b"\n"), limit=MAX_FILE)
    except canonical.NotCanonical as error:
        raise BadCard(reason="syntax") from error
    if not isinstance(file, dict) or set(file) not in ({"card", "signature"}, {"card", "signature", "former"}):
        raise BadCard(reason="shape")
    return file


def _verifies(file: dict[str, Any], name: str, root: str) -> bool:
    """Tell whether a card file's signature of that name is there and by `root`."""
    text = file.get(name, "")
    try:
        signature = base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        return False
    exact = base64.b64encode(signature).decode() == text
    return exact and signing.verify(bytes.fromhex(root), signature, _signed_part(file["card"]))


def _signed_part(card: Any) -> bytes:
    return _CARD_PREFIX + canonical.dump(card)


def _context(which: str) -> bytes:
    return b"yz1/key\0" + which.encode()

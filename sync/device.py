"""Who we are to others: this device's keys and the province card, both kept in the encrypted casebook."""

from pyrage import x25519

from db import directory
from db.casebook import Casebook
from rules.errors import UserError
from rules.signing import SigningKey
from sync.keys import DeviceKeys, ProvinceCard, recipient_of

APP = "yuanzhu-desk 0.1.0"
DEVICE_AGE = "device_age"
CARD = "province_card"


class NoCard(UserError):
    """Say that no province card was taken yet: before it nothing is sent."""

    code = "NO_CARD"


class OtherProvince(UserError):
    """Say that a card of another province was taken before; field `name` is the one already known."""

    code = "OTHER_PROVINCE"


class FingerprintDiffers(UserError):
    """Say that the fingerprint compared is not the one of the card or request."""

    code = "FINGERPRINT_DIFFERS"


def keys(book: Casebook) -> DeviceKeys:
    """Give this device's keys; its age identity is made at the first call."""
    try:
        text = book.secret(DEVICE_AGE).decode()
    except KeyError:
        text = str(x25519.Identity.generate())
        with book.store.transaction():
            book.set_secret(DEVICE_AGE, text.encode())
    return DeviceKeys(book.workplace.dev, SigningKey.from_seed(book.device_signer.seed), x25519.Identity.from_str(text))


def card(book: Casebook) -> ProvinceCard:
    """Give the province card; raise NoCard."""
    text = book.setting(CARD)
    if not text:
        raise NoCard
    return ProvinceCard.read(text.encode())


def take_card(book: Casebook, data: bytes, fingerprint: str) -> ProvinceCard:
    """Take the province card after its 30 digits were compared with paper or by phone.

    Raise BadCard, FingerprintDiffers or OtherProvince.
    """
    found = ProvinceCard.read(data)
    if _digits(found.fingerprint) != _digits(fingerprint):
        raise FingerprintDiffers
    known = book.setting(CARD)
    if known and ProvinceCard.read(known.encode()).store_id != found.store_id:
        raise OtherProvince(name=ProvinceCard.read(known.encode()).name)
    with book.store.transaction():
        book.set_setting(CARD, data.decode())
        book.set_setting("province_dev", found.dev)
    return found


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def same_fingerprint(one: str, other: str) -> bool:
    """Tell whether two fingerprints are the same digits, however they are grouped."""
    return _digits(one) == _digits(other)


def sign_key_of(book: Casebook, dev: bytes) -> bytes | None:
    """Give the key that signs a device's manifests: the newest grant's, or the province's receipt key; None for a stranger."""
    if dev == book.workplace.dev:
        return book.device_signer.public
    text = book.setting(CARD)
    if text:
        found = ProvinceCard.read(text.encode())
        if found.dev == dev.hex():
            return bytes.fromhex(found.receipt)
    grant = directory.grant_of(book.store, dev)
    return grant.sign if grant is not None else None


def recipients(book: Casebook, *, desks: bool) -> tuple[list[x25519.Recipient], list[str]]:
    """Give for whom a bundle of ours is locked: the province's transport and safe keys and, with `desks`, every granted desk of our county.

    The second list names the addressees as they stand in the manifest (hex device numbers).
    """
    found = card(book)
    locks, names = [recipient_of(found.transport), recipient_of(found.safe)], [found.dev]
    if desks:
        for grant in directory.grants(book.store, book.workplace.county):
            if grant.role == "desk" and grant.dev != book.workplace.dev:
                locks.append(recipient_of(grant.age))
                names.append(grant.dev.hex())
    return locks, names

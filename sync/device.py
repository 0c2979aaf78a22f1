"""Who we are to others: this device's keys and the province card, both kept in the encrypted casebook.

Keys that were changed stay as `former` ones: they open what was locked for them. Cards that were followed by another stay too, so that what
an older receipt key signed is told from a forgery.
"""

import json

from pyrage import x25519

from db import directory
from db.casebook import DEVICE_SIGN, Casebook
from rules import canonical
from rules.errors import UserError
from rules.signing import SigningKey
from sync import escrow
from sync.errors import CardOlder
from sync.keys import DeviceKeys, ProvinceCard, recipient_of

APP = "yuanzhu-desk 0.2.0"
DEVICE_AGE = "device_age"
CARD = "province_card"
FORMER_CARDS = "former_cards"
PENDING, FORMER = "pending_keys", "former_keys"
"""Secrets: keys made and not granted yet; those used before, oldest first."""


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


def pending(book: Casebook) -> DeviceKeys | None:
    """Give the keys that wait for the province's grant, None where none do."""
    try:
        return DeviceKeys.from_secret(book.secret(PENDING))
    except KeyError:
        return None


def former(book: Casebook) -> list[DeviceKeys]:
    """Give the keys that this device used before, oldest first."""
    try:
        kept = canonical.load(book.secret(FORMER))
    except KeyError:
        return []
    return [DeviceKeys.from_secret(canonical.dump(one)) for one in kept]


def retire(book: Casebook, old: DeviceKeys) -> None:
    """Put keys among the former ones; call it inside a transaction."""
    kept = [canonical.load(one.secret()) for one in (*former(book), old)]
    book.set_secret(FORMER, canonical.dump(kept))


def replace(book: Casebook, new: DeviceKeys) -> None:
    """Sign and open with `new` from now on; the keys until now become former ones. Call it inside a transaction."""
    retire(book, keys(book))
    book.set_secret(DEVICE_SIGN, new.signer.seed)
    book.set_secret(DEVICE_AGE, str(new.identity).encode())


def identities(book: Casebook) -> list[x25519.Identity]:
    """Give everything that opens bundles here: the present identity first, then one that waits, then the former ones."""
    waiting = pending(book)
    more = [waiting, *reversed(former(book))] if waiting is not None else list(reversed(former(book)))
    return [keys(book).identity, *(one.identity for one in more)]


def card(book: Casebook) -> ProvinceCard:
    """Give the province card; raise NoCard."""
    text = book.setting(CARD)
    if not text:
        raise NoCard
    return ProvinceCard.read(text.encode())


def former_cards(book: Casebook) -> list[bytes]:
    """Give the files of the cards before the present one, oldest first."""
    return [str(text).encode() for text in json.loads(book.setting(FORMER_CARDS, "[]"))]


def put_card(book: Casebook, data: bytes) -> None:
    """Put a verified card in the place of ours, which becomes a former one; call it inside a transaction."""
    known = book.setting(CARD)
    if known and known.encode() != data:
        book.set_setting(FORMER_CARDS, json.dumps([*(one.decode() for one in former_cards(book)), known]))
    book.set_setting(CARD, data.decode())
    book.set_setting("province_dev", ProvinceCard.read(data).dev)


def keep_escrow(book: Casebook) -> None:
    """Lock the database's key for the safe key of our card, unless that is done already."""
    escrow.keep(book, card(book))


def keep_card(book: Casebook, data: bytes) -> None:
    """Take a verified card as ours, and lock the database's key for its safe key."""
    with book.store.transaction():
        put_card(book, data)
    keep_escrow(book)


def take_card(book: Casebook, data: bytes, fingerprint: str) -> ProvinceCard:
    """Take the province card after its 30 digits were compared with paper or by phone.

    Raise BadCard, FingerprintDiffers, OtherProvince or CardOlder.
    """
    found = ProvinceCard.read(data)
    if _digits(found.fingerprint) != _digits(fingerprint):
        raise FingerprintDiffers
    if book.setting(CARD):
        known = card(book)
        if known.store_id != found.store_id:
            raise OtherProvince(name=known.name)
        if found.version < known.version:
            raise CardOlder(held=known.version, got=found.version)
    keep_card(book, data)
    return found


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def same_fingerprint(one: str, other: str) -> bool:
    """Tell whether two fingerprints are the same digits, however they are grouped."""
    return _digits(one) == _digits(other)


def sign_keys_of(book: Casebook, dev: bytes) -> list[bytes]:
    """Give the keys that sign a device's manifests: those of its grant, the present one first, or the province's receipt key; none for a stranger."""
    if dev == book.workplace.dev:
        waiting = pending(book)
        ours = [keys(book), *([waiting] if waiting is not None else []), *former(book)]
        return [one.signer.public for one in ours]
    if book.setting(CARD):
        found = card(book)
        if found.dev == dev.hex():
            return [bytes.fromhex(found.receipt)]
    grant = directory.grant_of(book.store, dev)
    return [grant.sign, *grant.former] if grant is not None else []


def recipients(book: Casebook, *, desks: bool) -> tuple[list[x25519.Recipient], list[str]]:
    """Give for whom a bundle of ours is locked: the province's transport and safe keys and, with `desks`, every granted desk of our county that is not revoked.

    The second list names the addressees as they stand in the manifest (hex device numbers).
    """
    found = card(book)
    locks, names = [recipient_of(found.transport), recipient_of(found.safe)], [found.dev]
    if desks:
        for grant in directory.living(book.store, book.workplace.county):
            if grant.role == "desk" and grant.dev != book.workplace.dev:
                locks.append(recipient_of(grant.age))
                names.append(grant.dev.hex())
    return locks, names

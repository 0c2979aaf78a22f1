"""A desk or base changes its keys: announced in its next bundles under the old key, compared by phone, granted, then used (docs/sync.md section 6).

The announcement is an attachment; the manifest, signed by the old key, names its hash, and the new key signs the announcement itself, so that
nobody can announce a key that is not theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from db import directory
from db.casebook import Casebook
from rules import canonical, signing
from rules.errors import AppError, UserError
from rules.permissions import Action
from sync import device
from sync.errors import BadKey
from sync.keys import DeviceKeys, PublicKeys

FORMAT = "yz1-rekey"
_CONTEXT = b"yz1/rekey\0"
_NOTED = "rekey "
"""Begins the setting under which the province keeps what a device announced."""


class NotAdmitted(UserError):
    """Say that keys can be changed only by a workplace that the province has granted."""

    code = "NOT_ADMITTED"


@dataclass(frozen=True)
class Rekey:
    """Hold new keys that a granted device announced: to be compared by their 30 digits before they are granted."""

    keys: PublicKeys
    name: str
    role: str
    county: str

    @property
    def fingerprint(self) -> str:
        """Give the 30 digits to compare by phone."""
        return self.keys.fingerprint


def begin(book: Casebook) -> DeviceKeys:
    """Make new keys and announce them from the next bundle on; keys that wait already are given again.

    The last entry goes out once more, so that there is a next bundle. Raise NotAdmitted before the grant.
    """
    book.require(Action.KEY_RENEW)
    if book.workplace.kind == "province" or directory.grant_of(book.store, book.workplace.dev) is None:
        raise NotAdmitted
    waiting = device.pending(book)
    if waiting is not None:
        return waiting
    fresh = DeviceKeys.generate(book.random)
    made = DeviceKeys(book.workplace.dev, fresh.signer, fresh.identity)
    with book.store.transaction():
        book.set_secret(device.PENDING, made.secret())
        book.store.execute("UPDATE stream SET exported = min(exported, seq - 1) WHERE mine = 1 AND state = 'open'")
    return made


def documents(book: Casebook) -> list[bytes]:
    """Give the announcement that travels with our bundles while new keys wait, nothing otherwise."""
    made = device.pending(book)
    if made is None:
        return []
    said = {"fmt": FORMAT, "record": made.record()}
    return [canonical.dump({**said, "sig": made.signer.sign(_CONTEXT + canonical.dump(said)).hex()})]


def read(blob: bytes) -> PublicKeys | None:
    """Give the keys that an attachment announces, None where it is another one; raise BadKey where it is not signed by the new key itself."""
    try:
        said: Any = canonical.load(blob)
    except canonical.NotCanonical:
        return None
    if type(said) is not dict or said.get("fmt") != FORMAT:
        return None
    if said.keys() != {"fmt", "record", "sig"}:
        raise BadKey(which="record", reason="shape")
    keys = PublicKeys.from_record(said["record"])
    try:
        signature = bytes.fromhex(said["sig"])
    except (TypeError, ValueError) as error:
        raise BadKey(which="sign", reason="signature") from error
    signed = canonical.dump({"fmt": said["fmt"], "record": said["record"]})
    if signature.hex() != said["sig"]:  # one text for one signature
        raise BadKey(which="sign", reason="encoding")
    if not signing.verify(keys.sign, signature, _CONTEXT + signed):
        raise BadKey(which="sign", reason="signature")
    return keys


def note(book: Casebook, dev: bytes, blobs: Iterable[bytes]) -> None:
    """Keep what a granted device announces for an officer (province); call it inside a transaction. What is not sound is passed over."""
    for blob in blobs:
        try:
            keys = read(blob)
        except AppError:
            continue
        grant = directory.grant_of(book.store, dev)
        if keys is None or keys.dev != dev or grant is None or keys.sign in (grant.sign, *grant.former):
            continue
        book.set_setting(_NOTED + dev.hex(), canonical.dump(keys.record()).decode())


def waiting(book: Casebook) -> list[Rekey]:
    """List the new keys that wait for an officer."""
    found = []
    for row in book.store.rows("SELECT value FROM setting WHERE name LIKE ? ORDER BY name", (_NOTED + "%",)):
        keys = PublicKeys.from_record(canonical.load(str(row["value"]).encode()))
        grant = directory.grant_of(book.store, keys.dev)
        if grant is not None and not directory.is_revoked(book.store, keys.dev):
            found.append(Rekey(keys, grant.name, grant.role, grant.county))
    return found


def forget(book: Casebook, dev: bytes) -> None:
    """Take an announcement off the list: it was granted; call it inside a transaction."""
    book.store.execute("DELETE FROM setting WHERE name = ?", (_NOTED + dev.hex(),))


def settle(book: Casebook) -> bool:
    """Use the waiting keys once our newest grant names them; tell whether it does. Call it inside a transaction."""
    made, grant = device.pending(book), directory.grant_of(book.store, book.workplace.dev)
    if made is None or grant is None or (grant.sign, grant.age) != (made.signer.public, made.public.age):
        return False
    device.replace(book, made)
    book.store.execute("DELETE FROM secret WHERE name = ?", (device.PENDING,))
    return True

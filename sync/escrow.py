"""The database's key, locked for the province's offline safe key and kept beside the database (docs/sync.md section 6).

Whoever forgets every passphrase asks the province for it (sync/rescue.py). Nobody without the safe key can open it.
"""

import base64
from dataclasses import dataclass
from typing import Any

import pyrage
from pyrage import x25519

from db import workplace
from db.casebook import Casebook
from db.store import KEY_BYTES
from db.workplace import Workplace
from rules import canonical
from rules.errors import UntrustedInput
from sync.keys import ProvinceCard, recipient_of

FORMAT = "yz1-escrow"
WAY = "escrow"
MOST = 4096


class BadEscrow(UntrustedInput):
    """Say that a locked key does not open by this safe key, or is not what it claims to be; field `reason`: key, shape or device."""

    code = "BAD_ESCROW"


@dataclass(frozen=True)
class Escrow:
    """Hold the locked key: the recipient it is locked for, the box, the day it was made (ISO)."""

    safe: str
    box: bytes
    made: str


def held(place: Workplace) -> Escrow | None:
    """Give the locked key of a workplace, None where there is none yet."""
    said = place.way(WAY)
    return Escrow(said["safe"], base64.b64decode(said["box"]), said["made"]) if said else None


def keep(book: Casebook, card: ProvinceCard) -> None:
    """Lock the database's key for the card's safe key, unless that is done already; raise the key file's errors."""
    place = workplace.load(book.workplace.path)
    known = held(place)
    if known is not None and known.safe == card.safe:
        return
    document = canonical.dump({
        "fmt": FORMAT, "store_id": card.store_id, "dev": place.dev.hex(), "key": book.store.key.hex(),
    })  # fmt: skip
    box = pyrage.encrypt(document, [recipient_of(card.safe)])
    made = {"safe": card.safe, "box": base64.b64encode(box).decode(), "made": book.today.isoformat()}
    book.workplace = place.with_way(WAY, made)
    workplace.save(book.workplace)


def open_box(box: bytes, safe: x25519.Identity) -> dict[str, Any]:
    """Give what an escrow holds: `{fmt, store_id, dev, key}`, all hex; raise BadEscrow."""
    if len(box) > MOST:
        raise BadEscrow(reason="shape")
    try:
        said = canonical.load(pyrage.decrypt(box, [safe]))
    except pyrage.DecryptError as error:
        raise BadEscrow(reason="key") from error
    except canonical.NotCanonical as error:
        raise BadEscrow(reason="shape") from error
    if type(said) is not dict or said.keys() != {"fmt", "store_id", "dev", "key"} or said["fmt"] != FORMAT:
        raise BadEscrow(reason="shape")
    if any(type(value) is not str for value in said.values()) or not is_key(said["key"]):
        raise BadEscrow(reason="shape")
    return said


def is_key(text: str) -> bool:
    """Tell whether a text is a database key in lower-case hex."""
    return len(text) == 2 * KEY_BYTES and not set(text) - set("0123456789abcdef")

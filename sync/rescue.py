"""Everybody forgot: the province opens the key that lies locked beside the database, for the one PC that asks, after a call (docs/sync.md section 6).

The PC that is locked out writes a `.yzhelp` file: its locked key and a fresh recipient whose private half the new passphrase locks. The
province compares 30 digits, opens the key with its safe key and answers with a `.yzrescue` file that this recipient alone can open.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pyrage
from pyrage import x25519

from db import casebook, directory, users, workplace
from db.casebook import Casebook, NotPermitted
from db.store import StoreDamaged
from rules import canonical
from rules.clock import Clock, today
from rules.errors import UntrustedInput, UserError
from rules.permissions import Action
from rules.regions import Regions
from rules.wrapping import Parameters, check_passphrase, unwrap, wrap
from sync import device, escrow, folder
from sync.admission import DeviceRevoked
from sync.device import FingerprintDiffers, same_fingerprint
from sync.escrow import BadEscrow
from sync.keys import MAX_FILE, age_key_bytes, fingerprint, open_identity, read_identity, recipient_of

HELP, ANSWER = ".yzhelp", ".yzrescue"
WAY = "rescue"
_HELP_FORMAT, _ANSWER_FORMAT = "yz1-help", "yz1-rescue"
_HELP_KEYS = {"fmt", "dev", "kind", "county", "name", "reply", "safe", "box", "asked"}
_ANSWER_KEYS = {"fmt", "dev", "reply", "key", "issued"}


class NoEscrow(UserError):
    """Say that no key lies locked for the province here: this workplace never had its card."""

    code = "NO_ESCROW"


class NotAsked(UserError):
    """Say that this workplace has not asked for help, or has been helped already."""

    code = "RESCUE_NOT_ASKED"


class BadHelp(UntrustedInput):
    """Say that a file is no request for help; field `reason`."""

    code = "BAD_HELP"


class BadRescue(UntrustedInput):
    """Say that a file is no answer to this workplace's last request; field `reason`: lock, shape, other or key."""

    code = "BAD_RESCUE"


@dataclass(frozen=True)
class Help:
    """Hold a request for help: who asks, for whom the key is locked, the locked key, to whom to answer, the digits to compare."""

    dev: bytes
    kind: str
    county: str
    name: str
    reply: str
    safe: str
    box: bytes
    asked: str
    fingerprint: str


@dataclass(frozen=True)
class Asked:
    """Hold what was asked: the file written and the 30 digits to read out."""

    file: Path
    fingerprint: str


def ask(
    path: Path, login: str, passphrase: str, to: Path, clock: Clock, *, random: Callable[[int], bytes] = token_bytes,
    parameters: Parameters | None = None,
) -> Asked:  # fmt: skip
    """Write a request for help into the folder `to`; `passphrase` is the one that `login` will have once the answer is taken.

    Another request takes the place of the one before. Raise NoWorkplace, UnknownUser, WeakPassphrase, NoEscrow, and the folder's errors.
    """
    place = workplace.load(path)
    place.user(login)
    held = escrow.held(place)
    if held is None:
        raise NoEscrow
    check_passphrase(passphrase, login=login)
    identity = x25519.Identity.generate()
    slot = wrap(
        str(identity).encode(), passphrase, parameters=parameters or Parameters(), random=random, context=_context(place.dev)
    )  # fmt: skip
    document = {
        "fmt": _HELP_FORMAT, "dev": place.dev.hex(), "kind": place.kind, "county": place.county, "name": place.name,
        "reply": str(identity.to_public()), "safe": held.safe, "box": base64.b64encode(held.box).decode(), "asked": today(clock).isoformat(),
    }  # fmt: skip
    file = folder.write(to, place.dev.hex() + HELP, canonical.dump(document) + b"\n")
    workplace.save(place.with_way(WAY, {"login": login, "reply": document["reply"], "slot": slot}))
    return Asked(file, fingerprint(document))


def read_help(data: bytes) -> Help:
    """Read a request for help; raise BadHelp, or BadKey for a recipient that is none to lock for."""
    try:
        said: Any = canonical.load(data.removesuffix(b"\n"), limit=MAX_FILE)
    except canonical.NotCanonical as error:
        raise BadHelp(reason="syntax") from error
    if type(said) is not dict or said.keys() != _HELP_KEYS or said["fmt"] != _HELP_FORMAT:
        raise BadHelp(reason="shape")
    if any(type(value) is not str for value in said.values()) or not (said["name"].isprintable() and said["name"]):
        raise BadHelp(reason="shape")
    for name in ("reply", "safe"):
        age_key_bytes(said[name])
    try:
        dev, box = bytes.fromhex(said["dev"]), base64.b64decode(said["box"], validate=True)
    except ValueError as error:
        raise BadHelp(reason="shape") from error
    if said["kind"] not in workplace.KINDS or said["dev"] != dev.hex() or len(dev) != 8:
        raise BadHelp(reason="shape")
    return Help(
        dev, said["kind"], said["county"], said["name"], said["reply"], said["safe"], box, said["asked"], fingerprint(said)
    )  # fmt: skip


def open_safe(file: Path, passphrase: str) -> x25519.Identity:
    """Give the safe key of a `.yzkey` file, or of the unlocked identity file of the sealed envelope; raise BadKeyFile or WrongPassphrase."""
    data = folder.read(file, limit=MAX_FILE)
    if data.lstrip()[:1] == b"{":
        return open_identity(data, "safe", passphrase)
    return read_identity(data.decode("ascii", "replace"))


def answer(book: Casebook, data: bytes, said_fingerprint: str, safe: x25519.Identity, to: Path) -> Path:
    """Answer a request for help after its 30 digits were compared by phone (province); give the file written.

    Raise NotPermitted, BadHelp, BadKey, FingerprintDiffers, DeviceRevoked, BadEscrow, and the folder's errors.
    """
    book.require(Action.USER_RESET)
    if book.workplace.kind != "province":
        raise NotPermitted(role=book.signed_in.role, action=Action.USER_RESET)
    asked = read_help(data)
    if not same_fingerprint(asked.fingerprint, said_fingerprint):
        raise FingerprintDiffers
    if directory.is_revoked(book.store, asked.dev):
        raise DeviceRevoked(name=asked.name)
    said = escrow.open_box(asked.box, safe)
    if said["dev"] != asked.dev.hex() or said["store_id"] != device.card(book).store_id:
        raise BadEscrow(reason="device")
    document = {
        "fmt": _ANSWER_FORMAT, "dev": said["dev"], "reply": asked.reply, "key": said["key"], "issued": book.today.isoformat(),
    }  # fmt: skip
    box = pyrage.encrypt(canonical.dump(document), [recipient_of(asked.reply)])
    return folder.write(to, asked.dev.hex() + ANSWER, box)


def take(
    path: Path, data: bytes, passphrase: str, clock: Clock, *, regions: Regions | None = None, random: Callable[[int], bytes] = token_bytes,
    parameters: Parameters | None = None,
) -> Casebook:  # fmt: skip
    """Take the province's answer with the passphrase chosen when help was asked for; give the casebook, that person signed in.

    Raise NoWorkplace, NotAsked, WrongPassphrase, BadRescue, and what opening raises.
    """
    place = workplace.load(path)
    way = place.way(WAY)
    if way is None:
        raise NotAsked
    identity = x25519.Identity.from_str(unwrap(way["slot"], passphrase, context=_context(place.dev)).decode())
    key = _key_in(data, identity, place.dev.hex(), way["reply"])
    return _enter(path, key, way["login"], passphrase, clock, regions=regions, random=random, parameters=parameters)


def own(
    path: Path, safe: x25519.Identity, login: str, passphrase: str, clock: Clock, *, regions: Regions | None = None,
    random: Callable[[int], bytes] = token_bytes, parameters: Parameters | None = None,
) -> Casebook:  # fmt: skip
    """Open a province's own workplace by its safe key: there is nobody else whom it could ask. Raise NoEscrow, BadEscrow, and as `take`."""
    place = workplace.load(path)
    place.user(login)
    held = escrow.held(place)
    if held is None or place.kind != "province":
        raise NoEscrow
    check_passphrase(passphrase, login=login)
    said = escrow.open_box(held.box, safe)
    if said["dev"] != place.dev.hex():
        raise BadEscrow(reason="device")
    key = bytes.fromhex(said["key"])
    return _enter(path, key, login, passphrase, clock, regions=regions, random=random, parameters=parameters)


def _key_in(data: bytes, identity: x25519.Identity, dev: str, reply: str) -> bytes:
    if len(data) > MAX_FILE:
        raise BadRescue(reason="shape")
    try:
        said = canonical.load(pyrage.decrypt(data, [identity]))
    except pyrage.DecryptError as error:
        raise BadRescue(reason="lock") from error
    except canonical.NotCanonical as error:
        raise BadRescue(reason="shape") from error
    if type(said) is not dict or said.keys() != _ANSWER_KEYS or said["fmt"] != _ANSWER_FORMAT:
        raise BadRescue(reason="shape")
    if (said["dev"], said["reply"]) != (dev, reply):
        raise BadRescue(reason="other")
    if type(said["key"]) is not str or not escrow.is_key(said["key"]):
        raise BadRescue(reason="shape")
    return bytes.fromhex(said["key"])


def _enter(path: Path, key: bytes, login: str, passphrase: str, clock: Clock, **more: Any) -> Casebook:
    """Open by the key, and put the new passphrase in the place of the forgotten one."""
    try:
        book = casebook.open_by_key(path, key, clock, **more)
    except StoreDamaged as error:
        raise BadRescue(reason="key") from error
    try:
        book.session = users.renew_user(book, login, passphrase)[1]
        book.workplace = workplace.load(path).with_way(WAY, None)
        workplace.save(book.workplace)
    except BaseException:
        book.close()
        raise
    return book


def _context(dev: bytes) -> bytes:
    return b"yuanzhu rescue " + dev

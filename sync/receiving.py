"""Taking in what others sent: every bundle is judged in one order of steps, kept as it came, and applied in one transaction.

One bad bundle never stops the next. The same way serves the province (docs/sync.md section 4), a desk and a base.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from db import directory, gaps, photographs
from db.casebook import Casebook
from db.directory import Revocation
from rules.errors import AppError, EnvironmentFailure, UntrustedInput
from rules.signing import key_id
from rules.steps import Step, unheard
from sync import (
    attaching,
    bundle,
    cards,
    carrying,
    confirming,
    device,
    erasing,
    folder,
    giving_back,
    minisign,
    rekey,
    streams,
)
from sync.attaching import Attached
from sync.bundle import Opened
from sync.cards import Followed
from sync.errors import (
    AlreadyReceived,
    NewCardNeeded,
    NewKeysNeeded,
    OtherSigningKey,
    Refusal,
    RetiredKey,
    SenderNotEntitled,
    SenderRevoked,
    StreamFork,
    StreamGap,
    UnknownSender,
    from_os_error,
)
from sync.keys import ProvinceCard
from sync.manifest import Manifest

_Error = TypeVar("_Error", bound=AppError)
OK = "OK"
TAKEN = (OK, StreamFork.code)
"""Outcomes of bundles whose entries were applied: a second version of a stream is merged too, and told. Only such a bundle has its kind noted."""
_TOGETHER = (
    8  # of transactions, two a bundle: the more, the less is enciphered twice, and the longer another process waits
)
_RANGE = re.compile(r"_([0-9]{1,16})-[0-9]{1,16}_[0-9a-f]{8}\.age", re.IGNORECASE)
_NAME = 200


@dataclass(frozen=True)
class Outcome:
    """Hold what became of one bundle: its file name, outcome code, sender, how many entries were new, and flags raised."""

    file: str
    outcome: str
    kind: str = ""
    sender: str = ""
    first: int = 0
    upto: int = 0
    entries: int = 0
    new: int = 0
    flags: int = 0
    error: AppError | None = field(default=None, compare=False)


def receive_folder(book: Casebook, folders: Iterable[Path], step: Step = unheard) -> list[Outcome]:
    """Take every bundle in the folders, in the order that their names promise; give what became of each.

    What came before its predecessor or before its sender's grant is tried once more in the end. `step(done, total)` hears of each file and may
    raise to stop; what was taken stays taken. Raise only where a folder itself cannot be read or our own store cannot be written.
    """
    book.require_sound()
    places = list(folders)
    for place in places:
        book.look_at_medium(place)
    carrying.release_held(book)  # after an upgrade, what was too new can be applied now
    outcomes = follow_cards(book, places)
    found = sorted((path for place in places for path in folder.bundles(place)), key=promised_order)
    with book.store.bulk(), book.store.together(_TOGETHER):
        for done, path in enumerate(found):
            step(done, len(found))
            outcomes.append(take_file(book, path))
        outcomes += retry_waiting(book)
    return outcomes


def follow_cards(book: Casebook, places: Iterable[Path]) -> list[Outcome]:
    """Follow the province's new cards that lie in the folders, before any bundle there is looked at; give what became of each."""
    return [_card_outcome(book, one) for one in cards.follow_folders(book, places)]


def _card_outcome(book: Casebook, one: Followed) -> Outcome:
    sender = device.card(book).dev
    return Outcome(
        one.file, one.error.code if one.error else OK, "card", sender, one.version, one.version, error=one.error
    )


def promised_order(path: Path) -> tuple[str, int]:
    """Sort bundles of one stream by the numbers in their names: only to save work, for the name is never trusted."""
    promised = _RANGE.search(path.name)
    return (path.name[: promised.start()], int(promised[1])) if promised else (path.name, 0)


def take_file(book: Casebook, path: Path) -> Outcome:
    """Take one bundle file; give what became of it."""
    try:
        data = folder.read(path)
    except (EnvironmentFailure, UntrustedInput) as error:
        return Outcome(_clean(path.name), error.code, error=_told(error))
    return take(book, data, path.name)


def _clean(name: str) -> str:
    """Give a file name as text that can be stored, shown and written again, whatever bytes the medium gave."""
    return Path(name).name.encode("utf-8", "replace").decode()[-_NAME:]


def take(book: Casebook, data: bytes, name: str) -> Outcome:
    """Take one bundle's bytes: judge, keep the ciphertext in the spool, apply; give what became of it."""
    book.require_sound()
    name = _clean(name)
    sha256 = hashlib.sha256(data).digest()
    known = book.store.one(
        "SELECT kind, dev, first, upto, entries FROM bundle WHERE sha256 = ? AND direction = 'in' AND kind <> '' AND outcome IN (?, ?)",
        (sha256, *TAKEN),
    )
    if known is not None:
        return Outcome(
            name,
            AlreadyReceived.code,
            known["kind"],
            bytes(known["dev"]).hex(),
            known["first"],
            known["upto"],
            known["entries"],
            error=AlreadyReceived(sha256=sha256.hex()),
        )
    try:
        opened = _open_known(book, data)
        _spool(book, sha256, data)
        return _admit(book, opened, name, len(data))
    except UntrustedInput as refusal:
        if isinstance(refusal, StreamFork) or (isinstance(refusal, Refusal) and refusal.waits):
            _spool(book, sha256, data)
        else:
            streams.spooled(book, sha256).unlink(missing_ok=True)
        _note(book, name, sha256, len(data), refusal)
        return Outcome(name, refusal.code, error=_told(refusal))


def _told(error: _Error) -> _Error:
    """Give an error without the frames it came through: they hold the bundle, and of a folder full of refused ones all would stay in memory."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _spool(book: Casebook, sha256: bytes, data: bytes) -> None:
    """Keep the ciphertext as it came: it is passed on, tried again or looked at by a person."""
    kept = streams.spooled(book, sha256)
    if not kept.is_file():
        try:
            kept.parent.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, kept.parent.parent) from error
        folder.write(kept.parent, kept.name, data, private=True)


def _note(book: Casebook, name: str, sha256: bytes, size: int, refusal: UntrustedInput) -> None:
    """Keep in the local log why a bundle was not taken, once for the same bytes and the same reason."""
    said = refusal.fields
    detail = f"{said['dev']}:{said['ep']}:{said['got']}" if isinstance(refusal, StreamGap) else ""
    if isinstance(refusal, (NewCardNeeded, NewKeysNeeded)):
        detail = _known_keys(book, bytes.fromhex(said["from_dev"]))
    dev = bytes.fromhex(str(said.get("dev") or said.get("from_dev") or "")) or None
    last = book.store.one(
        "SELECT outcome, detail FROM bundle WHERE sha256 = ? AND direction = 'in' AND kind = ''", (sha256,)
    )
    if last is not None and (last["outcome"], last["detail"]) == (refusal.code, detail):
        return
    with book.store.transaction(joins=True):
        _forget_refusal(book, sha256)
        book.store.execute(
            "INSERT INTO bundle (direction, kind, name, sha256, dev, size, entries, outcome, detail, at) VALUES ('in', '', ?, ?, ?, ?, 0, ?, ?, ?)",
            (name, sha256, dev, size, refusal.code, detail, book.now),
        )
        if isinstance(refusal, StreamFork):
            attaching.note(book, refusal)


def _forget_refusal(book: Casebook, sha256: bytes) -> None:
    """Forget why these bytes were not taken before: there is something newer to say of them."""
    book.store.execute("DELETE FROM bundle WHERE sha256 = ? AND direction = 'in' AND kind = ''", (sha256,))


def _open_known(book: Casebook, data: bytes) -> Opened:
    """Open a bundle; a stranger that brings the province's own grant back is one no more: a restored province had forgotten it."""
    try:
        return _open(book, data)
    except UnknownSender:
        if not giving_back.readmit(book, data):
            raise
        return _open(book, data)


def _known_keys(book: Casebook, dev: bytes) -> str:
    """Give a mark of what we know of a sender's keys; once it is another, what waits for new ones is tried again."""
    return f"{device.card(book).version}:{len(device.sign_keys_of(book, dev))}"


def _open(book: Casebook, data: bytes) -> Opened:
    me = device.keys(book)
    try:
        return bundle.open_bundle(
            data,
            device.identities(book),
            lambda dev: device.sign_keys_of(book, dev),
            {me.dev.hex()},
            admit=lambda manifest: _entitled(book, manifest),
        )
    except OtherSigningKey as other:
        raise _new_key(book, bytes.fromhex(other.from_dev), data) or other from other


def _new_key(book: Casebook, dev: bytes, data: bytes) -> Refusal | None:
    """Say what an unknown key under a known sender's number may mean: new keys that we have not heard of, or a receipt key that was retired.

    The province hears of every new key first, so there it is nothing but a forgery.
    """
    if book.workplace.kind == "province" or dev == book.workplace.dev:
        return None
    if dev.hex() != device.card(book).dev:
        return NewKeysNeeded(from_dev=dev.hex())
    parts = bundle.unpack(bundle.decrypt(data, device.identities(book)))
    kid = minisign.read(parts.signature.decode()).key_id
    retired = {key_id(bytes.fromhex(ProvinceCard.read(text).receipt)) for text in device.former_cards(book)}
    return (
        RetiredKey(from_dev=dev.hex())
        if kid in retired
        else NewCardNeeded(from_dev=dev.hex(), held=device.card(book).version)
    )


def _entitled(book: Casebook, manifest: Manifest) -> None:
    """Raise Q_REVOKED for a revoked device beyond its cut, E_ROLE for a kind of bundle that the sender may not send us."""
    dev = manifest.from_dev
    cut = [one for one in directory.revocations(book.store) if one.dev == dev]
    if cut and not (manifest.kind == "stream" and any(_before_cut(manifest, one) for one in cut)):
        raise SenderRevoked(from_dev=dev.hex())
    role = directory.role_of(book.store, dev)
    if (manifest.kind == "receipt" and role != "province") or (manifest.kind == "stream" and role == "province"):
        raise SenderNotEntitled(from_dev=dev.hex(), role=role or "")
    grant = directory.grant_of(book.store, dev)
    if book.workplace.kind != "province" and grant is not None and grant.county != book.workplace.county:
        raise SenderNotEntitled(from_dev=dev.hex(), role=role or "")


def _before_cut(manifest: Manifest, cut: Revocation) -> bool:
    """Tell whether a bundle of a revoked device ends at or before the cut of its own epoch, and there with the hash that the cut names."""
    if cut.ep != manifest.ep or manifest.upto > cut.cut_seq:
        return False
    return manifest.upto < cut.cut_seq or not cut.cut_head or manifest.head == cut.cut_head


def _admit(book: Casebook, opened: Opened, name: str, size: int) -> Outcome:
    kinds = {"stream": _stream, "extract": _extract, "receipt": _receipt}
    manifest = opened.manifest
    before = _flag_count(book)
    done = kinds[manifest.kind](book, opened)
    outcome = OK if done.fork is None else done.fork.code
    with book.store.transaction(joins=True):
        _forget_refusal(book, opened.sha256)
        if manifest.kind == "stream" and book.workplace.kind == "province":
            rekey.note(book, manifest.from_dev, opened.blobs.values())
        streams.log(book, "in", manifest, name, opened.sha256, size, len(opened.lines), outcome)
    if manifest.kind == "receipt" or (manifest.kind == "extract" and opened.blobs):
        carrying.release_held(book)
    return Outcome(
        name, outcome, manifest.kind, manifest.from_dev.hex(), manifest.first, manifest.upto, len(opened.lines), done.new,
        _flag_count(book) - before, done.fork,
    )  # fmt: skip


def _flag_count(book: Casebook) -> int:
    return int(book.store.value("SELECT count(*) FROM flag"))


def _stream(book: Casebook, opened: Opened) -> Attached:
    done = attaching.attach(book, opened)
    giving_back.take(book, opened)
    return done


def _extract(book: Casebook, opened: Opened) -> Attached:
    """Apply verbatim lines for which somebody we know answers; they never count in stream accounting."""
    found = carrying.read(opened)
    mine = giving_back.take_testimony(book, opened)
    with book.store.transaction():
        carrying.take_directory(book, opened)
        new = carrying.apply(book, found, carrying.word_of(book, opened.manifest.from_dev))
        photographs.take(book, opened.blobs)
        return Attached(mine + new)


def _receipt(book: Casebook, opened: Opened) -> Attached:
    return Attached(confirming.take(book, opened))


def retry_waiting(book: Casebook) -> list[Outcome]:
    """Try bundles once more whose predecessor (GAP, FORK) or whose sender's grant has come meanwhile, until none moves; give those that were taken.

    Whoever takes bundles ends with it: what an erasure among them left in spool and free pages goes too.
    """
    outcomes: list[Outcome] = []
    moved = True
    while moved:
        moved = False
        for row in book.store.rows(
            "SELECT name, sha256, dev, detail, outcome FROM bundle WHERE direction = 'in' AND kind = ''"
            " AND outcome IN ('GAP', 'FORK', 'Q_UNKNOWN_KEY', 'Q_NEW_CARD', 'Q_NEW_KEYS') ORDER BY n"
        ):
            kept = streams.spooled(book, bytes(row["sha256"]))
            if not kept.is_file() or not _may_move(book, row):
                continue
            outcome = take(book, folder.read(kept), row["name"])
            if outcome.kind:
                outcomes.append(outcome)
                moved = True
    erasing.settle(book)
    return outcomes


def _may_move(book: Casebook, row: Any) -> bool:
    """Tell whether what a bundle waits for may have come."""
    if row["outcome"] == UnknownSender.code:
        return row["dev"] is None or bool(device.sign_keys_of(book, bytes(row["dev"])))
    if row["outcome"] == StreamFork.code:
        return True
    if row["outcome"] in {NewCardNeeded.code, NewKeysNeeded.code}:
        return bool(row["detail"] != _known_keys(book, bytes(row["dev"])))
    dev, ep, first = row["detail"].split(":")
    stream = bytes.fromhex(dev), bytes.fromhex(ep)
    seq = book.store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", stream) or 0
    return (
        int(first) <= seq + 1
        or any(begin <= seq + 1 and int(first) - 1 <= end for begin, end in gaps.closed(book.store, *stream))
        or book.store.one("SELECT 1 FROM branch WHERE dev = ? AND ep = ? AND seq = ?", (*stream, int(first) - 1))
        is not None
    )

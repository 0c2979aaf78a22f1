"""Taking in what others sent: every bundle is judged in one order of steps, kept as it came, and applied in one transaction.

One bad bundle never stops the next. The same way serves the province (docs/sync.md section 4), a desk and a base.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import apply as applying
from db import directory, entries, flags, journal
from db.casebook import Casebook
from db.entries import Entry
from rules.errors import AppError, EnvironmentFailure, UntrustedInput
from sync import bundle, carrying, confirming, device, erasing, folder, receipt_form, streams
from sync.bundle import Opened
from sync.errors import (
    AlreadyReceived,
    BrokenChain,
    Refusal,
    SenderNotEntitled,
    SenderRevoked,
    StreamFork,
    StreamGap,
    UnknownSender,
    from_os_error,
)
from sync.manifest import Manifest

OK = "OK"
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


def receive_folder(
    book: Casebook, folders: Iterable[Path], step: Callable[[int, int], None] = lambda _done, _total: None
) -> list[Outcome]:
    """Take every bundle in the folders, in the order that their names promise; give what became of each.

    What came before its predecessor or before its sender's grant is tried once more in the end. `step(done, total)` hears of each file and may
    raise to stop; what was taken stays taken. Raise only where a folder itself cannot be read or our own store cannot be written.
    """
    carrying.release_held(book)  # after an upgrade, what was too new can be applied now
    found = sorted((path for place in folders for path in folder.bundles(place)), key=promised_order)
    outcomes = []
    for done, path in enumerate(found):
        step(done, len(found))
        outcomes.append(take_file(book, path))
    outcomes += retry_waiting(book)
    erasing.settle(book)
    return outcomes


def promised_order(path: Path) -> tuple[str, int]:
    """Sort bundles of one stream by the numbers in their names: only to save work, for the name is never trusted."""
    promised = _RANGE.search(path.name)
    return (path.name[: promised.start()], int(promised[1])) if promised else (path.name, 0)


def take_file(book: Casebook, path: Path) -> Outcome:
    """Take one bundle file; give what became of it."""
    try:
        data = folder.read(path)
    except (EnvironmentFailure, UntrustedInput) as error:
        return Outcome(_clean(path.name), error.code, error=error)
    return take(book, data, path.name)


def _clean(name: str) -> str:
    """Give a file name as text that can be stored, shown and written again, whatever bytes the medium gave."""
    return Path(name).name.encode("utf-8", "replace").decode()[-_NAME:]


def take(book: Casebook, data: bytes, name: str) -> Outcome:
    """Take one bundle's bytes: judge, keep the ciphertext in the spool, apply; give what became of it."""
    name = _clean(name)
    sha256 = hashlib.sha256(data).digest()
    known = book.store.one(
        "SELECT kind, dev, first, upto, entries FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome = ?",
        (sha256, OK),
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
        opened = _open(book, data)
        _spool(book, sha256, data)
        return _admit(book, opened, name, len(data))
    except UntrustedInput as refusal:
        if isinstance(refusal, StreamFork) or (isinstance(refusal, Refusal) and refusal.waits):
            _spool(book, sha256, data)
        else:
            streams.spooled(book, sha256).unlink(missing_ok=True)
        _note(book, name, sha256, len(data), refusal)
        return Outcome(name, refusal.code, error=refusal)


def _spool(book: Casebook, sha256: bytes, data: bytes) -> None:
    """Keep the ciphertext as it came: it is passed on, tried again or looked at by a person."""
    kept = streams.spooled(book, sha256)
    if not kept.is_file():
        try:
            kept.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise from_os_error(error, kept.parent.parent) from error
        folder.write(kept.parent, kept.name, data)


def _note(book: Casebook, name: str, sha256: bytes, size: int, refusal: UntrustedInput) -> None:
    """Keep in the local log why a bundle was not taken, once for the same bytes and the same reason."""
    said = refusal.fields
    detail = f"{said['dev']}:{said['ep']}:{said['got']}" if isinstance(refusal, StreamGap) else ""
    dev = bytes.fromhex(str(said.get("dev") or said.get("from_dev") or "")) or None
    last = book.store.one(
        "SELECT outcome, detail FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome <> ?", (sha256, OK)
    )
    if last is not None and (last["outcome"], last["detail"]) == (refusal.code, detail):
        return
    with book.store.transaction():
        book.store.execute("DELETE FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome <> ?", (sha256, OK))
        book.store.execute(
            "INSERT INTO bundle (direction, kind, name, sha256, dev, size, entries, outcome, detail, at) VALUES ('in', '', ?, ?, ?, ?, 0, ?, ?, ?)",
            (name, sha256, dev, size, refusal.code, detail, book.now),
        )
        if isinstance(refusal, StreamFork):
            _note_fork(book, bytes.fromhex(said["dev"]), bytes.fromhex(said["ep"]), said["seq"])


def _note_fork(book: Casebook, dev: bytes, ep: bytes, seq: int) -> None:
    """Mark a stream of which two versions are about; the receipt tells its workplace, which stops issuing money."""
    book.store.execute(
        "UPDATE stream SET state = ? WHERE dev = ? AND ep = ? AND mine = 0", (receipt_form.FORKED, dev, ep)
    )
    flags.raise_flag(book.store, StreamFork.code, applying.EPOCH_TABLE, dev + ep, str(seq), book.now)


def _open(book: Casebook, data: bytes) -> Opened:
    me = device.keys(book)
    return bundle.open_bundle(
        data,
        [me.identity],
        lambda dev: device.sign_key_of(book, dev),
        {me.dev.hex()},
        admit=lambda manifest: _entitled(book, manifest),
    )


def _entitled(book: Casebook, manifest: Manifest) -> None:
    """Raise Q_REVOKED for a revoked device beyond its cut, E_ROLE for a kind of bundle that the sender may not send us."""
    dev = manifest.from_dev
    for revocation in directory.revocations(book.store):
        if revocation.dev == dev and (
            manifest.kind != "stream" or revocation.ep != manifest.ep or manifest.upto > revocation.cut_seq
        ):
            raise SenderRevoked(from_dev=dev.hex())
    role = directory.role_of(book.store, dev)
    if (manifest.kind == "receipt" and role != "province") or (manifest.kind == "stream" and role == "province"):
        raise SenderNotEntitled(from_dev=dev.hex(), role=role or "")
    grant = directory.grant_of(book.store, dev)
    if book.workplace.kind != "province" and grant is not None and grant.county != book.workplace.county:
        raise SenderNotEntitled(from_dev=dev.hex(), role=role or "")


def _admit(book: Casebook, opened: Opened, name: str, size: int) -> Outcome:
    kinds = {"stream": _stream, "extract": _extract, "receipt": confirming.take}
    manifest = opened.manifest
    before = _flag_count(book)
    found = kinds[manifest.kind](book, opened)
    with book.store.transaction():
        streams.log(book, "in", manifest, name, opened.sha256, size, len(opened.lines), OK)
        book.store.execute(
            "DELETE FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome <> ?", (opened.sha256, OK)
        )
    if manifest.kind == "receipt" or (manifest.kind == "extract" and opened.blobs):
        carrying.release_held(book)
    return Outcome(
        name,
        OK,
        manifest.kind,
        manifest.from_dev.hex(),
        manifest.first,
        manifest.upto,
        len(opened.lines),
        found,
        _flag_count(book) - before,
    )


def _flag_count(book: Casebook) -> int:
    return int(book.store.value("SELECT count(*) FROM flag"))


def _parse(manifest: Manifest, lines: Sequence[bytes]) -> list[Entry]:
    found = []
    for at, line in enumerate(lines):
        try:
            found.append(entries.parse(manifest.from_dev, manifest.ep, line))
        except entries.BadEntry as error:
            raise BrokenChain(dev=manifest.from_dev.hex(), seq=manifest.first + at) from error
    return found


def _stream(book: Casebook, opened: Opened) -> int:
    """Apply a contiguous range of one stream; raise GAP (it waits), FORK or E_CHAIN. Give how many entries were new."""
    manifest = opened.manifest
    dev, ep = manifest.from_dev, manifest.ep
    known = book.store.one("SELECT seq, head FROM stream WHERE dev = ? AND ep = ?", (dev, ep))
    seq = known["seq"] if known else 0
    if manifest.first > seq + 1:
        raise StreamGap(dev=dev.hex(), ep=ep.hex(), expected=seq + 1, got=manifest.first)
    found = _parse(manifest, opened.lines)
    previous = manifest.prev
    for at, entry in enumerate(found):
        if entry.q != manifest.first + at or entry.p != previous:
            raise BrokenChain(dev=dev.hex(), seq=manifest.first + at)
        previous = entry.hash
    if previous != manifest.head:
        raise BrokenChain(dev=dev.hex(), seq=manifest.upto)
    head = bytes(known["head"]) if known else entries.stream_root(dev, ep)
    _check_overlap(book, manifest, found, seq, head)
    fresh = found[seq - manifest.first + 1 :]
    if _wants_bodies(book, dev, ep):  # lines that came without their bodies are healed by a bundle that has them
        fresh = found
    if not fresh:
        return 0
    with book.store.transaction():
        if known is None:
            grant = directory.grant_of(book.store, dev)
            journal.open_stream(book.store, dev, ep, county=grant.county if grant else "", mine=False)
        new = carrying.apply(book, fresh, book.role_of)
        if manifest.upto > seq:
            book.store.execute(
                "UPDATE stream SET seq = ?, head = ? WHERE dev = ? AND ep = ?", (manifest.upto, manifest.head, dev, ep)
            )
    return new


def _wants_bodies(book: Casebook, dev: bytes, ep: bytes) -> bool:
    sql = "SELECT 1 FROM flag f JOIN entry e ON e.hash = unhex(f.detail) WHERE f.code = 'BODY_MISSING' AND e.dev = ? AND e.ep = ?"
    return book.store.one(sql, (dev, ep)) is not None


def _check_overlap(book: Casebook, manifest: Manifest, found: Sequence[Entry], seq: int, head: bytes) -> None:
    """Raise FORK where a number that we hold has another hash here; `seq` and `head` are where our copy of the stream ends.

    Beside the stream's own entry an extract may have brought another one under the same number: any that we hold will do, but the last of
    ours must be met.
    """
    dev, ep = manifest.from_dev, manifest.ep
    given = {manifest.first - 1: manifest.prev} | {entry.q: entry.hash for entry in found if entry.q <= seq}
    rows = book.store.rows(
        "SELECT q, hash FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN ? AND ?", (dev, ep, min(given), max(given))
    )
    held = {(0, entries.stream_root(dev, ep))} | {(row["q"], bytes(row["hash"])) for row in rows}
    for number, value in sorted(given.items()):
        if (number, value) not in held or (number == seq and value != head):
            raise StreamFork(dev=dev.hex(), ep=ep.hex(), seq=max(number, 1))


def _extract(book: Casebook, opened: Opened) -> int:
    """Apply verbatim lines for which somebody we know answers; they never count in stream accounting."""
    found = carrying.read(opened)
    with book.store.transaction():
        carrying.take_directory(book, opened)
        return carrying.apply(book, found, carrying.word_of(book, opened.manifest.from_dev))


def retry_waiting(book: Casebook) -> list[Outcome]:
    """Try bundles once more whose predecessor (GAP) or whose sender's grant has come meanwhile, until none moves; give those that were taken."""
    outcomes: list[Outcome] = []
    moved = True
    while moved:
        moved = False
        for row in book.store.rows(
            "SELECT name, sha256, dev, detail, outcome FROM bundle WHERE direction = 'in' AND outcome IN ('GAP', 'Q_UNKNOWN_KEY') ORDER BY n"
        ):
            kept = streams.spooled(book, bytes(row["sha256"]))
            if not kept.is_file() or not _may_move(book, row):
                continue
            outcome = take(book, folder.read(kept), row["name"])
            if outcome.outcome == OK:
                outcomes.append(outcome)
                moved = True
    return outcomes


def _may_move(book: Casebook, row: Any) -> bool:
    """Tell whether what a bundle waits for has come."""
    if row["outcome"] == UnknownSender.code:
        return row["dev"] is None or device.sign_key_of(book, bytes(row["dev"])) is not None
    dev, ep, first = row["detail"].split(":")
    seq = book.store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (bytes.fromhex(dev), bytes.fromhex(ep)))
    return int(first) <= (seq or 0) + 1

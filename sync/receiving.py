"""Taking in what others sent: every bundle is kept as it came, judged in one order of steps, and applied in one transaction.

One bad bundle never stops the next. The same way serves the province (docs/sync.md section 4), a desk and a base.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import apply as applying
from db import directory, entries, journal
from db.casebook import Casebook
from db.entries import Entry
from rules import canonical
from rules.errors import AppError
from rules.signing import check_public
from sync import bundle, device, folder, receipt, streams
from sync.bundle import Opened
from sync.errors import (
    AlreadyReceived,
    BrokenChain,
    BundleTooBig,
    Refusal,
    SenderNotEntitled,
    SenderRevoked,
    StreamFork,
    StreamGap,
)
from sync.keys import PublicKeys
from sync.manifest import Manifest, peek_sender

OK = "OK"
_SCAN_LIMIT = 1 << 40


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


@dataclass(frozen=True)
class Request:
    """Hold a request for admission that waits: who asks, from where, with which keys, and the bundle it came in."""

    keys: PublicKeys
    role: str
    county: str
    name: str
    ep: bytes
    sha256: bytes

    @property
    def fingerprint(self) -> str:
        """Give the 30 digits to compare by phone."""
        return self.keys.fingerprint


def receive_folder(
    book: Casebook, folders: Iterable[Path], step: Callable[[int, int], None] = lambda _done, _total: None
) -> list[Outcome]:
    """Take every bundle in the folders, receipts first, in the order of their names; give what became of each.

    `step(done, total)` hears of each file and may raise to stop; what was taken stays taken. Raise only where a folder itself cannot be read
    or our own store cannot be written.
    """
    found = [path for place in folders for path in folder.bundles(place, limit=_SCAN_LIMIT)]
    outcomes = []
    for done, path in enumerate(found):
        step(done, len(found))
        outcomes.append(take_file(book, path))
    return outcomes + retry_waiting(book)


def take_file(book: Casebook, path: Path) -> Outcome:
    """Take one bundle file; give what became of it."""
    try:
        data = folder.read(path)
    except BundleTooBig as error:
        return Outcome(path.name, error.outcome, error=error)
    return take(book, data, path.name)


def take(book: Casebook, data: bytes, name: str) -> Outcome:
    """Take one bundle's bytes: keep them in the spool, judge, apply; give what became of it."""
    sha256 = hashlib.sha256(data).digest()
    known = book.store.one(
        "SELECT outcome, kind, dev, first, upto, entries FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome = ?",
        (sha256, OK),
    )
    if known is not None:
        sender = bytes(known["dev"]).hex()
        return Outcome(
            name,
            AlreadyReceived.code,
            known["kind"],
            sender,
            known["first"],
            known["upto"],
            known["entries"],
            error=AlreadyReceived(sha256=sha256.hex()),
        )
    kept = streams.spooled(book, sha256)
    if len(data) <= bundle.MAX_BUNDLE and not kept.is_file():
        kept.parent.mkdir(exist_ok=True)
        folder.write(kept.parent, kept.name, data)
    try:
        opened = _open(book, data)
        return _admit(book, opened, name, len(data))
    except Refusal as refusal:
        if not refusal.waits and refusal.code != StreamFork.code:
            kept.unlink(missing_ok=True)
        _note(book, name, sha256, len(data), refusal)
        return Outcome(name, refusal.outcome, error=refusal)


def _note(book: Casebook, name: str, sha256: bytes, size: int, refusal: Refusal) -> None:
    said = refusal.fields
    detail = (
        f"{said['dev']}:{said['ep']}:{said['got']}" if isinstance(refusal, StreamGap) else str(said.get("from_dev", ""))
    )
    with book.store.transaction():
        book.store.execute("DELETE FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome <> ?", (sha256, OK))
        book.store.execute(
            "INSERT INTO bundle (direction, kind, name, sha256, size, entries, outcome, detail, at) VALUES ('in', '', ?, ?, ?, 0, ?, ?, ?)",
            (name[:200], sha256, size, refusal.outcome, detail, book.now),
        )


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
    if (manifest.kind == "receipt") != (role == "province") and manifest.kind == "receipt":
        raise SenderNotEntitled(from_dev=dev.hex(), role=role or "")
    if role == "province" and manifest.kind == "stream":
        raise SenderNotEntitled(from_dev=dev.hex(), role=role)
    grant = directory.grant_of(book.store, dev)
    if book.workplace.kind != "province" and grant is not None and grant.county != book.workplace.county:
        raise SenderNotEntitled(from_dev=dev.hex(), role=role or "")


def _admit(book: Casebook, opened: Opened, name: str, size: int) -> Outcome:
    kinds = {"stream": _stream, "extract": _extract, "receipt": receipt.take}
    manifest = opened.manifest
    before = _flag_count(book)
    found = kinds[manifest.kind](book, opened)
    with book.store.transaction():
        streams.log(book, "in", manifest, name[:200], opened.sha256, size, len(opened.lines), OK)
        book.store.execute(
            "DELETE FROM bundle WHERE sha256 = ? AND direction = 'in' AND outcome <> ?", (opened.sha256, OK)
        )
    release_held(book)
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
    _check_overlap(book, manifest, found, seq)
    fresh = found[seq - manifest.first + 1 :]
    if not fresh:
        return 0
    with book.store.transaction():
        if known is None:
            grant = directory.grant_of(book.store, dev)
            journal.open_stream(book.store, dev, ep, county=grant.county if grant else "", mine=False)
        done = applying.apply(book.store, fresh, book.role_of, book.now)
        book.store.execute(
            "UPDATE stream SET seq = ?, head = ? WHERE dev = ? AND ep = ?", (manifest.upto, manifest.head, dev, ep)
        )
    return done.new


def _check_overlap(book: Casebook, manifest: Manifest, found: Sequence[Entry], seq: int) -> None:
    """Raise FORK where a number that we hold has another hash here."""
    dev, ep = manifest.from_dev, manifest.ep
    held = streams.hash_at(book, dev, ep, manifest.first - 1)
    if held != manifest.prev:
        raise StreamFork(dev=dev.hex(), seq=manifest.first - 1)
    overlap = [entry for entry in found if entry.q <= seq]
    if overlap:
        rows = book.store.rows(
            "SELECT q, hash FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN ? AND ?",
            (dev, ep, overlap[0].q, overlap[-1].q),
        )
        hashes = {row["q"]: bytes(row["hash"]) for row in rows}
        for entry in overlap:
            if hashes.get(entry.q, entry.hash) != entry.hash:
                raise StreamFork(dev=dev.hex(), seq=entry.q)


def _extract(book: Casebook, opened: Opened) -> int:
    """Apply verbatim lines of any stream that somebody we know vouches for; they never count in stream accounting."""
    found = extract_entries(opened)
    with book.store.transaction():
        return applying.apply(book.store, found, book.role_of, book.now).new


def extract_entries(opened: Opened) -> list[Entry]:
    """Read the lines `dev TAB ep TAB entry` of an extract; raise E_CHAIN naming the first bad line."""
    found = []
    for at, line in enumerate(opened.lines, 1):
        try:
            dev, ep, rest = line.split(b"\t", 2)
            found.append(entries.parse(bytes.fromhex(dev.decode("ascii")), bytes.fromhex(ep.decode("ascii")), rest))
        except (ValueError, entries.BadEntry) as error:
            raise BrokenChain(dev=opened.manifest.from_dev.hex(), seq=at) from error
    return found


def release_held(book: Casebook) -> int:
    """Apply entries that were held until their device's grant was known; give how many."""
    rows = book.store.rows("SELECT n, dev, ep, header, salt, body FROM entry WHERE state = ?", (applying.HELD,))
    ready = [row for row in rows if book.role_of(bytes(row["dev"])) is not None]
    if not ready:
        return 0
    again = [
        entries.parse(bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"]))
        for row in ready
    ]
    with book.store.transaction():
        book.store.many("DELETE FROM entry WHERE n = ?", [(row["n"],) for row in ready])
        book.store.many("DELETE FROM flag WHERE code = 'HELD' AND detail = ?", [(entry.hash.hex(),) for entry in again])
        applying.apply(book.store, again, book.role_of, book.now)
    return len(ready)


def retry_waiting(book: Casebook) -> list[Outcome]:
    """Try bundles that waited for others (GAP) or for a grant once more, until none moves."""
    outcomes: list[Outcome] = []
    moved = True
    while moved:
        moved = False
        waiting = book.store.rows(
            "SELECT name, sha256 FROM bundle WHERE direction = 'in' AND outcome IN ('GAP', 'Q_UNKNOWN_KEY') ORDER BY n"
        )
        for row in waiting:
            kept = streams.spooled(book, bytes(row["sha256"]))
            if not kept.is_file():
                continue
            outcome = take(book, folder.read(kept), row["name"])
            if outcome.outcome == OK:
                outcomes.append(outcome)
                moved = True
    return outcomes


def requests(book: Casebook) -> list[Request]:
    """List the requests for admission among the bundles whose sender is unknown, each checked against its own key."""
    found: dict[bytes, Request] = {}
    for row in book.store.rows(
        "SELECT sha256 FROM bundle WHERE direction = 'in' AND outcome = 'Q_UNKNOWN_KEY' ORDER BY n"
    ):
        kept = streams.spooled(book, bytes(row["sha256"]))
        if kept.is_file():
            request = _request(book, folder.read(kept), bytes(row["sha256"]))
            if request is not None and directory.grant_of(book.store, request.keys.dev) is None:
                found[request.keys.dev] = request
    return list(found.values())


def _request(book: Casebook, data: bytes, sha256: bytes) -> Request | None:
    """Read the request inside a bundle of an unknown sender, None where there is none or it does not fit its own key."""
    try:
        parts = bundle.unpack(bundle.decrypt(data, [device.keys(book).identity]))
        sender = peek_sender(parts.manifest)
        for name, blob in parts.members.items():
            if not name.startswith("blob-"):
                continue
            fields = canonical.load(blob)
            if not isinstance(fields, dict) or fields.get("fmt") != streams.REQUEST_FORMAT:
                continue
            keys = PublicKeys.from_record(fields["record"])
            check_public(keys.sign)
            if keys.dev != sender or fields["role"] not in {"desk", "base"}:
                return None
            bundle.check_signature(parts, {keys.dev: keys.sign}.get)
            return Request(
                keys, fields["role"], str(fields["county"]), str(fields["name"]), bytes.fromhex(fields["ep"]), sha256
            )
    except (AppError, KeyError, ValueError, TypeError):
        return None
    return None

"""What a restored province has forgotten, and how the workplaces give it back: grants, revocations, and its own entries.

A grant bears the signature of the offline grant key and a receipt that of the receipt key, so that what comes back proves itself, whoever brings
it (docs/sync.md section 5). Nothing is asked for: a workplace compares the last receipt with what it holds and sends along what that one lacks.
"""

import base64
import binascii
import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db import apply as applying
from db import directory, entries, flags, journal
from db.casebook import Casebook
from db.directory import BadGrant
from rules import canonical
from rules.errors import AppError
from sync import bundle, carrying, device, folder, receipt_form, streams
from sync.bundle import Opened, Parts
from sync.errors import BadBundleFormat
from sync.manifest import ENTRIES, MANIFEST, RECEIPT, SIGNATURE, Manifest, peek_sender

TESTIMONY = "yz1-testimony"
READMITTED = "READMITTED"
TESTIFY = "province_before"
"""The setting that names the last receipt (SHA-256 of its bundle) of the time before the province was restored, while it may have lost entries."""
_MOST = 100


# --- grants and revocations --------------------------------------------------------------------------------------------


def document(book: Casebook, *, whole: bool = False) -> bytes | None:
    """Give what of the directory the last receipt lacked, to travel with our next bundle; None where it lacked nothing.

    `whole` gives all of it: to a province that may not know us any more, so that no receipt of its can reach us.
    """
    newest = book.store.value("SELECT doc FROM receipt ORDER BY n DESC LIMIT 1")
    if newest is None:
        return None
    said = receipt_form.read(bytes(newest))
    numbers = {(fields["dev"], fields["grant_no"]) for fields in (canonical.load(text) for text, _ in said.grants)}
    known = {} if whole else dict(sorted(numbers))
    grants = [
        grant
        for grant in directory.grants(book.store, book.workplace.county)
        if grant.grant_no > known.get(grant.dev.hex(), 0)
    ]
    told = set() if whole else {text for text, _ in said.revocations}
    revoked = [one for one in directory.revocations(book.store) if one.document not in told]
    if not grants and not revoked:
        return None
    return carrying.directory_blob(grants[:_MOST], revoked[:_MOST])


def take(book: Casebook, opened: Opened) -> int:
    """Take back, at a province, grants and revocations that prove themselves and are newer than ours; give how many."""
    if book.workplace.kind != "province":
        return 0
    if restores(book):
        book.set_setting(_heard_name(opened.manifest.from_dev), str(restores(book)))
    grants, revoked = [], []
    for found in map(_directory, opened.blobs.values()):
        grants += list(_proven(book, found, "grants", directory.read_grant))
        revoked += list(_proven(book, found, "revocations", directory.read_revocation))
    held = {one.document for one in directory.revocations(book.store)}
    newer = [one for one in grants if one.grant_no > _grant_no(book, one.dev)]
    unheard = [one for one in revoked if one.document not in held]
    if newer or unheard:
        with book.store.transaction():
            version = max(int(book.setting("dir_v", "0")), opened.manifest.dir_v) + 1
            for grant in newer:
                directory.keep_grant(book.store, grant, version)
            for revocation in unheard:
                directory.keep_revocation(book.store, revocation, version)
            book.set_setting("dir_v", str(version))
    return len(newer) + len(unheard)


def restores(book: Casebook) -> int:
    """Count how often this province began anew, each time perhaps from an older copy of its casebook."""
    sql = "SELECT count(*) FROM stream WHERE mine = 1 AND county = ? AND state = 'retired'"
    return int(book.store.value(sql, (book.workplace.county,)))


def is_heard(book: Casebook, dev: bytes) -> bool:
    """Tell whether a device has sent something since the province last began anew, and with it whatever grant was forgotten."""
    return not restores(book) or book.setting(_heard_name(dev)) == str(restores(book))


def _heard_name(dev: bytes) -> str:
    return f"heard_{dev.hex()}"


def _grant_no(book: Casebook, dev: bytes) -> int:
    grant = directory.grant_of(book.store, dev)
    return grant.grant_no if grant is not None else 0


def _directory(blob: bytes) -> dict[str, Any]:
    with contextlib.suppress(canonical.NotCanonical):
        found = canonical.load(blob)
        if type(found) is dict and found.get("fmt") == carrying.DIRECTORY_FORMAT:
            return found
    return {}


def _proven(book: Casebook, found: dict[str, Any], name: str, read: Any) -> Iterator[Any]:
    """Give the documents that our own grant key signed, of our own ledger; what does not prove itself is passed over."""
    listed = found.get(name)
    if type(listed) is not list:
        return
    card = device.card(book)
    for one in listed[:_MOST]:
        with contextlib.suppress(BadGrant, KeyError, TypeError, ValueError):
            text = one["doc"].encode()
            document = read(text, bytes.fromhex(one["sig"]), bytes.fromhex(card.grant))
            if canonical.load(text)["store_id"] == card.store_id:
                yield document


def readmit(book: Casebook, data: bytes) -> bool:
    """Know a stranger again by the grant that its bundle brings, which we signed before we were restored; tell whether we do."""
    if book.workplace.kind != "province":
        return False
    try:
        parts = bundle.unpack(bundle.decrypt(data, device.identities(book)))
        sender = peek_sender(parts.manifest)
        grant = next(
            (
                one
                for name, blob in parts.members.items()
                if name.startswith("blob-")
                for one in _proven(book, _directory(blob), "grants", directory.read_grant)
                if one.dev == sender
            ),
            None,
        )
        if grant is None:
            return False
        keys = [grant.sign, *grant.former]
        bundle.check_signature(parts, lambda dev: keys if dev == sender else [])
    except AppError:
        return False
    if book.store.one("SELECT 1 FROM stream WHERE mine = 1 AND county = ? AND state = 'open'", (grant.county,)) is None:
        book.new_epoch("foundation", grant.county)
    with book.store.transaction():
        version = int(book.setting("dir_v", "0")) + 1
        directory.keep_grant(book.store, grant, version)
        book.set_setting("dir_v", str(version))
        flags.raise_flag(book.store, READMITTED, applying.EPOCH_TABLE, sender + grant.ep, grant.name, book.now)
    return True


# --- the province's own entries ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Testimony:
    """Hold the last receipt of the time before, as the province signed it, and the head of its stream for the county that it names."""

    ep: bytes
    head: bytes


def testify(book: Casebook, sha256: bytes, before: bytes) -> None:
    """Remember, inside a transaction, that the province may have lost its entries of the epoch `before`, and which receipt tells of the last."""
    book.set_setting(TESTIFY, f"{sha256.hex()}:{before.hex()}")


def heard(book: Casebook, found: set[bytes]) -> None:
    """Forget that the province may have lost entries once a receipt brings the last of them (`found`: hashes) again; inside a transaction."""
    text = book.setting(TESTIFY)
    if text:
        kept = _kept(book, text)
        if kept is None or kept[1].head in found:
            book.set_setting(TESTIFY, "")


def _kept(book: Casebook, text: str) -> tuple[Parts, _Testimony, list[bytes]] | None:
    """Open the receipt that a setting names in our spool; None where it is gone or spoilt."""
    sha256, before = (bytes.fromhex(part) for part in text.split(":"))
    kept = streams.spooled(book, sha256)
    if not kept.is_file():
        return None
    try:
        parts = bundle.unpack(bundle.decrypt(folder.read(kept), device.identities(book)))
        manifest = bundle.read_manifest(parts)
        lines = bundle.read_lines(parts, manifest)
        head = bytes.fromhex(canonical.load(parts.members[RECEIPT], limit=receipt_form.LIMIT)["province_head"])
    except (AppError, KeyError, TypeError, ValueError):
        return None
    return parts, _Testimony(before, head), lines


def testimony(book: Casebook) -> tuple[list[bytes], bytes] | None:
    """Give the province's own entries (lines of an extract) as the last receipt before brought them, and the proof of what it signed then.

    None where nothing is known to be lost, or where that receipt was too large to travel as an attachment.
    """
    text = book.setting(TESTIFY)
    found = _kept(book, text) if text else None
    if found is None:
        return None
    parts, told, lines = found
    mark = b"\t".join((device.card(book).dev.encode(), told.ep.hex().encode())) + b"\t"
    said = {
        "fmt": TESTIMONY, "ep": told.ep.hex(), "manifest": _b64(parts.manifest), "signature": _b64(parts.signature),
        "receipt": _b64(parts.members[RECEIPT]),
    }  # fmt: skip
    try:
        proof = canonical.dump(said, limit=bundle.MAX_BLOB)
    except canonical.NotCanonical:
        return None
    return [line + b"\n" for line in lines if line.startswith(mark)], proof


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def take_testimony(book: Casebook, opened: Opened) -> int:
    """Take our own lost entries back where a receipt that we signed names the last of them; give how many were new."""
    if book.workplace.kind != "province":
        return 0
    new = 0
    for blob in opened.blobs.values():
        told = _testimony(book, blob)
        if told is not None:
            new += _restore(book, told, opened)
    return new


def _testimony(book: Casebook, blob: bytes) -> _Testimony | None:
    """Read a testimony and prove it by our own signature; None where it is none or does not prove itself."""
    try:
        fields = canonical.load(blob, limit=bundle.MAX_BLOB)
        if type(fields) is not dict or fields.get("fmt") != TESTIMONY:
            return None
        parts = Parts(
            {
                MANIFEST: base64.b64decode(fields["manifest"], validate=True),
                SIGNATURE: base64.b64decode(fields["signature"], validate=True),
                RECEIPT: base64.b64decode(fields["receipt"], validate=True),
                ENTRIES: b"",
            }
        )
        bundle.check_signature(parts, lambda dev: device.sign_keys_of(book, dev) if dev == book.workplace.dev else [])
        manifest = Manifest.load(parts.manifest)
        if hashlib.sha256(parts.members[RECEIPT]).digest() != manifest.entry(RECEIPT).sha256:
            raise BadBundleFormat(reason="testimony")
        said = canonical.load(parts.members[RECEIPT], limit=receipt_form.LIMIT)
        return _Testimony(bytes.fromhex(fields["ep"]), bytes.fromhex(said["province_head"]))
    except (AppError, KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        return None


def _restore(book: Casebook, told: _Testimony, opened: Opened) -> int:
    """Take the entries that lead from the end of our retired stream to the head that the receipt named."""
    stream = book.workplace.dev, told.ep
    row = book.store.one("SELECT seq, head FROM stream WHERE dev = ? AND ep = ? AND mine = 1", stream)
    seq, head = (row["seq"], bytes(row["head"])) if row else (0, entries.stream_root(*stream))
    after = {one.p: one for one in carrying.read(opened) if (one.dev, one.ep) == stream}
    tail = []
    while head in after:
        tail.append(after[head])
        seq, head = after[head].q, after[head].hash
    if not tail or head != told.head:
        return 0
    with book.store.transaction():
        if row is None:
            grant = directory.grant_of(book.store, opened.manifest.from_dev)
            journal.open_stream(book.store, *stream, county=grant.county if grant else "", mine=True)
        new = carrying.apply(book, tail, book.role_of)
        book.store.execute(
            "UPDATE stream SET seq = ?, head = ?, exported = ?, state = CASE WHEN ? THEN 'retired' ELSE state END WHERE dev = ? AND ep = ?",
            (seq, head, seq, int(row is None), *stream),
        )
    return new

"""Taking the province's receipt: what it confirms of our streams, whom it admits, and whether it speaks of the same books as ours.

A receipt that contradicts ours is never refused for that: it is taken, money stops, and a person is told (docs/sync.md section 5).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from db import directory, entries, forks, journal
from db.casebook import Casebook
from db.cuts import ended
from db.directory import Grant, Revocation
from db.entries import Entry
from db.verification import SPENT_PREFIX
from rules.errors import UntrustedInput
from sync import carrying, device, giving_back, receipt_form, rekey, streams
from sync.bundle import Opened
from sync.errors import BadBundleFormat, NewCardNeeded, ReceiptRollback
from sync.keys import age_key_bytes
from sync.receipt import FROZEN
from sync.receipt_form import HeldStream, Receipt

T = TypeVar("T")
FORK, PROVINCE_FORK, CLONE, REVOKED, ENDED = "FORK", "PROVINCE_FORK", "CLONE", "REVOKED", "ENDED"
"""Why money stops: our stream is not the one that the province holds; its receipts contradict each other; the province holds a stream of this device
that we did not write; our own authority was withdrawn."""
_LIFE, _LIVES = "province_ep", "province_lives"
"""Settings: the epoch of the province's stream that the last receipt came from, and all such epochs so far. A restored province begins another."""


class ReceiptOfOther(UntrustedInput):
    """Say that a receipt comes from another province's ledger or is meant for another unit; field `reason`: store or unit."""

    code = "RECEIPT_OF_OTHER"


@dataclass
class _Findings:
    """Gather what the receipt shows of our own books.

    Why money must stop (empty: it need not), whether we came back from an older copy unawares, and whether another version of our open stream
    was decided to count.
    """

    frozen: str = ""
    behind: bool = False
    parted: bool = False

    def freeze(self, reason: str) -> None:
        """Stop money; the first reason found is the one that is told."""
        self.frozen = self.frozen or reason


@dataclass(frozen=True)
class Confirmed:
    """Tell how far the province holds one of our streams: our last number, the last it confirmed, ranges that it misses, its state there."""

    dev: str
    ep: str
    seq: int
    confirmed: int
    missing: tuple[tuple[int, int], ...]
    state: str


def confirmed(book: Casebook) -> list[Confirmed]:
    """Tell by the last receipt taken what of our own streams the province holds and misses; nothing before the first receipt."""
    document = book.store.value("SELECT doc FROM receipt ORDER BY receipt_no DESC LIMIT 1")
    said = receipt_form.read(bytes(document)).streams if document is not None else ()
    there = {(held.dev, held.ep): held for held in said}
    found = []
    for row in book.store.rows("SELECT dev, ep, seq, confirmed FROM stream WHERE mine = 1 ORDER BY ep"):
        held = there.get((bytes(row["dev"]), bytes(row["ep"])))
        missing, state = (tuple(held.missing), held.state) if held else ((), "")
        found.append(
            Confirmed(bytes(row["dev"]).hex(), bytes(row["ep"]).hex(), row["seq"], row["confirmed"], missing, state)
        )
    return found


def take(book: Casebook, opened: Opened) -> int:
    """Take a receipt that was opened and verified; give how many of its entries were new.

    Raise ROLLBACK for a number or a version that falls, RECEIPT_OF_OTHER for another ledger or unit, E_FORMAT for a wrong shape,
    BAD_GRANT for a false grant.
    """
    said = receipt_form.read(opened.receipt)
    digest = hashlib.sha256(opened.receipt or b"").digest()
    _check_meant_for_us(book, said)
    found = carrying.read(opened)
    life = opened.manifest.ep
    reborn = _is_reborn(book, life, found)
    if not reborn:
        _check_newer(book, said, digest)
    grants, revoked = _directory(book, said)
    with book.store.transaction():
        if reborn:
            _forget_former_life(book, said)
        for grant in grants:
            directory.keep_grant(book.store, grant, said.dir_v)
        for revocation in revoked:
            directory.keep_revocation(book.store, revocation, said.dir_v)
        rekey.settle(book)
        new = carrying.apply(book, found, book.role_of)
        findings = _confirm(book, said)
        _keep_spent(book, said, opened)
        giving_back.heard(book, {one.hash for one in found})
        _remember(book, said, digest, opened.receipt or b"", findings, check_before=not reborn)
        book.set_setting(_LIFE, life.hex())
        book.set_setting(_LIVES, " ".join(sorted({*book.setting(_LIVES).split(), life.hex()})))
    if findings.behind:
        book.new_epoch("rollback")
    elif findings.parted:
        book.new_epoch("fork")
    return new


def _is_reborn(book: Casebook, life: bytes, found: Sequence[Entry]) -> bool:
    """Tell whether the receipt comes from a new epoch of the province, which was restored: its numbers and versions begin where its backup ended.

    The new epoch must name, by its first entry and those of the epochs between, one that we know. Raise ROLLBACK for an epoch that was left behind.
    """
    known, lives = book.setting(_LIFE), book.setting(_LIVES).split()
    if not known or known == life.hex():
        return False
    if life.hex() in lives:
        raise ReceiptRollback(held=int(book.setting("receipt_seen", "0")), got=0)
    province = bytes.fromhex(device.card(book).dev)
    before = {
        one.ep.hex(): (one.values or {}).get("ep") for one in found if one.dev == province and one.kind == "epoch"
    }
    at: Any = life.hex()
    while at in before and at not in lives:
        at = before.pop(at)
    if at not in lives:
        raise ReceiptOfOther(reason="epoch")
    return True


def _forget_former_life(book: Casebook, said: Receipt) -> None:
    """Begin to count the province's receipts anew, and remember which one told last of the entries that it may have lost."""
    last = book.store.value(
        "SELECT sha256 FROM bundle WHERE direction = 'in' AND kind = 'receipt' ORDER BY n DESC LIMIT 1"
    )
    if last is not None:
        giving_back.testify(book, bytes(last), bytes.fromhex(book.setting(_LIFE)))
    book.store.execute("DELETE FROM receipt WHERE unit = ? AND receipt_no >= ?", (said.unit, said.number))
    book.set_setting("province_restored", said.issued.isoformat())
    told = [(held.dev, held.ep) for held in said.streams]
    for row in book.store.rows("SELECT dev, ep FROM stream WHERE county = ? OR mine = 1", (book.workplace.county,)):
        if (bytes(row["dev"]), bytes(row["ep"])) not in told:  # it never heard of this stream: all of it goes out again
            book.store.execute(
                "UPDATE stream SET confirmed = 0, exported = 0 WHERE dev = ? AND ep = ?", (row["dev"], row["ep"])
            )


def _check_meant_for_us(book: Casebook, said: Receipt) -> None:
    if said.store_id != device.card(book).store_id:
        raise ReceiptOfOther(reason="store")
    if said.unit != (book.workplace.county if book.workplace.kind == "desk" else book.workplace.dev.hex()):
        raise ReceiptOfOther(reason="unit")


def _directory(book: Casebook, said: Receipt) -> tuple[list[Grant], list[Revocation]]:
    """Give the grants and revocations that are new to us, verified by the grant key of our card; what we hold already was verified before.

    Raise Q_NEW_CARD where the province has a newer card than ours: only that one says which grant key is the right one.
    """
    card = device.card(book)
    if said.root_v > card.version:
        raise NewCardNeeded(from_dev=card.dev, held=card.version)
    key = bytes.fromhex(card.grant)
    found = [_verified(book, directory.read_grant, pair, key) for pair in said.grants]
    grants = [grant for grant in found if grant is not None]
    for grant in grants:
        age_key_bytes(grant.age)
    cuts = [_verified(book, directory.read_revocation, pair, key) for pair in said.revocations]
    return grants, [cut for cut in cuts if cut is not None]


def _verified(
    book: Casebook, read: Callable[[bytes, bytes, bytes], T], pair: tuple[bytes, bytes], key: bytes
) -> T | None:
    """Read a signed document; one that we hold already may bear the signature of a grant key from before: None, it stays as it is."""
    try:
        return read(*pair, key)
    except directory.BadGrant:
        if directory.holds(book.store, pair[0]):
            return None
        raise


def _check_newer(book: Casebook, said: Receipt, digest: bytes) -> None:
    """Raise ROLLBACK unless the number rises and no version falls; the very receipt taken last may come again."""
    seen = int(book.setting("receipt_seen", "0"))
    versions = ((name, getattr(said, name)) for name in ("root_v", "dir_v", "cat_v"))
    fallen = any(number < int(book.setting(name, "0")) for name, number in versions)
    again = said.number == seen and _held_hash(book, said.unit, seen) == digest
    if fallen or (said.number <= seen and not again):
        raise ReceiptRollback(held=seen, got=said.number)


def _held_hash(book: Casebook, unit: str, number: int) -> bytes | None:
    found = book.store.value("SELECT hash FROM receipt WHERE unit = ? AND receipt_no = ?", (unit, number))
    return None if found is None else bytes(found)


def _remember(
    book: Casebook, said: Receipt, digest: bytes, document: bytes, findings: _Findings, *, check_before: bool
) -> None:
    before = _held_hash(book, said.unit, said.number - 1)
    if check_before and before is not None and before != said.prev_hash:
        findings.freeze(PROVINCE_FORK)
    book.set_setting(FROZEN, findings.frozen)
    book.set_setting("receipt_seen", str(said.number))
    book.set_setting("receipt_day", said.issued.isoformat())
    book.set_setting("receipt_expires", said.expires.isoformat())
    book.set_setting("latest_signed_day", max(said.issued.isoformat(), book.setting("latest_signed_day")))
    for name in ("root_v", "dir_v", "cat_v"):
        book.set_setting(name, str(getattr(said, name)))
    book.store.execute(
        "INSERT OR IGNORE INTO receipt (unit, receipt_no, hash, doc, at) VALUES (?, ?, ?, ?, ?)",
        (said.unit, said.number, digest, document, book.now),
    )


def _confirm(book: Casebook, said: Receipt) -> _Findings:
    """Move the confirmation of the streams that we hold; find where the province's books differ from ours."""
    findings = _Findings()
    stopped = ended(book.store)
    if (book.workplace.dev, book.stream()[1]) in stopped:
        findings.freeze(ENDED)
    ends = {(one.dev, one.ep) for one in directory.revocations(book.store)} | stopped.keys()
    if directory.is_revoked(book.store, book.workplace.dev):
        findings.freeze(REVOKED)
    for held in said.streams:
        own = held.dev == book.workplace.dev
        if own:
            _recover(book, held)
        row = book.store.one("SELECT seq, mine, state FROM stream WHERE dev = ? AND ep = ?", (held.dev, held.ep))
        if row is None:
            if own and (held.dev, held.ep) not in ends:
                findings.freeze(CLONE)
            continue
        _compare(book, held, row, findings)
    return findings


def _compare(book: Casebook, held: HeldStream, row: Any, findings: _Findings) -> None:
    """Compare one stream with what the province holds of it, and move its confirmation where the two agree."""
    mine, is_open = bool(row["mine"]), bool(row["mine"] and row["state"] == "open")
    stands = forks.decided(book.store, held.dev, held.ep)
    ours = streams.hash_at(book, held.dev, held.ep, min(held.stored_seq, row["seq"]))
    behind = held.stored_seq > row["seq"]
    if behind or (ours is not None and ours != held.stored_head):
        agreed = [
            seq for seq, head in held.branches
            if seq <= row["seq"] and streams.hash_at(book, held.dev, held.ep, seq) == head
        ]  # fmt: skip
        if agreed:
            _confirm_upto(book, held, max(agreed))
        if mine and stands is None:
            findings.freeze(FORK)
        findings.behind = findings.behind or (behind and is_open and not held.branches)
    else:
        if is_open and held.state == receipt_form.FORKED and stands is None:
            findings.freeze(FORK)
        _move(book, held)
    if is_open and stands is not None and not _is_ours(book, held, stands):
        findings.parted = True


def _is_ours(book: Casebook, held: HeldStream, stands: str) -> bool:
    """Tell whether the version that was decided for is the one that our own stream goes on from."""
    if stands == forks.BOTH:
        return False
    q = book.store.value("SELECT q FROM entry WHERE hash = ?", (bytes.fromhex(stands),))
    return q is not None and streams.hash_at(book, held.dev, held.ep, q) == bytes.fromhex(stands)


def _confirm_upto(book: Casebook, held: HeldStream, seq: int) -> None:
    book.store.execute(
        "UPDATE stream SET confirmed = ?, exported = max(exported, ?) WHERE dev = ? AND ep = ?",
        (seq, seq, held.dev, held.ep),
    )


def _move(book: Casebook, held: HeldStream) -> None:
    """Confirm what is applied; what a restored province lost, or what is missing there, is sent again."""
    confirmed = book.store.value("SELECT confirmed FROM stream WHERE dev = ? AND ep = ?", (held.dev, held.ep))
    again = bool(held.missing) or held.applied_seq < confirmed
    upto = min([held.applied_seq, *(max(0, first - 1) for first, _ in held.missing)])
    book.store.execute(
        "UPDATE stream SET confirmed = ?, exported = CASE WHEN ? THEN min(exported, ?) ELSE max(exported, ?) END WHERE dev = ? AND ep = ?",
        (upto, int(again), upto, held.applied_seq, held.dev, held.ep),
    )


def _recover(book: Casebook, held: HeldStream) -> None:
    """Where the province gave back entries of ours that an older copy of the casebook lacked, take them into their stream again."""
    row = book.store.one("SELECT seq, head FROM stream WHERE dev = ? AND ep = ?", (held.dev, held.ep))
    seq, head = (row["seq"], bytes(row["head"])) if row else (0, entries.stream_root(held.dev, held.ep))
    if seq >= held.stored_seq:
        return
    found = book.store.rows(
        "SELECT header, salt, body FROM entry WHERE dev = ? AND ep = ? AND q > ? ORDER BY q", (held.dev, held.ep, seq)
    )
    after = {}
    for one in found:
        entry = entries.parse(held.dev, held.ep, entries.line_of(one["header"], one["salt"], one["body"]))
        after[entry.p] = entry
    while head in after and seq < held.stored_seq:
        seq, head = after[head].q, after[head].hash
    if (seq, head) != (held.stored_seq, held.stored_head):
        return
    if row is None:
        journal.open_stream(book.store, held.dev, held.ep, county=book.workplace.county, mine=True)
    book.store.execute(
        "UPDATE stream SET seq = ?, head = ?, exported = ?, state = CASE WHEN ? THEN 'retired' ELSE state END WHERE dev = ? AND ep = ?",
        (seq, head, seq, int(row is None), held.dev, held.ep),
    )


def _keep_spent(book: Casebook, said: Receipt, opened: Opened) -> None:
    """Put the spent list in the place of the one before; raise E_FORMAT where it is not the one that the receipt names."""
    count, digest = said.spent
    if not count:
        return
    blob = opened.blobs.get(digest, b"")
    if len(blob) != count * SPENT_PREFIX:
        raise BadBundleFormat(reason="spent")
    book.store.execute("DELETE FROM spent")
    book.store.many(
        "INSERT OR IGNORE INTO spent (prefix) VALUES (?)",
        [(blob[at : at + SPENT_PREFIX],) for at in range(0, len(blob), SPENT_PREFIX)],
    )

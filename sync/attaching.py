"""Where a bundle of a stream belongs: it goes on from what is held, repeats it, waits behind a gap, or parts from it (docs/sync.md section 4.3).

A stream is one chain of hashes. What goes another way from some entry on is a second version (db/forks.py): it is applied like everything
else, noted as a branch, and its device's money waits for an officer. Nothing here looks at who came first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db import apply as applying
from db import directory, entries, flags, gaps, journal
from db.casebook import Casebook
from db.entries import Entry
from sync import carrying, receipt_form
from sync.bundle import Opened
from sync.errors import BrokenChain, StreamFork, StreamGap
from sync.manifest import Manifest

AFTER_GAP = "AFTER_GAP"


@dataclass(frozen=True)
class Attached:
    """Tell how many entries of a bundle were new, and where it parted from what was held (None where it did not)."""

    new: int
    fork: StreamFork | None = None


@dataclass(frozen=True)
class _Held:
    """Hold what is known of a stream: its last number and hash."""

    seq: int
    head: bytes
    known: bool


def attach(book: Casebook, opened: Opened) -> Attached:
    """Apply a contiguous range of one stream where it belongs; raise GAP or FORK where what it goes on from has not come, or E_CHAIN."""
    manifest = opened.manifest
    held = _held(book, manifest.from_dev, manifest.ep)
    if (
        manifest.first > held.seq + 1
        and _branch_before(book, manifest) is None
        and _gap_before(book, manifest, held) is None
    ):
        raise _waits(
            manifest, held
        )  # before its lines are read: of many that come in the wrong order each would be read in vain
    found = _chain(manifest, opened.lines)
    given = {manifest.first - 1: manifest.prev} | {entry.q: entry.hash for entry in found}
    if given.get(held.seq) == held.head:
        # What leads up to our head is ours, even where it fills a gap that was closed.
        filling = _wants(book, manifest.from_dev, manifest.ep)
        return Attached(_go_on(book, manifest, held, found if filling else found[held.seq - manifest.first + 1 :]))
    if manifest.first > held.seq + 1:
        return _beyond(book, manifest, held, found)
    return _within(book, manifest, held, found, given)


def _wants(book: Casebook, dev: bytes, ep: bytes) -> bool:
    """Tell whether something is missing below the end of a stream: a closed gap, or the body of a line that came without it."""
    sql = "SELECT 1 FROM flag f JOIN entry e ON e.hash = unhex(f.detail) WHERE f.code = 'BODY_MISSING' AND e.dev = ? AND e.ep = ?"
    return bool(gaps.holes(book.store, dev, ep)) or book.store.one(sql, (dev, ep)) is not None


def _heal(book: Casebook, found: Sequence[Entry]) -> int:
    """Apply once more what is known: a line that came without its body is healed by one that has it."""
    with book.store.transaction(joins=True):
        return carrying.apply(book, found, book.role_of)


def _held(book: Casebook, dev: bytes, ep: bytes) -> _Held:
    row = book.store.one("SELECT seq, head FROM stream WHERE dev = ? AND ep = ?", (dev, ep))
    if row is None:
        return _Held(0, entries.stream_root(dev, ep), known=False)
    return _Held(row["seq"], bytes(row["head"]), known=True)


def _chain(manifest: Manifest, lines: Sequence[bytes]) -> list[Entry]:
    """Read the lines and prove that they are the chain which the manifest announces; raise E_CHAIN naming the first number that is not."""
    dev, previous = manifest.from_dev, manifest.prev
    found = []
    for number, line in enumerate(lines, manifest.first):
        try:
            entry = entries.parse(dev, manifest.ep, line)
        except entries.BadEntry as error:
            raise BrokenChain(dev=dev.hex(), seq=number) from error
        if entry.q != number or entry.p != previous:
            raise BrokenChain(dev=dev.hex(), seq=number)
        previous = entry.hash
        found.append(entry)
    if previous != manifest.head:
        raise BrokenChain(dev=dev.hex(), seq=manifest.upto)
    return found


def _go_on(book: Casebook, manifest: Manifest, held: _Held, fresh: Sequence[Entry], after: str = "") -> int:
    """Apply what goes on from the end of the stream; `after` names the closed gap that lies between."""
    if not fresh:
        return 0
    dev, ep = manifest.from_dev, manifest.ep
    with book.store.transaction(joins=True):
        _open(book, manifest, held)
        new = carrying.apply(book, fresh, book.role_of)
        book.store.execute(
            "UPDATE stream SET seq = ?, head = ? WHERE dev = ? AND ep = ?", (manifest.upto, manifest.head, dev, ep)
        )
        if after:
            flags.raise_flag(book.store, AFTER_GAP, applying.EPOCH_TABLE, dev + ep, after, book.now)
        else:
            _unmark(book, dev, ep)
    return new


def _unmark(book: Casebook, dev: bytes, ep: bytes) -> None:
    """Take the mark away when nothing is missing any more: nobody need look at the gap."""
    if not gaps.holes(book.store, dev, ep):
        book.store.execute("DELETE FROM flag WHERE code = ? AND row = ?", (AFTER_GAP, dev + ep))


def _open(book: Casebook, manifest: Manifest, held: _Held) -> None:
    if not held.known:
        grant = directory.grant_of(book.store, manifest.from_dev)
        county = grant.county if grant else ""
        journal.open_stream(book.store, manifest.from_dev, manifest.ep, county=county, mine=False)


def _beyond(book: Casebook, manifest: Manifest, held: _Held, found: Sequence[Entry]) -> Attached:
    """Judge a bundle that begins after the end of what is held: it goes on from another version, or a gap lies between that is closed or not."""
    branch = _branch_before(book, manifest)
    if branch is not None:
        return _part(book, manifest, held, found, branch)
    between = _gap_before(book, manifest, held)
    if between is None:
        raise _waits(manifest, held)
    return Attached(_go_on(book, manifest, held, found, between))


def _branch_before(book: Casebook, manifest: Manifest) -> bytes | None:
    """Give the branch whose end a bundle goes on from."""
    found = book.store.value(
        "SELECT branch FROM branch WHERE dev = ? AND ep = ? AND head = ?",
        (manifest.from_dev, manifest.ep, manifest.prev),
    )
    return None if found is None else bytes(found)


def _gap_before(book: Casebook, manifest: Manifest, held: _Held) -> str | None:
    """Name the numbers between the end of what is held and a bundle where an officer has closed that gap."""
    for first, upto in gaps.closed(book.store, manifest.from_dev, manifest.ep):
        if first <= held.seq + 1 and manifest.first - 1 <= upto:
            return f"{held.seq + 1}-{manifest.first - 1}"
    return None


def _waits(manifest: Manifest, held: _Held) -> StreamGap:
    return StreamGap(dev=manifest.from_dev.hex(), ep=manifest.ep.hex(), expected=held.seq + 1, got=manifest.first)


def _within(
    book: Casebook, manifest: Manifest, held: _Held, found: Sequence[Entry], given: dict[int, bytes]
) -> Attached:
    """Judge a bundle that does not meet the end of what is held: known already, the filling of a closed gap, or another version."""
    dev, ep = manifest.from_dev, manifest.ep
    last = book.store.rows("SELECT hash FROM entry WHERE dev = ? AND ep = ? AND q = ?", (dev, ep, manifest.upto))
    if [bytes(row[0]) for row in last] == [manifest.head] and not _wants(book, dev, ep):
        return Attached(0)  # the only entry of this number, so all that leads up to it is held
    known = journal.links(book.store, dev, ep, max(manifest.first - 1, 1))
    members = journal.backwards(known, held.head)
    members |= _below_holes(book, manifest, known)
    branches = [
        (bytes(row["branch"]), bytes(row["head"]))
        for row in book.store.rows("SELECT branch, head FROM branch WHERE dev = ? AND ep = ?", (dev, ep))
    ]
    for _, head in branches:
        members |= journal.backwards(known, head)
    members.add(entries.stream_root(dev, ep))
    met = max((number for number, value in given.items() if value in members), default=None)
    if met is None:  # another version, whose beginning has not come: it waits
        raise StreamFork(dev=dev.hex(), ep=ep.hex(), seq=max(manifest.first - 1, 1))
    fresh = found[met - manifest.first + 1 :]
    if not fresh:
        return Attached(_heal(book, found))
    if _fills(book, manifest, fresh, known):
        return Attached(_fill(book, manifest, fresh))
    branch = next((branch for branch, head in branches if head == given[met]), fresh[0].hash)
    return _part(book, manifest, held, fresh, branch)


def _below_holes(book: Casebook, manifest: Manifest, known: dict[bytes, tuple[int, bytes]]) -> set[bytes]:
    """Give what lies before closed gaps, where the chain cannot be followed: the only entry of its number."""
    found = set()
    for first, _ in gaps.holes(book.store, manifest.from_dev, manifest.ep):
        ends = [value for value, (q, _) in known.items() if q == first - 1]
        if len(ends) == 1:
            found |= journal.backwards(known, ends[0])
    return found


def _fills(book: Casebook, manifest: Manifest, fresh: Sequence[Entry], known: dict[bytes, tuple[int, bytes]]) -> bool:
    """Tell whether the entries lie in a closed gap and, where they reach its end, lead on to what was taken after it."""
    numbers = {q for q, _ in known.values()}
    for first, upto in gaps.holes(book.store, manifest.from_dev, manifest.ep):
        if first <= fresh[0].q and fresh[-1].q <= upto and not numbers & {entry.q for entry in fresh}:
            after = [before for q, before in known.values() if q == fresh[-1].q + 1]
            return fresh[-1].hash in after if after else True
    return False


def _fill(book: Casebook, manifest: Manifest, fresh: Sequence[Entry]) -> int:
    """Apply what came after all."""
    with book.store.transaction(joins=True):
        new = carrying.apply(book, fresh, book.role_of)
        _unmark(book, manifest.from_dev, manifest.ep)
    return new


def _part(book: Casebook, manifest: Manifest, held: _Held, fresh: Sequence[Entry], branch: bytes) -> Attached:
    """Apply what goes another way than the stream, and note the branch; its device's money stops and says so."""
    dev, ep = manifest.from_dev, manifest.ep
    with book.store.transaction(joins=True):
        _open(book, manifest, held)
        new = carrying.apply(book, fresh, book.role_of)
        book.store.execute(
            "INSERT INTO branch (dev, ep, branch, first, seq, head) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (dev, ep, branch) DO UPDATE"
            " SET seq = excluded.seq, head = excluded.head",
            (dev, ep, branch, fresh[0].q, manifest.upto, manifest.head),
        )
        first = book.store.value("SELECT min(first) FROM branch WHERE dev = ? AND ep = ?", (dev, ep))
        told = StreamFork(dev=dev.hex(), ep=ep.hex(), seq=first)
        note(book, told)
    return Attached(new, told)


def note(book: Casebook, told: StreamFork) -> None:
    """Mark a stream of which two versions are about; the receipt tells its workplace, which stops issuing money. Call it in a transaction."""
    dev, ep = bytes.fromhex(told.fields["dev"]), bytes.fromhex(told.fields["ep"])
    book.store.execute(
        "UPDATE stream SET state = ? WHERE dev = ? AND ep = ? AND mine = 0", (receipt_form.FORKED, dev, ep)
    )
    known = book.store.value("SELECT 1 FROM flag WHERE code = ? AND row = ?", (told.code, dev + ep))
    if known is None:
        flags.raise_flag(book.store, told.code, applying.EPOCH_TABLE, dev + ep, str(told.fields["seq"]), book.now)

"""Our own streams on their way out: what is new since the last export, in bundles that are whole in themselves."""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from db import journal
from db.casebook import Casebook
from db.entries import entry_hash, stream_root
from rules import canonical
from rules.clock import millis
from rules.permissions import Action
from rules.steps import Step, unheard
from sync import bundle, carrying, device, folder, rekey
from sync.bundle import Batch, Piece, Sealed
from sync.keys import recipient_of
from sync.manifest import Manifest

SPOOL = "spool"
DROPPED = "erased"
"""What the log's `detail` says of a bundle whose ciphertext was deleted because it held an erased body (sync/erasing.py)."""
_FORWARDED = "erased, sent on"
REQUEST_FORMAT = "yz1-request"
_AHEAD = 3  # portions of some 10 MB read or packed before the one in front of them is written
_REQUEST = 4096  # room for the request, which travels with the first entry


@dataclass(frozen=True)
class Exported:
    """Hold one bundle written: its file, range of numbers (0, 0: an extract), entries, size in bytes, whether another's, its hash and kind."""

    path: Path
    first: int
    upto: int
    entries: int
    size: int
    relayed: bool = False
    sha256: bytes = b""
    kind: str = "stream"


def hash_at(book: Casebook, dev: bytes, ep: bytes, q: int) -> bytes | None:
    """Give the hash of a stream's entry `q`; of number 0 the stream's root; None where we do not have it."""
    if q == 0:
        return stream_root(dev, ep)
    found = [
        bytes(row[0])
        for row in book.store.rows("SELECT hash FROM entry WHERE dev = ? AND ep = ? AND q = ? ORDER BY n", (dev, ep, q))
    ]
    if len(found) > 1:
        beside = journal.off_chain(book.store, dev, ep)
        found = [value for value in found if value not in beside]
    return found[0] if found else None


def draft(
    book: Casebook, kind: str, to: list[str], ep: bytes, first: int, upto: int, prev: bytes, head: bytes
) -> Manifest:
    """Make a manifest of ours without its files."""
    return Manifest(
        kind=kind, bundle_id=book.random(16), to=tuple(to), from_dev=book.workplace.dev, ep=ep, first=first, upto=upto, prev=prev, head=head,
        dir_v=int(book.setting("dir_v", "0")), receipt_seen=int(book.setting("receipt_seen", "0")), app=device.APP, created=millis(book.clock),
    )  # fmt: skip


def log(
    book: Casebook, direction: str, manifest: Manifest, name: str, sha256: bytes, size: int, entries: int, outcome: str
) -> None:
    """Note a bundle in the local log; call it inside a transaction."""
    book.store.execute(
        "INSERT INTO bundle (direction, kind, name, sha256, dev, ep, first, upto, size, entries, outcome, at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            direction,
            manifest.kind,
            name,
            sha256,
            manifest.from_dev,
            manifest.ep,
            manifest.first,
            manifest.upto,
            size,
            entries,
            outcome,
            book.now,
        ),
    )


def export(
    book: Casebook,
    to: Path,
    *,
    resend: bool = False,
    whole: bool = False,
    there: Collection[bytes] = (),
    step: Step = unheard,
) -> list[Exported]:
    """Write what is new as bundles into the folder `to`, pass on what others gave us, and answer what the last receipt asked for.

    With `resend` all that no receipt has confirmed goes out, with `whole` all from the first entry. `there` are the hashes of others' bundles
    that went the same way before (see `relay`). `step(done, total)` hears of each bundle in entries and may raise to stop. Raise NoCard, and
    the folder's errors: what was written before a failure or a stop is whole and stays counted as written. Where `to` knows of more entries of ours than we do, an older copy of the casebook is in use: a new epoch begins first.
    """
    from sync import answering  # it writes extracts, which are drafted here

    book.require(Action.BUNDLE_SEND)
    book.require_sound()
    book.anchor.catch_up()
    book.look_at_medium(to)
    written = _own(book, to, resend=resend, whole=whole, step=step) + relay(book, to, there) + answering.write(book, to)
    written += answering.pictures(book, to)
    book.mark_medium(to)
    return written


def _own(book: Casebook, to: Path, *, resend: bool, whole: bool, step: Step) -> list[Exported]:
    """Write our own streams."""
    names = device.recipients(book, desks=True)[1]
    served = set(book.setting("served").split())
    from sync import giving_back  # it reads what is spooled here

    given_back = giving_back.document(book, whole=whole)
    # A desk that was granted since the last export can follow our stream only from its first entry.
    whole = whole or bool(served and set(names) - served)
    written = []
    for stream in book.store.rows(
        "SELECT dev, ep, seq, exported, confirmed, state FROM stream WHERE mine = 1 AND seq > 0 ORDER BY state DESC"
    ):
        dev, ep = bytes(stream["dev"]), bytes(stream["ep"])
        at = 1 if whole else (stream["confirmed"] if resend else stream["exported"]) + 1
        if given_back and stream["state"] == "open":
            at = min(at, stream["seq"])  # even where nothing is new: it travels with a bundle
        for one in write_from(book, dev, ep, at, to, given_back):
            with book.store.transaction():
                book.store.execute(
                    "UPDATE stream SET exported = max(exported, ?) WHERE dev = ? AND ep = ?", (one.upto, dev, ep)
                )
            written.append(one)
            step(one.upto, stream["seq"])
    if set(names) - served:  # only now: had the stick been full, they would still have to be served
        book.set_setting("served", " ".join(sorted(served | set(names))))
    return written


def write_from(
    book: Casebook, dev: bytes, ep: bytes, at: int, to: Path, given_back: bytes | None = None
) -> Iterator[Exported]:
    """Write an own stream's entries from number `at` on as bundles into the folder `to`, giving each once it is there and logged.

    `given_back` travels with each: what the province has forgotten (sync/giving_back.py).
    While this thread, whose store it is, reads a portion, another packs the one before, and a third encrypts and writes the one before that.
    After a failure or a stop no further bundle is begun.
    """
    seq = book.store.value("SELECT seq FROM stream WHERE dev = ? AND ep = ?", (dev, ep))
    reserve = _REQUEST + len(given_back or b"")
    write, stop = _writer(book, ep, to, given_back), threading.Event()

    def write_next(at: int, before: bytes, packing: Future[list[Batch]]) -> list[tuple[Path, Sealed]]:
        try:
            return [] if stop.is_set() else write(at, before, packing.result())
        except BaseException:
            stop.set()
            raise

    before = hash_at(book, dev, ep, at - 1) or b""
    under_way: deque[Future[list[tuple[Path, Sealed]]]] = deque()
    with ThreadPoolExecutor(1) as packer, ThreadPoolExecutor(1) as hand:
        try:
            for portion in bundle.portions(journal.blocks(book.store, dev, ep, at, seq), reserve=reserve):
                packing = packer.submit(portion.pack, reserve=reserve)
                under_way.append(hand.submit(write_next, at, before, packing))
                at, before = at + portion.lines, _head_of(portion.pieces[-1])
                while under_way[0].done() or len(under_way) > _AHEAD:
                    yield from _logged(book, under_way.popleft().result())
                    if not under_way:
                        break
            while under_way:
                yield from _logged(book, under_way.popleft().result())
        finally:
            stop.set()


def _writer(
    book: Casebook, ep: bytes, to: Path, given_back: bytes | None
) -> Callable[[int, bytes, Sequence[Batch]], list[tuple[Path, Sealed]]]:
    """Give what seals and writes packed lines of our stream from their first number and the hash before it on, without asking the store."""
    locks, names = device.recipients(book, desks=True)
    province, signer, mark = device.card(book).province, device.keys(book).signer, mark_of(book)
    plan, request = draft(book, "stream", names, ep, 1, 1, b"", b""), request_document(book)

    attached = [*([given_back] if given_back else []), *rekey.documents(book)]

    def write(at: int, before: bytes, batches: Sequence[Batch]) -> list[tuple[Path, Sealed]]:
        done = []
        for batch in batches:
            upto, head = at + len(batch) - 1, _head_of(batch.pieces[-1])
            manifest = replace(plan, bundle_id=book.random(16), first=at, upto=upto, prev=before, head=head)
            blobs = [*([request] if at == 1 else []), *attached]
            sealed = bundle.seal(manifest, batch, blobs=blobs, signer=signer, recipients=locks, province=province)
            done.append((folder.write(to, sealed.name, sealed.data, mark=mark), sealed))
            at, before = upto + 1, head
        return done

    return write


def _logged(book: Casebook, done: list[tuple[Path, Sealed]]) -> Iterator[Exported]:
    for path, sealed in done:
        manifest, size = sealed.manifest, len(sealed.data)
        count = manifest.upto - manifest.first + 1
        with book.store.transaction():
            log(book, "out", manifest, sealed.name, sealed.sha256, size, count, "EXPORTED")
        yield Exported(path, manifest.first, manifest.upto, count, size, sha256=sealed.sha256)


def _head_of(piece: Piece) -> bytes:
    """Give the hash of the last of some entry lines."""
    if not isinstance(piece, bytes):
        return piece.head
    start = piece.rfind(b"\n", 0, -1) + 1
    return entry_hash(piece[start : piece.index(b"\t", start)])


def mark_of(book: Casebook) -> str:
    """Give what tells our partial files in a shared folder from those of others."""
    return book.workplace.dev.hex()[:8]


def relay(book: Casebook, to: Path, there: Collection[bytes] = ()) -> list[Exported]:
    """Pass the stream bundles of others on unchanged until a receipt confirms them; any desk can send for all.

    `there` are the hashes of what need not be written again, because it lies in `to` or went the same way before.
    """
    written = []
    province = device.card(book).province
    sql = """SELECT b.dev, b.ep, b.sha256, b.first, b.upto, b.entries, b.size FROM bundle b JOIN stream s ON s.dev = b.dev AND s.ep = b.ep
        WHERE b.direction = 'in' AND b.kind = 'stream' AND s.mine = 0 AND b.upto > s.confirmed ORDER BY b.n"""
    for row in book.store.rows(sql):
        sha256 = bytes(row["sha256"])
        kept = spooled(book, sha256)
        if sha256 in there or not kept.is_file():
            continue
        data = folder.read(kept)
        if hashlib.sha256(data).digest() == sha256:  # what the disk has spoilt is not passed on
            numbers = (row["first"], row["upto"])
            name = bundle.file_name(province, bytes(row["dev"]), bytes(row["ep"]), numbers, sha256)
            path = folder.write(to, name, data, mark=mark_of(book))
            written.append(Exported(path, *numbers, row["entries"], row["size"], relayed=True, sha256=sha256))
    return written + _forward_dropped(book, to)


def _forward_dropped(book: Casebook, to: Path) -> list[Exported]:
    """Send on, as extracts, the entries of others' bundles that were deleted here before the province confirmed them; once.

    Should these be lost, the province still asks their writer for the stream.
    """
    card = device.card(book)
    written = []
    for at, batch in enumerate(bundle.split(_dropped_lines(book)), 1):
        manifest = draft(book, "extract", [card.dev], book.stream()[1], at, at, b"", b"")
        locks = [recipient_of(card.transport), recipient_of(card.safe)]
        sealed = bundle.seal(
            manifest, batch, signer=device.keys(book).signer, recipients=locks, province=card.province
        )  # fmt: skip
        path = folder.write(to, sealed.name, sealed.data, mark=mark_of(book))
        with book.store.transaction():
            log(book, "out", sealed.manifest, sealed.name, sealed.sha256, len(sealed.data), len(batch), "EXPORTED")
        written.append(Exported(path, at, at, len(batch), len(sealed.data), relayed=True, sha256=sealed.sha256))
    if written:
        with book.store.transaction():
            book.store.execute("UPDATE bundle SET detail = ? WHERE detail = ?", (_FORWARDED, DROPPED))
    return written


def _dropped_lines(book: Casebook) -> Iterator[bytes]:
    sql = """SELECT b.dev, b.ep, b.first, b.upto FROM bundle b JOIN stream s ON s.dev = b.dev AND s.ep = b.ep
        WHERE b.direction = 'in' AND b.kind = 'stream' AND b.detail = ? AND s.mine = 0 AND b.upto > s.confirmed ORDER BY b.n"""
    for row in book.store.rows(sql, (DROPPED,)):
        dev, ep = bytes(row["dev"]), bytes(row["ep"])
        for line in journal.lines(book.store, dev, ep, row["first"], row["upto"]):
            yield carrying.line(dev, ep, line)


def spooled(book: Casebook, sha256: bytes) -> Path:
    """Give where a received bundle's ciphertext is kept."""
    return book.workplace.path / SPOOL / f"{sha256.hex()}.age"


def request_document(book: Casebook) -> bytes:
    """Give the request that travels with the first bundle of a stream: who we are and our public keys."""
    place = book.workplace
    return canonical.dump({
        "fmt": REQUEST_FORMAT, "record": device.keys(book).record(), "role": place.kind, "county": place.county, "name": place.name,
        "ep": book.stream()[1].hex(),
    })  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Tell how our streams stand: entries not yet written to any medium, entries that no receipt has confirmed, the last receipt."""

    unsent: int
    unconfirmed: int
    receipt_no: int
    receipt_day: str


def standing(book: Casebook) -> Standing:
    """Tell how our streams stand, for the status bar."""
    row = book.store.one(
        "SELECT coalesce(sum(seq - exported), 0) AS unsent, coalesce(sum(seq - confirmed), 0) AS unconfirmed FROM stream WHERE mine = 1"
    )
    return Standing(
        row["unsent"], row["unconfirmed"], int(book.setting("receipt_seen", "0")), book.setting("receipt_day")
    )

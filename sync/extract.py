"""Extracts: the verbatim entries that another workplace needs, carried without the province (docs/sync.md section 4).

The class file goes from desk to base, with its people and enrolments and nothing else of them; attendance, results, redemptions and
certificates come back the same way. A transfer file (号段转授) goes from desk to desk of one county.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from pyrage import x25519

from db import directory, entries, photographs, training
from db.casebook import Casebook
from db.directory import Grant
from rules.errors import UserError
from rules.permissions import Action
from sync import bundle, carrying, device, folder, streams
from sync.keys import recipient_of

_CLASS_FILE = (
    "training_class",
    "enrolment",
    "person",
    "claim_review",
    "contest_decision",
    "voucher_void",
    "voucher_loss",
)
_RESULTS = (
    "training_class",
    "attendance",
    "result",
    "redemption",
    "certificate",
    "certificate_reprint",
    "certificate_revocation",
    "certificate_handout",
    "seal_use",
    "claim",
)
_PICTURES = 3 * 1024 * 1024
"""Bytes of photographs in one bundle: entries need the rest of the six million (sync/bundle.py)."""
_TRANSFERS = ("block_transfer", "spare_opening", "pending_approval")


class AddresseeUnknown(UserError):
    """Say that the workplace for which an extract is meant is not in the directory yet; field `name`."""

    code = "ADDRESSEE_UNKNOWN"


def class_file(book: Casebook, class_id: bytes, to: Path) -> list[Path]:
    """Write the class file for the class's base (desk): class, enrolments, of the people only what a base may know, their photographs, reviews of its claims.

    The county's void and lost vouchers go along: their papers still verify, and only this tells a base not to take them; so do its decisions
    on vouchers redeemed twice. So does every erasure of a person or class record: a base that holds one from an earlier class file must let
    go of it too.
    """
    book.require(Action.BUNDLE_SEND)
    found = training.get_class(book, class_id)
    base = next((base for base in training.bases(book) if base.id == found.base), None)
    grant = directory.grant_of(book.store, bytes.fromhex(base.dev)) if base and base.dev else None
    if grant is None or directory.is_revoked(book.store, grant.dev):
        raise AddresseeUnknown(name=found.base_name)
    rows = {class_id} | {
        bytes(row[0]) for row in book.store.rows("SELECT id FROM enrolment WHERE class_id = ?", (class_id,))
    }
    rows |= {bytes(row[0]) for row in book.store.rows("SELECT person FROM enrolment WHERE class_id = ?", (class_id,))}
    reviews = "SELECT v.id FROM claim_review v JOIN claim c ON c.id = v.claim WHERE c.base = ?"
    rows |= {bytes(row[0]) for row in book.store.rows(reviews, (found.base,))}
    for table in ("voucher_void", "voucher_loss", "contest_decision"):
        rows |= {bytes(row[0]) for row in book.store.rows(f"SELECT id FROM {table}")}
    first, *more = _in_bundles(photographs.of_class(book, class_id)) or [{}]
    lines = chain(_lines(book, rows, (*_CLASS_FILE, "staff")), _erasures(book))
    written = write(book, [grant], lines, to, blobs=list(first.values()))
    for part in more:
        written += write(book, [grant], _lines(book, set(part), ("person", "staff")), to, blobs=list(part.values()))
    return written


def photograph_files(book: Casebook, to: Path) -> list[Path]:
    """Write for the county's other desks the photographs taken here that they have not been sent; none for the province (docs/decisions/0054)."""
    dev = book.workplace.dev
    desks = [
        grant
        for grant in directory.living(book.store, book.workplace.county)
        if grant.role == "desk" and grant.dev != dev
    ]
    written: list[Path] = []
    for part in _in_bundles(photographs.unsent(book)) if desks else []:
        written += write(book, desks, _lines(book, set(part), ("person", "staff")), to, blobs=list(part.values()))
        photographs.note_sent(book, part.values())
    return written


def _in_bundles(pictures: Mapping[bytes, bytes]) -> list[dict[bytes, bytes]]:
    """Sort photographs, by their persons' rows, into as many bundles as they need."""
    parts: list[dict[bytes, bytes]] = []
    room = 0
    for person, jpeg in pictures.items():
        if not parts or len(jpeg) > room:
            parts.append({})
            room = _PICTURES
        parts[-1][person] = jpeg
        room -= len(jpeg)
    return parts


def class_results(book: Casebook, class_id: bytes, to: Path) -> list[Path]:
    """Write what the base knows of a class for the county's desks (base): attendance, results, redemptions, certificates, claims."""
    book.require(Action.BUNDLE_SEND)
    training.get_class(book, class_id)
    desks = [grant for grant in directory.living(book.store, book.workplace.county) if grant.role == "desk"]
    if not desks:
        raise AddresseeUnknown(name="")
    rows: set[bytes] = {class_id}  # its own entries alone: that it applied for the class
    for table in ("attendance", "result", "redemption", "certificate", "certificate_handout", "seal_use"):
        rows |= {bytes(row[0]) for row in book.store.rows(f"SELECT id FROM {table} WHERE class_id = ?", (class_id,))}
    for table in ("certificate_reprint", "certificate_revocation"):
        sql = f"SELECT x.id FROM {table} x JOIN certificate c ON c.id = x.certificate WHERE c.class_id = ?"
        rows |= {bytes(row[0]) for row in book.store.rows(sql, (class_id,))}
    rows |= {bytes(row[0]) for row in book.store.rows("SELECT id FROM claim")}
    return write(book, desks, _lines(book, rows, (*_RESULTS, "staff")), to)


def transfer_file(book: Casebook, to_dev: bytes, to: Path) -> list[Path]:
    """Write for another desk of the county all that it must know to use what was handed to it, without the province.

    Every transfer known here, so that the way of each number can be followed, the staff who signed, and the county's grants, which prove
    themselves by the grant key's signature. Raise AddresseeUnknown.
    """
    book.require(Action.BUNDLE_SEND)
    grants = [grant for grant in directory.grants(book.store, book.workplace.county) if grant.role == "desk"]
    living = {grant.dev for grant in directory.living(book.store)}
    receiver = next((grant for grant in grants if grant.dev == to_dev and to_dev in living), None)
    if receiver is None or to_dev == book.workplace.dev:
        raise AddresseeUnknown(name=receiver.name if receiver else "")
    rows = {bytes(row[0]) for table in _TRANSFERS for row in book.store.rows(f"SELECT id FROM {table}")}
    lines = _lines(book, rows, (*_TRANSFERS, "staff"), but_of=to_dev)
    return write(book, [receiver], lines, to, blobs=[carrying.directory_blob(grants)])


def _lines(book: Casebook, rows: set[bytes], tables: Iterable[str], *, but_of: bytes = b"") -> Iterable[bytes]:
    """Give `dev TAB ep TAB entry` of the rows' applied entries for which we may answer (sync/carrying.py), none that `but_of` wrote itself.

    The staff who signed come first, so that signatures can be checked.
    """
    names = tuple(tables)
    staff = {bytes(row[0]) for row in book.store.rows("SELECT id FROM staff")}
    ours = book.workplace.kind == "base"
    dev, province = book.workplace.dev, bytes.fromhex(device.card(book).dev)
    for wanted in (sorted(staff), sorted(rows)):
        for start in range(0, len(wanted), 400):
            part = wanted[start : start + 400]
            sql = (
                f"SELECT dev, ep, header, salt, body FROM entry WHERE row IN ({','.join('?' * len(part))})"
                f" AND tbl IN ({','.join('?' * len(names))}) AND state = 'applied' ORDER BY n"
            )
            for row in book.store.rows(sql, (*part, *names)):
                writer = bytes(row["dev"])
                if writer != but_of and (writer == dev or not (ours or writer == province)):
                    line = entries.line_of(row["header"], row["salt"], row["body"])
                    yield carrying.line(writer, bytes(row["ep"]), line)


def _erasures(book: Casebook) -> Iterator[bytes]:
    """Give the erase entries of what class files carry; the province's own come with its receipts."""
    names = ",".join("?" * len(_CLASS_FILE))
    sql = f"""SELECT e.dev, e.ep, e.header, e.salt, e.body FROM erasure x JOIN entry e ON e.row = x.row AND e.tbl = x.tbl
        WHERE x.tbl IN ({names}) AND e.kind = 'erase' AND e.state = 'applied' ORDER BY e.n"""
    province = bytes.fromhex(device.card(book).dev)
    for row in book.store.rows(sql, _CLASS_FILE):
        if bytes(row["dev"]) != province:
            line = entries.line_of(row["header"], row["salt"], row["body"])
            yield carrying.line(bytes(row["dev"]), bytes(row["ep"]), line)


def write(
    book: Casebook, to_whom: list[Grant], lines: Iterable[bytes], to: Path, *, blobs: Sequence[bytes] = ()
) -> list[Path]:  # fmt: skip
    """Seal lines for the addressees, `blobs` beside the first of them, and write them into the folder; give the files."""
    locks = [recipient_of(grant.age) for grant in to_whom]
    return _seal(book, [grant.dev.hex() for grant in to_whom], locks, lines, to, blobs)


def to_province(book: Casebook, lines: Iterable[bytes], to: Path, *, blobs: Sequence[bytes] = ()) -> list[Path]:
    """Seal lines, and attachments with the first of them, for the province; give the files."""
    card = device.card(book)
    locks = [recipient_of(card.transport), recipient_of(card.safe)]
    return _seal(book, [card.dev], locks, lines, to, blobs)


def _seal(
    book: Casebook, names: list[str], locks: list[x25519.Recipient], lines: Iterable[bytes], to: Path, blobs: Sequence[bytes] = ()
) -> list[Path]:  # fmt: skip
    book.require_sound()
    province = device.card(book).province
    ep = book.stream()[1]
    written = []
    for at, batch in enumerate(bundle.split(lines, reserve=sum(map(len, blobs))), 1):
        manifest = streams.draft(book, "extract", names, ep, at, at, b"", b"")
        attached = blobs if at == 1 else ()
        sealed = bundle.seal(
            manifest, batch, blobs=attached, signer=device.keys(book).signer, recipients=locks, province=province
        )
        written.append(folder.write(to, sealed.name, sealed.data))
        with book.store.transaction():
            streams.log(
                book, "out", sealed.manifest, sealed.name, sealed.sha256, len(sealed.data), len(batch), "EXPORTED"
            )
    return written

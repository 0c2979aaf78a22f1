"""Entries carried by somebody else than their writer, in extracts and receipts: how they stand there, and whose word for them counts.

An entry bears no mark of its device outside its stream, so the carrier answers for it. A base answers for its own entries alone, and only the
province may give us back entries of our own or bring its own (docs/sync.md section 4).
"""

import re
from collections.abc import Callable, Iterable, Sequence

from db import apply as applying
from db import directory, entries, erased, schema
from db.casebook import Casebook
from db.cuts import flag_beyond
from db.directory import Grant, Revocation
from db.entries import Entry
from rules import canonical
from sync import device
from sync.bundle import MAX_BLOB, Opened
from sync.errors import BadBundleFormat, BrokenChain

_NOBODY = ""
DIRECTORY_FORMAT = "yz1-directory"
_DIRECTORY = b'{"fmt":"yz1-directory",'
JUDGED = "judged_schema"
"""The setting that keeps by which schema version the entries set aside were last judged."""
_STREAM = re.compile(rb"([0-9a-f]{16})\t([0-9a-f]{16})\t")


def line(dev: bytes, ep: bytes, entry_line: bytes) -> bytes:
    """Give `dev TAB ep TAB entry` with its line feed."""
    return b"\t".join((dev.hex().encode(), ep.hex().encode(), entry_line)) + b"\n"


def read(opened: Opened) -> list[Entry]:
    """Read the lines of an extract or receipt; raise E_CHAIN naming the first bad line."""
    found = []
    for at, one in enumerate(opened.lines, 1):
        try:
            stream = _STREAM.match(one)
            dev, ep = (bytes.fromhex(part.decode()) for part in stream.groups()) if stream else (b"", b"")
            found.append(entries.parse(dev, ep, one[stream.end() :] if stream else b""))
        except entries.BadEntry as error:
            raise BrokenChain(dev=opened.manifest.from_dev.hex(), seq=at) from error
    return found


def directory_blob(grants: Iterable[Grant], revocations: Iterable[Revocation] = ()) -> bytes:
    """Give documents of the directory as an attachment: `{"fmt": "yz1-directory", "grants": [{doc, sig}], "revocations": […]}`, canonical JSON."""
    return canonical.dump({
        "fmt": DIRECTORY_FORMAT, "grants": [_signed(one) for one in grants], "revocations": [_signed(one) for one in revocations],
    })  # fmt: skip


def _signed(one: Grant | Revocation) -> dict[str, str]:
    return {"doc": one.document.decode(), "sig": one.signature.hex()}


def take_directory(book: Casebook, opened: Opened) -> None:
    """Keep the grants that came as an attachment, inside the caller's transaction: the grant key's signature proves them, whoever brought them.

    Raise BadGrant for one that it does not prove, E_FORMAT for an attachment of another shape.
    """
    grant_key = bytes.fromhex(device.card(book).grant)
    for blob in opened.blobs.values():
        if not blob.startswith(_DIRECTORY):
            continue
        try:
            listed = canonical.load(blob, limit=MAX_BLOB)["grants"]
            pairs = [(one["doc"].encode(), bytes.fromhex(one["sig"])) for one in listed]
        except (canonical.NotCanonical, KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadBundleFormat(reason="directory") from error
        for document, signature in pairs:
            if not directory.holds(book.store, document):
                made = directory.read_grant(document, signature, grant_key)
                directory.keep_grant(book.store, made, int(book.setting("dir_v", "0")))


def word_of(book: Casebook, carrier: bytes) -> Callable[[bytes], str | None]:
    """Give the role in which a device's entries count when `carrier` brings them: none where it may not speak for that device."""
    bearer = book.role_of(carrier)

    def role_of(dev: bytes) -> str | None:
        role = book.role_of(dev)
        if dev == carrier or bearer == "province":
            return role
        return _NOBODY if bearer == "base" or dev == book.workplace.dev or role == "province" else role

    return role_of


def apply(book: Casebook, found: Sequence[Entry], role_of: Callable[[bytes], str | None]) -> int:
    """Apply entries inside the caller's transaction; give how many were new.

    What an unentitled carrier brought before is judged again when somebody brings it who may: nothing true is kept out by who came first.
    """
    aside = {str(row[0]) for row in book.store.rows("SELECT detail FROM flag WHERE code = 'NOT_ENTITLED'")}
    if aside:
        again = [one for one in found if one.hash.hex() in aside and _may_write(one, role_of(one.dev))]
        book.store.many("DELETE FROM entry WHERE hash = ?", [(one.hash,) for one in again])
        book.store.many(
            "DELETE FROM flag WHERE code = 'NOT_ENTITLED' AND detail = ?", [(one.hash.hex(),) for one in again]
        )
    new = applying.apply(book.store, found, role_of, book.now).new
    flag_beyond(book.store, book.now)
    return new


def _may_write(entry: Entry, role: str | None) -> bool:
    table = schema.BY_NAME.get(entry.tbl)
    if table is None or role is None:
        return False
    return erased.may_erase(table, role) if entry.kind == "erase" else table.takes(role, entry.kind)


def release_held(book: Casebook) -> int:
    """Apply entries that waited: those whose device's grant is known by now and, after an upgrade, those of the newer schema.

    Give how many. Call it when the directory may have grown, and before taking anything in.
    """
    upgraded = int(book.setting(JUDGED, "1")) < schema.SCHEMA_VERSION
    states = (applying.HELD, applying.UNKNOWN) if upgraded else (applying.HELD,)
    rows = book.store.rows(
        f"SELECT n, hash, dev, ep, header, salt, body FROM entry WHERE state IN ({','.join('?' * len(states))}) ORDER BY n",
        states,
    )
    ready = [row for row in rows if book.role_of(bytes(row["dev"])) is not None]
    again = [
        entries.parse(bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"]))
        for row in ready
    ]
    if again or upgraded:
        with book.store.transaction():
            book.store.many("DELETE FROM entry WHERE n = ?", [(row["n"],) for row in ready])
            book.store.many(
                "DELETE FROM flag WHERE code = 'UNKNOWN' AND detail = ?", [(entry.hash.hex(),) for entry in again]
            )
            applying.apply(book.store, again, book.role_of, book.now)
            book.set_setting(JUDGED, str(schema.SCHEMA_VERSION))
    return len(ready)

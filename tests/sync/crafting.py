"""Entries and bundles made by hand with a real device's keys: what a faulty or hostile program could send."""

from collections.abc import Mapping, Sequence
from typing import Any

from db import directory, entries, schema
from db.casebook import Casebook
from db.entries import Entry
from rules import canonical
from rules.signing import Signer
from sync import bundle, carrying, device, streams
from sync.bundle import Sealed
from sync.keys import recipient_of


class Forger:
    """Go on with a device's own stream by hand, past its program's checks; the casebook itself hears nothing of it."""

    def __init__(self, book: Casebook) -> None:
        self.book = book
        self.dev, self.ep = book.stream()
        row = book.store.one("SELECT seq, head FROM stream WHERE dev = ? AND ep = ?", (self.dev, self.ep))
        self.seq, self.head = int(row["seq"]), bytes(row["head"])
        self.first, self.before = self.seq + 1, self.head
        self.made: list[Entry] = []

    def go_on_at(self, other: Casebook) -> None:
        """Go on where another workplace's copy of the stream ends, not where our own does."""
        row = other.store.one("SELECT seq, head FROM stream WHERE dev = ? AND ep = ?", (self.dev, self.ep))
        self.seq, self.head = (
            (int(row["seq"]), bytes(row["head"])) if row else (0, entries.stream_root(self.dev, self.ep))
        )
        self.first, self.before = self.seq + 1, self.head

    def write(
        self, tbl: str, values: Mapping[str, Any], *, kind: str = "", row: bytes = b"", signers: Sequence[tuple[str, Signer]] = (),
        parents: Sequence[bytes] = (), version: int = schema.SCHEMA_VERSION,
    ) -> Entry:  # fmt: skip
        """Append an entry with these JSON values."""
        table = schema.BY_NAME.get(tbl)
        entry = entries.make(
            stream=(self.dev, self.ep), q=self.seq + 1, previous=self.head, tbl=tbl, row=row or self.book.random(16),
            kind=kind or ("fact" if table and table.kind == "fact" else "patch"), parents=parents, actor="", schema_version=version,
            ts=self.book.now, clock_doubt=False, values=values, salt=self.book.random(16), signers=signers,
        )  # fmt: skip
        self.seq, self.head = entry.q, entry.hash
        self.made.append(entry)
        return entry

    def seal(self) -> Sealed:
        """Give the stream bundle of what was written."""
        locks, names = device.recipients(self.book, desks=True)
        manifest = streams.draft(self.book, "stream", names, self.ep, self.first, self.seq, self.before, self.head)
        lines = b"".join(entry.line + b"\n" for entry in self.made)
        return bundle.seal(
            manifest,
            lines,
            signer=device.keys(self.book).signer,
            recipients=locks,
            province=device.card(self.book).province,
        )


def extract(book: Casebook, to: Casebook, found: Sequence[Entry], *, blobs: Sequence[bytes] = ()) -> Sealed:
    """Seal entries, whoever wrote them, as an extract from one workplace to another."""
    lines = b"".join(carrying.line(one.dev, one.ep, one.line) for one in found)
    manifest = streams.draft(book, "extract", [to.workplace.dev.hex()], book.stream()[1], 1, 1, b"", b"")
    lock = recipient_of(device.keys(to).public.age)
    return bundle.seal(manifest, lines, blobs=blobs, signer=device.keys(book).signer, recipients=[lock], province="51")


def receipt(
    province: Casebook, to: Casebook, document: Mapping[str, Any] | bytes, found: Sequence[Entry] = (), *, number: int = 0, blobs: Sequence[bytes] = (),
) -> Sealed:  # fmt: skip
    """Seal a receipt document made by hand with the province's real receipt key."""
    data = document if isinstance(document, bytes) else canonical.dump(document)
    number = number or (1 if isinstance(document, bytes) else int(document.get("receipt_no", 1)))
    lines = b"".join(carrying.line(one.dev, one.ep, one.line) for one in found)
    ep = province.stream(to.workplace.county)[1]
    manifest = streams.draft(province, "receipt", [to.workplace.dev.hex()], ep, number, number, b"", b"\1" * 32)
    lock = recipient_of(device.keys(to).public.age)
    return bundle.seal(
        manifest,
        lines,
        blobs=blobs,
        receipt=data,
        signer=device.keys(province).signer,
        recipients=[lock],
        province="51",
    )


def own_entries(book: Casebook, tbl: str = "") -> list[Entry]:
    """Give what a workplace wrote itself, of one table where it is named."""
    rows = book.store.rows(
        "SELECT dev, ep, header, salt, body FROM entry WHERE dev = ? AND (? = '' OR tbl = ?) ORDER BY n",
        (book.workplace.dev, tbl, tbl),
    )
    return [
        entries.parse(bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"]))
        for row in rows
    ]


def revoke(province: Casebook, grant_key: Signer, book: Casebook, cut_seq: int, *holders: Casebook) -> None:
    """Revoke a workplace beyond a number, and let others know."""
    document = canonical.dump({
        "fmt": directory.REVOCATION_FORMAT, "store_id": device.card(province).store_id, "dev": book.workplace.dev.hex(), "ep": book.stream()[1].hex(),
        "cut_seq": cut_seq, "cut_head": (streams.hash_at(book, *book.stream(), cut_seq) or b"").hex(), "reason": "lost", "issued": "2009-09-28",
    })  # fmt: skip
    made = directory.read_revocation(
        document, grant_key.sign(directory.signed_bytes(document)), bytes.fromhex(device.card(province).grant)
    )
    for holder in (province, *holders):
        with holder.store.transaction():
            directory.keep_revocation(holder.store, made, 9)

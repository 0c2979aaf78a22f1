"""What a receipt asks for and what a restored province lost: sent along with the next bundles (docs/sync.md section 5).

An entry may come before those that its writer had seen. Its row is then incomplete at the province, and the receipt names the hashes that are
missing; whoever holds such an entry sends it as an extract.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from db import apply, entries, schema
from db.casebook import Casebook
from sync import carrying, device, extract, giving_back, receipt_form
from sync.streams import Exported

MOST = 500
"""How many entries one receipt asks for: the next one asks for the rest."""


def missing(book: Casebook) -> list[bytes]:
    """Give the hashes of entries that rows here go on from and that have not come, at most MOST, in order."""
    found: set[bytes] = set()
    for table in schema.TABLES:
        if table.kind != "register":
            continue
        for row in book.store.rows(f"SELECT id FROM {table.name} WHERE _incomplete > 0 LIMIT ?", (MOST,)):
            found |= apply.row_projection(book.store, table.name, bytes(row[0])).missing
        if len(found) >= MOST:
            break
    return sorted(found)[:MOST]


def wanted(book: Casebook) -> list[bytes]:
    """Give the lines of an extract with what the last receipt asked for and we hold and may answer for."""
    newest = book.store.value("SELECT doc FROM receipt ORDER BY n DESC LIMIT 1")
    asked = receipt_form.read(bytes(newest)).wanted if newest is not None else ()
    if not asked:
        return []
    marks = ",".join("?" * len(asked))
    rows = book.store.rows(f"SELECT dev, ep, header, salt, body FROM entry WHERE hash IN ({marks}) ORDER BY n", asked)
    return [
        carrying.line(bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"]))
        for row in rows
        if _answers_for(book, bytes(row["dev"]))
    ]


def _answers_for(book: Casebook, dev: bytes) -> bool:
    """Tell whether our word counts for a device's entries (sync/carrying.py): a base's for its own alone."""
    if dev == book.workplace.dev:
        return True
    return book.workplace.kind == "desk" and dev.hex() != device.card(book).dev


def write(book: Casebook, to: Path) -> list[Exported]:
    """Write what was asked for and what the province may have lost; once for each receipt into the same folder, since the next one asks again."""
    name, number = f"answered:{to.absolute()}", book.setting("receipt_seen")
    if book.setting(name) == number:
        return []
    written = []
    lines = wanted(book)
    if lines:
        written += _written(extract.to_province(book, lines, to), lines)
    lost = giving_back.testimony(book)
    if lost is not None and lost[0]:
        written += _written(extract.to_province(book, lost[0], to, blobs=[lost[1]]), lost[0])
    if written:
        book.set_setting(name, number)
    return written


def pictures(book: Casebook, to: Path) -> list[Exported]:
    """Write the photographs that the county's other desks have not been sent."""
    return _written(extract.photograph_files(book, to), []) if book.workplace.kind == "desk" else []


def _written(paths: Sequence[Path], lines: Sequence[bytes]) -> list[Exported]:
    return [
        Exported(path, 0, 0, len(lines) if at == 0 else 0, path.stat().st_size, kind="extract", sha256=_hash(path))
        for at, path in enumerate(paths)
    ]


def _hash(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()

"""After an erasure: the originals in the spool go, and what a relayed one still had to tell the province is told in another way.

A bundle of another device cannot be altered: its ciphertext is under that device's signature. So one that holds an erased body is deleted.
If the province has not confirmed it, its entries travel on as an extract, without the erased bodies, and the stream itself is sent again by
its owner as soon as the province asks for what is missing (docs/sync.md section 2.5).
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db import erased, erasure, retention
from db.casebook import Casebook, Session
from db.erasure import Scope
from db.retention import Due
from rules.errors import UntrustedInput
from rules.steps import Step, unheard
from sync import bundle, device, folder, streams

IMPORTS = "imports"
"""The folder in a workplace where imports leave their findings."""


def erase_person(book: Casebook, person: bytes, reason: str, second: Session | None) -> Scope:
    """Erase a person as `db.erasure.erase_person` does, and clear what this PC holds besides the rows; errors as there."""
    done = erasure.erase_person(book, person, reason, second)
    settle(book)
    return done


def destroy(
    book: Casebook, term: str, chosen: Sequence[Due], second: Session | None, *, step: Step = unheard
) -> list[str]:  # fmt: skip
    """Destroy records that are due as `db.retention.destroy` does, and clear what this PC holds besides the rows; errors as there."""
    numbers = retention.destroy(book, term, chosen, second, step=step)
    settle(book)
    return numbers


def settle(book: Casebook) -> bool:
    """Clear spool and free pages where an erasure came since they were last cleared; tell whether all is clean now."""
    _sweep(book)
    return erased.scrub(book.store)


def _sweep(book: Casebook) -> None:
    rows = {bytes(row[0]) for row in book.store.rows("SELECT row FROM erasure WHERE swept = 0")}
    if not rows:
        return
    for held in book.store.rows("SELECT n, kind, dev, ep, first, upto, sha256 FROM bundle WHERE direction = 'in'"):
        kept = streams.spooled(book, bytes(held["sha256"]))
        if kept.is_file() and _holds(book, held, rows, kept):
            with book.store.transaction():
                if held["kind"]:
                    book.store.execute("UPDATE bundle SET detail = ? WHERE n = ?", (streams.DROPPED, held["n"]))
            kept.unlink(missing_ok=True)
    for report in (book.workplace.path / IMPORTS).glob("*"):  # what an import found, row by row, with names
        with contextlib.suppress(OSError):
            report.unlink()
    with book.store.transaction():
        book.store.execute("UPDATE erasure SET swept = 1 WHERE swept = 0")


def _holds(book: Casebook, held: Any, rows: set[bytes], kept: Path) -> bool:
    """Tell whether a spooled bundle has, or may have, a body of one of the rows.

    Of a stream we know its entries. An extract or receipt that was taken is of no more use. What waits is opened to be looked into; what we
    cannot open, nobody here can read.
    """
    if held["kind"] and held["kind"] != "stream":
        return True
    if held["kind"]:
        found = book.store.rows(
            "SELECT DISTINCT row FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN ? AND ? AND kind <> 'erase'",
            (held["dev"], held["ep"], held["first"], held["upto"]),
        )
        return any(bytes(one[0]) in rows for one in found)
    with contextlib.suppress(UntrustedInput):
        parts = bundle.unpack(bundle.decrypt(folder.read(kept), device.identities(book)))
        lines = bundle.read_lines(parts, bundle.read_manifest(parts))
        marks = [b'"r":"%b"' % row.hex().encode() for row in rows]
        return any(mark in line and b'"k":"erase"' not in line for line in lines for mark in marks)
    return False

"""One SHA-256 over the logical state, so that two workplaces can be compared by reading one line (docs/sync.md section 3).

It is computed from the entries of a stated set of streams, not from the tables: what any workplace would make of the same entries.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from db import schema
from db.apply import APPLIED, cause_of
from db.casebook import Casebook
from db.merge import Cause, project
from rules.errors import UserError


class StreamIncomplete(UserError):
    """Say that a stream is not held here up to the number asked for; fields `stream`, `held`, `wanted`."""

    code = "STREAM_INCOMPLETE"


class StreamForm(UserError):
    """Say that a stream is not written as DEV:EP:Q; field `text`."""

    code = "STREAM_FORM"


@dataclass(frozen=True)
class Part:
    """Name a stream (device and epoch, 8 bytes each) up to an entry's number."""

    dev: bytes
    ep: bytes
    upto: int

    def __str__(self) -> str:
        return f"{self.dev.hex()}:{self.ep.hex()}:{self.upto}"


def read_parts(text: str) -> list[Part]:
    """Read `DEV:EP:Q,…` (hex, hex, number); raise StreamForm."""
    parts = []
    for one in filter(None, text.split(",")):
        try:
            dev, ep, upto = one.strip().split(":")
            part = Part(bytes.fromhex(dev), bytes.fromhex(ep), int(upto))
        except ValueError as error:
            raise StreamForm(text=one[:60]) from error
        if len(part.dev) != 8 or len(part.ep) != 8 or part.upto < 0:
            raise StreamForm(text=one[:60])
        parts.append(part)
    return parts


def held(book: Casebook) -> list[Part]:
    """Give the streams that are held here from their first entry on, with the last number before any gap, in a fixed order."""
    sql = """SELECT dev, ep, max(q) AS upto FROM
        (SELECT dev, ep, q, dense_rank() OVER (PARTITION BY dev, ep ORDER BY q) AS place FROM entry) WHERE q = place GROUP BY dev, ep ORDER BY dev, ep"""
    return [Part(bytes(row["dev"]), bytes(row["ep"]), row["upto"]) for row in book.store.rows(sql)]


def digest(book: Casebook, parts: Iterable[Part] | None = None) -> str:
    """Give the state digest in hex over `parts` (all streams held, by default); raise StreamIncomplete."""
    known = {(part.dev, part.ep): part.upto for part in held(book)}
    chosen = held(book) if parts is None else list(parts)
    for part in chosen:
        if known.get((part.dev, part.ep), 0) < part.upto:
            raise StreamIncomplete(stream=str(part), held=known.get((part.dev, part.ep), 0), wanted=part.upto)
    lines: list[bytes] = []
    rows: dict[tuple[str, bytes], list[Cause]] = {}
    for part in chosen:
        for row in book.store.rows(
            "SELECT hash, tbl, row, par, kind, body FROM entry WHERE dev = ? AND ep = ? AND q BETWEEN 1 AND ? AND state = ?",
            (part.dev, part.ep, part.upto, APPLIED),
        ):
            if row["tbl"] in schema.BY_NAME:
                rows.setdefault((row["tbl"], bytes(row["row"])), []).append(
                    cause_of(row["hash"], row["par"], row["kind"], row["body"])
                )
    for (table, row_id), causes in rows.items():
        lines.append(b"\t".join((table.encode(), row_id.hex().encode(), project(causes).digest_line())))
    state = hashlib.sha256()
    for line in sorted(lines):
        state.update(line + b"\n")
    return state.hexdigest()

"""Photographs of persons: a small JPEG by its SHA-256, in the encrypted casebook; the person's row names it (docs/decisions/0054).

The picture itself is no entry: it goes where a certificate is printed, and to the county's other PCs, beside the entries and never to the province.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from db import people
from db.casebook import Casebook
from db.journal import RowErased
from db.people import PersonRow
from db.store import Store
from rules import documents, idnumber
from rules.errors import UserError
from rules.permissions import Action

LARGEST = 200 * 1024
"""Bytes that a photograph has at most: one of 25 × 35 mm at 300 dots an inch has some 30 KB."""
_JPEG = b"\xff\xd8\xff"
_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9X](?![0-9])")


class PhotographTooLarge(UserError):
    """Say that what is to be kept is no small JPEG; field `size` in bytes."""

    code = "PHOTOGRAPH_TOO_LARGE"


def keep(book: Casebook, person: bytes, jpeg: bytes) -> PersonRow:
    """Keep a prepared photograph (`printouts.photo.prepare`) as this person's; raise PersonUnknown, RowErased, PhotographTooLarge, FieldDisputed."""
    book.require(Action.PERSON_CHANGE)
    if not is_small_jpeg(jpeg):
        raise PhotographTooLarge(size=len(jpeg))
    before = people.get(book, person)
    if before.erased:
        raise RowErased(table=people.ERASED_NAME)
    digest = hashlib.sha256(jpeg)
    with book.write() as writer:
        sql = "INSERT OR IGNORE INTO photograph (digest, jpeg, at) VALUES (?, ?, ?)"
        book.store.execute(sql, (digest.digest(), jpeg, book.now))
        if before.photo != digest.hexdigest():
            writer.patch("person", person, {"photo": digest.hexdigest()})
    _drop_unused(book, before.photo)
    return people.get(book, person)


def take_away(book: Casebook, person: bytes) -> PersonRow:
    """Leave a person without a photograph; raise PersonUnknown or FieldDisputed."""
    book.require(Action.PERSON_CHANGE)
    before = people.get(book, person)
    if before.photo:
        with book.write() as writer:
            writer.patch("person", person, {"photo": None})
        _drop_unused(book, before.photo)
    return people.get(book, person)


def is_small_jpeg(data: bytes) -> bool:
    """Tell whether these bytes may be a photograph of ours."""
    return data.startswith(_JPEG) and len(data) <= LARGEST


def of(book: Casebook, digest: str) -> bytes | None:
    """Give the photograph that a person's row names by its SHA-256 in hex; None where there is none, or it has not come here."""
    try:
        wanted = bytes.fromhex(digest)
    except ValueError:
        return None
    found = book.store.value("SELECT jpeg FROM photograph WHERE digest = ?", (wanted,)) if wanted else None
    return bytes(found) if found is not None else None


def of_class(book: Casebook, class_id: bytes) -> dict[bytes, bytes]:
    """Give the photographs of everybody enrolled in a class, by their row ids."""
    return _of_persons(book, "SELECT person FROM enrolment WHERE class_id = ?", (class_id,))


def unsent(book: Casebook) -> dict[bytes, bytes]:
    """Give the photographs taken here that the county's other PCs have not been sent, by the row ids of their persons."""
    sql = """SELECT p.id, f.jpeg FROM photograph f CROSS JOIN person p ON p.photo = lower(hex(f.digest)) WHERE f.sent = 0 ORDER BY f.at"""
    return {bytes(row["id"]): bytes(row["jpeg"]) for row in book.store.rows(sql)}


def note_sent(book: Casebook, pictures: Iterable[bytes]) -> None:
    """Note that these photographs were written for the county's other PCs."""
    with book.store.transaction():
        book.store.many(
            "UPDATE photograph SET sent = 1 WHERE digest = ?", [(hashlib.sha256(one).digest(),) for one in pictures]
        )


def _of_persons(book: Casebook, which: str, values: tuple[bytes, ...]) -> dict[bytes, bytes]:
    sql = f"SELECT p.id, p.photo FROM person p WHERE p.photo IS NOT NULL AND p.id IN ({which}) ORDER BY p.n"
    named = {bytes(row["id"]): row["photo"] for row in book.store.rows(sql, values)}
    found = {person: of(book, digest) for person, digest in named.items()}
    return {person: jpeg for person, jpeg in found.items() if jpeg is not None}


def take(book: Casebook, pictures: Mapping[bytes, bytes]) -> int:
    """Keep what came beside entries, by SHA-256: only small JPEGs that a person here is known by; inside the caller's transaction; give how many."""
    taken = 0
    for digest, jpeg in pictures.items():
        if is_small_jpeg(jpeg) and _is_named(book.store, digest):
            sql = "INSERT OR IGNORE INTO photograph (digest, jpeg, at, sent) VALUES (?, ?, ?, 1)"
            book.store.execute(sql, (digest, jpeg, book.now))
            taken += 1
    return taken


def _is_named(store: Store, digest: bytes) -> bool:
    return store.one("SELECT 1 FROM person WHERE photo = ? LIMIT 1", (digest.hex(),)) is not None


def _drop_unused(book: Casebook, digest: str) -> None:
    """Delete a photograph that no person's row names any more."""
    if digest:
        sql = (
            "DELETE FROM photograph WHERE lower(hex(digest)) = ? AND NOT EXISTS (SELECT 1 FROM person WHERE photo = ?)"
        )
        with book.store.transaction():
            book.store.execute(sql, (digest, digest))


@dataclass(frozen=True)
class Named:
    """Hold how a file named after a person stands: its name, whom it means, or why nobody (a code of `ui.error_words`)."""

    file: str
    person: PersonRow | None = None
    reason: str = ""


def match(book: Casebook, file: str) -> Named:
    """Find whom a file's name means: the document's number alone, or with other words beside it; the reason is PHOTO_UNNAMED, PHOTO_UNKNOWN or PHOTO_SEVERAL."""
    stem = file.rsplit(".", 1)[0]
    inside = _NUMBER.search(idnumber.normalise(stem))
    number = inside[0] if inside else documents.normalise("other", stem)
    if not number:
        return Named(file, reason="PHOTO_UNNAMED")
    rows = book.store.rows("SELECT id FROM person WHERE doc_no = ? AND _incomplete = 0 LIMIT 2", (number,))
    if not rows:
        return Named(file, reason="PHOTO_UNKNOWN")
    if len(rows) > 1:
        return Named(file, reason="PHOTO_SEVERAL")
    return Named(file, people.get(book, bytes(rows[0]["id"])))

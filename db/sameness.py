"""Two records of one human: proposals found by query, and the verdicts of people on them (docs/sync.md section 3).

A verdict is a row whose id follows from the pair alone, so that the verdicts of two desks meet in one row and contradict each other openly.
It is resolved on reading (`people.same_persons`); no fact is rewritten, and an undone verdict leaves nothing behind.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db import conflicts, people
from db.casebook import Casebook
from db.people import PersonRow, PersonUnknown
from rules.errors import UserError
from rules.permissions import Action

SAME, DIFFERENT = "same", "different"
DOCUMENT, NAME_BIRTH, NAME_PHONE = "document", "name_birth", "name_phone"
EVIDENCE = {DOCUMENT: "证件号码相同", NAME_BIRTH: "姓名、出生日期相同", NAME_PHONE: "姓名、电话相同"}
"""What two records share, the strongest first, and how it is said in a verdict."""
_CONTEXT = b"yz1/same\0"
_GROUPS = 200
_MOST_IN_GROUP = 20
_FULL_DATE = 10
# Each walks one covering index in order, from the key of the last group seen on. A telephone is shared by many couples: of those groups only
# the ones in which a name comes twice are worth looking at, and they are found in the same walk.
_GROUPED = {
    DOCUMENT: """SELECT doc_no AS key, '' AS more FROM person WHERE doc_no > :key GROUP BY doc_no HAVING count(*) > 1 ORDER BY doc_no LIMIT :limit""",
    NAME_BIRTH: """SELECT name AS key, birth AS more FROM person WHERE (name, birth) > (:key, :more) AND length(birth) = 10
        GROUP BY name, birth HAVING count(*) > 1 ORDER BY name, birth LIMIT :limit""",
    NAME_PHONE: """SELECT k.key AS key, p.name AS more FROM (SELECT key FROM term WHERE key >= max(:key, 't') AND key < 'u' AND what = 1
            GROUP BY key HAVING count(*) > 1) k CROSS JOIN term t ON t.key = k.key AND t.what = 1 CROSS JOIN person p ON p.n = t.n
        WHERE (k.key, p.name) > (:key, :more) AND p.name <> '' GROUP BY k.key, p.name HAVING count(*) > 1 ORDER BY k.key, p.name LIMIT :limit""",
}
_MEMBERS = {
    DOCUMENT: "SELECT * FROM person WHERE doc_no = :key ORDER BY n LIMIT :limit",
    NAME_BIRTH: "SELECT * FROM person WHERE name = :key AND birth = :more ORDER BY n LIMIT :limit",
    NAME_PHONE: """SELECT p.* FROM term t CROSS JOIN person p ON p.n = t.n WHERE t.key = :key AND t.what = 1 AND p.name = :more
        ORDER BY p.n LIMIT :limit""",
}


class SamePerson(UserError):
    """Say that a record cannot be compared with itself."""

    code = "SAME_RECORD"


@dataclass(frozen=True)
class Place:
    """Say where the next page of proposals begins: after which group of which evidence."""

    evidence: str = DOCUMENT
    key: str = ""
    more: str = ""


@dataclass(frozen=True)
class Proposal:
    """Hold two records that may be one human, the one registered here first in front, and what they share (the strongest)."""

    one: PersonRow
    other: PersonRow
    evidence: str


@dataclass(frozen=True)
class Proposals:
    """Hold one page of proposals and where the next one begins, None at the end."""

    pairs: tuple[Proposal, ...]
    following: Place | None


@dataclass(frozen=True)
class Judged:
    """Hold a verdict that a person gave: both records, whether they are one human, what they shared, by whom, when (ms), its local number.

    `disputed` says that another workplace judged otherwise; until that is decided the verdict shown is one of the two.
    """

    one: PersonRow
    other: PersonRow
    same: bool
    reason: str
    desk: str
    by: str
    at: int
    disputed: bool
    n: int


def pair_id(one: bytes, other: bytes) -> bytes:
    """Give the row id of the verdict on two persons: the same wherever it is given, and in whatever order they are named."""
    return hashlib.sha256(_CONTEXT + min(one, other) + max(one, other)).digest()[:16]


def proposals(book: Casebook, start: Place = Place(), *, limit: int = 30) -> Proposals:
    """Find the next pairs that nobody has judged, strongest evidence first; a page ends with a whole group, so it may be a little longer."""
    kinds = list(_GROUPED)
    pairs: list[Proposal] = []
    for kind in kinds[kinds.index(start.evidence) :]:
        place = start if kind == start.evidence else Place(kind)
        while True:
            values = {"key": place.key, "more": place.more, "limit": _GROUPS}
            groups = book.store.rows(_GROUPED[kind], values)
            for group in groups:
                place = Place(kind, group["key"], group["more"])
                pairs += _pairs(book, kind, place)
                if len(pairs) >= limit:
                    return Proposals(tuple(pairs), place)
            if len(groups) < _GROUPS:
                break
    return Proposals(tuple(pairs), None)


def count(book: Casebook, most: int = 100) -> int:
    """Count the pairs that wait, up to `most`."""
    return min(most, len(proposals(book, limit=most).pairs))


def _pairs(book: Casebook, kind: str, group: Place) -> list[Proposal]:
    """Give the pairs of one group that wait; a pair stands under its strongest evidence alone."""
    values = {"key": group.key, "more": group.more, "limit": _MOST_IN_GROUP}
    rows = [people.of_row(row) for row in book.store.rows(_MEMBERS[kind], values)]
    found = [
        Proposal(one, other, kind)
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
        if shared(one, other) == kind
    ]
    return [one for one in found if not _is_judged(book, one.one.id, one.other.id)]


def shared(one: PersonRow, other: PersonRow) -> str:
    """Give the strongest evidence that two records are one human, '' where there is none."""
    if one.doc_no and one.doc_no == other.doc_no:
        return DOCUMENT
    if not one.name or one.name != other.name:
        return ""
    if len(one.birth) == _FULL_DATE and one.birth == other.birth:
        return NAME_BIRTH
    return NAME_PHONE if one.phone and one.phone == other.phone else ""


def _is_judged(book: Casebook, one: bytes, other: bytes) -> bool:
    """Tell whether somebody has judged the pair, or it follows from what was judged of others, or two verdicts on it wait for a decision."""
    found = book.store.one("SELECT verdict, _open FROM same_as WHERE id = ?", (pair_id(one, other),))
    if found is not None and (found["verdict"] or found["_open"]):
        return True
    return other in people.same_persons(book, one)


def accept(book: Casebook, one: bytes, other: bytes) -> None:
    """Say that two records are one human; errors as `undo`."""
    _judge(book, one, other, SAME)


def refuse(book: Casebook, one: bytes, other: bytes) -> None:
    """Say that two records are two humans, so that they are not proposed again; errors as `undo`."""
    _judge(book, one, other, DIFFERENT)


def undo(book: Casebook, one: bytes, other: bytes) -> None:
    """Take a verdict back: the pair is proposed again. Raise NotPermitted, PersonUnknown, SamePerson, or FieldDisputed where two verdicts wait."""
    _judge(book, one, other, None)


def _judge(book: Casebook, one: bytes, other: bytes, verdict: str | None) -> None:
    book.require(Action.PERSON_SAME_AS)
    if one == other:
        raise SamePerson
    first, second = sorted((one, other))
    row = pair_id(one, other)
    with book.write(conflicts.county_of(book, "person", first)) as writer:
        known = people.by_ids(book, (first, second))
        if len(known) < 2:
            raise PersonUnknown
        values: dict[str, Any] = {"verdict": verdict}
        if verdict:
            values["reason"] = EVIDENCE.get(shared(known[first], known[second])) or None
        if book.store.one("SELECT 1 FROM same_as WHERE id = ?", (row,)) is not None:
            writer.patch("same_as", row, values)
        elif verdict:
            writer.add("same_as", {"one": first, "other": second, **values}, row)


def judged(book: Casebook, *, before: int = 0, limit: int = 30) -> list[Judged]:
    """List the verdicts that people gave and did not take back, the latest pair first; `before` is the `n` of the last one seen, 0 to begin."""
    rows = book.store.rows(
        "SELECT n, id, one, other, verdict, reason, _open FROM same_as WHERE verdict IS NOT NULL AND (? = 0 OR n < ?) ORDER BY n DESC LIMIT ?",
        (before, before, limit),
    )
    known = people.by_ids(book, [bytes(row[name]) for row in rows for name in ("one", "other") if row[name]])
    found = []
    for row in rows:
        both = [known.get(bytes(row[name] or b"")) for name in ("one", "other")]
        if both[0] is not None and both[1] is not None:
            last = conflicts.last_hand(book, "same_as", bytes(row["id"]))
            found.append(
                Judged(
                    both[0], both[1], row["verdict"] == SAME, row["reason"] or "", *last, bool(row["_open"]), row["n"]
                )
            )
    return found


@dataclass(frozen=True)
class Record:
    """Hold one record as it is compared: the person with the profile, and how many classes and vouchers stand under this record."""

    person: PersonRow
    classes: int
    vouchers: int


def records(book: Casebook, persons: Sequence[bytes]) -> dict[bytes, Record]:
    """Give these persons' records; who is unknown is left out."""
    known = people.by_ids(book, persons)
    found = {}
    for row, person in known.items():
        classes, vouchers = (
            int(book.store.value(f"SELECT count(*) FROM {table} WHERE person = ?", (row,)))
            for table in ("enrolment", "voucher_issue")
        )
        found[row] = Record(person, classes, vouchers)
    return found

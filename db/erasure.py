"""Taking a person's text out of the casebook: what goes, what must stay and why, and the erasure itself by two persons.

个人信息保护法 (in force 2021-11-01) article 47: a person may ask for it, and what a law bids to keep is kept without other use. Vouchers,
redemptions and certificates are vouchers of account with a term of 30 years (rules/retention.py); a class keeps its numbers without the name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db import directory, erased, erased_figures, fund_movements, indicators, people, schema, training
from db.casebook import Casebook, Session
from db.journal import Writer
from db.people import PersonRow
from db.tables import startup
from rules.clock import CHINA
from rules.errors import ReasonMissing, UserError
from rules.permissions import Action

Target = tuple[str, bytes]
_BY_DOCUMENT = ("hardship_file", "hardship_member", "past_benefit", "ledger_voucher", "ledger_certificate")
_ACCOUNTS = frozenset({"loan", "fee_waiver"})
"""Registers of money: kept for their term like the payments on them, of which nothing could be understood without them."""
_SERVICES = tuple(
    (table.name, column.name)
    for table in schema.TABLES
    for column in table.columns
    if table.since > 2
    and not table.signed
    and table.name not in _ACCOUNTS
    and column.refers == "person"
    and any(one.sensitivity for one in table.columns)
)
"""Records of the service areas that name a person and hold personal text; signed ones bear on money or standing and are kept for their term."""


_CASE = "rights_case"


class PersonInService(UserError):
    """Say that a person cannot be erased yet; fields `vouchers` (in the person's hands), `classes` and `loans` (not ended)."""

    code = "PERSON_IN_SERVICE"


class ReasonNamesPerson(UserError):
    """Say that the reason, which is kept for ever, holds the name or number that is to go."""

    code = "REASON_NAMES_PERSON"


@dataclass(frozen=True)
class Backup:
    """Hold one backup made here that still has what was erased later: its row number, when, where, whether the file is there now."""

    n: int
    made: datetime
    path: Path
    present: bool


@dataclass(frozen=True)
class Scope:
    """Tell what an erasure would take and leave.

    `targets` are the rows that go, `others` further records of the same human among them; `vouchers`, `certificates` and `enrolments` count
    what stays; `outstanding`, `running` and `loans` what forbids it for now; `bases` name who has the person in a class and must be sent a class file.
    """

    person: PersonRow
    targets: Sequence[Target]
    others: int
    ledgers: int
    drafts: int
    vouchers: int
    certificates: int
    enrolments: int
    outstanding: int
    running: int
    bases: Sequence[str]
    backups: int
    loans: int = 0


def scope(book: Casebook, person: bytes) -> Scope:
    """Look at what belongs to a person; raise PersonUnknown."""
    found = people.get(book, person)
    same = [person, *sorted(people.same_persons(book, person))]
    rows = [people.get(book, one) for one in same]
    targets = _targets(book, same, [row.doc_no for row in rows if row.doc_no])
    ledgers = sum(tbl in _BY_DOCUMENT for tbl, _ in targets)
    return Scope(
        found, targets, len(same) - 1, ledgers, _drafts(book, rows), _count(book, "voucher_issue", same), _count(book, "certificate", same),
        _count(book, "enrolment", same), _outstanding(book, same), _running(book, same), _bases(book, same), len(backups_before(book, book.now + 1)),
        _loans(book, same),
    )  # fmt: skip


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _targets(book: Casebook, same: Sequence[bytes], documents: Sequence[str]) -> list[Target]:
    """Gather the rows that hold the text of these records: they themselves, what names them, what bears their numbers.

    A fact that named nobody until it was put right (a survey's sheet before its giver was registered) goes with the one that corrects it.
    """
    store, marks = book.store, _marks(same)
    found = [(tbl, one) for tbl in ("person", "person_profile") for one in same]
    found = [one for one in found if store.one(f"SELECT 1 FROM {one[0]} WHERE id = ?", (one[1],)) is not None]
    files = store.rows(f"SELECT id FROM hardship_file WHERE person IN ({marks})", tuple(same))
    found += [("hardship_file", bytes(row["id"])) for row in files]
    household = store.rows(
        f"SELECT id FROM hardship_member WHERE file IN (SELECT id FROM hardship_file WHERE person IN ({marks}))",
        tuple(same),
    )
    found += [("hardship_member", bytes(row["id"])) for row in household]
    pairs = store.rows(f"SELECT id FROM same_as WHERE one IN ({marks}) OR other IN ({marks})", (*same, *same))
    found += [("same_as", bytes(row["id"])) for row in pairs]
    for tbl in _BY_DOCUMENT:
        rows = store.rows(f"SELECT id FROM {tbl} WHERE doc_no IN ({_marks(documents)})", tuple(documents))
        found += [(tbl, bytes(row["id"])) for row in rows]
    for tbl, column in _SERVICES:
        named = f"SELECT id FROM {tbl} WHERE {column} IN ({marks})"
        if "corrects" in schema.BY_NAME[tbl].by_name:
            named = f"""WITH RECURSIVE mine(id) AS ({named} UNION SELECT was.id FROM mine JOIN {tbl} later ON later.id = mine.id
                JOIN {tbl} was ON was.id = later.corrects AND was.{column} IS NULL) SELECT id FROM mine"""
        rows = store.rows(named, tuple(same))
        found += [
            (tbl, bytes(row["id"])) for row in rows if not (tbl == _CASE and _is_of_others(book, row["id"], same))
        ]
    return [one for one in dict.fromkeys(found) if not erased.is_erased(store, *one)]


def _is_of_others(book: Casebook, case: bytes, same: Sequence[bytes]) -> bool:
    """Tell whether others claim in a case, too: who led it goes, the case is not theirs alone to take along."""
    sql = f"SELECT 1 FROM rights_claimant WHERE case_id = ? AND person NOT IN ({_marks(same)}) AND _incomplete <> ? LIMIT 1"
    return book.store.one(sql, (case, *same, schema.ERASED)) is not None


def _count(book: Casebook, tbl: str, same: Sequence[bytes]) -> int:
    return int(book.store.value(f"SELECT count(*) FROM {tbl} WHERE person IN ({_marks(same)})", tuple(same)))


def _drafts(book: Casebook, rows: Sequence[PersonRow]) -> int:
    found: set[str] = set()
    for row in rows:
        for text in (row.id.hex(), row.doc_no):
            if text:
                sql = "SELECT name FROM draft WHERE instr(value, ?) > 0 OR instr(name, ?) > 0"
                found.update(str(one[0]) for one in book.store.rows(sql, (text, text)))
    return len(found)


def _outstanding(book: Casebook, same: Sequence[bytes]) -> int:
    sql = f"""SELECT count(*) FROM voucher_issue v WHERE v.person IN ({_marks(same)}) AND v.valid_until >= ?
        AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.voucher = v.id) AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id)
        AND NOT EXISTS (SELECT 1 FROM voucher_loss l WHERE l.voucher = v.id)"""
    return int(book.store.value(sql, (*same, book.today.isoformat())))


def _running(book: Casebook, same: Sequence[bytes]) -> int:
    sql = f"""SELECT count(*) FROM enrolment e JOIN training_class c ON c.id = e.class_id WHERE e.person IN ({_marks(same)}) AND e.status <> ?
        AND c.status NOT IN (?, ?) AND c.ends >= ?"""
    values = (training.LEFT, training.ENDED, training.CANCELLED, book.today.isoformat())
    return int(book.store.value(sql, (*same, *values)))


def _loans(book: Casebook, same: Sequence[bytes]) -> int:
    ended, marks = (startup.SETTLED, startup.WRITTEN_OFF, startup.REFUSED, startup.TAKEN_BACK), _marks(same)
    sql = f"SELECT count(*) FROM loan WHERE (person IN ({marks}) OR spouse IN ({marks})) AND status NOT IN (?, ?, ?, ?)"
    return int(book.store.value(sql, (*same, *same, *ended)))


def _bases(book: Casebook, same: Sequence[bytes]) -> list[str]:
    sql = f"""SELECT DISTINCT b.name FROM enrolment e JOIN training_class c ON c.id = e.class_id JOIN base b ON b.id = c.base
        WHERE e.person IN ({_marks(same)}) ORDER BY b.name"""
    return [str(row[0]) for row in book.store.rows(sql, tuple(same))]


def erase_person(book: Casebook, person: bytes, reason: str, second: Session | None) -> Scope:
    """Erase a person's text, of all records that are the same human, by two persons; give what it took and left.

    Raise NotPermitted, SecondPersonNeeded, PersonUnknown, PersonInService, ReasonMissing or ReasonNamesPerson. Free pages and spooled
    originals are cleared by `sync.erasing`.
    """
    book.require(Action.PERSON_ERASE)
    other = book.require_second(Action.PERSON_ERASE, second)
    found = scope(book, person)
    if found.outstanding or found.running or found.loans:
        raise PersonInService(vouchers=found.outstanding, classes=found.running, loans=found.loans)
    reason = reason.strip()
    _check_reason(book, reason, found.targets)
    for county, targets in by_county(book, found.targets).items():
        with book.write(county) as writer:
            erase_rows(book, writer, targets, reason, other)
    return found


def _check_reason(book: Casebook, reason: str, targets: Iterable[Target]) -> None:
    if not reason:
        raise ReasonMissing
    for tbl, row in targets:
        if tbl == "person":
            held = book.store.one("SELECT name, doc_no, phone FROM person WHERE id = ?", (row,))
            if any(text and text in reason for text in held):
                raise ReasonNamesPerson


def erase_rows(book: Casebook, writer: Writer, targets: Iterable[Target], reason: str, second: Session) -> int:
    """Erase rows inside the caller's transaction; give how many were not erased before. What they counted for stays counted, without a name."""
    rows = list(targets)
    ids = {row for _tbl, row in rows}
    before, moved = indicators.of_rows(book, ids), fund_movements.by_month(book.store)
    gone = sum(writer.erase(tbl, row, reason, second.author) for tbl, row in rows)
    after = indicators.of_rows(book, ids, {key for key, *_rest in before})
    moved.subtract(fund_movements.by_month(book.store))
    cells = Counter((*cell, fen, b"") for cell, fen in moved.items() if fen)
    erased_figures.keep(writer, before - after + cells, book.today)
    return gone


def by_county(book: Casebook, targets: Iterable[Target]) -> dict[str, list[Target]]:
    """Sort rows by the stream into which their erasure is written: at a province that of the county they came from, elsewhere our one."""
    if book.workplace.kind != "province":
        return {"": list(targets)}
    sorted_out: dict[str, list[Target]] = {}
    own = {str(row[0]) for row in book.store.rows("SELECT county FROM stream WHERE mine = 1 AND state = 'open'")}
    counties = {grant.dev: grant.county for grant in directory.grants(book.store)}
    for tbl, row in targets:
        dev = book.store.value("SELECT dev FROM entry WHERE row = ? AND tbl = ? ORDER BY n LIMIT 1", (row, tbl))
        county = counties.get(bytes(dev or b""), "")
        sorted_out.setdefault(county if county in own else "", []).append((tbl, row))
    return sorted_out


def erased_on(book: Casebook, person: bytes) -> datetime | None:
    """Give when a person's erasure was known here, None for one who is not erased."""
    at = book.store.value("SELECT at FROM erasure WHERE tbl = 'person' AND row = ?", (person,))
    return None if at is None else datetime.fromtimestamp(at / 1000, CHINA)


# --- what else may hold it -----------------------------------------------------------------------------------------


def backups_before(book: Casebook, at: int) -> list[Backup]:
    """List backups made here before `at` (milliseconds) that nobody has noted as destroyed, the newest first."""
    rows = book.store.rows("SELECT n, at, path FROM backup_made WHERE at < ? AND gone IS NULL ORDER BY n DESC", (at,))
    return [
        Backup(
            row["n"], datetime.fromtimestamp(row["at"] / 1000, CHINA), Path(row["path"]), _is_there(Path(row["path"]))
        )
        for row in rows
    ]


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def stale_backups(book: Casebook) -> list[Backup]:
    """List the backups that still hold what was erased after them, so that the office destroys them."""
    last = book.store.value("SELECT max(at) FROM erasure")
    return backups_before(book, int(last) + 1) if last is not None else []


def note_destroyed(book: Casebook, n: int) -> None:
    """Note that a backup was destroyed; raise NotPermitted."""
    book.require(Action.BACKUP)
    with book.store.transaction():
        book.store.execute("UPDATE backup_made SET gone = ? WHERE n = ?", (book.now, n))

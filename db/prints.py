"""What was handed to a printer or saved as a PDF on this PC, so that a paper printed again says so (重打标“重打”), and why.

The register stays on the PC: a printing changes no record, and what of it concerns others is a fact of its own (docs/decisions/0047).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from db import walks
from db.casebook import Casebook
from db.walks import Orders, Walk
from rules import vouchers as numbers
from rules.clock import CHINA
from rules.errors import UserError

VOUCHER, CERTIFICATE, ROSTER, CLAIM = "voucher", "certificate", "roster", "claim"
PUBLIC_LIST = "public_list"
DESTRUCTION, RECOVERY = "destruction", "recovery_sheet"
BLOCKS, VOUCHERS_TAKEN, BACKS = "blocks", "vouchers_taken", "backs"
SEAL_USE, HANDOUT, WORK_HANDOVER = "seal_use", "certificate_handout", "work_handover"
REPORT = "report"
REFERRAL = "referral"
LOAN_APPLICATION, REPAYMENT_PLAN, FEE_WAIVERS, HELP_CARD = (
    "loan_application",
    "repayment_plan",
    "fee_waivers",
    "help_card",
)
HARDSHIP, RELIEF_LIST, FUND_SHEET = "hardship_form", "relief_list", "fund_sheet"
QUESTIONNAIRE, CROSS_TABLE = "questionnaire", "cross_table"
NUMBERED = frozenset({VOUCHER, CERTIFICATE})
"""Papers of which each bears a number of its own: printed again, they want a reason."""
PRINTER, PDF = "printer", "pdf"
_ROW_ID = re.compile(r"[0-9a-f]{32}")
_NAMES = (
    ("training_class", "name"),
    ("claim", "period"),
    ("voucher_issue", "number"),
    ("certificate", "number"),
    ("seal_use", "first"),
    ("work_handover", "day"),
    ("referral", "number"),
    ("rights_case", "number"),
    ("membership", "number"),
    ("loan", "number"),
    ("startup_class", "name"),
    ("startup_project", "name"),
    ("hardship_file", "file_no"),
    ("questionnaire", "title"),
)
"""Tables in which a row id of the log is looked up, and the column by which people know the row."""


class CertificatePrinted(UserError):
    """Say that a certificate was printed already and may be printed again only as 补打, by two persons; field `number`."""

    code = "CERTIFICATE_PRINTED"


@dataclass(frozen=True)
class Run:
    """Hold what went out in one go: when, by whom, how; how many papers, how many of them again and why; an example of its papers."""

    n: int
    at: datetime
    kind: str
    way: str
    printer: str
    pages: int
    copies: int
    who: str
    papers: int
    again: int
    reason: str
    first: str
    last: str


@dataclass(frozen=True)
class Paper:
    """Hold one paper of a run by the name people know it by; `edition` says which printing it was, 0 of one that was only saved."""

    name: str
    edition: int


@dataclass(frozen=True)
class Filter:
    """Choose runs: of a kind, of days (both included), of a person, of a paper whose number has `text` in it."""

    kind: str = ""
    first: date | None = None
    last: date | None = None
    by: bytes = b""
    text: str = ""


@dataclass(frozen=True)
class Day:
    """Hold a day's total: runs, papers, and printed sides (pages times copies); what was only saved is not printed."""

    day: str
    runs: int
    papers: int
    pages: int
    again: int


@dataclass(frozen=True)
class Choices:
    """Hold what one may choose by: kinds, and (staff row id, name)."""

    kinds: Sequence[str] = ()
    people: Sequence[tuple[bytes, str]] = field(default=())


# --- writing ------------------------------------------------------------------------------------------------------


def log(
    book: Casebook, kind: str, what: Sequence[str], *, reason: str = "", pages: int = 0, copies: int = 1, printer: str = ""
) -> int:  # fmt: skip
    """Note that papers of one kind were printed; `what` holds their numbers, or row ids in hex; give the run."""
    return _enter(book, kind, PRINTER, what, reason=reason, pages=pages, copies=copies, printer=printer)


def note_saved(book: Casebook, kind: str, what: Sequence[str], *, pages: int = 0) -> int:
    """Note that papers were saved as a PDF, which counts as no printing of theirs; give the run."""
    return _enter(book, kind, PDF, what, pages=pages)


def _enter(
    book: Casebook, kind: str, way: str, what: Sequence[str], *, reason: str = "", pages: int = 0, copies: int = 1, printer: str = ""
) -> int:  # fmt: skip
    author = book.session.user_id if book.session else None
    with book.store.transaction():
        book.store.execute(
            "INSERT INTO print_run (kind, way, printer, pages, copies, by, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kind, way, printer, pages, copies, author, book.now),
        )
        run = int(book.store.value("SELECT max(n) FROM print_run"))
        book.store.many(
            "INSERT INTO print_log (kind, what, copies, reason, by, at, run, edition) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (kind, one, copies, reason, author, book.now, run, edition(book, kind, one) if way == PRINTER else 0)
                for one in what
            ],
        )
    return run


# --- what was printed before --------------------------------------------------------------------------------------


def edition(book: Casebook, kind: str, what: str) -> int:
    """Give which printing the next one is, from 1."""
    sql = "SELECT count(*) FROM print_log WHERE kind = ? AND what = ? AND edition > 0"
    return 1 + int(book.store.value(sql, (kind, what)))


def printed(book: Casebook, kind: str) -> set[str]:
    """Give what was printed of one kind."""
    sql = "SELECT DISTINCT what FROM print_log WHERE kind = ? AND edition > 0"
    return {str(row[0]) for row in book.store.rows(sql, (kind,))}


def again(book: Casebook, kind: str, what: Sequence[str]) -> list[str]:
    """Give which of these papers were printed before and want a reason now; raise CertificatePrinted for one not cleared for 补打."""
    if kind not in NUMBERED:
        return []
    found = [one for one in what if edition(book, kind, one) > 1]
    if kind == CERTIFICATE:
        for one in found:
            if edition(book, kind, one) > 1 + len(_reprints(book, one)):
                raise CertificatePrinted(number=one)
    return found


def reason_of(book: Casebook, kind: str, what: Sequence[str]) -> str:
    """Give why these papers are printed again where two persons have signed it already (证书补打), else nothing."""
    found = [reasons[-1] for one in what if kind == CERTIFICATE and (reasons := _reprints(book, one))]
    return "；".join(dict.fromkeys(found))


def _reprints(book: Casebook, number: str) -> list[str]:
    sql = "SELECT r.reason FROM certificate_reprint r JOIN certificate c ON c.id = r.certificate WHERE c.number = ? ORDER BY r.n"
    return [str(row[0] or "") for row in book.store.rows(sql, (number,))]


# --- the register -------------------------------------------------------------------------------------------------


def choices(book: Casebook) -> Choices:
    """Give what one may choose by."""
    kinds = [str(row[0]) for row in book.store.rows("SELECT DISTINCT kind FROM print_run ORDER BY kind")]
    people = book.store.rows(
        "SELECT DISTINCT s.id, s.name, s.login FROM print_run r JOIN staff s ON s.id = r.by ORDER BY s.name, s.login"
    )
    return Choices(kinds, [(bytes(row["id"]), f"{row['name'] or ''}（{row['login'] or ''}）") for row in people])


def _millis(day: date) -> int:
    return int(datetime.combine(day, time(), CHINA).timestamp() * 1000)


def _where(chosen: Filter) -> tuple[str, list[Any]]:
    parts, values = ["1"], []
    text = "".join(chosen.text.split())
    for part, value in (
        ("r.kind = ?", chosen.kind or None),
        ("r.at >= ?", _millis(chosen.first) if chosen.first else None),
        ("r.at < ?", _millis(chosen.last + timedelta(days=1)) if chosen.last else None),
        ("r.by = ?", chosen.by or None),
        ("r.n IN (SELECT run FROM print_log WHERE instr(what, ?) > 0)", text or None),
    ):
        if value is not None:
            parts.append(part)
            values.append(value)
    return " AND ".join(parts), values


def count(book: Casebook, chosen: Filter) -> int:
    """Count the runs chosen."""
    where, values = _where(chosen)
    return int(book.store.value(f"SELECT count(*) FROM print_run r WHERE {where}", values))


_RUNS = """SELECT r.*, s.name AS who, (SELECT count(*) FROM print_log l WHERE l.run = r.n) AS papers,
    (SELECT count(*) FROM print_log l WHERE l.run = r.n AND l.edition > 1) AS again,
    (SELECT reason FROM print_log l WHERE l.run = r.n AND l.reason <> '' LIMIT 1) AS reason,
    (SELECT min(what) FROM print_log l WHERE l.run = r.n) AS first, (SELECT max(what) FROM print_log l WHERE l.run = r.n) AS last
    FROM print_run r LEFT JOIN staff s ON s.id = r.by"""
_ORDERS = Orders(
    {"at": "r.at", "kind": "r.kind", "amount": "r.pages * r.copies", "way": "r.way || r.printer",
     "again": "(SELECT count(*) FROM print_log l WHERE l.run = r.n AND l.edition > 1)"},
    {"who": "(SELECT name FROM staff s WHERE s.id = r.by)"},
)  # fmt: skip


def page(book: Casebook, chosen: Filter, after: int | None = None, limit: int = 200) -> list[Run]:
    """Give runs, the newest first, after the one with number `after`."""
    where, values = _where(chosen)
    rows = book.store.rows(
        f"{_RUNS} WHERE {where} AND (? IS NULL OR r.n < ?) ORDER BY r.n DESC LIMIT ?", [*values, after, after, limit]
    )
    return [_run(book, row) for row in rows]


def walk(chosen: Filter, order: str = "", *, descending: bool = False) -> Walk:
    """Say how the list of runs is walked."""
    where, held = walks.by_name(*_where(chosen))
    return walks.over("print_run r", _ORDERS, order, where, held, descending=descending)


def lines(book: Casebook, numbers: Sequence[int]) -> list[Run | None]:
    """Give the runs with these numbers, in their order; None for one that is gone."""
    # whole numbers of our own making
    rows = book.store.rows(f"{_RUNS} WHERE r.n IN ({','.join(map(str, numbers))})")
    found = {row["n"]: _run(book, row) for row in rows}
    return [found.get(number) for number in numbers]


def _run(book: Casebook, row: Any) -> Run:
    return Run(
        row["n"], datetime.fromtimestamp(row["at"] / 1000, CHINA), row["kind"], row["way"], row["printer"], row["pages"], row["copies"],
        row["who"] or "", row["papers"], row["again"], row["reason"] or "", _name(book, row["first"] or ""), _name(book, row["last"] or ""),
    )  # fmt: skip


def papers(book: Casebook, run: int) -> list[Paper]:
    """Give the papers of a run."""
    rows = book.store.rows("SELECT what, edition FROM print_log WHERE run = ? ORDER BY n", (run,))
    return [Paper(_name(book, row["what"]), row["edition"] or 0) for row in rows]


def _name(book: Casebook, what: str) -> str:
    """Name a paper as people do: its number, its class, its period; a person's paper by the tail of the document, never by name."""
    if numbers.is_number(what):
        return numbers.shown(what)
    if not _ROW_ID.fullmatch(what):
        return what
    row = bytes.fromhex(what)
    for table, column in _NAMES:
        found = book.store.value(f"SELECT {column} FROM {table} WHERE id = ?", (row,))
        if found is not None:
            return str(found)
    tail = book.store.value("SELECT substr(doc_no, -4) FROM person WHERE id = ?", (row,))
    return f"证件尾号 {tail}" if tail else what[-8:]


def totals(book: Casebook, chosen: Filter, limit: int = 400) -> list[Day]:
    """Give the totals of what was printed, a day each, the latest first."""
    where, values = _where(chosen)
    rows = book.store.rows(
        f"""SELECT date(r.at / 1000 + 28800, 'unixepoch') AS day, count(*) AS runs, sum(r.pages * r.copies) AS pages,
        sum((SELECT count(*) FROM print_log l WHERE l.run = r.n)) AS papers, sum((SELECT count(*) FROM print_log l WHERE l.run = r.n AND l.edition > 1)) AS again
        FROM print_run r WHERE {where} AND r.way = 'printer' GROUP BY day ORDER BY day DESC LIMIT ?""",
        [*values, limit],
    )  # 28,800 seconds: the day in China
    return [Day(row["day"], row["runs"], row["papers"], row["pages"], row["again"]) for row in rows]

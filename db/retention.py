"""到期清册: records whose time is over, listed, approved by two persons, noted as a `destruction`, and only then erased."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db import erasure, funds
from db.casebook import Casebook, Session
from db.retention_terms import QUERIES
from rules.errors import UserError
from rules.permissions import Action
from rules.retention import BY_KEY, LEAST_YEARS, MOST_YEARS, TERMS, Term
from rules.steps import Step, unheard

MOST = 2000
"""Lines of one list: its row ids must fit one entry."""
_SETTING = "retention_"
ACCOUNTING = "accounting"


class ListStale(UserError):
    """Say that the list is no longer what is due: somebody has destroyed, or served, since it was made."""

    code = "LIST_STALE"


class ListEmpty(UserError):
    """Say that nothing was chosen to be destroyed."""

    code = "LIST_EMPTY"


class TermFixed(UserError):
    """Say that a term is set by a rule and cannot be changed, or that the years are out of bounds; fields `least`, `most`."""

    code = "TERM_FIXED"


@dataclass(frozen=True)
class Due:
    """Hold one record that is due: its term's key, table, row, what it is called, from when the term ran, since when it is over."""

    term: str
    tbl: str
    row: bytes
    title: str
    since: date
    due: date


@dataclass(frozen=True)
class Standing:
    """Tell how one term stands here: the term, its years as set here, how many are due (at most counted), whether they are destroyed here."""

    term: Term
    years: int
    count: int
    here: bool


@dataclass(frozen=True)
class Destroyed:
    """Hold one list that was carried out: its number, day, how many, the reason."""

    list_no: str
    day: str
    count: int
    reason: str


def years_of(book: Casebook, term: Term) -> int:
    """Give a term's years as they are set here."""
    said = book.setting(_SETTING + term.key)
    return int(said) if said.isdigit() and not term.fixed else term.years


def set_years(book: Casebook, key: str, years: int) -> None:
    """Set the years of a term that no rule sets; raise NotPermitted or TermFixed."""
    book.require(Action.DESTROY)
    term = BY_KEY[key]
    if term.fixed or not LEAST_YEARS <= years <= MOST_YEARS:
        raise TermFixed(least=LEAST_YEARS, most=MOST_YEARS)
    book.set_setting(_SETTING + key, str(years))


def standings(book: Casebook) -> list[Standing]:
    """Tell how every term stands; raise NotPermitted."""
    book.require(Action.DESTROY)
    kind = book.workplace.kind
    return [Standing(term, years_of(book, term), len(due(book, term.key)), kind in term.by) for term in TERMS]


def due(book: Casebook, key: str, limit: int = MOST) -> list[Due]:
    """List up to `limit` records of one term that are due today, the oldest first; raise NotPermitted."""
    book.require(Action.DESTROY)
    found = sorted(_due(book, BY_KEY[key]), key=lambda one: (one.since, one.tbl, one.row))
    return found[:limit]


def _due(book: Casebook, term: Term) -> Iterator[Due]:
    years, today = years_of(book, term), book.today
    # an upper bound for the query alone; each row is judged by the term itself
    before = _minus_years(today, years).isoformat()
    moved = _last_movements(book) if term.key == ACCOUNTING else {}
    for tbl, sql in QUERIES[term.key]:
        for row in book.store.rows(f"SELECT * FROM ({sql}) WHERE since <= :before ORDER BY since", {"before": before}):
            try:
                since = date.fromisoformat(row["since"])
            except ValueError:
                continue  # a day that is not known does not begin a term
            since = max(since, moved.get(bytes(row["source"] or b""), since))
            over = term.due(since, years)
            if over <= today:
                yield Due(term.key, tbl, bytes(row["id"]), row["title"] or "", since, over)


def _last_movements(book: Casebook) -> dict[bytes, date]:
    """Give the last day on which each fund source moved: until its term is over all of its lines stay, or what is left of them would not add up."""
    found: dict[bytes, date] = {}
    for one in funds.ledger(book, reserved=True):
        found[one.source] = max(one.day, found.get(one.source, one.day))
    return found


def _minus_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def destroy(
    book: Casebook, key: str, chosen: Sequence[Due], second: Session | None, *, step: Step = unheard
) -> list[str]:  # fmt: skip
    """Destroy records that are due, by two persons: note the list as a `destruction`, then erase its rows; give the lists' numbers.

    Raise NotPermitted, SecondPersonNeeded, ListEmpty, or ListStale where one of them is not due, or not destroyed here.
    """
    book.require(Action.DESTROY)
    other = book.require_second(Action.DESTROY, second)
    term = BY_KEY[key]
    if not chosen:
        raise ListEmpty
    now_due = {(one.tbl, one.row) for one in due(book, key, limit=10**9)}
    if (
        len(chosen) > MOST
        or book.workplace.kind not in term.by
        or not {(one.tbl, one.row) for one in chosen} <= now_due
    ):
        raise ListStale
    reason = f"{term.label}保管期满（{years_of(book, term)} 年）：{term.source}"
    numbers = []
    groups = erasure.by_county(book, [(one.tbl, one.row) for one in chosen])
    for done, (county, rows) in enumerate(sorted(groups.items())):
        step(done, len(groups))
        number = _list_no(book, county)
        with book.write(county) as writer:
            listed = [[tbl, row.hex()] for tbl, row in rows]
            writer.fact(
                "destruction",
                {"list_no": number, "rows": listed, "count": len(rows), "reason": reason, "day": book.today},
                second=other.author,
            )
            erasure.erase_rows(
                book, writer, [target for row in rows for target in _with_rest(book, row)], reason, other
            )
        numbers.append(number)
    return numbers


def _with_rest(book: Casebook, row: erasure.Target) -> list[erasure.Target]:
    """Give what goes with a record: with a person all that holds the person's text, with anything else itself alone."""
    tbl, one = row
    return list(erasure.scope(book, one).targets) if tbl == "person" else [row]


def _list_no(book: Casebook, county: str) -> str:
    stem = f"{county or book.workplace.county}-{book.today:%Y%m%d}"
    used = int(
        book.store.value(
            "SELECT count(*) FROM destruction WHERE list_no >= ? AND list_no < ?", (f"{stem}-", f"{stem}.")
        )
    )
    return f"{stem}-{used + 1:02d}"


def destroyed(book: Casebook, limit: int = 100) -> list[Destroyed]:
    """List what was destroyed, the newest first."""
    rows = book.store.rows("SELECT list_no, day, count, reason FROM destruction ORDER BY n DESC LIMIT ?", (limit,))
    return [Destroyed(row["list_no"], row["day"], row["count"], row["reason"] or "") for row in rows]

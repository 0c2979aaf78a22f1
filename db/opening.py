"""The voucher account on the day this program took over: counts that must agree with each other before the first voucher is issued here.

Each PC that took old vouchers over has its own; it stands beside our own account and is never mixed into it. Two persons sign it; a correction is a
new one that names the old.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from db import directory, ledger_kinds, past
from db.casebook import Casebook, Session
from rules.errors import UserError
from rules.permissions import Action
from rules.vouchers import Counts

OLD_VOUCHERS = "old_vouchers"
"""The setting by which an office says that it gave out vouchers before this program, though it has no ledger of them to import."""
COUNTS: Mapping[str, str] = {
    "printed": "印制", "stock": "在库", "drawn": "已领未发", "issued": "已发", "void": "作废", "redeemed": "已核销", "outstanding": "在外", "expired": "过期", "lost": "挂失",
}  # fmt: skip
AMOUNTS: Mapping[str, str] = {"issued_fen": "已发金额", "redeemed_fen": "已核销金额"}
_NUMBERS = {**COUNTS, **AMOUNTS}
MOST = 10_000_000
"""No county printed ten million vouchers."""
MONEY, REDEEMED_MORE = "MONEY", "REDEEMED_MORE"
_STATES = {
    ledger_kinds.STOCK: "stock", ledger_kinds.DRAWN: "drawn", ledger_kinds.VOID: "void", ledger_kinds.REDEEMED: "redeemed",
    ledger_kinds.LOST: "lost", ledger_kinds.REPLACED: "lost", ledger_kinds.EXPIRED: "expired", ledger_kinds.ISSUED: "outstanding",
}  # fmt: skip


class OpeningMissing(UserError):
    """Say that vouchers were given out before this program, and no opening balance stands yet."""

    code = "OPENING_MISSING"


class OpeningUnbalanced(UserError):
    """Say that an opening balance breaks an identity; field `breaches` (codes, text)."""

    code = "OPENING_UNBALANCED"


class OpeningDiffers(UserError):
    """Say that an opening balance differs from the imported ledger and nobody has said why; field `lines`, how many."""

    code = "OPENING_DIFFERS"


class OpeningDayWrong(UserError):
    """Say that the day of the balance is after today; field `day`."""

    code = "OPENING_DAY_WRONG"


@dataclass(frozen=True)
class OpeningDraft:
    """Hold an opening balance as it is filled in: counts, money in fen, the last day that it covers, what it rests on."""

    as_of: dt.date
    printed: int = 0
    stock: int = 0
    drawn: int = 0
    issued: int = 0
    void: int = 0
    redeemed: int = 0
    outstanding: int = 0
    expired: int = 0
    lost: int = 0
    issued_fen: int = 0
    redeemed_fen: int = 0
    source: str = ""

    @property
    def counts(self) -> Counts:
        """Give the counts as the rules know them."""
        return Counts(**{name: getattr(self, name) for name in COUNTS})

    def breaches(self) -> tuple[str, ...]:
        """Name what does not agree: NEGATIVE, PRINTED, ISSUED (docs/programme.md); MONEY without vouchers; more redeemed than issued."""
        found = list(self.counts.breaches())
        if min(self.issued_fen, self.redeemed_fen) < 0 and "NEGATIVE" not in found:
            found.append("NEGATIVE")
        if (self.issued == 0 < self.issued_fen) or (self.redeemed == 0 < self.redeemed_fen):
            found.append(MONEY)
        if self.redeemed_fen > self.issued_fen:
            found.append(REDEEMED_MORE)
        return tuple(found)


@dataclass(frozen=True)
class Opening:
    """Hold an opening balance that stands: its row id, the draft, the day it was entered, and the device that did."""

    id: bytes
    draft: OpeningDraft
    day: dt.date
    dev: bytes


@dataclass(frozen=True)
class Difference:
    """Hold one line in which a balance and the imported ledger differ; counts, or fen where `name` ends so."""

    name: str
    label: str
    declared: int
    ledger: int


@dataclass(frozen=True)
class Account:
    """Hold the account before this program, ours, and both together; `openings` is empty where nothing was before."""

    openings: tuple[Opening, ...]
    before: Counts
    ours: Counts
    total: Counts


def standing(book: Casebook, county: str = "") -> list[Opening]:
    """Give the balances of a county's desks (our own county by default) that no correction has replaced, the latest first."""
    county = county or book.workplace.county
    counties = {grant.dev: grant.county for grant in directory.grants(book.store)}
    return [one for one in _rows(book) if one.dev == book.workplace.dev or counties.get(one.dev) == county]


def own(book: Casebook) -> Opening | None:
    """Give the balance that this PC entered and that stands, or None."""
    return next((one for one in _rows(book) if one.dev == book.workplace.dev), None)


def _rows(book: Casebook) -> list[Opening]:
    current = past.CURRENT.format(table="opening_balance")
    rows = book.store.rows(f"SELECT v.* FROM opening_balance v WHERE {current} ORDER BY v.day DESC, v._entry")
    return [_opening(row) for row in rows]


def _opening(row: Any) -> Opening:
    return Opening(
        bytes(row["id"]),
        OpeningDraft(
            dt.date.fromisoformat(row["as_of"]),
            source=row["source"] or "",
            **{name: row[name] or 0 for name in _NUMBERS},
        ),
        dt.date.fromisoformat(row["day"]),
        bytes(row["_dev"]),
    )


def from_ledger(book: Casebook, as_of: dt.date) -> OpeningDraft | None:
    """Reckon a balance from the ledger of old vouchers that this PC imported, on the last day of `as_of`; None where there is none.

    What nobody redeemed by its last day of validity is expired; of a voucher that lost its amount on redemption the face value counts.
    """
    day = as_of.isoformat()
    sums: dict[str, Any] = dict.fromkeys(_NUMBERS, 0)
    sql = f"""SELECT status, status = ? AND valid_until IS NOT NULL AND valid_until < substr(?, 1, length(valid_until)) AS late, count(*) AS n,
        sum(face_fen) AS face, sum(coalesce(amount_fen, face_fen)) AS amount
        FROM ledger_voucher v WHERE {past.CURRENT.format(table="ledger_voucher")} AND v._dev = ? GROUP BY 1, 2"""
    rows = book.store.rows(sql, (ledger_kinds.ISSUED, day, book.workplace.dev))
    for row in rows:
        name = "expired" if row["late"] else _STATES.get(row["status"], "outstanding")
        sums["printed"] += row["n"]
        sums[name] += row["n"]
        if name in {"redeemed", "outstanding", "expired", "lost"}:
            sums["issued"] += row["n"]
            sums["issued_fen"] += row["face"]
        if name == "redeemed":
            sums["redeemed_fen"] += row["amount"]
    return OpeningDraft(as_of, **sums) if rows else None


def differences(draft: OpeningDraft, ledger: OpeningDraft | None) -> tuple[Difference, ...]:
    """Give line by line where a balance and the ledger differ; nothing where no ledger was imported."""
    if ledger is None:
        return ()
    return tuple(
        Difference(name, label, getattr(draft, name), getattr(ledger, name))
        for name, label in _NUMBERS.items()
        if getattr(draft, name) != getattr(ledger, name)
    )


def record(book: Casebook, draft: OpeningDraft, *, second: Session | None) -> Opening:
    """Enter the opening balance by two persons; where one stands, the new one corrects it.

    Raise NotPermitted, SecondPersonNeeded, OpeningDayWrong, OpeningUnbalanced, or OpeningDiffers where the ledger tells otherwise and the draft's
    `source` does not say why.
    """
    book.require(Action.OPENING_BALANCE)
    second = book.require_second(Action.OPENING_BALANCE, second)
    if draft.as_of > book.today:
        raise OpeningDayWrong(day=draft.as_of.isoformat())
    breaches = draft.breaches()
    if breaches:
        raise OpeningUnbalanced(breaches="、".join(breaches))
    with book.write() as writer:
        lines = differences(draft, from_ledger(book, draft.as_of))
        if lines and not draft.source.strip():
            raise OpeningDiffers(lines=len(lines))
        values: dict[str, Any] = {one.name: getattr(draft, one.name) for one in fields(draft)}
        values |= {"source": draft.source.strip() or None, "day": book.today}
        before = own(book)
        if before is not None:
            values["corrects"] = before.id
        made = writer.fact("opening_balance", values, second=second.author)
    return Opening(made, draft, book.today, book.workplace.dev)


def say_old_vouchers(book: Casebook, *, had: bool) -> None:
    """Keep that this office gave out vouchers before this program, or that it did not; raise NotPermitted."""
    book.require(Action.OPENING_BALANCE)
    book.set_setting(OLD_VOUCHERS, "1" if had else "")


def is_needed(book: Casebook) -> bool:
    """Tell whether this workplace must have an opening balance: it imported a ledger of old vouchers, or said that there are some."""
    if book.setting(OLD_VOUCHERS):
        return True
    return book.store.one("SELECT 1 FROM ledger_voucher WHERE _dev = ? LIMIT 1", (book.workplace.dev,)) is not None


def check_before_issue(book: Casebook) -> None:
    """Raise OpeningMissing or OpeningUnbalanced where vouchers were given out before and no balance stands that meets the identities."""
    if not is_needed(book):
        return
    found = own(book)
    if found is None:
        raise OpeningMissing
    breaches = found.draft.breaches()
    if breaches:
        raise OpeningUnbalanced(breaches="、".join(breaches))


def account(openings: Sequence[Opening], ours: Counts) -> Account:
    """Set the account before this program beside ours, and add both up; contested and payable are ours alone."""
    before = _sum([one.draft.counts for one in openings])
    return Account(tuple(openings), before, ours, _sum([before, ours]))


def _sum(parts: Sequence[Counts]) -> Counts:
    return Counts(**{one.name: sum(getattr(part, one.name) for part in parts) for one in fields(Counts)})

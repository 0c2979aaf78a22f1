"""Vouchers redeemed twice (重复核销): what is known of each, and the decision of two persons which redemption stands.

The paper is surrendered when it is redeemed, so the base that holds the original redeemed it (docs/sync.md section 7). The redemption that
stands is paid by the usual rule, any other of the voucher never. A decision is corrected by a later one; two that contradict each other, made
apart, leave the voucher contested.
"""

from dataclasses import dataclass
from typing import Any

from db.casebook import Casebook, Session
from rules.errors import ReasonMissing, UserError
from rules.permissions import Action

_STANDING = "SELECT g.voucher, g.redemption FROM contest_ruling g JOIN redemption y ON y.id = g.redemption AND y.voucher = g.voucher"
_TWICE = "SELECT r.voucher FROM redemption r GROUP BY r.voucher HAVING count(*) > 1"


class NotContested(UserError):
    """Say that the voucher was not redeemed twice, or that the redemption is none of it."""

    code = "NOT_CONTESTED"


class ContestSettled(UserError):
    """Say that this redemption stands already."""

    code = "CONTEST_SETTLED"


@dataclass(frozen=True)
class Redeemed:
    """Hold one redemption of a contested voucher: by which base, for which class, on which day, the amount in fen."""

    id: bytes
    base: str
    class_name: str
    day: str
    amount_fen: int


@dataclass(frozen=True)
class Contest:
    """Hold a voucher redeemed more than once, its redemptions in a fixed order, and the one that stands (b'' while contested).

    `rulings` are the decisions that no later one corrects, the latest first.
    """

    voucher: bytes
    number: str
    holder: str
    redemptions: tuple[Redeemed, ...]
    stands: bytes
    rulings: tuple["Ruling", ...]

    @property
    def against(self) -> bool:
        """Tell whether decisions contradict each other."""
        return len({one.redemption for one in self.rulings}) > 1


@dataclass(frozen=True)
class Ruling:
    """Hold one decision that none corrects: the redemption it names, why, on which day, and whose it is."""

    id: bytes
    redemption: bytes
    reason: str
    day: str
    by: str


def contested(book: Casebook, *, decided: bool = False, county: str = "", limit: int = 100) -> list[Contest]:
    """List the vouchers redeemed more than once that wait for a decision, or those `decided`; of one county where it is named."""
    settled = "IN" if decided else "NOT IN"
    sql = f"""SELECT t.voucher, min(r.number) AS number FROM ({_TWICE}) t JOIN redemption r ON r.voucher = t.voucher
        WHERE t.voucher {settled} (SELECT voucher FROM ({_STANDING})) AND (:county = '' OR substr(r.number, 7, 6) = :county)
        GROUP BY t.voucher ORDER BY number LIMIT :limit"""
    return [of(book, bytes(row["voucher"])) for row in book.store.rows(sql, {"county": county, "limit": limit})]


def of(book: Casebook, voucher: bytes) -> Contest:
    """Tell how one voucher stands; raise NotContested where it was not redeemed twice."""
    rows = book.store.rows(
        """SELECT r.id, r.number, r.day, r.amount_fen, coalesce(b.name, '') AS base, coalesce(c.name, '') AS class_name FROM redemption r
        LEFT JOIN base b ON b.id = r.base LEFT JOIN training_class c ON c.id = r.class_id WHERE r.voucher = ? ORDER BY r.day, r.id""",
        (voucher,),
    )
    if len(rows) < 2:
        raise NotContested
    issue = book.store.one("SELECT number, holder FROM voucher_issue WHERE id = ?", (voucher,))
    stands = book.store.value(f"SELECT redemption FROM ({_STANDING}) WHERE voucher = ?", (voucher,))
    made = tuple(
        Redeemed(bytes(row["id"]), row["base"], row["class_name"], row["day"], row["amount_fen"]) for row in rows
    )
    return Contest(
        voucher, issue["number"] if issue else rows[0]["number"], (issue["holder"] if issue else "") or "", made, bytes(stands or b""),
        tuple(_ruling(row) for row in _uncorrected(book, voucher)),
    )  # fmt: skip


def _uncorrected(book: Casebook, voucher: bytes) -> list[Any]:
    """Give the decisions on a voucher that no other one corrects, in a fixed order."""
    return book.store.rows(
        """SELECT d.id, d.redemption, d.reason, d.day, coalesce((SELECT s.name FROM staff s WHERE s.id = d._by), '') AS by
        FROM contest_decision d JOIN contest_heard h ON h.id = d.id WHERE d.voucher = :voucher
        AND NOT EXISTS (SELECT 1 FROM contest_heard c WHERE c.voucher = :voucher AND c.corrects = d.id) ORDER BY d.day DESC, d.id""",
        {"voucher": voucher},
    )


def _ruling(row: Any) -> Ruling:
    return Ruling(bytes(row["id"]), bytes(row["redemption"]), row["reason"], row["day"], row["by"])


def decide(book: Casebook, voucher: bytes, redemption: bytes, reason: str, *, second: Session | None) -> list[bytes]:
    """Let one redemption of a contested voucher stand, by two persons; `reason` says who holds the surrendered original.

    Where earlier decisions stand, each of them is corrected. Raise SecondPersonNeeded, NotContested (a desk decides about
    vouchers of its own county alone), ReasonMissing or ContestSettled; give the new facts' ids.
    """
    book.require(Action.CONTEST_DECIDE)
    second = book.require_second(Action.CONTEST_DECIDE, second)
    found = of(book, voucher)
    ours = book.workplace.kind == "province" or found.number[6:12] == book.workplace.county
    if redemption not in {one.id for one in found.redemptions} or not ours:
        raise NotContested
    if not reason.strip():
        raise ReasonMissing
    with book.write(found.number[6:12] if book.workplace.kind == "province" else "") as writer:
        found = of(book, voucher)
        if found.stands == redemption:
            raise ContestSettled
        values = {"voucher": voucher, "redemption": redemption, "reason": reason.strip(), "day": book.today}
        # at least one fact: without an earlier decision it corrects none
        earlier: list[bytes | None] = [one.id for one in found.rulings if one.redemption != redemption]
        return [
            writer.fact("contest_decision", values | {"corrects": one}, second=second.author)
            for one in earlier or [None]
        ]

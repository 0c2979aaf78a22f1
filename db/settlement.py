"""Claims and settlement: what bases claim month by month, what the county reviews, and which redemptions are payable."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from db import forks, training, uncounted
from db.apply import COUNTED_AT
from db.casebook import Casebook
from db.cuts import cuts
from db.holdings import Holdings
from db.store import Store
from db.vouchers import _STATUS, RedemptionRow, VoucherUnknown, redemptions
from rules.errors import UserError
from rules.permissions import Action
from rules.vouchers import Counts

_ROW_ID = re.compile(r"[0-9a-f]{32}")


class NothingToClaim(UserError):
    """Say that no redemption waits to be claimed."""

    code = "NOTHING_TO_CLAIM"


@dataclass(frozen=True)
class ClaimRow:
    """Hold a base's claim: its month, how many redemptions, the sum in fen, and what the review made of it (None: waits)."""

    id: bytes
    base_name: str
    period: str
    count: int
    amount_fen: int
    day: str
    accepted: int | None
    accepted_fen: int
    returned: int


def unclaimed(book: Casebook) -> list[RedemptionRow]:
    """List this base's redemptions that stand in no claim yet, or were returned."""
    reviews = {bytes(row["claim"]): row for row in _reviews(book)}
    claimed: set[str] = set()
    for row in book.store.rows("SELECT id, redemptions FROM claim ORDER BY n"):
        review = reviews.get(bytes(row["id"]))
        # a line that was returned once and claimed again stands in the later claim
        claimed |= _texts(row["redemptions"]) - (_returned(review["returned"]) if review else set())
    return [row for row in redemptions(book, limit=100_000) if row.id.hex() not in claimed]


def claim(book: Casebook, period: str) -> bytes:
    """Claim what was redeemed and not claimed yet; raise NothingToClaim."""
    book.require(Action.CLAIM_SEND)
    lines = unclaimed(book)
    if not lines:
        raise NothingToClaim
    base = training.own_base(book)
    with book.write() as writer:
        return writer.fact("claim", {
            "base": base.id if base else None, "period": period, "redemptions": sorted(row.id.hex() for row in lines), "count": len(lines),
            "amount_fen": sum(row.amount_fen for row in lines), "day": book.today,
        })  # fmt: skip


def _texts(text: str) -> set[str]:
    """Read a list of ids that another workplace may have written; what is no text is left out."""
    found = json.loads(text)
    return {one for one in found if type(one) is str} if type(found) is list else set()


def _returned(text: str) -> set[str]:
    """Give the redemptions (ids in hex) that a review returned."""
    found = json.loads(text)
    lines = [line.get("redemption") for line in found if type(line) is dict] if type(found) is list else []
    return {line for line in lines if type(line) is str}


def _reviews(book: Casebook) -> list[Any]:
    rows = book.store.rows("SELECT * FROM claim_review ORDER BY _entry")
    corrected = {bytes(row["corrects"]) for row in rows if row["corrects"]}
    return [row for row in rows if bytes(row["id"]) not in corrected]


def claims(book: Casebook) -> list[ClaimRow]:
    """List the claims known here, newest first."""
    reviews = {bytes(row["claim"]): row for row in _reviews(book)}
    result = []
    for row in book.store.rows(
        "SELECT c.*, b.name AS base_name FROM claim c LEFT JOIN base b ON b.id = c.base ORDER BY c.n DESC"
    ):
        review = reviews.get(bytes(row["id"]))
        result.append(ClaimRow(
            bytes(row["id"]), row["base_name"] or "", row["period"], row["count"], row["amount_fen"], row["day"],
            len(_texts(review["accepted"])) if review else None, review["amount_fen"] if review else 0,
            len(_returned(review["returned"])) if review else 0,
        ))  # fmt: skip
    return result


def review_claim(book: Casebook, claim_id: bytes, returned: Mapping[bytes, str], *, county: str = "") -> bytes:
    """Accept a claim's lines but those in `returned` (redemption id → reason); raise VoucherUnknown where there is no such claim.

    A second review corrects the first. A province names the county in whose stream it answers.
    """
    book.require(Action.CLAIM_REVIEW)
    back = {key.hex() for key in returned}
    with book.write(county) as writer:
        row = book.store.one("SELECT redemptions FROM claim WHERE id = ?", (claim_id,))
        if row is None:
            raise VoucherUnknown
        accepted = sorted(_texts(row["redemptions"]) - back)
        amounts = {
            row["id"].hex(): row["amount_fen"] for row in book.store.rows("SELECT id, amount_fen FROM redemption")
        }
        earlier = next((bytes(one["id"]) for one in _reviews(book) if bytes(one["claim"]) == claim_id), None)
        return writer.fact("claim_review", {
            "claim": claim_id, "accepted": accepted, "returned": [{"redemption": key.hex(), "reason": reason} for key, reason in returned.items()],
            "amount_fen": sum(amounts.get(line, 0) for line in accepted), "day": book.today, "corrects": earlier,
        })  # fmt: skip


@dataclass(frozen=True)
class SettlementLine:
    """Hold one redemption in the settlement: what it pays in fen, or why it pays nothing (a flag's code)."""

    redemption: bytes
    voucher: bytes
    number: str
    base_name: str
    day: str
    amount_fen: int
    reason: str


@dataclass(frozen=True)
class Settlement:
    """Hold the settlement of a county."""

    lines: tuple[SettlementLine, ...]

    @property
    def payable(self) -> int:
        """Count the payable vouchers."""
        return sum(not line.reason for line in self.lines)

    @property
    def payable_fen(self) -> int:
        """Sum what is payable in fen."""
        return sum(line.amount_fen for line in self.lines)

    @property
    def contested(self) -> int:
        """Count the vouchers that were redeemed more than once."""
        return len({line.voucher for line in self.lines if line.reason == "CONTESTED"})


def issue_faults(book: Casebook, county: str = "") -> dict[bytes, str]:
    """Find issues that do not stand: of numbers that their device does not hold, beyond its limit (in the order of its stream), or after a revocation's cut.

    So does one of two versions of a stream, until it is decided which counts. With `county` of that county's numbers alone. Where a device was
    never cut off and all it issued is within its limit, which is the rule, the order of its stream need not be asked for.
    """
    faults: dict[bytes, str] = {}
    parted, known, held = forks.not_counting(book.store), cuts(book.store), Holdings(book.store)
    used: dict[bytes, int] = {}
    issues = f"{_ISSUES} WHERE substr(v.number, 7, 6) = :county" if county else _ISSUES
    for row in book.store.rows(issues, {"county": county}):
        dev = bytes(row["dev"])
        if bytes(row["entry"]) in parted:
            faults[bytes(row["id"])] = "FORKED"
        elif not held.holds(dev, row["number"]):
            faults[bytes(row["id"])] = "OUT_OF_BLOCK"
        elif not row["void"] and not row["quota_free"]:
            used[dev] = used.get(dev, 0) + row["face_fen"]
    exact = known.touched | {dev for dev, fen in used.items() if fen > held.limit(dev)}
    if not exact:
        return faults
    used = {}
    sql = f"SELECT v.*, e.ep, e.q FROM ({issues}) v JOIN entry e ON e.hash = v.entry ORDER BY v.dev, v.grant_no, e.ep, e.q"
    for row in book.store.rows(sql, {"county": county}):
        dev = bytes(row["dev"])
        if dev not in exact:
            continue
        if known.beyond(dev, bytes(row["ep"]), row["q"]):
            faults[bytes(row["id"])] = "REVOKED"
        elif bytes(row["id"]) not in faults and not row["void"] and not row["quota_free"]:
            used[dev] = used.get(dev, 0) + row["face_fen"]
            if used[dev] > held.limit(dev):
                faults[bytes(row["id"])] = "OVER_QUOTA"
    return faults


def issued_fen(book: Casebook, dev: bytes) -> int:
    """Sum the face value of a device's issues that count against its limit: not void, not for a lost voucher, not beyond a cut."""
    known = cuts(book.store)
    rows = book.store.rows(
        """SELECT v.face_fen, e.ep, e.q FROM voucher_issue v JOIN entry e ON e.hash = v._entry WHERE v._dev = ? AND coalesce(v.quota_free, 0) = 0
        AND NOT EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id)""",
        (dev,),
    )
    return sum(row["face_fen"] for row in rows if not known.beyond(dev, bytes(row["ep"]), row["q"]))


_ISSUES = """SELECT v.id, v.number, v.face_fen, v.grant_no, v._dev AS dev, v._entry AS entry, coalesce(v.quota_free, 0) AS quota_free,
    EXISTS (SELECT 1 FROM voucher_void x WHERE x.voucher = v.id) AS void FROM voucher_issue v"""
# Each redemption of a county with what stands against paying it, '' for nothing; `:faulty` lists issues and redemptions (ids in hex) of which
# something was found elsewhere, `:accepted` the redemptions that reviews accepted, `:unheard` decisions that do not count. Each list becomes one
# index, which is all that each row asks.
_LINES = """WITH faulty(id) AS MATERIALIZED (SELECT unhex(value) FROM json_each(:faulty)),
    accepted(id) AS MATERIALIZED (SELECT unhex(value) FROM json_each(:accepted)),
    heard(id, voucher, redemption, corrects) AS MATERIALIZED (SELECT id, voucher, redemption, corrects FROM contest_heard
        WHERE id NOT IN (SELECT unhex(value) FROM json_each(:unheard))),
    standing(voucher, redemption) AS MATERIALIZED (SELECT g.voucher, y.id FROM (SELECT d.voucher, min(d.redemption) AS redemption FROM heard d
        WHERE NOT EXISTS (SELECT 1 FROM heard c WHERE c.voucher = d.voucher AND c.corrects = d.id)
        GROUP BY d.voucher HAVING count(DISTINCT d.redemption) = 1) g JOIN redemption y ON y.id = g.redemption AND y.voucher = g.voucher),
    line AS (SELECT r.id, r.voucher, r.number, r.day, min(i.face_fen, r.fee_fen) AS amount_fen, b.name AS base_name, i.id AS issue, CASE
        WHEN r.id IN (SELECT id FROM faulty) THEN 'FAULT'
        WHEN i.id IS NULL THEN 'ISSUE_UNKNOWN'
        WHEN i.id IN (SELECT id FROM faulty) THEN 'FAULT'
        WHEN (SELECT count(*) FROM voucher_issue d WHERE d.number = i.number
            AND NOT EXISTS (SELECT 1 FROM voucher_void v WHERE v.voucher = d.id)) > 1 THEN 'DUP_NUMBER'
        WHEN EXISTS (SELECT 1 FROM voucher_void v WHERE v.voucher = r.voucher) THEN 'REDEEMED_VOID'
        WHEN r.day > i.valid_until THEN 'REDEEMED_EXPIRED'
        WHEN (SELECT count(*) FROM redemption x WHERE x.voucher = r.voucher) > 1 AND r.id NOT IN (SELECT redemption FROM standing)
            THEN CASE WHEN r.voucher IN (SELECT voucher FROM standing) THEN 'CONTEST_LOST' ELSE 'CONTESTED' END
        WHEN r.id NOT IN (SELECT id FROM accepted) THEN 'NOT_APPROVED' ELSE '' END AS reason
        FROM redemption r LEFT JOIN voucher_issue i ON i.id = r.voucher LEFT JOIN base b ON b.id = r.base
        WHERE substr(r.number, 7, 6) = :county)"""


def _question(book: Casebook, county: str, faults: Mapping[bytes, str]) -> dict[str, str]:
    """Give what `_LINES` asks for."""
    accepted: set[str] = set()
    parted = forks.not_counting(book.store)
    for review in _reviews(book):
        if bytes(review["_entry"]) not in parted:
            accepted |= {one for one in _texts(review["accepted"]) if _ROW_ID.fullmatch(one)}
    return {
        "county": county, "faulty": json.dumps([row.hex() for row in faults]), "accepted": json.dumps(list(accepted)),
        "unheard": json.dumps([row.hex() for row in uncounted.facts(book.store, "contest_decision")]),
    }  # fmt: skip


def settle(book: Casebook, county: str = "") -> Settlement:
    """Settle a county by the definition of payable (docs/sync.md section 7).

    An accepted issue in block and quota, neither void nor expired, redeemed exactly once or by decision of two persons the redemption that
    stands, its claim approved; the amount is the smaller of face value and actual fee.
    """
    county = county or book.workplace.county
    faults = issue_faults(book, county) | uncounted.facts(book.store, "redemption")
    lines = []
    for row in book.store.rows(
        f"{_LINES} SELECT * FROM line ORDER BY number, day, id", _question(book, county, faults)
    ):
        key, issue, reason = bytes(row["id"]), bytes(row["issue"] or b""), row["reason"]
        if reason == "FAULT":
            reason = faults.get(key) or faults[issue]
        lines.append(SettlementLine(
            key, bytes(row["voucher"]), row["number"], row["base_name"] or "", row["day"], 0 if reason else row["amount_fen"], reason,
        ))  # fmt: skip
    return Settlement(tuple(lines))


def _payable(book: Casebook, county: str) -> tuple[int, int]:
    """Count what `settle` finds payable, and sum it in fen, without making its lines."""
    question = _question(book, county, issue_faults(book, county) | uncounted.facts(book.store, "redemption"))
    row = book.store.one(
        f"{_LINES} SELECT count(*) AS n, coalesce(sum(amount_fen), 0) AS fen FROM line WHERE reason = ''", question
    )
    return row["n"], row["fen"]


_told: WeakKeyDictionary[Store, dict[str, tuple[Any, Counts]]] = WeakKeyDictionary()
"""By store and county: what the counting rested on when the vouchers were counted last, the day among it, and what was counted."""
# What else it rests on: grants, revocations and second versions of streams are kept by this PC and come by ways of their own.
_RESTS_ON = f"""SELECT coalesce((SELECT value FROM setting WHERE name = '{COUNTED_AT}'), ''),
    (SELECT count(*) || '/' || total(grant_no) || '/' || total(dir_v) FROM unit_grant),
    (SELECT count(*) || '/' || total(cut_seq) || '/' || total(dir_v) FROM revocation),
    (SELECT count(*) || '/' || total(first) || '/' || total(seq) FROM branch)"""


def counts(book: Casebook, county: str = "") -> Counts:
    """Count the vouchers of a county (here: our own) by where they stand, with what is payable.

    Several parts of the window ask for it, after every registration too; it is counted again once something that it rests on has changed.
    """
    county = county or book.workplace.county
    version = (*book.store.tuples(_RESTS_ON)[0], book.today)
    kept = _told.setdefault(book.store, {})
    if county not in kept or kept[county][0] != version:
        kept[county] = version, _count(book, county)
    return kept[county][1]


def _count(book: Casebook, county: str) -> Counts:
    printed = Holdings(book.store, county).printed(county)
    values = {"today": book.today.isoformat(), "county": county}
    by_status = dict(book.store.rows(
        f"SELECT status, count(*) FROM (SELECT {_STATUS} AS status FROM voucher_issue v WHERE substr(v.number, 7, 6) = :county) GROUP BY status", values,
    ))  # fmt: skip
    # A voucher that was redeemed in spite of its void counts as redeemed; the breach is flagged.
    void_numbers = int(book.store.value(
        """SELECT count(DISTINCT x.number) FROM voucher_void x WHERE substr(x.number, 7, 6) = ?
        AND NOT EXISTS (SELECT 1 FROM redemption r JOIN voucher_issue i ON i.id = r.voucher WHERE i.number = x.number)""", (county,),
    ))  # fmt: skip
    issued = sum(by_status.values()) - by_status.get("作废", 0)
    lost = by_status.get("挂失", 0) + by_status.get("已补发", 0)
    double = int(book.store.value(
        """SELECT count(*) FROM (SELECT r.voucher FROM redemption r JOIN voucher_issue i ON i.id = r.voucher WHERE substr(i.number, 7, 6) = ?
        AND r.voucher NOT IN (SELECT g.voucher FROM contest_ruling g JOIN redemption y ON y.id = g.redemption AND y.voucher = g.voucher)
        GROUP BY r.voucher HAVING count(*) > 1)""", (county,),
    ))  # fmt: skip
    payable, payable_fen = _payable(book, county)
    return Counts(
        printed=printed, stock=printed - issued - void_numbers, issued=issued, void=void_numbers, redeemed=by_status.get("已核销", 0),
        outstanding=by_status.get("已发放", 0), expired=by_status.get("过期", 0), lost=lost, contested=double, payable=payable,
        payable_fen=payable_fen,
    )  # fmt: skip

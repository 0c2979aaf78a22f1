"""What the store reckons for a county in a few queries is what the definition of payable says of each redemption, one after the other."""

import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import directory, settlement
from db.casebook import Casebook
from rules import canonical
from rules import vouchers as numbers
from tests.db.conftest import COUNTY, FACE_FEN, GRANT_KEY, PREFIX, County

Row = Mapping[str, Any]


def rows(book: Casebook, table: str) -> list[dict[str, Any]]:
    return [
        dict(row) for row in book.store.rows(f"SELECT t.*, e.ep, e.q FROM {table} t JOIN entry e ON e.hash = t._entry")
    ]


def plain_faults(book: Casebook, issues: list[dict[str, Any]], void: set[bytes]) -> dict[bytes, str]:
    """Follow each device's issues in the order of its stream."""
    grants = {grant.dev: grant for grant in directory.grants(book.store)}
    cuts = {(one.dev, one.ep): one.cut_seq for one in directory.revocations(book.store)}
    found: dict[bytes, str] = {}
    used: dict[bytes, int] = {}
    for row in sorted(issues, key=lambda one: (one["_dev"], one["grant_no"] or 0, one["ep"], one["q"])):
        dev = row["_dev"]
        grant = grants.get(dev)
        if row["q"] > cuts.get((dev, row["ep"]), row["q"]):
            found[row["id"]] = "REVOKED"
        elif grant is None or not any(row["number"] in block for block in grant.blocks_of("voucher")):
            found[row["id"]] = "OUT_OF_BLOCK"
        elif row["id"] not in void and not row["quota_free"]:
            used[dev] = used.get(dev, 0) + row["face_fen"]
            if used[dev] > grant.limit_fen:
                found[row["id"]] = "OVER_QUOTA"
    return found


def plain_standing(decisions: list[dict[str, Any]], voucher: bytes, redemptions: set[bytes]) -> bytes | None:
    """Give the redemption of which alone the uncorrected decisions on a voucher speak, if it is one of that voucher's."""
    of_voucher = [one for one in decisions if one["voucher"] == voucher]
    corrected = {one["corrects"] for one in of_voucher}
    named = {one["redemption"] for one in of_voucher if one["id"] not in corrected}
    return named.pop() if len(named) == 1 and named <= redemptions else None


def plain(book: Casebook) -> dict[bytes, tuple[str, int]]:
    """Say of each redemption why it is not paid ('' for payable) and what it pays, by docs/sync.md section 7 word for word."""
    issues, redemptions, reviews = rows(book, "voucher_issue"), rows(book, "redemption"), rows(book, "claim_review")
    decisions = rows(book, "contest_decision")
    void = {row["voucher"] for row in rows(book, "voucher_void")}
    faults = plain_faults(book, issues, void)
    issue_of = {row["id"]: row for row in issues}
    corrected = {row["corrects"] for row in reviews}
    accepted = {one for row in reviews if row["id"] not in corrected for one in json.loads(row["accepted"])}
    found = {}
    for row in redemptions:
        issue = issue_of.get(row["voucher"])
        of_voucher = {one["id"] for one in redemptions if one["voucher"] == row["voucher"]}
        stands = plain_standing(decisions, row["voucher"], of_voucher)
        if issue is None:
            reason = "ISSUE_UNKNOWN"
        elif issue["id"] in faults:
            reason = faults[issue["id"]]
        elif sum(one["number"] == issue["number"] and one["id"] not in void for one in issues) > 1:
            reason = "DUP_NUMBER"
        elif issue["id"] in void:
            reason = "REDEEMED_VOID"
        elif row["day"] > issue["valid_until"]:
            reason = "REDEEMED_EXPIRED"
        elif len(of_voucher) > 1 and stands != row["id"]:
            reason = "CONTESTED" if stands is None else "CONTEST_LOST"
        else:
            reason = "" if row["id"].hex() in accepted else "NOT_APPROVED"
        paid = min(issue["face_fen"], row["fee_fen"]) if issue and not reason else 0
        found[row["id"]] = (reason, paid)
    return found


class Stage:
    """Write facts that no program of ours would let pass into the books of a county's three workplaces, and let the desk hear of all."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.issues: list[tuple[bytes, str]] = []
        self.redemptions: list[tuple[bytes, bytes]] = []
        self.facts: dict[str, list[bytes]] = {"claim_review": [], "contest_decision": []}

    def step(self, what: str, which: int, chance: random.Random) -> None:
        desk, base = self.county.desk, self.county.base
        if what == "issue":
            number = numbers.make_number(PREFIX, which % 14 + 1)
            number = number[:-1] + str((int(number[-1]) + 1) % 10) if chance.random() < 0.1 else number
            with desk.write() as writer:
                made = writer.fact("voucher_issue", {
                    "number": number, "face_fen": FACE_FEN, "valid_until": "2009-12-31", "issued_on": "2009-09-28", "grant_no": which % 2 + 1,
                    "quota_free": chance.random() < 0.1,
                })  # fmt: skip
            self.issues.append((made, number))
        elif what == "grant":
            self.county.grant(1, 10, (which % 12) * FACE_FEN)
        elif what == "redeem" and self.issues:
            voucher, number = chance.choice(self.issues)
            voucher = b"u" * 16 if chance.random() < 0.1 else voucher
            with base.write() as writer:
                made = writer.fact("redemption", {
                    "voucher": voucher, "number": number, "face_fen": FACE_FEN, "fee_fen": chance.choice([30_000, 60_000]), "amount_fen": FACE_FEN,
                    "day": chance.choice(["2009-09-28", "2009-12-31", "2010-01-01"]),
                })  # fmt: skip
            self.redemptions.append((made, voucher))
        elif what == "void" and self.issues:
            voucher, number = chance.choice(self.issues)
            with desk.write() as writer:
                writer.fact("voucher_void", {"number": number, "voucher": voucher if chance.random() < 0.8 else None})
        elif what == "review" and self.redemptions:
            accepted = [
                one.hex() for one, _ in chance.sample(self.redemptions, chance.randint(0, len(self.redemptions)))
            ]
            self._fact(
                "claim_review", {"claim": b"c" * 16, "accepted": accepted, "returned": [], "amount_fen": 0}, chance
            )
        elif what == "decide" and self.redemptions:
            redemption, voucher = chance.choice(self.redemptions)
            values = {"voucher": voucher, "redemption": redemption, "reason": "原券", "day": "2009-09-28"}
            self._fact("contest_decision", values, chance)
        self.county.pass_on(base, desk)

    def _fact(self, table: str, values: dict[str, Any], chance: random.Random) -> None:
        earlier = self.facts[table]
        corrects = chance.choice(earlier) if earlier and chance.random() < 0.5 else None
        with self.county.desk.write() as writer:
            earlier.append(writer.fact(table, values | {"corrects": corrects}))

    def cut(self) -> None:
        """Revoke the desk from the number that it has reached."""
        desk = self.county.desk
        seq = desk.store.value("SELECT seq FROM stream WHERE mine = 1")
        document = canonical.dump({
            "fmt": directory.REVOCATION_FORMAT, "store_id": "00" * 8, "dev": desk.workplace.dev.hex(), "ep": desk.stream()[1].hex(), "cut_seq": seq,
            "cut_head": "00" * 32, "reason": "遗失", "issued": "2009-09-28",
        })  # fmt: skip
        made = directory.read_revocation(document, GRANT_KEY.sign(directory.signed_bytes(document)), GRANT_KEY.public)
        with desk.store.transaction():
            directory.keep_revocation(desk.store, made, 2)


@pytest.fixture
def stage(county: County) -> Stage:
    county.grant(1, 10, 8 * FACE_FEN)
    return Stage(county)


KINDS = ("issue", "issue", "issue", "redeem", "redeem", "redeem", "void", "review", "decide", "decide", "grant")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    steps=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 99)), min_size=5, max_size=25),
    seed=st.integers(0, 2**16),
)
def test_queries_and_the_plain_reckoning_agree(stage: Stage, steps: list[tuple[str, int]], seed: int) -> None:
    desk, chance = stage.county.desk, random.Random(seed)
    for what, which in steps:
        stage.step(what, which, chance)
    agree(desk)


def agree(book: Casebook) -> None:
    wanted = plain(book)
    found = settlement.settle(book, COUNTY)
    assert {line.redemption: (line.reason, line.amount_fen) for line in found.lines} == wanted
    assert len(found.lines) == len(wanted)
    counts = settlement.counts(book, COUNTY)
    assert (counts.payable, counts.payable_fen) == (found.payable, found.payable_fen)
    assert counts.contested == len({
        row["voucher"] for row in rows(book, "redemption") if row["voucher"] in _twice(book) and wanted[row["id"]][0] != "ISSUE_UNKNOWN"
    })  # fmt: skip
    assert settlement.settle(book, "519902").lines == ()
    assert settlement.issue_faults(book, COUNTY) == settlement.issue_faults(book)


def _twice(book: Casebook) -> set[bytes]:
    """Give the vouchers redeemed more than once of which no redemption stands."""
    redemptions, decisions = rows(book, "redemption"), rows(book, "contest_decision")
    by_voucher: dict[bytes, set[bytes]] = {}
    for row in redemptions:
        by_voucher.setdefault(row["voucher"], set()).add(row["id"])
    return {
        voucher
        for voucher, found in by_voucher.items()
        if len(found) > 1 and plain_standing(decisions, voucher, found) is None
    }


def test_after_a_cut_the_reckonings_still_agree(stage: Stage) -> None:
    chance = random.Random(7)
    for n in range(60):
        if n == 40:
            stage.cut()
        stage.step(chance.choice(KINDS), chance.randint(0, 99), chance)
    desk = stage.county.desk
    agree(desk)
    assert "REVOKED" in settlement.issue_faults(desk).values()

"""Tables in which one thing stands down and another across: here the training of a period, base by base and trade by trade.

pandas turns the rows round; it is imported when a table is made, for it costs half a second to load.
"""

from dataclasses import dataclass
from typing import Any

from db import indicators
from db.casebook import Casebook
from db.tables.indicator import Indicator, narrowed
from rules import codes
from rules.periods import Period
from rules.reports import Counted

GROUPS = {"migrant_worker": "农民工", "returned": "返乡农民工", "laid_off": "下岗失业"}
"""The groups of persons that the table has columns for (rules/data/codes.json, `target_group`); one person may be in several."""
_ENROLMENTS = """SELECT coalesce(b.name, '') AS base, coalesce(k.name, c.name, '') AS course, hex(c.id) AS class_id, hex(e.person) AS person, p.sex AS sex,
    coalesce(f.groups, '[]') AS groups,
    coalesce((SELECT max(r.completed) FROM result r WHERE r.enrolment = e.id AND r.id NOT IN (SELECT corrects FROM result WHERE corrects IS NOT NULL)), 0) AS completed,
    EXISTS (SELECT 1 FROM result r WHERE r.enrolment = e.id AND r.outcome = '合格'
        AND r.id NOT IN (SELECT corrects FROM result WHERE corrects IS NOT NULL)) AS passed,
    EXISTS (SELECT 1 FROM certificate z WHERE z.enrolment = e.id
        AND z.id NOT IN (SELECT certificate FROM certificate_revocation WHERE certificate IS NOT NULL)) AS certified,
    EXISTS (SELECT 1 FROM placement q WHERE q.person = e.person AND q._incomplete <> 2 AND q.day >= c.ends AND coalesce(q.way, '') <> '7') AS placed
    FROM training_class c LEFT JOIN enrolment e ON e.class_id = c.id AND e.status <> '退学' LEFT JOIN base b ON b.id = c.base
    LEFT JOIN course k ON k.id = c.course LEFT JOIN person p ON p.id = e.person LEFT JOIN person_profile f ON f.id = e.person
    WHERE c.status NOT IN ('草稿', '已取消') AND c.starts BETWEEN :first AND :last AND (:county = '' OR c.county = :county)"""
_COUNTS = ("enrolled", "men", "women", *GROUPS, "completed", "passed", "certified", "placed")


@dataclass(frozen=True)
class TrainingRow:
    """Hold one line: base and trade, how many classes, and person-times: enrolled, men, women, by group, completed, passed, certified, placed after it."""

    base: str
    course: str
    classes: int
    enrolled: int
    men: int
    women: int
    groups: tuple[int, ...]
    completed: int
    passed: int
    certified: int
    placed: int

    @property
    def balances(self) -> bool:
        """Tell whether 取证 ≤ 合格 ≤ 结业 ≤ 报名."""
        return self.certified <= self.passed <= self.completed <= self.enrolled


def classes(book: Casebook, period: Period, county: str = "") -> list[TrainingRow]:
    """Tabulate the classes that began in a period by base and trade."""
    import pandas as pd

    values = {
        "first": period.first.isoformat(), "last": period.last.isoformat(), "county": county if book.workplace.kind == "province" else "",
    }  # fmt: skip
    columns = ["base", "course", "class_id", "person", "sex", "groups", "completed", "passed", "certified", "placed"]
    frame = pd.DataFrame(book.store.tuples(_ENROLMENTS, values), columns=columns)
    if frame.empty:
        return []
    frame["enrolled"] = frame["person"].ne("").astype(int)  # a class without anybody is one line without a person
    frame["men"], frame["women"] = frame["sex"].eq("1").astype(int), frame["sex"].eq("2").astype(int)
    for group in GROUPS:
        frame[group] = frame["groups"].str.contains(f'"{group}"', regex=False).astype(int)
    grouped = frame.groupby(["base", "course"], sort=True)
    found = grouped[list(_COUNTS)].sum().join(grouped["class_id"].nunique().rename("classes"))
    return [_row(row) for row in found.reset_index().to_dict("records")]


def _row(row: Any) -> TrainingRow:
    return TrainingRow(
        row["base"], row["course"], int(row["classes"]), int(row["enrolled"]), int(row["men"]), int(row["women"]),
        tuple(int(row[group]) for group in GROUPS), int(row["completed"]), int(row["passed"]), int(row["certified"]),
        int(row["placed"]),
    )  # fmt: skip


_OF_CASE = "(SELECT r.kind FROM rights_case r WHERE r.id = w.id)"
_OF_PART = "(SELECT r.kind FROM rights_case r JOIN {table} p ON p.case_id = r.id WHERE p.id = w.id)"
_CASES = {
    "case_opened": _OF_CASE, "case_reopened": _OF_CASE, "case_closed": _OF_CASE, "case_persons": _OF_PART.format(table="rights_claimant"),
    "case_claimed_fen": _OF_PART.format(table="rights_claimant"), "case_recovered_fen": _OF_PART.format(table="rights_recovery"),
}  # fmt: skip


@dataclass(frozen=True)
class CaseRow:
    """Hold the cases of one kind over a period: in hand before, taken on, opened again, closed, in hand at the end, persons once, sums in fen."""

    kind: str
    before: int
    opened: int
    reopened: int
    closed: int
    after: int
    persons: int
    claimed_fen: int
    recovered_fen: int

    @property
    def balances(self) -> bool:
        """Tell whether 期初 + 新收 + 重新办理 = 结案 + 在办."""
        return self.before + self.opened + self.reopened == self.closed + self.after


def cases(book: Casebook, period: Period, county: str = "") -> list[CaseRow]:
    """Tabulate the cases of a period by kind, in the order of the codes; kinds of which there is nothing are left out.

    What was erased is in none: it stays counted in the report itself, and of what kind it was is not kept.
    """
    whole = indicators.spans(period)["period"]
    stocks = {"begin": indicators.standing_at(whole, "opening"), "end": indicators.standing_at(whole, "closing")}
    found = []
    for item in codes.tables()["rights_kind"].items:

        def one(key: str, code: str = item.code) -> Indicator:
            # a key of its own: under the whole's one each kind would count all that was erased
            return narrowed(indicators.get(key), f"{key}/{code}", "", f"{_CASES[key]} = '{code}'")

        def inside(wanted: Indicator) -> Counted:
            return indicators.count(book, [wanted], {"asked": whole}, county)["asked"]

        stood = indicators.count(
            book, [one("case_opened"), one("case_reopened"), indicators.less(one("case_closed"))], stocks, county
        )
        row = CaseRow(
            item.label, stood["begin"].total, inside(one("case_opened")).total, inside(one("case_reopened")).total, inside(one("case_closed")).total, stood["end"].total,
            inside(one("case_persons")).persons, inside(one("case_claimed_fen")).total, inside(one("case_recovered_fen")).total,
        )  # fmt: skip
        if any((row.before, row.opened, row.reopened, row.closed, row.after, row.recovered_fen)):
            found.append(row)
    return found

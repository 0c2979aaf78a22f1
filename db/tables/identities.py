"""Declare 类别时段: from when until when a person belonged to a group (下岗失业人员, 返乡农民工 …), so that a service is counted by what held on its day.

Most persons need none: what is ticked in their file holds on every day. Once a person finds work the tick goes, and the span keeps what was true
before (programme section 2: several groups, each by date).
"""

from collections.abc import Collection

from db.tables.declaration import DESK, Story, Table, c
from db.tables.indicator import stands
from rules import chain

TABLES: tuple[Table, ...] = (
    Table("identity_span", "类别时段", "fact", DESK, (
        c("person", "id", "服务对象", refers="person"), c("kind", "text", "人员类别", 1, "target_group"), c("since", "date", "从哪天起"), c("until", "date", "到哪天止"),
        c("day", "date", "登记日期"), c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"),
    ), ("person", "corrects"), needed=("person", "kind", "day"), since=3, title="{person} {kind}",
        story=Story(chain.REGISTERED, "类别时段：{kind}", "{since} 至 {until}")),
)  # fmt: skip

MIGRANT = ("migrant_worker", "returned", "unemployed_migrant")
RETURNED = ("returned", "unemployed_migrant")
LAID_OFF = ("laid_off",)
HARD = ("hard_to_employ", "urban_hard")
"""Groups of `target_group` as the rows of the register name them."""


def held(groups: Collection[str], person: str, day: str) -> str:
    """Give the condition that a person belonged to one of these groups on a day; both are expressions.

    Where spans are entered of a group they alone tell of it; where none are, the tick in the person's file holds on every day.
    """
    among = "('" + "', '".join(groups) + "')"
    of_group = f"SELECT 1 FROM identity_span s WHERE s.person = {person} AND {stands('identity_span', 's')}"
    return f"""(EXISTS (SELECT 1 FROM person_profile f, json_each(f.groups) g WHERE f.id = {person} AND json_valid(f.groups) AND g.value IN {among}
        AND NOT EXISTS ({of_group} AND s.kind = g.value))
        OR EXISTS ({of_group} AND s.kind IN {among} AND coalesce(s.since, '') <= {day} AND {day} <= coalesce(s.until, '9999')))"""

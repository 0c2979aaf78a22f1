"""The cells of the tables behind reports as indicators: a figure of a form, of one kind of case, one fair, one destination, one base and trade.

Their keys are made, not listed, as those of source × use are (`db/tables/fund_cells.py`): `key@hex`, the value of the group in hexadecimal, so
that nothing of it is read as SQL.
"""

import re
from collections.abc import Callable, Mapping

from db.tables.indicator import Indicator, narrowed

_KEY = re.compile(r"([a-z_]+)@((?:[0-9a-f]{2})*)")
_KIND_OF_CASE = "(SELECT r.kind FROM rights_case r WHERE r.id = {0})"
_KIND_OF_PART = "(SELECT r.kind FROM rights_case r JOIN {1} p ON p.case_id = r.id WHERE p.id = {0})"
_FAIR = "(SELECT hex(s.fair) FROM fair_site s WHERE s.id = {0})"
_DESTINATION = "(SELECT b.region FROM export_batch b WHERE b.id = {0})"
_OF_CLASS = """SELECT coalesce(b.name, '') || char(31) || coalesce(k.name, c.name, '') FROM training_class c LEFT JOIN base b ON b.id = c.base
    LEFT JOIN course k ON k.id = c.course"""
GROUPS: Mapping[str, str] = {
    **dict.fromkeys(("case_opened", "case_reopened", "case_closed"), _KIND_OF_CASE),
    **dict.fromkeys(("case_persons", "case_claimed_fen"), _KIND_OF_PART.replace("{1}", "rights_claimant")),
    "case_recovered_fen": _KIND_OF_PART.replace("{1}", "rights_recovery"),
    **dict.fromkeys(("fair_employers", "fair_posts", "fair_entries", "fair_received", "fair_intents", "fair_hired"), _FAIR),
    "export_batches": _DESTINATION,
    "exported": "(SELECT b.region FROM export_batch b JOIN export_member m ON m.batch = b.id WHERE m.id = {0})",
}  # fmt: skip
"""By what the events of an indicator are told apart: an expression over an event's id, by the indicator's key."""

# --- classes by base and trade

_STANDING = "r.id NOT IN (SELECT corrects FROM result WHERE corrects IS NOT NULL)"
_GROUP = "instr(coalesce(f.groups, '[]'), '\"{0}\"') > 0"
IN_CLASS: Mapping[str, tuple[str, str]] = {
    "enrolled": ("报名", "1"),
    "men": ("男", "coalesce(p.sex, '') = '1'"),
    "women": ("女", "coalesce(p.sex, '') = '2'"),
    "migrant_worker": ("农民工", _GROUP.format("migrant_worker")),
    "returned": ("返乡农民工", _GROUP.format("returned")),
    "laid_off": ("下岗失业", _GROUP.format("laid_off")),
    "completed": ("结业", f"EXISTS (SELECT 1 FROM result r WHERE r.enrolment = e.id AND r.completed = 1 AND {_STANDING})"),
    "passed": ("合格", f"EXISTS (SELECT 1 FROM result r WHERE r.enrolment = e.id AND r.outcome = '合格' AND {_STANDING})"),
    "certified": ("取证", """EXISTS (SELECT 1 FROM certificate z WHERE z.enrolment = e.id
        AND z.id NOT IN (SELECT certificate FROM certificate_revocation WHERE certificate IS NOT NULL))"""),
    "placed": ("就业", """EXISTS (SELECT 1 FROM placement q WHERE q.person = e.person AND q._incomplete <> 2 AND q.day >= c.ends
        AND coalesce(q.way, '') <> '7')"""),
}  # fmt: skip
"""What is counted of who is enrolled `e` in a class `c`, person `p` with file `f`, by column: its head and the condition. One may be in several groups."""
CLASSES = "c.status NOT IN ('草稿', '已取消')"
LEARNERS = "LEFT JOIN person p ON p.id = e.person LEFT JOIN person_profile f ON f.id = e.person"
_LEARNERS = f"""SELECT e.id, e.person, c.starts AS day, c.county, 1 AS n FROM enrolment e JOIN training_class c ON c.id = e.class_id {LEARNERS}
    WHERE e.status <> '退学' AND {CLASSES} AND """


def _class_cell(count: str, base_and_trade: str) -> Indicator | None:
    """Give what is counted of the classes of a base and a trade, by the day on which they began."""
    group = f"({_OF_CLASS} WHERE c.id = (SELECT y.class_id FROM enrolment y WHERE y.id = w.id))"
    if count == "begun":
        found = Indicator("class_begun", "开办培训班", "pieces", "training_class", f"SELECT c.id, NULL AS person, c.starts AS day, c.county, 1 AS n FROM training_class c WHERE {CLASSES}", "期", named=False, page="class_roster")  # fmt: skip
        group = f"({_OF_CLASS} WHERE c.id = w.id)"
    elif count in IN_CLASS:
        label, condition = IN_CLASS[count]
        found = Indicator(f"class_{count}", label, "times", "enrolment", f"{_LEARNERS}{condition}", page="person")
    else:
        return None
    return narrowed(found, f"class_{count}@{base_and_trade}", found.label, f"{group} = CAST(x'{base_and_trade}' AS TEXT)")  # fmt: skip


def key_of(key: str, value: str) -> str:
    """Give the key of an indicator's part of one group."""
    return f"{key}@{value.encode().hex()}"


def class_key(count: str, base: str, trade: str) -> str:
    """Give the key of what is counted (`IN_CLASS`, or `begun`) of a base's classes of a trade."""
    return key_of(f"class_{count}", f"{base}\x1f{trade}")


def cell(key: str, known: Callable[[str], Indicator | None]) -> Indicator | None:
    """Give the indicator of a cell's key, or None where it is none; `known` gives that of a listed key."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    name, value = found.groups()
    if name not in GROUPS:
        return _class_cell(name.removeprefix("class_"), value)
    whole = known(name)
    if whole is None:
        return None
    # a key of its own: under the whole's one each part would count all that was erased
    return narrowed(whole, key, whole.label, f"{GROUPS[name].format('w.id')} = CAST(x'{value}' AS TEXT)")

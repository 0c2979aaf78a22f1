"""Which term each table is kept under and from which day it runs, or why it has none: every table stands here once (docs/decisions/0082).

A query gives `id`, `title`, `since` (ISO text) of the rows whose time has begun, and `source` where money of a fund source moved: such a row is
not due before the last movement of its source is, else the balance of what is kept would no longer be right. What was erased has no values and
is not met again.
"""

from collections.abc import Mapping

from db import schema
from db.tables import membership, network, relief, rights, startup

Query = tuple[str, str]
"""Table, SELECT."""


def _of(table: str, since: str, where: str = "1", *, title: str = "''", source: str = "NULL", joins: str = "") -> Query:
    return table, f"SELECT x.id, {title} AS title, {since} AS since, {source} AS source FROM {table} x {joins} WHERE ({since}) IS NOT NULL AND {where}"  # fmt: skip


def _in(states: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{one}'" for one in states) + ")"


_PERSON = "coalesce((SELECT p.name FROM person p WHERE p.id = x.person), '')"
_CLASS = "JOIN training_class k ON k.id = x.class_id"
_RESULT_CLASS = "JOIN enrolment e ON e.id = x.enrolment JOIN training_class k ON k.id = e.class_id"
_LOAN = f"""JOIN loan l ON l.id = x.loan AND l.lent_on IS NOT NULL AND l.status IN {_in((startup.SETTLED, startup.WRITTEN_OFF))}"""
_GOODS = """(SELECT max(d) FROM (SELECT i.item AS item, i.day AS d FROM goods_batch i UNION ALL SELECT i.item, o.day FROM goods_out o JOIN goods_batch i ON i.id = o.batch
    UNION ALL SELECT i.item, g.day FROM goods_destroyed g JOIN goods_batch i ON i.id = g.batch) WHERE item = {0})"""
_BATCH_ITEM = "(SELECT b.item FROM goods_batch b WHERE b.id = x.batch)"
_CASE = f"""JOIN rights_case r ON r.id = x.case_id AND r.status IN {_in((*rights.CLOSED_STATES, rights.DECLINED))}"""
_CASE_END = "coalesce(r.closed_on, r.status_on)"
_REFUSED = (startup.REFUSED, startup.TAKEN_BACK)
_UNGIVEN = (relief.REFUSED, relief.GIVEN_UP)

_VOUCHERS: tuple[Query, ...] = (
    _of("voucher_issue", "x.issued_on", title="x.number || ' ' || coalesce(x.holder, '')"),
    *(_of(name, "x.day", title="x.number") for name in ("voucher_void", "voucher_loss", "redemption")),
    _of("contest_decision", "x.day"),
    _of("claim", "x.day", title="x.period"),
    _of("claim_review", "x.day"),
    _of("certificate", "x.issued_on", title="x.number || ' ' || coalesce(x.holder, '')"),
    _of("certificate_reprint", "x.day"),
    _of("certificate_revocation", "x.day", title="x.number"),
    _of("certificate_handout", "x.day", title="x.number"),
    _of("enrolment", "k.ends", title=_PERSON, joins=_CLASS),
    _of("attendance", "k.ends", title="x.day", joins=_CLASS),
    _of("result", "k.ends", joins=_RESULT_CLASS),
)
_MONEY: tuple[Query, ...] = (
    _of("fund_receipt", "x.day", title="x.voucher_no", source="x.source"),
    _of("fund_spending", "x.day", title="x.voucher_no", source="x.source"),
    _of("fund_budget", "x.year || '-12-31'", "x.year BETWEEN 1950 AND 9000", source="x.source"),
    _of("relief_pay", "x.day", title=_PERSON, source="x.source"),
    _of("relief_approval", "x.day", title=_PERSON, source="x.source"),
    _of("relief_grant", "x.status_on", f"x.status = '{relief.PAID}'", title=_PERSON, source="x.source"),
    _of("relief_limit", "x.valid_until", title="x.document"),
    _of("fee_waiver", "x.status_on", f"x.status <> '{startup.TO_SIGN}'", title=_PERSON, source="x.source"),
    _of("loan", "x.status_on", f"x.lent_on IS NOT NULL AND x.status IN {_in((startup.SETTLED, startup.WRITTEN_OFF))}", title="x.number", source="x.source"),
    _of("loan_payment", "l.status_on", title="l.number", source="coalesce(l.source, (SELECT c.source FROM loan_compensation c WHERE c.loan = l.id LIMIT 1))", joins=_LOAN),
    _of("loan_compensation", "l.status_on", title="l.number", source="x.source", joins=_LOAN),
    _of("loan_subsidy", "l.status_on", title="l.number", source="x.source", joins=_LOAN),
    _of("trainer_hours", "x.status_on", f"x.status <> '{network.TAUGHT}'", source="x.source"),
    _of("rights_step", "x.day", "x.source IS NOT NULL", source="x.source"),
    _of("goods_batch", _GOODS.format("x.item"), title="x.item"),
    _of("goods_out", _GOODS.format(_BATCH_ITEM), title=_PERSON),
    _of("goods_destroyed", _GOODS.format(_BATCH_ITEM)),
    _of("opening_balance", "x.day"),
)  # fmt: skip
_RIGHTS: tuple[Query, ...] = (
    _of("rights_case", "coalesce(x.closed_on, x.status_on)", f"x.status IN {_in((*rights.CLOSED_STATES, rights.DECLINED))}", title="x.number"),
    _of("rights_claimant", _CASE_END, title=_PERSON, joins=_CASE),
    _of("rights_step", _CASE_END, "x.source IS NULL", title="r.number", joins=_CASE),
    _of("rights_reopening", _CASE_END, title="r.number", joins=_CASE),
    _of("rights_pause", _CASE_END, title="r.number", joins=_CASE),
    _of("rights_recovery", _CASE_END, title="r.number", joins=_CASE),
)  # fmt: skip
_LEFT = _in((membership.MOVED_OUT, membership.RESIGNED, membership.EXPELLED, membership.MISTAKEN))
_MEMBERS: tuple[Query, ...] = (
    _of("membership", "x.status_on", f"x.status IN {_LEFT}", title=_PERSON),
    _of("member_application", "m.status_on", title=_PERSON, joins=f"JOIN membership m ON m.application = x.id AND m.status IN {_LEFT}"),
    _of("member_event", "m.status_on", title=_PERSON, joins=f"JOIN membership m ON m.id = x.membership AND m.status IN {_LEFT}"),
)  # fmt: skip
_TURNED_DOWN: tuple[Query, ...] = (
    _of("relief_grant", "x.status_on", f"x.status IN {_in(_UNGIVEN)}", title=_PERSON),
    _of("loan", "x.status_on", f"x.lent_on IS NULL AND x.status IN {_in(_REFUSED)}", title="x.number"),
    _of(
        "member_application",
        "x.status_on",
        f"x.status IN {_in((membership.REFUSED, membership.TAKEN_BACK))}",
        title=_PERSON,
    ),
)
_SERVED: tuple[Query, ...] = (
    _of("referral", "x.status_on", title="x.number"),
    _of("placement", "x.status_on", "x.status = '已离岗'", title=_PERSON),
    *(
        _of(name, "x.day", title=_PERSON)
        for name in (
            "video_interview", "follow_up", "export_member", "startup_trainee", "startup_job", "skill_certificate", "identity_span", "training_elsewhere"
        )
    ),
    _of("startup_help", "j.status_on", joins=f"JOIN startup_project j ON j.id = x.project AND j.status = '{startup.STOPPED}'"),
    _of("startup_project", "x.status_on", f"x.status = '{startup.STOPPED}'", title="x.name"),
    _of("startup_leader", "x.status_on", "x.status = '已退出'", title=_PERSON),
)  # fmt: skip
_ENGAGED: tuple[Query, ...] = tuple(
    _of(name, "x.status_on", f"x.status IN {_in((network.DISMISSED, network.TERM_OVER))}", title="x.name")
    for name in ("info_officer", "trainer", "startup_expert")
)
_NO_SERVICE = frozenset({"person_profile", "identity_span", "same_as", "answer_sheet"})
"""They tell of a person and are no service: they go with the person."""
_NEVER = " AND ".join(
    f"p.id NOT IN (SELECT s.person FROM {table.name} s WHERE s.person IS NOT NULL)"
    for table in schema.TABLES
    if "person" in table.by_name and table.name not in _NO_SERVICE
)

QUERIES: Mapping[str, tuple[Query, ...]] = {
    "hardship": (
        ("hardship_file", "SELECT id, coalesce(file_no || ' ', '') || coalesce(holder, '') AS title, closed_on AS since, NULL AS source FROM hardship_file WHERE closed_on IS NOT NULL"),
        ("hardship_member", """SELECT m.id, coalesce(f.file_no || ' ', '') || coalesce(m.name, '') AS title, f.closed_on AS since, NULL AS source FROM hardship_member m
            JOIN hardship_file f ON f.id = m.file WHERE f.closed_on IS NOT NULL"""),
        ("hardship_earlier", """SELECT h.id, coalesce(f.file_no || ' ', '') || coalesce(f.holder, '') AS title, f.closed_on AS since, NULL AS source FROM hardship_earlier h
            JOIN hardship_file f ON f.id = h.file WHERE f.closed_on IS NOT NULL"""),
    ),
    "accounting": (*_VOUCHERS, *_MONEY),
    "benefit": (("past_benefit", "SELECT id, name AS title, year || '-12-31' AS since, NULL AS source FROM past_benefit WHERE year BETWEEN 1950 AND 9000"),),
    "old_ledger": tuple(
        _of(name, "x.issued_on", title="x.number || ' ' || coalesce(x.holder, '')") for name in ("ledger_voucher", "ledger_certificate")
    ),
    "rights": _RIGHTS,
    "members": _MEMBERS,
    "served": _SERVED,
    "turned_down": _TURNED_DOWN,
    "engaged": _ENGAGED,
    "survey": (_of("answer_sheet", "x.day", title="coalesce(x.respondent, '')"),),
    # no service at all, and nobody has touched the file since either
    "unserved": (("person", f"""SELECT p.id, p.name AS title, max(f.registered_on, coalesce((SELECT date(max(e.ts) / 1000, 'unixepoch', '+8 hours') FROM entry e
        WHERE e.row = p.id), '')) AS since, NULL AS source FROM person p JOIN person_profile f ON f.id = p.id
        WHERE f.registered_on IS NOT NULL AND p.name IS NOT NULL AND f.registered_on <= :before AND {_NEVER}"""),),
}  # fmt: skip

_WITH_PERSON = "goes with the person (db/erasure.py)"
_SIGNERS = "who signed what must stay known as long as anything signed is kept"
_PROOF = "tells what left or was destroyed: kept for good, as the lists of destruction of accounts are (archives rule of 2015, appendix 1)"
_REPORTS = "a signed report without names of persons served; kept for good as the yearly report is"
_CHAIN = "holds the chain of records together; names nobody"
_PLAIN = "names no person and moves no money"
_CONTACT = "a unit with its contact at work, which the unit's record needs while it is worked with and which is changed in place"
_COUNTED = "counts heads, sessions or units; its note names nobody by rule of the form"
KEPT: Mapping[str, str] = {
    "staff": _SIGNERS, "person_profile": _WITH_PERSON, "same_as": _WITH_PERSON,
    **dict.fromkeys(("destruction", "plain_export", "list_export", "work_handover"), _PROOF),
    **dict.fromkeys(("report_lock", "report_snapshot"), _REPORTS),
    **dict.fromkeys(("spare_opening", "pending_approval", "approval", "gap_closure", "fork_decision", "part_end", "block_transfer"), _CHAIN),
    **dict.fromkeys((
        "employer", "source_base", "cooperation", "export_node", "export_batch", "shared_place", "grassroots_union", "base_place",
    ), _CONTACT),
    **dict.fromkeys((
        "job_batch", "fair_site", "expert_service", "base_review", "tagging", "publicity", "dept_support", "culture_service", "contest", "pledge_visit",
        "assisted_training", "startup_class",
    ), _COUNTED),
    **dict.fromkeys((
        "base", "course", "training_class", "stock_receipt", "stock_sheet", "stock_approval", "seal_use", "target_set", "target", "vacancy", "job_fair",
        "order_agreement", "placement_base", "cooperation_order", "joint_pledge", "collective_contract", "contract_earlier", "loan_rule", "published_loan_rule", "base_plate", "published_base",
        "activity_tag", "union_part", "fund_source", "questionnaire", "workday_year", "erased_figures",
    ), _PLAIN),
}  # fmt: skip
"""Tables without a term, each with its reason."""

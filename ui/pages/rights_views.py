"""The kinds of records of 维权服务 as they are shown: lists, forms, steps. Data only."""

from typing import TYPE_CHECKING, Any

from db import funds, rights, rights_agreements, rights_deadlines
from db.tables import rights as tables
from ui.pages import fund_views, paper_jobs, rights_joining, rights_recovering
from ui.pages.fund_views import BORNE_BY
from ui.pages.record_views import Deed, Paper, Preset, Shown, View
from ui.papers import forms
from ui.text import N_
from ui.widgets.record_form import Group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.records import Record

DUE, URGENT, UNVISITED, ENDING, VISITS = "due", "urgent", "unvisited", "ending", "visits"
_RENEW = {tables.IN_FORCE: ("valid_until",)}


def _case_words(book: "Casebook", case: "Record") -> list[tuple[str, str]]:
    return [*rights_deadlines.words(book, case), *rights.sum_words(book, case)]


def _who_signs(book: "Casebook", _known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Fill in who handles the case: the one who enters it, until it is changed."""
    return {"clerk": book.session.name} if book.session else {}


def _paper(key: str, title: str, note: str, *states: str) -> Paper:
    return Paper(
        title, lambda case: paper_jobs.of_form(forms.BY_KEY[key], [case.id]), key, note,
        fits=lambda case: not states or case.state in states,
    )  # fmt: skip


_TAKEN = tables.TAKEN_STATES
CASE = View(
    rights.CASE,
    (Shown("number", 140), Shown("person", 80), Shown("unit"), Shown("kind", 84, 3), Shown("heads", 76, 2), Shown("day", 100, 1), Shown("status", 84)),
    groups=(
        Group(N_("申请人"), ("day", "way", "person", "heads", "urgent", "clerk")),
        Group(N_("事项"), ("kind", "employer", "unit", "region", "claimed_fen", "demand", "evidence")),
        Group(N_("时效"), ("known_on", "left_on", "injured_on")),
        Group("", ("note",)),
    ),
    hints={
        "person": N_("多人的填代表人，其余在案件里逐一登记"), "heads": N_("10 人以上自动列为加急"), "employer": N_("登记过的单位从这里选"),
        "unit": N_("选了用人单位的不用填"), "claimed_fen": N_("多人的填合计，结案时与各人之和核对"),
        "known_on": N_("仲裁时效一年，从这天算起；欠薪从离职算起"), "left_on": N_("还在职的不填"), "injured_on": N_("工伤填写"),
    },
    steps={
        tables.DECLINED: ("refusal",), tables.PASSED_ON: ("referred_to",), tables.CLOSED: ("result", "recovered_fen"),
        tables.VISITED: ("satisfaction", "visited"), tables.REOPENED: ("reopened_for",),
    },
    begins=_who_signs, presets=(
        Preset(DUE, N_("时效将到"), rights_deadlines.due_filter), Preset(URGENT, N_("加急未上报"), rights.unreported),
        Preset(UNVISITED, N_("结案待回访"), rights.unvisited),
    ),
    deeds=(
        Deed(N_("从名单登记申请人…"), rights_joining.from_list, "file-import-outline", of_record=True, fits=lambda case: case.state in tables.OPEN_STATES),
        Deed(N_("从培训班登记申请人…"), rights_joining.from_class, "account-multiple-plus-outline", of_record=True, fits=lambda case: case.state in tables.OPEN_STATES),
        Deed(N_("登记追回款…"), rights_recovering.recover, "cash-check", of_record=True, fits=lambda case: case.state in _TAKEN),
    ),
    children=(
        ("rights_claimant", "case_id"), ("rights_step", "case_id"), ("rights_pause", "case_id"), ("rights_recovery", "case_id"), ("rights_reopening", "case_id"),
    ), facts=_case_words,
    papers=(
        _paper("rights_case", N_("维权受理登记表"), N_("多人的，名单在续页，逐人签名。")),
        _paper("rights_accepted", N_("受理通知书"), "", *_TAKEN), _paper("rights_declined", N_("不予受理通知书"), "", tables.DECLINED),
        _paper("rights_passed_on", N_("转办函"), N_("下半页是回执，由转办单位退回。"), tables.PASSED_ON),
    ),
    empty=N_("还没有维权案件。按 Ctrl+N 登记。"),
)  # fmt: skip
CLAIMANT = View(
    rights.CLAIMANT,
    (Shown("person", 80), Shown("case_id"), Shown("claimed_fen", 96), Shown("leads", 104, 1), Shown("left_on", 96, 2), Shown("status", 84)),
    groups=(Group("", ("case_id", "person", "leads", "claimed_fen", "left_on", "day", "note")),),
    hints={"person": N_("没有登记过的先登记"), "left_on": N_("与案件上的不同时填写"), "claimed_fen": N_("各人之和应等于案件的合计")},
)  # fmt: skip
STEP = View(
    rights.STEP,
    (Shown("day", 96), Shown("kind", 112), Shown("case_id"), Shown("agency", 132, 1), Shown("due_on", 96, 2)),
    groups=(Group("", ("case_id", "kind", "day", "agency", "helper", "document", "outcome", "cost_fen", "source", "borne_by", "due_on", "due_for", "note")),),
    hints={"helper": N_("法律援助的填写"), "due_on": N_("开庭、举证、补材料等下一个期限"), "cost_fen": N_("律师费、交通费等费用，或垫付、收回的金额"),
           "source": N_("本单位支付的选来源；收回垫付的选原来的"), "borne_by": BORNE_BY,
           "kind": N_("加急案件上报后登记“上报”；仲裁裁决填收到的日期")},
    told_by=("source",), tells=fund_views.tells_of(funds.RIGHTS),
)  # fmt: skip
PAUSE = View(
    rights.PAUSE,
    (Shown("day", 100), Shown("kind", 84), Shown("of", 150, 1), Shown("cause"), Shown("ended", 110), Shown("case_id", 0, 2)),
    groups=(Group("", ("case_id", "of", "kind", "cause", "day", "ended", "until", "evidence", "person", "note")),),
    hints={
        "kind": N_("中断重新计算；中止的天数不计；延长须有关部门或法院准予"), "day": N_("主张权利、原因发生或准予延长的日期"), "ended": N_("中止填写；还没有消除的不填"),
        "until": N_("准予延长的填写"), "evidence": N_("如催告函、投诉回执、病历、准予延长的文书"), "person": N_("对全案都有效的不填"),
    },
    empty=N_("还没有登记时效的中止、中断。"),
)  # fmt: skip
RECOVERY = View(
    rights.RECOVERY,
    (Shown("person", 90), Shown("amount_fen", 130), Shown("day", 100), Shown("case_id"), Shown("means", 90, 1)),
    groups=(Group("", ("case_id", "person", "amount_fen", "day", "means", "note")),),
    hints={"amount_fen": N_("本人实际收到的"), "means": N_("现金、转账、支票等")}, empty=N_("还没有追回。多人的在案件里按“登记追回款…”一次登记。"),
)  # fmt: skip
REOPENING = View(
    rights.REOPENING,
    (Shown("day", 110), Shown("case_id"), Shown("reason"), Shown("closed_on", 100), Shown("result", 130, 1), Shown("recovered_fen", 110, 2)),
    kept=True, empty=N_("重新办理的案件在这里留有原来的结案。由程序随办理登记。"),
)  # fmt: skip
PLEDGE = View(
    rights_agreements.PLEDGE,
    (Shown("unit"), Shown("promises"), Shown("workers", 84, 1), Shown("valid_until", 100), Shown("status", 76)),
    groups=(
        Group(N_("企业"), ("unit", "uscc", "region", "ownership", "workers")),
        Group(N_("约定"), ("number", "day", "valid_until", "promises", "means", "note")),
    ),
    hints={"promises": N_("可多选；各项分别统计，不相加"), "number": N_("不填由程序编号")}, steps=_RENEW, unasked=frozenset({tables.OVER}),
    presets=(
        Preset(ENDING, N_("30 天内到期"), lambda book: rights_agreements.ending_soon(book, "joint_pledge")),
        Preset(VISITS, N_("待履约回访"), rights_agreements.visits_due),
    ),
    children=(("pledge_visit", "pledge"),), facts=rights_agreements.pledge_words, empty=N_("还没有共同约定。"),
)  # fmt: skip
VISIT = View(
    rights_agreements.VISIT,
    (Shown("day", 100), Shown("pledge"), Shown("outcome", 90), Shown("broken", 0, 1), Shown("laid_off", 84, 2)),
    groups=(Group("", ("pledge", "day", "outcome", "broken", "workers", "laid_off", "owed_fen", "found", "note")),),
    hints={"broken": N_("部分履行、没有履行的要选")},
)  # fmt: skip
CONTRACT = View(
    rights_agreements.CONTRACT,
    (Shown("unit"), Shown("kind", 130), Shown("number", 120, 2), Shown("workers", 100, 1), Shown("valid_until", 100), Shown("status", 76)),
    groups=(
        Group(N_("协商"), ("unit", "uscc", "region", "kind", "day", "met_on")),
        Group(N_("合同"), ("number", "signed_on", "filed_on", "valid_until", "units", "workers", "note")),
    ),
    hints={"valid_until": N_("一般为签订后 1 至 3 年"), "filed_on": N_("报送劳动行政部门；15 日内没有异议即生效")},
    steps={tables.IN_FORCE: ("number", "signed_on", "valid_until", "workers")}, unasked=frozenset({tables.OVER}),
    presets=(Preset(ENDING, N_("90 天内到期"), lambda book: rights_agreements.ending_soon(book, "collective_contract")),),
    children=(("contract_earlier", "contract"),), facts=rights_agreements.contract_words, empty=N_("还没有集体协商。"),
)  # fmt: skip
EARLIER = View(
    rights_agreements.EARLIER,
    (Shown("contract"), Shown("number", 120), Shown("signed_on", 110), Shown("valid_until", 110), Shown("workers", 100, 1), Shown("day", 100, 2)),
    kept=True, empty=N_("续签的集体合同，以前签订的留在这里。由程序随办理登记。"),
)  # fmt: skip
VIEWS = (CASE, CLAIMANT, STEP, PAUSE, RECOVERY, REOPENING, PLEDGE, VISIT, CONTRACT, EARLIER)
AT_PROVINCE = (PLEDGE, VISIT, CONTRACT, EARLIER, CASE, CLAIMANT, STEP, PAUSE, RECOVERY, REOPENING)

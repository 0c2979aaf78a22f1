"""The kinds of records of 创业指导 as they are shown: lists, forms, steps. Data only."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db import funds, loan_documents, loans, prints, records, startup
from db.tables import startup as tables
from ui.pages import fund_views, paper_jobs, startup_deeds
from ui.pages.fund_views import BORNE_BY
from ui.pages.record_views import Deed, Paper, Preset, Shown, View
from ui.papers import forms
from ui.text import N_, _
from ui.widgets.record_form import Group

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.casebook import Casebook
    from db.records import Record
    from ui.pages.records import RecordsPage

LATE, SOON = "late", "soon"


def _paper(title: str, key: str, note: str = "", fits: "Callable[[Record], bool]" = lambda _record: True) -> Paper:
    return Paper(title, lambda record: paper_jobs.of_form(forms.BY_KEY[key], [record.id]), key, note, fits)


def _publish(page: "RecordsPage", _record: "Record | None") -> None:
    """Tell every county the documents that reach it."""
    from ui.pages.publishing import tell_counties

    heard = _("贷款文件 {n} 份；有变动的 {k} 个县，随下一张回执送到。")
    tell_counties(
        page, loan_documents.publish, loan_documents.PUBLISHED.name, heard, _("贷款文件 {n} 份，各县都已有了。")
    )


def _next_help(book: "Casebook", known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Fill in the first of the five helps that nothing is entered of, and who enters it."""
    who = {"by_whom": book.signed_in.name}
    return {**who, "item": startup.next_help(book, known["project"])} if "project" in known else who


def _next_instalment(book: "Casebook", known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Fill in what is due next by the plan."""
    return loans.next_due(book, records.get(book, "loan", known["loan"])) if "loan" in known else {}


def _what_is_owed(book: "Casebook", known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Fill in what the guarantor is to pay."""
    return loans.to_compensate(book, records.get(book, "loan", known["loan"])) if "loan" in known else {}


PROJECT = View(
    startup.PROJECT,
    (Shown("name"), Shown("person", 90), Shown("industry", 130, 1), Shown("place", 0, 2), Shown("day", 100, 1), Shown("status", 84)),
    groups=(Group("", ("person", "name", "industry", "region", "place", "licence", "own_fen", "planned_jobs", "day", "note")),),
    hints={"licence": N_("转为“创业成功”前要填"), "planned_jobs": N_("计划数；实际的在“带动就业”逐人登记")},
    steps={tables.SUCCEEDED: ("licence",)},
    children=(("startup_help", "project"), ("startup_job", "project"), ("expert_service", "project"), ("loan", "project"), ("startup_leader", "project")),
    papers=(_paper(N_("创业帮扶卡"), prints.HELP_CARD, N_("一式两份，工会和创业者各存一份。")),), facts=startup.project_words, empty=N_("还没有创业项目。按 Ctrl+N 登记第一个。"),
)  # fmt: skip
CLASS = View(
    startup.CLASS,
    (Shown("name"), Shown("mode", 110, 1), Shown("starts", 100), Shown("ends", 100, 2), Shown("capacity", 84, 3), Shown("status", 76)),
    groups=(Group("", ("name", "mode", "place", "teacher", "capacity", "hours", "starts", "ends", "day", "note")),),
    children=(("startup_trainee", "class_id"), ("fee_waiver", "class_id")), facts=startup.class_words,
    papers=(_paper(N_("四免明细签领表"), prints.FEE_WAIVERS, N_("由学员本人签名，不得代签；全班签好后按“四免全部签领”，有人没签的逐条转为“已签领”。")),),
    deeds=(Deed(N_("四免全部签领…"), startup_deeds.sign_all, "draw-pen", of_record=True),),
)  # fmt: skip
TRAINEE = View(
    startup.TRAINEE, (Shown("person", 100), Shown("class_id"), Shown("day", 100), Shown("outcome", 84), Shown("certificate", 140, 1)),
    hints={"day": N_("结业的填结业日期")},
)  # fmt: skip
WAIVER = View(
    startup.WAIVER,
    (Shown("person", 90), Shown("class_id"), Shown("total_fen", 110), Shown("source", 100, 1), Shown("signed_on", 100, 2), Shown("status", 76)),
    groups=(
        Group("", ("class_id", "person", "source", "borne_by", "day")),
        Group(N_("四项费用"), ("tuition_due_fen", "tuition_waived_fen", "books_due_fen", "books_waived_fen", "exam_due_fen", "exam_waived_fen",
                           "paper_due_fen", "paper_waived_fen", "total_fen", "note")),
    ),
    hints={"total_fen": N_("可不填；填了就与四项之和核对"), "source": N_("本单位支付的选来源；来源不同的分两条登记"), "borne_by": BORNE_BY, "exam_due_fen": N_("职业技能鉴定费"), "paper_due_fen": N_("证书工本费")},
    steps={tables.CALLED_OFF: ("note",)}, told_by=("source",), tells=fund_views.tells_of(funds.TRAINING), begins=startup.like_the_last,
)  # fmt: skip
HELP = View(
    startup.HELP,
    (Shown("project"), Shown("item", 120), Shown("day", 100), Shown("by_whom", 80, 1), Shown("outcome", 84), Shown("result", 0, 2)),
    hints={"item": N_("五项各登记一次；有进展的打开更正")}, begins=_next_help,
)  # fmt: skip
EXPERT = View(
    startup.EXPERT,
    (Shown("name", 90), Shown("field", 110), Shown("unit"), Shown("post", 110, 2), Shown("phone", 120, 1), Shown("status", 76)),
    children=(("expert_service", "expert"),), facts=startup.expert_words,
)  # fmt: skip
SERVICE = View(
    startup.SERVICE, (Shown("day", 100), Shown("expert", 110), Shown("topic"), Shown("project", 0, 1), Shown("served", 84), Shown("means", 80, 2)),
    hints={"served": N_("人次；不填算 1 人次")},
)  # fmt: skip
LEADER = View(
    startup.LEADER, (Shown("person", 90), Shown("project"), Shown("named_by", 0, 1), Shown("day", 100), Shown("promised", 110, 2), Shown("status", 76)),
    hints={"project": N_("本人的创业项目"), "promised": N_("承诺数；实际的在“带动就业”逐人登记")}, facts=startup.leader_words,
    deeds=(Deed(N_("登记带动就业"), startup_deeds.give_work, "account-plus-outline", of_record=True),),
)  # fmt: skip
JOB = View(
    startup.JOB, (Shown("person", 90), Shown("project"), Shown("post", 110, 1), Shown("day", 100), Shown("wage_fen", 100, 2)),
    hints={"person": N_("实名登记，一人在一个项目只计一次；创业者本人不计")},
)  # fmt: skip
_ON_RULE = (
    Shown("name"),
    Shown("number", 150, 1),
    Shown("starts", 100),
    Shown("ends", 100, 2),
    Shown("cap_fen", 110),
    Shown("months", 110, 3),
)
RULE = View(
    loan_documents.RULE, _ON_RULE, hidden=frozenset({"region"}),
    hints={
        "name": N_("本地文件；登记后先于随程序的文件适用"), "women": N_("勾上的，借款人是妇女时先按这份"), "couple": N_("夫妻两人的贷款合起来不超过上限"),
        "over_base": N_("如 3；不填不核对"), "ends": N_("仍有效的不填"), "subsidy": N_("贴息最多占利息的百分之几，如 100"),
    },
    empty=N_("没有本地文件，按省总的文件和随程序的文件核对（见用户手册“创业指导”）。主管按 Ctrl+N 登记本地文件。"),
)  # fmt: skip
PUBLISHED_RULE = View(
    loan_documents.PUBLISHED, _ON_RULE, untold=frozenset({"original"}), kept=True,
    empty=N_("还没有收到省总公布的贷款文件。省总公布以后，随回执到来。"),
)  # fmt: skip
LOAN = View(
    loans.LOAN,
    (Shown("number", 150), Shown("person"), Shown("kind", 90, 2), Shown("amount_fen", 110), Shown("months", 84, 4), Shown("day", 100, 3), Shown("status", 76)),
    groups=(
        Group(N_("申请人和项目"), ("person", "spouse", "project", "proof", "certificate")),
        Group(N_("贷款"), ("kind", "amount_fen", "source", "months", "rate", "base_rate", "way", "small_profit", "day")),
        Group(N_("担保和银行"), ("guarantee", "guarantor", "guarantor_phone", "bank", "note")),
    ),
    hints={
        "amount_fen": N_("按申请日期有效的文件核对上限"), "base_rate": N_("2009 年的不用填；其他年份填银行合同上的"), "spouse": N_("文件规定夫妻合并的要填"),
        "source": N_("只有直接借贷填；复审前要填"), "project": N_("先在“创业项目”中登记"), "proof": N_("如：返乡农民工证明、失业证号"),
    },
    steps={
        tables.FIRST: ("community",), tables.SECOND: ("approved_fen", "source", "agency"), tables.GUARANTEED: ("guarantee", "guarantor", "guarantor_phone", "guarantee_opinion"),
        tables.LENT: ("bank", "bank_opinion"), tables.REFUSED: ("reason",), tables.WRITTEN_OFF: ("reason",), tables.TAKEN_BACK: ("reason",),
    },
    unasked=frozenset({tables.PAYING, tables.LATE, tables.COMPENSATED, tables.SETTLED}),
    presets=(Preset(LATE, N_("现在逾期"), loans.late_filter), Preset(SOON, N_("一周内到期"), loans.soon_filter)),
    children=(("loan_payment", "loan"), ("loan_compensation", "loan"), ("loan_subsidy", "loan")), facts=loans.loan_words,
    papers=(
        _paper(N_("小额担保贷款申请表"), prints.LOAN_APPLICATION, N_("多页；四级意见在第二页，逐级签名盖章。")),
        _paper(N_("还款计划表"), prints.REPAYMENT_PLAN, fits=lambda record: record.state in tables.OUT),
    ),
    empty=N_("还没有贷款申请。先登记创业项目，再按 Ctrl+N。"),
)  # fmt: skip
PAYMENT = View(
    loans.PAYMENT, (Shown("loan", 140), Shown("kind", 110, 1), Shown("day", 100), Shown("principal_fen", 110), Shown("interest_fen", 110), Shown("slip", 0, 2)),
    hidden=frozenset({"person"}), hints={"principal_fen": N_("按银行回单分开填本金和利息")}, defaults={"kind": tables.REPAID}, begins=_next_instalment,
)  # fmt: skip
COMPENSATION = View(
    loans.COMPENSATION, (Shown("loan", 140), Shown("day", 100), Shown("principal_fen", 110), Shown("interest_fen", 110, 1), Shown("payer")),
    hidden=frozenset({"person"}), hints={"loan": N_("只有逾期的担保贷款；由登记人以外的主管登记"), "source": N_("本单位担保基金代偿的选来源"), "borne_by": BORNE_BY},
    told_by=("source",), tells=fund_views.tells_of(funds.LOANS), begins=_what_is_owed,
)  # fmt: skip
SUBSIDY = View(
    loans.SUBSIDY, (Shown("loan", 140), Shown("starts", 100, 1), Shown("ends", 100, 2), Shown("amount_fen", 110), Shown("source", 110), Shown("day", 100)),
    hidden=frozenset({"person"}), hints={"amount_fen": N_("只是利息，与贷款本金不相加"), "source": N_("本单位支付的选来源"), "borne_by": BORNE_BY},
    told_by=("source",), tells=fund_views.tells_of(funds.LOANS),
)  # fmt: skip
VIEWS = (
    PROJECT,
    CLASS,
    TRAINEE,
    WAIVER,
    HELP,
    EXPERT,
    SERVICE,
    LEADER,
    JOB,
    LOAN,
    PAYMENT,
    COMPENSATION,
    SUBSIDY,
    RULE,
    PUBLISHED_RULE,
)
_AT_PROVINCE = replace(
    RULE, hidden=frozenset(), deeds=(Deed(N_("公布文件到各县"), _publish, "bullhorn-outline"),),
    hints={**RULE.hints, "name": N_("省里的文件；公布后，各县先于随程序的文件适用"), "region": N_("只管一个市、县的填；全省的不填")},
    empty=N_("还没有登记省里的贷款文件。按 Ctrl+N 登记，再按“公布文件到各县”。"),
)  # fmt: skip
AT_PROVINCE = tuple(_AT_PROVINCE if view is RULE else view for view in VIEWS if view is not PUBLISHED_RULE)
"""The same where documents about loans are published from."""

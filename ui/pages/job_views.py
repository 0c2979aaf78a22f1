"""The kinds of records of 岗位援助 as they are shown: lists, forms, steps. Data only."""

from typing import TYPE_CHECKING, Any

from db import activity_tags, job_agreements, job_fairs, job_lists, jobs, labour_export, placements, prints, records
from db.tables import jobs as tables
from ui.pages import job_exchange, paper_jobs
from ui.pages.record_views import Deed, Paper, Preset, Shown, View
from ui.papers import forms
from ui.text import N_
from ui.widgets.record_form import Group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook

DUE, OVERDUE, ENDING, TO_VERIFY, TO_CHECK = "due", "overdue", "ending", "verify", "check"
_RENEW = {tables.RUNNING: ("valid_until",)}


def _what_is_due(book: "Casebook", known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Fill in which month's follow-up a placement wants."""
    if "placement" not in known:
        return {}
    due = placements.due_of(book, records.get(book, "placement", known["placement"]))
    return {"months": due.months} if due is not None else {}


def _ending(name: str) -> Preset:
    return Preset(ENDING, N_("30 天内到期"), lambda book: jobs.ending_soon(book, name))


VACANCY = View(
    jobs.VACANCY,
    (Shown("employer"), Shown("post"), Shown("places", 76, 3), Shown("valid_until", 100, 2), Shown("status", 76), Shown("source", 110, 1)),
    groups=(
        Group(N_("岗位"), ("employer", "post", "trade", "places", "form", "wage_from_fen", "wage_to_fen", "region", "place", "conditions", "benefits")),
        Group(N_("来源和期限"), ("source", "officer", "day", "valid_until", "verified_on", "verified_how", "note")),
    ),
    hints={"employer": N_("先在“用人单位”中登记"), "valid_until": N_("过期自动撤下"), "officer": N_("信息员报来的填写，计入报送条数和有效率"), "wage_to_fen": N_("固定工资只填上一栏"),
           "verified_on": N_("问过用人单位的日期；满 30 天再问一次，填新的日期")},
    steps={tables.OPEN: ("verified_how", "verified_on", "valid_until"), tables.UNVERIFIED: ("valid_until",)},
    unasked=frozenset({tables.EXPIRED}), presets=(Preset(TO_VERIFY, N_("待核实和核实满 30 天"), jobs.verification_due), _ending("vacancy")),
    deeds=(
        Deed(N_("收入岗位清单…"), job_exchange.take_in, "file-import-outline"), Deed(N_("发出岗位清单…"), job_exchange.give_out, "file-export-outline"),
    ), children=(("referral", "vacancy"),),
    empty=N_("还没有招聘岗位。按 Ctrl+N 登记，或收入劳动部门的岗位清单。"),
)  # fmt: skip
EMPLOYER = View(
    jobs.EMPLOYER,
    (Shown("name"), Shown("uscc", 170, 3), Shown("contact", 80, 2), Shown("phone", 120, 1), Shown("region", 0, 4)),
    hints={"uscc": N_("18 位；旧单位可填 15 位注册号或 9 位机构代码")}, defaults={"active": True},
    children=(("vacancy", "employer"), ("placement", "employer"), ("placement_base", "employer"), ("order_agreement", "employer")),
)  # fmt: skip
REFERRAL = View(
    jobs.REFERRAL,
    (Shown("person", 90), Shown("vacancy"), Shown("number", 140, 1), Shown("day", 100, 2), Shown("status", 84)),
    groups=(Group("", ("person", "vacancy", "fair", "day", "valid_until", "note")),),
    hints={"vacancy": N_("只能推荐到招聘中、未过期的岗位"), "valid_until": N_("不填按 15 天"), "fair": N_("在招聘会上推荐的填写")},
    steps={tables.REFUSED: ("reason",), tables.INTENDED: ("starts", "contract_months"), tables.AT_WORK: ("starts", "contract_months")},
    presets=(Preset(OVERDUE, N_("回执逾期"), jobs.slips_overdue),), children=(("placement", "referral"),),
    papers=(Paper(N_("推荐信"), lambda letter: paper_jobs.of_form(forms.BY_KEY[prints.REFERRAL], [letter.id]), prints.REFERRAL, N_("一式三联：存根留单位，用人单位联和回执联交本人。")),),
    empty=N_("还没有开过推荐信。"),
)  # fmt: skip
PLACEMENT = View(
    placements.PLACEMENT,
    (Shown("person", 90), Shown("employer"), Shown("post", 100, 1), Shown("way", 90, 2), Shown("day", 100), Shown("status", 76)),
    hidden=frozenset({"referral", "export"}), hints={"fair": N_("在招聘会上找到工作的填写")}, presets=(Preset(DUE, N_("到期待回访"), placements.due_filter),),
    children=(("follow_up", "placement"),), empty=N_("没有就业登记。推荐信上岗、劳务输出到岗会自动登记在这里。"),
)  # fmt: skip
FOLLOW_UP = View(
    placements.FOLLOW_UP,
    (Shown("placement"), Shown("months", 96), Shown("day", 100), Shown("outcome", 90), Shown("means", 80, 1)),
    hidden=frozenset({"person"}), hints={"months": N_("1、3 或 6"), "outcome": N_("联系不上也如实登记，不算在岗；七天后再列入待办")}, begins=_what_is_due,
)  # fmt: skip
FAIR = View(
    job_fairs.FAIR,
    (Shown("name"), Shown("edition", 80, 2), Shown("starts", 100), Shown("place", 0, 1), Shown("status", 76)),
    groups=(Group("", ("name", "edition", "starts", "ends", "host", "organiser", "campaign", "region", "place", "note")),),
    hints={"campaign": N_("如：春风送岗位；按名称或别名计入标签统计"), "ends": N_("一天办完的不填")}, children=(("fair_site", "fair"), ("referral", "fair"), ("placement", "fair")),
    facts=lambda book, fair: [*job_fairs.total_words(book, fair), *activity_tags.fair_words(book, fair)],
)  # fmt: skip
SITE = View(
    job_fairs.SITE,
    (Shown("fair"), Shown("site", 90), Shown("day", 100), Shown("entered", 80), Shown("received", 110), Shown("intended", 110, 2), Shown("employed", 100, 1)),
    groups=(Group("", ("fair", "site", "day", "employers", "posts", "entered", "received", "intended", "employed", "note")),),
    hints={"entered": N_("进门的人；没有清点的不填，不要填 0"), "received": N_("在台前接待并登记的人"), "intended": N_("达成意向，不是就业"),
           "employed": N_("后来确实上岗的人")},
)  # fmt: skip
INTERVIEW = View(
    job_fairs.INTERVIEW,
    (Shown("partner"), Shown("day", 100), Shown("vacancy", 0, 2), Shown("person", 90, 1), Shown("outcome", 84), Shown("intended", 110)),
    groups=(Group("", ("partner", "day", "cooperation", "vacancy", "person", "outcome", "posts", "met", "intended", "note")),),
    hints={"person": N_("逐人登记的填写；整场汇总的填下面的人数，两样各登记各的"), "intended": N_("达成意向，不是就业")},
    deeds=(
        Deed(N_("开推荐信"), job_exchange.refer, "email-edit-outline", of_record=True, fits=lambda one: bool(one["person"]) and one["outcome"] == "1"),
        Deed(N_("登记就业"), job_exchange.place_after_video, "briefcase-check-outline", of_record=True, fits=lambda one: bool(one["person"]) and one["outcome"] == "1"),
    ),
)  # fmt: skip
ORDER = View(
    job_agreements.ORDER,
    (Shown("number", 120), Shown("employer"), Shown("class_id"), Shown("promised", 110, 1), Shown("hired", 110), Shown("status", 76)),
    hidden=frozenset({"finished", "hired"}), hints={"class_id": N_("班建好以后再填也可")},
    presets=(Preset(TO_CHECK, N_("待核对录用"), job_agreements.orders_to_check), _ending("order_agreement")),
    deeds=(Deed(N_("登记录用"), job_exchange.place_after_order, "briefcase-check-outline", of_record=True, fits=lambda one: one.state != tables.ENDED),),
    facts=job_agreements.order_words,
)  # fmt: skip
PLACEMENT_BASE = View(
    job_agreements.PLACEMENT_BASE,
    (Shown("employer"), Shown("kind", 120), Shown("letter_no", 120, 1), Shown("document", 130, 2), Shown("posts", 70), Shown("valid_until", 100), Shown("status", 76)),
    groups=(
        Group("", ("employer", "kind", "letter_no", "posts", "day", "valid_until", "note")),
        Group(N_("示范型的命名"), ("named_by", "document", "named_on")),
    ),
    hints={"document": N_("示范型安置基地的命名文件；有文号和日期才计入示范型"), "named_on": N_("按这一天计数，同一单位只计一次")},
    steps=_RENEW, unasked=frozenset({tables.OVER}), presets=(_ending("placement_base"),), facts=job_agreements.base_words,
)  # fmt: skip
SOURCE_BASE = View(
    job_agreements.SOURCE_BASE,
    (Shown("name"), Shown("kind", 120, 1), Shown("region"), Shown("partner", 0, 2), Shown("valid_until", 100), Shown("status", 76)),
    steps=_RENEW, unasked=frozenset({tables.OVER}), presets=(_ending("source_base"),), facts=job_agreements.source_words,
    children=(("cooperation_order", "source_base"),),
)  # fmt: skip
COOPERATION = View(
    job_agreements.COOPERATION,
    (Shown("number", 120), Shown("partner"), Shown("posts", 80), Shown("valid_until", 100), Shown("status", 76)),
    steps=_RENEW, unasked=frozenset({tables.OVER}), presets=(_ending("cooperation"),), facts=job_agreements.cooperation_words,
    children=(("cooperation_order", "cooperation"), ("video_interview", "cooperation")),
)  # fmt: skip
COOPERATION_ORDER = View(
    job_agreements.COOPERATION_ORDER,
    (Shown("number", 110), Shown("cooperation"), Shown("post", 100, 1), Shown("wanted", 90), Shown("sent", 110), Shown("status", 76)),
    hidden=frozenset({"sent"}), steps={"已回执": ("sent",)},
)  # fmt: skip
SHARED_PLACE = View(
    job_agreements.SHARED_PLACE,
    (Shown("region"), Shown("level", 110), Shown("partner", 0, 1), Shown("system", 0, 2), Shown("since", 100), Shown("status", 76)),
    hints={"since": N_("从这一天起互通就业信息"), "partner": N_("如市劳动保障局"), "level": N_("省总的目标按市（地）计数")},
    empty=N_("还没有联网地区。就业信息已经和当地部门互通的市、县，按 Ctrl+N 登记。"),
)  # fmt: skip
NODE = View(
    labour_export.NODE,
    (Shown("name"), Shown("level", 90), Shown("parent"), Shown("leader", 80, 1), Shown("phone", 120, 2)),
    hints={"parent": N_("县级中心上面是市级，乡镇站上面是县级中心")}, defaults={"active": True}, facts=labour_export.path_words,
    children=(("export_node", "parent"), ("export_batch", "node")),
    deeds=(Deed(N_("输出统计…"), job_exchange.sent_by_place, "chart-bar", reads=True),),
)  # fmt: skip
BATCH = View(
    labour_export.BATCH,
    (Shown("number", 100), Shown("node"), Shown("region"), Shown("leader", 80), Shown("starts", 100, 1), Shown("status", 76)),
    hints={"employer": N_("到岗时要填，到岗后逐人登记就业"), "starts": N_("批次和人数都按这一天统计")}, facts=labour_export.batch_words,
    steps={labour_export.GONE: ("starts",), labour_export.ARRIVED: ("employer",)},
    children=(("export_member", "batch"), ("placement", "export")),
)  # fmt: skip
MEMBER = View(labour_export.MEMBER, (Shown("person", 100), Shown("batch"), Shown("post", 120), Shown("day", 100)))
BATCH_OF_JOBS = View(
    job_lists.BATCH,
    (Shown("day", 100), Shown("direction", 70), Shown("partner"), Shown("count", 70), Shown("taken", 70, 1), Shown("known", 70, 2), Shown("file", 0, 3)),
    hidden=frozenset({"taken", "known", "refused", "file"}), hints={"count": N_("纸质或电话通报的清单在这里登记；Excel 清单在“招聘岗位”收入或发出")},
    children=(("vacancy", "batch"),),
)  # fmt: skip
VIEWS = (
    VACANCY, EMPLOYER, REFERRAL, PLACEMENT, FOLLOW_UP, FAIR, SITE, INTERVIEW, ORDER, PLACEMENT_BASE, SOURCE_BASE, COOPERATION,
    COOPERATION_ORDER, NODE, BATCH, MEMBER, BATCH_OF_JOBS, SHARED_PLACE,
)  # fmt: skip
_SIGNED = (SHARED_PLACE, COOPERATION, COOPERATION_ORDER, SOURCE_BASE, NODE)
AT_PROVINCE = (*_SIGNED, *(view for view in VIEWS if view not in _SIGNED))
"""The same, what a province itself keeps first; the rest it only reads."""

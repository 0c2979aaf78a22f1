"""The kinds of records of 入会与会籍 as they are shown: lists, forms, steps. Data only."""

from db import membership
from db.tables import membership as tables
from ui.pages import membership_approving, paper_jobs
from ui.pages.record_views import Deed, Paper, Preset, Shown, View
from ui.papers import forms
from ui.text import N_
from ui.widgets.record_form import Group

LETTERS, SAME_CARDS = "letters", "same_cards"

APPLICATION = View(
    membership.APPLICATION,
    (Shown("person", 90), Shown("union_id"), Shown("work_unit", 0, 1), Shown("day", 100), Shown("status", 84)),
    groups=(Group("", ("person", "union_id", "day", "work_unit", "post", "number", "family", "resume", "note")),),
    hints={
        "person": N_("已有会籍的不能再申请，请办接转"), "union_id": N_("先在“基层工会”中登记"), "number": N_("用预印会员证的填证号；不填批准时编号"),
        "family": N_("姓名、关系、单位"), "resume": N_("起止年月、单位、职务"),
    },
    steps={tables.APPROVED: ("number", "opinion"), tables.REFUSED: ("opinion",)},
    deeds=(Deed(N_("按基层工会批准…"), membership_approving.approve, "account-multiple-check-outline"),),
    papers=(
        Paper(N_("入会申请书和会员登记表"), lambda one: paper_jobs.of_form(forms.BY_KEY["member_application"], [one.id]), "member_application",
              N_("正面申请书由本人签名，背面是会员登记表。")),
    ),
    empty=N_("还没有入会申请。按 Ctrl+N 登记。"),
)  # fmt: skip
MEMBERSHIP = View(
    membership.MEMBERSHIP,
    (Shown("person", 90), Shown("number", 190), Shown("union_id"), Shown("joined_on", 100, 1), Shown("origin", 88, 2), Shown("status", 84)),
    groups=(Group(N_("接转入（首次入会请办“入会申请”）"), ("person", "union_id", "number", "joined_on", "from_union", "letter", "day", "note")),),
    hints={
        "person": N_("没有登记过的先登记"), "number": N_("沿用原会员证号"), "joined_on": N_("介绍信上的入会日期"), "from_union": N_("开介绍信的工会"),
        "day": N_("收到介绍信、办理接转的日期"),
    },
    steps={
        tables.LEAVING: ("to_union", "letter_out"), tables.MEMBER: ("union_id", "from_union", "letter"), tables.KEPT: ("keep_reason",),
        tables.RESIGNED: ("leave_reason",), tables.EXPELLED: ("leave_reason",), tables.MISTAKEN: ("note",),
    },
    presets=(Preset(LETTERS, N_("介绍信 30 天无回执"), membership.letters_out), Preset(SAME_CARDS, N_("证号重复"), membership.same_cards)),
    children=(("member_event", "membership"),),
    papers=(
        Paper(N_("会籍接转介绍信"), lambda one: paper_jobs.of_form(forms.BY_KEY["member_transfer"], [one.id]), "member_transfer",
              N_("下半页是回执，由接收的工会退回。"), fits=lambda one: one.state in {tables.LEAVING, tables.MOVED_OUT}),
    ),
    empty=N_("还没有会籍。入会申请批准后自动登记；外地来的会员按 Ctrl+N 办接转入。"),
)  # fmt: skip
UNION = View(
    membership.UNION,
    (Shown("name"), Shown("kind", 130), Shown("parent", 0, 2), Shown("chair", 80, 1), Shown("phone", 120, 3)),
    defaults={"active": True}, hints={"parent": N_("乡镇、行业工会等；没有的不填"), "uscc": N_("所在单位的，18 位")}, facts=membership.union_words,
    deeds=(Deed(N_("批准待批的申请…"), membership_approving.approve, "account-multiple-check-outline", of_record=True),),
    children=(("membership", "union_id"), ("member_application", "union_id"), ("grassroots_union", "parent")), empty=N_("还没有基层工会。按 Ctrl+N 登记。"),
)  # fmt: skip
EVENT = View(
    membership.EVENT,
    (Shown("day", 100), Shown("person", 90), Shown("kind", 90), Shown("union_id"), Shown("other", 0, 1), Shown("reason", 100, 2)),
    kept=True, empty=N_("会籍变动由程序随办理登记。"),
)  # fmt: skip
VIEWS = (APPLICATION, MEMBERSHIP, UNION, EVENT)

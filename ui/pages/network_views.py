"""The kinds of records of 机构与队伍 as they are shown: lists, forms, steps. Data only."""

from dataclasses import replace

from db import activity_tags, identities, info_officers, outreach, published_bases, skills, trainers, training_bases
from db.records import Filter
from db.tables import network as tables
from ui.pages import network_deeds
from ui.pages.fund_views import BORNE_BY
from ui.pages.record_views import Deed, Preset, Shown, View
from ui.text import N_
from ui.widgets.record_form import Group

ENDING, DUE, ELSEWHERE = "ending", "due", "elsewhere"


def _of_kind(code: str, title: str) -> Preset:
    return Preset(f"kind-{code}", title, lambda _book: Filter(equal=(("kind", code),)))


OFFICER = View(
    info_officers.OFFICER,
    (Shown("name", 80), Shown("union_org"), Shown("area", 0, 2), Shown("phone", 120, 1), Shown("valid_until", 100), Shown("status", 84)),
    hints={"valid_until": N_("到期自动记为“聘期届满”，续聘时改")}, steps={tables.APPOINTED: ("valid_until",), tables.DISMISSED: ("note",)},
    unasked=frozenset({tables.TERM_OVER}), presets=(Preset(ENDING, N_("30 天内届满"), info_officers.ending_soon),),
    facts=info_officers.sent_words,
    deeds=(
        Deed(N_("报送统计…"), network_deeds.sent, "chart-bar", reads=True),
        Deed(N_("登记报来的岗位"), network_deeds.send_in, "briefcase-outline", of_record=True, fits=lambda one: one.state == tables.APPOINTED),
    ),
    empty=N_("还没有就业信息员。按 Ctrl+N 登记聘任。"),
)  # fmt: skip
PLACE = View(
    training_bases.PLACE,
    (Shown("name"), Shown("host", 110, 2), Shown("region", 110, 1), Shown("capacity", 124, 3), Shown("phone", 112, 4)),
    hints={"host": N_("挂在哪所学校、哪家企业"), "base": N_("在本系统中开班的基地选上，可看到开班和结业人数")},
    facts=training_bases.place_words, children=(("base_plate", "place"),),
    empty=N_("还没有基地单位。先登记单位，再在它下面登记牌子；几块牌子也只算 1 个基地。"),
)  # fmt: skip
PLATE = View(
    training_bases.PLATE,
    (Shown("place"), Shown("kind", 150), Shown("level", 90), Shown("named_on", 100, 1), Shown("status", 84)),
    groups=(Group("", ("place", "kind", "level", "day", "note")),),
    steps={
        tables.REVIEWED: ("reviewers", "opinion"), tables.NAMED: ("named_by", "document", "named_on"), tables.TURNED_DOWN: ("reason",),
        tables.TO_MEND: ("reason",), tables.REMOVED: ("reason",),
    }, presets=(Preset(DUE, N_("年审到期"), training_bases.review_due),), facts=training_bases.plate_words, children=(("base_review", "plate"),),
    empty=N_("还没有申报或命名的牌子。"),
)  # fmt: skip
PUBLISHED = View(
    published_bases.PUBLISHED,
    (Shown("name"), Shown("region", 150), Shown("specialities", 0, 1), Shown("plates", 0, 2)),
    presets=(Preset(ELSEWHERE, N_("外县在公布的"), published_bases.elsewhere),),
    deeds=(Deed(N_("报名到这里培训…"), network_deeds.enrol_elsewhere, "account-arrow-right-outline", of_record=True, fits=lambda base: bool(base["in_force"]), writes="training_elsewhere"),),
    children=(("training_elsewhere", "published"),), facts=published_bases.words, untold=frozenset({"place"}), kept=True,
    empty=N_("还没有收到省总公布的基地。省总公布以后，随回执到来。"),
)  # fmt: skip
TRAINING_ELSEWHERE = View(
    published_bases.TRAINING,
    (Shown("person", 90), Shown("published"), Shown("trade", 110), Shown("day", 100, 1), Shown("status", 84)),
    groups=(Group("", ("person", "published", "trade", "day", "starts", "note")),),
    hints={"published": N_("只能选在公布的；本县基地的班在“培训报名”里报"), "starts": N_("对方通知以后再填也可")},
    steps={tables.TRAINED: ("ends", "number"), tables.NOT_TRAINED: ("reason",)},
    empty=N_("还没有人报名到外县基地培训。"),
)  # fmt: skip
REVIEW = View(
    training_bases.REVIEW,
    (Shown("plate"), Shown("year", 80), Shown("day", 100), Shown("outcome", 110), Shown("trained", 110, 1)),
    hints={"outcome": N_("限期整改、摘牌的，牌子的状态随之改变")}, begins=training_bases.next_review,
)  # fmt: skip
TRAINER = View(
    trainers.TRAINER,
    (Shown("name", 80), Shown("kind", 110), Shown("trade", 100), Shown("employer", 0, 1), Shown("rate_fen", 110, 2), Shown("status", 76)),
    facts=trainers.account_words, children=(("trainer_hours", "trainer"),),
)  # fmt: skip
HOURS = View(
    trainers.HOURS,
    (Shown("trainer", 90), Shown("class_id", 0, 1), Shown("day", 100), Shown("hours", 60), Shown("pay_fen", 100), Shown("status", 84)),
    groups=(Group("", ("trainer", "class_id", "day", "topic", "hours", "rate_fen", "source", "borne_by", "note")),),
    hints={"hours": N_("1 学时 45 分钟"), "source": N_("发课酬前要填"), "borne_by": BORNE_BY, "rate_fen": N_("不填用这位培训师的标准；课酬由程序算出")}, steps={tables.PAID: ("source", "borne_by", "voucher_no"), tables.CANCELLED: ("note",)},
)  # fmt: skip
TAG = View(
    activity_tags.TAG,
    (Shown("name"), Shown("kind", 90), Shown("aliases", 0, 1), Shown("host", 120, 2), Shown("trade", 100, 3)),
    hints={"aliases": N_("几个别名之间用顿号；别名都归到这一个名称下统计"), "host": N_("联合活动的主办部门"), "trade": N_("劳务品牌的工种")},
    presets=(
        _of_kind(activity_tags.BRAND, N_("劳务品牌")), _of_kind(activity_tags.POLICY, N_("对接政策")), _of_kind(activity_tags.DIRECTION, N_("培训方向")),
        _of_kind(activity_tags.CAMPAIGN, N_("联合活动")),
    ), facts=activity_tags.tag_words, children=(("tagging", "tag"),),
    deeds=(Deed(N_("载入 2009 年的"), network_deeds.take_shipped, "download-outline"), Deed(N_("标签统计…"), network_deeds.tag_totals, "chart-bar", reads=True)),
    empty=N_("还没有。可按“载入 2009 年的”，带入劳务品牌、下乡政策、培训方向和联合活动。"),
)  # fmt: skip
TAGGING = View(
    activity_tags.TAGGING,
    (Shown("tag"), Shown("class_id"), Shown("fair", 0, 1), Shown("publicity", 0, 2), Shown("day", 100)),
    hints={"class_id": N_("下面几栏只选一样"), "tag": N_("同一个班、同一场招聘会可以挂几个标签，合计只计一次")},
)  # fmt: skip
PUBLICITY = View(
    outreach.PUBLICITY,
    (Shown("day", 100), Shown("kind", 100), Shown("topic"), Shown("place", 0, 1), Shown("means", 90, 2), Shown("heads", 76)),
    hints={"heads": N_("只记人次，不要求实名"), "reached": N_("一场活动点过人头的才填，不能多于人次；两个数不相加")}, children=(("tagging", "publicity"),), empty=N_("还没有咨询宣传。只记人次，不要求实名。"),
)  # fmt: skip
SUPPORT = View(
    outreach.SUPPORT, (Shown("day", 100), Shown("department"), Shown("matter", 100), Shown("document", 160, 1), Shown("content", 0, 2)),
    hints={"department": N_("如劳动保障局、财政局"), "document": N_("申报补贴时要凭它；没有就空着")},
    empty=N_("还没有部门支持事项。劳动保障等部门给了政策、补贴或信息，按 Ctrl+N 记一笔。"),
)  # fmt: skip
SKILL = View(
    skills.CERTIFICATE, (Shown("person", 90), Shown("trade"), Shown("level", 90), Shown("kind", 130, 1), Shown("number", 160, 2), Shown("day", 100)),
    hints={
        "kind": N_("劳动等部门发的证。本程序签发的培训合格证书不在这里登记"), "level": N_("职业资格证书必填；填了等级才计入“取得技术等级证书”"),
        "class_id": N_("在哪个班学的。灾区劳动者学后取得高级工以上的单独计数"),
    }, empty=N_("还没有技能证书。服务对象拿到职业资格证书后，按 Ctrl+N 登记。"),
)  # fmt: skip
ASSISTED = View(
    outreach.ASSISTED,
    (Shown("day", 100), Shown("office"), Shown("kind", 110), Shown("topic", 0, 1), Shown("heads", 90), Shown("times", 70, 2), Shown("basis", 110, 3)),
    hints={
        "office": N_("政府部门办的、工会协助的培训；本单位自己的培训班不在这里登记"), "basis": N_("有名册的填名册编号"), "list_no": N_("报数的可填统计表编号"),
        "heads": N_("按人计的填这里；人数和人次不相加"), "times": N_("部门按人次报的填这里"),
    }, empty=N_("还没有协助培训。工会协助政府部门办的技能提升、安全生产培训，按 Ctrl+N 登记。"),
)  # fmt: skip
PART = View(
    outreach.PART, (Shown("year", 70), Shown("name"), Shown("level", 150, 1), Shown("part", 130), Shown("campaigns", 0, 2)),
    hints={
        "year": N_("一个工会一年登记一次"), "name": N_("没有参加的也要登记，比例的分母是登记的全部县以上工会"), "part": N_("没有参加的不勾"),
        "campaigns": N_("一行一个活动"), "day": N_("要在这一年之内"),
    },
    begins=network_deeds.this_year, empty=N_("还没有登记。每年把下级工会逐个登记，勾上参加了劳动保障部门活动的。"),
)  # fmt: skip
IDENTITY = View(
    identities.SPAN, (Shown("person", 100), Shown("kind"), Shown("since", 110), Shown("until", 110), Shown("day", 100, 1)),
    hints={
        "kind": N_("登记时段的类别只按时段算；没有登记的按档案里的勾选算"), "since": N_("不填表示一直以来"), "until": N_("不填表示现在还是"),
    }, empty=N_("还没有类别时段。档案里去掉一个人员类别时，程序自动记下它到哪天止；也可以按 Ctrl+N 补登。"),
)  # fmt: skip
CULTURE = View(
    outreach.CULTURE, (Shown("day", 100), Shown("kind", 110), Shown("place"), Shown("books", 70), Shown("sessions", 70, 1), Shown("heads", 76)),
    hints={"books": N_("职工书屋必须填：这次配送的册数"), "sessions": N_("送文化进工棚等必须填；书屋不填"), "heads": N_("只记人次，不要求实名")},
    children=(("tagging", "culture"),), empty=N_("还没有文化服务。职工书屋记册数，送文化进工棚记场次和人次。"),
)  # fmt: skip
CONTEST = View(
    outreach.CONTEST, (Shown("day", 100), Shown("name"), Shown("kind", 90), Shown("trade", 100, 1), Shown("heads", 90)),
    hints={"heads": N_("参加人数，不要求实名"), "ranks": N_("一行一个名次")}, children=(("tagging", "contest"),),
)  # fmt: skip
VIEWS = (
    OFFICER,
    PLACE,
    PLATE,
    REVIEW,
    PUBLISHED,
    TRAINING_ELSEWHERE,
    TRAINER,
    HOURS,
    SKILL,
    IDENTITY,
    TAG,
    TAGGING,
    PUBLICITY,
    ASSISTED,
    SUPPORT,
    PART,
    CULTURE,
    CONTEST,
)
_AT_PROVINCE = replace(PLACE, deeds=(Deed(N_("公布基地到各县"), network_deeds.publish, "bullhorn-outline"),))
AT_PROVINCE = tuple(_AT_PROVINCE if view is PLACE else view for view in VIEWS if view is not PUBLISHED)
"""The same where bases are published from: a province has the places themselves, and reads what counties send."""

"""Declare 机构与队伍: job information officers, training bases and their plates, trainers, tags of brands, policies and campaigns, publicity, culture, contests.

The source names each of them: the devices of the programme of 2009 (programme section 4) and the lines 6 and 36 of its register.
"""

from db.tables.declaration import DESK, PROVINCE, Story, Table, c
from db.tables.payment import BORNE_BY, Payment
from rules import chain
from rules.states import States

_BOTH = DESK | PROVINCE
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

APPOINTED, TERM_OVER, DISMISSED = "在聘", "聘期届满", "已解聘"
OFFICER = States((APPOINTED,), {APPOINTED: (TERM_OVER, DISMISSED), TERM_OVER: (APPOINTED, DISMISSED)})
APPLIED, REVIEWED, NAMED, TO_MEND, REMOVED, TURNED_DOWN = "已申报", "已评审", "已命名", "限期整改", "已摘牌", "未通过"
PLATE = States((APPLIED,), {
    APPLIED: (REVIEWED, TURNED_DOWN), REVIEWED: (NAMED, TURNED_DOWN), NAMED: (TO_MEND, REMOVED), TO_MEND: (NAMED, REMOVED),
})  # fmt: skip
"""申报 → 评审 → 命名 → 年审 → 摘牌 (programme section 4, training_base); a yearly review that finds faults leads to 限期整改."""
ASKED, TRAINED, NOT_TRAINED = "已报名", "已结业", "未参加"
TEACHING, RELEASED = "在聘", "已解聘"
TAUGHT, PAID, CANCELLED = "待发课酬", "已发课酬", "已取消"

TABLES: tuple[Table, ...] = (
    Table("info_officer", "就业信息员", "register", DESK, (
        c("name", "text", "姓名", 1), c("union_org", "text", "所属工会或村"), c("region", "text", "所在地", reads="region"), c("area", "text", "责任片区"),
        c("phone", "text", "联系电话", 1, reads="phone"), c("day", "date", "聘任日期"), c("valid_until", "date", "聘期至"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("status",), since=3, required=("name", "union_org", "valid_until"), states=OFFICER, title="{name}（{union_org}）", found_by=("name",)),
    Table("base_place", "基地单位", "register", _BOTH, (
        c("name", "text", "单位名称"), c("uscc", "text", "统一社会信用代码", reads="uscc"), c("host", "text", "依托单位"), c("base", "id", "本系统中的基地", refers="base"),
        c("region", "text", "所在地", reads="region"), c("address", "text", "地址"), c("specialities", "text", "专业"), c("area_m2", "int", "场地面积(平方米)"),
        c("teachers", "int", "专业教师人数"), c("capacity", "int", "年培训能力(人)"), c("contact", "text", "联系人", 1),
        c("phone", "text", "联系电话", 1, reads="phone"), c("day", "date", "登记日期"), c("note", "text", "备注", reads="lines"),
    ), ("uscc", "name"), since=3, required=("name", "region"), title="{name}", found_by=("name", "uscc")),
    Table("base_plate", "基地牌子", "register", _BOTH, (
        c("place", "id", "基地单位", refers="base_place"), c("kind", "text", "类别", codes="plate_kind"), c("level", "text", "命名级别", codes="plate_level"),
        c("day", "date", "申报日期"), c("reviewers", "text", "评审人"), c("opinion", "text", "评审意见", reads="lines"), c("named_by", "text", "命名单位"),
        c("document", "text", "命名文号"), c("named_on", "date", "命名日期"), c("reason", "text", "原因", reads="lines"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("place", "status"), since=3, required=("place", "kind", "level"), states=PLATE, title="{place} · {kind}（{level}）"),
    Table("base_review", "基地年审", "fact", _BOTH, (
        c("plate", "id", "基地牌子", refers="base_plate"), c("year", "int", "年审年度"), c("day", "date", "年审日期"), c("outcome", "text", "结论", codes="review_outcome"),
        c("trained", "int", "本年培训人数"), c("placed", "int", "本年就业人数"), c("reviewers", "text", "年审人"), *_WITHDRAWN,
    ), ("plate", "corrects"), needed=("plate", "year", "day", "outcome"), since=3, title="{plate} · {year}年"),
    Table("published_base", "省内公布基地", "register", PROVINCE, (
        c("place", "id", "基地单位"), c("name", "text", "单位名称"), c("uscc", "text", "统一社会信用代码", reads="uscc"), c("host", "text", "依托单位"),
        c("region", "text", "所在地", reads="region"), c("address", "text", "地址"), c("specialities", "text", "专业"), c("capacity", "int", "年培训能力(人)"),
        c("plates", "text", "有效牌子", reads="lines"), c("in_force", "flag", "在公布"), c("day", "date", "公布日期"),
    ), ("place", "uscc"), since=3, required=("name", "region"), title="{name}", found_by=("name", "uscc")),
    Table("training_elsewhere", "外县基地培训", "register", DESK, (
        c("person", "id", "服务对象", refers="person"), c("published", "id", "省内公布基地", refers="published_base"), c("trade", "text", "工种"),
        c("day", "date", "报名日期"), c("starts", "date", "开班日期"), c("ends", "date", "结业日期"), c("number", "text", "结业证明编号"), c("reason", "text", "未参加原因"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("person", "published"), since=3, required=("person", "published", "trade"),
        states=States((ASKED,), {ASKED: (TRAINED, NOT_TRAINED)}), title="{person} · {published}",
        story=Story(chain.TRAINED, "到外县基地培训 {published}", "{trade} · {status} · {number}", states=(TRAINED,))),
    Table("trainer", "兼职培训师", "register", DESK, (
        c("name", "text", "姓名", 1), c("kind", "text", "类别", codes="trainer_kind"), c("trade", "text", "工种"), c("qualification", "text", "资质"),
        c("employer", "text", "所在单位"), c("phone", "text", "联系电话", 1, reads="phone"), c("rate_fen", "fen", "每学时课酬"), c("day", "date", "聘任日期"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), since=3, required=("name", "kind"), states=States((TEACHING,), {TEACHING: (RELEASED,), RELEASED: (TEACHING,)}), title="{name}", found_by=("name",)),
    Table("trainer_hours", "培训师课时", "register", DESK, (
        c("trainer", "id", "兼职培训师", refers="trainer"), c("class_id", "id", "培训班", refers="training_class"), c("day", "date", "授课日期"),
        c("topic", "text", "授课内容"), c("hours", "int", "学时"), c("rate_fen", "fen", "每学时课酬"), c("pay_fen", "fen", "课酬"),
        c("source", "id", "资金来源", refers="fund_source"), BORNE_BY, c("voucher_no", "text", "凭证号"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("trainer", "class_id", "source", "status"), since=3, required=("trainer", "day", "hours"),
        states=States((TAUGHT,), {TAUGHT: (PAID, CANCELLED), PAID: (CANCELLED,)}), title="{trainer} · {day}"),
    Table("activity_tag", "品牌、政策和活动", "register", _BOTH, (
        c("kind", "text", "类别", codes="tag_kind"), c("name", "text", "名称"), c("aliases", "text", "别名", reads="lines"), c("host", "text", "主办部门"),
        c("trade", "text", "工种"), c("starts", "date", "开始日期"), c("ends", "date", "结束日期"), c("document", "text", "文号"), c("day", "date", "登记日期"),
        c("note", "text", "备注", reads="lines"),
    ), ("kind",), since=3, required=("kind", "name"), title="{name}", found_by=("name", "aliases")),
    Table("tagging", "标签登记", "fact", DESK, (
        c("tag", "id", "品牌、政策或活动", refers="activity_tag"), c("class_id", "id", "培训班", refers="training_class"), c("fair", "id", "招聘会", refers="job_fair"),
        c("publicity", "id", "咨询宣传", refers="publicity"), c("culture", "id", "文化服务", refers="culture_service"),
        c("contest", "id", "竞赛与练兵", refers="contest"), c("day", "date", "登记日期"), *_WITHDRAWN,
    ), ("tag", "class_id", "fair", "publicity", "culture", "contest", "corrects"), needed=("tag", "day"), since=3, title="{tag} · {class_id}{fair}{publicity}{culture}{contest}"),
    Table("publicity", "咨询宣传", "fact", DESK, (
        c("kind", "text", "类别", codes="publicity_kind"), c("topic", "text", "主题"), c("means", "text", "方式", codes="publicity_means"), c("day", "date", "日期"),
        c("region", "text", "所在地", reads="region"), c("place", "text", "地点"), c("heads", "int", "人次"), c("reached", "int", "到场人数(人)"), c("leaflets", "int", "发放资料(份)"), *_WITHDRAWN,
    ), ("corrects",), needed=("kind", "day", "heads"), since=3, title="{day} {topic}"),
    Table("dept_support", "部门支持", "fact", _BOTH, (
        c("department", "text", "部门"), c("matter", "text", "事项", codes="support_matter"), c("content", "text", "内容", reads="lines"),
        c("document", "text", "文号"), c("day", "date", "日期"), *_WITHDRAWN,
    ), ("corrects",), needed=("department", "matter", "day"), since=3, title="{department} · {matter} {document}"),
    Table("culture_service", "文化服务", "fact", DESK, (
        c("kind", "text", "类别", codes="culture_kind"), c("place", "text", "点位"), c("region", "text", "所在地", reads="region"), c("day", "date", "日期"),
        c("books", "int", "册数"), c("sessions", "int", "场次"), c("heads", "int", "人次"), *_WITHDRAWN,
    ), ("corrects",), needed=("kind", "place", "day"), since=3, title="{day} {place}"),
    Table("contest", "竞赛与练兵", "fact", DESK, (
        c("name", "text", "名称"), c("kind", "text", "类别", codes="contest_kind"), c("trade", "text", "工种"), c("host", "text", "主办"), c("day", "date", "日期"),
        c("heads", "int", "参加人数"), c("ranks", "text", "名次", reads="lines"), *_WITHDRAWN,
    ), ("corrects",), needed=("name", "kind", "day", "heads"), since=3, title="{day} {name}", found_by=("name",)),
    Table("assisted_training", "协助培训", "fact", _BOTH, (
        c("office", "text", "举办部门"), c("kind", "text", "类别", codes="assisted_kind"), c("topic", "text", "内容"), c("day", "date", "开始日期"),
        c("ends", "date", "结束日期"), c("days", "int", "天数"), c("region", "text", "所在地", reads="region"), c("place", "text", "地点"),
        c("basis", "text", "数字依据", codes="assisted_basis"), c("list_no", "text", "名册或统计表编号"), c("heads", "int", "人数(人)"), c("times", "int", "人次"),
        c("help", "text", "工会协助事项", reads="lines"), *_WITHDRAWN,
    ), ("corrects",), needed=("office", "kind", "day", "basis"), since=3, title="{day} {office} {topic}", found_by=("topic",)),
    Table("union_part", "参加部门活动情况", "register", _BOTH, (
        c("year", "int", "年度"), c("name", "text", "工会名称"), c("level", "text", "级别", codes="union_level"), c("region", "text", "所在地", reads="region"),
        c("part", "flag", "参加了劳动保障部门的系列活动"), c("campaigns", "text", "参加的活动", reads="lines"), c("day", "date", "登记日期"),
        c("note", "text", "备注", reads="lines"),
    ), ("year", "name"), since=3, required=("year", "name", "level"), title="{year}年 {name}", found_by=("name",)),
)  # fmt: skip
PAYMENTS: tuple[Payment, ...] = (
    Payment("trainer_hours", "x.pay_fen", "'3'", day="x.status_on", where=f"x.status = '{PAID}'"),
)

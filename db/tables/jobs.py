"""Declare 岗位援助: employers and vacancies, lists of jobs in and out, fairs, referrals, placements and follow-up, agreements, labour export.

The source names each measure: the job aid and the labour export of the programme of 2009 (service lines JOB and EXPORT).
"""

from db.tables.declaration import DESK, PROVINCE, Story, Table, c
from rules import chain
from rules.states import States

_BOTH = DESK | PROVINCE
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

UNVERIFIED, OPEN, FILLED, TAKEN_DOWN, EXPIRED = "待核实", "招聘中", "已招满", "已撤下", "已过期"
VACANCY = States((UNVERIFIED, OPEN), {
    UNVERIFIED: (OPEN, TAKEN_DOWN, EXPIRED), OPEN: (FILLED, TAKEN_DOWN, EXPIRED), FILLED: (OPEN,), EXPIRED: (UNVERIFIED,),
})  # fmt: skip
ISSUED, INTERVIEWED, INTENDED, AT_WORK = "已开出", "已面试", "录用意向", "已上岗"
REFUSED, SILENT, NOT_COME = "未录用", "未反馈", "未上岗"
REFERRAL = States((ISSUED,), {
    ISSUED: (INTERVIEWED, INTENDED, REFUSED, SILENT), INTERVIEWED: (INTENDED, REFUSED, SILENT), INTENDED: (AT_WORK, NOT_COME),
    SILENT: (INTERVIEWED, INTENDED, REFUSED),
})  # fmt: skip
"""No answer is `未反馈`: it never leads to work but by a slip that says so (standards section 9, 推荐信与回执)."""
IN_WORK, LEFT_WORK = "在岗", "已离岗"
PLANNED, HELD, CALLED_OFF = "筹备", "已举办", "已取消"
IN_FORCE, CHECKED, ENDED = "履行中", "已核对", "已终止"
RUNNING, OVER = "有效", "已到期"
JOINED, PARTED = "已联网", "已断开"
SENT_OUT = ("已出发", "已到岗", "已返回")
"""A batch of labour export has left."""

TABLES: tuple[Table, ...] = (
    Table("employer", "用人单位", "register", DESK, (
        c("name", "text", "单位名称"), c("uscc", "text", "统一社会信用代码", reads="uscc"), c("region", "text", "所在地", reads="region"),
        c("address", "text", "地址"), c("industry", "text", "行业", codes="industry"), c("contact", "text", "联系人", 1),
        c("phone", "text", "联系电话", 1, reads="phone"), c("active", "flag", "有招聘往来"), c("day", "date", "登记日期"), c("note", "text", "备注", reads="lines"),
    ), ("name", "uscc"), since=3, required=("name",), title="{name}", found_by=("name", "uscc")),
    Table("job_batch", "岗位信息批次", "fact", DESK, (
        c("direction", "text", "收发", codes="job_direction"), c("partner", "text", "对方单位"), c("source", "text", "信息来源", codes="job_source"),
        c("day", "date", "日期"), c("count", "int", "条数"), c("taken", "int", "新增"), c("known", "int", "重复"), c("refused", "int", "不能采用"),
        c("file", "text", "文件名"), *_WITHDRAWN,
    ), ("corrects",), needed=("direction", "partner", "day", "count"), since=3, title="{day} {partner}", found_by=("partner",)),
    Table("vacancy", "招聘岗位", "register", DESK, (
        c("employer", "id", "用人单位", refers="employer"), c("post", "text", "岗位"), c("trade", "text", "工种"), c("places", "int", "招聘人数"),
        c("wage_from_fen", "fen", "月工资自"), c("wage_to_fen", "fen", "月工资至"), c("region", "text", "工作地", reads="region"),
        c("place", "text", "工作地点"), c("form", "text", "用工形式", codes="job_form"), c("conditions", "text", "招聘条件", reads="lines"),
        c("benefits", "text", "待遇与保险"), c("source", "text", "信息来源", codes="job_source"), c("batch", "id", "岗位信息批次", refers="job_batch"),
        c("officer", "id", "报送信息员", refers="info_officer"),
        c("day", "date", "登记日期"), c("valid_until", "date", "有效期至"), c("verified_on", "date", "核实日期"), c("verified_how", "text", "核实方式"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("employer", "status", "batch", "officer"), since=3, required=("employer", "post", "places", "valid_until"), states=VACANCY, title="{employer}{post}",
        found_by=("post",)),
    Table("job_fair", "招聘会", "register", DESK, (
        c("name", "text", "名称"), c("edition", "text", "届次"), c("starts", "date", "开始日期"), c("ends", "date", "结束日期"), c("host", "text", "主办"),
        c("organiser", "text", "承办"), c("campaign", "text", "所属活动"), c("region", "text", "举办地", reads="region"), c("place", "text", "地点"),
        c("day", "date", "登记日期"), c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), since=3, required=("name", "starts"), states=States((PLANNED, HELD), {PLANNED: (HELD, CALLED_OFF)}), title="{name}{edition}",
        found_by=("name",)),
    Table("fair_site", "招聘会场次统计", "fact", DESK, (
        c("fair", "id", "招聘会", refers="job_fair"), c("site", "text", "分会场"), c("day", "date", "日期"), c("employers", "int", "用人单位数"),
        c("posts", "int", "岗位数"), c("entered", "int", "进场人数"), c("received", "int", "接待登记人数"), c("intended", "int", "达成意向人数"),
        c("employed", "int", "后续就业人数"), *_WITHDRAWN,
    ), ("fair", "corrects"), needed=("fair", "site", "day"), since=3, title="{fair} · {site}"),
    Table("referral", "岗位推荐", "register", DESK, (
        c("number", "text", "推荐信编号"), c("person", "id", "服务对象", refers="person"), c("vacancy", "id", "招聘岗位", refers="vacancy"),
        c("fair", "id", "招聘会", refers="job_fair"), c("day", "date", "开出日期"), c("valid_until", "date", "有效期至"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("reason", "text", "未录用原因", codes="refusal_reason"), c("contract_months", "int", "合同期限(月)"),
        c("starts", "date", "上岗日期"), c("note", "text", "备注", 1),
    ), ("number", "person", "vacancy", "status"), since=3, required=("person", "vacancy"), states=REFERRAL, title="{number}", found_by=("number",),
        story=Story(chain.REFERRED, "推荐到{vacancy}", "{number} · {status} · {status_on} · {reason}")),
    Table("video_interview", "视频面试结果", "fact", DESK, (
        c("cooperation", "id", "协作协议", refers="cooperation"), c("vacancy", "id", "招聘岗位", refers="vacancy"), c("person", "id", "服务对象", refers="person"),
        c("partner", "text", "对方单位"), c("day", "date", "日期"), c("outcome", "text", "结果", codes="interview_outcome"), c("posts", "int", "岗位数"),
        c("met", "int", "面试人数"), c("intended", "int", "达成意向人数"), *_WITHDRAWN,
    ), ("person", "vacancy", "cooperation", "corrects"), needed=("partner", "day"), since=3, title="{day} {partner}",
        story=Story(chain.REFERRED, "视频面试 {vacancy}", "{outcome} · {partner}")),
    Table("placement", "就业登记", "register", DESK, (
        c("person", "id", "服务对象", refers="person"), c("employer", "id", "用人单位", refers="employer"), c("post", "text", "岗位"),
        c("way", "text", "就业途径", codes="placement_way"), c("referral", "id", "岗位推荐", refers="referral"), c("fair", "id", "招聘会", refers="job_fair"),
        c("export", "id", "劳务输出批次", refers="export_batch"), c("day", "date", "上岗日期"), c("contract_months", "int", "合同期限(月)"),
        c("wage_fen", "fen", "月工资", 1), c("insured", "flag", "参加社会保险"), c("region", "text", "工作地", reads="region"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1),
    ), ("person", "employer", "referral", "fair", "export"), since=3, required=("person", "employer", "day"),
        states=States((IN_WORK,), {IN_WORK: (LEFT_WORK,)}), title="{person} · {employer}",
        story=Story(chain.WORKING, "到{employer}就业", "{post} · {way} · {status}")),
    Table("follow_up", "就业回访", "fact", DESK, (
        c("placement", "id", "就业登记", refers="placement"), c("person", "id", "服务对象", refers="person"), c("months", "int", "满几个月"),
        c("day", "date", "回访日期"), c("outcome", "text", "回访结果", codes="follow_outcome"), c("means", "text", "方式", codes="contact_means"),
        c("wage_fen", "fen", "月工资", 1), *_WITHDRAWN,
    ), ("placement", "person", "corrects"), needed=("placement", "months", "outcome", "day"), since=3, title="{placement} · 满{months}个月",
        story=Story(chain.FOLLOWED, "就业满 {months} 个月回访", "{outcome} · {means}")),
    Table("order_agreement", "订单培训协议", "register", DESK, (
        c("number", "text", "协议编号"), c("employer", "id", "用人单位", refers="employer"), c("class_id", "id", "培训班", refers="training_class"),
        c("trade", "text", "工种"), c("promised", "int", "承诺录用人数"), c("day", "date", "签订日期"), c("valid_until", "date", "有效期至"),
        c("terms", "text", "录用承诺", reads="lines"), c("finished", "int", "结业人数"), c("hired", "int", "实际录用人数"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("employer", "class_id"), since=3, required=("number", "employer", "promised"),
        states=States((IN_FORCE,), {IN_FORCE: (CHECKED, ENDED), CHECKED: (CHECKED, ENDED)}), title="{number} · {employer}", found_by=("number",)),
    Table("placement_base", "安置基地", "register", DESK, (
        c("employer", "id", "用人单位", refers="employer"), c("kind", "text", "类别", codes="base_kind"), c("letter_no", "text", "要约书编号"),
        c("posts", "int", "岗位数"), c("named_by", "text", "命名单位"), c("document", "text", "命名文号"), c("named_on", "date", "命名日期"),
        c("day", "date", "签订日期"), c("valid_until", "date", "要约到期"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("employer",), since=3, required=("employer", "kind", "valid_until"), states=States((RUNNING,), {RUNNING: (OVER, ENDED), OVER: (RUNNING, ENDED)}),
        title="{employer}", found_by=("letter_no", "document")),
    Table("source_base", "人力资源基地", "register", _BOTH, (
        c("name", "text", "名称"), c("kind", "text", "类别", codes="source_kind"), c("region", "text", "输出地", reads="region"), c("partner", "text", "合作工会或学校"),
        c("contact", "text", "联系人", 1), c("phone", "text", "联系电话", 1, reads="phone"), c("day", "date", "签约日期"), c("valid_until", "date", "有效期至"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), since=3, required=("name", "region"), states=States((RUNNING,), {RUNNING: (OVER, ENDED), OVER: (RUNNING, ENDED)}), title="{name}",
        found_by=("name", "partner")),
    Table("cooperation", "省际协作协议", "register", _BOTH, (
        c("number", "text", "协议编号"), c("ours", "text", "甲方"), c("partner", "text", "乙方"), c("region", "text", "对方所在地", reads="region"),
        c("posts", "int", "岗位数"), c("contact", "text", "对接人", 1), c("phone", "text", "联系电话", 1, reads="phone"), c("day", "date", "签订日期"),
        c("valid_until", "date", "有效期至"), c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), since=3, required=("number", "partner"), states=States((RUNNING,), {RUNNING: (OVER, ENDED), OVER: (RUNNING, ENDED)}), title="{number} · {partner}",
        found_by=("number", "partner")),
    Table("cooperation_order", "劳务协作单", "register", _BOTH, (
        c("cooperation", "id", "协作协议", refers="cooperation"), c("source_base", "id", "人力资源基地", refers="source_base"), c("number", "text", "协作单号"),
        c("post", "text", "岗位"), c("wanted", "int", "需求人数"), c("day", "date", "发出日期"), c("sent", "int", "实际输送人数"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("cooperation", "source_base"), since=3, required=("cooperation", "number", "wanted"),
        states=States(("已发出",), {"已发出": ("已回执", "已取消")}), title="{number}", found_by=("number", "post")),
    Table("export_node", "劳务输出机构", "register", _BOTH, (
        c("name", "text", "名称"), c("level", "text", "层级", codes="export_level"), c("parent", "id", "上级机构", refers="export_node"),
        c("region", "text", "所在地", reads="region"), c("leader", "text", "负责人", 1), c("phone", "text", "联系电话", 1, reads="phone"),
        c("active", "flag", "在用"), c("day", "date", "设立日期"), c("note", "text", "备注", reads="lines"),
    ), ("parent",), since=3, required=("name", "level"), title="{name}", found_by=("name",)),
    Table("export_batch", "劳务输出批次", "register", DESK, (
        c("number", "text", "批次号"), c("node", "id", "输出机构", refers="export_node"), c("region", "text", "去向", reads="region"),
        c("employer", "id", "用人单位", refers="employer"), c("leader", "text", "带队人", 1), c("phone", "text", "带队人电话", 1, reads="phone"),
        c("planned", "int", "计划人数"), c("starts", "date", "出发日期"), c("day", "date", "登记日期"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("node", "employer"), since=3, required=("number", "node", "region", "leader"),
        states=States(("组织中",), {"组织中": ("已出发", "已取消"), "已出发": ("已到岗",), "已到岗": ("已返回",)}), title="{number}（{region}）",
        found_by=("number", "leader")),
    Table("export_member", "劳务输出人员", "fact", DESK, (
        c("batch", "id", "劳务输出批次", refers="export_batch"), c("person", "id", "服务对象", refers="person"), c("post", "text", "岗位"),
        c("day", "date", "日期"), *_WITHDRAWN,
    ), ("batch", "person", "corrects"), needed=("batch", "person", "day"), since=3, title="{person}",
        story=Story(chain.REFERRED, "列入劳务输出批次 {batch}", "{post}")),
    Table("shared_place", "信息联网地区", "register", _BOTH, (
        c("region", "text", "地区", reads="region"), c("level", "text", "级别", codes="shared_level"), c("system", "text", "共享的系统"), c("partner", "text", "联网部门"),
        c("since", "date", "联网日期"), c("document", "text", "依据"), c("contact", "text", "联系人", 1), c("phone", "text", "联系电话", 1, reads="phone"),
        c("day", "date", "登记日期"), c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("region",), since=3, required=("region", "level", "since", "partner"), states=States((JOINED,), {JOINED: (PARTED,), PARTED: (JOINED,)}), title="{region}"),
)  # fmt: skip

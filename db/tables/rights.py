"""Declare 维权服务: cases with many claimants, what was done and recovered, joint pledges with their inspections, collective contracts.

The source names each measure: wage arrears, arbitration and legal aid, the joint pledges of enterprises and collective bargaining (service line RIGHTS).
"""

from db.tables.declaration import DESK, PROVINCE, Story, Table, c
from db.tables.payment import BORNE_BY, Payment
from rules import chain
from rules.states import States

_BOTH = DESK | PROVINCE
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

REGISTERED, ACCEPTED, DECLINED, HANDLING = "已登记", "已受理", "不予受理", "办理中"
PASSED_ON, CLOSED, VISITED, REOPENED = "已转办", "已结案", "已回访", "重新办理"
CASE = States((REGISTERED,), {
    REGISTERED: (ACCEPTED, DECLINED), ACCEPTED: (HANDLING, PASSED_ON, CLOSED), HANDLING: (CLOSED, PASSED_ON), PASSED_ON: (CLOSED, HANDLING),
    REOPENED: (CLOSED, PASSED_ON), CLOSED: (VISITED, REOPENED), VISITED: (REOPENED,), DECLINED: (ACCEPTED,),
})  # fmt: skip
"""登记→受理/不受理→办理/转办→结案→回访, and again 重新办理 (standards section 9.2). What is opened again stays the case that it was."""
OPEN_STATES = (REGISTERED, ACCEPTED, HANDLING, PASSED_ON, REOPENED)
TAKEN_STATES = (ACCEPTED, HANDLING, PASSED_ON, REOPENED, CLOSED, VISITED)
CLOSED_STATES = (CLOSED, VISITED)
CLAIMING, LEFT_CASE = "申请中", "已退出"
ADVANCED, PAID_BACK = "13", "14"
"""Codes of `rights_step`: money advanced to claimants (wages, hospital), and what came back of it."""
TALKS, IN_FORCE, OVER, ENDED = "协商中", "有效", "已到期", "已终止"

TABLES: tuple[Table, ...] = (
    Table("rights_case", "维权案件", "register", DESK, (
        c("number", "text", "受理号"), c("day", "date", "登记日期"), c("way", "text", "来访方式", codes="rights_way"),
        c("person", "id", "申请人", refers="person"), c("heads", "int", "涉及人数"), c("kind", "text", "类别", codes="rights_kind"),
        c("employer", "id", "用人单位", refers="employer"), c("unit", "text", "被申请单位"), c("region", "text", "发生地", reads="region"),
        c("urgent", "flag", "加急（群体性、突发）"), c("known_on", "date", "知道权利受侵害日期"), c("left_on", "date", "离职日期"),
        c("injured_on", "date", "事故伤害或诊断日期"), c("claimed_fen", "fen", "诉求金额合计"),
        c("demand", "text", "诉求", 1, reads="lines"), c("evidence", "text", "证据", 1, reads="lines"), c("clerk", "text", "经办人"),
        c("accepted_on", "date", "受理日期"), c("refusal", "text", "不予受理理由"), c("referred_to", "text", "转办单位"), c("referred_on", "date", "转办日期"),
        c("closed_on", "date", "结案日期"), c("result", "text", "结果", codes="rights_result"), c("recovered_fen", "fen", "追回金额合计"),
        c("satisfaction", "text", "满意度", codes="rights_satisfaction"), c("visited", "text", "回访情况"), c("reopened_for", "text", "重新办理原因"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("number", "person", "status", "employer"), since=3, required=("person", "kind", "way"), states=CASE, title="{number} {unit}（{kind}）"),
    Table("rights_claimant", "维权申请人", "register", DESK, (
        c("case_id", "id", "维权案件", refers="rights_case"), c("person", "id", "服务对象", refers="person"), c("leads", "flag", "推举为代表人"),
        c("claimed_fen", "fen", "诉求金额"), c("left_on", "date", "离职日期"), c("day", "date", "登记日期"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1),
    ), ("case_id", "person"), since=3, required=("case_id", "person"), states=States((CLAIMING,), {CLAIMING: (LEFT_CASE,), LEFT_CASE: (CLAIMING,)}),
        title="{person}", story=Story(chain.RIGHTS, "维权 {case_id}", "{status} · 案件{case_id__status} · 诉求 {claimed_fen}")),
    Table("rights_reopening", "案件重新办理", "fact", DESK, (
        c("case_id", "id", "维权案件", refers="rights_case"), c("day", "date", "重新办理日期"), c("reason", "text", "重新办理原因"), c("closed_on", "date", "原结案日期"),
        c("result", "text", "原结果", codes="rights_result"), c("recovered_fen", "fen", "原追回金额合计"), *_WITHDRAWN,
    ), ("case_id", "corrects"), needed=("case_id", "day", "closed_on"), since=3, title="{day} {reason}"),
    Table("rights_step", "案件办理记录", "fact", DESK, (
        c("case_id", "id", "维权案件", refers="rights_case"), c("kind", "text", "办法", codes="rights_step"), c("day", "date", "日期"),
        c("agency", "text", "受理部门或对方"), c("document", "text", "文书号"), c("helper", "text", "法律援助人"), c("outcome", "text", "情况和结果", 1, reads="lines"),
        c("due_on", "date", "下一期限"), c("due_for", "text", "期限事项"), c("cost_fen", "fen", "金额"),
        c("source", "id", "资金来源", refers="fund_source"), BORNE_BY, *_WITHDRAWN,
    ), ("case_id", "source", "corrects"), needed=("case_id", "kind", "day"), since=3, title="{day} {kind}"),
    Table("rights_pause", "时效中止中断", "fact", DESK, (
        c("case_id", "id", "维权案件", refers="rights_case"), c("person", "id", "只对这位申请人", refers="person"), c("of", "text", "哪项时效", codes="limitation_of"),
        c("kind", "text", "情形", codes="limitation_kind"), c("cause", "text", "事由", codes="limitation_cause"), c("day", "date", "发生日期"),
        c("ended", "date", "原因消除日期"), c("until", "date", "准予延长到"), c("evidence", "text", "证据", 1, reads="lines"), *_WITHDRAWN,
    ), ("case_id", "person", "corrects"), needed=("case_id", "of", "kind", "cause", "day"), since=3, required=("evidence",), title="{day} {kind}"),
    Table("rights_recovery", "追回款物", "fact", DESK, (
        c("case_id", "id", "维权案件", refers="rights_case"), c("person", "id", "服务对象", refers="person"), c("day", "date", "收到日期"),
        c("amount_fen", "fen", "追回金额"), c("means", "text", "给付方式"), *_WITHDRAWN,
    ), ("case_id", "person", "corrects"), needed=("case_id", "person", "day", "amount_fen"), since=3, title="{person} {amount_fen}",
        story=Story(chain.RIGHTS, "追回 {amount_fen}", "{case_id}")),
    Table("joint_pledge", "共同约定", "register", _BOTH, (
        c("number", "text", "约定书号"), c("unit", "text", "企业名称"), c("uscc", "text", "统一社会信用代码", reads="uscc"),
        c("region", "text", "所在地", reads="region"), c("ownership", "text", "企业类型", codes="pledge_ownership"), c("workers", "int", "职工人数"),
        c("promises", "json", "承诺事项", codes="pledge_promise"), c("means", "json", "采取的办法", codes="pledge_means"), c("day", "date", "签订日期"),
        c("valid_until", "date", "有效期至"), c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("unit", "status"), since=3, required=("unit", "promises", "valid_until"), states=States((IN_FORCE,), {IN_FORCE: (OVER, ENDED), OVER: (IN_FORCE, ENDED)}),
        title="{unit} {number}"),
    Table("pledge_visit", "履约回访", "fact", _BOTH, (
        c("pledge", "id", "共同约定", refers="joint_pledge"), c("day", "date", "检查日期"), c("outcome", "text", "履约情况", codes="pledge_outcome"),
        c("broken", "json", "未履行的承诺", codes="pledge_promise"), c("workers", "int", "在册职工"), c("laid_off", "int", "裁减人数"),
        c("owed_fen", "fen", "拖欠工资"), c("found", "text", "检查情况", reads="lines"), *_WITHDRAWN,
    ), ("pledge", "corrects"), needed=("pledge", "day", "outcome"), since=3, title="{day} {outcome}"),
    Table("contract_earlier", "以前签订的集体合同", "fact", _BOTH, (
        c("contract", "id", "集体合同", refers="collective_contract"), c("number", "text", "合同号"), c("signed_on", "date", "签订日期"),
        c("valid_until", "date", "有效期至"), c("units", "int", "覆盖企业数"), c("workers", "int", "覆盖职工数"), c("day", "date", "续签日期"), *_WITHDRAWN,
    ), ("contract", "corrects"), needed=("contract", "signed_on", "day"), since=3, title="{signed_on} {number}"),
    Table("collective_contract", "集体合同", "register", _BOTH, (
        c("kind", "text", "种类", codes="contract_kind"), c("unit", "text", "企业、行业或区域"), c("uscc", "text", "统一社会信用代码", reads="uscc"),
        c("region", "text", "所在地", reads="region"), c("day", "date", "要约日期"), c("met_on", "date", "协商日期"), c("number", "text", "合同号"),
        c("signed_on", "date", "签订日期"), c("filed_on", "date", "报送审查日期"), c("valid_until", "date", "有效期至"), c("units", "int", "覆盖企业数"),
        c("workers", "int", "覆盖职工数"), c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), ("unit", "status"), since=3, required=("unit", "kind"),
        states=States((TALKS,), {TALKS: (IN_FORCE, ENDED), IN_FORCE: (OVER, ENDED), OVER: (IN_FORCE, ENDED)}), title="{unit}{kind} {number}"),
)  # fmt: skip
PAYMENTS: tuple[Payment, ...] = (
    Payment("rights_step", "x.cost_fen", "'6'", where=f"x.cost_fen > 0 AND x.kind <> '{PAID_BACK}'"),
    Payment("rights_step", "x.cost_fen", "'6'", "back", where=f"x.cost_fen > 0 AND x.kind = '{PAID_BACK}'"),
)
"""What a case costs, legal aid and what is advanced; what comes back of an advance comes back to its source."""

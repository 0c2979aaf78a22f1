"""Declare 创业指导: projects, training, the four waivers, the five helps, experts, leaders and the work they give, loans with what became of them.

The source names each measure: service line STARTUP of the programme of 2009 (fee_waiver_4, startup_help_5, micro_loan, startup_leader, expert_panel).
"""

from db.tables.declaration import DESK, PROVINCE, Story, Table, c
from db.tables.indicator import stands
from db.tables.payment import BORNE_BY, Payment
from rules import chain
from rules.states import States

_BOTH = DESK | PROVINCE
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

PLANNED, TRADING, SUCCEEDED, STOPPED = "筹备", "已开业", "创业成功", "已停业"
PROJECT = States(
    (PLANNED, TRADING), {PLANNED: (TRADING, STOPPED), TRADING: (SUCCEEDED, STOPPED), SUCCEEDED: (STOPPED,)}
)
TO_SIGN, SIGNED, CALLED_OFF = "待签领", "已签领", "已取消"
ASKED, FIRST, SECOND, GUARANTEED, LENT, PAYING, LATE = "申请", "初审", "复审", "担保", "放款", "还款", "逾期"
COMPENSATED, SETTLED, WRITTEN_OFF, REFUSED, TAKEN_BACK = "代偿", "结清", "核销", "未批准", "已撤回"
REVIEWS = (FIRST, SECOND, GUARANTEED, LENT, REFUSED)
OPEN = (LENT, PAYING, LATE)
"""A loan is out and the bank's."""
OUT = (*OPEN, COMPENSATED, SETTLED, WRITTEN_OFF)
"""The money was paid out at some time."""
LOAN = States((ASKED,), {
    ASKED: (FIRST, REFUSED, TAKEN_BACK), FIRST: (SECOND, REFUSED, TAKEN_BACK), SECOND: (GUARANTEED, LENT, REFUSED, TAKEN_BACK),
    GUARANTEED: (LENT, REFUSED, TAKEN_BACK), LENT: (PAYING, LATE, SETTLED, TAKEN_BACK), PAYING: (LATE, SETTLED), LATE: (PAYING, COMPENSATED, SETTLED),
    COMPENSATED: (SETTLED, WRITTEN_OFF),
})  # fmt: skip
"""申请→初审→复审→担保→放款→还款/逾期/代偿→结清 (standards section 9.2); what follows 放款 is moved by what was paid, not by hand."""

REPAID, RECOVERED = "1", "2"
"""Codes of `loan_payment_kind`: by the borrower to the lender; by the borrower to whoever had compensated the lender."""

_RULE = (
    c("name", "text", "文件名称"), c("number", "text", "文号"), c("region", "text", "适用地区", reads="region"), c("women", "flag", "只适用妇女"),
    c("starts", "date", "施行日期"), c("ends", "date", "废止日期"), c("least_fen", "fen", "每笔不低于"), c("cap_fen", "fen", "每笔不超过"),
    c("months", "int", "最长期限(月)"), c("over_base", "text", "最高上浮(百分点)", reads="percent"), c("couple", "flag", "夫妻合并计算"),
    c("subsidy", "int", "贴息比例(%)"), c("day", "date", "登记日期"), c("note", "text", "备注", reads="lines"),
)  # fmt: skip
TABLES: tuple[Table, ...] = (
    Table("startup_project", "创业项目", "register", DESK, (
        c("person", "id", "创业者", refers="person"), c("name", "text", "项目名称"), c("industry", "text", "行业", codes="industry"),
        c("region", "text", "经营地", reads="region"), c("place", "text", "经营场所"), c("licence", "text", "营业执照号"), c("own_fen", "fen", "自有资金", 1),
        c("planned_jobs", "int", "计划带动就业"), c("day", "date", "登记日期"), c("opened_on", "date", "开业日期"), c("succeeded_on", "date", "认定成功日期"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("person",), since=3, required=("person", "name"), states=PROJECT, title="{name}", found_by=("name",),
        story=Story(chain.WORKING, "创业项目 {name}", "{status} · {status_on}", states=(TRADING, SUCCEEDED, STOPPED))),
    Table("startup_class", "创业培训班", "register", DESK, (
        c("name", "text", "班次名称"), c("mode", "text", "类型", codes="startup_mode"), c("place", "text", "培训单位"), c("teacher", "text", "教师", 1),
        c("capacity", "int", "计划人数"), c("hours", "int", "学时"), c("starts", "date", "开班日期"), c("ends", "date", "结业日期"), c("day", "date", "登记日期"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", reads="lines"),
    ), since=3, required=("name", "starts"), states=States(("筹备",), {"筹备": ("已开班", "已取消"), "已开班": ("已结业",)}), title="{name}", found_by=("name",)),
    Table("startup_trainee", "创业培训学员", "fact", DESK, (
        c("class_id", "id", "创业培训班", refers="startup_class"), c("person", "id", "服务对象", refers="person"), c("outcome", "text", "结果", codes="startup_trained"),
        c("certificate", "text", "培训证书号"), c("day", "date", "日期"), *_WITHDRAWN,
    ), ("class_id", "person", "corrects"), needed=("class_id", "person", "outcome", "day"), since=3, title="{person}",
        story=Story(chain.TRAINED, "创业培训 {class_id}", "{outcome}")),
    Table("fee_waiver", "四免记账", "register", DESK, (
        c("class_id", "id", "创业培训班", refers="startup_class"), c("person", "id", "服务对象", refers="person"),
        c("tuition_due_fen", "fen", "学费应收"), c("tuition_waived_fen", "fen", "学费免除"), c("books_due_fen", "fen", "书本费应收"),
        c("books_waived_fen", "fen", "书本费免除"), c("exam_due_fen", "fen", "鉴定费应收"), c("exam_waived_fen", "fen", "鉴定费免除"),
        c("paper_due_fen", "fen", "工本费应收"), c("paper_waived_fen", "fen", "工本费免除"), c("total_fen", "fen", "免除合计"),
        c("source", "id", "资金来源", refers="fund_source"), BORNE_BY, c("day", "date", "登记日期"), c("signed_on", "date", "签领日期"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1),
    ), ("class_id", "person", "source"), since=3, required=("class_id", "person"),
        states=States((TO_SIGN,), {TO_SIGN: (SIGNED, CALLED_OFF), SIGNED: (CALLED_OFF,)}), title="{person} · {class_id}",
        story=Story(chain.TRAINED, "创业培训四免 {class_id}", "{total_fen} · {status}", states=(SIGNED,))),
    Table("startup_help", "五项帮助", "fact", DESK, (
        c("project", "id", "创业项目", refers="startup_project"), c("item", "text", "帮助", codes="startup_help"), c("day", "date", "日期"),
        c("by_whom", "text", "经办人", 1), c("outcome", "text", "结果", codes="startup_help_outcome"), c("result", "text", "结果说明"), *_WITHDRAWN,
    ), ("project", "corrects"), needed=("project", "item", "day", "outcome"), required=("by_whom",), since=3, title="{project} · {item}"),
    Table("startup_expert", "创业专家", "register", _BOTH, (
        c("name", "text", "姓名", 1), c("unit", "text", "单位"), c("post", "text", "职务职称"), c("field", "text", "专长", codes="startup_field"),
        c("phone", "text", "联系电话", 1, reads="phone"), c("day", "date", "聘任日期"), c("valid_until", "date", "聘期至"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), since=3, required=("name", "field"), states=States(("在聘",), {"在聘": ("已解聘",), "已解聘": ("在聘",)}), title="{name}",
        found_by=("name",)),
    Table("expert_service", "专家服务", "fact", DESK, (
        c("expert", "id", "专家", refers="startup_expert"), c("project", "id", "创业项目", refers="startup_project"), c("day", "date", "日期"),
        c("means", "text", "方式", codes="contact_means"), c("served", "int", "服务人次"), c("hours", "int", "小时"), c("topic", "text", "内容"),
        c("result", "text", "结果"), *_WITHDRAWN,
    ), ("expert", "project", "corrects"), needed=("expert", "day", "topic"), since=3, title="{day} {expert}"),
    Table("startup_leader", "创业带头人", "register", DESK, (
        c("person", "id", "带头人", refers="person"), c("project", "id", "创业项目", refers="startup_project"), c("named_by", "text", "认定单位"),
        c("day", "date", "认定日期"), c("promised", "int", "承诺带动就业"), c("support", "text", "扶持记录", reads="lines"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("person", "project"), since=3, required=("person", "project"), states=States(("在册",), {"在册": ("已退出",)}), title="{person}",
        story=Story(chain.WORKING, "创业带头人", "{project} · {status}")),
    Table("startup_job", "带动就业", "fact", DESK, (
        c("project", "id", "创业项目", refers="startup_project"), c("person", "id", "就业人员", refers="person"), c("post", "text", "岗位"),
        c("day", "date", "上岗日期"), c("contract_months", "int", "合同期限(月)"), c("wage_fen", "fen", "月工资", 1), *_WITHDRAWN,
    ), ("project", "person", "corrects"), needed=("project", "person", "day"), since=3, title="{person} · {project}",
        story=Story(chain.WORKING, "在创业项目 {project} 就业", "{post}")),
    Table("loan_rule", "贷款政策文件", "register", _BOTH, _RULE, since=3, required=("name", "starts", "cap_fen"), title="{name}",
        found_by=("name", "number")),
    Table("published_loan_rule", "省总贷款文件", "register", PROVINCE, (
        c("original", "id", "省总登记"), *_RULE,
    ), ("original",), since=3, required=("name", "starts", "cap_fen"), title="{name}", found_by=("name", "number")),
    Table("loan", "小额贷款", "register", DESK, (
        c("number", "text", "申请编号"), c("person", "id", "申请人", refers="person"), c("spouse", "id", "配偶", refers="person"),
        c("kind", "text", "贷款类型", codes="loan_kind"), c("project", "id", "创业项目", refers="startup_project"),
        c("proof", "text", "身份类别证明"), c("certificate", "text", "培训结业证号"), c("amount_fen", "fen", "申请金额"), c("months", "int", "期限(月)"),
        c("base_rate", "text", "基准年利率(%)", reads="percent"), c("rate", "text", "年利率(%)", reads="percent"), c("way", "text", "还款方式", codes="loan_way"),
        c("guarantee", "text", "担保方式", codes="loan_guarantee"), c("guarantor", "text", "担保人", 1), c("guarantor_phone", "text", "担保人电话", 1, reads="phone"),
        c("bank", "text", "经办银行"), c("source", "id", "资金来源", refers="fund_source"), c("small_profit", "flag", "微利项目"), c("day", "date", "申请日期"), c("document", "text", "依据文件"),
        c("cap_fen", "fen", "文件上限"), c("community", "text", "社区意见", reads="lines"), c("agency", "text", "就业机构意见", reads="lines"),
        c("guarantee_opinion", "text", "担保机构意见", reads="lines"), c("bank_opinion", "text", "银行意见", reads="lines"), c("approved_fen", "fen", "批准金额"),
        c("lent_on", "date", "放款日期"), c("due_on", "date", "到期日期"), c("reason", "text", "原因", 1), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("number", "person", "spouse", "project", "status", "source"), since=3, required=("person", "kind", "project", "amount_fen", "months", "rate", "way"),
        states=LOAN, title="{number}", found_by=("number",), story=Story(chain.WORKING, "小额贷款 {number}", "{kind} · {status} · {status_on}", states=OUT)),
    Table("loan_payment", "贷款还款", "fact", DESK, (
        c("loan", "id", "小额贷款", refers="loan"), c("person", "id", "借款人", refers="person"), c("kind", "text", "类别", codes="loan_payment_kind"),
        c("day", "date", "还款日期"), c("principal_fen", "fen", "本金"), c("interest_fen", "fen", "利息"), c("slip", "text", "凭证号"), *_WITHDRAWN,
    ), ("loan", "person", "corrects"), signed=True, needed=("loan", "kind", "day"), since=3, title="{loan} · {day}"),
    Table("loan_compensation", "贷款代偿", "fact", DESK, (
        c("loan", "id", "小额贷款", refers="loan"), c("person", "id", "借款人", refers="person"), c("day", "date", "代偿日期"), c("principal_fen", "fen", "代偿本金"),
        c("interest_fen", "fen", "代偿利息"), c("payer", "text", "代偿单位"), c("source", "id", "资金来源", refers="fund_source"), BORNE_BY, c("slip", "text", "凭证号"), *_WITHDRAWN,
    ), ("loan", "person", "source", "corrects"), needed=("loan", "day", "principal_fen"), signed=True, required=("payer",), since=3, title="{loan} · {day}"),
    Table("loan_subsidy", "贷款贴息", "fact", DESK, (
        c("loan", "id", "小额贷款", refers="loan"), c("person", "id", "借款人", refers="person"), c("starts", "date", "贴息期间自"), c("ends", "date", "贴息期间至"),
        c("amount_fen", "fen", "贴息金额"), c("source", "id", "资金来源", refers="fund_source"), BORNE_BY, c("paid_to", "text", "拨付对象"),
        c("day", "date", "拨付日期"), *_WITHDRAWN,
    ), ("loan", "person", "source", "corrects"), needed=("loan", "amount_fen", "day"), signed=True, since=3, title="{loan} · {day}"),
)  # fmt: skip
_BOTH_SUMS = "coalesce(x.principal_fen, 0) + coalesce(x.interest_fen, 0)"
_DIRECT = "x.kind = '1'"
PAYMENTS: tuple[Payment, ...] = (
    Payment("fee_waiver", "x.total_fen", "'3'", day="x.signed_on", where=f"x.status = '{SIGNED}'"),
    Payment("loan", "x.approved_fen", "'2'", "promised", day="x.status_on", where=f"{_DIRECT} AND x.status IN ('{SECOND}', '{GUARANTEED}')"),
    Payment("loan", "x.approved_fen", "'2'", day="x.lent_on", where=f"{_DIRECT} AND x.lent_on IS NOT NULL"),
    Payment("loan_payment", _BOTH_SUMS, "'2'", "back", source="(SELECT l.source FROM loan l WHERE l.id = x.loan AND l.kind = '1')", where=f"x.kind = '{REPAID}'"),
    Payment(
        "loan_payment", _BOTH_SUMS, "'2'", "back", where=f"x.kind = '{RECOVERED}'",
        source=f"(SELECT p.source FROM loan_compensation p WHERE p.loan = x.loan AND {stands('loan_compensation', 'p')} ORDER BY p.n LIMIT 1)",
    ),
    Payment("loan_compensation", _BOTH_SUMS, "'2'"),
    Payment("loan_subsidy", "x.amount_fen", "'2'"),
)  # fmt: skip
"""A bank's loan moves nothing of ours; what is repaid on our own loan, or recovered after our own compensation, comes back to where it came from."""

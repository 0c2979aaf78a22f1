"""Declare what is kept about the records themselves: exports, same persons, blocks handed on, approvals, old ledgers, destruction."""

from db.tables.declaration import ALL, APPROVAL, BASE, DESK, PROVINCE, Table, c
from rules.states import States

ASKED, VISITED, JUDGED, SHOWN, BEFORE_HEAD = "申请", "入户", "评议", "公示", "审批"
ON_FILE, REVIEWED, RECOVERED, CLOSED, DECLINED = "在档", "复核", "已脱困", "已撤档", "不予建档"
FILE = States((ASKED,), {
    ASKED: (VISITED, DECLINED), VISITED: (JUDGED, DECLINED), JUDGED: (SHOWN, DECLINED), SHOWN: (BEFORE_HEAD, DECLINED), BEFORE_HEAD: (ON_FILE, DECLINED),
    ON_FILE: (REVIEWED, RECOVERED, CLOSED), REVIEWED: (ON_FILE, RECOVERED, CLOSED), RECOVERED: (ASKED,), CLOSED: (ASKED,),
})  # fmt: skip
"""A household's file from its application to its end (standards section 9.2); one that falls into need again begins anew under its number."""
_FILE_OF_OURS = (
    c("day", "date", "申请日期", since=3), c("status_on", "date", "状态日期", since=3), c("kind", "text", "认定类别", 2, "hardship_kind", since=3),
    c("main_cause", "text", "主要致困原因", 2, "hardship_cause", since=3), c("second_cause", "text", "次要致困原因", 2, "hardship_cause", since=3),
    c("health", "text", "健康状况", 2, "health", since=3), c("disability", "text", "残疾类别等级", 2, since=3), c("insurance", "text", "医疗保险", codes="insurance", since=3),
    c("housing", "text", "住房类型", codes="housing", since=3), c("housing_area", "int", "住房面积(平方米)", since=3), c("hukou", "text", "户口类型", codes="hukou_type", since=3),
    c("unit_name", "text", "工作单位", 1, since=3), c("unit_state", "text", "单位状况", codes="unit_state", since=3), c("model_worker", "flag", "劳动模范", since=3),
    c("single_parent", "flag", "单亲家庭", since=3), c("no_work", "flag", "零就业家庭", since=3), c("self_help", "text", "自救能力", codes="self_help", since=3),
    c("annual_income_fen", "fen", "家庭年收入", 2, since=3), c("rigid_fen", "fen", "年刚性支出", 2, since=3), c("bank_account", "text", "银行账号", 2, since=3),
    c("enclosures", "text", "附件", since=3), c("visited_by", "text", "入户调查人", 1, since=3), c("finding", "text", "入户调查情况", 2, since=3, reads="lines"),
    c("judgement", "text", "评议意见", 2, since=3, reads="lines"), c("shown_from", "date", "公示开始", since=3), c("shown_until", "date", "公示截止", since=3),
    c("opinion", "text", "审批意见", 2, since=3), c("review_on", "date", "下次复核", since=3), c("closing", "text", "脱困或撤档原因", 2, since=3),
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    Table("plain_export", "明文导出登记", "fact", ALL, (
        c("day", "date", "日期"), c("file", "text", "文件名"), c("records", "int", "记录数"),
    ), signed=True, two=True, needed=("day", "file")),
    Table("same_as", "同一人认定", "register", DESK | PROVINCE, (
        c("one", "id", "记录甲"), c("other", "id", "记录乙"), c("verdict", "text", "结论"), c("reason", "text", "依据", 1),
    ), ("one", "other")),
    Table("block_transfer", "号段转授", "fact", DESK, (
        c("kind", "text", "号码种类"), c("first", "text", "起号"), c("last", "text", "止号"), c("to_dev", "text", "接收设备"),
        c("to_ep", "text", "接收方时期号"), c("face_fen", "fen", "面值"), c("limit_fen", "fen", "转授额度"), c("valid_until", "date", "有效期至"),
        c("grant_no", "int", "授权编号"), c("reason", "text", "事由"), c("day", "date", "日期"), APPROVAL,
    ), ("to_dev",), signed=True, two=True, needed=("kind", "first", "last", "to_dev", "to_ep", "limit_fen", "grant_no", "day"), since=2),
    Table("spare_opening", "备用号段启用", "fact", DESK | BASE, (
        c("kind", "text", "号码种类"), c("first", "text", "起号"), c("last", "text", "止号"), c("grant_no", "int", "授权编号"),
        c("reason", "text", "事由"), c("day", "date", "日期"), APPROVAL,
    ), signed=True, two=True, needed=("kind", "first", "last", "grant_no", "day"), since=2),
    Table("pending_approval", "待省总核准", "fact", DESK | BASE, (
        c("action", "text", "事项"), c("details", "json", "内容"), c("reason", "text", "事由"), c("day", "date", "日期"),
    ), signed=True, needed=("action", "details", "day"), since=2),
    Table("approval", "省总核准", "fact", PROVINCE, (
        c("request", "id", "待核准事项"), c("verdict", "text", "结论"), c("reason", "text", "说明"), c("day", "date", "日期"),
    ), ("request",), signed=True, needed=("request", "verdict", "day"), since=2),
    Table("gap_closure", "缺口关闭", "fact", PROVINCE, (
        c("dev", "text", "设备号"), c("ep", "text", "时期号"), c("first", "int", "起"), c("upto", "int", "止"), c("reason", "text", "原因"),
        c("day", "date", "日期"),
    ), ("dev",), signed=True, needed=("dev", "ep", "first", "upto", "day"), since=2),
    Table("fork_decision", "两份记录认定", "fact", PROVINCE, (
        c("dev", "text", "设备号"), c("ep", "text", "时期号"), c("seq", "int", "分歧处"), c("stands", "text", "认定的记录"),
        c("reason", "text", "依据"), c("day", "date", "日期"), c("corrects", "id", "更正"),
    ), ("dev",), signed=True, two=True, needed=("dev", "ep", "seq", "stands", "day"), since=2),
    Table("part_end", "记录段停用", "fact", PROVINCE, (
        c("dev", "text", "设备号"), c("ep", "text", "时期号"), c("upto", "int", "截止条数"), c("ended", "flag", "已停用"),
        c("reason", "text", "原因"), c("day", "date", "日期"), c("corrects", "id", "更正"),
    ), ("dev",), signed=True, two=True, needed=("dev", "ep", "upto", "ended", "day"), since=3),
    Table("past_benefit", "已享受名单", "fact", DESK | PROVINCE, (
        c("name", "text", "姓名", 1), c("doc_no", "text", "证件号码", 2), c("year", "int", "年度"), c("project", "text", "项目"),
        c("amount_fen", "fen", "金额"), c("received_on", "text", "享受日期"), c("place", "text", "发放单位"), c("source", "text", "来源"),
        c("withdrawn", "flag", "已撤销"), c("corrects", "id", "更正"),
    ), ("doc_no", "corrects"), needed=("name", "year", "project"), since=2),
    Table("ledger_voucher", "旧券台账", "fact", DESK, (
        c("number", "text", "券号"), c("holder", "text", "持券人姓名", 1), c("doc_no", "text", "证件号码", 2), c("face_fen", "fen", "面值"),
        c("course", "text", "培训工种"), c("status", "text", "状态"), c("issued_on", "text", "发放日期"), c("valid_until", "text", "有效期至"),
        c("redeemed_on", "text", "核销日期"), c("amount_fen", "fen", "核销金额"), c("base_name", "text", "培训基地"), c("source", "text", "来源"),
        c("corrects", "id", "更正"),
    ), ("number", "doc_no", "corrects"), needed=("number", "face_fen", "status"), since=2),
    Table("ledger_certificate", "旧证书台账", "fact", DESK | BASE, (
        c("number", "text", "证书编号"), c("holder", "text", "姓名", 1), c("doc_no", "text", "证件号码", 2), c("course", "text", "培训工种"),
        c("level", "text", "等级"), c("hours", "int", "学时"), c("issued_on", "text", "发证日期"), c("issuer", "text", "发证单位"), c("source", "text", "来源"),
        c("corrects", "id", "更正"),
    ), ("number", "doc_no", "corrects"), needed=("number", "holder"), since=2),
    Table("hardship_file", "困难职工档案", "register", DESK, (
        c("file_no", "text", "档案号"), c("person", "id", "服务对象", refers="person"), c("holder", "text", "户主姓名", 1), c("doc_no", "text", "证件号码", 2),
        c("category", "text", "困难类别", 2), c("cause", "text", "致困原因", 2), c("members", "int", "家庭人口", 1), c("monthly_income_fen", "fen", "月人均收入", 2),
        c("address", "text", "家庭住址", 1), c("phone", "text", "联系电话", 1), c("filed_on", "text", "建档日期"), c("closed_on", "text", "撤档日期"),
        c("status", "text", "状态"), c("note", "text", "备注", 2), c("source", "text", "来源"), *_FILE_OF_OURS,
    ), ("file_no", "doc_no", "person"), since=2, required=("person",), states=FILE, title="{file_no} · {holder}"),
    Table("opening_balance", "期初余额", "fact", DESK, (
        c("as_of", "date", "截止日期"), c("printed", "int", "印制"), c("stock", "int", "在库"), c("drawn", "int", "已领未发"), c("issued", "int", "已发放"),
        c("void", "int", "作废"), c("redeemed", "int", "已核销"), c("outstanding", "int", "在外"), c("expired", "int", "过期"), c("lost", "int", "挂失"),
        c("issued_fen", "fen", "已发放金额"), c("redeemed_fen", "fen", "已核销金额"), c("source", "text", "来源"), c("day", "date", "登记日期"), c("corrects", "id", "更正"),
    ), ("corrects",), signed=True, two=True, needed=("as_of", "printed", "stock", "issued", "void", "redeemed", "outstanding", "expired", "lost", "day"), since=2),
    Table("destruction", "到期销毁登记", "fact", DESK | PROVINCE, (
        c("list_no", "text", "清册号"), c("rows", "json", "记录"), c("count", "int", "条数"), c("reason", "text", "依据"), c("day", "date", "日期"),
    ), signed=True, two=True, needed=("list_no", "rows", "count", "day"), since=2),
)  # fmt: skip

"""Declare 资金: sources with what they may be used for, budgets, what came in, what was spent. What other areas pay is read from their own records."""

from db.tables.declaration import DESK, PROVINCE, Table, c
from db.tables.payment import Payment

_BOTH = DESK | PROVINCE
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

TABLES: tuple[Table, ...] = (
    Table("fund_source", "资金来源", "register", _BOTH, (
        c("name", "text", "名称"), c("kind", "text", "类别", codes="fund_kind"), c("level", "text", "级次", codes="fund_level"), c("giver", "text", "拨款或捐赠单位"),
        c("document", "text", "文号"), c("document_on", "date", "文件日期"), c("uses", "json", "专款专用", codes="fund_use"),
        c("campaign", "id", "所属活动", refers="activity_tag"), c("day", "date", "登记日期"),
        c("note", "text", "备注", reads="lines"),
    ), ("name",), since=3, required=("name", "kind", "document"), title="{name}"),
    Table("fund_budget", "资金预算", "fact", _BOTH, (
        c("source", "id", "资金来源", refers="fund_source"), c("purpose", "text", "用途", codes="fund_use"), c("year", "int", "年度"), c("amount_fen", "fen", "预算"),
        c("document", "text", "文号"), c("day", "date", "登记日期"), *_WITHDRAWN,
    ), ("source", "corrects"), signed=True, two=True, needed=("source", "purpose", "year", "amount_fen", "day"), since=3, title="{source} · {year} · {purpose}"),
    Table("fund_receipt", "资金到账", "fact", _BOTH, (
        c("source", "id", "资金来源", refers="fund_source"), c("amount_fen", "fen", "金额"), c("voucher_no", "text", "凭证号"), c("payer", "text", "付款方"),
        c("day", "date", "到账日期"), *_WITHDRAWN,
    ), ("source", "corrects"), signed=True, needed=("source", "amount_fen", "voucher_no", "day"), since=3, title="{source} · {voucher_no}"),
    Table("fund_spending", "资金支出", "fact", _BOTH, (
        c("source", "id", "资金来源", refers="fund_source"), c("purpose", "text", "用途", codes="fund_use"), c("amount_fen", "fen", "金额"),
        c("claim_review", "id", "培训券结算", refers="claim_review"), c("voucher_no", "text", "凭证号"), c("payee", "text", "收款方"), c("matter", "text", "事由"),
        c("approval_no", "text", "审批文号"), c("campaign", "id", "所属活动", refers="activity_tag"), c("day", "date", "支出日期"), *_WITHDRAWN,
    ), ("source", "claim_review", "corrects"), signed=True, two=True, needed=("source", "purpose", "amount_fen", "voucher_no", "day"), since=3,
        title="{source} · {voucher_no}"),
)  # fmt: skip
PAYMENTS: tuple[Payment, ...] = (
    Payment("fund_receipt", "x.amount_fen", "''", "came"),
    Payment("fund_spending", "x.amount_fen", "x.purpose"),
)

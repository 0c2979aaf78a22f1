"""Declare pre-printed stock: sheets received by ranges of serials, what became of each, and the approval of what was spoiled."""

from db.tables.declaration import APPROVAL, BASE, DESK, Table, c

TABLES: tuple[Table, ...] = (
    Table("stock_receipt", "预印纸张领入", "fact", DESK | BASE, (
        c("form", "text", "纸张种类"), c("origin", "text", "印制单位"), c("first", "text", "起号"), c("last", "text", "止号"), c("count", "int", "张数"),
        c("source", "text", "来源"), c("day", "date", "领入日期"), c("withdrawn", "flag", "已撤销"), c("corrects", "id", "更正"),
    ), ("corrects",), signed=True, needed=("form", "origin", "first", "last", "count", "day"), since=3),
    Table("stock_sheet", "预印纸张使用", "fact", DESK | BASE, (
        c("form", "text", "纸张种类"), c("origin", "text", "印制单位"), c("serial", "text", "纸张编号"), c("state", "text", "情况"),
        c("number", "text", "对应号码"), c("reason", "text", "原因"), c("day", "date", "日期"), c("corrects", "id", "更正"),
    ), ("serial", "number", "corrects"), signed=True, needed=("form", "origin", "serial", "state", "day"), since=3),
    Table("stock_approval", "作废纸张核准", "fact", DESK | BASE, (
        c("sheets", "json", "纸张记录"), c("count", "int", "张数"), c("reason", "text", "说明"), c("day", "date", "日期"), APPROVAL,
    ), ("approval",), signed=True, two=True, needed=("sheets", "count", "day"), since=3),
)  # fmt: skip

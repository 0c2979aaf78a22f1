"""Declare what passes from hand to hand and is kept as a record: seals put on papers, certificates handed out, work handed over."""

from db.tables.declaration import ALL, BASE, DESK, Table, c

TABLES: tuple[Table, ...] = (
    Table("seal_use", "用印登记", "fact", DESK | BASE, (
        c("kind", "text", "文件种类"), c("numbers", "json", "号码"), c("first", "text", "起号"), c("last", "text", "止号"), c("count", "int", "份数"),
        c("seal", "text", "印章"), c("purpose", "text", "事由"), c("applied_by", "text", "申请人"), c("approved_by", "text", "批准人"),
        c("class_id", "id", "培训班"), c("day", "date", "用印日期"), c("withdrawn", "flag", "已撤销"), c("corrects", "id", "更正"),
    ), ("class_id", "corrects"), signed=True, needed=("kind", "numbers", "count", "seal", "approved_by", "day"), since=3),
    Table("certificate_handout", "发证签收", "fact", DESK | BASE, (
        c("certificate", "id", "证书"), c("number", "text", "证书编号"), c("class_id", "id", "培训班"), c("received_by", "text", "代领人", 1),
        c("basis", "text", "代领依据", 1), c("day", "date", "领取日期"), c("reason", "text", "更正原因"), c("withdrawn", "flag", "已撤销"), c("corrects", "id", "更正"),
    ), ("certificate", "class_id", "corrects"), signed=True, needed=("certificate", "number", "day"), since=3),
    Table("work_handover", "工作交接", "fact", ALL, (
        c("from_staff", "id", "移交人"), c("to_staff", "id", "接收人"), c("reason", "text", "事由"), c("until", "date", "预计返岗日期"), c("items", "json", "交接事项"),
        c("keys", "text", "钥匙、印章和令牌"), c("note", "text", "其他说明"), c("day", "date", "交接日期"),
    ), signed=True, two=True, needed=("from_staff", "to_staff", "items", "day"), since=3),
)  # fmt: skip

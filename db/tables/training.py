"""Declare training: classes, enrolment, attendance, results, vouchers from issue to settlement, certificates."""

from db.tables.declaration import APPROVAL, BASE, DESK, PROVINCE, Table, c

COUNTED: frozenset[str] = frozenset({
    "voucher_issue", "voucher_void", "voucher_loss", "redemption", "claim_review", "contest_decision", "block_transfer", "spare_opening", "part_end",
    "fork_decision", "epoch",
})  # fmt: skip
"""Whose entries can change where vouchers stand and what is payable: db/apply.py notes that one came, db/settlement.py then counts anew."""

TABLES: tuple[Table, ...] = (
    Table("training_class", "培训班", "register", DESK | BASE, (
        c("base", "id", "培训基地"), c("course", "id", "课程"), c("term", "int", "期次"), c("name", "text", "班名"),
        c("starts", "date", "开班日期"), c("ends", "date", "结业日期"), c("days", "int", "天数"), c("hours", "int", "学时"),
        c("capacity", "int", "计划人数"), c("fee_fen", "fen", "实际学费"), c("status", "text", "状态"), c("county", "text", "县代码"),
    ), ("base",), title="{name}"),
    Table("enrolment", "学员报名", "register", DESK, (
        c("class_id", "id", "培训班"), c("person", "id", "服务对象"), c("status", "text", "状态"), c("enrolled_on", "date", "报名日期"),
        c("note", "text", "备注"),
    ), ("class_id", "person")),
    Table("attendance", "考勤", "fact", BASE, (
        c("class_id", "id", "培训班"), c("day", "date", "日期"), c("part", "text", "时段"), c("hours", "int", "学时"),
        c("marks", "json", "出勤情况"), c("corrects", "id", "更正"),
    ), ("class_id",), needed=("class_id", "day", "part", "marks")),
    Table("result", "考核成绩", "fact", BASE, (
        c("enrolment", "id", "学员"), c("class_id", "id", "培训班"), c("completed", "flag", "结业"), c("theory", "int", "理论成绩"),
        c("practice", "int", "实操成绩"), c("outcome", "text", "结论"), c("day", "date", "考核日期"), c("corrects", "id", "更正"),
    ), ("class_id", "enrolment"), needed=("enrolment", "class_id")),
    Table("voucher_issue", "培训券发放", "fact", DESK, (
        c("number", "text", "券号"), c("person", "id", "持券人"), c("holder", "text", "持券人姓名", 1), c("doc_tail", "text", "证件后四位", 1),
        c("face_fen", "fen", "面值"), c("course", "text", "培训工种"), c("base", "text", "限定基地"), c("valid_from", "date", "生效日期"),
        c("valid_until", "date", "有效期至"), c("issued_on", "date", "发放日期"), c("grant_no", "int", "授权编号"), c("token", "text", "防伪码"),
        c("replaces", "id", "补发原券"), c("quota_free", "flag", "不占额度"), APPROVAL,
    ), ("number", "person", "approval"), signed=True, needed=("number", "face_fen", "valid_until", "issued_on")),
    Table("voucher_void", "废券登记", "fact", DESK, (
        c("number", "text", "券号"), c("voucher", "id", "原发放记录"), c("reason", "text", "原因"), c("day", "date", "日期"), c("spoiled", "flag", "打印损坏"), APPROVAL,
    ), ("number", "approval"), signed=True, two=True, needed=("number",)),
    Table("voucher_loss", "培训券挂失", "fact", DESK, (
        c("number", "text", "券号"), c("voucher", "id", "原发放记录"), c("reason", "text", "情况"), c("day", "date", "日期"),
    ), ("voucher",), signed=True, needed=("voucher",)),
    Table("redemption", "培训券核销", "fact", BASE, (
        c("voucher", "id", "券"), c("number", "text", "券号"), c("base", "id", "基地"), c("class_id", "id", "培训班"), c("enrolment", "id", "学员"),
        c("face_fen", "fen", "面值"), c("fee_fen", "fen", "实际学费"), c("amount_fen", "fen", "核销金额"), c("day", "date", "核销日期"),
        c("provisional", "flag", "待核实"), c("token", "text", "防伪码"),
    ), ("voucher", "number", "class_id"), signed=True, needed=("voucher", "number", "face_fen", "fee_fen", "amount_fen", "day")),
    Table("claim", "结算申报", "fact", BASE, (
        c("base", "id", "基地"), c("period", "text", "所属月份"), c("redemptions", "json", "核销记录"), c("count", "int", "张数"),
        c("amount_fen", "fen", "申报金额"), c("day", "date", "申报日期"),
    ), ("base",), signed=True, needed=("period", "redemptions", "count", "amount_fen", "day")),
    Table("contest_decision", "重复核销认定", "fact", DESK | PROVINCE, (
        c("voucher", "id", "券"), c("redemption", "id", "认定的核销"), c("reason", "text", "依据"), c("day", "date", "日期"),
        c("corrects", "id", "更正"), APPROVAL,
    ), ("voucher",), signed=True, two=True, needed=("voucher", "redemption", "reason", "day"), since=2),
    Table("claim_review", "结算审核", "fact", DESK | PROVINCE, (
        c("claim", "id", "申报"), c("accepted", "json", "通过"), c("returned", "json", "退回"), c("amount_fen", "fen", "通过金额"), c("day", "date", "审核日期"),
        c("corrects", "id", "更正"),
    ), ("claim",), signed=True, needed=("claim", "accepted", "returned", "amount_fen"), title="结算审核 {day}"),
    Table("certificate", "培训合格证书", "fact", BASE, (
        c("number", "text", "证书编号"), c("enrolment", "id", "学员"), c("person", "id", "服务对象"), c("class_id", "id", "培训班"),
        c("holder", "text", "姓名", 1), c("doc_tail", "text", "证件后四位", 1), c("course", "text", "培训工种"), c("hours", "int", "学时"),
        c("starts", "date", "开始日期"), c("ends", "date", "结束日期"), c("outcome", "text", "成绩"), c("issued_on", "date", "发证日期"), c("token", "text", "防伪码"),
    ), ("number", "enrolment", "class_id", "person"), signed=True, needed=("number",)),
    Table("certificate_reprint", "证书补打", "fact", BASE, (
        c("certificate", "id", "证书"), c("reason", "text", "原因"), c("day", "date", "日期"), APPROVAL,
    ), ("certificate",), signed=True, two=True, needed=("certificate",)),
    Table("certificate_revocation", "证书作废", "fact", BASE | PROVINCE, (
        c("certificate", "id", "证书"), c("number", "text", "证书编号"), c("reason", "text", "原因"), c("day", "date", "日期"), APPROVAL,
    ), ("certificate",), signed=True, two=True, needed=("certificate",)),
)  # fmt: skip

"""Declare 生活帮扶: who belongs to a household on file, what it is granted and paid, how much at most, and goods given by batches.

The file itself (`hardship_file`) stands in `records.py`, since old ledgers fill it too. Goods are counted in pieces and valued apart: their
columns of value are never read together with money (docs/decisions/0062).
"""

from db.tables.declaration import DESK, Story, Table, c
from db.tables.payment import Payment
from rules import chain, relief
from rules.states import States

ASKED, APPROVED, PAID, REFUSED, GIVEN_UP = "待审批", "已审批", "已发放", "不批准", "已取消"
GRANT = States((ASKED,), {ASKED: (APPROVED, REFUSED, GIVEN_UP), APPROVED: (PAID, GIVEN_UP)})
"""To `PAID`, and back from it, leads the payment alone: entered, or withdrawn."""
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

TABLES: tuple[Table, ...] = (
    Table("hardship_member", "家庭成员", "register", DESK, (
        c("file", "id", "困难职工档案", refers="hardship_file"), c("name", "text", "姓名", 1), c("relation", "text", "与户主关系", codes="relation"),
        c("doc_no", "text", "证件号码", 2), c("person", "id", "服务对象", refers="person"), c("birth", "date", "出生日期", 1), c("health", "text", "健康状况", 2, "health"),
        c("income_fen", "fen", "月收入", 2), c("school", "text", "学校", 1), c("stage", "text", "学段", codes="school_stage"), c("left_on", "date", "不再共同生活"),
        c("note", "text", "备注", 2),
    ), ("file", "person", "doc_no"), since=3, required=("file", "name", "relation"), title="{name}（{relation}）"),
    Table("hardship_earlier", "以前的建档", "fact", DESK, (
        c("file", "id", "困难职工档案", refers="hardship_file"), c("person", "id", "服务对象", refers="person"), c("filed_on", "text", "建档日期"),
        c("closed_on", "text", "脱困或撤档日期"), c("ended", "text", "结果"), c("closing", "text", "脱困或撤档原因", 2), c("members", "int", "家庭人口", 1),
        c("finding", "text", "入户调查情况", 2, reads="lines"), c("judgement", "text", "评议意见", 2, reads="lines"), c("opinion", "text", "审批意见", 2),
        c("day", "date", "重新申请日期"), *_WITHDRAWN,
    ), ("file", "person", "corrects"), needed=("file", "ended", "day"), since=3, title="{ended} {closed_on}",
        story=Story(chain.RELIEF, "{ended}：{file}", "建档 {filed_on}", day="closed_on")),
    Table("relief_limit", "救助限额", "fact", DESK, (
        c("kind", "text", "限额项目", codes="limit_kind"), c("most_fen", "fen", "金额"), c("valid_from", "date", "起"), c("valid_until", "date", "止"),
        c("document", "text", "依据文件"), c("document_on", "date", "文件日期"), c("day", "date", "登记日期"), *_WITHDRAWN,
    ), ("kind", "corrects"), signed=True, two=True, needed=("kind", "most_fen", "valid_from", "document", "day"), since=3, title="{kind} · {document}"),
    Table("relief_grant", "救助申请", "register", DESK, (
        c("number", "text", "申请编号"), c("person", "id", "服务对象", refers="person"), c("file", "id", "困难职工档案", refers="hardship_file"),
        c("kind", "text", "救助项目", codes="relief_kind"), c("occasion", "text", "活动或节日"), c("standard", "text", "发放标准"), c("amount_fen", "fen", "金额"),
        c("source", "id", "资金来源", refers="fund_source"), c("day", "date", "申请日期"), c("reason", "text", "申请理由", 2, reads="lines"),
        c("self_paid_fen", "fen", "医疗费个人自付", 2), c("pupil", "id", "学生", refers="hardship_member"), c("school", "text", "就读学校", 1),
        c("stage", "text", "学段", codes="school_stage"), c("admitted", "int", "录取或入学年"), c("guardian", "text", "监护人姓名", 1), c("consent", "flag", "监护人已书面同意"),
        c("again", "text", "当年再次救助的理由", 2), c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", 1),
    ), ("number", "person", "file", "pupil", "status"), since=3, required=("person", "kind", "amount_fen"), states=GRANT, title="{number} · {person}"),
    Table("relief_approval", "救助审批", "fact", DESK, (
        c("grant", "id", "救助申请", refers="relief_grant"), c("person", "id", "服务对象", refers="person"), c("kind", "text", "救助项目", codes="relief_kind"),
        c("amount_fen", "fen", "金额"), c("source", "id", "资金来源", refers="fund_source"), c("basis", "text", "限额依据"), c("day", "date", "审批日期"),
    ), ("grant",), signed=True, two=True, needed=("grant", "amount_fen", "day"), since=3, title="{grant}"),
    Table("relief_pay", "救助发放", "fact", DESK, (
        c("grant", "id", "救助申请", refers="relief_grant"), c("person", "id", "服务对象", refers="person"), c("file", "id", "困难职工档案", refers="hardship_file"),
        c("kind", "text", "救助项目", codes="relief_kind"), c("amount_fen", "fen", "金额"), c("source", "id", "资金来源", refers="fund_source"),
        c("purpose", "text", "资金用途", codes="fund_use"), c("pupil", "id", "学生", refers="hardship_member"), c("way", "text", "发放方式", codes="relief_way"),
        c("signer", "text", "签领人", codes="relief_signer"), c("voucher_no", "text", "凭证号"), c("day", "date", "发放日期"), *_WITHDRAWN,
    ), ("grant", "person", "file", "source", "corrects"), signed=True, needed=("grant", "amount_fen", "day", "signer"), since=3, title="{grant}",
        story=Story(chain.RELIEF, "{kind} {amount_fen}", "{way} · {source} · {signer}签领")),
    Table("goods_batch", "物资入库", "fact", DESK, (
        c("number", "text", "批次号"), c("kind", "text", "类别", codes="goods_kind"), c("item", "text", "品名规格"), c("donor", "text", "捐赠方"),
        c("lot", "text", "生产批号"), c("quantity", "int", "数量"), c("unit", "text", "单位"), c("expires", "date", "有效期至"), c("value_fen", "fen", "估值"),
        c("basis", "text", "估值依据"), c("place", "text", "存放地点"), c("day", "date", "接收日期"), *_WITHDRAWN,
    ), ("item", "corrects"), signed=True, needed=("item", "quantity", "unit", "day"), since=3, required=("kind", "donor"), title="{item} · {lot} · 有效期至 {expires}"),
    Table("goods_out", "物资发放", "fact", DESK, (
        c("batch", "id", "批次", refers="goods_batch"), c("person", "id", "服务对象", refers="person"), c("quantity", "int", "数量"), c("value_fen", "fen", "估值"),
        c("signer", "text", "签领人", codes="relief_signer"), c("day", "date", "发放日期"), *_WITHDRAWN,
    ), ("batch", "person", "corrects"), signed=True, needed=("batch", "person", "quantity", "day", "signer"), since=3, title="{person} · {batch}",
        story=Story(chain.RELIEF, "领取{batch}", "数量 {quantity}")),
    Table("goods_destroyed", "物资销毁", "fact", DESK, (
        c("batch", "id", "批次", refers="goods_batch"), c("quantity", "int", "数量"), c("reason", "text", "原因"), c("witness", "text", "监销人"),
        c("day", "date", "销毁日期"), *_WITHDRAWN,
    ), ("batch", "corrects"), signed=True, two=True, needed=("batch", "quantity", "reason", "day"), since=3, title="{batch}"),
)  # fmt: skip
_USE = " ".join(f"WHEN '{kind}' THEN '{use}'" for kind, use in relief.USE_OF.items())
PAYMENTS: tuple[Payment, ...] = (
    Payment("relief_pay", "x.amount_fen", "x.purpose"),
    Payment(
        "relief_approval", "x.amount_fen", f"CASE x.kind {_USE} END", "promised",
        where=f"""EXISTS (SELECT 1 FROM relief_grant g WHERE g.id = x.grant AND g.status = '{APPROVED}')
            AND x.n = (SELECT max(b.n) FROM relief_approval b WHERE b.grant = x.grant)""",
    ),
)  # fmt: skip

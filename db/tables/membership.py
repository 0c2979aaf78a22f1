"""Declare 入会与会籍: grassroots unions, applications and their approval, memberships, and what happened to each of them.

What happened is written by the program at each step (`member_event`): a first joining there is once for a person, a transfer is another kind of event.
"""

from db.tables.declaration import DESK, PROVINCE, Story, Table, c
from rules import chain
from rules.states import States

_BOTH = DESK | PROVINCE
_WITHDRAWN = (c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"))

APPLIED, APPROVED, REFUSED, TAKEN_BACK = "待批准", "已批准", "未批准", "已撤回"
MEMBER, LEAVING, KEPT = "在籍", "接转中", "保留会籍"
MOVED_OUT, RESIGNED, EXPELLED, MISTAKEN = "已转出", "已退会", "已除名", "登记有误"
MEMBERSHIP = States((MEMBER,), {
    MEMBER: (LEAVING, KEPT, RESIGNED, EXPELLED, MISTAKEN), LEAVING: (MOVED_OUT, MEMBER), KEPT: (MEMBER, LEAVING, RESIGNED, EXPELLED),
    MOVED_OUT: (MEMBER,),
})  # fmt: skip
"""批准→在籍→接转中→保留会籍→退会/除名 (standards section 9.2). Who comes back from elsewhere is in again, and never new."""

TABLES: tuple[Table, ...] = (
    Table("grassroots_union", "基层工会", "register", _BOTH, (
        c("name", "text", "名称"), c("kind", "text", "类型", codes="union_kind"), c("parent", "id", "上级工会", refers="grassroots_union"),
        c("unit", "text", "所在单位"), c("uscc", "text", "统一社会信用代码", reads="uscc"), c("region", "text", "所在地", reads="region"),
        c("chair", "text", "工会主席", 1), c("phone", "text", "联系电话", 1, reads="phone"), c("day", "date", "建会日期"), c("active", "flag", "在册"),
        c("note", "text", "备注", reads="lines"),
    ), ("name", "parent"), since=3, required=("name",), title="{name}"),
    Table("member_application", "入会申请", "register", DESK, (
        c("person", "id", "申请人", refers="person"), c("union_id", "id", "基层工会", refers="grassroots_union"), c("day", "date", "申请日期"),
        c("work_unit", "text", "工作单位"), c("post", "text", "职务或工种"), c("family", "text", "家庭主要成员", 1, reads="lines"),
        c("resume", "text", "简历", 1, reads="lines"), c("number", "text", "会员证号"), c("opinion", "text", "审批意见"), c("status", "text", "状态"),
        c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("person", "union_id", "status"), since=3, required=("person", "union_id"), states=States((APPLIED,), {APPLIED: (APPROVED, REFUSED, TAKEN_BACK)}),
        title="{person} {union_id}", story=Story(chain.MEMBERSHIP, "申请加入{union_id}", "{status} · {status_on}")),
    Table("membership", "会籍", "register", DESK, (
        c("person", "id", "会员", refers="person"), c("union_id", "id", "基层工会", refers="grassroots_union"), c("number", "text", "会员证号"),
        c("origin", "text", "会籍来源", codes="member_origin"), c("joined_on", "date", "入会日期"), c("application", "id", "入会申请", refers="member_application"),
        c("from_union", "text", "转出的工会"), c("letter", "text", "接转介绍信号"), c("day", "date", "登记日期"), c("to_union", "text", "转往的工会"),
        c("letter_out", "text", "转出介绍信号"), c("keep_reason", "text", "保留会籍原因", codes="keep_reason"), c("leave_reason", "text", "退会或除名原因"),
        c("status", "text", "状态"), c("status_on", "date", "状态日期"), c("note", "text", "备注", 1, reads="lines"),
    ), ("person", "union_id", "number", "status"), since=3, required=("person", "union_id"), states=MEMBERSHIP, title="{person} {number}"),
    Table("member_event", "会籍变动", "fact", DESK, (
        c("membership", "id", "会籍", refers="membership"), c("person", "id", "会员", refers="person"), c("kind", "text", "变动", codes="member_event"),
        c("union_id", "id", "基层工会", refers="grassroots_union"), c("other", "text", "对方工会"), c("day", "date", "日期"), c("reason", "text", "原因"), *_WITHDRAWN,
    ), ("membership", "person", "corrects"), needed=("membership", "person", "kind", "day"), since=3, title="{day} {kind}",
        story=Story(chain.MEMBERSHIP, "{kind}：{union_id}", "{other} · {reason}")),
)  # fmt: skip

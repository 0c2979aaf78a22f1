"""The one declaration of every table: its columns, Chinese labels, sensitivity, code tables and who may write it.

The SQL, the journal's allow-list, the export headers and the data dictionary derive from here. Column types:
`text`, `int`, `fen` (money, integer), `date` (ISO text), `id` (16 bytes in the store, 32 hex characters in an entry), `flag` (0 or 1),
`json` (a list or map, canonical JSON text in the store).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from rules import canonical
from rules.errors import UntrustedInput

SCHEMA_VERSION = 2
"""What `since` of a table or column counts: 1 is release 0.1.0, 2 is 0.2.0. It rises once a release, and with it a migration."""

Kind = Literal["register", "fact"]
Type = Literal["text", "int", "fen", "date", "id", "flag", "json"]
SQL_TYPE: Mapping[str, str] = {
    "text": "TEXT", "int": "INTEGER", "fen": "INTEGER", "date": "TEXT", "id": "BLOB", "flag": "INTEGER", "json": "TEXT",
}  # fmt: skip
ERASED = 2
"""What a register row's `_incomplete` holds once its text is erased: 0 whole, 1 a parent entry is missing."""
ID_HEX = 32
MAX_TEXT = 20_000


class WrongShape(UntrustedInput):
    """Say that an entry's body does not fit its table; fields `table` and `column`."""

    code = "WRONG_SHAPE"


@dataclass(frozen=True)
class Column:
    """Declare one column: name, type, Chinese label, sensitivity (0 open, 1 personal, 2 sensitive), code table, schema version that brought it."""

    name: str
    type: Type
    label: str
    sensitivity: int = 0
    codes: str = ""
    since: int = 1


@dataclass(frozen=True)
class Table:
    """Declare one shared table; `writers` are the kinds of workplace whose entries count.

    `signed` wants a clerk's signature, `two` those of two persons; `needed` are columns without which a fact means nothing; `since` is the
    schema version that brought the table.
    """

    name: str
    label: str
    kind: Kind
    writers: frozenset[str]
    columns: tuple[Column, ...]
    indexes: tuple[str, ...] = ()
    signed: bool = False
    two: bool = False
    needed: tuple[str, ...] = ()
    since: int = 1

    def column(self, name: str) -> Column | None:
        """Give the column of that name, or None."""
        return self.by_name.get(name)

    def takes(self, role: str | None, kind: str) -> bool:
        """Tell whether an entry of that kind counts from that kind of workplace: its writers' always, the province's decisions too."""
        return role in self.writers or (kind == "decide" and role == "province" and self.kind == "register")

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Give the declared columns by their names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def readers(self) -> Mapping[str, Callable[[Any], Any]]:
        """Give for each column what turns an entry's value into the store's, or `_BAD` where the type is wrong."""
        return {column.name: _READERS[column.type] for column in self.columns}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Give the names of the declared columns in order."""
        return tuple(column.name for column in self.columns)


DESK = frozenset({"desk"})
BASE = frozenset({"base"})
PROVINCE = frozenset({"province"})
ALL = DESK | BASE | PROVINCE


def _c(name: str, kind: Type, label: str, sensitivity: int = 0, codes: str = "", *, since: int = 1) -> Column:
    return Column(name, kind, label, sensitivity, codes, since)


_APPROVAL = _c("approval", "id", "省总核准", since=2)
"""Of what takes two persons: the province's approval that stood in for the second (docs/sync.md section 6)."""


TABLES: tuple[Table, ...] = (
    Table("staff", "经办人员", "register", ALL, (
        _c("name", "text", "姓名", 1), _c("login", "text", "登录名"), _c("role", "text", "角色"),
        _c("sign_key", "text", "签名公钥"), _c("active", "flag", "在用"),
    )),
    Table("base", "培训基地", "register", PROVINCE, (
        _c("code", "text", "基地编号"), _c("name", "text", "名称"), _c("county", "text", "所在县代码"), _c("region", "text", "区划代码"),
        _c("address", "text", "地址"), _c("phone", "text", "联系电话"), _c("specialities", "text", "专业"), _c("capacity", "int", "年培训能力(人)"),
        _c("dev", "text", "设备号"), _c("active", "flag", "在用"),
    ), ("county",)),
    Table("course", "培训课程", "register", PROVINCE, (
        _c("code", "text", "课程编号"), _c("name", "text", "工种(课程)"), _c("hours", "int", "学时"), _c("fee_fen", "fen", "收费标准"),
        _c("level", "text", "等级"), _c("active", "flag", "在用"),
    )),
    Table("person", "服务对象", "register", DESK, (
        _c("name", "text", "姓名", 1), _c("sex", "text", "性别", 1, "sex"), _c("birth", "text", "出生日期", 1),
        _c("doc_type", "text", "证件类型", 1, "doc_type"), _c("doc_no", "text", "证件号码", 2), _c("doc_pending", "flag", "证件待补"),
        _c("phone", "text", "联系电话", 1), _c("phone_owner", "text", "号码归属", 1), _c("photo", "text", "照片摘要", 2),
    ), ("doc_no", "name", "doc_pending")),
    Table("person_profile", "服务对象档案", "register", DESK, (
        _c("ethnic", "text", "民族", 1, "ethnic"), _c("education", "text", "文化程度", 1, "education"), _c("education_text", "text", "文化程度(原文)", 1),
        _c("political", "text", "政治面貌", 1, "political"), _c("marital", "text", "婚姻状况", 1, "marital"), _c("health", "text", "健康状况", 2, "health"),
        _c("hukou_type", "text", "户口类型(原文)", 1), _c("home_region", "text", "户籍地区划", 1), _c("home_address", "text", "户籍地址", 1),
        _c("live_region", "text", "现住地区划", 1), _c("live_address", "text", "现住地址", 1), _c("work_region", "text", "外出地区划", 1),
        _c("work_place", "text", "外出地/工作单位", 1), _c("trade", "text", "工种", 1), _c("years_out", "int", "外出年限", 1),
        _c("monthly_income_fen", "fen", "月收入", 2), _c("returned_on", "text", "返乡时间", 1), _c("return_reason", "text", "返乡原因", 1),
        _c("groups", "json", "人员类别", 1, "target_group"), _c("wishes", "text", "培训求职意愿", 1),
        _c("emergency_name", "text", "紧急联系人", 1), _c("emergency_phone", "text", "紧急联系电话", 1),
        _c("consent_on", "date", "知情同意日期"), _c("source", "text", "登记来源"), _c("registered_on", "date", "登记日期"), _c("note", "text", "备注", 1),
    )),
    Table("training_class", "培训班", "register", DESK | BASE, (
        _c("base", "id", "培训基地"), _c("course", "id", "课程"), _c("term", "int", "期次"), _c("name", "text", "班名"),
        _c("starts", "date", "开班日期"), _c("ends", "date", "结业日期"), _c("days", "int", "天数"), _c("hours", "int", "学时"),
        _c("capacity", "int", "计划人数"), _c("fee_fen", "fen", "实际学费"), _c("status", "text", "状态"), _c("county", "text", "县代码"),
    ), ("base",)),
    Table("enrolment", "学员报名", "register", DESK, (
        _c("class_id", "id", "培训班"), _c("person", "id", "服务对象"), _c("status", "text", "状态"), _c("enrolled_on", "date", "报名日期"),
        _c("note", "text", "备注"),
    ), ("class_id", "person")),
    Table("attendance", "考勤", "fact", BASE, (
        _c("class_id", "id", "培训班"), _c("day", "date", "日期"), _c("part", "text", "时段"), _c("hours", "int", "学时"),
        _c("marks", "json", "出勤情况"), _c("corrects", "id", "更正"),
    ), ("class_id",), needed=("class_id", "day", "part", "marks")),
    Table("result", "考核成绩", "fact", BASE, (
        _c("enrolment", "id", "学员"), _c("class_id", "id", "培训班"), _c("completed", "flag", "结业"), _c("theory", "int", "理论成绩"),
        _c("practice", "int", "实操成绩"), _c("outcome", "text", "结论"), _c("day", "date", "考核日期"), _c("corrects", "id", "更正"),
    ), ("class_id", "enrolment"), needed=("enrolment", "class_id")),
    Table("voucher_issue", "培训券发放", "fact", DESK, (
        _c("number", "text", "券号"), _c("person", "id", "持券人"), _c("holder", "text", "持券人姓名", 1), _c("doc_tail", "text", "证件后四位", 1),
        _c("face_fen", "fen", "面值"), _c("course", "text", "培训工种"), _c("base", "text", "限定基地"), _c("valid_from", "date", "生效日期"),
        _c("valid_until", "date", "有效期至"), _c("issued_on", "date", "发放日期"), _c("grant_no", "int", "授权编号"), _c("token", "text", "防伪码"),
        _c("replaces", "id", "补发原券"), _c("quota_free", "flag", "不占额度"), _APPROVAL,
    ), ("number", "person", "approval"), signed=True, needed=("number", "face_fen", "valid_until", "issued_on")),
    Table("voucher_void", "废券登记", "fact", DESK, (
        _c("number", "text", "券号"), _c("voucher", "id", "原发放记录"), _c("reason", "text", "原因"), _c("day", "date", "日期"), _c("spoiled", "flag", "打印损坏"), _APPROVAL,
    ), ("number", "approval"), signed=True, two=True, needed=("number",)),
    Table("voucher_loss", "培训券挂失", "fact", DESK, (
        _c("number", "text", "券号"), _c("voucher", "id", "原发放记录"), _c("reason", "text", "情况"), _c("day", "date", "日期"),
    ), ("voucher",), signed=True, needed=("voucher",)),
    Table("redemption", "培训券核销", "fact", BASE, (
        _c("voucher", "id", "券"), _c("number", "text", "券号"), _c("base", "id", "基地"), _c("class_id", "id", "培训班"), _c("enrolment", "id", "学员"),
        _c("face_fen", "fen", "面值"), _c("fee_fen", "fen", "实际学费"), _c("amount_fen", "fen", "核销金额"), _c("day", "date", "核销日期"),
        _c("provisional", "flag", "待核实"), _c("token", "text", "防伪码"),
    ), ("voucher", "number", "class_id"), signed=True, needed=("voucher", "number", "face_fen", "fee_fen", "amount_fen", "day")),
    Table("claim", "结算申报", "fact", BASE, (
        _c("base", "id", "基地"), _c("period", "text", "所属月份"), _c("redemptions", "json", "核销记录"), _c("count", "int", "张数"),
        _c("amount_fen", "fen", "申报金额"), _c("day", "date", "申报日期"),
    ), ("base",), signed=True, needed=("period", "redemptions", "count", "amount_fen", "day")),
    Table("contest_decision", "重复核销认定", "fact", DESK | PROVINCE, (
        _c("voucher", "id", "券"), _c("redemption", "id", "认定的核销"), _c("reason", "text", "依据"), _c("day", "date", "日期"),
        _c("corrects", "id", "更正"), _APPROVAL,
    ), ("voucher",), signed=True, two=True, needed=("voucher", "redemption", "reason", "day"), since=2),
    Table("claim_review", "结算审核", "fact", DESK | PROVINCE, (
        _c("claim", "id", "申报"), _c("accepted", "json", "通过"), _c("returned", "json", "退回"), _c("amount_fen", "fen", "通过金额"), _c("day", "date", "审核日期"),
        _c("corrects", "id", "更正"),
    ), ("claim",), signed=True, needed=("claim", "accepted", "returned", "amount_fen")),
    Table("certificate", "培训合格证书", "fact", BASE, (
        _c("number", "text", "证书编号"), _c("enrolment", "id", "学员"), _c("person", "id", "服务对象"), _c("class_id", "id", "培训班"),
        _c("holder", "text", "姓名", 1), _c("doc_tail", "text", "证件后四位", 1), _c("course", "text", "培训工种"), _c("hours", "int", "学时"),
        _c("starts", "date", "开始日期"), _c("ends", "date", "结束日期"), _c("outcome", "text", "成绩"), _c("issued_on", "date", "发证日期"), _c("token", "text", "防伪码"),
    ), ("number", "enrolment", "class_id", "person"), signed=True, needed=("number",)),
    Table("certificate_reprint", "证书补打", "fact", BASE, (
        _c("certificate", "id", "证书"), _c("reason", "text", "原因"), _c("day", "date", "日期"), _APPROVAL,
    ), ("certificate",), signed=True, two=True, needed=("certificate",)),
    Table("certificate_revocation", "证书作废", "fact", BASE | PROVINCE, (
        _c("certificate", "id", "证书"), _c("number", "text", "证书编号"), _c("reason", "text", "原因"), _c("day", "date", "日期"), _APPROVAL,
    ), ("certificate",), signed=True, two=True, needed=("certificate",)),
    Table("plain_export", "明文导出登记", "fact", ALL, (
        _c("day", "date", "日期"), _c("file", "text", "文件名"), _c("records", "int", "记录数"),
    ), signed=True, two=True, needed=("day", "file")),
    Table("same_as", "同一人认定", "register", DESK | PROVINCE, (
        _c("one", "id", "记录甲"), _c("other", "id", "记录乙"), _c("verdict", "text", "结论"), _c("reason", "text", "依据", 1),
    ), ("one", "other")),
    Table("block_transfer", "号段转授", "fact", DESK, (
        _c("kind", "text", "号码种类"), _c("first", "text", "起号"), _c("last", "text", "止号"), _c("to_dev", "text", "接收设备"),
        _c("to_ep", "text", "接收方时期号"), _c("face_fen", "fen", "面值"), _c("limit_fen", "fen", "转授额度"), _c("valid_until", "date", "有效期至"),
        _c("grant_no", "int", "授权编号"), _c("reason", "text", "事由"), _c("day", "date", "日期"), _APPROVAL,
    ), ("to_dev",), signed=True, two=True, needed=("kind", "first", "last", "to_dev", "to_ep", "limit_fen", "grant_no", "day"), since=2),
    Table("spare_opening", "备用号段启用", "fact", DESK | BASE, (
        _c("kind", "text", "号码种类"), _c("first", "text", "起号"), _c("last", "text", "止号"), _c("grant_no", "int", "授权编号"),
        _c("reason", "text", "事由"), _c("day", "date", "日期"), _APPROVAL,
    ), signed=True, two=True, needed=("kind", "first", "last", "grant_no", "day"), since=2),
    Table("pending_approval", "待省总核准", "fact", DESK | BASE, (
        _c("action", "text", "事项"), _c("details", "json", "内容"), _c("reason", "text", "事由"), _c("day", "date", "日期"),
    ), signed=True, needed=("action", "details", "day"), since=2),
    Table("approval", "省总核准", "fact", PROVINCE, (
        _c("request", "id", "待核准事项"), _c("verdict", "text", "结论"), _c("reason", "text", "说明"), _c("day", "date", "日期"),
    ), ("request",), signed=True, needed=("request", "verdict", "day"), since=2),
    Table("gap_closure", "缺口关闭", "fact", PROVINCE, (
        _c("dev", "text", "设备号"), _c("ep", "text", "时期号"), _c("first", "int", "起"), _c("upto", "int", "止"), _c("reason", "text", "原因"),
        _c("day", "date", "日期"),
    ), ("dev",), signed=True, needed=("dev", "ep", "first", "upto", "day"), since=2),
    Table("fork_decision", "两份记录认定", "fact", PROVINCE, (
        _c("dev", "text", "设备号"), _c("ep", "text", "时期号"), _c("seq", "int", "分歧处"), _c("stands", "text", "认定的记录"),
        _c("reason", "text", "依据"), _c("day", "date", "日期"), _c("corrects", "id", "更正"),
    ), ("dev",), signed=True, two=True, needed=("dev", "ep", "seq", "stands", "day"), since=2),
    Table("past_benefit", "已享受名单", "fact", DESK | PROVINCE, (
        _c("name", "text", "姓名", 1), _c("doc_no", "text", "证件号码", 2), _c("year", "int", "年度"), _c("project", "text", "项目"),
        _c("amount_fen", "fen", "金额"), _c("received_on", "text", "享受日期"), _c("place", "text", "发放单位"), _c("source", "text", "来源"),
        _c("withdrawn", "flag", "已撤销"), _c("corrects", "id", "更正"),
    ), ("doc_no", "corrects"), needed=("name", "year", "project"), since=2),
    Table("ledger_voucher", "旧券台账", "fact", DESK, (
        _c("number", "text", "券号"), _c("holder", "text", "持券人姓名", 1), _c("doc_no", "text", "证件号码", 2), _c("face_fen", "fen", "面值"),
        _c("course", "text", "培训工种"), _c("status", "text", "状态"), _c("issued_on", "text", "发放日期"), _c("valid_until", "text", "有效期至"),
        _c("redeemed_on", "text", "核销日期"), _c("amount_fen", "fen", "核销金额"), _c("base_name", "text", "培训基地"), _c("source", "text", "来源"),
        _c("corrects", "id", "更正"),
    ), ("number", "doc_no", "corrects"), needed=("number", "face_fen", "status"), since=2),
    Table("ledger_certificate", "旧证书台账", "fact", DESK | BASE, (
        _c("number", "text", "证书编号"), _c("holder", "text", "姓名", 1), _c("doc_no", "text", "证件号码", 2), _c("course", "text", "培训工种"),
        _c("level", "text", "等级"), _c("hours", "int", "学时"), _c("issued_on", "text", "发证日期"), _c("issuer", "text", "发证单位"), _c("source", "text", "来源"),
        _c("corrects", "id", "更正"),
    ), ("number", "doc_no", "corrects"), needed=("number", "holder"), since=2),
    Table("hardship_file", "困难职工档案", "register", DESK, (
        _c("file_no", "text", "档案号"), _c("person", "id", "服务对象"), _c("holder", "text", "户主姓名", 1), _c("doc_no", "text", "证件号码", 2),
        _c("category", "text", "困难类别", 2), _c("cause", "text", "致困原因", 2), _c("members", "int", "家庭人口", 1), _c("monthly_income_fen", "fen", "月人均收入", 2),
        _c("address", "text", "家庭住址", 1), _c("phone", "text", "联系电话", 1), _c("filed_on", "text", "建档日期"), _c("closed_on", "text", "撤档日期"),
        _c("status", "text", "状态"), _c("note", "text", "备注", 2), _c("source", "text", "来源"),
    ), ("file_no", "doc_no", "person"), since=2),
    Table("opening_balance", "期初余额", "fact", DESK, (
        _c("as_of", "date", "截止日期"), _c("printed", "int", "印制"), _c("stock", "int", "在库"), _c("drawn", "int", "已领未发"), _c("issued", "int", "已发放"),
        _c("void", "int", "作废"), _c("redeemed", "int", "已核销"), _c("outstanding", "int", "在外"), _c("expired", "int", "过期"), _c("lost", "int", "挂失"),
        _c("issued_fen", "fen", "已发放金额"), _c("redeemed_fen", "fen", "已核销金额"), _c("source", "text", "来源"), _c("day", "date", "登记日期"), _c("corrects", "id", "更正"),
    ), ("corrects",), signed=True, two=True, needed=("as_of", "printed", "stock", "issued", "void", "redeemed", "outstanding", "expired", "lost", "day"), since=2),
    Table("destruction", "到期销毁登记", "fact", DESK | PROVINCE, (
        _c("list_no", "text", "清册号"), _c("rows", "json", "记录"), _c("count", "int", "条数"), _c("reason", "text", "依据"), _c("day", "date", "日期"),
    ), signed=True, two=True, needed=("list_no", "rows", "count", "day"), since=2),
)  # fmt: skip

BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}


def local_columns(table: Table) -> dict[str, str]:
    """Give the columns that every row carries beside the declared ones, with their SQL types.

    `n` orders rows for paging and search; registers keep their heads (32-byte hashes joined) and how many fields are disputed;
    facts keep which entry made them.
    """
    if table.kind == "register":
        return {"_heads": "BLOB", "_open": "INTEGER NOT NULL DEFAULT 0", "_incomplete": "INTEGER NOT NULL DEFAULT 0"}
    return {"_dev": "BLOB", "_entry": "BLOB", "_by": "BLOB", "_ts": "INTEGER"}


def ddl(table: Table) -> list[str]:
    """Give the SQL statements that make one shared table and its indexes, as the schema version that brought it knew it."""
    columns = ["n INTEGER PRIMARY KEY", "id BLOB NOT NULL UNIQUE"]
    columns += [f"{column.name} {SQL_TYPE[column.type]}" for column in table.columns if column.since <= table.since]
    columns += [f"{name} {kind}" for name, kind in local_columns(table).items()]
    made = [f"CREATE TABLE {table.name} ({', '.join(columns)})"]
    if table.kind == "register":
        made.append(f"CREATE INDEX {table.name}_open ON {table.name} (_open) WHERE _open > 0")
    if table.kind == "register" and table.since > 1:
        made.append(_incomplete_index(table))
    indexed = [table.by_name[name] for name in table.indexes]
    return made + [_index(table, column) for column in indexed if column.since <= table.since]


def ddl_of(version: int) -> list[str]:
    """Give the SQL statements by which that schema version adds its tables, and its columns to tables that were there before."""
    made = [statement for table in TABLES if table.since == version for statement in ddl(table)]
    if version == 2:
        made += [_incomplete_index(table) for table in TABLES if table.kind == "register" and table.since == 1]
    for table in TABLES:
        for column in table.columns:
            if table.since < column.since == version:
                made.append(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {SQL_TYPE[column.type]}")
                made += [_index(table, column)] if column.name in table.indexes else []
    return made


def _incomplete_index(table: Table) -> str:
    """Index the few rows that lack parents: each receipt asks for them."""
    return f"CREATE INDEX {table.name}_incomplete ON {table.name} (_incomplete) WHERE _incomplete > 0"


def _index(table: Table, column: Column) -> str:
    """Index a column; of a flag only where it is set, of a later column only where it is filled: nobody looks for the many where it is not."""
    only = f" WHERE {column.name} = 1" if column.type == "flag" else ""
    if column.since > table.since:
        only = f" WHERE {column.name} IS NOT NULL"
    return f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({column.name}){only}"


LOCAL_DDL = (
    """CREATE TABLE entry (
        n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, dev BLOB NOT NULL, ep BLOB NOT NULL, q INTEGER NOT NULL,
        tbl TEXT NOT NULL, row BLOB NOT NULL, kind TEXT NOT NULL, par BLOB NOT NULL, ts INTEGER NOT NULL,
        header BLOB NOT NULL, salt BLOB NOT NULL, body BLOB, state TEXT NOT NULL DEFAULT 'applied')""",
    "CREATE INDEX entry_stream ON entry (dev, ep, q)",
    "CREATE INDEX entry_row ON entry (row)",
    """CREATE TABLE stream (
        dev BLOB NOT NULL, ep BLOB NOT NULL, county TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0, head BLOB NOT NULL,
        mine INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'open', exported INTEGER NOT NULL DEFAULT 0,
        confirmed INTEGER NOT NULL DEFAULT 0, checked INTEGER NOT NULL DEFAULT 0, checked_head BLOB, PRIMARY KEY (dev, ep)) WITHOUT ROWID""",
    """CREATE TABLE flag (
        n INTEGER PRIMARY KEY, code TEXT NOT NULL, tbl TEXT NOT NULL, row BLOB NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL,
        settled INTEGER NOT NULL DEFAULT 0, UNIQUE (code, tbl, row, detail))""",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE term (key TEXT NOT NULL, what INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, what, n)) WITHOUT ROWID",
    """CREATE TABLE unit_grant (
        dev BLOB NOT NULL, grant_no INTEGER NOT NULL, role TEXT NOT NULL, county TEXT NOT NULL, name TEXT NOT NULL, sign BLOB NOT NULL, kid BLOB NOT NULL,
        age TEXT NOT NULL, doc BLOB NOT NULL, signature BLOB NOT NULL, dir_v INTEGER NOT NULL, PRIMARY KEY (dev, grant_no)) WITHOUT ROWID""",
    """CREATE TABLE revocation (dev BLOB NOT NULL, ep BLOB NOT NULL, cut_seq INTEGER NOT NULL, doc BLOB NOT NULL, signature BLOB NOT NULL,
        dir_v INTEGER NOT NULL, PRIMARY KEY (dev, ep)) WITHOUT ROWID""",
    """CREATE TABLE bundle (
        n INTEGER PRIMARY KEY, direction TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, sha256 BLOB NOT NULL, dev BLOB, ep BLOB,
        first INTEGER, upto INTEGER, size INTEGER NOT NULL, entries INTEGER NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL)""",
    "CREATE INDEX bundle_sha256 ON bundle (sha256)",
    """CREATE TABLE receipt (
        n INTEGER PRIMARY KEY, unit TEXT NOT NULL, receipt_no INTEGER NOT NULL, hash BLOB NOT NULL, doc BLOB NOT NULL, at INTEGER NOT NULL,
        UNIQUE (unit, receipt_no))""",
    "CREATE TABLE spent (prefix BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE import_log (sha256 BLOB PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE print_log (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, copies INTEGER NOT NULL, reason TEXT NOT NULL, by BLOB, at INTEGER NOT NULL)",
    "CREATE TABLE draft (name TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
)

LOCAL_DDL_2 = (
    # a stream of which two versions are about: the second one's entries from where they part, known by the hash of its first
    """CREATE TABLE branch (
        dev BLOB NOT NULL, ep BLOB NOT NULL, branch BLOB NOT NULL, first INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
        PRIMARY KEY (dev, ep, branch)) WITHOUT ROWID""",
    # which column of an office's own ledger means what: asked once for each list of headings
    "CREATE TABLE mapping (kind TEXT NOT NULL, headings TEXT NOT NULL, columns TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, headings)) WITHOUT ROWID",
    # mails taken from a mailbox, so that none is fetched twice
    "CREATE TABLE mail_seen (mailbox TEXT NOT NULL, validity INTEGER NOT NULL, uid INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (mailbox, validity, uid)) WITHOUT ROWID",
    # files of a shared folder that we have read or written, so that none is read twice
    "CREATE TABLE folder_seen (folder TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, sha256 BLOB NOT NULL, PRIMARY KEY (folder, name)) WITHOUT ROWID",
    # rows whose text was erased; `swept` once no spooled original holds it any more
    "CREATE TABLE erasure (tbl TEXT NOT NULL, row BLOB NOT NULL, at INTEGER NOT NULL, swept INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (tbl, row)) WITHOUT ROWID",
    # backups made here, so that the office knows which of them still hold what was erased; `gone` when somebody has destroyed it
    "CREATE TABLE backup_made (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, gone INTEGER)",
    # who changed what, by day, table and device: all that the audit page chooses by lies in the index itself
    "CREATE INDEX entry_ts ON entry (ts, n, tbl, dev)",
    # who settled a flag, when (UTC milliseconds) and why
    "ALTER TABLE flag ADD COLUMN settled_by TEXT",
    "ALTER TABLE flag ADD COLUMN settled_at INTEGER",
    "ALTER TABLE flag ADD COLUMN reason TEXT",
    "CREATE INDEX flag_open ON flag (code, n) WHERE settled = 0",
    # what was decided, the latest first
    "CREATE INDEX entry_decided ON entry (n) WHERE kind = 'decide'",
    # persons of one name and birth date, one after the other: it also serves whoever asks for the name alone
    "CREATE INDEX person_name_birth ON person (name, birth)",
    "DROP INDEX person_name",
    # a county's vouchers and redemptions, and what became of each, without a walk through all others'
    "CREATE INDEX voucher_issue_county ON voucher_issue (substr(number, 7, 6))",
    "CREATE INDEX redemption_county ON redemption (substr(number, 7, 6))",
    "CREATE INDEX voucher_issue_replaces ON voucher_issue (replaces) WHERE replaces IS NOT NULL",
    "CREATE INDEX voucher_void_voucher ON voucher_void (voucher)",
    # Of each voucher that was decided, which redemption stands: what all decisions say that none corrects. A desk is heard about its own county's
    # vouchers alone; who has no grant and writes such a fact is the province.
    """CREATE VIEW contest_heard AS SELECT d.id, d.voucher, d.redemption, d.corrects FROM contest_decision d WHERE d._dev NOT IN (SELECT dev FROM unit_grant)
        OR EXISTS (SELECT 1 FROM unit_grant g JOIN redemption r ON r.voucher = d.voucher WHERE g.dev = d._dev AND g.county = substr(r.number, 7, 6))""",
    """CREATE VIEW contest_ruling AS SELECT d.voucher, min(d.redemption) AS redemption FROM contest_heard d
        WHERE NOT EXISTS (SELECT 1 FROM contest_heard c WHERE c.voucher = d.voucher AND c.corrects = d.id)
        GROUP BY d.voucher HAVING count(DISTINCT d.redemption) = 1""",
)
"""What schema version 2 adds for this PC alone."""


_BAD = object()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HEX_ID = re.compile(r"[0-9a-f]{32}")


def _text(value: Any) -> Any:
    return value if type(value) is str and len(value) <= MAX_TEXT else _BAD


def _int(value: Any) -> Any:
    return value if type(value) is int else _BAD


def _fen(value: Any) -> Any:
    return value if type(value) is int and value >= 0 else _BAD


def _flag(value: Any) -> Any:
    return value if type(value) is int and value in {0, 1} else _BAD


def _date(value: Any) -> Any:
    if type(value) is str and _DAY.fullmatch(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            return _BAD
        return value
    return _BAD


def _id(value: Any) -> Any:
    return bytes.fromhex(value) if type(value) is str and _HEX_ID.fullmatch(value) else _BAD


def _json(value: Any) -> Any:
    return canonical.dump(value).decode() if type(value) in {list, dict} else _BAD


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text, "int": _int, "fen": _fen, "date": _date, "id": _id, "flag": _flag, "json": _json,
}  # fmt: skip


def to_store(column: Column, value: Any) -> Any:
    """Turn an entry's JSON value into what the store keeps; raise WrongShape where the type is wrong or money is below zero."""
    if value is None:
        return None
    found = _READERS[column.type](value)
    if found is _BAD:
        raise WrongShape(table="", column=column.name)
    return found


def to_entry(column: Column, value: Any) -> Any:
    """Turn a use case's value into an entry's JSON value (bytes to hex, dates to ISO text, truth to 0 or 1)."""
    if value is None:
        return None
    if column.type == "id":
        return bytes(value).hex()
    if column.type == "flag":
        return int(value)
    if column.type in {"text", "date"} and hasattr(value, "isoformat"):
        return value.isoformat()
    if column.type == "json" and isinstance(value, (tuple, set, frozenset)):
        return list(value) if isinstance(value, tuple) else sorted(value)
    return value


def body_of(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a use case's values into an entry's body; raise KeyError for a column that the table does not have, WrongShape for a wrong type."""
    return body_and_row(table, values)[0]


def body_and_row(
    table: Table, values: Mapping[str, Any], *, sparse: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Turn a use case's values into an entry's body and, at the same time, into store values; errors as `body_of`.

    `sparse` leaves out what is None: a new row says nothing of it.
    """
    body: dict[str, Any] = {}
    row: dict[str, Any] = {}
    columns, readers = table.by_name, table.readers
    for name, value in values.items():
        if value is None and sparse:
            continue
        column = columns.get(name)
        if column is None:
            raise KeyError(f"{table.name}.{name}")
        if type(value) is str and column.type == "text" and len(value) <= MAX_TEXT:
            body[name] = row[name] = value
            continue
        if type(value) is not str:
            value = to_entry(column, value)  # noqa: PLW2901 - the same value in its other form
        body[name] = value
        if value is not None:
            value = readers[name](value)  # noqa: PLW2901
            if value is _BAD:
                raise WrongShape(table=table.name, column=name)
        row[name] = value
    return body, row


def row_of(table: Table, body: Mapping[str, Any]) -> dict[str, Any]:
    """Turn an entry's body into store values; raise WrongShape for an unknown column or a wrong type."""
    row: dict[str, Any] = {}
    readers = table.readers
    for name, value in body.items():
        reader = readers.get(name)
        if reader is None:
            raise WrongShape(table=table.name, column=name)
        if value is None:
            row[name] = None
            continue
        found = reader(value)
        if found is _BAD:
            raise WrongShape(table=table.name, column=name)
        row[name] = found
    return row

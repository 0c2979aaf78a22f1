"""Declare 调研: questionnaires by version, and the answers given to them (programme section 4, survey)."""

from db.tables.declaration import DESK, PROVINCE, Table, c
from rules.states import States

DRAFT, IN_USE, RETIRED = "草稿", "启用", "停用"

TABLES: tuple[Table, ...] = (
    Table("questionnaire", "调查问卷", "register", DESK | PROVINCE, (
        c("key", "text", "问卷代号"), c("title", "text", "名称"), c("version", "int", "版本"), c("questions", "text", "题目", reads="lines"),
        c("source", "text", "来源"), c("day", "date", "编制日期"), c("status", "text", "状态"), c("status_on", "date", "状态日期"),
        c("note", "text", "备注", reads="lines"),
    ), ("key",), since=3, required=("key", "title", "questions"), states=States((DRAFT,), {DRAFT: (IN_USE,), IN_USE: (RETIRED,), RETIRED: (IN_USE,)}),
        title="{title}（第{version}版）", found_by=("title",)),
    Table("answer_sheet", "问卷答卷", "fact", DESK, (
        c("questionnaire", "id", "调查问卷", refers="questionnaire"), c("person", "id", "服务对象", refers="person"), c("respondent", "text", "被访人", 1),
        c("phone", "text", "联系电话", 1, reads="phone"), c("region", "text", "所在地", reads="region"), c("interviewer", "text", "调查人", 1),
        c("day", "date", "调查日期"), c("answers", "json", "答案", 2), c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"),
    ), ("questionnaire", "person", "corrects"), needed=("questionnaire", "day", "answers"), since=3, title="{questionnaire} · {respondent}{person}"),
)  # fmt: skip

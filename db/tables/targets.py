"""Declare targets: a slogan or plan as a set, and what it comes to, indicator by indicator and county by county.

The province writes them; a county's share lies in that county's stream and so reaches its desks.
"""

from db.tables.declaration import PROVINCE, Table, c

TABLES: tuple[Table, ...] = (
    Table("target_set", "目标方案", "register", PROVINCE, (
        c("name", "text", "名称"), c("slogan", "text", "口号"), c("year", "int", "年度"), c("region", "text", "地区代码"), c("source", "text", "来源"),
        c("active", "flag", "在用"), c("note", "text", "备注"),
    ), since=3),
    Table("target", "目标任务", "register", PROVINCE, (
        c("set_id", "id", "目标方案"), c("parent", "id", "上级目标"), c("indicator", "text", "指标"), c("label", "text", "任务"), c("year", "int", "年度"),
        c("value", "int", "目标值"), c("unit", "text", "单位"), c("bound", "text", "口径"), c("keys", "json", "统计指标"), c("slogan", "text", "口号"),
        c("position", "text", "口号分项"), c("county", "text", "县代码"), c("unit_name", "text", "责任单位"), c("kind", "text", "种类"),
        c("part_of", "id", "报道口径的总数"), c("done_on", "date", "完成日期"), c("place", "int", "顺序"), c("note", "text", "备注"), c("active", "flag", "在用"),
    ), ("set_id", "parent"), since=3),
)  # fmt: skip

"""Declare what is kept of reports: the month that was locked, each report as it was sent up or corrected, and what erased records had counted."""

from db.tables.declaration import ALL, Table, c

TABLES: tuple[Table, ...] = (
    Table("report_lock", "报表锁定", "fact", ALL, (
        c("county", "text", "县代码"), c("period", "text", "报告期"), c("day", "date", "锁定日期"), c("prepared_by", "text", "填表人", 1),
        c("reviewed_by", "text", "审核人", 1), c("head", "text", "负责人", 1), c("phone", "text", "联系电话"), c("zero", "flag", "零报表"),
        c("undone", "json", "锁定时未办事项"),
    ), ("period",), signed=True, needed=("period", "day", "prepared_by"), since=3),
    Table("report_snapshot", "上报报表", "fact", ALL, (
        c("lock_id", "id", "报表锁定"), c("report", "text", "报表"), c("county", "text", "县代码"), c("period", "text", "报告期"), c("version", "int", "版次"),
        c("figures", "json", "数据"), c("day", "date", "日期"), c("reason", "text", "更正原因"), c("prepared_by", "text", "填表人", 1),
        c("reviewed_by", "text", "审核人", 1), c("head", "text", "负责人", 1), c("corrects", "id", "更正"),
    ), ("lock_id", "corrects"), signed=True, needed=("lock_id", "report", "period", "version", "figures", "day"), since=3),
    Table("erased_figures", "已删除业务的计数", "fact", ALL, (c("events", "json", "计数"), c("day", "date", "日期")), needed=("events", "day"), since=3),
)  # fmt: skip

"""Declare the calendar of workdays that the province publishes: one row a year in each county's stream, so that its desks and bases have it."""

from db.tables.declaration import PROVINCE, Table, c

TABLES: tuple[Table, ...] = (
    Table("workday_year", "放假与调休", "register", PROVINCE, (
        c("county", "text", "县代码"), c("year", "int", "年度"), c("days", "json", "安排"), c("day", "date", "发布日期"),
    ), since=3, required=("year",), title="{year}"),
)  # fmt: skip

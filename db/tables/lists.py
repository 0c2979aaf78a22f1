"""Declare what is kept about lists that left the casebook."""

from db.tables.declaration import ALL, Table, c

TABLES: tuple[Table, ...] = (
    Table("list_export", "名单导出登记", "fact", ALL, (
        c("day", "date", "日期"), c("list", "text", "名单"), c("file", "text", "文件名"), c("records", "int", "记录数"), c("chosen", "text", "筛选条件", 1),
    ), needed=("day", "list"), since=3),
)  # fmt: skip

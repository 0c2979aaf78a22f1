"""Tables that stand behind a report, in which one thing stands down and another across, and each figure opens its records.

Training by base and trade, cases by kind, fairs one by one, labour export by destination. pandas turns the rows of classes round; it is imported
when that table is made, for it costs half a second to load.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from db import indicators, records, uncounted
from db.casebook import Casebook
from db.records import Filter
from db.tables import report_cells
from db.tables.report_cells import CLASSES, GROUPS, IN_CLASS, LEARNERS
from rules import codes
from rules.periods import Period
from rules.report_forms import Stands
from rules.report_tables import ReportTable, TableRow
from rules.reports import Counted, Judged, ReportLine

_ENROLMENTS = f"""SELECT coalesce(b.name, '') AS base, coalesce(k.name, c.name, '') AS course, hex(c.id) AS class_id,
    {", ".join(f"CASE WHEN e.id IS NULL THEN 0 ELSE {condition} END AS {name}" for name, (_head, condition) in IN_CLASS.items())}
    FROM training_class c LEFT JOIN enrolment e ON e.class_id = c.id AND e.status <> '退学' LEFT JOIN base b ON b.id = c.base
    LEFT JOIN course k ON k.id = c.course {LEARNERS}
    WHERE {CLASSES} AND c.starts BETWEEN :first AND :last AND (:county = '' OR c.county = :county)"""


@dataclass(frozen=True)
class TrainingRow:
    """Hold one line: base and trade, how many classes, and person-times by what they are (`IN_CLASS`)."""

    base: str
    course: str
    classes: int
    times: Mapping[str, int]

    @property
    def balances(self) -> bool:
        """Tell whether 取证 ≤ 合格 ≤ 结业 ≤ 报名."""
        told = self.times
        return told["certified"] <= told["passed"] <= told["completed"] <= told["enrolled"]


def classes(book: Casebook, period: Period, county: str = "") -> list[TrainingRow]:
    """Tabulate the classes that began in a period by base and trade."""
    import pandas as pd

    head, values = uncounted.head(book.store)
    values |= {
        "first": period.first.isoformat(), "last": period.last.isoformat(), "county": county if book.workplace.kind == "province" else "",
    }  # fmt: skip
    rows = book.store.tuples(f"{head}{_ENROLMENTS}", values)
    frame = pd.DataFrame(rows, columns=["base", "course", "class_id", *IN_CLASS])
    if frame.empty:
        return []
    grouped = frame.groupby(["base", "course"], sort=True)
    found = grouped[list(IN_CLASS)].sum().join(grouped["class_id"].nunique().rename("classes"))
    return [
        TrainingRow(row["base"], row["course"], int(row["classes"]), {name: int(row[name]) for name in IN_CLASS})
        for row in found.reset_index().to_dict("records")
    ]


# --- any table behind a report -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """Declare a column: its head, what it counts, also of something else, what a stock takes away and at which end it stands; `times` counts persons as often as they come."""

    head: str
    key: str
    also: str = ""
    less: str = ""
    stands: Stands = ""
    times: bool = False


_COLUMNS: Mapping[str, tuple[_Column, ...]] = {
    "rights": (
        _Column("期初在办", "case_opened", "case_reopened", "case_closed", "opening"), _Column("新受理", "case_opened"), _Column("重新办理", "case_reopened"),
        _Column("结案", "case_closed"), _Column("期末在办", "case_opened", "case_reopened", "case_closed", "closing"), _Column("涉及职工", "case_persons"),
        _Column("诉求金额", "case_claimed_fen"), _Column("追回金额", "case_recovered_fen"),
    ),
    "fairs": (
        _Column("参加单位", "fair_employers"), _Column("岗位", "fair_posts"), _Column("进场", "fair_entries"), _Column("接待登记", "fair_received"),
        _Column("达成意向", "fair_intents"), _Column("上岗", "fair_hired"),
    ),
    "network": (_Column("输出批次", "export_batches"), _Column("输出人次", "exported", times=True), _Column("输出人数", "exported")),
}  # fmt: skip
"""By form: what stands across in the table behind it."""


def table(book: Casebook, form: str, period: Period, county: str = "") -> ReportTable | None:
    """Give the table that stands behind a form, of a period; None where the form has none."""
    if form == "training":
        return _training(book, period, county)
    if form not in _COLUMNS:
        return None
    columns = _COLUMNS[form]
    rows: dict[str, list[ReportLine]] = {}
    for at, column in enumerate(columns):
        for group, counts in _count(book, column, period, county).items():
            rows.setdefault(group, [_line(one, group, {}) for one in columns])[at] = _line(column, group, counts)
    rows.pop("", None)  # what was erased stays counted in the report itself; of which row it was is not kept
    kept = {group: cells for group, cells in rows.items() if any(_happened(one) for one in cells)}
    return _TABLES[form](book, kept)


def _count(book: Casebook, column: _Column, period: Period, county: str) -> dict[str, dict[str, Counted]]:
    found = [indicators.get(key) for key in (column.key, column.also) if key]
    if column.less:
        found.append(indicators.less(indicators.get(column.less)))
    wanted = {name: indicators.standing_at(span, column.stands) for name, span in indicators.spans(period).items()}
    return indicators.count_by(book, found, wanted, GROUPS[column.key], county)


def _line(column: _Column, group: str, counts: Mapping[str, Counted]) -> ReportLine:
    found = indicators.get(column.key)
    keys = tuple(report_cells.key_of(key, group) for key in (column.key, column.also) if key)
    less = (report_cells.key_of(column.less, group),) if column.less else ()
    return ReportLine(
        "", column.head, 0, keys, "times" if column.times else found.measure, found.unit,
        found.named and not column.stands, counts, less=less, stands=column.stands,
    )  # fmt: skip


def _happened(cell: ReportLine) -> bool:
    told = cell.counts.get("period", Counted())
    return bool(told.total if cell.stands else told.events)


def _figure(cell: ReportLine) -> int:
    return cell.value("period").count


def _named(name: str, cells: Sequence[ReportLine]) -> list[ReportLine]:
    """Let each cell say whose it is: it is shown above its records."""
    return [replace(cell, label=f"{name}　{cell.label}") for cell in cells]


def _judged(
    rows: Sequence[TableRow], holds: Callable[[Sequence[int]], bool], rule: str
) -> list[Judged]:  # fmt: skip
    """Judge a rule row by row: give those in which it does not hold, or that it holds in all."""
    wrong = [row for row in rows if not holds([_figure(cell) for cell in row.cells])]
    if wrong or not rows:
        return [Judged(rule, "bad", "　".join(row.heads)) for row in wrong]
    return [Judged(rule, "ok")]


def _cases(_book: Casebook, found: Mapping[str, list[ReportLine]]) -> ReportTable:
    kinds = codes.tables()["rights_kind"].items
    rows = [TableRow((one.label,), _named(one.label, found[one.code])) for one in kinds if one.code in found]
    return ReportTable(
        "维权案件分类表", ("类别",), [one.head for one in _COLUMNS["rights"]], rows,
        _judged(rows, lambda n: n[0] + n[1] + n[2] == n[3] + n[4], "期初 + 新收 + 重新办理 = 结案 + 在办"),
        [
            "同一人可在几类案件中申请，职工人数不加总；全部去重人数见主表。",
            "已删除或销毁记录的案件、申请人和款项只在主表计数，不列入任何类别，也不在合计内。",
        ], coded=True,
    )  # fmt: skip


def _fairs(book: Casebook, found: Mapping[str, list[ReportLine]]) -> ReportTable:
    listed = records.every(book, "job_fair", Filter(ids=tuple(bytes.fromhex(one) for one in found)))
    rows = []
    for fair in sorted(listed, key=lambda one: (one["starts"], one.n)):
        name = f"{fair['name'] or ''}{fair['edition'] or ''}"
        rows.append(TableRow((name, fair.words["starts"], fair["place"] or ""), _named(name, found[fair.id.hex().upper()])))  # fmt: skip
    return ReportTable(
        "招聘会逐场统计表", ("招聘会", "开始日期", "地点"), [one.head for one in _COLUMNS["fairs"]], rows,
        _judged(rows, lambda n: n[5] <= n[4] <= n[3] <= n[2], "上岗 ≤ 达成意向 ≤ 接待登记 ≤ 进场"),
        ["进场、接待登记、达成意向、上岗是四个数，各自相加，互不相加。"], ("地点", "岗位", "参加单位"),
    )  # fmt: skip


def _exports(book: Casebook, found: Mapping[str, list[ReportLine]]) -> ReportTable:
    rows = []
    for region, cells in sorted(found.items()):
        name = book.regions.full_name(region) or region
        rows.append(TableRow((name,), _named(name, cells)))
    return ReportTable(
        "劳务输出去向表", ("去向",), [one.head for one in _COLUMNS["network"]], rows, (),
        ["同一人一期内可去几个地方，人数不加总；全部去重人数见主表。"],
    )  # fmt: skip


_TABLES: Mapping[str, Callable[[Casebook, Mapping[str, list[ReportLine]]], ReportTable]] = {
    "rights": _cases,
    "fairs": _fairs,
    "network": _exports,
}


def _training(book: Casebook, period: Period, county: str) -> ReportTable:
    def cell(row: TrainingRow, count: str, head: str, n: int) -> ReportLine:
        is_class = count == "begun"
        return ReportLine(
            "", f"{row.base}　{row.course}　{head}", 0, (report_cells.class_key(count, row.base, row.course),),
            "pieces" if is_class else "times", "期" if is_class else "", not is_class, {"period": Counted(n, n, n)},
        )  # fmt: skip

    found = classes(book, period, county)
    rows = [
        TableRow(
            (row.base, row.course),
            [
                cell(row, "begun", "期数", row.classes),
                *(cell(row, name, head, row.times[name]) for name, (head, _condition) in IN_CLASS.items()),
            ],
        )
        for row in found
    ]
    wrong = [row for row in found if not row.balances]
    rule = "取证 ≤ 合格 ≤ 结业 ≤ 报名"
    judged = [Judged(rule, "bad", f"{row.base}　{row.course}") for row in wrong]
    return ReportTable(
        "培训班统计表（按基地和工种）", ("培训基地", "工种"), ("期数", *(head for head, _condition in IN_CLASS.values())), rows,
        judged or [Judged(rule, "ok")] * bool(rows),
        ["按开班日期，数是人次；一人可属几个类别，类别之和可以多于报名。就业是结业日以后成功介绍的就业，自谋职业不在内。"],
        ("男", "女", "返乡农民工", "下岗失业", "农民工"),
    )  # fmt: skip

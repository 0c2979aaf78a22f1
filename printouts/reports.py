"""Reports, correction reports and the progress of targets as statements: which columns they have, and what stands below them."""

from collections.abc import Sequence
from dataclasses import dataclass

from printouts.statement import Cell, CheckLine, StatColumn, Statement, StatRow, Tenths
from rules.dates import official
from rules.quantities import Quantity, Share, added, less, make
from rules.reports import Correction, CountyFigures, Judged, Report, ReportLine

_ITEM = StatColumn("项　　目", 66, "left")
_UNIT = StatColumn("单位", 15, "centre")
COLUMNS = (
    _ITEM, _UNIT, StatColumn("本期", 24), StatColumn("上年同期", 24), StatColumn("本年累计", 25), StatColumn("本年人次", 24), StatColumn("当年人数", 24),
    StatColumn("历年人数", 24), StatColumn("年目标", 26), StatColumn("完成率", 19),
)  # fmt: skip
ZERO = "零报表"


def statement(report: Report, edition: int = 1) -> Statement:
    """Lay a report out: person-times, persons of the year and persons in all side by side, each blank where nobody is named."""
    rows = [_row(line) for line in report.lines]
    checks = [CheckLine(one.standing, one.words, one.why) for one in report.judged]
    notes = [report.note] if report.note else []
    if report.late:
        notes.append(f"锁定后有 {report.late} 个数已不同，须作更正报表；本表仍为上报时的数。")
    notes += _erased(report)
    tags = [ZERO] if report.is_zero else []
    if report.state == "corrected":
        tags.append(f"更正后·第 {report.version} 版")
    elif report.state == "open":
        tags.append("未锁定")
    return Statement(
        f"{report.title}（{report.period.kind}）", _facts(report), COLUMNS, rows, checks, notes, _signers(report), tags, edition,
    )  # fmt: skip


def _erased(report: Report) -> list[str]:
    """Say that some of what is counted has no record any more, so that nobody looks for it in vain."""
    if not report.erased:
        return []
    return [
        f"本期各栏共有 {report.erased} 条业务的记录已按本人要求删除或保管期满销毁（因删除）：计数保留，记录不再可查。"
    ]


def _row(line: ReportLine) -> StatRow:
    label = f"{line.number}　{line.label}"
    target = line.target
    return StatRow(
        (
            label, line.value("period").unit, line.value("period"), line.value("last_period"), line.value("year"), line.times("year"), line.once("year"),
            line.once("all"), target, None if line.tenths is None else Tenths(line.tenths),
        ),
        line.indent, strong=line.indent == 0,
    )  # fmt: skip


def _facts(report: Report) -> list[str]:
    return [
        f"填报单位：{report.office}",
        f"报告期：{report.period.label}",
        f"业务日期截至：{official(report.period.last)}",
    ]


def _signers(report: Report) -> list[tuple[str, str]]:
    one = report.signers
    day = official(report.day) if report.day else ""
    return [
        ("负责人", one.head), ("审核人", one.reviewed_by), ("填表人", one.prepared_by), ("联系电话", one.phone), ("填报日期", day), ("盖章处", ""),
    ]  # fmt: skip


def by_county(report: Report, each: int = 1000) -> list[Statement]:
    """Lay the counties' figures of the period side by side, `each` of them to a statement; the last has their sum, the province's own count, and by how much they differ."""
    made = []
    parts = [report.counties[start : start + each] for start in range(0, len(report.counties), each)]
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        columns = [_ITEM, _UNIT, *(StatColumn(one.name, 24) for one in part)]
        if is_last:
            columns += [StatColumn("各县之和", 24), StatColumn("全省去重", 24), StatColumn("差额", 18)]
        rows = [_county_row(report, line, part, is_last=is_last) for line in report.lines]
        made.append(
            Statement(f"{report.title}（分县）", _facts(report), columns, rows, notes=[_APART] if is_last else [])
        )
    return made


_APART = "人在各县分别去重；同一人在两县接受服务，全省只计一次，所以各县之和可以多于全省，差额如实列出。"


def _county_row(report: Report, line: ReportLine, part: Sequence[CountyFigures], *, is_last: bool) -> StatRow:
    whole = line.value("period")
    cells: list[Cell] = [f"{line.number}　{line.label}", whole.unit]
    nothing = make(line.measure, 0, line.unit)
    cells += [line.of(one.counts[line.number]["period"]) if line.number in one.counts else nothing for one in part]
    if is_last:
        told = (line.of(one.counts[line.number]["period"]) for one in report.counties if line.number in one.counts)
        apart = added(told, nothing)
        cells += [apart, whole, less(apart, whole)]
    return StatRow(cells, line.indent, strong=line.indent == 0)


def correction(found: Correction, edition: int = 1) -> Statement:
    """Lay a correction report out: as reported, the correction, and what holds now, each in its own kind."""
    columns = (
        _ITEM,
        StatColumn("数", 26, "centre"),
        _UNIT,
        StatColumn("原报", 30),
        StatColumn("更正（±）", 30),
        StatColumn("更正后", 30),
    )
    rows = [
        StatRow((f"{one.number}　{one.label}", one.what, one.now.unit, one.reported, _signed(one.correction), one.now))
        for one in found.changes
    ]
    notes = [
        f"更正原因：{found.reason}" if found.reason else "更正原因：",
        "原报 + 更正 = 更正后；已上报的报表不改动，本表与原表一并保存。",
        *_erased(found.now),
    ]
    version = found.now.version or found.before.version + 1
    return Statement(
        f"{found.now.title}更正报表", _facts(found.now), columns, rows, notes=notes, signers=_signers(found.now), tags=(f"第 {version} 版",),
        edition=edition,
    )  # fmt: skip


def _signed(quantity: Quantity) -> str:
    return quantity.shown if quantity.count < 0 else f"+{quantity.shown}"


@dataclass(frozen=True, slots=True)
class GoalLine:
    """Hold one target as printed: its words, the slogan it comes from, who is responsible, target, month, year, share; `indent` for a county's part.

    `parts` tells how many lines below stand for a number that was announced across kinds and is not reckoned with.
    """

    label: str
    slogan: str
    responsible: str
    target: Quantity
    shown: str
    month: Quantity | None
    done: Quantity | None
    tenths: int | None
    rank: str = ""
    indent: int = 0
    parts: int = 0


def _done(one: GoalLine) -> Cell:
    """Give what was done; a share with what it is a share of."""
    if one.done is None:
        return f"见下列 {one.parts} 项" if one.parts else "尚未统计"
    return f"{one.done.shown}%" if isinstance(one.done, Share) else one.done


def goals(
    office: str, year: int, until: str, lines: Sequence[GoalLine], judged: Sequence[tuple[str, Judged]] = ()
) -> Statement:
    """Lay the progress of targets out (目标任务完成进度表); `judged` are 累计 = Σ各月 with whose target it is, printed one by one where they do not hold."""
    columns = (
        StatColumn("任　　务", 84, "left"), StatColumn("口号", 26, "centre"), StatColumn("责任单位", 42, "left"), StatColumn("年目标", 40), StatColumn("本月", 26),
        StatColumn("本年累计", 28), StatColumn("完成率", 20), StatColumn("排名", 14, "centre"),
    )  # fmt: skip
    rows = [
        StatRow(
            (
                one.label, one.slogan, one.responsible, one.shown, one.month, _done(one),
                None if one.tenths is None else Tenths(one.tenths), one.rank,
            ),
            one.indent, strong=one.indent == 0,
        )
        for one in lines
    ]  # fmt: skip
    mixed = (
        ["报道口径的数把人次与人加在一起，本表不合计，下面分列它的各项。"] if any(one.parts for one in lines) else []
    )
    notes = [*mixed, "完成数由业务记录统计，不另填报；单位不同的数不相加。完成率按千分位截去，不进位。"]
    checks = [
        CheckLine(one.standing, f"{whose}：{one.words}", one.why) for whose, one in judged if one.standing == "bad"
    ]
    if judged and not checks:
        checks = [CheckLine("ok", f"{len(judged)} 项累计 = 各月之和（已上报的月份按最后一版，含更正）")]
    if checks:
        notes.append("人数按人去重，同一人可在几个月出现，各月不能相加，不作累计与各月的勾稽。")
    return Statement(
        f"{year} 年目标任务完成进度表", [f"单位：{office}", f"截至：{until}"], columns, rows, checks, notes,
        signers=[("负责人", ""), ("审核人", ""), ("填表人", ""), ("盖章处", "")],
    )  # fmt: skip

"""The audit log as a file, and the findings of a check in words: used by the window and the command line alike, so without Qt."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rules.steps import Step, unheard
from ui.text import N_, _

if TYPE_CHECKING:
    from db.audit import Filter, Line
    from db.casebook import Casebook, Session
    from db.soundness import Fault

CSV = ".csv"
_NOBODY = (N_("程序自动"), N_("未知人员"))
"""What stands where no name is known."""
_HEADINGS = (
    "时间",
    "操作人",
    "登录名",
    "单位",
    "业务",
    "对象",
    "操作",
    "字段",
    "原值",
    "新值",
    "核准人",
    "时钟存疑",
    "状态",
    "序号",
)
_WIDTHS = (18, 10, 12, 22, 14, 26, 12, 14, 30, 30, 10, 8, 14, 8)
_FAULTS = {
    "chain": N_("{unit}第 {q} 条记录{day}{table}起不能与前文衔接：缺失、被移动或被改动"),
    "content": N_("{unit}第 {q} 条记录{day}{table}的内容不见了，又没有删除手续"),
    "row": N_("“{table}”{thing}{day}与记录不符：数据文件被直接改动过"),
    "stray": N_("“{table}”{thing}没有任何记录：数据文件被直接加进了内容"),
}


def write(
    book: "Casebook", chosen: "Filter", to: Path, second: "Session | None", *, full: bool = False,
    step: Step = unheard,
) -> int:  # fmt: skip
    """Write the chosen lines to an .xlsx or .csv file, one row a field, and journal by two persons that it was done; give how many entries.

    Raise NotPermitted, SecondPersonNeeded, ExportExists, TooManyLines or PaperNotWritten.
    """
    from db import audit, sweeping
    from db.backup import ExportExists
    from printouts import workbook

    if to.exists():
        raise ExportExists(name=to.name)
    count = audit.count(book, chosen)
    audit.note_export(book, to.name, count, second)
    days = " 至 ".join(day.isoformat() if day else "…" for day in (chosen.first, chosen.last))
    note = _("导出 {now}　{who}　日期 {days}　共 {n} 条").format(
        now=f"{book.clock.now():%Y-%m-%d %H:%M}", who=book.signed_in.name, days=days, n=count
    )
    sheet = workbook.Sheet(_("操作日志"), note, _HEADINGS, _WIDTHS)
    rows = _rows(audit.lines(book, chosen, full=full, step=step))
    with sweeping.noted(book.store, to):
        (workbook.plain_listing if to.suffix.lower() == CSV else workbook.listing)(sheet, rows, to)
    return count


def _rows(lines: "Iterator[Line]") -> Iterator[tuple[str, ...]]:
    for line in lines:
        head = (f"{line.at:%Y-%m-%d %H:%M:%S}", line.who, line.login, line.unit, line.table, line.thing, line.deed)
        tail = (line.second, _("是") if line.doubt else "", line.state, str(line.q))
        for change in line.changes or (None,):
            middle = (change.label, change.before, change.after) if change else ("", "", "")
            yield (*head, *middle, *tail)


def who_words(line: "Line") -> str:
    """Say who did it: a person's name as it is, or that it was nobody."""
    return _(line.who) if line.who in _NOBODY else line.who


def fault_words(fault: "Fault") -> str:
    """Say what a check found, as one would say it on the telephone."""
    day = f"（{fault.day:%Y-%m-%d}）" if fault.day else ""
    table = f"“{fault.table}”" if fault.kind in {"chain", "content"} and fault.table else fault.table
    thing = f"“{fault.thing}”" if fault.thing else ""
    return (
        _(_FAULTS[fault.kind]).format(unit=fault.unit or _("未知单位"), q=fault.q, day=day, table=table, thing=thing)
        + "。"
    )

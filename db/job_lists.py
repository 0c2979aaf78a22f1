"""Lists of jobs as Excel: a labour office's taken in, ours given out. Each is a batch with what became of its lines (就业信息联网共享, offline).

The columns of a list are understood as those of an old ledger are: by the words over them, else asked once and remembered. What comes in is
`待核实`: nobody is referred to it before somebody has asked the employer.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import jobs, ledger_cells, ledger_columns, ledgers, records, roster
from db.casebook import Casebook
from db.journal import Writer
from db.ledger_cells import Unreadable
from db.ledger_columns import LedgerColumnsUnsure, LedgerEmpty
from db.ledger_kinds import Field, LedgerKind
from db.ledgers import Chosen, Ledger, LedgerReport
from db.records import Kind, Record
from db.roster import ImportCancelled, Progress, RosterDetail
from db.roster_rows import RosterRow
from db.tables import jobs as tables
from rules import phones, uscc
from rules.permissions import Action

RECEIVED, SENT = "1", "2"
"""Codes of `job_direction`."""
USUAL_DAYS = 30
"""Days for which a line is good that names no last day; verification may set another."""
MOST_PLACES = 9_999
_WAGE = re.compile(r"(\d[\d,.]*)(?:元)?(?:[-–—~～至到]+(\d[\d,.]*))?(?:元)?(?:/?(?:每?月|月薪))?(以上|起|左右)?")
_TELL_EVERY = 200

BATCH = Kind("job_batch", Action.JOBS_WRITE)
VACANCIES = LedgerKind(
    "vacancy", "jobs", "岗位清单", frozenset({"desk"}),
    (
        Field("employer", "用人单位", "text", (
            "用人单位", "单位名称", "企业名称", "招聘单位", "用工单位", "公司名称", "用人单位名称", "单位", "企业", "公司",
        ), required=True, strict=True),
        Field("uscc", "统一社会信用代码", "text", ("统一社会信用代码", "信用代码", "社会信用代码", "组织机构代码", "营业执照号", "工商注册号")),
        Field("post", "岗位", "text", ("岗位", "招聘岗位", "岗位名称", "招聘职位", "职位", "职位名称", "招聘工种", "工种岗位", "需求岗位"), required=True, strict=True),
        Field("trade", "工种", "text", ("工种", "职业", "专业", "职业工种", "工种类别")),
        Field("places", "招聘人数", "count", ("招聘人数", "需求人数", "人数", "用工人数", "招工人数", "数量", "名额", "需求量"), strict=True, most=MOST_PLACES),
        Field("wage", "月工资", "text", ("月工资", "月薪", "工资", "薪资", "薪酬", "工资待遇", "待遇", "月收入", "工资标准", "薪资待遇", "月薪（元）", "月工资（元）")),
        Field("place", "工作地点", "text", ("工作地点", "工作地", "用工地点", "上班地点", "地点", "工作地址", "用工地")),
        Field("conditions", "招聘条件", "text", ("招聘条件", "条件", "要求", "岗位要求", "任职要求", "招聘要求", "年龄学历要求", "用工条件")),
        Field("benefits", "待遇与保险", "text", ("待遇与保险", "福利待遇", "福利", "食宿", "保险", "社会保险", "其他待遇", "包吃住")),
        Field("contact", "联系人", "text", ("联系人", "招聘联系人", "负责人", "联络人")),
        Field("phone", "联系电话", "phone", ("联系电话", "电话", "手机", "联系方式", "招聘电话", "咨询电话")),
        Field("valid_until", "有效期至", "day", ("有效期至", "有效期", "截止日期", "招聘截止日期", "截止时间", "有效日期", "招聘期限"), same=True),
    ),
    (), ("employer", "post"),
    (("单位", "employer"), ("企业", "employer"), ("岗位", "post"), ("职位", "post"), ("人数", "places"), ("工资", "wage"), ("薪", "wage"), ("信用代码", "uscc"),
     ("电话", "phone"), ("要求", "conditions"), ("条件", "conditions"), ("截止", "valid_until")),
    action=Action.JOBS_WRITE,
)  # fmt: skip
REASONS: Mapping[str, str] = {
    "EMPLOYER_EMPTY": "没有用人单位名称", "POST_EMPTY": "没有岗位名称", "COUNT_FORMAT": "招聘人数看不明白", "DATE_FORMAT": "有效期看不明白，按 30 天登记",
    "DATE_PAST": "有效期已过，不采用", "VACANCY_KNOWN": "同单位同岗位已在招", "ROW_REPEATED": "与本表前面一行重复", "USCC_WRONG": "统一社会信用代码校验不符，没有采用代码",
    "PHONE_FORMAT": "电话位数不对，没有采用", "WAGE_TEXT": "工资不是数字，记在待遇里", "PLACES_EMPTY": "没有人数，按 1 人登记",
}  # fmt: skip

_REFUSING = frozenset({"EMPLOYER_EMPTY", "POST_EMPTY", "COUNT_FORMAT", "DATE_PAST"})


@dataclass(frozen=True)
class Batch:
    """Hold where a list comes from: the office, what kind of source it is (code of `job_source`), the day on which it came."""

    partner: str
    source: str
    day: dt.date


@dataclass
class _Line:
    """Hold one line as it is understood: the vacancy's and the employer's values, its findings (code, field), its outcome."""

    row: RosterRow
    vacancy: dict[str, Any]
    employer: dict[str, Any]
    findings: list[tuple[str, str]]
    outcome: str = "accepted"


def read_wage(text: str) -> tuple[int | None, int | None] | None:
    """Read a monthly wage as fen (from, to): 1200-1800, 1500元以上, 1,600 元/月; None where it is words (面议)."""
    found = _WAGE.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not found:
        return None
    low, high = (_fen(one) for one in (found[1], found[2]))
    if low is None or (found[2] and high is None) or (high is not None and high < low):
        return None
    return low, high if high is not None or found[3] else low


def _fen(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return ledger_cells.amount(text, unit_fen=100, most=10_000_000)
    except Unreadable:
        return None


def take(
    book: Casebook, ledger: Ledger, batch: Batch, *, chosen: Chosen | None = None, dry_run: bool = False, again: bool = False,
    progress: Progress | None = None, cancelled: Callable[[], bool] | None = None,
) -> LedgerReport:  # fmt: skip
    """Judge a list's lines and, without `dry_run`, enter its vacancies, employers not known yet, and the batch: all or nothing.

    Raise NotPermitted, LedgerColumnsUnsure, LedgerEmpty, AlreadyImported or ImportCancelled.
    """
    book.require(Action.JOBS_WRITE)
    sheets, told = _settled(book, ledger, chosen or {})
    if dry_run:
        return _report(ledger, _judge(book, sheets, batch, progress, cancelled), dry_run=True)
    with book.write() as writer:
        if not again:
            roster.refuse_known(book, ledger.sha256)
        lines = _judge(book, sheets, batch, progress, cancelled)
        report = _report(ledger, lines, dry_run=False)
        _enter(book, writer, ledger, batch, lines, report)
        for layout in told:
            ledgers.remember(book, ledger.kind, layout)
        roster.note_import(book, ledger.sha256, ledger.name, ledger.kind.table, report.as_dict())
    return report


def _settled(
    book: Casebook, ledger: Ledger, chosen: Chosen
) -> tuple[list[ledger_columns.Sheet], list[ledger_columns.Layout]]:
    """Put what was told in place of what was found; sheets that lack a column are left out where others do not."""
    sheets, told = [], []
    for sheet in ledger.sheets:
        layout = sheet.layout
        if layout.key in chosen:
            layout = ledger_columns.settle(ledger.kind, layout, chosen[layout.key], today=book.today)
            told.append(layout)
        sheets.append(ledger_columns.Sheet(sheet.grid, layout))
    sure = [sheet for sheet in sheets if sheet.layout.is_sure]
    unsure = [sheet for sheet in sheets if not sheet.layout.is_sure]
    if unsure and not (sure and all(ledger_columns.lacking(ledger.kind, one.layout.chosen) for one in unsure)):
        labels = "、".join(ledger.kind.by_name[name].label for name in dict.fromkeys(unsure[0].layout.doubts))
        raise LedgerColumnsUnsure(name=ledger.name, sheet=unsure[0].layout.sheet, columns=labels)
    return sure, told


def _judge(
    book: Casebook, sheets: Sequence[ledger_columns.Sheet], batch: Batch, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> list[_Line]:  # fmt: skip
    lines: list[_Line] = []
    known = _Known(book)
    for sheet in sheets:
        same = {
            name: ledger_columns.constant(VACANCIES, name, place, today=book.today)
            for name, place in sheet.layout.chosen.items()
            if isinstance(place, str)
        }
        for row in ledger_columns.rows(VACANCIES, sheet):
            line = _read(book, row, same, batch)
            known.compare(line)
            lines.append(line)
            if len(lines) % _TELL_EVERY == 0:
                if cancelled is not None and cancelled():
                    raise ImportCancelled(name=sheet.grid.name)
                if progress is not None:
                    progress(len(lines))
    return lines


def _read(book: Casebook, row: RosterRow, same: Mapping[str, Any], batch: Batch) -> _Line:
    cells = {**same, **row.cells}
    text = {one.name: ledger_cells.words(cells[one.name]) if one.name in cells else "" for one in VACANCIES.fields}
    line = _Line(row, {"post": text["post"], "day": batch.day, "source": batch.source}, {"name": text["employer"]}, [])
    for name, code in (("employer", "EMPLOYER_EMPTY"), ("post", "POST_EMPTY")):
        if not text[name]:
            _refuse(line, code, name)
    for name in ("trade", "place", "conditions", "benefits"):
        line.vacancy[name] = text[name]
    line.employer["contact"] = text["contact"]
    _read_places(line, cells)
    _read_until(book, line, cells, batch)
    _read_pay(line, text)
    if text["uscc"]:
        if uscc.problem(text["uscc"]):
            line.findings.append(("USCC_WRONG", "uscc"))
        else:
            line.employer["uscc"] = uscc.normalise(text["uscc"])
    if text["phone"]:
        if phones.is_valid(phones.normalise(text["phone"])):
            line.employer["phone"] = phones.normalise(text["phone"])
        else:
            line.findings.append(("PHONE_FORMAT", "phone"))
    return line


def _refuse(line: _Line, code: str, field: str) -> None:
    line.outcome = "rejected"
    line.findings.append((code, field))


def _read_places(line: _Line, cells: Mapping[str, Any]) -> None:
    if "places" not in cells:
        line.vacancy["places"] = 1
        line.findings.append(("PLACES_EMPTY", "places"))
        return
    try:
        line.vacancy["places"] = ledger_cells.count(cells["places"], most=MOST_PLACES)
    except Unreadable as error:
        _refuse(line, error.code, "places")


def _read_until(book: Casebook, line: _Line, cells: Mapping[str, Any], batch: Batch) -> None:
    until = batch.day + dt.timedelta(days=USUAL_DAYS)
    if "valid_until" in cells:
        try:
            until = dt.date.fromisoformat(ledger_cells.day(cells["valid_until"], today=book.today, future=True))
        except (Unreadable, ValueError):
            line.findings.append(("DATE_FORMAT", "valid_until"))
    if until < book.today or until < batch.day:
        _refuse(line, "DATE_PAST", "valid_until")
    line.vacancy["valid_until"] = until


def _read_pay(line: _Line, text: Mapping[str, str]) -> None:
    if not text["wage"]:
        return
    pay = read_wage(text["wage"])
    if pay is None:
        line.vacancy["benefits"] = "；".join(part for part in (text["wage"], text["benefits"]) if part)
        line.findings.append(("WAGE_TEXT", "wage"))
    else:
        line.vacancy["wage_from_fen"], line.vacancy["wage_to_fen"] = pay


class _Known:
    """Compare lines with the employers and open vacancies that are here, and with the lines before."""

    def __init__(self, book: Casebook) -> None:
        units = book.store.rows("SELECT id, name, uscc FROM employer WHERE name IS NOT NULL")
        self._by_name = {jobs.fold(row["name"]): bytes(row["id"]) for row in units}
        self._by_number = {row["uscc"]: bytes(row["id"]) for row in units if row["uscc"]}
        sql = "SELECT employer, post FROM vacancy WHERE status IN (?, ?) AND valid_until >= ?"
        found = book.store.rows(sql, (tables.UNVERIFIED, tables.OPEN, book.today.isoformat()))
        self._open = {(bytes(row["employer"]), jobs.fold(row["post"] or "")) for row in found if row["employer"]}
        self._seen: set[tuple[str, str]] = set()

    def compare(self, line: _Line) -> None:
        """Find a line's employer; call it a duplicate where its post is open already or stood in a line before."""
        if line.outcome != "accepted":
            return
        name, post = jobs.fold(line.employer["name"]), jobs.fold(line.vacancy["post"])
        unit = self._by_number.get(line.employer.get("uscc", "")) or self._by_name.get(name)
        if (name, post) in self._seen:
            line.outcome = "duplicate"
            line.findings.append(("ROW_REPEATED", "post"))
        elif unit is not None and (unit, post) in self._open:
            line.outcome = "duplicate"
            line.findings.append(("VACANCY_KNOWN", "post"))
        self._seen.add((name, post))
        if unit is not None:
            line.vacancy["employer"] = unit


def _enter(
    book: Casebook, writer: Writer, ledger: Ledger, batch: Batch, lines: Sequence[_Line], report: LedgerReport
) -> None:  # fmt: skip
    made = records.put(book, writer, BATCH, {
        "direction": RECEIVED, "partner": batch.partner, "source": batch.source, "day": batch.day, "count": report.rows, "taken": report.accepted,
        "known": report.duplicates, "refused": sum(report.rejected.values()), "file": ledger.name,
    })  # fmt: skip
    writer.flush()
    new: dict[str, bytes] = {}
    for line in lines:
        if line.outcome != "accepted":
            continue
        name = jobs.fold(line.employer["name"])
        unit = line.vacancy.get("employer") or new.get(name)
        if unit is None:
            unit = new[name] = records.put(book, writer, jobs.EMPLOYER, {**line.employer, "active": True})
            writer.flush()
        records.put(book, writer, jobs.VACANCY, {**line.vacancy, "employer": unit, "batch": made})
        writer.flush()


def _report(ledger: Ledger, lines: Sequence[_Line], *, dry_run: bool) -> LedgerReport:
    if not lines:
        raise LedgerEmpty(name=ledger.name)
    rejected: dict[str, int] = {}
    warnings: dict[str, int] = {}
    details = []
    for line in lines:
        said = list(dict.fromkeys(line.findings))
        details += [_detail(line, code, field) for code, field in said]
        if line.outcome == "rejected":  # a row counts once, by what refused it
            code = next(code for code, _ in said if code in _REFUSING)
            rejected[code] = rejected.get(code, 0) + 1
        elif line.outcome == "accepted":
            for code in {code for code, _ in said}:
                warnings[code] = warnings.get(code, 0) + 1
    accepted = [line for line in lines if line.outcome == "accepted"]
    return LedgerReport(
        rows=len(lines), accepted=len(accepted), duplicates=sum(line.outcome == "duplicate" for line in lines), rejected=rejected, parked={},
        warnings=warnings, details=tuple(details), kind=ledger.kind.table, name=ledger.name, sha256=ledger.sha256.hex(),
        matched=sum("employer" in line.vacancy for line in accepted), corrected=0, dry_run=dry_run,
    )  # fmt: skip


def _detail(line: _Line, code: str, field: str) -> RosterDetail:
    label = VACANCIES.by_name[field].label
    shown = ledger_cells.words(line.row.cells.get(field)) if field in line.row.cells else ""
    return RosterDetail(
        line.row.sheet,
        line.row.number,
        line.employer["name"][:20],
        line.outcome,
        code,
        label,
        shown[:24],
        REASONS[code],
    )


# --- giving out ----------------------------------------------------------------------------------------------------

HEADINGS = (
    "序号", "用人单位", "统一社会信用代码", "招聘岗位", "工种", "招聘人数", "月工资", "工作地点", "招聘条件", "待遇与保险", "联系人", "联系电话", "有效期至",
)  # fmt: skip
WIDTHS = (6, 28, 22, 16, 12, 10, 16, 22, 32, 22, 10, 16, 12)


def lines_out(book: Casebook) -> Iterator[tuple[str, ...]]:
    """Give the vacancies that are open today as lines of a list, in the words of `HEADINGS`; what was not verified is not given out."""
    units: dict[bytes, Record] = {}
    number = 0
    for one in records.every(book, "vacancy", records.Filter(states=(tables.OPEN,))):
        if not jobs.is_open(book, one):
            continue
        number += 1
        unit = units.get(one["employer"]) or units.setdefault(
            one["employer"], records.get(book, "employer", one["employer"])
        )
        place = one.words["region"] + (one["place"] or "")
        yield (
            str(number), unit["name"] or "", unit["uscc"] or "", one["post"] or "", one["trade"] or "", str(one["places"] or ""), _pay(one), place,
            one["conditions"] or "", one["benefits"] or "", unit["contact"] or "", unit["phone"] or "", one.words["valid_until"],
        )  # fmt: skip


def _pay(one: Record) -> str:
    low, high = (None if fen is None else f"{fen // 100}" for fen in (one["wage_from_fen"], one["wage_to_fen"]))
    if low is None:
        return "面议" if high is None else high
    if high is None:
        return f"{low}以上"
    return low if low == high else f"{low}-{high}"


def note_sent(book: Casebook, partner: str, file: str, count: int) -> bytes:
    """Note that a list was given to another office; give the batch's id; raise NotPermitted or FieldUnfit."""
    return records.add(book, BATCH, {"direction": SENT, "partner": partner, "count": count, "file": file})

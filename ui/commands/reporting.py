"""Commands about reports: one as a file or on the screen, its correction, the month's end, the progress of targets, and terms in workdays."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules import periods, quantities
from rules.errors import UserError
from rules.periods import Period
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.targets import Progress
    from rules.quantities import Quantity
    from rules.reports import Correction, Judged, Report

_FEN, _WAN = N_("分"), N_("万元")
"""Units as JSON tells them, the same in every language."""
_STANDING = {"done": "√", "todo": "□", "note": "○"}


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("report", help=_("报表：月报、季报、年报，写成 .xlsx 或 .pdf"))
    one.add_argument("name", nargs="?", default="", metavar=_("报表"), help=_("报表的代号或名称；不填则列出有哪些报表"))
    one.add_argument(
        "--period",
        type=period,
        default=None,
        metavar=_("报告期"),
        help=_("月报 2009-03，季报 2009-Q1，年报 2009；不填为上月"),
    )
    one.add_argument("--county", type=entrance.region, default=None, metavar=_("县代码"), help=_("省总：只出一个县的"))
    one.add_argument("--correction", action="store_true", help=_("出更正报表（已锁定的报告期）"))
    one.add_argument("--to", type=Path, default=None, metavar=_("文件"), help=_("写到 .xlsx 或 .pdf；不填则显示"))
    _place(one, report)
    one = groups.add_parser("month-end", help=_("月末结账：清单、锁定、更正"))
    one.add_argument("--period", type=period, default=None, metavar=_("月份"), help=_("例如 2009-03；不填为上月"))
    one.add_argument("--lock", action="store_true", help=_("锁定这个月的报表"))
    one.add_argument("--correct", action="store_true", help=_("为已锁定的月份作更正报表"))
    one.add_argument("--reason", default="", metavar=_("原因"), help=_("更正原因"))
    for name, words in (
        ("prepared", _("填表人")),
        ("reviewed", _("审核人")),
        ("head", _("负责人")),
        ("phone", _("联系电话")),
    ):
        one.add_argument(f"--{name}", default="", metavar=words, help=words)
    _place(one, month_end)
    one = groups.add_parser("targets", help=_("目标任务：完成进度、采用 2009 年现成方案"))
    one.add_argument("--year", type=int, default=0, metavar=_("年度"), help=_("不填为今年"))
    one.add_argument(
        "--adopt",
        type=entrance.region,
        default=None,
        metavar=_("地区代码"),
        help=_("采用这个地区 2009 年的目标（省总）"),
    )
    one.add_argument("--register", action="store_true", help=_("列出 2009 年的全部数字及其存疑之处"))
    one.add_argument("--to", type=Path, default=None, metavar=_("文件"), help=_("进度表写到 .xlsx 或 .pdf"))
    _place(one, targets)
    one = groups.add_parser("holidays", help=_("节假日与工作日：算期限、导入一年的放假与调休"))
    one.add_argument(
        "--import",
        dest="file",
        type=Path,
        default=None,
        metavar=_("文件"),
        help=_("CSV 表：日期,安排,名称（安排写放假或上班）"),
    )
    one.add_argument("--publish", type=int, default=0, metavar=_("年度"), help=_("省总：把这一年的安排发布给各县"))
    one.add_argument(
        "--since", type=entrance.day, default=None, metavar=_("日期"), help=_("从这天的次日起算，不填为今天")
    )
    one.add_argument("--days", type=entrance.count, default=0, metavar=_("几天"), help=_("满几个工作日是哪天"))
    one.add_argument("--year", type=int, default=0, metavar=_("年度"), help=_("列出这一年的放假与调休，不填为今年"))
    _place(one, holidays)


def _place(one: argparse.ArgumentParser, run: Any) -> None:
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=run)


def period(text: str) -> Period:
    """Read a period for argparse."""
    try:
        return periods.read(text)
    except periods.PeriodFormat as error:
        raise argparse.ArgumentTypeError(
            _("报告期应写作 2009-03、2009-Q1 或 2009：{text}").format(text=text[:20])
        ) from error


def _last_month(book: "Casebook") -> Period:
    return periods.month_of(book.today).before


# --- reports


def report(arguments: argparse.Namespace) -> Answer:
    """Show or write a report, or list which there are."""
    from db import reports
    from ui import report_file

    book = entrance.open_book(arguments)
    try:
        wanted = arguments.period or _last_month(book)
        if not arguments.name:
            known = reports.forms(reports.kind_of(wanted), book.workplace.kind)
            return Answer(
                [{"name": form.key, "title": form.title, "often": list(form.often)} for form in known],
                [f"{form.key}　{_(form.title)}" for form in known],
            )
        if arguments.to is not None:
            write = report_file.write_correction if arguments.correction else report_file.write_report
            path = write(book, arguments.name, wanted, arguments.to, (arguments.county or ""))
            return Answer({"file": str(path), "period": str(wanted)}, [_("已写到 {path}").format(path=path)])
        if arguments.correction:
            found = reports.last_correction(
                book, arguments.name, wanted, (arguments.county or "")
            ) or reports.correction(book, arguments.name, wanted, (arguments.county or ""))
            return Answer(_corrected(found), _correction_lines(found))
        made = reports.report(book, arguments.name, wanted, (arguments.county or ""))
    finally:
        book.close()
    return Answer(_value(made), _lines(made))


def _told(quantity: "Quantity | None") -> dict[str, Any] | None:
    from rules.quantities import Share

    if quantity is None:
        return None
    found = {"count": quantity.count, "unit": _FEN if quantity.unit == _WAN else quantity.unit}
    if isinstance(quantity, Share) and quantity.whole:
        return {**found, "part": quantity.part, "whole": quantity.whole}
    return found


def _value(made: "Report") -> dict[str, Any]:
    return {
        "report": made.form, "title": made.title, "office": made.office, "period": str(made.period), "state": made.state, "version": made.version,
        "zero": made.is_zero, "late": made.late,
        "lines": [
            {
                "number": line.number, "label": line.label, "period": _told(line.value("period")), "year": _told(line.value("year")),
                "last_period": _told(line.value("last_period")), "person_times_year": _told(line.times("year")),
                "persons_year": _told(line.once("year")), "persons_all": _told(line.once("all")), "target": _told(line.target), "tenths": line.tenths,
            }
            for line in made.lines
        ],
        "checks": [{"standing": one.standing, "words": one.words, "why": one.why} for one in made.judged],
    }  # fmt: skip


def _lines(made: "Report") -> list[str]:
    states = {
        "open": _("未锁定"),
        "locked": _("已锁定"),
        "corrected": _("更正后第 {version} 版").format(version=made.version),
    }
    told = [
        f"{made.office}　{_(made.title)}　{_(made.period.label)}　{states[made.state]}"
        + ("　" + _("零报表") if made.is_zero else "")
    ]
    for line in made.lines:
        year = line.value("year")
        more = (
            ""
            if line.once("year") is None
            else "　"
            + _("人次 {times}　历年人数 {persons}").format(
                times=_shown(line.times("year")), persons=_shown(line.once("all"))
            )
        )
        share = "" if line.tenths is None else "　" + _("完成 {share}").format(share=quantities.percent(line.tenths))
        told.append(
            f"{'　' * line.indent}{line.number} {_(line.label)}　"
            + _("本期 {period}　本年 {year} {unit}").format(
                period=_(line.value("period").shown), year=_(year.shown), unit=_(year.unit)
            )
            + more
            + share
        )
    told += [
        f"{_('平') if one.standing == 'ok' else _('说明') if one.standing == 'note' else _('不平')}　{_(one.words)}{'　' + _(one.why) if one.why else ''}"
        for one in made.judged
    ]
    if made.late:
        told.append(_("锁定后有 {late} 个数已不同，请作更正报表。").format(late=made.late))
    return told


def _shown(quantity: "Quantity | None") -> str:
    return "—" if quantity is None else _(quantity.shown)


def _corrected(found: "Correction") -> dict[str, Any]:
    return {
        "report": found.now.form, "period": str(found.now.period), "reason": found.reason, "from": found.before.version,
        "changes": [
            {"number": one.number, "label": one.label, "what": one.what, "reported": _told(one.reported), "correction": _told(one.correction), "now": _told(one.now)}
            for one in found.changes
        ],
    }  # fmt: skip


def _correction_lines(found: "Correction") -> list[str]:
    told = [
        _("{title}更正报表　{period}").format(title=_(found.now.title), period=_(found.now.period.label))
        + (f"　{found.reason}" if found.reason else "")
    ]
    told += [
        _("{number} {label}　{what}　{reported} → {now} {unit}（{count:+,}）").format(
            number=one.number,
            label=_(one.label),
            what=_(one.what),
            reported=_(one.reported.shown),
            now=_(one.now.shown),
            unit=_(one.now.unit),
            count=one.correction.count,
        )
        if one.now.unit != _WAN
        else _("{number} {label}　{what}　{reported} → {now} 万元").format(
            number=one.number,
            label=_(one.label),
            what=_(one.what),
            reported=_(one.reported.shown),
            now=_(one.now.shown),
        )
        for one in found.changes
    ]
    return told if found.changes else [*told, _("与上报时一致。")]


# --- month's end


class NotAMonth(UserError):
    """Say that the month's end asks for a month; field `period`."""

    code = "NOT_A_MONTH"


def month_end(arguments: argparse.Namespace) -> Answer:
    """Go through the items of a month, lock it, or correct it."""
    from db import month_end as checklist
    from db import reports
    from rules.reports import Signers

    signers = Signers(arguments.prepared, arguments.reviewed, arguments.head, arguments.phone)
    book = entrance.open_book(arguments)
    try:
        month = arguments.period or _last_month(book)
        if not month.month:
            raise NotAMonth(period=month.label)
        if arguments.correct:
            done = reports.correct(book, month, arguments.reason, signers)
            return Answer([_corrected(one) for one in done], [line for one in done for line in _correction_lines(one)])
        found = checklist.look(book, month)
        if arguments.lock:
            held = reports.lock(book, month, signers, found.undone)
            return Answer(
                {"locked": str(month), "zero": held.zero, "undone": list(held.undone)},
                [
                    (_("已锁定{month}的报表（零报表）。") if held.zero else _("已锁定{month}的报表。")).format(
                        month=_(month.label)
                    ),
                    *(_("锁定时未办：{one}").format(one=_(one)) for one in held.undone),
                ],
            )
    finally:
        book.close()
    items = [
        {"key": one.key, "label": one.label, "standing": one.standing, "count": one.count, "detail": one.detail} for one in found.items
    ]  # fmt: skip
    state = _("已于 {day} 锁定").format(day=found.lock.day) if found.lock else _("未锁定")
    lines = [
        f"{_(month.label)}　{state}",
        *(f"{_STANDING[one.standing]} {_(one.label)}　{_(one.detail)}".rstrip() for one in found.items),
    ]
    return Answer({"month": str(month), "locked": bool(found.lock), "items": items}, lines)


# --- targets


def targets(arguments: argparse.Namespace) -> Answer:
    """Tell the progress of targets, take a ready set, list the register, or write the table."""
    from db import target_checks
    from db import targets as goals
    from rules.programme import KINDS, programme
    from ui import report_file, target_words

    if arguments.register:
        register = programme()
        return Answer(
            [
                {"number": one.number, "region": one.region, "place": one.place, "words": one.words, "value": one.shown, "kind": one.kind,
                 "slogan": one.slogan, "notes": list(one.notes)}
                for one in register.figures
            ],
            [f"{one.number}　{one.place}　{_(KINDS[one.kind])}　{one.words}　{target_words.figure(one)}" + "".join("\n    " + _("存疑：{note}").format(note=note) for note in one.notes) for one in register.figures],
        )  # fmt: skip
    book = entrance.open_book(arguments)
    try:
        year = arguments.year or book.today.year
        if arguments.adopt:
            made = goals.adopt(book, programme(), arguments.adopt)
            name = next(one.name for one in goals.sets(book) if one.id == made)
            return Answer({"adopted": name}, [_("已采用：{name}").format(name=name)])
        if arguments.to is not None:
            path = report_file.write_goals(book, year, arguments.to)
            return Answer({"file": str(path)}, [_("已写到 {path}").format(path=path)])
        found = goals.progress(book, year)
        judged = target_checks.judge(book, year, found)
    finally:
        book.close()
    lines = [
        line
        for one in found
        for line in (
            _goal_line(one, judged), *(f"  {_goal_line(part, judged)}" for part in one.shares),
        )
    ]  # fmt: skip
    return Answer([_goal(one, judged) for one in found], lines or [_("{year} 年还没有目标任务。").format(year=year)])


def _goal(one: "Progress", judged: "Mapping[bytes, Judged]") -> dict[str, Any]:
    draft, check = one.target.draft, judged.get(one.target.id)
    return {
        "label": draft.label, "slogan": draft.slogan, "county": one.target.county, "responsible": draft.unit_name, "target": _told(one.target.quantity),
        "done": _told(one.done), "tenths": one.tenths, "kind": draft.kind, "shares": [_goal(part, judged) for part in one.shares],
        "parts": [part.target.draft.label for part in one.parts],
        "check": None if check is None else {"standing": check.standing, "words": check.words, "why": check.why},
    }  # fmt: skip


def _goal_line(one: "Progress", judged: "Mapping[bytes, Judged]") -> str:
    from ui import target_words

    draft, check = one.target.draft, judged.get(one.target.id)
    where = f"{draft.unit_name}　" if draft.unit_name else ""
    goal = target_words.target(one.target)
    if one.parts:
        return where + _("{label}　目标 {target}　不合计，见下列 {n} 项").format(
            label=draft.label, target=goal, n=len(one.parts)
        )
    done = _("尚未统计") if one.done is None else _(one.done.shown)
    told = where + _("{label}　目标 {target}　完成 {done}　{share}").format(
        label=draft.label, target=goal, done=done, share=quantities.percent(one.tenths)
    )
    if check is None or check.standing == "ok":
        return told
    return "　".join([told, _("不平：{words}").format(words=_(check.words)), _(check.why)])


# --- days off


def holidays(arguments: argparse.Namespace) -> Answer:
    """Take a year's days off from a file, reckon a term, or list a year."""
    from db import workdays

    book = entrance.open_book(arguments)
    try:
        if arguments.file is not None:
            years = sorted(workdays.import_file(book, arguments.file).years)
            return Answer(
                {"imported": years}, [_("已导入 {years} 年的放假与调休。").format(years=_("、").join(map(str, years)))]
            )
        if arguments.publish:
            heard = workdays.publish(book, [arguments.publish])
            return Answer(
                {"published": arguments.publish, "counties": heard},
                [
                    _("{publish} 年的安排已发布，{heard} 个县有新内容，随下一份回执送达。").format(
                        publish=arguments.publish, heard=heard
                    )
                ],
            )
        calendar, today = workdays.calendar(book), book.today
    finally:
        book.close()
    if arguments.days:
        due = calendar.after(arguments.since or today, arguments.days)
        words = _("期满：{day}（缺节假日表，按自然日计算，请核对）") if due.is_natural else _("期满：{day}")
        words = words.format(day=due.day.isoformat())
        return Answer({"due": due.day.isoformat(), "natural_days": due.is_natural}, [words])
    year = arguments.year or today.year
    rows = calendar.of_year(year).rows()
    value = {
        "year": year,
        "known": year in calendar.years,
        "days": [{"day": day.isoformat(), "kind": kind, "name": name} for day, kind, name in rows],
    }
    lines = [f"{day.isoformat()}　{_(kind)}　{_(name)}".rstrip() for day, kind, name in rows]
    return Answer(value, lines or [_("没有 {year} 年的节假日表，期限按自然日计算。").format(year=year)])

"""The print register in words, and as a workbook: used by the window and the command line alike, so without Qt."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rules import periods, report_forms
from rules.steps import Step, unheard
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.prints import Filter, Paper, Run

KINDS: Mapping[str, str] = {
    "voucher": N_("培训券"),
    "certificate": N_("培训合格证书"),
    "roster": N_("培训花名册"),
    "claim": N_("兑付花名册"),
    "calibration": N_("套打校准页"),
    "registration": N_("农民工登记表"),
    "enrolment": N_("培训报名表"),
    "job_seeker": N_("求职登记表"),
    "data_sheet": N_("本人信息查询单"),
    "application": N_("开班申请表"),
    "attendance": N_("考勤表（已记）"),
    "attendance_blank": N_("考勤表（手填，按半天）"),
    "attendance_lessons": N_("考勤表（手填，按课节）"),
    "results": N_("考核成绩册"),
    "public_list": N_("公示名单"),
    "referral": N_("推荐信"),
    "rights_case": N_("维权受理登记表"),
    "rights_accepted": N_("维权受理通知书"),
    "rights_declined": N_("维权不予受理通知书"),
    "rights_passed_on": N_("维权转办函"),
    "member_application": N_("入会申请书和会员登记表"),
    "member_transfer": N_("会籍接转介绍信"),
    "loan_application": N_("小额担保贷款申请表"),
    "repayment_plan": N_("还款计划表"),
    "fee_waivers": N_("四免明细签领表"),
    "help_card": N_("创业帮扶卡"),
    "questionnaire": N_("调查问卷"),
    "cross_table": N_("调查交叉统计表"),
    "destruction": N_("到期清册"),
    "recovery_sheet": N_("应急口令单"),
    "blocks": N_("号段领用单"),
    "vouchers_taken": N_("领券签收表"),
    "backs": N_("副券送交清单"),
    "seal_use": N_("用印登记表"),
    "certificate_handout": N_("证书发放签收表"),
    "work_handover": N_("工作交接单"),
    "report": N_("报表"),
    "hardship_form": N_("困难职工档案表"),
    "relief_list": N_("救助发放表"),
    "fund_sheet": N_("资金收支表"),
}
_HEADINGS = ("时间", "打印件", "编号或名称", "第几次", "方式", "打印机", "页数", "份数", "再次打印的原因", "打印人")
_WIDTHS = (18, 16, 36, 12, 12, 22, 8, 8, 30, 12)
_WINDOW = 500
_REPORT = re.compile(r"(?P<form>[a-z_]+) (?P<period>\d{4}(?:-\d\d|-Q[1-4])?)(?: (?P<rest>.+))?")
"""How a report is written into the register: the key of its form, its period, and what it is if not the report itself."""


def kind(key: str) -> str:
    """Give the words of a kind of paper."""
    return _(KINDS[key]) if key in KINDS else key


def named(what: str) -> str:
    """Name a paper as people do: a report by its title and period, any other as the register names it."""
    found = _REPORT.fullmatch(what)
    form = report_forms.BY_KEY.get(found["form"]) if found else None
    if found is None or form is None:
        return what
    kind = N_("更正报表") if found["rest"] == "更正" else found["rest"]
    return " ".join(_(part) for part in (form.title, periods.read(found["period"]).label, kind) if part)


def things(run: "Run") -> str:
    """Say in short which papers went out: the one, or how many from which on."""
    first = named(run.first)
    return first if run.papers == 1 else _("{first} 起 {n} 张").format(n=f"{run.papers:,}", first=first)


def span(run: "Run") -> str:
    """Say which papers went out: the one, or how many from which to which."""
    if run.papers == 1:
        return named(run.first)
    return _("{first} 至 {last} 共 {n} 张").format(n=f"{run.papers:,}", first=run.first, last=run.last)


def amount(run: "Run") -> str:
    """Say how much paper it was."""
    if not run.pages:  # logged by a release that did not count
        return _("{n} 份").format(n=run.copies)
    if run.copies == 1:
        return _("{n} 页").format(n=f"{run.pages:,}")
    return _("{n} 页 × {copies} 份").format(n=f"{run.pages:,}", copies=run.copies)


def way(run: "Run") -> str:
    """Say where it went."""
    return _("存为 PDF") if run.way == "pdf" else run.printer or _("打印机")


def time_of(run: "Run") -> str:
    """Say whether it was the first time."""
    if run.way == "pdf":
        return "—"
    if not run.again:
        return _("首次")
    return _("重打") if run.again == run.papers else _("重打 {n} 张").format(n=run.again)


def edition(paper: "Paper") -> str:
    """Say which printing of a paper it was."""
    if not paper.edition:
        return _("未打印")
    return _("首次") if paper.edition == 1 else _("第 {n} 次").format(n=paper.edition)


def write(book: "Casebook", chosen: "Filter", to: Path, *, step: Step = unheard) -> int:
    """Write the chosen part of the register to an .xlsx file, a line a paper; give how many; raise ExportExists, TooManyLines or PaperNotWritten."""
    from db import prints
    from db.backup import ExportExists
    from printouts import workbook

    if to.exists():
        raise ExportExists(name=to.name)
    total = prints.count(book, chosen)
    note = _("{unit}　导出 {now}　{who}　共 {n} 次").format(
        unit=book.workplace.name, now=f"{book.clock.now():%Y-%m-%d %H:%M}", who=book.signed_in.name, n=total
    )
    return workbook.listing(
        workbook.Sheet(_("打印登记"), note, _HEADINGS, _WIDTHS), _rows(book, chosen, total, step), to
    )


def _rows(book: "Casebook", chosen: "Filter", total: int, step: Step) -> Iterator[tuple[str, ...]]:
    from db import prints

    after, done = None, 0
    while found := prints.page(book, chosen, after, _WINDOW):
        for run in found:
            for paper in prints.papers(book, run.n):
                yield (
                    f"{run.at:%Y-%m-%d %H:%M}", kind(run.kind), named(paper.name), edition(paper), _("存为 PDF") if run.way == "pdf" else _("打印"),
                    run.printer, str(run.pages or ""), str(run.copies), run.reason if paper.edition > 1 else "", run.who,
                )  # fmt: skip
            done += 1
            step(done, total)
        after = found[-1].n

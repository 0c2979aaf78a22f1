"""Commands of 创业指导: which loans are late, and what waits there; the documents about loans."""

import argparse
from typing import TYPE_CHECKING, Any

from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _

if TYPE_CHECKING:
    from rules.loans import LoanRule


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("loans-due", help=_("贷款待办：逾期、一周内到期、待审批，四免待签领"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=loans_due)
    one = groups.add_parser("loan-documents", help=_("贷款文件：哪份有效、登记一份、省总公布到各县"))
    one.add_argument("--day", type=entrance.day, default=None, metavar=_("日期"), help=_("列出这天有效的，不填为今天"))
    one.add_argument("--add", default="", metavar=_("名称"), help=_("登记一份文件（主管）；同时写 --from 和 --cap"))
    one.add_argument("--number", default="", metavar=_("文号"))
    one.add_argument("--from", dest="starts", type=entrance.day, default=None, metavar=_("日期"), help=_("施行日期"))
    one.add_argument(
        "--until", dest="ends", type=entrance.day, default=None, metavar=_("日期"), help=_("废止日期，仍有效的不写")
    )
    one.add_argument("--least", type=entrance.yuan, default=None, metavar=_("元"), help=_("每笔不低于"))
    one.add_argument("--cap", type=entrance.yuan, default=None, metavar=_("元"), help=_("每笔不超过"))
    one.add_argument("--months", type=entrance.count, default=None, metavar=_("月"), help=_("最长期限"))
    one.add_argument("--over-base", default=None, metavar=_("百分点"), help=_("最高上浮，如 3；不写不核对"))
    one.add_argument(
        "--subsidy", type=entrance.count, default=None, metavar=_("百分之几"), help=_("贴息最多占利息的多少")
    )
    one.add_argument("--couple", action="store_true", help=_("夫妻合并计算"))
    one.add_argument("--women", action="store_true", help=_("只适用妇女"))
    one.add_argument(
        "--region", type=entrance.region, default=None, metavar=_("地区代码"), help=_("只管一个市、县的写；全省的不写")
    )
    one.add_argument("--publish", action="store_true", help=_("省总：把登记的文件公布到各县，随下一份回执送达"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=loan_documents)


def loans_due(arguments: argparse.Namespace) -> Answer:
    """Note what has become late, then tell what waits."""
    from db import loans, records, startup
    from rules import money

    book = entrance.open_book(arguments)
    try:
        noted = loans.lapse(book)
        late = loans.late_ids(book)
        found = records.page(book, "loan", loans.late_filter(book), limit=records.MOST_FOUND)
        known = {one.id: (one["number"] or "", one.words["person"]) for one in found}
        soon = records.page(book, "loan", loans.soon_filter(book), limit=records.MOST_FOUND)
        waiting, unsigned = loans.waiting(book), startup.to_sign(book)
    finally:
        book.close()
    value = {
        "noted": noted,
        "late": [{"number": known[row][0], "days": one.days, "fen": one.fen} for row, one in late if row in known],
        "soon": [one["number"] for one in soon], "waiting": waiting, "unsigned": unsigned,
    }  # fmt: skip
    lines = [_("已按今天更新还款状态 {n} 笔").format(n=noted)] if noted else []
    lines += [
        _("逾期　{number}　{person}　{n} 天　{yuan} 元").format(
            number=known[row][0], person=known[row][1], n=one.days, yuan=money.grouped(one.fen)
        )
        for row, one in late
        if row in known
    ]
    lines += [
        _("一周内到期　{number}　{person}").format(number=one["number"], person=one.words["person"]) for one in soon
    ]
    lines += [_("待审批的贷款申请 {n} 笔").format(n=waiting)] if waiting else []
    lines += [_("四免待签领 {n} 条").format(n=unsigned)] if unsigned else []
    return Answer(value, lines or [_("没有要办的。")])


# --- documents


def loan_documents(arguments: argparse.Namespace) -> Answer:
    """Enter a document, publish what was entered, or tell which is in force on a day."""
    from db import loan_documents as documents
    from db import records

    book = entrance.open_book(arguments)
    try:
        value: dict[str, Any] = {}
        lines: list[str] = []
        if arguments.add:
            given = {**vars(arguments), "least_fen": arguments.least, "cap_fen": arguments.cap}
            told = {"name": arguments.add, **{name: given[name] for name in ("region", *documents.TERMS)}}
            row = records.add(book, documents.RULE, told)
            value["added"] = row.hex()
            lines.append(_("已登记《{name}》。").format(name=arguments.add))
        if arguments.publish:
            count, heard = documents.publish(book)
            value |= {"documents": count, "counties": heard}
            lines.append(_("在公布的贷款文件 {n} 份，有变动的 {k} 个县，随下一份回执送达。").format(n=count, k=heard))
        if value:
            return Answer(value, lines)
        day = arguments.day or book.today
        found = [documents.rule_for(book, day, woman=woman) for woman in (False, True)]
    finally:
        book.close()
    shown = [one for at, one in enumerate(found) if one is not None and one not in found[:at]]
    return Answer(
        {"day": day.isoformat(), "documents": [_document(one) for one in shown]},
        [_document_line(one) for one in shown] or [_("没有 {day} 有效的贷款文件。").format(day=day.isoformat())],
    )


def _document(one: "LoanRule") -> dict[str, Any]:
    from rules import loans

    return {
        "name": one.name, "number": one.number, "region": one.region, "from": one.first.isoformat(), "until": one.last.isoformat() if one.last else None,
        "least_fen": one.least_fen, "cap_fen": one.cap_fen, "months": one.months, "over_base": loans.rate_words(one.over_base) if one.over_base is not None else None,
        "couple": one.couple, "women": one.for_women, "subsidy": one.subsidy, "confirm": one.confirm,
    }  # fmt: skip


def _document_line(one: "LoanRule") -> str:
    from rules import money

    parts = [
        _("妇女") if one.for_women else "",
        _("不低于 {yuan} 元").format(yuan=money.grouped(one.least_fen)) if one.least_fen else "",
        _("不超过 {yuan} 元").format(yuan=money.grouped(one.cap_fen)) if one.cap_fen else "",
        _("最长 {n} 个月").format(n=one.months) if one.months else "",
        _("夫妻合并") if one.couple else "",
    ]
    return "　".join([_(one.title), *(part for part in parts if part)])

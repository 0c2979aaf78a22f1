"""Commands of 创业指导: which loans are late, and what waits there."""

import argparse
from typing import Any

from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("loans-due", help="贷款待办：逾期、一周内到期、待审批，四免待签领")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=loans_due)


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
    lines = [f"已按今天更新还款状态 {noted} 笔"] if noted else []
    lines += [
        f"逾期　{'　'.join(known[row])}　{one.days} 天　{money.grouped(one.fen)} 元"
        for row, one in late
        if row in known
    ]
    lines += [f"一周内到期　{one['number']}　{one.words['person']}" for one in soon]
    lines += [f"待审批的贷款申请 {waiting} 笔"] if waiting else []
    lines += [f"四免待签领 {unsigned} 条"] if unsigned else []
    return Answer(value, lines or ["没有要办的。"])

"""Commands about the print register of this PC."""

import argparse
from pathlib import Path
from typing import Any

from db import prints
from db.prints import Filter, Run
from ui import print_words
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _

_SHOWN = 200


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    register = groups.add_parser("prints", help=_("打印登记：list 列出或导出"))
    steps = register.add_subparsers(dest="step", metavar=_("步骤"), required=True)
    one = steps.add_parser("list", help=_("谁在何时打印了什么、几页几份、首次还是重打、为何重打"))
    one.add_argument("--since", type=entrance.day, default=None, help=_("起始日期，例如 2009-09-01"))
    one.add_argument("--until", type=entrance.day, default=None, help=_("截止日期（含当日）"))
    one.add_argument("--kind", default="", help=_("打印件，例如 voucher"))
    one.add_argument("--text", default="", help=_("券号、证书号或其中一段"))
    one.add_argument("--limit", type=entrance.count, default=_SHOWN, help=_("不导出时最多列出多少次（默认 200）"))
    one.add_argument("--to", type=Path, default=None, help=_("导出到 .xlsx"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=show)


def show(arguments: argparse.Namespace) -> Answer:
    """List what was printed, or write it to a workbook."""
    book = entrance.open_book(arguments)
    try:
        chosen = Filter(arguments.kind, arguments.since, arguments.until, text=arguments.text)
        if arguments.to is not None:
            count = print_words.write(book, chosen, arguments.to)
            return Answer(
                {"papers": count, "file": str(arguments.to)},
                [_("已导出 {count} 张到 {to}。").format(count=count, to=arguments.to)],
            )
        total, days = prints.count(book, chosen), prints.totals(book, chosen)
        found = prints.page(book, chosen, limit=arguments.limit)
        papers = {run.n: prints.papers(book, run.n) for run in found} if arguments.json else {}
    finally:
        book.close()
    value = {
        "total": total,
        "prints": [
            {**_value(run), "papers": [{"name": one.name, "edition": one.edition} for one in papers[run.n]]}
            for run in found
            if arguments.json
        ],
        "days": [
            {"day": one.day, "runs": one.runs, "papers": one.papers, "pages": one.pages, "again": one.again}
            for one in days
        ],
    }
    lines = [_told(run) for run in found]
    return Answer(value, [*lines, _("共 {total} 次，列出 {n} 次").format(total=total, n=len(found))])


def _value(run: Run) -> dict[str, Any]:
    return {
        "at": run.at.isoformat(timespec="seconds"), "kind": run.kind, "label": print_words.kind(run.kind), "way": run.way, "printer": run.printer,
        "pages": run.pages, "copies": run.copies, "who": run.who, "count": run.papers, "again": run.again, "reason": run.reason,
    }  # fmt: skip


def _told(run: Run) -> str:
    reason = f"　{run.reason}" if run.reason else ""
    return (
        f"{run.at:%Y-%m-%d %H:%M}　{run.who}　{print_words.kind(run.kind)}　{print_words.span(run)}　{print_words.amount(run)}　"
        f"{print_words.way(run)}　{print_words.time_of(run)}{reason}"
    )

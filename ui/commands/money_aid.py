"""Commands of 资金: source × use of a year."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _

if TYPE_CHECKING:
    from db.funds import Matrix, SourceLine


def add_to(groups: Any) -> None:
    """Add this module's command."""
    one = groups.add_parser("funds", help=_("资金收支表：来源 × 用途，到账、支出、收回、结余"))
    one.add_argument("--year", type=entrance.count, default=0, metavar=_("年度"), help=_("不填为今年"))
    one.add_argument("--to", type=Path, default=None, metavar=_("文件"), help=_("写到 .xlsx 或 .pdf；不填则显示"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=matrix)


def matrix(arguments: argparse.Namespace) -> Answer:
    """Tell source × use of a year, and write it where a file is named; exit 1 where a source is below nothing."""
    from db import funds
    from ui import fund_file

    book = entrance.open_book(arguments)
    try:
        year = arguments.year or book.today.year
        found = funds.matrix(book, year)
        overdrawn = frozenset(funds.overdrawn(book))
        if arguments.to is not None:
            fund_file.write(book, year, arguments.to)
    finally:
        book.close()
    value = {
        "year": year, "sources": [_line(one, overdrawn) for one in found.lines], "uses": {use: found.total(use).fen for use in found.uses},
        "goods_fen": found.goods.fen, "file": str(arguments.to or ""),
    }  # fmt: skip
    return Answer(value, _told(found, overdrawn), 1 if overdrawn else 0)


def _line(one: "SourceLine", overdrawn: frozenset[bytes]) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.kind, "document": one.document, "began_fen": one.began.fen, "came_fen": one.came.fen,
        "spent": {use: cash.fen for use, cash in one.spent.items()}, "spent_fen": one.went.fen, "back_fen": one.returned.fen, "left_fen": one.left.fen,
        "promised_fen": one.promised.fen, "overdrawn": one.source in overdrawn,
    }  # fmt: skip


def _told(found: "Matrix", overdrawn: frozenset[bytes]) -> list[str]:
    from rules import codes

    lines = []
    for one in found.lines:
        sums = _("上年结余 {began}　到账 {came}　支出 {went}　收回 {returned}　结余 {left}").format(
            began=one.began.shown,
            came=one.came.shown,
            went=one.went.shown,
            returned=one.returned.shown,
            left=one.left.shown,
        )
        lines.append(f"{one.name}　{sums}" + ("　" + _("余额为负，请核对凭证") if one.source in overdrawn else ""))
        lines += [f"    {_(codes.label('fund_use', use))}　{cash.shown}" for use, cash in one.spent.items()]
    if not lines:
        return [_("还没有资金来源。")]
    return [*lines, _("实物估值（单列，不计入）　{goods}").format(goods=found.goods.shown)]

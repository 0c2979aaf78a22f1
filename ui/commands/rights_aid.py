"""Commands of 维权服务 and 入会与会籍: what must not be missed there."""

import argparse
from pathlib import Path
from typing import Any

from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

_SHOWN = 20
"""Findings that are told at most."""


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser(
        "rights-due", help=_("维权和会籍待办：时效、加急未上报、结案回访、履约回访、到期的约定和合同、待批的入会申请")
    )
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=rights_due)
    one = groups.add_parser(
        "rights-claimants", help=_("从名单登记一件维权案件的申请人：登记过的人认出，没有的同时登记")
    )
    one.add_argument("case", metavar=_("受理号"))
    one.add_argument(
        "file", type=Path, metavar=_("名单"), help=_(".xlsx、.xls 或 .csv，有姓名、身份证号码，可有诉求金额、离职日期")
    )
    one.add_argument("--dry-run", action="store_true", help=_("只试检，不写入"))
    one.add_argument("--again", action="store_true", help=_("同一文件再次登记到同一案件"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=rights_claimants)


def rights_due(arguments: argparse.Namespace) -> Answer:
    """Note what is past its term, then tell what waits."""
    from db import membership, records, rights, rights_agreements, rights_deadlines
    from db.records import MOST_FOUND

    book = entrance.open_book(arguments)
    try:
        ended = rights_agreements.lapse(book)
        due = rights_deadlines.due(book)
        chosen = rights_deadlines.due_filter(book)
        titles = {one.id: one.title for one in records.page(book, "rights_case", chosen, limit=MOST_FOUND)}
        waits = {
            "unreported": records.page(book, "rights_case", rights.unreported(book), limit=MOST_FOUND),
            "unvisited": records.page(book, "rights_case", rights.unvisited(book), limit=MOST_FOUND),
            "pledge_visits": records.page(book, "joint_pledge", rights_agreements.visits_due(book), limit=MOST_FOUND),
            "pledges_ending": records.page(book, "joint_pledge", rights_agreements.ending_soon(book, "joint_pledge"), limit=MOST_FOUND),
            "contracts_ending": records.page(
                book, "collective_contract", rights_agreements.ending_soon(book, "collective_contract"), limit=MOST_FOUND
            ),
            "applications": membership.waiting(book),
            "letters_out": records.page(book, "membership", membership.letters_out(book), limit=MOST_FOUND),
        }  # fmt: skip
        today = book.today
    finally:
        book.close()
    value: dict[str, Any] = {name: len(found) for name, found in waits.items()}
    value["ended"] = ended
    value["deadlines"] = [
        {"case": row.hex(), "what": one.what, "day": one.day.isoformat(), "left": one.left(today)} for row, one in due
    ]
    lines = [_("已按期限更新状态 {ended} 条").format(ended=ended)] if ended else []
    lines += [
        _("时效　{day}（{left}）　{what}　{title}").format(
            day=one.day.isoformat(), left=_left(one.left(today)), what=_(one.what), title=titles.get(row, "")
        )
        for row, one in due
    ]
    lines += [f"{_(_WORDS[name])}　{one.title}" for name, found in waits.items() for one in found]
    return Answer(value, lines or [_("没有要办的。")])


def rights_claimants(arguments: argparse.Namespace) -> Answer:
    """Enter the people of a list as claimants of a case, or only judge them."""
    from db import claimant_lists, records

    book = entrance.open_book(arguments)
    try:
        found = records.page(book, "rights_case", records.Filter(equal=(("number", arguments.case),)), limit=1)
        if not found:
            raise records.RecordUnknown(table=_("维权案件"))
        report = claimant_lists.take(
            book, found[0].id, arguments.file, dry_run=arguments.dry_run, again=arguments.again
        )
    finally:
        book.close()
    done = _("试检（没有写入）") if arguments.dry_run else _("已登记")
    lines = [
        _("{done}：共 {rows} 行，申请人 {accepted} 位（登记过的 {matched} 位），重复 {duplicates} 行").format(
            done=done, rows=report.rows, accepted=report.accepted, matched=report.matched, duplicates=report.duplicates
        )
    ]
    lines += [
        "  "
        + _("第 {row} 行　{name}　{column}　{reason}").format(
            row=one.row, name=one.name or _("（无姓名）"), column=_(one.column), reason=_(one.reason)
        )
        for one in report.details[:_SHOWN]
    ]
    if len(report.details) > _SHOWN:
        lines.append("  " + _("……另有 {n} 条").format(n=len(report.details) - _SHOWN))
    return Answer(report.as_dict(), lines)


def _left(days: int) -> str:
    return _("已过 {days} 天").format(days=-days) if days < 0 else _("还有 {days} 天").format(days=days)


_WORDS = {
    "unreported": N_("加急未上报"), "unvisited": N_("结案待回访"), "pledge_visits": N_("待履约回访"), "pledges_ending": N_("约定到期"), "contracts_ending": N_("集体合同到期"),
    "applications": N_("入会待批准"), "letters_out": N_("接转无回执"),
}  # fmt: skip

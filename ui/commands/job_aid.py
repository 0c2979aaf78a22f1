"""Commands of 岗位援助 and of the bases that the province publishes: lists of jobs in and out, what waits there."""

import argparse
from pathlib import Path
from typing import Any

from ui.commands import entrance, ledgers
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

_LABOUR_OFFICE = "2"
_MAP_HELP = N_("指明列的含义：栏目=表头、栏目=#列号、栏目==统一填写的值；可重复")


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("take-jobs", help=_("收入岗位清单（劳动部门等的 Excel），岗位为待核实"))
    one.add_argument("file", type=Path, metavar=_("清单"), help=_(".xlsx、.xls 或 .csv"))
    one.add_argument("--from", dest="partner", required=True, metavar=_("单位"), help=_("来自哪个单位"))
    one.add_argument("--source", default=_LABOUR_OFFICE, metavar=_("代码"), help=_("信息来源代码，默认 2 劳动保障部门"))
    one.add_argument("--map", action="append", default=[], metavar=_("栏目=表头"), help=_(_MAP_HELP))
    one.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    one.add_argument("--again", action="store_true", help=_("同一文件再次收入"))
    one.add_argument("--details", type=Path, default=None, help=_("逐行清单写到这个文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=take_jobs)
    one = groups.add_parser("give-jobs", help=_("发出岗位清单：招聘中、已核实、未过期的岗位写成 Excel"))
    one.add_argument("--for", dest="partner", required=True, metavar=_("单位"), help=_("发给哪个单位"))
    one.add_argument("--to", type=Path, required=True, metavar=_("文件"), help=_(".xlsx 或 .csv"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=give_jobs)
    one = groups.add_parser(
        "jobs-due", help=_("岗位援助待办：到期回访、回执逾期、待核实的岗位、待核对的订单培训、到期的岗位和协议")
    )
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=jobs_due)
    one = groups.add_parser("publish-bases", help=_("省总把挂着有效牌子的培训基地公布到各县，随回执送达"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=publish_bases)


def publish_bases(arguments: argparse.Namespace) -> Answer:
    """Tell every county the training bases with a plate in force."""
    from db import published_bases

    book = entrance.open_book(arguments)
    try:
        places, counties = published_bases.publish(book)
    finally:
        book.close()
    return Answer(
        {"places": places, "counties": counties},
        [_("在公布的基地 {places} 个，有变动的 {counties} 个县").format(places=places, counties=counties)],
    )


def take_jobs(arguments: argparse.Namespace) -> Answer:
    """Take in a list of jobs, or only judge it."""
    from db import job_lists, ledger_columns
    from db import ledgers as tables

    book = entrance.open_book(arguments)
    try:
        ledger = tables.open_ledger(book, job_lists.VACANCIES, arguments.file, again=arguments.again)
        chosen = ledgers.chosen_columns(ledger, arguments.map) if arguments.map else {}
        batch = job_lists.Batch(arguments.partner, arguments.source, book.today)
        try:
            report = job_lists.take(
                book, ledger, batch, chosen=chosen, dry_run=arguments.dry_run, again=arguments.again
            )
        except ledger_columns.LedgerColumnsUnsure as error:
            return ledgers.unsure_columns(ledger.layouts, error)
        details, lost = ledgers.write_details(report, arguments.details or book.workplace.path / "imports")
    finally:
        book.close()
    return ledgers.told(report, details, lost, job_lists.REASONS)


def give_jobs(arguments: argparse.Namespace) -> Answer:
    """Write the vacancies that are open to a file, and note to whom it was given."""
    from ui import job_list_file

    book = entrance.open_book(arguments)
    try:
        count = job_list_file.write(book, arguments.partner, arguments.to)
    finally:
        book.close()
    return Answer(
        {"vacancies": count, "file": str(arguments.to)},
        [
            _("已写出 {count} 个岗位：{to}（发给{partner}，已记入岗位信息批次）").format(
                count=count, to=arguments.to, partner=arguments.partner
            )
        ],
    )


def jobs_due(arguments: argparse.Namespace) -> Answer:
    """End what is past its day, then tell what waits."""
    from db import job_agreements, jobs, placements, records

    book = entrance.open_book(arguments)
    try:
        ended = jobs.lapse(book)
        due = placements.followups_due(book)
        titles = {one.id: one.title for one in records.page(book, "placement", placements.due_filter(book), limit=2000)}
        slips = records.page(book, "referral", jobs.slips_overdue(book), limit=2000)
        ending = {
            name: records.page(book, name, jobs.ending_soon(book, name), limit=2000)
            for name in ("vacancy", "placement_base", "source_base", "cooperation", "order_agreement")
        }
        to_verify = records.page(book, "vacancy", jobs.verification_due(book), limit=2000)
        to_check = records.page(book, "order_agreement", job_agreements.orders_to_check(book), limit=2000)
    finally:
        book.close()
    value = {
        "ended": ended,
        "followups": [{"placement": row.hex(), "months": one.months, "due": one.day.isoformat()} for row, one in due],
        "slips": [{"number": one["number"], "state": one.state, "valid_until": one.words["valid_until"]} for one in slips],
        "ending": {name: len(found) for name, found in ending.items()}, "verify": len(to_verify), "check": len(to_check),
    }  # fmt: skip
    lines = [_("已按期限更新状态 {ended} 条").format(ended=ended)] if ended else []
    lines += [
        _("回访　满 {months} 个月　{day}　{title}").format(
            months=one.months, day=one.day.isoformat(), title=titles.get(row, "")
        )
        for row, one in due
    ]
    lines += [
        _("回执逾期　{number}　{person}　{vacancy}（未反馈，不算就业）").format(
            number=one["number"], person=one.words["person"], vacancy=one.words["vacancy"]
        )
        for one in slips
    ]
    for found in ending.values():
        lines += [
            _("快到期　{label}　{title}　{valid_until}").format(
                label=_(one.table.label), title=one.title, valid_until=one.words["valid_until"]
            )
            for one in found
        ]
    lines += [
        _("待核实　{title}　{verified_on}").format(
            title=one.title, verified_on=one.words["verified_on"] or one.words["day"]
        )
        for one in to_verify
    ]
    lines += [_("待核对录用　{title}").format(title=one.title) for one in to_check]
    return Answer(value, lines or [_("没有要办的。")])

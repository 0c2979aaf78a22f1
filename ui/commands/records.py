"""Commands about the records themselves: who changed what, whether they are whole, and taking a person's text out of them."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db import audit, backup, erasure, retention, soundness
from db.audit import Filter, Line
from db.soundness import Fault
from rules.retention import TERMS
from sync import erasing
from ui import audit_file, retention_file
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _

_SHOWN = 200


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("audit", help=_("操作日志：谁在何时何处改了什么"))
    one.add_argument("--since", type=entrance.day, default=None, help=_("起始日期，例如 2009-09-01"))
    one.add_argument("--until", type=entrance.day, default=None, help=_("截止日期（含当日）"))
    one.add_argument("--table", default="", help=_("业务，例如 person"))
    one.add_argument("--row", type=row_id, default=None, help=_("记录编号（32 位十六进制）"))
    one.add_argument("--person", type=row_id, default=None, help=_("服务对象的记录编号：连同其报名、券、证书"))
    one.add_argument("--text", default="", help=_("姓名、号码"))
    one.add_argument("--full-numbers", action="store_true", help=_("显示完整证件号码"))
    one.add_argument("--limit", type=entrance.count, default=_SHOWN, help=_("不导出时最多列出多少条（默认 200）"))
    one.add_argument("--to", type=Path, default=None, help=_("导出到 .xlsx 或 .csv（须两人，记入明文导出登记）"))
    one.add_argument("--second", default="", help=_("导出时第二人的登录名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=show)
    one = groups.add_parser("verify-chain", help=_("记录校验：全部记录是否完整、未被改动"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=verify_chain)
    one = groups.add_parser("erase", help=_("删除一位服务对象的个人信息（须两人）"))
    one.add_argument("--person", type=row_id, required=True, help=_("服务对象的记录编号（32 位十六进制）"))
    one.add_argument("--reason", default="", help=_("原因；不填则只列出会删除和保留的内容"))
    one.add_argument("--second", default="", help=_("第二人登录名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=erase)
    one = groups.add_parser("retention", help=_("保管期限与到期清册"))
    one.add_argument(
        "--term", choices=[term.key for term in TERMS], default="", help=_("类别；不填则列出各类有多少到期")
    )
    one.add_argument("--to", type=Path, default=None, help=_("清册写到 .xlsx 或 .pdf"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=list_due)
    one = groups.add_parser("destroy", help=_("销毁清册上的到期记录（须两人）"))
    one.add_argument("--term", choices=[term.key for term in TERMS], required=True, help=_("类别"))
    one.add_argument("--count", type=entrance.count, required=True, help=_("清册上的条数，须与现在到期的一致"))
    one.add_argument("--second", required=True, help=_("第二人登录名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=destroy)


def row_id(text: str) -> bytes:
    """Read a row id in hex for argparse."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != 16:
        raise argparse.ArgumentTypeError(_("记录编号应为 32 位十六进制：{text}").format(text=text[:40]))
    return found


def show(arguments: argparse.Namespace) -> Answer:
    """List entries of the journal in words, or write them to a file by two persons."""
    book = entrance.open_book(arguments)
    try:
        rows = frozenset({arguments.row}) if arguments.row else None
        if arguments.person:
            rows = audit.rows_of_person(book, arguments.person)
        chosen = Filter(
            first=arguments.since, last=arguments.until, tbl=arguments.table, text=arguments.text, rows=rows
        )
        if arguments.to is not None:
            second = entrance.second_person(book, arguments.second) if arguments.second else None
            count = audit_file.write(book, chosen, arguments.to, second, full=arguments.full_numbers)
            return Answer(
                {"entries": count, "file": str(arguments.to)},
                [_("已导出 {count} 条到 {to}，并记入明文导出登记。").format(count=count, to=arguments.to)],
            )
        found = audit.page(book, chosen, limit=arguments.limit, full=arguments.full_numbers)
        total = audit.count(book, chosen)
    finally:
        book.close()
    value = {"total": total, "entries": [_value(line) for line in found]}
    return Answer(
        value,
        [
            *(one for line in found for one in _told(line)),
            _("共 {total} 条，列出 {n} 条").format(total=total, n=len(found)),
        ],
    )


def _value(line: Line) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(timespec="seconds"), "who": line.who, "login": line.login, "unit": line.unit, "table": line.tbl, "label": line.table,
        "row": line.row.hex(), "thing": line.thing, "deed": line.deed, "second": line.second, "clock_doubt": line.doubt, "state": line.state,
        "number": line.q, "changes": [{"label": one.label, "before": one.before, "after": one.after} for one in line.changes],
    }  # fmt: skip


def _told(line: Line) -> Iterator[str]:
    who = audit_file.who_words(line)
    if line.second:
        who = _("{who}（核准 {second}）").format(who=who, second=line.second)
    state = f"　{_(line.state)}" if line.state else ""
    yield f"{line.at:%Y-%m-%d %H:%M}　{who}　{_(line.unit)}　{_(line.table)}　{line.thing}　{_(line.deed)}{state}"
    for one in line.changes:
        yield "    " + _("{label}：{before} → {after}").format(
            label=_(one.label), before=_(one.before) or "—", after=_(one.after)
        )


def verify_chain(arguments: argparse.Namespace) -> Answer:
    """Check every stream and row held; exit 1 where something is wrong, naming the first bad entry."""
    book = entrance.open_book(arguments)
    try:
        found = soundness.check(book)
    finally:
        book.close()
    value = {
        "sound": found.sound, "streams": found.streams, "entries": found.entries, "rows": found.rows,
        "first_bad": _fault(found.faults[0]) if found.faults else None, "faults": [_fault(one) for one in found.faults],
    }  # fmt: skip
    lines = [
        (
            _("已校验 {entries:,} 条记录、{rows:,} 份资料，全部完整。")
            if found.sound
            else _("已校验 {entries:,} 条记录、{rows:,} 份资料，发现 {n} 处问题：")
        ).format(entries=found.entries, rows=found.rows, n=len(found.faults))
    ]
    return Answer(value, [*lines, *(audit_file.fault_words(one) for one in found.faults[:20])], 0 if found.sound else 1)


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind, "unit": fault.unit, "number": fault.q, "day": fault.day.date().isoformat() if fault.day else "", "table": fault.tbl,
        "label": fault.table, "thing": fault.thing, "own": fault.own, "device": fault.dev, "epoch": fault.ep,
    }  # fmt: skip


def erase(arguments: argparse.Namespace) -> Answer:
    """Erase a person's text by two persons; without a reason, tell what would go and what would stay."""
    book = entrance.open_book(arguments)
    try:
        done = bool(arguments.reason)
        if done:
            second = entrance.second_person(book, arguments.second) if arguments.second else None
            found = erasing.erase_person(book, arguments.person, arguments.reason, second)
        else:
            found = erasure.scope(book, arguments.person)
        stale = [str(one.path) for one in erasure.backups_before(book, book.now + 1)]
        last = backup.last_backup(book)
    finally:
        book.close()
    value = {
        "erased": done, "rows": len(found.targets), "ledgers": found.ledgers, "drafts": found.drafts, "other_records": found.others,
        "kept": {"vouchers": found.vouchers, "certificates": found.certificates, "enrolments": found.enrolments}, "bases": list(found.bases),
        "outstanding": found.outstanding, "running": found.running, "loans": found.loans, "backups": stale, "last_backup": str(last.path) if last else "",
    }  # fmt: skip
    lines = [
        (
            _("已删除：资料 {n} 份（其中旧台账 {ledgers} 行），未存完的表单 {drafts} 份。")
            if done
            else _("会删除：资料 {n} 份（其中旧台账 {ledgers} 行），未存完的表单 {drafts} 份。")
        ).format(n=len(found.targets), ledgers=found.ledgers, drafts=found.drafts),
        _(
            "保留：培训券 {vouchers} 张、证书 {certificates} 张（会计凭证，保管 30 年），报名 {enrolments} 条（不含姓名）。"
        ).format(vouchers=found.vouchers, certificates=found.certificates, enrolments=found.enrolments),
        *([_("请给这些基地各送一次班级资料：{bases}").format(bases=_("、").join(found.bases))] if found.bases else []),
        *(_("请销毁删除之前的备份：{path}").format(path=path) for path in stale),
    ]
    return Answer(value, lines)


def list_due(arguments: argparse.Namespace) -> Answer:
    """Tell what is due, of all terms or of one; write the list where a file is named."""
    book = entrance.open_book(arguments)
    try:
        found = retention.standings(book)
        listed = retention.due(book, arguments.term) if arguments.term else []
        if arguments.to is not None and listed:
            retention_file.write(book, arguments.term, listed, arguments.to)
    finally:
        book.close()
    terms = [
        {"term": one.term.key, "label": one.term.label, "years": one.years, "source": one.term.source, "fixed": one.term.fixed, "due": one.count,
         "here": one.here}
        for one in found
    ]  # fmt: skip
    rows = [
        {"table": one.tbl, "row": one.row.hex(), "title": one.title, "since": one.since.isoformat(), "due": one.due.isoformat()} for one in listed
    ]  # fmt: skip
    lines = [
        _("{label}　{years} 年　到期 {count} 条　{source}").format(
            label=_(one.term.label), years=one.years, count=one.count, source=_(one.term.source)
        )
        for one in found
    ]
    if arguments.term:
        lines = [
            _("{title}　起算 {since}　期满 {due}").format(title=one.title, since=one.since, due=one.due)
            for one in listed
        ] or [_("没有到期的记录。")]
    return Answer({"terms": terms, "due": rows, "file": str(arguments.to or "")}, lines)


def destroy(arguments: argparse.Namespace) -> Answer:
    """Destroy what is due of one term, by two persons; the number of lines must be the one that was approved."""
    book = entrance.open_book(arguments)
    try:
        listed = retention.due(book, arguments.term)
        if len(listed) != arguments.count:
            raise retention.ListStale
        numbers = erasing.destroy(book, arguments.term, listed, entrance.second_person(book, arguments.second))
    finally:
        book.close()
    return Answer(
        {"lists": numbers, "count": len(listed)},
        [_("已销毁 {n} 条，清册号 {numbers}。").format(n=len(listed), numbers=_("、").join(numbers))],
    )

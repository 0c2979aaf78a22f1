"""Commands for numbers handed from PC to PC, the spare block after a restore, and approvals by the province."""

import argparse
from pathlib import Path
from typing import Any

from db import approvals, certificates, directory, transfers, vouchers
from db.approvals import Request
from db.casebook import Casebook, Session
from db.certificates import CertificateUnknown
from db.transfers import Plan, Transfer
from db.vouchers import VoucherUnknown
from rules import vouchers as numbers
from rules.money import grouped, parse_yuan
from rules.permissions import Action
from sync import extract
from ui.approval_words import ACTIONS, STATES
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

_WHAT = {
    "void": Action.VOUCHER_VOID,
    "reissue": Action.VOUCHER_REPLACE,
    "transfer": Action.BLOCK_TRANSFER,
    "spare": Action.SPARE_BLOCK_OPEN,
    "reprint": Action.CERTIFICATE_REPRINT,
    "revoke": Action.CERTIFICATE_REVOKE,
}


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    steps = groups.add_parser("transfer", help=_("号段转授：give 转授、list 列出、file 写转授文件")).add_subparsers(
        dest="step", metavar=_("步骤"), required=True
    )
    one = steps.add_parser("give", help=_("把一段空号和额度转授给本县另一台电脑（须两人）"))
    _add_part(one)
    one.add_argument("--reason", default=N_("工地现场办理"), help=_("事由"))
    one.add_argument("--second", required=True, help=_("第二人登录名"))
    one.add_argument("--to", type=Path, default=None, help=_("转授文件写到这个文件夹"))
    _finish(one, give)
    _finish(steps.add_parser("list", help=_("列出本机空号、转出和转入")), list_transfers)
    one = steps.add_parser("file", help=_("写转授文件，交给接收的电脑导入"))
    one.add_argument("--device", required=True, help=_("接收电脑的设备号"))
    one.add_argument("--to", type=Path, required=True, help=_("转授文件写到这个文件夹"))
    _finish(one, write_file)
    steps = groups.add_parser("spare", help=_("备用号段：open 启用")).add_subparsers(
        dest="step", metavar=_("步骤"), required=True
    )
    one = steps.add_parser("open", help=_("恢复备份后启用备用号段（须两人，只能一次）"))
    one.add_argument("--reason", default=N_("从备份恢复，等待省总授权"), help=_("事由"))
    one.add_argument("--second", required=True, help=_("第二人登录名"))
    _finish(one, open_spare)
    steps = groups.add_parser(
        "approval", help=_("省总核准：ask 报送、list 列出、give 省总答复、do 办理")
    ).add_subparsers(dest="step", metavar=_("步骤"), required=True)
    one = steps.add_parser("ask", help=_("没有第二人，报省总核准"))
    one.add_argument("what", choices=sorted(_WHAT), metavar=_("事项"), help=_("、").join(sorted(_WHAT)))
    one.add_argument("--number", default="", help=_("券号或证书编号"))
    one.add_argument("--spoiled", action="store_true", help=_("void：打印损坏的废券"))
    one.add_argument("--reason", required=True, help=_("事由"))
    _add_part(one, required=False)
    _finish(one, ask)
    _finish(steps.add_parser("list", help=_("列出报省总核准的事项")), list_requests)
    one = steps.add_parser("give", help=_("省总同意或不同意"))
    one.add_argument("request", metavar=_("编号"), help=_("事项编号（list 列出的）"))
    one.add_argument("--refuse", action="store_true", help=_("不同意"))
    one.add_argument("--reason", default="", help=_("说明"))
    _finish(one, answer)
    one = steps.add_parser("do", help=_("办理省总已核准的事项"))
    one.add_argument("request", metavar=_("编号"), help=_("事项编号（list 列出的）"))
    _finish(one, carry_out)


def _finish(one: argparse.ArgumentParser, run: Any) -> None:
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=run)


def _add_part(one: argparse.ArgumentParser, *, required: bool = True) -> None:
    one.add_argument("--device", required=required, default="", help=_("接收电脑的设备号（transfer list 列出）"))
    one.add_argument("--count", type=entrance.count, default=0, help=_("张数：取号段里靠后的一段空号"))
    one.add_argument("--first", default="", help=_("起号（22 位；与 --last 一起代替 --count）"))
    one.add_argument("--last", default="", help=_("止号（22 位）"))
    one.add_argument("--limit", default="", help=_("转授的额度（元）；不填为张数 × 面值"))


def _plan(book: Casebook, arguments: argparse.Namespace) -> Plan:
    """Read what is handed on: a count, or the first and last number."""
    first, last = arguments.first, arguments.last
    face = 0
    if not first:
        part = transfers.propose(book, arguments.count)
        first, last, face = part.first, part.last, part.face_fen
    else:
        face = next((run.face_fen for run in transfers.free_runs(book) if first in run), 0)
    whole = all(numbers.is_number(one) for one in (first, last))
    count = max(0, numbers.parse_number(last).serial - numbers.parse_number(first).serial + 1) if whole else 0
    limit = parse_yuan(arguments.limit) if arguments.limit else count * face
    return Plan(first, last, _device(arguments.device), limit, arguments.reason)


def _device(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def give(arguments: argparse.Namespace) -> Answer:
    """Hand numbers on by two persons, and write the file for the receiver where a folder is named."""
    book = entrance.open_book(arguments)
    try:
        plan = _plan(book, arguments)
        second = _second(book, arguments)
        row = transfers.hand_on(book, plan, second=second)
        files = extract.transfer_file(book, plan.to_dev, arguments.to) if arguments.to is not None else []
        made = next(one for one in transfers.transfers(book) if one.id == row)
    finally:
        book.close()
    value = _transfer(made) | {"files": [str(path) for path in files]}
    lines = [_transfer_line(made), *(_("转授文件：{path}").format(path=path) for path in files)]
    return Answer(value, lines)


def _second(book: Casebook, arguments: argparse.Namespace) -> Session:
    return entrance.second_person(book, arguments.second)


def write_file(arguments: argparse.Namespace) -> Answer:
    """Write the file that lets another PC of the county use what was handed to it."""
    book = entrance.open_book(arguments)
    try:
        files = extract.transfer_file(book, _device(arguments.device), arguments.to)
    finally:
        book.close()
    return Answer({"files": [str(path) for path in files]}, [_("转授文件：{path}").format(path=path) for path in files])


def list_transfers(arguments: argparse.Namespace) -> Answer:
    """List the free runs, who may receive, and the transfers known here."""
    book = entrance.open_book(arguments)
    try:
        account = transfers.account(book)
        names = {grant.dev.hex(): grant.name for grant in directory.grants(book.store)}
    finally:
        book.close()
    stands = account.spare
    value = {
        "device": book.workplace.dev.hex(), "free_numbers": account.quota.free_numbers, "limit_fen": account.quota.limit_fen, "used_fen": account.quota.used_fen,
        "free": [{"first": run.first, "last": run.last, "count": len(run.serials), "face_fen": run.face_fen} for run in account.free],
        "receivers": [{"device": grant.dev.hex(), "name": grant.name} for grant in account.receivers],
        "transfers": [_transfer(one) for one in account.transfers],
        "retired": stands.retired, "spare": len(stands.spare.serials) if stands.spare else 0, "spare_open": stands.in_use is not None,
    }  # fmt: skip
    lines = [
        _("本机 {dev}：空号 {free_numbers} 个，额度余 {left} 元").format(
            dev=book.workplace.dev.hex(), free_numbers=account.quota.free_numbers, left=grouped(account.quota.left_fen)
        )
    ]
    lines += [
        _("空号 {first}–{last}，{n} 个").format(first=run.first, last=run.last, n=len(run.serials))
        for run in account.free
    ]
    lines += [_("可接收：{name}　{dev}").format(name=grant.name, dev=grant.dev.hex()) for grant in account.receivers]
    lines += [_transfer_line(one) for one in account.transfers]
    if stands.retired:
        lines.append(_("原号段已停用（数据是从备份恢复的）。") + (_("可启用备用号段。") if stands.spare else ""))
    return Answer(value | {"names": names}, lines)


def _transfer(one: Transfer) -> dict[str, Any]:
    return {
        "id": one.id.hex(), "from": one.giver.hex(), "to": one.receiver.hex(), "to_name": one.receiver_name, "first": one.first, "last": one.last,
        "count": one.count, "used": one.used, "limit_fen": one.limit_fen, "day": one.day, "reason": one.reason, "state": one.state,
    }  # fmt: skip


def _transfer_line(one: Transfer) -> str:
    return _(
        "{day}　{giver_name} → {receiver_name}　{first}–{last}　{count} 个，额度 {limit} 元，已用 {used} 个"
    ).format(
        day=one.day,
        giver_name=one.giver_name,
        receiver_name=one.receiver_name,
        first=one.first,
        last=one.last,
        count=one.count,
        limit=grouped(one.limit_fen),
        used=one.used,
    )


def open_spare(arguments: argparse.Namespace) -> Answer:
    """Open the spare block after a restore, by two persons."""
    book = entrance.open_book(arguments)
    try:
        transfers.check_spare(book)
        block = transfers.open_spare(book, arguments.reason, second=_second(book, arguments))
    finally:
        book.close()
    value = {"first": block.first, "last": block.last, "count": len(block.serials)}
    return Answer(
        value,
        [
            _("备用号段已启用：{first}–{last}，{n} 个，到省总的新授权为止。").format(
                first=block.first, last=block.last, n=len(block.serials)
            )
        ],
    )


def ask(arguments: argparse.Namespace) -> Answer:
    """Ask the province in the place of a second person."""
    action = _WHAT[arguments.what]
    book = entrance.open_book(arguments)
    try:
        row = approvals.ask(book, action, _about(book, action, arguments), arguments.reason)
        found = approvals.get(book, row)
    finally:
        book.close()
    return Answer(_request(found), [_request_line(found) + "　" + _("请上报，收到回执后用 approval do 办理。")])


def _about(book: Casebook, action: Action, arguments: argparse.Namespace) -> dict[str, Any]:
    number = arguments.number
    if action == Action.VOUCHER_VOID:
        return {"number": number, "spoiled": arguments.spoiled}
    if action == Action.VOUCHER_REPLACE:
        return {"voucher": _voucher(book, number)}
    if action == Action.BLOCK_TRANSFER:
        return {"plan": _plan(book, arguments)}
    if action in {Action.CERTIFICATE_REPRINT, Action.CERTIFICATE_REVOKE}:
        return {"certificate": _certificate(book, number)}
    return {}


def _voucher(book: Casebook, number: str) -> bytes:
    found = [row.id for _n, row in vouchers.page(book, text=number) if row.number == number]
    if not found:
        raise VoucherUnknown
    return found[0]


def _certificate(book: Casebook, number: str) -> bytes:
    found = [row.id for _n, row in certificates.page(book, text=number) if row.number == number]
    if not found:
        raise CertificateUnknown
    return found[0]


def list_requests(arguments: argparse.Namespace) -> Answer:
    """List what was asked: at an office its own, at the province everybody's."""
    book = entrance.open_book(arguments)
    try:
        found = approvals.requests(book, own=book.workplace.kind != "province")
    finally:
        book.close()
    return Answer(
        [_request(one) for one in found], [_request_line(one) for one in found] or [_("没有报省总核准的事项。")]
    )


def _request(one: Request) -> dict[str, Any]:
    return {
        "id": one.id.hex(), "unit": one.unit, "device": one.dev.hex(), "action": str(one.action), "thing": one.thing, "reason": one.reason, "day": one.day,
        "asked_by": one.asked_by, "state": one.state, "answer": one.answer, "answered_on": one.answered_on,
    }  # fmt: skip


def _request_line(one: Request) -> str:
    return f"{one.id.hex()}　{one.unit}　{_(ACTIONS[one.action])}　{_(one.thing)}　{one.reason}　{one.day}　{_(STATES[one.state])}{_('：') + one.answer if one.answer else ''}"


def answer(arguments: argparse.Namespace) -> Answer:
    """Approve or refuse a request at the province."""
    book = entrance.open_book(arguments)
    try:
        approvals.give(book, _device(arguments.request), approve=not arguments.refuse, reason=arguments.reason)
        found = approvals.get(book, _device(arguments.request))
    finally:
        book.close()
    return Answer(_request(found), [_request_line(found) + "　" + _("随下一份回执送达。")])


def carry_out(arguments: argparse.Namespace) -> Answer:
    """Do what the province approved, by one person."""
    book = entrance.open_book(arguments)
    try:
        approvals.carry_out(book, _device(arguments.request))
        found = approvals.get(book, _device(arguments.request))
    finally:
        book.close()
    return Answer(_request(found), [_request_line(found)])

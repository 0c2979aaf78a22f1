"""Commands of the exchange: export, collect, receive, verify, digest."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from db import verification
from db.vouchers import MoneyFrozen
from sync import collector, confirming, digest, folder, receipt, receiving, streams
from sync.receiving import Outcome
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.error_text import say
from ui.text import N_, _

_MOST_TOKEN = 64 * 1024
_VERDICTS = {
    verification.GENUINE: N_("真实有效"), verification.FORGED: N_("伪造或损坏"), verification.ISSUER_UNKNOWN: N_("签发单位未知，先收存待核实"), verification.REVOKED: N_("已撤销"),
    verification.VOID: N_("已作废或已挂失"), verification.EXPIRED: N_("不在有效期内"), verification.REDEEMED: N_("已核销"),
}  # fmt: skip


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("export", help=_("生成数据包"))
    one.add_argument("--to", type=Path, required=True, help=_("数据包写到这个文件夹"))
    one.add_argument("--resend", action="store_true", help=_("重新发送省总尚未确认的全部记录"))
    one.add_argument("--all", action="store_true", help=_("从第一条起全部重新发送（省总恢复备份后不认识本单位时用）"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=export)
    one = groups.add_parser("collect", help=_("省总收包并出回执"))
    one.add_argument("folders", nargs="+", type=Path, metavar=_("文件夹位置"), help=_("收到数据包的文件夹"))
    one.add_argument("--receipts", type=Path, default=None, help=_("回执写到这个文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=collect)
    one = groups.add_parser("receive", help=_("导入回执和数据包"))
    one.add_argument("folder", type=Path, metavar=_("文件夹位置"), help=_("收到回执或数据包的文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=receive)
    one = groups.add_parser("verify", help=_("查验券或证书上的二维码文字"))
    one.add_argument("token", help=_("YZ1:…；用 - 从标准输入读"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=verify)
    one = groups.add_parser("digest", help=_("状态摘要"))
    one.add_argument("--streams", default="", help=_("DEV:EP:Q,…；不填为全部"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=state_digest)


def outcome_values(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Give what became of each bundle, for JSON."""
    return [
        {
            "file": one.file, "outcome": one.outcome, "kind": one.kind, "sender": one.sender, "from": one.first, "upto": one.upto,
            "entries": one.entries, "new": one.new, "flags": one.flags, "message": say(one.error) if one.error else "",
        }
        for one in outcomes
    ]  # fmt: skip


def outcome_lines(outcomes: Iterable[Outcome]) -> list[str]:
    """Give what became of each bundle, for people."""
    return [f"{one.file}　{one.outcome}　" + (say(one.error) if one.error else _done(one)) for one in outcomes]


def _done(one: Outcome) -> str:
    return (
        _("名片已接上第 {first} 版").format(first=one.first)
        if one.kind == "card"
        else _("{entries} 条，新增 {new} 条").format(entries=one.entries, new=one.new)
    )


def export(arguments: argparse.Namespace) -> Answer:
    """Write bundles of what is new."""
    book = entrance.open_book(arguments)
    try:
        written = streams.export(book, arguments.to, resend=arguments.resend, whole=arguments.all)
    finally:
        book.close()
    value = {
        "bundles": [
            {
                "file": str(one.path),
                "from": one.first,
                "upto": one.upto,
                "entries": one.entries,
                "size": one.size,
                "relayed": one.relayed,
            }
            for one in written
        ]
    }
    return Answer(
        value,
        [
            _("{path}　第 {first}–{upto} 条，{size} 字节{relayed}").format(
                path=one.path,
                first=one.first,
                upto=one.upto,
                size=one.size,
                relayed=_("（转送）") if one.relayed else "",
            )
            for one in written
        ]
        or [_("没有新的记录需要上报。")],
    )


def collect(arguments: argparse.Namespace) -> Answer:
    """Collect bundles at the province and write receipts."""
    book = entrance.open_book(arguments)
    try:
        if arguments.receipts is not None:
            folder.check_space(arguments.receipts, 0)  # before anything is taken in
        done = collector.collect(book, arguments.folders, arguments.receipts)
    finally:
        book.close()
    value = {"bundles": outcome_values(done.outcomes), "receipts": [str(path) for path in done.receipts]}
    return Answer(value, outcome_lines(done.outcomes) + [_("回执：{path}").format(path=path) for path in done.receipts])


def receive(arguments: argparse.Namespace) -> Answer:
    """Take receipts and bundles at a desk or base; tell what is confirmed and missing."""
    book = entrance.open_book(arguments)
    try:
        outcomes = receiving.receive_folder(book, [arguments.folder])
        standing = streams.standing(book)
        confirmed = confirming.confirmed(book)
        frozen = book.setting(receipt.FROZEN)
    finally:
        book.close()
    value = {
        "bundles": outcome_values(outcomes), "receipt_no": standing.receipt_no, "receipt_day": standing.receipt_day, "unsent": standing.unsent,
        "unconfirmed": standing.unconfirmed, "frozen": frozen,
        "confirmed": [{"dev": one.dev, "ep": one.ep, "upto": one.confirmed, "of": one.seq} for one in confirmed],
        "missing": [{"dev": one.dev, "ep": one.ep, "from": first, "upto": upto} for one in confirmed for first, upto in one.missing],
    }  # fmt: skip
    last = _("最近回执第 {receipt_no} 号（{receipt_day}），尚未确认 {unconfirmed} 条，未上报 {unsent} 条。").format(
        receipt_no=standing.receipt_no,
        receipt_day=standing.receipt_day,
        unconfirmed=standing.unconfirmed,
        unsent=standing.unsent,
    )
    lines = [*outcome_lines(outcomes), last if standing.receipt_no else _("还没有收到过回执。")]
    lines += [
        _("省总缺少第 {first}–{upto} 条，下次上报会补发。").format(first=first, upto=upto)
        for one in confirmed
        for first, upto in one.missing
    ]
    if frozen:
        lines.append(say(MoneyFrozen(reason=frozen)))
    return Answer(value, lines)


def verify(arguments: argparse.Namespace) -> Answer:
    """Judge a token offline; exit 1 unless it is genuine."""
    text = sys.stdin.read(_MOST_TOKEN).strip() if arguments.token == "-" else arguments.token  # noqa: S105 - a dash, not a secret
    book = entrance.open_book(arguments)
    try:
        found = verification.judge(book, text)
    finally:
        book.close()
    fields: dict[str, Any] = {}
    if found.token is not None:
        said = found.token.claims
        fields = {
            "id": said.id.hex(), "number": said.number, "value_fen": said.value_fen, "holder": said.holder, "doc_tail": said.doc_tail,
            "valid_from": said.valid_from.isoformat() if said.valid_from else None, "valid_until": said.valid_until.isoformat() if said.valid_until else None,
            "base": said.base, "course": said.course,
        }  # fmt: skip
    kind = {1: "voucher", 2: "certificate"}.get(found.token.claims.kind, "") if found.token else ""
    value = {
        "verdict": found.verdict,
        "kind": kind,
        "fields": fields,
        "reason": found.reason,
        "issuer": found.issuer,
        "day": found.day,
    }
    verdict = _(_VERDICTS[found.verdict])
    lines = [_("{verdict}（{day}）").format(verdict=verdict, day=found.day) if found.day else verdict]
    if found.token is not None:
        lines.append(
            _("号码 {number}　持有人 {holder}　证件尾号 {doc_tail}　签发 {issuer}").format(
                number=fields["number"],
                holder=fields["holder"],
                doc_tail=fields["doc_tail"],
                issuer=found.issuer or _("未知"),
            )
        )
    return Answer(value, lines, 0 if found.verdict == verification.GENUINE else 1)


def state_digest(arguments: argparse.Namespace) -> Answer:
    """Print the state digest and the streams that it covers."""
    book = entrance.open_book(arguments)
    try:
        parts = digest.read_parts(arguments.streams) if arguments.streams else digest.held(book)
        found = digest.digest(book, parts)
    finally:
        book.close()
    return Answer({"digest": found, "streams": [str(part) for part in parts]}, [found, *(str(part) for part in parts)])

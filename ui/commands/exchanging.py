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

_MOST_TOKEN = 64 * 1024
_VERDICTS = {
    verification.GENUINE: "真实有效", verification.FORGED: "伪造或损坏", verification.ISSUER_UNKNOWN: "签发单位未知，先收存待核实", verification.REVOKED: "已撤销",
    verification.VOID: "已作废或已挂失", verification.EXPIRED: "不在有效期内", verification.REDEEMED: "已核销",
}  # fmt: skip


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("export", help="生成数据包")
    one.add_argument("--to", type=Path, required=True, help="数据包写到这个文件夹")
    one.add_argument("--resend", action="store_true", help="重新发送省总尚未确认的全部记录")
    one.add_argument("--all", action="store_true", help="从第一条起全部重新发送（省总恢复备份后不认识本单位时用）")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=export)
    one = groups.add_parser("collect", help="省总收包并出回执")
    one.add_argument("folders", nargs="+", type=Path, metavar="文件夹", help="收到数据包的文件夹")
    one.add_argument("--receipts", type=Path, default=None, help="回执写到这个文件夹")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=collect)
    one = groups.add_parser("receive", help="导入回执和数据包")
    one.add_argument("folder", type=Path, metavar="文件夹", help="收到回执或数据包的文件夹")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=receive)
    one = groups.add_parser("verify", help="查验券或证书上的二维码文字")
    one.add_argument("token", help="YZ1:…；用 - 从标准输入读")
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=verify)
    one = groups.add_parser("digest", help="状态摘要")
    one.add_argument("--streams", default="", help="DEV:EP:Q,…；不填为全部")
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
    return f"名片已接上第 {one.first} 版" if one.kind == "card" else f"{one.entries} 条，新增 {one.new} 条"


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
            f"{one.path}　第 {one.first}–{one.upto} 条，{one.size} 字节{'（转送）' if one.relayed else ''}"
            for one in written
        ]
        or ["没有新的记录需要上报。"],
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
    return Answer(value, outcome_lines(done.outcomes) + [f"回执：{path}" for path in done.receipts])


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
    last = f"最近回执第 {standing.receipt_no} 号（{standing.receipt_day}），尚未确认 {standing.unconfirmed} 条，未上报 {standing.unsent} 条。"
    lines = [*outcome_lines(outcomes), last if standing.receipt_no else "还没有收到过回执。"]
    lines += [f"省总缺少第 {first}–{upto} 条，下次上报会补发。" for one in confirmed for first, upto in one.missing]
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
    lines = [_VERDICTS[found.verdict] + (f"（{found.day}）" if found.day else "")]
    if found.token is not None:
        lines.append(
            f"号码 {fields['number']}　持有人 {fields['holder']}　证件尾号 {fields['doc_tail']}　签发 {found.issuer or '未知'}"
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

"""Commands about workplaces: founding, admission, backup, restore, the owner's plain copy."""

import argparse
from pathlib import Path
from typing import Any

from db import backup, casebook, directory
from db.casebook import Foundation
from rules.clock import SampleClock, SystemClock
from rules.money import parse_yuan
from rules.wrapping import check_passphrase
from sync import admission, collector, device, receiving
from ui.commands import entrance, sample
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

_ROLES = {"desk": "supervisor", "base": "supervisor", "province": "officer"}


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("found", help=_("建立工作点"))
    one.add_argument("folder", type=Path, metavar=_("文件夹位置"), help=_("新的或空的文件夹"))
    one.add_argument(
        "--as",
        dest="kind",
        choices=sorted(_ROLES),
        required=True,
        help=_("desk 帮扶中心、base 培训基地、province 省总"),
    )
    one.add_argument("--name", required=True, help=_("单位名称"))
    one.add_argument("--county", type=entrance.region, required=True, help=_("区划代码（6 位；省总可只写前 2 位）"))
    one.add_argument("--login", default="admin", help=_("第一位用户的登录名（默认 admin）"))
    one.add_argument("--user-name", default=N_("负责人"), help=_("第一位用户的姓名"))
    one.add_argument("--sample", action="store_true", help=_("示例数据（日期停在 2009-09-28）"))
    option_json(one)
    one.set_defaults(run=found)
    _add_admit(groups)
    one = groups.add_parser("backup", help=_("备份"))
    one.add_argument("--to", type=Path, required=True, help=_("备份写到这个文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=back_up)
    one = groups.add_parser("restore", help=_("从备份恢复到空文件夹"))
    one.add_argument("file", type=Path, metavar=_("备份文件"), help="*.yzbackup")
    one.add_argument("--to", type=Path, required=True, help=_("新的或空的文件夹"))
    one.add_argument("--user", default="", help=_("登录名（不填为第一位用户）"))
    option_json(one)
    one.set_defaults(run=restore)
    one = groups.add_parser("export-plain", help=_("导出未加密的数据库副本（须两人）"))
    one.add_argument("--to", type=Path, required=True, help=_("新文件，例如 plain.db"))
    one.add_argument("--second", required=True, help=_("第二人登录名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=export_plain)


def _add_admit(groups: Any) -> None:
    admit = groups.add_parser("admit", help=_("单位开通：request 申请、approve 批准、take 接收授权、extend 追加"))
    steps = admit.add_subparsers(dest="step", metavar=_("步骤"), required=True)
    one = steps.add_parser("request", help=_("导入省总名片并生成申请包"))
    one.add_argument("--card", type=Path, required=True, help=_("省总名片 province.yzcard"))
    one.add_argument("--fingerprint", required=True, help=_("名片核对码：照纸面或电话里念的 30 位数字"))
    one.add_argument("--to", type=Path, required=True, help=_("申请包写到这个文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=request)
    one = steps.add_parser("approve", help=_("核对后批准"))
    one.add_argument("--from", dest="source", type=Path, required=True, help=_("收到申请包的文件夹"))
    one.add_argument("--fingerprint", default="", help=_("申请单位的核对码；不填则只列出待批申请"))
    _add_allotment(one, limit="0", limit_help=_("额度（元）"))
    one.add_argument("--successor-of", default="", help=_("接替哪台已撤销的设备：它的设备号"))
    one.set_defaults(run=approve)
    one = steps.add_parser("extend", help=_("给已开通的单位追加号段、调整额度（恢复备份后也用它）"))
    one.add_argument("--device", default="", help=_("单位的设备号；不填则只列出已开通的单位"))
    _add_allotment(one, limit="", limit_help=_("新的总额度（元）；不填则不变"))
    one.set_defaults(run=extend)
    one = steps.add_parser("safe-identity", help=_("把保险密钥写成 age 身份文件（装入封存信封）"))
    one.add_argument("--key", type=Path, required=True, help=_("保险密钥文件 offline/safe.yzkey"))
    one.add_argument("--to", type=Path, required=True, help=_("身份文件写到这里"))
    option_json(one)
    one.set_defaults(run=safe_identity)
    one = steps.add_parser("take", help=_("导入回执，接收授权"))
    one.add_argument("--from", dest="source", type=Path, required=True, help=_("收到回执的文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=take)


def _add_allotment(one: argparse.ArgumentParser, *, limit: str, limit_help: str) -> None:
    """Give a step the options that say what a unit is granted."""
    one.add_argument("--vouchers", type=entrance.count, default=0, help=_("培训券号码数"))
    one.add_argument("--face", default="500", help=_("面值（元）"))
    one.add_argument("--limit", default=limit, help=limit_help)
    one.add_argument("--certificates", type=entrance.count, default=0, help=_("证书号码数"))
    one.add_argument(
        "--spare",
        type=entrance.count,
        default=20,
        help=_("备用号码数，恢复备份后由两人启用（默认 20，最多 50；已有未用的不再另给）"),
    )
    one.add_argument("--valid-until", type=entrance.day, default=None, help=_("券的最后有效日，例如 2010-02-28"))
    one.add_argument("--receipts", type=Path, default=None, help=_("回执写到这个文件夹"))
    one.add_argument("--grant-key", type=Path, default=None, help=_("授权密钥所在的 U 盘或文件（已离开本机时）"))
    option_workplace(one)
    option_json(one)


def safe_identity(arguments: argparse.Namespace) -> Answer:
    """Write the safe key as an age identity file; its passphrase comes from YUANZHU_OFFLINE_PASSPHRASE or a prompt."""
    said = entrance.passphrase(_("离线密钥口令："), "YUANZHU_OFFLINE_PASSPHRASE")
    path = admission.write_safe_identity(arguments.key, said, arguments.to, SystemClock())
    return Answer(
        {"identity": str(path)},
        [_("已写出：{path}。这个文件没有加锁，请立即移入封存的信封或 U 盘。").format(path=path)],
    )


def found(arguments: argparse.Namespace) -> Answer:
    """Found a workplace; a province asks for the offline keys' passphrase too (YUANZHU_OFFLINE_PASSPHRASE)."""
    clock = SampleClock(sample.DAY) if arguments.sample else SystemClock()
    plan = Foundation(
        arguments.kind,
        arguments.name,
        arguments.county,
        arguments.login,
        arguments.user_name,
        _ROLES[arguments.kind],
        entrance.passphrase(),
        arguments.sample,
    )
    more: dict[str, Any] = {"regions": sample.regions()} if arguments.sample else {}
    if arguments.kind == "province":
        offline = entrance.passphrase(_("离线密钥口令："), "YUANZHU_OFFLINE_PASSPHRASE")
        check_passphrase(offline, login=plan.login)
        book = admission.found_province(arguments.folder, plan, offline_passphrase=offline, clock=clock, **more)
    else:
        book = casebook.found(arguments.folder, plan, clock, **more)
    value = {
        "workplace": str(arguments.folder),
        "kind": arguments.kind,
        "device": book.workplace.dev.hex(),
        "fingerprint": admission.fingerprint(book),
    }
    lines = [
        _("已建立：{name}（{folder}）　设备号 {device}").format(
            name=arguments.name, folder=arguments.folder, device=value["device"]
        ),
        _("本单位核对码：{fingerprint}").format(fingerprint=value["fingerprint"]),
    ]
    if arguments.kind == "province":
        card = device.card(book)
        value |= {"card": str(arguments.folder / admission.CARD_FILE), "card_fingerprint": card.fingerprint}
        lines += [
            _("省总名片：{card}").format(card=value["card"]),
            _("名片核对码：{fingerprint}").format(fingerprint=card.fingerprint),
            _("请用 keys keep-apart 把 offline 文件夹里的密钥存到 U 盘。"),
        ]
    book.close()
    return Answer(value, lines)


def request(arguments: argparse.Namespace) -> Answer:
    """Take the province card and write the request."""
    book = entrance.open_book(arguments)
    try:
        card = device.take_card(book, arguments.card.read_bytes(), arguments.fingerprint)
        written = admission.request(book, arguments.to)
        digits = admission.fingerprint(book)
    finally:
        book.close()
    value = {"province": card.name, "fingerprint": digits, "bundles": [str(one.path) for one in written]}
    return Answer(
        value,
        [_("申请包：{path}").format(path=one.path) for one in written]
        + [_("请向{name}读出本单位核对码：{digits}").format(name=card.name, digits=digits)],
    )


def approve(arguments: argparse.Namespace) -> Answer:
    """List the waiting requests, or grant the one whose fingerprint was compared."""
    book = entrance.open_book(arguments)
    try:
        receiving.receive_folder(book, [arguments.source])
        asked = admission.waiting(book)
        if not arguments.fingerprint:
            value = [
                {
                    "name": one.name,
                    "role": one.role,
                    "county": one.county,
                    "device": one.keys.dev.hex(),
                    "fingerprint": one.fingerprint,
                }
                for one in asked
            ]
            return Answer(
                value,
                [
                    _("{name}（{county}，{role}）").format(name=one.name, county=one.county, role=one.role)
                    + f"　{one.fingerprint}"
                    for one in asked
                ]
                or [_("没有待批的申请。")],
            )
        chosen = next((one for one in asked if device.same_fingerprint(one.fingerprint, arguments.fingerprint)), None)
        if chosen is None:
            raise admission.NoSuchRequest
        said = entrance.passphrase(_("离线密钥口令："), "YUANZHU_OFFLINE_PASSPHRASE")
        key = admission.open_grant_key(book, said, arguments.grant_key)
        allotment = _allotment(arguments, parse_yuan(arguments.limit))
        before = _device(arguments.successor_of)
        grant = admission.approve(
            book, chosen.keys.dev, arguments.fingerprint, allotment, key, successor_of=before
        )  # fmt: skip
        receipts = _receipts(book, arguments.receipts)
    finally:
        book.close()
    return _granted(_("已开通"), grant, receipts)


def extend(arguments: argparse.Namespace) -> Answer:
    """List the granted units, or give one more numbers, another limit, or both; after a restore this opens new numbers."""
    book = entrance.open_book(arguments)
    try:
        granted = directory.grants(book.store)
        if not arguments.device:
            value = [
                {"name": one.name, "role": one.role, "county": one.county, "device": one.dev.hex(), "grant_no": one.grant_no, "limit_fen": one.limit_fen}
                for one in granted
            ]  # fmt: skip
            lines = [
                _("{name}（{county}，{role}）").format(name=one.name, county=one.county, role=one.role)
                + f"　{one.dev.hex()}"
                for one in granted
            ]
            return Answer(value, lines or [_("还没有开通的单位。")])
        before = next((one for one in granted if one.dev.hex() == arguments.device.lower()), None)
        if before is None:
            raise admission.NoSuchRequest
        limit = parse_yuan(arguments.limit) if arguments.limit else before.limit_fen
        said = entrance.passphrase(_("离线密钥口令："), "YUANZHU_OFFLINE_PASSPHRASE")
        key = admission.open_grant_key(book, said, arguments.grant_key)
        grant = admission.extend(book, before.dev, _allotment(arguments, limit), key)
        receipts = _receipts(book, arguments.receipts)
    finally:
        book.close()
    return _granted(_("已追加"), grant, receipts)


def _device(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError as error:
        raise admission.NoSuchRequest from error


def _allotment(arguments: argparse.Namespace, limit_fen: int) -> admission.Allotment:
    return admission.Allotment(
        vouchers=arguments.vouchers, face_fen=parse_yuan(arguments.face), valid_until=arguments.valid_until, certificates=arguments.certificates,
        limit_fen=limit_fen, spare=arguments.spare,
    )  # fmt: skip


def _granted(word: str, grant: directory.Grant, receipts: list[Path]) -> Answer:
    value = {
        "grant_no": grant.grant_no,
        "name": grant.name,
        "device": grant.dev.hex(),
        "receipts": [str(path) for path in receipts],
    }
    return Answer(
        value,
        [_("{word}：{name}（授权第 {grant_no} 号）").format(word=word, name=grant.name, grant_no=grant.grant_no)]
        + [_("回执：{path}").format(path=path) for path in receipts],
    )


def _receipts(book: casebook.Casebook, to: Path | None) -> list[Path]:
    return collector.write_receipts(book, to) if to is not None else []


def take(arguments: argparse.Namespace) -> Answer:
    """Take the receipt that brings the grant."""
    from ui.commands.exchanging import outcome_lines, outcome_values

    book = entrance.open_book(arguments)
    try:
        outcomes = receiving.receive_folder(book, [arguments.source])
        grant = directory.grant_of(book.store, book.workplace.dev)
    finally:
        book.close()
    value = {
        "granted": grant is not None,
        "grant_no": grant.grant_no if grant else 0,
        "bundles": outcome_values(outcomes),
    }
    lines = [
        *outcome_lines(outcomes),
        _("授权第 {grant_no} 号已生效。").format(grant_no=grant.grant_no) if grant else _("还没有收到授权。"),
    ]
    return Answer(value, lines, 0 if grant else 1)


def back_up(arguments: argparse.Namespace) -> Answer:
    """Write a verified backup."""
    book = entrance.open_book(arguments)
    try:
        report = backup.back_up(book, arguments.to)
    finally:
        book.close()
    value = {
        "path": str(report.path),
        "sha256": report.sha256,
        "size": report.size,
        "rows": report.rows,
        "entries": report.entries,
    }
    return Answer(
        value,
        [
            _("已备份并核验：{path}（{size:.0f} KB，{entries} 条记录）").format(
                path=report.path, size=report.size / 1024, entries=report.entries
            )
        ],
    )


def restore(arguments: argparse.Namespace) -> Answer:
    """Restore a backup into an empty folder; it begins a new epoch."""
    book = backup.restore(arguments.file, arguments.to, arguments.user, entrance.passphrase(), SystemClock())
    name, is_province = book.workplace.name, book.workplace.kind == "province"
    book.close()
    advice = (
        _("请先给各单位写一次回执，收齐它们的包以后再追加号段。")
        if is_province
        else _("号段已停用，请向省总申请新的授权后再发券。")
    )
    return Answer(
        {"workplace": str(arguments.to), "name": name},
        [_("已恢复：{name}（{to}）").format(name=name, to=arguments.to), advice],
    )


def export_plain(arguments: argparse.Namespace) -> Answer:
    """Write a plain SQLite copy for the owner of the data, by two persons."""
    book = entrance.open_book(arguments)
    try:
        rows = backup.export_plain(book, arguments.to, second=entrance.second_person(book, arguments.second))
    finally:
        book.close()
    value = {"path": str(arguments.to), "rows": rows}
    return Answer(
        value, [_("未加密的副本：{to}（{rows} 行）。请妥善保管，用毕销毁。").format(to=arguments.to, rows=rows)]
    )

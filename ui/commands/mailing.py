"""Commands of mail: settings, leave, sending, fetching, drafts."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.casebook import Casebook
from sync import mail, mail_settings
from sync.mail import Mailed
from sync.mail_settings import IMPLICIT, PORTS, PROVINCE, STARTTLS, MailSettings, Server
from ui.commands import entrance
from ui.commands.exchanging import outcome_lines, outcome_values
from ui.commands.line import Answer, option_json, option_workplace
from ui.mail_words import left_out

VARIABLE = "YUANZHU_MAIL_PASSWORD"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("mail", help="邮件：set 设置、allow 启用、test 试连、send 发送、fetch 收取、draft 写草稿")
    steps = one.add_subparsers(dest="step", metavar="步骤", required=True)
    one = steps.add_parser("set", help="设置服务器、地址和密码（主管）；不带选项则显示现有设置")
    for which, words in (("smtp", "发信"), ("imap", "收信")):
        one.add_argument(f"--{which}", metavar="服务器[:端口]", default=None, help=f"{words}服务器；填空则不用")
        one.add_argument(
            f"--{which}-tls",
            choices=(IMPLICIT, STARTTLS),
            default=IMPLICIT,
            help="implicit 为 SSL/TLS（默认），starttls 为 STARTTLS",
        )
    one.add_argument("--login", default=None, metavar="用户名", help="邮箱用户名")
    one.add_argument("--from", dest="sender", default=None, metavar="地址", help="本单位的邮箱地址")
    one.add_argument("--to", default=None, metavar="地址", help="省总的邮箱地址")
    one.add_argument("--mailbox", default=None, metavar="文件夹", help="邮箱文件夹（默认 INBOX）")
    one.add_argument("--ca", default=None, metavar="文件", help="单位自建服务器的证书文件")
    one.add_argument(
        "--address",
        nargs=2,
        action="append",
        default=[],
        metavar=("单位", "地址"),
        help="单位（县代码或设备号）的邮箱地址，可写几次",
    )
    one.add_argument("--password", action="store_true", help=f"设置邮箱密码（取自 {VARIABLE}，或在终端输入）")
    _finish(one, set_up)
    one = steps.add_parser("allow", help="启用邮件收发（主管）")
    one.add_argument("--off", action="store_true", help="停用")
    _finish(one, allow)
    _finish(steps.add_parser("test", help="试连两个服务器，不收也不发"), test)
    one = steps.add_parser("send", help="发送：单位发数据包，省总发回执")
    one.add_argument("--resend", action="store_true", help="重新发送省总尚未确认的全部记录")
    _finish(one, send)
    _finish(steps.add_parser("fetch", help="收取邮件里的数据包和回执"), fetch)
    one = steps.add_parser("draft", help="写成邮件草稿（.eml），用单位的邮件程序打开后发送")
    one.add_argument("--to", type=Path, required=True, metavar="文件夹", help="草稿写到这个文件夹")
    one.add_argument("--resend", action="store_true", help="重新发送省总尚未确认的全部记录")
    _finish(one, draft)


def _finish(one: argparse.ArgumentParser, run: Any) -> None:
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=run)


def _server(which: str, text: str, tls: str) -> Server | None:
    if not text:
        return None
    host, colon, port = text.rpartition(":")
    if not colon:
        host, port = text, str(PORTS[which, tls])
    return Server(host, int(port) if port.isascii() and port.isdecimal() and len(port) <= 6 else 0, tls)


def settings_value(book: Casebook, found: MailSettings) -> dict[str, Any]:
    """Give the settings for JSON; of the password only whether there is one."""
    servers = {
        name: {"host": one.host, "port": one.port, "tls": one.tls} if one else None for name, one in (("smtp", found.smtp), ("imap", found.imap))
    }  # fmt: skip
    return {
        **servers, "login": found.user, "from": found.sender, "to": found.to, "mailbox": found.folder, "ca": found.ca_file,
        "password": mail_settings.has_password(book), "allowed": mail_settings.is_allowed(book), "addresses": mail_settings.addresses(book),
    }  # fmt: skip


def set_up(arguments: argparse.Namespace) -> Answer:
    """Change the settings that are named, and show all of them."""
    book = entrance.open_book(arguments)
    try:
        found = changed = mail_settings.settings(book)
        if arguments.smtp is not None:
            changed = replace(changed, smtp=_server("smtp", arguments.smtp, arguments.smtp_tls))
        if arguments.imap is not None:
            changed = replace(changed, imap=_server("imap", arguments.imap, arguments.imap_tls))
        given = {
            "user": arguments.login, "sender": arguments.sender, "to": arguments.to, "folder": arguments.mailbox, "ca_file": arguments.ca,
        }  # fmt: skip
        changed = replace(changed, **{name: value for name, value in given.items() if value is not None})
        password = entrance.passphrase("邮箱密码：", VARIABLE) if arguments.password else None
        if changed != found or password is not None:
            mail_settings.save(book, changed, password)
        for who, address in arguments.address:
            mail_settings.set_address(book, who, address)
        value = settings_value(book, mail_settings.settings(book))
    finally:
        book.close()
    return Answer(value, _setting_lines(value))


def _setting_lines(value: dict[str, Any]) -> list[str]:
    servers = [
        f"{words}　{one['host']}:{one['port']}（{'SSL/TLS' if one['tls'] == IMPLICIT else 'STARTTLS'}）"
        if one
        else f"{words}　未设置"
        for words, one in (("发信服务器", value["smtp"]), ("收信服务器", value["imap"]))
    ]
    plain = [
        f"{words}　{value[name] or '未设置'}"
        for words, name in (
            ("邮箱用户名", "login"),
            ("本单位地址", "from"),
            ("省总地址", "to"),
            ("邮箱文件夹", "mailbox"),
            ("证书文件", "ca"),
        )
    ]
    book = [f"单位 {who}　{address}" for who, address in value["addresses"].items()]
    return [
        *servers,
        *plain,
        f"密码　{'已保存' if value['password'] else '未设置'}",
        f"邮件收发　{'已启用' if value['allowed'] else '未启用'}",
        *book,
    ]


def allow(arguments: argparse.Namespace) -> Answer:
    """Let the workplace mail, or no longer."""
    book = entrance.open_book(arguments)
    try:
        mail_settings.allow(book, allowed=not arguments.off)
    finally:
        book.close()
    return Answer({"allowed": not arguments.off}, ["已停用邮件收发。" if arguments.off else "已启用邮件收发。"])


def test(arguments: argparse.Namespace) -> Answer:
    """Sign in to both servers."""
    book = entrance.open_book(arguments)
    try:
        found = mail.try_servers(mail_settings.settings(book), mail_settings.password(book))
    finally:
        book.close()
    lines = ["发信服务器可用。" if found.smtp else "没有设置发信服务器。"]
    lines.append(
        "没有设置收信服务器。" if found.mails is None else f"收信服务器可用，邮箱里有 {found.mails:,} 封邮件。"
    )
    return Answer({"smtp": found.smtp, "imap": found.mails is not None, "mails": found.mails}, lines)


def _prepare(book: Casebook, *, resend: bool) -> None:
    if book.workplace.kind == "province":
        mail.prepare_receipts(book)
    else:
        mail.prepare(book, resend=resend)


def _mailed(done: list[Mailed]) -> Answer:
    value = [
        {"file": one.name, "to": one.who, "size": one.size, "draft": str(one.draft) if one.draft else ""}
        for one in done
    ]
    lines = [
        f"{one.draft or one.name}　{'给省总' if one.who == PROVINCE else f'给 {one.who}'}　{one.size} 字节"
        for one in done
    ]
    return Answer({"mails": value}, lines or ["没有要发送的。"])


def send(arguments: argparse.Namespace) -> Answer:
    """Mail what is new, and what still waits in the outbox."""
    book = entrance.open_book(arguments)
    try:
        mail_settings.ready(book, "smtp")  # before anything is put into the outbox
        _prepare(book, resend=arguments.resend)
        return _mailed(mail.send(book))
    finally:
        book.close()


def draft(arguments: argparse.Namespace) -> Answer:
    """Write what is new as drafts."""
    from sync import folder

    book = entrance.open_book(arguments)
    try:
        folder.check_space(arguments.to, 0)
        _prepare(book, resend=arguments.resend)
        return _mailed(mail.draft(book, arguments.to))
    finally:
        book.close()


def fetch(arguments: argparse.Namespace) -> Answer:
    """Fetch and receive."""
    book = entrance.open_book(arguments)
    try:
        found = mail.fetch(book)
    finally:
        book.close()
    value = {
        "mails": found.mails, "attachments": found.bundles, "bundles": outcome_values(found.outcomes), "too_big": found.too_big, "halves": found.halves,
        "unreadable": found.unreadable,
    }  # fmt: skip
    lines = [f"新邮件 {found.mails:,} 封，其中数据包 {found.bundles} 个。", *outcome_lines(found.outcomes)]
    return Answer(value, lines + left_out(found.halves, found.too_big, found.unreadable))

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
from ui.mail_words import TLS_WORDS, left_out
from ui.text import _

VARIABLE = "YUANZHU_MAIL_PASSWORD"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser(
        "mail", help=_("邮件：set 设置、allow 启用、test 试连、send 发送、fetch 收取、draft 写草稿")
    )
    steps = one.add_subparsers(dest="step", metavar=_("步骤"), required=True)
    one = steps.add_parser("set", help=_("设置服务器、地址和密码（主管）；不带选项则显示现有设置"))
    for which, words in (("smtp", _("发信服务器；填空则不用")), ("imap", _("收信服务器；填空则不用"))):
        one.add_argument(
            f"--{which}",
            metavar=_("服务器[:端口]"),
            default=None,
            help=words,
        )
        one.add_argument(
            f"--{which}-tls",
            choices=(IMPLICIT, STARTTLS),
            default=IMPLICIT,
            help=_("implicit 为 SSL/TLS（默认），starttls 为 STARTTLS"),
        )
    one.add_argument("--login", default=None, metavar=_("用户名"), help=_("邮箱用户名"))
    one.add_argument("--from", dest="sender", default=None, metavar=_("地址"), help=_("本单位的邮箱地址"))
    one.add_argument("--to", default=None, metavar=_("地址"), help=_("省总的邮箱地址"))
    one.add_argument("--mailbox", default=None, metavar=_("文件夹位置"), help=_("邮箱文件夹（默认 INBOX）"))
    one.add_argument("--ca", default=None, metavar=_("文件"), help=_("单位自建服务器的证书文件"))
    one.add_argument(
        "--address",
        nargs=2,
        action="append",
        default=[],
        metavar=(_("单位"), _("地址")),
        help=_("单位（县代码或设备号）的邮箱地址，可写几次"),
    )
    one.add_argument(
        "--password",
        action="store_true",
        help=_("设置邮箱密码（取自 {variable}，或在终端输入）").format(variable=VARIABLE),
    )
    _finish(one, set_up)
    one = steps.add_parser("allow", help=_("启用邮件收发（主管）"))
    one.add_argument("--off", action="store_true", help=_("停用邮件收发"))
    _finish(one, allow)
    _finish(steps.add_parser("test", help=_("试连两个服务器，不收也不发")), test)
    one = steps.add_parser("send", help=_("发送：单位发数据包，省总发回执"))
    one.add_argument("--resend", action="store_true", help=_("重新发送省总尚未确认的全部记录"))
    _finish(one, send)
    _finish(steps.add_parser("fetch", help=_("收取邮件里的数据包和回执")), fetch)
    one = steps.add_parser("draft", help=_("写成邮件草稿（.eml），用单位的邮件程序打开后发送"))
    one.add_argument("--to", type=Path, required=True, metavar=_("文件夹位置"), help=_("草稿写到这个文件夹"))
    one.add_argument("--resend", action="store_true", help=_("重新发送省总尚未确认的全部记录"))
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
        password = entrance.passphrase(_("邮箱密码："), VARIABLE) if arguments.password else None
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
        words
        + "　"
        + (
            _("{server}（{tls}）").format(server=f"{one['host']}:{one['port']}", tls=_(TLS_WORDS[one["tls"]]))
            if one
            else _("未设置")
        )
        for words, one in ((_("发信服务器"), value["smtp"]), (_("收信服务器"), value["imap"]))
    ]
    plain = [
        f"{words}　{value[name] or _('未设置')}"
        for words, name in (
            (_("邮箱用户名"), "login"),
            (_("本单位地址"), "from"),
            (_("省总地址"), "to"),
            (_("邮箱文件夹"), "mailbox"),
            (_("证书文件"), "ca"),
        )
    ]
    book = [_("单位 {who}　{address}").format(who=who, address=address) for who, address in value["addresses"].items()]
    return [
        *servers,
        *plain,
        f"{_('密码')}　{_('已保存') if value['password'] else _('未设置')}",
        f"{_('邮件收发')}　{_('已启用') if value['allowed'] else _('未启用')}",
        *book,
    ]


def allow(arguments: argparse.Namespace) -> Answer:
    """Let the workplace mail, or no longer."""
    book = entrance.open_book(arguments)
    try:
        mail_settings.allow(book, allowed=not arguments.off)
    finally:
        book.close()
    return Answer({"allowed": not arguments.off}, [_("已停用邮件收发。") if arguments.off else _("已启用邮件收发。")])


def test(arguments: argparse.Namespace) -> Answer:
    """Sign in to both servers."""
    book = entrance.open_book(arguments)
    try:
        found = mail.try_servers(mail_settings.settings(book), mail_settings.password(book))
    finally:
        book.close()
    lines = [_("发信服务器可用。") if found.smtp else _("没有设置发信服务器。")]
    lines.append(
        _("没有设置收信服务器。")
        if found.mails is None
        else _("收信服务器可用，邮箱里有 {mails:,} 封邮件。").format(mails=found.mails)
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
        _("{draft}　{receiver}　{size} 字节").format(
            draft=one.draft or one.name,
            receiver=_("给省总") if one.who == PROVINCE else _("给 {who}").format(who=one.who),
            size=one.size,
        )
        for one in done
    ]
    return Answer({"mails": value}, lines or [_("没有要发送的。")])


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
    lines = [
        _("新邮件 {mails:,} 封，其中数据包 {bundles} 个。").format(mails=found.mails, bundles=found.bundles),
        *outcome_lines(found.outcomes),
    ]
    return Answer(value, lines + left_out(found.halves, found.too_big, found.unreadable))

"""How the ways to each other stand: the shared folder, mail, what was mailed; and the words for it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.clock import CHINA
from ui import folders
from ui.models.rows import Column
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.mail_settings import MailSettings

_OUTCOMES = {"SENT": N_("已送出"), "DRAFT": N_("已写成草稿")}


@dataclass(frozen=True)
class MailLine:
    """Tell of one bundle that was mailed: when, its file, for whom, what became of it, bytes."""

    at: dt.datetime
    name: str
    who: str
    words: str
    size: int


@dataclass(frozen=True)
class WaysStand:
    """Hold how the ways stand: the shared folder, the settings of mail, what waits to be mailed, units that can have an address."""

    share: str
    minutes: int
    settings: "MailSettings"
    allowed: bool
    has_password: bool
    waiting: int
    history: tuple[MailLine, ...]
    units: tuple[tuple[str, str], ...]
    addresses: Mapping[str, str] = field(repr=False)


def look(book: "Casebook", _progress: object = None) -> WaysStand:
    """Tell how the ways stand."""
    from sync import mail, mail_settings, share

    chosen = share.chosen(book)
    units = _units(book)
    names = {mail_settings.PROVINCE: _("省总")} | dict(units)
    lines = tuple(
        MailLine(dt.datetime.fromtimestamp(at / 1000, CHINA), name, names.get(who, who), _(_OUTCOMES[outcome]), size)
        for name, who, outcome, size, at in mail.history(book)
    )
    return WaysStand(
        str(chosen.where or ""), chosen.minutes, mail_settings.settings(book), mail_settings.is_allowed(book), mail_settings.has_password(book),
        len(mail.waiting(book)), lines, units, mail_settings.addresses(book),
    )  # fmt: skip


def _units(book: "Casebook") -> tuple[tuple[str, str], ...]:
    """Name the units to which this workplace may mail, beside the province: who as the address book knows them, and their names."""
    from db import directory
    from sync import receipt

    if book.workplace.kind == "province":
        found = [(unit, receipt.members(book, unit)) for unit in receipt.units(book)]
        return tuple((unit, _("、").join(one.name for one in members)) for unit, members in found)
    grants = directory.grants(book.store, book.workplace.county)
    if book.workplace.kind == "base":
        desks = _("、").join(one.name for one in grants if one.role == "desk")
        return ((book.workplace.county, desks),) if desks else ()
    return tuple((one.dev.hex(), one.name) for one in grants if one.role == "base")


def mail_words(stand: WaysStand) -> str:
    """Say how mail stands."""
    if not stand.allowed:
        return _("邮件：没有启用。需要时由主管在“邮件设置”里填好并启用；不启用也可以写成草稿，用单位的邮件程序发送。")
    places = [server.host for server in (stand.settings.smtp, stand.settings.imap) if server is not None]
    where = _("、").join(dict.fromkeys(places)) or _("还没有填服务器")
    return _("邮件：已启用（{where}）").format(where=where)


def columns() -> list[Column[MailLine]]:
    """Give the columns of what was mailed."""
    return [
        Column(_("时间"), lambda one: f"{one.at:%Y-%m-%d %H:%M}", 150),
        Column(_("结果"), lambda one: one.words, 110),
        Column(_("收件单位"), lambda one: one.who, 170),
        Column(_("文件"), lambda one: one.name),
        Column(_("大小"), lambda one: folders.size_words(one.size), 90, right=True),
    ]

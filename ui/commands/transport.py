"""Commands of the ways to each other: removable drives, the shared folder."""

import argparse
from pathlib import Path
from typing import Any

from rules.errors import UserError
from sync import drives, share
from sync.drives import Drive
from ui.commands import entrance
from ui.commands.exchanging import outcome_lines, outcome_values
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _


class NoSuchDrive(UserError):
    """Say that no removable drive is mounted there; field `path`."""

    code = "NO_SUCH_DRIVE"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("drives", help=_("列出已插入的 U 盘、存储卡和光盘"))
    one.add_argument(
        "--release", type=Path, default=None, metavar=_("位置"), help=_("写完以后，请系统放开这个盘，以便拔出")
    )
    option_json(one)
    one.set_defaults(run=list_drives)
    one = groups.add_parser("share", help=_("与共享文件夹同步：放入本单位新的，收进别人放的"))
    one.add_argument("--folder", type=Path, default=None, help=_("共享文件夹；不填用上次选定的"))
    one.add_argument("--remember", action="store_true", help=_("记住这个文件夹"))
    one.add_argument(
        "--every",
        type=entrance.count,
        default=None,
        metavar=_("分钟"),
        help=_("窗口开着时每隔多少分钟同步一次（0 为不自动）"),
    )
    one.add_argument("--whole", action="store_true", help=_("把本单位的记录从头再放一遍（有电脑漏收时用）"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=synchronise)


def drive_value(one: Drive) -> dict[str, Any]:
    """Give a drive for JSON."""
    return {
        "path": str(one.root), "label": one.label, "free": one.free, "total": one.total, "filesystem": one.filesystem,
        "read_only": one.read_only, "optical": one.optical, "releasable": drives.can_release(one),
    }  # fmt: skip


def list_drives(arguments: argparse.Namespace) -> Answer:
    """List removable drives, or let go of one."""
    found = drives.found()
    if arguments.release is not None:
        one = drives.drive_of(arguments.release.absolute(), found)
        if one is None:
            raise NoSuchDrive(path=str(arguments.release))
        drives.release(one)
        return Answer({"released": str(one.root)}, [_("“{name}”可以安全拔出。").format(name=one.name)])
    lines = [
        _("{root}　{name}　剩余 {free:,} 字节　{filesystem}").format(
            root=one.root, name=one.name, free=one.free, filesystem=one.filesystem
        )
        + ("　" + _("只读") if one.read_only else "")
        for one in found
    ]
    return Answer({"drives": [drive_value(one) for one in found]}, lines or [_("没有插入 U 盘、存储卡或光盘。")])


def synchronise(arguments: argparse.Namespace) -> Answer:
    """Look into the shared folder once."""
    book = entrance.open_book(arguments)
    try:
        if arguments.folder is not None and arguments.remember:
            share.choose(book, arguments.folder, arguments.every or 0)
        elif arguments.every is not None:
            share.choose(book, share.chosen(book).where, arguments.every)
        done = share.synchronise(book, arguments.folder, whole=arguments.whole)
    finally:
        book.close()
    value = {
        "folder": str(done.where),
        "written": [{"file": str(one.path), "from": one.first, "upto": one.upto, "entries": one.entries, "relayed": one.relayed} for one in done.written],
        "bundles": outcome_values(done.outcomes), "receipts": [str(path) for path in done.receipts], "cleared": done.cleared,
        "cards": [str(path) for path in done.cards],
    }  # fmt: skip
    lines = outcome_lines(done.outcomes)
    lines += [
        _("{path}　第 {first}–{upto} 条{relayed}").format(
            path=one.path, first=one.first, upto=one.upto, relayed=_("（转送）") if one.relayed else ""
        )
        for one in done.written
    ]
    lines += [_("回执：{path}").format(path=path) for path in done.receipts]
    if done.cleared:
        lines.append(_("已清理省总早已收到的旧包 {cleared} 个。").format(cleared=done.cleared))
    lines += [_("发现省总名片 {path}：请先用 admit request 核对并导入。").format(path=path) for path in done.cards]
    return Answer(value, lines or [_("没有新的内容。")])

"""Commands about pre-printed stock: how it stands, taking a range in, matching a sheet with a number, noting one as spoiled or missing."""

import argparse
from contextlib import closing
from typing import TYPE_CHECKING, Any

from db import stock
from db.stock import PROVINCE, ReceiptDraft
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

if TYPE_CHECKING:
    from db.stock import Receipt, SheetRow

_SHOWN = 200
_STATES = {stock.USED: N_("已用"), stock.SPOILED: N_("作废"), stock.MISSING: N_("缺号")}


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    group = groups.add_parser("stock", help=_("预印纸张：账、领入、对号、作废、缺号"))
    steps = group.add_subparsers(dest="step", metavar=_("步骤"), required=True)
    one = steps.add_parser("show", help=_("领入、已用、作废、结存，各段结存，待核准的作废"))
    _place(one, show)
    one = steps.add_parser("receive", help=_("领入一段"))
    one.add_argument("first", metavar=_("起号"))
    one.add_argument("last", metavar=_("止号"))
    one.add_argument("--own", action="store_true", help=_("本县自行印制（默认省总统一印制）"))
    one.add_argument("--source", default="", help=_("来源，例如交接单号"))
    _place(one, receive)
    one = steps.add_parser("sheets", help=_("逐张列出"))
    one.add_argument("--text", default="", help=_("纸张编号、号码或其中一段"))
    one.add_argument("--state", choices=tuple(_STATES), default="", help=_("used 已用，spoiled 作废，missing 缺号"))
    one.add_argument("--limit", type=entrance.count, default=_SHOWN, help=_("最多列出多少张（默认 200）"))
    _place(one, sheets)
    one = steps.add_parser("use", help=_("登记一张纸打印了哪个号码"))
    one.add_argument("serial", metavar=_("纸张编号"))
    one.add_argument("number", metavar=_("号码"))
    _place(one, use)
    for name, words, run in (("spoil", _("一张纸作废，待核准"), spoil), ("miss", _("一张纸缺号，待核准"), miss)):
        one = steps.add_parser(name, help=words)
        one.add_argument("serial", metavar=_("纸张编号"))
        one.add_argument("--reason", required=True, help=_("原因"))
        _place(one, run)
    one = steps.add_parser("approve", help=_("由另一人核准待核准的作废和缺号"))
    one.add_argument(
        "--second",
        required=True,
        metavar=_("登录名"),
        help=_("第二人；口令由 YUANZHU_SECOND_PASSPHRASE 给出或当面输入"),
    )
    one.add_argument("--reason", default=N_("日终核对"), help=_("说明（默认“日终核对”）"))
    _place(one, approve)


def _place(one: argparse.ArgumentParser, run: Any) -> None:
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=run)


def _form(kind: str) -> str:
    return stock.VOUCHER if kind == "desk" else stock.CERTIFICATE


def show(arguments: argparse.Namespace) -> Answer:
    """Tell how the stock stands."""
    with closing(entrance.open_book(arguments)) as book:
        form = _form(book.workplace.kind)
        found, held, waits = stock.standing(book, form), stock.receipts(book, form), stock.waiting(book, form)
    count = found.count
    value = {
        "form": form, "received": count.received, "used": count.used, "void": count.void, "missing": count.missing, "left": count.left,
        "holds": count.holds, "next": found.next, "ranges": [_range(one) for one in held], "waiting": [_sheet(one) for one in waits],
    }  # fmt: skip
    lines = [
        _("领入 {received} ＝ 已用 {used} ＋ 作废 {void} ＋ 结存 {left}").format(
            received=count.received, used=count.used, void=count.void, left=count.left
        )
    ]
    lines += [
        _("{first}–{last}：{count} 张，结存 {left}（{day}）").format(
            first=one.first, last=one.last, count=one.count, left=one.left, day=one.day
        )
        for one in held
    ]
    lines += [_("待核准：{sheet}").format(sheet=_told(one)) for one in waits]
    return Answer(value, lines)


def receive(arguments: argparse.Namespace) -> Answer:
    """Take a range in."""
    with closing(entrance.open_book(arguments)) as book:
        origin = "" if arguments.own else PROVINCE
        draft = ReceiptDraft(_form(book.workplace.kind), arguments.first, arguments.last, arguments.source, origin)
        made = stock.receive(book, draft)
    return Answer(
        _range(made),
        [_("已领入 {first}–{last} 共 {count} 张。").format(first=made.first, last=made.last, count=made.count)],
    )


def sheets(arguments: argparse.Namespace) -> Answer:
    """List sheets, the latest first."""
    with closing(entrance.open_book(arguments)) as book:
        form = _form(book.workplace.kind)
        total = stock.count(book, form, text=arguments.text, state=arguments.state)
        found = stock.page(book, form, text=arguments.text, state=arguments.state, limit=arguments.limit)
    rows = [one for _n, one in found]
    value = {"total": total, "sheets": [_sheet(one) for one in rows]}
    return Answer(
        value, [*(_told(one) for one in rows), _("共 {total} 张，列出 {n} 张").format(total=total, n=len(rows))]
    )


def use(arguments: argparse.Namespace) -> Answer:
    """Match a sheet with the number printed on it."""
    with closing(entrance.open_book(arguments)) as book:
        made = stock.use(book, _form(book.workplace.kind), arguments.serial, arguments.number)
    return Answer(_sheet(made), [_told(made)])


def spoil(arguments: argparse.Namespace) -> Answer:
    """Note a sheet as spoiled."""
    with closing(entrance.open_book(arguments)) as book:
        made = stock.spoil(book, _form(book.workplace.kind), arguments.serial, arguments.reason)
    return Answer(_sheet(made), [_told(made)])


def miss(arguments: argparse.Namespace) -> Answer:
    """Note a sheet as missing."""
    with closing(entrance.open_book(arguments)) as book:
        made = stock.miss(book, _form(book.workplace.kind), arguments.serial, arguments.reason)
    return Answer(_sheet(made), [_told(made)])


def approve(arguments: argparse.Namespace) -> Answer:
    """Approve by a second person all sheets that wait."""
    with closing(entrance.open_book(arguments)) as book:
        second = entrance.second_person(book, arguments.second)
        wanted = stock.waiting(book)
        count = stock.approve(book, [one.id for one in wanted], arguments.reason, second=second)
    return Answer(
        {"approved": count, "sheets": [one.serial for one in wanted]}, [_("已核准 {count} 张。").format(count=count)]
    )


def _range(one: "Receipt") -> dict[str, Any]:
    return {
        "first": one.first, "last": one.last, "count": one.count, "left": one.left, "origin": one.origin, "source": one.source, "day": one.day
    }  # fmt: skip


def _sheet(one: "SheetRow") -> dict[str, Any]:
    return {
        "serial": one.serial, "state": one.state, "number": one.number, "reason": one.reason, "day": one.day, "by": one.by, "waits": one.waits
    }  # fmt: skip


def _told(one: "SheetRow") -> str:
    words = [one.serial, _(_STATES[one.state]), one.number, one.reason, one.day, one.by]
    return "　".join(word for word in words if word) + (_("（待核准）") if one.waits else "")

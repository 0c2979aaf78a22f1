"""Commands about what was before this program: importing old ledgers, entering the opening balance."""

import argparse
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules import money
from rules.errors import AppError, EnvironmentFailure
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.error_text import say
from ui.text import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.ledger_columns import Choice, Layout
    from db.ledgers import Ledger, LedgerReport
    from db.opening import OpeningDraft
    from db.roster import Report

SHOWN = 60
"""As many findings as are told on the screen; all of them stand in the file."""
_KINDS = ("voucher", "certificate", "hardship", "benefit")
_MAP_HELP = N_("指明列的含义：栏目=表头、栏目=#列号、栏目==统一填写的值、栏目= 表示没有；可重复")


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("import-ledger", help=_("导入旧台账：旧券、旧证书、困难职工档案、已享受名单"))
    one.add_argument(
        "kind",
        choices=_KINDS,
        metavar=_("种类"),
        help=_("voucher 旧券｜certificate 旧证书｜hardship 困难职工档案｜benefit 已享受名单"),
    )
    one.add_argument("file", type=Path, metavar=_("台账"), help=_(".xlsx、.xls 或 .csv"))
    one.add_argument("--map", action="append", default=[], metavar=_("栏目=表头"), help=_(_MAP_HELP))
    one.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    one.add_argument("--again", action="store_true", help=_("同一文件再次导入"))
    one.add_argument("--correct", action="store_true", help=_("与此前导入的不同时，以这份为准"))
    one.add_argument("--details", type=Path, default=None, help=_("逐行清单写到这个文件夹"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=import_ledger)
    one = groups.add_parser("opening-balance", help=_("查看或登记培训券期初余额"))
    one.add_argument("--record", action="store_true", help=_("登记（已有的则更正），须第二人核准"))
    one.add_argument("--from-ledger", action="store_true", help=_("没有写明的数按导入的旧券台账填"))
    one.add_argument(
        "--old-vouchers", choices=("yes", "no"), default="", metavar="yes|no", help=_("说明启用本程序前是否发过券")
    )
    one.add_argument("--as-of", type=entrance.day, default=None, help=_("截止日期，如 2009-08-31"))
    for name, words in _counts().items():
        one.add_argument(f"--{name}", type=_count, default=None, metavar=_("几张"), help=_(words))
    one.add_argument("--issued-yuan", type=entrance.yuan, default=None, metavar=_("元"), help=_("已发金额"))
    one.add_argument("--redeemed-yuan", type=entrance.yuan, default=None, metavar=_("元"), help=_("已核销金额"))
    one.add_argument("--source", default="", help=_("依据；与台账不一致时写明原因"))
    one.add_argument("--second", default="", metavar=_("登录名"), help=_("核准人"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=opening_balance)


def _counts() -> dict[str, str]:
    from db import opening

    return dict(opening.COUNTS)


def _count(text: str) -> int:
    from db import opening

    if text.isascii() and text.isdecimal() and len(text) <= len(str(opening.MOST)) and int(text) <= opening.MOST:
        return int(text)
    raise argparse.ArgumentTypeError(_("应为 0 至 {most} 的整数：{text}").format(most=opening.MOST, text=text))


def import_ledger(arguments: argparse.Namespace) -> Answer:
    """Import an old ledger, or only judge it; where its columns are not sure, say which and what there is to choose from; exit 1."""
    from db import ledger_columns, ledger_kinds, ledgers
    from ui.commands.people import try_folder

    kind = ledger_kinds.BY_WORD[arguments.kind]
    book = entrance.open_book(arguments)
    try:
        if arguments.details is not None:
            try_folder(arguments.details)
        ledger = ledgers.open_ledger(book, kind, arguments.file, again=arguments.again)
        chosen = chosen_columns(ledger, arguments.map) if arguments.map else {}
        try:
            report = ledgers.take(
                book, ledger, chosen=chosen, dry_run=arguments.dry_run, again=arguments.again, correct=arguments.correct
            )
        except ledger_columns.LedgerColumnsUnsure as error:
            return unsure_columns(ledger.layouts, error)
        details, lost = write_details(report, arguments.details or book.workplace.path / "imports")
    finally:
        book.close()
    return told(report, details, lost)


def chosen_columns(ledger: "Ledger", told: list[str]) -> "dict[str, dict[str, Choice]]":
    """Read what was told of the columns, for each list of headings that has them; raise why not where none has."""
    from db import ledger_columns

    found: dict[str, dict[str, Choice]] = {}
    refused: list[AppError] = []
    for layout in ledger.layouts:
        try:
            found[layout.key] = ledger_columns.read_choices(ledger.kind, layout, told)
        except ledger_columns.LedgerHeadingUnknown as error:
            refused.append(error)
    if refused and not found:
        raise refused[0]
    return found


def unsure_columns(layouts: "tuple[Layout, ...]", error: Exception) -> Answer:
    """Say what must be told first: the doubtful fields, and every heading with some cells under it."""
    words = say(error) if isinstance(error, AppError) else ""
    value = {
        "error": "LEDGER_COLUMNS_UNSURE", "message": words,
        "headings": [
            {
                "sheet": layout.sheet, "row": layout.last_row, "doubts": list(layout.doubts), "chosen": dict(layout.chosen),
                "columns": [{"place": at + 1, "heading": layout.title(at), "samples": list(layout.samples[at])} for at in range(len(layout.titles))],
            }
            for layout in layouts if not layout.is_sure
        ],
    }  # fmt: skip
    lines = [words]
    for layout in layouts:
        if not layout.is_sure:
            lines += [
                f"  #{at + 1} {layout.title(at)}　{_('、').join(layout.samples[at])}"
                for at in range(len(layout.titles))
            ]
    return Answer(value, [*lines, _("用 --map 栏目=表头 指明，例如 --map number=券号 --map face_fen==500")], 1)


def write_details(report: "Report", folder: Path) -> tuple[Path | None, str]:
    """Write the findings line by line; give the file, or why it could not be written."""
    from db import roster

    try:
        return roster.write_details(report, folder), ""
    except EnvironmentFailure as failure:
        return None, say(failure)


def told(report: "LedgerReport", details: Path | None, lost: str, said: "Mapping[str, str] | None" = None) -> Answer:
    """Tell what became of a table that was taken in; `said` words its codes, by default those of the ledgers."""
    from db.ledger_check import REASONS

    reasons = said or REASONS

    value = report.as_dict() | {"kind": report.kind, "dry_run": report.dry_run, "details": str(details or "")}
    done = _("试检（没有写入）") if report.dry_run else _("已导入")
    lines = [
        _(
            "{done}：共 {rows} 行，导入 {accepted} 行（对上已登记的人 {matched} 行，更正 {corrected} 行），重复 {duplicates} 行"
        ).format(
            done=done,
            rows=report.rows,
            accepted=report.accepted,
            matched=report.matched,
            corrected=report.corrected,
            duplicates=report.duplicates,
        )
    ]
    for title, counted in ((_("退回"), report.rejected), (_("待核"), report.parked), (_("提醒"), report.warnings)):
        lines += [f"  {title}　{_(reasons.get(code, code))}　{count}" for code, count in sorted(counted.items())]
    lines += [
        "  "
        + _("第 {row} 行　{name}　{column}　{reason}").format(
            row=one.row, name=one.name or _("（无姓名）"), column=_(one.column), reason=_(one.reason)
        )
        for one in report.details[:SHOWN]
    ]
    if len(report.details) > SHOWN:
        lines.append("  " + _("……另有 {n} 条").format(n=len(report.details) - SHOWN))
    last = (
        _("逐行清单：{details}").format(details=details) if details else _("逐行清单没有写成：{lost}").format(lost=lost)
    )
    return Answer(value, [*lines, last], 0 if details else 1)


def opening_balance(arguments: argparse.Namespace) -> Answer:
    """Show how the account before this program stands, or enter it with a second person."""
    from db import opening, settlement

    book = entrance.open_book(arguments)
    try:
        if arguments.old_vouchers:
            opening.say_old_vouchers(book, had=arguments.old_vouchers == "yes")
        if arguments.record:
            second = entrance.second_person(book, arguments.second) if arguments.second else None
            opening.record(book, _draft(book, arguments), second=second)
        found = opening.own(book)
        needed = opening.is_needed(book)
        account = opening.account(opening.standing(book), settlement.counts(book))
        ledger = opening.from_ledger(book, found.draft.as_of if found else arguments.as_of or book.today)
        lines = opening.differences(found.draft, ledger) if found else ()
    finally:
        book.close()
    names = list(opening.COUNTS)
    value = {
        "needed": needed, "standing": _draft_value(found.draft) if found else None, "ledger": _draft_value(ledger) if ledger else None,
        "differences": [{"name": one.name, "declared": one.declared, "ledger": one.ledger} for one in lines],
        **{part: {name: getattr(getattr(account, part), name) for name in names} for part in ("before", "ours", "total")},
    }  # fmt: skip
    told = []
    if found is None:
        told.append(_("还没有登记期初余额，须登记后才能发券。") if needed else _("没有期初余额，也不需要登记。"))
    else:
        told.append(
            _("期初余额截至 {as_of}（{day} 登记）").format(
                as_of=found.draft.as_of.isoformat(), day=found.day.isoformat()
            )
        )
    for title, counts in ((_("期初"), account.before), (_("本程序"), account.ours), (_("合计"), account.total)):
        told.append(
            f"  {title}　" + "　".join(f"{_(label)} {getattr(counts, name)}" for name, label in opening.COUNTS.items())
        )
    told += [
        "  "
        + _("与台账不一致：{label}　登记 {declared}，台账 {ledger}").format(
            label=_(one.label), declared=_shown(one.name, one.declared), ledger=_shown(one.name, one.ledger)
        )
        for one in lines
    ]
    return Answer(value, told)


def _draft(book: "Casebook", arguments: argparse.Namespace) -> "OpeningDraft":
    from db import opening

    as_of = arguments.as_of or book.today
    begun = opening.from_ledger(book, as_of) if arguments.from_ledger else None
    begun = begun or opening.OpeningDraft(as_of)
    said = {name: getattr(arguments, name) for name in opening.COUNTS}
    said |= {"issued_fen": arguments.issued_yuan, "redeemed_fen": arguments.redeemed_yuan, "source": arguments.source}
    return replace(begun, **{name: value for name, value in said.items() if value is not None})


def _draft_value(draft: "OpeningDraft") -> dict[str, Any]:
    return {one.name: getattr(draft, one.name) for one in fields(draft)} | {"as_of": draft.as_of.isoformat()}


def _shown(name: str, value: int) -> str:
    return _("{value} 元").format(value=money.grouped(value)) if name.endswith("_fen") else str(value)

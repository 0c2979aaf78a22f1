"""Commands about people: checking ID numbers, importing a roster."""

import argparse
import errno
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.workplace import make_folder, write_file
from rules import idnumber
from rules.clock import SystemClock, today
from rules.errors import EnvironmentFailure
from rules.regions import national
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.error_text import say
from ui.error_words import WORDS
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.roster import RosterReport

SHOWN = 60
"""As many findings as are told on the screen; all of them stand in the file."""


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    one = groups.add_parser("check-id", help=_("校验身份证号码"))
    one.add_argument("numbers", nargs="+", metavar=_("号码"))
    option_json(one)
    one.set_defaults(run=check_id)
    one = groups.add_parser("import-roster", help=_("导入花名册（不指明工作点时只试检）"))
    one.add_argument("file", type=Path, metavar=_("花名册"), help=_(".xlsx、.xls 或 .csv"))
    one.add_argument("--dry-run", action="store_true", help=_("只试检，不写入"))
    one.add_argument("--again", action="store_true", help=_("同一文件再次导入"))
    one.add_argument("--details", type=Path, default=None, help=_("逐行清单写到这个文件夹"))
    option_workplace(one, required=False)
    option_json(one)
    one.set_defaults(run=import_roster)
    one = groups.add_parser("import-photographs", help=_("导入照片文件夹（文件名为证件号码）"))
    one.add_argument("folder", type=Path, metavar=_("文件夹位置"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=import_photographs)


def check_id(arguments: argparse.Namespace) -> Answer:
    """Judge ID numbers; exit 1 where one is not valid."""
    day = today(SystemClock())
    found = [idnumber.check(text, today=day) for text in arguments.numbers]
    values = [
        {
            "input": one.input, "valid": one.valid, "kind": one.kind, "number": one.number, "birth": one.birth.isoformat() if one.birth else None,
            "sex": one.sex, "region": one.region, "region_name": one.region_name, "errors": list(one.errors), "warnings": list(one.warnings),
        }
        for one in found
    ]  # fmt: skip
    lines = []
    for one in found:
        words = _("；").join(_(WORDS.get(code, code)) for code in (*one.errors, *one.warnings))
        told = (
            ""
            if not one.valid
            else f"　{_('男') if one.sex == '1' else _('女')}　{one.birth}　{one.region_name or one.region}"
        )
        lines.append(f"{one.input}　{_('有效') if one.valid else _('无效')}{told}{'　' + words if words else ''}")
    return Answer(values, lines, 0 if all(one.valid for one in found) else 1)


def import_roster(arguments: argparse.Namespace) -> Answer:
    """Import a roster into a workplace, or only examine it where none is named."""
    from db import roster

    book = entrance.open_book(arguments) if arguments.workplace else None
    try:
        if arguments.details is not None:
            try_folder(arguments.details)
        if book is None:
            report = roster.examine_file(arguments.file, today=today(SystemClock()), regions=national())
        else:
            day = today(SystemClock())  # ages are those of the day of import, also where a sample lives in another year
            report = roster.import_roster(
                book, arguments.file, dry_run=arguments.dry_run, again=arguments.again, today=day
            )
        details, lost = _details(report, arguments.details or _details_folder(book))
    finally:
        if book is not None:
            book.close()
    value = report.as_dict() | {"details": str(details or "")}
    done = _("试检（没有写入）") if book is None or arguments.dry_run else _("已导入")
    lines = [
        _("{done}：共 {rows} 行，登记 {accepted} 人，重复 {duplicates} 行").format(
            done=done, rows=report.rows, accepted=report.accepted, duplicates=report.duplicates
        )
    ]
    for title, counted in ((_("退回"), report.rejected), (_("待核"), report.parked), (_("提醒"), report.warnings)):
        lines += [f"  {title}　{_(WORDS.get(code, code))}　{count}" for code, count in sorted(counted.items())]
    lines += [
        "  "
        + _("第 {row} 行　{name}　{column}　{reason}").format(
            row=one.row, name=one.name or _("（无姓名）"), column=_(one.column), reason=_(one.reason)
        )
        for one in report.details[:SHOWN]
    ]
    if len(report.details) > SHOWN:
        lines.append("  " + _("……另有 {n} 条").format(n=len(report.details) - SHOWN))
    return Answer(
        value,
        [
            *lines,
            _("逐行清单：{details}").format(details=details)
            if details
            else _("逐行清单没有写成：{lost}").format(lost=lost),
        ],
        0 if details else 1,
    )


def import_photographs(arguments: argparse.Namespace) -> Answer:
    """Give persons the photographs of a folder, each file named by the document's number; exit 1 where one was not taken."""
    from ui import photographs

    if not arguments.folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(arguments.folder))
    book = entrance.open_book(arguments)
    try:
        lines = photographs.import_folder(book, arguments.folder)
    finally:
        book.close()
    counted = Counter(line.outcome for line in lines)
    left = [line for line in lines if line.outcome not in {photographs.TAKEN, photographs.SAME}]
    value = {"files": len(lines), "taken": counted[photographs.TAKEN], "same": counted[photographs.SAME],
             "refused": [{"file": line.file, "code": line.outcome} for line in left]}  # fmt: skip
    told = [
        _("照片 {n} 个：采用 {taken} 张，原来就有 {same} 张，未采用 {left} 个").format(
            n=len(lines), taken=value["taken"], same=value["same"], left=len(left)
        )
    ]
    told += [f"  {line.file}　{_(WORDS.get(line.outcome, line.outcome))}" for line in left]
    return Answer(value, told, 1 if left else 0)


def try_folder(folder: Path) -> None:
    """Find out before anybody is registered whether the findings can be written; raise StoreReadOnly or StoreDiskFull."""
    trial = folder / ".yuanzhu-trial"
    make_folder(folder)
    write_file(trial, b"")
    trial.unlink(missing_ok=True)


def _details(report: "RosterReport", folder: Path) -> tuple[Path | None, str]:
    """Write the findings; where that fails, give the reason in words, for what was imported is imported."""
    from db import roster

    try:
        return roster.write_details(report, folder), ""
    except EnvironmentFailure as failure:
        return None, say(failure)


def _details_folder(book: "Casebook | None") -> Path:
    """Give where the findings go: the workplace's own folder, or without one a private folder among the temporary files."""
    return book.workplace.path / "imports" if book is not None else Path(tempfile.mkdtemp(prefix="yuanzhu-"))

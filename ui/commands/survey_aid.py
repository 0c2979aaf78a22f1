"""Commands of 调研: which questionnaires there are, the empty table, answers in and out, tables of two questions."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.errors import UserError
from ui.commands import entrance, ledgers, reporting
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
    from db.surveys import Asked
    from rules.periods import Period


class SurveyUnknown(UserError):
    """Say that no questionnaire, version or question is called so; field `named`."""

    code = "SURVEY_UNKNOWN"


def add_to(groups: Any) -> None:
    """Add this module's commands."""
    steps = groups.add_parser(
        "survey", help=_("调研：list 列出问卷、blank 空白表、take 收入答卷、sheets 导出答卷、cross 交叉统计")
    ).add_subparsers(dest="step", metavar=_("步骤"), required=True)
    _finish(steps.add_parser("list", help=_("列出启用过的问卷、题目和答卷份数")), list_surveys)
    one = steps.add_parser("blank", help=_("写空白录入表（.xlsx）"))
    _key(one)
    one.add_argument("--to", type=Path, required=True, metavar=_("文件"), help=_("写到这个 .xlsx 文件"))
    _finish(one, blank)
    one = steps.add_parser("take", help=_("收入按空白表填好的答卷"))
    _key(one)
    one.add_argument("file", type=Path, metavar=_("答卷表"), help=_(".xlsx、.xls 或 .csv"))
    one.add_argument("--dry-run", action="store_true", help=_("只核对，不写入"))
    one.add_argument("--again", action="store_true", help=_("同一文件再次收入"))
    one.add_argument("--details", type=Path, default=None, help=_("逐行清单写到这个文件夹"))
    _finish(one, take)
    one = steps.add_parser("sheets", help=_("导出全部答卷，逐题写成文字（记入名单导出登记）"))
    _span(one)
    one.add_argument("--to", type=Path, required=True, metavar=_("文件"), help=_(".xlsx 或 .csv"))
    _finish(one, sheets)
    one = steps.add_parser("cross", help=_("交叉统计：一题为横行、一题为纵列，每人只计一次"))
    _span(one)
    one.add_argument("line", metavar=_("横行题号"), help=_("例如 1"))
    one.add_argument("column", metavar=_("纵列题号"), help=_("例如 3"))
    one.add_argument("--to", type=Path, default=None, metavar=_("文件"), help=_(".xlsx 或 .csv；不填则显示"))
    _finish(one, cross)


def _key(one: argparse.ArgumentParser) -> None:
    one.add_argument("key", metavar=_("问卷代号"), help=_("见 survey list"))


def _span(one: argparse.ArgumentParser) -> None:
    _key(one)
    one.add_argument("--version", type=entrance.count, default=0, metavar=_("版次"), help=_("不填为最近有答卷的一版"))
    one.add_argument("--period", type=reporting.period, default=None, metavar=_("时间"), help=_("2009-03、2009-Q1 或 2009；不填为全部"))  # fmt: skip


def _finish(one: argparse.ArgumentParser, run: Any) -> None:
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=run)


def _in_use(book: "Casebook", key: str) -> "Record":
    from db import records, surveys

    found = surveys.in_use(book, key)
    if not found:
        raise SurveyUnknown(named=key)
    return records.get(book, "questionnaire", found[0])


def _asked(book: "Casebook", key: str, version: int) -> "Asked":
    from db import surveys

    found = [one for one in surveys.asked(book) if one.key == key and version in {0, one.version}]
    if not found:
        raise SurveyUnknown(named=f"{key} {version or ''}".strip())
    return found[0]


def _reach(period: "Period | None") -> dict[str, Any]:
    return {"first": period.first, "last": period.last} if period is not None else {}


def list_surveys(arguments: argparse.Namespace) -> Answer:
    """List the versions that were in use, with their questions."""
    from db import surveys
    from rules import questionnaires

    book = entrance.open_book(arguments)
    try:
        found = surveys.asked(book)
    finally:
        book.close()
    read = [(one, questionnaires.read(one.questions).questions) for one in found]
    value = [
        {"key": one.key, "version": one.version, "title": one.title, "sheets": one.sheets,
         "questions": [{"key": each.key, "heading": each.heading, "crossed": each.can_be_crossed} for each in questions]}
        for one, questions in read
    ]  # fmt: skip
    lines = []
    for one, questions in read:
        lines.append(_("{key}　{name}　答卷 {sheets:,} 份").format(key=one.key, name=one.name, sheets=one.sheets))
        lines += [f"    {each.heading}" for each in questions]
    return Answer({"surveys": value}, lines or [_("还没有启用过的问卷。")])


def blank(arguments: argparse.Namespace) -> Answer:
    """Write the empty table of a questionnaire in use."""
    from rules.permissions import Action
    from ui import survey_file

    book = entrance.open_book(arguments)
    try:
        book.require(Action.SURVEY_WRITE)
        survey_file.write_blank(_in_use(book, arguments.key), arguments.to)
    finally:
        book.close()
    return Answer({"file": str(arguments.to)}, [_("空白表已写到 {to}。").format(to=arguments.to)])


def take(arguments: argparse.Namespace) -> Answer:
    """Take in a table of answers, or only judge it."""
    from db import survey_lists

    book = entrance.open_book(arguments)
    try:
        questionnaire = _in_use(book, arguments.key)
        report = survey_lists.take(
            book, questionnaire, arguments.file, dry_run=arguments.dry_run, again=arguments.again
        )
        details, lost = ledgers.write_details(report, arguments.details or book.workplace.path / "imports")
    finally:
        book.close()
    value = report.as_dict() | {"dry_run": arguments.dry_run, "details": str(details or "")}
    done = _("试检（没有写入）") if arguments.dry_run else _("已收入")
    lines = [
        _("{done}：共 {rows} 行，收入 {accepted} 份，重复 {duplicates} 行").format(
            done=done, rows=report.rows, accepted=report.accepted, duplicates=report.duplicates
        )
    ]
    for title, counted in ((_("退回"), report.rejected), (_("提醒"), report.warnings)):
        lines += [
            f"  {title}　{_(survey_lists.REASONS.get(code, code))}　{count}" for code, count in sorted(counted.items())
        ]
    last = (
        _("逐行清单：{details}").format(details=details) if details else _("逐行清单没有写成：{lost}").format(lost=lost)
    )
    return Answer(value, [*lines, last], 0 if details else 1)


def sheets(arguments: argparse.Namespace) -> Answer:
    """Write all sheets of a version as a table, and note that they left."""
    from db import surveys
    from rules import questionnaires
    from ui import survey_file

    book = entrance.open_book(arguments)
    try:
        version = _asked(book, arguments.key, arguments.version)
        found = questionnaires.read(version.questions)
        rows = list(survey_file.lines(found, surveys.sheets_of(book, version.ids, **_reach(arguments.period))))
        chosen = str(arguments.period or _("全部"))
        survey_file.write(
            book, _("答卷：{title}").format(title=version.name), survey_file.headings(found), rows, arguments.to, chosen
        )
    finally:
        book.close()
    return Answer(
        {"sheets": len(rows), "file": str(arguments.to)},
        [_("已写出 {n:,} 份答卷：{to}。").format(n=len(rows), to=arguments.to)],
    )


def cross(arguments: argparse.Namespace) -> Answer:
    """Count one question by another over the people who answered, each once."""
    from db import surveys
    from rules import questionnaires
    from ui import survey_file

    book = entrance.open_book(arguments)
    try:
        version = _asked(book, arguments.key, arguments.version)
        known = questionnaires.read(version.questions).by_key
        unknown = next((one for one in (arguments.line, arguments.column) if one not in known), None)
        if unknown is not None:
            raise SurveyUnknown(named=unknown)
        found = surveys.cross(book, version, arguments.line, arguments.column, **_reach(arguments.period))
        heads, rows = survey_file.cross_headings(found), survey_file.cross_lines(found)
        if arguments.to is not None:
            chosen = f"{known[arguments.line].heading} × {known[arguments.column].heading}"
            survey_file.write(book, _("交叉统计"), heads, rows, arguments.to, chosen)
    finally:
        book.close()
    value = {
        "survey": version.key, "version": version.version, "total": found.total, "several": found.several,
        "columns": [{"code": code, "words": words} for code, words in found.columns],
        "lines": [
            {"code": code, "words": words, "counts": {across: found.count(code, across) for across, _words in found.columns},
             "sum": found.line_sums.get(code, 0)}
            for code, words in found.lines
        ],
        "file": str(arguments.to or ""),
    }  # fmt: skip
    return Answer(value, ["　".join(heads), *("　".join(row) for row in rows), survey_file.cross_note(found)])

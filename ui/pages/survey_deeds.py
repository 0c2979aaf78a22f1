"""What a clerk asks for on the page 调研: the shipped surveys, a new version, sheets in and out, tables, a registration."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from db import prints
from ui.dialogs.one_line import ask_choice
from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from db.casebook import Casebook
    from db.records import Record
    from db.surveys import Asked
    from rules.periods import Period
    from ui.dialogs.cross_table import Chosen
    from ui.dialogs.figures import Figures
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def take_shipped(page: "RecordsPage", _record: "Record | None") -> None:
    """Enter the two surveys of 2009."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        from db import surveys

        return surveys.take_shipped(book)

    def tell(count: int) -> None:
        page.said.emit(_("已载入并启用 {n} 份问卷。").format(n=count) if count else _("都已有了。"))

    page.run(work, tell, write=True, touches=("questionnaire",))


def new_version(page: "RecordsPage", questionnaire: "Record | None") -> None:
    """Begin the next version of a questionnaire with the questions of this one."""
    from db import surveys

    if questionnaire is not None:
        page.new_of("questionnaire", surveys.next_version(questionnaire))


def enter_sheet(page: "RecordsPage", questionnaire: "Record | None") -> None:
    """Begin a sheet for a questionnaire."""
    if questionnaire is not None:
        page.new_of("answer_sheet", {"questionnaire": questionnaire.id})


def choose(page: "RecordsPage", then: "Callable[[Record], None]") -> None:
    """Go on with the questionnaire that is in use; ask which where there are several, say so where there is none."""

    def work(book: "Casebook", _progress: "Progress") -> "list[Record]":
        from db import records
        from db.tables import survey as tables

        return records.page(book, "questionnaire", records.Filter(states=(tables.IN_USE,)))

    def take(found: "list[Record]") -> None:
        if not found:
            page.said.emit(_("还没有启用的问卷。请先在“调查问卷”里载入或启用一份。"))
            return
        if len(found) == 1:
            then(found[0])
            return
        chosen = ask_choice(page, _("哪一份问卷"), _("问卷"), [one.title for one in found])
        if chosen is not None:
            then(found[chosen])

    page.run(work, take)


def give_blank(page: "RecordsPage", _record: "Record | None") -> None:
    """Write the empty table that is filled in elsewhere."""

    def ask(questionnaire: "Record") -> None:
        name, _kind = QFileDialog.getSaveFileName(
            page, _("空白表"), _("{title}录入表").format(title=questionnaire.title) + ".xlsx", _("Excel 工作簿 (*.xlsx)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            blank_to(page, questionnaire, Path(name))

    choose(page, ask)


def blank_to(page: "RecordsPage", questionnaire: "Record", to: Path) -> None:
    """Write the empty table of a questionnaire to a file."""

    def work(_book: "Casebook", _progress: "Progress") -> Path:
        from ui import survey_file

        return survey_file.write_blank(questionnaire, to)

    page.run(work, lambda path: page.said.emit(_("已写出“{path}”。").format(path=path)))


def take_in(page: "RecordsPage", _record: "Record | None") -> None:
    """Take in a table of answers."""

    def ask(questionnaire: "Record") -> None:
        from ui.dialogs.survey_import import SurveyImportDialog

        dialog = SurveyImportDialog(page.context, questionnaire, page)
        dialog.imported.connect(page.said.emit)
        dialog.exec()
        dialog.deleteLater()

    choose(page, ask)


def show_sheets(page: "RecordsPage", _record: "Record | None") -> None:
    """Show all answers of a questionnaire as a table, which can be taken out."""

    def ask(version: "Asked") -> None:
        from rules import questionnaires
        from ui.dialogs.figures import FiguresDialog

        told = [(_("调查日期"), 100), (_("被访人"), 90), (_("调查人"), 90)]
        headings = [*told, *((one.heading, 130) for one in questionnaires.read(version.questions).questions)]
        dialog = FiguresDialog(
            page.context, _("答卷：{title}").format(title=version.name), headings, sheets_of(version), page,
            words=len(headings),
        )  # fmt: skip
        dialog.exec()
        dialog.deleteLater()

    choose_version(page, ask)


def choose_version(page: "RecordsPage", then: "Callable[[Asked], None]") -> None:
    """Go on with a version that was ever in use; ask which where there are several: sheets of one that is used no more are sheets still."""

    def take(found: "Sequence[Asked]") -> None:
        if not found:
            page.said.emit(_("还没有启用过的问卷。"))
            return
        names = [one.name for one in found]
        chosen = 0 if len(found) == 1 else ask_choice(page, _("哪一份问卷"), _("问卷"), names)
        if chosen is not None:
            then(found[chosen])

    page.run(_versions, take)


def _versions(book: "Casebook", _progress: "Progress") -> "Sequence[Asked]":
    from db import surveys

    return surveys.asked(book)


def sheets_of(version: "Asked") -> "Callable[[Casebook, Period], Figures]":
    """Give what lists the sheets of a version, each answer in words."""

    def ask(book: "Casebook", period: "Period") -> "Figures":
        from db import surveys
        from rules import questionnaires
        from ui import survey_file
        from ui.dialogs.figures import Figures

        sheets = surveys.sheets_of(book, version.ids, period.first, period.last)
        lines = list(survey_file.lines(questionnaires.read(version.questions), sheets))
        return Figures(lines, _("共 {n} 份").format(n=f"{len(lines):,}"))

    return ask


def show_cross(page: "RecordsPage", _record: "Record | None") -> None:
    """Show the cross table."""

    def take(found: "Sequence[Asked]") -> None:
        from ui.dialogs.cross_table import CrossTableDialog

        if not found:
            page.said.emit(_("还没有启用过的问卷。"))
            return
        dialog = CrossTableDialog(page.context, found, page)
        dialog.printed.connect(lambda chosen: print_cross(page, chosen))
        dialog.exec()
        dialog.deleteLater()

    page.run(_versions, take)


def print_cross(page: "RecordsPage", chosen: "Chosen") -> None:
    """Show a cross table as a paper."""
    version, when = chosen.version, chosen.period.label

    def work(book: "Casebook", _progress: "Progress") -> "tuple[bytes, Sequence[str]]":
        from printouts import cross_table
        from printouts.statement import print_statements
        from ui.pages.paper_view import bytes_of
        from ui.papers import surveys as papers
        from ui.papers.faces import fonts_of

        made = papers.cross_paper(
            book, version, chosen.line, chosen.column, when, chosen.period.first, chosen.period.last
        )
        pdf = print_statements(cross_table.statements(made), printed_at=book.clock.now(), fonts=fonts_of(book))
        return bytes_of(pdf), [papers.cross_name(version, chosen.line, chosen.column, when)]

    page.show_paper(_("调查交叉统计表"), work, prints.CROSS_TABLE)


def register(page: "RecordsPage", sheet: "Record | None") -> None:
    """Register the one who answered, and open the file."""
    if sheet is None:
        return

    def work(book: "Casebook", _progress: "Progress") -> bytes:
        from db import surveys

        return surveys.register(book, sheet)

    def take(person: bytes) -> None:
        page.said.emit(_("已登记为服务对象，证件待补。"))
        page.wants.emit("person", person)

    page.run(work, take, write=True, touches=("answer_sheet", "person", "person_profile"))

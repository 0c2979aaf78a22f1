"""Lists of jobs in and out, asked for on the page 岗位援助."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ui.dialogs.one_line import ask_words
from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from db.casebook import Casebook
    from db.records import Record
    from rules.periods import Period
    from ui.dialogs.figures import Figures
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def take_in(page: "RecordsPage", _record: "Record | None") -> None:
    """Ask for a list of jobs, show what it would do, and take it in."""
    from ui.dialogs.job_list_import import JobListImportDialog

    dialog = JobListImportDialog(page.context, page)
    dialog.imported.connect(page.said.emit)
    dialog.exec()
    dialog.deleteLater()


def give_out(page: "RecordsPage", _record: "Record | None") -> None:
    """Ask for whom and where, and write the vacancies that are open."""
    partner = ask_words(page, _("发出岗位清单"), _("发给哪个单位（只列招聘中、已核实、未过期的岗位）"))
    if not partner:
        return
    name, _kind = QFileDialog.getSaveFileName(
        page, _("岗位清单"), _("招聘岗位清单") + ".xlsx", _("Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)"),
        options=QFileDialog.Option.DontConfirmOverwrite,
    )  # fmt: skip
    if name:
        give_to(page, partner, Path(name))


def give_to(page: "RecordsPage", partner: str, to: Path) -> None:
    """Write the vacancies that are open to a file for `partner`, and note that it was given."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        from ui import job_list_file

        return job_list_file.write(book, partner, to)

    def tell(count: int) -> None:
        page.said.emit(_("已写出 {n} 个岗位到 {path}").format(n=f"{count:,}", path=to))

    page.run(work, tell, write=True, touches=("job_batch",))


def refer(page: "RecordsPage", interview: "Record | None") -> None:
    """Begin a letter for somebody who came to an understanding by video."""
    if interview is not None:
        page.new_of("referral", _known(interview, "person", "vacancy"))


def place_after_video(page: "RecordsPage", interview: "Record | None") -> None:
    """Begin the placement of somebody who came to an understanding by video; whom for, and as what, the vacancy says."""
    if interview is None:
        return

    def work(book: "Casebook", _progress: "Progress") -> "Mapping[str, Any]":
        from db import placements, records

        known = {**_known(interview, "person"), "way": placements.BY_VIDEO}
        if interview["vacancy"] is None:
            return known
        vacancy = records.get(book, "vacancy", interview["vacancy"])
        return {**known, **_known(vacancy, "employer", "post", "region")}

    page.run(work, lambda known: page.new_of("placement", known))


def place_after_order(page: "RecordsPage", order: "Record | None") -> None:
    """Begin the placement of the next one who finished the class of an order and is not entered as hired yet."""
    if order is None:
        return

    def work(book: "Casebook", _progress: "Progress") -> "Mapping[str, Any]":
        from db import job_agreements, placements

        waiting = job_agreements.not_hired(book, order)
        known = {**_known(order, "employer"), "post": order["trade"], "way": placements.BY_ORDER}
        return {**known, "person": waiting[0][0]} if waiting else known

    page.run(work, lambda known: page.new_of("placement", known))


def _known(record: "Record", *names: str) -> dict[str, "Any"]:
    return {name: record[name] for name in names if record[name] is not None}


def sent_by_place(page: "RecordsPage", _record: "Record | None") -> None:
    """Show what each place of the network sent; by destination the report on 统计报表 has it."""
    from ui.dialogs.figures import FiguresDialog

    headings = [(_("机构"), 0), (_("批次"), 90), (_("人数"), 100)]
    dialog = FiguresDialog(page.context, _("劳务输出机构统计"), headings, sent_figures, page)
    dialog.exec()
    dialog.deleteLater()


def sent_figures(book: "Casebook", period: "Period") -> "Figures":
    """Give a line for each place of the network that sent somebody, with all below it, and the total."""
    from db import labour_export
    from ui.dialogs.figures import Figures

    found = labour_export.by_place(book, period.first, period.last)
    lines = [("　" * one.depth + _(one.label), f"{one.batches:,}", f"{one.persons:,}") for one in found]
    return Figures(
        lines,
        _("按出发日期；各机构的数含它下面的机构，一人在一行中只计一次，所以合计可以小于各行之和。按去向的见统计报表。"),
    )

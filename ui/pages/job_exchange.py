"""Lists of jobs in and out, asked for on the page 岗位援助."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QInputDialog

from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
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
    partner, done = QInputDialog.getText(page, _("发出岗位清单"), _("发给哪个单位（只列招聘中、已核实、未过期的岗位）"))
    if not done or not partner.strip():
        return
    name, _kind = QFileDialog.getSaveFileName(
        page, _("岗位清单"), _("招聘岗位清单") + ".xlsx", _("Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)"),
        options=QFileDialog.Option.DontConfirmOverwrite,
    )  # fmt: skip
    if name:
        give_to(page, partner.strip(), Path(name))


def give_to(page: "RecordsPage", partner: str, to: Path) -> None:
    """Write the vacancies that are open to a file for `partner`, and note that it was given."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        from ui import job_list_file

        return job_list_file.write(book, partner, to)

    def tell(count: int) -> None:
        page.said.emit(_("已写出 {n} 个岗位到 {path}").format(n=f"{count:,}", path=to))

    page.run(work, tell, write=True, touches=("job_batch",))

"""A paper in the place of a page's list: looked at, printed, saved, and back to where one was."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import actions
from ui.dialogs.progress import ProgressDialog
from ui.jobs import Progress
from ui.pages.page import Page
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import label, row
from ui.widgets.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from db.casebook import Casebook


class PaperView(QWidget):
    """Show papers made by a worker; what is printed is logged, so that the next printing says that it is another one."""

    closed = Signal()
    """Back to where one came from."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._title = label("", "heading")
        self._note = label("", "hint", wrap=True)
        back = actions.action(self, _("返回"), self.closed.emit, icon="arrow-left", shortcut="Esc")
        self._extra = row()
        head = row(actions.ActionButton(back), GRID, self._title, None)
        head.addLayout(self._extra)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2 * GRID)
        self._box.addLayout(head)
        self._box.addWidget(self._note)
        self.preview: PdfPreview | None = None

    def add_action(self, text: str, run: Callable[[], object], *, icon: str = "", shortcut: str = "") -> None:
        """Add what one may do next beside the title."""
        self._extra.addWidget(actions.ActionButton(actions.action(self, text, run, icon=icon, shortcut=shortcut)))

    def make(
        self,
        title: str,
        work: "Callable[[Casebook, Progress], tuple[bytes, Sequence[str]]]",
        shown: Callable[[], object],
        *,
        kind: str,
        note: str = "",
        write: bool = False,
    ) -> None:
        """Make papers in a worker and show them; `work` gives the PDF and what the print log calls its papers (`kind`).

        With `write` it may change the casebook.
        """

        def take(made: tuple[bytes, Sequence[str]]) -> None:
            self._show(title, note, made[0], lambda: self._log(kind, made[1]))
            shown()

        job = self._page.run(work, take, write=write)
        ProgressDialog(job, _("正在生成打印件"), self._page)

    def clear(self) -> None:
        """Show no paper any more: what it said is nobody's to see."""
        if self.preview is not None:
            self._box.removeWidget(self.preview)
            self.preview.deleteLater()
            self.preview = None

    def _show(self, title: str, note: str, data: bytes, printed: Callable[[], object]) -> None:
        if self.preview is not None:
            self._box.removeWidget(self.preview)
            self.preview.deleteLater()
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.preview = PdfPreview(self._page.context.jobs, self._page.failed.emit, name=title)
        self.preview.printed.connect(printed)
        self.preview.saved.connect(lambda path: self._page.said.emit(_("已保存到 {path}").format(path=path)))
        self._box.addWidget(self.preview, 1)
        self.preview.set_document(data)
        self.preview.setFocus()

    def _log(self, kind: str, what: Sequence[str]) -> None:
        def work(book: "Casebook", _progress: Progress) -> None:
            from db import prints

            prints.log(book, kind, what)

        self._page.run(work, lambda _done: self._page.said.emit(_("已送打印机。")), write=True, touches={"print_log"})


def bytes_of(made: Any) -> bytes:
    """Give a document that was printed into memory."""
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made

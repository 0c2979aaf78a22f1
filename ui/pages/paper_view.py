"""A paper in the place of a page's list: looked at, printed, saved, and back to where one was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import actions
from ui.dialogs.confirm import ask
from ui.dialogs.progress import ProgressDialog
from ui.jobs import Progress
from ui.pages.page import Page
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.labels import label, row
from ui.widgets.pdf_preview import PdfPreview

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.widgets.pdf_printing import Printed

Made = tuple[bytes, Sequence[str]]
FINE = "voucher"
"""The kind whose ground a copier must not bring out as it is (printouts/hidden_word.py)."""
REASONS = (N_("卡纸或缺墨，上一份已销毁"), N_("打印错位，上一份已作废"), N_("本人遗失"), N_("存档另需一份"))
"""Why a numbered paper is printed again; another reason may be written."""


@dataclass(frozen=True)
class _Paper:
    """Hold what is shown: its title and note, what made it, its kind and papers in the print log, how many of them stand on a page.

    `each` is 0 where the papers are not told apart by page: then they count as printed with any page of it.
    """

    title: str
    note: str
    work: "Callable[[Casebook, Progress], Made]"
    kind: str
    what: Sequence[str]
    each: int
    again: bool

    def on(self, pages: Sequence[int]) -> list[str]:
        """Give the papers that stand on these pages."""
        if not self.each:
            return list(self.what)
        return [one for page in pages for one in self.what[page * self.each : (page + 1) * self.each]]


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
        self._reason = ""

    def add_action(self, text: str, run: Callable[[], object], *, icon: str = "", shortcut: str = "") -> None:
        """Add what one may do next beside the title."""
        self._extra.addWidget(actions.ActionButton(actions.action(self, text, run, icon=icon, shortcut=shortcut)))

    def make(
        self,
        title: str,
        work: "Callable[[Casebook, Progress], Made]",
        shown: Callable[[], object],
        *,
        kind: str,
        note: str = "",
        write: bool = False,
        each: int = 0,
    ) -> None:
        """Make papers in a worker and show them; `work` gives the PDF and what the print log calls its papers (`kind`).

        `each` of them stand on a page, in their order; 0 where a page is no unit of theirs. With `write` the work may change the casebook,
        and is done once; other papers are made anew after each printing, so that the next one says that it is another.
        """

        def take(made: Made) -> None:
            self._show(_Paper(title, note, work, kind, made[1], each, again=not write), made[0])
            shown()
            if self.preview is not None:
                self.preview.setFocus()  # once it is in sight: before, nothing could take the keyboard

        job = self._page.run(work, take, write=write, aside=True)
        ProgressDialog(job, _("正在生成打印件"), self._page)

    def clear(self) -> None:
        """Show no paper any more: what it said is nobody's to see."""
        if self.preview is not None:
            self._box.removeWidget(self.preview)
            self.preview.deleteLater()
            self.preview = None

    def _show(self, paper: _Paper, data: bytes) -> None:
        self.clear()
        self._title.setText(paper.title)
        self._note.setText(paper.note)
        self._note.setVisible(bool(paper.note))
        preview = PdfPreview(self._page.context.jobs, self._page.failed.emit, name=paper.title, fine=paper.kind == FINE)
        preview.printer = self._page.context.screen.printer
        preview.consent = lambda pages, go: self._seek_consent(paper, pages, go)
        preview.printed.connect(lambda printed: self._log(paper, preview, printed))
        preview.saved.connect(lambda path: self._note_saved(paper, preview, path))
        self.preview = preview
        self._reason = ""
        self._box.addWidget(preview, 1)
        preview.set_document(data)
        preview.setFocus()

    # --- printing again, and the log ---

    def _seek_consent(self, paper: _Paper, pages: Sequence[int], go: Callable[[], None]) -> None:
        """Let papers be printed that never were; ask why of those that were, and refuse those that two persons must clear first."""
        from db import prints

        what = paper.on(pages)

        def look(book: "Casebook", _progress: Progress) -> tuple[list[str], str]:
            return prints.again(book, paper.kind, what), prints.reason_of(book, paper.kind, what)

        def take(found: tuple[list[str], str]) -> None:
            before, known = found
            reason = known or (self._ask_reason(before) if before else "")
            if reason is not None:
                self._reason = reason
                go()

        self._page.run(look, take)

    def _ask_reason(self, before: Sequence[str]) -> str | None:
        words = _("其中 {n} 张以前打印过，会标明第几次打印。原因记入打印登记。").format(n=len(before))
        said = ask(self, _("再次打印"), words, _("打印"), reasons=[_(one) for one in REASONS], danger=False)
        return said.reason if said is not None else None

    def _log(self, paper: _Paper, preview: PdfPreview, printed: "Printed") -> None:
        from db import prints

        what, reason = paper.on(printed.pages), self._reason

        def work(book: "Casebook", _progress: Progress) -> None:
            prints.log(
                book, paper.kind, what, reason=reason, pages=len(printed.pages), copies=printed.copies, printer=printed.printer
            )  # fmt: skip

        def take(_done: None) -> None:
            self._page.said.emit(_("已送打印机。"))
            if paper.again and preview is self.preview:
                self._page.run(paper.work, lambda made: preview.set_document(made[0], stay=True), aside=True)

        self._page.run(work, take, write=True, touches={"print_log"})

    def _note_saved(self, paper: _Paper, preview: PdfPreview, path: str) -> None:
        from db import prints

        pages = preview.page_count
        self._page.run(
            lambda book, _progress: prints.note_saved(book, paper.kind, paper.what, pages=pages),
            lambda _run: self._page.said.emit(_("已保存到 {path}").format(path=path)),
            write=True,
            touches={"print_log"},
        )


def bytes_of(made: Any) -> bytes:
    """Give a document that was printed into memory."""
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made

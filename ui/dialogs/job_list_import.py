"""Taking in a list of jobs from a labour office: from whom, the file, what its columns mean where that is not sure, the report, and only then it is taken."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rules import clock as clocks
from ui import code_words
from ui.dialogs.ledger_import import Judged, LedgerImportDialog
from ui.dialogs.table_import import ImportWords
from ui.pages.page import Context
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.choices import CodeField
from ui.widgets.fields import TextField
from ui.widgets.form import note_of
from ui.widgets.labels import label, row
from ui.widgets.money_and_dates import DateField

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.job_lists import Batch
    from db.ledgers import LedgerReport
    from ui.jobs import Progress

_LABOUR_OFFICE = "2"


class JobListImportDialog(LedgerImportDialog):
    """Take in a list of jobs; its vacancies wait to be verified."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        from db import job_lists

        words = ImportWords(
            _("收入岗位清单"), _("选择 Excel 或 CSV 岗位清单，也可以把文件拖到这里。先核对，看过结果再收入；收入的岗位为待核实。"), _("选择岗位清单"),
            _("收入 {n} 个岗位"), _("已收入 {n} 个岗位{more}。"), _("没有可以收入的岗位。"),
            N_("用人单位"),
        )  # fmt: skip
        super().__init__(context, job_lists.VACANCIES, parent, words=words, kinds=(job_lists.VACANCIES,))
        self.partner = TextField(limit=60)
        self.partner.setAccessibleName(_("来自哪个单位"))
        self.partner.setPlaceholderText(_("来自哪个单位，如 县劳动局"))
        self.source = CodeField(code_words.entries("job_source"))
        self.source.setAccessibleName(_("信息来源"))
        self.source.set_value(_LABOUR_OFFICE)
        self.day = DateField(context.clock, until_today=True)
        self.day.setAccessibleName(_("收到日期"))
        self.day.set_value(clocks.today(context.clock))
        line = row(self.partner, GRID, self.source, GRID, label(_("收到")), self.day)
        line.setStretch(0, 2)
        self.above.insertLayout(0, line)
        for at, field in enumerate((self.partner, self.source, self.day), 1):
            self.above.insertWidget(at, note_of(field))
            field.judged.connect(lambda _found: self.show_state())
        for part in (self.kind_words, self.kind, self.correct):
            part.hide()  # there is one kind of list, and it corrects nothing
        self.partner.textChanged.connect(lambda _text: self.show_state())
        self.partner.setFocus()

    def judging(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], Judged]":
        """Read the file; judge its lines where the columns are sure or told."""
        kind, chosen, batch = self._kind(), dict(self._chosen), self._batch()
        held = self._ledger if self._ledger is not None and self._chosen else None

        def work(book: "Casebook", progress: "Progress") -> Judged:
            from db import job_lists, ledgers

            ledger = held or ledgers.open_ledger(book, kind, path, again=again)
            if ledgers.unsure(ledger, chosen):
                return ledger, None
            return ledger, job_lists.take(
                book, ledger, batch, chosen=chosen, dry_run=True, again=again, progress=progress.step
            )

        return work

    def taking(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], LedgerReport]":  # noqa: ARG002 - read already
        """Enter the list as it was judged."""
        ledger, chosen, batch, counted = self._ledger, dict(self._chosen), self._batch(), self.counted()

        def work(book: "Casebook", progress: "Progress") -> "LedgerReport":
            from db import job_lists

            if ledger is None:
                raise TypeError
            return job_lists.take(book, ledger, batch, chosen=chosen, again=again, progress=counted(progress))

        return work

    def counts(self) -> list[tuple[str, str]]:
        """Show how many lines are of employers that are here already."""
        first, _matched, *rest = super().counts()
        return [
            first,
            ("matched", _("已登记单位的")),
            *[one for one in rest if one[0] != "parked"],
            ("parked", _("待核")),
        ]

    def touches(self) -> tuple[str, ...]:
        """Name the tables that change."""
        return ("vacancy", "employer", "job_batch", "import_log")

    def reasons(self) -> Mapping[str, str]:
        """Give what the codes say."""
        from db.job_lists import REASONS

        return REASONS

    def show_state(self) -> None:
        """Let nothing be taken before it is said from whom it comes."""
        super().show_state()
        if hasattr(self, "partner") and not self.partner.text().strip():
            self.take.setEnabled(False)
            self.take.setToolTip(_("先填来自哪个单位"))
        elif hasattr(self, "day") and any(
            one.text() and one.judgement.value is None for one in (self.source, self.day)
        ):  # else today's would be taken in the place of the day that was meant
            self.take.setEnabled(False)
            self.take.setToolTip(_("先改正上面的日期或来源"))

    def _batch(self) -> "Batch":
        from db.job_lists import Batch

        day = self.day.value() or clocks.today(self._context.clock)
        return Batch(self.partner.text().strip(), str(self.source.value() or _LABOUR_OFFICE), day)

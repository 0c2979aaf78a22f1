"""Importing an old ledger: which kind, the file, what its columns mean where that is not sure, the report, and only then it is taken."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from rules import clock as clocks
from ui.actions import button
from ui.dialogs.ledger_columns import LedgerColumnsDialog
from ui.dialogs.table_import import ImportWords, TableImportDialog
from ui.pages.page import Context
from ui.text import _
from ui.widgets.labels import label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.ledger_columns import Choice, Layout
    from db.ledger_kinds import LedgerKind
    from db.ledgers import Ledger, LedgerReport
    from ui.jobs import Progress

Judged = tuple["Ledger", "LedgerReport | None"]


class LedgerImportDialog(TableImportDialog):
    """Import an old ledger of one of the kinds that this workplace keeps."""

    def __init__(
        self, context: Context, kind: "LedgerKind", parent: QWidget | None = None, *, words: ImportWords | None = None,
        kinds: "Sequence[LedgerKind] | None" = None,
    ) -> None:  # fmt: skip
        from db import ledger_kinds

        words = words or ImportWords(
            _("导入旧台账"), _("选择 Excel 或 CSV 台账，也可以把文件拖到这里。先核对，看过结果再导入；已导入过的不会重复。"),
            _("选择台账"), _("导入 {n} 行"), _("已导入 {n} 行{more}。"), _("没有可以导入的内容。"),
        )  # fmt: skip
        self._today = clocks.today(context.clock)
        self._ledger: Ledger | None = None
        self._chosen: dict[str, Mapping[str, Choice]] = {}
        super().__init__(context, words, parent)
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("台账种类"))
        for one in kinds or ledger_kinds.kinds_for(context.workplace.kind):
            self.kind.addItem(_(one.label), one)
        self.kind.setCurrentIndex(max(0, self.kind.findText(_(kind.label))))
        self.kind.currentIndexChanged.connect(lambda _index: self._other_kind())
        self.map = button(_("各列的含义…"), self.ask_columns, icon="table-column")
        self.map.setAutoDefault(False)
        self.correct = QCheckBox(_("按新台账更正此前导入的内容"))
        self.correct.toggled.connect(lambda _on: self._judge_again())
        self.kind_words = label(_("种类"))
        line = row(self.kind_words, self.kind, None, self.correct, self.map)
        self.above.addLayout(line)
        self.show_state()

    def counts(self) -> list[tuple[str, str]]:
        """Show how many rows belong to registered persons, too."""
        first, *rest = super().counts()
        return [first, ("matched", _("对上已登记的人")), *rest]

    def judging(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], Judged]":
        """Read the file; judge its rows where the columns are sure or told."""
        kind, chosen, correct = self._kind(), dict(self._chosen), self.correct.isChecked()
        held = self._ledger if self._ledger is not None and self._chosen else None

        def work(book: "Casebook", progress: "Progress") -> Judged:
            from db import ledgers

            ledger = held or ledgers.open_ledger(book, kind, path, again=again)
            if ledgers.unsure(ledger, chosen):
                return ledger, None
            report = ledgers.take(
                book, ledger, chosen=chosen, dry_run=True, again=again, correct=correct, progress=progress.step
            )
            return ledger, report

        return work

    def taking(self, path: Path, *, again: bool) -> "Callable[[Casebook, Progress], LedgerReport]":  # noqa: ARG002 - read already
        """Write the ledger as it was judged."""
        ledger, chosen, correct = self._ledger, dict(self._chosen), self.correct.isChecked()
        counted = self.counted()

        def work(book: "Casebook", progress: "Progress") -> "LedgerReport":
            from db import ledgers

            if ledger is None:
                raise TypeError
            return ledgers.take(book, ledger, chosen=chosen, again=again, correct=correct, progress=counted(progress))

        return work

    def judge(self, path: Path, *, again: bool = False) -> None:
        """Read another file anew; what was told of the columns belongs to the file before."""
        if path != self._path or again != self._again:
            self._ledger, self._chosen = None, {}
        super().judge(path, again=again)

    def judged(self, found: Judged) -> None:
        """Show the report, or ask first what the columns mean."""
        ledger, report = found
        self._ledger = ledger
        if report is None:
            self._job = None
            self.ask_columns()
            return
        self.tiles["matched"].show_figure(f"{report.matched:,}")
        self.show_report(report)

    def ask_columns(self) -> None:
        """Ask what the columns mean, list of headings by list of headings, and judge again."""
        if self._ledger is None or self._path is None:
            return
        from db import ledgers

        asked = ledgers.unsure(self._ledger, self._chosen) or self._ledger.layouts
        for layout in asked:
            dialog = self.columns_dialog(layout)
            if dialog.exec() != QDialog.DialogCode.Accepted:
                self.show_state()
                return
            self.choose_columns(layout, dialog.choices())
        self._judge_again()

    def columns_dialog(self, layout: "Layout") -> LedgerColumnsDialog:
        """Give the dialog that asks about one list of headings."""
        from dataclasses import replace

        told = self._chosen.get(layout.key)
        shown = replace(layout, chosen=told) if told else layout
        several = self._ledger is not None and len(self._ledger.layouts) > 1
        return LedgerColumnsDialog(self._kind(), shown, self._today, self, may_skip=several)

    def choose_columns(self, layout: "Layout", chosen: "Mapping[str, Choice]") -> None:
        """Keep what was told of one list of headings; it is remembered when the ledger is taken."""
        self._chosen[layout.key] = chosen

    def touches(self) -> tuple[str, ...]:
        """Name the ledger's table."""
        return (self._kind().table, "import_log", "flag")

    def reasons(self) -> Mapping[str, str]:
        """Give what the ledgers' codes say."""
        from db.ledger_check import REASONS

        return REASONS

    def show_state(self) -> None:
        """Offer what can be done now."""
        super().show_state()
        self.map.setEnabled(self._ledger is not None and self._job is None)
        self.kind.setEnabled(self._job is None)
        self.correct.setEnabled(self._job is None)

    def _kind(self) -> "LedgerKind":
        chosen: LedgerKind = self.kind.currentData()
        return chosen

    def _other_kind(self) -> None:
        self._ledger, self._chosen, self.report = None, {}, None
        self._judge_again()

    def _judge_again(self) -> None:
        if self._path is not None and self._job is None:
            super().judge(self._path, again=self._again)
        else:
            self.show_state()

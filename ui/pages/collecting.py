"""The province collects: folders with bundles in, what became of each, receipts out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from ui import folders
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.jobs import Progress
from ui.models import outcomes
from ui.models.outcomes import OutcomeLine
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets.cards import Card
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.standings import Arrival

_EVERYTHING = frozenset({
    "person", "person_profile", "training_class", "enrolment", "attendance", "result", "voucher_issue", "voucher_void", "voucher_loss", "redemption",
    "claim", "claim_review", "certificate", "base", "course", "exchange",
})  # fmt: skip


@dataclass(frozen=True)
class CollectedLines:
    """Hold what a collection did: the lines of the table, and the receipts' files."""

    lines: tuple[OutcomeLine, ...]
    receipts: tuple[Path, ...]


class CollectingPage(Page):
    """Choose folders, collect, write receipts."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("收包与回执"))
        self._receipts: Path | None = None
        self.add_action(
            _("记录完整性"), lambda: self.wants.emit("integrity", None), icon="source-branch-check", shortcut="F9"
        )
        self.answer_act = self.add_action(
            _("收包并写回执"), self._collect_and_answer, icon="email-fast-outline", shortcut="F8"
        )
        self.collect_act = self.add_action(
            _("收包"), self.collect, icon="inbox-arrow-down-outline", shortcut="F7", primary=True
        )
        self.add(self._build_folders())
        self._result = Card(_("这次收到"))
        self._words = label("", "muted", wrap=True)
        self.lines: Listing[OutcomeLine] = Listing(context.jobs, outcomes.columns(), "", self.failed.emit, most=10)
        self._result.body.addWidget(self._words)
        self._result.body.addWidget(self.lines)
        self._result.hide()
        self.add(self._result)
        past = Card(_("最近来包"))
        self.past: Listing[Arrival] = Listing(
            context.jobs, self._past_columns(), _("还没有收过数据包。"), self.failed.emit, most=10
        )
        past.body.addWidget(self.past)
        self.add(past)
        self.body.addStretch(1)
        self._judge()

    def _build_folders(self) -> Card:
        card = Card(_("从哪里收"))
        self.places = QListWidget()
        self.places.setAccessibleName(_("收包文件夹"))
        self.places.setFixedHeight(3 * ROW_HEIGHT)
        add = button(_("添加文件夹…"), self._add_place, icon="folder-plus-outline")
        self._remove = button(_("移除"), self._remove_place, kind="quiet")
        self._remove.setEnabled(False)
        self.places.currentRowChanged.connect(lambda at: self._remove.setEnabled(at >= 0))
        words = label(
            _("可以同时选几个：各县的 U 盘、共享文件夹、光盘。同一个包收几次、先后次序都不要紧。"), "muted", wrap=True
        )
        line = row(gap=3 * GRID)
        line.addWidget(self.places, 1)
        line.addLayout(column(add, self._remove, None))
        card.body.addLayout(column(words, line))
        return card

    def load(self) -> None:
        """Fetch what came last."""

        def work(book: "Casebook", _progress: Progress) -> "list[Arrival]":
            from sync import standings

            return standings.arrivals(book)

        self.load_with(work, self.past.tell)

    def add_place(self, folder: Path) -> None:
        """Collect from this folder too."""
        if str(folder) not in self._folders():
            self.places.addItem(str(folder))
        self._judge()

    def collect(self, receipts_to: Path | None = None) -> None:
        """Take in every bundle of the folders; write a receipt for each unit where a folder for them is given."""
        places = [Path(text) for text in self._folders()]

        def work(book: "Casebook", progress: Progress) -> CollectedLines:
            from sync import collector

            done = collector.collect(book, places, receipts_to, progress.step)
            return CollectedLines(tuple(outcomes.tell(book, done.outcomes)), done.receipts)

        job = self.run(work, self._took, write=True, touches=_EVERYTHING)
        ProgressDialog(job, _("正在收包"), self)

    def _collect_and_answer(self) -> None:
        folder = folders.choose(self, _("回执存放到哪里？"), self._receipts)
        if folder:
            self._receipts = folder
            self.collect(folder)

    def _took(self, done: CollectedLines) -> None:
        words = short = outcomes.summary(done.lines)
        if done.receipts:
            short += _("回执 {n} 份已写出。").format(n=len(done.receipts))
            words += _("已写出回执 {n} 份，在“{folder}”，请交回各单位。").format(
                n=len(done.receipts), folder=done.receipts[0].parent
            )
        self._result.show()
        self._words.setText(words)
        self.lines.setVisible(bool(done.lines))
        self.lines.tell(done.lines)
        self.said.emit(short)

    def _folders(self) -> Sequence[str]:
        return [self.places.item(at).text() for at in range(self.places.count())]

    def _add_place(self) -> None:
        folder = folders.choose(self, _("选择要收包的文件夹"))
        if folder:
            self.add_place(folder)

    def _remove_place(self) -> None:
        self.places.takeItem(self.places.currentRow())
        self._judge()

    def _judge(self) -> None:
        for act in (self.collect_act, self.answer_act):
            act.setEnabled(self.places.count() > 0)
        self.places.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.places.count() else Qt.FocusPolicy.NoFocus)

    def _past_columns(self) -> "list[Column[Arrival]]":
        return [
            Column(_("时间"), lambda one: f"{one.at:%Y-%m-%d %H:%M}", 150),
            Column(_("来自"), lambda one: one.sender, 200),
            Column(_("种类"), lambda one: _(outcomes.KINDS.get(one.kind, "")), 96),
            Column(_("条数"), lambda one: f"{one.entries:,}", 80, right=True),
            Column(_("结果"), lambda one: outcomes.code_words(one.outcome)[0]),
        ]


SPEC = PageSpec("collecting", N_("收包与回执"), "inbox-arrow-down-outline", CollectingPage)

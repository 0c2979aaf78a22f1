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
from ui.dialogs.way import DRAFT, DRIVE, FOLDER, MAIL, SHARE
from ui.jobs import Progress
from ui.models import outcomes, sent
from ui.models.outcomes import OutcomeLine
from ui.models.rows import Column
from ui.models.sent import Sent, Written
from ui.pages.page import Context, Page, PageSpec
from ui.pages.ways import Taken, WaysCard
from ui.pages.written_card import WrittenCard
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
_NO_ADDRESS = N_("没有可以用邮件送的回执：请先在“地址簿”里填各单位的邮箱地址。")


@dataclass(frozen=True)
class CollectedLines:
    """Hold what a collection did: the lines of the table, and the receipts' files."""

    lines: tuple[OutcomeLine, ...]
    receipts: Written


class CollectingPage(Page):
    """Choose folders, collect, write receipts."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("收包与回执"))
        self._receipts: Path | None = None
        self._last = ""
        self.add_way(_("记录完整性"), "integrity", icon="source-branch-check", shortcut="F9")
        self.answer_act = self.add_action(
            _("收包并写回执"), self._collect_and_answer, icon="email-fast-outline", shortcut="F8"
        )
        self.collect_act = self.add_action(
            _("收包"), self._begin, icon="inbox-arrow-down-outline", shortcut="F7", primary=True
        )
        self.add(self._build_folders())
        self._result = Card(_("这次收到"))
        self._words = label("", "muted", wrap=True)
        self.lines: Listing[OutcomeLine] = Listing(context.jobs, outcomes.columns(), "", self.failed.emit, most=10)
        self._result.body.addWidget(self._words)
        self._result.body.addWidget(self.lines)
        self._result.hide()
        self.add(self._result)
        self._out = WrittenCard(self, _("写出的回执"), "", _("请交回各单位。"))
        self._out.hide()
        self.add(self._out)
        self.ways = WaysCard(self, _EVERYTHING)
        self.ways.took.connect(self._took_by_way)
        self.ways.wrote.connect(self._wrote)
        self.add(self.ways)
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
        add = button(_("添加…"), self._add_place, icon="folder-plus-outline")
        self._remove = button(_("移除"), self._remove_place, kind="quiet")
        self._remove.setEnabled(False)
        self.places.currentRowChanged.connect(lambda at: self._remove.setEnabled(at >= 0))
        words = label(
            _(
                "可以同时选几个：各县的U 盘、共享文件夹、光盘。邮件在下面“运送方式”里收取。同一个包收几次、先后次序都不要紧。"
            ),
            "muted",
            wrap=True,
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
        self.ways.load()

    def add_place(self, folder: Path) -> None:
        """Collect from this folder too."""
        if str(folder) not in self._folders():
            self.places.addItem(str(folder))
        self._judge()

    def _begin(self) -> None:
        """Collect; where no folder has been named yet, ask for the first one."""
        if not self.places.count():
            self._add_place()
        if self.places.count():
            self.collect()

    def collect(self, receipts_to: Path | None = None, *, kind: str = FOLDER) -> None:
        """Take in every bundle of the folders; write a receipt for each unit where a folder for them is given."""
        places = [Path(text) for text in self._folders()]

        def work(book: "Casebook", progress: Progress) -> CollectedLines:
            from sync import collector, drives

            to = drives.folder_on(receipts_to) if receipts_to and kind == DRIVE else receipts_to
            found = [folder for place in places for folder in drives.folders_on(place)]
            done = collector.collect(book, found, to, progress.step)
            files = [Sent(path, _("回执"), 0, path.stat().st_size) for path in done.receipts]
            return CollectedLines(tuple(outcomes.tell(book, done.outcomes)), sent.written(kind, files))

        job = self.run(work, self._took, write=True, touches=_EVERYTHING)
        ProgressDialog(job, _("正在收包"), self)

    def _collect_and_answer(self) -> None:
        way = self.ways.ask(_("回执用什么方式送回？"), _("收包并写回执"), out=True, last=self._last)
        if way is None:
            return
        self._last = way.kind
        if way.kind == SHARE:
            self.ways.share_now()
        elif way.kind == MAIL:
            self._collect_and_mail()
        else:
            folder = way.where or folders.choose(self, _("回执存放到哪里？"), self._receipts)
            if folder and way.kind == DRAFT:
                self._collect_and_mail(folder)
            elif folder:
                self._receipts = folder
                self.collect(folder, kind=way.kind)

    def _collect_and_mail(self, draft_to: Path | None = None) -> None:
        """Take in every bundle of the folders, then put receipts for the units with addresses into mails."""
        self.collect()

        def prepare(book: "Casebook") -> None:
            from sync import mail

            mail.prepare_receipts(book)

        self.ways.mail_out(prepare, draft_to)

    def _took(self, done: CollectedLines) -> None:
        words = short = outcomes.summary(done.lines)
        if done.receipts.lines:
            short += _("回执 {n} 份已写出。").format(n=len(done.receipts.lines))
            self._show_written(done.receipts)
        self._show_lines(done.lines, words)
        self.said.emit(short)

    def _show_lines(self, lines: Sequence[OutcomeLine], words: str) -> None:
        self._result.show()
        self._words.setText(words)
        self.lines.setVisible(bool(lines))
        self.lines.tell(lines)

    def _took_by_way(self, taken: Taken) -> None:
        self._show_lines(taken.lines, taken.words)
        self.said.emit(taken.words)

    def _wrote(self, done: Written) -> None:
        self._show_written(done)
        self.said.emit(_("已送出 {n} 份。").format(n=len(done.lines)) if done.lines else _(_NO_ADDRESS))

    def _show_written(self, done: Written) -> None:
        self._out.show()
        self._out.tell(done, _(_NO_ADDRESS))

    def _folders(self) -> Sequence[str]:
        return [self.places.item(at).text() for at in range(self.places.count())]

    def _add_place(self) -> None:
        way = self.ways.ask(_("从哪里收？"), _("添加"), out=False, mail=False)
        if way is None:
            return
        shared = self.ways.stand.share if self.ways.stand and way.kind == SHARE else ""
        folder = Path(shared) if shared else way.where or folders.choose(self, _("选择要收包的文件夹"))
        if folder:
            self.add_place(folder)

    def _remove_place(self) -> None:
        self.places.takeItem(self.places.currentRow())
        self._judge()

    def _judge(self) -> None:
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

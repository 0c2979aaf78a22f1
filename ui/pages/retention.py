"""保管与销毁: what is kept how long and by which rule, what is due, and which backups still hold what was erased."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from db.retention_terms import QUERIES
from rules.permissions import Action, may
from rules.retention import LEAST_YEARS, MOST_YEARS
from ui import retention_file
from ui.actions import button
from ui.dialogs.confirm import ask
from ui.dialogs.one_line import ask_number
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.second_sign import ask_second
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.widgets.cards import Card
from ui.widgets.labels import label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook, Session
    from db.erasure import Backup
    from db.retention import Destroyed, Due, Standing
    from ui.jobs import Progress


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows; terms and lists are empty where nothing is destroyed (a base)."""

    standings: "Sequence[Standing]"
    destroyed: "Sequence[Destroyed]"
    backups: "Sequence[Backup]"


def look(book: "Casebook", _progress: object = None) -> Facts:
    """Collect what the page shows."""
    from db import erasure, retention

    here = may(book.signed_in.role, Action.DESTROY, book.workplace.kind)
    return Facts(
        retention.standings(book) if here else (), retention.destroyed(book) if here else (), erasure.stale_backups(book)
    )  # fmt: skip


class RetentionPage(Page):
    """Show terms, the list of what is due, and old backups."""

    tables = frozenset({"destruction", "backup", *(name for queries in QUERIES.values() for name, _ in queries)})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("保管与销毁"))
        self._standing: Standing | None = None
        self._due: Sequence[Due] = ()
        self._may = may(context.session.role, Action.DESTROY, context.workplace.kind)
        self.terms: Listing[Standing] = Listing(context.jobs, self._term_columns(), "", self.failed.emit, most=6)
        self.terms.picked.connect(self._choose)
        self.due: Listing[Due] = Listing(
            context.jobs, self._due_columns(), _("这一类没有到期的记录。"), self.failed.emit, most=8
        )
        self.source = label("", "hint", wrap=True)
        self.years = button(_("改年限…"), self._ask_years, icon="calendar-edit")
        self.paper = button(
            _("打印清册…"), lambda: self._choose_file(_("PDF 文件 (*.pdf)"), ".pdf"), icon="printer-outline"
        )
        self.sheet = button(
            _("导出 Excel…"), lambda: self._choose_file(_("Excel 表 (*.xlsx)"), ".xlsx"), icon="file-export-outline"
        )
        self.deed = button(_("销毁…"), self._ask_to_destroy, kind="danger", icon="delete-forever-outline")
        self.past: Listing[Destroyed] = Listing(
            context.jobs, self._past_columns(), _("还没有销毁过。"), self.failed.emit, most=5
        )
        self.backups: Listing[Backup] = Listing(
            context.jobs, self._backup_columns(), _("没有须销毁的备份。"), self.failed.emit, most=5
        )
        self._lay_out()

    def _lay_out(self) -> None:
        if self._may:
            terms = Card(_("保管期限"))
            terms.head.addWidget(self.years)
            terms.body.addWidget(self.terms)
            terms.body.addWidget(self.source)
            listed = Card(_("到期清册"))
            for part in (self.paper, self.sheet, self.deed):
                listed.head.addWidget(part)
            listed.body.addWidget(self.due)
            past = Card(_("已销毁"))
            past.body.addWidget(self.past)
            for card in (terms, listed, past):
                self.add(card)
        old = Card(_("须销毁的备份"))
        gone = button(_("已销毁这一份"), self._note_gone, icon="check")
        old.head.addWidget(gone)
        words = _(
            "下列备份做于删除或销毁之前，里面还有已删除的内容。请把备份文件删除（U 盘、光盘上的也要），再记“已销毁这一份”。"
        )
        old.body.addWidget(label(words, "muted", wrap=True))
        old.body.addWidget(self.backups)
        self.add(old)
        self.body.addStretch(1)
        self._show_due(())

    def load(self) -> None:
        """Fetch what the page shows."""
        self.load_with(look, self._tell)

    def _tell(self, facts: Facts) -> None:
        chosen = self._standing.term.key if self._standing else ""
        self.terms.tell(facts.standings)
        self.past.tell(facts.destroyed)
        self.backups.tell(facts.backups)
        place = next((n for n, one in enumerate(facts.standings) if one.term.key == chosen), None)
        if place is None:
            place = next((n for n, one in enumerate(facts.standings) if one.count and one.here), 0)
        if facts.standings:
            self.choose(facts.standings[place])

    def _choose(self, standing: "Standing | None") -> None:
        if standing is not None and standing is not self._standing:
            self.choose(standing)

    def choose(self, standing: "Standing") -> None:
        """List what is due of one term."""
        self._standing = standing
        term = standing.term
        words = [_("依据：{source}").format(source=_(term.source))]
        if not standing.here:
            words.append(_("这一类由省总统一销毁，本机只列出。"))
        self.source.setText(_("　").join(words))
        self.years.setEnabled(not term.fixed)
        self.years.setToolTip(_("年限由规定确定") if term.fixed else "")

        def work(book: "Casebook", _progress: "Progress") -> "list[Due]":
            from db import retention

            return retention.due(book, term.key)

        self.run(work, self._show_due)

    def _show_due(self, found: "Sequence[Due]") -> None:
        self._due = found
        self.due.tell(found)
        for part in (self.paper, self.sheet):
            part.setEnabled(bool(found))
        self.deed.setEnabled(bool(found) and self._standing is not None and self._standing.here)

    # --- deeds ---

    def _choose_file(self, kinds: str, suffix: str) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, _("到期清册"), _("到期清册") + suffix, kinds)
        if name:
            self.write(Path(name))

    def write(self, to: Path) -> None:
        """Write the list to a PDF or a workbook."""
        standing, found = self._standing, self._due
        if standing is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> Path:
            return retention_file.write(book, standing.term.key, found, to)

        self.run(
            work, lambda path: self.said.emit(_("已保存到 {path}").format(path=path)), write=True, stops=True, shown=_("正在写出清册")
        )  # fmt: skip

    def _ask_years(self) -> None:
        if self._standing is None:
            return
        years = ask_number(
            self, _("保管年限"), _("“{label}”保管几年").format(label=_(self._standing.term.label)), self._standing.years, LEAST_YEARS, MOST_YEARS
        )  # fmt: skip
        if years is not None:
            self.set_years(years)

    def set_years(self, years: int) -> None:
        """Set the years of the chosen term."""
        standing = self._standing
        if standing is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import retention

            retention.set_years(book, standing.term.key, years)

        self.run(
            work,
            lambda _done: self.said.emit(_("已改为 {n} 年。").format(n=years)),
            write=True,
            touches={"destruction"},
        )

    def _ask_to_destroy(self) -> None:
        standing, found = self._standing, self._due
        if standing is None or not found:
            return
        words = _(
            "清册上的 {n} 条记录将被删除，本县其他电脑和省总收到后同样删除，不能恢复。请先打印清册，经鉴定和批准，由两人监销。"
        )
        if (
            ask(
                self,
                _("销毁“{label}”").format(label=_(standing.term.label)),
                words.format(n=len(found)),
                _("销毁 {n} 条").format(n=len(found)),
            )
            is None
        ):
            return
        second = ask_second(self.context, _("销毁到期记录 {n} 条，不能恢复。").format(n=len(found)), self)
        if second is not None:
            self.destroy_by(second)

    def destroy_by(self, second: "Session") -> None:
        """Destroy what is listed, approved by `second`."""
        standing, found = self._standing, self._due
        if standing is None:
            return

        def work(book: "Casebook", progress: "Progress") -> list[str]:
            from sync import erasing

            return erasing.destroy(book, standing.term.key, found, second, step=progress.step)

        def take(numbers: list[str]) -> None:
            self.said.emit(_("已销毁，清册号 {numbers}。").format(numbers=_("、").join(numbers)))

        job = self.run(work, take, write=True, touches=self.tables)
        ProgressDialog(job, _("正在销毁"), self, can_cancel=False)

    def _note_gone(self) -> None:
        chosen: Backup | None = self.backups.current_row()
        if chosen is None:
            return

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import erasure

            erasure.note_destroyed(book, chosen.n)

        self.run(work, lambda _done: self.said.emit(_("已记下。")), write=True, touches={"backup"})

    # --- columns ---

    def _term_columns(self) -> "list[Column[Standing]]":
        return [
            Column(_("类别"), lambda one: _(one.term.label)),
            Column(_("年限"), lambda one: _("{n} 年").format(n=one.years), 70, right=True),
            Column(_("到期"), lambda one: _("{n} 条").format(n=f"{one.count:,}") if one.count else "—", 84, right=True),
            Column(_("由谁定"), lambda one: _("规定") if one.term.fixed else _("本单位（须法务确认）"), 170),
        ]

    def _due_columns(self) -> "list[Column[Due]]":
        return [
            Column(_("名称"), lambda one: one.title),
            Column(_("种类"), retention_file.kind_of, 130),
            Column(_("起算"), lambda one: one.since.isoformat(), 104),
            Column(_("期满"), lambda one: one.due.isoformat(), 104),
        ]

    def _past_columns(self) -> "list[Column[Destroyed]]":
        return [
            Column(_("清册号"), lambda one: one.list_no, 190),
            Column(_("日期"), lambda one: one.day, 104),
            Column(_("条数"), lambda one: f"{one.count:,}", 70, right=True),
            Column(_("依据"), lambda one: one.reason),
        ]

    def _backup_columns(self) -> "list[Column[Backup]]":
        return [
            Column(_("备份时间"), lambda one: f"{one.made:%Y-%m-%d %H:%M}", 146),
            Column(_("文件"), lambda one: str(one.path)),
            Column(
                _("现在"),
                lambda one: _("还在") if one.present else _("没找到"),
                84,
                icon=lambda one: ("alert-outline", "warn") if one.present else ("help-circle-outline", "muted"),
            ),
        ]


SPEC = PageSpec("retention", N_("保管与销毁"), "archive-clock-outline", RetentionPage, under="system")

"""旧台账导入: what the office kept on paper and in Excel before this program is taken in, and the voucher account it begins with."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton

from ui.actions import button
from ui.dialogs.second_sign import ask_second
from ui.dialogs.table_import import dropped
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.balance_table import BalanceTable
from ui.widgets.cards import Card, Glyph, Verdict, VerdictPanel
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QLabel

    from db.casebook import Casebook
    from db.ledger_kinds import LedgerKind
    from db.ledgers import Imported
    from db.opening import Account, Difference, Opening, OpeningDraft
    from ui.dialogs.ledger_import import LedgerImportDialog
    from ui.jobs import Progress

_ABOUT: "Mapping[str, tuple[str, str]]" = {
    "ledger_voucher": ("ticket-confirmation-outline", N_("券号、持券人、身份证号、面值、发放日期、状态、核销日期……导入后同一人同一年不会再发券。")),
    "ledger_certificate": ("certificate-outline", N_("证书编号、姓名、身份证号、工种、发证日期、发证单位……列在服务对象的办理经过里。")),
    "hardship_file": ("folder-account-outline", N_("档案号、户主姓名、身份证号、困难类别、致困原因、建档日期……一户一档。")),
    "past_benefit": ("clipboard-account-outline", N_("姓名、身份证号、项目、年度、金额、发放单位……外县或别的部门已给过的，当年不再发券。")),
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows; the account and what belongs to it are a desk's alone."""

    counts: "Mapping[str, int]"
    imports: "tuple[Imported, ...]"
    may_import: bool
    account: "Account | None" = None
    own: "Opening | None" = None
    differences: "tuple[Difference, ...]" = ()
    is_needed: bool = False
    said_old: bool = False
    may_open: bool = False


def look(book: "Casebook", _progress: object = None) -> Facts:
    """Collect what the page shows."""
    from db import ledgers, opening, settlement
    from rules.permissions import Action, may

    role, place = book.signed_in.role, book.workplace.kind
    counts, imports = ledgers.counts(book), tuple(ledgers.imports(book))
    may_import = may(role, Action.LEDGER_IMPORT, place)
    if place != "desk":
        return Facts(counts, imports, may_import)
    own = opening.own(book)
    ledger = opening.from_ledger(book, own.draft.as_of) if own else None
    return Facts(
        counts, imports, may_import, opening.account(opening.standing(book), settlement.counts(book)), own,
        opening.differences(own.draft, ledger) if own else (), opening.is_needed(book), bool(book.setting(opening.OLD_VOUCHERS)),
        may(role, Action.OPENING_BALANCE, place),
    )  # fmt: skip


class LedgersPage(Page):
    """Show the kinds of ledgers, the opening balance, and former imports."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {"ledger_voucher", "ledger_certificate", "hardship_file", "past_benefit", "opening_balance", "import_log", "voucher_issue", "voucher_void", "redemption"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        from db import ledger_kinds

        super().__init__(context, _("旧台账导入"))
        self.setAcceptDrops(True)
        self._facts: Facts | None = None
        self.kept: dict[str, QLabel] = {}
        self.begin: dict[str, QPushButton] = {}
        kinds = Card(_("导入"))
        kinds.body.addWidget(
            label(
                _("启用本程序前的 Excel 台账可以整份导入：先核对，看过结果再写入。也可以把文件直接拖到本页。"),
                "muted",
                wrap=True,
            )
        )
        for kind in ledger_kinds.kinds_for(context.workplace.kind):
            kinds.body.addLayout(self._line(kind))
        self.add(kinds)
        self._opening = self._build_opening()
        self.add(self._opening)
        self._opening.setVisible(context.workplace.kind == "desk")
        former = Card(_("以往导入"))
        self.imports: Listing[Imported] = Listing(
            context.jobs, _import_columns(), _("还没有导入过旧台账。"), self.failed.emit, most=8
        )
        former.body.addWidget(self.imports)
        self.add(former)
        self.body.addStretch(1)

    def _line(self, kind: "LedgerKind") -> QHBoxLayout:
        icon, about = _ABOUT[kind.table]
        kept = label("", "muted")
        go = button(_("选择文件…"), lambda: self._open(kind), icon="file-import-outline")
        go.setAccessibleName(_("导入{kind}").format(kind=_(kind.label)))
        words = column(row(label(_(kind.label), "heading"), kept, None), label(_(about), "hint", wrap=True), gap=0)
        line = row(gap=3 * GRID)
        line.addWidget(Glyph(icon, "muted", 24))
        line.addLayout(words, 1)
        line.addWidget(go)
        self.kept[kind.table], self.begin[kind.table] = kept, go
        return line

    def _build_opening(self) -> Card:
        card = Card(_("培训券期初余额"))
        self.record = button(_("登记期初余额…"), self.enter, icon="scale-balance")
        card.head.addWidget(self.record)
        self.verdict = VerdictPanel()
        self.table = BalanceTable()
        self.had = QCheckBox(_("启用本程序前发过培训券，但没有台账可导入"))
        self.had.toggled.connect(self._say_old)
        for part in (self.verdict, self.table, self.had):
            card.body.addWidget(part)
        return card

    def load(self) -> None:
        """Fetch what the page shows."""
        self.load_with(look, self._tell)

    def _tell(self, facts: Facts) -> None:
        self._facts = facts
        for table, kept in self.kept.items():
            count = facts.counts.get(table, 0)
            kept.setText(_("已有 {n} 条").format(n=f"{count:,}") if count else "")
            self.begin[table].setEnabled(facts.may_import)
        self.imports.tell(facts.imports)
        if facts.account is not None:
            self._tell_opening(facts, facts.account)

    def _tell_opening(self, facts: Facts, account: "Account") -> None:
        from ui.dialogs.opening import difference_words

        own = facts.own
        self.record.setText(_("更正期初余额…") if own else _("登记期初余额…"))
        self.record.setEnabled(facts.may_open)
        self.table.setVisible(bool(account.openings))
        self.table.show_account(account)
        self.had.blockSignals(True)
        self.had.setChecked(facts.said_old)
        self.had.blockSignals(False)
        self.had.setVisible(own is None and not facts.counts.get("ledger_voucher"))
        self.had.setEnabled(facts.may_open)
        if own is None and facts.is_needed:
            self.verdict.tell(
                Verdict.CAUTION,
                _("登记期初余额以后才能发券"),
                _("启用本程序前发过的券，要先把印制、在库、已发、核销等数登记清楚，由另一人核准。"),
            )
        elif own is None:
            self.verdict.tell(
                Verdict.NOTE, _("没有旧券，不必登记"), _("导入旧券台账，或勾选下面一项以后，才需要登记。")
            )
        elif facts.differences:
            self.verdict.tell(
                Verdict.CAUTION,
                _("已登记，截至 {day}；与导入的台账有 {n} 项不同").format(
                    day=own.draft.as_of.isoformat(), n=len(facts.differences)
                ),
                difference_words(facts.differences) + "\n" + _("依据：{source}").format(source=own.draft.source or "—"),
            )
        else:
            source = _("依据：{source}").format(source=own.draft.source) if own.draft.source else ""
            self.verdict.tell(
                Verdict.YES, _("已登记，截至 {day}，两个等式都平").format(day=own.draft.as_of.isoformat()), source
            )

    def dialog(self, kind: "LedgerKind") -> "LedgerImportDialog":
        """Give the dialog that imports a ledger of this kind."""
        from ui.dialogs.ledger_import import LedgerImportDialog

        made = LedgerImportDialog(self.context, kind, self)
        made.imported.connect(self.said)
        return made

    def _open(self, kind: "LedgerKind") -> None:
        dialog = self.dialog(kind)
        dialog.ask_file()
        if dialog.has_file():
            dialog.exec()
        dialog.deleteLater()

    def take_file(self, path: Path) -> None:
        """Import a file that was let fall on the page: guess its kind, which may be changed before anything is judged."""
        from db import ledger_kinds

        def work(book: "Casebook", _progress: object) -> "LedgerKind":
            from db import ledgers

            return ledgers.likely_kind(book, path) or ledger_kinds.kinds_for(book.workplace.kind)[0]

        def take(kind: "LedgerKind") -> None:
            dialog = self.dialog(kind)
            dialog.judge(path)
            dialog.exec()
            dialog.deleteLater()

        self.run(work, take)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Accept one table."""
        if dropped(event.mimeData()) is not None and self._facts is not None and self._facts.may_import:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Import the file that was let fall."""
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.take_file(path)

    def enter(self) -> None:
        """Ask for the opening balance and have a second person approve it."""
        from ui.dialogs.opening import OpeningDialog

        own = self._facts.own if self._facts else None
        dialog = OpeningDialog(self.context, own.draft if own else None, self)
        found = dialog.draft() if dialog.exec() else None
        dialog.deleteLater()
        if found is None:
            return
        what = _("培训券期初余额，截至 {day}：印制 {printed} 张，已发 {issued} 张，已核销 {redeemed} 张").format(
            day=found.as_of.isoformat(), printed=f"{found.printed:,}", issued=f"{found.issued:,}", redeemed=f"{found.redeemed:,}"
        )  # fmt: skip
        second = ask_second(self.context, what, self)
        if second is not None:
            self.keep(found, second)

    def keep(self, draft: "OpeningDraft", second: object) -> None:
        """Record the opening balance, signed by both."""

        def work(book: "Casebook", _progress: "Progress") -> "Opening":
            from db import casebook, opening

            return opening.record(book, draft, second=second if isinstance(second, casebook.Session) else None)

        self.run(work, lambda _made: self.said.emit(_("期初余额已登记。")), write=True, touches={"opening_balance"})

    def _say_old(self, had: bool) -> None:
        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import opening

            opening.say_old_vouchers(book, had=had)

        self.run(work, lambda _done: None, write=True, touches={"opening_balance"})


def _import_columns() -> "list[Column[Imported]]":
    from db.ledger_kinds import BY_TABLE

    return [
        Column(_("日期"), lambda one: one.day.isoformat(), 98),
        Column(_("种类"), lambda one: _(BY_TABLE[one.kind].label), 110),
        Column(_("文件"), lambda one: one.name),
        Column(_("行"), lambda one: _figure(one, "rows"), 66, right=True),
        Column(_("导入"), lambda one: _figure(one, "accepted"), 66, right=True),
        Column(_("对上的人"), lambda one: _figure(one, "matched"), 84, right=True, spare=1),
        Column(_("重复"), lambda one: _figure(one, "duplicates"), 66, right=True, spare=2),
        Column(_("退回"), lambda one: _sum(one, "rejected"), 66, right=True),
        Column(_("待核"), lambda one: _sum(one, "parked"), 66, right=True),
    ]


def _figure(one: "Imported", name: str) -> str:
    return f"{one.summary.get(name, 0):,}"


def _sum(one: "Imported", name: str) -> str:
    return f"{sum(one.summary.get(name, {}).values()):,}"


SPEC = PageSpec("ledgers", N_("旧台账导入"), "file-import-outline", LedgersPage, under="system")

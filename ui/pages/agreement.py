"""How our books stand beside the province's: each finding in plain words, what happened and what to do (desk and base; at a province its own)."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ui import health_words
from ui.actions import button
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.widgets.cards import Verdict, VerdictPanel

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.health import Finding

_VERDICTS = (Verdict.NO, Verdict.CAUTION, Verdict.NOTE, Verdict.YES)
_PLACES = {
    "UNDECIDED": ("integrity", N_("去认定")), "GAPS": ("integrity", N_("去查看")), "ASKING": ("units", N_("去开通")),
    "RESTORED_HERE": ("collecting", N_("去收包")),
}  # fmt: skip
"""Where at the province a finding is dealt with."""
_SEND = frozenset({"PROVINCE_RESTORED", "PROVINCE_LACKS", "ANEW_RESTORE", "ANEW_ROLLBACK", "ANEW_MACHINE", "ANEW_FORK", "RECEIPT_OLD", "RECEIPT_GRACE", "RECEIPT_OVER", "NO_CARD", "NO_RECEIPT", "NOT_GRANTED", "LACKING_HERE"})  # fmt: skip


def look(book: "Casebook", _progress: object = None) -> "tuple[Finding, ...]":
    """Collect the findings."""
    from sync import health

    return health.look(book)


class AgreementPage(Page):
    """Show the findings, gravest first."""

    tables: ClassVar[frozenset[str]] = frozenset({"exchange", "voucher_issue", "person"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("对账情况"))
        self.set_title(_("对账情况"), _("本机与省总的记录是否一致"))
        self.add_action(_("重新核对"), self.load, icon="refresh", shortcut="F5")
        self.panels: list[VerdictPanel] = []

    def load(self) -> None:
        """Look anew."""
        self.load_with(look, self._tell)

    def _tell(self, found: "tuple[Finding, ...]") -> None:
        while (item := self.body.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self.panels = []
        for finding in found:
            title, meaning, advice = health_words.say(finding)
            detail = "\n".join(filter(None, (meaning, _("怎么办：{advice}").format(advice=advice) if advice else "")))
            panel = VerdictPanel(_VERDICTS[finding.grave], title, detail)
            way = self._way(finding.code)
            if way is not None:
                panel.buttons.addWidget(way)
            self.panels.append(panel)
            self.add(panel)
        self.body.addStretch(1)

    def _way(self, code: str) -> QWidget | None:
        """Give a button that leads to where the matter is dealt with."""
        key, words = _PLACES.get(code, ("exchange", N_("去上报")) if code in _SEND else ("", ""))
        return button(_(words), lambda: self.wants.emit(key, None)) if key else None


SPEC = PageSpec("agreement", N_("对账情况"), "scale-balance", AgreementPage)

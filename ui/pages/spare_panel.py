"""What a page says while the numbers rest after a restore, and the two ways on: ask the province, or open the spare block by two."""

from typing import TYPE_CHECKING

from db import approvals, transfers
from db.transfers import SpareStanding
from rules.permissions import Action
from ui.actions import button
from ui.dialogs.confirm import ask
from ui.pages.consent import seek
from ui.text import N_, _
from ui.widgets.cards import Verdict, VerdictPanel

if TYPE_CHECKING:
    from db.casebook import Session
    from ui.pages.page import Page

REASONS = (N_("从备份恢复，等待省总授权"), N_("更换电脑，等待省总授权"))
TOUCHED = frozenset({"spare_opening", "pending_approval", "voucher_issue", "certificate"})


class SparePanel(VerdictPanel):
    """Tell that the numbers rest, and open the spare block."""

    def __init__(self, page: "Page") -> None:
        super().__init__()
        self._page = page
        self._count = 0
        self.open_button = button(_("启用备用号段…"), self._ask)
        self.buttons.addWidget(self.open_button)
        self.hide()

    def tell_standing(self, stands: SpareStanding) -> None:
        """Say how the numbers stand; nothing while they are open."""
        self.setVisible(stands.retired)
        self.open_button.setVisible(stands.spare is not None)
        if not stands.retired:
            return
        title = _("数据是从备份恢复的，原号段已停用")
        if stands.in_use is not None:
            words = _("正在使用备用号段（{n} 个号），到省总的新授权为止。请尽快上报，请省总追加号段，再导入回执。")
            self.tell(Verdict.NOTE, title, words.format(n=len(stands.in_use.serials)))
            return
        ways = [
            _("原号段里有的号可能已印在备份之后发出的纸上，为免重号不再使用。"),
            _("办法一：上报数据包，请省总追加号段，导入回执。"),
        ]
        if stands.spare is None:
            ways.append(_("省总没有给备用号段，或已经用过。"))
        else:
            self._count = len(stands.spare.serials)
            ways.append(_("办法二：急用时由两人启用备用号段（{n} 个号），用到省总的新授权为止。").format(n=self._count))
        self.tell(Verdict.CAUTION, title, "\n".join(ways))

    def _ask(self) -> None:
        said = ask(
            self, _("启用备用号段（{n} 个号）").format(n=self._count),
            _("只在省总的新授权到来以前应急使用，仍占原来的额度；启用一次，以后不能再启用。须由另一人核准。"), _("启用"),
            reasons=[_(one) for one in REASONS],
        )  # fmt: skip
        if said is not None:
            self.open_spare(said.reason)

    def open_spare(self, reason: str) -> None:
        """Open the spare block after the second person, or ask the province where there is none."""
        page = self._page

        def do(second: "Session") -> None:
            page.run(
                lambda book, _progress: transfers.open_spare(book, reason, second=second),
                lambda block: page.said.emit(_("备用号段已启用，有 {n} 个号。").format(n=len(block.serials))), write=True, touches=TOUCHED,
            )  # fmt: skip

        what = _("启用备用号段：{reason}").format(reason=reason)
        seek(page, what, do=do, ask=lambda book: approvals.ask(book, Action.SPARE_BLOCK_OPEN, {}, reason))

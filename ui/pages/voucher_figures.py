"""The identities that vouchers must always meet (docs/programme.md) as lines of figures, and what may still be issued."""

from typing import TYPE_CHECKING

from db.vouchers import Quota
from rules import money
from rules.vouchers import Counts
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.balance_table import BalanceTable
from ui.widgets.cards import Card
from ui.widgets.labels import label

if TYPE_CHECKING:
    from db.opening import Account


class Figures(Card):
    """Show the two identities of docs/programme.md as lines of figures, and what may still be issued."""

    def __init__(self) -> None:
        super().__init__()
        self.body.setContentsMargins(4 * GRID, 2 * GRID, 4 * GRID, 2 * GRID)
        self.body.setSpacing(GRID // 2)
        self.lines = [label("", wrap=True), label("", wrap=True), label("", "muted", wrap=True)]
        for one in self.lines:
            self.body.addWidget(one)
        self._has_opening = self._is_low = False
        self.account = BalanceTable()
        self.account.hide()
        self.body.addWidget(self.account)

    def show_counts(self, counts: Counts, quota: Quota, account: "Account | None" = None) -> None:
        """Show the counts; an identity that does not hold is said in words too. What was before this program stands apart below."""
        self._has_opening = bool(account and account.openings)
        self.account.setVisible(self._has_opening and not self._is_low)
        if account:
            self.account.show_account(account)
        broken = set(counts.breaches())
        printed, issued = identities(counts)
        for line, words, name in zip(self.lines, (printed, issued), ("PRINTED", "ISSUED"), strict=False):
            bad = name in broken or "NEGATIVE" in broken
            line.setText(_("{words}（账实不符，请核对存根与号段）").format(words=words) if bad else words)
            mark(line, tone="bad" if bad else "")
        self.lines[2].setText(quota_words(quota))

    def make_room(self, *, low: bool) -> None:
        """Show the two identities alone where the window is low."""
        self._is_low = low
        self.lines[2].setVisible(not low)
        self.account.setVisible(self._has_opening and not low)


def identities(counts: Counts) -> tuple[str, str]:
    """Give the two equations that must hold, in words; the same ones wherever they are shown."""
    drawn = _("＋ 已领未发 {n} ").format(n=f"{counts.drawn:,}") if counts.drawn else ""
    printed = _("印制 {printed} ＝ 在库 {stock} {drawn}＋ 已发 {issued} ＋ 作废 {void}").format(
        printed=f"{counts.printed:,}",
        stock=f"{counts.stock:,}",
        drawn=drawn,
        issued=f"{counts.issued:,}",
        void=f"{counts.void:,}",
    )
    issued = _(
        "已发 {issued} ＝ 已核销 {redeemed} ＋ 已发未核销 {outstanding} ＋ 过期 {expired} ＋ 挂失 {lost}"
    ).format(
        issued=f"{counts.issued:,}",
        redeemed=f"{counts.redeemed:,}",
        outstanding=f"{counts.outstanding:,}",
        expired=f"{counts.expired:,}",
        lost=f"{counts.lost:,}",
    )
    return printed, issued


def quota_words(quota: Quota) -> str:
    """Say what may still be issued, and until when."""
    if quota.expires is None:
        return _("本单位尚未由省总开通，还不能发券。请先在数据上报中办理开通授权。")
    if quota.retired and not quota.free_numbers:
        return _("数据是从备份恢复的，原号段已停用，暂时没有可用号码。请到“培训券”页按提示办理。")
    moved = ""
    if quota.moved_fen:
        words = _("，其中转入 {fen} 元") if quota.moved_fen > 0 else _("，已转出 {fen} 元")
        moved = words.format(fen=money.grouped(abs(quota.moved_fen)))
    return _("额度还剩 {left} 元（共 {limit} 元{moved}） · 可用号码 {free} 个 · 授权至 {expires}").format(
        left=money.grouped(quota.left_fen),
        limit=money.grouped(quota.limit_fen),
        moved=moved,
        free=quota.free_numbers,
        expires=quota.expires.isoformat(),
    )

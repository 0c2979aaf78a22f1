"""The account before this program, ours, and both together: one line each, never mixed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

    from db.opening import Account
    from rules.vouchers import Counts


class BalanceTable(QWidget):
    """Show an `Account` as a small table: the counts across, before, ours and total down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from db.opening import COUNTS

        self._names = tuple(COUNTS)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID // 2)
        for at, title in enumerate(COUNTS.values(), 1):
            head = label(_(title), "hint")
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, at)
            grid.setColumnStretch(at, 1)
        self.titles = [label(words, "muted") for words in (_("期初"), _("本程序"), _("合计"))]
        self.figures = [[label("") for _name in self._names] for _line in self.titles]
        for line, (name, figures) in enumerate(zip(self.titles, self.figures, strict=True), 1):
            grid.addWidget(name, line, 0)
            for at, figure in enumerate(figures, 1):
                figure.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(figure, line, at)

    def show_account(self, account: "Account") -> None:
        """Show an account."""
        for title, figures, counts in zip(
            self.titles, self.figures, (account.before, account.ours, account.total), strict=True
        ):
            self._fill(figures, counts)
            tone = "bad" if counts.breaches() else ""
            for figure in figures:
                mark(figure, tone=tone)
            title.setAccessibleName(f"{title.text()} {self.words(counts)}")

    def words(self, counts: "Counts") -> str:
        """Give one line as words, for who listens."""
        from db.opening import COUNTS

        return _("，").join(f"{_(words)} {getattr(counts, name)}" for name, words in COUNTS.items())

    def _fill(self, figures: "list[QLabel]", counts: "Counts") -> None:
        for figure, name in zip(figures, self._names, strict=True):
            figure.setText(f"{getattr(counts, name):,}")

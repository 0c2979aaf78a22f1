"""All keys on one sheet (Ctrl+F1)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QWidget

from ui.actions import key_words
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.labels import column, label
from ui.widgets.status_line import SCAN_KEY

_EVERYWHERE = (
    (N_("查找、扫码"), "Ctrl+K"),
    (N_("扫码（不经过输入法）"), SCAN_KEY),
    (N_("锁定"), "Ctrl+L"),
    (N_("用户手册（本页的一章）"), "F1"),
    (N_("快捷键"), "Ctrl+F1"),
    (N_("下一栏"), "Return"),
    (N_("上一栏"), "Esc"),
)


class ShortcutsDialog(QDialog):
    """List the keys of the window, of its pages, and of the page in sight."""

    def __init__(self, pages: Sequence[tuple[str, str]], here: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("快捷键"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8 * GRID)
        grid.setVerticalSpacing(GRID)
        everywhere = [(_(words), key) for words, key in _EVERYWHERE]
        parts = ((_("随处可用"), everywhere), (_("页面"), pages), (_("本页"), here))
        for place, (title, lines) in enumerate(part for part in parts if part[1]):
            grid.addWidget(label(title, "heading"), 0, 2 * place, 1, 2)
            for number, (words, key) in enumerate(lines, start=1):
                grid.addWidget(label(words), number, 2 * place)
                grid.addWidget(label(key_words(key), "key"), number, 2 * place + 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        grid.setRowStretch(grid.rowCount(), 1)
        body = column(grid, buttons, gap=4 * GRID)
        body.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        self.setLayout(body)

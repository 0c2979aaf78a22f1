"""All keys on one sheet (Ctrl+F1)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QWidget

from ui.actions import key_words
from ui.dialogs.fit import fit
from ui.dialogs.room import room
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row
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

_BESIDE, _EDGES, _LEAST = 8 * GRID, 10 * GRID, 440


class ShortcutsDialog(QDialog):
    """List the keys of the window, of its pages, and of the page in sight."""

    def __init__(self, pages: Sequence[tuple[str, str]], here: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("快捷键"))
        everywhere = [(_(words), key) for words, key in _EVERYWHERE]
        parts = [
            _part(title, lines)
            for title, lines in ((_("随处可用"), everywhere), (_("页面"), pages), (_("本页"), here))
            if lines
        ]
        beside = row(gap=_BESIDE)
        wide = sum(part.sizeHint().width() for part in parts) + _BESIDE * len(parts[1:]) + _EDGES
        if wide > room(self).width():
            # the keys of the page in sight stand under those that are good everywhere
            beside.addLayout(column(*parts[:1], *parts[2:], None, gap=4 * GRID))
            beside.addWidget(parts[1])
        else:
            for part in parts:
                beside.addWidget(part)
        beside.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        body = column(beside, None, buttons, gap=4 * GRID)
        body.setContentsMargins(5 * GRID, 5 * GRID, 5 * GRID, 4 * GRID)
        self.setLayout(body)
        fit(self, max(wide, _LEAST))


def _part(title: str, lines: Sequence[tuple[str, str]]) -> QWidget:
    """Lay out one list of keys under its title."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(4 * GRID)
    grid.setVerticalSpacing(GRID)
    grid.addWidget(label(title, "heading"), 0, 0, 1, 2)
    for number, (words, key) in enumerate(lines, start=1):
        grid.addWidget(label(words), number, 0)
        grid.addWidget(label(key_words(key), "key"), number, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return made

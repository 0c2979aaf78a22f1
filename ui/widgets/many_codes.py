"""A field for several out of a short table: arrows walk, the space bar or the entry's figure ticks, Enter goes on."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.text import _
from ui.tokens import GRID

_LINE = 30
_CODE = Qt.ItemDataRole.UserRole


class ManyCodesField(QListWidget):
    """Ask for any number of the entries given as (code, words); the value is a tuple of codes in the table's order."""

    changed = Signal()
    """Another set of entries is ticked."""

    def __init__(self, table: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for number, (code, words) in enumerate(table, 1):
            item = QListWidgetItem(f"{number}  {words}" if number <= 9 else words, self)
            item.setData(_CODE, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setToolTip(_("按数字键或空格勾选，可多选"))
        self._told: tuple[str, ...] = ()
        self.itemChanged.connect(self._tell)
        self._lay()

    def value(self) -> tuple[str, ...]:
        """Give the codes that are ticked."""
        return tuple(str(item.data(_CODE)) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def set_value(self, codes: Iterable[str]) -> None:
        """Tick these codes and no others."""
        wanted = set(codes)
        for item in self._items():
            ticked = item.data(_CODE) in wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Tick by figure; the space bar and the arrows are the list's own."""
        figure = event.text()
        if figure.isascii() and figure.isdigit() and figure != "0" and int(figure) <= min(9, self.count()):
            item = self.item(int(figure) - 1)
            self.setCurrentItem(item)
            ticked = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep whole columns."""
        super().resizeEvent(event)
        self._lay()

    def _tell(self, _item: QListWidgetItem) -> None:
        """Send `changed` for a tick alone: an item changes by its size too."""
        if (now := self.value()) != self._told:
            self._told = now
            self.changed.emit()

    def _items(self) -> Sequence[QListWidgetItem]:
        return [self.item(number) for number in range(self.count())]

    def _lay(self) -> None:
        widest = max((self.fontMetrics().horizontalAdvance(item.text()) for item in self._items()), default=0) + 48
        room = max(1, self.viewport().width() - 2)
        columns = max(1, room // max(1, widest))
        for item in self._items():
            item.setSizeHint(QSize(room // columns, _LINE))
        lines = -(-self.count() // columns)
        self.setFixedHeight(lines * _LINE + 2 * GRID)

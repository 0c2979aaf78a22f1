"""Tiles side by side, in as many columns as the width allows: five in a wide window, two at 150 % scaling."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.tokens import GRID


class TileGrid(QWidget):
    """Lay `tiles` out in rows of equal columns, each at least `least` px wide and `gap` px apart."""

    def __init__(
        self, tiles: Sequence[QWidget], least: int = 150, parent: QWidget | None = None, *, gap: int = 2 * GRID
    ) -> None:
        super().__init__(parent)
        self._tiles: list[QWidget] = []
        self._least, self._gap = least, gap
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        # no limit to the height: Qt would take the one that the words need in a single line
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._take(tiles)
        self._lay(len(self._tiles))

    def show_tiles(self, tiles: Sequence[QWidget]) -> None:
        """Show these tiles instead of those before; none leave no room behind."""
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.setVisible(tile in tiles)
        self._take(tiles)
        self._fit(again=True)
        for tile in self._tiles:
            tile.show()
        self.setVisible(bool(self._tiles))

    def _take(self, tiles: Sequence[QWidget]) -> None:
        self._tiles = list(tiles)
        for tile in self._tiles:
            tile.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more width than one tile: the columns follow."""
        return QSize(self._least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use as many columns as fit, evenly filled."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit the columns anew as figures change."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def columns(self) -> int:
        """Give the number of columns."""
        return self._columns

    def _fit(self, *, again: bool = False) -> None:
        if not self._tiles:
            return
        # a tile's figure does not wrap: the widest one says how many columns there are
        least = max(self._least, *(tile.minimumSizeHint().width() for tile in self._tiles))
        room = max(1, (self.width() + self._gap) // (least + self._gap))
        rows = -(-len(self._tiles) // min(room, len(self._tiles)))
        self._lay(-(-len(self._tiles) // rows), again=again)

    def _lay(self, columns: int, *, again: bool = False) -> None:
        if columns == self._columns and not again:
            return
        for place in range(max(columns, self._columns)):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        self._columns = columns
        for number, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, number // columns, number % columns)

"""The model behind every long list: it knows where windows of rows begin and fetches a window when it comes into sight.

A list may have a million rows; only some windows are in memory. The keys at which windows begin are given at once where
the source can name them (a full scroll bar), else they become known as one scrolls on.
"""

import itertools
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.jobs import Jobs

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
WINDOW = 200
"""Rows in a window."""
KEPT = 24
"""Windows kept in memory; the oldest unused goes first."""
NOTHING_YET = "…"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """Describe a column: its title, how a row's text is made, width in px (0 = takes what is left), figures to the right."""

    title: str
    show: Callable[[Row], str]
    width: int = 0
    right: bool = False
    icon: Callable[[Row], tuple[str, str]] | None = None
    """Icon name and colour role for a row, if any."""
    spare: int = 0
    """Where there is no room for all, columns with a number give way, the lowest first; the others always stay."""


@dataclass(frozen=True)
class Source(Generic[Row]):
    """Say where rows come from. All functions run in the reading worker and take the casebook first.

    `fetch(book, after, limit)` gives the rows after the key `after` (None = from the start); `key(row)` gives a row's key;
    `count(book)` how many there are; `anchors(book, step)` the keys after which the 2nd, 3rd … window of `step` rows begins.
    """

    fetch: Callable[[Any, Any, int], Sequence[Row]]
    key: Callable[[Row], Any]
    count: Callable[[Any], int]
    anchors: Callable[[Any, int], Sequence[Any]] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Show the rows of a `Source`, window by window."""

    loaded = Signal(int)
    """The number of rows, once it is known: show the list or the words for an empty one."""

    def __init__(
        self,
        jobs: Jobs[Any],
        columns: Sequence[Column[Row]],
        failed: Callable[[Exception], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._columns = list(columns)
        self._failed = failed
        self._source: Source[Row] | None = None
        self._anchors: list[Any] = []
        self._windows: OrderedDict[int, list[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._rows = 0
        self._turns = itertools.count(1)
        self._turn = 0
        self._is_new = True
        self.total = 0

    @property
    def is_new(self) -> bool:
        """Tell, while the model is reset, whether another source is shown, so that the old place means nothing."""
        return self._is_new

    def show(self, source: Source[Row]) -> None:
        """Show another source, from its start; what the former still had under way is dropped."""
        self._source = source
        self._is_new = True
        self.reload()

    def reload(self) -> None:
        """Ask anew; the rows shown stay until the new ones are there."""
        source = self._source
        if source is None:
            return
        turn = self._turn = next(self._turns)

        def ask(book: Any, _progress: object) -> tuple[int, list[Any], list[Row]]:
            total = source.count(book)
            rows = list(source.fetch(book, None, WINDOW))
            known = list(source.anchors(book, WINDOW)) if source.anchors and total > WINDOW else []
            return total, known, rows

        self._jobs.run(self, ask, lambda found: self._start(turn, *found), self._failed)

    def row(self, number: int) -> Row | None:
        """Give a row, or None where its window is not in memory; it is asked for then."""
        window, place = divmod(number, WINDOW)
        rows = self._windows.get(window)
        if rows is None:
            self._want(window)
            return None
        self._windows.move_to_end(window)
        return rows[place] if place < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Give the number of rows within reach."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Give the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows; dots until its window is there."""
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (
                Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            ) | Qt.AlignmentFlag.AlignVCenter
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        row = self.row(index.row())
        if role == Qt.ItemDataRole.DecorationRole:
            return icons.icon(*column.icon(row)) if row is not None and column.icon else None
        if row is None:
            return NOTHING_YET
        return column.show(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Give the title of a column, aligned as its cells."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (
                Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            ) | Qt.AlignmentFlag.AlignVCenter
        return column.title if role == Qt.ItemDataRole.DisplayRole else None

    def columns(self) -> Sequence[Column[Row]]:
        """Give the columns."""
        return self._columns

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        """Tell whether rows lie beyond those within reach."""
        return not parent.isValid() and self._rows < self.total

    def fetchMore(self, _parent: Index) -> None:  # noqa: N802
        """Ask for the window after the last known one."""
        self._want(len(self._anchors) - 1)

    def _start(self, turn: int, total: int, known: list[Any], rows: list[Row]) -> None:
        if turn != self._turn or self._source is None:
            return
        self.beginResetModel()
        self.total = total
        self._windows.clear()
        self._asked.clear()
        self._windows[0] = rows
        self._anchors = [None, *known]
        if not known and len(rows) == WINDOW:
            self._anchors.append(self._source.key(rows[-1]))
        # with all beginnings known every row is within reach, else only what has been walked over
        self._rows = total if known or total <= WINDOW else len(rows)
        self.endResetModel()
        self._is_new = False
        self.loaded.emit(total)

    def _want(self, window: int) -> None:
        if window in self._asked or window in self._windows or not 0 <= window < len(self._anchors):
            return
        if not self._wanted:
            QTimer.singleShot(0, self, self._ask)
        if window not in self._wanted:
            self._wanted.append(window)

    def _ask(self) -> None:
        """Ask for the windows wanted last: the views that scrolled past have lost interest in the others."""
        wanted, self._wanted = self._wanted[-3:], []
        for window in wanted:
            self._fetch(window)

    def _fetch(self, window: int) -> None:
        source, turn = self._source, self._turn
        if source is None or window in self._asked:
            return
        after = self._anchors[window]
        self._asked.add(window)
        self._jobs.run(
            self,
            lambda book, _progress: list(source.fetch(book, after, WINDOW)),
            lambda rows: self._take(turn, window, rows),
            lambda error: self._fail(turn, window, error),
        )

    def _fail(self, turn: int, window: int, error: Exception) -> None:
        if turn == self._turn:
            self._asked.discard(window)
            self._failed(error)

    def _take(self, turn: int, window: int, rows: list[Row]) -> None:
        if turn != self._turn or self._source is None:
            return
        self._asked.discard(window)
        self._windows[window] = rows
        while len(self._windows) > KEPT:
            self._windows.popitem(last=False)
        first = window * WINDOW
        is_last_known = window == len(self._anchors) - 1
        if is_last_known and len(rows) == WINDOW and first + WINDOW < self.total:
            self._anchors.append(self._source.key(rows[-1]))
        if first + len(rows) > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, first + len(rows) - 1)
            self._rows = first + len(rows)
            self.endInsertRows()
        last = min(first + WINDOW, self._rows) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

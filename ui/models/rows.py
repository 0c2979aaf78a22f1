"""The model behind every list: it knows which rows there are and fetches a window of them when it comes into sight.

A list may have a million rows; only some windows are in memory. The row numbers of its `Numbered` source come piece by piece, the first at once.
"""

import datetime as dt
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui import icons
from ui.jobs import Jobs, Progress
from ui.models.listed import Listed, of_list
from ui.models.numbered import Numbered, Run, all_parts, read_through
from ui.widgets.labels import plain_tip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
WINDOW = 50
"""Rows in a window: about two screens. In an order by sound its rows lie all over the store, and each costs a page deciphered."""
KEPT = 96
"""Windows kept in memory; the oldest unused goes first."""
NOTHING_YET = "…"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """Describe a column: its title, how a row's text is made, width in px (0 = takes what is left), figures to the right.

    `key` names it for remembering, sorting and leaving out, the title where it is empty; `order` is the source's word for the order by this
    column, empty where it has none; `value` what a workbook gets: text, a `date`, an int, or `Fen` (None: the text shown).
    """

    title: str
    show: Callable[[Row], str]
    width: int = 0
    right: bool = False
    icon: Callable[[Row], tuple[str, str]] | None = None
    """Icon name and colour role for a row, if any."""
    spare: int = 0
    """Where there is no room for all, columns with a number give way, the lowest first; the others always stay."""
    key: str = ""
    order: str = ""
    value: Callable[[Row], Any] | None = None
    extra: bool = False
    """Not shown until somebody chooses it; a workbook has it all the same."""

    @property
    def name(self) -> str:
        """Give the word by which it is remembered."""
        return self.key or self.title

    def value_of(self, row: Row) -> Any:
        """Give what a workbook gets, and what sorting goes by."""
        return self.show(row) if self.value is None else self.value(row)


def as_day(text: str) -> dt.date | str:
    """Give the day that ISO text names, for a workbook; text of less precision as it is."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Show the rows of a `Numbered` source, window by window."""

    loaded = Signal(int)
    """The number of rows, once it is known: show the list or the words for an empty one."""
    counted = Signal(int, bool)
    """How many rows are known, and whether that is all of them; sent again as more become known."""

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
        self._source: Numbered[Row] | None = None
        self._by: Column[Row] | None = None
        self._down = False
        self._run = Run()
        self._walking: Any = None
        self._windows: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._rows = 0
        self._turns = itertools.count(1)
        self._turn = 0
        self._is_new = True
        self.total = 0
        self.whole = True

    @property
    def is_new(self) -> bool:
        """Tell, while the model is reset, whether another source is shown, so that the old place means nothing."""
        return self._is_new

    def show(self, source: Numbered[Row], *, anew: bool = True) -> None:
        """Show another source, from its start (not `anew`: the same list with other rows); what the former had under way is dropped."""
        if isinstance(source, Listed) and self._by is not None:
            source = of_list(source.rows, self._by, descending=self._down)
        self._source = source
        self._is_new = self._is_new or anew
        self.reload()

    @property
    def sorts_itself(self) -> bool:
        """Tell whether the rows lie in memory, so that every column can put them in order."""
        return isinstance(self._source, Listed)

    def put_in_order(self, column: Column[Row] | None, *, descending: bool = False) -> None:
        """Put rows in memory in the order of a column (None: their own), and those that come after them too."""
        self._by, self._down = column, descending
        if isinstance(self._source, Listed):
            self.show(of_list(self._source.rows, column, descending=descending))

    def reload(self) -> None:
        """Ask anew; the rows shown stay until the new ones are there."""
        source = self._source
        if source is None:
            return
        turn = self._turn = next(self._turns)
        if self._walking is not None:
            self._walking.cancel()
        # a list read anew stays where one was, so it must reach there before it is shown
        self._walk(turn, source, Run(), None, 0 if self._is_new else self._rows)

    def _walk(self, turn: int, source: Numbered[Row], run: Run, mark: Any, least: int) -> None:
        """Ask for the next piece of the list, and for its first window with the first piece; other work comes between two pieces."""

        def ask(book: Any, progress: Progress) -> tuple[Any, list[Row | None]]:
            piece = source.piece(book, mark, progress.check)
            return piece, list(source.fetch(book, piece.numbers[:WINDOW])) if mark is None else []

        def take(found: tuple[Any, list[Row | None]]) -> None:
            piece, rows = found
            if turn != self._turn:
                return
            shown = run is self._run
            run.add(piece.numbers)
            if shown:
                self._grow(piece.mark is None)
            elif piece.mark is None or len(run) > least:
                self._begin(run, rows, piece.mark is None)
            if piece.mark is not None and turn == self._turn:
                self._walk(turn, source, run, piece.mark, least)

        self._walking = self._jobs.run(self, ask, take, self._failed)

    def _begin(self, run: Run, rows: list[Row | None], whole: bool) -> None:
        self.beginResetModel()
        self._run = run
        self._windows.clear()
        self._asked.clear()
        if len(rows) == min(WINDOW, len(run)):
            self._windows[0] = rows
        self.total = self._rows = len(run)
        self.whole = whole
        self.endResetModel()
        self._is_new = False
        self.loaded.emit(self.total)
        self.counted.emit(self.total, whole)

    def _grow(self, whole: bool) -> None:
        self.whole = whole
        if len(self._run) > self._rows:
            self._windows.pop(self._rows // WINDOW, None)  # it may have been cut short
            self.beginInsertRows(QModelIndex(), self._rows, len(self._run) - 1)
            self.total = self._rows = len(self._run)
            self.endInsertRows()
        self.counted.emit(self.total, whole)

    def reader(
        self, ranges: Sequence[tuple[int, int]] | None = None
    ) -> Callable[[Any, Callable[[int, int], None]], Iterator[Row]]:
        """Give what reads rows from end to end in a worker: those of `ranges` (first place, place after the last), or all that are found.

        All that are found is the question asked anew, not a list of numbers kept. It is called with the casebook and `step(done, all)`.
        """
        source = self._source
        if source is None:
            return lambda _book, _step: iter(())
        parts = None if ranges is None else [part for span in ranges for part in self._run.parts(*span)]

        def read(book: Any, step: Callable[[int, int], None]) -> Iterator[Row]:
            wanted = all_parts(book, source, lambda: step(0, 0)) if parts is None else parts
            return read_through(book, source, wanted, step)

        return read

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
        return plain_tip(str(column.show(row))) if role == Qt.ItemDataRole.ToolTipRole else column.show(row)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Give the title of a column, aligned as its cells."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (
                Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            ) | Qt.AlignmentFlag.AlignVCenter
        # a unit (`times`) that stands over a column begins as other titles do
        return column.title[:1].upper() + column.title[1:] if role == Qt.ItemDataRole.DisplayRole else None

    @property
    def jobs(self) -> Jobs[Any]:
        """Give the workers that read for it."""
        return self._jobs

    def tell_failure(self, error: Exception) -> None:
        """Tell that reading for the list failed."""
        self._failed(error)

    def source(self) -> Numbered[Row] | None:
        """Give what is shown."""
        return self._source

    def columns(self) -> Sequence[Column[Row]]:
        """Give the columns."""
        return self._columns

    def _want(self, window: int) -> None:
        known = -(-len(self._run) // WINDOW)
        if window in self._asked or window in self._windows or not 0 <= window < known:
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
        self._asked.add(window)
        numbers = self._run.between(window * WINDOW, (window + 1) * WINDOW)
        self._jobs.run(
            self,
            lambda book, _progress: list(source.fetch(book, numbers)),
            lambda rows: self._take(turn, window, rows),
            lambda error: self._fail(turn, window, error),
        )

    def _fail(self, turn: int, window: int, error: Exception) -> None:
        if turn == self._turn:
            self._asked.discard(window)
            self._failed(error)

    def _take(self, turn: int, window: int, rows: list[Row | None]) -> None:
        if turn != self._turn:
            return
        self._asked.discard(window)
        if len(rows) < min(WINDOW, len(self._run) - window * WINDOW):
            return  # the list has grown meanwhile: who looks at it asks again
        self._windows[window] = rows
        while len(self._windows) > KEPT:
            self._windows.popitem(last=False)
        first = window * WINDOW
        last = min(first + WINDOW, self._rows) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

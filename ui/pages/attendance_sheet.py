"""The attendance grid: trainees down, half days across; recorded sessions at a glance, the one being taken on a ground of its own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from db.training import ABSENT, LATE, LEAVE, PRESENT, RosterLine
from ui import icons
from ui.pages.grid_cells import CellPainter, short_name
from ui.text import N_, _
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets.labels import plain_tip
from ui.widgets.money_and_dates import weekday

Index = QModelIndex | QPersistentModelIndex
Session = tuple[str, str]
"""A day as ISO text and its half, 上午 or 下午."""
Sheet = dict[str, str]
"""Enrolment id in hex → mark."""
PARTS = (N_("上午"), N_("下午"))
_DAYS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
_HALVES = {"上午": N_("上"), "下午": N_("下")}
"""Weekday and half as they stand over a narrow column."""
SIGNS = {PRESENT: "✓", LATE: N_("迟"), LEAVE: N_("假"), ABSENT: N_("缺")}
TONES = {PRESENT: "ok", LATE: "warn", LEAVE: "info", ABSENT: "bad"}
CYCLE = (PRESENT, ABSENT, LATE, LEAVE)
KEYS = {Qt.Key.Key_P: PRESENT, Qt.Key.Key_L: LATE, Qt.Key.Key_E: LEAVE, Qt.Key.Key_A: ABSENT}
LEAST_RATE = 0.8
"""Below this share of the hours no certificate is issued (docs/programme.md); the trainee is marked here already."""
_COLUMN = 56


def sessions_between(starts: str, ends: str) -> list[Session]:
    """Give every half day from the first to the last day, both included."""
    first, last = dt.date.fromisoformat(starts), dt.date.fromisoformat(ends)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day.isoformat(), part) for day in days for part in PARTS]


class SheetModel(QAbstractTableModel):
    """Hold the marks recorded and those being taken."""

    edited = Signal()
    """A draft has begun, changed or gone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[RosterLine] = []
        self.sessions: list[Session] = []
        self.recorded: dict[Session, Sheet] = {}
        self.drafts: dict[Session, Sheet] = {}
        self.today = ""

    def show(
        self,
        lines: Sequence[RosterLine],
        sessions: Sequence[Session],
        recorded: Mapping[Session, Sheet],
        drafts: Mapping[Session, Sheet],
    ) -> None:
        """Show a class; `drafts` are sessions taken and not saved yet."""
        self.beginResetModel()
        self.lines, self.sessions = list(lines), list(sessions)
        self.recorded, self.drafts = dict(recorded), {key: dict(sheet) for key, sheet in drafts.items()}
        self.endResetModel()
        if lines:  # else the names keep the width that they had without their rates
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(lines) - 1)

    def may_take(self, place: int) -> bool:
        """Tell whether a session may be taken: it is not in the future."""
        return 0 <= place < len(self.sessions) and self.sessions[place][0] <= self.today

    def put_drafts(self, drafts: Mapping[Session, Sheet]) -> None:
        """Let these be the sessions taken and not saved."""
        if drafts != self.drafts:
            self.beginResetModel()
            self.drafts = {key: dict(sheet) for key, sheet in drafts.items()}
            self.endResetModel()
            self.edited.emit()

    def begin(self, place: int) -> bool:
        """Begin to take a session, all present, or to correct a recorded one; tell whether that may be."""
        if not self.may_take(place):
            return False
        session = self.sessions[place]
        if session not in self.drafts:
            former = self.recorded.get(session, {})
            self.drafts[session] = {
                line.enrolment.hex(): former.get(line.enrolment.hex(), PRESENT) for line in self.lines
            }
            self._changed(place)
        return True

    def forget(self, place: int) -> None:
        """Drop what was taken of a session and not saved."""
        if 0 <= place < len(self.sessions) and self.drafts.pop(self.sessions[place], None) is not None:
            self._changed(place)

    def mark(self, index: QModelIndex, mark: str) -> bool:
        """Set one mark; begins the session's draft."""
        if not index.isValid() or not self.begin(index.column()):
            return False
        self.drafts[self.sessions[index.column()]][self.lines[index.row()].enrolment.hex()] = mark
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def cycle(self, index: QModelIndex) -> None:
        """Set the next mark of a cell that is being taken."""
        now = self.mark_at(index.row(), index.column())
        self.mark(index, CYCLE[(CYCLE.index(now) + 1) % len(CYCLE)] if now in CYCLE else PRESENT)

    def is_draft(self, place: int) -> bool:
        """Tell whether a session is being taken."""
        return 0 <= place < len(self.sessions) and self.sessions[place] in self.drafts

    def mark_at(self, row: int, place: int) -> str:
        """Give a mark, empty where the session has not been taken."""
        session = self.sessions[place]
        sheet = self.drafts.get(session) or self.recorded.get(session, {})
        return sheet.get(self.lines[row].enrolment.hex(), "")

    def next_open(self) -> int:
        """Give today's first session that is neither recorded nor taken, else the first such after all that are, else the last one up to today.

        Days without a session are not missing: a class does not meet every day. -1 before the class has begun.
        """
        past = [place for place in range(len(self.sessions)) if self.may_take(place)]
        done = [place for place in past if self.sessions[place] in self.recorded or self.sessions[place] in self.drafts]
        after = [place for place in past if place > (done[-1] if done else -1)]
        todays = [place for place in past if self.sessions[place][0] == self.today and place not in done]
        return next(iter([*todays, *after, *past[-1:]]), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Give the number of trainees."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Give the number of half days."""
        return 0 if parent.isValid() else len(self.sessions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's sign, its colour and, where the session is being taken, its ground."""
        mark = self.mark_at(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _(SIGNS[mark]) if mark in SIGNS else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        tokens = icons.current_tokens()
        if role == Qt.ItemDataRole.ForegroundRole and mark in TONES:
            return QColor(tokens.muted if mark == PRESENT else tokens.colour(TONES[mark]))
        if role == Qt.ItemDataRole.BackgroundRole:
            if mark in TONES and mark != PRESENT:
                return QColor(tokens.ground(TONES[mark]))
            if self.is_draft(index.column()):
                return QColor(tokens.info_ground)
            if not self.may_take(index.column()):
                return QColor(tokens.sunken)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Name trainees with their rate, and half days with their weekday."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = orientation is Qt.Orientation.Horizontal
            return (
                Qt.AlignmentFlag.AlignCenter if across else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
        if orientation is Qt.Orientation.Horizontal:
            return self._session_header(section, role)
        line = self.lines[section]
        is_low = line.due_hours > 0 and line.rate < LEAST_RATE
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.person.name)
        if role == Qt.ItemDataRole.DisplayRole:
            rate = f"{line.rate * 100:.0f}%" if line.due_hours else "—"
            return f"{section + 1:>2}  {short_name(line.person.name)}  {rate}{' !' if is_low else ''}"
        if role == Qt.ItemDataRole.ForegroundRole and is_low:
            return QColor(icons.current_tokens().bad)
        return None

    def _session_header(self, section: int, role: int) -> Any:
        day, part = self.sessions[section]
        date = dt.date.fromisoformat(day)
        if role == Qt.ItemDataRole.DisplayRole:
            saved = "*" if self.is_draft(section) else ""
            return f"{date.month}-{date.day}\n{_(_DAYS[date.weekday()])}{_(_HALVES[part])}{saved}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return _("{day} {week} {part}").format(day=day, week=weekday(date), part=_(part))
        return None

    def _changed(self, place: int) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, place), self.index(len(self.lines) - 1, place))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)
        self.edited.emit()


class SheetView(QTableView):
    """Show the grid and take marks by key or click."""

    refused = Signal()
    """A mark was wanted for a day that has not come yet."""
    moved = Signal()
    """Another cell is the current one."""

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = model
        self.setAccessibleName(_("考勤表"))
        self.setModel(model)
        self.setItemDelegate(CellPainter(self, every=len(PARTS)))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        measure = across.fontMetrics()
        halves = (f"{_(day)}{_(half)}*" for day in _DAYS for half in _HALVES.values())
        width = max(_COLUMN, *(measure.horizontalAdvance(words) + 4 * GRID for words in halves))
        across.setDefaultSectionSize(width)
        across.setMinimumSectionSize(width)
        across.setHighlightSections(True)
        across.setFixedHeight(2 * self.fontMetrics().height() + 12)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        self.selectionModel().currentChanged.connect(lambda _now, _former: self.moved.emit())

    def go_to(self, place: int) -> None:
        """Bring a session into sight and make its first cell the current one."""
        if place >= 0 and self._sheet.rowCount():
            self.setCurrentIndex(self._sheet.index(max(0, self.currentIndex().row()), place))
            self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)

    def held(self) -> Any:
        """Give what `take_back` needs: the letters of a scanned code are marks here."""
        here, drafts = self.currentIndex(), self._sheet.drafts
        return here.row(), here.column(), {key: dict(sheet) for key, sheet in drafts.items()}

    def take_back(self, held: Any) -> None:
        """Bring marks and place back to how they stood before a scan."""
        line, place, drafts = held
        self._sheet.put_drafts(drafts)
        self.setCurrentIndex(self._sheet.index(line, place))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Set a mark by P, L, E, A and go to the next trainee; Space sets the next mark and stays."""
        mark = KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}
        here = self.currentIndex()
        if mark and plain and here.isValid():
            if self._sheet.mark(here, mark):
                below = here.siblingAtRow(here.row() + 1)
                if below.isValid():
                    self.setCurrentIndex(below)
            else:
                self.refused.emit()
        elif event.key() == Qt.Key.Key_Space and here.isValid():
            self._take(here)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Set the next mark of a cell whose session is being taken; elsewhere only go there."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and self._sheet.is_draft(index.column()):
            self._sheet.cycle(index)

    def _take(self, index: QModelIndex) -> None:
        if not self._sheet.may_take(index.column()):
            self.refused.emit()
        elif self._sheet.is_draft(index.column()):
            self._sheet.cycle(index)
        else:
            self._sheet.begin(index.column())

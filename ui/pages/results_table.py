"""The table of a class's results: scores typed down the column, the conclusion proposed and open to change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIntValidator, QKeyEvent, QResizeEvent, QValidator
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from db.training import FAILED, PASSED, Result, RosterLine
from ui import icons
from ui.pages.base_classes import rate_words
from ui.pages.grid_cells import CellPainter, short_name
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID, ROW_HEIGHT
from ui.widgets.column_layout import squeezed
from ui.widgets.labels import plain_tip

Index = QModelIndex | QPersistentModelIndex
PASS_MARK = 60
"""Scores from which a pass is proposed; the base decides."""
THEORY, PRACTICE, OUTCOME, COMPLETED, RATE, SAVED = range(6)
TITLES = (N_("理论"), N_("实操"), N_("结论"), N_("结业"), N_("出勤率"), N_("情况"))
_WIDTHS = (62, 62, 92, 76, 70, 72)
_SAID = ((), (), (PASSED, FAILED), ("结业", "未结业"), (), ("未保存", "成绩不全", "已登记", "未登记"))
"""What stands in the columns below their titles, as far as it is words."""
_SPARE = (RATE, SAVED)
"""Columns that give way where room is scarce, the first one first: the table is not moved sideways while scores are typed."""
_NAMES = 0.25
"""The share of the width that the names beside the table take at most."""


def proposed(result: Result) -> str:
    """Give the conclusion that the scores suggest, or none while one is missing."""
    scores = (result.theory, result.practice)
    if any(score is None for score in scores):
        return ""
    return PASSED if all(score is not None and score >= PASS_MARK for score in scores) else FAILED


class ResultsModel(QAbstractTableModel):
    """Hold the results recorded and those being typed."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[RosterLine] = []
        self.typed: dict[bytes, Result] = {}

    def show(self, lines: Sequence[RosterLine], typed: Mapping[bytes, Result]) -> None:
        """Show a class; `typed` is what was typed and not saved yet."""
        self.beginResetModel()
        self.lines, self.typed = list(lines), dict(typed)
        self.endResetModel()

    def result(self, place: int) -> Result:
        """Give a trainee's result as shown; an empty one where there is none."""
        line = self.lines[place]
        return self.typed.get(line.enrolment) or line.result or Result(completed=False, outcome="")

    def ready(self) -> dict[bytes, Result]:
        """Give what may be saved: everything typed that has a conclusion."""
        return {key: result for key, result in self.typed.items() if result.outcome}

    def put_typed(self, typed: Mapping[bytes, Result]) -> None:
        """Let this be what was typed and not saved."""
        if typed != self.typed:
            self.show(self.lines, typed)
            self.edited.emit()

    def change(self, place: int, changed: Result) -> None:
        """Take a trainee's result; one that is as recorded is no change."""
        line = self.lines[place]
        if changed == (line.result or Result(completed=False, outcome="")):
            self.typed.pop(line.enrolment, None)
        else:
            self.typed[line.enrolment] = changed
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(TITLES) - 1))
        self.edited.emit()

    def conclude(self, place: int, outcome: str) -> None:
        """Set a trainee's conclusion; whoever passes has completed the course."""
        now = self.result(place)
        self.change(place, replace(now, outcome=outcome, completed=now.completed or outcome == PASSED))

    def toggle(self, index: QModelIndex) -> None:
        """Turn a conclusion or a completion over."""
        now = self.result(index.row())
        if index.column() == OUTCOME:
            self.conclude(index.row(), FAILED if now.outcome == PASSED else PASSED)
        elif index.column() == COMPLETED:
            outcome = FAILED if now.completed and now.outcome == PASSED else now.outcome
            self.change(index.row(), replace(now, completed=not now.completed, outcome=outcome))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Give the number of trainees."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        """Give the number of columns."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let scores be typed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in {THEORY, PRACTICE} else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell's words, its place and its colour."""
        column = index.column()
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return self._words(index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        tokens = icons.current_tokens()
        is_typed = self.lines[index.row()].enrolment in self.typed
        if role == Qt.ItemDataRole.BackgroundRole and is_typed and column <= COMPLETED:
            return QColor(tokens.info_ground)
        if role == Qt.ItemDataRole.ForegroundRole:
            outcome = self.result(index.row()).outcome
            if column == OUTCOME and outcome:
                return QColor(tokens.ok if outcome == PASSED else tokens.bad)
            if column == SAVED and is_typed:
                return QColor(tokens.warn)
        return None

    def _words(self, place: int, column: int) -> str:
        line, result = self.lines[place], self.result(place)
        if column in {THEORY, PRACTICE}:
            score = result.theory if column == THEORY else result.practice
            return "" if score is None else str(score)
        if column == OUTCOME:
            return {PASSED: "✓ ", FAILED: "✕ "}.get(result.outcome, "") + _(result.outcome) if result.outcome else ""
        if column == COMPLETED:
            return _("结业") if result.completed else (_("未结业") if result.outcome else "")
        if column == RATE:
            return rate_words(line)
        if line.enrolment in self.typed:
            return _("未保存") if result.outcome else _("成绩不全")
        return _("已登记") if line.result else _("未登记")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Take a score of 0–100, or nothing; propose the conclusion."""
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or (text and (not text.isdecimal() or int(text) > 100)):
            return False
        score = int(text) if text else None
        now = self.result(index.row())
        changed = replace(now, theory=score) if index.column() == THEORY else replace(now, practice=score)
        outcome = proposed(changed)
        self.change(index.row(), replace(changed, outcome=outcome, completed=bool(outcome) or now.completed))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Name the columns, and the trainees down the side."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = orientation is Qt.Orientation.Horizontal
            return (
                Qt.AlignmentFlag.AlignCenter if across else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.lines[section].person.name)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return _(TITLES[section])
        return f"{section + 1:>2}  {short_name(self.lines[section].person.name)}"


class _Score(QIntValidator):
    def validate(self, text: str, at: int) -> object:
        """Take an empty cell, too: so a score is taken back."""
        return super().validate(text, at) if text else (QValidator.State.Acceptable, text, at)


def _judge(editor: QLineEdit) -> None:
    """Say at once what a score may be: Enter does not leave a cell that holds anything else."""
    is_good = editor.hasAcceptableInput()
    mark(editor, state="" if is_good else "bad")
    if is_good:
        QToolTip.hideText()
    else:
        QToolTip.showText(editor.mapToGlobal(QPoint(0, editor.height())), _("分数是 0 到 100 的整数。"), editor)


class _ScoreEditor(CellPainter):
    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:  # noqa: N802
        editor = QLineEdit(parent)
        editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        editor.setValidator(_Score(0, 100, editor))
        editor.textChanged.connect(lambda _text: _judge(editor))
        editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return editor


class ResultsView(QTableView):
    """Show the table and take scores: figures begin to type, Enter goes down, Space turns a conclusion over."""

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._results = model
        self.setAccessibleName(_("成绩表"))
        self.setModel(model)
        self.setItemDelegate(_ScoreEditor(self))
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setStretchLastSection(True)
        names = self.verticalHeader()
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultSectionSize(ROW_HEIGHT)
        names.setTextElideMode(Qt.TextElideMode.ElideRight)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the columns the width there is."""
        self.verticalHeader().setMaximumWidth(round(self.width() * _NAMES))
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Give each column what its words need, of those that fit; beyond that the widths that the eye is used to, as far as there is room."""
        measure, room = self.horizontalHeader().fontMetrics(), self.viewport().width()
        least = [
            max(
                measure.horizontalAdvance(_(title)) + 5 * GRID,
                *(measure.horizontalAdvance(_(one)) + 6 * GRID for one in said),
                0,
            )
            for title, said in zip(TITLES, _SAID, strict=True)
        ]
        least[OUTCOME] += measure.horizontalAdvance("✓ ")
        shown = dict(enumerate(least))
        for spare in _SPARE:
            if sum(shown.values()) > room:
                del shown[spare]
        wants = {place: max(_WIDTHS[place], width) for place, width in shown.items()}
        widths = squeezed(wants, shown, room)
        for place in range(len(TITLES)):
            self.setColumnHidden(place, place not in widths)
            if place in widths:
                self.setColumnWidth(place, widths[place])

    def finish(self) -> None:
        """Take what stands in an open cell: the cell closes when the focus leaves it, and hidden with its page it would close twice."""
        if self.state() == QAbstractItemView.State.EditingState:
            self.setFocus()

    def held(self) -> Any:
        """Give what `take_back` needs: the figures and letters of a scanned code are scores and conclusions here."""
        here = self.currentIndex()
        return here.row(), here.column(), dict(self._results.typed)

    def take_back(self, held: Any) -> None:
        """Bring scores, conclusions and place back to how they stood before a scan, and close the cell that it opened."""
        line, place, typed = held
        editor = QApplication.focusWidget()
        if self.state() == QAbstractItemView.State.EditingState and isinstance(editor, QLineEdit):
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        self._results.put_typed(typed)
        self.setCurrentIndex(self._results.index(line, place))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go down at Enter; set a conclusion by Space, H or B."""
        if self.state() == QAbstractItemView.State.EditingState:
            return  # Enter comes up from the open cell, which is about to close by itself
        here = self.currentIndex()
        turns = here.isValid() and here.column() in {OUTCOME, COMPLETED}
        letters = {Qt.Key.Key_H: PASSED, Qt.Key.Key_B: FAILED}
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and here.isValid():
            self._down(here)
        elif turns and event.key() == Qt.Key.Key_Space:
            self._results.toggle(here)
        elif here.isValid() and here.column() == OUTCOME and Qt.Key(event.key()) in letters:
            self._results.conclude(here.row(), letters[Qt.Key(event.key())])
            self._down(here)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802
        """Go down when a score was closed by Enter."""
        here = self.currentIndex()
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down(here)

    def _down(self, here: QModelIndex) -> None:
        below = here.siblingAtRow(here.row() + 1)
        if not below.isValid() and here.column() == THEORY:
            below = here.sibling(0, PRACTICE)
        if below.isValid():
            self.setCurrentIndex(below)

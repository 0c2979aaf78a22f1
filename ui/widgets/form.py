"""Forms for the keyboard alone: Enter goes on, Esc goes back, what is wrong stands beside the field."""

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QLabel, QPlainTextEdit, QSizePolicy, QWidget

from ui.text import _
from ui.theme import mark
from ui.tokens import FIELD_HEIGHT, GRID
from ui.widgets.fields import Judgement, LineField, Standing
from ui.widgets.labels import label
from ui.widgets.lines_field import LinesField
from ui.widgets.words_box import WordsBox

if TYPE_CHECKING:
    from collections.abc import Callable

W = TypeVar("W", bound=QWidget)
_TONES = {Standing.BAD: "bad", Standing.WARNING: "warn", Standing.GOOD: "", Standing.EMPTY: "", Standing.TYPING: ""}
_SIGNS = {Standing.BAD: "✕ ", Standing.WARNING: "！"}
"""Colour never speaks alone."""


def _said(found: Judgement) -> str:
    return _SIGNS.get(found.standing, "") + found.words if found.words else ""


def note_of(field: LineField | WordsBox) -> QLabel:
    """Give what says, in words, that a field outside of a form is wrong; it takes room only while it is."""
    note = label("", "hint", wrap=True)
    note.hide()

    def tell(found: Judgement) -> None:
        note.setText(_said(found))
        mark(note, tone=_TONES[found.standing])
        note.setVisible(found.standing in _SIGNS and bool(found.words))

    field.judged.connect(tell)
    return note


class Form(QWidget):
    """Lay fields out as label, field and note, and lead the keyboard through them."""

    completed = Signal()
    """Enter was pressed in the last field."""
    changed = Signal()
    """Some field holds something else: save the draft."""

    def __init__(self, parent: QWidget | None = None, *, field_width: int = 280) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * GRID)
        self._grid.setVerticalSpacing(2 * GRID)
        self._grid.setColumnStretch(2, 1)
        self._field_width = field_width
        self._fields: dict[str, QWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._notes: dict[str, QLabel] = {}
        self._hints: dict[str, str] = {}
        self._required: set[str] = set()

    def add(self, key: str, words: str, field: W, *, required: bool = False, hint: str = "") -> W:
        """Add `field` under `key` with its label; `hint` stands beside it until there is something to say."""
        if key in self._fields:
            raise ValueError(key)
        line = self._grid.rowCount()
        name = label(f"{words} *" if required else words)
        name.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        name.setMinimumHeight(FIELD_HEIGHT)
        name.setBuddy(field)
        field.setAccessibleName(words)
        field.setMinimumWidth(min(self._field_width, 160))
        field.setMaximumWidth(self._field_width)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, field.sizePolicy().verticalPolicy())
        note = label(hint, "hint", wrap=True)
        note.setMinimumWidth(80)
        # a box to tick is lower than a field, and would stand above its label's line
        stands = Qt.AlignmentFlag.AlignVCenter if isinstance(field, QCheckBox) else Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, line, 0, stands)
        self._grid.addWidget(field, line, 1, stands)
        is_tall = field.sizeHint().height() > 2 * FIELD_HEIGHT
        note.setMinimumHeight(FIELD_HEIGHT if is_tall else 0)
        self._grid.addWidget(note, line, 2, Qt.AlignmentFlag.AlignTop if is_tall else Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        self._fields[key], self._labels[key], self._notes[key], self._hints[key] = field, name, note, hint
        if required:
            self._required.add(key)
        self._listen(key, field)
        return field

    def add_heading(self, words: str) -> None:
        """Begin a section."""
        line = self._grid.rowCount()
        heading = label(words, "heading")
        heading.setContentsMargins(0, 2 * GRID if line > 1 else 0, 0, 0)
        self._grid.addWidget(heading, line, 0, 1, 3)

    def add_below(self, part: QWidget) -> None:
        """Put what belongs to the last field below it, at its left edge."""
        self._grid.addWidget(part, self._grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)

    def field(self, key: str) -> QWidget:
        """Give the field under `key`."""
        return self._fields[key]

    def set_row_visible(self, key: str, visible: bool) -> None:
        """Show or hide a whole row; a hidden field is neither asked for nor stepped into."""
        for widget in (self._fields[key], self._labels[key], self._notes[key]):
            widget.setVisible(visible)

    def say(self, key: str, words: str, tone: str = "bad") -> None:
        """Put words beside a field; empty words bring back the hint."""
        note = self._notes[key]
        note.setText(words or self._hints[key])
        mark(note, tone=tone if words else "")

    def value(self, key: str) -> Any:
        """Give the value of a `LineField`, else None."""
        field = self._fields[key]
        return field.value() if isinstance(field, LineField) else None

    def first_problem(self) -> str | None:
        """Settle every visible field, mark what is missing, and give the key of the first that is wrong."""
        first = None
        for key, field in self._fields.items():
            if not isinstance(field, LineField) or field.isHidden():
                continue
            standing = field.settle().standing
            missing = key in self._required and standing is Standing.EMPTY
            if missing:
                self.say(key, _("✕ 必须填写"))
            if missing or standing in {Standing.BAD, Standing.TYPING}:
                first = first or key
        return first

    def check(self) -> bool:
        """Tell whether all is right; if not, lead to the first field that is wrong."""
        key = self.first_problem()
        if key is None:
            return True
        self._enter(self._fields[key])
        return False

    def _listen(self, key: str, field: QWidget) -> None:
        if isinstance(field, LineField):
            field.judged.connect(lambda found: self._note(key, found))
            field.textChanged.connect(self.changed)
            field.returnPressed.connect(lambda: self._go_on(key))
            field.stepped_back.connect(lambda: self._go(key, -1))
            return
        if isinstance(field, LinesField | WordsBox):
            field.judged.connect(lambda found: self._note(key, found))
        field.installEventFilter(self)

    def _note(self, key: str, found: Judgement) -> None:
        self.say(key, _said(found), _TONES[found.standing])

    def _go_on(self, key: str) -> None:
        field = self._fields[key]
        if isinstance(field, LineField) and field.judgement.standing is Standing.BAD:
            field.selectAll()
            return
        self._go(key, 1)

    def _go(self, key: str, step: int) -> None:
        keys = [k for k, field in self._fields.items() if (not field.isHidden() and field.isEnabled()) or k == key]
        place = keys.index(key) + step
        if 0 <= place < len(keys):
            self._enter(self._fields[keys[place]])
        elif step > 0:
            self.completed.emit()

    def _has_keyboard(self, field: QWidget) -> bool:
        """Tell whether a field, or a part of it, still has the keyboard: no field came before it."""
        now = self.window().focusWidget()
        return now is field or (now is not None and field.isAncestorOf(now))

    @staticmethod
    def _enter(field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.TabFocusReason)
        select: Callable[[], None] | None = getattr(field, "selectAll", None)
        if select:
            select()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Give boxes and buttons the same keys as lines: Enter goes on, Esc goes back."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = next((k for k, field in self._fields.items() if field is watched), None)
        if key is None:
            return False
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        many_lines = isinstance(watched, QPlainTextEdit)
        if is_enter and (not many_lines or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self._go(key, 1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._go(key, -1)
            return not (isinstance(self.window(), QDialog) and self._has_keyboard(self._fields[key]))
        return False

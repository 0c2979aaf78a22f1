"""A field for one out of many: by number, by pinyin initials, or by a part of the words, never by scrolling alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, QTimer
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QWidget

from rules import pinyin, visible
from rules.regions import Regions, national
from ui import icons
from ui.text import _
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, bad, fold, good

_SHOWN = 12
"""Lines of the list that are visible at once."""


@dataclass(frozen=True)
class Choice:
    """Hold one choice: its code, its words, and a second line of words where two could be confused."""

    code: str
    text: str
    detail: str = ""

    @property
    def line(self) -> str:
        """Give the choice as it stands in the field."""
        return visible.line(f"{self.code}  {self.text}")


Finder = Callable[[str], Sequence[Choice]]


def finder_over(choices: Iterable[Choice]) -> Finder:
    """Give a search over a small table: code first, then words from the start, pinyin initials, whole pinyin, words inside."""
    table = list(choices)

    def rank(choice: Choice, wanted: str) -> int | None:
        if choice.code.lower().startswith(wanted):
            return 0
        if choice.text.lower().startswith(wanted):
            return 1
        if wanted.isascii() and any(letters.startswith(wanted) for letters in pinyin.initials(choice.text)):
            return 2
        if (
            wanted.isalpha()
            and wanted.isascii()
            and any(sounds.startswith(wanted) for sounds in pinyin.full(choice.text))
        ):
            return 3
        return 4 if wanted in choice.text.lower() else None

    def find(text: str) -> Sequence[Choice]:
        wanted = text.strip().lower()
        if not wanted:
            return table
        ranked = [(place, number) for number, choice in enumerate(table) if (place := rank(choice, wanted)) is not None]
        return [table[number] for _place, number in sorted(ranked)]

    return find


class _Popup(QListView):
    """Show the choices under their field without taking the keyboard from it."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(field)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setSpacing(2)


class ChoiceField(LineField):
    """Ask for one of the choices that `find` gives; the value is its code."""

    def __init__(self, find: Finder, parent: QWidget | None = None) -> None:
        self._find = find
        self._chosen: Choice | None = None
        super().__init__(parent)
        self._offered: Sequence[Choice] = ()
        self._lines = QStringListModel(self)
        self._popup = _Popup(self)
        self._popup.setModel(self._lines)
        self._popup.clicked.connect(self._take_index)
        self.textEdited.connect(self._offer)
        self.setPlaceholderText(_("代码、拼音或文字"))
        drop = QAction(icons.icon("chevron-down"), _("列出全部  Alt+↓"), self)
        drop.triggered.connect(lambda: self._offer("", everything=True))
        self.addAction(drop, QLineEdit.ActionPosition.TrailingPosition)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Take what was chosen; at leaving, take a text that means one choice alone."""
        if self._chosen and text == self._chosen.line:
            return good(self._chosen.code, self._chosen.detail)
        if not finished:
            return STILL_TYPING
        found = self._meant(text)
        if found is None:
            return bad(_("没有这一项，请从列表中选"))
        QTimer.singleShot(0, self, lambda: self._take(found))
        return good(found.code, found.detail)

    def choice(self) -> Choice | None:
        """Give the whole choice, or None."""
        return self._chosen if self.value() is not None else None

    def set_value(self, value: Any) -> None:
        """Show the choice whose code is `value`; None empties the field."""
        found = next((choice for choice in self._find(str(value)) if choice.code == value), None) if value else None
        self._chosen = found
        self.setText(found.line if found else "")
        self.setCursorPosition(0)  # in a narrow field its beginning is seen, not its end
        self.settle()

    def held(self) -> Any:
        """Give the choice beside the text."""
        return self._chosen, super().held()

    def take_back(self, held: Any) -> None:
        """Bring back the choice, and close the list that the scanner's keys have opened."""
        self._popup.hide()
        self._chosen = held[0]
        super().take_back(held[1])

    def _meant(self, text: str) -> Choice | None:
        found = self._find(fold(text))
        exact = [choice for choice in found if text in {choice.code, choice.text, choice.line}]
        if exact:
            return exact[0]
        return found[0] if len(found) == 1 else None

    def _offer(self, text: str, *, everything: bool = False) -> None:
        self._chosen = None if text else self._chosen
        if not text.strip() and not everything:
            self._popup.hide()
            return
        self._offered = self._find(fold(text))
        self._lines.setStringList([f"{choice.line}  {choice.detail}".strip() for choice in self._offered])
        if not self._offered:
            self._popup.hide()
            return
        height = self._popup.sizeHintForRow(0) + 2 * self._popup.spacing()
        self._popup.resize(max(self.width(), 260), height * min(_SHOWN, len(self._offered)) + 12)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._popup.setCurrentIndex(self._lines.index(0))
        self.window().installEventFilter(self)
        self._popup.show()
        self._popup.raise_()

    def _take_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self._take(self._offered[index.row()])

    def _take(self, choice: Choice) -> None:
        self._chosen = choice
        self.setText(choice.line)
        self._popup.hide()
        self._judge(finished=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk through the list by arrow keys, take by Enter or Tab, close by Esc."""
        key = event.key()
        shown = self._popup.isVisible()
        if key == Qt.Key.Key_Down and not shown:
            self._offer("", everything=True)
        elif shown and key in {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self._walk(key)
        elif shown and key == Qt.Key.Key_Escape:
            self._popup.hide()
        elif shown and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._take_index(self._popup.currentIndex())
            super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _walk(self, key: int) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _SHOWN, Qt.Key.Key_PageUp: -_SHOWN}[
            Qt.Key(key)
        ]
        row = min(max(self._popup.currentIndex().row() + step, 0), len(self._offered) - 1)
        self._popup.setCurrentIndex(self._lines.index(row))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the marked line when it is left by Tab with the list open, and close the list."""
        if self._popup.isVisible() and event.reason() == Qt.FocusReason.TabFocusReason:
            self._take_index(self._popup.currentIndex())
        self._popup.hide()
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Close the list when the window moves or is left."""
        if event.type() in {QEvent.Type.WindowDeactivate, QEvent.Type.Move, QEvent.Type.Resize}:
            self._popup.hide()
            watched.removeEventFilter(self)
        return super().eventFilter(watched, event)


class CodeField(ChoiceField):
    """Ask for an entry of a code table given as (code, words)."""

    def __init__(self, table: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(finder_over(Choice(code, text) for code, text in table), parent)


class RegionField(ChoiceField):
    """Ask for a region by its name, its pinyin initials or its code (GB/T 2260)."""

    def __init__(self, regions: Regions | None = None, parent: QWidget | None = None) -> None:
        self._regions = regions
        super().__init__(self._search, parent)
        self.setPlaceholderText(_("县名、拼音或区划代码"))

    def _search(self, text: str) -> Sequence[Choice]:
        table = self._regions or national()
        return [Choice(row.code, row.name, table.full_name(row.code)) for row in table.search(text)]

"""Actions: what can be done, its words, its icon and its key, told once and shown wherever it can be done."""

from collections.abc import Callable, Iterable
from enum import IntEnum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import icons
from ui.text import CHINESE, language
from ui.theme import mark

_ARROWS = {
    "左方向": "←", "右方向": "→", "上方向": "↑", "下方向": "↓", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓",
}  # fmt: skip
"""Qt's words for the arrow keys, and what is printed on them."""


_IN_TIP = "key_in_tip"


def key_words(shortcut: str | QKeySequence) -> str:
    """Give a shortcut as it is read on the keyboard, e.g. 'Ctrl+K', 'Alt+←'."""
    form = QKeySequence.SequenceFormat
    words = QKeySequence(shortcut).toString(form.NativeText if language() == CHINESE else form.PortableText)
    if language() != CHINESE:
        words = words.replace("Return", "Enter")
    for name, sign in _ARROWS.items():
        words = words.replace(name, sign)
    return words


def action(
    owner: QWidget, text: str, run: Callable[[], object], *, icon: str = "", shortcut: str = "", in_tip: bool = False
) -> QAction:
    """Give an action of `owner`: its tooltip names the key, the key works while the owner or a child has the focus.

    A button shows the key beside its words too, but for `in_tip`, where a row has no room for that.
    """
    made = QAction(text, owner)
    if icon:
        made.setIcon(icons.icon(icon))
        made.setProperty("glyph", icon)
    if shortcut:
        made.setShortcut(QKeySequence(shortcut))
        made.setProperty(_IN_TIP, in_tip)
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.setToolTip(f"{text}  {key_words(shortcut)}" if shortcut else text)
    made.triggered.connect(lambda _checked=False: run())
    owner.addAction(made)
    return made


class Room(IntEnum):
    """Say how much room a row of buttons has: for all, for words and keys, for words alone."""

    WIDE, NARROW, SCARCE = range(3)


class ActionButton(QPushButton):
    """Be a button that follows its action `act`: words with the key beside them, icon, tooltip, whether it can be used."""

    def __init__(self, act: QAction, kind: str = "") -> None:
        super().__init__()
        self.act = act
        self._kind = kind
        self._room = Room.WIDE
        mark(self, kind=kind)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(act.trigger)
        act.changed.connect(self._follow)
        self._follow()

    @property
    def words(self) -> str:
        """Give the words and the key, however much room there is."""
        key = "" if self.act.property(_IN_TIP) else key_words(self.act.shortcut())
        return f"{self.act.text()}  {key}" if key else self.act.text()

    def fit(self, room: Room) -> None:
        """Leave out the icon, then the key too; the tooltip tells the key all the same."""
        if room is not self._room:
            self._room = room
            self._follow()

    def _follow(self) -> None:
        in_tip = self.act.property(_IN_TIP) or self._room >= Room.SCARCE
        key = "" if in_tip else key_words(self.act.shortcut())
        # the key is appended as text, not set as the button's shortcut: the action owns it
        self.setText(f"{self.act.text()}  {key}" if key else self.act.text())
        if glyph := self.act.property("glyph"):
            name = "on_accent" if self._kind == "primary" else "muted"
            self.setIcon(icons.icon(glyph, name) if self._room is Room.WIDE else QIcon())
        self.setEnabled(self.act.isEnabled())
        if self.parentWidget() is not None or not self.act.isVisible():
            # shown before it has a parent it would be a window of its own
            self.setVisible(self.act.isVisible())
        self.setToolTip(self.act.toolTip())


CHANGES_ROOM = frozenset({QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Polish})
"""Events after which a line of buttons may have more room or less, or want it."""


def fit(buttons: Iterable[ActionButton], line: QLayout, fits: Callable[[], bool]) -> None:
    """Let the buttons of a line give up their icons, then their keys, until it `fits`."""
    made = list(buttons)
    for room in Room:
        for one in made:
            one.fit(room)
        line.invalidate()
        if fits():
            break


def icon_button(name: str, tip: str, run: Callable[[], object], *, shortcut: str = "") -> QToolButton:
    """Give a button that shows an icon alone; `tip` says what it does, to the eye and to a screen reader.

    `shortcut` is only told: the window binds it, at once and without the delay of a button pressed by key.
    """
    made = QToolButton()
    made.setIcon(icons.icon(name))
    made.setToolTip(f"{tip}  {key_words(shortcut)}" if shortcut else tip)
    made.setAccessibleName(tip)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setFixedSize(32, 32)
    made.clicked.connect(lambda _checked=False: run())
    return made


class KeyedButton(QPushButton):
    """Be a button with a key of its own beside the words; the key works while the button is in sight and can be used."""

    def __init__(self, text: str, shortcut: str) -> None:
        super().__init__()
        self.key = QKeySequence(shortcut)
        self.setText(text)
        # not the button's own, which answers a key a moment later, and loses it with other words
        QShortcut(self.key, self, self.click)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show other words; the key stays beside them."""
        super().setText(f"{text}  {key_words(self.key)}" if text else "")
        self.setAccessibleName(text)


def button(text: str, run: Callable[[], object], *, kind: str = "", icon: str = "", shortcut: str = "") -> QPushButton:
    """Give a button; `kind` is '', 'primary', 'danger' or 'quiet', `shortcut` its key."""
    made = KeyedButton(text, shortcut) if shortcut else QPushButton(text)
    mark(made, kind=kind)
    if icon:
        made.setIcon(icons.icon(icon, "on_accent" if kind == "primary" else "muted"))
    made.clicked.connect(lambda _checked=False: run())
    return made

"""The size of a dialog whose words wrap: as wide as asked, as high as the words need at any moment, and never beyond what there is.

Qt asks for a dialog's height before it knows the width, holds it to two thirds of the screen, and cuts what is said later. Where the height does not
suffice, all but the last line of the dialog scrolls: there stand its buttons.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QBoxLayout, QDialog, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.dialogs.room import room
from ui.theme import mark
from ui.tokens import GRID


def fit(dialog: QDialog, width: int) -> None:
    """Fix the width in px, and keep the height at what the words need at that width."""
    dialog.setFixedWidth(min(width, room(dialog).width()))
    dialog.ensurePolished()
    _polish(dialog.layout())
    _Fitting(dialog)


def _polish(layout: QLayout | None) -> None:
    """Give the parts of a layout their fonts, on which their sizes depend; asked for all children, Qt would make each of their inner parts known to Python."""
    if layout is None:
        return
    for item in filter(None, map(layout.itemAt, range(layout.count()))):
        part = item.widget()
        if part is None:
            _polish(item.layout())
            continue
        inside = part.widget() if isinstance(part, QScrollArea) else None
        for one in (part, inside):
            if one is not None:
                one.ensurePolished()
                _polish(one.layout())


class _Fitting(QObject):
    """Keep the height of one dialog."""

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._area: QScrollArea | None = None
        self._least = 0
        self._measure_anew(dialog)
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Measure anew when a part asks for another size."""
        if isinstance(watched, QDialog):
            if event.type() is QEvent.Type.Show:
                self._measure_anew(watched)
            elif event.type() is QEvent.Type.LayoutRequest:
                # what asked has forgotten its old size already; to forget again would be to ask again, without end
                self._measure(watched)
        return super().eventFilter(watched, event)

    def _measure_anew(self, dialog: QDialog) -> None:
        if (layout := dialog.layout()) is not None:
            layout.invalidate()
        self._measure(dialog)

    def _measure(self, dialog: QDialog) -> None:
        layout, most = dialog.layout(), room(dialog).height()
        if not isinstance(layout, QBoxLayout):
            return
        needed = layout.totalHeightForWidth(dialog.width()) if layout.hasHeightForWidth() else -1
        needed = needed if needed >= 0 else layout.totalSizeHint().height()
        if needed > most and self._area is None and isinstance(layout, QVBoxLayout):
            held = dialog.focusWidget()
            self._scroll(layout)
            if held is not None:
                held.setFocus()  # what is moved lets go of the keyboard
        if self._area is not None or needed > most:
            needed = most
        if needed == self._least:
            return
        follows = dialog.height() == self._least
        self._least = needed
        dialog.setMinimumHeight(needed)
        if follows or not dialog.isVisible():
            dialog.resize(dialog.width(), needed)

    def _scroll(self, layout: QBoxLayout) -> None:
        """Move all but the last line of the dialog into an area that scrolls."""
        inside = QWidget()
        mark(inside, ground="window")
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        # in the dialog before anything is moved: what leaves the window for a moment loses its place in the order of Tab
        layout.insertWidget(layout.count() - 1, self._area, 1)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, GRID, 0)
        inner.setSpacing(layout.spacing())
        while layout.itemAt(0).widget() is not self._area:
            stretch, item = layout.stretch(0), layout.takeAt(0)
            if (part := item.widget()) is not None:
                inner.addWidget(part, stretch)
            elif (lines := item.layout()) is not None:
                inner.addLayout(lines, stretch)
            else:
                inner.addItem(item)
        inner.addStretch(0)  # what room is left stands below the words, not between them
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Keep the part in sight that has the keyboard."""
        if now is not None and self._area is not None and self._area.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, 4 * GRID)

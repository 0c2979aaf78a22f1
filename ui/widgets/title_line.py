"""The line above a record, a form or a list: a way back, the title, what can be done; where it is narrow the buttons give way before the title wraps."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui import actions
from ui.tokens import GRID
from ui.widgets.labels import label, row


class TitleLine(QWidget):
    """Show a title between the way back, where there is one, and the actions; the one that is `primary` stands last and in colour."""

    def __init__(
        self, back: QAction | None, acts: Sequence[QAction | actions.ActionButton], primary: QAction | None = None
    ) -> None:
        super().__init__()
        self.title = label("", "heading", wrap=True)
        self.primary = actions.ActionButton(primary, "primary") if primary is not None else None
        self._buttons = [one if isinstance(one, actions.ActionButton) else actions.ActionButton(one) for one in acts]
        if self.primary is not None:
            self._buttons.append(self.primary)
        self._fitted: tuple[object, ...] = ()
        line = row()
        if back is not None:
            first = actions.ActionButton(back)
            line.addWidget(first)
            line.addSpacing(GRID)
            self._buttons.insert(0, first)
        line.addWidget(self.title, 1)
        for made in self._buttons[0 if back is None else 1 :]:
            line.addWidget(made)
        self.setLayout(line)

    def tell(self, title: str) -> None:
        """Show another title."""
        self.title.setText(title)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit the buttons into the width there is, as that or their words change."""
        if event.type() in actions.CHANGES_ROOM:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        line = self.layout()
        shown = [made for made in self._buttons if made.isVisibleTo(self)]
        # what fits depends on these alone; the layout asks again for each button that was changed here
        asked = (self.width(), self.title.text(), *(made.words for made in shown))
        if line is None or asked == self._fitted:
            return
        self._fitted = asked
        wanted = self.title.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.title.text()).width() + 2

        def fits() -> bool:
            gaps = line.spacing() * (len(shown) + 1) + GRID
            return wanted + sum(made.sizeHint().width() for made in shown) + gaps <= self.width()

        actions.fit(shown, line, fits)

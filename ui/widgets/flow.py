"""Parts that ask for no more room than they need: buttons that flow into lines, halves that stand one under the other, views of which one is in sight."""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QSizePolicy, QStackedWidget, QWidget

from ui.tokens import GRID


class Flow(QWidget):
    """Lay parts in lines like words: each at the size it asks for, in a new line where the width is used up."""

    def __init__(self, gap: int = GRID) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._gap = gap
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Take a part behind the others."""
        self._parts.append(part)
        was_hidden = part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide) and part.isHidden()
        part.setParent(self)
        part.setVisible(not was_hidden)
        if self.parentWidget() is not None:
            self.show()
        self._fit()

    def clear(self) -> None:
        """Let all parts go, and take no room without them."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Lay the parts anew when one of them has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay the parts in the new width."""
        super().resizeEvent(event)
        self._lay(self.width(), moves=True)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Give the height of the lines in this width, in px."""
        return self._lay(width, moves=False)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for one line."""
        sizes = [part.sizeHint() for part in self._shown()]
        wide = sum(size.width() for size in sizes) + max(0, len(sizes) - 1) * self._gap
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for the widest part at least."""
        return QSize(max((part.sizeHint().width() for part in self._shown()), default=0), self.sizeHint().height())

    def _fit(self) -> None:
        self.updateGeometry()
        self._lay(self.width(), moves=True)

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if part.isVisibleTo(self)]

    def _lay(self, width: int, *, moves: bool) -> int:
        top = 0
        for line in self._lines(width):
            left, high = 0, max(size.height() for _part, size in line)
            for part, size in line:
                if moves:
                    part.setGeometry(QRect(QPoint(left, top + (high - size.height()) // 2), size))
                left += size.width() + self._gap
            top += high + self._gap
        return max(0, top - self._gap)

    def _lines(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        """Give the lines, each part with the size that it asks for: asked once, for a button reckons its anew each time."""
        lines: list[list[tuple[QWidget, QSize]]] = []
        left = width
        for part in self._shown():
            size = part.sizeHint()
            left -= size.width()
            if left < 0 or not lines:
                lines.append([])
                left = width - size.width()
            lines[-1].append((part, size))
            left -= self._gap
        return lines


class Halves(QWidget):
    """Hold two columns side by side; narrower than `least` px, one under the other."""

    def __init__(self, first: QLayout, second: QLayout, least: int) -> None:
        super().__init__()
        self._least = least
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(2 * GRID)
        for half in (first, second):
            self._line.addLayout(half, 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for no more width than the wider half wants: side by side they stand only where there is room."""
        halves = [item.minimumSize() for number in range(self._line.count()) if (item := self._line.itemAt(number))]
        return QSize(max(one.width() for one in halves), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Stand as the width allows."""
        super().resizeEvent(event)
        narrow = self.width() < self._least
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)


class Views(QStackedWidget):
    """Hold views of which one is in sight, and ask for the least room of that one alone: what it holds scrolls before the page around it does.

    Qt asks for the height that the highest of all views would like, as soon as words in one of them wrap: two scroll bars side by side.
    """

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self._ask_anew)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Tell layouts to go by the least size."""
        return False

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for what the view in sight wants in the width there is."""
        shown = self.currentWidget()
        if shown is None:
            return QSize()
        return QSize(shown.minimumSizeHint().width(), least_height(shown, self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Ask for another height when the width has changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _ask_anew(self, _place: int) -> None:
        self.updateGeometry()


class Content(QWidget):
    """Be what scrolls in an area, and ask there for the least height that it can do with."""

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Give the least height in this width, in px."""
        return least_height(self, width)


def least_height(part: QWidget, width: int) -> int:
    """Give the height in px that a part needs in this width: what wraps has all its lines, what scrolls as little as it can do with."""
    layout = part.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.minimumHeightForWidth(width)
    return layout.minimumSize().height() if layout is not None else part.minimumSizeHint().height()

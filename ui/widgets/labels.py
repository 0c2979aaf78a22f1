"""Words on the window: titles, hints, paragraphs, keys, and the small layouts that hold them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from ui.theme import mark
from ui.tokens import GRID

LINE_HEIGHT = 108
"""Line height of running text in percent of the typeface's own, which is ample already in Chinese ones."""


class _Wrapping(QLabel):
    """Wrap its words without claiming, as its least height, the height they would have in the narrowest column."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Ask for a line; the layout learns the true height from the width it gives."""
        return QSize(80, self.fontMetrics().height())


def label(text: str = "", role: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """Give a plain label in a role of the style sheet ('title', 'heading', 'figure', 'muted', 'hint') and a tone."""
    made = _Wrapping(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    mark(made, role=role, tone=tone)
    return made


def paragraph(text: str, role: str = "") -> QLabel:
    """Give running text with the line height that Chinese wants; each line of `text` is a paragraph."""
    made = _Wrapping(paragraph_html(text))
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setWordWrap(True)
    mark(made, role=role)
    return made


def paragraph_html(text: str) -> str:
    """Give `text` as rich text with the line height of running Chinese."""
    import html

    return "".join(
        f'<p style="margin-top:0; margin-bottom:0; line-height:{LINE_HEIGHT}%">{html.escape(line)}</p>'
        for line in text.splitlines()
    )


def plain_tip(text: str) -> str:
    """Give `text` for a tooltip, which would take what looks like HTML for such."""
    return paragraph_html(text) if "<" in text or "&" in text else text


def rule() -> QFrame:
    """Give a hairline."""
    made = QFrame()
    mark(made, role="rule")
    return made


def row(*items: QWidget | QLayout | int | None, gap: int = 2 * GRID) -> QHBoxLayout:
    """Lay items side by side; an int is a gap in px, None takes all room left."""
    layout = QHBoxLayout()
    _fill(layout, items, gap)
    return layout


def column(*items: QWidget | QLayout | int | None, gap: int = 2 * GRID) -> QVBoxLayout:
    """Lay items one under the other; an int is a gap in px, None takes all room left."""
    layout = QVBoxLayout()
    _fill(layout, items, gap)
    return layout


def _fill(layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | int | None, ...], gap: int) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)

"""One step of a guided page: its number, what to do, whether it is done, and room for what belongs to it."""

from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row

_GLYPH = 28


class StepCard(Card):
    """Show one step: its number, what to do, and whether it is done; what belongs to it lies below, as wide as the card allows."""

    def __init__(self, number: int, title: str, words: str) -> None:
        super().__init__()
        self._number = number
        self.glyph = Glyph(f"numeric-{number}-circle-outline", "muted", _GLYPH)
        self.words = label(words, "muted", wrap=True)
        line = row(gap=3 * GRID)
        line.addWidget(self.glyph)
        line.addLayout(column(label(title, "heading"), self.words, gap=GRID), 1)
        self.buttons = row()
        line.addLayout(self.buttons)
        self.room = column(gap=GRID)
        self.room.setContentsMargins(_GLYPH + 3 * GRID, 0, 0, 0)
        self.body.addLayout(line)
        self.body.addLayout(self.room)

    def mark_done(self, done: bool) -> None:
        """Show the step as done, or as still to do."""
        name = "check-circle" if done else f"numeric-{self._number}-circle-outline"
        self.glyph.set(name, "ok" if done else "muted")

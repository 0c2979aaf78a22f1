"""One step of a guided page: its number, what to do, whether it is done, and room for what belongs to it."""

from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row


class StepCard(Card):
    """Show one step: its number, what to do, and whether it is done."""

    def __init__(self, number: int, title: str, words: str) -> None:
        super().__init__()
        self._number = number
        self.glyph = Glyph(f"numeric-{number}-circle-outline", "muted", 28)
        self.words = label(words, "muted", wrap=True)
        lines = self.room = column(label(title, "heading"), self.words, gap=GRID)
        line = row(gap=3 * GRID)
        line.addWidget(self.glyph)
        line.addLayout(lines, 1)
        self.buttons = row()
        line.addLayout(self.buttons)
        self.body.addLayout(line)

    def mark_done(self, done: bool) -> None:
        """Show the step as done, or as still to do."""
        name = "check-circle" if done else f"numeric-{self._number}-circle-outline"
        self.glyph.set(name, "ok" if done else "muted")

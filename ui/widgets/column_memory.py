"""What a list remembers on this PC: its columns and its order, written a moment after the last change."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.list_export import offer_export
from ui.models.rows import RowsModel
from ui.widgets.column_layout import Layout, from_text

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ui.pages.page import Context
    from ui.widgets.table_view import TableView

KEPT_AS = "list."
"""What the settings that remember columns begin with."""
_PAUSE_MS = 600


class ColumnMemory(QObject):
    """Keep the arrangement of a list under a name; it lives with the list."""

    def __init__(self, view: "TableView", context: "Context", name: str, failed: Callable[[Exception], None]) -> None:
        super().__init__(view)
        self._view, self._context, self._failed = view, context, failed
        self._name = KEPT_AS + name
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        view.rearranged.connect(self._pause.start)

    def recall(self, then: Callable[[Layout], None]) -> None:
        """Read what was kept and hand it on."""
        name = self._name
        self._context.jobs.run(self, lambda book, _progress: from_text(book.setting(name)), then, self._failed)

    def keep(self) -> None:
        """Write how the list is arranged now."""
        name, kept = self._name, self._view.arrangement().to_text()
        self._context.jobs.run(
            self, lambda book, _progress: book.set_setting(name, kept), lambda _done: None, self._failed, write=True
        )


def keep_list(
    view: "TableView", context: "Context", name: str, title: str, said: Callable[[str], None], failed: Callable[[Exception], None]
) -> "QAction":  # fmt: skip
    """Let a short list, whose rows lie in memory, remember its columns and order, and be taken out by Ctrl+E; give that action."""

    def arrange(layout: Layout) -> None:
        view.arrange(layout)
        model = view.model()
        if isinstance(model, RowsModel) and layout.sorted_by:
            by = next((one for one in model.columns() if one.name == layout.sorted_by), None)
            model.put_in_order(by, descending=layout.descending)

    ColumnMemory(view, context, name, failed).recall(arrange)
    return offer_export(view, context, title, said, failed)

"""What the pages share that fill in a class's sheet by hand: the class in hand, and what is typed kept until it is saved."""

from typing import Any, ClassVar

from PySide6.QtCore import QTimer

from db import drafts
from db.casebook import Casebook
from db.training import ClassRow
from ui.pages.class_picker import ClassPicker
from ui.pages.page import Context, Page

_KEEP_MS = 300


class ClassSheet(Page):
    """Be a page on one class's sheet. Subclasses name the `kind` of their drafts, take a class and give what is not saved yet."""

    kind: ClassVar[str]

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(context, title)
        self._class: ClassRow | None = None
        self.picker = ClassPicker(self)
        self.picker.chosen.connect(self._take_class)
        self._keep = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keep.timeout.connect(self._keep_draft)

    def load(self) -> None:
        """Fetch the classes, then the sheet of the one in hand."""
        self.picker.load()

    def open(self, thing: bytes | None) -> None:
        """Take the class with this id in hand."""
        if thing is not None:
            self.picker.want(thing)

    def leave(self) -> None:
        """Keep what was taken and not saved."""
        if self._keep.isActive():
            self._keep_draft()

    def unsaved(self) -> dict[str, Any]:
        """Give what was typed and not saved, as a draft keeps it."""
        raise NotImplementedError

    def _take_class(self, found: ClassRow | None) -> None:
        raise NotImplementedError

    def _tell(self) -> None:
        raise NotImplementedError

    def _edited(self) -> None:
        self._keep.start()
        self._tell()

    def _keep_draft(self) -> None:
        self._keep.stop()
        if self._class is None:
            return
        kind, values = self.kind, self.unsaved()
        name = f"{kind}/{self._class.id.hex()}"

        def work(book: Casebook, _progress: object) -> None:
            if values:
                drafts.save(book, kind, values, name)
            else:
                drafts.drop(book, name)

        self.run(work, lambda _done: None, write=True)

"""The user guide in a window of its own beside the work (F1): contents and search at the left, the chapter at the right; nothing leaves the PC."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit, QWidget

from ui import actions, fonts, guide, icons
from ui.dialogs.guide_dress import dress, fit_pictures
from ui.dialogs.room import take_room
from ui.guide import CONTENTS, Guide, Place
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.find_line import LONGEST
from ui.widgets.labels import column, row

_SIZE = (900, 660)
_LIST_WIDTH = 232
_ZOOMS = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
_USUAL_ZOOM = 2
_SEARCH_AFTER_MS = 120
_PLACE = Qt.ItemDataRole.UserRole


class GuideBrowser(QTextBrowser):
    """Show Markdown of the guide's folder; load pictures from there alone, and follow no link by itself."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        mark(self, role="guide")

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        """Give a picture of the guide; anything else, and anything from elsewhere, is not there."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        image = self._picture(name.toString() if isinstance(name, QUrl) else name)
        return None if image.isNull() else image

    def fit(self) -> None:
        """Keep pictures within the page."""
        fit_pictures(self.document(), self.viewport().width(), self.devicePixelRatioF(), self._picture)

    def _picture(self, name: str) -> QImage:
        """Give a picture of the guide's folder, or an image of nothing."""
        path = (self._folder / name).resolve()
        return QImage(str(path)) if path.is_relative_to(self._folder) and path.is_file() else QImage()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep pictures within the page."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()


class GuideWindow(QDialog):
    """Show the guide without holding up the window; Esc closes it, and the work goes on where it was."""

    keys_wanted = Signal()
    """The list of all keys is asked for."""
    tour_wanted = Signal()
    """The tour through the sample is asked for."""

    def __init__(self, parent: QWidget | None = None, *, tour: bool = False, book: Guide | None = None) -> None:
        super().__init__(parent)
        self._guide = book or guide.read()
        self._trail: list[Place] = []
        self._at = -1
        self._zoom = _USUAL_ZOOM
        self._headings: list[QTextBlock] = []
        self._shown = ""
        self.setWindowTitle(_("用户手册"))
        self.setModal(False)
        take_room(self, *_SIZE)
        self._build(tour=tour)
        self._bind()
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._search)
        self._list_contents()

    def _build(self, *, tour: bool) -> None:
        self.browser = GuideBrowser(guide.FOLDER)
        self.browser.setAccessibleName(_("用户手册"))
        self.browser.anchorClicked.connect(self._follow)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("在手册里查找  Ctrl+F"))
        self.field.setAccessibleName(_("在手册里查找"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(LONGEST)
        mark(self.field, role="search")
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("目录"))
        mark(self.list, role="menu")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open_item)
        self.list.itemClicked.connect(self._open_item)
        self.back = actions.icon_button("arrow-left", _("后退"), self.go_back, shortcut="Alt+Left")
        self.forward = actions.icon_button("arrow-right", _("前进"), self.go_forward, shortcut="Alt+Right")
        contents = actions.icon_button("format-list-bulleted", _("目录"), lambda: self.show_place(Place(CONTENTS)))
        smaller = actions.icon_button("magnify-minus-outline", _("缩小"), lambda: self.zoom(-1), shortcut="Ctrl+-")
        larger = actions.icon_button("magnify-plus-outline", _("放大"), lambda: self.zoom(1), shortcut="Ctrl++")
        keys = actions.button(_("快捷键"), self.keys_wanted.emit, kind="quiet", icon="keyboard-outline")
        keys.setToolTip(f"{_('快捷键')}  Ctrl+F1")
        top = row(self.back, self.forward, contents, smaller, larger, None, gap=GRID)
        if tour:
            top.addWidget(actions.button(_("新手引导"), self._ask_tour, kind="quiet", icon="map-marker-path"))
        top.addWidget(keys)
        left = column(self.field, self.list, gap=GRID)
        self.list.setFixedWidth(_LIST_WIDTH)
        self.field.setFixedWidth(_LIST_WIDTH)
        middle = row(left)
        middle.addWidget(self.browser, 1)
        whole = column(top, middle)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        self.setLayout(whole)

    def _bind(self) -> None:
        for key, run in (
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_forward),
            ("Ctrl+F", self._to_field),
            ("Ctrl++", lambda: self.zoom(1)),
            ("Ctrl+=", lambda: self.zoom(1)),
            ("Ctrl+-", lambda: self.zoom(-1)),
            ("Ctrl+0", lambda: self.zoom(0)),
            ("Ctrl+F1", self.keys_wanted.emit),
            ("F1", lambda: self.show_place(Place(CONTENTS))),
        ):
            QShortcut(QKeySequence(key), self, run)

    # --- where we are

    def open_at(self, place: Place) -> None:
        """Open a section and come to the front with the keyboard on the text."""
        self.show()
        self.show_place(place)
        self.raise_()
        self.activateWindow()
        self.browser.setFocus()

    def show_place(self, place: Place) -> None:
        """Open a section; it becomes the newest of the trail."""
        if self._at < 0 or self._trail[self._at] != place:
            del self._trail[self._at + 1 :]
            self._trail.append(place)
            self._at = len(self._trail) - 1
        self._show(place)

    def place(self) -> Place:
        """Give the section opened last."""
        return self._trail[self._at] if self._at >= 0 else Place(CONTENTS)

    def go_back(self) -> None:
        """Go to what was read before."""
        if self._at > 0:
            self._at -= 1
            self._show(self._trail[self._at])

    def go_forward(self) -> None:
        """Go again to what was left by going back."""
        if self._at + 1 < len(self._trail):
            self._at += 1
            self._show(self._trail[self._at])

    def zoom(self, step: int) -> None:
        """Make the text larger (1), smaller (-1) or usual again (0)."""
        self._zoom = max(0, min(len(_ZOOMS) - 1, self._zoom + step)) if step else _USUAL_ZOOM
        self._shown = ""
        self._show(self.place())

    def headings(self) -> list[str]:
        """Give the headings of the chapter in sight."""
        return [block.text() for block in self._headings]

    def _show(self, place: Place) -> None:
        chapter = self._guide.chapter(place.chapter)
        if chapter is None:
            return
        if self._shown != chapter.name:
            self._shown = chapter.name
            self._typeset(chapter.markdown)
        self.setWindowTitle(f"{chapter.title} — {_('用户手册')}")
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at + 1 < len(self._trail))
        self._mark_in_list(place)
        self._scroll_to(place.section)

    def _typeset(self, markdown: str) -> None:
        document = self.browser.document()
        self.browser.setExtraSelections([])
        font = QFont(self.font())
        font.setPointSizeF(fonts.POINTS * _ZOOMS[self._zoom])
        document.setDefaultFont(font)
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._headings = dress(document, icons.current_tokens(), font.pointSizeF())
        self.browser.fit()

    def _scroll_to(self, section: int) -> None:
        cursor = QTextCursor(self._headings[section]) if section < len(self._headings) else QTextCursor()
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        if section and not cursor.isNull():
            self.browser.setTextCursor(cursor)
            area = self.browser.document().documentLayout().blockBoundingRect(cursor.block())
            self.browser.verticalScrollBar().setValue(round(area.top()) - GRID)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Set the text anew in the colours of another appearance."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._shown:
            self._shown = ""
            self._show(self.place())

    # --- contents, search

    def _list_contents(self) -> None:
        self.list.clear()
        for chapter in self._guide.chapters:
            item = QListWidgetItem(_("目录") if chapter.name == CONTENTS else chapter.title, self.list)
            item.setData(_PLACE, tuple(Place(chapter.name)))
            item.setSizeHint(QSize(0, 30))
        self._mark_in_list(self.place())

    def _search(self) -> None:
        words = self.field.text().strip()
        self.browser.setExtraSelections([])
        if not words:
            self._list_contents()
            return
        self.list.clear()
        for found in self._guide.search(words):
            item = QListWidgetItem(f"{found.title}\n{found.chapter}", self.list)
            item.setData(_PLACE, tuple(found.place))
            item.setToolTip(found.excerpt)
            item.setSizeHint(QSize(0, 46))
        if self.list.count():
            self.list.setCurrentRow(0)
        else:
            nothing = QListWidgetItem(_("手册里没有找到，请换一个词。"), self.list)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)

    def _open_item(self, item: QListWidgetItem) -> None:
        place = item.data(_PLACE)
        if place is None:
            return
        self.show_place(Place(*place))
        if words := self.field.text().split():
            self._mark_words(words)

    def _mark_words(self, words: list[str]) -> None:
        """Mark what was looked for on the page, as the selection is marked."""
        marks = []
        for word in words:
            cursor = self.browser.document().find(word)
            while not cursor.isNull():
                one = QTextEdit.ExtraSelection()
                one.cursor = cursor  # type: ignore[attr-defined]  # the stubs do not know the members
                one.format.setBackground(self.palette().highlight())  # type: ignore[attr-defined]
                one.format.setForeground(self.palette().highlightedText())  # type: ignore[attr-defined]
                marks.append(one)
                cursor = self.browser.document().find(word, cursor)
        self.browser.setExtraSelections(marks)

    def _mark_in_list(self, place: Place) -> None:
        if self.field.text().strip():
            return
        for number in range(self.list.count()):
            if self.list.item(number).data(_PLACE)[0] == place.chapter:
                self.list.setCurrentRow(number)

    def _follow(self, url: QUrl) -> None:
        place = self._guide.follow(url.toString())
        if place is not None:
            self.show_place(place)

    def _to_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Let Enter and the arrow down lead from the field into what was found."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._timer.stop()
                self._search()
                if item := self.list.currentItem():
                    self._open_item(item)
                    self.list.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _ask_tour(self) -> None:
        self.close()
        self.tour_wanted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Give the keyboard back to the work."""
        super().closeEvent(event)
        if parent := self.parentWidget():
            parent.activateWindow()

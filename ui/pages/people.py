"""服务对象: everybody registered here, found as one types, however many they are."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from rules import clock as clocks
from rules.regions import Regions, national
from ui import icons
from ui.models.rows import Column, RowsModel, Source
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.id_number import sex_word
from ui.widgets.labels import label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.overview import PersonLine
    from db.people import PersonRow
    from ui.jobs import Progress
    from ui.photographs import Line

TYPING_PAUSE_MS = 150
PENDING, DISPUTED = b"pending", b"disputed"
"""What the list of persons is asked to show: ids have 16 bytes, so these are none."""
_ALL = b""
_LONG_WAITING = dt.timedelta(days=30)
_MOST_FOUND = 2000
_EMPTY = {
    _ALL: N_("还没有登记服务对象。按 Ctrl+N 登记第一位，或导入花名册。"),
    PENDING: N_("没有证件待补的人。"),
    DISPUTED: N_("没有待核的信息。"),
}


def shown_age(person: "PersonRow", day: dt.date) -> str:
    """Give the age on `day` in years, empty where it is not known."""
    from db import people

    age = people.age(person, day)
    return "" if age is None else str(age)


def shown_document(person: "PersonRow") -> str:
    """Say a document's last four characters, or that it is missing; nothing of one that was erased."""
    if person.erased:
        return "—"
    return _("证件待补") if person.doc_pending else _("证件尾号 {tail}").format(tail=person.doc_tail)


def standing_of(person: "PersonRow") -> str:
    """Say what is still open about a person."""
    words = [_("证件待补")] if person.doc_pending else []
    return "、".join([*words, *([_("待核")] if person.disputed else [])])


class FindLine(QLineEdit):
    """Be the line over a list: a short pause in typing sends `settled`, an arrow down goes into the list."""

    settled = Signal(str)
    went_down = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("magnify"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.settled.emit(self.text().strip()))
        self.textChanged.connect(lambda _text: self._pause.start())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go into the list at arrow down and Enter; empty the line at Esc."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._pause.isActive():
                self._pause.stop()
                self.settled.emit(self.text().strip())
            self.went_down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)


class PeoplePage(Page):
    """Show the list of persons."""

    tables = frozenset({"person", "person_profile"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("服务对象"), scrolls=False)
        self.add_action(_("导入照片"), self.choose_photographs, icon="image-multiple-outline")
        self.add_action(_("导入花名册"), self.import_roster, icon="file-import-outline", shortcut="Ctrl+I")
        self.add_action(
            _("登记新人"), lambda: self.wants.emit("intake", b""), icon="plus", shortcut="Ctrl+N", primary=True
        )
        self._regions: Regions = context.regions or national()
        self._chosen = _ALL
        self.line = FindLine(_("姓名、拼音首字母、证件号或电话"))
        self.line.setMinimumWidth(240)
        self.line.setMaximumWidth(380)
        self.line.settled.connect(lambda _text: self._list())
        self.line.went_down.connect(self._into_list)
        self.chips: dict[bytes, QPushButton] = {}
        self._group = QButtonGroup(self)
        above = row()
        above.addWidget(self.line, 3)
        above.addSpacing(GRID)
        for choice, words in ((_ALL, _("全部")), (PENDING, _("证件待补")), (DISPUTED, _("有待核信息"))):
            above.addWidget(self._chip(choice, words))
        self.told = label("", "muted")
        above.addStretch(1)
        above.addWidget(self.told)
        self.add(above)
        self.table = TableView(_(_EMPTY[_ALL]))
        self.model: RowsModel[PersonLine] = RowsModel(context.jobs, self._columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        self.table.opened.connect(lambda found: self.wants.emit("person", found.person.id))
        self.model.loaded.connect(self._tell)
        self.add(self.table, 1)
        self.setTabOrder(self.line, self.table)

    def load(self) -> None:
        """Show the list anew, where it stands."""
        if self.model.total:
            self.model.reload()
        else:
            self._list()

    def open(self, thing: bytes | None) -> None:
        """Show only what is asked for: 证件待补 or those with disputed fields."""
        self._chosen = thing if thing in self.chips else _ALL
        self.chips[self._chosen].setChecked(True)
        self.line.clear()
        self._list()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Put the keyboard where one types what one looks for."""
        super().showEvent(event)
        self.line.setFocus()

    def import_roster(self) -> None:
        """Ask for a roster file, show what it would do, and import it."""
        from ui.dialogs.roster_import import RosterImportDialog

        dialog = RosterImportDialog(self.context, self)
        dialog.imported.connect(self.said.emit)
        dialog.exec()
        dialog.deleteLater()

    def choose_photographs(self) -> None:
        """Ask for a folder of photographs named by document numbers, and import them."""
        from ui import folders

        folder = folders.choose(self, _("照片所在的文件夹（文件名为证件号码）"))
        if folder is not None:
            self.import_photographs(folder)

    def import_photographs(self, folder: Path) -> None:
        """Import the photographs of a folder and tell what became of each."""
        from ui.dialogs.progress import ProgressDialog

        def work(book: "Casebook", progress: "Progress") -> "list[Line]":
            from ui import photographs

            return photographs.import_folder(book, folder, step=progress.step)

        def tell(lines: "list[Line]") -> None:
            from ui.dialogs.photographs_import import PhotographsImported

            dialog = PhotographsImported(self.context, lines, self)
            dialog.exec()
            dialog.deleteLater()

        job = self.run(work, tell, write=True, touches=("person",))
        ProgressDialog(job, _("正在导入照片"), self)

    def _chip(self, choice: bytes, words: str) -> QPushButton:
        chip = QPushButton(words)
        chip.setCheckable(True)
        chip.setChecked(choice == _ALL)
        self._group.addButton(chip)
        self.chips[choice] = chip
        chip.clicked.connect(lambda _checked=False: self._choose(choice))
        return chip

    def _choose(self, choice: bytes) -> None:
        self._chosen = choice
        self._list()

    def _list(self) -> None:
        from db import overview, people

        text, chosen = self.line.text().strip(), self._chosen
        wanted = people.Filter(text=text, pending=chosen == PENDING, disputed=chosen == DISPUTED)
        self.table.set_empty_words(
            _("没有找到“{text}”。可试拼音首字母、证件号前几位或电话后四位。").format(text=text)
            if text
            else _(_EMPTY[chosen])
        )

        def fetch(book: "Casebook", after: int | None, limit: int) -> "list[PersonLine]":
            return overview.person_lines(book, wanted, after or 0, limit)

        self.model.show(
            Source(
                fetch,
                lambda line: line.n,
                lambda book: people.count(book, wanted),
                lambda book, step: overview.person_anchors(book, wanted, step),
            )
        )

    def _tell(self, total: int) -> None:
        if self.line.text().strip() and total >= _MOST_FOUND:
            self.told.setText(_("找到很多，列出 {n} 人，请再多输几个字").format(n=f"{total:,}"))
        else:
            self.told.setText(_("共 {n} 人").format(n=f"{total:,}"))

    def _into_list(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)

    def _columns(self) -> "list[Column[Any]]":
        day = clocks.today(self.context.clock)
        return [
            Column(_("姓名"), lambda line: line.person.name, 0),
            Column(_("性别"), lambda line: sex_word(line.person.sex), 52),
            Column(_("年龄"), lambda line: shown_age(line.person, day), 50, right=True),
            Column(_("证件尾号"), lambda line: line.person.doc_tail or "—", 80),
            Column(_("电话"), lambda line: line.person.phone, 112),
            Column(_("户籍地"), self._home, 0),
            Column(_("状态"), lambda line: standing_of(line.person), 81),
        ]

    def _home(self, line: "PersonLine") -> str:
        found = self._regions.find(line.home_region) if line.home_region else None
        return found.name if found else line.home_address or line.home_region


def _incomplete(book: "Casebook") -> Told:
    from db import overview, people

    count, oldest = people.count(book, people.Filter(pending=True)), overview.oldest_pending(book)
    if not count or not oldest:
        return Told(count, _("补齐后才能领券、领证"))
    waited = book.today - dt.date.fromisoformat(oldest)
    words = _("最早一位已 {n} 天").format(n=waited.days) if waited.days else _("今天登记的")
    return Told(count, words, "warn" if waited > _LONG_WAITING else "")


SPEC = PageSpec(
    "people", N_("服务对象"), "account-group-outline", PeoplePage,
    tiles=(Tile(N_("证件待补"), "card-account-details-outline", _incomplete, PENDING),),
)  # fmt: skip

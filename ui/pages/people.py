"""服务对象: everybody registered here, found as one types, however many they are."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QShowEvent

from rules import clock as clocks
from rules.permissions import Action, may
from rules.regions import Regions, national
from ui import code_words, icons
from ui.models.numbered import Numbered
from ui.models.rows import Column, as_day
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.widgets.id_number import sex_word
from ui.widgets.list_filters import ChipRow, Chips, Days, Pick, Place
from ui.widgets.list_panel import Asked, ListPanel, ListSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from db.casebook import Casebook
    from db.people import PersonRow
    from db.person_lists import PersonLine
    from db.walks import Piece
    from ui.jobs import Progress
    from ui.photographs import Line

PENDING, DISPUTED = b"pending", b"disputed"
"""What the list of persons is asked to show: ids have 16 bytes, so these are none."""
_ALL = b""
_LONG_WAITING = dt.timedelta(days=30)
_MOST_FOUND = 2000
_EMPTY = N_("还没有登记服务对象。按 Ctrl+N 登记第一位，或导入花名册。")


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
    return _("、").join([*words, *([_("待核")] if person.disputed else [])])


class PeoplePage(Page):
    """Show the list of persons."""

    tables = frozenset({"person", "person_profile"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("服务对象"))
        self.add_way(_("调研"), "survey", shortcut="Ctrl+Y", in_tip=True)
        self.add_action(_("导入照片"), self.choose_photographs, shortcut="Ctrl+Shift+I", in_tip=True)
        self.add_action(_("导入花名册"), self.import_roster, shortcut="Ctrl+I")
        self.add_action(
            _("登记新人"), lambda: self.wants.emit("intake", b""), icon="plus", shortcut="Ctrl+N", primary=True
        )
        self._regions: Regions = context.regions or national()
        self.list: ListPanel[PersonLine] = ListPanel(context, self._spec(), self.failed.emit, self)
        self.line, self.table, self.model, self.told = self.list.line, self.list.table, self.list.model, self.list.told
        self.states: ChipRow = next(one for one in self.list.filters if isinstance(one, ChipRow))
        self.list.said.connect(self.said.emit)
        self.table.opened.connect(lambda found: self.wants.emit("person", found.person.id))
        if may(context.session.role, Action.RIGHTS_WRITE, context.workplace.kind):
            self.table.more_entries.append(self._offer_case)
        self.add(self.list, 1)

    def load(self) -> None:
        """Show the list anew, where it stands."""
        self.list.reload()

    def open(self, thing: bytes | None) -> None:
        """Show only what is asked for: 证件待补 or those with disputed fields."""
        for one in self.list.filters:
            one.clear()
        self.states.choose(thing if thing in self.states.chips else _ALL)
        self.line.clear()
        self.list.ask()

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

    def _offer_case(self, menu: "QMenu") -> None:
        act = menu.addAction(icons.icon("scale-balance"), _("选中的人加入维权案件…"), self.join_case)
        act.setEnabled(self.table.selected_count() > 0)

    def join_case(self) -> None:
        """Ask which case of rights, and enter the selected persons as its claimants."""
        from ui.pages import rights_joining

        read = self.model.reader(self.table.selected_spans())
        rights_joining.selected(
            self, lambda book, progress: [line.person.id for line in read(book, progress.step) if line is not None]
        )

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

    def _spec(self) -> "ListSpec[PersonLine]":
        groups = code_words.entries("target_group")
        return ListSpec(
            name="people", title=N_("服务对象名单"), columns=self._columns(), source=_source, empty=_EMPTY,
            find=N_("姓名、拼音首字母、证件号或电话"),
            nothing=N_("没有符合条件的人。可试拼音首字母、证件号前几位或电话后四位，或清除筛选条件。"), counted=N_("共 {n} 人"),
            most_found=_MOST_FOUND,
            filters=(
                Chips("state", ((_ALL, _("全部")), (PENDING, _("证件待补")), (DISPUTED, _("有待核信息")))),
                Pick("sex", _("全部性别"), (("1", _("男")), ("2", _("女")))),
                Pick("group", _("全部类别"), groups),
                Days("first", "last", _("登记日期")),
                Place("region", _("户籍地（县名、拼音或代码）")),
            ),
        )  # fmt: skip

    def _columns(self) -> "list[Column[PersonLine]]":
        day = clocks.today(self.context.clock)
        return [
            Column(_("姓名"), lambda line: line.person.name, 0, order="name"),
            Column(_("性别"), lambda line: sex_word(line.person.sex), 56, order="sex", spare=2),
            Column(_("年龄"), lambda line: shown_age(line.person, day), 58, right=True, value=lambda line: _age(line, day), order="age"),
            Column(_("证件尾号"), lambda line: line.person.doc_tail or "—", 86),
            Column(_("证件号码"), lambda line: line.person.doc_no, 176, order="doc_no", extra=True),
            Column(_("电话"), lambda line: line.person.phone, 112, order="phone"),
            Column(_("户籍地"), self._home, 0, order="home"),
            Column(_("登记日期"), lambda line: line.registered_on, 98, order="registered_on", value=lambda line: as_day(line.registered_on), spare=1),
            Column(_("人员类别"), _groups, 140, extra=True),
            Column(_("出生日期"), lambda line: line.person.birth, 98, order="birth", value=lambda line: as_day(line.person.birth), extra=True),
            Column(_("详细地址"), lambda line: line.home_address, 180, extra=True),
            Column(_("状态"), lambda line: standing_of(line.person), 84),
        ]  # fmt: skip

    def _home(self, line: "PersonLine") -> str:
        found = self._regions.find(line.home_region) if line.home_region else None
        return found.name if found else line.home_address or line.home_region


def _source(asked: Asked) -> "Numbered[PersonLine]":
    from db import person_lists

    chosen = dict(asked.chosen)
    state = chosen.pop("state", _ALL)
    wanted = person_lists.Wanted(asked.text, state == PENDING, state == DISPUTED, **chosen)

    def piece(book: "Casebook", mark: Any, check: Callable[[], None]) -> "Piece":
        return person_lists.piece(book, wanted, asked.order, descending=asked.descending, mark=mark, check=check)

    return Numbered(piece, person_lists.lines)


def _age(line: "PersonLine", day: dt.date) -> Any:
    from db import people

    return people.age(line.person, day)


def _groups(line: "PersonLine") -> str:
    return code_words.several("target_group", json.loads(line.groups or "[]"))


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

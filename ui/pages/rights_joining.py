"""Many claimants of a case at once: from a workbook, from a class, from persons selected in a list."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
    from db.training import ClassRow
    from ui.dialogs.join_claimants import JoinDraft
    from ui.jobs import Progress
    from ui.pages.page import Page
    from ui.pages.records import RecordsPage

_MOST_OFFERED = 200
Persons = Callable[["Casebook", "Progress"], Iterable[bytes]]
"""What gives the persons, in a worker."""


def from_list(page: "RecordsPage", case: "Record | None") -> None:
    """Ask for a workbook, show what it would do, and enter its people as claimants."""
    from ui.dialogs.claimants_import import ClaimantsImportDialog

    if case is None:
        return
    dialog = ClaimantsImportDialog(page.context, case.id, case.title, page)
    dialog.imported.connect(page.said.emit)
    dialog.exec()
    dialog.deleteLater()


def from_class(page: "RecordsPage", case: "Record | None") -> None:
    """Ask which class, and enter who is enrolled in it as claimants."""
    if case is None:
        return

    def work(book: "Casebook", _progress: "Progress") -> "list[ClassRow]":
        from db import training

        return [one for one in training.classes(book) if one.enrolled]

    def ask(found: "list[ClassRow]") -> None:
        if not found:
            page.said.emit(_("还没有报了名的班。"))
            return
        told = _("{n} 人，{starts} 开班")
        offered = [(one.name, told.format(n=one.enrolled, starts=one.starts)) for one in found]
        chosen = _choose(page, _("哪个班的学员都是本案申请人"), _("培训班"), offered)
        if chosen is not None:
            join_class(page, case.id, found[chosen.chosen].id, chosen)

    page.run(work, ask)


def join_class(page: "Page", case: bytes, class_id: bytes, told: "JoinDraft") -> None:
    """Enter who is enrolled in a class as claimants of a case, each with the claim that was told."""

    def persons(book: "Casebook", _progress: "Progress") -> Iterable[bytes]:
        from db import claimant_lists

        return claimant_lists.of_class(book, class_id)

    join(page, case, persons, told)


def selected(page: "Page", persons: Persons) -> None:
    """Ask which open case, and enter selected persons as claimants."""

    def work(book: "Casebook", _progress: "Progress") -> "list[Record]":
        from db import records
        from db.tables import rights as tables

        return records.page(book, "rights_case", records.Filter(states=tables.OPEN_STATES), limit=_MOST_OFFERED)

    def ask(found: "list[Record]") -> None:
        if not found:
            page.said.emit(_("没有办理中的维权案件。请先登记案件，再选人加入。"))
            return
        chosen = _choose(page, _("选中的人加入哪件案件"), _("维权案件"), [(one.title, "") for one in found])
        if chosen is not None:
            join(page, found[chosen.chosen].id, persons, chosen)

    page.run(work, ask)


def join(page: "Page", case: bytes, persons: Persons, told: "JoinDraft") -> None:
    """Enter persons as claimants of a case, each with the claim that was told, and say how many claimed already."""

    def work(book: "Casebook", progress: "Progress") -> tuple[int, int]:
        from db import claimant_lists

        claim = {"claimed_fen": told.claimed_fen, "left_on": told.left_on}
        return claimant_lists.join(book, case, persons(book, progress), claim)

    def tell(found: tuple[int, int]) -> None:
        joined, known = found
        more = _("，{n} 位已是本案申请人").format(n=known) if known else ""
        words = _("已登记 {n} 位申请人{more}。各人诉求请逐一补填。")
        if told.claimed_fen is not None:
            words = _("已登记 {n} 位申请人{more}。")
        page.said.emit(words.format(n=joined, more=more))

    page.run(work, tell, write=True, touches=("rights_claimant", "rights_case"))


def _choose(page: "Page", question: str, words: str, offered: list[tuple[str, str]]) -> "JoinDraft | None":
    """Ask for one of several, and for what each who joins claims."""
    from ui.dialogs.join_claimants import JoinClaimantsDialog

    dialog = JoinClaimantsDialog(page.context.clock, question, words, offered, page)
    told = dialog.draft() if dialog.exec() == dialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return told

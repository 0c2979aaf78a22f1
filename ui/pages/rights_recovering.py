"""Money recovered for several claimants of a case, entered at once."""

from typing import TYPE_CHECKING

from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
    from ui.dialogs.recovery_parts import RecoveryDraft
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def recover(page: "RecordsPage", case: "Record | None") -> None:
    """Ask who of a case got how much, and enter it."""
    if case is None:
        return

    def work(book: "Casebook", _progress: "Progress") -> "list[tuple[bytes, str, int | None]]":
        from db import rights

        recovered = rights.amounts(book, case.id)[1]
        return [
            (one["person"], one.words["person"], None if one["claimed_fen"] is None else max(0, one["claimed_fen"] - recovered.get(one["person"], 0)))
            for one in rights.claimants(book, case.id)
        ]  # fmt: skip

    page.run(work, lambda owed: _ask(page, case, owed))


def _ask(page: "RecordsPage", case: "Record", owed: "list[tuple[bytes, str, int | None]]") -> None:
    from ui.dialogs.recovery_parts import RecoveryPartsDialog

    dialog = RecoveryPartsDialog(page.here.clock, case.title, owed, page)
    done = dialog.exec() == dialog.DialogCode.Accepted
    draft = dialog.draft() if done else None
    dialog.deleteLater()
    if draft is not None:
        enter(page, case.id, draft)


def enter(page: "RecordsPage", case: bytes, draft: "RecoveryDraft") -> None:
    """Enter what a draft of the dialog says."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        from db import rights

        return rights.recover(book, case, draft.total, draft.parts, {"day": draft.day, "means": draft.means})

    def tell(count: int) -> None:
        page.said.emit(_("已登记 {n} 人的追回款。").format(n=count))

    page.run(work, tell, write=True, touches=("rights_recovery", "rights_case"))

"""Many applications of one grassroots union, approved at once by somebody who entered none of them."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rules.permissions import Action, may
from ui.text import _

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
    from ui.dialogs.member_approval import Waiting
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def approve(page: "RecordsPage", union: "Record | None") -> None:
    """Show the applications that wait, of one union or of each in turn, and approve those that are chosen."""
    here = page.context
    if not may(here.session.role, Action.MEMBER_APPROVE, here.workplace.kind):
        page.said.emit(_("批准入会由主管办理，且不能批准自己登记的申请。"))
        return
    chosen = union.id if union is not None else None
    page.run(lambda book, _progress: waiting(book, chosen), lambda found: _ask(page, found))


def waiting(book: "Casebook", union: bytes | None) -> "list[Waiting]":
    """Gather, union by union, the applications that wait and which of them the one signed in may not approve."""
    from db import membership
    from ui.dialogs.member_approval import Waiting

    found = []
    for row, name, _count in membership.unions_waiting(book):
        if union in {None, row}:
            rows = membership.waiting(book, row)
            own = membership.mine(book, rows)
            lines = [(one.id, one.words["person"], one.words["day"], one.id in own) for one in rows]
            found.append(Waiting(name, lines))
    return found


def _ask(page: "RecordsPage", found: "Sequence[Waiting]") -> None:
    from ui.dialogs.member_approval import MemberApprovalDialog

    if not found:
        page.said.emit(_("没有待批准的申请。"))
        return
    dialog = MemberApprovalDialog(page.context.clock, found, page)
    done = dialog.exec() == dialog.DialogCode.Accepted
    chosen, day, opinion = (dialog.chosen(), dialog.on(), dialog.opinion()) if done else ([], None, "")
    dialog.deleteLater()
    if day is not None:
        approve_these(page, chosen, day, opinion)


def approve_these(page: "RecordsPage", chosen: Sequence[bytes], day: dt.date, opinion: str) -> None:
    """Approve the chosen applications."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        from db import membership

        return membership.approve_many(book, chosen, day, opinion)

    def tell(count: int) -> None:
        page.said.emit(_("已批准 {n} 人入会，会籍自 {day} 起。").format(n=count, day=day.isoformat()))

    page.run(work, tell, write=True, touches=page.tables)

"""What is done to a whole list of applications on 生活帮扶: approve all by one signature, print the list that is signed when it is paid."""

from typing import TYPE_CHECKING

from db import prints, relief_grants
from ui.dialogs.second_sign import ask_second
from ui.pages.paper_view import bytes_of
from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.casebook import Casebook
    from db.records import Record
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def approve_all(page: "RecordsPage", _record: "Record | None") -> None:
    """Approve all that waits and names its source, signed by a second person once."""
    second = ask_second(page.context, _("审批全部已填资金来源的待审批申请"), page)
    if second is None:
        return

    def work(book: "Casebook", _progress: "Progress") -> int:
        return len(relief_grants.approve_all(book, second))

    page.run(work, lambda n: page.said.emit(_("已审批 {n} 份申请。").format(n=n)), write=True, touches=page.tables)


def print_list(page: "RecordsPage", _record: "Record | None") -> None:
    """Print 救助发放表 of all that is approved and not paid, to be signed line by line."""

    def work(book: "Casebook", progress: "Progress") -> "tuple[bytes, Sequence[str]]":
        from printouts.relief import print_relief_lists
        from ui.papers.faces import fonts_of
        from ui.papers.relief import list_paper

        paper = list_paper(book)
        pdf = print_relief_lists([paper], printed_at=book.clock.now(), fonts=fonts_of(book), progress=progress.step)
        return bytes_of(pdf), [paper.name]

    page.show_paper(
        _("救助发放表"), work, prints.RELIEF_LIST, _("领款人逐人签名，不得代签；签完后逐份登记“救助发放”。")
    )

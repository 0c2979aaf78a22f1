"""What a clerk asks for in the files of 创业指导: a class's waivers signed for at once, whom a leader gave work."""

from typing import TYPE_CHECKING

from db import startup
from db.tables import startup as tables
from ui.dialogs.record_step import RecordStepDialog
from ui.text import _

if TYPE_CHECKING:
    import datetime as dt

    from db.casebook import Casebook
    from db.records import Record
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def sign_all(page: "RecordsPage", klass: "Record | None") -> None:
    """Ask for the day on which a class's list was signed, and note all its waivers as signed for."""
    if klass is None:
        return
    title = _("{title}：四免明细签领表上本人都已签名").format(title=klass.title)
    dialog = RecordStepDialog(page.here, startup.WAIVER.table, title, tables.SIGNED, (), {}, parent=page)
    day = dialog.on() if dialog.exec() == dialog.DialogCode.Accepted else None
    dialog.deleteLater()
    if day is not None:
        note_signed(page, klass, day)


def note_signed(page: "RecordsPage", klass: "Record", day: "dt.date") -> None:
    """Note a class's waivers as signed for on that day."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        return startup.sign_all(book, klass.id, day)

    page.run(work, lambda n: page.said.emit(_("已签领 {n} 条四免。").format(n=n)), write=True, touches=page.tables)


def give_work(page: "RecordsPage", leader: "Record | None") -> None:
    """Begin the entry of somebody whom a leader's project gave work."""
    if leader is not None:
        page.new_of("startup_job", {"project": leader["project"]})

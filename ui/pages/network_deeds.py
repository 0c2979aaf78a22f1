"""What a clerk asks for over the lists of 机构与队伍: what officers sent in, what carries which tag, the tags of 2009."""

from typing import TYPE_CHECKING, Any

from ui.record_wishes import wish
from ui.text import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.records import Record
    from rules.periods import Period
    from ui.dialogs.figures import Figures
    from ui.jobs import Progress
    from ui.pages.records import RecordsPage


def sent(page: "RecordsPage", _record: "Record | None") -> None:
    """Show what each officer sent in."""
    from ui.dialogs.figures import FiguresDialog

    headings = [(_("信息员"), 0), (_("报送条数"), 90), (_("核实有效"), 90), (_("有效率"), 80), (_("在招"), 70)]
    dialog = FiguresDialog(page.context, _("信息员报送统计"), headings, sent_figures, page)
    dialog.exec()
    dialog.deleteLater()


def sent_figures(book: "Casebook", period: "Period") -> "Figures":
    """Give a line for each officer, also for those who sent nothing while they were appointed."""
    from db import info_officers, records
    from ui.dialogs.figures import Figures

    found = info_officers.sent_by(book, period.first, period.last)
    lines = []
    for officer in records.every(book, "info_officer"):
        told = found.get(officer.id, info_officers.Sent())
        rate = "—" if told.rate is None else f"{told.rate}%"
        lines.append((officer.title, f"{told.sent:,}", f"{told.verified:,}", rate, f"{told.still_open:,}"))
    return Figures(lines, _("按岗位登记日期；问过用人单位、转为“招聘中”的算有效。"))


def this_year(book: "Casebook", _known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Fill in the year."""
    return {"year": book.today.year}


def send_in(page: "RecordsPage", officer: "Record | None") -> None:
    """Begin a vacancy that an officer sent in."""
    if officer is not None:
        page.wants.emit("jobs", wish("vacancy", officer=officer.id))


def publish(page: "RecordsPage", _record: "Record | None") -> None:
    """Tell every county the training bases with a plate in force."""
    from db import published_bases
    from ui.pages.publishing import tell_counties

    heard = _("在公布的基地 {n} 个；有变动的 {k} 个县，随下一张回执送到。")
    tell_counties(page, published_bases.publish, "published_base", heard, _("在公布的基地 {n} 个，各县都已有了。"))


def enrol_elsewhere(page: "RecordsPage", base: "Record | None") -> None:
    """Begin the enrolment of somebody at a published base."""
    if base is not None:
        page.new_of("training_elsewhere", {"published": base.id})


def tag_totals(page: "RecordsPage", _record: "Record | None") -> None:
    """Show what carries which tag, and the total in which each thing is counted once."""
    from ui.dialogs.figures import FiguresDialog

    headings = [(_("标签"), 0), (_("类别"), 100), (_("项数"), 80), (_("人次"), 100)]
    dialog = FiguresDialog(page.context, _("标签统计"), headings, tag_figures, page, words=2)
    dialog.exec()
    dialog.deleteLater()


def tag_figures(book: "Casebook", period: "Period") -> "Figures":
    """Give a line for each tag and the total, which is no sum of the lines."""
    from db import activity_tags
    from ui.dialogs.figures import Figures

    found = activity_tags.totals(book, (), period.first, period.last)
    lines = [(one.tag.title, one.tag.words["kind"], f"{one.things:,}", f"{one.times:,}") for one in found.lines]
    if lines:
        lines.append((_("合计（不重复）"), "", f"{found.things:,}", f"{found.times:,}"))
    return Figures(lines, _("同一个班、同一场活动挂几个标签，合计只计一次，所以合计可以小于各行之和。"))


def take_shipped(page: "RecordsPage", _record: "Record | None") -> None:
    """Enter the tags of 2009 that are not here yet."""

    def work(book: "Casebook", _progress: "Progress") -> int:
        from db import activity_tags

        return activity_tags.take_shipped(book)

    def tell(count: int) -> None:
        page.said.emit(_("已载入 {n} 个标签。").format(n=count) if count else _("都已有了。"))

    page.run(work, tell, write=True, touches=("activity_tag",))

"""What was written, in a card: which files, read back, and whether the stick may be pulled out now."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from ui import folders
from ui.actions import button
from ui.dialogs.way import DRAFT, MAIL, SHARE
from ui.models import sent
from ui.models.sent import Sent, Written
from ui.pages.page import Page
from ui.text import _
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.drives import Drive


class WrittenCard(Card):
    """Show what went out last; on a removable drive also that it may be pulled out, and a button that lets the system let go of it."""

    released = Signal(str)
    """The system has let go of the drive of this name."""

    def __init__(self, page: Page, heading: str, words: str, after: str) -> None:
        super().__init__(heading)
        self._page, self._after = page, after
        self._drive: Drive | None = None
        self._lead = label(words, "muted", wrap=True)
        self.listing: Listing[Sent] = Listing(page.context.jobs, sent.columns(), "", page.failed.emit, most=6)
        self.safe = VerdictPanel(Verdict.YES)
        self.release_button = button(_("请系统放开U 盘"), self.release, icon="eject-outline")
        self.release_row = row(self.release_button, None)
        for part in (self._lead, self.listing, self.safe):
            self.body.addWidget(part)
        self.body.addLayout(self.release_row)
        self.listing.hide()
        self.safe.hide()
        self.release_button.hide()

    def words(self) -> str:
        """Give what is said of what was written."""
        return self._lead.text()

    def tell(self, done: Written, nothing: str) -> None:
        """Show what was written; `nothing` is said where there was nothing to write."""
        self._drive = done.drive
        self.listing.setVisible(bool(done.lines))
        self.listing.tell(done.lines)
        self._lead.setText(_words(done) + self._after if done.lines else nothing)
        self.safe.setVisible(done.drive is not None)
        self.release_button.setVisible(done.releasable)
        if done.drive is not None:
            advice = _("文件都已写到盘上并读回核对，本程序没有打开着它上面的任何文件。")
            other = (
                _("别的程序若还打开着它，请先点下面的按钮放开。")
                if done.releasable
                else _("别的程序若还打开着它，请先用系统的“安全弹出”。")
            )
            self.safe.tell(Verdict.YES, _("“{name}”可以安全拔出").format(name=done.drive.name), advice + other)

    def release(self) -> None:
        """Ask the system to let go of the drive."""
        drive = self._drive
        if drive is None:
            return

        def work(_book: "Casebook", _progress: object) -> str:
            from sync import drives

            drives.release(drive)
            return drive.name

        self.release_button.setEnabled(False)
        self._page.run(work, self._released, failed=self._still_held)

    def _released(self, name: str) -> None:
        self.release_button.setEnabled(True)
        self.release_button.hide()
        self.safe.tell(Verdict.YES, _("“{name}”已放开，请拔出").format(name=name), _("再要用它，请重新插上。"))
        self.released.emit(name)

    def _still_held(self, error: Exception) -> None:
        self.release_button.setEnabled(True)
        self._page.failed.emit(error)


def _words(done: Written) -> str:
    size, count = folders.size_words(done.size), len(done.lines)
    if done.way == MAIL:
        words = _("已用邮件送出 {n} 个数据包 {size}，邮件服务器已收下。")
        return words.format(n=count, size=size)
    where = done.lines[0].path.parent
    if done.way == DRAFT:
        words = _("已在“{folder}”写好 {n} 封邮件草稿 {size}。请逐封双击打开、核对收件人后发送。")
    elif done.way == SHARE:
        words = _("已放入共享文件夹“{folder}”并读回核对，共 {n} 个文件 {size}。")
    else:
        words = _("已写入“{folder}”并读回核对，共 {n} 个文件 {size}。")
    return words.format(folder=where, n=count, size=size)

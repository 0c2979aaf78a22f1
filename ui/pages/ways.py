"""The ways to each other, in a card of the page: the shared folder, mail, what was mailed; and the question by which way something goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from rules.permissions import Action, may
from ui import folders
from ui.actions import button
from ui.dialogs.mail import AddressDialog, Done, MailDialog, MailDraft, Refused
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.way import DRAFT, FOLDER, MAIL, SHARE, Offer, Way, WayDialog, ask_way
from ui.jobs import Progress
from ui.mail_words import left_out
from ui.models import outcomes, sent
from ui.models.outcomes import OutcomeLine
from ui.models.sent import Written
from ui.pages.page import Page
from ui.pages.ways_stand import MailLine, WaysStand, columns, look, mail_words
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from db.casebook import Casebook
    from sync.share import Shared

MINUTES = (0, 5, 15, 30, 60)


@dataclass(frozen=True)
class Taken:
    """Hold what came in by a way: the lines of the table, what else is to be said, and what went out at the same time."""

    lines: tuple[OutcomeLine, ...]
    words: str = ""
    sent: Written | None = None


class WaysCard(Card):
    """Show the shared folder and mail, with what can be done at once; what comes in and goes out is told by signals, the page shows it."""

    took = Signal(object)
    """`Taken`: something came in."""
    wrote = Signal(object)
    """`Written`: something went out."""

    def __init__(self, page: Page, touches: "Iterable[str]") -> None:
        super().__init__(_("运送方式"))
        self._page, self._touches = page, frozenset(touches) | {"exchange"}
        self.stand: WaysStand | None = None
        self._share_words, self._mail_words = label("", wrap=True), label("", wrap=True)
        self.share_button = button(_("立即同步"), self.share_now, icon="folder-sync-outline")
        self.share_choose = button(_("选择文件夹…"), self._choose_share, kind="quiet")
        self.every = QComboBox()
        self.every.setAccessibleName(_("自动同步"))
        for minutes in MINUTES:
            self.every.addItem(_("每 {n} 分钟自动").format(n=minutes) if minutes else _("不自动同步"), minutes)
        self.every.activated.connect(lambda _at: self._keep_share(self.stand.share if self.stand else ""))
        self.fetch_button = button(_("收取邮件"), self.fetch_now, icon="email-arrow-left-outline")
        self.flush_button = button("", self.flush_now, icon="email-fast-outline")
        self.settings_button = button(_("邮件设置…"), self.open_settings, kind="quiet")
        self.book_button = button(_("地址簿…"), self.open_addresses, kind="quiet")
        chief = may(page.context.session.role, Action.MAIL_ALLOW, page.context.workplace.kind)
        if not chief:  # shown before they have a parent, they would be windows of their own
            self.settings_button.hide()
            self.book_button.hide()
        self.history: Listing[MailLine] = Listing(page.context.jobs, columns(), "", page.failed.emit, most=4)
        self.history.hide()
        share_line = row(Glyph("folder-network-outline"), gap=2 * GRID)
        share_line.addWidget(self._share_words, 1)
        mail_line = row(Glyph("email-outline"), gap=2 * GRID)
        mail_line.addWidget(self._mail_words, 1)
        self.body.addLayout(
            column(
                share_line, row(self.share_button, self.every, self.share_choose, None), GRID, mail_line,
                row(self.fetch_button, self.flush_button, self.settings_button, self.book_button, None), self.history,
            )
        )  # fmt: skip

    # --- showing ---

    def load(self) -> None:
        """Ask how the ways stand."""
        self._page.run(look, self.tell)

    def tell(self, stand: WaysStand) -> None:
        """Show how the ways stand."""
        self.stand = stand
        self._share_words.setText(
            _("共享文件夹：{folder}").format(folder=stand.share)
            if stand.share
            else _("共享文件夹：还没有选定。同一个县的几台电脑可以共用一个文件夹，互相补齐。")
        )
        self.share_button.setEnabled(bool(stand.share))
        self.every.setEnabled(bool(stand.share))
        self.every.setCurrentIndex(max(0, self.every.findData(stand.minutes)))
        self.share_choose.setText(_("换一个文件夹…") if stand.share else _("选择文件夹…"))
        self._mail_words.setText(mail_words(stand))
        self.fetch_button.setEnabled(stand.allowed and stand.settings.imap is not None)
        self.flush_button.setVisible(stand.waiting > 0)
        self.flush_button.setEnabled(stand.allowed and stand.settings.smtp is not None)
        self.flush_button.setText(_("送出等着的 {n} 个").format(n=stand.waiting))
        self.book_button.setEnabled(bool(stand.units))
        self.history.setVisible(bool(stand.history))
        self.history.tell(stand.history)

    def ask(self, title: str, deed: str, *, out: bool, last: str = "", mail: bool = True) -> Way | None:
        """Ask by which way something goes out or comes in."""
        return ask_way(
            WayDialog(
                self._page.context.jobs,
                title,
                deed,
                self.offers(out=out, mail=mail),
                out=out,
                last=last,
                parent=self._page.window(),
            )
        )

    def offers(self, *, out: bool, mail: bool = True) -> list[Offer]:
        """Give the ways beside the drives, and why one cannot be used now."""
        stand = self.stand
        shared = stand.share if stand else ""
        server = (stand.settings.smtp if out else stand.settings.imap) if stand else None
        ready = stand is not None and stand.allowed and server is not None
        found = [Offer(SHARE, _("共享文件夹"), shared or _("还没有选定，请在本页“运送方式”里选择"), bool(shared))]
        if mail:
            words = _("由本程序发送") if out else _("到邮箱里收取")
            found.append(Offer(MAIL, _("邮件"), words if ready else _("还没有启用，请主管在“邮件设置”里填好"), ready))
        if mail and out:
            found.append(Offer(DRAFT, _("邮件草稿"), _("写成 .eml 文件，用单位的邮件程序打开后发送")))
        return [*found, Offer(FOLDER, _("其他文件夹…"), _("本机或网络上的任何文件夹"))]

    # --- the shared folder ---

    def share_now(self) -> None:
        """Look into the shared folder."""

        def work(book: "Casebook", progress: Progress) -> Taken:
            from sync import share

            return shared(book, share.synchronise(book, step=progress.step))

        job = self._page.run(work, self.took.emit, write=True, touches=self._touches)
        ProgressDialog(job, _("正在与共享文件夹同步"), self._page)

    def _choose_share(self) -> None:
        folder = folders.choose(self._page, _("选择各台电脑共用的文件夹"))
        if folder:
            self._keep_share(str(folder))

    def _keep_share(self, folder: str) -> None:
        self.keep_share(folder, int(self.every.currentData() or 0))

    def keep_share(self, folder: str, minutes: int) -> None:
        """Remember the shared folder and how often it is looked into."""

        def work(book: "Casebook", _progress: Progress) -> WaysStand:
            from pathlib import Path

            from sync import share

            share.choose(book, Path(folder) if folder else None, minutes)
            return look(book)

        self._page.run(work, self.tell, write=True, touches={"exchange"})

    # --- mail ---

    def fetch_now(self) -> None:
        """Take bundles out of the mailbox."""

        def work(book: "Casebook", progress: Progress) -> Taken:
            from sync import mail

            found = mail.fetch(book, step=progress.step)
            words = [_("新邮件 {n} 封，数据包 {m} 个。").format(n=found.mails, m=found.bundles)]
            return Taken(
                tuple(outcomes.tell(book, found.outcomes)),
                "".join(words + left_out(found.halves, found.too_big, found.unreadable)),
            )

        job = self._page.run(work, self.took.emit, write=True, touches=self._touches)
        ProgressDialog(job, _("正在收取邮件"), self._page)

    def flush_now(self) -> None:
        """Send what waits in the outbox."""
        self.mail_out(lambda _book: None)

    def mail_out(self, prepare: "Callable[[Casebook], object]", draft_to: "Path | None" = None) -> None:
        """Let `prepare` put something into the outbox, and send all that waits there, or write it as drafts into `draft_to`."""

        def work(book: "Casebook", progress: Progress) -> Written:
            from sync import mail, mail_settings

            if draft_to is None:
                mail_settings.ready(book, "smtp")  # before anything is put into the outbox
            prepare(book)
            if draft_to is not None:
                return sent.written(DRAFT, sent.mailed(mail.draft(book, draft_to, step=progress.step)))
            return Written(MAIL, tuple(sent.mailed(mail.send(book, step=progress.step))))

        job = self._page.run(work, self.wrote.emit, failed=self._failed, write=True, touches={"exchange"})
        ProgressDialog(job, _("正在写邮件草稿") if draft_to else _("正在发送邮件"), self._page)

    def _failed(self, error: Exception) -> None:
        self._page.failed.emit(error)
        self.load()

    def open_settings(self) -> None:
        """Ask for the settings of mail."""
        dialog = self.settings_dialog()
        if dialog is not None:
            dialog.exec()
            dialog.deleteLater()

    def settings_dialog(self) -> MailDialog | None:
        """Give the dialog of the settings, or None before it is known how they stand."""
        stand = self.stand
        if stand is None:
            return None
        return MailDialog(
            stand.settings, province=self._page.context.workplace.kind == "province", has_password=stand.has_password, allowed=stand.allowed,
            try_out=self._try_out, save=self._save, parent=self._page.window(),
        )  # fmt: skip

    def _try_out(self, draft: MailDraft, done: Done, refused: Refused) -> None:
        def work(book: "Casebook", _progress: Progress) -> str:
            from sync import mail, mail_settings

            found = mail.try_servers(draft.settings, draft.password or mail_settings.password(book))
            words = _("发信服务器可用。") if found.smtp else _("没有填发信服务器。")
            if found.mails is None:
                return words + _("没有填收信服务器。")
            return words + _("收信服务器可用，邮箱里有 {n} 封邮件。").format(n=f"{found.mails:,}")

        self._page.run(work, done, failed=refused)

    def _save(self, draft: MailDraft, done: Done, refused: Refused) -> None:
        def work(book: "Casebook", _progress: Progress) -> WaysStand:
            from sync import mail_settings

            mail_settings.save(book, draft.settings, draft.password)
            mail_settings.allow(book, allowed=draft.allowed)
            return look(book)

        def then(stand: WaysStand) -> None:
            self.tell(stand)
            done(None)

        self._page.run(work, then, failed=refused, write=True, touches={"exchange"})

    def open_addresses(self) -> None:
        """Ask for the units' addresses."""
        if self.stand is not None:
            dialog = AddressDialog(self.stand.units, self.stand.addresses, self._save_addresses, self._page.window())
            dialog.exec()
            dialog.deleteLater()

    def _save_addresses(self, given: Mapping[str, str], done: Done, refused: Refused) -> None:
        def work(book: "Casebook", _progress: Progress) -> WaysStand:
            from sync import mail_settings

            for who, text in given.items():
                mail_settings.set_address(book, who, text)
            return look(book)

        def then(stand: WaysStand) -> None:
            self.tell(stand)
            done(None)

        self._page.run(work, then, failed=refused, write=True, touches={"exchange"})


def shared(book: "Casebook", done: "Shared") -> Taken:
    """Word what a look into the shared folder did; call it in a worker."""
    lines = tuple(outcomes.tell(book, done.outcomes))
    words = outcomes.summary(lines) if lines else _("共享文件夹里没有别人新放的。")
    if done.receipts:
        words += _("已放入回执 {n} 份。").format(n=len(done.receipts))
    if done.cleared:
        words += _("清理了省总早已收到的旧包 {n} 个。").format(n=done.cleared)
    if done.cards:
        words += _("里面有省总名片，请用“选择名片文件…”核对后导入。")
    return Taken(lines, words, Written(SHARE, tuple(sent.exported(done.written))) if done.written else None)

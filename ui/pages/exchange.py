"""The exchange of a desk or a base: how things stand, what goes out, what came in, by which way, and the files of a class."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QDialog

from ui import folders
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.way import DRAFT, DRIVE, FOLDER, MAIL, SHARE, Way
from ui.jobs import Progress
from ui.models import outcomes, sent
from ui.models.outcomes import OutcomeLine
from ui.models.sent import Sent, Written
from ui.pages import exchange_joining as joining
from ui.pages.class_card import ClassCard
from ui.pages.exchange_stand import Stand, StandTiles, look
from ui.pages.page import Context, Page, PageSpec, State
from ui.pages.tiles import Tile, Told
from ui.pages.ways import Taken, WaysCard
from ui.pages.written_card import WrittenCard
from ui.text import N_, _
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.labels import label
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

    from db.casebook import Casebook

_LATE_DAYS = 35
FROZEN_WORDS = N_("本机与省总记录不一致，请先停止发券并联系省总")


class ExchangePage(Page):
    """Show how the exchange stands, write bundles and take in what came."""

    tables: ClassVar[frozenset[str]] = frozenset({
        "training_class", "enrolment", "person", "person_profile", "voucher_issue", "voucher_void", "voucher_loss", "redemption", "attendance",
        "result", "certificate", "claim", "claim_review", "exchange",
    })  # fmt: skip

    def __init__(self, context: Context) -> None:
        is_base = context.workplace.kind == "base"
        super().__init__(context, _("数据交换") if is_base else _("数据上报"))
        self._is_base = is_base
        self._folder: Path | None = None
        self._last_out = self._last_in = ""
        self.add_way(_("对账情况"), "agreement", icon="scale-balance", shortcut="F9")
        self.receive_act = self.add_action(_("导入"), self._choose_in, icon="import", shortcut="F7")
        self.send_act = self.add_action(_("生成数据包"), self._choose_out, icon="export", shortcut="F6", primary=True)
        self._banner = VerdictPanel(
            Verdict.NO,
            _(FROZEN_WORDS),
            _(
                "在省总答复以前不要发券、不要恢复旧备份。登记、报名可以照常办理。\n请把最近的备份留好，并告诉省总本单位的核对码（见系统管理）。"
            ),
        )
        self._joining = joining.JoiningView()
        self._joining.card_chosen.connect(self.read_card)
        self._joining.request_wanted.connect(self._choose_out)
        self._joining.receipt_wanted.connect(self._choose_in)
        self._tiles = StandTiles(is_base=is_base)
        self._out = WrittenCard(
            self,
            _("上报"),
            _("生成的数据包已加密，只有省总和本县各帮扶中心能打开，可用 U 盘、共享文件夹、邮件或光盘递送。"),
            _("收到省总回执才算上报成功。"),
        )
        self._resend = button(_("重新发送未确认的…"), lambda: self._choose_out(resend=True), icon="refresh")
        self._out.head.addWidget(self._resend)
        self._out.released.connect(lambda name: self.said.emit(_("“{name}”已放开，请拔出。").format(name=name)))
        self._in = self._build_in()
        self.ways = WaysCard(self, self.tables | {"base", "course"})
        self.ways.took.connect(self._took_by_way)
        self.ways.wrote.connect(lambda done: self._wrote(done, _("没有等着发送的。")))
        self._class_card = ClassCard(self._choose_class_out, is_base=is_base)
        for part in (self._banner, self._joining, self._tiles, self._out, self._in, self.ways, self._class_card):
            self.add(part)
        self.body.addStretch(1)
        self._banner.hide()

    @property
    def sent(self) -> Listing[Sent]:
        """Give the list of what went out last."""
        return self._out.listing

    @property
    def classes(self) -> "QComboBox":
        """Give the choice of a class."""
        return self._class_card.classes

    def _build_in(self) -> Card:
        card = Card(_("导入结果"))
        self._in_words = label("", "muted", wrap=True)
        self.received: Listing[OutcomeLine] = Listing(
            self.context.jobs, outcomes.columns(), "", self.failed.emit, most=8
        )
        card.body.addWidget(self._in_words)
        card.body.addWidget(self.received)
        card.hide()
        return card

    # --- showing ---

    def load(self) -> None:
        """Ask how things stand, in the writing worker: our keys are made at the first look."""
        self.run(look, self._tell, failed=self.show_error, write=True)
        self.ways.load()
        if self.state is not State.READY:
            self.show_loading()

    def _tell(self, stand: Stand) -> None:
        self.show_ready()
        self._banner.setVisible(stand.frozen)
        self._joining.setVisible(not stand.granted)
        self._joining.tell(stand.joining)
        self.send_act.setVisible(stand.granted)
        self.receive_act.setVisible(bool(stand.joining.province))
        for part in (self._tiles, self._out, self._class_card):
            part.setVisible(stand.granted)
        self.set_title(self.title(), stand.joining.province)
        self.counted.emit(int(stand.frozen))
        self._tiles.tell(stand)
        self._resend.setEnabled(stand.standing.unconfirmed > 0)
        self._class_card.tell(stand.classes)

    # --- joining ---

    def read_card(self, path: Path) -> None:
        """Read a card's file and ask for its digits."""
        self.run(lambda _book, _progress: joining.read_card(path), self._compare)

    def take_card(self, card: joining.CardFile, digits: str) -> None:
        """Take the card whose digits were compared."""

        def work(book: "Casebook", _progress: Progress) -> str:
            from sync import device

            return device.take_card(book, card.data, digits).name

        self.run(
            work,
            lambda name: self._done(_("已导入“{name}”的名片。").format(name=name)),
            write=True,
            touches={"exchange"},
        )

    def _compare(self, card: joining.CardFile) -> None:
        dialog = joining.CardDialog(card, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.take_card(card, dialog.digits())

    # --- going out ---

    def _choose_out(self, *, resend: bool = False) -> None:
        title = _("重新发送，用什么方式？") if resend else _("数据包用什么方式送？")
        way = self.ways.ask(title, _("生成"), out=True, last=self._last_out)
        if way is not None:
            self._last_out = way.kind
            self.send_by(way, resend=resend)

    def send_by(self, way: Way, *, resend: bool = False) -> None:
        """Send what is new, or all that is not confirmed, by a way."""

        def prepare(book: "Casebook") -> None:
            from sync import mail

            mail.prepare(book, resend=resend)

        if way.kind == MAIL:
            self.ways.mail_out(prepare)
            return
        folder = self._folder_for(way, _("数据包存放到哪里？"))
        if way.kind == DRAFT and folder:
            self.ways.mail_out(prepare, folder)
        elif way.kind == SHARE and not resend:
            self.ways.share_now()
        elif folder:
            self.send(folder, resend=resend, kind=way.kind)

    def _folder_for(self, way: Way, question: str) -> Path | None:
        """Give the folder that a way stands for; ask for one where it stands for none yet."""
        if way.kind == SHARE:
            return Path(self.ways.stand.share) if self.ways.stand and self.ways.stand.share else None
        return way.where or folders.choose(self, question, self._folder)

    def send(self, folder: Path, *, resend: bool = False, kind: str = FOLDER) -> None:
        """Write what is new, or all that is not confirmed, as bundles into `folder`, or into the folder for bundles of a drive."""
        self._folder = folder

        def work(book: "Casebook", progress: Progress) -> Written:
            from db import directory
            from sync import admission, drives, streams

            to = drives.folder_on(folder) if kind == DRIVE else folder
            if directory.grant_of(book.store, book.workplace.dev) is None:
                done = admission.request(book, to)
            else:
                done = streams.export(book, to, resend=resend, step=progress.step)
            return sent.written(kind, sent.exported(done))

        nothing = _("没有新的内容要上报。")
        job = self.run(
            work, lambda done: self._wrote(done, nothing), write=True, touches={"exchange"}, failed=self._failed_out
        )
        ProgressDialog(job, _("正在生成数据包"), self)

    def _wrote(self, done: Written, nothing: str) -> None:
        self._out.show()
        self._out.tell(done, nothing)
        self.said.emit(_("已送出 {n} 个数据包。").format(n=len(done.lines)) if done.lines else nothing)

    def _failed_out(self, error: Exception) -> None:
        self.failed.emit(error)
        self.come()

    def _choose_class_out(self) -> None:
        way = self.ways.ask(_("班级资料用什么方式送？"), _("生成"), out=True, last=self._last_out)
        if way is not None:
            self._last_out = way.kind
            self.send_class_by(self.classes.currentData(), way)

    def send_class_by(self, class_id: bytes, way: Way) -> None:
        """Hand a class over by a way."""

        def prepare(book: "Casebook") -> None:
            from sync import mail

            mail.prepare_class(book, class_id)

        if way.kind == MAIL:
            self.ways.mail_out(prepare)
            return
        folder = self._folder_for(way, _("班级资料存放到哪里？"))
        if way.kind == DRAFT and folder:
            self.ways.mail_out(prepare, folder)
        elif folder:
            self.send_class(class_id, folder, kind=way.kind)

    def send_class(self, class_id: bytes, folder: Path, *, kind: str = FOLDER) -> None:
        """Write the class file (desk) or the class's results (base) into `folder`."""
        self._folder = folder
        is_base = self._is_base

        def work(book: "Casebook", _progress: Progress) -> Written:
            from sync import drives, extract

            write = extract.class_results if is_base else extract.class_file
            to = drives.folder_on(folder) if kind == DRIVE else folder
            files = [Sent(path, _("班级资料"), 0, path.stat().st_size) for path in write(book, class_id, to)]
            return sent.written(kind, files)

        nothing = _("这个班还没有可交的资料。")
        job = self.run(work, lambda done: self._wrote(done, nothing), write=True, touches={"exchange"})
        ProgressDialog(job, _("正在生成班级资料"), self, can_cancel=False)

    # --- coming in ---

    def _choose_in(self) -> None:
        way = self.ways.ask(_("从哪里导入？"), _("导入"), out=False, last=self._last_in)
        if way is not None:
            self._last_in = way.kind
            self.receive_by(way)

    def receive_by(self, way: Way) -> None:
        """Take in what came by a way."""
        if way.kind == MAIL:
            self.ways.fetch_now()
        elif way.kind == SHARE:
            self.ways.share_now()
        elif way.kind == DRIVE and way.where:
            self.receive([way.where], drive=True)
        else:
            folder = folders.choose(self, _("从哪个文件夹导入？"), self._folder)
            if folder:
                self.receive([folder])

    def receive(self, places: Sequence[Path], *, drive: bool = False) -> None:
        """Take in every bundle of the folders; of a drive also those in its folder for bundles."""
        self._folder = places[0] if places else None

        def work(book: "Casebook", progress: Progress) -> list[OutcomeLine]:
            from sync import drives, receiving

            found = [folder for place in places for folder in drives.folders_on(place)] if drive else places
            return outcomes.tell(book, receiving.receive_folder(book, found, progress.step))

        job = self.run(work, self._took, write=True, touches=self.tables | {"base", "course"})
        ProgressDialog(job, _("正在导入"), self)

    def _took(self, lines: Sequence[OutcomeLine], words: str = "") -> None:
        self._in.show()
        self._in_words.setText(words or outcomes.summary(lines))
        self.received.setVisible(bool(lines))
        self.received.tell(lines)
        self._done(words or outcomes.summary(lines))

    def _took_by_way(self, taken: Taken) -> None:
        self._took(taken.lines, taken.words)
        if taken.sent is not None:
            self._out.tell(taken.sent, "")

    def _done(self, words: str) -> None:
        self.said.emit(words)


def _unsent(book: "Casebook") -> Told:
    from sync import streams

    stands = streams.standing(book)
    if not stands.unconfirmed:
        return Told(stands.unsent, _("全部已确认"))
    waiting = stands.unconfirmed - stands.unsent
    words = _("另有 {n} 条已发、未收到回执").format(n=f"{waiting:,}") if waiting else _("可生成数据包上报")
    return Told(stands.unsent, words)


def _last_receipt(book: "Casebook") -> Told:
    from sync import streams

    stands = streams.standing(book)
    if not stands.receipt_day:
        return Told(0, _("尚未导入过回执"), figure="—")
    days = (book.today - dt.date.fromisoformat(stands.receipt_day)).days
    return Told(
        days, _("第 {n} 号，{day}").format(n=stands.receipt_no, day=stands.receipt_day), "warn" if days > _LATE_DAYS else "",
        _("{n} 天前").format(n=days) if days > 0 else _("今天"),
    )  # fmt: skip


SPEC = PageSpec(
    "exchange", N_("数据上报"), "swap-horizontal", ExchangePage,
    tiles=(
        Tile(N_("未上报（条）"), "inbox-arrow-up-outline", _unsent, stays=True, counts=False),
        Tile(N_("最近回执"), "inbox-arrow-down-outline", _last_receipt, stays=True, counts=False),
    ),
)  # fmt: skip

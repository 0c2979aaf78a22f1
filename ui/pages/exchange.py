"""The exchange of a desk or a base: how things stand, what goes out, what came in, and the files of a class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QDialog

from rules import money
from ui import folders
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.jobs import Progress
from ui.models import outcomes
from ui.models.outcomes import OutcomeLine
from ui.models.rows import Column
from ui.pages import exchange_joining as joining
from ui.pages.page import Context, Page, PageSpec, State
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, StatTile, Verdict, VerdictPanel
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.streams import Exported, Standing

FROZEN_WORDS = N_("本机与省总记录不一致，请先停止发券并联系省总")
_WARN_DAYS = 30


@dataclass(frozen=True)
class Stand:
    """Hold how the exchange stands; numbers and money as they are, days as ISO text."""

    granted: bool
    joining: joining.Joining
    standing: "Standing"
    frozen: bool
    expires: str
    days_left: int
    free_numbers: int
    left_fen: int
    limit_fen: int
    certificates: int
    classes: tuple[tuple[bytes, str], ...]


@dataclass(frozen=True)
class Sent:
    """Hold one file that was written: its path, what it is, entries (0: not counted), bytes."""

    path: Path
    kind: str
    entries: int
    size: int


def look(book: "Casebook", _progress: object = None) -> Stand:
    """Tell how the exchange stands; the first call makes our keys, so it runs where one may write."""
    from db import directory, training, vouchers
    from sync import receipt, streams

    grant = directory.grant_of(book.store, book.workplace.dev)
    quota = vouchers.quota(book)
    own = training.own_base(book) if book.workplace.kind == "base" else None
    found = training.classes(book, own.id if own else None)
    return Stand(
        grant is not None,
        joining.look(book),
        streams.standing(book),
        bool(book.setting(receipt.FROZEN)),
        grant.expires.isoformat() if grant else "",
        (grant.expires - book.today).days if grant else 0,
        quota.free_numbers,
        quota.left_fen,
        quota.limit_fen,
        sum(len(block.serials) for block in grant.blocks_of("certificate")) if grant else 0,
        tuple((one.id, f"{one.name}（{one.starts} 至 {one.ends}，{one.enrolled} 人）") for one in found),
    )


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
        self.add_action(_("对账情况"), lambda: self.wants.emit("agreement", None), icon="scale-balance", shortcut="F9")
        self.receive_act = self.add_action(_("导入回执/数据包"), self._choose_in, icon="import", shortcut="F7")
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
        self._tiles = [
            StatTile(_("未上报")), StatTile(_("省总确认")), StatTile(_("最近回执")), StatTile(_("授权有效期")),
            StatTile(_("证书号段") if is_base else _("号段与额度")),
        ]  # fmt: skip
        self._tile_row = TileGrid(self._tiles)
        self._out = self._build_out()
        self._in = self._build_in()
        self._class_card = self._build_classes()
        for part in (self._banner, self._joining, self._tile_row, self._out, self._in, self._class_card):
            self.add(part)
        self.body.addStretch(1)
        self._banner.hide()

    def _build_out(self) -> Card:
        card = Card(_("上报"))
        self._resend = button(_("重新发送未确认的…"), lambda: self._choose_out(resend=True), icon="refresh")
        card.head.addWidget(self._resend)
        self._out_words = label(
            _("生成的数据包已加密，只有省总和本县各帮扶中心能打开，可用 U 盘、共享文件夹或光盘递送。"),
            "muted",
            wrap=True,
        )
        self.sent: Listing[Sent] = Listing(self.context.jobs, _sent_columns(), "", self.failed.emit, most=6)
        card.body.addWidget(self._out_words)
        card.body.addWidget(self.sent)
        self.sent.hide()
        return card

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

    def _build_classes(self) -> Card:
        card = Card(_("班级资料"))
        words = (
            _("把本班的考勤、成绩、核销、证书和申报交给县帮扶中心，不必等省总转。")
            if self._is_base
            else _("开班前把班级、学员名单交给培训基地，不必等省总转；只含基地需要的内容。")
        )
        self.classes = QComboBox()
        self.classes.setAccessibleName(_("培训班"))
        self.classes.setMinimumContentsLength(24)
        self.classes.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._class_button = button(
            _("生成班级结果…") if self._is_base else _("生成班级资料…"),
            self._choose_class_out,
            icon="file-send-outline",
        )
        line = row()
        line.addWidget(self.classes, 1)
        line.addWidget(self._class_button)
        card.body.addLayout(column(label(words, "muted", wrap=True), line, gap=2 * GRID))
        return card

    # --- showing ---

    def load(self) -> None:
        """Ask how things stand, in the writing worker: our keys are made at the first look."""
        self.run(look, self._tell, failed=self.show_error, write=True)
        if self.state is not State.READY:
            self.show_loading()

    def _tell(self, stand: Stand) -> None:
        self.show_ready()
        self._banner.setVisible(stand.frozen)
        self._joining.setVisible(not stand.granted)
        self._joining.tell(stand.joining)
        self.send_act.setVisible(stand.granted)
        self.receive_act.setVisible(bool(stand.joining.province))
        for part in (self._tile_row, self._out, self._class_card):
            part.setVisible(stand.granted)
        self.set_title(self.title(), stand.joining.province)
        stands = stand.standing
        self.counted.emit(int(stand.frozen))
        unsent, confirmed, last, grant, numbers = self._tiles
        unsent.show_figure(
            _("{n} 条").format(n=f"{stands.unsent:,}"), _("按 F6 生成数据包") if stands.unsent else _("没有待上报的")
        )
        confirmed.show_figure(
            _("差 {n} 条").format(n=f"{stands.unconfirmed:,}") if stands.unconfirmed else _("全部"),
            _("送出后等省总回执") if stands.unconfirmed else _("省总已收齐"),
        )
        last.show_figure(
            _("第 {n} 号").format(n=stands.receipt_no) if stands.receipt_no else _("无"), stands.receipt_day
        )
        late = stand.days_left < _WARN_DAYS
        grant.show_figure(
            _("已过期") if stand.days_left < 0 else _("{n} 天").format(n=stand.days_left),
            _("到 {day}，请联系省总").format(day=stand.expires) if late else _("到 {day}").format(day=stand.expires),
            "warn" if late else "",
        )
        if self._is_base:
            numbers.show_figure(_("{n} 个").format(n=stand.certificates), _("省总给的证书号"))
        else:
            numbers.show_figure(
                _("{n} 张").format(n=stand.free_numbers),
                _("额度剩 {left} 元").format(left=money.grouped(stand.left_fen)),
                "" if stand.free_numbers and stand.left_fen else "warn",
            )
        numbers.setToolTip(_("额度共 {limit} 元").format(limit=money.grouped(stand.limit_fen)))
        self._resend.setEnabled(stands.unconfirmed > 0)
        chosen = self.classes.currentData()
        self.classes.clear()
        for class_id, words in stand.classes:
            self.classes.addItem(words, class_id)
        self.classes.setCurrentIndex(max(0, self.classes.findData(chosen)))
        self._class_button.setEnabled(bool(stand.classes))
        self.classes.setEnabled(bool(stand.classes))
        if not stand.classes:
            self.classes.addItem(_("还没有培训班"))

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
        folder = folders.choose(self, _("数据包存放到哪里？"), self._folder)
        if folder:
            self.send(folder, resend=resend)

    def send(self, folder: Path, *, resend: bool = False) -> None:
        """Write what is new, or all that is not confirmed, as bundles into `folder`."""
        self._folder = folder

        def work(book: "Casebook", progress: Progress) -> "list[Exported]":
            from db import directory
            from sync import admission, streams

            if directory.grant_of(book.store, book.workplace.dev) is None:
                return admission.request(book, folder)
            return streams.export(book, folder, resend=resend, step=progress.step)

        job = self.run(work, self._wrote, write=True, touches={"exchange"}, failed=self._failed_out)
        ProgressDialog(job, _("正在生成数据包"), self)

    def _wrote(self, written: "Sequence[Exported]") -> None:
        lines = [
            Sent(one.path, _("转交他人") if one.relayed else _("本单位"), one.entries, one.size) for one in written
        ]
        self._show_sent(lines, _("没有新的内容要上报。"))

    def _show_sent(self, lines: Sequence[Sent], nothing: str) -> None:
        self.sent.setVisible(bool(lines))
        self.sent.tell(lines)
        if not lines:
            self._out_words.setText(nothing)
            self._done(nothing)
            return
        words = _(
            "已写入“{folder}”并读回核对，共 {n} 个文件 {size}。U 盘请先“安全删除”再拔出；收到省总回执才算上报成功。"
        ).format(folder=lines[0].path.parent, n=len(lines), size=folders.size_words(sum(line.size for line in lines)))
        self._out_words.setText(words)
        self._out.show()
        self._done(_("已生成 {n} 个数据包。").format(n=len(lines)))

    def _failed_out(self, error: Exception) -> None:
        self.failed.emit(error)
        self.come()

    def _choose_class_out(self) -> None:
        folder = folders.choose(self, _("班级资料存放到哪里？"), self._folder)
        if folder:
            self.send_class(self.classes.currentData(), folder)

    def send_class(self, class_id: bytes, folder: Path) -> None:
        """Write the class file (desk) or the class's results (base) into `folder`."""
        self._folder = folder
        is_base = self._is_base

        def work(book: "Casebook", _progress: Progress) -> list[Sent]:
            from sync import extract

            write = extract.class_results if is_base else extract.class_file
            return [Sent(path, _("班级资料"), 0, path.stat().st_size) for path in write(book, class_id, folder)]

        job = self.run(
            work, lambda lines: self._show_sent(lines, _("这个班还没有可交的资料。")), write=True, touches={"exchange"}
        )
        ProgressDialog(job, _("正在生成班级资料"), self, can_cancel=False)

    # --- coming in ---

    def _choose_in(self) -> None:
        folder = folders.choose(self, _("从哪个文件夹导入？"), self._folder)
        if folder:
            self.receive([folder])

    def receive(self, places: Sequence[Path]) -> None:
        """Take in every bundle of the folders."""
        self._folder = places[0] if places else None

        def work(book: "Casebook", progress: Progress) -> list[OutcomeLine]:
            from sync import receiving

            return outcomes.tell(book, receiving.receive_folder(book, places, progress.step))

        job = self.run(work, self._took, write=True, touches=self.tables | {"base", "course"})
        ProgressDialog(job, _("正在导入"), self)

    def _took(self, lines: Sequence[OutcomeLine]) -> None:
        self._in.show()
        self._in_words.setText(outcomes.summary(lines))
        self.received.setVisible(bool(lines))
        self.received.tell(lines)
        self._done(outcomes.summary(lines))

    def _done(self, words: str) -> None:
        self.said.emit(words)


def _sent_columns() -> list[Column[Sent]]:
    counted: Callable[[Sent], str] = lambda one: f"{one.entries:,}" if one.entries else ""  # noqa: E731
    return [
        Column(_("文件"), lambda one: one.path.name),
        Column(_("内容"), lambda one: one.kind, 100),
        Column(_("条数"), counted, 90, right=True),
        Column(_("大小"), lambda one: folders.size_words(one.size), 100, right=True),
    ]


SPEC = PageSpec("exchange", N_("数据上报"), "swap-horizontal", ExchangePage)

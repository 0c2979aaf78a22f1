"""培训券核销: the class is chosen once, then every scan is answered at once in colour and words, and counted below."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox

from db import base_roster, number_lists, verification, voucher_lists
from db.base_roster import Place
from db.casebook import Casebook
from db.training import ClassRow
from db.verification import Verdict as TokenVerdict
from db.voucher_lists import Scan
from db.vouchers import RedemptionRow
from db.walks import Walk
from rules import clock as clocks
from rules import money, scanning
from rules import vouchers as numbers
from rules.scanning import Scanned
from ui import actions, fonts
from ui.dialogs.confirm import ask
from ui.models.numbered import Numbered, walked
from ui.models.rows import Column, as_day
from ui.pages import verdicts
from ui.pages.class_picker import ClassPicker
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.labels import label, row
from ui.widgets.list_filters import Chips, Days, Pick
from ui.widgets.list_panel import Asked, ListPanel, ListSpec
from ui.widgets.scan import ScanBox
from ui.widgets.search_box import Found

_TOUCHED = frozenset({"redemption"})
_SCANS = frozenset({scanning.TOKEN, scanning.VOUCHER, scanning.PERSON})
_TODAY, _EVER, _DOUBTED = "today", "ever", "provisional"


def columns() -> list[Column[RedemptionRow]]:
    """Describe the columns of the list."""
    return [
        Column(_("券号"), lambda line: numbers.shown(line.number), 214, order="number"),
        Column(_("持券人"), lambda line: line.holder or "—", order="holder"),
        Column(
            _("核销金额（元）"), lambda line: money.grouped(line.amount_fen), 120, right=True, order="amount",
            value=lambda line: money.Fen(line.amount_fen),
        ),
        Column(_("核销日期"), lambda line: line.day, 104, spare=1, order="day", value=lambda line: as_day(line.day)),
        Column(_("班级"), lambda line: line.class_name, 170, spare=2, order="class"),
        Column(
            _("情况"), lambda line: _("待核实") if line.provisional else _("已核销"), 96, order="provisional",
            icon=lambda line: ("alert-outline", "warn") if line.provisional else ("check-circle-outline", "ok"),
        ),
    ]  # fmt: skip


def _spec() -> ListSpec[RedemptionRow]:
    return ListSpec(
        name="redemptions", title=N_("核销名单"), columns=columns(), source=_source,
        empty=N_("今天还没有核销。选好班级，扫描第一张券。"), find=N_("券号、尾号、姓名或拼音首字母"), counted=N_("共 {n} 张"),
        filters=(
            Chips("days", ((_TODAY, _("今天")), (_EVER, _("全部")))), Days("first", "last", _("核销日期")),
            Pick("standing", _("全部情况"), ((_DOUBTED, _("待核实")),)),
        ),
    )  # fmt: skip


def _source(asked: Asked) -> Numbered[RedemptionRow]:
    told = dict(asked.chosen)
    is_today = told.pop("days", _TODAY) == _TODAY and told.keys().isdisjoint({"first", "last"})
    chosen = number_lists.Chosen(asked.text, **told)

    def walk(book: Casebook) -> Walk:
        wanted = replace(chosen, first=book.today, last=book.today) if is_today else chosen
        return number_lists.redemptions(book, wanted, asked.order, descending=asked.descending)

    return walked(walk, number_lists.redemption_lines)


class Redemption(Page):
    """Be the page 培训券核销."""

    tables = _TOUCHED | {"training_class", "enrolment", "unit_grant"}

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("培训券核销"))
        self._last = ""
        self._busy = False
        self._queue: list[str] = []
        self.picker = ClassPicker(self)
        self.picker.chosen.connect(self._show_class)
        self.only_judge = QCheckBox(_("只核验，不核销"))
        self.scan = ScanBox()
        mark(self.scan, role="scan")  # as tall as what the eye should find first
        self.scan.setPlaceholderText(_("请扫描券面二维码"))
        self.scan.setAccessibleName(_("扫描培训券"))
        self.scan.setFont(fonts.scaled(self.font(), 1.35))
        self.scan.scanned.connect(lambda text, _machine: self.take(text))
        self.verdict = VerdictPanel(loud=True)
        self._meant: bytes | None = None
        self._keep = actions.button(_("仍要核销"), self._redeem_off_roster, shortcut="F9")
        self._move = actions.button(_("改到那个班核销"), self._redeem_where_meant, kind="primary", shortcut="F8")
        for one in (self._keep, self._move):
            one.hide()
            self.verdict.buttons.addWidget(one)
        self.list: ListPanel[RedemptionRow] = ListPanel(context, _spec(), self.failed.emit, self)
        self.table, self.model = self.list.table, self.list.model
        self.list.said.connect(self.said.emit)
        self._class = label("", "muted", wrap=True)
        self._sum = label("", "heading")
        self.add(row(self.picker, self.only_judge))
        self.add(self._class)
        self.add(self.scan)
        self.add(self.verdict)
        self.add(row(self._sum, None))
        self.add(self.list, 1)
        self.body.setSpacing(2 * GRID)
        self._welcome()

    def load(self) -> None:
        """Fetch the classes, the list, and how much was redeemed today."""
        self.picker.load()
        self.list.reload()
        self.run(lambda book, _progress: voucher_lists.redeemed_today(book), self._show_today)

    def come(self) -> None:
        """Come into sight ready for the scanner."""
        super().come()
        self.scan.setFocus()

    def open(self, thing: bytes | None) -> None:
        """Take the class with this id in hand."""
        if thing is not None:
            self.picker.want(thing)

    def take_scan(self, scanned: Scanned, _hits: Sequence[Found]) -> bool:
        """Take a voucher's code, or its holder's card, wherever the focus is."""
        if not _SCANS.intersection(scanned.kinds):
            return False
        self.take(scanned.text)
        return True

    def begin_scan(self, scanned: Scanned, _hits: Sequence[Found]) -> bool:
        """Judge a voucher scanned on another page, and redeem nothing: nobody has looked yet which class is in hand."""

        def show(found: TokenVerdict) -> None:
            verdict, title, detail = verdicts.of_token(found)
            self._say(verdict, title, "\n".join((detail, _("要核销，请核对班级后再扫一次。"))))

        if scanning.TOKEN in scanned.kinds:
            self._answer(lambda book: verification.judge(book, scanned.text), show)
            return True
        return self.take_scan(scanned, _hits)

    def take(self, text: str) -> None:
        """Judge, and redeem, what was scanned; scans that come faster than they are answered wait in line."""
        if self._busy:
            self._queue.append(text)
            return
        scanned = scanning.meaning(text, today=clocks.today(self.context.clock))
        if scanning.VOUCHER in scanned.kinds:
            self._tell_number(scanned.text)
        elif scanning.PERSON in scanned.kinds:
            self._tell_person(scanned.text)
        elif scanning.TOKEN not in scanned.kinds:
            title = _("这是证书编号，不是培训券") if scanned.kinds else _("扫到的不是培训券")
            self._say(Verdict.NO, title, _("请扫描券面右侧的二维码；没有扫全时请再扫一次。"))
        elif self.only_judge.isChecked():
            self._answer(lambda book: verification.judge(book, text), self._judged)
        else:
            self._redeem(text)

    def _redeem(self, text: str, *, off_roster: bool = False) -> None:
        chosen = self.picker.row()
        if chosen is None:
            return
        self._last = text
        self._answer(
            lambda book: voucher_lists.redeem_or_tell(book, text, chosen.id, off_roster=off_roster),
            self._show_scan,
            write=True,
        )

    def _redeem_off_roster(self) -> None:
        said = ask(
            self,
            _("持券人不在本班名册"),
            _("请先查验本人证件，并与县帮扶中心核对。确认是本班学员的可以核销，事后由县帮扶中心补报名。"),
            _("确认核销"),
        )
        if said is not None:
            self._redeem(self._last, off_roster=True)
        self.scan.setFocus()

    def _redeem_where_meant(self) -> None:
        """Take the class in hand on whose roster the holder is, and redeem for it."""
        if self._meant is not None:
            self.picker.want(self._meant)
            self._redeem(self._last)
        self.scan.setFocus()

    def _tell_person(self, number: str) -> None:
        """Say whether the person whose card was scanned is on a roster here, and how the voucher stands."""

        def show(places: list[Place]) -> None:
            if not places:
                words = _("请核对证件。确是学员的，请县帮扶中心补报名，再送来班级资料。")
                self._say(Verdict.CAUTION, _("这个人不在本基地的名册上"), words)
                return
            lines = [
                _("{name}：券 {number} 已于 {day} 核销").format(
                    name=one.training_class.name, number=numbers.shown(one.number), day=one.day
                )
                if one.number
                else _("{name}：还没有核销，请扫描券面二维码").format(name=one.training_class.name)
                for one in places
            ]
            self._say(Verdict.NOTE, _("{name} 在名册上").format(name=places[0].name), "\n".join(lines))

        self._answer(lambda book: base_roster.of_document(book, number), show)

    def _tell_number(self, number: str) -> None:
        def show(found: RedemptionRow | None) -> None:
            if found is not None:
                words = _("{holder} · {class_name} · {amount} 元").format(
                    holder=found.holder, class_name=found.class_name, amount=money.grouped(found.amount_fen)
                )
                self._say(Verdict.NO, _("这个券号已于 {day} 在本基地核销").format(day=found.day), words)
            else:
                self._say(
                    Verdict.CAUTION,
                    _("只凭券号不能核验真伪"),
                    _("券号 {number} 在本基地没有核销过。请扫描券面二维码核销。").format(number=numbers.shown(number)),
                )

        self._answer(lambda book: voucher_lists.redeemed_number(book, number), show)

    def _answer(self, ask_book: Any, show: Any, *, write: bool = False) -> None:
        """Ask the casebook, show the answer, then take the next scan that waits."""
        self._busy = True

        def failed(error: Exception) -> None:
            self._say(Verdict.NO, _("没有核销"), _("刚才这一张没有记入，请按提示处理后重扫。"))
            self.failed.emit(error)

        def work(book: Casebook, _progress: object) -> Any:
            return ask_book(book)

        job = self.run(work, show, failed=failed, write=write, touches=_TOUCHED if write else ())
        job.finished.connect(self._next)

    def _next(self) -> None:
        self._busy = False
        if self._queue:
            self.take(self._queue.pop(0))

    def _judged(self, found: TokenVerdict) -> None:
        self._say(*verdicts.of_token(found))

    def _show_scan(self, scan: Scan) -> None:
        self._say(*verdicts.of_scan(scan))
        self._meant = scan.meant.training_class.id if scan.meant and not scan.spent else None
        self._move.setVisible(self._meant is not None)
        is_stranger = scan.error is not None and scan.error.code == "HOLDER_NOT_ON_ROSTER"
        self._keep.setVisible(is_stranger and self._meant is None and scan.spent is None)

    def _say(self, verdict: Verdict, title: str, detail: str) -> None:
        self._keep.hide()
        self._move.hide()
        self.verdict.tell(verdict, title, detail)

    def _welcome(self) -> None:
        self._say(
            Verdict.NOTE, _("等待扫描"), _("正券由基地收存，副券交回县帮扶中心。核销金额取面值与实际学费中较低者。")
        )

    def _show_class(self, found: ClassRow | None) -> None:
        self.scan.setEnabled(found is not None)
        if found is None:
            return
        self._class.setText(
            _("{course} · 学员 {n} 人 · 实际学费 {fee} 元").format(
                course=found.course_name, n=found.enrolled, fee=money.grouped(found.fee_fen)
            )
        )
        if self.isVisible():
            self.scan.setFocus()

    def _show_today(self, found: tuple[int, int]) -> None:
        count, fen = found
        self._sum.setText(_("今日核销 {n} 张，合计 {sum} 元").format(n=count, sum=money.grouped(fen)))


SPEC = PageSpec("redemption", N_("培训券核销"), "qrcode-scan", Redemption, scans=_SCANS)

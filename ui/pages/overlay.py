"""套打: one sheet of pre-printed stock at a time. What is next, its sheet's serial, print, and how it came out: good, spoiled, or once more.

Nothing counts as printed before somebody has looked at the sheet and its serial is matched with the number.
"""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from db import printers, stock
from db.overlay import note_pending
from rules.calibration import Calibration
from rules.errors import AppError
from rules.layouts import Layout
from ui.actions import ActionButton, action, button
from ui.dialogs.calibrate import CalibrationDialog, Done, Refused
from ui.dialogs.confirm import ask
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.stock import SPOILED_REASONS
from ui.dialogs.stock_layout import LayoutDialog
from ui.error_text import say_any
from ui.models.rows import Column
from ui.pages import overlay_jobs
from ui.pages.overlay_jobs import Ground, Item, Sheet
from ui.pages.page import Context, Page, PageSpec
from ui.pages.stock import form_of, identity_words, number_words
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Verdict, VerdictPanel
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import Views
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.listing import Listing
from ui.widgets.serial_field import SerialField
from ui.widgets.stock_printing import StockPrinters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from db.casebook import Casebook
    from db.overlay import Pending
    from rules.scanning import Scanned
    from ui.widgets.search_box import Found

AGAIN_REASONS = (N_("原件污损"), N_("本人遗失原件"), N_("缺墨、错位"))
_TOUCHED = frozenset({"stock_sheet", "print_log"})


class OverlayPage(Page):
    """Print sheet by sheet; `printers` is replaced in tests."""

    tables: ClassVar[frozenset[str]] = _TOUCHED | {
        "stock_receipt", "voucher_issue", "voucher_void", "certificate", "certificate_reprint", "certificate_revocation",
    }  # fmt: skip

    def __init__(self, context: Context, printing: StockPrinters | None = None) -> None:
        super().__init__(context, _("套打"))
        self.printing = printing or StockPrinters()
        self._form = form_of(context.workplace.kind)
        self._ground: Ground | None = None
        self._pending: Pending | None = None
        self._wanted: list[bytes] = []
        self._filling = False
        home = "vouchers" if context.workplace.kind == "desk" else "certificates"
        self.add_action(_("返回"), lambda: self.wants.emit(home, None), icon="arrow-left", shortcut="Alt+Left")
        self.add_way(_("预印纸张"), "stock", icon="layers-outline", shortcut="Ctrl+O", in_tip=True)
        self.add_action(_("栏位…"), self._open_layout, icon="tune-variant", shortcut="Ctrl+E", in_tip=True)
        self.add_action(_("校准…"), self._open_calibration, icon="ruler", shortcut="Ctrl+R", in_tip=True)
        self._build_setup()
        self._build_sheet()
        self._build_queue()
        self.body.addStretch(1)
        self._judge()

    # --- what it shows ---

    def _build_setup(self) -> None:
        self.layouts, self.printers = ChoiceBox(), ChoiceBox()
        self.layouts.setAccessibleName(_("纸张种类"))
        self.printers.setAccessibleName(_("打印机"))
        self.layouts.currentIndexChanged.connect(lambda _index: self._choose_layout())
        self.printers.currentIndexChanged.connect(lambda _index: self._choose_printer())
        self.setup_words = label("", "hint", wrap=True)
        line = row(label(_("纸张")), self.layouts, 2 * GRID, label(_("打印机")), self.printers)
        line.setStretch(1, 1)
        line.setStretch(4, 1)
        self.add(column(line, self.setup_words, gap=GRID))

    def _build_sheet(self) -> None:
        card = Card(_("这一张"))
        self.left_words = label("", "muted")
        card.head.addWidget(self.left_words)
        self.number, self.holder = label("", "figure"), label("", "muted", wrap=True)
        self.form = Form(self, field_width=240)
        self.serial = self.form.add("serial", _("纸张编号"), SerialField(), hint=_("扫描或输入纸上的编号"))
        self.form.completed.connect(self._serial_entered)
        self.panel = VerdictPanel()
        self.panel.hide()
        self.print_button = action(self, _("打印这一张"), self.print_sheet, icon="printer-outline", shortcut="F9")
        self.good_button = action(self, _("打好了"), self.keep_good, icon="check", shortcut="Ctrl+Return")
        self.bad_button = button(_("打坏了…"), self._ask_spoiled, icon="cancel")
        self.again_button = button(_("没打上，再打一次"), self.print_again, icon="backup-restore")
        self.steps = Views()
        for line in (
            row(ActionButton(self.print_button, "primary"), None),
            row(ActionButton(self.good_button, "primary"), self.bad_button, self.again_button, None),
        ):
            step = QWidget()
            step.setLayout(line)
            self.steps.addWidget(step)
        card.body.addLayout(column(self.number, self.holder, gap=0))
        card.body.addWidget(self.form)
        card.body.addWidget(self.panel)
        card.body.addWidget(self.steps)
        self.add(card)

    def _build_queue(self) -> None:
        card = Card(_("待打印"))
        self.stock_words = label("", "muted")
        card.head.addWidget(self.stock_words)
        self.queue: Listing[Item] = Listing(
            self.context.jobs, _columns(), _("都已打印。新发放的会出现在这里；要重打的，从台账里选中后点“套打”。"), self.failed.emit, most=6
        )  # fmt: skip
        self.queue.picked.connect(lambda _item: self._show_item())
        card.body.addWidget(self.queue)
        self.add(card)

    def open(self, thing: bytes | None) -> None:
        """Print this voucher or certificate first, though it was printed before."""
        if thing is not None:
            self._wanted = [thing, *(one for one in self._wanted if one != thing)]
            self.load()

    def take_scan(self, scanned: "Scanned", hits: "Sequence[Found]") -> bool:  # noqa: ARG002 - the records tell all
        """Take in hand the voucher or certificate whose code was scanned; while a sheet waits for its serial, say that this is none."""
        found = next((hit for hit in hits if hit.kind == self._form), None)
        if found is None:
            return False
        if self._pending is not None:
            self.form.say("serial", _("✕ 扫到的是号码，请扫纸张上印好的编号"))
            self.serial.setFocus()
        else:
            self.open(found.id)
        return True

    def load(self) -> None:
        """Fetch what waits and what it stands on."""
        form, wanted = self._form, tuple(self._wanted)
        self.load_with(lambda book, _progress: overlay_jobs.look(book, form, wanted), self._tell)

    def _tell(self, ground: Ground) -> None:
        self._ground, self._pending = ground, ground.pending
        self._fill_setup(ground)
        self.queue.tell(ground.items, mark=0 if ground.items else -1)
        self.left_words.setText(_("还有 {n} 张待打印").format(n=ground.waiting) if ground.waiting else "")
        self.stock_words.setText(identity_words(ground.standing))
        self._show_item()
        focus = self.window().focusWidget()
        if self.isVisible() and focus not in {self.layouts, self.printers, self.queue}:
            self.serial.setFocus()
        if ground.pending is not None and self.steps.currentIndex() == 0:
            self.serial.set_value(ground.pending.serial)
            self._ask_outcome(_("上次送打印机后没有登记结果，请看一看那张纸"))

    def _fill_setup(self, ground: Ground) -> None:
        self._filling = True
        self.layouts.clear()
        for one in ground.layouts:
            self.layouts.addItem(_(one.label), one.key)
        self.layouts.setCurrentIndex(self.layouts.findData(ground.layout.key))
        names = self.printing.names()
        self.printers.clear()
        for name in names:
            self.printers.addItem(name, name)
        if ground.printer and ground.printer not in names:
            self.printers.addItem(_("{name}（没有找到）").format(name=ground.printer), ground.printer)
        if not self.printers.count():
            self.printers.addItem(_("这台电脑没有打印机"), "")
        self.printers.setCurrentIndex(max(0, self.printers.findData(ground.printer)))
        self._filling = False
        self._say_setup(ground)

    def _say_setup(self, ground: Ground) -> None:
        from printouts.overlay import out_of_reach

        name = self.printer_name()
        if name and name != ground.printer:
            self._choose_printer()  # the first one there is, until somebody chooses
            return
        words = _("本打印机的校准：{said}。").format(said=_calibration(ground.calibration))
        cut = out_of_reach(ground.layout, ground.calibration, self.printing.margins(name, ground.layout))
        if cut:
            words += _("这台打印机打不到纸边的：{fields}，请在“栏位”里移开。").format(fields=_("、").join(cut))
        self.setup_words.setText(words)

    def printer_name(self) -> str:
        """Give the name of the printer chosen, or empty."""
        return str(self.printers.currentData() or "")

    def chosen(self) -> Item | None:
        """Give the paper in hand: the one sent to the printer, else the marked one."""
        if self._ground is None:
            return None
        if self._pending is not None:
            return next((one for one in self._ground.items if one.id == self._pending.row), None)
        found: Item | None = self.queue.current_row()
        # the list learns of new rows a moment later than the page
        return found if found in self._ground.items else next(iter(self._ground.items), None)

    def _show_item(self) -> None:
        item = self.chosen()
        self.number.setText(number_words(item.number) if item else _("没有待打印的"))
        words = [item.holder, item.detail] if item else []
        if item and item.again:
            words.append(_("以前打印过，这次会标明“重打”"))
        if item and item.sheet:
            words.append(_("已在纸张 {serial} 上").format(serial=item.sheet))
        self.holder.setText(_("　").join(word for word in words if word))
        following = self._ground.standing.next if self._ground else ""
        hint = _("下一张应为 {serial}").format(serial=following) if following else _("没有结存，请先在“预印纸张”领入")
        if self.serial.judgement.words == "":
            self.form.say("serial", hint, "")
        self._judge()

    def _judge(self) -> None:
        ready = self._pending is None and self.chosen() is not None and bool(self.printer_name())
        self.print_button.setEnabled(ready)
        self.good_button.setEnabled(self._pending is not None)
        self.queue.setEnabled(self._pending is None)
        self.layouts.setEnabled(self._pending is None)

    # --- choices ---

    def _choose_layout(self) -> None:
        key = str(self.layouts.currentData() or "")
        if not self._filling and key:
            self._set(lambda book: printers.choose_layout(book, self._form, key))

    def _choose_printer(self) -> None:
        name = self.printer_name()
        if not self._filling and name and self._ground is not None:
            key = self._ground.layout.key
            self._set(lambda book: printers.choose(book, key, name))

    def _set(
        self, work: "Callable[[Casebook], None]", done: Done | None = None, refused: Refused | None = None
    ) -> None:  # fmt: skip
        """Keep a choice, then show the page by it."""

        def take(_done: None) -> None:
            if done is not None:
                done(None)
            self.load()

        self.run(lambda book, _progress: work(book), take, failed=refused, write=True)

    # --- one sheet ---

    def print_sheet(self) -> None:
        """Print the paper in hand; a reason is asked where it was printed before."""
        item = self.chosen()
        if item is None or not self.print_button.isEnabled():
            return
        reason = ""
        if item.again and self._form == stock.VOUCHER:
            said = ask(
                self, _("重打 {number}").format(number=number_words(item.number)), _("这张券以前打印过。重打的会在券面上标明，旧纸须收回。"),
                _("重打"), reasons=[_(one) for one in AGAIN_REASONS], danger=False,
            )  # fmt: skip
            if said is None:
                return
            reason = said.reason
        self._send(item, reason)

    def _send(self, item: Item, reason: str) -> None:
        serial = self.serial.value() or ""
        printer = self.printer_name()
        self.panel.hide()
        self.print_button.setEnabled(False)
        self.run(
            lambda book, _progress: overlay_jobs.prepare(book, self._form, item, serial, printer, reason),
            self._print, failed=self._refused, write=True,
        )  # fmt: skip

    def _print(self, sheet: Sheet) -> None:
        name, title = sheet.pending.printer, _("套打 {number}").format(number=sheet.pending.number)

        def failed(error: Exception) -> None:
            self.run(
                lambda book, _progress: note_pending(book, self._form, None), lambda _done: self._refused(error), write=True
            )  # fmt: skip

        def sent(_done: None) -> None:
            self._pending = sheet.pending
            self._ask_outcome(_("已送打印机，请看打出来的这张纸"))

        job = self.run(
            lambda _book, progress: self.printing.send(name, title, sheet.pdf, sheet.layout, progress),
            sent,
            failed=failed,
            aside=True,
        )
        ProgressDialog(job, _("正在送打印机"), self)

    def _ask_outcome(self, title: str) -> None:
        words = _("字都在格内、清楚完整的，扫描纸张编号后按“打好了”。打坏的纸登记作废，号码不作废，换一张纸再打。")
        self.panel.tell(Verdict.NOTE, title, words)
        self.panel.show()
        self.steps.setCurrentIndex(1)
        self._show_item()
        self.serial.setFocus()

    def _refused(self, error: Exception) -> None:
        """Say what stands against it: of the serial beside its field, of all else over the buttons."""
        words = say_any(error)
        if isinstance(error, (stock.SheetTaken, stock.SheetOutside)):
            self.form.say("serial", words)
            self.serial.setFocus()
            self.serial.selectAll()
        elif isinstance(error, AppError):
            self.panel.tell(Verdict.NO, _("没有办成"), words)
            self.panel.show()
        else:
            self.failed.emit(error)
        self._judge()

    def _serial_entered(self) -> None:
        """Take a scanned serial: before printing go on to the printer's button, after it to the judgement of the sheet."""
        text = self.serial.value()
        if not text:
            return
        following = self._ground.standing.next if self._ground else ""

        def take(serial: str) -> None:
            odd = following and serial != following
            words = (
                _("与顺序不同（应为 {serial}），请看看是否漏了纸").format(serial=following)
                if odd
                else _("空白纸，可用")
            )
            self.form.say("serial", words, "warn" if odd else "ok")
            waits = self._pending is not None
            after = self.steps.widget(1 if waits else 0).findChild(ActionButton)
            if isinstance(after, ActionButton):
                after.setFocus()

        self.run(lambda book, _progress: stock.check_sheet(book, self._form, text), take, failed=self._refused)

    def _serial_or_ask(self) -> str:
        """Give the serial, or say that it is wanted."""
        if self.serial.value():
            return str(self.serial.value())
        words = self.serial.judgement.words or _("请扫描或输入纸上的编号")
        self.form.say("serial", f"✕ {words}")
        self.serial.setFocus()
        return ""

    def keep_good(self) -> None:
        """Match the sheet with its number and go on to the next."""
        pending, serial = self._pending, self._serial_or_ask() if self._pending else ""
        if pending is None or not serial:
            return
        words = _("{number} 已打印在 {serial} 上。").format(number=number_words(pending.number), serial=serial)
        self.run(
            lambda book, _progress: overlay_jobs.keep_good(book, self._form, pending, serial),
            lambda _done: self._answered(pending, words), failed=self._refused, write=True, touches=_TOUCHED,
        )  # fmt: skip

    def _ask_spoiled(self) -> None:
        pending, serial = self._pending, self._serial_or_ask() if self._pending else ""
        if pending is None or not serial:
            return
        said = ask(
            self, _("纸张 {serial} 作废").format(serial=serial), _("作废的是这张纸，号码 {number} 不作废，换一张纸再打。").format(number=number_words(pending.number)),
            _("登记作废"), reasons=[_(one) for one in SPOILED_REASONS], danger=False,
        )  # fmt: skip
        if said is not None:
            self.keep_bad(said.reason)

    def keep_bad(self, reason: str) -> None:
        """Note the sheet as spoiled; the same number is printed on the next one."""
        pending, serial = self._pending, self._serial_or_ask() if self._pending else ""
        if pending is None or not serial:
            return
        if pending.row not in self._wanted:
            self._wanted = [pending.row, *self._wanted]
        words = _("纸张 {serial} 已登记作废，待核准。请换一张纸。").format(serial=serial)
        self.run(
            lambda book, _progress: overlay_jobs.keep_bad(book, self._form, pending, serial, reason),
            lambda _done: self._answered(None, words), failed=self._refused, write=True, touches=_TOUCHED,
        )  # fmt: skip

    def print_again(self) -> None:
        """Print once more on the same sheet: nothing came out on it."""
        pending, item = self._pending, self.chosen()
        if pending is None or item is None:
            return
        self._pending = None
        self.steps.setCurrentIndex(0)
        self._send(item, pending.reason)

    def _answered(self, done: "Pending | None", words: str) -> None:
        """Go on after a sheet: `done` is what need not be printed any more."""
        self._pending = None
        if done is not None:
            self._wanted = [one for one in self._wanted if one != done.row]
        self.steps.setCurrentIndex(0)
        self.panel.hide()
        self.serial.clear()
        self.said.emit(words)
        self.load()
        self.serial.setFocus()

    # --- setting up ---

    def _open_calibration(self) -> None:
        if dialog := self.calibration_dialog():
            dialog.exec()

    def calibration_dialog(self) -> CalibrationDialog | None:
        """Give the dialog that measures the printer, or None before anything is known."""
        if self._ground is None:
            return None
        layout, name = self._ground.layout, self.printer_name()

        def submit(found: Calibration, done: Done, refused: Refused) -> None:
            self._set(lambda book: printers.calibrate(book, name, layout.key, found), done, refused)

        return CalibrationDialog(
            name, layout, self._ground.calibration, partial(self._print_calibration, name), submit, self
        )

    def _print_calibration(self, name: str, done: Done, refused: Refused) -> None:
        def send(made: tuple[bytes, Layout]) -> None:
            data, layout = made
            job = self.run(
                lambda _book, progress: self.printing.send(name, _("打印校准页"), data, layout, progress), done, failed=refused, aside=True
            )  # fmt: skip
            ProgressDialog(job, _("正在送打印机"), self)

        self.run(lambda book, _progress: overlay_jobs.calibration_sheet(book, self._form, name), send, failed=refused)

    def _open_layout(self) -> None:
        if dialog := self.layout_dialog():
            dialog.exec()

    def layout_dialog(self) -> LayoutDialog | None:
        """Give the dialog that moves the fields, or None before anything is known."""
        if self._ground is None:
            return None

        def submit(draft: Layout, done: Done, refused: Refused) -> None:
            self._set(lambda book: printers.change_layout(book, draft), done, refused)

        return LayoutDialog(self._ground.layout, submit, self)


def _columns() -> list[Column[Item]]:
    return [
        Column(_("号码"), lambda item: number_words(item.number), 226),
        Column(_("姓名"), lambda item: item.holder, 140),
        Column(_("工种或班次"), lambda item: item.detail),
        Column(_("说明"), lambda item: _("重打") if item.again else "", 72, spare=1),
    ]


SPEC = PageSpec("overlay", N_("套打"), "printer-outline", OverlayPage)


def _calibration(held: Calibration) -> str:
    return _("偏移 横 {dx} mm，纵 {dy} mm；比例 横 {scale_x} ‰，纵 {scale_y} ‰").format(
        dx=f"{held.dx / 10:+.1f}", dy=f"{held.dy / 10:+.1f}", scale_x=held.scale_x, scale_y=held.scale_y
    )

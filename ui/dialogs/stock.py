"""Pre-printed stock: taking a range in, and noting a sheet as spoiled or missing. What is refused is said beside its field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from db.stock import PROVINCE, ReceiptDraft
from rules import serials
from rules.errors import AppError
from ui.actions import button
from ui.dialogs.fit import fit
from ui.error_text import say_any
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.serial_field import SerialField
from ui.widgets.words_box import WordsBox

Submit = Callable[[Any, Callable[[Any], None], Callable[[Exception], None]], None]
"""Do what the draft says, then call the first, or with the error the second."""

SPOILED_REASONS = (N_("打印错位"), N_("卡纸污损"), N_("缺墨不清"), N_("印错内容"), N_("运输受潮破损"))
MISSING_REASONS = (N_("整包缺号"), N_("盘点未见"), N_("遗失"))
_WIDTH = 600


class _StockDialog(QDialog):
    """Ask by a form, submit, and stay open with the words of what was refused."""

    def __init__(self, title: str, lead: str, deed: str, submit: Submit, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._submit = submit
        self.setWindowTitle(title)
        self.form = Form(self, field_width=240)
        self.words = label("", tone="bad", wrap=True)
        self.do_button = button(deed, self.try_now, kind="primary")
        leave = button(_("取消"), self.reject)
        for one in (self.do_button, leave):
            one.setAutoDefault(False)
        body = column(label(lead, "muted", wrap=True), GRID, self.form, self.words, row(None, leave, self.do_button))
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)

    def draft(self) -> Any:
        """Give what was filled in, or None where it cannot be right; says why beside the field."""
        raise NotImplementedError

    def beside(self, error: AppError) -> str:  # noqa: ARG002 - the subclasses look at it
        """Give the field beside which an error is said."""
        return "serial"

    def try_now(self) -> None:
        """Submit what is filled in."""
        self.words.clear()
        if not self.form.check():
            return
        found = self.draft()
        if found is not None:
            self.do_button.setEnabled(False)
            self._submit(found, lambda _done: self.accept(), self.refuse)

    def refuse(self, error: Exception) -> None:
        """Say what was refused."""
        self.do_button.setEnabled(True)
        if isinstance(error, AppError):
            self.form.say(self.beside(error), say_any(error))
            self.form.field(self.beside(error)).setFocus()
        else:
            self.words.setText(say_any(error))


class ReceiveDialog(_StockDialog):
    """Ask for a range of stock: who printed it, first and last serial, where it came from."""

    def __init__(self, form: str, submit: Submit, parent: QWidget | None = None) -> None:
        super().__init__(
            _("领入预印纸张"),
            _("照包装上的起止编号登记；编号不连续的分几次登记。扫描第一张和最后一张也可以。"),
            _("登记领入"),
            submit,
            parent,
        )
        self._form = form
        self.origin = self.form.add("origin", _("印制单位"), QComboBox(), required=True)
        self.origin.addItem(_("省总统一印制"), PROVINCE)
        self.origin.addItem(_("本县自行印制"), "")
        self.first = self.form.add("serial", _("起号"), SerialField(), required=True, hint=_("如 A0000001"))
        self.last = self.form.add("last", _("止号"), SerialField(), required=True)
        self.source = self.form.add("source", _("来源"), TextField(limit=60), hint=_("交接单号或印刷厂"))
        self.form.completed.connect(self.try_now)
        self.form.changed.connect(self._count)
        fit(self, _WIDTH)
        self.first.setFocus()

    def draft(self) -> ReceiptDraft:
        """Give the range."""
        origin = str(self.origin.currentData() or "")
        return ReceiptDraft(self._form, self.first.value(), self.last.value(), self.source.value() or "", origin)

    def beside(self, error: AppError) -> str:
        """Say of the range what is wrong with it at its end."""
        return "last" if isinstance(error, serials.RangeUnfit) else "serial"

    def _count(self) -> None:
        try:
            run = serials.run(self.first.text(), self.last.text())
        except AppError:
            return
        self.form.say("last", _("共 {n} 张").format(n=f"{run.count:,}"), "")


@dataclass(frozen=True)
class SheetDraft:
    """Hold a sheet that is spoiled, or missing, and why."""

    serial: str
    reason: str
    missing: bool


class LoseSheetDialog(_StockDialog):
    """Ask for a sheet that is spoiled or missing; a serial that is known already is only shown."""

    def __init__(
        self, submit: Submit, parent: QWidget | None = None, *, missing: bool = False, serial: str = ""
    ) -> None:
        title = _("登记缺号") if missing else _("登记作废纸张")
        lead = (
            _("纸包里缺的号登记在这里，下班前与作废的一起核准。")
            if missing
            else _("作废的是这张纸，不是券号或证书号：号码可以打在另一张纸上。纸张盖“作废”留存，下班前一次核准。")
        )
        super().__init__(title, lead, _("登记"), submit, parent)
        self._missing = missing
        self.serial = self.form.add("serial", _("纸张编号"), SerialField(), required=True)
        usual = [_(one) for one in (MISSING_REASONS if missing else SPOILED_REASONS)]
        self.reason = self.form.add("reason", _("原因"), WordsBox(usual), required=True)
        self.reason.setCurrentIndex(0)
        self.form.completed.connect(self.try_now)
        if serial:
            self.serial.set_value(serial)
            self.serial.setReadOnly(True)
        fit(self, _WIDTH)
        (self.reason if serial else self.serial).setFocus()

    def draft(self) -> SheetDraft | None:
        """Give the sheet and the reason."""
        reason = self.reason.words()
        if not reason:
            self.form.say("reason", _("✕ 必须填写"))
            return None
        return SheetDraft(self.serial.value(), reason, self._missing)

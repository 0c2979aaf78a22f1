"""Joining the province, step by step: its card, our request, its first receipt. Shown until the grant is there."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QSizePolicy, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.fingerprint import FingerprintField, fingerprint_label
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.steps import StepCard

if TYPE_CHECKING:
    from db.casebook import Casebook


@dataclass(frozen=True)
class CardFile:
    """Hold a province card that was read from a file: its bytes, the province's name, its 30 digits."""

    data: bytes
    name: str
    fingerprint: str


@dataclass(frozen=True)
class Joining:
    """Tell how far joining is: the province's name (empty: no card yet), our own 30 digits, whether a request was written."""

    province: str
    fingerprint: str
    requested: bool


def read_card(path: Path) -> CardFile:
    """Read a card's file; raise BadCard, BadKey or FileUnreadable."""
    from db.roster_sheet import FileUnreadable
    from sync.keys import MAX_FILE, ProvinceCard

    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
    card = ProvinceCard.read(data)
    return CardFile(data, card.name, card.fingerprint)


class CardDialog(QDialog):
    """Compare the card's 30 digits with those that the province gave on paper or by phone."""

    def __init__(self, card: CardFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("核对省总名片"))
        self._form = Form(self, field_width=330)
        self.field = self._form.add("digits", _("核对码"), FingerprintField(card.fingerprint), required=True)
        self._form.completed.connect(self._try)
        words = _("请照省总寄来的纸质函件，或在电话里由省总逐组念出，输入 30 位核对码。不要从文件里抄。")
        take = button(_("核对无误，导入"), self._try, kind="primary")
        take.setAutoDefault(False)
        body = column(
            label(card.name, "title", wrap=True),
            label(words, "muted", wrap=True),
            GRID,
            self._form,
            GRID,
            row(None, button(_("取消"), self.reject), take),
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 600)
        self.field.setFocus()

    def digits(self) -> str:
        """Give what was typed."""
        return self.field.text()

    def _try(self) -> None:
        if self._form.check():
            self.accept()


class JoiningView(QWidget):
    """Show the three steps; sends what was chosen, the page does it."""

    card_chosen = Signal(object)
    """The path of a card's file."""
    request_wanted = Signal()
    receipt_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = StepCard(
            1, _("导入省总名片"), _("名片是省总发来的小文件（.yzcard）。导入时要核对 30 位数字，防止拿到冒充的名片。")
        )
        self._request = StepCard(
            2,
            _("生成申请包"),
            _("把申请包放到 U 盘或共享文件夹交省总；省总来电核对时，请念出本单位的 30 位核对码。"),
        )
        self._receipt = StepCard(
            3, _("导入省总回执"), _("省总开通后发回第一份回执，里面有授权、号段和额度。导入后即可正常上报。")
        )
        self.take_card = button(
            _("选择名片文件…"), self._choose_card, kind="primary", icon="card-account-details-outline"
        )
        self.make_request = button(_("生成申请包…"), self.request_wanted.emit, icon="export")
        self.take_receipt = button(_("导入回执…"), self.receipt_wanted.emit, icon="import")
        for step, act in (
            (self._card, self.take_card),
            (self._request, self.make_request),
            (self._receipt, self.take_receipt),
        ):
            act.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            step.buttons.addWidget(act)
        intro = VerdictPanel(
            Verdict.NOTE,
            _("本单位尚未由省总开通"),
            _("开通以后才能发券、核销、发证和上报；此前已录入的内容都会保留。请按下面三步办理。"),
        )
        # in a widget: an empty layout has no width and would take the words' from them
        holder = QWidget()
        self._digits = column()
        holder.setLayout(self._digits)
        self._request.room.addWidget(holder)
        self.setLayout(column(intro, self._card, self._request, self._receipt, gap=3 * GRID))

    def tell(self, joining: Joining) -> None:
        """Show how far it is."""
        has_card = bool(joining.province)
        self._card.mark_done(has_card)
        if has_card:
            self._card.words.setText(_("已导入“{name}”的名片，核对码一致。").format(name=joining.province))
        self.take_card.setVisible(not has_card)
        self._request.mark_done(joining.requested)
        self.make_request.setEnabled(has_card)
        self.make_request.setText(_("重新生成…") if joining.requested else _("生成申请包…"))
        self.take_receipt.setEnabled(has_card)
        mark(self.make_request, kind="" if joining.requested else "primary")
        mark(self.take_receipt, kind="primary" if joining.requested else "")
        while (item := self._digits.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        if has_card:
            self._digits.addWidget(fingerprint_label(joining.fingerprint))

    def _choose_card(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(self, _("选择省总名片"), "", _("省总名片 (*.yzcard)"))
        if name:
            self.card_chosen.emit(Path(name))


def look(book: "Casebook") -> Joining:
    """Tell how far joining is; makes our keys at the first call, so run it where one may write."""
    from sync import admission, device, streams

    province = device.card(book).name if book.setting(device.CARD) else ""
    stands = streams.standing(book)
    requested = bool(province) and stands.unsent < stands.unconfirmed
    return Joining(province, admission.fingerprint(book), requested)

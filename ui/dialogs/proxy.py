"""代领: who takes a certificate in the holder's place, and on what written ground."""

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import column, label, row
from ui.widgets.words_box import WordsBox

GROUNDS = (N_("委托书和双方身份证"), N_("监护人证明"), N_("单位证明和经办人身份证"))


@dataclass(frozen=True)
class ProxyDraft:
    """Hold who takes it and on what ground."""

    received_by: str
    basis: str


class ProxyDialog(QDialog):
    """Ask who takes `what`, and on what ground."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("代领"))
        self.received_by = TextField(limit=50)
        self.basis = WordsBox([_(one) for one in GROUNDS])
        self.basis.setCurrentIndex(0)
        form = Form(field_width=260)
        form.add("received_by", _("代领人"), self.received_by, required=True)
        form.add("basis", _("依据"), self.basis, required=True)
        form.completed.connect(self._try)
        self._do = button(_("代领"), self._try, kind="primary")
        cancel = button(_("取消"), self.reject)
        cancel.setAutoDefault(False)
        body = column(label(what, "heading", wrap=True), GRID, form, GRID, row(None, cancel, self._do), gap=GRID)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        fit(self, 480)
        for part in (self.received_by.textChanged, self.basis.editTextChanged):
            part.connect(lambda _text: self._judge())
        self._judge()
        self.received_by.setFocus()

    def draft(self) -> ProxyDraft:
        """Give what was told."""
        return ProxyDraft(self.received_by.value() or "", self.basis.words())

    def _judge(self) -> None:
        told = self.draft()
        self._do.setEnabled(bool(told.received_by and told.basis))

    def _try(self) -> None:
        if self._do.isEnabled():
            self.accept()

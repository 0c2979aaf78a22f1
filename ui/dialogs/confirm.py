"""A question before what cannot be undone: it says what will happen, and its button says the deed, never just 是."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.form import note_of
from ui.widgets.labels import column, label, row
from ui.widgets.words_box import WordsBox


@dataclass(frozen=True)
class Confirmation:
    """Hold the consent and the reason given, empty if none was asked for."""

    reason: str = ""


class ConfirmDialog(QDialog):
    """Ask whether to do `deed`; `reasons` offers usual ones, and asks for one."""

    def __init__(
        self,
        title: str,
        consequence: str,
        deed: str,
        *,
        reasons: Sequence[str] = (),
        danger: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._reason = WordsBox(reasons)
        self._reason.setAccessibleName(_("原因"))
        self._asks_reason = bool(reasons)
        self._said = note_of(self._reason)
        self._do = button(deed, self.accept, kind="primary")
        cancel = button(_("取消"), self.reject)
        # Enter on a dangerous question must not do the deed by itself
        (cancel if danger else self._do).setDefault(True)
        self._reason.editTextChanged.connect(self._judge)
        parts: list[QWidget] = [VerdictPanel(Verdict.CAUTION if danger else Verdict.NOTE, title, consequence)]
        if self._asks_reason:
            parts += [label(_("原因（必填，可选可写）"), "hint"), self._reason, self._said]
        body = column(*parts, None, GRID, row(None, cancel, self._do), gap=GRID)
        body.setContentsMargins(6 * GRID, 5 * GRID, 6 * GRID, 5 * GRID)
        self.setLayout(body)
        self._judge()
        fit(self, 440)

    def confirmation(self) -> Confirmation:
        """Give what was confirmed."""
        return Confirmation(self._reason.words() if self._asks_reason else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Lead from the reason to the deed at Enter, and offer the usual ones while there is none: it must not cancel what was typed."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.focusWidget() is self._reason:
            if self._do.isEnabled():
                self._do.setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self._reason.showPopup()
            return
        super().keyPressEvent(event)

    def _judge(self, _text: str = "") -> None:
        self._do.setEnabled(not self._asks_reason or bool(self._reason.words()))


def ask(
    parent: QWidget, title: str, consequence: str, deed: str, *, reasons: Sequence[str] = (), danger: bool = True
) -> Confirmation | None:
    """Ask and give the confirmation, or None if it was not given."""
    dialog = ConfirmDialog(title, consequence, deed, reasons=reasons, danger=danger, parent=parent)
    return dialog.confirmation() if dialog.exec() == QDialog.DialogCode.Accepted else None

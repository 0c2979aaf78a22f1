"""The line at the foot of the window that always tells: who, what is unsent, the last receipt, the age of the backup."""

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from ui.text import _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Glyph
from ui.widgets.labels import label, plain_tip, row

BACKUP_LATE = dt.timedelta(days=7)
RECEIPT_LATE = dt.timedelta(days=35)
"""A month and some days: bundles go out at least monthly."""
ROLE_WORDS = {"clerk": "经办", "base_staff": "基地经办", "supervisor": "主管", "officer": "省总经办"}


@dataclass(frozen=True)
class StatusFacts:
    """Hold what the status line tells; None where it has never happened."""

    name: str
    role: str
    unit: str
    unsent: int = 0
    last_receipt: dt.datetime | None = None
    last_backup: dt.datetime | None = None
    has_receipts: bool = True
    """False at the province, which gives receipts and takes none."""


def age_words(moment: dt.datetime, now: dt.datetime) -> str:
    """Say how long ago `moment` was, in the largest unit that is not zero."""
    spent = now - moment
    if spent < dt.timedelta(minutes=1):
        return _("刚刚")
    if spent < dt.timedelta(hours=1):
        return _("{n} 分钟前").format(n=spent // dt.timedelta(minutes=1))
    if spent < dt.timedelta(days=1):
        return _("{n} 小时前").format(n=spent // dt.timedelta(hours=1))
    return _("{n} 天前").format(n=spent.days)


SCAN_KEY = "F12"
_LEAST_NAME = 60


class ScanPlace(QPushButton):
    """Be where a scan is always received: no input method stands between, whatever the field before had; Esc goes back there."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, kind="quiet")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAutoDefault(False)
        self.setToolTip(_("扫码不经过输入法：按 {key} 到这里再扫，Esc 回到原处").format(key=SCAN_KEY))
        self._before: QWidget | None = None
        self.clicked.connect(self.take)
        self._say()

    def take(self) -> None:
        """Take the keyboard; what had it gets it back at Esc."""
        former = QApplication.focusWidget()
        if former is not self:
            self._before = former
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self) -> None:
        words = _("请扫码，Esc 返回") if self.hasFocus() else _("扫码  {key}").format(key=SCAN_KEY)
        self.setText(words)
        self.setAccessibleName(words)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that a scan may come."""
        super().focusInEvent(event)
        self._say()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Name the key again."""
        super().focusOutEvent(event)
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go back at Esc; keep the keys of a scan from doing anything here."""
        if event.key() == Qt.Key.Key_Escape and self._before is not None and isValid(self._before):
            self._before.setFocus()
        elif (
            event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
            or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            super().keyPressEvent(event)
        event.accept()


class _Who(QLabel):
    """Say who is at work; where there is no room the words end with …, and the tooltip has them whole."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._whole = ""

    def text(self) -> str:
        """Give the words, whole."""
        return self._whole

    def setText(self, text: str) -> None:  # noqa: N802
        """Show other words."""
        self._whole = text
        self._shorten()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the room that the words need when they are whole."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Do with less where there is less."""
        return QSize(_LEAST_NAME, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        super().setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class StatusLine(QFrame):
    """Show `StatusFacts`; what is late is said in the warning colour and with a sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, role="statusline")
        self._who, self._unsent, self._receipt, self._backup = _Who(), label(), label(), label()
        self._glyphs = {
            self._who: Glyph("account-circle-outline", size=16),
            self._unsent: Glyph("inbox-arrow-up-outline", size=16),
            self._receipt: Glyph("inbox-arrow-down-outline", size=16),
            self._backup: Glyph("shield-check-outline", size=16),
        }
        self.busy = label("", "hint")
        self.scan = ScanPlace()
        line = row(gap=GRID + 2)
        for words, glyph in self._glyphs.items():
            line.addWidget(glyph)
            line.addWidget(words)
            line.addSpacing(3 * GRID)
        line.addStretch(1)
        line.addWidget(self.busy)
        line.addWidget(self.scan)
        line.setContentsMargins(3 * GRID, GRID, 3 * GRID, GRID)
        self.setLayout(line)
        self.setFixedHeight(30)

    def tell(self, facts: StatusFacts, now: dt.datetime) -> None:
        """Show `facts` as of `now`."""
        role = _(ROLE_WORDS.get(facts.role, facts.role))
        self._say(self._who, _("{unit} · {name}（{role}）").format(unit=facts.unit, name=facts.name, role=role))
        self._say(self._unsent, _("未上报 {n} 条").format(n=facts.unsent) if facts.unsent else _("已全部上报"))
        for part in (self._unsent, self._receipt):
            part.setVisible(facts.has_receipts)
            self._glyphs[part].setVisible(facts.has_receipts)
        if facts.last_receipt:
            words = _("回执 {age}").format(age=age_words(facts.last_receipt, now))
            self._say(self._receipt, words, late=now - facts.last_receipt > RECEIPT_LATE)
        else:
            self._say(self._receipt, _("尚无回执"))
        if facts.last_backup:
            words = _("备份 {age}").format(age=age_words(facts.last_backup, now))
            self._say(self._backup, words, late=now - facts.last_backup > BACKUP_LATE)
        else:
            self._say(self._backup, _("尚未备份"), late=True)

    def words(self) -> list[str]:
        """Give what is shown."""
        return [words.text() for words in self._glyphs if not words.isHidden()]

    def set_narrow(self, narrow: bool) -> None:
        """Leave out the unit's name where there is little room."""
        self._glyphs[self._who].setVisible(not narrow)

    def _say(self, words: QLabel, text: str, *, late: bool = False) -> None:
        words.setText(text)
        words.setToolTip(plain_tip(text))
        mark(words, tone="warn" if late else "")
        names = {
            self._who: "account-circle-outline",
            self._unsent: "inbox-arrow-up-outline",
            self._receipt: "inbox-arrow-down-outline",
            self._backup: "shield-check-outline",
        }
        self._glyphs[words].set("alert-outline" if late else names[words], "warn" if late else "muted")

"""A closed choice among few: words too long for it end with … and are told whole by the tooltip; what tells two of them apart stays in sight."""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QToolTip

from ui.widgets.labels import plain_tip


class ChoiceBox(QComboBox):
    """Be a combo box for names of classes, units, papers, of which nobody knows how long they are."""

    def findData(  # noqa: N802
        self,
        data: Any,
        role: int = Qt.ItemDataRole.UserRole,
        flags: Qt.MatchFlag = Qt.MatchFlag.MatchExactly,  # noqa: ARG002 - what is looked for is always meant exactly
    ) -> int:
        """Give the place of what equals `data`, or -1: Qt finds bytes, which ids are, only if they are the very same object."""
        return next((at for at in range(self.count()) if self.itemData(at, role) == data), -1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the room that the longest words need: at 150 % the style's own reckoning is a few px short of it."""
        hint = super().sizeHint()
        if self.sizeAdjustPolicy() == QComboBox.SizeAdjustPolicy.AdjustToContents:
            option = QStyleOptionComboBox()
            super().initStyleOption(option)
            option.rect = QRect(QPoint(0, 0), hint)  # type: ignore[attr-defined]  # as below
            words = max(
                (self.fontMetrics().horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0
            )
            hint.setWidth(hint.width() + max(0, words - self._field(option).width()))
        return hint

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802
        """Show the words as they fit."""
        super().initStyleOption(option)
        self._shorten(option)

    def _shorten(self, option: "QStyleOptionComboBox") -> None:
        words = self.currentText()
        room = self._field(option).width()
        if option.fontMetrics.horizontalAdvance(words) > room:  # type: ignore[attr-defined]  # the published types leave out its fields
            option.currentText = self._fitted(words, room)  # type: ignore[attr-defined]

    def _field(self, option: QStyleOptionComboBox) -> QRect:
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)

    def _fitted(self, words: str, room: int) -> str:
        """Leave out the end, or the middle where another choice begins with the same words."""
        measure = self.fontMetrics()
        short = measure.elidedText(words, Qt.TextElideMode.ElideRight, room)
        begins = short[:-1]
        alike = sum(self.itemText(place).startswith(begins) for place in range(self.count()))
        return short if alike < 2 else measure.elidedText(words, Qt.TextElideMode.ElideMiddle, room)

    def event(self, event: QEvent) -> bool:
        """Tell words that are cut as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            option = QStyleOptionComboBox()
            super().initStyleOption(option)
            if self.fontMetrics().horizontalAdvance(self.currentText()) > self._field(option).width():
                QToolTip.showText(event.globalPos(), plain_tip(self.currentText()), self)
                return True
        return super().event(event)

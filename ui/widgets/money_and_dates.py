"""Fields for money and days: as people write them, kept as fen and as dates."""

import datetime as dt
import re
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QWidget

from rules import dates, money
from rules.clock import Clock, today
from ui import icons
from ui.error_text import say
from ui.text import CHINESE, N_, _, language
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, bad, fold, good

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def weekday(day: dt.date) -> str:
    """Give the day of the week in words."""
    return _(WEEKDAYS[day.weekday()])


_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(2099, 12, 31)
"""Between them lies every day that a form asks for: nobody living was born before, and papers that are valid for good end with the century."""
_STEP = re.compile(r"[+-][0-9]{1,3}")


class DateField(LineField):
    """Ask for a day; takes 20090217, 2009.2.17, 2009年2月17日, 今天, 昨天, 明天, +3 (in three days). The value is a `datetime.date`.

    `until_today` lets no later day stand than that on which it is typed: a page's form stays open over night.
    """

    plain_keys = False  # 今天 needs the input method

    def __init__(
        self,
        clock: Clock,
        *,
        earliest: dt.date | None = None,
        latest: dt.date | None = None,
        until_today: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._clock = clock
        self._earliest = earliest
        self._latest = latest
        self._until_today = until_today
        super().__init__(parent)
        self.setPlaceholderText(_("如 20090217、2009.2.17、今天、+3"))
        pick = QAction(icons.icon("calendar-outline"), _("选日期  F4"), self)
        pick.triggered.connect(self._pick)
        self.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)
        self.editingFinished.connect(self._tidy)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide once the text is a day; call it wrong only when it is left."""
        day = read_day(text, today(self._clock))
        if day is None:
            return bad(_("看不出日期，请按 2009-02-17 的样子填")) if finished else STILL_TYPING
        earliest = self._earliest or _FIRST_DAY
        if day < earliest:
            return bad(_("不能早于 {day}").format(day=earliest.isoformat()))
        latest = today(self._clock) if self._until_today else self._latest or _LAST_DAY
        if day > latest:
            return bad(_("不能晚于 {day}").format(day=latest.isoformat()))
        return good(day, f"{day.isoformat()} {weekday(day)}")

    def set_value(self, value: Any) -> None:
        """Show a `datetime.date`, or nothing."""
        super().set_value(value.isoformat() if isinstance(value, dt.date) else value)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open the calendar at F4; a day more or less by arrow keys."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_F4:
            self._pick()
        elif step and (day := self.value()):
            self.set_value(day + dt.timedelta(days=step))
        else:
            super().keyPressEvent(event)

    def _tidy(self) -> None:
        """Write the day in the one way once it is certain."""
        if self.judgement.value:
            self.set_value(self.judgement.value)

    def _pick(self) -> None:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        if language() != CHINESE:
            calendar.setLocale(QLocale(language()))  # its months and weekdays are Qt's words
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        day = self.value() or today(self._clock)
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def take(chosen: QDate) -> None:
            self.set_value(dt.date(chosen.year(), chosen.month(), chosen.day()))
            calendar.close()

        calendar.clicked.connect(take)
        calendar.activated.connect(take)
        calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        calendar.show()


class MoneyField(LineField):
    """Ask for an amount in yuan; the value is an integer number of fen, the words beside it the amount in capitals, where Chinese is spoken."""

    plain_keys = True

    def __init__(self, *, most_fen: int | None = None, parent: QWidget | None = None) -> None:
        self._most = most_fen
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText(_("元"))
        self.editingFinished.connect(self._tidy)

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide at every key: an amount is either one or not."""
        try:
            fen = money.parse_yuan(text)
        except money.MoneyFormat as error:
            return bad(say(error)) if finished or error.reason != "format" else STILL_TYPING
        if self._most is not None and fen > self._most:
            return bad(_("不能超过 {most} 元").format(most=money.grouped(self._most)))
        return good(fen, money.capitals(fen) if language() == CHINESE else "")

    def set_value(self, value: Any) -> None:
        """Show an amount in fen, or nothing."""
        super().set_value(money.grouped(value) if isinstance(value, int) else value)

    def _tidy(self) -> None:
        if self.judgement.value is not None:
            self.set_value(self.judgement.value)


def read_day(text: str, now: dt.date) -> dt.date | None:
    """Give the day that `text` names, or None; `+3` and `-3` are so many days from `now`."""
    if found := _STEP.fullmatch(fold(text).replace(" ", "")):
        return now + dt.timedelta(days=int(found[0]))
    try:
        return dates.parse(text, today=now)
    except dates.DateFormat:
        return None

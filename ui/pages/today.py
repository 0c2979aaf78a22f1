"""今日待办: what waits at the desk, each with its number and the way to where it is done."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from rules import clock as clocks
from rules import money
from ui.actions import button
from ui.pages.page import Context, Page, PageSpec
from ui.pages.voucher_figures import identities
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card
from ui.widgets.labels import column, label, row
from ui.widgets.lead_tile import LeadTile
from ui.widgets.money_and_dates import WEEKDAYS
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.overview import Today
    from db.training import ClassRow
    from sync.streams import Standing
    from ui.jobs import Progress

PENDING, DISPUTED = b"pending", b"disputed"
"""What the list of persons is asked to show: ids have 16 bytes, so these are none."""
_TILE = 164
"""Least width of a tile in px."""
_LONG_WAITING = dt.timedelta(days=30)
_CLASSES_SHOWN = 6


@dataclass(frozen=True)
class _Found:
    today: "Today"
    standing: "Standing"


class TodayPage(Page):
    """Show what waits today."""

    tables = frozenset(
        {"draft", "person", "person_profile", "training_class", "enrolment", "voucher_issue", "voucher_void", "voucher_loss", "redemption",
         "flag", "stream", "receipt", "unit_grant"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("今日待办"))
        self.add_action(_("刷新"), self.load, icon="refresh", shortcut="F5")
        self.add_action(
            _("登记新人"), lambda: self.wants.emit("intake", b""), icon="plus", shortcut="Ctrl+N", primary=True
        )
        self.drafts = self._tile(_("未完成的登记"), "file-document-edit-outline", "intake", b"")
        self.pending = self._tile(_("证件待补"), "card-account-details-outline", "people", PENDING)
        self.disputed = self._tile(_("两处填写不一致"), "account-question-outline", "pending", b"conflicts")
        self.flags = self._tile(_("待核事项"), "flag-outline", "pending", b"matters")
        self.expiring = self._tile(_("30 天内到期的券"), "timer-sand", "vouchers", None)
        self.quota = self._tile(_("还可发券（张）"), "ticket-confirmation-outline", "vouchers", None)
        self.unsent = self._tile(_("未上报（条）"), "inbox-arrow-up-outline", "exchange", None)
        self.receipt = self._tile(_("最近回执"), "inbox-arrow-down-outline", "exchange", None)
        waiting = TileGrid((self.drafts, self.pending, self.disputed, self.flags), _TILE, gap=3 * GRID)
        standing = TileGrid((self.expiring, self.quota, self.unsent, self.receipt), _TILE, gap=3 * GRID)
        self.add(waiting)
        self.add(standing)
        self._classes = Card(_("近七天开班与结业"))
        self._classes.head.addWidget(
            button(_("全部班级"), lambda: self.wants.emit("classes", None), kind="quiet", icon="chevron-right")
        )
        self._class_lines = column(gap=GRID)
        self._classes.body.addLayout(self._class_lines)
        self.add(self._classes)
        self._vouchers = Card(_("本县培训券去向"))
        self.identity = label("", wrap=True)
        self.balance = label("", "hint", wrap=True)
        self._vouchers.body.addWidget(self.identity)
        self._vouchers.body.addWidget(self.balance)
        self.add(self._vouchers)
        self.body.addStretch(1)

    def load(self) -> None:
        """Ask the casebook and the streams."""
        self.load_with(_gather, self._show_found)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Take the keyboard, so that the page's keys work at once."""
        super().showEvent(event)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    def _tile(self, words: str, icon: str, target: str, thing: bytes | None) -> LeadTile:
        tile = LeadTile(words, icon)
        tile.pressed.connect(lambda: self.wants.emit(target, thing))
        return tile

    def _show_found(self, found: _Found) -> None:
        day = clocks.today(self.context.clock)
        today = found.today
        self.set_title(
            _("今日待办"),
            _("{year}年{month}月{day}日 星期{weekday}").format(
                year=day.year, month=day.month, day=day.day, weekday=WEEKDAYS[day.weekday()]
            ),
        )
        self._show_waiting(today, day)
        self._show_vouchers(today, day)
        self._show_standing(found.standing, day)
        self._show_classes(today)
        self.counted.emit(today.drafts + today.pending + today.disputed + today.same + sum(today.flags.values()))

    def _show_waiting(self, today: "Today", day: dt.date) -> None:
        from db.flags import WORDS_OF
        from db.overview import MOST_PAIRS

        self.drafts.tell(f"{today.drafts:,}", _("打开即可接着填") if today.drafts else _("没有"))
        detail, tone = _("没有"), ""
        if today.pending:
            detail, tone = _("补齐后才能领券、领证"), ""
            if today.oldest_pending:
                waited = day - dt.date.fromisoformat(today.oldest_pending)
                detail = _("最早一位已 {n} 天").format(n=waited.days) if waited.days else _("今天登记的")
                tone = "warn" if waited > _LONG_WAITING else ""
        self.pending.tell(f"{today.pending:,}", detail, tone)
        same = f"{today.same:,}" + ("+" if today.same >= MOST_PAIRS else "")
        self.disputed.tell(
            f"{today.disputed:,}",
            _("另有疑似同一人 {n} 对").format(n=same) if today.same else _("采用其一") if today.disputed else _("没有"),
            "warn" if today.disputed or today.same else "",
        )
        words = "、".join(
            _("{what} {n}").format(what=WORDS_OF.get(code, code), n=count)
            for code, count in sorted(today.flags.items())
        )
        self.flags.tell(f"{sum(today.flags.values()):,}", words or _("没有"), "bad" if today.flags else "")

    def _show_vouchers(self, today: "Today", day: dt.date) -> None:
        detail = _("没有")
        if today.expiring:
            detail = _("最早 {day} 到期").format(day=today.first_expiry)
        self.expiring.tell(f"{today.expiring:,}", detail, "warn" if today.expiring else "")
        quota = today.quota
        if quota.expires is None:
            self.quota.tell("—", _("省总尚未开通发券"))
        else:
            left = _("额度余 {left} 元").format(left=money.grouped(quota.left_fen).removesuffix(".00"))
            late = quota.expires < day
            self.quota.tell(f"{quota.free_numbers:,}", _("授权已到期") if late else left, "bad" if late else "")
        counts = today.counts
        self._vouchers.setVisible(counts.printed > 0)
        self.identity.setText("\n".join(identities(counts)))
        if counts.breaches():
            self.balance.setText(_("数目对不上，请先停止发券并联系省总。"))
        elif counts.contested:
            self.balance.setText(_("其中 {n} 张被核销两次，待查，不拨付。").format(n=counts.contested))
        else:
            self.balance.setText(_("两行数目都相符。"))
        mark(self.balance, tone="bad" if counts.breaches() else "warn" if counts.contested else "")

    def _show_standing(self, standing: "Standing", day: dt.date) -> None:
        unconfirmed = _("另有 {n} 条已发、未收到回执").format(n=f"{standing.unconfirmed - standing.unsent:,}")
        detail = unconfirmed if standing.unconfirmed > standing.unsent else _("可生成数据包上报")
        self.unsent.tell(f"{standing.unsent:,}", detail if standing.unconfirmed else _("全部已确认"))
        if standing.receipt_day:
            days = (day - dt.date.fromisoformat(standing.receipt_day)).days
            self.receipt.tell(
                _("{n} 天前").format(n=days) if days > 0 else _("今天"),
                _("第 {n} 号，{day}").format(n=standing.receipt_no, day=standing.receipt_day),
                "warn" if days > 35 else "",
            )
        else:
            self.receipt.tell("—", _("尚未导入过回执"))

    def _show_classes(self, today: "Today") -> None:
        while (item := self._class_lines.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        lines = [(_("{day} 开班").format(day=found.starts), found) for found in today.beginning]
        lines += [(_("{day} 结业").format(day=found.ends), found) for found in today.ending]
        for words, found in lines[:_CLASSES_SHOWN]:
            self._class_lines.addWidget(self._class_line(words, found))
        if not lines:
            self._class_lines.addWidget(label(_("近七天没有班级开班或结业。"), "muted"))

    def _class_line(self, words: str, found: "ClassRow") -> QWidget:
        line = QWidget()
        opens = button(
            found.name, lambda: self.wants.emit("class_roster", found.id), kind="quiet", icon="chevron-right"
        )
        facts = _("{base} · {enrolled}/{capacity} 人").format(
            base=found.base_name, enrolled=found.enrolled, capacity=found.capacity
        )
        when = label(words)
        when.setMinimumWidth(130)
        told = row(when, opens)
        told.addWidget(label(facts, "muted", wrap=True), 1)
        line.setLayout(told)
        return line


def _gather(book: "Casebook", _progress: "Progress") -> _Found:
    from db import overview
    from sync import streams

    return _Found(overview.today(book), streams.standing(book))


SPEC = PageSpec("today", N_("今日待办"), "clipboard-check-outline", TodayPage)

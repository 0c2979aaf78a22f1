"""月末结账: the month's checklist, each item with the way to where it is done; locking the reports; correcting a month that is locked."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rules import periods
from rules.periods import Period, month_of
from rules.permissions import Action, may
from rules.reports import Signers
from ui.actions import button
from ui.dialogs.confirm import ask
from ui.pages.page import Context, Page, PageSpec
from ui.pages.reports import TABLES
from ui.pages.tiles import Tile, Told
from ui.text import N_, _
from ui.theme import mark
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph, Verdict, VerdictPanel
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import label, row
from ui.widgets.period_choice import MONTHS, PeriodChoice

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.month_end import Item, MonthEnd
    from db.reports import Lock
    from rules.reports import Correction
    from ui.jobs import Progress

_SIGNS = {
    "done": ("check-circle-outline", "ok"),
    "todo": ("circle-outline", "warn"),
    "note": ("information-outline", "info"),
}
_STANDINGS = {"done": N_("已办"), "todo": N_("待办"), "note": N_("说明")}
_WAYS = {
    "class_roster": N_("去登记成绩"), "vouchers": N_("去看培训券"), "claims": N_("去申报"), "settlement": N_("去审核"), "pending": N_("去认定"), "reports": N_("看报表"),
    "exchange": N_("去生成数据包"), "attendance": N_("去补考勤"), "results": N_("去登记成绩"), "certificate_handout": N_("去发证"),
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """Hold what the page shows: the month's items, and who signed the last time."""

    found: "MonthEnd"
    signers: Signers
    late: int


def look(book: "Casebook", month: Period) -> Facts:
    """Go through a month's items; whoever signed the last month is offered again."""
    from db import month_end, reports

    found = month_end.look(book, month)
    last = reports.locks(book)
    signers = last[0].signers if last else Signers(prepared_by=book.signed_in.name)
    late = next((count for one, count in reports.late(book) if one.period == month), 0)
    return Facts(found, signers, late)


class MonthEndPage(Page):
    """Show the checklist of a month and close it."""

    tables: ClassVar[frozenset[str]] = TABLES

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("月末结账"))
        self._facts: Facts | None = None
        self._may = may(context.session.role, Action.REPORT_LOCK, context.workplace.kind)
        now = month_of(context.clock.now().date())
        self.choice = PeriodChoice(now, now.before, months_only=True)
        self.choice.chosen.connect(lambda _period: self.load())
        self.add_way(_("统计报表"), "reports", icon="arrow-left", shortcut="Alt+Left")
        self.add(row(label(_("月份")), self.choice, None))
        self.verdict = VerdictPanel()
        self.add(self.verdict)
        card = Card(_("结账前要看的"))
        self._items = QVBoxLayout()
        self._items.setSpacing(GRID)
        holder = QWidget()
        holder.setLayout(self._items)
        self._items.setContentsMargins(0, 0, 0, 0)
        card.body.addWidget(holder)
        self.add(card)
        self.rows: list[QWidget] = []
        self.ways: dict[str, QWidget] = {}
        self.sign_card = Card(_("锁定"))
        self.form = Form(field_width=220)
        self.prepared = self.form.add("prepared", _("填表人"), TextField(limit=30), required=True)
        self.reviewed = self.form.add(
            "reviewed", _("审核人"), TextField(limit=30), required=True, hint=_("不能是填表人")
        )
        self.head_person = self.form.add("head", _("负责人"), TextField(limit=30), required=True)
        self.phone = self.form.add("phone", _("联系电话"), TextField(limit=30))
        self.reason = self.form.add(
            "reason", _("更正原因"), TextField(limit=200), hint=_("例如：基地补报两名学员的成绩")
        )
        self.lock_button = button(
            _("锁定本月报表"), self._ask_lock, kind="primary", icon="lock-outline", shortcut="Ctrl+Return"
        )
        self.correct_button = button(
            _("作更正报表"), self.correct, kind="primary", icon="file-document-edit-outline", shortcut="Ctrl+Return"
        )
        self._lock_words = label("", "muted", wrap=True)
        self.sign_card.body.addWidget(self._lock_words)
        self.sign_card.body.addWidget(self.form)
        self.sign_card.body.addLayout(row(None, self.correct_button, self.lock_button))
        self.add(self.sign_card)
        self.body.addStretch(1)

    def load(self) -> None:
        """Go through the month chosen."""
        month = self.choice.period()
        self.load_with(lambda book, _progress: look(book, month), self._tell, aside=True)

    def open(self, thing: bytes | None) -> None:
        """Show the month that is named (as 2009-09), or the one chosen last."""
        if thing:
            self.choice.set_period(periods.read(thing.decode("ascii")))
            self._stale = True

    def show_month(self, month: Period) -> None:
        """Show a month."""
        self.choice.set_period(month)
        self.load()

    def _tell(self, facts: Facts) -> None:
        self._facts = facts
        found = facts.found
        self._tell_items(found)
        waiting = len(found.undone)
        self.counted.emit(waiting if found.lock is None and found.over else 0)
        month = _(found.month.label)
        if found.lock is not None:
            self._tell_locked(found.lock, facts.late)
        elif not found.over:
            words = _("到 {last} 才能锁定；现在可以先把下面的事办完。").format(last=found.month.last.isoformat())
            self.verdict.tell(Verdict.NOTE, _("{month}还没有结束").format(month=month), words)
        elif waiting:
            words = _("可以先办完再锁定；确实办不了的也可以锁定，未办的事项会记在锁定记录里。")
            if not self._may:
                words = _("请先办下面的事，办完请主管锁定。")
            self.verdict.tell(Verdict.CAUTION, _("{month}还有 {n} 项未办").format(month=month, n=waiting), words)
        else:
            words = _("锁定后报表不再改动；迟报的业务作更正报表。") if self._may else _("请主管锁定。")
            self.verdict.tell(Verdict.YES, _("{month}可以锁定").format(month=month), words)
        self._tell_form(facts)

    def _tell_locked(self, lock: "Lock", late: int) -> None:
        day = lock.day.isoformat()
        words = [
            _("填表人 {one}，审核人 {other}，负责人 {head}").format(
                one=lock.signers.prepared_by, other=lock.signers.reviewed_by, head=lock.signers.head
            )
        ]
        words += [_("锁定时未办：{one}").format(one=_(one)) for one in lock.undone]
        if late:
            words.append(_("锁定后有 {n} 个数已不同，请作更正报表。").format(n=late))
        kind = _("已于 {day} 作为零报表锁定") if lock.zero else _("已于 {day} 锁定")
        self.verdict.tell(
            Verdict.CAUTION if late else Verdict.YES, _(lock.period.label) + kind.format(day=day), "\n".join(words)
        )

    def _tell_form(self, facts: Facts) -> None:
        found = facts.found
        is_locking, is_correcting = found.lock is None and found.over, found.lock is not None and facts.late > 0
        self.sign_card.setVisible(self._may and (is_locking or is_correcting))
        self.lock_button.setVisible(is_locking)
        self.correct_button.setVisible(is_correcting)
        self.form.set_row_visible("reason", is_correcting)
        self._lock_words.setText(
            _("报表下方的填表人、审核人、负责人。锁定后不能解锁。")
            if is_locking
            else _("更正报表只写不同的数：原报、更正、更正后；原来上报的报表不改。")
        )
        for field, value in (
            (self.prepared, facts.signers.prepared_by), (self.reviewed, facts.signers.reviewed_by), (self.head_person, facts.signers.head),
            (self.phone, facts.signers.phone),
        ):  # fmt: skip
            if not field.value():
                field.set_value(value or None)

    def _tell_items(self, found: "MonthEnd") -> None:
        for one in self.rows:
            self._items.removeWidget(one)
            one.deleteLater()
        self.rows, self.ways = [], {}
        for item in found.items:
            line = self._row(item)
            self.rows.append(line)
            self._items.addWidget(line)

    def _row(self, item: "Item") -> QWidget:
        icon, tone = _SIGNS[item.standing]
        name = label(_(item.label))
        name.setMinimumWidth(84)
        detail = label(_(item.detail) or _("没有要办的"), "muted", wrap=True)
        mark(detail, tone="warn" if item.standing == "todo" else "")
        line = row(Glyph(icon, tone), name, detail)
        line.setStretch(2, 1)
        if item.page and item.standing != "done" and item.page in _WAYS:
            way = button(_(_WAYS[item.page]), partial(self.wants.emit, item.page, item.thing), icon="chevron-right")
            way.setAccessibleName(f"{_(item.label)}：{_(_WAYS[item.page])}")
            self.ways[item.key] = way
            line.addWidget(way)
        made = QWidget()
        line.setContentsMargins(0, 2, 0, 2)
        made.setLayout(line)
        made.setAccessibleName(f"{_(item.label)} {_(_STANDINGS[item.standing])} {_(item.detail)}")
        return made

    # --- deeds ---

    def signers(self) -> Signers:
        """Give who was named."""
        fields = (self.prepared, self.reviewed, self.head_person, self.phone)
        return Signers(*(str(field.value() or "").strip() for field in fields))

    def _ask_lock(self) -> None:
        if self._facts is None or not self.form.check():
            return
        undone = self._facts.found.undone
        words = _("锁定后，{month}的报表不能再改，迟报的业务只能作更正报表。").format(
            month=_(self._facts.found.month.label)
        )
        if undone:
            words += "\n" + _("还有 {n} 项未办，会记在锁定记录里。").format(n=len(undone))
        if (
            ask(
                self,
                _("锁定{month}的报表").format(month=_(self._facts.found.month.label)),
                words,
                _("锁定"),
                danger=False,
            )
            is not None
        ):
            self.lock()

    def lock(self) -> None:
        """Lock the month in sight."""
        if self._facts is None:
            return
        month, signers, undone = self._facts.found.month, self.signers(), self._facts.found.undone

        def work(book: "Casebook", progress: "Progress") -> "Lock":
            from db import reports

            return reports.lock(book, month, signers, undone, progress.step)

        self.run(
            work,
            lambda lock: self.said.emit(
                _("已锁定{month}的报表，请在“数据上报”生成数据包。").format(month=_(lock.period.label))
            ),
            write=True,
            stops=True,
            touches={"report_lock", "report_snapshot"},
            shown=_("正在锁定报表"),
        )

    def correct(self) -> None:
        """Correct the locked month in sight."""
        if self._facts is None or not self.form.check():
            return
        month, signers, reason = self._facts.found.month, self.signers(), str(self.reason.value() or "")

        def work(book: "Casebook", progress: "Progress") -> "tuple[Correction, ...]":
            from db import reports

            return reports.correct(book, month, reason, signers, progress.step)

        def take(done: "tuple[Correction, ...]") -> None:
            self.reason.set_value(None)
            self.said.emit(_("已更正 {n} 张报表，请在“数据上报”生成数据包。").format(n=len(done)))

        self.run(work, take, write=True, stops=True, touches={"report_snapshot"}, shown=_("正在作更正报表"))


def due(book: "Casebook") -> Told:
    """Tell the month that waits to be closed, for the first page."""
    from db import month_end

    found = month_end.due(book)
    if found is None:
        return Told(0)
    words = _("还有 {n} 个工作日，先看清单").format(n=found.left) if found.left else _("已过完，还没有锁定报表")
    month = _(MONTHS[found.month.month - 1])
    return Told(1, words, "" if found.left else "warn", month, str(found.month).encode("ascii"))


SPEC = PageSpec(
    "month_end", N_("月末结账"), "calendar-check-outline", MonthEndPage, under="reports",
    tiles=(Tile(N_("月末结账"), "calendar-check-outline", due),),
)  # fmt: skip

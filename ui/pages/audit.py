"""操作日志: who changed what, when, at which unit, field by field; and 记录校验, which says whether all of it is whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QSizePolicy

from rules.permissions import Action, may
from ui import audit_file
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.second_sign import ask_second
from ui.models.numbered import Numbered
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.labels import label, row
from ui.widgets.list_filters import Days, DaySpan, Pick, PickBox
from ui.widgets.list_panel import Asked, ListPanel, ListSpec
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from db.audit import Choices, Filter, Line
    from db.audit_words import Change
    from db.casebook import Casebook, Session
    from db.soundness import Checked
    from db.walks import Piece
    from ui.jobs import Progress

_MOST_SAID = 5


def _summary(line: "Line") -> str:
    return _("；").join(f"{_(one.label)} {_(one.before) or '—'} → {_(one.after)}" for one in line.changes[:3])


class AuditPage(Page):
    """Show the log, newest first."""

    tables = frozenset(
        {"person", "person_profile", "staff", "base", "course", "training_class", "enrolment", "attendance", "result", "voucher_issue",
         "voucher_void", "voucher_loss", "redemption", "claim", "claim_review", "certificate", "plain_export", "same_as", "hardship_file"}
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("审计核查") if context.workplace.kind == "province" else _("操作日志"))
        self._person: bytes | None = None
        self.check_action = self.add_action(_("记录校验"), self.check, icon="shield-check-outline")
        self.export_action = self.add_action(
            _("导出…"), self._choose_file, icon="file-export-outline", shortcut="Ctrl+E"
        )
        self.list: ListPanel[Line] = ListPanel(context, self._spec(), self.failed.emit, self)
        self.line, self.table, self.model, self.told = self.list.line, self.list.table, self.list.model, self.list.told
        self.begins_at = self.table
        self._kind, self._who, self._unit = (one for one in self.list.filters if isinstance(one, PickBox))
        days = next(one for one in self.list.filters if isinstance(one, DaySpan))
        self.first, self.last = days.first, days.last
        self.who, self.unit, self.table_choice = self._who.box, self._unit.box, self._kind.box
        self.whole_numbers = button(_("显示证件号码"), self._toggle_numbers, kind="quiet", icon="eye-outline")
        self._full = False
        self.narrowed = button("", self._widen, kind="quiet", icon="close")
        self.narrowed.hide()
        self.result = VerdictPanel()
        self.result.hide()
        self.list.said.connect(self.said.emit)
        self.table.picked.connect(self._show_line)
        self.list.shown.connect(self._after_load)
        self.caption = label("", "muted", wrap=True)
        self.changes: Listing[Change] = Listing(
            context.jobs, self._change_columns(), _("选中一条，这里列出逐项改动。"), self.failed.emit, most=5
        )
        self._lay_out()
        if not may(context.session.role, Action.AUDIT_READ, context.workplace.kind):
            self.show_forbidden(_("操作日志由主管或省总经办查看。"))

    def _lay_out(self) -> None:
        foot = row(self.caption, self.narrowed, self.whole_numbers)
        foot.setStretch(0, 1)
        self.caption.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.add(self.result)
        self.add(self.list, 1)
        self.add(foot)
        self.add(self.changes)

    def _spec(self) -> "ListSpec[Line]":
        return ListSpec(
            "audit", N_("操作日志"), self._columns(), self._source, N_("还没有记录。"), N_("姓名、证件号、券号或证书号"),
            (
                Pick("tbl", _("全部业务"), in_sight=True), Pick("actor", _("全部人员")), Pick("dev", _("全部单位")),
                Days("first", "last", _("日期")),
            ),
            exports=False,
        )  # fmt: skip

    def open(self, thing: bytes | None) -> None:
        """Show what was changed in one person's file and in what hangs on it; of everybody where no id is given."""
        self._person = thing or None
        self.narrowed.setVisible(self._person is not None)
        self.narrowed.setText(_("只看一位服务对象"))
        self._stale = True

    def load(self) -> None:
        """Fetch what one may choose by, and the first window."""
        from db import audit

        self.run(lambda book, _progress: audit.choices(book), self._fill, failed=self.show_error)
        self.list.reload()

    def _fill(self, found: "Choices") -> None:
        tables = [(name, _(words)) for name, words in found.tables]
        for box, choices in ((self._who, found.actors), (self._unit, found.units), (self._kind, tables)):
            box.offer(choices)

    def chosen(self) -> "tuple[Filter, bytes | None]":
        """Give what is chosen, and the person whose records alone are wanted."""
        return _filter(self.list.asked()), self._person

    def _source(self, asked: "Asked") -> "Numbered[Line]":
        from db import audit

        wanted, person, full = _filter(asked), self._person, self._full

        def piece(book: "Casebook", mark: Any, check: "Callable[[], None]") -> "Piece":
            found = _of_person(book, wanted, person)
            return audit.piece(book, found, mark, check, asked.order, descending=asked.descending)

        def fetch(book: "Casebook", numbers: "Sequence[int]") -> "list[Line | None]":
            return audit.by_numbers(book, numbers, full=full)

        return Numbered(piece, fetch)

    def _after_load(self, total: int) -> None:
        self.export_action.setEnabled(total > 0)
        if not total:
            self._show_line(None)
        self.list.mark_first()

    def _show_line(self, line: "Line | None") -> None:
        self.changes.tell(line.changes if line is not None else ())
        if line is None:
            self.caption.setText("")
            return
        parts = [
            f"{line.at:%Y-%m-%d %H:%M:%S}", _("{who}（{login}）").format(who=audit_file.who_words(line), login=line.login) if line.login else audit_file.who_words(line), _(line.unit), f"{_(line.table)} {line.thing}".strip(), _(line.deed),
            _("核准 {name}").format(name=line.second) if line.second else "", _("当时电脑时钟存疑") if line.doubt else "", _(line.state),
        ]  # fmt: skip
        self.caption.setText(" · ".join(part for part in parts if part))

    def _toggle_numbers(self) -> None:
        self._full = not self._full
        self.whole_numbers.setText(_("遮住证件号码") if self._full else _("显示证件号码"))
        self.list.ask()

    def _widen(self) -> None:
        self.open(None)
        self.list.ask()

    def leave(self) -> None:
        """Cover the numbers again."""
        if self._full:
            self._toggle_numbers()

    # --- export ---

    def _choose_file(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, _("导出操作日志"), _("操作日志.xlsx"), _("Excel 表 (*.xlsx);;CSV 文件 (*.csv)"), options=QFileDialog.Option.DontConfirmOverwrite
        )  # fmt: skip
        if name:
            self.export(Path(name))

    def export(self, to: Path) -> None:
        """Let a second person approve, and write what is chosen to a file."""
        second = ask_second(self.context, _("导出操作日志。文件不加密，含个人信息；导出会记入明文导出登记。"), self)
        if second is not None:
            self.export_by(to, second)

    def export_by(self, to: Path, second: "Session") -> None:
        """Write what is chosen to a file, approved by `second`."""
        wanted, person = self.chosen()
        full = self._full

        def work(book: "Casebook", progress: "Progress") -> int:
            return audit_file.write(book, _of_person(book, wanted, person), to, second, full=full, step=progress.step)

        job = self.run(
            work, lambda count: self.said.emit(_("已导出 {n} 条到“{path}”。").format(n=f"{count:,}", path=to)), write=True, touches={"plain_export"}
        )  # fmt: skip
        ProgressDialog(job, _("正在导出操作日志"), self)

    # --- check ---

    def check(self) -> None:
        """Go through all streams and rows held, and say what was found."""

        def work(book: "Casebook", progress: "Progress") -> "Checked":
            from db import soundness

            return soundness.check(book, progress.step)

        job = self.run(work, self._tell_check)
        ProgressDialog(job, _("正在校验全部记录"), self)

    def _tell_check(self, found: "Checked") -> None:
        self.result.show()
        count = _("已校验 {n} 条记录、{m} 份资料").format(n=f"{found.entries:,}", m=f"{found.rows:,}")
        if found.sound:
            self.result.tell(Verdict.YES, _("记录完整，没有被改动"), count)
            return
        lines = [audit_file.fault_words(one) for one in found.faults[:_MOST_SAID]]
        if len(found.faults) > _MOST_SAID:
            lines.append(_("另有 {n} 处，见命令 verify-chain。").format(n=len(found.faults) - _MOST_SAID))
        lines.append(_("请停止办理业务，不要删除任何文件，把上面第一条念给省总，并用最近的备份恢复。"))
        self.result.tell(Verdict.NO, _("记录不完整"), "\n".join(lines))

    def _columns(self) -> "list[Column[Line]]":
        return [
            Column(_("时间"), lambda line: f"{line.at:%Y-%m-%d %H:%M}", 146, order="at"),
            Column(_("操作人"), audit_file.who_words, 84, order="who"),
            Column(_("单位"), lambda line: _(line.unit), 150, spare=2, order="unit"),
            Column(_("业务"), lambda line: _(line.table), 116, order="table"),
            Column(_("对象"), lambda line: line.thing, 184),
            Column(_("操作"), lambda line: _(line.deed), 128, icon=self._sign, order="deed"),
            Column(_("改动"), _summary, spare=3),
            Column(_("状态"), lambda line: _(line.state), 110, spare=1),
            Column(_("核准人"), lambda line: line.second or "—", 84, extra=True),
            Column(_("登录名"), lambda line: line.login or "—", 100, extra=True),
        ]

    @staticmethod
    def _sign(line: "Line") -> tuple[str, str]:
        if line.state:
            return "alert-outline", "warn"
        return ("clock-alert-outline", "warn") if line.doubt else ("circle-small", "muted")

    def _change_columns(self) -> "list[Column[Change]]":
        return [
            Column(_("字段"), lambda one: _(one.label), 150),
            Column(_("原值"), lambda one: _(one.before) or "—"),
            Column(_("新值"), lambda one: _(one.after)),
        ]


def _filter(asked: "Asked") -> "Filter":
    from db.audit import Filter

    chosen = asked.chosen
    return Filter(
        chosen.get("first"), chosen.get("last"), chosen.get("actor", b""), chosen.get("dev", b""), chosen.get("tbl", ""), asked.text,
    )  # fmt: skip


def _of_person(book: "Casebook", wanted: "Filter", person: bytes | None) -> "Filter":
    from dataclasses import replace

    from db import audit

    return replace(wanted, rows=audit.rows_of_person(book, person)) if person else wanted


SPEC = PageSpec("audit", N_("操作日志"), "clipboard-text-clock-outline", AuditPage, under="system")

"""操作日志: who changed what, when, at which unit, field by field; and 记录校验, which says whether all of it is whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QFileDialog, QSizePolicy

from rules.permissions import Action, may
from ui import audit_file
from ui.actions import button
from ui.dialogs.progress import ProgressDialog
from ui.dialogs.second_sign import ask_second
from ui.models.numbered import Numbered
from ui.models.rows import Column, RowsModel
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.find_line import FindLine
from ui.widgets.labels import label, row
from ui.widgets.listing import Listing
from ui.widgets.money_and_dates import DateField
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from db.audit import Choices, Filter, Line
    from db.audit_words import Change
    from db.casebook import Casebook, Session
    from db.soundness import Checked
    from db.walks import Piece
    from ui.jobs import Progress

_MOST_SAID = 5
_KEPT_WIDTH = 6
_NOBODY = (N_("程序自动"), N_("未知人员"))
"""What stands where no name is known."""


def _who(line: "Line") -> str:
    return _(line.who) if line.who in _NOBODY else line.who


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
        self._filled = False
        self.check_action = self.add_action(_("记录校验"), self.check, icon="shield-check-outline")
        self.export_action = self.add_action(
            _("导出…"), self._choose_file, icon="file-export-outline", shortcut="Ctrl+E"
        )
        self.line = FindLine(_("姓名、证件号、券号或证书号"))
        self.line.settled.connect(lambda _text: self._list())
        self.first, self.last = DateField(context.clock), DateField(context.clock)
        for day, words in ((self.first, _("起始日期")), (self.last, _("截止日期"))):
            day.setAccessibleName(words)
            day.setPlaceholderText(words)
            day.setMaximumWidth(150)
            day.editingFinished.connect(self._list)
        self.who, self.unit, self.table_choice = (
            self._box(words) for words in (_("全部人员"), _("全部单位"), _("全部业务"))
        )
        self.whole_numbers = button(_("显示证件号码"), self._toggle_numbers, kind="quiet", icon="eye-outline")
        self._full = False
        self.narrowed = button("", self._widen, kind="quiet", icon="close")
        self.narrowed.hide()
        self.told = label("", "muted")
        self.result = VerdictPanel()
        self.result.hide()
        self.table = TableView(_("没有符合条件的记录。"))
        self.model: RowsModel[Line] = RowsModel(context.jobs, self._columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        self.table.picked.connect(self._show_line)
        self.model.loaded.connect(self._after_load)
        self.model.counted.connect(self._tell_count)
        self.caption = label("", "muted", wrap=True)
        self.changes: Listing[Change] = Listing(
            context.jobs, self._change_columns(), _("选中一条，这里列出逐项改动。"), self.failed.emit, most=5
        )
        self._lay_out()
        if not may(context.session.role, Action.AUDIT_READ, context.workplace.kind):
            self.show_forbidden(_("操作日志由主管或省总经办查看。"))

    def _lay_out(self) -> None:
        above = row()
        above.addWidget(self.line, 3)
        above.addWidget(self.first)
        above.addWidget(label(_("至"), "muted"))
        above.addWidget(self.last)
        above.addStretch(1)
        below = row(self.who, self.unit, self.table_choice, self.narrowed, None, self.told)
        foot = row(self.caption, self.whole_numbers)
        foot.setStretch(0, 1)
        self.caption.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        for part in (above, below, self.result):
            self.add(part)
        self.add(self.table, 1)
        self.add(foot)
        self.add(self.changes)
        self.setTabOrder(self.line, self.table)

    def _box(self, words: str) -> QComboBox:
        box = QComboBox()
        box.addItem(words, None)
        box.setAccessibleName(words)
        box.setMaximumWidth(30 * _KEPT_WIDTH)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_KEPT_WIDTH)
        box.activated.connect(lambda _index: self._list())
        return box

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
        self._list()

    def _fill(self, found: "Choices") -> None:
        if self._filled:
            return
        self._filled = True
        for box, choices in ((self.who, found.actors), (self.unit, found.units), (self.table_choice, found.tables)):
            for value, words in choices:
                box.addItem(_(words), value)

    def chosen(self) -> "tuple[Filter, bytes | None]":
        """Give what is chosen, and the person whose records alone are wanted."""
        from db.audit import Filter

        wanted = Filter(
            first=self.first.value(), last=self.last.value(), actor=self.who.currentData() or b"", dev=self.unit.currentData() or b"",
            tbl=self.table_choice.currentData() or "", text=self.line.text().strip(),
        )  # fmt: skip
        return wanted, self._person

    def _list(self) -> None:
        from db import audit

        wanted, person = self.chosen()
        full = self._full

        def piece(book: "Casebook", mark: Any, check: "Callable[[], None]") -> "Piece":
            return audit.piece(book, _of_person(book, wanted, person), mark, check)

        def fetch(book: "Casebook", numbers: "Sequence[int]") -> "list[Line | None]":
            return audit.by_numbers(book, numbers, full=full)

        self.model.show(Numbered(piece, fetch))

    def _tell_count(self, total: int, whole: bool) -> None:
        words = _("共 {n} 条") if whole else _("已找到 {n} 条，还在找……")
        self.told.setText(words.format(n=f"{total:,}"))

    def _after_load(self, total: int) -> None:
        self.export_action.setEnabled(total > 0)
        if total:
            self.table.selectRow(0)
        else:
            self._show_line(None)

    def _show_line(self, line: "Line | None") -> None:
        self.changes.tell(line.changes if line is not None else ())
        if line is None:
            self.caption.setText("")
            return
        parts = [
            f"{line.at:%Y-%m-%d %H:%M:%S}", _("{who}（{login}）").format(who=_who(line), login=line.login) if line.login else _who(line), _(line.unit), f"{_(line.table)} {line.thing}".strip(), _(line.deed),
            _("核准 {name}").format(name=line.second) if line.second else "", _("当时电脑时钟存疑") if line.doubt else "", _(line.state),
        ]  # fmt: skip
        self.caption.setText(" · ".join(part for part in parts if part))

    def _toggle_numbers(self) -> None:
        self._full = not self._full
        self.whole_numbers.setText(_("遮住证件号码") if self._full else _("显示证件号码"))
        self._list()

    def _widen(self) -> None:
        self.open(None)
        self._list()

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
            Column(_("时间"), lambda line: f"{line.at:%Y-%m-%d %H:%M}", 146),
            Column(_("操作人"), _who, 84),
            Column(_("单位"), lambda line: _(line.unit), 150, spare=2),
            Column(_("业务"), lambda line: _(line.table), 116),
            Column(_("对象"), lambda line: line.thing, 160),
            Column(_("操作"), lambda line: _(line.deed), 128, icon=self._sign),
            Column(_("改动"), _summary, spare=3),
            Column(_("状态"), lambda line: _(line.state), 110, spare=1),
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


def _of_person(book: "Casebook", wanted: "Filter", person: bytes | None) -> "Filter":
    from dataclasses import replace

    from db import audit

    return replace(wanted, rows=audit.rows_of_person(book, person)) if person else wanted


SPEC = PageSpec("audit", N_("操作日志"), "clipboard-text-clock-outline", AuditPage, under="system")

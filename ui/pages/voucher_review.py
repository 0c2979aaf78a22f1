"""结算审核 at the desk: a base's claim line by line; all are accepted but those returned with a reason."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from db import settlement, voucher_lists
from db.settlement import ClaimRow
from db.voucher_lists import ClaimDetail, ClaimLine
from rules import money
from rules import vouchers as numbers
from rules.permissions import Action, may
from ui import actions
from ui.dialogs.confirm import ask
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import column, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.pages.page import Page

FAULTS = {
    "ISSUE_UNKNOWN": N_("本县没有发放记录"),
    "OUT_OF_BLOCK": N_("券号不在授权号段内"),
    "OVER_QUOTA": N_("超出发券额度"),
    "REVOKED": N_("发券设备的授权已撤销"),
    "FORKED": N_("同一设备有两份不同记录，待省总认定"),
    "DUP_NUMBER": N_("同一券号发放过两次"),
    "REDEEMED_VOID": N_("券已作废"),
    "REDEEMED_EXPIRED": N_("核销时已过有效期"),
    "CONTESTED": N_("重复核销待查"),
    "CONTEST_LOST": N_("重复核销，认定另一笔"),
}
REASONS = (N_("副券缺失"), N_("副券与花名册不符"), N_("学员未实际参训"), N_("重复核销待查"), N_("金额有误"))


def claim_words(claim: ClaimRow) -> str:
    """Say how a claim stands."""
    if claim.accepted is None:
        return _("待审核")
    if not claim.returned:
        return _("全部通过")
    return _("通过 {accepted} 笔，退回 {returned} 笔").format(accepted=claim.accepted, returned=claim.returned)


class ReviewTab(QWidget):
    """Choose a claim, mark what is returned, decide."""

    paper_wanted = Signal(bytes)
    """Show the paper of the claim with this id."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page)
        self._page = page
        self._claims: list[ClaimRow] = []
        self._detail: ClaimDetail | None = None
        self._returned: dict[bytes, str] = {}
        here = page.context
        self._may = may(here.session.role, Action.CLAIM_REVIEW, here.workplace.kind)
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("申报"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(14)
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choice.setMaximumWidth(600)
        self.choice.currentIndexChanged.connect(lambda _index: self._open())
        self.panel = VerdictPanel()
        self.table = TableView(_("还没有收到基地的结算申报。导入基地送来的班级结果后在这里审核。"))
        self.model: RowsModel[ClaimLine] = RowsModel(page.context.jobs, self._columns(), page.failed.emit, self)
        self.table.set_rows(self.model)
        self.table.picked.connect(lambda _line: self._judge())
        self.table.opened.connect(lambda _line: self._toggle())
        self.toggle = actions.action(self, _("退回这一笔"), self._toggle, icon="file-remove-outline", shortcut="Ctrl+R")
        self.paper = actions.action(
            self, _("花名册"), self._paper, icon="printer-outline", shortcut="Ctrl+Shift+P", in_tip=True
        )
        self.decide = actions.action(
            self, _("审核通过"), self._decide, icon="check-circle-outline", shortcut="Ctrl+Return"
        )
        body = column(
            row(self.choice, actions.ActionButton(self.paper)),
            self.panel,
            self.table,
            row(actions.ActionButton(self.toggle), None, actions.ActionButton(self.decide, "primary")),
        )
        body.setContentsMargins(0, 2 * GRID, 0, 0)
        body.setStretch(2, 1)
        self.setLayout(body)
        self._show(ClaimDetail((), 0))

    def _columns(self) -> list[Column[ClaimLine]]:
        return [
            Column(_("券号"), lambda line: numbers.shown(line.row.number), 214),
            Column(_("持券人"), lambda line: line.row.holder or "—", 96),
            Column(_("核销日期"), lambda line: line.row.day, 104, spare=2),
            Column(_("金额（元）"), lambda line: money.grouped(line.row.amount_fen), 96, right=True),
            Column(_("审核意见"), self._opinion, icon=self._sign),
            Column(_("班级"), lambda line: line.row.class_name, 150, spare=1),
        ]

    def _opinion(self, line: ClaimLine) -> str:
        reason = line.returned or self._returned.get(line.row.id, "")
        if reason:
            return _("退回：{reason}").format(reason=reason)
        return _(FAULTS.get(line.fault, line.fault)) if line.fault else _("通过")

    def _sign(self, line: ClaimLine) -> tuple[str, str]:
        if line.returned or line.row.id in self._returned:
            return "close-circle-outline", "bad"
        return ("alert-outline", "warn") if line.fault else ("check-circle-outline", "ok")

    def load(self) -> None:
        """Fetch the claims."""
        self._page.run(lambda book, _progress: settlement.claims(book), self._list)

    def _list(self, claims: list[ClaimRow]) -> None:
        chosen = self.claim()
        self._claims = claims
        self._page.counted.emit(sum(claim.accepted is None for claim in claims) if self._may else 0)
        self.choice.blockSignals(True)
        self.choice.clear()
        for claim in claims:
            words = _("{base} {period} · {count} 笔 {sum} 元 · {state}").format(
                base=claim.base_name, period=claim.period, count=claim.count, sum=money.grouped(claim.amount_fen), state=claim_words(claim),
            )  # fmt: skip
            self.choice.addItem(words, claim.id)
        waiting = next((place for place, claim in enumerate(claims) if claim.accepted is None), 0)
        place = next((place for place, claim in enumerate(claims) if chosen and claim.id == chosen.id), waiting)
        self.choice.setCurrentIndex(place if claims else -1)
        self.choice.blockSignals(False)
        self._open()

    def claim(self) -> ClaimRow | None:
        """Give the claim that is open, or None."""
        place = self.choice.currentIndex()
        return self._claims[place] if 0 <= place < len(self._claims) else None

    def _open(self) -> None:
        self._returned = {}
        claim = self.claim()
        if claim is None:
            self._show(ClaimDetail((), 0))
            return
        self._page.run(lambda book, _progress: voucher_lists.claim_detail(book, claim.id), self._show)

    def _show(self, detail: ClaimDetail) -> None:
        self._detail = detail
        claim = self.claim()
        if claim is not None and claim.accepted is None:
            # what the settlement would not pay is proposed for return; the reviewer may take it back
            self._returned = {line.row.id: _(FAULTS.get(line.fault, line.fault)) for line in detail.lines if line.fault}
        self.model.show(of_list(detail.lines))
        self._judge()

    def _judge(self) -> None:
        claim, detail = self.claim(), self._detail
        is_open = claim is not None and claim.accepted is None and detail is not None
        complete = is_open and detail is not None and not detail.missing and bool(detail.lines)
        line: ClaimLine | None = self.table.current_row()
        marked = line is not None and line.row.id in self._returned
        self.toggle.setText(_("改为通过") if marked else _("退回这一笔"))
        self.toggle.setEnabled(bool(is_open and self._may and line is not None))
        self.paper.setEnabled(claim is not None)
        self.decide.setEnabled(bool(complete and self._may))
        total = len(detail.lines) if detail else 0
        back = len(self._returned)
        self.decide.setText(_("通过 {n} 笔，退回 {m} 笔").format(n=total - back, m=back) if back else _("全部通过"))
        self._tell(claim, detail)

    def _tell(self, claim: ClaimRow | None, detail: ClaimDetail | None) -> None:
        self.panel.setVisible(claim is not None)
        if claim is None or detail is None:
            return
        if claim.accepted is not None:
            words = _("通过金额 {sum} 元。退回的各笔由基地更正后重新申报。").format(
                sum=money.grouped(claim.accepted_fen)
            )
            self.panel.tell(Verdict.YES if not claim.returned else Verdict.NOTE, claim_words(claim), words)
        elif detail.missing:
            words = _("还缺 {n} 笔核销记录，请基地重新送班级结果后再审核。").format(n=detail.missing)
            self.panel.tell(Verdict.CAUTION, _("记录不全，不能审核"), words)
        elif not self._may:
            self.panel.tell(Verdict.NOTE, _("待审核"), _("结算审核由主管办理。请主管登录后审核。"))
        else:
            passed = sum(line.row.amount_fen for line in detail.lines if line.row.id not in self._returned)
            words = _("请逐张核对交回的副券。有疑问的已标出；按回车或“退回这一笔”改变意见。拟通过金额 {sum} 元。")
            self.panel.tell(Verdict.NOTE, _("待审核"), words.format(sum=money.grouped(passed)))

    def _toggle(self) -> None:
        line: ClaimLine | None = self.table.current_row()
        claim = self.claim()
        if line is None or claim is None or claim.accepted is not None or not self._may:
            return
        if line.row.id in self._returned:
            del self._returned[line.row.id]
        else:
            said = ask(
                self, _("退回 {holder} 的这一笔").format(holder=line.row.holder), _("这一笔不通过审核，由基地核对更正后重新申报。"), _("退回"),
                reasons=[_(one) for one in REASONS], danger=False,
            )  # fmt: skip
            if said is None:
                return
            self._returned[line.row.id] = said.reason
        self.table.viewport().update()
        self._judge()

    def _paper(self) -> None:
        if claim := self.claim():
            self.paper_wanted.emit(claim.id)

    def _decide(self) -> None:
        claim, returned, detail = self.claim(), dict(self._returned), self._detail
        if claim is None or detail is None:
            return
        said = ask(
            self, _("审核 {base} {period} 的申报").format(base=claim.base_name, period=claim.period),
            _("通过 {n} 笔，退回 {m} 笔。审核结果随下次上报送省总，不能撤回。").format(n=len(detail.lines) - len(returned), m=len(returned)), _("确认审核"),
        )  # fmt: skip
        if said is None:
            return

        def work(book: "Casebook", _progress: object) -> bytes:
            return settlement.review_claim(book, claim.id, returned)

        self._page.run(
            work, lambda _done: self._page.said.emit(_("审核结果已保存。")), write=True, touches={"claim_review"}
        )

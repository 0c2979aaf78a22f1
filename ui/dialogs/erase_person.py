"""Before a person's text is taken away for good: what goes, what must stay and why, and the reason."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from ui.actions import button
from ui.dialogs.fit import fit
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Verdict, VerdictPanel
from ui.widgets.form import note_of
from ui.widgets.labels import column, label, row
from ui.widgets.words_box import WordsBox

if TYPE_CHECKING:
    from db.erasure import Scope

REASONS = (N_("本人要求删除"), N_("撤回同意"), N_("重复或误登记"), N_("逝者近亲属要求"))


def goes(scope: "Scope") -> list[str]:
    """Say what an erasure takes."""
    lines = [_("姓名、证件、电话、住址等全部资料，及历次修改的内容")]
    if scope.others:
        lines.append(_("认定为同一人的另外 {n} 份档案").format(n=scope.others))
    if scope.ledgers:
        lines.append(_("同一证件号码的困难档案、已享受名单和旧台账 {n} 行").format(n=scope.ledgers))
    if scope.drafts:
        lines.append(_("没有存完的表单 {n} 份").format(n=scope.drafts))
    lines.append(_("随上报传到省总和其他电脑，那里也一并删除"))
    return lines


def stays(scope: "Scope") -> list[str]:
    """Say what stays and why."""
    lines = []
    if scope.vouchers or scope.certificates:
        lines.append(
            _(
                "培训券 {n} 张、证书 {m} 张：会计凭证须保管 30 年（会计档案管理办法），期满前保留持券人姓名和证件后四位，不作他用"
            ).format(n=scope.vouchers, m=scope.certificates)
        )
    if scope.enrolments:
        lines.append(_("报名 {n} 条：只剩“已删除个人信息”，人数照旧").format(n=scope.enrolments))
    lines.append(_("谁在何时删除、原因：长期保留"))
    return lines


def afterwards(scope: "Scope") -> list[str]:
    """Say what people have to do themselves."""
    lines = []
    if scope.bases:
        lines.append(_("给{bases}各送一次班级资料，基地收到后同样删除").format(bases=_("、").join(scope.bases)))
    if scope.backups:
        lines.append(_("销毁此前的备份 {n} 份，清单见系统管理“保管与销毁”").format(n=scope.backups))
    lines.append(_("已打印和已导出的文件由经办人自行销毁"))
    return lines


class ErasePersonDialog(QDialog):
    """Show the scope and ask for the reason; Enter alone does not do the deed."""

    def __init__(self, scope: "Scope", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("删除个人信息"))
        self._held_up = bool(scope.outstanding or scope.running or scope.loans)
        self._reason = WordsBox([_(one) for one in REASONS])
        self._reason.setAccessibleName(_("原因"))
        self._reason.editTextChanged.connect(self._judge)
        self.do = button(_("删除，不能恢复"), self.accept, kind="danger")
        cancel = button(_("取消"), self.reject)
        cancel.setDefault(True)
        self.do.setAutoDefault(False)
        parts: list[QWidget | QLayout] = [
            label(_("删除 {name} 的个人信息").format(name=scope.person.name), "title", wrap=True)
        ]
        if self._held_up:
            words = _(
                "手中有未用的培训券 {n} 张，在读或未开的班 {m} 个，没有办结的贷款 {k} 笔。请先办结、作废或退班。"
            ).format(n=scope.outstanding, m=scope.running, k=scope.loans)
            parts.append(VerdictPanel(Verdict.NO, _("现在还不能删除"), words))
        takes = VerdictPanel(Verdict.CAUTION, _("会删除"), "\n".join(goes(scope)))
        keeps = VerdictPanel(Verdict.NOTE, _("会保留"), "\n".join(stays(scope)))
        both = row(takes, keeps, gap=GRID)
        for panel in (takes, keeps):
            both.setAlignment(panel, Qt.AlignmentFlag.AlignTop)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        parts += [
            both,
            VerdictPanel(Verdict.NOTE, _("还须经办人做的"), "\n".join(afterwards(scope))),
            label(_("原因（必填；长期保留，不写姓名和号码）"), "hint"),
            self._reason,
            note_of(self._reason),
        ]
        body = column(*parts, None, row(label(_("须另一位主管当场核准"), "hint"), None, cancel, self.do), gap=GRID)
        body.setContentsMargins(5 * GRID, 4 * GRID, 5 * GRID, 4 * GRID)
        self.setLayout(body)
        fit(self, 640)
        self._judge()

    def reason(self) -> str:
        """Give the reason."""
        return self._reason.words()

    def set_reason(self, words: str) -> None:
        """Fill the reason in."""
        self._reason.setEditText(words)

    def _judge(self, _text: str = "") -> None:
        self.do.setEnabled(bool(self.reason()) and not self._held_up)

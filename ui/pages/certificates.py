"""证书: at the desk a list to look up and verify; at a base (证书打印) issuing for a class, printing, printing again, revoking."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import approvals, base_day, certificates, prints, transfers, voucher_lists
from db.casebook import Casebook, Session
from db.certificates import Candidate, CertificateRow
from db.voucher_lists import ClassCertificates
from rules import scanning
from rules.permissions import Action
from rules.scanning import Scanned
from ui import actions
from ui.dialogs.confirm import ask
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.pages import paper_jobs
from ui.pages.approvals import count_at, entry_to
from ui.pages.certificate_list import CertificateList
from ui.pages.class_picker import ClassPicker
from ui.pages.consent import seek
from ui.pages.page import Context, Page, PageSpec
from ui.pages.paper_view import PaperView
from ui.pages.spare_panel import SparePanel
from ui.pages.tiles import Tile, Told, of_classes
from ui.pages.verify_panel import VerifyPanel
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.flow import Views
from ui.widgets.labels import column, label, row
from ui.widgets.search_box import Found
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.training import ClassRow

REPRINT_REASONS = (N_("打印污损"), N_("本人遗失"), N_("缺墨、错位"))
REVOKE_REASONS = (N_("成绩登记有误"), N_("身份信息有误"), N_("不符合发证条件"))
_TOUCHED = frozenset({"certificate", "certificate_reprint", "certificate_revocation"})


def conclusion(one: Candidate) -> str:
    """Say in a word how a trainee stands."""
    if one.line.certificate:
        return _("已发证")
    return _("可发证") if one.ok else _("不能发证")


def _sign(one: Candidate) -> tuple[str, str]:
    if one.line.certificate:
        return "certificate-outline", "info"
    return ("check-circle-outline", "ok") if one.ok else ("close-circle-outline", "bad")


def _detail(one: Candidate) -> str:
    if one.line.certificate:
        return one.line.certificate
    bad = [finding.text for finding in one.findings if not finding.ok]
    return _("；").join(_(words) for words in bad or [finding.text for finding in one.findings])


def columns() -> list[Column[Candidate]]:
    """Describe the columns of the list."""
    return [
        Column(_("姓名"), lambda one: one.line.person.name, 130),
        Column(_("证件尾号"), lambda one: one.line.person.doc_tail or "—", 84),
        Column(_("结论"), conclusion, 108, icon=_sign),
        Column(_("证书编号，或各条规则的结论"), _detail),
    ]


class BaseCertificates(Page):
    """Be the page 证书打印."""

    tables = _TOUCHED | {
        "attendance",
        "result",
        "enrolment",
        "person",
        "training_class",
        "unit_grant",
        "print_log",
        "spare_opening",
        "approval",
    }

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("证书打印"))
        self._found = ClassCertificates((), {}, frozenset())
        self.picker = ClassPicker(self)
        self.picker.chosen.connect(lambda _found: self._ask())
        self.verify = VerifyPanel(self)
        self.table = self.begins_at = TableView(_("这个班还没有学员。"))
        self.model: RowsModel[Candidate] = RowsModel(context.jobs, columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        self.table.picked.connect(lambda _one: self._judge())
        self._words = label("", "muted", wrap=True)
        self.paper = PaperView(self)
        self._made: list[CertificateRow] = []
        self.views = Views()
        self.retired = SparePanel(self)
        self.asked = entry_to(self, _("待省总核准"))
        self.add_way(_("用印登记"), "seal_register", icon="stamper", shortcut="Ctrl+Y", in_tip=True)
        self.add_way(_("发证签收"), "certificate_handout", icon="hand-extended-outline", shortcut="Ctrl+G", in_tip=True)
        self.add_way(_("套打"), "overlay", icon="printer-outline", shortcut="Ctrl+T", in_tip=True)
        self.issue = self.add_action(
            _("签发"), self._issue, icon="certificate-outline", shortcut="Ctrl+N", primary=True
        )
        self.print_all = actions.action(
            self.table, _("打印未打印的"), self._print_all, icon="printer-outline", shortcut="Ctrl+P"
        )
        self.again = actions.action(self.table, _("补打"), self._reprint, shortcut="Ctrl+B")
        self.revoke = actions.action(self.table, _("作废"), self._revoke, shortcut="Ctrl+D")
        self._build()
        self._judge()

    def _build(self) -> None:
        self.paper.closed.connect(lambda: self.views.setCurrentIndex(0))
        self.paper.add_action(
            _("改为套打"),
            lambda: self.wants.emit("overlay", self._made[0].id if self._made else None),
            shortcut="Ctrl+Shift+T",
        )
        deeds = row(
            actions.ActionButton(self.again),
            actions.ActionButton(self.revoke, "danger"),
            self._words,
            actions.ActionButton(self.print_all),
            gap=GRID,
        )
        deeds.setStretch(2, 1)
        shown = QWidget()
        lines = column(self.retired, self.picker, self.verify, self.table, deeds)
        lines.setStretch(3, 1)
        shown.setLayout(lines)
        self.views.addWidget(shown)
        self.views.addWidget(self.paper)
        self.add(self.views, 1)

    def load(self) -> None:
        """Fetch the classes, then the candidates of the one in hand."""
        self.picker.load()
        self.run(lambda book, _progress: transfers.spare_standing(book), self.retired.tell_standing)
        count_at(self, self.asked, _("待省总核准"))

    def take_scan(self, scanned: Scanned, _hits: Sequence[Found]) -> bool:
        """Judge a code that proves itself."""
        if scanning.TOKEN not in scanned.kinds:
            return False
        self.verify.take(scanned.text)
        return True

    def open(self, thing: bytes | None) -> None:
        """Take the class with this id in hand, or the class of the certificate with this id."""
        if thing is None:
            return

        def find(book: Casebook, _progress: object) -> bytes:
            kind = voucher_lists.kind_of(book, thing)
            return certificates.get(book, thing).class_id if kind == "certificate" else thing

        def take(class_id: bytes) -> None:
            self.views.setCurrentIndex(0)
            self.picker.want(class_id)

        self.run(find, take)

    def _ask(self) -> None:
        found = self.picker.row()
        if found is None:
            return

        def take(made: ClassCertificates) -> None:
            if (now := self.picker.row()) is not None and now.id == found.id:
                self._take_certificates(made)

        self.run(lambda book, _progress: voucher_lists.class_certificates(book, found.id), take)

    def _take_certificates(self, found: ClassCertificates) -> None:
        self._found = found
        self.model.show(of_list(found.candidates))
        self._judge()

    def chosen(self) -> CertificateRow | None:
        """Give the marked trainee's certificate, or None."""
        one: Candidate | None = self.table.current_row()
        return self._found.rows.get(one.line.enrolment) if one is not None else None

    def _unprinted(self) -> list[CertificateRow]:
        return [one for one in self._found.rows.values() if one.number not in self._found.printed]

    def _judge(self) -> None:
        ready = sum(one.ok for one in self._found.candidates)
        issued = len(self._found.rows)
        left = len(self._unprinted())
        self.issue.setText(_("签发 {n} 张").format(n=ready) if ready else _("签发"))
        self.issue.setEnabled(ready > 0)
        self.print_all.setText(_("打印 {n} 张").format(n=left) if left else _("都已打印"))
        self.print_all.setEnabled(left > 0)
        certificate = self.chosen()
        self.again.setEnabled(certificate is not None)
        self.revoke.setEnabled(certificate is not None)
        blocked = len(self._found.candidates) - ready - issued
        words = _("已发证 {issued} 人，可发证 {ready} 人，不能发证 {blocked} 人").format(
            issued=issued, ready=ready, blocked=max(0, blocked)
        )
        self._words.setText(words if self._found.candidates else "")

    def _issue(self) -> None:
        found: ClassRow | None = self.picker.row()
        if found is None:
            return
        self.issue.setEnabled(False)

        def take(made: list[CertificateRow]) -> None:
            self.said.emit(_("已签发 {n} 张证书。").format(n=len(made)))
            self._show_papers(made)

        self.run(
            lambda book, _progress: certificates.issue(book, found.id), take, failed=self._refused, write=True, touches=_TOUCHED
        )  # fmt: skip

    def _refused(self, error: Exception) -> None:
        self.failed.emit(error)
        self._judge()

    def _print_all(self) -> None:
        self._show_papers(self._unprinted())

    def _show_papers(self, made: list[CertificateRow]) -> None:
        self._made = made
        title = (
            _("培训合格证书 {n} 张").format(n=len(made))
            if len(made) > 1
            else _("{holder} 的证书").format(holder=made[0].holder)
        )
        self.paper.make(
            title, paper_jobs.of_certificates([one.id for one in made]), lambda: self.views.setCurrentIndex(1), kind=prints.CERTIFICATE, each=paper_jobs.CERTIFICATES_A_PAGE,
            note=_("证书须盖基地和主办工会两枚章，领取时本人签收。打印以后再打须办补打。"),
        )  # fmt: skip

    def _reprint(self) -> None:
        found = self.chosen()
        if found is None:
            return
        said = ask(
            self, _("补打 {holder} 的证书").format(holder=found.holder), _("证书 {number}。补打的证书会标明第几次打印，须由另一人核准。").format(number=found.number),
            _("补打"), reasons=[_(one) for one in REPRINT_REASONS], danger=False,
        )  # fmt: skip
        if said is None:
            return
        what = _("补打证书 {number}（{holder}）：{reason}").format(
            number=found.number, holder=found.holder, reason=said.reason
        )

        def do(second: Session) -> None:
            self.run(
                lambda book, _progress: certificates.reprint(book, found.id, said.reason, second=second),
                lambda made: self._show_papers([made]), write=True, touches=_TOUCHED,
            )  # fmt: skip

        about = {"certificate": found.id}
        seek(self, what, do=do, ask=lambda book: approvals.ask(book, Action.CERTIFICATE_REPRINT, about, said.reason))

    def _revoke(self) -> None:
        found = self.chosen()
        if found is None:
            return
        said = ask(
            self, _("作废 {holder} 的证书").format(holder=found.holder),
            _("证书 {number}。作废后扫码核验会显示“证书已作废”，不能恢复；更正后可重新签发。须由另一人核准。").format(number=found.number),
            _("作废"), reasons=[_(one) for one in REVOKE_REASONS],
        )  # fmt: skip
        if said is None:
            return
        what = _("作废证书 {number}（{holder}）：{reason}").format(
            number=found.number, holder=found.holder, reason=said.reason
        )

        def do(second: Session) -> None:
            self.run(
                lambda book, _progress: certificates.revoke(book, found.id, said.reason, second=second),
                lambda _made: self.said.emit(_("证书已作废。")), write=True, touches=_TOUCHED,
            )  # fmt: skip

        about = {"certificate": found.id}
        seek(self, what, do=do, ask=lambda book: approvals.ask(book, Action.CERTIFICATE_REVOKE, about, said.reason))


def _page(context: Context) -> Page:
    return BaseCertificates(context) if context.workplace.kind == "base" else CertificateList(context)


def _to_certify(book: Casebook) -> Told:
    return of_classes(base_day.to_certify(book))


def _unprinted(book: Casebook) -> Told:
    return of_classes(base_day.unprinted(book))


BASE_TILES = (
    Tile(N_("可以发证（人）"), "certificate-outline", _to_certify),
    Tile(N_("证书待打印（张）"), "printer-outline", _unprinted),
)
"""What waits at a base; a desk issues none."""
SPEC = PageSpec(
    "certificates",
    N_("证书"),
    "certificate-outline",
    _page,
    opens=frozenset({"certificate"}),
    scans=frozenset({scanning.TOKEN}),
)

"""证书 at the desk: find a certificate by number or name, and judge any by its code."""

from collections.abc import Sequence

from db import certificates, number_lists
from db.casebook import Casebook
from db.certificates import CertificateRow
from rules import scanning
from rules.scanning import Scanned
from ui import actions
from ui.models.numbered import Numbered, walked
from ui.models.rows import Column, as_day
from ui.pages.page import Context, Page
from ui.pages.verify_panel import VerifyPanel
from ui.text import N_, _
from ui.widgets.list_filters import Days, Pick
from ui.widgets.list_panel import Asked, ListPanel, ListSpec
from ui.widgets.search_box import Found


def standing(one: CertificateRow) -> str:
    """Say in a word whether a certificate holds."""
    if one.revoked:
        return _("已作废")
    return _("有效（补打 {n} 次）").format(n=one.reprints) if one.reprints else _("有效")


def columns() -> list[Column[CertificateRow]]:
    """Describe the columns of the list."""
    return [
        Column(_("证书编号"), lambda one: one.number, 184, order="number"),
        Column(_("姓名"), lambda one: one.holder, order="holder"),
        Column(_("证件尾号"), lambda one: one.doc_tail, 86, extra=True),
        Column(_("工种"), lambda one: one.course, 108, spare=2, order="course"),
        Column(_("班级"), lambda one: one.class_name, 150, spare=1, order="class"),
        Column(_("学时"), lambda one: str(one.hours), 64, right=True, extra=True, value=lambda one: one.hours),
        Column(_("发证日期"), lambda one: one.issued_on, 98, order="issued_on", value=lambda one: as_day(one.issued_on)),
        Column(_("情况"), standing, 140, icon=lambda one: ("cancel", "bad") if one.revoked else ("check-circle-outline", "ok"), order="standing"),
    ]  # fmt: skip


def _spec() -> ListSpec[CertificateRow]:
    standings = [
        (number_lists.VALID, _("有效")),
        (number_lists.REPRINTED, _("补打过")),
        (number_lists.REVOKED, _("已作废")),
    ]
    return ListSpec(
        name="certificates", title=N_("证书名单"), columns=columns(), source=_source,
        empty=N_("还没有证书。基地发证后随班级结果送来，就会出现在这里。"), find=N_("证书编号、尾号、姓名或拼音首字母"),
        nothing=N_("没有符合条件的证书。可改查编号尾数或姓名，或清除条件。"), counted=N_("共 {n} 张"),
        filters=(Pick("standing", _("全部情况"), standings, in_sight=True), Days("first", "last", _("发证日期"))),
    )  # fmt: skip


def _source(asked: Asked) -> Numbered[CertificateRow]:
    chosen = number_lists.Chosen(asked.text, **asked.chosen)
    return walked(
        lambda book: number_lists.certificates(book, chosen, asked.order, descending=asked.descending),
        number_lists.certificate_lines,
    )


class CertificateList(Page):
    """Be the page 证书 of a desk."""

    tables = frozenset({"certificate", "certificate_reprint", "certificate_revocation"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("证书"))
        self.add_way(_("用印登记"), "seal_register", icon="stamper", shortcut="Ctrl+Y", in_tip=True)
        self.add_way(_("发证签收"), "certificate_handout", icon="hand-extended-outline", shortcut="Ctrl+G", in_tip=True)
        self.verify = VerifyPanel(self)
        self.list: ListPanel[CertificateRow] = ListPanel(context, _spec(), self.failed.emit, self)
        self.search, self.table, self.model = self.list.line, self.list.table, self.list.model
        self.begins_at = self.search
        self.list.said.connect(self.said.emit)
        self.person = actions.action(
            self, _("服务对象"), self._person, icon="account-outline", shortcut="Ctrl+O", in_tip=True
        )
        self.person.setEnabled(False)
        self.table.opened.connect(lambda _line: self._person())
        self.table.picked.connect(lambda line: self.person.setEnabled(line is not None))
        self.list.shown.connect(lambda _total: self.list.mark_first())
        self.list.head.addWidget(actions.ActionButton(self.person))
        self.add(self.verify)
        self.add(self.list, 1)

    def load(self) -> None:
        """Show the list anew, where it stands."""
        self.list.reload()

    def take_scan(self, scanned: Scanned, _hits: Sequence[Found]) -> bool:
        """Judge a code that proves itself."""
        if scanning.TOKEN not in scanned.kinds:
            return False
        self.verify.take(scanned.text)
        return True

    def open(self, thing: bytes | None) -> None:
        """Find the certificate with this id."""
        if thing is None:
            return

        def find(book: Casebook, _progress: object) -> str:
            return certificates.get(book, thing).number

        self.run(find, self.list.look_for)

    def _person(self) -> None:
        line: CertificateRow | None = self.table.current_row()
        if line is not None and line.person:
            self.wants.emit("person", line.person)

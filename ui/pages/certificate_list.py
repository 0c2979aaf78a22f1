"""证书 at the desk: find a certificate by number or name, and judge any by its code."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from db import certificates, voucher_lists
from db.casebook import Casebook
from db.certificates import CertificateRow
from rules import scanning
from rules.scanning import Scanned
from ui import actions
from ui.list_export import offer_export
from ui.models.rows import Column, RowsModel, Source, as_day
from ui.pages.page import Context, Page
from ui.pages.verify_panel import VerifyPanel
from ui.text import _
from ui.widgets.labels import label, row
from ui.widgets.search_box import Found
from ui.widgets.table_view import TableView

WAIT_MS = 180
Line = tuple[int, CertificateRow]


def standing(one: CertificateRow) -> str:
    """Say in a word whether a certificate holds."""
    if one.revoked:
        return _("已作废")
    return _("有效（补打 {n} 次）").format(n=one.reprints) if one.reprints else _("有效")


def columns() -> list[Column[Line]]:
    """Describe the columns of the list."""
    return [
        Column(_("证书编号"), lambda line: line[1].number, 184),
        Column(_("姓名"), lambda line: line[1].holder),
        Column(_("工种"), lambda line: line[1].course, 108, spare=2),
        Column(_("班级"), lambda line: line[1].class_name, 150, spare=1),
        Column(_("发证日期"), lambda line: line[1].issued_on, 98, value=lambda line: as_day(line[1].issued_on)),
        Column(
            _("情况"),
            lambda line: standing(line[1]),
            140,
            icon=lambda line: ("cancel", "bad") if line[1].revoked else ("check-circle-outline", "ok"),
        ),
    ]


class CertificateList(Page):
    """Be the page 证书 of a desk."""

    tables = frozenset({"certificate", "certificate_reprint", "certificate_revocation"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("证书"))
        self.add_action(_("用印登记"), lambda: self.wants.emit("seal_register", None), icon="stamper")
        self.add_action(
            _("发证签收"), lambda: self.wants.emit("certificate_handout", None), icon="hand-extended-outline"
        )
        self.verify = VerifyPanel(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("证书编号、尾号或姓名  Ctrl+F"))
        self.search.setAccessibleName(_("查找证书"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(360)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.load)
        self.search.textChanged.connect(lambda _text: self._wait.start())
        actions.action(self, _("查找证书"), self.search.setFocus, shortcut="Ctrl+F")
        self._total = label("", "muted")
        self._total.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.table = TableView(_("还没有证书。基地发证后随班级结果送来，就会出现在这里。"))
        self.model: RowsModel[Line] = RowsModel(context.jobs, columns(), self.failed.emit, self)
        self.table.set_rows(self.model)
        offer_export(self.table, context, _("证书名单"), self.said.emit, self.failed.emit)
        self.person = actions.action(self.table, _("服务对象"), self._person, icon="account-outline")
        self.person.setEnabled(False)
        self.table.opened.connect(lambda _line: self._person())
        self.table.picked.connect(lambda line: self.person.setEnabled(line is not None))
        self.model.loaded.connect(self._after_load)
        self.add(self.verify)
        self.add(row(self.search, self._total, actions.ActionButton(self.person)))
        self.add(self.table, 1)

    def load(self) -> None:
        """Fetch what fits the search."""
        self._wait.stop()
        text = "".join(self.search.text().split())
        self.table.set_empty_words(
            _("没有符合条件的证书。") if text else _("还没有证书。基地发证后随班级结果送来，就会出现在这里。")
        )
        self.model.show(
            Source(
                lambda book, after, limit: certificates.page(book, text=text, after=after or 0, limit=limit),
                lambda line: line[0],
                lambda book: voucher_lists.count_certificates(book, text),
            )
        )

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

        self.run(find, self.search.setText)

    def _after_load(self, total: int) -> None:
        self._total.setText(_("共 {n} 张").format(n=f"{total:,}"))
        if total:
            self.table.selectRow(0)

    def _person(self) -> None:
        line: Line | None = self.table.current_row()
        if line is not None and line[1].person:
            self.wants.emit("person", line[1].person)

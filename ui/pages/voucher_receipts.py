"""领券签收: the list on which people sign for their vouchers, of a day or of a class."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QSizePolicy

from db import handovers, prints, training
from rules import money
from rules import vouchers as numbers
from ui.models.rows import Column
from ui.pages import paper_jobs
from ui.pages.handover_page import HandoverPage, MarkList
from ui.pages.page import Context, PageSpec
from ui.text import N_, _
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import column, label, row

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.handovers import Taken
    from db.training import ClassRow

Choice = tuple[bytes | None, str]
"""A class, or a day as ISO text."""


class VoucherReceipts(HandoverPage):
    """Be the page 领券签收."""

    tables = frozenset({"voucher_issue", "voucher_void", "enrolment", "training_class"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("领券签收"), "vouchers")
        self.print_act = self.add_action(
            _("打印签收表"), self._print, icon="printer-outline", shortcut="Ctrl+Shift+P", primary=True
        )
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("发放日或班级"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(22)
        self.choice.setMaximumWidth(420)
        self.choice.activated.connect(lambda _index: self._ask())
        self.told = label("", "muted")
        self.told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.list: MarkList[Taken] = MarkList(
            self, self._columns(), _("没有这一天或这个班的券。先在“发放培训券”里发放。")
        )
        self.list.opened.connect(lambda one: self.wants.emit("vouchers", one.id))
        body = column(row(self.choice, self.told), self.list)
        body.setStretch(1, 1)
        self.set_body(body)
        self.print_act.setEnabled(False)

    def load(self) -> None:
        """Fetch the days and the classes, then the vouchers of the choice in hand."""

        def look(book: "Casebook", _progress: object) -> "tuple[list[tuple[str, int]], list[ClassRow]]":
            return handovers.issue_days(book), training.classes(book)

        self.load_with(look, lambda found: self._fill(*found))

    def open(self, thing: bytes | None) -> None:
        """Take the class with this id in hand."""
        if thing is not None:
            self.choice.setCurrentIndex(max(0, self._line_of((thing, ""))))
            self._ask()

    def _line_of(self, wanted: Choice) -> int:
        return next((place for place in range(self.choice.count()) if self.choice.itemData(place) == wanted), -1)

    def _fill(self, days: "list[tuple[str, int]]", classes: "list[ClassRow]") -> None:
        kept = self.chosen()
        self.choice.clear()
        for day, count in days:
            self.choice.addItem(_("{day} 发放（{n} 张）").format(day=day, n=count), (None, day))
        for one in classes:
            self.choice.addItem(_("班级：{name}").format(name=one.name), (one.id, ""))
        self.choice.setCurrentIndex(max(0, self._line_of(kept)) if self.choice.count() else -1)
        self._ask()

    def chosen(self) -> Choice:
        """Give the class or the day in hand."""
        found: Choice | None = self.choice.currentData()
        return found or (None, "")

    def _ask(self) -> None:
        class_id, day = self.chosen()
        if class_id is None and not day:
            self._take([])
            return

        def take(found: "list[Taken]") -> None:
            if (class_id, day) == self.chosen():
                self._take(found)

        self.run(lambda book, _progress: handovers.taken(book, class_id=class_id, day=day), take)

    def _take(self, found: "list[Taken]") -> None:
        self.list.tell(found)
        total = money.grouped(sum(one.face_fen for one in found))
        self.told.setText(_("共 {n} 张，面值 {sum} 元").format(n=len(found), sum=total))
        self.print_act.setEnabled(bool(found))

    def _print(self) -> None:
        self.show_paper(
            _("领券签收表 {what}").format(what=self.choice.currentText().partition("（")[0]), paper_jobs.of_taken(*self.chosen()),
            prints.VOUCHERS_TAKEN, _("由本人凭证件领取并签名，不得代签。"),
        )  # fmt: skip

    def _columns(self) -> "list[Column[Taken]]":
        return [
            Column(_("券号"), lambda one: numbers.shown(one.number), 214),
            Column(_("姓名"), lambda one: one.holder),
            Column(_("证件尾号"), lambda one: one.doc_tail, 84),
            Column(_("工种"), lambda one: one.course, 110, spare=2),
            Column(_("面值（元）"), lambda one: money.grouped(one.face_fen), 96, right=True),
            Column(_("有效期至"), lambda one: one.valid_until, 100, spare=1),
            Column("", lambda one: _("补发") if one.reissue else "", 60),
        ]


SPEC = PageSpec("voucher_receipts", N_("领券签收"), "draw-pen", VoucherReceipts, under="vouchers")

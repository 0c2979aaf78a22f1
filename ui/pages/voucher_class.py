"""整班发放: everybody on a class's roster who may have a voucher gets one at once; the others stand there with the reason."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from db import training, voucher_lists, vouchers
from db.training import ClassRow
from db.voucher_lists import IssueCandidate
from db.vouchers import IssueDraft, VoucherRow
from ui import actions
from ui.dialogs.confirm import ask
from ui.models.listed import of_list
from ui.models.rows import Column, RowsModel
from ui.text import _
from ui.tokens import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.labels import column, label, row
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from db.casebook import Casebook
    from ui.pages.page import Page

_TOUCHED = frozenset({"voucher_issue"})


def reasons(one: IssueCandidate) -> str:
    """Give why somebody may not have a voucher, in one line."""
    bad = [finding.text for finding in one.findings if not finding.ok]
    return _("；").join(_(words) for words in bad) if bad else _("符合全部条件")


def columns() -> list[Column[IssueCandidate]]:
    """Describe the columns of the list."""
    return [
        Column(_("姓名"), lambda one: one.person.name, 130),
        Column(_("证件尾号"), lambda one: one.person.doc_tail or "—", 84),
        Column(
            _("结论"),
            lambda one: _("可发") if one.ok else _("不能发"),
            92,
            icon=lambda one: ("check-circle-outline", "ok") if one.ok else ("close-circle-outline", "bad"),
        ),
        Column(_("原因"), reasons),
    ]


class ClassTab(QWidget):
    """Choose a class, see who may have a voucher, issue them all or none."""

    def __init__(self, page: "Page", show_papers: Callable[[list[VoucherRow]], None]) -> None:
        super().__init__(page)
        self._page = page
        self._show_papers = show_papers
        self._classes: list[ClassRow] = []
        self._found: list[IssueCandidate] = []
        self._wanted: bytes | None = None
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("班级"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(12)
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choice.setMaximumWidth(460)
        self.choice.currentIndexChanged.connect(lambda _index: self._ask())
        self.bound = QCheckBox(_("只能在本班的基地使用"))
        self.table = TableView(_("还没有班级，或班上还没有学员。请先在培训报名中开班、报名。"))
        self.model: RowsModel[IssueCandidate] = RowsModel(page.context.jobs, columns(), page.failed.emit, self)
        self.table.set_rows(self.model)
        self.table.opened.connect(lambda one: page.wants.emit("person", one.person.id))
        self._words = label("", "muted", wrap=True)
        self.issue = actions.action(
            self, _("发放并打印"), self._issue, icon="printer-outline", shortcut="Ctrl+Shift+Return"
        )
        body = column(
            row(self.choice, self.bound),
            self.table,
            row(self._words, actions.ActionButton(self.issue, "primary")),
        )
        body.setContentsMargins(0, 2 * GRID, 0, 0)
        body.setStretch(1, 1)
        self.setLayout(body)
        self._show([])

    def load(self) -> None:
        """Fetch the classes."""
        self._page.run(lambda book, _progress: training.classes(book), self._list)

    def open(self, class_id: bytes) -> None:
        """Take the class with this id."""
        self._wanted = class_id
        self.load()

    def _list(self, classes: list[ClassRow]) -> None:
        wanted = self._wanted or self.choice.currentData()
        self._wanted = None
        self._classes = classes
        self.choice.blockSignals(True)
        self.choice.clear()
        for one in classes:
            self.choice.addItem(_("{name} · {base}").format(name=one.name, base=one.base_name), one.id)
        place = next((place for place, one in enumerate(classes) if one.id == wanted), 0)
        self.choice.setCurrentIndex(place if classes else -1)
        self.choice.blockSignals(False)
        self._ask()

    def chosen(self) -> ClassRow | None:
        """Give the class that is chosen, or None."""
        place = self.choice.currentIndex()
        return self._classes[place] if 0 <= place < len(self._classes) else None

    def _ask(self) -> None:
        found = self.chosen()
        if found is None:
            self._show([])
            return

        def take(judged: list[IssueCandidate]) -> None:
            if (now := self.chosen()) is not None and now.id == found.id:
                self._show(judged)

        self._page.run(lambda book, _progress: voucher_lists.class_candidates(book, found.id), take)

    def _show(self, found: list[IssueCandidate]) -> None:
        self._found = sorted(found, key=lambda one: one.ok)
        self.model.show(of_list(self._found))
        ready = sum(one.ok for one in found)
        self.issue.setText(_("发放并打印 {n} 张").format(n=ready) if ready else _("发放并打印"))
        self.issue.setEnabled(ready > 0)
        words = _("名册 {total} 人：可发 {ready} 人，不能发 {left} 人").format(
            total=len(found), ready=ready, left=len(found) - ready
        )
        self._words.setText(words if found else "")

    def _issue(self) -> None:
        found = self.chosen()
        if found is None:
            return
        ready = [one.person.id for one in self._found if one.ok]
        said = ask(
            self,
            _("给 {name} 发放培训券").format(name=found.name),
            _("将发放 {n} 张。全部成功才记入；有一张办不成，就一张也不发。").format(n=len(ready)),
            _("发放 {n} 张").format(n=len(ready)),
            danger=False,
        )
        if said is None:
            return
        is_bound = self.bound.isChecked()
        self.issue.setEnabled(False)

        def work(book: "Casebook", _progress: object) -> list[VoucherRow]:
            base = next((one.code for one in training.bases(book) if one.id == found.base), "") if is_bound else ""
            return vouchers.issue(book, [IssueDraft(person, found.course_name, base) for person in ready])

        def take(made: list[VoucherRow]) -> None:
            self._page.said.emit(_("已发放 {n} 张。").format(n=len(made)))
            self._show_papers(made)

        self._page.run(work, take, failed=self._refused, write=True, touches=_TOUCHED)

    def _refused(self, error: Exception) -> None:
        self._page.failed.emit(error)
        self._ask()

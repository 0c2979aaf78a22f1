"""Founding a workplace, once in its life: which kind, which unit, who works here. Gives a frozen draft; a use case founds it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from ui.actions import button
from ui.dialogs.foundation_steps import KindStep, PersonStep, Step, SummaryStep, UnitStep
from ui.text import _
from ui.tokens import GRID
from ui.widgets.labels import column, label, row, rule


@dataclass(frozen=True)
class FoundingPerson:
    """Hold a person who will sign in here; `role` is 'clerk', 'base_staff', 'supervisor' or 'officer'."""

    name: str
    login: str
    role: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class FoundationDraft:
    """Hold all that a foundation needs: kind 'desk', 'base' or 'province', county of 6 digits (2 for a province)."""

    kind: str
    name: str
    county: str
    folder: Path
    people: tuple[FoundingPerson, ...]


class FoundationWizard(QDialog):
    """Lead through the steps; the draft is in `draft` once it is accepted.

    `check_passphrase(passphrase, login)` raises an `AppError` for one that is too weak.
    """

    def __init__(
        self,
        folder: Path,
        check_passphrase: Callable[[str, str], None],
        region_name: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.draft: FoundationDraft | None = None
        self.setWindowTitle(_("新建工作点"))
        self.kind = KindStep()
        self.unit = UnitStep(folder, region_name)
        self.first = PersonStep(check_passphrase)
        self.second = PersonStep(check_passphrase, is_second=True)
        self.summary = SummaryStep()
        self._steps: list[Step] = [self.kind, self.unit, self.first, self.second, self.summary]
        self._place = 0
        self._stack = QStackedWidget()
        for step in self._steps:
            self._stack.addWidget(step)
            step.completed.connect(self.go_on)
        self._where = label("", "hint")
        self._title = label("", "title")
        self._lead = label("", "muted", wrap=True)
        self._back = button(_("上一步"), self.go_back)
        self._skip = button(_("以后再加"), self._skip_second, kind="quiet")
        self._next = button(_("下一步"), self.go_on, kind="primary")
        for part in (self._back, self._skip):
            part.setAutoDefault(False)
        self._next.setAutoDefault(False)
        body = column(
            self._where,
            self._title,
            self._lead,
            2 * GRID,
            self._stack,
            rule(),
            row(button(_("取消"), self.reject, kind="quiet"), None, self._skip, self._back, self._next),
            gap=GRID,
        )
        body.setContentsMargins(7 * GRID, 5 * GRID, 7 * GRID, 5 * GRID)
        body.setStretch(4, 1)
        self.setLayout(body)
        self.resize(640, 480)
        self._show()

    def go_on(self) -> None:
        """Take the step if it is complete, and show the next, or accept at the end."""
        step = self._steps[self._place]
        if not step.check():
            return
        if self._place == len(self._steps) - 1:
            self.draft = self._make()
            self.accept()
            return
        self._place += 1
        self._show()

    def go_back(self) -> None:
        """Show the step before."""
        self._place = max(0, self._place - 1)
        self._show()

    def _skip_second(self) -> None:
        self.second.clear()
        self._place += 1
        self._show()

    def _show(self) -> None:
        step = self._steps[self._place]
        kind = self.kind.kind()
        self.unit.set_kind(kind)
        self.first.set_kind(kind)
        self.second.set_kind(kind)
        self.second.set_taken(self.first.login())
        if step is self.summary:
            self.summary.tell(self._make())
        self._where.setText(_("第 {n} 步，共 {total} 步").format(n=self._place + 1, total=len(self._steps)))
        self._title.setText(step.title)
        self._lead.setText(step.lead)
        self._stack.setCurrentWidget(step)
        self._back.setEnabled(self._place > 0)
        self._skip.setVisible(step is self.second)
        self._next.setText(_("建立工作点") if step is self.summary else _("下一步"))
        step.enter()

    def _make(self) -> FoundationDraft:
        people = [FoundingPerson(*fields) for fields in (self.first.person(), self.second.person()) if fields]
        return FoundationDraft(
            self.kind.kind(), self.unit.name(), self.unit.county(), self.unit.folder(), tuple(people)
        )

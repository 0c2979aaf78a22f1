"""A person's way at a glance: the steps of the chain in their order, those taken strong, the others quiet."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rules import chain
from ui.text import _
from ui.theme import mark
from ui.widgets.flow import Flow
from ui.widgets.labels import column, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.story import Step


class ChainStrip(QWidget):
    """Show the steps; a step not taken is no reproach, so it is only pale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = {name: label(_(name)) for name in chain.STEPS}
        line = Flow()
        for name in chain.STEPS:
            if name == chain.BESIDE[0]:
                line.add(label("·", "hint"))
            elif name not in chain.BESIDE and name != chain.WAY[0]:
                line.add(label("→", "hint"))
            line.add(self.steps[name])
        self.setLayout(column(line))
        self.tell(())

    def tell(self, steps: "Sequence[Step]") -> None:
        """Show what was taken: a tick, how often where more than once, the day beside it when one rests on it."""
        taken = {step.name: step for step in steps if step.times}
        for name, part in self.steps.items():
            step = taken.get(name)
            times = f"×{step.times}" if step and step.times > 1 else ""
            part.setText(f"✓ {_(name)}{times}" if step else _(name))
            mark(part, role="" if step else "hint")
            last = _("最近 {day}").format(day=step.last) if step and step.last else ""
            part.setToolTip(last if step else _("还没有办过"))
        self.setAccessibleName(_("已办：{steps}").format(steps=_("、").join(_(name) for name in taken) or _("没有")))

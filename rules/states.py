"""The states that a matter passes through and the steps allowed between them (docs/decisions/0049): declared once, drawn and guarded everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.errors import UserError


class StepNotAllowed(UserError):
    """Say that a matter cannot go from the state `now` to the state `to`; field `label` names the matter's kind."""

    code = "STEP_NOT_ALLOWED"


@dataclass(frozen=True)
class States:
    """Hold the states of one kind of matter in Chinese words.

    `edges` maps each state to those that may follow it, in the order in which they are offered; a state without followers is an end.
    `first` are the states in which a new one may begin, the usual one first. `column` holds the state, `day` the business day of its last step.
    """

    first: tuple[str, ...]
    edges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    column: str = "status"
    day: str = "status_on"

    @property
    def names(self) -> tuple[str, ...]:
        """Give all states, in the order in which they are met."""
        found = dict.fromkeys(self.first)
        for state, following in self.edges.items():
            found |= dict.fromkeys((state, *following))
        return tuple(found)

    @property
    def ends(self) -> tuple[str, ...]:
        """Give the states that nothing follows."""
        return tuple(name for name in self.names if not self.edges.get(name))

    def after(self, now: str) -> tuple[str, ...]:
        """Give the states that may follow `now`."""
        return tuple(self.edges.get(now, ()))

    def check(self, now: str, to: str, label: str = "") -> None:
        """Raise StepNotAllowed unless `to` may follow `now`; an empty `now` means a new matter."""
        if to not in (self.after(now) if now else self.first):
            raise StepNotAllowed(now=now, to=to, label=label)

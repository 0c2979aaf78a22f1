"""What became of the rows of a table that is taken in, counted: of a roster and of an old ledger alike."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Outcome = Literal["accepted", "duplicate", "rejected", "parked"]


@dataclass(frozen=True)
class Summary:
    """Hold the counts of a table in the shape of the command line's JSON."""

    rows: int
    accepted: int
    duplicates: int
    rejected: Mapping[str, int]
    parked: Mapping[str, int]
    warnings: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Give the counts as plain values, codes in alphabetical order."""
        return {
            "rows": self.rows, "accepted": self.accepted, "duplicates": self.duplicates, "rejected": dict(sorted(self.rejected.items())),
            "parked": dict(sorted(self.parked.items())), "warnings": dict(sorted(self.warnings.items())),
        }  # fmt: skip


class Coded(Protocol):
    """Be a thing found in a row."""

    @property
    def code(self) -> str:
        """Give its code."""
        ...


class Judged(Protocol):
    """Be the verdict on one row."""

    @property
    def outcome(self) -> Outcome:
        """Give what became of the row."""
        ...

    @property
    def findings(self) -> Sequence[Coded]:
        """Give what was found in it."""
        ...

    @property
    def decided_by(self) -> str:
        """Give the code by which it was refused or parked."""
        ...


def summarise(verdicts: Iterable[Judged]) -> Summary:
    """Count the verdicts; rejected and parked rows by the code that decided, warnings of accepted rows once a row and code."""
    outcomes: Counter[str] = Counter()
    decided: dict[str, Counter[str]] = {"rejected": Counter(), "parked": Counter()}
    warnings: Counter[str] = Counter()
    for verdict in verdicts:
        outcomes[verdict.outcome] += 1
        if verdict.outcome in decided:
            decided[verdict.outcome][verdict.decided_by] += 1
        elif verdict.outcome == "accepted" and verdict.findings:
            warnings.update({finding.code for finding in verdict.findings})
    return Summary(
        outcomes.total(), outcomes["accepted"], outcomes["duplicate"], decided["rejected"], decided["parked"], warnings
    )

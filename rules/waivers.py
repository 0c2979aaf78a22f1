"""四免 and 五帮 of Hunan's start-up training: four fees waived item by item, five helps for who leads others into work (programme section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.errors import UserError

ITEMS: tuple[tuple[str, str], ...] = (
    ("tuition", "学费"),
    ("books", "书本费"),
    ("exam", "职业技能鉴定费"),
    ("paper", "证书工本费"),
)
"""The four fees: the word that begins their columns, and what they are called."""
HELPS = ("1", "2", "3", "4", "5")
"""Codes of `startup_help`: 安排实践基地, 选项目, 办证件, 落实优惠政策, 开业宣传."""
DONE = "1"
"""Code of `startup_help_outcome` that counts as done."""


class WaivedTooMuch(UserError):
    """Say that more of a fee was waived than was due; fields `column`, `label`, `due_fen`."""

    code = "WAIVED_TOO_MUCH"


class NothingWaived(UserError):
    """Say that none of the four fees was waived; field `column`."""

    code = "NOTHING_WAIVED"


class WaiverSumWrong(UserError):
    """Say that the sum on the paper is not that of the items; fields `column`, `sum_fen`, `told_fen`."""

    code = "WAIVER_SUM_WRONG"


@dataclass(frozen=True, slots=True)
class Fee:
    """Hold one of the four fees: what was due and what was waived of it, in fen."""

    name: str
    label: str
    due: int
    waived: int


def fees(values: Mapping[str, int | None]) -> tuple[Fee, ...]:
    """Give the four fees of a record whose columns are called `tuition_due_fen`, `tuition_waived_fen` and so on."""
    return tuple(
        Fee(name, label, values.get(f"{name}_due_fen") or 0, values.get(f"{name}_waived_fen") or 0)
        for name, label in ITEMS
    )


def total(values: Mapping[str, int | None], told: int | None) -> int:
    """Give the sum waived; raise WaivedTooMuch, NothingWaived, or WaiverSumWrong where `told` is another."""
    found = fees(values)
    for fee in found:
        if fee.waived > fee.due:
            raise WaivedTooMuch(column=f"{fee.name}_waived_fen", label=fee.label, due_fen=fee.due)
    whole = sum(fee.waived for fee in found)
    if not whole:
        raise NothingWaived(column="tuition_waived_fen")
    if told is not None and told != whole:
        raise WaiverSumWrong(column="total_fen", sum_fen=whole, told_fen=told)
    return whole


def completion(done: Sequence[str]) -> int:
    """Give how much of the five helps is done, in whole percent; the same help twice is one."""
    return 100 * len(set(done) & set(HELPS)) // len(HELPS)

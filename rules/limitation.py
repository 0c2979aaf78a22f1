"""How long a worker may wait: arbitration, recognition of an injury, suing after an award. A right that lapses in a drawer is lost for good.

中华人民共和国劳动争议调解仲裁法 (2008-05-01) articles 27, 43, 50; 工伤保险条例 article 17. The last day is the day of the same number; where it is
a day of rest the law allows the next working day, on which no office should rely, so it is not reckoned with here.
"""

import datetime as dt
from dataclasses import dataclass

from rules.followups import months_after

NOTICE_DAYS, CLOSE_DAYS = 60, 30
"""Days before a deadline from which it is told, and from which it presses."""
YEAR = 12
EMPLOYER_DAYS = 30
"""Days that the employer has to apply for recognition of an injury (工伤保险条例 article 17, first paragraph)."""
SUE_DAYS = 15
"""Days for suing after the award was received (劳动争议调解仲裁法 article 50)."""
ARBITRATION, BY_EMPLOYER, BY_WORKER, SUE = "申请仲裁", "单位申请工伤认定", "本人或工会申请工伤认定", "不服裁决起诉"


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """Hold a last day and for what it is the last."""

    day: dt.date
    what: str

    def left(self, today: dt.date) -> int:
        """Give the days that are left, negative once it is over."""
        return (self.day - today).days


def arbitration(
    *, is_wage: bool, known_on: dt.date | None, left_on: dt.date | None = None, interrupted_on: dt.date | None = None
) -> dt.date | None:  # fmt: skip
    """Give the last day for arbitration; None where none runs or its beginning is not known.

    One year from when the worker knew or had to know; for wages owed none while they are employed, and one year from leaving. A demand, a
    complaint or an admission in between lets the year begin again (article 27).
    """
    begun = left_on if is_wage else known_on
    if begun is None:
        return None
    return months_after(max(begun, interrupted_on or begun), YEAR)


def recognition(injured_on: dt.date) -> tuple[Deadline, Deadline]:
    """Give the employer's and the worker's last days to apply for recognition of an injury."""
    return (
        Deadline(injured_on + dt.timedelta(days=EMPLOYER_DAYS), BY_EMPLOYER),
        Deadline(months_after(injured_on, YEAR), BY_WORKER),
    )


def suing(received_on: dt.date) -> Deadline:
    """Give the last day to sue after an award was received."""
    return Deadline(received_on + dt.timedelta(days=SUE_DAYS), SUE)

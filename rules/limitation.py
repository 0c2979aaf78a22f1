"""How long a worker may wait: arbitration, recognition of an injury, suing after an award. A right that lapses in a drawer is lost for good.

中华人民共和国劳动争议调解仲裁法 (2008-05-01) articles 27, 43, 50; 工伤保险条例 article 17. The last day is the day of the same number; where it is
a day of rest the law allows the next working day, on which no office should rely, so it is not reckoned with here.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.followups import months_after

NOTICE_DAYS, CLOSE_DAYS = 60, 30
"""Days before a deadline from which it is told, and from which it presses."""
YEAR = 12
EMPLOYER_DAYS = 30
"""Days that the employer has to apply for recognition of an injury (工伤保险条例 article 17, first paragraph)."""
SUE_DAYS = 15
"""Days for suing after the award was received (劳动争议调解仲裁法 article 50)."""
ARBITRATION, BY_EMPLOYER, BY_WORKER, SUE = "申请仲裁", "单位申请工伤认定", "本人或工会申请工伤认定", "不服裁决起诉"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """Hold a last day, for what it is the last, and how it was reckoned (what came of it, not compared)."""

    day: dt.date
    what: str
    run: "Run | None" = field(default=None, compare=False)

    def left(self, today: dt.date) -> int:
        """Give the days that are left, negative once it is over."""
        return (self.day - today).days


@dataclass(frozen=True, slots=True)
class Interruption:
    """Hold a day on which the time begins again (中断), and why, in words."""

    day: dt.date
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Suspension:
    """Hold days that do not count (中止): from `day` until the day before `ended`, None while it lasts; and why, in words."""

    day: dt.date
    ended: dt.date | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """Hold the last day that an authority has granted (准予延长), on which day, and why, in words."""

    day: dt.date
    until: dt.date
    cause: str = ""


Event = Interruption | Suspension | Extension


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold what became of one event: how many days it did not let count, or why it counts for nothing (`before`, `after`, `shorter`)."""

    event: Event
    days: int = 0
    void: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a time that runs: its first day, months or days, its last day, what became of each event in the order of their days.

    `stands` tells that a suspension lasts today: `day` is then the last day if the cause fell away today.
    """

    begun: dt.date
    months: int
    days: int
    day: dt.date
    taken: tuple[Taken, ...] = ()
    stands: bool = False

    @property
    def plain(self) -> dt.date:
        """Give the last day that it would have without any event."""
        return _after(self.begun, self.months, self.days)


def reckon(
    begun: dt.date, today: dt.date, events: Sequence[Event] = (), *, months: int = 0, days: int = 0
) -> Run:  # fmt: skip
    """Let a time of `months` or `days` run from `begun` under what interrupted, suspended or extended it.

    An interruption lets the whole time begin again from its day, but only while the time runs: what has lapsed does not revive, and what lies
    before the beginning is none. Days of a suspension do not count; the day on which its cause falls away counts again (article 27, third paragraph).
    An extension sets the last day where that is later. A suspension that lasts is reckoned as if it ended `today`, the earliest that it can.
    """
    ordered = sorted(events, key=lambda one: one.day)
    start, counted = begun, [one for one in ordered if isinstance(one, Suspension)]
    void: dict[int, str] = {}
    last, lost = _last(start, counted, today, months, days)
    for one in ordered:
        if not isinstance(one, Interruption):
            continue
        if one.day <= start:
            void[id(one)] = "before"
        elif one.day > last:
            void[id(one)] = "after"
        else:
            start = one.day
            last, lost = _last(start, counted, today, months, days)
    until = max((one.until for one in ordered if isinstance(one, Extension)), default=last)
    taken = []
    for one in ordered:
        if isinstance(one, Suspension):
            void_for = "" if id(one) in lost else "after" if one.day > last else "before"
            taken.append(Taken(one, lost.get(id(one), 0), void_for))
        elif isinstance(one, Extension):
            taken.append(Taken(one, void="" if one.until == until and until > last else "shorter"))
        else:
            taken.append(Taken(one, void=void.get(id(one), "")))
    stands = any(one.ended is None and id(one) in lost for one in counted)
    return Run(begun, months, days, max(last, until), tuple(taken), stands)


def _after(day: dt.date, months: int, days: int) -> dt.date:
    return months_after(day, months) + dt.timedelta(days=days)


def _ended(one: Suspension, today: dt.date) -> dt.date:
    return max(one.ended or today, one.day)


def _last(
    start: dt.date, suspensions: Sequence[Suspension], today: dt.date, months: int, days: int
) -> tuple[dt.date, dict[int, int]]:  # fmt: skip
    """Give the last day from `start`, and the days that each suspension (by identity) kept from counting: a day is lost once, however many cover it."""
    last = _after(start, months, days)
    lost: dict[int, int] = {}
    free = start + _DAY  # the first day counts on the morrow
    for one in suspensions:
        first, ended = max(one.day, free), _ended(one, today)
        if one.day > last or ended < free or (ended == free and one.ended is not None):
            continue
        gone = max(0, (ended - first).days)
        last += dt.timedelta(days=gone)
        free = max(free, ended)
        lost[id(one)] = gone
    return last, lost


def arbitration(
    *, is_wage: bool, known_on: dt.date | None, today: dt.date, left_on: dt.date | None = None, events: Sequence[Event] = ()
) -> Deadline | None:  # fmt: skip
    """Give the last day for arbitration; None where none runs or its beginning is not known.

    One year from when the worker knew or had to know; for wages owed none while they are employed, and one year from leaving. A demand, a
    complaint or an admission in between lets the year begin again; where something beyond one's power stops one, it waits (article 27).
    """
    begun = left_on if is_wage else known_on
    if begun is None:
        return None
    run = reckon(begun, today, events, months=YEAR)
    return Deadline(run.day, ARBITRATION, run)


def recognition(
    injured_on: dt.date, today: dt.date, by_employer: Sequence[Event] = (), by_worker: Sequence[Event] = ()
) -> tuple[Deadline, Deadline]:  # fmt: skip
    """Give the employer's and the worker's last days to apply for recognition of an injury.

    The employer's may be extended by the authority (工伤保险条例 article 17); time that the worker lost without fault does not count
    (法释〔2014〕9号 article 7).
    """
    employer = reckon(injured_on, today, by_employer, days=EMPLOYER_DAYS)
    worker = reckon(injured_on, today, by_worker, months=YEAR)
    return Deadline(employer.day, BY_EMPLOYER, employer), Deadline(worker.day, BY_WORKER, worker)


def suing(received_on: dt.date, today: dt.date, events: Sequence[Event] = ()) -> Deadline:
    """Give the last day to sue after an award was received; the court may extend it (民事诉讼法，期间的顺延)."""
    run = reckon(received_on, today, events, days=SUE_DAYS)
    return Deadline(run.day, SUE, run)

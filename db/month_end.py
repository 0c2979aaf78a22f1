"""月末结账: what must be seen to before a month is locked, item by item, each with the page on which it is done.

What a desk, a base and the province look at is declared in `CHECKS`; an area with something of its own adds a `Check` there. Locking is possible
whatever is left undone, but the lock keeps what was.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from db import flags, handovers, reports, settlement, training, voucher_lists, workdays
from db.casebook import Casebook
from db.reports import CountyStanding, Lock
from rules import periods
from rules.clock import CHINA
from rules.periods import Period
from rules.reports import Report
from rules.workdays import Calendar

Standing = Literal["done", "todo", "note"]
LAST_WORKDAYS = 3
"""In so many last workdays of a month the first page speaks of its end."""
_NAMED = 3


@dataclass(frozen=True)
class Item:
    """Hold one item: a key, its words, how it stands, how many things wait, a line about them, the page that does it and what to open there."""

    key: str
    label: str
    standing: Standing
    count: int = 0
    detail: str = ""
    page: str = ""
    thing: bytes | None = None


@dataclass(frozen=True)
class MonthEnd:
    """Hold a month as it stands before it is locked: its items, its lock where there is one, months locked before, and whether it has ended."""

    month: Period
    items: tuple[Item, ...]
    lock: Lock | None
    earlier: tuple[Lock, ...]
    over: bool

    @property
    def undone(self) -> tuple[str, ...]:
        """Give the words of what is left to do."""
        return tuple(
            f"{one.label}：{one.detail}" if one.detail else one.label for one in self.items if one.standing == "todo"
        )


@dataclass(frozen=True)
class Found:
    """Hold what a check found: how many things wait (0: done), a line about them, what its page opens; `note` where it only says something."""

    count: int = 0
    detail: str = ""
    thing: bytes | None = None
    note: bool = False


class Look:
    """Be one look at a month: what several checks ask for is made once."""

    def __init__(self, book: Casebook, month: Period) -> None:
        self.book, self.month, self.last = book, month, month.last.isoformat()

    @cached_property
    def reports(self) -> list[Report]:
        """Give the month's reports with today's figures."""
        return reports.make_all(self.book, [self.month])

    @cached_property
    def units(self) -> list[CountyStanding]:
        """Give how the province's counties and bases stand with the month."""
        return reports.standing(self.book, self.month)

    @cached_property
    def unclaimed(self) -> list[bytes]:
        """Give the redemptions of a base up to the month's end that stand in no claim, or were returned."""
        return [line.id for line in settlement.unclaimed(self.book) if line.day <= self.last]

    @cached_property
    def returned(self) -> Collection[bytes]:
        """Give the redemptions that reviews returned."""
        return voucher_lists.returned_lines(self.book).keys()


@dataclass(frozen=True)
class Check:
    """Declare a check: its key for good, its words, what it asks, and the page that does what it finds (`db` never names more of a page)."""

    key: str
    label: str
    find: Callable[[Look], Found]
    page: str = ""


def look(book: Casebook, month: Period) -> MonthEnd:
    """Go through the checks of this kind of workplace for a month."""
    one = Look(book, month)
    items = tuple(_item(check, check.find(one)) for check in CHECKS[book.workplace.kind])
    return MonthEnd(
        month, items, reports.lock_of(book, month), tuple(reports.locks(book)[:12]), month.last <= book.today
    )


def _item(check: Check, found: Found) -> Item:
    standing: Standing = "note" if found.note else "todo" if found.count else "done"
    return Item(check.key, check.label, standing, found.count, found.detail, check.page, found.thing)


def _many(count: int, words: str, thing: bytes | None = None) -> Found:
    return Found(count, words.format(n=f"{count:,}"), thing) if count else Found()


# --- training


def _results(one: Look) -> Found:
    """Find trainees of classes that ended by then, for whom no result was recorded."""
    row = one.book.store.one(
        """SELECT count(*) AS n, count(DISTINCT c.id) AS classes, min(c.id) AS one FROM training_class c JOIN enrolment e ON e.class_id = c.id
        WHERE c.ends <= ? AND c.status NOT IN (?, ?) AND e.status <> ? AND NOT EXISTS (SELECT 1 FROM result r WHERE r.enrolment = e.id)""",
        (one.last, training.DRAFT, training.CANCELLED, training.LEFT),
    )
    count, classes = row["n"], row["classes"]
    if not count:
        return Found()
    return Found(count, f"{count:,} 人（{classes} 个班）已结业未登记成绩", bytes(row["one"]))


def _attendance(one: Look) -> Found:
    """Find days of classes that ran in the month of which no half day was recorded: a class's workdays, at most its own number of days."""
    calendar, until = workdays.calendar(one.book), min(one.month.last, one.book.today)
    waiting: list[tuple[str, int, bytes]] = []
    for row in voucher_lists.own_classes(one.book)[0]:
        if not row.enrolled or not row.starts or row.status in {training.DRAFT, training.CANCELLED}:
            continue
        last = min(until, dt.date.fromisoformat(row.ends or row.starts))
        if last < one.month.first:
            continue  # what was not recorded of it was told at the end of its own month
        due = min(row.days or 366, calendar.count(dt.date.fromisoformat(row.starts), last))
        taken = {day for day, _part in training.sheets(one.book, row.id) if day <= last.isoformat()}
        if due > len(taken):
            waiting.append((row.name, due - len(taken), row.id))
    if not waiting:
        return Found()
    names = _names([name for name, _days, _id in waiting])
    days = sum(days for _name, days, _id in waiting)
    return Found(days, f"{names}共 {days} 天没有考勤", waiting[0][2])


def _certificates(one: Look) -> Found:
    """Find certificates of the base, issued by then, that wait for their holders."""
    count = handovers.not_handed_out(one.book, until=one.month.last)
    return _many(count, "{n} 张证书没有发到学员手里")


# --- vouchers


def _unclaimed(one: Look) -> Found:
    """Find redemptions in no claim yet, at a base."""
    return _many(sum(line not in one.returned for line in one.unclaimed), "{n} 张已核销未申报")


def _returned(one: Look) -> Found:
    """Find redemptions that reviews returned and that were not claimed again."""
    return _many(sum(line in one.returned for line in one.unclaimed), "{n} 张被退回，没有重新申报")


def _not_claimed_here(one: Look) -> Found:
    """Find redemptions that came to a desk and stand in no claim known there."""
    return _many(int(one.book.store.value(
        """SELECT count(*) FROM redemption r WHERE r.day <= ? AND lower(hex(r.id)) NOT IN
        (SELECT j.value FROM claim c, json_each(c.redemptions) j WHERE json_valid(c.redemptions) AND j.type = 'text')""", (one.last,),
    )), "{n} 张已核销，基地未申报")  # fmt: skip


def _reviews(one: Look) -> Found:
    """Find claims that wait to be reviewed."""
    return _many(int(one.book.store.value(
        "SELECT count(*) FROM claim c WHERE c.day <= ? AND NOT EXISTS (SELECT 1 FROM claim_review w WHERE w.claim = c.id)", (one.last,),
    )), "{n} 份申报未审核")  # fmt: skip


def _contested(one: Look) -> Found:
    """Find vouchers redeemed twice that nobody has decided."""
    return _many(flags.count_open(one.book.store).get("CONTESTED", 0), "{n} 张券重复核销待查")


# --- reports


def _balance(one: Look) -> Found:
    """Find rules between lines that do not hold in the month's reports; at the province also in what the counties sent."""
    broken = [f"{made.title}：{rule.words}" for made in one.reports for rule in made.judged if rule.standing == "bad"]
    if one.book.workplace.kind == "province":
        broken += [f"{unit.name}{words}" for unit in one.units for words in unit.broken]
    return Found(len(broken), f"{len(broken):,} 处不平。{broken[0]}") if broken else Found()


def _zero(one: Look) -> Found:
    """Say where nothing happened: the zero report is sent all the same."""
    if all(made.is_zero for made in one.reports):
        return Found(0, "本月没有业务，锁定后作为零报表上报，不能不报", note=True)
    return Found(0, "本月有业务，不是零报表")


def _late(one: Look) -> Found:
    """Find locked months with entries that came after the lock."""
    found = reports.late(one.book)
    months = "、".join(held.period.label for held, _count in found)
    return Found(len(found), f"{len(found)} 个已锁定的月份有迟报业务：{months}") if found else Found()


def _unsent(one: Look) -> Found:
    """Count our own entries that no bundle has taken along yet."""
    sql = "SELECT coalesce(sum(max(seq - exported, 0)), 0) FROM stream WHERE mine = 1 AND state = 'open'"
    return _many(int(one.book.store.value(sql)), "{n} 条记录还没有生成数据包")


# --- the province's units


def _silent(one: Look) -> Found:
    """Find counties that have not locked the month, or whose bundle with it has not come."""
    names = [unit.name for unit in one.units if unit.lock is None and not unit.is_base]
    return Found(len(names), f"{_names(names)}未报月报") if names else Found()


def _silent_bases(one: Look) -> Found:
    """Find bases that have not closed the month: one without business sends a zero report."""
    names = [unit.name for unit in one.units if unit.lock is None and unit.is_base]
    return Found(len(names), f"{_names(names)}未结账，没有业务的也要报零报表") if names else Found()


def _corrections(one: Look) -> Found:
    """Find counties whose figures are no longer those that they sent: their correction report is awaited."""
    names = [unit.name for unit in one.units if unit.differs]
    return Found(len(names), f"{_names(names)}上报后数已不同，等其更正报表") if names else Found()


def _names(names: list[str]) -> str:
    """Name the first few of several."""
    told = "、".join(names[:_NAMED])
    return f"{told}等 {len(names)} 个" if len(names) > _NAMED else told


_REPORTS = (
    Check("balance", "勾稽关系", _balance, "reports"),
    Check("zero", "零报表", _zero, "reports"),
    Check("late", "更正报表", _late, "reports"),
)
CHECKS: Mapping[str, tuple[Check, ...]] = {
    "desk": (
        Check("results", "成绩登记", _results, "class_roster"),
        Check("claims", "结算申报", _not_claimed_here, "vouchers"),
        Check("reviews", "结算审核", _reviews, "vouchers"),
        Check("contested", "重复核销", _contested, "pending"),
        *_REPORTS,
        Check("unsent", "数据上报", _unsent, "exchange"),
    ),
    "base": (
        Check("attendance", "考勤", _attendance, "attendance"),
        Check("results", "成绩登记", _results, "results"),
        Check("claims", "结算申报", _unclaimed, "claims"),
        Check("returned", "申报退回", _returned, "claims"),
        Check("certificates", "发证签收", _certificates, "certificate_handout"),
        *_REPORTS,
        Check("unsent", "数据上报", _unsent, "exchange"),
    ),
    "province": (
        Check("silent", "各县月报", _silent, "reports"),
        Check("silent_bases", "基地月报", _silent_bases, "reports"),
        Check("corrections", "各县更正", _corrections, "reports"),
        Check("reviews", "结算审核", _reviews, "settlement"),
        Check("contested", "重复核销", _contested, "pending"),
        *_REPORTS,
    ),
}
"""What each kind of workplace goes through, in the order in which it is done."""


# --- when it is due


@dataclass(frozen=True)
class Due:
    """Hold the month that waits to be closed, and how many workdays of it are left (0: it is over)."""

    month: Period
    left: int


def due(book: Casebook) -> Due | None:
    """Give the month to be closed now: one that is over and open, else the running one in its last workdays; None where nothing is due.

    Months before this casebook's first record, and before the last month that was locked, are not asked for.
    """
    running, held = periods.month_of(book.today), reports.locks(book)
    started = book.store.value("SELECT ts FROM entry ORDER BY n LIMIT 1")
    if started is not None:
        first = periods.month_of(dt.datetime.fromtimestamp(started / 1000, CHINA).date())
        past = max(first, min(running.before, held[0].period.after) if held else running.before)
        if past < running and not any(one.period == past for one in held):
            return Due(past, 0)
    left = _left(workdays.calendar(book), book)
    return Due(running, left) if left <= LAST_WORKDAYS and not any(one.period == running for one in held) else None


def _left(calendar: Calendar, book: Casebook) -> int:
    """Count the workdays that are left of the running month, today included."""
    return calendar.count(book.today, periods.month_of(book.today).last)

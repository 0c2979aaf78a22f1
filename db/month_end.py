"""月末结账: what must be seen to before a month is locked, item by item, each with the page on which it is done.

An area with something of its own to look at adds a function to `ITEMS`. Locking is possible whatever is left undone, but the lock keeps what was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from db import flags, reports, training
from db.casebook import Casebook
from db.reports import Lock
from rules.periods import Period

Standing = Literal["done", "todo", "note"]


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


def look(book: Casebook, month: Period) -> MonthEnd:
    """Go through the items of a month."""
    items = tuple(item for make in ITEMS for item in make(book, month))
    return MonthEnd(
        month, items, reports.lock_of(book, month), tuple(reports.locks(book)[:12]), month.last <= book.today
    )


def _item(key: str, label: str, count: int, words: str, page: str, thing: bytes | None = None) -> tuple[Item, ...]:
    """Make an item that is done where nothing waits."""
    detail = words.format(n=f"{count:,}") if count else ""
    return (Item(key, label, "todo" if count else "done", count, detail, page, thing),)


def _results(book: Casebook, month: Period) -> tuple[Item, ...]:
    """Find trainees of classes that ended by then, for whom no result was recorded."""
    row = book.store.one(
        """SELECT count(*) AS n, count(DISTINCT c.id) AS classes, min(c.id) AS one FROM training_class c JOIN enrolment e ON e.class_id = c.id
        WHERE c.ends <= ? AND c.status NOT IN (?, ?) AND e.status <> ? AND NOT EXISTS (SELECT 1 FROM result r WHERE r.enrolment = e.id)""",
        (month.last.isoformat(), training.DRAFT, training.CANCELLED, training.LEFT),
    )
    words = "{n} 人（" + str(row["classes"]) + " 个班）已结业未登记成绩"
    return _item("results", "成绩登记", row["n"], words, "class_roster", bytes(row["one"]) if row["n"] else None)


def _claims(book: Casebook, month: Period) -> tuple[Item, ...]:
    """Find redemptions in no claim, and claims that wait to be reviewed."""
    unclaimed = int(book.store.value(
        """SELECT count(*) FROM redemption r WHERE r.day <= ? AND lower(hex(r.id)) NOT IN
        (SELECT j.value FROM claim c, json_each(c.redemptions) j WHERE json_valid(c.redemptions) AND j.type = 'text')""", (month.last.isoformat(),),
    ))  # fmt: skip
    waiting = int(book.store.value(
        "SELECT count(*) FROM claim c WHERE c.day <= ? AND NOT EXISTS (SELECT 1 FROM claim_review w WHERE w.claim = c.id)", (month.last.isoformat(),),
    ))  # fmt: skip
    page = {"desk": "vouchers", "base": "claims"}.get(book.workplace.kind, "settlement")
    return (
        *_item("claims", "结算申报", unclaimed, "{n} 张已核销未申报", page),
        *_item("reviews", "结算审核", waiting, "{n} 份申报未审核", page),
    )


def _flags(book: Casebook, _month: Period) -> tuple[Item, ...]:
    """Find vouchers redeemed twice that nobody has decided."""
    return _item(
        "contested", "重复核销", flags.count_open(book.store).get("CONTESTED", 0), "{n} 张券重复核销待查", "pending"
    )


def _reports(book: Casebook, month: Period) -> tuple[Item, ...]:
    """Find rules between lines that do not hold in the month's reports, and say where nothing happened: the zero report is sent all the same."""
    made = reports.make_all(book, [month])
    broken = [f"{report.title}：{one.words}" for report in made for one in report.judged if one.standing == "bad"]
    balance = _item("balance", "勾稽关系", len(broken), "{n} 处不平。" + (broken[0] if broken else ""), "reports")
    if all(report.is_zero for report in made):
        return (*balance, Item("zero", "零报表", "note", 0, "本月没有业务，锁定后作为零报表上报，不能不报", "reports"))
    return (*balance, Item("zero", "零报表", "done", 0, "本月有业务，不是零报表", "reports"))


def _late(book: Casebook, _month: Period) -> tuple[Item, ...]:
    """Find locked months with entries that came after the lock."""
    found = reports.late(book)
    months = "、".join(one.period.label for one, _count in found)
    return _item("late", "更正报表", len(found), "{n} 个已锁定的月份有迟报业务：" + months, "reports")


def _unsent(book: Casebook, _month: Period) -> tuple[Item, ...]:
    """Count our own entries that no bundle has taken along yet."""
    count = int(
        book.store.value(
            "SELECT coalesce(sum(max(seq - exported, 0)), 0) FROM stream WHERE mine = 1 AND state = 'open'"
        )
    )
    if book.workplace.kind == "province":
        return ()
    return _item("unsent", "数据上报", count, "{n} 条记录还没有生成数据包", "exchange")


ITEMS: tuple[Callable[[Casebook, Period], tuple[Item, ...]], ...] = (
    _results, _claims, _flags, _reports, _late, _unsent,
)  # fmt: skip

"""就业信息员: their terms, what each of them sent in, and how much of it held (报送条数, 有效率; programme section 4, info_officer).

A vacancy names the officer who sent it in. It is valid once somebody has asked the employer (核实), whatever became of it later; past its last
day it comes down by the program like every other.
"""

import datetime as dt
from dataclasses import dataclass

from db import jobs, lapsing, records, schema, story
from db.casebook import Casebook
from db.lapsing import Term
from db.records import Filter, Kind, Record
from db.tables import network as tables
from rules.fairs import percent
from rules.permissions import Action

NOTICE_DAYS = 30
"""Days before its end on which a term is told."""

OFFICER = Kind("info_officer", Action.NETWORK_WRITE)


@dataclass(frozen=True, slots=True)
class Sent:
    """Hold what an officer sent in: vacancies in all, those verified, those that are open now."""

    sent: int = 0
    verified: int = 0
    still_open: int = 0

    @property
    def rate(self) -> int | None:
        """Give the verified by those sent in whole percent (有效率); None where nothing was sent."""
        return percent(self.verified, self.sent) if self.sent else None


def sent_by(book: Casebook, first: dt.date | None = None, last: dt.date | None = None) -> dict[bytes, Sent]:
    """Count what each officer sent in between two days (both included), by the officer's id; officers who sent nothing are not among them."""
    sql = f"""SELECT v.officer, count(*), count(v.verified_on), coalesce(sum(v.status = '招聘中'), 0) FROM vacancy v
        WHERE v.officer IS NOT NULL AND {story.current(schema.BY_NAME["vacancy"], "v")} AND v.day BETWEEN ? AND ? GROUP BY v.officer"""
    rows = book.store.tuples(sql, ((first or dt.date.min).isoformat(), (last or dt.date.max).isoformat()))
    return {bytes(row[0]): Sent(*row[1:]) for row in rows}


def sent_words(book: Casebook, officer: Record) -> list[tuple[str, str]]:
    """Say what an officer sent in, in all and this year."""
    told = []
    for title, first in (("累计报送", None), ("本年报送", dt.date(book.today.year, 1, 1))):
        found = sent_by(book, first).get(officer.id, Sent())
        rate = "—" if found.rate is None else f"{found.rate}%"
        told.append(
            (title, f"{found.sent} 条，核实有效 {found.verified} 条，有效率 {rate}，在招 {found.still_open} 条")
        )
    return told


def lapse(book: Casebook) -> int:
    """Note terms that are over as 聘期届满, and take down what is past its day in 岗位援助; give how many."""
    book.require(Action.NETWORK_WRITE)
    return jobs.lapse(book) + lapsing.lapse(
        book, [Term("info_officer", (tables.APPOINTED,), book.today, tables.TERM_OVER)]
    )


def ending_soon(book: Casebook) -> Filter:
    """Choose the officers whose term ends within 30 days or has ended, and who were neither appointed again nor dismissed."""
    until = (book.today + dt.timedelta(days=NOTICE_DAYS)).isoformat()
    sql = "SELECT id FROM info_officer WHERE status IN (?, ?) AND valid_until <= ? ORDER BY valid_until LIMIT ?"
    rows = book.store.rows(sql, (tables.APPOINTED, tables.TERM_OVER, until, records.MOST_FOUND))
    return Filter(ids=tuple(bytes(row["id"]) for row in rows))

"""Stocks on reports: opening + in − out = closing, one month's end is the next one's beginning, and what came late is told."""

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import report_tables, reports
from db.casebook import Casebook
from rules import loans
from rules.periods import Period
from rules.quantities import Amount, Persons, PersonTimes, Pieces
from rules.report_tables import ReportTable
from rules.reports import Report
from tests.db.conftest import COUNTY
from tests.db.test_reports import SIGNERS

DAY = st.dates(dt.date(2008, 11, 1), dt.date(2009, 9, 28))
MONTHS = [Period(2008, 12), *Period(2009).months[:9]]
QUARTERS = [Period(2008, 0, 4), *(Period(2009, 0, n) for n in (1, 2, 3))]


def insert(book: Casebook, table: str, **values: Any) -> bytes:
    """Lay a row down without the journal: reports ask rows alone."""
    n = book.store.value(f"SELECT coalesce(max(n), 0) + 1 FROM {table}")
    made = bytes([len(table)]) + int(n).to_bytes(15)
    row = {"id": made, **values}
    names = ", ".join(row)
    book.store.execute(
        f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})",
        tuple(one.isoformat() if isinstance(one, dt.date) else one for one in row.values()),
    )
    return made


def clear(book: Casebook, *tables: str) -> None:
    for table in tables:
        book.store.execute(f"DELETE FROM {table}")


def chained(book: Casebook, form: str, periods: list[Period], closing: str, opening: str) -> list[Report]:
    """Make a form for periods that follow each other: every rule of stocks holds, and each begins with what the one before ended with."""
    made = [reports.make(book, reports.form_of(form, period), period) for period in periods]
    for one in made:
        told = [judged for judged in one.judged if judged.words.startswith(("本期", "本年"))]
        assert told
        assert all(judged.standing == "ok" for judged in told), told
    for before, now in pairwise(made):
        assert before.line(closing).value("period") == now.line(opening).value("period")
    return made


def open_their_records(book: Casebook, found: ReportTable, period: Period, county: str = "") -> None:
    """Open each figure of a table: its records come to it, of each span that it tells."""
    for row in found.rows:
        for cell in row.cells:
            for span, told in cell.counts.items():
                behind = reports.records(book, cell, period, span, county)
                assert len(behind) == reports.records_count(book, cell, period, span, county)
                if cell.measure == "persons" and cell.named:
                    assert len({one.person for one in behind}) == told.persons
                else:
                    assert sum(one.n for one in behind) == told.total, (cell.label, span)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(cases=st.lists(st.tuples(DAY, st.none() | st.integers(0, 200)), max_size=12))
def test_cases_in_hand(desk: Casebook, cases: list[tuple[dt.date, int | None]]) -> None:
    clear(desk, "rights_case")
    ends = [(day, None if after is None else day + dt.timedelta(after)) for day, after in cases]
    for day, closed in ends:
        insert(desk, "rights_case", status="已受理" if closed is None else "已结案", accepted_on=day, closed_on=closed)
    for one in chained(desk, "rights", MONTHS, "2", "1"):
        last = one.period.last
        standing = sum(day <= last and (closed is None or closed > last) for day, closed in ends)
        assert one.line("2").value("period") == Pieces(standing, "件")
        assert len(reports.records(desk, one.line("2"), one.period, "period")) == standing
        assert reports.records_count(desk, one.line("2"), one.period, "period") == standing


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(files=st.lists(st.tuples(DAY, st.none() | st.integers(0, 200), st.booleans(), st.integers(1, 6)), max_size=10))
def test_households_and_heads_on_file(desk: Casebook, files: list[tuple[dt.date, int | None, bool, int]]) -> None:
    clear(desk, "hardship_file")
    for day, after, recovered, members in files:
        closed = None if after is None else day + dt.timedelta(after)
        status = "在档" if closed is None else "已脱困" if recovered else "已撤档"
        insert(desk, "hardship_file", filed_on=day, closed_on=closed, status=status, members=members)
    made = chained(desk, "hardship", QUARTERS, "1.4", "1")
    chained(desk, "hardship", QUARTERS, "2.4", "2")
    for one in made:
        last = one.period.last
        there = [row for row in files if row[0] <= last and (row[1] is None or row[0] + dt.timedelta(row[1]) > last)]
        assert one.line("1.4").value("period") == Pieces(len(there), "户")
        assert one.line("2.4").value("period") == Persons(sum(row[3] for row in there))


def test_an_old_file_of_which_only_the_month_is_known_is_on_file_from_its_end(desk: Casebook) -> None:
    insert(desk, "hardship_file", filed_on="2009-02", status="在档")
    insert(desk, "hardship_file", filed_on="2008", closed_on="2009", status="已撤档")
    insert(desk, "hardship_file", filed_on=None, closed_on="2009-03-01", status="已撤档")
    one = reports.make(desk, reports.form_of("hardship"), Period(2009, 0, 1))
    assert [one.line(n).value("period").count for n in ("1", "1.1", "1.2", "1.3", "1.4")] == [1, 1, 0, 0, 2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    loans=st.lists(
        st.tuples(
            DAY,
            st.integers(1, 50),
            st.integers(0, 50),
            st.integers(0, 200),
            st.sampled_from(["repaid", "compensated", "written off"]),
        ),
        max_size=8,
    )
)
def test_what_is_owed_on_loans(desk: Casebook, loans: list[tuple[dt.date, int, int, int, str]]) -> None:
    clear(desk, "loan", "loan_payment", "loan_compensation")
    owed = []
    for lent, sum_fen, asked, after, end in loans:
        principal, paid, later = sum_fen * 100, min(asked, sum_fen) * 100, lent + dt.timedelta(after)
        status = {"repaid": "结清" if paid == principal else "还款", "compensated": "代偿", "written off": "核销"}[end]
        row = insert(desk, "loan", lent_on=lent, approved_fen=principal, status=status, status_on=later)
        if paid:
            insert(desk, "loan_payment", loan=row, kind="1", day=later, principal_fen=paid)
        if end != "repaid" and principal > paid:
            insert(desk, "loan_compensation", loan=row, day=later, principal_fen=principal - paid)
            insert(desk, "loan_payment", loan=row, kind="2", day=later, principal_fen=(principal - paid) // 2)
        owed.append((lent, later, principal, 0 if end != "repaid" else principal - paid))
    for pair in (("3.4", "3"), ("2.3", "2"), ("4.3", "4")):
        made = chained(desk, "loans", QUARTERS, *pair)
    for one in made:
        last = one.period.last
        left = sum(0 if lent > last else rest if later <= last else principal for lent, later, principal, rest in owed)
        assert one.line("3.4").counts["period"].total == left


STEP = st.tuples(DAY, st.integers(1, 4), st.sampled_from("123456789"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=st.lists(STEP, max_size=20))
def test_members_whoever_comes_and_goes(desk: Casebook, steps: list[tuple[dt.date, int, str]]) -> None:
    clear(desk, "member_event")
    inside: set[int] = set()
    told: list[tuple[dt.date, int]] = []
    for day, who, kind in sorted(steps):
        comes, goes = kind in "123" and who not in inside, kind in "478" and who in inside
        if not (comes or goes or (kind in "569" and who in inside)):
            continue
        insert(desk, "member_event", day=day, person=bytes([who]) * 16, membership=bytes([who]) * 16, kind=kind)
        inside ^= {who} if comes or goes else set()
        told.append((day, comes - goes))
    for one in chained(desk, "members", MONTHS, "7", "1"):
        assert one.line("7").value("period") == Persons(sum(n for day, n in told if day <= one.period.last))
        assert one.line("7").once("period") is None
        assert one.line("7").times("period") is None


def test_a_late_case_is_told_until_both_months_are_corrected(desk: Casebook) -> None:
    july, august = Period(2009, 7), Period(2009, 8)
    insert(desk, "rights_case", status="已受理", accepted_on="2009-07-02")
    for month in (july, august):
        reports.lock(desk, month, SIGNERS)
    found = reports.report(desk, "rights", august)
    assert [one.standing for one in found.carried] == ["ok"]
    assert not found.is_zero or found.line("2").value("period") == Pieces(1, "件")
    insert(desk, "rights_case", status="已受理", accepted_on="2009-07-30")
    assert reports.report(desk, "rights", august).line("1").value("period") == Pieces(1, "件")
    wrong = reports.make(desk, reports.form_of("rights"), august)
    assert [(one.standing, "更正报表" in one.why) for one in wrong.carried] == [("bad", True)]
    assert {one.what for one in reports.correction(desk, "rights", july).changes} == {"本期", "本年累计", "期末"}
    assert {one.what for one in reports.correction(desk, "rights", august).changes} == {"期初", "期末", "本年累计"}
    reports.correct(desk, july, "迟报一件", SIGNERS)
    assert [one.standing for one in reports.report(desk, "rights", august).carried] == ["bad"]
    reports.correct(desk, august, "七月迟报一件", SIGNERS)
    after = reports.report(desk, "rights", august)
    assert [one.standing for one in after.carried] == ["ok"]
    assert after.line("1").value("period") == after.line("2").value("period") == Pieces(2, "件")
    assert reports.sent(desk, "rights", july)[0].line("2").value("period") == Pieces(1, "件")


def test_a_month_with_a_stock_and_nothing_done_is_a_zero_report(desk: Casebook) -> None:
    insert(desk, "rights_case", status="已受理", accepted_on="2009-03-02")
    assert reports.make(desk, reports.form_of("rights"), Period(2009, 8)).is_zero
    assert not reports.make(desk, reports.form_of("rights"), Period(2009, 3)).is_zero
    assert desk.workplace.county == COUNTY


def test_cases_by_kind_come_to_the_whole(desk: Casebook) -> None:
    person = b"p" * 16
    for kind, accepted, closed in (
        ("1", "2009-06-02", None),
        ("1", "2009-06-03", "2009-08-04"),
        ("2", "2009-08-05", None),
        ("2", "2009-08-06", "2009-08-07"),
    ):
        row = insert(
            desk,
            "rights_case",
            kind=kind,
            status="已结案" if closed else "已受理",
            accepted_on=accepted,
            closed_on=closed,
        )
        insert(desk, "rights_claimant", case_id=row, person=person, status="申请中", day=accepted, claimed_fen=100_00)
        insert(desk, "rights_recovery", case_id=row, person=person, day="2009-08-20", amount_fen=50_00)
    found = report_tables.table(desk, "rights", Period(2009, 8))
    assert found is not None
    wages, injuries = ([cell.value("period").count for cell in row.cells] for row in found.rows)
    assert (wages, injuries) == ([2, 0, 0, 1, 1, 0, 0, 100_00], [0, 2, 0, 1, 1, 1, 200_00, 100_00])
    assert [one.standing for one in found.judged] == ["ok"]
    assert found.totals == [*(Pieces(n, "件") for n in (2, 2, 0, 2, 2)), None, Amount(200_00), Amount(200_00)]
    open_their_records(desk, found, Period(2009, 8))
    whole = reports.make(desk, reports.form_of("rights"), Period(2009, 8))
    assert [whole.line(n).value("period").count for n in ("1", "1.1", "1.2", "2")] == [2, 2, 2, 2]
    nothing = report_tables.table(desk, "rights", Period(2009, 5))
    assert nothing is not None
    assert nothing.rows == []


def test_fairs_one_by_one_and_exports_by_destination(desk: Casebook) -> None:
    august = Period(2009, 8)
    for name, starts, counts in (
        ("春风", "2009-07-20", (9, 9, 1, 1)),
        ("金秋", "2009-08-08", (300, 80, 20, 5)),
        ("返乡", "2009-08-02", (100, 40, 8, 9)),
    ):
        fair = insert(desk, "job_fair", name=name, starts=starts, status="已举办", place="体育馆")
        numbers = dict(zip(("entered", "received", "intended", "employed"), counts, strict=True))
        insert(desk, "fair_site", fair=fair, site="主会场", day=starts, employers=10, posts=60, **numbers)
        insert(desk, "fair_site", fair=fair, site="分会场", day=starts, entered=1)
    found = report_tables.table(desk, "fairs", august)
    assert found is not None
    assert [row.heads for row in found.rows] == [("返乡", "2009-08-02", "体育馆"), ("金秋", "2009-08-08", "体育馆")]
    assert [[cell.value("period").count for cell in row.cells] for row in found.rows] == [
        [10, 60, 101, 40, 8, 9],
        [10, 60, 301, 80, 20, 5],
    ]
    assert [(one.standing, one.words, one.why) for one in found.judged] == [
        ("bad", "上岗 ≤ 达成意向 ≤ 接待登记 ≤ 进场", "返乡　2009-08-02　体育馆")
    ]
    assert found.totals[2:] == [Persons(402), Persons(120), Persons(28), Persons(14)]
    open_their_records(desk, found, august)
    for region, status, persons in (
        ("440300", "已到岗", "ab"),
        ("440300", "已返回", "a"),
        ("320500", "已出发", "c"),
        ("320500", "已取消", "d"),
    ):
        batch = insert(desk, "export_batch", number="1", region=region, status=status, starts="2009-08-05")
        for person in persons:
            insert(desk, "export_member", batch=batch, person=person.encode() * 16, day="2009-08-05")
    quarter = Period(2009, 0, 3)
    gone = report_tables.table(desk, "network", quarter)
    assert gone is not None
    assert [(row.heads, [cell.value("period").shown for cell in row.cells]) for row in gone.rows] == [
        (("江苏省苏州市",), ["1", "1", "1"]),
        (("广东省深圳市",), ["2", "3", "2"]),
    ]
    assert gone.totals == [Pieces(3, "批"), PersonTimes(4), None]
    open_their_records(desk, gone, quarter)
    assert report_tables.table(desk, "aid", august) is None


def test_overdue_loans_stand_on_the_report_as_they_stood_at_its_end(desk: Casebook) -> None:
    def lent(way: str, status: str) -> bytes:
        return insert(
            desk,
            "loan",
            person=b"p" * 16,
            lent_on="2009-03-10",
            approved_fen=1_200_00,
            months=12,
            rate="0",
            way=way,
            status=status,
        )

    late, paid, taken = (lent(loans.EQUAL, status) for status in ("逾期", "还款", "代偿"))
    lent(loans.AT_END, "放款")
    for month in (4, 5, 6):
        insert(desk, "loan_payment", loan=paid, kind="1", day=dt.date(2009, month, 10), principal_fen=100_00)
    insert(desk, "loan_payment", loan=late, kind="1", day="2009-07-01", principal_fen=200_00)
    insert(desk, "loan_compensation", loan=taken, day="2009-08-15", principal_fen=1_200_00)
    told = []
    for period in QUARTERS:
        one = reports.make(desk, reports.form_of("loans", period), period)
        assert {judged.standing for judged in one.judged if "逾期" in judged.words} == {"ok"}
        told.append((one.line("2.4").value("period").count, one.line("3.5").value("period").count))
        for number in ("2.4", "3.5"):
            assert (
                sum(row.n for row in reports.records(desk, one.line(number), period, "period"))
                == one.line(number).value("period").count
            )
    # by the end of June three instalments of 100 yuan were due on each; by the 28th of September, today, six
    assert told == [(0, 0), (0, 0), (2, 600_00), (2, 400_00 + 300_00)]

"""培训券收发存: stock and vouchers in people's hands balance under whatever happened, and what does not is told with its numbers."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import opening, reports, vouchers
from db.casebook import Casebook
from db.voucher_account import account
from rules import vouchers as rules
from rules.periods import Period
from rules.quantities import Pieces
from rules.voucher_account import runs_of
from tests.db.conftest import COUNTY, PREFIX, County, draft, give_grant, make_grant, voucher_block
from tests.db.test_report_stock import MONTHS, chained, clear, insert
from tests.db.test_reports import SIGNERS

SEPTEMBER = Period(2009, 9)
BEGINS, LATEST = dt.date(2008, 11, 1), dt.date(2009, 9, 28)
DAYS = st.integers(0, 250)
EVENTS = st.fixed_dictionaries({}, optional={"redemption": DAYS, "voucher_void": DAYS, "voucher_loss": DAYS})
VOUCHER = st.tuples(st.dates(BEGINS, LATEST), st.integers(10, 300), EVENTS)


@pytest.fixture
def county_books(county: County) -> County:
    county.grant(1, 30, 10_000_000)
    return county


def number(serial: int) -> str:
    return rules.make_number(PREFIX, serial)


def lay(book: Casebook, issued: list[tuple[dt.date, int, dict[str, int]]], void: list[tuple[int, dt.date]]) -> None:
    """Lay vouchers down with what became of them, and numbers that were made void without ever being given out."""
    clear(book, "voucher_issue", "redemption", "voucher_void", "voucher_loss")
    for serial, (day, valid, events) in enumerate(issued, 1):
        row = insert(
            book, "voucher_issue", number=number(serial), face_fen=50_000, issued_on=day, valid_until=day + dt.timedelta(valid), _dev=book.workplace.dev
        )  # fmt: skip
        for table, after in events.items():
            insert(book, table, voucher=row, number=number(serial), day=day + dt.timedelta(after), _dev=book.workplace.dev, **({"amount_fen": 40_000} if table == "redemption" else {}))  # fmt: skip
    for serial, day in void:
        insert(book, "voucher_void", number=number(serial), day=day, _dev=book.workplace.dev)


def is_out(voucher: tuple[dt.date, int, dict[str, int]], last: dt.date) -> bool:
    """Tell by a plain look whether a voucher is in somebody's hands at the end of a day."""
    day, valid, events = voucher
    if day > last or day + dt.timedelta(valid) < last:
        return False
    gone = {
        name: day + dt.timedelta(after)
        for name, after in events.items()
        if not (name == "voucher_void" and "redemption" in events)
    }
    return all(on > last for on in gone.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    issued=st.lists(VOUCHER, max_size=8),
    void=st.dictionaries(st.integers(20, 30), st.dates(BEGINS, LATEST), max_size=4),
)
def test_the_account_balances_under_any_history(
    county: County, issued: list[tuple[dt.date, int, dict[str, int]]], void: dict[int, dt.date]
) -> None:
    desk = county.desk
    give_grant(make_grant(desk, grant_no=2, blocks=(voucher_block(1, 30),), issued=BEGINS.isoformat()), desk)
    lay(desk, issued, list(void.items()))
    chained(desk, "vouchers", MONTHS, "2", "1")
    for one in chained(desk, "vouchers", MONTHS, "4", "3"):
        last = min(one.period.last, desk.today)
        out = sum(is_out(voucher, last) for voucher in issued)
        used = sum(voucher[0] <= last for voucher in issued) + sum(day <= last for day in void.values())
        assert one.line("4").value("period") == Pieces(out, "张")
        assert one.line("2").value("period") == Pieces(30 - used, "张")
        [line] = account(desk, one.period)
        assert (line.stock_apart, line.out_apart) == (0, 0)
        assert (line.last_out, line.last_stock) == (out, 30 - used)
        assert sum(end - begin + 1 for begin, end in line.stock) == 30 - used


def test_numbers_from_and_to_gaps_and_doubles_are_named(county_books: County) -> None:
    desk = county_books.desk
    today = desk.today
    lay(desk, [(today, 60, {})] * 3, [(7, today)])
    [line] = account(desk, SEPTEMBER)
    assert (line.office, line.year, line.batch) == ("安和县总工会", "2009", "001")
    assert (line.used, line.stock, line.gaps) == (((1, 3), (7, 7)), ((4, 6), (8, 30)), ((4, 6),))
    assert (line.first_stock, line.received, line.last_stock, line.stock_apart) == (0, 30, 26, 0)
    assert (line.issued_fen, line.doubles) == (150_000, ())
    insert(
        desk,
        "voucher_issue",
        number=number(2),
        face_fen=50_000,
        issued_on=today,
        valid_until=today,
        _dev=desk.workplace.dev,
    )
    [line] = account(desk, SEPTEMBER)
    assert (line.doubles, line.stock_apart) == ((2,), 1)
    assert runs_of([5, 1, 2, 2]) == ((1, 2), (5, 5))


def test_the_desk_s_own_day(county_books: County) -> None:
    desk = county_books.desk
    from db import people

    persons = [people.register(desk, draft(n)).id for n in range(1, 5)]
    made = vouchers.issue(desk, [vouchers.IssueDraft(one, "家政服务员") for one in persons])
    vouchers.void(desk, made[0].number, "填错", second=county_books.second, spoiled=True)
    vouchers.void(desk, number(9), "污损", second=county_books.second, spoiled=True)
    vouchers.report_loss(desk, made[1].id, "丢失")
    again = vouchers.reissue(desk, made[1].id, second=county_books.second)
    county_books.pass_on(desk, county_books.province)
    for book in (desk, county_books.province):
        one = reports.report(book, "vouchers", SEPTEMBER, COUNTY)
        told = {line.number: line.value("period").count for line in one.lines}
        assert [told[n] for n in ("1", "1.1", "1.2", "1.3", "1.3.1", "1.4", "2")] == [0, 30, 5, 1, 1, 0, 24]
        assert [told[n] for n in ("3", "3.1", "3.2", "3.2.1", "3.3", "3.4", "4")] == [0, 0, 1, 1, 1, 0, 3]
        assert {judged.standing for judged in one.judged} == {"ok"}
        behind = reports.records(book, one.line("4"), SEPTEMBER, "period", COUNTY)
        assert {record.id for record in behind} == {made[2].id, made[3].id, again.id}
        runs = reports.records(book, one.line("1.1"), SEPTEMBER, "period", COUNTY)
        assert [(record.day, record.n) for record in runs] == [("2009-09-01", 30)]
        [line] = account(book, SEPTEMBER, COUNTY)
        assert (line.issued, line.void, line.void_out, line.lost, line.last_out) == (5, 1, 1, 1, 3)
        assert line.gaps == ((6, 8),)
    assert opening.standing(desk) == []


def test_what_was_lost_last_month_and_is_redeemed_now_changes_no_locked_month(county_books: County) -> None:
    desk = county_books.desk
    lay(desk, [(dt.date(2009, 7, 1), 200, {"voucher_loss": 5})], [])
    for month in (Period(2009, 7), Period(2009, 8)):
        reports.lock(desk, month, SIGNERS)
    row = bytes(desk.store.value("SELECT id FROM voucher_issue"))
    insert(desk, "redemption", voucher=row, number=number(1), day="2009-09-10", amount_fen=40_000)
    assert reports.late(desk) == []
    one = reports.report(desk, "vouchers", SEPTEMBER)
    assert [one.line(n).value("period").count for n in ("3", "3.1", "3.3", "4")] == [0, 1, -1, 0]


def test_numbers_handed_on_and_numbers_closed_by_a_restore(county_books: County) -> None:
    desk, province = county_books.desk, county_books.province
    lay(desk, [(dt.date(2009, 9, 5), 60, {})], [])
    old = voucher_block(1, 30)
    closed = type(old)(old.kind, old.first, old.last, old.face_fen, old.valid_until, closed=True)
    give_grant(make_grant(desk, grant_no=9, blocks=(closed, voucher_block(31, 40)), limit_fen=1), desk, province)
    one = reports.report(desk, "vouchers", SEPTEMBER)
    assert [one.line(n).value("period").count for n in ("1.1", "1.2", "1.4", "2")] == [40, 1, 29, 10]
    [line] = account(desk, SEPTEMBER)
    assert (line.closed, line.last_stock, line.stock, line.stock_apart) == (29, 10, ((31, 40),), 0)
    give_grant(make_grant(desk, grant_no=10, blocks=(closed,), limit_fen=1), desk, province)
    [line] = account(desk, SEPTEMBER)
    assert (line.closed, line.last_stock, line.stock_apart) == (39, 0, 0)

"""Relief: the limit of its day and document, what expires first goes first, and nothing of a batch is lost."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from rules import relief
from rules.relief import Limit, Stock

DAY = dt.date(2009, 9, 28)
OLD = Limit("1", 100_000, dt.date(2008, 1, 1), None, "旧文件")
NEW = Limit("1", 240_000, dt.date(2009, 7, 1), dt.date(2009, 12, 31), "新文件")


def test_the_limit_that_began_last_is_in_force() -> None:
    limits = [NEW, OLD, Limit("2", 1, dt.date(2009, 1, 1), None, "别的项目")]
    assert relief.limit_on(limits, "1", DAY) == NEW
    assert relief.limit_on(limits, "1", dt.date(2009, 6, 30)) == OLD
    assert relief.limit_on(limits, "1", dt.date(2010, 1, 1)) == OLD
    assert relief.limit_on(limits, "1", dt.date(2007, 12, 31)) is None
    assert relief.limit_on(limits, "3", DAY) is None
    assert (relief.left(NEW, 200_000), relief.left(NEW, 300_000)) == (40_000, 0)


def test_income_a_head_is_a_years_less_what_must_be_spent() -> None:
    assert relief.income_a_head(1_440_000, 0, 3) == 40_000
    assert relief.income_a_head(1_440_000, 720_000, 3) == 20_000
    assert relief.income_a_head(100, 200, 3) == 0
    assert relief.income_a_head(1_200, 0, 0) == 100


def test_what_expires_first_is_handed_out_first_and_never_after_its_day() -> None:
    gone = Stock(b"0", "感冒药", DAY - dt.timedelta(days=1), 10)
    last_day = Stock(b"1", "感冒药", DAY, 10)
    later = Stock(b"2", "感冒药", DAY + dt.timedelta(days=30), 10)
    other = Stock(b"3", "大米", None, 5)
    batches = [other, later, gone, last_day]
    assert [one.mark for one in relief.queue(batches, DAY)] == [b"1", b"2", b"3"]
    assert relief.before(batches, b"2", DAY) == last_day
    assert relief.before(batches, b"1", DAY) is None
    assert relief.before(batches, b"3", DAY) is None
    assert relief.before(batches, b"2", DAY + dt.timedelta(days=1)) is None


@given(st.integers(1, 500), st.integers(0, 10**9), st.lists(st.integers(1, 50), max_size=20))
def test_parts_of_a_batch_come_to_the_whole_and_are_never_valued_above_it(
    came: int, fen: int, wishes: list[int]
) -> None:
    stock, value = Stock(b"1", "药", None, came), 0
    for at, quantity in enumerate(wishes):
        if quantity <= stock.left:
            out, destroyed = (
                (stock.out, stock.destroyed + quantity) if at % 3 == 2 else (stock.out + quantity, stock.destroyed)
            )
            stock = Stock(stock.mark, stock.item, stock.expires, stock.came, out, destroyed)
            value += relief.value_of(fen, came, quantity)
    assert stock.came == stock.out + stock.left + stock.destroyed
    assert stock.left >= 0
    assert value <= fen

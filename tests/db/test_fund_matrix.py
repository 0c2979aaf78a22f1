"""Source × use of a period: rows and columns agree under any movements, each cell opens its records, and earmarking is told."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import fund_matrix, indicators, reports
from db.casebook import Casebook
from db.tables import fund_cells
from rules.periods import Period
from rules.quantities import Amount
from tests.db.test_report_stock import DAY, QUARTERS, chained, clear, insert

NAMES = ("甲", "乙")
MOVE = st.tuples(
    st.sampled_from(["fund_receipt", "fund_spending", "relief_pay", "loan_compensation", "loan_subsidy"]),
    st.integers(0, 1),
    st.sampled_from("123456789"),
    DAY,
    st.integers(1, 10**9),
)


def lay(book: Casebook, moves: list[tuple[str, int, str, dt.date, int]]) -> list[bytes]:
    clear(book, "fund_source", "fund_receipt", "fund_spending", "relief_pay", "loan_compensation", "loan_subsidy")
    sources = [
        insert(book, "fund_source", name=name, kind="1", uses='["1", "3"]', document=f"{name}号") for name in NAMES
    ]
    for table, source, use, day, fen in moves:
        purpose = {} if table == "fund_receipt" else {"purpose": use}
        if table == "loan_compensation":
            insert(book, table, source=sources[source], day=day, principal_fen=fen, interest_fen=1)
        else:
            insert(
                book,
                table,
                source=sources[source],
                day=day,
                amount_fen=fen,
                **({} if table == "loan_subsidy" else purpose),
            )
    return sources


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(moves=st.lists(MOVE, max_size=12))
def test_rows_and_columns_agree(desk: Casebook, moves: list[tuple[str, int, str, dt.date, int]]) -> None:
    lay(desk, moves)
    ended: dict[str, int] = {}
    for period in QUARTERS:
        found = fund_matrix.matrix(desk, period)
        for row in found.rows:
            assert row.fen("opening") + row.fen("came") - found.spent(row).fen + row.fen("back") == row.fen("closing")
            assert ended.get(row.name, row.fen("opening")) == row.fen("opening")
            ended[row.name] = row.fen("closing")
            for line in row.cells.values():
                behind = reports.records(desk, line, period, "period")
                assert sum(one.n for one in behind) == line.counts["period"].total
                assert len(behind) == reports.records_count(desk, line, period, "period")
        assert sum(found.spent(row).fen for row in found.rows) == found.all_spent.fen
        form = reports.make(desk, reports.form_of("funds", period), period)
        told = [form.line(number).value("period") for number in ("1", "2", "3", "5")]
        assert told == [found.total("opening"), found.total("came"), found.all_spent, found.total("closing")]
    if moves and all(one[0] == "fund_receipt" for one in moves):
        chained(desk, "funds", QUARTERS, "5", "1")


def test_what_went_astray_and_what_is_overspent_is_told(desk: Casebook) -> None:
    day = dt.date(2009, 8, 3)
    moves = [
        ("fund_receipt", 0, "", day, 500_00),
        ("fund_spending", 0, "5", day, 100_00),
        ("fund_spending", 1, "1", day, 1_00),
    ]
    first, _second = lay(desk, moves)
    insert(desk, "goods_batch", day=day, value_fen=7_000_000, item="药品", quantity=1, unit="盒")
    insert(desk, "fund_budget", source=first, purpose="1", year=2009, amount_fen=900_00, day=day)
    found = fund_matrix.matrix(desk, Period(2009, 0, 3))
    one, two = found.rows
    assert (one.astray, one.budget, two.astray) == (["职业介绍"], Amount(90_000), [])
    assert [(judged.standing, judged.why) for judged in found.judged] == [
        ("bad", "专款用于职业介绍"),
        ("bad", "支出多于到账"),
        ("ok", ""),
    ]
    assert found.goods == Amount(7_000_000)
    assert found.total("came") == Amount(50_000)
    [paid] = reports.records(desk, one.cells["5"], Period(2009, 0, 3), "period")
    assert (paid.table, paid.day, paid.n, paid.label) == ("fund_spending", "2009-08-03", 10_000, "资金支出")
    assert fund_matrix.matrix(desk, Period(2009, 0, 2)).all_spent == Amount(0)


def test_a_key_that_is_no_cell_is_none() -> None:
    for key in ("fund_came/zz", "fund_went/1/' OR 1", f"fund_came/{'0' * 31}", "registeredx"):
        assert fund_cells.cell(key) is None
        assert indicators.find(key) is None

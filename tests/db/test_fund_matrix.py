"""Source × use of a period: rows and columns agree under any movements, each cell opens its records, and earmarking is told."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import erasure, fund_matrix, funds, indicators, reports
from db.casebook import Casebook, Session
from db.tables import fund_cells
from rules.periods import Period
from rules.quantities import Amount
from tests.db.conftest import COUNTY, County, second_person
from tests.db.test_report_stock import DAY, QUARTERS, chained, clear, insert
from tests.db.test_uncounted import revoke

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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
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


@pytest.fixture
def second_at_province(county: County) -> Session:
    return second_person(county.province)


WRITTEN = st.tuples(st.booleans(), st.integers(0, 1), st.sampled_from("13"), DAY, st.integers(1, 10**9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(
    moves=st.lists(WRITTEN, min_size=2, max_size=8), upto=st.integers(0, 9), parted=st.integers(0, 9), gone=st.sets(st.integers(0, 7), max_size=4)
)  # fmt: skip
def test_sources_are_uses_and_balance_after_forks_revocations_and_erasures(
    county: County,
    second_at_province: Session,
    moves: list[tuple[bool, int, str, dt.date, int]],
    upto: int,
    parted: int,
    gone: set[int],
) -> None:
    """Ledger, table and form tell one sum of what counts; what is erased stays in it, and no other money comes or goes."""
    desk, book = county.desk, county.province
    with book.store.transaction():
        clear(book, "revocation", "branch")
    seen = book.store.value("SELECT count(*) FROM fund_source")
    with desk.write() as writer:
        sources = [
            writer.add("fund_source", {"name": f"{name}{seen}", "kind": "1", "document": "1号"}) for name in NAMES
        ]
        for came, source, use, day, fen in moves:
            values = {"source": sources[source], "amount_fen": fen, "voucher_no": "1", "day": day}
            table = "fund_receipt" if came else "fund_spending"
            writer.fact(table, values if came else values | {"purpose": use}, second=county.second.author)
    county.pass_on(desk, book)
    rows = [
        (row["tbl"], bytes(row["row"]), row["q"], bytes(row["hash"]), bytes(row["dev"]), bytes(row["ep"]))
        for row in book.store.rows(
            "SELECT tbl, row, q, hash, dev, ep FROM entry WHERE tbl IN ('fund_receipt', 'fund_spending') ORDER BY q DESC LIMIT ?", (len(moves),)
        )
    ][::-1]  # fmt: skip
    *_found, dev, ep = rows[0]
    if upto < len(rows):
        revoke(book, dev, ep, rows[upto][2] - 1)
    if parted < len(rows):
        with book.store.transaction():
            book.store.execute(
                "INSERT INTO branch (dev, ep, branch, first, seq, head) VALUES (?, ?, x'01', ?, ?, ?)",
                (dev, ep, rows[parted][2], rows[-1][2], rows[-1][3]),
            )
    counted = min(upto, parted, len(rows))
    wanted = [sum(fen if came else -fen for came, of, _use, _day, fen in moves[:counted] if of == n) for n in (0, 1)]

    def told() -> list[object]:
        found: list[object] = []
        for period in QUARTERS:
            one = fund_matrix.matrix(book, period, COUNTY)
            form = reports.make(book, reports.form_of("funds", period), period, COUNTY)
            own = {row.name: row for row in one.rows}
            assert all(judged.words and judged.why in {"", "支出多于到账"} for judged in one.judged)
            figures = [form.line(number).value("period") for number in ("1", "2", "3", "5")]
            assert figures == [one.total("opening"), one.total("came"), one.all_spent, one.total("closing")]
            found.append({name: [row.fen(key) for key in row.cells] for name, row in own.items()})
        for source, balance in zip(sources, wanted, strict=True):
            assert funds.left(book, source).fen == balance
        lines = {line.source: line for line in funds.matrix(book, 2009).lines}
        for source in sources:
            line = lines[source]
            assert line.began + line.came + line.returned - line.went == line.left
        return [*found, [lines[source].left for source in sources]]

    before = told()
    with book.write(COUNTY) as writer:
        erasure.erase_rows(book, writer, [rows[n][:2] for n in gone if n < len(rows)], "保管期满", second_at_province)
    assert told() == before


def test_a_key_that_is_no_cell_is_none() -> None:
    for key in ("fund_came/zz", "fund_went/1/' OR 1", f"fund_came/{'0' * 31}", "registeredx"):
        assert fund_cells.cell(key) is None
        assert indicators.find(key) is None

"""资金来源 × 用途 of a report's period, read from what came in and what was paid; each cell opens the records behind it (db/tables/fund_cells.py).

The page of 资金 keeps the ledger of a year; this is the table that is sent up, of a quarter or a year, without what does not count (db/uncounted.py).
"""

import datetime as dt

from db import fund_movements, funds, indicators, records
from db.casebook import Casebook
from db.records import Record
from db.tables import fund_cells
from db.tables.payment import Flow
from rules import codes
from rules.fund_matrix import FundMatrix, FundRow
from rules.funds import fits
from rules.periods import Period
from rules.quantities import Amount
from rules.report_forms import Stands
from rules.reports import Counted, ReportLine

Moves = dict[tuple[bytes, Flow, str], list[tuple[dt.date, int]]]


def matrix(book: Casebook, period: Period, county: str = "") -> FundMatrix:
    """Give what each source began with, received, spent for which use, got back, and has left in a period; of one county or of all that this casebook holds."""
    uses = [(item.code, item.label) for item in codes.tables()["fund_use"].items]
    moves = _moves(book, county)
    budgets: dict[bytes, int] = {}
    for one in funds.budgets(book, period.year):
        budgets[one["source"]] = budgets.get(one["source"], 0) + one["amount_fen"]
    sources = sorted(records.every(book, "fund_source"), key=lambda one: (one["kind"] or "", one.n))
    moved = {source for source, _flow, _use in moves}
    rows = [_row(one, moves, period, uses, budgets.get(one.id)) for one in sources if not county or one.id in moved]
    goods = indicators.count(
        book, [indicators.get("goods_value_fen")], {"period": indicators.spans(period)["period"]}, county
    )
    return FundMatrix(uses, rows, Amount(goods["period"].total))


def _moves(book: Casebook, county: str) -> Moves:
    only = county if book.workplace.kind == "province" else ""
    found: Moves = {}
    for one in fund_movements.movements(book.store):
        if not only or one.county == only:
            found.setdefault((one.source, one.flow, one.use), []).append((one.day, one.fen))
    return found


def _row(source: Record, moves: Moves, period: Period, uses: list[tuple[str, str]], budget: int | None) -> FundRow:
    came = fund_cells.key_of("came", source.id)
    back = fund_cells.key_of("back", source.id)
    out = {code: fund_cells.key_of("went", source.id, code) for code, _ in uses}
    received = moves.get((source.id, "came", ""), [])
    returned = [one for code in out for one in moves.get((source.id, "back", code), [])]
    spent = {code: moves.get((source.id, "went", code), []) for code in out}
    everything = [*received, *returned, *((day, -fen) for found in spent.values() for day, fen in found)]
    less = tuple(out.values())

    def line(label: str, keys: tuple[str, ...], found: list[tuple[dt.date, int]], stands: Stands = "") -> ReportLine:
        counts = {}
        for name, asked in indicators.spans(period).items():
            span = indicators.standing_at(asked, stands)
            inside = [fen for day, fen in found if (span.first or dt.date.min) <= day <= span.last]
            counts[name] = Counted(len(inside), 0, sum(inside))
        return ReportLine(
            "", f"{source['name']}　{label}", 0, keys, "amount", "", named=False, counts=counts, less=less if stands else (), stands=stands
        )  # fmt: skip

    cells = {
        "opening": line("期初结余", (came, back), everything, "opening"), "came": line("到账", (came,), received),
        **{code: line(f"用于{word}", (out[code],), spent[code]) for code, word in uses},
        "back": line("收回", (back,), returned), "closing": line("期末结余", (came, back), everything, "closing"),
    }  # fmt: skip
    astray = [word for code, word in uses if spent[code] and not fits(source["uses"] or (), code)]
    return FundRow(
        source["name"] or "", source["document"] or "", cells, None if budget is None else Amount(budget), astray
    )

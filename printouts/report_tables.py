"""The tables that stand behind a report: 培训券收发存 office by office, 资金来源 × 用途, any other; statements as all others (printouts/statement.py)."""

from collections.abc import Callable, Sequence

from printouts.statement import Cell, CheckLine, StatColumn, Statement, StatRow
from rules.fund_matrix import FundMatrix
from rules.periods import Period
from rules.quantities import Amount, Pieces, added
from rules.report_tables import ReportTable
from rules.voucher_account import VoucherLine

Counts = Pieces | Amount
_MOST_RUNS = 3


def numbers(runs: Sequence[tuple[int, int]], most: int = 0) -> str:
    """Write runs of serials: 000001–000310、000315; with `most` the first ones alone, and how many more there are."""
    shown = [f"{first:06d}" if first == last else f"{first:06d}–{last:06d}" for first, last in runs]
    if most and len(shown) > most:
        shown = [*shown[:most], f"等 {len(runs)} 段"]
    return "、".join(shown)


def vouchers(office: str, period: Period, lines: Sequence[VoucherLine]) -> list[Statement]:
    """Lay the account of vouchers out: stock with its numbers, and vouchers in people's hands with their sums; below each what does not agree."""
    facts = [f"填报单位：{office}", f"报告期：{period.label}", "单位：张、万元"]
    who = (StatColumn("单位", 46, "left"), StatColumn("年度", 13, "centre"), StatColumn("批次", 13, "centre"))
    stock = ("期初库存", "领入", "转入", "发放", "库存作废", "转出", "停用收回", "期末库存")
    out = ("期初在外", "发放", "核销", "作废", "挂失", "过期", "期末在外")
    first = Statement(
        "培训券库存账（按单位和年度批次）", facts, (*who, *(StatColumn(head, 19) for head in stock), StatColumn("本期用号起止", 50, "left"), StatColumn("期末存号起止", 50, "left")),
        [_stock_row(one) for one in lines] + _total(lines, _stock_cells, ("", "")), _stock_checks(lines),
        ["期初 + 领入 + 转入 − 发放 − 作废 − 转出 − 停用收回 = 期末；期末按号码逐一点数。跳过的号仍在库，须查明去向。"],
    )  # fmt: skip
    second = Statement(
        "培训券在外账（按单位和年度批次）", facts, (*who, *(StatColumn(head, 20) for head in out), StatColumn("发放面值（含作废）", 26), StatColumn("核销金额", 24)),
        [StatRow((one.office, one.year, one.batch, *_out_cells(one))) for one in lines] + _total(lines, _out_cells, ()),
        [CheckLine("bad", f"{one.office}　{one.prefix[12:]}：期初 + 发放 − 核销 − 作废 − 挂失 − 过期 ≠ 期末", f"差 {one.out_apart}") for one in lines if one.out_apart]
        or [CheckLine("ok", "各行期初 + 发放 − 核销 − 作废 − 挂失 − 过期 = 期末")],
    )  # fmt: skip
    return [first, second] if lines else []


def _stock_cells(one: VoucherLine) -> tuple[Counts, ...]:
    counts = (
        one.first_stock,
        one.received,
        one.handed_in,
        one.issued,
        one.void,
        one.handed_out,
        one.closed,
        one.last_stock,
    )
    return tuple(Pieces(count, "张") for count in counts)


def _out_cells(one: VoucherLine) -> tuple[Counts, ...]:
    counts = (one.first_out, one.issued, one.redeemed, one.void_out, one.lost, one.expired, one.last_out)
    return (*(Pieces(count, "张") for count in counts), Amount(one.issued_fen), Amount(one.redeemed_fen))


def _stock_row(one: VoucherLine) -> StatRow:
    runs = (numbers(one.used, _MOST_RUNS), numbers(one.stock, _MOST_RUNS))
    return StatRow((one.office, one.year, one.batch, *_stock_cells(one), *runs))


def _total(
    lines: Sequence[VoucherLine], cells: Callable[[VoucherLine], tuple[Counts, ...]], rest: Sequence[str]
) -> list[StatRow]:
    sums: list[Cell] = [added(more, first) for first, *more in zip(*(cells(one) for one in lines), strict=True)]
    return [StatRow(("合　计", "", "", *sums, *rest), strong=True)] if lines else []


def _stock_checks(lines: Sequence[VoucherLine]) -> list[CheckLine]:
    found = []
    for one in lines:
        head = f"{one.office}　{one.year} 年第 {one.batch} 批"
        if one.stock_apart:
            found.append(
                CheckLine("bad", f"{head}：期初 + 收入 − 付出 ≠ 期末", f"差 {one.stock_apart}，有重号或号段外的券")
            )
        if one.gaps:
            found.append(CheckLine("note", f"{head}：号码不连续", f"跳过 {numbers(one.gaps)}"))
        if one.doubles:
            found.append(CheckLine("bad", f"{head}：号码重复", "、".join(f"{serial:06d}" for serial in one.doubles)))
    return found or [CheckLine("ok", "各行期初 + 收入 − 付出 = 期末，号段连续，没有重号")]


def funds(office: str, period: Period, found: FundMatrix) -> Statement:
    """Lay source × use out: opening, receipts, spending by use, closing and the year's budget; goods stand below, in no sum."""
    columns = (
        StatColumn("资金来源", 54, "left"), StatColumn("文号", 36, "left"), StatColumn("年度预算", 22), StatColumn("期初结余", 22), StatColumn("到账", 22),
        *(StatColumn(word, 22) for _, word in found.uses), StatColumn("支出合计", 22), StatColumn("收回", 20), StatColumn("期末结余", 22),
    )  # fmt: skip
    rows = [
        StatRow((
            row.name, row.document, row.budget, Amount(row.fen("opening")), Amount(row.fen("came")), *(Amount(row.fen(code)) for code, _ in found.uses),
            found.spent(row), Amount(row.fen("back")), Amount(row.fen("closing")),
        ))
        for row in found.rows
    ]  # fmt: skip
    budgets = [row.budget.fen for row in found.rows if row.budget is not None]
    rows.append(StatRow((
        "合　计", "", Amount(sum(budgets)) if budgets else None, found.total("opening"), found.total("came"), *(found.total(code) for code, _ in found.uses),
        found.all_spent, found.total("back"), found.total("closing"),
    ), strong=True))  # fmt: skip
    checks = [CheckLine(one.standing, one.words, one.why) for one in found.judged]
    notes = [
        f"实物捐赠估值 {found.goods.shown} 万元，单列，不计入资金。",
        "专款专用：来源文件限定用途的，只能用于该用途；已审批未发放的救助不算支出。",
    ]
    facts = [f"填报单位：{office}", f"报告期：{period.label}", "单位：万元"]
    return Statement("资金来源与用途对照表", facts, columns, rows, checks, notes)


_WIDE, _NAMED = 50, 30
"""Widths of the first words of a row and of those after them, beside figures of `_FIGURE`."""
_FIGURE = 22


def table(office: str, period: Period, found: ReportTable) -> Statement:
    """Lay any table behind a report out: its rows, the sums of what adds up, the rules within its rows."""
    columns = (
        *(StatColumn(head, _NAMED if at else _WIDE, "left") for at, head in enumerate(found.heads)),
        *(StatColumn(head, _FIGURE) for head in found.columns),
    )
    rows = [StatRow((*row.heads, *(cell.value("period") for cell in row.cells))) for row in found.rows]
    rows.append(StatRow(("合　计", *[""] * (len(found.heads) - 1), *found.totals), strong=True))
    units = dict.fromkeys(cell.value("period").unit for row in found.rows for cell in row.cells)
    facts = [f"填报单位：{office}", f"报告期：{period.label}", f"单位：{'、'.join(units)}"]
    checks = [CheckLine(one.standing, one.words, one.why) for one in found.judged]
    return Statement(found.title, facts, columns, rows, checks, list(found.notes))

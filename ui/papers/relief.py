"""The values of the papers of 生活帮扶 and 资金."""

from typing import TYPE_CHECKING, Any

from db import funds, papers, people, prints, records, relief_grants
from rules import codes, money
from rules.errors import UserError
from rules.funds import Cash
from ui.papers.people import clerk

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.relief import FundsPaper, HardshipPaper, ReliefListPaper

_FLAGS = ("model_worker", "single_parent", "no_work")


class NothingToPay(UserError):
    """Say that nothing is approved and unpaid: there is no list to sign."""

    code = "NOTHING_TO_PAY"


def hardship_paper(book: "Casebook", file: bytes, *, edition: int = 1) -> "HardshipPaper":
    """Make 困难职工档案表; raise RecordUnknown for one that is not here or was erased."""
    from printouts.relief import HardshipPaper, HelpLine, MemberLine

    found = records.get(book, "hardship_file", file)
    members = [
        MemberLine(
            one["name"] or "", one.words["relation"], one["doc_no"] or "", one.words["health"], one.words["income_fen"].removesuffix(" 元"),
            " ".join(part for part in (one["school"] or "", one.words["stage"]) if part),
        )
        for one in records.by_column(book, "hardship_member", file=file) if one["left_on"] is None
    ]  # fmt: skip
    helped = [
        HelpLine(one.words["day"], one.words["kind"], one.words["amount_fen"].removesuffix(" 元"))
        for one in records.by_column(book, "relief_pay", file=file)
    ]
    words = dict(found.words)
    words["kind"] = words["kind"] or found["category"] or ""
    return HardshipPaper(
        papers.union_name(book),
        found["file_no"] or "",
        words,
        frozenset(name for name in _FLAGS if found[name]),
        members,
        helped,
        clerk(book),
        edition,
    )


def list_paper(book: "Casebook", *, edition: int = 0) -> "ReliefListPaper":
    """Make 救助发放表 of all that is approved and not paid, the first approved first; raise NothingToPay."""
    from printouts.relief import ReliefLine, ReliefListPaper

    found = list(records.every(book, "relief_grant", relief_grants.to_pay(book)))[::-1]
    if not found:
        raise NothingToPay
    lines = [_line(book, one, ReliefLine) for one in found]
    name = f"{found[0]['number']} 起 {len(found)} 笔"
    return ReliefListPaper(
        papers.union_name(book), name, lines, edition or prints.edition(book, prints.RELIEF_LIST, name)
    )


def _line(book: "Casebook", grant: records.Record, make: Any) -> Any:
    file = records.get(book, "hardship_file", grant["file"])["file_no"] if grant["file"] else ""
    tail = people.get(book, grant["person"]).doc_tail
    return make(
        grant["number"] or "", file or "", grant.words["person"], f"尾号 {tail}" if tail else "", grant.words["kind"], grant["standard"] or "",
        grant["amount_fen"], grant.words["source"],
    )  # fmt: skip


def funds_paper(book: "Casebook", year: int, *, edition: int = 1) -> "FundsPaper":
    """Make 资金收支表 of a year: source by use, of the uses that money was spent for."""
    from printouts.relief import FundLine, FundsPaper

    found = funds.matrix(book, year)
    uses = used(found)
    lines = [
        FundLine(
            one.name,
            one.kind,
            one.document,
            one.began,
            one.came,
            [one.spent.get(use, Cash()) for use in uses],
            one.returned,
            one.left,
        )
        for one in found.lines
    ]
    return FundsPaper(
        papers.union_name(book),
        year,
        [codes.label("fund_use", use) for use in uses],
        lines,
        found.goods,
        book.today,
        edition,
    )


def used(found: funds.Matrix) -> list[str]:
    """Give the uses for which anything was spent or planned in a matrix, in the order of their codes."""
    return [use for use in found.uses if any(use in line.spent or use in line.budget for line in found.lines)]


def sheet_rows(found: funds.Matrix) -> tuple[list[str], list[list[object]]]:
    """Give headings and rows of the workbook: sources, then the sum of all, then goods apart in words."""
    uses = used(found)
    headings = ["资金来源", "类别", "文号", "专款专用", "上年结余（元）", "本年到账（元）", *(codes.label("fund_use", use) + "（元）" for use in uses), "支出合计（元）", "收回（元）", "年末结余（元）", "已批未付（元）"]  # fmt: skip
    rows: list[list[object]] = [
        [one.name, one.kind, one.document, one.uses or "不限", *(money.Fen(part.fen) for part in (
            one.began, one.came, *(one.spent.get(use, Cash()) for use in uses), one.went, one.returned, one.left, one.promised
        ))]
        for one in found.lines
    ]  # fmt: skip
    sums = [money.Fen(sum(int(row[at]) for row in rows)) for at in range(4, len(headings))]  # type: ignore[call-overload]
    return headings, [
        *rows,
        ["合计", "", "", "", *sums],
        ["实物捐赠估值（单列，不计入合计）", "", "", found.goods.shown],
    ]

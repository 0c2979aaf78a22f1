"""Statements: the same value as PDF and as a workbook; figures are numbers, numbers that identify are text, nothing is cut off."""

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from printouts import report_tables as tables
from printouts import reports as papers
from printouts import statement_book
from printouts.fonts import FontSet
from printouts.statement import CheckLine, StatColumn, Statement, StatRow, print_statements
from rules import reports
from rules.periods import Period
from rules.quantities import Amount, Measure, Persons, PersonTimes, Pieces
from rules.report_tables import ReportTable, TableRow
from rules.reports import Counted, CountyFigures, Judged, Report, ReportLine, Signers
from rules.voucher_account import VoucherLine
from tests.printouts.conftest import LONG_BASE, PRINTED_AT, pages_of, text_of

MARCH = Period(2009, 3)


def line(
    number: str, label: str, count: int, measure: Measure = "persons", *, indent: int = 0, target: Any = None
) -> ReportLine:
    counts = {name: Counted(count, count, count) for name in reports.SPANS}
    return ReportLine(
        number,
        label,
        indent,
        ("k",),
        measure,
        "张" if measure == "pieces" else "",
        measure == "persons",
        counts,
        target,
    )


def report(**more: Any) -> Report:
    lines = (
        line("1", "已培训", 7, target=Persons(17)), line("1.1", "技能培训", 7, indent=1), line("2", "发放面值", 350_000_049, "amount"),
        line("3", "发放", 330, "pieces"),
    )  # fmt: skip
    return Report(
        "aid",
        "援助行动情况统计表",
        "安和县总工会",
        "519901",
        MARCH,
        lines,
        "人按当年去重。",
        day=dt.date(2009, 4, 1),
        **more,
    )


def sheets(*statements: Statement, to: Path) -> Any:
    return openpyxl.load_workbook(statement_book.write(statements, to))


def printed(fonts: FontSet, *statements: Statement) -> bytes:
    made = print_statements(statements, printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    return made


def test_a_report_as_paper_has_columns_checks_and_signers(fonts: FontSet) -> None:
    signed = report(state="locked", version=1, signers=Signers("李书", "张复", "王主席", "0000-1234567"))
    text = text_of(printed(fonts, papers.statement(signed)))
    for words in (
        "援助行动情况统计表（月报）", "填报单位：安和县总工会", "报告期：2009年3月", "业务日期截至：2009年3月31日", "本年人次", "当年人数", "历年人数", "完成率", "41.1%",
        "勾稽关系", "√平", "填表人：李书", "审核人：张复", "负责人：王主席", "联系电话：0000-1234567", "2009年4月1日", "盖章处", "350.00",
    ):  # fmt: skip
        assert words in text, words
    assert "未锁定" not in text


def test_tags_say_zero_open_and_corrected(fonts: FontSet) -> None:
    empty = Report("aid", "表", "甲", "519901", MARCH, (ReportLine("1", "已培训", 0, ("k",), "persons", "", True, {}),))
    text = text_of(printed(fonts, papers.statement(empty)))
    assert "零报表" in text
    assert "未锁定" in text
    text = text_of(printed(fonts, papers.statement(report(state="corrected", version=2, late=3))))
    assert "更正后·第2版" in text
    assert "锁定后有3个数已不同" in text


def test_rules_notes_and_signatures_stay_together_below_a_table(fonts: FontSet) -> None:
    rows = [StatRow((str(n),)) for n in range(21)]
    checks = [CheckLine("ok", f"关系{n}") for n in range(3)]
    made = printed(
        fonts, Statement("表", ("甲",), (StatColumn("项目", 10),), rows, checks, ("注",), [("填表人", "李书")])
    )
    assert pages_of(made) == 2
    assert "关系" not in text_of(made, 0)
    assert all(words in text_of(made, 1) for words in ("勾稽关系", "关系0", "关系2", "注", "填表人"))
    # what does not fit on one page goes on, and the signatures take some lines along
    many = [CheckLine("ok", f"关系{n:03d}") for n in range(40)]
    for count in range(28, 38):
        made = printed(
            fonts, Statement("表", ("甲",), (StatColumn("项目", 10),), (), many[:count], (), [("填表人", "李书")])
        )
        last = text_of(made, pages_of(made) - 1)
        assert "填表人" in last
        assert "关系" in last


def test_a_long_report_goes_on_with_its_head_and_numbered_pages(fonts: FontSet) -> None:
    lines = tuple(line(str(n), LONG_BASE, n) for n in range(1, 70))
    made = printed(fonts, papers.statement(Report("other", "长表", LONG_BASE, "519901", MARCH, lines)))
    assert pages_of(made) == 4
    for page in range(4):
        text = text_of(made, page)
        assert "项目" in text
        assert f"第{page + 1}页共4页" in text
    assert "盖章处" in text_of(made, 3)


def test_in_a_workbook_figures_are_numbers_with_their_format(tmp_path: Path) -> None:
    sheet = sheets(papers.statement(report()), to=tmp_path / "表.xlsx").worksheets[0]
    rows = {str(row[0].value): row for row in sheet.iter_rows(min_row=4)}
    trained = rows["1　已培训"]
    assert [cell.value for cell in trained[1:]] == ["人", 7, 7, 7, 7, 7, 7, 17, 0.411]
    assert trained[9].number_format == "0.0%"
    money = rows["2　发放面值"]
    assert (money[2].value, money[2].number_format, money[5].value) == (350.000049, "#,##0.00", "—")
    assert rows["1.1　技能培训"][0].alignment.indent == 1
    assert rows["3　发放"][1].value == "张"
    assert any("填表人" in name for name in rows)
    assert sheet.freeze_panes == "B4"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], (
        "no sum across rows of kinds"
    )


def test_numbers_that_identify_stay_text_and_nothing_becomes_a_formula(tmp_path: Path) -> None:
    number = "519901199001010018"
    one = Statement(
        "名册",
        ["甲"],
        (StatColumn("证件", 50, "left"), StatColumn("姓名", 50, "left")),
        [StatRow((number, "=HYPERLINK(1)"))],
    )
    book = sheets(one, one, to=tmp_path / "名册.xlsx")
    assert book.sheetnames == ["名册", "名册 2"]
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=4, max_row=4) for cell in row]
    assert [(cell.value, cell.data_type) for cell in cells] == [(number, "s"), ("=HYPERLINK(1)", "s")]


def test_counties_stand_side_by_side_with_their_difference(tmp_path: Path) -> None:
    counts = {"1": {"period": Counted(4, 4, 4)}, "2": {"period": Counted(1, 0, 100)}}
    found = report(
        counties=(CountyFigures("519901", "安和县总工会", counts), CountyFigures("519902", "平安县总工会", counts))
    )
    [one] = papers.by_county(found)
    assert list(one.rows[0].cells[1:]) == [
        "人",
        Persons(4),
        Persons(4),
        Persons(8),
        Persons(7),
        Persons(1),
    ]
    assert one.rows[1].cells[2] == Persons(0), "a county that counts nothing says so"
    assert one.rows[2].cells[4] == Amount(200)
    first, last = papers.by_county(found, each=1)
    assert (len(first.columns), len(last.columns)) == (3, 6)
    assert papers.by_county(report()) == []
    assert sheets(one, to=tmp_path / "分县.xlsx").worksheets[0].cell(4, 7).value == 1


def test_a_correction_shows_reported_difference_and_now(fonts: FontSet) -> None:
    before = report(state="locked", version=1)
    late = (line("1", "已培训", 9), *before.lines[1:])
    now = Report(
        "aid",
        before.title,
        before.office,
        "519901",
        MARCH,
        late,
        state="corrected",
        version=2,
        signers=Signers("李书", "张复", "王主席"),
    )
    one = papers.correction(reports.correct(before, now, "补录两人"))
    assert [row.cells[1:] for row in one.rows] == [
        ("本期", "人", Persons(7), "+2", Persons(9)), ("本年累计", "人", Persons(7), "+2", Persons(9)), ("本期人次", "人次", PersonTimes(7), "+2", PersonTimes(9)),
    ]  # fmt: skip
    text = text_of(printed(fonts, one))
    assert "援助行动情况统计表更正报表" in text
    assert "更正原因：补录两人" in text
    assert "第2版" in text


def test_targets_are_told_with_share_and_rank(fonts: FontSet) -> None:
    lines = [
        papers.GoalLine(
            "免费技能培训", "36611 6", "", Persons(60_000), "不低于 60,000 人", Persons(3), Persons(255), 4
        ),
        papers.GoalLine(
            "免费技能培训", "36611 6", "安和县总工会", Persons(500), "500 人", None, Persons(255), 510, "1", 1
        ),
        papers.GoalLine("招聘会", "", "", Pieces(100, "场"), "100 场", None, None, None),
    ]
    late = Judged("累计 4 ≠ 各月之和 3（人次）", "bad", "差 1；2009年7月上报 1，现为 2；有迟报，作更正报表")
    right = Judged("累计 3 = 各月之和 3（人次）", "ok")
    fine = papers.goals("某省总工会", 2009, "2009年9月28日", lines, [("甲", right), ("乙", right)])
    assert [(one.standing, one.words[:13]) for one in fine.checks] == [("ok", "2 项累计 = 各月之和（")]
    text = text_of(
        printed(fonts, papers.goals("某省总工会", 2009, "2009年9月28日", lines, [("职业介绍", late), ("乙", right)]))
    )
    assert "×不平职业介绍：累计4≠各月之和3" in text
    assert "不作累计与各月的勾稽" in text
    for words in ("2009年目标任务完成进度表", "不低于60,000人", "0.4%", "51.0%", "安和县总工会", "尚未统计"):
        assert words in text, words


def test_the_account_of_vouchers_names_numbers_gaps_and_doubles(fonts: FontSet) -> None:
    line = VoucherLine(
        "安和县总工会", "512009519901001", 0, 30, 0, 4, 1, 0, 0, 26, 0, 1, 0, 1, 0, 2, 200_000, 50_000, ((1, 3), (7, 7)), ((4, 6), (8, 30)), ((4, 6),), (2,)
    )  # fmt: skip
    stock, out = tables.vouchers("安和县总工会", MARCH, [line])
    assert stock.rows[0].cells[-2:] == ("000001–000003、000007", "000004–000006、000008–000030")
    assert [(one.standing, one.why) for one in stock.checks] == [
        ("bad", "差 1，有重号或号段外的券"),
        ("note", "跳过 000004–000006"),
        ("bad", "000002"),
    ]
    assert [one.standing for one in out.checks] == ["ok"]
    assert out.rows[-1].cells[3:5] == (Pieces(0, "张"), Pieces(4, "张"))
    text = text_of(printed(fonts, stock))
    for words in ("培训券库存账", "000001–000003", "号码不连续"):
        assert words in text, words
    assert tables.vouchers("甲", MARCH, []) == []
    assert tables.numbers([(1, 1), (3, 4), (6, 6), (8, 8)], 3) == "000001、000003–000004、000006、等 4 段"


def cell(measure: Measure, n: int, unit: str = "", *, named: bool = False) -> ReportLine:
    return ReportLine("", "", 0, (), measure, unit, named, {"period": Counted(n, n, n)})


def test_a_table_sums_what_adds_and_no_persons(fonts: FontSet) -> None:
    rows = [
        TableRow(
            (kind, "城关"),
            [
                cell("pieces", n, "件"),
                cell("persons", n, named=True),
                cell("persons", n),
                cell("times", n),
                cell("amount", n),
            ],
        )
        for kind, n in (("欠薪", 3), ("工伤", 100_00))
    ]
    found = ReportTable(
        "分类表",
        ("类别", "地点"),
        ("件", "人", "人头", "人次", "金额"),
        rows,
        [Judged("工伤：期初 ≠ 期末", "bad")],
        ["存疑"],
    )
    one = tables.table("安和县总工会", MARCH, found)
    assert one.rows[-1].cells == (
        "合　计",
        "",
        Pieces(10_003, "件"),
        None,
        Persons(10_003),
        PersonTimes(10_003),
        Amount(10_003),
    )
    assert one.facts[-1] == "单位：件、人、人次、万元"
    text = text_of(printed(fonts, one))
    for words in ("分类表", "×不平", "工伤", "10,003", "存疑"):
        assert words in text, words

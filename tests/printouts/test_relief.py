"""The papers of relief and funds: two sides for a file, sums in figures and capitals to sign for, goods outside every sum."""

from datetime import date

from printouts import relief
from printouts.fonts import FontSet
from printouts.relief import FundLine, FundsPaper, HardshipPaper, HelpLine, MemberLine, ReliefLine, ReliefListPaper
from rules.funds import Cash, InKind
from tests.printouts.conftest import LONG_NAME, PRINTED_AT, pages_of, text_of

UNION = "安和县总工会"


def _text(pdf: object, page: int = 0) -> str:
    assert isinstance(pdf, bytes)
    return "".join(text_of(pdf, page).split())


def test_a_households_file_has_two_sides(fonts: FontSet) -> None:
    words = {
        "holder": LONG_NAME,
        "kind": "低保户",
        "main_cause": "本人或家属患病",
        "finding": "租房两间。" * 20,
        "opinion": "同意建档",
    }
    members = [MemberLine("王小苗", "子", "", "", "", "安和二中 初中")]
    paper = HardshipPaper(
        UNION,
        "DA20090001",
        words,
        frozenset({"single_parent"}),
        members,
        [HelpLine("2009-09-28", "生活救助", "500")],
        "李书",
    )
    pdf = relief.print_hardship_files([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(pdf, bytes)
    assert pages_of(pdf) == 2
    face, back = _text(pdf), _text(pdf, 1)
    for one in ("困难职工档案表", "DA20090001", "王小苗", "安和二中初中"):
        assert one in face, one
    for one in ("同意建档", "2009-09-28", "本人签名", "一式三份"):
        assert one in back, one


def test_the_list_to_sign_says_its_sum_in_capitals_and_that_nobody_signs_for_another(fonts: FontSet) -> None:
    lines = [
        ReliefLine(f"JZ{at}", "DA1", LONG_NAME, "尾号 0004", "生活救助", "", 50_000, "帮扶专项资金") for at in range(40)
    ]
    pdf = relief.print_relief_lists([ReliefListPaper(UNION, "JZ0 起 40 笔", lines)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(pdf, bytes)
    last = _text(pdf, pages_of(pdf) - 1)
    assert "40笔金额合计¥20,000.00大写：人民币贰万元整" in last
    assert "不得代签" in last


def test_goods_stand_outside_the_sums_of_money(fonts: FontSet) -> None:
    lines = [
        FundLine(
            f"来源{at}", "工会经费", "号", Cash(100), Cash(500_000), [Cash(20_000), Cash(0)], Cash(0), Cash(480_100)
        )
        for at in range(2)
    ]
    paper = FundsPaper(UNION, 2009, ("生活和医疗救助", "培训"), lines, InKind(777_700), date(2009, 9, 28))
    text = _text(relief.print_funds([paper], printed_at=PRINTED_AT, fonts=fonts))
    assert "上年结余2.00＋本年到账10,000.00－本年支出400.00＝年末结余9,602.00" in text
    assert "实物捐赠估值7,777.00元，单列" in text

"""Papers of 维权服务 and 入会与会籍, read back from the page."""

import datetime as dt
from dataclasses import replace

from printouts.fonts import FontSet
from printouts.letter import LetterPaper, print_letters
from printouts.membership import MemberPaper, print_members
from printouts.rights_case import CasePaper, ClaimantLine, StepLine, print_cases
from tests.printouts.conftest import LONG_BASE, LONG_NAME, PRINTED_AT, pages_of, text_of
from tests.printouts.test_forms import ADDRESS, UNION, WHO, whole_text

DAY = dt.date(2009, 9, 28)


def a_case(count: int = 1) -> CasePaper:
    lines = [
        ClaimantLine(
            LONG_NAME if at == 1 else f"申请人{at}",
            "女",
            "*" * 14 + "4527",
            "13900000000",
            100_000,
            75_000,
            leads=at == 0,
        )
        for at in range(count)
    ]
    return CasePaper(
        "WQ2009ABCD0001", UNION, DAY, "来访", WHO, LONG_BASE, "安和县", "欠薪", count, count >= 10, dt.date(2009, 1, 3), dt.date(2009, 2, 1), None,
        "申请仲裁 2010-02-01（还有 126 天）", "拖欠2008年10月至12月工资", "工资欠条、考勤表", 100_000 * count, 75_000 * count, lines,
        [StepLine("2009-09-29", "调解", LONG_BASE, "达成协议，分两次给付")], accepted_on=DAY, result="调解达成协议", clerk="李书",
    )  # fmt: skip


def test_a_case_of_one_is_a_form_without_a_list(fonts: FontSet) -> None:
    made = print_cases([a_case()], printed_at=PRINTED_AT, fonts=fonts)
    text = whole_text(made)
    for words in (
        "维权受理登记表",
        "WQ2009ABCD0001",
        "拖欠2008年10月至12月工资",
        "人民币壹仟元整",
        "申请仲裁2010-02-01",
        "第二十七条",
    ):
        assert words in text, words
    assert "申请人名单" not in text
    assert WHO.document in text


def test_many_claimants_stand_on_sheets_that_run_on_with_their_sums(fonts: FontSet) -> None:
    made = print_cases([a_case(70)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    text = whole_text(made)
    for words in (
        "申请人代表（共70人",
        "申请人名单（续页）",
        "合计70人，诉求70,000.00元，追回52,500.00元",
        "以下空白",
        LONG_NAME,
        "申请人69",
    ):
        assert words in text, words
    assert pages_of(made) >= 4
    assert all("证件号码" in text_of(made, page) for page in range(2, pages_of(made) - 1)), "each sheet has its head"
    assert text.count("4527") == 70 + 1, "of others than the representative only four characters show"


def a_letter() -> LetterPaper:
    return LetterPaper(
        "维权事项转办函", "WQ2009ABCD0001", "安和县劳动保障监察大队", ("王秀英等 12 人向本会反映" + ADDRESS[:60] + "的欠薪事项。", "请将办理结果填入回执。"), UNION, DAY,
        close="此函。", enclosures=("维权受理登记表", "证据材料复印件"), slip_title="转办函回执", slip_to=UNION,
        slip=((("收到日期", ""), ("承办部门", "")), (("办理结果", ""),)), clerk="李书",
    )  # fmt: skip


def test_a_letter_has_its_slip_on_the_same_sheet(fonts: FontSet) -> None:
    made = print_letters([a_letter(), replace(a_letter(), slip=(), edition=2)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) == 2
    first, second = text_of(made, 0), text_of(made, 1)
    for words in ("安和县劳动保障监察大队：", "转办函回执", "承办部门", "附件：维权受理登记表", "2009年9月28日"):
        assert words in first, words
    assert first.count("WQ2009ABCD0001") == 2
    assert "承办部门" not in second
    assert "重打·第2版" in second


def test_an_application_has_the_member_s_form_on_its_back(fonts: FontSet) -> None:
    paper = MemberPaper(
        UNION, "安和纺织厂工会", WHO, DAY, "安和纺织厂", "缝纫工", number="5199012009ABCD0001", approved_on=DAY
    )
    made = print_members([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) == 2
    assert "我自愿加入中华全国总工会" in text_of(made, 0)
    back = text_of(made, 1)
    for words in ("会员登记表", "5199012009ABCD0001", "同意入会，会籍自2009年9月28日起", "接转介绍信"):
        assert words in back, words

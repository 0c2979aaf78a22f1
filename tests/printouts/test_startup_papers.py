"""What stands on the papers of 创业指导, read back from the page: sums that agree, capitals, four levels of opinions, five helps."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from printouts import fee_waivers, loan_application, repayment_plan, startup_help_card
from printouts.fee_waivers import WaiverLine, WaiverPaper
from printouts.fonts import FontSet
from printouts.loan_application import LoanPaper
from printouts.particulars import Particulars
from printouts.repayment_plan import PlanPaper
from printouts.startup_help_card import HelpCard, HelpLine
from rules import loans, money
from rules.waivers import ITEMS, Fee
from tests.printouts.conftest import LONG_BASE, LONG_NAME, PRINTED_AT, pages_of
from tests.printouts.test_forms import ADDRESS, UNION, WHO, lines_of, whole_text

DAY = date(2009, 6, 1)
DOCUMENT = "《关于进一步改进小额担保贷款管理积极推动创业促就业的通知》（银发〔2008〕238号），2008-08-04 起"
LOAN = LoanPaper(
    union=UNION, number="DK2009A1B20001", day=DAY, who=WHO, proof="返乡农民工证明", certificate="CY2009-0007", spouse="李建国",
    spouse_document="519901197002120012", spouse_phone="13900000001", project="柳河粉丝加工坊", industry="制造业", place="四川省安和县柳河镇三组",
    licence="5199016000001", own_fen=20_000_00, planned_jobs=6, kind="担保贷款", amount_fen=50_000_00, approved_fen=40_000_00, months=24, rate="8.4",
    base_rate="5.4", way="按月付息到期还本", bank="安和县农村信用社", document=DOCUMENT, guarantee="担保基金", guarantor="安和县小额贷款担保中心",
    guarantor_phone="0838-5551234", small_profit=True, interest_fen=6_720_00, community="情况属实，同意推荐。",
)  # fmt: skip


def a_plan(principal: int = 50_000_00, months: int = 24) -> PlanPaper:
    made = loans.plan(principal, 84_000, months, loans.AT_END, DAY)
    return PlanPaper(
        UNION, "DK2009A1B20001", "王秀英", "**************4527", "安和县农村信用社", principal, months, "8.4", "按月付息到期还本", DAY, made[-1].day, made, "李书"
    )  # fmt: skip


def test_an_application_says_the_amount_in_capitals_and_leaves_room_for_four_opinions(fonts: FontSet) -> None:
    made = loan_application.print_loan_applications([LOAN], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) == 2
    text = whole_text(made)
    for said in (
        "人民币伍万元整",
        "人民币肆万元整",
        "人民币陆仟柒佰贰拾元整",
        "银发〔2008〕238号",
        "519901197002120012",
        "情况属实，同意推荐。",
        "8.4%（基准5.4%）",
    ):
        assert said in text, said
    for office in ("社区（村）意见", "就业服务机构意见", "担保机构意见", "经办银行意见"):
        assert office in text
    plain = replace(LOAN, small_profit=False, approved_fen=None)
    text = whole_text(loan_application.print_loan_applications([plain], printed_at=PRINTED_AT, fonts=fonts))
    assert "陆仟柒佰贰拾" not in text, "without 微利项目 nothing is subsidised"
    assert "肆万元" not in text


def test_a_long_application_loses_nothing(fonts: FontSet) -> None:
    hard = replace(
        LOAN, who=Particulars(LONG_NAME, home=ADDRESS, live=ADDRESS), place=ADDRESS, guarantor=LONG_BASE, bank=LONG_BASE
    )
    text = whole_text(loan_application.print_loan_applications([hard], printed_at=PRINTED_AT, fonts=fonts))
    assert text.count(ADDRESS) == 3
    assert text.count(LONG_BASE) == 2
    assert LONG_NAME in text


def test_a_plan_prints_every_instalment_and_sums_that_agree(fonts: FontSet) -> None:
    found = lines_of(repayment_plan.print_plans([a_plan()], printed_at=PRINTED_AT, fonts=fonts))
    text = "".join(found)
    assert "2009-07-01" in text
    assert "2011-06-01" in text
    assert text.count("350.00") >= 24
    assert "¥58,400.00（人民币伍万捌仟肆佰元整）" in text
    assert "本金合计¥50,000.00" in text


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 20_000_000), st.integers(1, 60))
def test_what_a_plan_adds_up_to_is_what_was_lent(principal: int, months: int) -> None:
    paper = a_plan(principal, months)
    form = repayment_plan.form_of(paper)
    texts = [
        field.value
        for block in form.blocks
        if hasattr(block, "rows")
        for line in block.rows
        if isinstance(line, list)
        for field in line
    ]
    assert f"¥{money.grouped(principal)}" in texts


def _line(name: str, waived: int, day: date | None = None) -> WaiverLine:
    return WaiverLine(
        name, "**************4527", [Fee(key, label, 600_00, waived) for key, label in ITEMS], "工会经费", day
    )


def test_waivers_are_listed_fee_by_fee_and_added_up(fonts: FontSet) -> None:
    paper = WaiverPaper(
        UNION,
        "2009年创业培训第1期",
        "县就业训练中心",
        DAY,
        date(2009, 6, 12),
        [_line("王秀英", 450_00, DAY), _line(LONG_NAME, 600_00)],
    )
    text = whole_text(fee_waivers.print_waivers([paper], printed_at=PRINTED_AT, fonts=fonts))
    for head in ("学费", "书本费", "职业技能鉴定费", "证书工本费", "本人签名"):
        assert head in text
    assert "¥4,200.00（人民币肆仟贰佰元整）" in text
    assert text.count("1800.00") == 1, "one trainee's sum"
    assert text.count("1200.00") == 4, "what was due of each fee"
    assert "2009-06-01" in text
    assert LONG_NAME in text


def test_a_card_shows_all_five_helps_though_nothing_is_done(fonts: FontSet) -> None:
    items = ("安排实践基地", "选择项目", "办理证件", "落实优惠政策", "开业宣传")
    helps = [HelpLine(items[0], DAY, "李书", "已办成", "联系县粉丝厂带教"), *(HelpLine(one) for one in items[1:])]
    card = HelpCard(
        UNION, "王秀英", "13900000000", "柳河粉丝加工坊", "制造业", "柳河镇三组", "5199016000001", DAY, 3, 6, helps, 20
    )
    text = whole_text(startup_help_card.print_help_cards([card], printed_at=PRINTED_AT, fonts=fonts))
    for said in (*items, "联系县粉丝厂带教", "3人（计划6人）", "20%"):
        assert said in text, said

"""The papers of handovers, read back from the page: every number whole, sums in figures and capitals, places to sign and to seal."""

from datetime import date

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printouts import handovers, work_handover
from printouts.fonts import FontSet
from printouts.handovers import (
    BackLine,
    BacksPaper,
    BlockLine,
    BlocksPaper,
    HandoutLine,
    HandoutPaper,
    SealLine,
    SealsPaper,
    TakenLine,
    VouchersTakenPaper,
)
from printouts.work_handover import WorkLine, WorkPaper
from rules import money
from tests.printouts.conftest import LONG_BASE, LONG_NAME, PRINTED_AT, pages_of, text_of

UNION = "安和县总工会困难职工帮扶中心"
BASE = "安和县第一培训基地"
DAY = date(2009, 9, 28)
NUMBER = "51 2009 519901 001 000001 5"
CERTIFICATE = "519901-2009-01-00001-7"


def whole_text(made: object) -> str:
    assert isinstance(made, bytes)
    return "".join(text_of(made, page) for page in range(pages_of(made)))


def lines_of(made: object) -> list[str]:
    assert isinstance(made, bytes)
    document = pypdfium2.PdfDocument(made)
    try:
        found = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    finally:
        document.close()
    return ["".join(line.split()) for line in found]


def test_numbers_drawn_are_summed_in_figures_and_capitals(fonts: FontSet) -> None:
    lines = [BlockLine("培训券", "省总授权", NUMBER, "51 2009 519901 001 000330 1", 330, 50_000, 0, date(2009, 12, 31))]
    paper = BlocksPaper("示例省总工会", UNION, lines)
    text = whole_text(handovers.print_blocks([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in (
        "培训券号段领用单", "发放单位：示例省总工会", f"领用单位：{UNION}", "330个号码", "¥165,000.00", "人民币壹拾陆万伍仟元整", "领用人", "（发放单位盖章处）",
        "（领用单位盖章处）", "以下空白", "第1页共1页",
    ):  # fmt: skip
        assert words in text, words
    assert any(
        "51200951990100100000" in line
        for line in lines_of(handovers.print_blocks([paper], printed_at=PRINTED_AT, fonts=fonts))
    )


def taken(count: int) -> VouchersTakenPaper:
    lines = [
        TakenLine(
            LONG_NAME if n == 0 else "㛃",
            "尾号 0004",
            f"51 2009 519901 001 {n:06d} 5",
            "家政服务员",
            50_000,
            DAY,
            reissue=n == 1,
        )
        for n in range(count)
    ]
    return VouchersTakenPaper(UNION, "班次：第1期家政服务员班", lines, edition=2)


def test_who_takes_a_voucher_has_a_line_to_sign(fonts: FontSet) -> None:
    text = whole_text(handovers.print_taken([taken(2)], printed_at=PRINTED_AT, fonts=fonts))
    for words in (
        LONG_NAME, "㛃", "领券人签名（手印）", "补发", "2张", "¥1,000.00", "人民币壹仟元整", "不得代签", "重打·第2版", "班次：第1期家政服务员班", "（发券工会盖章处）",
    ):  # fmt: skip
        assert words in text, words


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=30_000_000), min_size=1, max_size=60))
def test_redemption_parts_add_up_on_every_page_and_in_all(amounts: list[int]) -> None:
    lines = [
        BackLine(f"51 2009 519901 001 {n:06d} 5", "王秀英", "第1期家政服务员班", DAY, fen)
        for n, fen in enumerate(amounts)
    ]
    made = handovers.print_backs([BacksPaper(BASE, UNION, "2009-09", lines)], printed_at=PRINTED_AT)
    text = whole_text(made)
    assert f"副券{len(amounts)}张" in text
    assert money.grouped(sum(amounts)) in text
    assert money.capitals(sum(amounts), prefix=True) in text
    assert isinstance(made, bytes)
    assert text.count("本页小计") == pages_of(made)
    for words in ("送交人", "接收人", "（基地盖章处）", "（接收工会盖章处）"):
        assert words in text


def test_the_register_of_seals_tells_ranges_and_what_was_withdrawn(fonts: FontSet) -> None:
    lines = [
        SealLine(DAY, "培训合格证书", CERTIFICATE, "519901-2009-01-00030-2", 30, "培训基地公章", "第1期发证", "王基", "周主任"),
        SealLine(DAY, "培训券", NUMBER, NUMBER, 1, "主办工会公章", "补发" * 40, "王基", "周主任", withdrawn=True),
    ]  # fmt: skip
    text = whole_text(handovers.print_seals([SealsPaper(BASE, lines)], printed_at=PRINTED_AT, fonts=fonts))
    for words in (
        "用印登记表", CERTIFICATE, "至519901-2009-01-00030-2", "30", "培训基地公章", "批准人签名", "监印人签名", "已撤销", "用印30份（不计已撤销）", "补发" * 40,
    ):  # fmt: skip
        assert words in text, words


def test_who_takes_a_certificate_signs_and_a_proxy_has_a_ground(fonts: FontSet) -> None:
    lines = [
        HandoutLine("王秀英", "尾号 0004", CERTIFICATE),
        HandoutLine(
            LONG_NAME, "尾号 003X", "519901-2009-01-00002-5", DAY, "阿依古丽·买买提", "委托书和双方身份证，由村委会证明"
        ),
    ]
    paper = HandoutPaper(LONG_BASE, UNION, "第1期家政服务员班", "家政服务员", lines)
    text = whole_text(handovers.print_handouts([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in (
        LONG_BASE, LONG_NAME, "领取人签名", "2本已发1本未领1本", "2009-09-28", "阿依古丽·买买提代领", "由村委会证明", "由代领人签名", "（基地盖章处）",
    ):  # fmt: skip
        assert words in text, words
    assert "（家政服务员）" not in text


@pytest.mark.parametrize("details", ["", "51 2009 519901 001 000001 5 至 51 2009 519901 001 000330 1；" * 8])
def test_a_handover_of_work_has_all_its_matters_and_three_signatures(details: str, fonts: FontSet) -> None:
    lines = [WorkLine("在库券号", "14 个", details), WorkLine("未上报的记录", "无")]
    paper = WorkPaper(UNION, "李书", "张复", "休产假", DAY, date(2009, 12, 31), lines, "铁皮柜钥匙 2 把；工会公章 1 枚")
    text = whole_text(work_handover.print_work_handovers([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in (
        "工作交接单", "李书", "张复", "休产假", "2009年12月31日", "在库券号", "14个", "未上报的记录", "铁皮柜钥匙2把", "移交人", "接收人", "监交人", "（单位盖章处）",
        "各人的登录口令不交接", "以下空白",
    ):  # fmt: skip
        assert words in text, words
    assert "".join(details.split()) in text


def test_an_ordinary_handover_of_work_fits_one_sheet(fonts: FontSet) -> None:
    lines = [WorkLine(f"事项{n}", f"{n} 个", "第1期家政服务员班 缺 3 人") for n in range(17)]
    paper = WorkPaper(UNION, "李书", "张复", "休产假", DAY, None, lines, "铁皮柜钥匙 2 把")
    made = work_handover.print_work_handovers([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) == 1


def test_a_long_list_keeps_its_head_on_every_page(fonts: FontSet) -> None:
    made = handovers.print_taken([taken(60)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) > 3
    for page in range(pages_of(made)):
        assert "领券人签名" in text_of(made, page)
    assert whole_text(made).count("合计大写") == 0
    assert text_of(made, pages_of(made) - 1).count("60张") >= 1

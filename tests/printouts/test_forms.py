"""What stands on forms, rosters and letters, read back from the page: all of it, however long, and numbers on one line."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printouts import (
    attendance_sheet,
    class_application,
    data_sheet,
    enrolment,
    job_seeker,
    public_list,
    referral,
    registration,
    result_sheet,
    rosters,
)
from printouts.attendance_sheet import AttendanceLine, AttendancePaper, Session
from printouts.fonts import FontSet
from printouts.particulars import Particulars
from printouts.table import share_out
from rules import money
from tests.printouts.conftest import LONG_BASE, LONG_NAME, PRINTED_AT, pages_of, text_of

UNION = "安和县总工会困难职工帮扶中心"
ADDRESS = ("西部省安和县青石镇" + "柳河村三组大桥东头第二排" * 16)[:200]
RARE = "𬭎晓𬭊㛃𠅤䶮"
FIRST, LAST = date(2009, 3, 16), date(2009, 4, 3)
WHO = Particulars(
    "王秀英", "女", "汉族", "1969年3月12日", 40, "居民身份证", "519901196903124527", "群众", "初中毕业", "已婚", "13900000000", "",
    "安和县青石镇柳河村三组", "安和县城关镇东街12号", ("返乡农民工",),
)  # fmt: skip
HARD = Particulars(
    LONG_NAME, "男", "维吾尔族", "1978年5月", None, "居民身份证", "51990119780512003X", phone="0838-5551234-12", phone_owner="村干部代接",
    home=ADDRESS, live=ADDRESS, groups=("返乡农民工", "穿青人"),
)  # fmt: skip
KEEPING = (("培训券、核销、结算、证书（会计凭证）", 30), ("登记后一直没有办理任何服务的人", 3))


def whole_text(made: object) -> str:
    assert isinstance(made, bytes)
    return "".join(text_of(made, page) for page in range(pages_of(made)))


def lines_of(made: object) -> list[str]:
    """Give the lines of text of all pages as a reader of the PDF finds them."""
    assert isinstance(made, bytes)
    document = pypdfium2.PdfDocument(made)
    try:
        found = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    finally:
        document.close()
    return ["".join(line.split()) for line in found]


# ---- forms about one person


@pytest.mark.parametrize("who", [WHO, HARD, replace(WHO, name=RARE), replace(WHO, name="㛃")])
def test_every_form_of_a_person_says_all_that_is_known(who: Particulars, fonts: FontSet) -> None:
    made = (
        registration.print_registrations([registration.RegistrationPaper(UNION, who)], printed_at=PRINTED_AT, fonts=fonts),
        enrolment.print_enrolments([enrolment.EnrolmentPaper(UNION, who)], printed_at=PRINTED_AT, fonts=fonts),
        job_seeker.print_job_seekers([job_seeker.JobSeekerPaper(UNION, who)], printed_at=PRINTED_AT, fonts=fonts),
    )  # fmt: skip
    for paper in made:
        text = whole_text(paper)
        for words in (who.name, who.document, who.phone, who.home, who.live, who.ethnic, who.birth, *who.groups):
            assert words in text, words
        assert f"√{who.sex}" in text
        assert who.document in "\n".join(lines_of(paper))


def test_the_notice_says_what_the_law_asks_for(fonts: FontSet) -> None:
    paper = registration.RegistrationPaper(UNION, WHO, "安和县人民路1号，0838-5550000", keeping=KEEPING)
    made = registration.print_registrations([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) == 2
    back = text_of(made, 1)
    for words in (
        UNION, "0838-5550000", "谁处理", "为了什么", "怎样处理", "会给谁", "30年", "3年", "查阅、复制", "更正或删除", "撤回同意", "监护人",
        "单独同意处理敏感个人信息", "单独同意向所报班级的培训基地和省总工会提供", "单独同意在公示名单中", "本人签名",
    ):  # fmt: skip
        assert words in back, words
    assert "第2页共2页" in back
    assert "个人信息处理告知书" not in text_of(made, 0)


def test_nothing_is_ticked_for_the_person(fonts: FontSet) -> None:
    """Consent is the person's own: the program ticks none of it."""
    made = registration.print_registrations(
        [registration.RegistrationPaper(UNION, WHO, consent_on=FIRST)], printed_at=PRINTED_AT, fonts=fonts
    )
    assert isinstance(made, bytes)
    assert text_of(made, 1).count("√") == 1  # the one in the heading, which says how to tick
    assert "2009年3月16日已取得知情同意" in text_of(made, 1)


def test_a_reason_that_no_box_has_stands_beside_the_last(fonts: FontSet) -> None:
    paper = registration.RegistrationPaper(UNION, WHO, return_reason="工厂搬迁")
    assert "√其他：工厂搬迁" in whole_text(
        registration.print_registrations([paper], printed_at=PRINTED_AT, fonts=fonts)
    )


def test_an_enrolment_bears_the_promise_and_what_was_received(fonts: FontSet) -> None:
    paper = enrolment.EnrolmentPaper(
        UNION,
        WHO,
        "家政服务员",
        "初级",
        "第1期家政服务员班",
        LONG_BASE,
        FIRST,
        LAST,
        120,
        "5120095199010010000019",
        FIRST,
        ("2008年培训券",),
    )
    text = whole_text(enrolment.print_enrolments([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in (
        "没有享受过",
        "没有以他人名义重复报名",
        "5120095199010010000019",
        "2009年3月16日至2009年4月3日",
        "120学时",
        LONG_BASE,
        "2008年培训券",
    ):
        assert words in text, words


def test_a_data_sheet_closes_its_lists_and_repeats_their_heads(fonts: FontSet) -> None:
    values = [
        data_sheet.KeptValue("户籍地址", f"{number}号{ADDRESS}", "本单位李书", "2009-09-28") for number in range(30)
    ]
    records = [
        data_sheet.KeptRecord("2009-03-12", "培训券", f"发放培训券 51200951990100100{n:05d}", "面值500元")
        for n in range(80)
    ]
    passed = [data_sheet.PassedOn("示例省总工会", "登记的内容", "2009-09-28", "防止重复领取")]
    paper = data_sheet.DataSheetPaper(
        UNION, LONG_NAME, "51990119780512003X", values, records, passed, KEEPING, 1, "李书", edition=2
    )
    made = data_sheet.print_data_sheets([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    text = whole_text(made)
    for row in values:
        assert row.value in text
    for record in records:
        assert "".join(record.title.split()) in text
    assert text.count("以下空白") == 3
    assert pages_of(made) > 3
    for page in range(pages_of(made)):
        assert f"第{page + 1}页共{pages_of(made)}页" in text_of(made, page)
        assert "（重打）" in text_of(made, page)
    middle = text_of(made, 1)
    assert "项目" in middle or "日期" in middle, "the head of the list is repeated"
    assert "认定为同一人" in text


# ---- classes


def roster(count: int) -> rosters.RosterPaper:
    lines = [
        rosters.RosterLine(LONG_NAME if number == 1 else f"学员{number}", "男" if number % 3 else "女", f"5199011985061{number:05d}",
                           "返乡农民工", ADDRESS if number % 50 == 2 else "安和县青石镇", "初中", f"138{number:08d}", f"51200951990100100{number:05d}")
        for number in range(count)
    ]  # fmt: skip
    return rosters.RosterPaper("第1期家政服务员班", "家政服务员", LONG_BASE, FIRST, LAST, 120, UNION, lines)


def test_a_roster_of_a_thousand_breaks_no_number_and_parts_no_person(fonts: FontSet) -> None:
    paper = roster(1000)
    made = rosters.print_rosters([paper], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    lines = lines_of(made)
    text = "\n".join(lines)
    for line in paper.lines:
        for number in (line.document, line.phone, line.voucher):
            assert number in text, number
    pages = [text_of(made, page) for page in range(pages_of(made))]
    assert all(any(line.document in page and line.voucher in page for page in pages) for line in paper.lines)
    assert sum(ADDRESS in page for page in pages) > 10
    assert any(LONG_NAME in page for page in pages)
    people = [int(found) for page in pages for found in re.findall(r"本页小计(\d+)人", page)]
    assert len(people) == len(pages)
    assert sum(people) == 1000
    assert "合计1000人（男666人，女334人）" in pages[-1]
    for place, page in enumerate(pages, 1):
        assert f"第{place}页共{len(pages)}页" in page
        assert "身份证件号码" in page
    assert not any("以下空白" in page for page in pages[:-1])


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(1, 3_000_000_000), st.integers(1, 3_000_000_000)), min_size=1, max_size=60))
def test_subtotals_make_the_total_and_capitals_say_the_same(sums: list[tuple[int, int]]) -> None:
    lines = [
        rosters.ClaimLine(f"学员{n}", "51990119850612002X", f"51200951990100100{n:05d}", "焊工", "第2期焊工班", LAST, "", face, fee, min(face, fee))
        for n, (face, fee) in enumerate(sums)
    ]  # fmt: skip
    whole = sum(line.payable_fen for line in lines)
    made = rosters.print_claims(
        [rosters.ClaimPaper("2009-04", LONG_BASE, UNION, lines, whole)], printed_at=PRINTED_AT, fonts=FontSet([])
    )
    text = whole_text(made)
    parts = [money.parse_yuan(found) for found in re.findall(r"本页小计\d+张应付金额¥([\d,]+\.\d\d)", text)]
    assert sum(parts) == whole
    (figures, words) = re.findall(r"合计\d+张应付金额¥([\d,]+\.\d\d)大写：(人民币[^\W\d_]+)", text)[0]
    assert money.parse_yuan(figures) == whole
    capitals = money.capitals(whole, prefix=True)
    assert words.startswith(capitals)
    assert money.read_capitals(capitals) == whole


@given(st.lists(st.floats(4, 60), max_size=80), st.floats(60, 200), st.floats(0, 60))
def test_pages_hold_their_rows_in_order_and_the_last_is_not_bare(
    heights: list[float], full: float, closing: float
) -> None:
    shared = share_out(heights, full, full - closing)
    assert [number for page in shared for number in page] == list(range(len(heights)))
    assert not heights or all(len(page) for page in shared)
    for number, page in enumerate(shared):
        room = full if number < len(shared) - 1 else full - closing
        assert len(page) <= 1 or sum(heights[one] for one in page) <= room + 0.01


def sessions(days: int, parts: tuple[str, ...] = ("上午", "下午"), *, known: bool = True) -> list[Session]:
    return [Session(FIRST + timedelta(day) if known else None, part, 4) for day in range(days) for part in parts]


def attendance(count: int, held: list[Session], **more: object) -> AttendancePaper:
    lines = [
        AttendanceLine(f"学员{number}", "P" * (len(held) - 1) + "A", 4 * len(held) - 4, 4 * len(held))
        for number in range(count)
    ]
    return AttendancePaper("第1期家政服务员班", "家政服务员", LONG_BASE, FIRST, LAST, 120, UNION, held, lines, **more)  # type: ignore[arg-type]


def test_attendance_tells_every_mark_and_the_rate(fonts: FontSet) -> None:
    held = sessions(5)
    made = attendance_sheet.print_attendance([attendance(12, held)], printed_at=PRINTED_AT, fonts=fonts)
    text = whole_text(made)
    assert text.count("×") == 12 + text.count("×缺勤")
    assert text.count("√") == 12 * 9 + text.count("√出勤")
    assert text.count("90%") == 12
    assert "3月16日" in text
    assert "教师签字" in text


def test_a_long_class_goes_over_sheets_side_by_side_and_keeps_days_whole(fonts: FontSet) -> None:
    held = sessions(15)
    tables = attendance_sheet.tables(attendance(40, held))
    shown = [[column for column in table.columns if column.group] for table in tables]
    assert sum(len(columns) for columns in shown) == len(held)
    groups = [{column.group for column in columns} for columns in shown]
    assert not any(one & other for place, one in enumerate(groups) for other in groups[place + 1 :])
    made = attendance_sheet.print_attendance([attendance(40, held)], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    pages = pages_of(made)
    assert pages >= 2 * len(tables)
    assert all(f"第{page + 1}页共{pages}页" in text_of(made, page) for page in range(pages))
    assert "共2幅，第2幅" in text_of(made, pages - 1)


@pytest.mark.parametrize("held", [sessions(7, known=False), sessions(4, tuple("12345678"), known=False), []])
def test_a_sheet_for_the_hand_has_a_square_for_every_session_and_no_mark(held: list[Session], fonts: FontSet) -> None:
    paper = replace(attendance(3, held, by_hand=True), lines=[AttendanceLine("学员一"), AttendanceLine(LONG_NAME)])
    tables = attendance_sheet.tables(paper)
    assert sum(1 for table in tables for column in table.columns if column.group) == len(held)
    text = whole_text(attendance_sheet.print_attendance([paper], printed_at=PRINTED_AT, fonts=fonts))
    assert LONG_NAME in text
    assert "以下空白" in text
    assert text.count("√") == text.count("√出勤")


def test_results_tell_scores_and_count_the_outcomes(fonts: FontSet) -> None:
    line = result_sheet.ResultLine(
        LONG_NAME, "男", "51990119850612002X", 116, 120, 86, 0, "合格", LAST, "519901-2009-01-00001-7"
    )
    paper = result_sheet.ResultPaper(
        "第1期",
        "焊工",
        LONG_BASE,
        FIRST,
        LAST,
        160,
        UNION,
        [line, replace(line, outcome="不合格", theory=None), replace(line, outcome="")],
    )
    text = whole_text(result_sheet.print_results([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in (LONG_NAME, "116/120（97%）", "519901-2009-01-00001-7", "3人合格1人不合格1人未考1人", "考评员"):
        assert words in text, words


def test_an_application_adds_the_fees_up(fonts: FontSet) -> None:
    paper = class_application.ApplicationPaper(
        UNION,
        LONG_BASE,
        ADDRESS,
        "0838-5551234",
        "",
        "第1期焊工班",
        "焊工",
        "初级",
        1,
        FIRST,
        LAST,
        20,
        160,
        30,
        28,
        3,
        60_005,
    )
    text = whole_text(class_application.print_applications([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in ("¥600.05", "¥18,001.50", "人民币壹万捌仟零壹元伍角", "28人（女3人）", ADDRESS, "主办工会审批"):
        assert words in text, words


def test_a_public_list_tells_how_long_and_nothing_more(fonts: FontSet) -> None:
    lines = [public_list.PublicLine("王*英", "青石镇", "家政服务员培训", 50_000) for _ in range(45)]
    paper = public_list.PublicPaper("公示", UNION, "补贴", FIRST, LAST, 7, lines, left_out=2)
    text = whole_text(public_list.print_public_lists([paper], printed_at=PRINTED_AT, fonts=fonts))
    for words in ("共7个工作日", "45人¥22,500.00", "人民币贰万贰仟伍佰元整", "另有2名未成年人依法不公示"):
        assert words in text, words
    natural = public_list.print_public_lists([replace(paper, working_days=False)], printed_at=PRINTED_AT, fonts=fonts)
    assert "自然日" in whole_text(natural)


# ---- the referral


def letter() -> referral.ReferralPaper:
    return referral.ReferralPaper(
        "519901-2009-0001", UNION, LONG_NAME, "女", 40, "初中毕业", "家政服务员", "13900000000", LONG_BASE, ADDRESS, "0838-5551111",
        "中式烹调师（川菜方向）兼后厨管理", "900元", FIRST, LAST, LAST, "安和县人民路1号", "0838-5550000", "李书",
    )  # fmt: skip


def test_a_referral_has_three_parts_with_one_number(fonts: FontSet) -> None:
    made = referral.print_referrals([letter()], printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(made, bytes)
    assert pages_of(made) == 1
    text = text_of(made)
    assert text.count("519901-2009-0001") == 3
    assert text.count(LONG_NAME) == 4
    for words in (
        "存根联",
        "用人单位联",
        "回执联",
        ADDRESS,
        LONG_BASE,
        "未反馈",
        "不计为就业",
        "上岗日期",
        "有效期至2009年4月3日",
        "不收任何费用",
    ):
        assert words in text, words
    void = referral.print_referrals([replace(letter(), void=True, edition=2)], printed_at=PRINTED_AT, fonts=fonts)
    assert whole_text(void).count("作废") == 3
    assert "重打·第2版" in whole_text(void)

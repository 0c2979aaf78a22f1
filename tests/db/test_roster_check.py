"""What becomes of each row: the whole roster of five thousand, and every code by itself."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import roster_check, roster_sheet
from db.roster_check import RowVerdict
from db.roster_rows import RosterRow
from db.verdicts import summarise
from rules import idnumber
from rules.regions import Region, national

DATA = Path(__file__).parent.parent / "data"
TODAY = dt.date(2026, 11, 20)
A, B = "11010519491231002X", "510000198402290036"


def judge(*rows: dict[str, Any], known: Mapping[str, str] | None = None, today: dt.date = TODAY) -> list[RowVerdict]:
    made = [RosterRow("表", number, {"name": "张三", "doc_no": A, **row}) for number, row in enumerate(rows, 2)]
    made = [row._replace(cells={field: cell for field, cell in row.cells.items() if cell is not None}) for row in made]
    look_up = (
        (lambda numbers: {number: known[number] for number in numbers if number in known})
        if known is not None
        else None
    )
    return list(roster_check.examine(made, today=today, known=look_up))


def one(**row: Any) -> RowVerdict:
    return judge(row)[0]


def codes(verdict: RowVerdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


def number(first17: str) -> str:
    return first17 + idnumber.check_digit(first17)


@pytest.fixture(scope="module")
def five_thousand() -> list[RowVerdict]:
    return list(roster_check.examine(roster_sheet.read(DATA / "roster-5000.xlsx"), today=TODAY))


def test_the_roster_of_five_thousand_gives_exactly_the_expected_counts(five_thousand: list[RowVerdict]) -> None:
    expected = json.loads((DATA / "roster-5000.expected.json").read_text("utf-8"))
    assert summarise(five_thousand).as_dict() == expected


def test_every_doubtful_row_names_its_excel_row_and_reason(five_thousand: list[RowVerdict]) -> None:
    by_row = {verdict.row: verdict for verdict in five_thousand}
    assert codes(by_row[1949]) == ["ID_PRECISION_LOST"]
    assert codes(by_row[2007]) == ["ID_LEGACY_15"]
    assert (codes(by_row[2641]), by_row[2641].twin) == (["SAME_ID_OTHER_NAME"], 216)
    assert (by_row[2880].outcome, by_row[2880].twin) == ("duplicate", 75)
    assert by_row[1962].outcome == "accepted"
    assert by_row[1649].person is not None
    assert by_row[1649].person["name"] == "买买提·吐尔逊"
    for verdict in five_thousand:
        assert all(finding.reason and finding.column in roster_check.COLUMNS for finding in verdict.findings)
        assert (verdict.person is None) is (verdict.outcome == "rejected")


def test_a_second_import_finds_everyone(five_thousand: list[RowVerdict]) -> None:
    taken = {
        v.person["doc_no"]: v.person["name"]
        for v in five_thousand
        if v.outcome == "accepted" and v.person and v.person["doc_no"]
    }
    again = roster_check.examine(
        roster_sheet.read(DATA / "roster-5000.xlsx"),
        today=TODAY,
        known=lambda wanted: {doc: taken[doc] for doc in wanted if doc in taken},
    )
    summary = summarise(again)
    assert summary.accepted == 5  # only those without a number
    assert summary.duplicates == 4918 - 5 + 21
    assert summary.parked["SAME_ID_OTHER_NAME"] == 5


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("110105194912310021", "ID_CHECKSUM"),
        ("510000198502290033", "ID_DATE"),
        ("5132311990", "ID_FORMAT"),
        ("51343019ABCD126222", "ID_FORMAT"),
        ("遗失（510123）", "ID_FORMAT"),
        (510103196809178000.0, "ID_PRECISION_LOST"),
        (513224196712204992, "ID_PRECISION_LOST"),
        ("5.13224E+17", "ID_PRECISION_LOST"),
        ("5.13224196712205e+17", "ID_PRECISION_LOST"),
        ("510103196809178000", "ID_PRECISION_LOST"),
        ("110105491331002", "ID_DATE"),
    ],
)
def test_rows_that_are_refused(cell: Any, code: str) -> None:
    verdict = one(doc_no=cell)
    assert (verdict.outcome, codes(verdict), verdict.person) == ("rejected", [code], None)


def test_a_row_needs_a_name() -> None:
    assert codes(one(name=None)) == ["NAME_EMPTY"]
    assert codes(one(name="\u200b")) == ["NAME_EMPTY"]
    assert codes(one(name="长" * 51)) == ["NAME_TOO_LONG"]


@pytest.mark.parametrize(
    "cell",
    [
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231-002x ",
        "'11010519491231002X",
        "\u200b11010519491231002X",
    ],
)
def test_a_number_is_cleaned(cell: str) -> None:
    verdict = one(doc_no=cell)
    assert verdict.findings == ()
    assert verdict.person is not None
    assert (verdict.person["doc_no"], verdict.person["sex"], verdict.person["birth"], verdict.person["doc_type"]) == (
        A,
        "2",
        "1949-12-31",
        "resident",
    )


@pytest.mark.parametrize("cell", ["110105491231002", 110105491231002.0])
def test_an_old_number_waits_for_a_person(cell: Any) -> None:
    verdict = one(doc_no=cell)
    assert (verdict.outcome, codes(verdict)) == ("parked", ["ID_LEGACY_15"])
    assert verdict.person is not None
    assert verdict.person["doc_no"] == A


def test_one_ending_in_zeros_that_is_right_stays_right() -> None:
    first = next(
        f"5101041980{month:02d}{day:02d}{sequence}00"
        for month in range(1, 13)
        for day in range(1, 28)
        for sequence in range(1, 9)
        if idnumber.check_digit(f"5101041980{month:02d}{day:02d}{sequence}00") == "0"
    )
    assert one(doc_no=first + "0").outcome == "accepted"


@pytest.mark.parametrize("word", [None, "正在补办", "身份证遗失", "未带"])
def test_a_person_without_a_number_is_taken(word: str | None) -> None:
    verdict = one(doc_no=word, sex="女", birth="1978年5月")
    assert (verdict.outcome, codes(verdict)) == ("accepted", ["ID_MISSING"])
    assert verdict.person is not None
    assert (verdict.person["doc_no"], verdict.person["sex"], verdict.person["birth"]) == ("", "2", "1978-05")


def test_two_without_a_number_are_two() -> None:
    assert [verdict.outcome for verdict in judge({"doc_no": None}, {"doc_no": None})] == ["accepted", "accepted"]


def test_another_kind_of_document_is_judged_by_its_own_shape() -> None:
    verdict = one(doc_type="回乡证", doc_no="h12345678", sex="男")
    assert verdict.person is not None
    assert (verdict.outcome, verdict.person["doc_type"], verdict.person["doc_no"], verdict.person["sex"]) == (
        "accepted",
        "hk_macau_pass",
        "H12345678",
        "1",
    )
    assert codes(one(doc_type="台胞证", doc_no="1")) == ["ID_FORMAT"]
    permit = one(doc_no="830000199201300022").person
    assert permit is not None
    assert permit["doc_type"] == "residence_permit"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"sex": "男"}, "SEX_MISMATCH"),
        ({"doc_no": "34052419800101001X", "sex": "1"}, "REGION_UNKNOWN"),
        ({"doc_no": "440524188001010014"}, "AGE_OVER_110"),
        ({"phone": "1380000"}, "PHONE_FORMAT"),
        ({"phone": 23800000000.0}, "PHONE_FORMAT"),
        ({"ethnic": "穿青人"}, "CODE_UNMAPPED"),
        ({"ethnic": "穿青人", "education": "天书"}, "CODE_UNMAPPED"),
        ({"groups": "神仙"}, "CODE_UNMAPPED"),
    ],
)
def test_rows_that_are_odd_are_taken_with_one_warning_of_a_kind(row: dict[str, Any], code: str) -> None:
    verdict = one(**row)
    assert (verdict.outcome, codes(verdict)) == ("accepted", [code])


@pytest.mark.parametrize(
    "row",
    [
        {"sex": "女"}, {"sex": "F"}, {"sex": "2"}, {"sex": 2.0}, {"sex": "0"}, {"sex": "未说明"}, {"phone": 13812345678.0}, {"phone": "0555-1234567转8"}, {"education": "文盲"},
        {"education": "高中以上"}, {"education": "初中文化程度"}, {"ethnic": "土家"}, {"groups": "返乡、困难职工"}, {"groups": "个体"}, {"political": "党员"}, {"marital": "已婚"}, {"hukou_type": "什么都行"},
    ],
)  # fmt: skip
def test_ordinary_rows_raise_no_word(row: dict[str, Any]) -> None:
    assert one(**row).findings == ()


def test_what_a_row_says_is_kept() -> None:
    verdict = one(
        ethnic="穿青人",
        education="文盲",
        political="群众",
        groups="返乡",
        address="某村",
        live_address="某镇",
        wishes="焊工",
        phone="13812345678/13912345678",
        note="好",
        monthly_income="1,200",
        years_out="3年",
    )
    assert verdict.person is not None
    assert verdict.person["phone"] == "13812345678"
    assert verdict.person["profile"] == {
        "ethnic": "穿青人", "education": "90", "education_text": "文盲", "political": "13", "groups": ["returned"], "home_address": "某村", "live_address": "某镇", "wishes": "焊工",
        "note": "另有电话：13912345678；好", "monthly_income_fen": 120_000, "years_out": 3,
    }  # fmt: skip


@pytest.mark.parametrize("cell", ["13812345678（儿子）", "儿子：13812345678", "13812345678(儿子)"])
def test_whose_telephone_it_is(cell: str) -> None:
    verdict = one(phone=cell)
    assert verdict.findings == ()
    assert verdict.person is not None
    assert (verdict.person["phone"], verdict.person["phone_owner"]) == ("13812345678", "儿子")


def test_one_address_beside_another() -> None:
    both = one(address="家", home_address="户籍").person
    assert both is not None
    assert (both["profile"]["home_address"], both["profile"]["live_address"]) == ("户籍", "家")


def test_the_same_number_again() -> None:
    first, again, other, third = judge({}, {"doc_no": A.lower()}, {"name": "李四"}, {"name": "张 三"})
    assert [first.outcome, again.outcome, other.outcome, third.outcome] == [
        "accepted",
        "duplicate",
        "parked",
        "duplicate",
    ]
    assert (again.twin, other.twin) == (2, 2)
    assert codes(other) == ["SAME_ID_OTHER_NAME"]


def test_those_registered_before() -> None:
    same, other = judge({}, {"doc_no": B}, known={A: "张三", B: "李四"})
    assert (same.outcome, same.twin) == ("duplicate", 0)
    assert (other.outcome, other.twin) == ("parked", 0)


def test_age_and_birth_are_those_of_the_day_of_import() -> None:
    old = number("51010418990101001")
    assert codes(judge({"doc_no": old}, today=dt.date(2009, 9, 28))[0]) == []
    assert codes(judge({"doc_no": old}, today=dt.date(2010, 1, 1))[0]) == ["AGE_OVER_110"]
    young = number("51010420100101001")
    assert codes(judge({"doc_no": young}, today=dt.date(2009, 9, 28))[0]) == ["ID_DATE"]


def test_own_regions_are_known() -> None:
    row = RosterRow("", 2, {"name": "张三", "doc_no": number("51990119800101001")})
    table = national().with_extra([Region("519901", "安和县")])
    assert codes(next(roster_check.examine([row], today=TODAY))) == ["REGION_UNKNOWN"]
    assert codes(next(roster_check.examine([row], today=TODAY, regions=table))) == []


CELLS = st.none() | st.text(max_size=25) | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes()
FIELDS = [
    "name", "sex", "doc_no", "doc_type", "birth", "ethnic", "education", "political", "marital", "health", "hukou_type", "address", "home_address", "phone", "phone_owner", "groups",
    "wishes", "monthly_income", "years_out", "note",
]  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), CELLS, max_size=12), max_size=5))
def test_any_cells_are_judged_without_a_crash(rows: Sequence[dict[str, Any]]) -> None:
    verdicts = judge(*rows)
    summary = summarise(verdicts)
    assert summary.rows == len(rows)
    assert summary.rows == summary.accepted + summary.duplicates + sum(summary.rejected.values()) + sum(
        summary.parked.values()
    )
    json.dumps([verdict.person for verdict in verdicts])

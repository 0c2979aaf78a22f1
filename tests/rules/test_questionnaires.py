"""Questionnaires as text: what is understood, what is skipped, what is no answer; cross tables whose sums agree."""

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import cross_tables, questionnaires
from rules.cross_tables import NONE, cross
from rules.questionnaires import AnswerUnfit, Condition, Question, QuestionnaireUnfit, read

TODAY = dt.date(2009, 9, 28)
TEXT = """
[情况]
1. 现在的情况（单选，必答）
  1 外出
  2 返乡
  3 求职
2. 返乡原因（多选；若 1=2,3）
  1 停产
  2 家庭
  9 其他
3. 停产多久了（数字；单位 个月；分段 0,3,6；若 2=1）
4、返乡日期（日期；若 1=2；登记 返乡时间）
5. 希望（文字）
"""


def test_a_text_is_read_as_it_is_written() -> None:
    found = read(TEXT)
    assert [one.key for one in found.questions] == ["1", "2", "3", "4", "5"]
    first, second, third, fourth, _fifth = found.questions
    assert (first.kind, first.needed, first.section) == ("one", True, "情况")
    assert second.options == (("1", "停产"), ("2", "家庭"), ("9", "其他"))
    assert second.conditions == (Condition("1", ("2", "3")),)
    assert (third.unit, third.bands) == ("个月", (0, 3, 6))
    assert third.categories == (("0", "0–2个月"), ("1", "3–5个月"), ("2", "6个月及以上"))
    assert fourth.fills == "returned_on"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("请回答", 1, "line"),
        ("1. 问（单选）\n 1 甲", 1, "options"),
        ("1. 问（单选）\n 1 甲\n 1 乙", 3, "option"),
        ("1. 问（文字）\n1. 问（文字）", 2, "twice"),
        ("1. 问（必答）", 1, "kind"),
        ("1. 问（单选，很急）\n 1 甲\n 2 乙", 1, "attribute"),
        ("1. 问（文字；登记 身高）", 1, "attribute"),
        ("1. 问（文字）\n2. 问（文字；若 1=1）", 2, "condition"),
        ("1. 问（单选）\n 1 甲\n 2 乙\n2. 问（文字；若 1=3）", 4, "condition"),
        ("1. 问（文字；若 2=1）\n2. 问（单选）\n 1 甲\n 2 乙", 1, "condition"),
        ("1. 问（文字；分段 1,2）", 1, "bands"),
        ("1. 问（数字；分段 5,2）", 1, "bands"),
        ("1. 问（文字）\n 1 甲", 2, "line"),
    ],
)
def test_what_cannot_be_understood_is_named_by_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(QuestionnaireUnfit) as caught:
        read(text)
    assert (caught.value.fields["line"], caught.value.fields["reason"]) == (line, reason)


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(TEXT.splitlines()), max_size=9).map("\n".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read(text)
    except QuestionnaireUnfit as error:
        line = int(error.fields["line"])
    else:
        line = len(found.questions)
    assert line >= 1


def test_both_surveys_of_the_programme_are_shipped() -> None:
    found = {one.key: read(one.questions) for one in questionnaires.shipped()}
    assert set(found) == {"SX2009", "LN2009"}
    shanxi = "".join(one.text for one in found["SX2009"].questions)
    assert all(word in shanxi for word in ("务工", "返乡", "重新上岗", "求职", "帮助", "技能", "困难"))
    liaoning = {one.section for one in found["LN2009"].questions}
    assert liaoning == {"就业", "返乡", "下岗失业与补偿", "社会保险接续", "工资支付", "创业需求"}
    # the survey is counted: each part has a question that falls into categories
    for section in liaoning:
        assert any(one.can_be_crossed for one in found["LN2009"].questions if one.section == section)


def test_skip_rules_follow_each_other() -> None:
    found = read(TEXT)
    assert [one.key for one in found.asked({})] == ["1", "5"]
    assert [one.key for one in found.asked({"1": "1", "2": ["1"]})] == ["1", "5"], "a skipped question opens nothing"
    assert [one.key for one in found.asked({"1": "3", "2": ["9", "1"]})] == ["1", "2", "3", "5"]
    answers = {"1": "1", "2": ["1"], "3": 4, "5": " 要岗位 "}
    assert found.check(answers, today=TODAY) == {"1": "1", "5": "要岗位"}


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({}, "missing"), ({"1": "7"}, "choice"), ({"1": "2", "2": ["1", "5"]}, "choice"), ({"1": "2", "2": "1"}, "choice"),
        ({"1": "2", "2": ["1"], "3": -1}, "number"), ({"1": "2", "2": ["1"], "3": True}, "number"), ({"1": "2", "4": "昨天"}, "day"),
        ({"1": "2", "4": "2009-10-01"}, "future"), ({"1": "1", "5": "长" * 501}, "text"), ({"1": "1", "8": "1"}, "question"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(answers: dict[str, Any], reason: str) -> None:
    with pytest.raises(AnswerUnfit) as caught:
        read(TEXT).check(answers, today=TODAY)
    assert caught.value.fields["reason"] == reason


@pytest.mark.parametrize(
    ("key", "cell", "answer"),
    [
        ("1", 2.0, "2"), ("1", "返乡", "2"), ("1", "2 返乡", "2"), ("1", " 2．返乡", "2"), ("2", "1、9", ["1", "9"]), ("2", "其他；停产", ["1", "9"]),
        ("2", "9 其他、1 停产", ["1", "9"]), ("2", "2", ["2"]), ("3", "4个月", 4), ("3", "1,200", 1200), ("4", dt.datetime(2009, 2, 1, tzinfo=dt.UTC), "2009-02-01"),
        ("5", None, None), ("5", 12.0, "12"),
    ],
)  # fmt: skip
def test_cells_are_understood_as_people_fill_them_in(key: str, cell: Any, answer: Any) -> None:
    assert read(TEXT).understand(key, cell, today=TODAY) == answer


def test_answers_read_in_words() -> None:
    one, many, number, _day, _text = read(TEXT).questions
    assert (one.words("2"), many.words(["1", "9"]), number.words(4), number.words(None)) == (
        "返乡",
        "停产、其他",
        "4个月",
        "",
    )
    assert one.heading == "1. 现在的情况"


# --- cross tables

ONE = Question("1", "单", "one", options=(("1", "甲"), ("2", "乙"), ("3", "丙")))
MANY = Question("2", "多", "many", options=(("1", "子"), ("2", "丑")))
BANDED = Question("3", "数", "number", bands=(10, 20))
ANSWERS = st.fixed_dictionaries(
    {
        "1": st.sampled_from([None, "1", "2", "3"]),
        "2": st.sampled_from([None, ["1"], ["2"], ["1", "2"]]),
        "3": st.one_of(st.none(), st.integers(0, 40)),
    }
)


@given(people=st.lists(ANSWERS, max_size=40), pair=st.permutations([ONE, MANY, BANDED]))
def test_sums_agree_and_nobody_is_lost_or_counted_twice(people: list[dict[str, Any]], pair: list[Question]) -> None:
    line, column = pair[:2]
    found = cross(line, column, people)
    assert found.total == len(people)
    codes = {code for code, _words in found.lines}, {code for code, _words in found.columns}
    assert set(found.line_sums) <= codes[0]
    assert set(found.column_sums) <= codes[1]
    for code in codes[0]:
        across = sum(found.count(code, other) for other in codes[1])
        if column.kind == "many":
            assert across >= found.line_sums.get(code, 0) >= max((found.count(code, o) for o in codes[1]), default=0)
        else:
            assert across == found.line_sums.get(code, 0)
    if line.kind != "many":
        assert sum(found.line_sums.values()) == found.total
    if not found.several:
        assert sum(found.cells.values()) == found.total
    # the plain walk
    for code, _words in found.lines:
        for other, _more in found.columns:
            expected = sum(
                (code in line.categories_of(one[line.key]) or (code == NONE and not line.categories_of(one[line.key])))
                and (other in column.categories_of(one[column.key]) or (other == NONE and not column.categories_of(one[column.key])))
                for one in people
            )  # fmt: skip
            assert found.count(code, other) == expected
    mixed = random.Random(7).sample(people, len(people))
    assert cross(line, column, mixed) == found
    turned = cross(column, line, people)
    assert {(left, right): n for (right, left), n in turned.cells.items()} == dict(found.cells)


def test_percents_are_of_the_line_and_rounded_half_up() -> None:
    people = [{"1": "1", "3": 10}] * 2 + [{"1": "1", "3": 25}]
    found = cross(ONE, BANDED, people)
    assert (found.tenths("1", "0"), found.tenths("1", "1"), found.tenths("2", "0")) == (667, 333, None)
    assert cross_tables.NOT_ANSWERED not in {words for _code, words in found.lines}

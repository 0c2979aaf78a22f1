"""调研 of the sample year: both surveys that come with the program, some dozens of sheets each, answered by chance and in their own logic."""

from datetime import date, timedelta
from typing import Any

from db import records, surveys
from rules.questionnaires import Question, Questionnaire
from ui.commands import sample
from ui.commands.areas.year import Tale, Year

_SHEETS = (("SX2009", date(2009, 3, 24), 36), ("LN2009", date(2009, 8, 4), 28))
_WORDS = {
    "trade": ("制衣", "电子装配", "建筑", "家政", "餐饮", "保安"),
    "wishes": ("家政", "电焊", "烹调", "电脑", "家电维修", "缝纫"),
}
_HOPES = ("多介绍本县岗位", "帮助讨回工资", "提供小额贷款", "办免费培训班")


def tell(year: Year) -> Tale:
    """Tell the year of 调研."""
    yield date(2009, 3, 16)
    surveys.take_shipped(year.desk)
    chosen = {one["key"]: one for one in records.every(year.desk, "questionnaire")}
    for key, begins, count in _SHEETS:
        found = chosen[key]
        asked = surveys.of(found)
        for day in range(4):
            yield begins + timedelta(days=day)
            year.add_many(
                surveys.SHEET, [_sheet(year, found.id, asked, day * count // 4 + at) for at in range(count // 4)]
            )


def _sheet(year: Year, questionnaire: bytes, asked: Questionnaire, number: int) -> dict[str, Any]:
    """Fill in one sheet; every sixth is of somebody registered."""
    values = {
        "questionnaire": questionnaire, "region": sample.COUNTY, "interviewer": ("陆小满", "秦小寒", "杜谷雨")[number % 3],
        "answers": _answers(year, asked),
    }  # fmt: skip
    if number % 6 == 0:
        return {**values, "person": year.folk[number // 6 % len(year.folk)].id}
    return {**values, "respondent": year.name(), "phone": year.phone()}


def _answers(year: Year, asked: Questionnaire) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for one in asked.questions:
        if one in asked.asked(answers) and (one.needed or year.rng.random() < 0.95):
            answers[one.key] = _answer(year, one, asked)
    return answers


def _answer(year: Year, one: Question, asked: Questionnaire) -> Any:
    rng = year.rng
    options = [code for code, _words in one.options]
    weights = list(range(len(options) + 1, 1, -1))
    if one.kind == "one":
        return rng.choices(options, weights)[0]
    if one.kind == "many":
        # who says that there is none of all these says nothing else
        none = [code for code, words in one.options if words.startswith(("没有困难", "都没有"))]
        if none and rng.random() < 0.15:
            return none
        rest = [code for code in options if code not in none]
        return sorted(set(rng.choices(rest, weights[: len(rest)], k=rng.choice((1, 2, 2, 3)))), key=options.index)
    if one.kind == "number":
        most = one.bands[-1] + (one.bands[-1] - one.bands[-2]) if len(one.bands) > 1 else 10
        return rng.randrange(0, most, 50) if most > 1000 else rng.randrange(1, most)
    if one.kind == "date":
        return date(2008, 10, 1) + timedelta(days=rng.randrange(150))
    hopes = _HOPES if one.key == asked.questions[-1].key else _WORDS["wishes"]
    return rng.choice(_WORDS["trade"] if one.fills == "trade" else hopes)

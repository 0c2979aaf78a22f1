"""Reports as values: rules between lines, zero reports, and corrections that add up to what holds now."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import report_forms, reports
from rules.periods import Period
from rules.quantities import Amount, Measure, Persons, PersonTimes, Pieces, Share, UnitsDiffer
from rules.report_forms import Check
from rules.reports import SPANS, Counted, Report, ReportLine

MARCH = Period(2009, 3)
NUMBER = st.integers(0, 10_000)
COUNTED = st.builds(Counted, NUMBER, NUMBER, NUMBER)
COUNTS = st.fixed_dictionaries(dict.fromkeys(SPANS, COUNTED))
KINDS: list[tuple[Measure, str, bool]] = [
    ("persons", "", True), ("persons", "", False), ("times", "", True), ("times", "", False), ("amount", "", False), ("pieces", "张", False),
]  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(KINDS), COUNTS, COUNTS), min_size=1, max_size=6)


def line(
    number: str, year: Counted, measure: Measure = "persons", *, all_years: Counted | None = None, named: bool = True
) -> ReportLine:
    counts = {"year": year, "all": all_years or year, "period": year}
    return ReportLine(number, f"第{number}行", 0, ("k",), measure, "张" if measure == "pieces" else "", named, counts)


def made(lines: list[ReportLine]) -> Report:
    return Report("aid", "表", "安和县总工会", "519901", MARCH, tuple(lines))


@given(LINES)
def test_as_reported_and_correction_come_to_what_holds_now(
    drawn: list[tuple[tuple[Measure, str, bool], dict[str, Counted], dict[str, Counted]]],
) -> None:
    before, now = [], []
    for at, ((measure, unit, named), old, new) in enumerate(drawn):
        shape = (str(at), f"第{at}行", 0, ("k",), measure, unit, named)
        before.append(ReportLine(*shape, old))
        now.append(ReportLine(*shape, new))
    found = reports.correct(made(before), made(now))
    for one in found.changes:
        assert operator.add(one.reported, one.correction) == one.now
        assert type(one.reported) is type(one.correction) is type(one.now)
        assert one.correction.count != 0
    told = {(one.number, one.what) for one in found.changes}
    for old_line, new_line in zip(before, now, strict=True):
        assert ((old_line.number, "本期") in told) == (old_line.value("period") != new_line.value("period"))
        assert ((old_line.number, "本年累计") in told) == (old_line.value("year") != new_line.value("year"))
    assert not reports.correct(made(now), made(now)).changes
    again = reports.correct(made(before), made(now))
    assert again == found


def test_a_line_that_was_not_on_the_report_is_corrected_from_nothing() -> None:
    found = reports.correct(made([]), made([line("1", Counted(2, 2, 2))]))
    assert [(one.what, one.reported.count, one.correction.count) for one in found.changes] == [
        ("本期", 0, 2), ("本年累计", 0, 2), ("本期人次", 0, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"), [(Persons(1), PersonTimes(1)), (Amount(1), Pieces(1, "张")), (Share(1), Share(1))]
)
def test_no_difference_is_made_across_kinds(one: Persons, other: PersonTimes) -> None:
    with pytest.raises(TypeError):
        reports.minus(one, other)


SUM = Check("sum", "1", ("2", "3"))
MOST = Check("most", "2", ("1",))


@given(st.lists(st.tuples(st.sampled_from(["2", "3"]), st.integers(1, 6)), max_size=40))
def test_person_times_of_parts_are_the_whole_and_persons_at_most_their_sum(events: list[tuple[str, int]]) -> None:
    def counted(which: set[str]) -> Counted:
        mine = [person for part, person in events if part in which]
        return Counted(len(mine), len(set(mine)), len(mine))

    lines = [line("1", counted({"2", "3"})), line("2", counted({"2"})), line("3", counted({"3"}))]
    for one in reports.judge(lines, [SUM, MOST]):
        assert one.standing == "ok"
    apart = lines[1].counts["year"].persons + lines[2].counts["year"].persons - lines[0].counts["year"].persons
    assert (f"去重少 {apart} 人" in reports.judge(lines, [SUM])[0].why) == (apart > 0)


def test_what_does_not_balance_is_said_with_the_difference() -> None:
    lines = [line("1", Counted(5, 5, 5)), line("2", Counted(2, 2, 2)), line("3", Counted(2, 2, 2))]
    [found] = reports.judge(lines, [SUM])
    assert (found.standing, found.why) == ("bad", "差 1")
    lines[0] = line("1", Counted(4, 5, 4))
    assert reports.judge(lines, [SUM])[0].standing == "bad"
    money = [
        line("1", Counted(1, 0, 50_000), "amount", named=False),
        line("2", Counted(1, 0, 60_000), "amount", named=False),
    ]
    [found] = reports.judge(money, [MOST])
    assert found.standing == "bad"
    assert "0.06 ≤ 第1行 0.05" in found.words
    assert reports.judge(money, [Check("most", "2", ("9",))]) == ()


def test_a_rule_broken_only_across_years_is_explained() -> None:
    certified = line("2", Counted(3, 3, 3), all_years=Counted(8, 8, 8))
    passed = line("1", Counted(2, 2, 2), all_years=Counted(9, 9, 9))
    [found] = reports.judge([passed, certified], [MOST])
    assert (found.standing, "跨年度" in found.why) == ("note", True)


def test_heads_at_a_door_are_compared_as_numbers_and_never_as_persons() -> None:
    entries, received = (
        line("1", Counted(1, 0, 10_000), "times", named=False),
        line("2", Counted(1, 0, 3955), named=False),
    )
    assert reports.judge([entries, received], [MOST])[0].standing == "ok"
    assert received.value("year") == Persons(3955)
    assert received.once("year") is None
    assert entries.value("year") == PersonTimes(10_000)


@pytest.mark.parametrize(
    "kinds",
    [
        (("persons", True), ("persons", False)), (("times", True), ("persons", False)), (("persons", True), ("pieces", False)), (("amount", False), ("times", False)),
    ],
)  # fmt: skip
def test_no_rule_of_a_form_adds_two_kinds(kinds: tuple[tuple[Measure, bool], ...]) -> None:
    whole, *parts = (
        line(str(at), Counted(1, 1, 1), measure, named=named) for at, (measure, named) in enumerate((kinds[0], *kinds))
    )
    with pytest.raises(UnitsDiffer):
        reports.judge([whole, *parts], [Check("sum", "0", ("1", "2"))])
    came = line("1", Counted(1, 1, 1), "times")
    with pytest.raises(UnitsDiffer):
        reports.judge(
            [line("0", Counted(1, 1, 1)), came, line("2", Counted(1, 1, 1))], [Check("stock", "0", ("1",), ("2",))]
        )


def test_forms_are_whole() -> None:
    for form in report_forms.FORMS:
        numbers = [one.number for one in form.lines]
        assert len(set(numbers)) == len(numbers)
        for check in form.checks:
            assert {check.left, *check.right} <= set(numbers)
        if form.key == "aid":
            sums = {one.left: one.right for one in form.checks if one.kind == "sum"}
            keys = {one.number: set(one.keys) for one in form.lines}
            for left, right in sums.items():
                assert keys[left] == set.union(*(keys[one] for one in right))
    known = report_forms.BY_KEY["aid"].known({"skill_trained", "certified"})
    assert known is not None
    assert [one.number for one in known.lines] == ["1", "1.1", "1.1.1"]
    assert [(one.left, one.right) for one in known.checks] == [("1", ("1.1",)), ("1.1.1", ("1.1",))]
    assert report_forms.BY_KEY["fairs"].known(()) is None

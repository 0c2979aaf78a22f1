"""What a loan may be by document and day, and that no plan of repayment loses a fen."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import loans, waivers
from rules.loans import AT_END, EQUAL, LoanRule, Overdue
from rules.programme import programme

IN_2009 = dt.date(2009, 6, 1)
MONEY = st.integers(1, 20_000_000)
RATES = st.integers(0, 200_000)
WAYS = st.sampled_from((EQUAL, AT_END))


@given(MONEY, RATES, st.integers(1, 60), WAYS)
def test_a_plan_pays_back_exactly_what_was_lent(principal: int, rate: int, months: int, way: str) -> None:
    made = loans.plan(principal, rate, months, way, IN_2009)
    assert [one.number for one in made] == list(range(1, months + 1))
    assert sum(one.principal for one in made) == principal
    assert made[-1].left == 0
    assert all(one.principal >= 0 and one.interest >= 0 and one.left >= 0 for one in made)
    assert [one.day for one in made] == sorted({one.day for one in made})


@given(MONEY, RATES, st.integers(1, 60))
def test_interest_paid_monthly_comes_to_that_of_the_whole_term(principal: int, rate: int, months: int) -> None:
    made = loans.plan(principal, rate, months, AT_END, IN_2009)
    assert sum(one.interest for one in made) == loans.interest_of(principal, rate, months)
    assert [one.principal for one in made[:-1]] == [0] * (months - 1)


@given(st.integers(10_000, 20_000_000), RATES, st.integers(2, 60))
def test_equal_instalments_are_equal_but_for_the_last(principal: int, rate: int, months: int) -> None:
    made = loans.plan(principal, rate, months, EQUAL, IN_2009)
    assert len({one.due for one in made[:-1]}) == 1
    assert abs(made[-1].due - made[0].due) <= 2 * months


@given(MONEY, RATES, st.integers(1, 36), WAYS, st.integers(0, 1500), st.data())
def test_overdue_is_what_was_due_before_today_and_not_paid(
    principal: int, rate: int, months: int, way: str, after: int, data: st.DataObject
) -> None:
    made = loans.plan(principal, rate, months, way, IN_2009)
    paid = data.draw(st.integers(0, sum(one.due for one in made)))
    today = IN_2009 + dt.timedelta(days=after)
    found = loans.overdue(made, paid, today)
    assert found.fen == max(sum(one.due for one in made if one.day < today) - paid, 0)
    assert (found.days > 0) == (found.fen > 0)


PAYMENT = st.tuples(st.integers(0, 900), st.integers(0, 3_000_000), st.integers(0, 100))


@given(
    MONEY,
    RATES,
    st.integers(1, 24),
    WAYS,
    st.lists(PAYMENT, max_size=6),
    st.none() | st.integers(0, 900),
    st.integers(0, 900),
)
def test_the_steps_of_what_is_overdue_come_to_what_is_overdue_on_every_day(
    principal: int,
    rate: int,
    months: int,
    way: str,
    payments: list[tuple[int, int, int]],
    taken: int | None,
    asked: int,
) -> None:
    made = loans.plan(principal, rate, months, way, IN_2009)
    last, day = IN_2009 + dt.timedelta(900), IN_2009 + dt.timedelta(asked)
    paid = [(IN_2009 + dt.timedelta(after), fen, fen * share // 100) for after, fen, share in payments]
    taken_over = None if taken is None else IN_2009 + dt.timedelta(taken)
    steps = loans.overdue_steps(made, paid, taken_over, last)
    by_then = [one for one in paid if one[0] <= day]
    is_open = sum(one[2] for one in by_then) < principal and (taken_over is None or day < taken_over)
    wanted = loans.overdue(made, sum(one[1] for one in by_then), day).fen if is_open else 0
    assert sum(fen for on, fen, _ in steps if on <= day) == wanted
    assert sum(n for on, _, n in steps if on <= day) == (wanted > 0)
    assert [on for on, _, _ in steps] == sorted({on for on, _, _ in steps})
    assert loans.overdue_steps(made, paid, taken_over, day) == [one for one in steps if one[0] <= day]


def test_what_is_due_today_is_not_overdue_yet() -> None:
    made = loans.plan(1_200_00, 0, 12, EQUAL, dt.date(2009, 1, 31))
    assert made[0].day == dt.date(2009, 2, 28)
    assert loans.overdue(made, 0, dt.date(2009, 2, 28)) == Overdue()
    assert loans.overdue(made, 0, dt.date(2009, 3, 1)) == Overdue(100_00, 1)
    assert loans.overdue(made, 100_00, dt.date(2009, 3, 31)) == Overdue()


def test_a_plan_by_hand() -> None:
    """50,000 yuan for two years at 5.40 %: 225 yuan of interest a month, the principal at the end."""
    made = loans.plan(50_000_00, 54_000, 24, AT_END, dt.date(2009, 3, 16))
    assert {one.interest for one in made} == {225_00}
    assert (made[-1].day, made[-1].due) == (dt.date(2011, 3, 16), 50_225_00)
    equal = loans.plan(30_000_00, 53_100, 12, EQUAL, dt.date(2009, 3, 16))
    assert (equal[0].due, equal[0].interest) == (2_572_49, 132_75)


def test_jinan_lends_up_to_thirty_thousand_and_the_country_up_to_fifty() -> None:
    jinan = loans.choose(loans.shipped(), "370102", IN_2009)
    assert jinan is not None
    assert jinan.cap_fen == 30_000_00
    assert "济南市" in jinan.title
    sichuan = loans.choose(loans.shipped(), "519901", IN_2009)
    assert sichuan is not None
    assert (sichuan.cap_fen, sichuan.months, sichuan.over_base) == (50_000_00, 24, 3 * loans.PERCENT)
    (cap,) = (one for one in programme().caps("370100") if one.indicator == "LOAN_CAP")
    assert cap.quantity is not None
    assert cap.quantity.count == jinan.cap_fen, "the rule is the register's figure"


def test_liaoning_lends_between_thirty_and_fifty_thousand() -> None:
    rule = loans.choose(loans.shipped(), "210102", IN_2009)
    assert rule is not None
    assert (rule.least_fen, rule.cap_fen) == (30_000_00, 50_000_00)
    assert {one.quantity.count for one in programme().caps("210000") if one.quantity} >= {rule.least_fen, rule.cap_fen}


@pytest.mark.parametrize(
    ("day", "cap"),
    [
        (dt.date(2008, 8, 3), None), (dt.date(2008, 8, 4), 50_000_00), (dt.date(2015, 4, 26), 50_000_00), (dt.date(2015, 4, 27), 100_000_00),
        (dt.date(2019, 1, 1), 150_000_00), (dt.date(2026, 1, 1), 200_000_00),
    ],
)  # fmt: skip
def test_later_documents_lend_more_and_none_reaches_back(day: dt.date, cap: int | None) -> None:
    rule = loans.choose(loans.shipped(), "370102" if day.year > 2009 else "519901", day)
    assert (rule.cap_fen if rule else None) == cap


def test_what_speaks_of_women_goes_before_what_speaks_of_all_in_its_region() -> None:
    for region, day, cap in (
        ("519901", dt.date(2009, 7, 26), 50), ("519901", dt.date(2009, 7, 27), 80), ("519901", dt.date(2015, 4, 26), 80), ("519901", dt.date(2015, 4, 27), 100),
        ("370102", dt.date(2009, 7, 27), 30), ("210102", dt.date(2009, 12, 31), 50), ("210102", dt.date(2010, 1, 1), 80),
    ):  # fmt: skip
        rule = loans.choose(loans.shipped(), region, day, woman=True)
        assert rule is not None
        assert rule.cap_fen == cap * 1_000_00, (region, day)
        assert not rule.for_women or rule.confirm
        for_all = loans.choose(loans.shipped(), region, day)
        assert for_all is not None
        assert not for_all.for_women


def test_a_region_reaches_what_begins_with_it() -> None:
    assert [loans.reach(code) for code in ("510000", "519900", "519901", "51", "110000")] == [
        "51",
        "5199",
        "519901",
        "51",
        "11",
    ]


def test_the_nearest_region_and_the_latest_document_decide() -> None:
    first, second = (LoanRule("51", "省", "", dt.date(2009, month, 1), cap_fen=month) for month in (1, 6))
    county = LoanRule("519901", "县", "", dt.date(2009, 1, 1), dt.date(2009, 6, 30), cap_fen=99)
    assert loans.choose((first, second, county), "519901", IN_2009) is county
    assert loans.choose((first, second, county), "519901", dt.date(2009, 7, 1)) is second
    assert loans.choose((first, second), "519901", dt.date(2009, 5, 31)) is first


@pytest.mark.parametrize(
    ("text", "rate"), [("5.31", 53_100), ("5.31%", 53_100), ("0", 0), ("8.4", 84_000), ("4.3125", 43_125)]
)
def test_rates_are_read_and_written(text: str, rate: int) -> None:
    assert loans.read_rate(text) == rate
    assert loans.read_rate(loans.rate_words(rate)) == rate


@pytest.mark.parametrize("text", ["", "五", "-1", "5.31001", "100", "５.31", "5,31"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    assert loans.read_rate(text) is None


def test_the_base_rate_of_2009_is_known_and_no_other_is_guessed() -> None:
    assert loans.base_rate(IN_2009, 12) == 53_100
    assert loans.base_rate(IN_2009, 24) == 54_000
    assert loans.base_rate(dt.date(2026, 1, 1), 12) is None


def test_hunan_waives_four_fees_item_by_item() -> None:
    values = {"tuition_due_fen": 600_00, "tuition_waived_fen": 600_00, "books_due_fen": 45_50, "books_waived_fen": 45_50,
              "exam_due_fen": 150_00, "exam_waived_fen": 100_00, "paper_due_fen": 10_00}  # fmt: skip
    assert waivers.total(values, None) == 745_50
    assert waivers.total(values, 745_50) == 745_50
    with pytest.raises(waivers.WaiverSumWrong) as wrong:
        waivers.total(values, 745_00)
    assert wrong.value.fields["sum_fen"] == 745_50
    with pytest.raises(waivers.WaivedTooMuch) as much:
        waivers.total({**values, "paper_waived_fen": 10_01}, None)
    assert (much.value.fields["column"], much.value.fields["due_fen"]) == ("paper_waived_fen", 10_00)
    with pytest.raises(waivers.NothingWaived):
        waivers.total({"tuition_due_fen": 1}, None)
    assert [one.label for one in waivers.fees(values)] == ["学费", "书本费", "职业技能鉴定费", "证书工本费"]


def test_tianjin_keeps_classes_persons_and_jobs_apart() -> None:
    found = {one.indicator: one for one in programme().plans("120000")}
    classes, trained, led = (found[key].quantity for key in ("TRAIN_START_CLASS", "TRAIN_START", "START_JOBS"))
    assert classes is not None
    assert trained is not None
    assert led is not None
    assert (classes.shown, classes.unit, trained.shown, led.shown) == ("20", "期", "500", "3,000")
    with pytest.raises(TypeError):
        _ = classes + trained  # type: ignore[operator]
    counted = programme().counted
    assert [counted[key] for key in ("TRAIN_START_CLASS", "TRAIN_START", "START_JOBS")] == [
        ("startup_classes",), ("startup_trained",), ("startup_jobs",)
    ]  # fmt: skip


def test_the_same_help_twice_is_one_of_five() -> None:
    assert waivers.completion(["1", "1", "3"]) == 40
    assert waivers.completion(waivers.HELPS) == 100


def test_what_is_not_known_from_the_paper_itself_says_that_it_must_be_confirmed() -> None:
    for one in loans.shipped():
        assert one.number, one.name
        assert one.cap_fen
        known = one.number == "银发〔2008〕238号"
        assert one.confirm == (not known), one.title
        assert ("须本单位核对" in one.title) == one.confirm
        assert f"{one.first:%Y-%m-%d}" in one.title

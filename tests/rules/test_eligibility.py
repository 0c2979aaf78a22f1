"""Who may have a voucher or a certificate, with the reason in words."""

import datetime as dt
from dataclasses import replace

import pytest

from rules import eligibility
from rules.dates import PartialDate
from rules.eligibility import Applicant, PastVoucher, Trainee

DAY = dt.date(2009, 9, 28)
FIT = Applicant("1", dt.date(1980, 1, 1), True, frozenset({"returned"}))


def struck(applicant: Applicant, on: dt.date = DAY, rules: eligibility.VoucherRules | None = None) -> list[str]:
    return [finding.code for finding in eligibility.voucher(applicant, on=on, rules=rules) if not finding.ok]


def test_everything_is_said_when_everything_is_met() -> None:
    findings = eligibility.voucher(FIT, on=DAY)
    assert eligibility.eligible(findings)
    assert [finding.code for finding in findings] == ["DOCUMENT", "AGE", "ONCE_A_YEAR", "GROUP", "EXCLUSION"]
    assert all(finding.text and finding.source for finding in findings)


@pytest.mark.parametrize(
    ("sex", "birth", "fits"),
    [
        ("1", dt.date(1993, 9, 28), True),
        ("1", dt.date(1993, 9, 29), False),
        ("1", dt.date(1948, 9, 29), True),
        ("1", dt.date(1948, 9, 28), False),
        ("2", dt.date(1993, 9, 28), True),
        ("2", dt.date(1953, 9, 29), True),
        ("2", dt.date(1953, 9, 28), False),
        ("1", dt.date(1953, 9, 28), True),
    ],
)
def test_both_ends_of_the_age_window_count(sex: str, birth: dt.date, fits: bool) -> None:
    assert struck(replace(FIT, sex=sex, birth=birth)) == ([] if fits else ["AGE"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"document_complete": False}, "DOCUMENT"),
        ({"birth": PartialDate(1980)}, "AGE"),
        ({"birth": None}, "AGE"),
        ({"sex": None}, "AGE"),
        ({"groups": frozenset()}, "GROUP"),
        ({"groups": frozenset({"employee"})}, "GROUP"),
        ({"exclusions": frozenset({"enrolled_student"})}, "EXCLUSION"),
        ({"received": (PastVoucher("5120095199010010000010", dt.date(2009, 3, 1)),)}, "ONCE_A_YEAR"),
    ],
)
def test_each_rule_strikes_alone(change: dict[str, object], code: str) -> None:
    assert struck(replace(FIT, **change)) == [code]  # type: ignore[arg-type]


def test_the_voucher_that_blocks_is_named() -> None:
    findings = eligibility.voucher(
        replace(FIT, received=(PastVoucher("5120095199010010000010", dt.date(2009, 3, 1)),)), on=DAY
    )
    said = next(finding.text for finding in findings if finding.code == "ONCE_A_YEAR")
    assert "5120095199010010000010" in said
    assert "2009年3月1日" in said


def test_void_vouchers_other_years_and_other_programmes_do_not_block() -> None:
    past = (
        PastVoucher("1", dt.date(2009, 3, 1), void=True),
        PastVoucher("2", dt.date(2008, 12, 31)),
        PastVoucher("3", dt.date(2009, 3, 1), programme="家政服务工程"),
    )
    assert struck(replace(FIT, received=past)) == []


def test_the_day_that_counts_is_part_of_the_rule() -> None:
    rules = replace(eligibility.RULES_2009, age_day="class_start")
    young = replace(FIT, birth=dt.date(1993, 10, 1))
    assert struck(young) == ["AGE"]
    assert struck(replace(young, class_starts=dt.date(2009, 10, 8)), rules=rules) == []
    assert struck(young, rules=rules) == ["AGE"]


def test_no_rules_no_voucher() -> None:
    assert eligibility.rules_on(dt.date(2008, 12, 31)) is None
    assert struck(FIT, dt.date(2008, 12, 31)) == ["AGE"]
    assert not eligibility.eligible([])
    later = replace(eligibility.RULES_2009, name="later", effective=dt.date(2010, 1, 1))
    sets = (eligibility.RULES_2009, later)
    assert eligibility.rules_on(dt.date(2010, 1, 1), sets) is later
    assert eligibility.rules_on(DAY, sets) is eligibility.RULES_2009


@pytest.mark.parametrize(
    ("trainee", "codes"),
    [
        (Trainee(96, 120, True, True), []),
        (Trainee(95, 120, True, True), ["ATTENDANCE"]),
        (Trainee(0, 0, True, True), ["ATTENDANCE"]),
        (Trainee(120, 120, False, True), ["RESULT"]),
        (Trainee(120, 120, True, False), ["DOCUMENT"]),
    ],
)
def test_certificates(trainee: Trainee, codes: list[str]) -> None:
    assert [finding.code for finding in eligibility.certificate(trainee) if not finding.ok] == codes


def test_fees_and_threshold_can_be_set() -> None:
    strict = eligibility.CertificateRules(attendance_percent=90, fee_settled=True)
    findings = eligibility.certificate(Trainee(100, 120, True, True, fee_settled=False), rules=strict)
    assert [finding.code for finding in findings if not finding.ok] == ["ATTENDANCE", "FEE"]


@pytest.mark.parametrize(
    ("kind", "birth", "age"),
    [
        ("male", dt.date(1964, 12, 31), (60, 0)),
        ("male", dt.date(1965, 1, 1), (60, 1)),
        ("male", dt.date(1965, 4, 30), (60, 1)),
        ("male", dt.date(1965, 5, 1), (60, 2)),
        ("male", dt.date(1980, 1, 1), (63, 0)),
        ("female_55", dt.date(1970, 1, 1), (55, 1)),
        ("female_55", dt.date(1990, 1, 1), (58, 0)),
        ("female_50", dt.date(1975, 2, 1), (50, 1)),
        ("female_50", dt.date(1975, 3, 1), (50, 2)),
        ("female_50", dt.date(1990, 1, 1), (55, 0)),
    ],
)
def test_the_rising_line_of_retirement(kind: str, birth: dt.date, age: tuple[int, int]) -> None:
    assert eligibility.retirement_age(kind, birth) == age  # type: ignore[arg-type]

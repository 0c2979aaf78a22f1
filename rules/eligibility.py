"""Who may have a voucher or a certificate, by rules that are data with a source and a date of effect.

Every rule answers, also those that are met, so that the clerk reads the whole reason in plain words with its source.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rules import codes
from rules.dates import PartialDate, official
from rules.idnumber import FEMALE, MALE, age_on

AgeDay = Literal["issue", "enrolment", "class_start"]
_AGE_DAY_WORDS: Mapping[AgeDay, str] = {"issue": "发券日", "enrolment": "报名日", "class_start": "开班日"}
_SEX_WORDS = {MALE: "男", FEMALE: "女"}

DOCUMENT, AGE, ONCE_A_YEAR, GROUP, EXCLUSION = "DOCUMENT", "AGE", "ONCE_A_YEAR", "GROUP", "EXCLUSION"
ATTENDANCE, RESULT, FEE = "ATTENDANCE", "RESULT", "FEE"


@dataclass(frozen=True, slots=True)
class Finding:
    """Tell one rule's answer: met or not, its code, the reason in plain Chinese, where the rule comes from."""

    ok: bool
    code: str
    text: str
    source: str


@dataclass(frozen=True)
class VoucherRules:
    """Hold one set of voucher rules; both ends of an age window count, ages are full years on the day that `age_day` names."""

    name: str
    source: str
    effective: dt.date
    until: dt.date | None
    ages: Mapping[str, tuple[int, int]]
    age_day: AgeDay
    per_year: int
    groups: frozenset[str]
    exclusions: Mapping[str, str]
    training: tuple[str, ...]
    apart: tuple[str, ...]

    def bars(self, project: str) -> bool:
        """Tell whether having received `project` counts as a voucher: it does unless it is plainly help of another kind."""
        return any(word in project for word in self.training) or not any(word in project for word in self.apart)


RULES_2009 = VoucherRules(
    name="2009年度培训券发放口径",
    source="各县公布的2009年前后口径：男16–60周岁、女16–55周岁（含首尾），每人每年一券",
    effective=dt.date(2009, 1, 1),
    until=None,
    ages={MALE: (16, 60), FEMALE: (16, 55)},
    age_day="issue",
    per_year=1,
    groups=frozenset(
        (
            "migrant_worker",
            "returned",
            "unemployed_migrant",
            "laid_off",
            "hard_to_employ",
            "urban_hard",
            "hardship",
            "rural_labour",
            "disaster_area",
        )
    ),
    exclusions={
        "enrolled_student": "全日制在校学生",
        "public_servant": "机关事业单位在编人员",
        "skill_subsidy": "已享受失业保险技能补贴",
    },
    # One benefit for each person, year and project (docs/programme.md): help in need is another project than training.
    training=("培训", "技能", "学费", "券"),
    apart=("救助", "助学", "慰问", "医疗", "贷款", "贴息", "法律", "维权", "帮扶", "低保", "补助"),
)
RULE_SETS: tuple[VoucherRules, ...] = (RULES_2009,)


def rules_on(day: dt.date, sets: tuple[VoucherRules, ...] = RULE_SETS) -> VoucherRules | None:
    """Give the set in force on `day`: the latest that has begun and not ended; None where there is none."""
    valid = [rules for rules in sets if rules.effective <= day and (rules.until is None or day <= rules.until)]
    return max(valid, key=lambda rules: rules.effective, default=None)


@dataclass(frozen=True, slots=True)
class PastVoucher:
    """Hold an earlier voucher, or what else the same person received; a void one does not count.

    What old lists tell may have no number and no full day; `project`, `place` and `source` say in plain words what, where and who says so.
    """

    number: str
    issued_on: dt.date | PartialDate
    programme: str = ""
    void: bool = False
    project: str = ""
    place: str = ""
    source: str = ""

    @property
    def words(self) -> str:
        """Tell it in plain words: day, number or project, place, source."""
        day = self.issued_on.shown() if isinstance(self.issued_on, PartialDate) else official(self.issued_on)
        parts = (
            day, self.number and f"券号{self.number}", self.project, self.place, self.source and f"来源：{self.source}",
        )  # fmt: skip
        return "，".join(part for part in parts if part)


@dataclass(frozen=True)
class Applicant:
    """Hold what the rules look at; dates that are not known are None, `exclusions` are the codes that the person declared."""

    sex: str | None
    birth: PartialDate | dt.date | None
    document_complete: bool
    groups: frozenset[str] = frozenset()
    exclusions: frozenset[str] = frozenset()
    received: tuple[PastVoucher, ...] = ()
    programme: str = ""
    enrolled_on: dt.date | None = None
    class_starts: dt.date | None = None


def eligible(findings: list[Finding]) -> bool:
    """Tell whether every rule is met; no rules at all are no permission."""
    return bool(findings) and all(finding.ok for finding in findings)


def voucher(person: Applicant, *, on: dt.date, rules: VoucherRules | None = None) -> list[Finding]:
    """Judge whether a voucher may be issued on that day, by `rules` or the set then in force."""
    chosen = rules or rules_on(on)
    if chosen is None:
        return [Finding(False, AGE, f"{official(on)}没有生效的发券口径", "")]
    return [
        _document(person.document_complete, chosen.source),
        _age(person, on, chosen),
        _once_a_year(person, on, chosen),
        _group(person, chosen),
        _exclusion(person, chosen),
    ]


def _document(complete: bool, source: str) -> Finding:
    words = "证件号码已核对" if complete else "证件待补，补齐后才能发放"
    return Finding(complete, DOCUMENT, words, source)


def _age(person: Applicant, on: dt.date, rules: VoucherRules) -> Finding:
    birth = person.birth.exact() if isinstance(person.birth, PartialDate) else person.birth
    window = rules.ages.get(person.sex or "")
    if birth is None or window is None:
        return Finding(False, AGE, "出生日期或性别不全，无法计算年龄", rules.source)
    days: Mapping[AgeDay, dt.date | None] = {
        "issue": on,
        "enrolment": person.enrolled_on,
        "class_start": person.class_starts,
    }
    day = days[rules.age_day]
    if day is None:
        return Finding(False, AGE, f"缺少{_AGE_DAY_WORDS[rules.age_day]}，无法计算年龄", rules.source)
    age = age_on(birth, day)
    low, high = window
    words = f"{_AGE_DAY_WORDS[rules.age_day]}{official(day)}满{age}周岁，{_SEX_WORDS[person.sex or '']}性要求{low}–{high}周岁（含）"
    return Finding(low <= age <= high, AGE, words, rules.source)


def _once_a_year(person: Applicant, on: dt.date, rules: VoucherRules) -> Finding:
    earlier = [
        past
        for past in person.received
        if not past.void
        and past.issued_on.year == on.year
        and past.programme == person.programme
        and (not past.project or rules.bars(past.project))
    ]
    if len(earlier) < rules.per_year:
        return Finding(True, ONCE_A_YEAR, f"{on.year}年度尚可领券（每人每年{rules.per_year}张）", rules.source)
    last = max(earlier, key=_written)
    had = "已享受" if last.project else "已领券"
    return Finding(False, ONCE_A_YEAR, f"{on.year}年度{had}：{last.words}", rules.source)


def _written(past: PastVoucher) -> str:
    """Give a day as text that sorts, also where it is known in part."""
    return past.issued_on.text() if isinstance(past.issued_on, PartialDate) else past.issued_on.isoformat()


def _group(person: Applicant, rules: VoucherRules) -> Finding:
    fitting = [item.label for item in codes.tables()["target_group"].items if item.code in person.groups & rules.groups]
    if fitting:
        return Finding(True, GROUP, "属于援助对象：" + "、".join(fitting), rules.source)
    held = "、".join(codes.label("target_group", code) for code in sorted(person.groups))
    return Finding(False, GROUP, f"人员类别（{held or '未填'}）不在发券对象范围内", rules.source)


def _exclusion(person: Applicant, rules: VoucherRules) -> Finding:
    struck = [words for code, words in rules.exclusions.items() if code in person.exclusions]
    if struck:
        return Finding(False, EXCLUSION, "不得享受：" + "、".join(struck), rules.source)
    return Finding(True, EXCLUSION, "本人承诺无不得享受的情形", rules.source)


@dataclass(frozen=True)
class CertificateRules:
    """Hold what a certificate wants; `attendance_percent` is of the hours due, and reaching it exactly is enough."""

    source: str = "培训合格证书签发规则：出勤率达标、考核合格、费用结清"
    attendance_percent: int = 80
    fee_settled: bool = False


@dataclass(frozen=True, slots=True)
class Trainee:
    """Hold a trainee's record: hours attended and due (学时), whether the examination was passed, whether fees are settled.

    Without `examined` no result is recorded yet.
    """

    hours_attended: int
    hours_due: int
    passed: bool
    document_complete: bool
    fee_settled: bool = True
    examined: bool = True


_DEFAULT_CERTIFICATE_RULES = CertificateRules()


def certificate(trainee: Trainee, *, rules: CertificateRules = _DEFAULT_CERTIFICATE_RULES) -> list[Finding]:
    """Judge whether a certificate may be issued."""
    due, attended = trainee.hours_due, trainee.hours_attended
    enough = due > 0 and attended * 100 >= due * rules.attendance_percent
    rate = f"{attended * 100 / due:.1f}%" if due > 0 else "无记录"
    findings = [
        _document(trainee.document_complete, rules.source),
        Finding(
            enough,
            ATTENDANCE,
            f"出勤{attended}/{due}学时，出勤率{rate}，要求不低于{rules.attendance_percent}%",
            rules.source,
        ),
        Finding(trainee.passed, RESULT, _result_words(trainee), rules.source),
    ]
    if rules.fee_settled:
        findings.append(
            Finding(trainee.fee_settled, FEE, "费用已结清" if trainee.fee_settled else "费用未结清", rules.source)
        )
    return findings


def _result_words(trainee: Trainee) -> str:
    if not trainee.examined:
        return "还没有登记考核成绩"
    return "考核合格" if trainee.passed else "考核未合格"


@dataclass(frozen=True, slots=True)
class _Retirement:
    start: tuple[int, int]  # first year and month of birth concerned
    base_years: int
    per: int  # months of birth that move the line by one month
    most: int  # months


# The line that rises from 2025-01-01 on (National People's Congress, decision of 13 September 2024).
_RETIREMENT = {
    "male": _Retirement((1965, 1), 60, 4, 36),
    "female_55": _Retirement((1970, 1), 55, 4, 36),
    "female_50": _Retirement((1975, 1), 50, 2, 60),
}


def retirement_age(kind: Literal["male", "female_55", "female_50"], birth: dt.date) -> tuple[int, int]:
    """Give the statutory retirement age in years and months for a month of birth; those born before the first month keep the old line."""
    line = _RETIREMENT[kind]
    months = (birth.year - line.start[0]) * 12 + birth.month - line.start[1]
    later = 0 if months < 0 else min(line.most, months // line.per + 1)
    return line.base_years + later // 12, later % 12

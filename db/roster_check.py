"""Judge every row of a roster: who is taken, who is here already, what is refused, what waits for a person, and what is merely odd.

Codes are those of the product's command line. Refused and waiting rows carry one code each, the first that applies;
warnings belong to rows that are taken, each counted once a row.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, NamedTuple

from db import roster_cells
from db.roster_rows import RosterRow
from db.verdicts import Outcome
from rules import dates, documents, idnumber, names, phones
from rules.regions import Regions, national

Severity = Literal["error", "review", "warning"]

ID_MISSING, ID_PRECISION_LOST, SEX_MISMATCH, CODE_UNMAPPED = (
    "ID_MISSING",
    "ID_PRECISION_LOST",
    "SEX_MISMATCH",
    "CODE_UNMAPPED",
)
SAME_ID_OTHER_NAME, DUPLICATE = "SAME_ID_OTHER_NAME", "DUPLICATE"

# What each code says to the person who mends the roster.
REASONS: Mapping[str, str] = {
    idnumber.ID_CHECKSUM: "身份证号码校验位不符，请对照证件核对",
    idnumber.ID_DATE: "身份证号码中的出生日期不存在或晚于今天",
    idnumber.ID_FORMAT: "证件号码位数不对或含有不该有的字符",
    ID_PRECISION_LOST: "身份证号码被表格按数字保存，末几位已丢失，请把该列设为文本后重新填写",
    names.NAME_EMPTY: "没有填写姓名",
    names.NAME_TOO_LONG: "姓名超过50个字",
    idnumber.ID_LEGACY_15: "15位旧号码，请按二代身份证填写18位号码",
    SAME_ID_OTHER_NAME: "同一身份证号码已登记在另一个姓名下，请核对",
    DUPLICATE: "与已有的同一人重复，未再登记",
    ID_MISSING: "没有证件号码，按“证件待补”登记",
    SEX_MISMATCH: "性别与身份证号码不符，已按号码登记",
    idnumber.REGION_UNKNOWN: "身份证号码前六位不在区划表中",
    idnumber.AGE_OVER_110: "年龄超过110岁，请核对",
    phones.PHONE_FORMAT: "联系电话格式不对",
    CODE_UNMAPPED: "填写的内容不在标准代码表中，已按原文保留",
}

_LOT = 500

# Chinese titles of the columns that a finding may name.
COLUMNS: Mapping[str, str] = {
    "name": "姓名", "sex": "性别", "doc_no": "身份证号码", "phone": "联系电话", "ethnic": "民族", "education": "文化程度", "political": "政治面貌",
    "marital": "婚姻状况", "health": "健康状况", "groups": "人员类别",
}  # fmt: skip


class RowFinding(NamedTuple):
    """Hold one thing found: its code, how grave it is, and the column that it is about."""

    code: str
    severity: Severity
    column: str

    @property
    def reason(self) -> str:
        """Give the reason in Chinese."""
        return REASONS[self.code]


@dataclass(slots=True)
class RowVerdict:
    """Hold the verdict on one row; `person` is the cleaned person (also for a duplicate or a parked row), None for a rejected one.

    A person has name, sex, birth (ISO text), doc_type, doc_no, phone, phone_owner and `profile` (columns of person_profile).
    `twin` is the Excel row of the earlier one of the same number; 0 where that person was registered before.
    """

    sheet: str
    row: int
    outcome: Outcome
    findings: tuple[RowFinding, ...]
    person: dict[str, Any] | None
    twin: int | None = None

    @property
    def decided_by(self) -> str:
        """Give the code by which it was refused or parked."""
        return next(one.code for one in self.findings if self.outcome != "parked" or one.severity == "review")


class _Examiner:
    """Judge rows one by one; what depends on earlier rows or on who is registered comes after."""

    def __init__(self, today: dt.date, regions: Regions) -> None:
        self.today = today
        self.regions = regions

    def judge(self, row: RosterRow) -> RowVerdict:
        cells = row.cells
        found: list[RowFinding] = []
        name = names.normalise(roster_cells.text_of(cells.get("name")))
        problem = names.problems(name)
        if problem:
            return self._refused(row, problem[0], "name")
        person: dict[str, Any] = {
            "name": name,
            "sex": "",
            "birth": "",
            "doc_type": "resident",
            "doc_no": "",
            "phone": "",
            "phone_owner": "",
        }
        outcome: Outcome = "accepted"
        profile: dict[str, Any] = {}
        raw = cells.get("doc_no")
        if isinstance(raw, str) and not raw.isascii() and roster_cells.REMARK.fullmatch(raw):
            roster_cells.add_note(profile, f"证件号码：{raw}")  # 正在补办, 身份证遗失: words in place of a number
            raw = None
        if raw is None:
            found.append(RowFinding(ID_MISSING, "warning", "doc_no"))
            self._by_word(cells, person)
        else:
            refused, parked = self._number(raw, cells, person, found)
            if refused:
                return self._refused(row, refused, "doc_no")
            if parked:
                outcome = "parked"
        self._contact(cells, person, profile, found)
        unmapped = roster_cells.profile_of(cells, profile)
        if unmapped:  # once a row, whatever the number of columns
            found.append(RowFinding(CODE_UNMAPPED, "warning", unmapped))
        person["profile"] = profile
        return RowVerdict(row.sheet, row.number, outcome, tuple(found), person)

    @staticmethod
    def _refused(row: RosterRow, code: str, column: str) -> RowVerdict:
        return RowVerdict(row.sheet, row.number, "rejected", (RowFinding(code, "error", column),), None)

    def _number(
        self, raw: Any, cells: Mapping[str, Any], person: dict[str, Any], found: list[RowFinding]
    ) -> tuple[str, bool]:
        """Judge the number and fill in what it says; give the code that refuses the row, and whether it must wait for a person."""
        if roster_cells.precision_lost(raw):
            return ID_PRECISION_LOST, False
        kind = documents.find(roster_cells.text_of(cells.get("doc_type", ""))) if "doc_type" in cells else None
        text = roster_cells.text_of(raw).strip("'’‘`\"")
        if kind and kind not in documents.NUMBERED and kind != "none":
            return self._other_document(kind, text, cells, person), False
        number = text
        if not idnumber.has_shape(text):
            number = idnumber.normalise(text)
            if not idnumber.has_shape(number):
                return self._other_shape(number, cells, person, found)
        errors, warnings, birth = idnumber.judge(number, today=self.today, regions=self.regions)
        if errors:
            return errors[0], False
        person["doc_no"] = number
        person["birth"] = birth.isoformat() if birth else ""
        sex = person["sex"] = idnumber.sex_of(number)
        if number[0] > "7":
            person["doc_type"] = documents.of_id_kind(idnumber.kind_of(number))
        if "sex" in cells and roster_cells.sex_of(roster_cells.text_of(cells["sex"])) not in (sex, ""):
            found.append(RowFinding(SEX_MISMATCH, "warning", "sex"))
        if warnings:
            found.extend(RowFinding(code, "warning", "doc_no") for code in warnings)
        return "", False

    def _other_shape(
        self, number: str, cells: Mapping[str, Any], person: dict[str, Any], found: list[RowFinding]
    ) -> tuple[str, bool]:
        """Judge a number of 15 characters: an old citizen's number waits for a person, a foreigner's old card is taken."""
        verdict = idnumber.check(number, today=self.today, regions=self.regions)
        if verdict.errors:
            return verdict.errors[0], False
        person["doc_type"], person["doc_no"] = documents.of_id_kind(verdict.kind), verdict.number
        self._by_word(cells, person)
        if idnumber.ID_LEGACY_15 not in verdict.warnings:
            return "", False
        person["sex"] = verdict.sex or person["sex"]
        person["birth"] = verdict.birth.isoformat() if verdict.birth else person["birth"]
        found.append(RowFinding(idnumber.ID_LEGACY_15, "review", "doc_no"))
        return "", True

    def _other_document(self, kind: str, text: str, cells: Mapping[str, Any], person: dict[str, Any]) -> str:
        number = documents.normalise(kind, text)
        person["doc_type"], person["doc_no"] = kind, number
        self._by_word(cells, person)
        return idnumber.ID_FORMAT if documents.problem(kind, number) else ""

    def _by_word(self, cells: Mapping[str, Any], person: dict[str, Any]) -> None:
        """Take sex and birth from their own columns where no number tells them; a birth known in part stays so."""
        person["sex"] = roster_cells.sex_of(roster_cells.text_of(cells.get("sex", "")))
        birth = cells.get("birth")
        try:
            if isinstance(birth, float) and dates.EXCEL_FIRST <= birth < 100_000:
                person["birth"] = dates.from_excel(birth).isoformat()
            elif birth is not None:
                person["birth"] = dates.parse_partial(roster_cells.text_of(birth), today=self.today).text()
        except dates.DateFormat:
            person["birth"] = ""

    @staticmethod
    def _contact(
        cells: Mapping[str, Any], person: dict[str, Any], profile: dict[str, Any], found: list[RowFinding]
    ) -> None:
        if "phone" in cells:
            number, owner, further, right = roster_cells.phone_of(roster_cells.text_of(cells["phone"]))
            person["phone"], person["phone_owner"] = number, owner
            if further:
                roster_cells.add_note(profile, f"另有电话：{further}")
            if not right:
                found.append(RowFinding(phones.PHONE_FORMAT, "warning", "phone"))
        if "phone_owner" in cells:
            person["phone_owner"] = roster_cells.text_of(cells["phone_owner"])


def examine(
    rows: Iterable[RosterRow],
    *,
    today: dt.date,
    known: Callable[[Sequence[str]], Mapping[str, str]] | None = None,
    regions: Regions | None = None,
) -> Iterator[RowVerdict]:
    """Judge rows in order, some hundreds at a time, so that a long roster needs no more memory than a short one.

    `known` is asked once for each lot with its numbers and gives the names of those registered already. Age is reckoned on `today`;
    a region is known if it was ever in force in `regions` (the national table by default).
    """
    examiner = _Examiner(today, regions or national())
    first: dict[str, tuple[str, int]] = {}
    waiting = iter(rows)
    while lot := [examiner.judge(row) for row in islice(waiting, _LOT)]:
        numbered = [
            verdict for verdict in lot if verdict.outcome == "accepted" and verdict.person and verdict.person["doc_no"]
        ]
        new = [
            verdict.person["doc_no"] for verdict in numbered if verdict.person and verdict.person["doc_no"] not in first
        ]
        if known and new:
            first.update(
                (number, (names.normalise(name), 0)) for number, name in known(new).items() if number not in first
            )
        for verdict in numbered:
            _against_earlier(verdict, first)
        yield from lot


def _against_earlier(verdict: RowVerdict, first: dict[str, tuple[str, int]]) -> None:
    """Compare one row with whoever has its number already; a number is remembered with its first name only."""
    person = verdict.person or {}
    number, name = person["doc_no"], person["name"]
    earlier = first.get(number)
    if earlier is None:
        first[number] = (name, verdict.row)
    elif earlier[0] == name:
        verdict.outcome, verdict.twin = "duplicate", earlier[1]
        verdict.findings = (RowFinding(DUPLICATE, "review", "doc_no"),)
    else:
        verdict.outcome, verdict.twin = "parked", earlier[1]
        verdict.findings = (RowFinding(SAME_ID_OTHER_NAME, "review", "name"), *verdict.findings)

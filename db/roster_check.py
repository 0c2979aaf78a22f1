"""Judge every row of a roster: who is taken, who is here already, what is refused, what waits for a person, and what is merely odd.

Codes are those of the product's command line. Refused and waiting rows carry one code each, the first that applies;
warnings belong to rows that are taken, each counted once a row.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, NamedTuple

from db.roster_sheet import RosterRow
from rules import codes, dates, documents, idnumber, money, names, phones
from rules.regions import Regions, national

Outcome = Literal["accepted", "duplicate", "rejected", "parked"]
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


@dataclass(frozen=True)
class Summary:
    """Hold the counts of a roster in the shape of the command line's JSON."""

    rows: int
    accepted: int
    duplicates: int
    rejected: Mapping[str, int]
    parked: Mapping[str, int]
    warnings: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Give the counts as plain values, codes in alphabetical order."""
        return {
            "rows": self.rows, "accepted": self.accepted, "duplicates": self.duplicates, "rejected": dict(sorted(self.rejected.items())),
            "parked": dict(sorted(self.parked.items())), "warnings": dict(sorted(self.warnings.items())),
        }  # fmt: skip


def _text(cell: Any) -> str:
    """Give a cell as text: whole numbers without a fraction, days as ISO text."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")
_REMARK = re.compile(r"[\u3400-\u9fff，。、（）！？：；\s]{1,20}")
_PRECISE = 10**15  # Excel keeps fifteen digits


def precision_lost(cell: Any) -> bool:
    """Tell whether an identity number went through a number: too long a number, scientific notation, or an invalid one ending in zeros."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return abs(cell) >= _PRECISE
    if not isinstance(cell, str) or (len(cell) == 18 and cell[-3:] != "000"):
        return False
    if _SCIENTIFIC.fullmatch(cell.strip()):
        return True
    number = idnumber.normalise(cell)
    return len(number) == 18 and number.isdigit() and number.endswith("000") and not idnumber.checksum_fits(number)


@lru_cache(maxsize=4096)
def _coded(table: str, text: str) -> str | None:
    return codes.find(table, text)


@lru_cache(maxsize=4096)
def _sex(text: str) -> str:
    """Give '1' or '2', or empty where nothing (or 未知, 未说明) is said."""
    code = codes.find("sex", text)
    return code if code in {idnumber.MALE, idnumber.FEMALE} else ""


@lru_cache(maxsize=4096)
def _groups(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found, unknown = codes.target_groups(text)
    # 个体, 退休 and the like are no group of the programme, yet the standard knows them (GB/T 2261.4).
    return tuple(sorted(found)), tuple(word for word in unknown if codes.find("occupation_status", word) is None)


_OWNER = re.compile(
    r"([0-9０-９+\-－\s]{7,})[(（]([^()（）0-9]{1,10})[)）]|([^0-9０-９()（）:：]{1,6})[:：]\s*([0-9０-９+\-－\s]{7,})"
)
_SEVERAL = re.compile(r"[/、,，;；\\|\s]+|或")


def _phone(text: str) -> tuple[str, str, str, bool]:
    """Give number, owner, further numbers, and whether the shape is right; several numbers in one cell are common."""
    if phones.is_mobile(text):
        return text, "", "", True
    number = phones.normalise(text)
    if phones.is_valid(number):
        return number, "", "", True
    owner = _OWNER.fullmatch(text.strip())
    if owner:
        number = phones.normalise(owner[1] or owner[4])
        if phones.is_valid(number):
            return number, (owner[2] or owner[3]).strip(), "", True
    parts = [phones.normalise(part) for part in _SEVERAL.split(text.strip()) if part]
    if len(parts) > 1 and all(phones.is_valid(part) for part in parts):
        return parts[0], "", "、".join(parts[1:]), True
    return number, "", "", False


def _note(profile: dict[str, Any], words: str) -> None:
    profile["note"] = f"{profile['note']}；{words}" if "note" in profile else words


# Fields kept as written, under the column of the same name.
_PLAIN = frozenset(
    (
        "hukou_type",
        "home_address",
        "live_address",
        "work_place",
        "trade",
        "wishes",
        "return_reason",
        "returned_on",
        "emergency_name",
        "emergency_phone",
    )
)
# Fields with a code table; what the table does not know (穿青人) stays as written.
_CODED = frozenset(("ethnic", "political", "marital", "health"))


class _Examiner:
    """Judge rows one by one; what depends on earlier rows or on who is registered comes after."""

    def __init__(self, today: dt.date, regions: Regions) -> None:
        self.today = today
        self.regions = regions

    def judge(self, row: RosterRow) -> RowVerdict:
        cells = row.cells
        found: list[RowFinding] = []
        name = names.normalise(_text(cells.get("name")))
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
        if isinstance(raw, str) and not raw.isascii() and _REMARK.fullmatch(raw):
            _note(profile, f"证件号码：{raw}")  # 正在补办, 身份证遗失: words in place of a number
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
        self._profile(cells, profile, found)
        person["profile"] = profile
        return RowVerdict(row.sheet, row.number, outcome, tuple(found), person)

    @staticmethod
    def _refused(row: RosterRow, code: str, column: str) -> RowVerdict:
        return RowVerdict(row.sheet, row.number, "rejected", (RowFinding(code, "error", column),), None)

    def _number(
        self, raw: Any, cells: Mapping[str, Any], person: dict[str, Any], found: list[RowFinding]
    ) -> tuple[str, bool]:
        """Judge the number and fill in what it says; give the code that refuses the row, and whether it must wait for a person."""
        if precision_lost(raw):
            return ID_PRECISION_LOST, False
        kind = documents.find(_text(cells.get("doc_type", ""))) if "doc_type" in cells else None
        text = _text(raw).strip("'’‘`\"")
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
        if "sex" in cells and _sex(_text(cells["sex"])) not in (sex, ""):
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
        person["sex"] = _sex(_text(cells.get("sex", "")))
        birth = cells.get("birth")
        try:
            if isinstance(birth, float) and dates.EXCEL_FIRST <= birth < 100_000:
                person["birth"] = dates.from_excel(birth).isoformat()
            elif birth is not None:
                person["birth"] = dates.parse_partial(_text(birth), today=self.today).text()
        except dates.DateFormat:
            person["birth"] = ""

    @staticmethod
    def _contact(
        cells: Mapping[str, Any], person: dict[str, Any], profile: dict[str, Any], found: list[RowFinding]
    ) -> None:
        if "phone" in cells:
            number, owner, further, right = _phone(_text(cells["phone"]))
            person["phone"], person["phone_owner"] = number, owner
            if further:
                _note(profile, f"另有电话：{further}")
            if not right:
                found.append(RowFinding(phones.PHONE_FORMAT, "warning", "phone"))
        if "phone_owner" in cells:
            person["phone_owner"] = _text(cells["phone_owner"])

    @staticmethod
    def _profile(cells: Mapping[str, Any], profile: dict[str, Any], found: list[RowFinding]) -> None:
        unmapped = ""
        for field, cell in cells.items():
            if field in _PLAIN:
                profile[field] = _text(cell)
                continue
            if field in _CODED:
                text = _text(cell)
                code = _coded(field, text)
                profile[field] = code or text
                known = code is not None
            elif field in _READERS:
                known = _READERS[field](_text(cell), profile)
            else:
                continue
            if not known and not unmapped:
                unmapped = field
        if "address" in cells:
            # One address only: where a household is registered; beside such a column it is where they live.
            profile.setdefault("live_address" if "home_address" in cells else "home_address", _text(cells["address"]))
        if unmapped:  # once a row, whatever the number of columns
            found.append(RowFinding(CODE_UNMAPPED, "warning", unmapped))


def _education(text: str, profile: dict[str, Any]) -> bool:
    profile["education_text"] = text
    code = _coded("education", text)
    if code:
        profile["education"] = code
    return code is not None


def _all_groups(text: str, profile: dict[str, Any]) -> bool:
    known, unknown = _groups(text)
    if known:
        profile["groups"] = list(known)
    if unknown or not known:
        _note(profile, f"人员类别：{text}")
    return not unknown


def _income(text: str, profile: dict[str, Any]) -> bool:
    try:
        profile["monthly_income_fen"] = money.parse_yuan(text)
    except money.MoneyFormat:
        _note(profile, f"月收入：{text}")
    return True


def _years_out(text: str, profile: dict[str, Any]) -> bool:
    years = re.fullmatch(r"(\d{1,2})年?", text)
    if years:
        profile["years_out"] = int(years[1])
    else:
        _note(profile, f"外出年限：{text}")
    return True


def _remark(text: str, profile: dict[str, Any]) -> bool:
    _note(profile, text)
    return True


# Each takes what is written and fills the profile; False says that some of it has no code.
_READERS: Mapping[str, Callable[[str, dict[str, Any]], bool]] = {
    "education": _education,
    "groups": _all_groups,
    "monthly_income": _income,
    "years_out": _years_out,
    "note": _remark,
}


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


def summarise(verdicts: Iterable[RowVerdict]) -> Summary:
    """Count the verdicts; rejected and parked rows by their first code, warnings of accepted rows once a row and code."""
    rejected: Counter[str] = Counter()
    parked: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for verdict in verdicts:
        outcomes[verdict.outcome] += 1
        if verdict.outcome == "rejected":
            rejected[verdict.findings[0].code] += 1
        elif verdict.outcome == "parked":
            parked[next(finding.code for finding in verdict.findings if finding.severity == "review")] += 1
        elif verdict.outcome == "accepted" and verdict.findings:
            warnings.update({finding.code for finding in verdict.findings})
    return Summary(outcomes.total(), outcomes["accepted"], outcomes["duplicate"], rejected, parked, warnings)

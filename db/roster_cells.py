"""Read single cells of a roster: what people write for a number, a telephone, a code, several things in one cell."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from rules import codes, idnumber, money, phones


def text_of(cell: Any) -> str:
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
# Words in place of a number: 正在补办, 身份证遗失.
REMARK = re.compile(r"[\u3400-\u9fff，。、（）！？：；\s]{1,20}")
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
def sex_of(text: str) -> str:
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


def phone_of(text: str) -> tuple[str, str, str, bool]:
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


def add_note(profile: dict[str, Any], words: str) -> None:
    """Add words to the note of a profile."""
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
        add_note(profile, f"人员类别：{text}")
    return not unknown


def _income(text: str, profile: dict[str, Any]) -> bool:
    try:
        profile["monthly_income_fen"] = money.parse_yuan(text)
    except money.MoneyFormat:
        add_note(profile, f"月收入：{text}")
    return True


def _years_out(text: str, profile: dict[str, Any]) -> bool:
    years = re.fullmatch(r"(\d{1,2})年?", text)
    if years:
        profile["years_out"] = int(years[1])
    else:
        add_note(profile, f"外出年限：{text}")
    return True


def _remark(text: str, profile: dict[str, Any]) -> bool:
    add_note(profile, text)
    return True


# Each takes what is written and fills the profile; False says that some of it has no code.
_READERS: Mapping[str, Callable[[str, dict[str, Any]], bool]] = {
    "education": _education,
    "groups": _all_groups,
    "monthly_income": _income,
    "years_out": _years_out,
    "note": _remark,
}


def profile_of(cells: Mapping[str, Any], profile: dict[str, Any]) -> str:
    """Fill `profile` (columns of person_profile) from a row's cells; give the first field whose words have no code, else empty."""
    unmapped = ""
    for field, cell in cells.items():
        if field in _PLAIN:
            profile[field] = text_of(cell)
            continue
        if field in _CODED:
            text = text_of(cell)
            code = _coded(field, text)
            profile[field] = code or text
            known = code is not None
        elif field in _READERS:
            known = _READERS[field](text_of(cell), profile)
        else:
            continue
        if not known and not unmapped:
            unmapped = field
    if "address" in cells:
        # One address only: where a household is registered; beside such a column it is where they live.
        profile.setdefault("live_address" if "home_address" in cells else "home_address", text_of(cells["address"]))
    return unmapped

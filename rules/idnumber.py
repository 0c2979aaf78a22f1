"""Citizen identity numbers and their relatives: what a number says, what is wrong with it, what is merely odd.

GB 11643-1999 (18 digits, ISO 7064 MOD 11-2) and GB 11643-1989 (15 digits). Errors refuse, warnings let pass and are kept.
An unknown region code is a warning only: codes are abolished, tables age, and a number outlives both.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rules import regions as _regions

CHECK_CHARACTERS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MALE, FEMALE = "1", "2"  # GB/T 2261.1
OLD_AGE = 110
# GB 11643-1989 gave these sequence numbers to people born before 1900; the text of 1999 dropped the rule, the numbers remained.
CENTENARIAN = frozenset({"996", "997", "998", "999"})
RESIDENCE_PERMITS = frozenset({"810000", "820000", "830000"})

ID_FORMAT, ID_CHECKSUM, ID_DATE = "ID_FORMAT", "ID_CHECKSUM", "ID_DATE"
ID_LEGACY_15, ID_LEGACY_CENTENARIAN = "ID_LEGACY_15", "ID_LEGACY_CENTENARIAN"
REGION_UNKNOWN, AGE_OVER_110 = "REGION_UNKNOWN", "AGE_OVER_110"

_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−]+")


@dataclass(frozen=True, slots=True)
class IdCheck:
    """Hold the verdict on one number: `number` is normalised (15 digits become 18), `region` has 6 digits, `sex` is '1' or '2'."""

    input: str
    valid: bool
    kind: str
    number: str
    birth: dt.date | None
    sex: str | None
    region: str
    region_name: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def normalise(text: str) -> str:
    """Fold full-width forms, drop blanks, hyphens and invisible characters, write the check character as a capital X."""
    if _EIGHTEEN.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKC", text)
    folded = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Cc"} or c.isspace())
    return _SEPARATORS.sub("", folded).upper()


def check_digit(first17: str) -> str:
    """Give the check character of the first 17 digits (ISO 7064 MOD 11-2, GB 11643-1999)."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def checksum_fits(number: str) -> bool:
    """Tell whether the last of 18 characters is the check character of the others; the shape must be right already."""
    # MOD 11-2 weighs by powers of 2; 13 is 2 modulo 11, so one int() in base 13 does the whole sum.
    rest = (1 - 2 * int(number[:17], 13)) % 11
    return number[17] == ("X" if rest == 10 else str(rest))


@lru_cache(maxsize=65536)
def date_of(digits: str) -> dt.date | None:
    """Give the day written as YYYYMMDD, or None where the calendar has no such day."""
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def age_on(birth: dt.date, day: dt.date) -> int:
    """Give full years of age on `day`; someone born on 29 February comes of age on the last day of February."""
    month, number = birth.month, birth.day
    if (month, number) == (2, 29) and not _leap(day.year):
        number = 28
    return day.year - birth.year - ((day.month, day.day) < (month, number))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def sex_of(number: str) -> str:
    """Give '1' (male) where the 17th of 18 digits is odd, else '2'."""
    return MALE if int(number[16]) % 2 else FEMALE


def check(text: str, *, today: dt.date, regions: "_regions.Regions | None" = None) -> IdCheck:
    """Judge one number as of `today`; `regions` defaults to the national table."""
    table = regions or _regions.national()
    number = normalise(text)
    if _EIGHTEEN.fullmatch(number):
        return _check_eighteen(text, number, today, table)
    if _FIFTEEN.fullmatch(number):
        return _check_fifteen(text, number, today, table)
    if _OLD_FOREIGN.fullmatch(number):
        # The year of birth has two digits and no century, so neither birth nor age is told.
        return IdCheck(text, True, "foreign_permanent_15", number, None, None, "", "", (), ())
    return IdCheck(text, False, "unknown", number, None, None, "", "", (ID_FORMAT,), ())


def _check_eighteen(text: str, number: str, today: dt.date, table: "_regions.Regions") -> IdCheck:
    errors: list[str] = []
    if not checksum_fits(number):
        errors.append(ID_CHECKSUM)
    birth = date_of(number[6:14])
    if birth is None or birth > today:
        errors.append(ID_DATE)
    if number[0] == "9":  # Foreign permanent resident's card of 2023: 9, province, country, birth, sequence, check
        kind, region = "foreign_permanent", number[1:3] + "0000"
    else:
        region = number[:6]
        kind = "residence_permit" if region in RESIDENCE_PERMITS else "resident"
    warnings, name = _look_around(region, birth, today, table)
    return IdCheck(text, not errors, kind, number, birth, sex_of(number), region, name, tuple(errors), warnings)


def _check_fifteen(text: str, number: str, today: dt.date, table: "_regions.Regions") -> IdCheck:
    region = number[:6]
    if number[12:] in CENTENARIAN:
        # Whether 18 or 19 is missing before the year only a person can tell, so the number stays as it is.
        exists = date_of("18" + number[6:12]) or date_of("19" + number[6:12])
        errors = () if exists else (ID_DATE,)
        odd, name = _look_around(region, None, today, table)
        warnings = (ID_LEGACY_15, ID_LEGACY_CENTENARIAN, *odd)
        return IdCheck(
            text, not errors, "resident_15", number, None, _sex_of_fifteen(number), region, name, errors, warnings
        )
    first17 = number[:6] + "19" + number[6:]
    birth = date_of(first17[6:14])
    errors = () if birth and birth <= today else (ID_DATE,)
    odd, name = _look_around(region, birth, today, table)
    upgraded = first17 + check_digit(first17)
    return IdCheck(
        text, not errors, "resident_15", upgraded, birth, sex_of(upgraded), region, name, errors, (ID_LEGACY_15, *odd)
    )


def _sex_of_fifteen(number: str) -> str:
    return MALE if int(number[14]) % 2 else FEMALE


def _look_around(
    region: str, birth: dt.date | None, today: dt.date, table: "_regions.Regions"
) -> tuple[tuple[str, ...], str]:
    """Give the warnings about region and age, and the region's full name."""
    warnings: list[str] = []
    if not table.is_known(region):
        warnings.append(REGION_UNKNOWN)
    if birth is not None and age_on(birth, today) > OLD_AGE:
        warnings.append(AGE_OVER_110)
    return tuple(warnings), table.full_name(region)

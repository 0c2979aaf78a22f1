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


def has_shape(number: str) -> bool:
    """Tell whether a normalised number has 18 characters, digits but for a last X."""
    return bool(_EIGHTEEN.fullmatch(number))


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


def judge(
    number: str, *, today: dt.date, regions: "_regions.Regions"
) -> tuple[tuple[str, ...], tuple[str, ...], dt.date | None]:
    """Give errors, warnings and birth of a number that has the shape of 18 characters already: what `check` finds, for whole rosters."""
    birth = date_of(number[6:14])
    errors: tuple[str, ...] = () if checksum_fits(number) else (ID_CHECKSUM,)
    if birth is None or birth > today:
        errors += (ID_DATE,)
    return errors, _look_around(region_of(number), birth, today, regions), birth


def region_of(number: str) -> str:
    """Give the six digits of region; a foreign permanent resident's card of 2023 has 9, province, country there."""
    return number[1:3] + "0000" if number[0] == "9" else number[:6]


def kind_of(number: str) -> str:
    """Give the kind of an 18-character number: resident, residence_permit or foreign_permanent."""
    if number[0] == "9":
        return "foreign_permanent"
    return "residence_permit" if number[:6] in RESIDENCE_PERMITS else "resident"


def _check_eighteen(text: str, number: str, today: dt.date, table: "_regions.Regions") -> IdCheck:
    errors, warnings, birth = judge(number, today=today, regions=table)
    region = region_of(number)
    return IdCheck(
        text,
        not errors,
        kind_of(number),
        number,
        birth,
        sex_of(number),
        region,
        table.full_name(region),
        errors,
        warnings,
    )


def _check_fifteen(text: str, number: str, today: dt.date, table: "_regions.Regions") -> IdCheck:
    region = number[:6]
    first17 = region + "19" + number[6:]
    birth = date_of(first17[6:14])
    sex, name = sex_of(first17), table.full_name(region)
    warnings: tuple[str, ...] = (ID_LEGACY_15,)
    if number[12:] in CENTENARIAN:
        # Whether 18 or 19 is missing before the year only a person can tell, so the number stays as it is.
        errors = () if birth or date_of("18" + number[6:12]) else (ID_DATE,)
        warnings += (ID_LEGACY_CENTENARIAN, *_look_around(region, None, today, table))
        return IdCheck(text, not errors, "resident_15", number, None, sex, region, name, errors, warnings)
    errors = () if birth and birth <= today else (ID_DATE,)
    warnings += _look_around(region, birth, today, table)
    return IdCheck(
        text, not errors, "resident_15", first17 + check_digit(first17), birth, sex, region, name, errors, warnings
    )


def _look_around(region: str, birth: dt.date | None, today: dt.date, table: "_regions.Regions") -> tuple[str, ...]:
    """Give the warnings about region and age."""
    warnings: tuple[str, ...] = () if table.is_known(region) else (REGION_UNKNOWN,)
    # Counting years is enough unless they come near the limit.
    if birth is not None and today.year - birth.year > OLD_AGE and age_on(birth, today) > OLD_AGE:
        warnings += (AGE_OVER_110,)
    return warnings

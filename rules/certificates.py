"""Numbers that a training certificate must not bear, because those of national certificates look like that."""

import re
import unicodedata

# 国家职业资格证书: 16 digits. 职业技能等级证书: 22 characters, one letter (Y, S) before 21 digits, for 特级技师 two before 20
# (人社部发〔2022〕14 号, 人社鉴发〔2021〕1 号); a number of 22 digits is taken for one of them too. See docs/programme.md.
_NATIONAL = re.compile(r"[0-9]{16}|[0-9]{22}|[A-Z][0-9]{21}|[A-Z]{2}[0-9]{20}")
_LETTERS_AND_DIGITS = re.compile(r"[^0-9A-Z]")


def looks_national(number: str) -> bool:
    """Tell whether a number, whatever stands between its digits, has the form of a vocational qualification's or a skill level's."""
    plain = _LETTERS_AND_DIGITS.sub("", unicodedata.normalize("NFKC", number).upper())
    return _NATIONAL.fullmatch(plain) is not None

"""Kinds of identity documents beside the 18-digit number, each with a light check of its shape.

A document of another kind is stored as kind and number; the checksum of GB 11643 is never forced upon it.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from rules import idnumber

DOC_FORMAT = "DOC_FORMAT"


@dataclass(frozen=True, slots=True)
class DocType:
    """Describe one kind: code, Chinese label, other names seen in rosters, and the pattern of its numbers."""

    code: str
    label: str
    aliases: tuple[str, ...]
    pattern: str


TYPES: tuple[DocType, ...] = (
    DocType(
        "resident", "居民身份证", ("id", "身份证", "二代身份证", "居民身份证号", "公民身份号码"), r"[0-9]{17}[0-9X]"
    ),
    DocType("residence_permit", "港澳台居民居住证", ("居住证", "港澳台居住证"), r"8[123]0000[0-9]{11}[0-9X]"),
    DocType(
        "foreign_permanent",
        "外国人永久居留身份证",
        ("永居证", "外国人永久居留证"),
        r"9[0-9]{16}[0-9X]|[A-Z]{3}[0-9]{12}",
    ),
    DocType(
        "hk_macau_pass",
        "港澳居民来往内地通行证",
        ("回乡证", "港澳通行证", "港澳居民通行证"),
        r"[HM][0-9]{8}(?:[0-9]{2})?",
    ),
    DocType("taiwan_pass", "台湾居民来往大陆通行证", ("台胞证", "台湾通行证"), r"[0-9]{8}|[0-9]{10}[A-Z0-9]?"),
    DocType("passport", "护照", ("中国护照", "外国护照"), r"[A-Z0-9]{5,12}"),
    DocType("officer", "军官证", ("士官证", "军人证", "警官证"), r"[\u4e00-\u9fff]{0,6}字?第?[A-Z0-9]{4,12}号?"),
    DocType("household", "户口簿", ("户口本", "户口薄"), r"[A-Z0-9]{6,20}"),
    DocType("other", "其他证件", ("其他", "其它"), r".{1,40}"),
    DocType("none", "证件待补", ("无", "无证件"), r""),
)
BY_CODE = {kind.code: kind for kind in TYPES}
_BY_WORD = {word: kind.code for kind in TYPES for word in (kind.code, kind.label, *kind.aliases)}
# Kinds whose number is judged by rules.idnumber.
NUMBERED = frozenset({"resident", "residence_permit", "foreign_permanent"})


def find(text: str) -> str | None:
    """Give the code of a kind by its code, label or another usual name."""
    return _BY_WORD.get("".join(unicodedata.normalize("NFKC", text).split()))


def normalise(doc_type: str, text: str) -> str:
    """Fold full-width forms, drop blanks, write letters as capitals; numbers of GB 11643 lose their hyphens too."""
    if doc_type in NUMBERED:
        return idnumber.normalise(text)
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def problem(doc_type: str, doc_no: str, *, today: dt.date | None = None) -> str:
    """Give the first error code of a number of that kind: those of idnumber.check, or DOC_FORMAT; empty where nothing is wrong.

    Without `today` a birth in the future is not found out.
    """
    kind = BY_CODE.get(doc_type)
    number = normalise(doc_type, doc_no)
    if kind is None:
        return DOC_FORMAT
    if doc_type in NUMBERED:
        verdict = idnumber.check(number, today=today or dt.date.max)
        if verdict.errors:
            return verdict.errors[0]
        number = verdict.number
    return "" if re.fullmatch(kind.pattern, number) else DOC_FORMAT


def of_id_kind(kind: str) -> str:
    """Give the document type that a kind of idnumber.check belongs to."""
    special = {
        "residence_permit": "residence_permit",
        "foreign_permanent": "foreign_permanent",
        "foreign_permanent_15": "foreign_permanent",
    }
    return special.get(kind, "resident")


def tail(doc_no: str) -> str:
    """Give the last four characters, which vouchers and certificates print instead of the number."""
    return "".join(unicodedata.normalize("NFKC", doc_no).split()).upper()[-4:]

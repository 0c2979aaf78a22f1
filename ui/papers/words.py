"""How what the casebook holds reads on every paper: a person's sex, categories and document, a place, a day."""

from collections.abc import Sequence
from datetime import date

from db.people import PersonRow
from rules import codes, documents
from rules.regions import Regions

SEX = {"1": "男", "2": "女"}
"""Sex by its code; whoever told none is left blank."""


def masked(doc_no: str) -> str:
    """Give a document number of which only the last four characters show."""
    return "*" * (len(doc_no) - 4) + doc_no[-4:] if len(doc_no) > 4 else doc_no


def coded(table: str, code: object) -> str:
    """Give the word of a code, empty where none was told."""
    return codes.label(table, str(code)) if code else ""


def groups(person: PersonRow) -> str:
    """Give the categories that a person belongs to."""
    return "、".join(codes.label("target_group", code) for code in person.profile.get("groups", ()))


def document_kind(person: PersonRow) -> str:
    """Give the name of a person's kind of document."""
    kind = documents.BY_CODE.get(person.doc_type)
    return kind.label if kind else ""


def place(regions: Regions, region: object, address: object) -> str:
    """Give a place as it is written on a form: the region's full name and the rest of the address, said once."""
    named = regions.full_name(str(region)) if region else ""
    rest = str(address or "")
    return rest if named and rest.startswith(named) else named + rest


def day_of(text: object) -> date | None:
    """Read a stored day; None where it is not known to the day."""
    try:
        return date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def joined(parts: Sequence[str], mark: str = "　") -> str:
    """Join what was told, leaving out what was not."""
    return mark.join(part for part in parts if part)

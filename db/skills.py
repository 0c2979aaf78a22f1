"""技能证书: what others certified of a person's skill is registered once, and our own training certificate is never taken for one.

A level comes from the defined set of `skill_level` alone; 职业资格证书 has one always (programme section 4, skill_certificate).
"""

from collections.abc import Mapping
from typing import Any

from db import records
from db.casebook import Casebook
from db.record_checks import unfit
from db.records import Kind, Record
from db.tables import skills as tables
from rules.errors import UserError
from rules.permissions import Action


class SkillCertificateOurs(UserError):
    """Say that the number is that of a training certificate of this program, which certifies no level; field `column`."""

    code = "SKILL_CERTIFICATE_OURS"


class SkillCertificateKnown(UserError):
    """Say that this certificate is registered already; fields `column`, `name`, `day`."""

    code = "SKILL_CERTIFICATE_KNOWN"


class NotInClass(UserError):
    """Say that the person was not enrolled in the class that is said to have led to the certificate; field `column`."""

    code = "SKILL_NOT_IN_CLASS"


def _check(book: Casebook, values: Mapping[str, Any], before: Record | None) -> Mapping[str, Any]:
    if values.get("withdrawn"):
        return values
    number = "".join(values["number"].split()).upper()
    if values["kind"] == tables.LEVELLED and values.get("level") is None:
        raise unfit(CERTIFICATE.table, "level", "missing")
    if book.store.one("SELECT 1 FROM certificate WHERE number = ?", (number,)):
        raise SkillCertificateOurs(column="number")
    same = records.by_column(book, "skill_certificate", number=number, kind=values["kind"])
    twin = next((one for one in same if before is None or one.id != before.id), None)
    if twin is not None:
        raise SkillCertificateKnown(column="number", name=twin.words["person"], day=twin.words["day"])
    if values.get("class_id") is not None and not book.store.one(
        "SELECT 1 FROM enrolment WHERE class_id = ? AND person = ? AND status <> '退学'",
        (values["class_id"], values["person"]),
    ):
        raise NotInClass(column="class_id")
    return {**values, "number": number}


CERTIFICATE = Kind("skill_certificate", Action.NETWORK_WRITE, check=_check)

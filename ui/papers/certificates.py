"""The values of certificates."""

from datetime import date
from typing import TYPE_CHECKING

from db import papers, people, photographs, training
from ui.papers.words import SEX, document_kind

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.certificates import CertificateRow
    from printouts.certificate import CertificatePaper


def certificate_paper(book: "Casebook", row: "CertificateRow") -> "CertificatePaper":
    """Make the paper of a certificate; it bears the whole number of the holder's document."""
    from printouts.certificate import CertificatePaper

    person = people.get(book, row.person)
    found = training.get_class(book, row.class_id)
    kind = document_kind(person)
    label = "身份证号码" if person.doc_type == "resident" or not kind else f"{kind}号码"
    return CertificatePaper(
        number=row.number, holder=row.holder, sex=SEX.get(person.sex, ""), document=person.doc_no, course=row.course, class_name=row.class_name,
        base=found.base_name or book.workplace.name, began=date.fromisoformat(row.starts), ended=date.fromisoformat(row.ends), hours=row.hours,
        issuer=papers.union_name(book), issued_on=date.fromisoformat(row.issued_on), token=row.token, document_label=label, result=row.outcome,
        photo=photographs.of(book, person.photo), edition=row.reprints + 1,
    )  # fmt: skip

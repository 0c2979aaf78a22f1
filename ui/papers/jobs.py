"""The values of the papers of 岗位援助."""

import datetime as dt
from typing import TYPE_CHECKING

from db import contact, jobs, papers, people, records
from rules import money
from ui.papers.people import clerk, living
from ui.papers.words import SEX, coded

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.contact import Contact
    from printouts.referral import ReferralPaper


def referral_paper(book: "Casebook", referral: bytes, *, edition: int = 1) -> "ReferralPaper":
    """Make a referral letter with its stub and slip; the employer reads neither document number nor hardship.

    Raise RecordUnknown, or PersonUnknown where the person was erased.
    """
    from printouts.referral import ReferralPaper

    letter = records.get(book, "referral", referral)
    person = living(book, letter["person"])
    vacancy = records.get(book, "vacancy", letter["vacancy"])
    employer = records.get(book, "employer", vacancy["employer"])
    day: dt.date = letter["day"]
    until: dt.date = letter["valid_until"]
    reach = contact.contact(book)
    return ReferralPaper(
        number=letter["number"] or "", union=papers.union_name(book), holder=person.name, sex=SEX.get(person.sex, ""),
        age=people.age(person, day), education=coded("education", person.profile.get("education")), skill=str(person.profile.get("trade") or ""),
        phone=person.phone, employer=employer["name"] or "", employer_address=employer["address"] or "", employer_phone=employer["phone"] or "",
        vacancy=vacancy["post"] or "", pay=pay_words(vacancy["wage_from_fen"], vacancy["wage_to_fen"]), issued_on=day, valid_until=until,
        return_by=until + dt.timedelta(days=jobs.SLIP_GRACE_DAYS), contact=reach.phone,
        return_to=_return_to(papers.union_name(book), reach), clerk=clerk(book), edition=edition,
    )  # fmt: skip


def _return_to(union: str, reach: "Contact") -> str:
    """Say where the slip goes: the union with its address and postcode where they are entered, empty else."""
    if not reach.address:
        return ""
    return f"{union}（{reach.address}" + (f"，邮编 {reach.postcode}" if reach.postcode else "") + "）"


def pay_words(low: int | None, high: int | None) -> str:
    """Say a monthly wage from fen: 1,200–1,800 元, 1,200 元起, or 面议 where nothing was told."""
    told = [money.grouped(one).removesuffix(".00") for one in (low, high) if one is not None]
    if not told:
        return "面议"
    if len(told) == 2 and told[0] != told[1]:
        return f"{told[0]}–{told[1]} 元"
    return f"{told[0]} 元" + ("起" if high is None else "")

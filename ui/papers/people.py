"""The values of the papers about one person: registration, enrolment, looking for work, and what is kept about them."""

from typing import TYPE_CHECKING

from db import contact, own_data, papers, people, photographs, retention, training
from rules import codes, dates, money
from rules.retention import TERMS
from ui.papers.words import SEX, coded, day_of, document_kind, place

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.people import PersonRow
    from printouts.data_sheet import DataSheetPaper
    from printouts.enrolment import EnrolmentPaper
    from printouts.job_seeker import JobSeekerPaper
    from printouts.particulars import Particulars
    from printouts.registration import RegistrationPaper

_CERTIFICATES = frozenset({"certificate", "ledger_certificate"})
_RECEIVED = frozenset({"voucher_issue", "ledger_voucher", "past_benefit"})
_DESK_TERMS = frozenset({"accounting", "hardship", "rights", "members", "served", "unserved"})


def living(book: "Casebook", person: bytes) -> "PersonRow":
    """Give a person whose text is still there; raise PersonUnknown for one that was erased: there is nobody to print a form for."""
    found = people.get(book, person)
    if found.erased:
        raise people.PersonUnknown
    return found


def clerk(book: "Casebook") -> str:
    """Give the name of who has signed in."""
    return book.session.name if book.session else ""


def keeping(book: "Casebook") -> list[tuple[str, int]]:
    """Give (what is kept, years) as this office keeps it."""
    return [(term.label, retention.years_of(book, term)) for term in TERMS if term.key in _DESK_TERMS]


def _birth(text: str) -> str:
    """Write a birth date as forms do; one known in part as it is known."""
    day = day_of(text)
    return dates.official(day) if day else text


def particulars(book: "Casebook", person: "PersonRow") -> "Particulars":
    """Make what all forms say about a person."""
    from printouts.particulars import Particulars

    profile = person.profile
    return Particulars(
        name=person.name, sex=SEX.get(person.sex, ""), ethnic=coded("ethnic", profile.get("ethnic")), birth=_birth(person.birth),
        age=people.age(person, book.today), document_kind=document_kind(person), document="证件待补" if person.doc_pending else person.doc_no,
        political=coded("political", profile.get("political")),
        education=coded("education", profile.get("education")) or str(profile.get("education_text") or ""),
        marital=coded("marital", profile.get("marital")), phone=person.phone, phone_owner=person.phone_owner,
        home=place(book.regions, profile.get("home_region"), profile.get("home_address")),
        live=place(book.regions, profile.get("live_region"), profile.get("live_address")),
        groups=[codes.label("target_group", code) for code in profile.get("groups", ())], photo=photographs.of(book, person.photo),
    )  # fmt: skip


def _told(book: "Casebook", person: bytes, tables: frozenset[str]) -> list[str]:
    return [
        f"{event.title}（{event.day or '日期不详'}）"
        for event in people.timeline(book, person)
        if event.table in tables
    ]


def registration_paper(book: "Casebook", person: bytes, *, edition: int = 1) -> "RegistrationPaper":
    """Make the registration form of a person; raise PersonUnknown."""
    from printouts.registration import RegistrationPaper

    found = living(book, person)
    profile = found.profile
    return RegistrationPaper(
        union=papers.union_name(book), contact=str(contact.contact(book)), who=particulars(book, found), health=coded("health", profile.get("health")),
        hukou=str(profile.get("hukou_type") or ""), emergency_name=str(profile.get("emergency_name") or ""),
        emergency_phone=str(profile.get("emergency_phone") or ""),
        work_place=place(book.regions, profile.get("work_region"), profile.get("work_place")), trade=str(profile.get("trade") or ""),
        years_out=profile.get("years_out"), income_fen=profile.get("monthly_income_fen"), returned_on=str(profile.get("returned_on") or ""),
        return_reason=str(profile.get("return_reason") or ""), certificates=_told(book, person, _CERTIFICATES), wishes=str(profile.get("wishes") or ""),
        note=str(profile.get("note") or ""), registered_on=day_of(profile.get("registered_on")), consent_on=day_of(profile.get("consent_on")),
        clerk=clerk(book), keeping=keeping(book), edition=edition,
    )  # fmt: skip


def enrolment_paper(book: "Casebook", person: bytes, *, edition: int = 1) -> "EnrolmentPaper":
    """Make the enrolment form of a person for the class they were enrolled in last; without one the class stays blank; raise PersonUnknown."""
    from printouts.enrolment import EnrolmentPaper

    found = living(book, person)
    base = {
        "union": papers.union_name(book),
        "who": particulars(book, found),
        "received": _told(book, person, _RECEIVED),
        "clerk": clerk(book),
    }
    class_id = papers.last_enrolment(book, person)
    if class_id is None:
        return EnrolmentPaper(**base, edition=edition)  # type: ignore[arg-type]
    chosen = training.get_class(book, class_id)
    level = next((course.level for course in training.courses(book) if course.id == chosen.course), "")
    voucher = next((line.voucher for line in training.roster(book, class_id) if line.person.id == person), "")
    return EnrolmentPaper(
        **base, course=chosen.course_name, level=level, class_name=chosen.name, base=chosen.base_name, began=day_of(chosen.starts),  # type: ignore[arg-type]
        ended=day_of(chosen.ends), hours=chosen.hours, voucher=voucher, enrolled_on=day_of(papers.enrolled_on(book, class_id, person)), edition=edition,
    )  # fmt: skip


def job_seeker_paper(book: "Casebook", person: bytes, *, edition: int = 1) -> "JobSeekerPaper":
    """Make the job seeker's form of a person; raise PersonUnknown."""
    from printouts.job_seeker import JobSeekerPaper

    found = living(book, person)
    profile = found.profile
    income = profile.get("monthly_income_fen")
    return JobSeekerPaper(
        union=papers.union_name(book), who=particulars(book, found), trade=str(profile.get("trade") or ""),
        work_place=place(book.regions, profile.get("work_region"), profile.get("work_place")), income=money.grouped(income) if income else "",
        certificates=_told(book, person, _CERTIFICATES), wishes=str(profile.get("wishes") or ""), clerk=clerk(book), edition=edition,
    )  # fmt: skip


def data_sheet_paper(book: "Casebook", person: bytes, *, edition: int = 1) -> "DataSheetPaper":
    """Make a person's own data sheet; raise PersonUnknown or NotPermitted."""
    from printouts.data_sheet import DataSheetPaper, KeptRecord, KeptValue, PassedOn

    found = own_data.gather(book, person)
    return DataSheetPaper(
        union=papers.union_name(book), name=found.person.name, document=found.person.doc_no,
        values=[KeptValue(one.label, one.value, one.source, one.day) for one in found.values],
        records=[KeptRecord(one.day, one.kind, one.title, one.detail, one.source) for one in found.records],
        passed=[PassedOn(one.to, one.what, one.day, one.purpose) for one in found.passed], keeping=keeping(book), others=found.others,
        clerk=clerk(book), edition=edition,
    )  # fmt: skip

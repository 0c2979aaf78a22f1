"""The values of the papers of 创业指导: loan application, plan of repayment, list of waivers, card of help."""

from typing import TYPE_CHECKING

from db import loans, papers, people, records, startup
from db.tables import startup as tables
from rules import codes, waivers
from ui.papers.people import clerk, living, particulars
from ui.papers.words import coded, masked, place

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.fee_waivers import WaiverPaper
    from printouts.loan_application import LoanPaper
    from printouts.repayment_plan import PlanPaper
    from printouts.startup_help_card import HelpCard


def loan_paper(book: "Casebook", loan: bytes, *, edition: int = 1) -> "LoanPaper":
    """Make the application for a loan; raise RecordUnknown, or PersonUnknown where the person was erased."""
    from printouts.loan_application import LoanPaper

    found = records.get(book, "loan", loan)
    project = records.get(book, "startup_project", found["project"])
    spouse = people.get(book, found["spouse"]) if found["spouse"] else None
    known = spouse is not None and not spouse.erased
    return LoanPaper(
        union=papers.union_name(book), number=found["number"] or "", day=found["day"], who=particulars(book, living(book, found["person"])),
        proof=found["proof"] or "", certificate=found["certificate"] or "", spouse=spouse.name if spouse and known else "",
        spouse_document=spouse.doc_no if spouse and known else "", spouse_phone=spouse.phone if spouse and known else "", project=project["name"] or "",
        industry=coded("industry", project["industry"]), place=place(book.regions, project["region"], project["place"]), licence=project["licence"] or "",
        own_fen=project["own_fen"], planned_jobs=project["planned_jobs"], kind=coded("loan_kind", found["kind"]), amount_fen=found["amount_fen"],
        approved_fen=found["approved_fen"], months=found["months"], rate=found["rate"] or "", base_rate=found["base_rate"] or "",
        way=coded("loan_way", found["way"]), bank=found["bank"] or "", document=found["document"] or "", guarantee=coded("loan_guarantee", found["guarantee"]),
        guarantor=found["guarantor"] or "", guarantor_phone=found["guarantor_phone"] or "", small_profit=bool(found["small_profit"]),
        interest_fen=loans.subsidised(book, found), community=found["community"] or "", agency=found["agency"] or "",
        guarantee_opinion=found["guarantee_opinion"] or "", bank_opinion=found["bank_opinion"] or "", lent_on=found["lent_on"], edition=edition,
    )  # fmt: skip


def plan_paper(book: "Casebook", loan: bytes, *, edition: int = 1) -> "PlanPaper":
    """Make the plan of repayment of a loan that was paid out; raise RecordUnknown, LoanNotOut, or PersonUnknown."""
    from printouts.repayment_plan import PlanPaper

    found = records.get(book, "loan", loan)
    stands = loans.standing(book, found)
    person = living(book, found["person"])
    return PlanPaper(
        union=papers.union_name(book), number=found["number"] or "", borrower=person.name, document=masked(person.doc_no), bank=found["bank"] or "",
        principal_fen=stands.principal, months=found["months"], rate=found["rate"] or "", way=coded("loan_way", found["way"]), lent_on=found["lent_on"],
        due_on=found["due_on"], plan=stands.plan, clerk=clerk(book), edition=edition,
    )  # fmt: skip


def waiver_paper(book: "Casebook", klass: bytes, *, edition: int = 1) -> "WaiverPaper":
    """Make the list of the waivers of a start-up class, in the order of entry; what was called off is left out; raise RecordUnknown."""
    from printouts.fee_waivers import WaiverLine, WaiverPaper

    found = records.get(book, "startup_class", klass)
    lines = []
    for one in records.by_column(book, "fee_waiver", class_id=klass):
        if one.state != tables.CALLED_OFF:
            person = people.get(book, one["person"])
            lines.append(WaiverLine(
                person.name, "" if person.erased else masked(person.doc_no), waivers.fees(one.values), one.words["source"] or one["borne_by"] or "", one["signed_on"]
            ))  # fmt: skip
    return WaiverPaper(
        union=papers.union_name(book), class_name=found["name"] or "", place=found["place"] or "", began=found["starts"], ended=found["ends"],
        lines=lines, edition=edition,
    )  # fmt: skip


def help_card(book: "Casebook", project: bytes, *, edition: int = 1) -> "HelpCard":
    """Make the card of the five helps of a project; raise RecordUnknown, or PersonUnknown where the person was erased."""
    from printouts.startup_help_card import HelpCard, HelpLine

    found = records.get(book, "startup_project", project)
    person = living(book, found["person"])
    helped = {one["item"]: one for one in records.by_column(book, "startup_help", project=project)}
    helps = []
    for item in waivers.HELPS:
        label, one = codes.label("startup_help", item), helped.get(item)
        helps.append(
            HelpLine(label, one["day"], one["by_whom"] or "", one.words["outcome"], one["result"] or "")
            if one
            else HelpLine(label)
        )
    done = [item for item, one in helped.items() if one["outcome"] == waivers.DONE]
    return HelpCard(
        union=papers.union_name(book), holder=person.name, phone=person.phone, project=found["name"] or "", industry=coded("industry", found["industry"]),
        place=place(book.regions, found["region"], found["place"]), licence=found["licence"] or "", opened_on=found["opened_on"],
        led=startup.led(book, project), planned=found["planned_jobs"], helps=helps, percent=waivers.completion(done), clerk=clerk(book), edition=edition,
    )  # fmt: skip

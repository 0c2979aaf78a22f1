"""The rosters, forms and letters of the office, each told once: what it is called, of what it is made, how it is drawn.

The window's 打印 menus and `main.py print` read this list; their words stand in `ui/print_words.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import prints
from ui.papers import (
    classes,
    handovers,
    jobs,
    membership,
    people,
    relief,
    rights,
    startup,
    surveys,
    vouchers,
)
from ui.papers.faces import fonts_of

if TYPE_CHECKING:
    from db.casebook import Casebook

_DESK, _COUNTY, _EVERYWHERE = frozenset({"desk"}), frozenset({"desk", "base"}), frozenset({"desk", "base", "province"})
PERSON, CLASS, CLAIM, REFERRAL, OFFICE, HANDOVER = "person", "class", "claim", "referral", "office", "handover"
CASE, APPLICATION, MEMBERSHIP = "rights_case", "member_application", "membership"
LOAN, STARTUP_CLASS, PROJECT = "loan", "startup_class", "startup_project"
HOUSEHOLD = "household"
QUESTIONNAIRE = "questionnaire"


@dataclass(frozen=True)
class FormKind:
    """Describe a paper: its key (as in the print log), of which kind of row it is made and how, what draws it, at which workplaces."""

    key: str
    of: str
    make: Callable[..., Any]
    draw: Callable[[], Callable[..., bytes | Path]]
    places: frozenset[str] = _COUNTY


def _registrations() -> Callable[..., bytes | Path]:
    from printouts.registration import print_registrations

    return print_registrations


def _enrolments() -> Callable[..., bytes | Path]:
    from printouts.enrolment import print_enrolments

    return print_enrolments


def _job_seekers() -> Callable[..., bytes | Path]:
    from printouts.job_seeker import print_job_seekers

    return print_job_seekers


def _data_sheets() -> Callable[..., bytes | Path]:
    from printouts.data_sheet import print_data_sheets

    return print_data_sheets


def _applications() -> Callable[..., bytes | Path]:
    from printouts.class_application import print_applications

    return print_applications


def _rosters() -> Callable[..., bytes | Path]:
    from printouts.rosters import print_rosters

    return print_rosters


def _attendance() -> Callable[..., bytes | Path]:
    from printouts.attendance_sheet import print_attendance

    return print_attendance


def _results() -> Callable[..., bytes | Path]:
    from printouts.result_sheet import print_results

    return print_results


def _public_lists() -> Callable[..., bytes | Path]:
    from printouts.public_list import print_public_lists

    return print_public_lists


def _claims() -> Callable[..., bytes | Path]:
    from printouts.rosters import print_claims

    return print_claims


def _referrals() -> Callable[..., bytes | Path]:
    from printouts.referral import print_referrals

    return print_referrals


def _taken() -> Callable[..., bytes | Path]:
    from printouts.handovers import print_taken

    return print_taken


def _handouts() -> Callable[..., bytes | Path]:
    from printouts.handovers import print_handouts

    return print_handouts


def _backs() -> Callable[..., bytes | Path]:
    from printouts.handovers import print_backs

    return print_backs


def _blocks() -> Callable[..., bytes | Path]:
    from printouts.handovers import print_blocks

    return print_blocks


def _seals() -> Callable[..., bytes | Path]:
    from printouts.handovers import print_seals

    return print_seals


def _work_handovers() -> Callable[..., bytes | Path]:
    from printouts.work_handover import print_work_handovers

    return print_work_handovers


def _taken_of(book: "Casebook", class_id: bytes, *, edition: int = 1) -> Any:
    return handovers.taken_paper(book, class_id=class_id, edition=edition)


def _blocks_of(book: "Casebook", transfer: bytes, *, edition: int = 1) -> Any:
    return handovers.blocks_paper(book, transfer or None, edition=edition)


def _seals_of(book: "Casebook", _office: bytes, *, edition: int = 1) -> Any:
    return handovers.seals_paper(book, edition=edition)


OF_OFFICE = b""
"""The row of a paper that is made of the office's own matters; the print log knows it by the name of the office."""


def _cases() -> Callable[..., bytes | Path]:
    from printouts.rights_case import print_cases

    return print_cases


def _letters() -> Callable[..., bytes | Path]:
    from printouts.letter import print_letters

    return print_letters


def _members() -> Callable[..., bytes | Path]:
    from printouts.membership import print_members

    return print_members


def _loan_applications() -> Callable[..., bytes | Path]:
    from printouts.loan_application import print_loan_applications

    return print_loan_applications


def _plans() -> Callable[..., bytes | Path]:
    from printouts.repayment_plan import print_plans

    return print_plans


def _waivers() -> Callable[..., bytes | Path]:
    from printouts.fee_waivers import print_waivers

    return print_waivers


def _help_cards() -> Callable[..., bytes | Path]:
    from printouts.startup_help_card import print_help_cards

    return print_help_cards


def _hardship_files() -> Callable[..., bytes | Path]:
    from printouts.relief import print_hardship_files

    return print_hardship_files


def _relief_lists() -> Callable[..., bytes | Path]:
    from printouts.relief import print_relief_lists

    return print_relief_lists


def _relief_list_of(book: "Casebook", _office: bytes, *, edition: int = 1) -> Any:
    return relief.list_paper(book, edition=edition)


def _questionnaires() -> Callable[..., bytes | Path]:
    from printouts.questionnaire import print_questionnaires

    return print_questionnaires


LESSONS = 8
"""Lessons a day on a sheet by lessons: a day of two half-days of four."""
FORMS: tuple[FormKind, ...] = (
    FormKind("registration", PERSON, people.registration_paper, _registrations, _DESK),
    FormKind("enrolment", PERSON, people.enrolment_paper, _enrolments, _DESK),
    FormKind("job_seeker", PERSON, people.job_seeker_paper, _job_seekers, _DESK),
    FormKind("data_sheet", PERSON, people.data_sheet_paper, _data_sheets, _DESK),
    FormKind(prints.ROSTER, CLASS, classes.roster_paper, _rosters),
    FormKind("application", CLASS, classes.application_paper, _applications),
    FormKind("attendance", CLASS, classes.attendance_paper, _attendance),
    FormKind("attendance_blank", CLASS, partial(classes.attendance_paper, by_hand=True), _attendance),
    FormKind(
        "attendance_lessons", CLASS, partial(classes.attendance_paper, by_hand=True, lessons=LESSONS), _attendance
    ),
    FormKind("results", CLASS, classes.result_paper, _results),
    FormKind(prints.PUBLIC_LIST, CLASS, classes.public_paper, _public_lists, _DESK),
    FormKind(prints.VOUCHERS_TAKEN, CLASS, _taken_of, _taken, _DESK),
    FormKind(prints.HANDOUT, CLASS, handovers.handout_paper, _handouts),
    FormKind(prints.BACKS, CLAIM, handovers.backs_paper, _backs),
    FormKind(prints.BLOCKS, OFFICE, _blocks_of, _blocks),
    FormKind(prints.SEAL_USE, OFFICE, _seals_of, _seals),
    FormKind(prints.WORK_HANDOVER, HANDOVER, handovers.work_paper, _work_handovers, _EVERYWHERE),
    FormKind(prints.HARDSHIP, HOUSEHOLD, relief.hardship_paper, _hardship_files, _DESK),
    FormKind(prints.RELIEF_LIST, OFFICE, _relief_list_of, _relief_lists, _DESK),
    FormKind(prints.REFERRAL, REFERRAL, jobs.referral_paper, _referrals, _DESK),
    FormKind(prints.LOAN_APPLICATION, LOAN, startup.loan_paper, _loan_applications, _DESK),
    FormKind(prints.REPAYMENT_PLAN, LOAN, startup.plan_paper, _plans, _DESK),
    FormKind(prints.FEE_WAIVERS, STARTUP_CLASS, startup.waiver_paper, _waivers, _DESK),
    FormKind(prints.HELP_CARD, PROJECT, startup.help_card, _help_cards, _DESK),
    FormKind(
        prints.QUESTIONNAIRE,
        QUESTIONNAIRE,
        surveys.questionnaire_paper,
        _questionnaires,
        frozenset({"desk", "province"}),
    ),
    FormKind(prints.CLAIM, CLAIM, vouchers.claim_paper, _claims, _EVERYWHERE),
    FormKind("rights_case", CASE, rights.case_paper, _cases, _DESK),
    FormKind("rights_accepted", CASE, rights.accepted_paper, _letters, _DESK),
    FormKind("rights_declined", CASE, rights.declined_paper, _letters, _DESK),
    FormKind("rights_passed_on", CASE, rights.handover_paper, _letters, _DESK),
    FormKind("member_application", APPLICATION, membership.application_paper, _members, _DESK),
    FormKind("member_transfer", MEMBERSHIP, membership.transfer_paper, _letters, _DESK),
)
BY_KEY = {form.key: form for form in FORMS}


def forms_of(kind: str, place: str) -> list[FormKind]:
    """Give the papers made of one kind of row at a kind of workplace, in the order of the menu."""
    return [form for form in FORMS if form.of == kind and place in form.places]


def logged(book: "Casebook", row: bytes) -> str:
    """Give what the print log calls a row: its id in hex, or the office."""
    return row.hex() if row else book.workplace.name


def draw(
    book: "Casebook", form: FormKind, rows: Sequence[bytes], to: Path | None = None, *, progress: Callable[[int, int], None] | None = None
) -> bytes | Path:  # fmt: skip
    """Draw a paper for each row in one document, each saying which printing it is; return its bytes or the file `to`.

    Raise what the values refuse (an unknown row), and NothingToPrint, MissingGlyph or PaperNotWritten.
    """
    made = [form.make(book, row, edition=prints.edition(book, form.key, logged(book, row))) for row in rows]
    return form.draw()(made, to, printed_at=book.clock.now(), fonts=fonts_of(book), progress=progress)

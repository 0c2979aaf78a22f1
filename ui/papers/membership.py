"""The values of the papers of 入会与会籍: the application with the register form, the letter of transfer."""

from typing import TYPE_CHECKING

from db import papers, records
from db.tables import membership as tables
from rules import dates
from ui.papers.people import clerk, living, particulars
from ui.papers.words import SEX

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.letter import LetterPaper
    from printouts.membership import MemberPaper


_MOVES_ON = "因变动工作单位，会籍转往你处，请予接收。"


def application_paper(book: "Casebook", application: bytes, *, edition: int = 1) -> "MemberPaper":
    """Make an application with its register form; raise RecordUnknown, or PersonUnknown where the person was erased."""
    from printouts.membership import MemberPaper

    found = records.get(book, "member_application", application)
    person = living(book, found["person"])
    is_approved = found.state == tables.APPROVED
    return MemberPaper(
        office=papers.union_name(book), union=found.words["union_id"], who=particulars(book, person), applied_on=found["day"],
        work_unit=found["work_unit"] or str(person.profile.get("work_place") or ""), post=found["post"] or str(person.profile.get("trade") or ""),
        family=found["family"] or "", resume=found["resume"] or "", number=found["number"] or "", approved_on=found["status_on"] if is_approved else None,
        opinion=found["opinion"] or "", note=found["note"] or "", edition=edition,
    )  # fmt: skip


def transfer_paper(book: "Casebook", membership: bytes, *, edition: int = 1) -> "LetterPaper":
    """Make the letter of transfer with its slip; raise RecordUnknown, or PersonUnknown where the member was erased."""
    from printouts.letter import LetterPaper

    found = records.get(book, "membership", membership)
    person = living(book, found["person"])
    joined = f"，{dates.official(found['joined_on'])}入会" if found["joined_on"] else ""
    sex = SEX.get(person.sex, "")
    union = papers.union_name(book)
    number = found["letter_out"] or found["number"] or ""
    return LetterPaper(
        "工会会员会籍接转介绍信", number, found["to_union"] or "",
        (
            f"兹有{found.words['union_id']}会员{person.name}{f'（{sex}）' if sex else ''}，会员证号 {found['number']}{joined}，{_MOVES_ON}",
            "会籍接转不是新入会，请沿用原会员证号和入会日期，并将回执退回本会。",
        ),
        union, found["status_on"] or book.today, close="此致", clerk=clerk(book), slip_title="会籍接转回执", slip_to=union,
        slip=((("会　　员", person.name), ("会员证号", found["number"] or "")), (("接收工会", ""), ("接收日期", "")), (("备　　注", ""),)), edition=edition,
    )  # fmt: skip

"""The values of the papers of 维权服务: the register form, notices of acceptance and refusal, the letter that passes a case on."""

from typing import TYPE_CHECKING

from db import papers, people, records, rights, rights_deadlines
from ui.papers.people import clerk, living, particulars
from ui.papers.words import SEX, masked

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
    from printouts.letter import LetterPaper
    from printouts.rights_case import CasePaper, ClaimantLine


def case_paper(book: "Casebook", case: bytes, *, edition: int = 1) -> "CasePaper":
    """Make the register form of a case; raise RecordUnknown, or PersonUnknown where who applied was erased."""
    from printouts.rights_case import CasePaper, StepLine

    found = records.get(book, "rights_case", case)
    claimed, recovered = rights.amounts(book, case)
    words = found.words
    return CasePaper(
        number=found["number"] or "", union=papers.union_name(book), day=found["day"], way=words["way"], who=particulars(book, living(book, found["person"])),
        unit=found["unit"] or "", region=words["region"], kind=words["kind"], heads=max(found["heads"] or 1, len(claimed)), urgent=bool(found["urgent"]),
        known_on=found["known_on"], left_on=found["left_on"], injured_on=found["injured_on"],
        deadlines="；".join(f"{name} {told}" for name, told in rights_deadlines.words(book, found)), demand=found["demand"] or "",
        evidence=found["evidence"] or "", claimed_fen=found["claimed_fen"] or sum(claimed.values()), recovered_fen=sum(recovered.values()),
        claimants=[_line(book, one, recovered.get(one["person"], 0)) for one in rights.claimants(book, case)],
        steps=[
            StepLine(one.words["day"], one.words["kind"], one["agency"] or "", one["outcome"] or "")
            for one in records.by_column(book, "rights_step", case_id=case)
        ],
        accepted_on=found["accepted_on"], refusal=found["refusal"] or "", referred_to=found["referred_to"] or "", referred_on=found["referred_on"],
        result=words["result"], closed_on=found["closed_on"], satisfaction=words["satisfaction"], clerk=found["clerk"] or clerk(book), edition=edition,
    )  # fmt: skip


def _line(book: "Casebook", claimant: "Record", recovered: int) -> "ClaimantLine":
    from printouts.rights_case import ClaimantLine

    person = people.get(book, claimant["person"])
    if person.erased:
        return ClaimantLine(claimant.words["person"], "", "", "", claimant["claimed_fen"], recovered)
    document = "证件待补" if person.doc_pending else masked(person.doc_no)
    return ClaimantLine(
        person.name, SEX.get(person.sex, ""), document, person.phone, claimant["claimed_fen"], recovered, bool(claimant["leads"])
    )  # fmt: skip


def _addressed(book: "Casebook", case: "Record") -> str:
    """Name whom a notice goes to: who applied, and how many others."""
    name = living(book, case["person"]).name
    others = len(rights.claimants(book, case.id)) - 1
    return f"{name}等 {others + 1} 人" if others > 0 else name


def _about(case: "Record") -> str:
    return (
        f"{case['day'].year}年{case['day'].month}月{case['day'].day}日反映的与{case['unit']}的{case.words['kind']}事项"
    )


def accepted_paper(book: "Casebook", case: bytes, *, edition: int = 1) -> "LetterPaper":
    """Make the notice that a case was accepted; raise RecordUnknown or PersonUnknown."""
    from printouts.letter import LetterPaper

    found = records.get(book, "rights_case", case)
    last = "；".join(f"{one.what}：{one.day.isoformat()}" for one in rights_deadlines.of_case(book, case))
    paragraphs = [
        f"你（们）{_about(found)}，经审查，决定予以受理，受理号 {found['number']}。",
        "办理期间请保持电话畅通，保管好劳动合同、工资单、考勤、证人等证据，与对方达成和解或已向其他部门申请的，请告诉我们。本会的协调、调解不收任何费用。",
    ]
    if last:
        paragraphs.append(
            f"请注意时效，最后日期为：{last}。本会办理不当然中断时效，需要申请仲裁或工伤认定的，请在此前提出。"
        )
    return LetterPaper(
        "维权事项受理通知书", found["number"] or "", _addressed(book, found), paragraphs, papers.union_name(book), found["accepted_on"] or book.today,
        close="特此通知。", clerk=found["clerk"] or clerk(book), edition=edition,
    )  # fmt: skip


def declined_paper(book: "Casebook", case: bytes, *, edition: int = 1) -> "LetterPaper":
    """Make the notice that a case was not accepted, with the reason and what else can be done; raise RecordUnknown or PersonUnknown."""
    from printouts.letter import LetterPaper

    found = records.get(book, "rights_case", case)
    last = "；".join(f"{name} {told}" for name, told in rights_deadlines.words(book, found))
    paragraphs = [
        f"你（们）{_about(found)}，经审查，不予受理。理由：{found['refusal']}。",
        "你（们）可以依法向劳动保障行政部门投诉、向劳动争议仲裁委员会申请仲裁，或者向人民法院起诉；符合条件的，可以申请法律援助。"
        + (f"请注意时效：{last}。" if last else "请注意申请仲裁的时效为一年。"),
        "有新的情况或证据，可以再向本会反映；对本决定有异议的，可以向上级工会反映。",
    ]
    return LetterPaper(
        "维权事项不予受理通知书", found["number"] or "", _addressed(book, found), paragraphs, papers.union_name(book), found["status_on"] or book.today,
        close="特此通知。", clerk=found["clerk"] or clerk(book), edition=edition,
    )  # fmt: skip


def handover_paper(book: "Casebook", case: bytes, *, edition: int = 1) -> "LetterPaper":
    """Make the letter that passes a case on to another office, with the slip on which it answers; raise RecordUnknown or PersonUnknown."""
    from printouts.letter import LetterPaper
    from rules.money import grouped

    found = records.get(book, "rights_case", case)
    claimed, _ = rights.amounts(book, case)
    whole = found["claimed_fen"] or sum(claimed.values())
    money = f"，诉求金额 {grouped(whole)} 元" if whole else ""
    heads = max(found["heads"] or 1, len(claimed))
    urgent = "本件为群体性或突发事项，请优先办理。" if found["urgent"] else ""
    union = papers.union_name(book)
    return LetterPaper(
        "维权事项转办函", found["number"] or "", found["referred_to"] or "",
        (
            f"{_addressed(book, found)}向本会反映与{found['unit']}的{found.words['kind']}事项，涉及 {heads} 人{money}。按照职责分工，现转请你单位依法办理。{urgent}",
            f"主要诉求：{found['demand'] or '见所附登记表'}。",
            "请将办理结果填入回执，于办结后退回本会，并告知申请人。",
        ),
        union, found["referred_on"] or book.today, close="此函。", enclosures=("维权受理登记表", "证据材料复印件"), clerk=found["clerk"] or clerk(book),
        slip_title="转办函回执", slip_to=union,
        slip=(
            (("收到日期", ""), ("承办部门", "")), (("是否受理", "□受理　□不受理"), ("办结日期", "")), (("办理结果", ""),), (("追回金额（元）", ""), ("联系电话", "")),
        ), edition=edition,
    )  # fmt: skip

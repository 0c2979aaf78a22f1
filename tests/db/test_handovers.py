"""Seals and certificates that pass from hand to hand: registered, withdrawn, never twice; and the lists that are signed."""

import datetime as dt

import pytest

from db import casebook, certificates, handovers, people, prints, training, vouchers
from db.certificates import CertificateRow
from db.handovers import SealDraft
from rules import vouchers as numbers
from rules.errors import ReasonMissing
from tests.db.conftest import PREFIX, County, draft

SEAL = "培训基地公章"


@pytest.fixture
def issued(county: County) -> list[CertificateRow]:
    """Give the certificates of a class of three."""
    desk, base = county.desk, county.base
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 30), 15, 120, 30, 60_000
    )
    made = training.create_class(desk, plan)
    enrolments = training.enrol(desk, made, [people.register(desk, draft(n)).id for n in range(1, 4)])
    county.pass_on(desk, base)
    for part in ("上午", "下午"):
        training.record_attendance(base, made, dt.date(2009, 9, 2), part, dict.fromkeys(enrolments, "P"))
    passed = training.Result(completed=True, outcome=training.PASSED, theory=80, practice=80)
    training.record_results(base, made, dict.fromkeys(enrolments, passed))
    return certificates.issue(base, made)


def test_a_seal_on_certificates_is_registered_and_told_of_each(county: County, issued: list[CertificateRow]) -> None:
    base, class_id = county.base, issued[0].class_id
    found = [one.number for one in issued]
    plan = SealDraft(handovers.CERTIFICATE, found[:2], SEAL, "周主任", purpose="第1期发证", class_id=class_id)
    row = handovers.use_seal(base, plan)
    (use,) = handovers.seal_uses(base)
    assert (use.count, use.first, use.last, use.applied_by, use.approved_by, use.by) == (
        2,
        found[0],
        found[1],
        "李书",
        "周主任",
        "李书",
    )
    assert use.stands
    assert [one.seals for one in handovers.sealable(base, handovers.CERTIFICATE, class_id)] == [(SEAL,), (SEAL,), ()]
    handovers.withdraw_seal(base, row, "登记错了")
    (use,) = handovers.seal_uses(base)
    assert not use.stands
    assert handovers.sealed(base, handovers.CERTIFICATE) == {}
    with pytest.raises(handovers.AlreadyWithdrawn):
        handovers.withdraw_seal(base, row, "又一次")
    county.pass_on(base, county.desk)
    assert [one.stands for one in handovers.seal_uses(county.desk)] == [False]


def test_a_seal_wants_papers_that_exist_and_an_approver(county: County, issued: list[CertificateRow]) -> None:
    base, number = county.base, issued[0].number

    def use(numbers_: list[str], seal: str = SEAL, approver: str = "周主任", kind: str = handovers.CERTIFICATE) -> None:
        handovers.use_seal(base, SealDraft(kind, numbers_, seal, approver))

    for wrong in (([],), ([" "],), ([number], " "), ([number], SEAL, "")):
        with pytest.raises(handovers.HandoverIncomplete):
            use(*wrong)
    for unknown in ("519901-2009-01-09999-0", "1' OR 1=1", number[:-1]):
        with pytest.raises(handovers.PaperUnknown):
            use([number, unknown])
    certificates.revoke(base, issued[0].id, "成绩登记有误", second=county.second_at_base)
    with pytest.raises(certificates.CertificateRevoked):
        use([number])
    assert handovers.seal_uses(base) == []
    with pytest.raises(casebook.NotPermitted):
        handovers.use_seal(county.province, SealDraft(handovers.CERTIFICATE, [number], SEAL, "周主任"))


def test_certificates_are_handed_out_once_to_their_holder_or_on_a_written_ground(
    county: County, issued: list[CertificateRow]
) -> None:
    base, class_id = county.base, issued[0].class_id
    one, two, three = issued
    assert handovers.not_handed_out(base) == 3
    assert handovers.hand_out(base, [one.id]) == 1
    with pytest.raises(handovers.HandoverIncomplete):
        handovers.hand_out(base, [two.id], received_by="王家人")
    handovers.hand_out(base, [two.id], received_by="王家人", basis="委托书和双方身份证")
    with pytest.raises(handovers.AlreadyHandedOut) as refused:
        handovers.hand_out(base, [three.id, one.id])
    assert refused.value.fields == {"number": one.number, "day": "2009-09-28"}
    first, second, third = handovers.receivables(base, class_id)
    assert (first.handout is not None, first.waits, third.handout, third.waits) == (True, False, None, True)
    assert second.handout is not None
    assert (second.handout.received_by, second.handout.basis) == ("王家人", "委托书和双方身份证")
    assert handovers.not_handed_out(base) == 1
    certificates.reprint(base, one.id, "本人遗失", second=county.second_at_base)
    assert handovers.receivables(base, class_id)[0].waits
    assert handovers.hand_out(base, [one.id]) == 1


def test_a_handout_recorded_by_mistake_is_withdrawn_with_its_reason(
    county: County, issued: list[CertificateRow]
) -> None:
    base, one = county.base, issued[0]
    handovers.hand_out(base, [one.id])
    with pytest.raises(ReasonMissing):
        handovers.take_back(base, one.id, " ")
    handovers.take_back(base, one.id, "点错了人")
    assert handovers.receivables(base, one.class_id)[0].waits
    with pytest.raises(handovers.AlreadyWithdrawn):
        handovers.take_back(base, one.id, "再来")
    handovers.hand_out(base, [one.id])
    county.pass_on(base, county.desk)
    assert handovers.not_handed_out(county.desk) == 2


def test_what_was_never_printed_is_counted(county: County, issued: list[CertificateRow]) -> None:
    assert handovers.not_printed(county.base) == 3
    prints.log(county.base, prints.CERTIFICATE, [issued[0].number])
    prints.note_saved(county.base, prints.CERTIFICATE, [issued[1].number])
    assert handovers.not_printed(county.base) == 2
    certificates.revoke(county.base, issued[2].id, "成绩登记有误", second=county.second_at_base)
    assert handovers.not_printed(county.base) == 1


def test_vouchers_to_be_signed_for_are_those_of_a_day_or_of_a_class(county: County) -> None:
    desk = county.desk
    county.grant(1, 20, 1_000_000)
    persons = [people.register(desk, draft(n)).id for n in range(1, 5)]
    plan = training.ClassDraft(
        county.base_row, county.course, 1, dt.date(2009, 10, 1), dt.date(2009, 10, 30), 15, 120, 30, 60_000
    )
    made = training.create_class(desk, plan)
    training.enrol(desk, made, persons[:2])
    issued = vouchers.issue(desk, [vouchers.IssueDraft(person, "家政服务员") for person in persons[:3]])
    assert [one.number for one in issued] == [numbers.make_number(PREFIX, n) for n in (1, 2, 3)]
    today = desk.today.isoformat()
    assert handovers.issue_days(desk) == [(today, 3)]
    assert [one.number for one in handovers.taken(desk, day=today)] == [one.number for one in issued]
    assert [one.holder for one in handovers.taken(desk, class_id=made)] == [one.holder for one in issued[:2]]
    vouchers.void(desk, issued[0].number, "填写错误", second=county.second)
    assert len(handovers.taken(desk, day=today)) == 2
    assert handovers.taken(desk, day="2009-01-01") == []
    assert len(handovers.sealable(desk, handovers.VOUCHER, made)) == 1

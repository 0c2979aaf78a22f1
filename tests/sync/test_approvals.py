"""An office with one clerk asks the province, which answers by receipt; the approval stands in for the second signature once, for that very thing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from db import approvals, certificates, training, transfers, vouchers
from db.approvals import RequestAnswered, RequestOpen, RequestUnknown
from db.casebook import NotPermitted
from db.consent import ApprovalUnfit
from db.entries import Entry
from db.training import Result
from db.transfers import Plan
from rules.clock import StoryClock
from rules.permissions import Action
from sync import extract, receiving
from tests.sync.county import DAY, Land, codes, flags, give_vouchers, open_class, register
from tests.sync.crafting import Forger

VOID = Action.VOUCHER_VOID


def ask_void(land: Land, sequence: int = 1) -> tuple[bytes, str]:
    (made,) = give_vouchers(land, [register(land.desk, sequence)])
    return approvals.ask(land.desk, VOID, {"number": made.number}, "打印污损"), made.number


def answer(land: Land, request: bytes, *, approve: bool = True, reason: str = "") -> None:
    land.exchange("desk")
    approvals.give(land.province, request, approve=approve, reason=reason)
    land.exchange("desk")


def states(land: Land) -> list[str]:
    return [one.state for one in approvals.requests(land.desk, own=True)]


def test_one_clerk_asks_the_province_approves_and_the_office_carries_it_out(land: Land) -> None:
    request, number = ask_void(land)
    assert states(land) == ["waiting"]
    assert vouchers.page(land.desk)[0][1].status == "已发放", "nothing else has happened"
    with pytest.raises(ApprovalUnfit) as early:
        approvals.carry_out(land.desk, request)
    assert early.value.fields["reason"] == "waiting"
    with pytest.raises(RequestOpen):
        approvals.ask(land.desk, VOID, {"number": number}, "再报一次")
    land.exchange("desk")
    (seen,) = approvals.requests(land.province, state="waiting")
    assert (seen.unit, seen.action, seen.thing, seen.reason, seen.asked_by) == (
        "安和县总工会",
        VOID,
        number,
        "打印污损",
        "李书",
    )
    approvals.give(land.province, request, approve=True)
    assert approvals.requests(land.province, state="waiting") == []
    land.exchange("desk")
    (told,) = approvals.requests(land.desk, own=True)
    assert (told.state, told.answered_on) == ("approved", DAY.isoformat())
    approvals.carry_out(land.desk, request)
    assert states(land) == ["done"]
    assert vouchers.page(land.desk)[0][1].status == "作废"
    land.exchange("desk")
    assert not codes(land.province)
    assert not codes(land.desk)
    assert [one.state for one in approvals.requests(land.province)] == ["done"]
    with pytest.raises(ApprovalUnfit) as again:
        approvals.carry_out(land.desk, request)
    assert again.value.fields["reason"] == "done"


def test_a_refusal_says_why_and_nothing_is_done(land: Land) -> None:
    request, _number = ask_void(land)
    answer(land, request, approve=False, reason="请先核对存根")
    (told,) = approvals.requests(land.desk, own=True)
    assert (told.state, told.answer, told.approval) == ("refused", "请先核对存根", None)
    with pytest.raises(ApprovalUnfit) as refused:
        approvals.carry_out(land.desk, request)
    assert refused.value.fields["reason"] == "refused"
    with pytest.raises(RequestAnswered):
        approvals.give(land.province, request, approve=True)


def test_request_and_approval_run_out_after_ninety_days(land: Land) -> None:
    request, _number = ask_void(land)
    other, _other_number = ask_void(land, 2)
    answer(land, request)
    later = StoryClock(DAY + dt.timedelta(days=91))
    desk = land.book("desk", later)
    assert [one.state for one in approvals.requests(desk)] == ["expired", "expired"]
    with pytest.raises(ApprovalUnfit) as late:
        approvals.carry_out(desk, request)
    assert late.value.fields["reason"] == "expired"
    with pytest.raises(RequestAnswered) as gone:
        approvals.give(land.book("province", later), other, approve=True)
    assert gone.value.fields["state"] == "expired"


def test_conditions_are_checked_anew_when_it_is_carried_out(land: Land) -> None:
    request, _number = ask_void(land)
    (person,) = [row.person for _, row in vouchers.page(land.desk)]
    made = open_class(land, [type("P", (), {"id": person})()])
    stick = land.place()
    extract.class_file(land.desk, made, stick)
    receiving.receive_folder(land.base1, [stick])
    vouchers.redeem(land.base1, vouchers.page(land.desk)[0][1].token, made)
    back = land.place()
    extract.class_results(land.base1, made, back)
    receiving.receive_folder(land.desk, [back])
    answer(land, request)
    with pytest.raises(vouchers.VoucherNotOpen):
        approvals.carry_out(land.desk, request)
    assert states(land) == ["approved"], "nothing was used up"


def test_every_action_that_can_wait_is_carried_out_under_its_approval(land: Land) -> None:
    desk = land.desk
    persons = [register(desk, at) for at in range(4)]
    lost, *_ = give_vouchers(land, persons[:1])
    vouchers.report_loss(desk, lost.id, "遗失")
    part = transfers.propose(desk, 5)
    plan = Plan(part.first, part.last, land.desk2.workplace.dev, 5 * 50_000, "工地")
    asked = [
        approvals.ask(desk, Action.VOUCHER_REPLACE, {"voucher": lost.id}, "核实遗失"),
        approvals.ask(desk, Action.BLOCK_TRANSFER, {"plan": plan}, "工地"),
        approvals.ask(desk, VOID, {"number": transfers.propose(desk, 6).first, "spoiled": True}, "卡纸"),
    ]
    land.exchange("desk")
    for request in asked:
        approvals.give(land.province, request, approve=True)
    land.exchange("desk")
    for request in asked:
        approvals.carry_out(desk, request)
    assert states(land) == ["done"] * 3
    assert vouchers.get(desk, lost.id).status == "已补发"
    assert transfers.transfers(desk)[0].count == 5
    assert desk.store.value("SELECT spoiled FROM voucher_void") == 1
    land.exchange("desk")
    assert not codes(land.province)


def test_a_base_asks_for_reprint_and_revocation(land: Land) -> None:
    made = open_class(land, [register(land.desk, at) for at in range(2)])
    stick = land.place()
    extract.class_file(land.desk, made, stick)
    base = land.base1
    receiving.receive_folder(base, [stick])
    roster = training.roster(base, made)
    for day in range(1, 16):
        training.record_attendance(base, made, dt.date(2009, 9, day), "上午", {line.enrolment: "P" for line in roster})
    training.record_results(base, made, {line.enrolment: Result(True, "合格", 80, 85) for line in roster})
    one, other = certificates.issue(base, made)
    asked = [
        approvals.ask(base, Action.CERTIFICATE_REPRINT, {"certificate": one.id}, "污损"),
        approvals.ask(base, Action.CERTIFICATE_REVOKE, {"certificate": other.id}, "姓名有误"),
    ]
    land.exchange("base1")
    for request in asked:
        approvals.give(land.province, request, approve=True)
    land.exchange("base1")
    for request in asked:
        approvals.carry_out(base, request)
    assert certificates.get(base, one.id).reprints == 1
    assert certificates.get(base, other.id).revoked == "姓名有误"
    land.exchange("base1")
    assert "UNSIGNED" not in codes(land.province)


def test_the_spare_block_is_opened_under_an_approval(land: Land) -> None:
    from sync import admission

    admission.extend(
        land.province, land.desk.workplace.dev, admission.Allotment(spare=5, limit_fen=20 * 50_000), land.grant_key
    )
    land.exchange("desk")
    land.desk.new_epoch("restore")
    request = approvals.ask(land.desk, Action.SPARE_BLOCK_OPEN, {}, "恢复后应急")
    answer(land, request)
    approvals.carry_out(land.desk, request)
    assert vouchers.quota(land.desk).free_numbers == 5
    land.exchange("desk")
    assert not codes(land.province)


def test_only_officers_answer_and_only_the_asker_carries_out(land: Land) -> None:
    request, _number = ask_void(land)
    with pytest.raises(NotPermitted):
        approvals.give(land.desk, request, approve=True)
    with pytest.raises(RequestUnknown):
        approvals.give(land.province, request, approve=True)
    answer(land, request)
    stick = land.place()
    from sync import streams

    streams.export(land.desk, stick, resend=True)
    with pytest.raises(RequestUnknown):
        approvals.carry_out(land.desk2, request)


# --- what a faulty or hostile program could write -----------------------------------------------------------------


def forged(land: Land, *facts: tuple[str, Mapping[str, Any]]) -> list[Entry]:
    """Let the desk's program write facts under one signature, and the province take them."""
    forger = Forger(land.desk)
    signer = [(land.desk.signed_in.user_id.hex(), land.desk.signed_in.signer)]
    made = [forger.write(table, values, signers=signer) for table, values in facts]
    assert receiving.take(land.province, forger.seal().data, "x.age").outcome == "OK"
    return made


def unsigned(land: Land) -> set[str]:
    return {flag[3] for flag in flags(land.province) if flag[0] == "UNSIGNED"}


def approved(land: Land) -> tuple[str, str]:
    """Give an approval in hex and the number that it is for."""
    request, number = ask_void(land)
    answer(land, request)
    (told,) = approvals.requests(land.desk, own=True)
    assert told.approval is not None
    return told.approval.hex(), number


def test_an_approval_serves_for_its_own_thing_alone(land: Land) -> None:
    approval, number = approved(land)
    (other,) = give_vouchers(land, [register(land.desk, 9)])
    land.exchange("desk")
    (false,) = forged(land, ("voucher_void", {"number": other.number, "approval": approval, "day": "2009-09-28"}))
    assert unsigned(land) == {false.hash.hex()}
    assert number != other.number


def test_an_approval_serves_once(land: Land) -> None:
    approval, number = approved(land)
    one, other = forged(land, *[("voucher_void", {"number": number, "approval": approval, "day": "2009-09-28"})] * 2)
    assert unsigned(land) == {one.hash.hex(), other.hash.hex()}


def test_a_good_one_becomes_doubtful_when_a_second_comes(land: Land) -> None:
    approval, number = approved(land)
    values = {"number": number, "approval": approval, "day": "2009-09-28"}
    forger = Forger(land.desk)
    signer = [(land.desk.signed_in.user_id.hex(), land.desk.signed_in.signer)]
    forger.write("voucher_void", values, signers=signer)
    assert receiving.take(land.province, forger.seal().data, "x.age").outcome == "OK"
    assert not unsigned(land)
    forger.first, forger.before, forger.made = forger.seq + 1, forger.head, []
    forger.write("voucher_void", values, signers=signer)
    assert receiving.take(land.province, forger.seal().data, "y.age").outcome == "OK"
    assert len(unsigned(land)) == 2


def test_no_signature_at_all_or_an_invented_approval_will_not_do(land: Land) -> None:
    approval, number = approved(land)
    forger = Forger(land.desk)
    bare = forger.write("voucher_void", {"number": number, "approval": approval})
    signer = [(land.desk.signed_in.user_id.hex(), land.desk.signed_in.signer)]
    invented = forger.write("voucher_void", {"number": number, "approval": "ab" * 16}, signers=signer)
    assert receiving.take(land.province, forger.seal().data, "x.age").outcome == "OK"
    assert unsigned(land) == {bare.hash.hex(), invented.hash.hex()}


def test_an_approval_for_one_office_does_not_serve_another(land: Land) -> None:
    approval, number = approved(land)
    forger = Forger(land.desk2)
    signer = [(land.desk2.signed_in.user_id.hex(), land.desk2.signed_in.signer)]
    made = forger.write("voucher_void", {"number": number, "approval": approval}, signers=signer)
    assert receiving.take(land.province, forger.seal().data, "x.age").outcome == "OK"
    assert made.hash.hex() in unsigned(land)


def test_a_desk_cannot_approve(land: Land) -> None:
    request, number = ask_void(land)
    land.exchange("desk")
    row = b"a" * 16
    forger = Forger(land.desk)
    signer = [(land.desk.signed_in.user_id.hex(), land.desk.signed_in.signer)]
    forger.write(
        "approval", {"request": request.hex(), "verdict": "approved", "day": "2009-09-28"}, row=row, signers=signer
    )
    made = forger.write("voucher_void", {"number": number, "approval": row.hex()}, signers=signer)
    assert receiving.take(land.province, forger.seal().data, "x.age").outcome == "OK"
    assert "NOT_ENTITLED" in codes(land.province)
    assert unsigned(land) == {made.hash.hex()}


def test_what_was_done_under_an_approval_clears_up_when_the_approval_comes_later(land: Land) -> None:
    """Another desk hears of the void before it hears of the approval."""
    from sync import streams

    request, _number = ask_void(land)
    land.exchange("desk")
    approvals.give(land.province, request, approve=True)
    answers = land.receipts()
    receiving.receive_folder(land.desk, [answers])
    approvals.carry_out(land.desk, request)
    stick = land.place()
    streams.export(land.desk, stick, resend=True)
    with land.desk.store.transaction():
        land.desk.store.execute("UPDATE stream SET confirmed = 0, exported = 0 WHERE mine = 1")
    whole = land.place()
    streams.export(land.desk, whole, resend=True)
    receiving.receive_folder(land.desk2, [whole])
    assert "UNSIGNED" in codes(land.desk2)
    receiving.receive_folder(land.desk2, [answers])
    assert "UNSIGNED" not in codes(land.desk2)


def test_requests_of_a_strange_form_are_left_out(land: Land) -> None:
    signer = [(land.desk.signed_in.user_id.hex(), land.desk.signed_in.signer)]
    forger = Forger(land.desk)
    for action, details in (
        ("voucher_void", ["x"]),
        ("bake_bread", {"number": "1"}),
        ("block_transfer", {"first": 5, "last": None}),
    ):
        forger.write("pending_approval", {"action": action, "details": details, "day": "2009-09-28"}, signers=signer)
    assert receiving.take(land.province, forger.seal().data, "x.age").outcome == "OK"
    assert [one.thing for one in approvals.requests(land.province)] == ["5–None"]

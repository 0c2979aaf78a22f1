"""Vouchers: worth money once, inside block and quota, and every sum agrees at every moment."""

import contextlib
import datetime as dt
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import flags, people, settlement, training, verification, vouchers
from db.casebook import Casebook, SecondPersonNeeded
from db.vouchers import IssueDraft
from rules import tokens
from rules import vouchers as numbers
from tests.db.conftest import FACE_FEN, PREFIX, County, draft, give_grant, make_grant, voucher_block

COURSE = "家政服务员"


def persons(county: County, count: int) -> list[bytes]:
    return [people.register(county.desk, draft(2 * n + 1, f"学员{chr(0x4E00 + n)}")).id for n in range(count)]


def issue(county: County, *ids: bytes, **more: str) -> list[vouchers.VoucherRow]:
    return vouchers.issue(county.desk, [IssueDraft(one, COURSE, **more) for one in ids])


def open_class(county: County, ids: list[bytes], *, fee_fen: int = 60_000, term: int = 1) -> bytes:
    plan = training.ClassDraft(
        county.base_row, county.course, term, dt.date(2009, 9, 1), dt.date(2009, 10, 30), 15, 120, 60, fee_fen
    )
    made = training.create_class(county.desk, plan)
    training.enrol(county.desk, made, ids)
    county.pass_on(county.desk, county.base, county.province)
    return made


def sound(book: Casebook) -> numbers.Counts:
    found = settlement.counts(book)
    assert found.breaches() == ()
    return found


def test_no_grant_no_voucher(desk: Casebook) -> None:
    person = people.register(desk, draft(1)).id
    with pytest.raises(vouchers.NotGranted):
        vouchers.issue(desk, [IssueDraft(person, COURSE)])
    with pytest.raises(vouchers.NotGranted):
        vouchers.next_numbers(desk, 1)
    assert vouchers.quota(desk) == vouchers.Quota(0, 0, 0, None)


def test_issued_vouchers_follow_each_other_and_prove_themselves(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    made = issue(county, *persons(county, 3))
    assert [row.number for row in made] == [numbers.make_number(PREFIX, serial) for serial in (1, 2, 3)]
    for row in made:
        claims = tokens.read(row.token).claims
        assert (claims.number, claims.holder, claims.value_fen, claims.id) == (row.number, row.holder, FACE_FEN, row.id)
        assert (row.status, row.valid_until, row.issued_on) == ("已发放", "2009-12-31", "2009-09-28")
        assert verification.judge(county.desk, row.token).verdict == verification.GENUINE
    assert vouchers.quota(county.desk) == vouchers.Quota(7, 10 * FACE_FEN, 3 * FACE_FEN, dt.date(2010, 3, 31))
    counts = sound(county.desk)
    assert (counts.printed, counts.stock, counts.issued, counts.outstanding) == (10, 7, 3, 3)
    assert [row.number for _, row in vouchers.page(county.desk)] == [row.number for row in reversed(made)]
    assert [row.id for _, row in vouchers.page(county.desk, text=made[1].holder)] == [made[1].id]
    assert vouchers.page(county.desk, status="已核销") == []
    assert flags.open_flags(county.desk.store) == []


def test_nothing_is_written_when_one_of_many_is_refused(county: County) -> None:
    county.grant(1, 10, 2 * FACE_FEN)
    ids = persons(county, 3)
    with pytest.raises(vouchers.OverQuota) as refused:
        issue(county, *ids)
    assert refused.value.fields == {"limit_fen": 2 * FACE_FEN, "used_fen": 0, "wanted_fen": 3 * FACE_FEN}
    assert vouchers.page(county.desk) == []
    issue(county, *ids[:2])
    with pytest.raises(vouchers.OverQuota):
        issue(county, ids[2])
    assert len(vouchers.page(county.desk)) == 2


def test_numbers_outside_used_or_run_out(county: County) -> None:
    county.grant(1, 3, 100 * FACE_FEN)
    ids = persons(county, 5)
    with pytest.raises(vouchers.OutsideBlock):
        issue(county, ids[0], number=numbers.make_number(PREFIX, 4))
    with pytest.raises(vouchers.OutsideBlock):
        issue(county, ids[0], number=numbers.make_number(PREFIX, 2)[:-1] + "x")
    with pytest.raises(vouchers.OutsideBlock):
        issue(county, ids[0], number=numbers.shown(numbers.make_number(PREFIX, 2)))
    (second,) = issue(county, ids[0], number=numbers.make_number(PREFIX, 2))
    with pytest.raises(vouchers.NumberUsed):
        issue(county, ids[1], number=second.number)
    third = numbers.make_number(PREFIX, 3)
    with pytest.raises(vouchers.NumberUsed):
        vouchers.issue(
            county.desk, [IssueDraft(ids[1], COURSE, number=third), IssueDraft(ids[2], COURSE, number=third)]
        )
    mixed = vouchers.issue(county.desk, [IssueDraft(ids[1], COURSE), IssueDraft(ids[2], COURSE, number=third)])
    assert [int(row.number[15:21]) for row in mixed] == [1, 3]
    with pytest.raises(vouchers.NoNumberLeft) as left:
        issue(county, ids[3])
    assert left.value.fields == {"left": 0, "wanted": 1}


def test_who_may_have_one_is_told_in_words(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    young = people.register(county.desk, people.PersonDraft("甲", doc_no="", profile={"groups": ["returned"]})).id
    with pytest.raises(vouchers.NotEligible) as refused:
        issue(county, young)
    assert "证件待补" in refused.value.fields["reasons"]
    person = persons(county, 1)[0]
    with pytest.raises(vouchers.NotEligible, match="出现两次"):
        issue(county, person, person)
    (first,) = issue(county, person)
    with pytest.raises(vouchers.NotEligible, match=first.number):
        issue(county, person)
    again = people.register(
        county.desk,
        people.PersonDraft(
            "学员一",
            doc_type="passport",
            doc_no="E1234567",
            sex="1",
            birth="1980-01-01",
            profile={"groups": ["returned"]},
        ),
    ).id
    with county.desk.write() as writer:
        writer.add("same_as", {"one": person, "other": again, "verdict": "same"})
    with pytest.raises(vouchers.NotEligible, match=first.number):
        issue(county, again)


def test_a_grant_lapses_after_its_days_of_grace(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN, expires="2009-07-01")
    one, two = persons(county, 2)
    issue(county, one)
    county.clock.set(dt.date(2009, 9, 30))
    with pytest.raises(vouchers.GrantExpired):
        issue(county, two)
    county.clock.set(dt.date(2009, 9, 28))
    county.desk.set_setting("latest_signed_day", "2009-10-15")  # a clock set back brings nothing
    with pytest.raises(vouchers.GrantExpired):
        issue(county, two)


def test_without_word_from_the_province_issuing_ends_and_registering_goes_on(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    one, two = persons(county, 2)
    county.desk.set_setting("receipt_expires", "2009-06-30")
    issue(county, one)  # the 90th day of grace
    county.clock.set(dt.date(2009, 9, 29))
    with pytest.raises(vouchers.ReceiptExpired, match="2009-06-30"):
        issue(county, two)
    people.register(county.desk, people.PersonDraft("后来人"))
    county.desk.set_setting("receipt_expires", "2009-12-27")
    issue(county, two)


def test_a_block_past_its_day_gives_no_numbers(county: County) -> None:
    old, new = voucher_block(1, 5, until=dt.date(2009, 9, 27)), voucher_block(6, 9)
    give_grant(make_grant(county.desk, grant_no=2, blocks=(old, new), limit_fen=10 * FACE_FEN), county.desk)
    ids = persons(county, 2)
    with pytest.raises(vouchers.OutsideBlock):
        issue(county, ids[0], number=old.first)
    assert issue(county, ids[0])[0].number == new.first


def test_after_a_new_epoch_the_blocks_rest_until_a_new_grant(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    ids = persons(county, 2)
    issue(county, ids[0])
    county.desk.new_epoch("restore")
    with pytest.raises(vouchers.BlocksRetired):
        issue(county, ids[1])
    assert vouchers.quota(county.desk).free_numbers == 0
    county.grant(1, 10, 10 * FACE_FEN)
    assert issue(county, ids[1])[0].number == numbers.make_number(PREFIX, 2)


def test_a_void_takes_two_and_frees_quota_only_when_confirmed(county: County) -> None:
    county.grant(1, 5, 2 * FACE_FEN)
    one, two, three = persons(county, 3)
    made, _ = issue(county, one, two)
    for second in (None, county.desk.session):
        with pytest.raises(SecondPersonNeeded):
            vouchers.void(county.desk, made.number, "打印损坏", second=second)
    vouchers.void(county.desk, made.number, "打印损坏", second=county.second, spoiled=True)
    assert vouchers.get(county.desk, made.id).status == "作废"
    with pytest.raises(vouchers.NumberUsed):
        vouchers.void(county.desk, made.number, "又一次", second=county.second)
    with pytest.raises(vouchers.OutsideBlock):
        vouchers.void(county.desk, numbers.make_number(PREFIX, 9), "号段外", second=county.second)
    with pytest.raises(vouchers.OverQuota):
        issue(county, three)
    with county.desk.store.transaction():
        county.desk.store.execute("UPDATE stream SET confirmed = seq WHERE mine = 1")
    assert (
        int(issue(county, one)[0].number[15:21]) == 3
    )  # a void number is never given out again, its holder may have another
    vouchers.void(county.desk, numbers.make_number(PREFIX, 5), "纸张破损", second=county.second)
    counts = sound(county.desk)
    assert (counts.printed, counts.stock, counts.issued, counts.void) == (5, 1, 2, 2)
    assert verification.judge(county.desk, made.token).verdict == verification.VOID
    assert flags.open_flags(county.desk.store) == []


def test_a_lost_voucher_is_replaced_by_two_persons_without_new_quota(county: County) -> None:
    county.grant(1, 5, FACE_FEN)
    (made,) = issue(county, *persons(county, 1))
    with pytest.raises(vouchers.VoucherNotOpen):
        vouchers.reissue(county.desk, made.id, second=county.second)
    vouchers.report_loss(county.desk, made.id, "路上遗失")
    with pytest.raises(vouchers.VoucherNotOpen):
        vouchers.report_loss(county.desk, made.id, "再次")
    with pytest.raises(SecondPersonNeeded):
        vouchers.reissue(county.desk, made.id, second=None)
    again = vouchers.reissue(county.desk, made.id, second=county.second)
    assert (again.replaces, again.holder, again.face_fen, again.valid_until) == (
        True,
        made.holder,
        made.face_fen,
        made.valid_until,
    )
    assert again.number != made.number
    assert vouchers.get(county.desk, made.id).status == "已补发"
    with pytest.raises(vouchers.VoucherNotOpen):
        vouchers.void(county.desk, made.number, "原券", second=county.second)
    with pytest.raises(vouchers.VoucherNotOpen):
        vouchers.reissue(county.desk, made.id, second=county.second)
    assert vouchers.used_fen(county.desk) == FACE_FEN
    counts = sound(county.desk)
    assert (counts.issued, counts.lost, counts.outstanding) == (2, 1, 1)
    assert verification.judge(county.desk, made.token).verdict == verification.VOID
    with pytest.raises(vouchers.VoucherUnknown):
        vouchers.get(county.desk, b"?" * 16)


def test_an_expired_loss_is_not_replaced(county: County) -> None:
    county.grant(1, 5, 5 * FACE_FEN, expires="2010-12-31")
    (made,) = issue(county, *persons(county, 1))
    vouchers.report_loss(county.desk, made.id, "遗失")
    county.clock.set(dt.date(2010, 1, 1))
    with pytest.raises(vouchers.VoucherNotOpen):
        vouchers.reissue(county.desk, made.id, second=county.second)


def test_a_voucher_pays_once_at_this_base_and_the_smaller_amount(county: County) -> None:
    county.grant(1, 5, 5 * FACE_FEN)
    ids = persons(county, 2)
    one, two = issue(county, *ids)
    cheap = open_class(county, ids, fee_fen=30_000)
    done = vouchers.redeem(county.base, one.token, cheap)
    assert (done.amount_fen, done.face_fen, done.fee_fen, done.holder, done.provisional) == (
        30_000,
        FACE_FEN,
        30_000,
        one.holder,
        False,
    )
    with pytest.raises(vouchers.TokenRefused) as refused:
        vouchers.redeem(county.base, one.token, cheap)
    assert refused.value.fields == {"verdict": "redeemed", "number": one.number, "day": "2009-09-28"}
    county.pass_on(county.base, county.desk)
    assert vouchers.get(county.desk, one.id).status == "已核销"
    with pytest.raises(vouchers.VoucherNotOpen):
        vouchers.void(county.desk, one.number, "x", second=county.second)
    counts = sound(county.desk)
    assert (counts.redeemed, counts.outstanding) == (1, 1)
    line = next(line for line in training.roster(county.base, cheap) if line.voucher == one.number)
    assert line.redeemed
    assert two.status == "已发放"


def test_what_is_not_this_class_base_course_or_day_is_refused(county: County) -> None:
    county.grant(1, 9, 9 * FACE_FEN)
    ids = persons(county, 5)
    made = open_class(county, ids[:3])
    bound, right = issue(county, ids[0], base="51990102")[0], issue(county, ids[1], base="51990101")[0]
    other = vouchers.issue(county.desk, [IssueDraft(ids[2], "焊工")])[0]
    stranger, late = issue(county, ids[3], ids[4])
    with pytest.raises(vouchers.WrongBase):
        vouchers.redeem(county.base, bound.token, made)
    with pytest.raises(vouchers.WrongCourse):
        vouchers.redeem(county.base, other.token, made)
    with pytest.raises(vouchers.HolderNotOnRoster):
        vouchers.redeem(county.base, stranger.token, made)
    assert vouchers.redeem(county.base, stranger.token, made, off_roster=True).number == stranger.number
    assert vouchers.redeem(county.base, right.token, made).number == right.number
    with pytest.raises(training.ClassUnknown):
        vouchers.redeem(county.base, late.token, b"?" * 16)
    county.clock.set(dt.date(2010, 1, 1))
    for text in (late.token, late.token[:-1] + "0", "YZ1:", "nothing", late.number):
        with pytest.raises(vouchers.TokenRefused):
            vouchers.redeem(county.base, text, made, off_roster=True)


def contested(county: County) -> tuple[bytes, list[vouchers.VoucherRow]]:
    """Let one voucher be redeemed here and, unknown to us, at a second base; give the class and three vouchers."""
    county.grant(1, 9, 9 * FACE_FEN)
    ids = persons(county, 3)
    made = issue(county, *ids)
    class_id = open_class(county, ids)
    for row in made:
        vouchers.redeem(county.base, row.token, class_id)
    county.pass_on(county.base, county.desk, county.province)
    add_redemption(county, made[0], class_id)
    return class_id, made


def add_redemption(county: County, row: vouchers.VoucherRow, class_id: bytes, **changed: Any) -> None:
    """Let the base's journal hold a redemption that its program would have refused, and pass it on."""
    values = {
        "voucher": row.id, "number": row.number, "base": county.base_row, "class_id": class_id, "face_fen": row.face_fen, "fee_fen": 60_000,
        "amount_fen": FACE_FEN, "day": "2009-09-28", "provisional": False, "token": row.token, **changed,
    }  # fmt: skip
    with county.base.write() as writer:
        writer.fact("redemption", values)
    county.pass_on(county.base, county.desk, county.province)


def approve(county: County) -> bytes:
    made = settlement.claim(county.base, "2009-09")
    county.pass_on(county.base, county.desk, county.province)
    settlement.review_claim(county.desk, made, {})
    county.pass_on(county.desk, county.base, county.province)
    return made


def test_two_redemptions_of_one_voucher_are_contested_and_unpaid(county: County) -> None:
    _, made = contested(county)
    approve(county)
    for book in (county.desk, county.province):
        found = settlement.settle(book, "519901")
        assert (found.payable, found.payable_fen, found.contested) == (2, 2 * FACE_FEN, 1)
        assert {line.reason for line in found.lines if line.voucher == made[0].id} == {"CONTESTED"}
        assert [flag.code for flag in flags.open_flags(book.store)] == ["CONTESTED", "CONTESTED"]
        counts = settlement.counts(book, "519901")
        assert counts.breaches() == ()
        assert (counts.redeemed, counts.contested, counts.payable) == (3, 1, 2)


def test_a_claim_is_reviewed_line_by_line_and_returned_lines_come_again(county: County) -> None:
    class_id, _ = contested(county)
    with pytest.raises(Exception, match="NOT_PERMITTED"):
        settlement.claim(county.desk, "2009-09")
    claim = settlement.claim(county.base, "2009-09")
    with pytest.raises(settlement.NothingToClaim):
        settlement.claim(county.base, "2009-09")
    county.pass_on(county.base, county.desk)
    back = vouchers.redemptions(county.base, class_id)[0]
    settlement.review_claim(county.desk, claim, {back.id: "副券缺失"})
    with pytest.raises(vouchers.VoucherUnknown):
        settlement.review_claim(county.desk, b"?" * 16, {})
    county.pass_on(county.desk, county.base)
    assert [row.id for row in settlement.unclaimed(county.base)] == [back.id]
    (row,) = settlement.claims(county.base)
    assert (row.count, row.accepted, row.returned, row.accepted_fen) == (4, 3, 1, 3 * FACE_FEN)
    settlement.review_claim(county.desk, claim, {})
    (row,) = settlement.claims(county.desk)
    assert (row.accepted, row.returned) == (4, 0)
    assert flags.open_flags(county.desk.store)[0].code == "CONTESTED"


def reason_of(county: County, number: str) -> set[str]:
    return {line.reason for line in settlement.settle(county.province, "519901").lines if line.number == number}


def test_every_reason_why_something_is_not_paid(county: County) -> None:
    county.grant(1, 20, 4 * FACE_FEN)
    ids = persons(county, 9)
    class_id = open_class(county, ids)
    paid, void, late, twice, over = (_forced_issue(county, ids[n], n + 1) for n in range(5))
    outside = _forced_issue(county, ids[5], 99)
    double = [_forced_issue(county, ids[n], 7) for n in (6, 7)]
    vouchers.void(county.desk, void.number, "作废", second=county.second)
    county.pass_on(county.desk, county.base, county.province)
    for row in (paid, void, twice, twice, over, outside, double[0]):
        add_redemption(county, row, class_id)
    add_redemption(county, late, class_id, day="2010-01-01")
    add_redemption(county, paid, class_id, voucher=b"u" * 16, number=numbers.make_number(PREFIX, 15))
    approve(county)
    add_redemption(county, _forced_issue(county, ids[8], 8, face_fen=1), class_id)
    assert reason_of(county, paid.number) == {""}
    assert reason_of(county, void.number) == {"REDEEMED_VOID"}
    assert reason_of(county, late.number) == {"REDEEMED_EXPIRED"}
    assert reason_of(county, twice.number) == {"CONTESTED"}
    assert reason_of(county, over.number) == {""}  # four count, since the void one frees its place
    assert reason_of(county, outside.number) == {"OUT_OF_BLOCK"}
    assert reason_of(county, double[0].number) == {"OVER_QUOTA"}
    assert reason_of(county, numbers.make_number(PREFIX, 15)) == {"ISSUE_UNKNOWN"}
    county.grant(1, 20, 40 * FACE_FEN)
    assert reason_of(county, double[0].number) == {"DUP_NUMBER"}
    assert reason_of(county, numbers.make_number(PREFIX, 8)) == {"NOT_APPROVED"}
    found = settlement.settle(county.province, "519901")
    assert found.payable_fen == sum(line.amount_fen for line in found.lines) == 2 * FACE_FEN
    codes = {flag.code for flag in flags.open_flags(county.province.store)}
    assert {"DUP_NUMBER", "REDEEMED_VOID", "REDEEMED_EXPIRED", "CONTESTED"} <= codes
    assert codes <= set(flags.WORDS_OF)


def _forced_issue(county: County, person: bytes, serial: int, *, face_fen: int = FACE_FEN) -> vouchers.VoucherRow:
    """Let the desk's journal hold an issue that its program would have refused."""
    values = {
        "number": numbers.make_number(PREFIX, serial), "person": person, "holder": "某", "doc_tail": "0000", "face_fen": face_fen, "course": COURSE,
        "valid_from": "2009-09-28", "valid_until": "2009-12-31", "issued_on": "2009-09-28", "grant_no": 1,
    }  # fmt: skip
    with county.desk.write() as writer:
        row = writer.fact("voucher_issue", values)
    county.pass_on(county.desk, county.base, county.province)
    return vouchers.get(county.desk, row)


def test_nothing_after_a_revocation_s_cut_is_paid(county: County) -> None:
    from db import directory
    from rules import canonical
    from tests.db.conftest import GRANT_KEY

    county.grant(1, 20, 20 * FACE_FEN)
    ids = persons(county, 2)
    class_id = open_class(county, ids)
    (before,) = issue(county, ids[0])
    cut = county.desk.store.value("SELECT seq FROM stream WHERE mine = 1")
    (after,) = issue(county, ids[1])
    document = canonical.dump({
        "fmt": directory.REVOCATION_FORMAT, "store_id": "00" * 8, "dev": county.desk.workplace.dev.hex(), "ep": county.desk.stream()[1].hex(), "cut_seq": cut,
        "cut_head": "00" * 32, "reason": "遗失", "issued": "2009-09-28",
    })  # fmt: skip
    found = directory.read_revocation(document, GRANT_KEY.sign(directory.signed_bytes(document)), GRANT_KEY.public)
    county.pass_on(county.desk, county.base, county.province)
    for book in (county.base, county.province):
        with book.store.transaction():
            directory.keep_revocation(book.store, found, 2)
    assert settlement.issue_faults(county.province) == {after.id: "REVOKED"}
    assert verification.judge(county.base, before.token).verdict == verification.GENUINE
    unsure = verification.judge(county.base, after.token)
    assert (unsure.verdict, unsure.reason) == (verification.ISSUER_UNKNOWN, "revoked")
    assert vouchers.redeem(county.base, after.token, class_id).provisional


def test_nonsense_in_lists_from_outside_trips_nothing(county: County) -> None:
    contested(county)
    claim = {"period": "2009-09", "count": 1, "amount_fen": 1, "day": "2009-09-28"}
    lists: tuple[Any, ...] = ([1, None, [], {}], {"a": 1}, [])
    for nonsense in lists:
        with county.base.write() as writer:
            made = writer.fact("claim", claim | {"redemptions": nonsense})
        county.pass_on(county.base, county.desk)
        with county.desk.write() as writer:
            writer.fact("claim_review", {"claim": made, "accepted": nonsense, "returned": nonsense, "amount_fen": 1})
    county.pass_on(county.desk, county.base, county.province)
    for book in county.books:
        settlement.claims(book)
        assert settlement.settle(book, "519901").payable == 0
    assert len(settlement.unclaimed(county.base)) == 4


STEPS = st.lists(
    st.tuples(st.sampled_from(["issue", "issue", "issue", "void", "stock", "loss", "reissue", "redeem", "redeem", "confirm"]), st.integers(0, 99)),
    min_size=4, max_size=14,
)  # fmt: skip
REFUSALS = (
    vouchers.OverQuota, vouchers.NoNumberLeft, vouchers.VoucherNotOpen, vouchers.NumberUsed, vouchers.NotEligible, vouchers.TokenRefused,
    vouchers.HolderNotOnRoster, vouchers.OutsideBlock,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_whatever_happens_every_sum_agrees(
    stage: tuple[County, list[bytes], bytes], steps: list[tuple[str, int]]
) -> None:
    county, ids, class_id = stage
    for what, which in steps:
        rows = [row for _, row in vouchers.page(county.desk)]
        row = rows[which % len(rows)] if rows else None
        with contextlib.suppress(*REFUSALS):
            _step(county, what, which, row, ids, class_id)
        county.pass_on(county.base, county.desk)
        counts = sound(county.desk)
        assert counts.printed == 60
        assert vouchers.used_fen(county.desk) <= 40 * FACE_FEN
        assert len({row.number for _, row in vouchers.page(county.desk)}) == len(vouchers.page(county.desk))
    assert not [flag.code for flag in flags.open_flags(county.desk.store)]


def _step(
    county: County, what: str, which: int, row: vouchers.VoucherRow | None, ids: list[bytes], class_id: bytes
) -> None:
    desk = county.desk
    if what == "issue":
        issue(county, ids[which % len(ids)])
    elif what == "stock":
        vouchers.void(desk, numbers.make_number(PREFIX, which % 60 + 1), "纸张破损", second=county.second)
    elif what == "confirm":
        with desk.store.transaction():
            desk.store.execute("UPDATE stream SET confirmed = seq WHERE mine = 1")
    elif row is None:
        return
    elif what == "void":
        vouchers.void(desk, row.number, "打印损坏", second=county.second)
    elif what == "loss":
        vouchers.report_loss(desk, row.id, "遗失")
    elif what == "reissue":
        vouchers.reissue(desk, row.id, second=county.second)
    else:
        county.pass_on(desk, county.base)
        vouchers.redeem(county.base, row.token, class_id)


@pytest.fixture
def stage(county: County) -> tuple[County, list[bytes], bytes]:
    """Give a county with sixty numbers, quota for forty, fifty people in one class."""
    county.grant(1, 60, 40 * FACE_FEN)
    ids = persons(county, 50)
    random.Random(1).shuffle(ids)
    return county, ids, open_class(county, ids)


def test_the_fact_keeps_what_it_was_made_of(county: County) -> None:
    county.grant(1, 5, 5 * FACE_FEN)
    (made,) = issue(county, *persons(county, 1))
    body = json.loads(county.desk.store.value("SELECT body FROM entry WHERE tbl = 'voucher_issue'"))
    assert body["token"] == made.token
    assert body["grant_no"] == 2
    header = json.loads(county.desk.store.value("SELECT header FROM entry WHERE tbl = 'voucher_issue'"))
    assert [one["u"] for one in header["sg"]] == [county.desk.signed_in.user_id.hex()]

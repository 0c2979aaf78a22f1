"""Numbers and money go from desk to desk of a county, and whatever happens no number has two owners and no money is made."""

import contextlib
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import directory, entries, flags, people, settlement, transfers, voucher_lists, vouchers
from db.apply import apply
from db.casebook import Casebook, Session
from db.transfers import Plan, SpareRefused, TransferRefused
from rules import vouchers as numbers
from rules.errors import UserError
from tests.db.conftest import (
    COUNTY,
    FACE_FEN,
    PREFIX,
    Founder,
    draft,
    give_grant,
    make_grant,
    second_person,
    voucher_block,
)


def number(serial: int) -> str:
    return numbers.make_number(PREFIX, serial)


@dataclass
class Trio:
    """Hold three desks of one county and the province; the first was granted sixty numbers and money for forty, the others nothing."""

    a: Casebook
    b: Casebook
    c: Casebook
    province: Casebook
    seconds: dict[int, Session]
    persons: int = 0

    @property
    def desks(self) -> tuple[Casebook, Casebook, Casebook]:
        return self.a, self.b, self.c

    @property
    def books(self) -> tuple[Casebook, ...]:
        return (*self.desks, self.province)

    def hand(self, giver: Casebook, taker: Casebook, first: int, last: int, fen: int = -1) -> bytes:
        limit = (last - first + 1) * FACE_FEN if fen < 0 else fen
        plan = Plan(number(first), number(last), taker.workplace.dev, limit, "工地办理")
        return transfers.hand_on(giver, plan, second=self.seconds[id(giver)])

    def issue(self, book: Casebook, serial: int = 0) -> vouchers.VoucherRow:
        self.persons += 1
        person = people.register(book, draft(self.persons)).id
        wanted = number(serial) if serial else ""
        return vouchers.issue(book, [vouchers.IssueDraft(person, "家政服务员", number=wanted)])[0]

    def written(self, giver: Casebook) -> list[entries.Entry]:
        rows = giver.store.rows(
            "SELECT dev, ep, header, salt, body FROM entry WHERE dev = ? ORDER BY n", (giver.workplace.dev,)
        )
        return [
            entries.parse(bytes(row["dev"]), bytes(row["ep"]), entries.line_of(row["header"], row["salt"], row["body"])) for row in rows
        ]  # fmt: skip

    def tell(self, giver: Casebook, *takers: Casebook, upto: int = 1 << 30) -> None:
        """Let others apply what a desk wrote, as far as its entry `upto`."""
        found = [one for one in self.written(giver) if one.q <= upto]
        for taker in takers:
            with taker.store.transaction():
                apply(taker.store, found, taker.role_of, taker.now)

    def meet(self) -> None:
        for giver in self.desks:
            self.tell(giver, *(taker for taker in self.books if taker is not giver))

    def grant(self, book: Casebook, grant_no: int, **more: Any) -> None:
        give_grant(make_grant(book, grant_no=grant_no, **more), *self.books)


@pytest.fixture
def trio(found: Founder) -> Trio:
    a, b, c, province = found("a"), found("b"), found("c"), found("province", "province")
    made = Trio(a, b, c, province, {id(book): second_person(book) for book in (a, b, c)})
    made.grant(a, 1, blocks=(voucher_block(1, 60),), limit_fen=40 * FACE_FEN)
    made.grant(b, 1)
    made.grant(c, 1)
    return made


def free(book: Casebook) -> list[int]:
    return [serial for run in transfers.free_runs(book) for serial in run.serials]


def test_what_is_handed_on_is_the_receivers_and_no_more_the_givers(trio: Trio) -> None:
    trio.hand(trio.a, trio.b, 51, 60)
    assert vouchers.quota(trio.a).free_numbers == 50
    assert vouchers.quota(trio.a).limit_fen == 30 * FACE_FEN
    assert vouchers.quota(trio.a).moved_fen == -10 * FACE_FEN
    assert vouchers.quota(trio.b).free_numbers == 0, "it has not heard of it"
    with pytest.raises(vouchers.OutsideBlock):
        trio.issue(trio.a, 55)
    with pytest.raises(vouchers.OutsideBlock):
        vouchers.void(trio.a, number(55), "污损", second=trio.seconds[id(trio.a)])
    assert voucher_lists.spoiled_sheet(trio.a, number(55)).standing == "outside"
    trio.tell(trio.a, trio.b)
    assert (vouchers.quota(trio.b).free_numbers, vouchers.quota(trio.b).limit_fen) == (10, 10 * FACE_FEN)
    made = trio.issue(trio.b)
    assert (made.number, made.face_fen, made.valid_until) == (number(51), FACE_FEN, "2009-12-31")
    vouchers.void(trio.b, number(52), "污损", second=trio.seconds[id(trio.b)])
    trio.meet()
    for book in trio.books:
        counts = settlement.counts(book, COUNTY)
        assert (counts.printed, counts.stock, counts.issued, counts.void, counts.breaches()) == (60, 58, 1, 1, ())
        assert settlement.issue_faults(book) == {}
    (told,) = transfers.transfers(trio.province)
    assert (told.count, told.used, told.state, told.receiver) == (10, 2, "good", trio.b.workplace.dev)


def test_the_rest_is_handed_back_or_on_again(trio: Trio) -> None:
    trio.hand(trio.a, trio.b, 41, 60)
    trio.tell(trio.a, trio.b)
    trio.issue(trio.b)
    trio.hand(trio.b, trio.a, 51, 60)
    trio.hand(trio.b, trio.c, 46, 50)
    trio.tell(trio.b, trio.a, trio.c)
    assert free(trio.a) == [*range(1, 41), *range(51, 61)]
    assert vouchers.quota(trio.c).free_numbers == 0, "nobody told it how the numbers came to the giver"
    trio.tell(trio.a, trio.c)
    assert free(trio.c) == [*range(46, 51)]
    assert free(trio.b) == [*range(42, 46)]
    trio.hand(trio.a, trio.c, 55, 60)
    trio.meet()
    assert free(trio.c) == [*range(46, 51), *range(55, 61)]
    assert [vouchers.limit_fen(book) // FACE_FEN for book in trio.desks] == [24, 5, 11]
    assert flags.open_flags(trio.province.store) == []


@pytest.mark.parametrize(("first", "last", "fen", "reason"), [
    (11, 15, 100 * FACE_FEN, "money"), (11, 15, -5, "money"), (58, 61, 0, "not_held"), (3, 2, 0, "numbers"), (1, 3, 0, "used"), (30, 40, 0, "not_held"),
])  # fmt: skip
def test_what_cannot_be_handed_on_is_refused(trio: Trio, first: int, last: int, fen: int, reason: str) -> None:
    trio.issue(trio.a, 2)
    trio.hand(trio.a, trio.b, 35, 36)
    plan = Plan(number(first), number(last), trio.b.workplace.dev, fen)
    with pytest.raises(TransferRefused) as refused:
        transfers.hand_on(trio.a, plan, second=trio.seconds[id(trio.a)])
    assert refused.value.fields["reason"] == reason


def test_who_cannot_receive_is_refused(trio: Trio, found: Founder) -> None:
    def why(dev: bytes) -> str:
        with pytest.raises(TransferRefused) as refused:
            transfers.hand_on(trio.a, Plan(number(1), number(5), dev, 0), second=trio.seconds[id(trio.a)])
        return str(refused.value.fields["reason"])

    base = found("base", "base")
    give_grant(make_grant(base), trio.a)
    assert why(b"stranger") == "unknown"
    assert why(trio.a.workplace.dev) == "self"
    assert why(base.workplace.dev) == "not_desk"
    with trio.a.store.transaction():
        trio.a.store.execute("UPDATE unit_grant SET county = '519902' WHERE dev = ?", (trio.c.workplace.dev,))
        trio.a.store.execute(
            "INSERT INTO revocation (dev, ep, cut_seq, doc, signature, dir_v) VALUES (?, ?, 1, ?, ?, 1)",
            (trio.b.workplace.dev, trio.b.stream()[1], b'{"reason":"lost"}', b"s" * 64),
        )
    assert why(trio.b.workplace.dev) == "revoked"
    assert why(trio.c.workplace.dev) == "other_county"
    assert transfers.receivers(trio.a) == []
    assert transfers.transfers(trio.a) == []


def test_it_takes_two_and_a_living_grant(trio: Trio) -> None:
    plan = Plan(number(1), number(5), trio.b.workplace.dev, 0)
    with pytest.raises(UserError) as refused:
        transfers.hand_on(trio.a, plan, second=None)
    assert refused.value.code == "SECOND_PERSON_NEEDED"
    trio.a.set_setting(vouchers.FROZEN, "FORK")
    with pytest.raises(vouchers.MoneyFrozen):
        transfers.hand_on(trio.a, plan, second=trio.seconds[id(trio.a)])


def test_an_expired_block_is_not_handed_on(trio: Trio) -> None:
    trio.grant(trio.a, 2, blocks=(voucher_block(1, 60, until=dt.date(2009, 9, 1)),), limit_fen=FACE_FEN)
    with pytest.raises(TransferRefused) as refused:
        trio.hand(trio.a, trio.b, 1, 5, 0)
    assert refused.value.fields["reason"] == "expired"
    with pytest.raises(vouchers.NoNumberLeft):
        transfers.propose(trio.a, 1)


def test_the_upper_part_is_proposed(trio: Trio) -> None:
    trio.issue(trio.a, 58)
    found = transfers.propose(trio.a, 20)
    assert (found.first, found.last) == (number(38), number(57))
    with pytest.raises(vouchers.NoNumberLeft) as refused:
        transfers.propose(trio.a, 58)
    assert refused.value.fields == {"left": 57, "wanted": 58}


def test_after_a_restore_received_numbers_rest_until_they_are_handed_on_anew(trio: Trio) -> None:
    trio.hand(trio.a, trio.b, 41, 50)
    trio.tell(trio.a, trio.b)
    trio.issue(trio.b)
    trio.b.new_epoch("restore")
    with pytest.raises(vouchers.BlocksRetired):
        vouchers.next_numbers(trio.b, 1)
    with pytest.raises(TransferRefused) as refused:
        trio.hand(trio.b, trio.a, 45, 50, 0)
    assert refused.value.fields["reason"] == "closed"
    trio.hand(trio.a, trio.b, 51, 55)
    trio.tell(trio.a, trio.b)
    assert free(trio.b) == [], "the giver did not know of the new epoch, nobody knows whether the copy got them"
    trio.tell(trio.b, trio.a)
    trio.hand(trio.a, trio.b, 56, 60)
    trio.tell(trio.a, trio.b)
    assert free(trio.b) == [56, 57, 58, 59, 60]
    assert trio.issue(trio.b).number == number(56)
    trio.meet()
    assert settlement.issue_faults(trio.province) == {}
    assert settlement.counts(trio.province, COUNTY).breaches() == ()


def test_a_giver_s_restore_leaves_the_receiver_s_numbers_alone(trio: Trio) -> None:
    trio.hand(trio.a, trio.b, 41, 50)
    trio.tell(trio.a, trio.b)
    trio.a.new_epoch("restore")
    old, new = voucher_block(1, 60), voucher_block(61, 80)
    trio.grant(trio.a, 2, blocks=(directory.NumberBlock(**{**vars(old), "closed": True}), new), limit_fen=40 * FACE_FEN)
    assert free(trio.a) == [*range(61, 81)]
    assert free(trio.b) == [*range(41, 51)]


def test_two_copies_of_a_giver_hand_the_same_numbers_on_and_both_receivers_stop(trio: Trio, found: Founder) -> None:
    first = trio.hand(trio.a, trio.b, 41, 50)
    (entry,) = [one for one in trio.written(trio.a) if one.tbl == "block_transfer"]
    values = dict(entry.values or {}) | {"to_dev": trio.c.workplace.dev.hex(), "first": number(46), "last": number(55)}
    other = _forged(trio.a, entry, values)
    for order in ([entry, other], [other, entry]):
        for book in trio.desks[1:] if order[0] is entry else (trio.province,):
            with book.store.transaction():
                for one in order:
                    apply(book.store, [one], book.role_of, book.now)
    assert free(trio.b) in ([41, 42, 43, 44, 45], [])
    assert not set(free(trio.b)) & set(range(46, 51))
    assert not set(free(trio.c)) & set(range(46, 51))
    for book in (trio.b, trio.c, trio.province):
        told = {(flag.code, flag.row) for flag in flags.open_flags(book.store) if flag.tbl == "block_transfer"}
        assert ("TRANSFER_CONTESTED", first) in told
        assert ("TRANSFER_CONTESTED", other.row) in told
        assert sum(vouchers.limit_fen(desk) for desk in trio.desks[1:]) <= 40 * FACE_FEN
    with pytest.raises(vouchers.OutsideBlock):
        trio.issue(trio.b, 47)


def _forged(book: Casebook, like: entries.Entry, values: dict[str, Any]) -> entries.Entry:
    """Make what another copy of the desk could have written in the place of an entry."""
    signers = [(book.signed_in.user_id.hex(), book.signed_in.signer)]
    return entries.make(
        stream=(like.dev, like.ep), q=like.q, previous=like.p, tbl=like.tbl, row=b"f" * 16, kind="fact", parents=(), actor=like.actor,
        schema_version=like.sv, ts=like.ts, clock_doubt=False, values=values, salt=b"s" * 16, signers=signers,
    )  # fmt: skip


def test_a_transfer_of_what_was_never_held_moves_nothing_and_is_flagged_until_its_forerunner_comes(trio: Trio) -> None:
    trio.hand(trio.a, trio.b, 41, 50)
    trio.tell(trio.a, trio.b)
    trio.hand(trio.b, trio.c, 41, 45)
    trio.tell(trio.b, trio.province)
    assert "OUT_OF_BLOCK" in {flag.code for flag in flags.open_flags(trio.province.store)}
    trio.tell(trio.a, trio.province)
    assert "OUT_OF_BLOCK" not in {flag.code for flag in flags.open_flags(trio.province.store)}


def test_an_issue_by_who_does_not_own_the_number_is_not_paid(trio: Trio) -> None:
    made = trio.issue(trio.a, 60)
    trio.issue(trio.a, 1)
    values = {
        **transfers.thing(Plan(number(51), number(60), trio.b.workplace.dev, 0)), "to_ep": trio.b.stream()[1].hex(), "grant_no": 1, "day": "2009-09-28",
    }  # fmt: skip
    last = trio.written(trio.a)[-1]
    forged = _forged(trio.a, last._replace(tbl="block_transfer"), values)
    trio.meet()
    with trio.province.store.transaction():
        apply(trio.province.store, [forged], trio.province.role_of, trio.province.now)
    assert settlement.issue_faults(trio.province) == {made.id: "OUT_OF_BLOCK"}


def test_the_spare_block_is_opened_once_after_a_restore_by_two(trio: Trio) -> None:
    second = trio.seconds[id(trio.a)]
    spare = voucher_block(61, 65)
    trio.grant(trio.a, 2, blocks=(voucher_block(1, 60),), limit_fen=3 * FACE_FEN, spare=spare)
    assert settlement.counts(trio.a).printed == 60
    with pytest.raises(SpareRefused) as refused:
        transfers.open_spare(trio.a, "恢复后应急", second=second)
    assert refused.value.fields["reason"] == "not_needed"
    with pytest.raises(vouchers.OutsideBlock):
        trio.issue(trio.a, 61)
    trio.issue(trio.a)
    trio.a.new_epoch("restore")
    assert vouchers.quota(trio.a).retired
    assert transfers.account(trio.a).spare.spare == spare
    with pytest.raises(UserError):
        transfers.open_spare(trio.a, "恢复后应急", second=None)
    assert transfers.open_spare(trio.a, "恢复后应急", second=second) == spare
    assert vouchers.quota(trio.a).free_numbers == 5
    assert [trio.issue(trio.a).number for _ in range(2)] == [number(61), number(62)]
    with pytest.raises(vouchers.OverQuota):
        trio.issue(trio.a)
    with pytest.raises(TransferRefused) as kept:
        trio.hand(trio.a, trio.b, 63, 65, 0)
    assert kept.value.fields["reason"] == "spare"
    with pytest.raises(SpareRefused) as again:
        transfers.open_spare(trio.a, "再来一次", second=second)
    assert again.value.fields["reason"] == "opened"
    trio.meet()
    assert settlement.issue_faults(trio.province) == {}
    counts = settlement.counts(trio.province, COUNTY)
    assert (counts.printed, counts.issued, counts.stock, counts.breaches()) == (65, 3, 62, ())
    # the next grant closes it for good and keeps what was issued from it
    retired = directory.NumberBlock(**{**vars(spare), "closed": True, "spare": True})
    closed = directory.NumberBlock(**{**vars(voucher_block(1, 60)), "closed": True})
    trio.grant(trio.a, 3, blocks=(closed, retired, voucher_block(66, 70)), limit_fen=5 * FACE_FEN)
    assert free(trio.a) == [66, 67, 68, 69, 70]
    assert settlement.issue_faults(trio.province) == {}
    assert settlement.counts(trio.province, COUNTY).printed == 70


def test_another_restore_does_not_open_the_spare_block_again(trio: Trio) -> None:
    trio.grant(trio.a, 2, limit_fen=FACE_FEN, spare=voucher_block(61, 65))
    trio.a.new_epoch("restore")
    transfers.open_spare(trio.a, "恢复后应急", second=trio.seconds[id(trio.a)])
    trio.a.new_epoch("restore")
    with pytest.raises(vouchers.BlocksRetired):
        vouchers.next_numbers(trio.a, 1)
    with pytest.raises(SpareRefused):
        transfers.check_spare(trio.a)


def test_a_spare_block_that_is_too_large_is_not_opened(trio: Trio) -> None:
    trio.grant(trio.a, 2, limit_fen=FACE_FEN, spare=voucher_block(61, 111))
    trio.a.new_epoch("restore")
    with pytest.raises(SpareRefused) as refused:
        transfers.check_spare(trio.a)
    assert refused.value.fields["reason"] == "too_large"
    trio.grant(trio.b, 2)
    trio.b.new_epoch("restore")
    with pytest.raises(SpareRefused) as none:
        transfers.check_spare(trio.b)
    assert none.value.fields["reason"] == "none"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["hand", "hand", "issue", "issue", "void", "stock", "tell", "tell", "confirm"]), st.integers(0, 2), st.integers(0, 2),
        st.integers(0, 99), st.integers(0, 9),
    ), min_size=6, max_size=24,
)  # fmt: skip


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(steps=STEPS, seed=st.integers(0, 1000))
def test_no_number_is_issued_twice_no_money_is_made_and_all_agree(
    trio: Trio, steps: list[tuple[str, int, int, int, int]], seed: int
) -> None:
    for step in steps:
        with contextlib.suppress(UserError):
            _step(trio, *step)
    issued = [
        row["number"]
        for book in trio.desks
        for row in book.store.rows("SELECT number FROM voucher_issue WHERE _dev = ?", (book.workplace.dev,))
    ]
    assert len(issued) == len(set(issued)), "no number was issued twice"
    chaos = random.Random(seed)
    for book in trio.books:
        givers = [one for one in trio.desks if one is not book]
        chaos.shuffle(givers)
        for giver in givers:
            trio.tell(giver, book, upto=chaos.randint(1, 40))
        for giver in givers:
            trio.tell(giver, book)
    told = [
        (
            settlement.issue_faults(book), settlement.counts(book, COUNTY), {(one.id, one.state) for one in transfers.transfers(book)},
            [vouchers.limit_fen(desk) for desk in trio.desks],
        )
        for book in trio.books
    ]  # fmt: skip
    assert all(one == told[0] for one in told)
    faults, counts, states, limits = told[0]
    assert faults == {}, "whoever keeps to the rules is never at fault"
    assert counts.breaches() == ()
    assert counts.printed == 60
    assert all(state == "good" for _, state in states)
    assert sum(limits) == 40 * FACE_FEN
    assert all(vouchers.used_fen(desk) <= limit for desk, limit in zip(trio.desks, limits, strict=True))
    owners = [serial for desk in trio.desks for serial in free(desk)]
    assert len(owners) == len(set(owners)), "no number has two owners"
    assert not [flag for flag in flags.open_flags(trio.province.store) if flag.tbl == "block_transfer"]


def _step(trio: Trio, what: str, who: int, whom: int, which: int, size: int) -> None:
    book, other = trio.desks[who], trio.desks[whom]
    if what == "hand":
        own = free(book)
        first = own[which % len(own)] if own else which % 60 + 1
        trio.hand(book, other, first, min(60, first + size), which % 4 * FACE_FEN)
    elif what == "issue":
        trio.issue(book)
    elif what == "stock":
        vouchers.void(book, number(which % 60 + 1), "污损", second=trio.seconds[id(book)])
    elif what == "void":
        rows = list(book.store.rows("SELECT number FROM voucher_issue WHERE _dev = ?", (book.workplace.dev,)))
        if rows:
            vouchers.void(book, rows[which % len(rows)]["number"], "填错", second=trio.seconds[id(book)])
    elif what == "confirm":
        with book.store.transaction():
            book.store.execute("UPDATE stream SET confirmed = seq WHERE mine = 1")
    elif book is not other:
        trio.tell(book, other)


@pytest.fixture(autouse=True)
def _nothing_is_left_open(trio: Trio) -> Iterator[None]:
    yield
    for book in trio.books:
        assert book.store.check() == []

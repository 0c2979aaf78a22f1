"""Two versions of one stream: all that was written is merged, in whatever order it comes, and money alone waits for an officer."""

import itertools
import shutil
from unittest import mock

import pytest

from db import casebook, forks, parts, people, settlement, vouchers
from db.casebook import Casebook, SecondPersonNeeded, Session
from db.vouchers import MoneyFrozen
from rules.clock import StoryClock
from rules.signing import SigningKey
from sync import admission, collector, confirming, digest, receipt, receiving, streams
from sync.bundle import Sealed
from tests.sync.county import CHEAP, COUNTY, DAY, PASSPHRASE, Land, cut, flags, give_vouchers, last, outcomes, register
from tests.sync.crafting import Forger


def take(book: Casebook, sealed: Sealed) -> receiving.Outcome:
    return receiving.take(book, sealed.data, sealed.name)


def names(book: Casebook) -> set[str]:
    return {str(row[0]) for row in book.store.rows("SELECT name FROM person")}


def written_by_a_copy(land: Land, *said: str) -> list[Sealed]:
    """Let a copy of the desk's PC go on from where the desk stands, a bundle a person."""
    forger = Forger(land.desk)
    made = []
    for name in said:
        forger.first, forger.before, forger.made = forger.seq + 1, forger.head, []
        forger.write("person", {"name": name})
        made.append(forger.seal())
    return made


def officer(province: Casebook) -> Session:
    """Give a second officer of the province, entered where there is none yet."""
    if len(province.workplace.users) == 1:
        casebook.add_user(province, login="zhou2", name="吴敏", role="supervisor", passphrase=PASSPHRASE)
    return casebook.sign_in(province.workplace, "zhou2", PASSPHRASE)[1]


def test_both_versions_are_merged_told_and_handed_on(land: Land) -> None:
    desk, province = land.desk, land.province
    first, second = written_by_a_copy(land, "另一台甲", "另一台乙")
    register(desk, 1)
    land.exchange("desk")
    found = take(province, first)
    assert (found.outcome, found.new, found.kind) == ("FORK", 1, "stream")
    assert found.error is not None
    assert found.error.fields["seq"] == 3
    assert take(province, second).outcome == "FORK"
    assert [take(province, one).outcome for one in (first, second)] == ["DUP", "DUP"]
    assert names(province) == {"张丁", "另一台甲", "另一台乙"}
    assert {flag for flag in flags(province) if flag[0] == "FORK"} == {("FORK", "epoch", b"".join(desk.stream()), "3")}
    register(desk, 2)
    stick = land.place()
    streams.export(desk, stick)
    assert outcomes(collector.collect(province, [stick]).outcomes) == ["OK"]
    (fork,) = forks.forks(province.store)
    assert [(one.upto, one.entries, one.money) for one in sorted(fork.versions, key=lambda one: one.upto)] == [
        (4, 2, 0),
        (6, 4, 0),
    ]


def test_in_whatever_order_the_versions_come_the_books_are_the_same(land: Land) -> None:
    desk = land.desk
    branch = written_by_a_copy(land, "另一台甲", "另一台乙", "另一台丙")
    start = last(desk)
    for number in range(3):
        register(desk, number)
    true = [cut(desk, at, at + 1) for at in range(start + 1, last(desk), 2)]
    land.shut("province")
    seen = set()
    arrivals = [*true, *branch]
    for number, order in enumerate(itertools.islice(itertools.permutations(range(6)), 0, 720, 61)):
        place = land.root / f"province{number}"
        shutil.copytree(land.root / "province", place)
        book = casebook.open_casebook(place, "", PASSPHRASE, land.clock)
        for at in order:
            take(book, arrivals[at])
            if at % 2:
                take(book, arrivals[at])
        receiving.retry_waiting(book)
        assert len(names(book)) == 6
        (fork,) = forks.forks(book.store)
        seen.add((digest.digest(book), tuple((one.first, one.entries) for one in fork.versions)))
        book.close()
    assert len(seen) == 1


def test_a_version_whose_beginning_is_missing_waits(land: Land) -> None:
    first, second = written_by_a_copy(land, "另一台甲", "另一台乙")
    register(land.desk, 1)
    register(land.desk, 2)
    land.exchange("desk")
    assert take(land.province, second).outcome == "FORK"
    assert len(names(land.province)) == 2
    assert take(land.province, first).outcome == "FORK"
    assert [one.outcome for one in receiving.retry_waiting(land.province)] == ["FORK"]
    assert len(names(land.province)) == 4


def test_money_waits_for_two_officers_and_then_one_version_counts(land: Land) -> None:
    desk, province = land.desk, land.province
    person = register(desk, 1)
    land.exchange("desk")
    clerk = desk.signed_in
    forger = Forger(desk)
    number = vouchers.own_grant(desk).blocks[0].last
    forger.write(
        "voucher_issue",
        {"number": number, "face_fen": 50_000, "valid_until": "2010-06-30", "issued_on": "2009-09-28", "grant_no": 1},
        signers=[(clerk.user_id.hex(), clerk.signer)],
    )
    copy = forger.seal()
    (true,) = give_vouchers(land, [person])
    land.exchange("desk")
    assert settlement.issue_faults(province) == {}
    take(province, copy)
    faults = settlement.issue_faults(province)
    assert set(faults.values()) == {"FORKED"}
    assert len(faults) == 2
    (fork,) = forks.forks(province.store)
    ours = next(one for one in fork.versions if one.first == streams.hash_at(desk, fork.dev, fork.ep, fork.seq))
    with pytest.raises(SecondPersonNeeded):
        forks.decide(province, fork.dev, fork.ep, ours.first.hex(), "核对存根", second=None)
    with pytest.raises(forks.NoFork):
        forks.decide(province, fork.dev, fork.ep, "ab" * 32, "", second=officer(province))
    forks.decide(province, fork.dev, fork.ep, ours.first.hex(), "存根在本机", second=officer(province))
    assert set(settlement.issue_faults(province)) == set(faults) - {true.id}
    forks.decide(province, fork.dev, fork.ep, forks.BOTH, "号码不重", second=officer(province))
    assert settlement.issue_faults(province) == {}


def test_the_copied_pc_stops_money_and_goes_on_after_the_decision(land: Land) -> None:
    """The version of the copy came first; ours is decided to count: no new numbers are needed, and money goes on."""
    desk, province = land.desk, land.province
    (copy,) = written_by_a_copy(land, "另一台")
    person = register(desk, 1)
    take(province, copy)
    land.exchange("desk")
    assert desk.setting(receipt.FROZEN) == confirming.FORK
    assert streams.standing(desk).unconfirmed == 0  # what we wrote is held, as the other version
    with pytest.raises(MoneyFrozen):
        give_vouchers(land, [person])
    assert "另一台" in names(desk)  # the receipt brings what the copy wrote
    (fork,) = forks.forks(province.store)
    ours = streams.hash_at(desk, fork.dev, fork.ep, fork.seq)
    assert ours is not None
    forks.decide(province, fork.dev, fork.ep, ours.hex(), "另一台是复制盘", second=officer(province))
    before = desk.stream()
    land.exchange("desk")
    assert desk.setting(receipt.FROZEN) == ""
    assert desk.stream() == before
    assert len(give_vouchers(land, [person])) == 1
    land.exchange("desk")
    assert streams.standing(desk).unconfirmed == 0
    assert settlement.issue_faults(province) == {}
    assert desk.store.check() == []
    land.shut("desk")
    assert people.count(land.desk) == 2  # its chain is whole although another one bears the same numbers


def test_the_version_that_does_not_count_begins_anew(land: Land) -> None:
    desk, province = land.desk, land.province
    (copy,) = written_by_a_copy(land, "另一台")
    person = register(desk, 1)
    land.exchange("desk")
    take(province, copy)
    land.exchange("desk")
    assert desk.setting(receipt.FROZEN) == confirming.FORK
    (fork,) = forks.forks(province.store)
    theirs = next(one for one in fork.versions if one.first != streams.hash_at(desk, fork.dev, fork.ep, fork.seq))
    forks.decide(province, fork.dev, fork.ep, theirs.first.hex(), "以另一台为准", second=officer(province))
    before = desk.stream()
    land.exchange("desk")
    assert desk.stream() != before
    assert desk.setting(receipt.FROZEN) == ""
    with pytest.raises(vouchers.BlocksRetired):
        give_vouchers(land, [person])
    land.exchange("desk")
    assert desk.setting(receipt.FROZEN) == ""
    admission.extend(province, desk.workplace.dev, admission.Allotment(5, limit_fen=10 * 50_000), land.grant_key)
    land.exchange("desk")
    assert len(give_vouchers(land, [person])) == 1
    land.exchange("desk")
    assert settlement.issue_faults(province) == {}
    assert digest.digest(desk, _own(desk)) == digest.digest(province, _own(desk))


def _own(desk: Casebook) -> list[digest.Part]:
    return [part for part in digest.held(desk) if part.dev == desk.workplace.dev]


def test_a_clone_that_writes_under_an_epoch_of_its_own_stops_the_original(land: Land) -> None:
    """The folder was copied to another machine, which noticed it and began another epoch: the original is told of it by the receipt."""
    desk = land.desk
    register(desk, 1)
    land.exchange("desk")
    land.shut("desk")
    shutil.copytree(land.root / "desk", land.root / "clone")
    clone = casebook.open_casebook(land.root / "clone", "", PASSPHRASE, land.clock)
    clone.new_epoch("machine")
    register(clone, 7)
    stick = land.place()
    streams.export(clone, stick)
    clone.close()
    person = register(land.desk, 2)
    other = land.place()
    streams.export(land.desk, other)
    receiving.receive_folder(land.desk, [land.receipts(stick, other)])
    assert land.desk.setting(receipt.FROZEN) == confirming.CLONE
    with pytest.raises(MoneyFrozen):
        give_vouchers(land, [person])
    assert people.count(land.province) == 3


def test_a_stick_that_a_copy_has_used_tells_the_original_at_once(land: Land) -> None:
    desk = land.desk
    person = register(desk, 1)
    land.shut("desk")
    shutil.copytree(land.root / "desk", land.root / "clone")
    clone = casebook.open_casebook(land.root / "clone", "", PASSPHRASE, land.clock)
    register(clone, 7)
    stick = land.place()
    streams.export(clone, stick)
    clone.close()
    before = land.desk.stream()
    streams.export(land.desk, stick)
    assert land.desk.stream() != before
    with pytest.raises(vouchers.BlocksRetired):
        give_vouchers(land, [person])


def test_a_decision_on_a_stream_that_never_forked_is_refused(land: Land) -> None:
    with pytest.raises(forks.NoFork):
        forks.decide(land.province, *land.desk.stream(), forks.BOTH, "", second=officer(land.province))
    assert forks.forks(land.province.store) == []


def test_a_false_signature_makes_no_version(land: Land) -> None:
    from sync import bundle, device

    forger = Forger(land.desk)
    forger.write("person", {"name": "假"})
    register(land.desk, 1)
    land.exchange("desk")
    locks, addressees = device.recipients(land.desk, desks=False)
    manifest = streams.draft(
        land.desk, "stream", addressees, forger.ep, forger.first, forger.seq, forger.before, forger.head
    )
    lines = forger.made[0].line + b"\n"
    sealed = bundle.seal(
        manifest,
        lines,
        signer=SigningKey.from_seed(b"z" * 32),
        recipients=locks,
        province=device.card(land.desk).province,
    )
    assert take(land.province, sealed).outcome == "E_BADSIG"
    assert forks.forks(land.province.store) == []
    assert COUNTY in {grant.county for grant in [vouchers.own_grant(land.desk)]}


def copied(land: Land) -> Casebook:
    """Copy the desk's folder to another machine and open it there: a part of its own begins."""
    land.shut("desk")
    copy = land.root / "copied"
    shutil.copytree(land.root / "desk", copy)
    with mock.patch("db.anchor.machine", return_value="another machine"):
        return casebook.open_casebook(copy, "", PASSPHRASE, StoryClock(DAY), parameters=CHEAP)


def test_the_original_is_free_again_once_officers_have_ended_what_a_copy_wrote(land: Land) -> None:
    person = register(land.desk, 1)
    land.exchange("desk")
    copy = copied(land)
    try:
        register(copy, 2)
        streams.export(copy, stick := land.place())
        collector.collect(land.province, [stick])
        receiving.receive_folder(land.desk, [land.receipts()])
        assert land.desk.setting(receipt.FROZEN) == confirming.CLONE
        part = copy.stream()
        with pytest.raises(SecondPersonNeeded):
            parts.end(land.province, *part, "误用复制件", second=None)
        parts.end(land.province, *part, "误用复制件", second=officer(land.province))
        with pytest.raises(parts.NoSuchPart):
            parts.end(land.province, *part, "误用复制件", second=officer(land.province))
        told = land.receipts()
        receiving.receive_folder(land.desk, [told])
        assert land.desk.setting(receipt.FROZEN) == ""
        assert give_vouchers(land, [person])
        receiving.receive_folder(copy, [told])
        assert copy.setting(receipt.FROZEN) == confirming.ENDED
        register(copy, 3)
        streams.export(copy, stick := land.place())
        assert outcomes(collector.collect(land.province, [stick]).outcomes)[-1] == "OK"
        assert ("AFTER_CUT", "person") in {(code, tbl) for code, tbl, *_ in flags(land.province)}
    finally:
        copy.close()


def test_a_part_that_was_ended_by_mistake_is_taken_up_again(land: Land) -> None:
    register(land.desk, 1)
    land.exchange("desk")
    part = land.desk.stream()
    parts.end(land.province, *part, "停错了", second=officer(land.province))
    receiving.receive_folder(land.desk, [land.receipts()])
    assert land.desk.setting(receipt.FROZEN) == confirming.ENDED
    parts.resume(land.province, *part, "停错了一段", second=officer(land.province))
    receiving.receive_folder(land.desk, [land.receipts()])
    assert land.desk.setting(receipt.FROZEN) == ""
    assert give_vouchers(land, [register(land.desk, 2)])


def test_money_that_an_ended_part_writes_on_is_not_paid(land: Land) -> None:
    land.exchange("desk")
    part = land.desk.stream()
    first, second = (register(land.desk, number) for number in (1, 2))
    give_vouchers(land, [first])
    land.exchange("desk")
    parts.end(land.province, *part, "误用复制件", second=officer(land.province))
    give_vouchers(land, [second])
    streams.export(land.desk, stick := land.place())
    collector.collect(land.province, [stick])
    assert sorted(settlement.issue_faults(land.province, COUNTY).values()) == ["REVOKED"]

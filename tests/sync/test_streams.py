"""What a workplace sends arrives whole, in any order, any number of times, by any hand, and is confirmed or sent again."""

import datetime as dt
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import people, training, vouchers
from db.casebook import Casebook
from db.people import PersonDraft
from db.training import Result
from rules.clock import StoryClock
from sync import admission, collector, digest, extract, receiving, streams
from sync.errors import FolderMissing
from tests.sync.county import (
    KINDS,
    Land,
    allotment,
    codes,
    cut,
    flags,
    give_vouchers,
    id_number,
    last,
    open_class,
    outcomes,
    register,
    tables,
)


def work(land: Land) -> None:
    """Let everybody write: persons, vouchers, a class, redemptions, one voucher redeemed at both bases, edits side by side at two desks."""
    desk, desk2 = land.desk, land.desk2
    persons = [register(desk, number) for number in range(5)]
    first, second = open_class(land, persons), open_class(land, persons, "base2")
    issued = give_vouchers(land, persons)
    for class_id, base in ((first, land.base1), (second, land.base2)):
        to = land.place()
        extract.class_file(desk, class_id, to)
        assert outcomes(receiving.receive_folder(base, [to])) == ["OK"]
    for voucher in issued[:3]:
        vouchers.redeem(land.base1, voucher.token, first)
    vouchers.redeem(land.base2, issued[0].token, second)
    line = training.roster(land.base1, first)[0]
    training.record_results(land.base1, first, {line.enrolment: Result(True, "合格", 80, 85)})
    shared = land.place()
    streams.export(desk, shared)
    receiving.receive_folder(desk2, [shared])
    people.change(desk2, persons[0].id, {"phone": "13800000001"})
    people.change(desk, persons[0].id, {"phone": "13800000002"})
    people.change(desk2, persons[1].id, {"name": "李新名"})
    register(desk2, 9, "同号人")
    register(desk, 9, "同号者")


@pytest.fixture(scope="module")
def worked(admitted_once: Land, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Land]:
    """Give workplaces that have all written; the province, closed, has heard nothing of it yet."""
    land = admitted_once.copy(tmp_path_factory.mktemp("worked") / "land")
    work(land)
    land.shut("province")
    yield land
    land.close()


def province_of(land: Land, to: Path) -> Casebook:
    """Give a copy of the land's province that has heard nothing."""
    shutil.copytree(land.root / "province", to / "province")
    return Land(to).province


def take_all(book: Casebook, bundles: list[Any]) -> list[str]:
    found = [receiving.take(book, one.data, one.name).outcome for one in bundles]
    return found + outcomes(receiving.retry_waiting(book))


@pytest.fixture(scope="module")
def reference(worked: Land, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    """Give what the province makes of the whole streams in the plain order."""
    province = province_of(worked, tmp_path_factory.mktemp("reference"))
    assert set(take_all(province, [cut(worked.book(name), 1, last(worked.book(name))) for name in KINDS])) == {"OK"}
    found = digest.digest(province), tables(province), flags(province)
    province.close()
    return found


@settings(max_examples=15)
@given(data=st.data())
def test_order_repetition_and_split_change_nothing(
    worked: Land, reference: tuple[Any, ...], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    bundles = []
    for name in KINDS:
        book = worked.book(name)
        whole = last(book)
        cuts = data.draw(st.sets(st.integers(2, whole), max_size=3)) if whole > 1 else set()
        bundles += [cut(book, first, after - 1) for first, after in pairwise([1, *sorted(cuts), whole + 1])]
    again = data.draw(st.lists(st.sampled_from(bundles), max_size=3))
    province = province_of(worked, tmp_path_factory.mktemp("shuffled"))
    found = take_all(province, data.draw(st.permutations(bundles + again)))
    assert found.count("OK") == len(bundles)
    assert set(found) <= {"OK", "DUP", "GAP"}
    assert digest.digest(province) == reference[0]
    assert tables(province) == reference[1]
    assert flags(province) == reference[2]
    province.close()


def test_the_story_s_breaches_are_found_at_the_merge(reference: tuple[Any, ...]) -> None:
    assert {"CONTESTED", "DUP_DOCUMENT"} == {flag[0] for flag in reference[2]}


def test_overlapping_ranges_fit_together(worked: Land, tmp_path: Path) -> None:
    desk = worked.desk
    province = province_of(worked, tmp_path)
    assert (
        take_all(province, [cut(desk, 1, 4), cut(desk, 3, 8), cut(desk, 1, 3), cut(desk, 2, last(desk))]) == ["OK"] * 4
    )
    dev, ep = desk.stream()
    assert digest.Part(dev, ep, last(desk)) in digest.held(province)
    assert [row[0] for row in province.store.rows("SELECT q FROM entry WHERE dev = ? ORDER BY q", (dev,))] == list(
        range(1, last(desk) + 1)
    )
    province.close()


def test_a_gap_waits_and_heals(worked: Land, tmp_path: Path) -> None:
    desk = worked.desk
    province = province_of(worked, tmp_path)
    late, early, middle = cut(desk, 7, last(desk)), cut(desk, 1, 3), cut(desk, 4, 6)
    waits = receiving.take(province, late.data, late.name)
    assert waits.outcome == "GAP"
    assert waits.error is not None
    assert (waits.error.expected, waits.error.got) == (3, 7)  # two came with the request
    assert receiving.take(province, late.data, late.name).outcome == "GAP"
    assert receiving.take(province, early.data, early.name).outcome == "OK"
    assert outcomes(receiving.retry_waiting(province)) == []
    assert receiving.take(province, middle.data, middle.name).outcome == "OK"
    assert outcomes(receiving.retry_waiting(province)) == ["OK"]
    assert receiving.take(province, late.data, late.name).outcome == "DUP"
    province.close()


def test_the_same_bundle_twice_is_answered_calmly(land: Land) -> None:
    register(land.desk, 1)
    stick = land.place()
    streams.export(land.desk, stick)
    first, second = collector.collect(land.province, [stick]), collector.collect(land.province, [stick])
    assert outcomes(first.outcomes) == ["OK"]
    assert outcomes(second.outcomes) == ["DUP"]
    assert (second.outcomes[0].entries, second.outcomes[0].new) == (first.outcomes[0].entries, 0)


def test_nothing_new_writes_nothing_and_resend_begins_at_the_last_receipt(land: Land) -> None:
    desk = land.desk
    streams.export(desk, land.place())
    assert streams.export(desk, land.place()) == []
    register(desk, 1)
    assert [(one.first, one.upto) for one in streams.export(desk, land.place())] == [(3, 4)]
    assert [(one.first, one.upto) for one in streams.export(desk, land.place(), resend=True)] == [(3, 4)]
    assert streams.standing(desk).unsent == 0
    assert streams.standing(desk).unconfirmed == 2
    land.exchange("desk")
    assert streams.standing(desk).unconfirmed == 2  # what the exchange sent was nothing: the sticks before are lost
    stick = land.place()
    streams.export(desk, stick, resend=True)
    receiving.receive_folder(desk, [land.receipts(stick)])
    assert streams.standing(desk).unconfirmed == 0


def test_a_desk_reads_a_base_s_stream_but_no_base_reads_another(land: Land) -> None:
    stick = land.place()
    streams.export(land.base1, stick)
    assert outcomes(receiving.receive_folder(land.desk, [stick])) == ["OK"]
    assert outcomes(receiving.receive_folder(land.base2, [stick])) == ["E_NOKEY"]
    assert outcomes(receiving.receive_folder(land.base1, [stick])) == ["E_NOKEY"]
    assert land.base2.store.value("SELECT count(*) FROM stream WHERE dev = ?", (land.base1.workplace.dev,)) == 0


def test_a_desk_passes_a_base_s_bundle_on_unchanged_until_it_is_confirmed(land: Land) -> None:
    stick, onward, again, after = (land.place() for _ in range(4))
    sent = streams.export(land.base1, stick)
    (stick / sent[0].path.name).rename(stick / "renamed by somebody.age")
    receiving.receive_folder(land.desk, [stick])
    relayed = [one for one in streams.export(land.desk, onward) if one.relayed]
    assert [one.path.name for one in relayed] == [sent[0].path.name]
    assert relayed[0].path.read_bytes() == (stick / "renamed by somebody.age").read_bytes()
    assert [one.path.name for one in streams.export(land.desk, again)] == [sent[0].path.name]
    answers = land.receipts(onward)
    dev, ep = land.base1.stream()
    assert digest.Part(dev, ep, last(land.base1)) in digest.held(land.province)
    for book in (land.base1, land.desk):
        receiving.receive_folder(book, [answers])
    assert streams.standing(land.base1).unconfirmed == 0
    assert streams.export(land.desk, after) == []


def test_a_spoilt_copy_in_the_spool_is_not_passed_on(land: Land) -> None:
    stick = land.place()
    streams.export(land.base1, stick)
    receiving.receive_folder(land.desk, [stick])
    sha256 = bytes(land.desk.store.value("SELECT sha256 FROM bundle WHERE direction = 'in' AND kind = 'stream'"))
    streams.spooled(land.desk, sha256).write_bytes(b"rotten")
    assert [one for one in streams.export(land.desk, land.place()) if one.relayed] == []


def test_two_desks_in_a_shared_folder_stay_one_casebook(land: Land) -> None:
    desk, desk2, shared = land.desk, land.desk2, land.place()

    def share() -> None:
        for book in (desk, desk2):
            streams.export(book, shared)
        for book in (desk, desk2):
            receiving.receive_folder(book, [shared])

    both = register(desk, 1)
    share()
    assert people.get(desk2, both.id).name == both.name
    register(desk, 2, "王同")
    people.register(desk2, PersonDraft("王同", doc_no=id_number(2)))
    people.change(desk, both.id, {"phone": "13800000001", "name": "张甲"})
    people.change(desk2, both.id, {"phone": "13800000002"})
    share()
    share()
    parts = [part for part in digest.held(desk) if part in digest.held(desk2)]
    assert {part.dev for part in parts} >= {desk.workplace.dev, desk2.workplace.dev}
    assert digest.digest(desk, parts) == digest.digest(desk2, parts)
    for book in (desk, desk2):
        assert "DUP_DOCUMENT" in codes(book)
        assert book.store.value("SELECT _open FROM person WHERE id = ?", (both.id,)) == 1
        assert people.get(book, both.id).name == "张甲"
    assert people.get(desk, both.id).phone == people.get(desk2, both.id).phone
    from db.apply import row_projection

    found = row_projection(desk2.store, "person", both.id).current["phone"]
    chosen = next(value for said, value in found if said == "13800000002")
    with desk2.write() as writer:
        writer.decide("person", both.id, "phone", chosen)
    share()
    for book in (desk, desk2):
        assert people.get(book, both.id).phone == "13800000002"
        assert book.store.value("SELECT _open FROM person WHERE id = ?", (both.id,)) == 0
    parts = [part for part in digest.held(desk) if part in digest.held(desk2)]
    assert digest.digest(desk, parts) == digest.digest(desk2, parts)


def test_a_desk_granted_later_gets_the_streams_from_the_first_entry(founded: Land) -> None:
    def admit(*names: str) -> None:
        stick = founded.place()
        for name in names:
            admission.request(founded.book(name), stick)
        collector.collect(founded.province, [stick])
        for asked in admission.waiting(founded.province):
            admission.approve(
                founded.province, asked.keys.dev, asked.fingerprint, allotment(asked.role), founded.grant_key
            )
        answers = founded.receipts()
        for name in KINDS:
            receiving.receive_folder(founded.book(name), [answers])

    admit("desk")
    person = register(founded.desk, 1)
    founded.exchange("desk")
    admit("desk2")
    # The stick is pulled out at the first try; the newcomer must be served all the same.
    with pytest.raises(FolderMissing):
        streams.export(founded.desk, founded.root / "gone")
    shared = founded.place()
    assert [one.first for one in streams.export(founded.desk, shared)] == [1]
    assert outcomes(receiving.receive_folder(founded.desk2, [shared])) == ["OK"]
    assert people.get(founded.desk2, person.id).name == person.name
    assert streams.export(founded.desk, shared) == []


def test_two_halves_of_one_county_give_the_same_books_everywhere(land: Land) -> None:
    work(land)
    stick = land.place()
    for name in KINDS:
        streams.export(land.book(name), stick)
    collector.collect(land.province, [stick])
    for name in ("desk", "desk2"):
        receiving.receive_folder(land.book(name), [stick])
    home = land.province.stream()[1]
    parts = [part for part in digest.held(land.province) if part.ep != home]
    assert len({digest.digest(book, parts) for book in (land.province, land.desk, land.desk2)}) == 1


def test_a_clock_ten_years_off_changes_nothing_in_the_result(admitted_once: Land, tmp_path: Path) -> None:
    """One history told twice by the same random bytes, once with a desk whose clock is ten years ahead: the same rows stand."""

    def tell(to: Path, years: int) -> tuple[str, str, set[str]]:
        land = admitted_once.copy(to)
        desk = land.desk
        desk2 = land.book("desk2", StoryClock(dt.date(2009 + years, 9, 28)))
        person = register(desk, 1)
        shared = land.place()
        streams.export(desk, shared)
        receiving.receive_folder(desk2, [shared])
        people.change(desk2, person.id, {"phone": "13800000002"})
        streams.export(desk2, shared)
        receiving.receive_folder(desk, [shared])
        people.change(desk, person.id, {"phone": "13800000001"})
        people.change(desk2, person.id, {"name": "张错钟"})
        for book in (desk, desk2):
            streams.export(book, shared)
        collector.collect(land.province, [shared])
        for book in (desk, desk2):
            receiving.receive_folder(book, [shared])
        found = [people.get(book, person.id) for book in (desk, desk2)]
        parts = [part for part in digest.held(land.province) if part.dev in {desk.workplace.dev, desk2.workplace.dev}]
        assert len({digest.digest(book, parts) for book in (desk, desk2, land.province)}) == 1
        assert len({(one.name, one.phone) for one in found}) == 1
        told = found[0].name, found[0].phone, codes(land.province)
        land.close()
        return told

    assert tell(tmp_path / "right", 0) == tell(tmp_path / "ahead", 10) == tell(tmp_path / "behind", -10)


def test_stopping_in_the_middle_keeps_what_was_written(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    from db import journal
    from sync import bundle

    desk, stick = land.desk, land.place()
    streams.export(desk, stick)
    for number in range(4):
        register(desk, number)
    monkeypatch.setattr(bundle, "MAX_ENTRIES", 3)
    monkeypatch.setattr(journal, "_BATCH", 3)

    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done >= 5:
            raise Stopped

    with pytest.raises(Stopped):
        streams.export(desk, stick, step=stop)
    assert streams.standing(desk).unsent == last(desk) - 5
    rest = streams.export(desk, stick)
    assert [(one.first, one.upto) for one in rest] == [(6, 8), (9, 10)]
    assert set(outcomes(collector.collect(land.province, [stick]).outcomes)) == {"OK"}

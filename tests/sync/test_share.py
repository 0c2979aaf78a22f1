"""A folder that several PCs look into: each writes its own, reads nothing twice, and harms nobody's files, whatever happens in between."""

import datetime as dt
import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from db import people, training, vouchers
from db.casebook import Casebook, NotPermitted
from db.training import Result
from rules.clock import StoryClock
from sync import admission, collector, device, digest, extract, folder, receiving, renewing, safekeeping, share, streams
from sync.errors import DiskFull, FolderMissing, FolderReadOnly
from sync.share import NoSharedFolder, ShareNotThere
from tests.sync.county import DAY, OFFLINE, Land, allotment, give_vouchers, last, open_class, outcomes, register


def look(book: Casebook, where: Path, **named: Any) -> list[str]:
    """Let a workplace look into the folder; give what became of others' files."""
    return outcomes(share.synchronise(book, where, **named).outcomes)


def files(where: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in where.iterdir() if path.suffix == ".age"}


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give the list of bundle files that are read from now on."""
    read: list[Path] = []
    real = folder.read

    def watch(path: Path, **named: Any) -> bytes:
        read.append(path)
        return real(path, **named)

    monkeypatch.setattr(folder, "read", watch)
    return read


def same(*books: Casebook) -> bool:
    """Tell whether these casebooks are one over the streams that they all hold, and hold more than their own."""
    held = [set(digest.held(book)) for book in books]
    parts = sorted(set.intersection(*held), key=str)
    assert {part.dev for part in parts} >= {book.workplace.dev for book in books if book.workplace.kind == "desk"}
    return len({digest.digest(book, parts) for book in books}) == 1


# --- one casebook ------------------------------------------------------------------------------------------------------


def test_two_desks_and_a_base_over_a_folder_end_as_one_casebook_without_the_province(land: Land) -> None:
    where, desk, desk2, base = land.place(), land.desk, land.desk2, land.base1
    land.shut("province")
    persons = [register(desk, number) for number in range(3)]
    class_id = open_class(land, persons)
    issued = give_vouchers(land, persons)
    look(desk, where)
    assert look(desk2, where) == ["OK"]
    people.change(desk2, persons[0].id, {"phone": "13800000002"})
    people.change(desk, persons[0].id, {"name": "张改名"})
    register(desk2, 9)
    extract.class_file(desk, class_id, where)
    look(desk2, where)
    assert look(base, where) == ["OK"]  # the class file; the desks' streams are not locked for a base
    vouchers.redeem(base, issued[1].token, class_id)
    line = training.roster(base, class_id)[0]
    training.record_results(base, class_id, {line.enrolment: Result(True, "合格", 80, 85)})
    extract.class_results(base, class_id, where)
    for _round in range(2):
        for book in (base, desk2, desk):
            look(book, where)
    assert same(desk, desk2)
    for book in (desk, desk2):
        found = people.get(book, persons[0].id)
        assert (found.name, found.phone) == ("张改名", "13800000002")
        assert people.count(book) == 4
        assert book.store.value("SELECT count(*) FROM redemption") == 1
        assert book.store.value("SELECT count(*) FROM result") == 1
    dev, ep = base.stream()
    theirs = digest.Part(dev, ep, last(base))
    assert all(theirs in digest.held(book) for book in (desk, desk2, base))
    assert len({digest.digest(book, [theirs]) for book in (desk, desk2, base)}) == 1


def test_what_went_out_by_stick_still_reaches_those_who_only_look_here(land: Land) -> None:
    where, person = land.place(), register(land.desk, 1)
    streams.export(land.desk, land.place())
    assert streams.standing(land.desk).unsent == 0
    look(land.desk, where)
    look(land.desk2, where)
    assert people.get(land.desk2, person.id).name == person.name


def test_what_lies_in_the_folder_alone_is_not_said_to_be_on_its_way_to_the_province(land: Land) -> None:
    where = land.place()
    register(land.desk, 1)
    before = streams.standing(land.desk).unsent
    look(land.desk, where)
    assert streams.standing(land.desk).unsent == before > 0
    assert streams.export(land.desk, land.place())


def test_a_desk_that_comes_later_catches_up_from_the_folder(founded: Land) -> None:
    def admit(name: str) -> None:
        stick = founded.place()
        admission.request(founded.book(name), stick)
        collector.collect(founded.province, [stick])
        for asked in admission.waiting(founded.province):
            admission.approve(
                founded.province, asked.keys.dev, asked.fingerprint, allotment(asked.role), founded.grant_key
            )
        answers = founded.receipts()
        for one in ("desk", "desk2"):
            receiving.receive_folder(founded.book(one), [answers])

    where = founded.place()
    admit("desk")
    person = register(founded.desk, 1)
    look(founded.desk, where)
    admit("desk2")
    assert look(founded.desk2, where) == []  # what lay there was not locked for the newcomer
    assert [one.first for one in share.synchronise(founded.desk, where).written] == [1]
    assert look(founded.desk2, where) == ["OK"]
    assert people.get(founded.desk2, person.id).name == person.name
    assert share.synchronise(founded.desk, where).written == ()


def test_the_province_answers_into_the_folder_and_only_when_something_came(land: Land) -> None:
    where = land.place()
    register(land.desk, 1)
    look(land.desk, where)
    look(land.base1, where)
    first = share.synchronise(land.province, where)
    assert outcomes(first.outcomes) == ["OK", "OK"]
    assert len(first.receipts) == 3  # the county's desks and each of its two bases
    assert share.synchronise(land.province, where).receipts == ()
    for book in (land.desk, land.base1):
        assert "OK" in look(book, where)
        assert streams.standing(book).unconfirmed == 0


# --- relaying ----------------------------------------------------------------------------------------------------------


def test_a_bundle_relayed_twice_by_two_desks_and_after_the_receipt_does_no_harm(land: Land) -> None:
    stick, one, other = land.place(), land.place(), land.place()
    (sent,) = streams.export(land.base1, stick)
    original = sent.path.read_bytes()
    for book in (land.desk, land.desk2):
        receiving.receive_folder(book, [stick])
    for _again in range(2):
        look(land.desk, one)
        look(land.desk2, other)
    assert files(one)[sent.path.name] == files(other)[sent.path.name] == original
    assert set(outcomes(collector.collect(land.province, [one]).outcomes)) == {"OK"}
    held, before = digest.held(land.province), digest.digest(land.province)
    later = outcomes(collector.collect(land.province, [one, other]).outcomes)
    assert later.count("DUP") >= 2
    dev, ep = land.base1.stream()
    assert digest.Part(dev, ep, last(land.base1)) in digest.held(land.province)
    receiving.receive_folder(land.desk, [land.receipts()])
    late = land.place()
    streams.export(land.desk, late)
    assert sent.path.name not in files(late)
    (late / "late.age").write_bytes(original)
    assert outcomes(collector.collect(land.province, [late]).outcomes)[-1] == "DUP"
    assert land.province.store.value("SELECT count(*) FROM flag") == 0
    assert digest.digest(land.province, held) == before


def test_relaying_reads_nothing_that_lies_there_already(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    where = land.place()
    look(land.base1, where)
    look(land.desk, where)
    read = watched(monkeypatch)
    assert share.synchronise(land.desk, where).written == ()
    assert read == []
    other = land.place()
    assert [one.relayed for one in share.synchronise(land.desk, other).written] == [False, True]
    assert [path.parent.name for path in read] == [streams.SPOOL]


# --- nothing twice, nobody's files -------------------------------------------------------------------------------------


def test_thousands_of_others_files_are_read_once(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    where = land.place()
    look(land.desk, where)
    (name,) = files(where)
    data = (where / name).read_bytes()
    for number in range(300):  # bundles of other counties: whole, and locked for others
        (where / f"YZ1_51_{number:016x}.age").write_bytes(data[:-1] + bytes([number % 256]) + number.to_bytes(2, "big"))
    look(land.base2, where)
    read = watched(monkeypatch)
    assert look(land.base2, where) == []
    assert read == []
    register(land.desk, 1)
    assert share.synchronise(land.desk, where).written != ()


def test_a_file_that_was_half_copied_is_read_again_when_it_is_whole(land: Land) -> None:
    where, stick = land.place(), land.place()
    register(land.desk, 1)
    (sent,) = streams.export(land.desk, stick)
    data = sent.path.read_bytes()
    (where / "copy.age").write_bytes(data[: len(data) // 2])
    assert look(land.desk2, where) == ["E_DAMAGED"]
    assert look(land.desk2, where) == ["E_DAMAGED"]
    (where / "copy.age").write_bytes(data)
    assert look(land.desk2, where) == ["OK"]


def test_partial_files_of_others_are_neither_read_nor_removed(land: Land) -> None:
    where = land.place()
    others, mine = where / "YZ1_x.age.deadbeef.part", where / f"YZ1_y.age.{streams.mark_of(land.desk)}.part"
    for path in (others, mine, where / "old.age.part"):
        path.write_bytes(b"half")
    assert look(land.desk, where) == []
    assert others.exists()
    assert (where / "old.age.part").exists()
    assert not mine.exists(), "what a power cut left of our own is cleared"


def test_two_pcs_at_the_same_instant_do_each_other_no_harm(land: Land) -> None:
    """Both relay the same base's bundle, that is the same name, while each writes its own."""
    stick, where = land.place(), land.place()
    (sent,) = streams.export(land.base1, stick)
    for number, name in enumerate(("desk", "desk2")):
        register(land.book(name), number)
        receiving.receive_folder(land.book(name), [stick])
        land.shut(name)
    gate, failures = threading.Barrier(2), []

    def work(name: str) -> None:
        book = Land(land.root).book(name)
        try:
            gate.wait()
            share.synchronise(book, where)
        except BaseException as error:  # noqa: BLE001 - told by the test's own thread
            failures.append(error)
        finally:
            book.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("desk", "desk2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert files(where)[sent.path.name] == sent.path.read_bytes()
    assert not list(where.glob("*.part"))
    look(land.desk, where)
    look(land.desk2, where)
    look(land.desk, where)
    assert same(land.desk, land.desk2)


def test_two_writers_of_one_name_leave_one_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = os.urandom(100_000)
    real = Path.replace

    def taken(self: Path, target: Path) -> Path:
        real(self.with_name("other.part"), target)  # the other PC is a moment faster, and the system refuses ours
        raise PermissionError(errno.EACCES, "in use")

    (tmp_path / "other.part").write_bytes(data)
    monkeypatch.setattr(Path, "replace", taken)
    assert folder.write(tmp_path, "a.age", data, mark="one").read_bytes() == data
    assert [path.name for path in tmp_path.iterdir()] == ["a.age"]
    (tmp_path / "other.part").write_bytes(b"something else")
    with pytest.raises(FolderReadOnly):
        folder.write(tmp_path, "b.age", data, mark="one")
    assert (tmp_path / "b.age").read_bytes() == b"something else"


def test_others_files_are_never_cleared_and_own_ones_only_when_long_confirmed(land: Land) -> None:
    where = land.place()
    for name in ("desk", "desk2"):
        register(land.book(name), 1 if name == "desk" else 2)
        look(land.book(name), where)
    mine = {one.path.name for one in share.synchronise(land.desk, where).written} | {
        str(row[0]) for row in land.desk.store.rows("SELECT name FROM bundle WHERE direction = 'out'")
    }
    share.synchronise(land.province, where)
    look(land.desk, where)
    assert streams.standing(land.desk).unconfirmed == 0
    there = files(where)
    later = land.book("desk", StoryClock(DAY + dt.timedelta(days=91)))
    done = share.synchronise(later, where)
    assert done.cleared >= 1
    assert set(there) - set(files(where)) <= mine
    assert done.written == ()
    again = share.synchronise(later, where)
    assert (again.cleared, again.written) == (0, ())
    assert [one.first for one in share.synchronise(later, where, whole=True).written] == [1]


def test_what_somebody_deleted_before_it_was_confirmed_is_put_back(land: Land) -> None:
    where = land.place()
    register(land.desk, 1)
    look(land.desk, where)
    for path in where.glob("*.age"):
        path.unlink()
    assert share.synchronise(land.desk, where).written != ()
    assert share.synchronise(land.desk, where).written == ()
    assert look(land.desk2, where) == ["OK"]


# --- faults ------------------------------------------------------------------------------------------------------------


def test_a_share_that_is_not_connected_is_not_taken_for_an_empty_one(land: Land) -> None:
    where = land.place()
    look(land.desk, where)
    parked = where.rename(where.with_name("parked"))
    with pytest.raises(FolderMissing):
        share.synchronise(land.desk, where)
    where.mkdir()  # the bare mount point of a share that is not mounted
    with pytest.raises(ShareNotThere):
        share.synchronise(land.desk, where)
    assert list(where.iterdir()) == []
    share.choose(land.desk, where)  # a person says that it is a new folder
    assert share.synchronise(land.desk, where).written != ()
    for path in where.iterdir():
        path.unlink()
    where.rmdir()
    parked.rename(where)
    assert share.synchronise(land.desk, where).written == (), "begun anew, and our own files are known again"
    assert look(land.desk2, where) == ["OK"]


def test_a_share_that_vanishes_in_the_middle_leaves_the_rest_for_the_next_time(land: Land) -> None:
    where = land.place()
    for name in ("desk", "base1", "base2"):
        look(land.book(name), where)

    def vanish(done: int, _total: int) -> None:
        if done == 1:
            where.rename(where.with_name("vanished"))

    with pytest.raises(FolderMissing):
        share.synchronise(land.desk2, where, step=vanish)
    where.with_name("vanished").rename(where)
    done = share.synchronise(land.desk2, where)
    assert set(outcomes(done.outcomes)) == {"OK"}
    assert done.written != ()


@pytest.mark.parametrize(
    ("number", "expected"), [(errno.ENOSPC, DiskFull), (errno.EROFS, FolderReadOnly), (errno.ESTALE, FolderMissing)]
)
def test_a_full_or_read_only_share_is_told_and_nothing_is_said_to_be_there(
    land: Land, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[Exception]
) -> None:
    where = land.place()
    look(land.desk2, where)
    register(land.desk, 1)

    def fail(_handle: int, _data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_write_through", lambda *_file: fail(0, b""))
        with pytest.raises(expected):
            share.synchronise(land.desk, where)
    assert not list(where.glob("*.part"))
    assert share.synchronise(land.desk, where).written != ()
    assert look(land.desk2, where) == ["OK"]


def test_a_stick_pulled_before_the_rename_leaves_nothing_half(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = land.place()
    register(land.desk, 1)
    unsent = streams.standing(land.desk).unsent

    def pulled(_self: Path, _target: Path) -> Path:
        raise OSError(errno.EIO, "pulled out")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", pulled)
        with pytest.raises(Exception, match="FOLDER_FAILED"):
            streams.export(land.desk, stick)
    assert list(stick.iterdir()) == []
    assert streams.standing(land.desk).unsent == unsent


def test_hostile_files_in_the_folder_do_no_harm(land: Land) -> None:
    where = land.place()
    (where / "empty.age").write_bytes(b"")
    (where / "noise.age").write_bytes(os.urandom(5000))
    (where / "big.age").write_bytes(bytes(7 * 1024 * 1024))
    (where / "folder.age").mkdir()
    (where / "gone.age").symlink_to(where / "nowhere")
    (where / share.MARKER).write_bytes(os.urandom(1000))
    found = share.synchronise(land.desk, where)
    assert sorted(outcomes(found.outcomes)) == ["E_DAMAGED", "E_DAMAGED", "E_DAMAGED", "E_SIZE"]
    assert len(found.written) == 1


# --- who may, and which folder -----------------------------------------------------------------------------------------


def test_the_folder_is_remembered(land: Land, tmp_path: Path) -> None:
    desk = land.desk
    assert share.chosen(desk) == share.Choice(None, 0)
    with pytest.raises(NoSharedFolder):
        share.synchronise(desk)
    share.choose(desk, tmp_path, 15)
    assert share.chosen(desk) == share.Choice(tmp_path, 15)
    assert share.synchronise(desk).where == tmp_path
    share.choose(desk, tmp_path, 30)
    assert share.synchronise(desk).written == (), "another interval is not another folder"
    share.choose(desk, None, 30)
    assert share.chosen(desk) == share.Choice(None, 0)


def test_before_the_card_nothing_is_written_and_the_card_is_found(founded: Land, tmp_path: Path) -> None:
    card = (founded.root / "province" / admission.CARD_FILE).read_bytes()
    (tmp_path / "province.yzcard").write_bytes(card)
    desk = founded.desk
    desk.set_setting(device.CARD, "")
    found = share.synchronise(desk, tmp_path)
    assert (found.written, found.cards) == ((), (tmp_path / "province.yzcard",))


def test_nobody_shares_who_may_not_send(land: Land, tmp_path: Path) -> None:
    import dataclasses

    desk = land.desk
    assert desk.session is not None
    desk.session = dataclasses.replace(desk.session, role="officer")
    with pytest.raises(NotPermitted):
        share.synchronise(desk, tmp_path)
    assert list(tmp_path.iterdir()) == [land.root] or not list(tmp_path.glob("*.age"))


def test_the_province_s_new_card_comes_by_the_shared_folder(land: Land) -> None:
    where = land.place()
    look(land.desk, where)
    share.synchronise(land.province, where)
    look(land.desk, where)
    root = safekeeping.open_key(land.province, "root", OFFLINE)
    renewing.renew(land.province, ["receipt", "grant"], root, OFFLINE)
    register(land.desk, 1)
    look(land.desk, where)
    share.synchronise(land.province, where)
    assert (where / "province-2.yzcard").is_file()
    assert look(land.desk, where).count("OK") == 2  # the card, then the receipt
    assert streams.standing(land.desk).unconfirmed == 0
    assert device.card(land.desk).version == 2

"""A person's text is gone for good: from pages, spool and forms, at every workplace, by whatever way and in whatever order it is told."""

import datetime as dt
import shutil

import pytest

from db import backup, casebook, drafts, entries, erasure, journal, people, prints, vouchers
from db.casebook import Casebook, NotPermitted, SecondPersonNeeded, Session
from db.erasure import PersonInService, ReasonNamesPerson
from db.journal import RowErased
from db.people import PersonDraft, PersonRow
from rules.clock import StoryClock
from rules.errors import ReasonMissing
from sync import collector, digest, erasing, extract, receiving, streams
from tests.db.pages import deciphered
from tests.sync.county import (
    CHEAP,
    PASSPHRASE,
    Land,
    codes,
    give_vouchers,
    id_number,
    open_class,
    outcomes,
    register,
    tables,
)

NAME, PHONE, ADDRESS = "欧阳沁雪", "13912345678", "柳河镇槐树巷九号"
NUMBER = id_number(77)
REASON = "本人要求删除"


def somebody(book: Casebook) -> PersonRow:
    """Register somebody whose name, number, telephone and address are found nowhere else."""
    profile = {"groups": ["returned"], "home_address": ADDRESS, "note": NAME + "说会缝纫"}
    return people.register(book, PersonDraft(NAME, doc_no=NUMBER, phone=PHONE, profile=profile))


def second_of(book: Casebook) -> Session:
    casebook.add_user(
        book,
        login="er",
        name="二号",
        role="officer" if book.workplace.kind == "province" else "supervisor",
        passphrase=PASSPHRASE,
    )
    return casebook.sign_in(book.workplace, "er", PASSPHRASE)[1]


def traces(book: Casebook, *more: str) -> set[str]:
    """Give which of the person's texts still stand anywhere in the casebook's pages."""
    found = deciphered(book.store.path, book.store.key)
    return {text for text in (NAME, NUMBER, PHONE, ADDRESS, *more) if text.encode() in found}


def test_the_scan_of_pages_sees_what_is_there(land: Land) -> None:
    somebody(land.desk)
    assert traces(land.desk) == {NAME, NUMBER, PHONE, ADDRESS}


def test_nothing_of_an_erased_person_is_left_in_the_desk_s_pages(land: Land) -> None:
    desk = land.desk
    person = somebody(desk)
    for number in range(40):
        register(desk, number)
    people.change(desk, person.id, {"phone": "13900000000", "home_address": "别处"})
    drafts.save(desk, "intake", {"name": NAME, "doc_no": NUMBER, "phone": PHONE})
    kept = drafts.save(desk, "intake", {"name": NAME})
    drafts.drop(desk, kept)
    prints.log(desk, prints.ROSTER, ["00"], reason=NAME + "的补打")
    done = erasing.erase_person(desk, person.id, REASON, second_of(desk))
    assert (done.drafts, done.vouchers) == (1, 0)
    assert traces(desk, "13900000000", "别处") == set()
    shown = people.get(desk, person.id)
    assert (shown.name, shown.erased, shown.doc_no, shown.profile) == (people.ERASED_NAME, True, "", {})
    assert people.count(desk) == 41
    assert [row.name for row in people.page(desk)][-1] == people.ERASED_NAME
    assert people.find_twins(desk, PersonDraft(NAME, doc_no=NUMBER)) == []
    assert journal.verify_chain(desk.store, *desk.stream(), full=True)
    with pytest.raises(RowErased):
        people.change(desk, person.id, {"phone": "1"})
    assert erasure.erased_on(desk, person.id) == desk.clock.now()


def test_who_may_erase_and_what_must_be_done_before(land: Land) -> None:
    desk = land.desk
    person = register(desk, 5)
    second = second_of(desk)
    with pytest.raises(SecondPersonNeeded):
        erasing.erase_person(desk, person.id, REASON, None)
    with pytest.raises(ReasonMissing):
        erasing.erase_person(desk, person.id, "  ", second)
    with pytest.raises(ReasonNamesPerson):
        erasing.erase_person(desk, person.id, f"{person.name}要求", second)
    give_vouchers(land, [person])
    with pytest.raises(PersonInService) as held:
        erasing.erase_person(desk, person.id, REASON, second)
    assert held.value.fields == {"vouchers": 1, "classes": 0, "loans": 0}
    with pytest.raises(NotPermitted):
        erasing.erase_person(land.base1, person.id, REASON, None)
    assert not people.get(desk, person.id).erased


def test_vouchers_stay_with_their_holder_and_the_records_of_one_human_go_together(land: Land) -> None:
    desk = land.desk
    person, twin = somebody(desk), register(desk, 8, NAME)
    (voucher,) = give_vouchers(land, [person])
    second = second_of(desk)
    vouchers.void(desk, voucher.number, "误发", second=second)
    with desk.write() as writer:
        writer.add("same_as", {"one": person.id, "other": twin.id, "verdict": "same", "reason": NAME + "有两份"})
        writer.add("hardship_file", {"file_no": "1", "person": twin.id, "holder": NAME, "doc_no": NUMBER, "note": NAME})
        writer.fact("past_benefit", {"name": NAME, "doc_no": NUMBER, "year": 2008, "project": "技能培训"})
        writer.fact(
            "ledger_voucher", {"number": "88", "holder": NAME, "doc_no": NUMBER, "face_fen": 1, "status": "已核销"}
        )
    found = erasure.scope(desk, person.id)
    assert (found.others, found.ledgers, found.vouchers, found.outstanding) == (1, 3, 1, 0)
    erasing.erase_person(desk, person.id, REASON, second)
    assert {tbl for tbl, _ in found.targets} == {
        "person",
        "person_profile",
        "same_as",
        "hardship_file",
        "past_benefit",
        "ledger_voucher",
    }
    assert people.get(desk, twin.id).erased
    assert desk.store.value("SELECT holder FROM voucher_issue") == NAME
    assert (
        desk.store.value("SELECT count(*) FROM past_benefit")
        == desk.store.value("SELECT count(*) FROM ledger_voucher")
        == 0
    )
    assert traces(desk) == {NAME}  # on the voucher, which is a voucher of account


def test_every_workplace_lets_go_and_all_agree(land: Land) -> None:
    """The desk erases; the other desk passes on; the base hears of it by its next class file; the province by the stream."""
    desk = land.desk
    person = somebody(desk)
    class_id = open_class(land, [person, register(desk, 1)])
    extract.class_file(desk, class_id, to := land.place())
    receiving.receive_folder(land.base1, [to])
    streams.export(desk, stick := land.place())
    receiving.receive_folder(land.desk2, [stick])
    collector.collect(land.province, [stick])
    assert traces(land.base1) == {NAME, NUMBER, PHONE}
    assert traces(land.province) == traces(land.desk2) == {NAME, NUMBER, PHONE, ADDRESS}

    done = erasing.erase_person(desk, person.id, REASON, second_of(desk))
    assert done.bases == ["第一培训基地"] or done.bases
    streams.export(desk, stick := land.place())
    for book in (land.desk2, land.province):
        assert set(outcomes(receiving.receive_folder(book, [stick]))) <= {"OK", "E_NOKEY"}
    other_class = open_class(land, [register(desk, 2)])
    extract.class_file(desk, other_class, to := land.place())
    receiving.receive_folder(land.base1, [to])
    for book in (desk, land.desk2, land.province, land.base1):
        assert traces(book) == set(), book.workplace.name
        assert people.get(book, person.id).erased
        assert not codes(book) & {"BODY_MISSING", "UNSIGNED", "SIGNER_UNKNOWN", "BAD_SIGNATURE", "NOT_ENTITLED"}
    part = [one for one in digest.held(desk) if one.dev == desk.workplace.dev]
    streams.export(desk, stick := land.place())
    for book in (land.desk2, land.province):
        receiving.receive_folder(book, [stick])
        assert digest.digest(book, part) == digest.digest(desk, part)
    assert tables(land.province)["person"] == tables(desk)["person"]


def test_a_fresh_province_takes_the_streams_after_an_erasure(land: Land) -> None:
    desk = land.desk
    person = somebody(desk)
    erasing.erase_person(desk, person.id, REASON, second_of(desk))
    streams.export(desk, stick := land.place(), resend=True)
    assert collector.collect(land.province, [stick]).outcomes[0].outcome == "OK"
    assert people.get(land.province, person.id).erased
    assert traces(land.province) == set()
    assert "BODY_MISSING" not in codes(land.province)
    lines = list(
        journal.lines(desk.store, *desk.stream(), 1, desk.store.value("SELECT seq FROM stream WHERE mine = 1"))
    )
    assert sum(line.endswith(b"\t\t") for line in lines) == 2
    assert all(entries.parse(*desk.stream(), line) for line in lines)


def test_a_relayed_original_is_deleted_and_its_entries_still_reach_the_province(land: Land) -> None:
    """The second desk holds a bundle of the first one's that the province has not confirmed, and then hears of the erasure."""
    desk, desk2, province = land.desk, land.desk2, land.province
    person = somebody(desk)
    streams.export(desk, stick := land.place())
    receiving.receive_folder(desk2, [stick])
    assert len(list((desk2.workplace.path / streams.SPOOL).glob("*.age"))) == 2
    register(desk, 3)
    erasing.erase_person(desk, person.id, REASON, second_of(desk))
    streams.export(desk, later := land.place())
    receiving.receive_folder(desk2, [later])
    held = list((desk2.workplace.path / streams.SPOOL).glob("*.age"))
    assert len(held) == 1  # the one that brought the erasure; the one before is gone
    sent = streams.export(desk2, relayed := land.place())
    assert [one.relayed for one in sent].count(True) >= 2
    found = collector.collect(province, [relayed]).outcomes
    assert {"OK", "GAP"} >= {one.outcome for one in found}
    # nothing was lost meanwhile, and the owner sends its stream again as the province asks for what is missing
    answers = land.receipts()
    receiving.receive_folder(desk, [answers])
    streams.export(desk, again := land.place())
    collector.collect(province, [again])
    assert people.get(province, person.id).erased
    assert people.count(province) == 2
    assert "BODY_MISSING" not in codes(province)
    assert traces(province) == traces(desk2) == set()


def test_an_erasure_comes_back_after_a_restore_of_an_older_backup(land: Land) -> None:
    desk = land.desk
    person = somebody(desk)
    second = second_of(desk)
    made = backup.back_up(desk, land.place())
    erasing.erase_person(desk, person.id, REASON, second)
    assert [one.path for one in erasure.stale_backups(desk)] == [made.path]
    land.exchange("desk")
    land.shut("desk")
    shutil.rmtree(land.root / "desk")
    back = land.adopt(
        "desk", backup.restore(made.path, land.root / "desk", "", PASSPHRASE, land.clock, parameters=CHEAP)
    )
    assert traces(back) == {NAME, NUMBER, PHONE, ADDRESS}
    land.exchange("desk")
    land.exchange("desk")
    assert people.get(back, person.id).erased
    assert traces(back) == set()


def test_the_province_erases_for_a_county_and_its_receipt_tells_it(land: Land) -> None:
    desk, province = land.desk, land.province
    person = somebody(desk)
    land.exchange("desk")
    erasing.erase_person(province, person.id, REASON, second_of(province))
    assert traces(province) == set()
    receiving.receive_folder(desk, [land.receipts()])
    assert people.get(desk, person.id).erased
    assert traces(desk) == set()
    assert not codes(desk) & {"NOT_ENTITLED", "UNSIGNED"}


def test_a_backup_that_was_destroyed_is_no_longer_listed(land: Land) -> None:
    desk = land.desk
    person = somebody(desk)
    made = backup.back_up(desk, land.place())
    assert erasure.stale_backups(desk) == []
    erasing.erase_person(desk, person.id, REASON, second_of(desk))
    (stale,) = erasure.stale_backups(desk)
    assert (stale.path, stale.present) == (made.path, True)
    made.path.unlink()
    assert not erasure.stale_backups(desk)[0].present
    erasure.note_destroyed(desk, stale.n)
    assert erasure.stale_backups(desk) == []


def test_while_somebody_reads_free_pages_wait_for_the_next_time(land: Land) -> None:
    desk = land.desk
    person = somebody(desk)
    reader = desk.twin()
    reader.store.execute("BEGIN")
    reader.store.value("SELECT count(*) FROM person")
    desk.store.execute("PRAGMA busy_timeout = 0")
    erasing.erase_person(desk, person.id, REASON, second_of(desk))
    assert desk.setting("scrub_due") == "1"
    reader.store.execute("COMMIT")
    reader.close()
    assert erasing.settle(desk)
    assert traces(desk) == set()


def test_what_could_not_be_cleared_is_cleared_at_the_next_start(land: Land) -> None:
    desk = land.desk
    person = somebody(desk)
    erasure.erase_person(desk, person.id, REASON, second_of(desk))
    assert desk.setting("scrub_due") == "1"
    land.shut("desk")
    assert land.desk.setting("scrub_due") == ""
    assert traces(land.desk) == set()


def test_the_time_of_an_old_backup_is_the_day_it_was_made(land: Land) -> None:
    desk = land.book("desk", StoryClock(dt.date(2009, 10, 1)))
    backup.back_up(desk, land.place())
    (kept,) = erasure.backups_before(desk, desk.now + 1)
    assert kept.made.date() == dt.date(2009, 10, 1)

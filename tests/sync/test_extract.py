"""An extract brings another workplace exactly what it needs, and never counts as a stream."""

import datetime as dt

import pytest

from db import casebook, certificates, overview, people, photographs, settlement, training, verification, vouchers
from db.training import Result
from sync import digest, extract, receiving, streams
from sync.errors import FolderMissing
from sync.extract import AddresseeUnknown
from tests.sync.county import (
    COUNTY,
    PASSPHRASE,
    Land,
    admit_all,
    codes,
    flags,
    give_vouchers,
    last,
    open_class,
    outcomes,
    register,
    tables,
)


def teach(land: Land) -> bytes:
    """Send a class file to the first base and let it redeem, mark, examine, certify and claim."""
    persons = [register(land.desk, number) for number in range(3)]
    class_id = open_class(land, persons)
    issued = give_vouchers(land, persons)
    extract.class_file(land.desk, class_id, to := land.place())
    assert outcomes(receiving.receive_folder(land.base1, [to])) == ["OK"]
    base = land.base1
    for voucher in issued[:2]:
        vouchers.redeem(base, voucher.token, class_id)
    lines = training.roster(base, class_id)
    training.record_attendance(base, class_id, dt.date(2009, 9, 1), "上午", {one.enrolment: "P" for one in lines})
    training.record_results(base, class_id, {one.enrolment: Result(True, "合格", 80, 85) for one in lines[:2]})
    certificates.issue(base, class_id)
    settlement.claim(base, "2009-09")
    return class_id


def test_the_class_file_has_the_class_s_people_and_nothing_else_of_them(land: Land) -> None:
    persons = [register(land.desk, number) for number in range(4)]
    class_id = open_class(land, persons[:2])
    give_vouchers(land, persons)
    extract.class_file(land.desk, class_id, to := land.place())
    receiving.receive_folder(land.base1, [to])
    found = tables(land.base1)
    assert {row[0] for row in found["person"]} == {person.id for person in persons[:2]}
    assert len(found["enrolment"]) == 2
    assert len(found["training_class"]) == 1
    assert found["person_profile"] == found["voucher_issue"] == []
    assert [line.person.name for line in training.roster(land.base1, class_id)] == [
        person.name for person in persons[:2]
    ]


def test_the_class_file_tells_which_vouchers_no_longer_hold(land: Land) -> None:
    persons = [register(land.desk, number) for number in range(3)]
    class_id = open_class(land, persons)
    good, spoiled, lost = give_vouchers(land, persons)
    casebook.add_user(land.desk, login="er", name="二号", role="supervisor", passphrase=PASSPHRASE)
    vouchers.void(
        land.desk, spoiled.number, "打印损坏", second=casebook.sign_in(land.desk.workplace, "er", PASSPHRASE)[1]
    )
    vouchers.report_loss(land.desk, lost.id, "途中遗失")
    extract.class_file(land.desk, class_id, to := land.place())
    receiving.receive_folder(land.base1, [to])
    judged = [verification.judge(land.base1, one.token).verdict for one in (good, spoiled, lost)]
    assert judged == [verification.GENUINE, verification.VOID, verification.VOID]
    assert codes(land.base1) == set()
    for one in (spoiled, lost):
        with pytest.raises(vouchers.TokenRefused):
            vouchers.redeem(land.base1, one.token, class_id)


def test_nobody_but_the_addressee_reads_it(land: Land) -> None:
    class_id = open_class(land, [register(land.desk, 1)])
    extract.class_file(land.desk, class_id, to := land.place())
    assert outcomes(receiving.receive_folder(land.base2, [to])) == ["E_NOKEY"]
    assert outcomes(receiving.receive_folder(land.desk2, [to])) == ["E_NOKEY"]
    assert outcomes(receiving.receive_folder(land.province, [to])) == ["E_NOKEY"]


def test_results_come_back_and_every_signature_holds(land: Land) -> None:
    class_id = teach(land)
    extract.class_results(land.base1, class_id, to := land.place())
    for desk in (land.desk, land.desk2):
        assert outcomes(receiving.receive_folder(desk, [to])) == ["OK"]
        assert codes(desk) == set()
        for name in ("redemption", "result", "certificate", "claim", "attendance"):
            assert tables(desk)[name] == tables(land.base1)[name], name


def test_extract_then_stream_makes_no_doubles(land: Land) -> None:
    class_id = teach(land)
    extract.class_results(land.base1, class_id, to := land.place())
    receiving.receive_folder(land.desk, [to])
    before = tables(land.desk)["redemption"]
    streams.export(land.base1, stick := land.place())
    (found,) = receiving.receive_folder(land.desk, [stick])
    assert found.outcome == "OK"
    assert 0 < found.new < found.entries
    assert tables(land.desk)["redemption"] == before
    dev, ep = land.base1.stream()
    assert digest.Part(dev, ep, last(land.base1)) in digest.held(land.desk)
    rows = land.desk.store.rows("SELECT q FROM entry WHERE dev = ? ORDER BY q", (dev,))
    assert [row[0] for row in rows] == list(range(1, last(land.base1) + 1))
    parts = [part for part in digest.held(land.desk) if part.dev == dev]
    assert digest.digest(land.desk, parts) == digest.digest(land.base1, parts)


def test_stream_then_extract_makes_no_doubles(land: Land) -> None:
    class_id = teach(land)
    streams.export(land.base1, stick := land.place())
    receiving.receive_folder(land.desk, [stick])
    before = tables(land.desk), flags(land.desk)
    extract.class_results(land.base1, class_id, to := land.place())
    (found,) = receiving.receive_folder(land.desk, [to])
    assert (found.outcome, found.new) == ("OK", 0)
    assert (tables(land.desk), flags(land.desk)) == before


def test_a_later_class_file_adds_only_what_changed(land: Land) -> None:
    persons = [register(land.desk, number) for number in range(3)]
    class_id = open_class(land, persons[:2])
    extract.class_file(land.desk, class_id, to := land.place())
    receiving.receive_folder(land.base1, [to])
    training.enrol(land.desk, class_id, [persons[2].id])
    people.change(land.desk, persons[0].id, {"phone": "13800000001"})
    extract.class_file(land.desk, class_id, to := land.place())
    (found,) = receiving.receive_folder(land.base1, [to])
    assert (found.outcome, found.new) == ("OK", 3)
    assert len(training.roster(land.base1, class_id)) == 3


def test_a_base_that_is_not_admitted_cannot_be_written_to(founded: Land) -> None:
    admit_all(founded)
    desk = founded.desk
    training.add_base(founded.province, county=COUNTY, code="51990109", name="未开通基地", dev="", region=COUNTY)
    founded.exchange("desk")
    row = next(one for one in training.bases(desk) if one.name == "未开通基地")
    course = training.courses(desk)[0]
    class_id = training.create_class(
        desk, training.ClassDraft(row.id, course.id, 1, dt.date(2009, 9, 1), dt.date(2009, 9, 19), 15, 120, 30, 60_000)
    )
    with pytest.raises(AddresseeUnknown) as caught:
        extract.class_file(desk, class_id, founded.place())
    assert caught.value.name == "未开通基地"


def test_results_without_any_desk_in_the_directory_have_no_addressee(land: Land) -> None:
    class_id = teach(land)
    base = land.base1
    with base.store.transaction():
        base.store.execute("DELETE FROM unit_grant WHERE role = 'desk'")
    with pytest.raises(AddresseeUnknown):
        extract.class_results(base, class_id, land.place())


def test_a_failure_leaves_nothing_written_and_nothing_logged(land: Land) -> None:
    class_id = open_class(land, [register(land.desk, 1)])
    with pytest.raises(FolderMissing):
        extract.class_file(land.desk, class_id, land.root / "gone")
    assert land.desk.store.value("SELECT count(*) FROM bundle WHERE kind = 'extract'") == 0


def test_a_clerk_may_not_send_what_the_role_does_not_allow(land: Land) -> None:
    class_id = open_class(land, [register(land.desk, 1)])
    land.desk.session = None
    with pytest.raises(casebook.NotSignedIn):
        extract.class_file(land.desk, class_id, land.place())


def test_photographs_go_to_the_base_with_the_class_and_to_other_desks_and_not_to_the_province(land: Land) -> None:
    """Where a certificate is printed there is the face; the province's books name it, and do not hold it (docs/decisions/0054)."""
    persons = [register(land.desk, number) for number in range(3)]
    class_id = open_class(land, persons[:2])
    faces = [b"\xff\xd8\xff\xe0" + bytes([number]) * 20_000 for number in range(3)]
    for person, face in zip(persons, faces, strict=True):
        photographs.keep(land.desk, person.id, face)
    extract.class_file(land.desk, class_id, to := land.place())
    assert outcomes(receiving.receive_folder(land.base1, [to])) == ["OK"]
    rows = land.base1.store.rows("SELECT jpeg FROM photograph")
    assert {bytes(row[0]) for row in rows} == set(faces[:2])
    streams.export(land.desk, to := land.place())
    for book in (land.province, land.desk2):
        assert "OK" in outcomes(receiving.receive_folder(book, [to]))
    held = [
        [photographs.of(book, people.get(book, one.id).photo) for one in persons]
        for book in (land.province, land.desk2)
    ]
    assert held == [[None] * 3, faces]
    before = len(list(to.iterdir()))
    streams.export(land.desk, to)
    assert len(list(to.iterdir())) == before


def test_more_photographs_than_one_bundle_holds_are_spread(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part brings the rows that its pictures belong to."""
    monkeypatch.setattr(extract, "_PICTURES", 50_000)
    persons = [register(land.desk, number) for number in range(5)]
    class_id = open_class(land, persons)
    for number, person in enumerate(persons):
        photographs.keep(land.desk, person.id, b"\xff\xd8\xff\xe0" + bytes([number]) * 20_000)
    paths = extract.class_file(land.desk, class_id, to := land.place())
    assert len(paths) == 3
    assert set(outcomes(receiving.receive_folder(land.base1, [to]))) == {"OK"}
    assert land.base1.store.value("SELECT count(*) FROM photograph") == 5


def test_a_class_applied_for_by_the_base_is_approved_by_the_county(land: Land) -> None:
    """The application travels with the base's own entries, the answer with the class file."""
    base, desk = land.base1, land.desk
    own, course = training.own_base(base), training.courses(base)[0]
    assert own is not None
    plan = training.ClassDraft(own.id, course.id, 7, dt.date(2009, 11, 2), dt.date(2009, 11, 20), 15, 120, 30, 60_000)
    made = training.create_class(base, plan, status=training.APPLIED)
    extract.class_results(base, made, to := land.place())
    assert set(outcomes(receiving.receive_folder(desk, [to]))) == {"OK"}
    assert [row.id for row in overview.applied_for(desk)] == [made]
    training.answer_class(desk, made, approve=True)
    extract.class_file(desk, made, to := land.place())
    receiving.receive_folder(base, [to])
    assert training.get_class(base, made).status == training.APPROVED

"""Whatever a bundle brings, it is judged by one order of steps, and what cannot count is kept, told and never applied."""

from typing import Any

import pytest

from db import casebook, people
from rules.signing import SigningKey
from sync import admission, collector, digest, folder, receiving, streams
from sync.bundle import Sealed
from tests.sync.county import (
    COUNTY,
    Land,
    codes,
    cut,
    flags,
    give_vouchers,
    last,
    open_class,
    outcomes,
    register,
    tables,
)
from tests.sync.crafting import Forger, extract, own_entries, revoke


def take(book: casebook.Casebook, sealed: Sealed) -> receiving.Outcome:
    return receiving.take(book, sealed.data, sealed.name)


def state_of(book: casebook.Casebook, value: bytes) -> str:
    return str(book.store.value("SELECT state FROM entry WHERE hash = ?", (value,)))


# --- strangers ---------------------------------------------------------------------------------------------------------


def test_a_stranger_s_bundles_wait_and_are_applied_after_approval(founded: Land) -> None:
    desk, province, stick = founded.desk, founded.province, founded.place()
    person = register(desk, 1)
    admission.request(desk, stick)
    register(desk, 2)
    streams.export(desk, stick)
    assert outcomes(collector.collect(province, [stick]).outcomes) == ["Q_UNKNOWN_KEY"] * 2
    assert outcomes(collector.collect(province, [stick]).outcomes) == ["Q_UNKNOWN_KEY"] * 2
    assert province.store.value("SELECT count(*) FROM person") == 0
    (asked,) = admission.waiting(province)
    assert (asked.role, asked.county, asked.name, asked.ep) == ("desk", COUNTY, "安和县总工会", desk.stream()[1])
    assert asked.fingerprint == admission.fingerprint(desk)
    admission.approve(province, asked.keys.dev, asked.fingerprint, admission.Allotment(), founded.grant_key)
    assert people.count(province) == 2
    assert people.get(province, person.id).name == person.name
    assert admission.waiting(province) == []


def test_what_a_stranger_says_of_itself_is_checked(founded: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    from rules import canonical

    province = founded.province
    true = streams.request_document

    def lie(**change: Any) -> None:
        def document(book: casebook.Casebook) -> bytes:
            return canonical.dump({**canonical.load(true(book)), **change})

        monkeypatch.setattr(streams, "request_document", document)
        stick = founded.place()
        admission.request(founded.desk, stick)
        assert outcomes(collector.collect(province, [stick]).outcomes) == ["Q_UNKNOWN_KEY"]

    other = canonical.load(true(founded.desk2))
    assert isinstance(other, dict)
    for change in (
        {"role": "province"}, {"role": ["desk"]}, {"county": "51990"}, {"county": 519901}, {"county": "５１９９０１"}, {"name": ""}, {"name": "名" * 101},
        {"name": "a\nb"}, {"name": None}, {"ep": "00"}, {"ep": 7}, {"record": None}, {"record": other["record"]}, {"fmt": "yz1-other"},
    ):  # fmt: skip
        lie(**change)
    assert admission.waiting(province) == []
    lie()
    assert len(admission.waiting(province)) == 1


# --- the stream's own rules --------------------------------------------------------------------------------------------


def test_a_stranger_in_the_stream_s_place_is_refused(land: Land) -> None:
    """The desk's number with another key: not the desk."""
    from sync import bundle, device

    desk = land.desk
    locks, names = device.recipients(desk, desks=False)
    manifest = streams.draft(desk, "stream", names, desk.stream()[1], 1, 1, b"\1" * 32, b"\2" * 32)
    forged = bundle.seal(
        manifest,
        own_entries(desk)[0].line + b"\n",
        signer=SigningKey.from_seed(b"x" * 32),
        recipients=locks,
        province="51",
    )
    assert take(land.province, forged).outcome == "E_BADSIG"


def test_what_is_said_of_a_refused_bundle_does_not_hold_the_bundle(land: Land) -> None:
    """A folder of a thousand refused bundles must not stay in memory until the last one is judged."""
    register(land.desk, 1)
    register(land.desk, 2)
    late = cut(land.desk, 5, last(land.desk))
    broken = late.data[:-1]
    for found in (take(land.province, late), receiving.take(land.province, broken, "x.age")):
        assert found.error is not None
        assert found.outcome in {"GAP", "E_DAMAGED"}
        assert (found.error.__traceback__, found.error.__cause__, found.error.__context__) == (None, None, None)


def test_a_broken_chain_inside_a_bundle_is_refused(land: Land) -> None:
    for spoil in ("order", "prev", "head"):
        forger = Forger(land.desk)
        for number in range(3):
            forger.write("person", {"name": f"张{number}"})
        if spoil == "order":
            forger.made.reverse()
        elif spoil == "prev":
            del forger.made[1]
            forger.seq -= 1
        else:
            forger.head = b"\7" * 32
        assert take(land.province, forger.seal()).outcome == "E_CHAIN", spoil
    assert people.count(land.province) == 0


def test_a_forged_entry_in_an_extract_cannot_make_the_true_stream_a_fork(land: Land) -> None:
    """A desk claims that the base wrote something; the base's own stream still comes in whole."""
    base, province = land.base1, land.province
    forger = Forger(base)
    forged = forger.write("staff", {"name": "假冒"})
    assert take(province, extract(land.desk, province, [forged])).outcome == "OK"
    with base.write() as writer:
        writer.add("staff", {"name": "王真"})
    stick = land.place()
    streams.export(base, stick)
    assert outcomes(collector.collect(province, [stick]).outcomes) == ["OK"]
    assert province.store.value("SELECT count(*) FROM staff WHERE name = '王真'") == 1
    assert outcomes(collector.collect(province, [stick]).outcomes) == ["DUP"]
    with base.write() as writer:
        writer.add("staff", {"name": "李真"})
    assert take(province, cut(base, 3, last(base))).outcome == "OK"


def test_who_may_send_what(land: Land) -> None:
    from sync import bundle, device
    from sync.keys import recipient_of

    desk, province = land.desk, land.province
    lock = [recipient_of(device.keys(desk).public.age)]

    def sealed(sender: casebook.Casebook, kind: str, to: str = "") -> Sealed:
        ep = sender.stream(COUNTY)[1]
        manifest = streams.draft(sender, kind, [to or desk.workplace.dev.hex()], ep, 1, 1, b"\1" * 32, b"\1" * 32)
        line = own_entries(sender)[0].line + b"\n"
        return bundle.seal(
            manifest, line, receipt=b"{}" if kind == "receipt" else None, signer=device.keys(sender).signer, recipients=lock, province="51"
        )  # fmt: skip

    assert take(desk, sealed(land.base1, "receipt")).outcome == "E_ROLE"
    assert take(desk, sealed(province, "stream")).outcome == "E_ROLE"
    assert take(desk, sealed(land.base1, "stream", "ffffffffffffffff")).outcome == "E_NOT_FOR_ME"


def test_a_revoked_device_counts_up_to_the_cut(land: Land) -> None:
    desk, province = land.desk, land.province
    register(desk, 1)
    first = cut(desk, 1, last(desk))
    register(desk, 2)
    revoke(province, land.grant_key, desk, last(desk) - 2)
    assert take(province, first).outcome == "OK"
    assert take(province, cut(desk, last(desk) - 1, last(desk))).outcome == "Q_REVOKED"
    assert take(province, extract(desk, province, own_entries(desk))).outcome == "Q_REVOKED"
    assert people.count(province) == 1


# --- entries that do not count -----------------------------------------------------------------------------------------


def test_an_entry_of_the_wrong_writer_is_stored_unapplied_and_told(land: Land) -> None:
    desk, province = land.desk, land.province
    forger = Forger(desk)
    course = forger.write("course", {"name": "自设课程", "fee_fen": 1})
    paid = forger.write(
        "redemption",
        {"voucher": "00" * 16, "number": "1", "face_fen": 1, "fee_fen": 1, "amount_fen": 1, "day": "2009-09-28"},
    )
    person = forger.write("person", {"name": "张三"})
    found = take(province, forger.seal())
    assert (found.outcome, found.entries, found.new, found.flags) == ("OK", 3, 3, 2)
    assert [state_of(province, one.hash) for one in (course, paid, person)] == [
        "not_entitled",
        "not_entitled",
        "applied",
    ]
    assert codes(province) == {"NOT_ENTITLED"}
    assert tables(province)["redemption"] == []
    assert "自设课程" not in [row[0] for row in province.store.rows("SELECT name FROM course")]
    receipts = land.receipts()
    assert outcomes(receiving.receive_folder(desk, [receipts])).count("OK") == 1


def test_entries_of_a_newer_program_or_a_wrong_shape_are_kept_and_told(land: Land) -> None:
    province = land.province
    forger = Forger(land.desk)
    forger.write("loan", {"sum": 1})
    forger.write("person", {"name": "李四", "nickname": "小四"})
    forger.write("person", {"name": 4})
    forger.write("person", {"name": "王五"}, version=99)
    forger.write("person", {"name": "赵六"}, kind="fact")
    assert take(province, forger.seal()).outcome == "OK"
    states = [state_of(province, one.hash) for one in forger.made]
    assert states == ["unknown", "unknown", "bad_shape", "unknown", "bad_shape"]
    assert codes(province) == {"UNKNOWN", "BAD_SHAPE"}
    assert people.count(province) == 0


def test_money_without_or_with_a_wrong_signature_is_told(land: Land) -> None:
    desk, province = land.desk, land.province
    clerk = desk.signed_in
    values = {
        "number": "5120095199010010000010",
        "face_fen": 50_000,
        "valid_until": "2010-06-30",
        "issued_on": "2009-09-28",
    }
    forger = Forger(desk)
    bare = forger.write("voucher_issue", values)
    wrong = forger.write(
        "voucher_issue",
        {**values, "number": "5120095199010010000028"},
        signers=[(clerk.user_id.hex(), SigningKey.from_seed(b"n" * 32))],
    )
    stranger = forger.write("voucher_issue", {**values, "number": "1"}, signers=[("ee" * 16, clerk.signer)])
    right = forger.write("voucher_issue", {**values, "number": "2"}, signers=[(clerk.user_id.hex(), clerk.signer)])
    one = forger.write("voucher_void", {"number": "3"}, signers=[(clerk.user_id.hex(), clerk.signer)])
    assert take(province, forger.seal()).outcome == "OK"
    told = {(code, row) for code, _, row, _ in flags(province)}
    assert {
        ("UNSIGNED", bare.row),
        ("BAD_SIGNATURE", wrong.row),
        ("SIGNER_UNKNOWN", stranger.row),
        ("UNSIGNED", one.row),
    } <= told
    assert right.row not in {row for _, row in told}


def test_a_clerk_who_is_heard_of_later_settles_the_doubt(land: Land) -> None:
    """The extract brings the redemption before the staff row; the base's stream brings the clerk."""
    from db import training, vouchers

    desk, base = land.desk, land.base1
    persons = [register(desk, 1)]
    class_id = open_class(land, persons)
    token = give_vouchers(land, persons)[0].token
    casebook.add_user(base, login="xin", name="新来", role="base_staff", passphrase="correct horse 1")
    base.session = casebook.sign_in(base.workplace, "xin", "correct horse 1")[1]
    to = land.place()
    from sync import extract as extracting

    extracting.class_file(desk, class_id, to)
    receiving.receive_folder(base, [to])
    assert training.roster(base, class_id)
    vouchers.redeem(base, token, class_id)
    assert take(desk, extract(base, desk, own_entries(base, "redemption"))).flags == 1
    assert codes(desk) == {"SIGNER_UNKNOWN"}
    stick = land.place()
    streams.export(base, stick)
    assert outcomes(receiving.receive_folder(desk, [stick])) == ["OK"]
    assert codes(desk) == set()


# --- whose word counts -------------------------------------------------------------------------------------------------


def test_a_base_speaks_for_nobody_but_itself(land: Land) -> None:
    desk, base, other = land.desk, land.base1, land.desk2
    forger = Forger(other)
    forged = forger.write("person", {"name": "无中生有"})
    mine = Forger(desk).write("person", {"name": "冒名"})
    found = take(desk, extract(base, desk, [forged, mine]))
    assert (found.outcome, found.flags) == ("OK", 2)
    assert people.count(desk) == 0
    assert codes(desk) == {"NOT_ENTITLED"}


def test_a_true_entry_counts_when_somebody_brings_it_who_may(land: Land) -> None:
    """A base spreads a desk's entry before the desk does: kept aside, then applied, and the digests agree."""
    desk, other = land.desk, land.desk2
    person = register(other, 1)
    take(desk, extract(land.base1, desk, own_entries(other)))
    assert people.count(desk) == 0
    stick = land.place()
    streams.export(other, stick)
    assert outcomes(receiving.receive_folder(desk, [stick])) == ["OK"]
    assert people.get(desk, person.id).name == person.name
    assert codes(desk) == set()
    parts = [part for part in digest.held(other) if part.dev == other.workplace.dev]
    assert digest.digest(desk, parts) == digest.digest(other, parts)


def test_an_extract_of_a_device_not_yet_known_is_held_and_released(founded: Land) -> None:
    from sync.receipt import write

    province = founded.province
    requests = founded.place()
    for name in ("desk", "desk2", "base1"):
        admission.request(founded.book(name), requests)
    collector.collect(province, [requests])
    asked = {one.keys.dev: one for one in admission.waiting(province)}

    def approve(name: str) -> None:
        one = asked[founded.book(name).workplace.dev]
        admission.approve(province, one.keys.dev, one.fingerprint, admission.Allotment(), founded.grant_key)

    approve("desk")
    approve("base1")
    first = founded.place()
    write(province, founded.base1.workplace.dev.hex(), first)
    receiving.receive_folder(founded.base1, [first])
    person = register(founded.desk2, 1)
    found = take(founded.base1, extract(founded.desk, founded.base1, own_entries(founded.desk2)))
    assert (found.outcome, found.flags) == ("OK", 0)
    assert founded.base1.store.value("SELECT count(*) FROM entry WHERE state = 'held'") > 0
    assert people.count(founded.base1) == 0
    approve("desk2")
    second = founded.place()
    write(province, founded.base1.workplace.dev.hex(), second)
    assert outcomes(receiving.receive_folder(founded.base1, [second])) == ["OK"]
    assert founded.base1.store.value("SELECT count(*) FROM entry WHERE state = 'held'") == 0
    assert founded.base1.store.value("SELECT name FROM person WHERE id = ?", (person.id,)) == person.name


def test_lines_of_an_extract_that_are_none_are_refused(land: Land) -> None:
    from sync import bundle, device
    from sync.keys import recipient_of

    desk, base = land.desk, land.base1
    good = own_entries(desk)[0]
    for line in (
        b"x", good.line, b"zz\tzz\t" + good.line, desk.workplace.dev.hex().upper().encode() + b"\t" + good.ep.hex().encode() + b"\t" + good.line,
        b"0\t0\t" + good.line, good.dev.hex().encode() + b"\t" + good.ep.hex().encode() + b"\t" + good.line[:-1],
    ):  # fmt: skip
        manifest = streams.draft(desk, "extract", [base.workplace.dev.hex()], desk.stream()[1], 1, 1, b"", b"")
        lock = recipient_of(device.keys(base).public.age)
        sealed = bundle.seal(manifest, line + b"\n", signer=device.keys(desk).signer, recipients=[lock], province="51")
        assert take(base, sealed).outcome == "E_CHAIN"


# --- the log -----------------------------------------------------------------------------------------------------------


def test_the_log_tells_once_why_a_bundle_was_not_taken(land: Land) -> None:
    desk, province = land.desk, land.province
    stick = land.place()
    streams.export(desk, stick)
    (path,) = folder.bundles(stick)
    path.write_bytes(path.read_bytes()[:-1])
    for _ in range(3):
        assert outcomes(collector.collect(province, [stick]).outcomes) == ["E_DAMAGED"]
    assert province.store.value("SELECT count(*) FROM bundle WHERE outcome = 'E_DAMAGED'") == 1

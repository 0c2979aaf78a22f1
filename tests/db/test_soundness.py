"""记录校验: whatever is done to the file past the program is found, and the first bad entry is named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import casebook, drafts, journal, people, soundness
from db.casebook import Casebook
from db.soundness import CHAIN, CONTENT, ROW, STRAY, Fault
from rules.clock import StoryClock
from rules.wrapping import Parameters
from tests.db.conftest import PASSPHRASE, County, draft, voucher_block


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a desk with some people once; closed, to be copied."""
    import datetime as dt

    plan = casebook.Foundation("desk", "安和县总工会", "519901", "lishu", "李书", "supervisor", PASSPHRASE)
    path = tmp_path_factory.mktemp("sound") / "desk"
    book = casebook.found(path, plan, StoryClock(dt.date(2009, 9, 28)), parameters=Parameters(1, 8, 1))
    for number in range(4):
        people.register(book, draft(number, f"李{number}"))
    people.change(book, people.page(book)[-1].id, {"phone": "13800000001"})
    book.close()
    return path


@pytest.fixture
def desk(filled: Path, tmp_path: Path, clock: StoryClock) -> Iterator[Casebook]:
    shutil.copytree(filled, tmp_path / "desk")
    book = casebook.open_casebook(tmp_path / "desk", "", PASSPHRASE, clock)
    yield book
    book.close()


def tamper(book: Casebook, *statements: str) -> None:
    with book.store.transaction():
        for sql in statements:
            book.store.execute(sql)


def first(book: Casebook) -> Fault:
    return soundness.check(book).faults[0]


def test_what_the_program_wrote_is_sound(desk: Casebook) -> None:
    steps: list[tuple[int, int]] = []
    found = soundness.check(desk, lambda done, total: steps.append((done, total)))
    assert found.sound
    assert (found.streams, found.entries, found.rows) == (1, 11, 9)
    assert steps[-1] == (22, 22)
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("statements", "kind", "q"),
    [
        (["DELETE FROM entry WHERE q = 5"], CHAIN, 5),
        (["UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '李', '王') AS BLOB) WHERE q = 5"], CHAIN, 5),
        (["UPDATE entry SET q = 0 WHERE q = 5", "UPDATE entry SET q = 5 WHERE q = 7", "UPDATE entry SET q = 7 WHERE q = 0"], CHAIN, 5),
        (["UPDATE entry SET tbl = 'staff' WHERE q = 5"], CHAIN, 5),
        (["UPDATE entry SET ts = ts + 1 WHERE q = 5"], CHAIN, 5),
        (["UPDATE entry SET body = NULL, salt = x'' WHERE q = 5"], CONTENT, 5),
        (["DELETE FROM entry WHERE q = 11"], CHAIN, 11),
        (["DELETE FROM entry WHERE q >= 10"], CHAIN, 10),
        (["UPDATE stream SET head = zeroblob(32)"], CHAIN, 11),
    ],
)  # fmt: skip
def test_the_first_bad_entry_is_named(desk: Casebook, statements: list[str], kind: str, q: int) -> None:
    tamper(desk, *statements)
    found = first(desk)
    assert (found.kind, found.q, found.unit, found.own) == (kind, q, "安和县总工会", True)
    if q < 10:
        assert found.day is not None
        assert found.table in {"服务对象", "服务对象档案", "经办人员"}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE person SET phone = '110' WHERE name = '李2'", ROW),
        ("UPDATE person SET doc_no = NULL WHERE name = '李2'", ROW),
        ("DELETE FROM person WHERE name = '李2'", ROW),
        ("UPDATE staff SET role = 'officer'", ROW),
        ("INSERT INTO person (id, name) VALUES (zeroblob(16), '多出来的人')", STRAY),
        ("INSERT INTO voucher_issue (id, number) VALUES (zeroblob(16), '1')", STRAY),
    ],
)
def test_a_row_that_its_entries_do_not_make_is_named(desk: Casebook, statement: str, kind: str) -> None:
    tamper(desk, statement)
    (found,) = soundness.check(desk).faults
    assert (found.kind, found.q) == (kind, 0)
    assert found.table in {"服务对象", "经办人员", "培训券发放"}


def test_others_streams_are_checked_too(county: County) -> None:
    """The county's entries came without bundles, so no stream account holds them; their bytes are judged all the same."""
    county.grant(1, 10, 1_000_000)
    person = people.register(county.desk, draft(1))
    county.pass_on(county.desk, county.province)
    assert voucher_block(1, 2)
    assert soundness.check(county.province).sound
    tamper(
        county.province,
        f"UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '{person.name}', '王') AS BLOB) WHERE tbl = 'person'",
    )
    found = first(county.province)
    assert (found.kind, found.unit, found.own, found.table) == (CHAIN, "安和县总工会", False, "服务对象")


def test_a_broken_chain_opens_for_reading_alone(desk: Casebook, clock: StoryClock) -> None:
    path = desk.workplace.path
    people.register(desk, draft(30))
    tamper(desk, "DELETE FROM entry WHERE q = 13")
    desk.close()
    book = casebook.open_casebook(path, "", PASSPHRASE, clock)
    try:
        assert book.damage is not None
        assert (book.damage.fields["q"], book.damage.fields["dev"]) == (13, book.workplace.dev.hex())
        assert people.count(book) == 5
        twin = book.twin()
        for one in (book, twin):
            with pytest.raises(journal.ChainBroken):
                people.register(one, draft(31))
            with pytest.raises(journal.ChainBroken):
                one.new_epoch("x")
        twin.close()
        assert drafts.save(book, "intake", {"name": "未登记"})
        assert first(book).q == 13
    finally:
        book.close()


def test_a_check_may_be_stopped(desk: Casebook) -> None:
    class StoppedError(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        soundness.check(desk, stop)

"""The journal: a row and its entry stand or fall together, whatever happens in between."""

import itertools
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from db import casebook, entries, journal, people
from db.casebook import Casebook
from db.store import StoreDiskFull
from rules.clock import StoryClock
from tests.db.conftest import COUNTY, PASSPHRASE, County, draft


def counts(book: Casebook) -> tuple[int, ...]:
    return tuple(
        book.store.value(f"SELECT count(*) FROM {table}") for table in ("person", "person_profile", "entry", "term")
    )


def joined(desk: Casebook) -> bytes:
    """Give the stream's lines as the quick way gives them."""
    last = desk.store.value("SELECT max(q) FROM entry")
    pieces = journal.blocks(desk.store, *desk.stream(), 1, last + 1)
    return b"".join(piece if isinstance(piece, bytes) else piece.text() for piece in pieces)


def one_by_one(desk: Casebook) -> bytes:
    return b"".join(line + b"\n" for line in journal.lines(desk.store, *desk.stream(), 1, 10_000))


def test_the_quick_way_gives_the_same_lines_also_of_an_erased_row_and_beside_a_forged_entry(
    desk: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_BATCH", 3)
    for number in range(1, 6):
        people.register(desk, draft(number, f"张{number}"))
    assert joined(desk) == one_by_one(desk)
    with desk.store.transaction():
        desk.store.execute("UPDATE entry SET body = NULL, salt = x'' WHERE q = 4")
    assert b"\t\t\n" in joined(desk)
    assert joined(desk) == one_by_one(desk)
    forged = desk.store.one("SELECT * FROM entry WHERE q = 7")
    columns = [name for name in forged.keys() if name != "n"]  # noqa: SIM118 - a row of the store, not a map
    header = b'{"p":"' + b"00" * 32 + b'"}'
    values = {name: forged[name] for name in columns} | {"hash": entries.entry_hash(header), "header": header}
    with desk.store.transaction():
        desk.store.execute(
            f"INSERT INTO entry ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            tuple(values[name] for name in columns),
        )
    assert joined(desk) == one_by_one(desk)
    assert b'{"p":"0000' not in joined(desk)


def test_every_row_has_its_entry_and_the_chain_holds(desk: Casebook) -> None:
    person = people.register(desk, draft(1, "张三丰"))
    people.change(desk, person.id, {"phone": "13800138000"})
    dev, ep = desk.stream()
    lines = list(journal.lines(desk.store, dev, ep, 1, 100))
    found = [entries.parse(dev, ep, line) for line in lines]
    assert [(entry.q, entry.tbl, entry.kind) for entry in found] == [
        (1, "epoch", "epoch"), (2, "staff", "patch"), (3, "person", "patch"), (4, "person_profile", "patch"), (5, "person", "patch"),
    ]  # fmt: skip
    assert found[4].values == {"phone": "13800138000"}
    assert found[4].par == (found[2].hash,)
    assert all(one.p == before.hash for before, one in itertools.pairwise(found))
    assert found[0].p == entries.stream_root(dev, ep)
    assert found[2].actor == desk.signed_in.user_id.hex()
    with desk.store.transaction():
        assert journal.verify_chain(desk.store, dev, ep) == 5


def test_rows_written_after_each_other_lie_beside_each_other(desk: Casebook) -> None:
    """A row's id begins with the number of its first entry; what follows is random."""
    with desk.write() as writer:
        ids = [writer.add("person", {"name": f"李{number}"}) for number in range(3)]
    numbers = desk.store.rows("SELECT q FROM entry WHERE tbl = 'person' ORDER BY q")
    assert [int.from_bytes(one[:6], "big") for one in ids] == [row[0] for row in numbers]
    assert ids == sorted(ids)
    assert len({one[6:] for one in ids}) == 3


def test_a_failure_leaves_neither_row_nor_entry(desk: Casebook) -> None:
    before, anchor = counts(desk), (desk.workplace.path / "anchor.json").read_bytes()
    with pytest.raises(ZeroDivisionError), desk.write() as writer:  # noqa: PT012
        people.register_many(desk, [draft(n) for n in range(900)], writer=writer)
        writer.flush()
        _ = 1 / 0
    assert counts(desk) == before
    assert (desk.workplace.path / "anchor.json").read_bytes() == anchor
    people.register(desk, draft(1))
    with desk.store.transaction():
        assert journal.verify_chain(desk.store, *desk.stream(), full=True) == 4


def test_a_full_disk_leaves_nothing_half_written(desk: Casebook) -> None:
    before = counts(desk)
    pages = desk.store.value("PRAGMA page_count")
    desk.store.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreDiskFull), desk.write() as writer:
        people.register_many(desk, [draft(n) for n in range(900)], writer=writer)
    assert counts(desk) == before
    assert desk.store.check() == []
    desk.store.execute("PRAGMA max_page_count = 1000000")
    people.register(desk, draft(1))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '李', '王') AS BLOB) WHERE q = 3",
        'UPDATE entry SET header = CAST(replace(CAST(header AS TEXT), \'"k":"patch"\', \'"k":"fact"\') AS BLOB) WHERE q = 3',
        "UPDATE entry SET salt = zeroblob(16) WHERE q = 3",
        "UPDATE entry SET hash = zeroblob(32) WHERE q = 3",
        "DELETE FROM entry WHERE q = 3",
        "UPDATE entry SET q = 30 WHERE q = 3",
    ],
)
def test_the_first_bad_entry_is_named(desk: Casebook, sql: str) -> None:
    people.register(desk, draft(1))
    people.register(desk, draft(2))
    with desk.store.transaction():
        desk.store.execute(sql)
    with pytest.raises(journal.ChainBroken) as broken:
        journal.verify_chain(desk.store, *desk.stream(), full=True)
    assert broken.value.fields["q"] == 3
    assert broken.value.fields["day"] == "2009-09-28"


def test_a_chain_cut_at_the_end_is_noticed(desk: Casebook) -> None:
    people.register(desk, draft(1))
    with desk.store.transaction():
        desk.store.execute("DELETE FROM entry WHERE q = 4")
    with pytest.raises(journal.ChainBroken) as broken:
        journal.verify_chain(desk.store, *desk.stream(), full=True)
    assert broken.value.fields["q"] == 4


def test_a_broken_chain_opens_for_reading_alone(desk: Casebook, clock: StoryClock) -> None:
    people.register(desk, draft(1))
    with desk.store.transaction():
        desk.store.execute("UPDATE entry SET salt = zeroblob(16) WHERE q = 4")
    desk.close()
    book = casebook.open_casebook(desk.workplace.path, "lishu", PASSPHRASE, clock)
    with pytest.raises(journal.ChainBroken), book.write():
        pass
    book.close()


_KILLED = """
    import os, pathlib, signal, sys
    from db import casebook, people
    from rules.clock import SystemClock
    book = casebook.open_casebook(pathlib.Path(sys.argv[1]), "lishu", sys.argv[2], SystemClock())
    with book.write() as writer:
        for lot in range(4):
            people.register_many(book, [people.PersonDraft(f"王{chr(0x4e00 + n)}") for n in range(1500)], writer=writer)
            writer.flush()
        print("written", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_kill_in_the_middle_of_a_bulk_write_leaves_a_sound_store(desk: Casebook, clock: StoryClock) -> None:
    people.register(desk, draft(1, "张三"))
    before = counts(desk)
    desk.close()
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_KILLED), str(desk.workplace.path), PASSPHRASE],
        cwd=root, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("written\n", -9)
    again = casebook.open_casebook(desk.workplace.path, "lishu", PASSPHRASE, clock)
    assert counts(again) == before
    assert again.store.check() == []
    people.register(again, draft(2))
    assert journal.verify_chain(again.store, *again.stream(), full=True) == 6
    again.close()


def test_only_a_table_s_writers_write_it(county: County) -> None:
    with pytest.raises(journal.NotWriter), county.base.write() as writer:
        writer.add("person", {"name": "张三"})
    with pytest.raises(journal.NotWriter), county.desk.write() as writer:
        writer.fact("attendance", {"day": county.clock.now().date()})


def test_mistakes_of_ours_stay_mistakes(desk: Casebook) -> None:
    with desk.write() as writer:
        with pytest.raises(ValueError, match="fact"):
            writer.fact("person", {})
        with pytest.raises(KeyError):
            writer.add("person", {"aura": 1})
        with pytest.raises(KeyError):
            writer.fact("voucher_loss", {})
        with pytest.raises(KeyError):
            writer.patch("person", b"?" * 16, {"name": "A"})
        with pytest.raises(ValueError, match="decide"):
            writer.decide("person", b"?" * 16, "name", b"h" * 32)


def test_what_does_not_change_is_not_written(desk: Casebook) -> None:
    person = people.register(desk, draft(1, "张三"))
    with desk.write() as writer:
        assert not writer.patch("person", person.id, {"name": "张三"})
        assert writer.patch("person", person.id, {"name": None})
        assert writer.tables == set()
    assert writer.tables == {"person"}
    assert desk.store.value("SELECT name FROM person") is None


def disputed(county: County) -> tuple[Casebook, bytes]:
    """Let two desks change one person's telephone side by side; give the desk that knows of both."""
    from db.apply import apply

    person = people.register(county.desk, draft(1, "张三")).id
    parent = county.desk.store.value("SELECT _heads FROM person")
    people.change(county.desk, person, {"phone": "13800138000"})
    foreign = entries.make(
        stream=(b"o" * 8, b"e" * 8), q=1, previous=b"p" * 32, tbl="person", row=person, kind="patch", parents=[parent], actor="", schema_version=1,
        ts=0, clock_doubt=False, values={"phone": "13900139000"}, salt=b"s" * 16,
    )  # fmt: skip
    with county.desk.store.transaction():
        apply(county.desk.store, [foreign], lambda _: "desk", 0)
    return county.desk, person


def test_a_disputed_field_waits_for_a_decision_and_holds_up_nothing_else(county: County) -> None:
    desk, person = disputed(county)
    assert people.get(desk, person).disputed
    with pytest.raises(journal.FieldDisputed) as refused:
        people.change(desk, person, {"phone": "13700137000"})
    assert refused.value.fields == {"table": "服务对象", "column": "联系电话"}
    people.change(desk, person, {"name": "张三丰"})
    from db.apply import row_projection

    values = row_projection(desk.store, "person", person).current["phone"]
    chosen = (
        next(value for value, hash_ in values if value == "13900139000"),
        next(hash_ for value, hash_ in values if value == "13900139000"),
    )
    with desk.write() as writer:
        writer.decide("person", person, "phone", chosen[1])
    row = people.get(desk, person)
    assert (row.phone, row.name, row.disputed) == ("13900139000", "张三丰", False)
    people.change(desk, person, {"phone": "13700137000"})
    assert people.get(desk, person).phone == "13700137000"


def test_a_clock_that_went_back_is_said_in_the_entry(desk: Casebook, clock: StoryClock) -> None:
    clock.advance(-90_000)
    people.register(desk, draft(1))
    dev, ep = desk.stream()
    found = [entries.parse(dev, ep, line).clk for line in journal.lines(desk.store, dev, ep, 1, 99)]
    assert found == [0, 0, 1, 1]


def test_the_province_keeps_one_stream_for_each_county(county: County) -> None:
    assert county.province.stream(COUNTY) != county.province.stream()
    assert county.province.stream()[0] == county.province.workplace.dev
    with pytest.raises(KeyError):
        county.province.stream("519999")

"""The figures of the vouchers are counted again as soon as something that they rest on changes, from wherever, and not before."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from db import people, settlement, vouchers
from db.casebook import Casebook
from db.tables.training import COUNTED
from db.vouchers import IssueDraft
from rules.vouchers import Counts
from tests.bench import ground
from tests.db.conftest import FACE_FEN, County, draft

RESTS_ON = COUNTED | {"unit_grant", "revocation", "branch", "contest_heard", "contest_ruling", "json_each", "json_tree"}
"""What may be read: facts whose entries are noted, and what the question after the version looks at itself."""
NO_FIGURE = {"setting", "entry", "stream", "base", "sqlite_master", "sqlite_temp_master"}
"""Read for names, for the place of an entry in its stream, which never changes, and for the version."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    count = settlement._count

    def note(book: Casebook, county: str) -> Counts:
        seen.append(county)
        return count(book, county)

    monkeypatch.setattr(settlement, "_count", note)
    return seen


def test_what_has_nothing_to_do_with_vouchers_is_no_reason_to_count(tmp_path: Path, counted: list[str]) -> None:
    book = ground.found(tmp_path / "desk")
    twin = book.twin()
    first = settlement.counts(book)
    assert settlement.counts(book) is first
    book.set_setting("some", "thing")
    twin.set_setting("another", "thing")
    people.register(twin, people.PersonDraft("王小芳", sex="2", profile={"registered_on": dt.date(2009, 9, 1)}))
    assert settlement.counts(book) is first
    assert counted == ["519901"]
    settlement.counts(book, "519902")
    settlement.counts(book, "519902")
    assert len(counted) == 2
    twin.close()
    book.close()


def test_a_grant_an_issue_a_void_and_what_came_from_outside_are_counted(county: County, counted: list[str]) -> None:
    desk, province = county.desk, county.province

    def asked() -> int:
        for book in (desk, province):
            settlement.counts(book, "519901")
            assert settlement.counts(book, "519901") == settlement._count(book, "519901")
        made = len(counted)
        counted.clear()
        return made - 2

    asked()
    assert asked() == 0
    county.grant(1, 10, 10 * FACE_FEN)
    assert asked() == 2
    person = people.register(desk, draft(1))
    assert asked() == 0
    issued = vouchers.issue(desk, [IssueDraft(person.id, "焊工")])[0]
    assert asked() == 1
    county.pass_on(desk, province)
    assert asked() == 1
    vouchers.void(desk, issued.number, "写错", second=county.second)
    assert asked() == 1
    assert settlement.counts(desk, "519901").void == 1


def test_all_that_is_read_for_the_figures_is_what_the_version_rests_on(county: County) -> None:
    county.grant(1, 10, 10 * FACE_FEN)
    vouchers.issue(county.desk, [IssueDraft(people.register(county.desk, draft(1)).id, "焊工")])
    read: set[str] = set()

    def note(action: int, name: str | None, *_more: object) -> int:
        if action == sqlite3.SQLITE_READ and name:
            read.add(name)
        return sqlite3.SQLITE_OK

    book = county.desk.twin()
    book.store.conn.set_authorizer(note)
    settlement._count(book, "519901")
    book.store.conn.set_authorizer(None)
    book.close()
    tables = {
        row[0] for row in county.desk.store.tuples("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    }
    assert "redemption" in read
    assert (read & tables) - NO_FIGURE <= RESTS_ON

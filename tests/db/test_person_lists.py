"""The list of persons: walked in pieces, in every order, by every filter, without one lost or shown twice."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import erased, people, person_lists, search, walks
from db.casebook import Casebook
from db.people import PersonDraft
from db.person_lists import Wanted
from rules import pinyin
from tests.bench import ground

DAY = dt.date(2009, 3, 2)
EVERYBODY = Wanted()


@pytest.fixture
def book(grown: Path, tmp_path: Path) -> Iterator[Casebook]:
    made = ground.reopened(grown, tmp_path / "desk")
    yield made
    made.close()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lists") / "desk"
    made = ground.found(place)
    ground.fill(made, ground.drafts(700))
    people.register(
        made, PersonDraft("单雄", sex="1", birth="1979-05", profile={"home_region": "510104", "groups": ("laid_off",)})
    )
    made.close()
    return place


def everything(book: Casebook, wanted: Wanted = EVERYBODY, order: str = "", *, descending: bool = False) -> list[int]:
    found: list[int] = []
    mark = None
    while True:
        piece = person_lists.piece(book, wanted, order, descending=descending, mark=mark)
        found += piece.numbers
        if piece.mark is None:
            return found
        mark = piece.mark


def names(book: Casebook, numbers: list[int]) -> list[str]:
    known = people.by_numbers(book, numbers)
    return [known[n].name for n in numbers]


@pytest.fixture
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "FIRST", 7)
    monkeypatch.setattr(walks, "STEP", 31)


@pytest.mark.usefixtures("short_steps")
@pytest.mark.parametrize("order", ["", "name", "birth", "doc_no", "phone", "sex", "registered_on", "home"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_has_everybody_once(book: Casebook, order: str, descending: bool) -> None:
    found = everything(book, order=order, descending=descending)
    assert sorted(found) == sorted(everything(book))
    assert len(set(found)) == len(found) == 701
    assert found == everything(book, order=order, descending=not descending)[::-1]


@pytest.mark.usefixtures("short_steps")
def test_names_go_by_their_sound_the_surname_by_its_own(book: Casebook) -> None:
    listed = names(book, everything(book, order="name"))
    assert listed == sorted(listed, key=pinyin.sort_key)
    before, after = listed[listed.index("单雄") - 1], listed[listed.index("单雄") + 1]
    assert pinyin.sort_key(before)[0] <= "shan xiong" <= pinyin.sort_key(after)[0]


@pytest.mark.usefixtures("short_steps")
@pytest.mark.parametrize("order", ["", "name", "birth"])
def test_filters_choose_the_same_in_every_order(book: Casebook, order: str) -> None:
    everybody = people.by_numbers(book, everything(book))
    pending = {n for n, row in everybody.items() if row.doc_pending}
    men = {n for n, row in everybody.items() if row.sex == "1"}
    (odd,) = (n for n, row in everybody.items() if row.name == "单雄")
    assert pending
    assert set(everything(book, Wanted(pending=True), order)) == pending
    assert set(everything(book, Wanted(sex="1"), order)) == men
    assert set(everything(book, Wanted(sex="1", pending=True), order)) == men & pending
    assert everything(book, Wanted(region="510100"), order) == [odd]
    assert everything(book, Wanted(group="laid_off"), order) == [odd]
    assert everything(book, Wanted(text="单雄"), order) == [odd]
    assert odd not in everything(book, Wanted(first=DAY, last=DAY), order)
    assert len(everything(book, Wanted(first=DAY, last=DAY), order)) == 700
    assert everything(book, Wanted(text="无此人"), order) == []


def test_lines_come_in_the_order_asked_and_a_gap_stays_a_gap(book: Casebook) -> None:
    some = [5, 3, 9_999, 1]
    found = person_lists.lines(book, some)
    assert [line.n if line else None for line in found] == [5, 3, None, 1]
    assert all(line.registered_on == "2009-03-02" for line in found if line)


def test_a_name_that_changes_and_one_that_is_erased_keep_one_place(book: Casebook) -> None:
    gone = person_lists.lines(book, [1])[0]
    assert gone is not None
    with book.store.transaction():
        erased.carry_out(book.store, [("person", gone.person.id)], [], 0, lambda _tbl, _row: b"")
    assert everything(book, order="name")[-1] == 1
    row = person_lists.lines(book, [2])[0]
    assert row is not None
    people.change(book, row.person.id, {"name": "阿宝"})
    assert names(book, everything(book, order="name"))[0] == "阿宝"
    assert len(everything(book, order="name")) == 701


def test_a_walk_can_be_stopped(book: Casebook) -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        person_lists.piece(book, Wanted(sex="1"), "birth", check=stop)


def test_an_upgrade_adds_the_sounds_of_who_was_there_before(tmp_path: Path) -> None:
    made = ground.found(tmp_path / "desk")
    ground.fill(made, ground.drafts(50))
    before = everything(made, order="name")
    with made.store.transaction():
        made.store.execute("DELETE FROM term WHERE key >= 's' AND key < 't'")
    assert everything(made, order="name") == []
    with made.store.transaction():
        search.add_sounds(made.store.execute)
    assert everything(made, order="name") == before
    made.close()

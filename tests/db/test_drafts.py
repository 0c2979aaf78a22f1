"""Drafts: kept over each other under one name, listed by kind, forgotten when done, never sent."""

from db import drafts
from db.casebook import Casebook
from rules.clock import StoryClock


def test_a_draft_is_kept_over_itself(desk: Casebook) -> None:
    name = drafts.save(desk, "intake", {"name": "王", "groups": ["returned"]})
    assert drafts.save(desk, "intake", {"name": "王秀英", "groups": []}, name) == name
    found = drafts.load(desk, name)
    assert found is not None
    assert (found.values, found.at) == ({"name": "王秀英", "groups": []}, desk.now)
    drafts.drop(desk, name)
    assert drafts.load(desk, name) is None


def test_drafts_are_listed_by_kind_the_last_first(desk: Casebook, clock: StoryClock) -> None:
    first = drafts.save(desk, "intake", {"name": "甲"})
    clock.advance(60)
    second = drafts.save(desk, "intake", {"name": "乙"})
    drafts.save(desk, "intakes", {"name": "丙"})
    drafts.save(desk, "class", {"name": "丁"})
    assert [draft.name for draft in drafts.of_kind(desk, "intake")] == [second, first]
    assert [draft.name for draft in drafts.of_kind(desk, "intake", limit=1)] == [second]


def test_a_draft_is_no_entry(desk: Casebook) -> None:
    before = desk.store.value("SELECT count(*) FROM entry")
    drafts.save(desk, "intake", {"name": "王"})
    assert desk.store.value("SELECT count(*) FROM entry") == before

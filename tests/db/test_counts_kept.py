"""The figures of the vouchers are counted again as soon as anything changes, from wherever, and not before."""

from pathlib import Path

import pytest

from db import settlement
from db.casebook import Casebook
from rules.vouchers import Counts
from tests.bench import ground


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    count = settlement._count

    def note(book: Casebook, county: str) -> Counts:
        seen.append(county)
        return count(book, county)

    monkeypatch.setattr(settlement, "_count", note)
    return seen


def test_nothing_new_is_not_counted_again(tmp_path: Path, counted: list[str]) -> None:
    book = ground.found(tmp_path / "desk")
    twin = book.twin()
    first = settlement.counts(book)
    assert settlement.counts(book) is first
    assert counted == ["519901"]
    book.set_setting("some", "thing")
    settlement.counts(book)
    assert len(counted) == 2
    twin.set_setting("another", "thing")
    settlement.counts(book)
    assert len(counted) == 3
    settlement.counts(book, "519902")
    settlement.counts(book, "519902")
    assert len(counted) == 4
    twin.close()
    book.close()

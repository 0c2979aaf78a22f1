"""What never came: a gap waits, an officer closes it, what follows is applied and marked, and what comes after all fills it."""

import pytest

from db import flags, gaps, people
from db.casebook import NotPermitted
from sync import collector, digest, receiving, streams
from tests.sync.county import Land, codes, cut, last, outcomes, register


def with_a_gap(land: Land) -> tuple[receiving.Outcome, streams.Exported, list[bytes]]:
    """Lose a stick with one person, bring the next one."""
    desk, lost, later = land.desk, land.place(), land.place()
    register(desk, 1)
    (gone,) = streams.export(desk, lost)
    register(desk, 2)
    streams.export(desk, later)
    (found,) = collector.collect(land.province, [later]).outcomes
    return found, gone, [gone.path.read_bytes()]


def test_a_gap_waits_until_an_officer_closes_it(land: Land) -> None:
    found, _, _ = with_a_gap(land)
    province, desk = land.province, land.desk
    assert found.outcome == "GAP"
    (gap,) = gaps.gaps(province.store)
    assert (gap.dev, gap.first, gap.upto) == (desk.workplace.dev, 3, 4)
    assert people.count(province) == 0
    gaps.close(province, gap, "旧电脑报废，U 盘丢失")
    assert [one.outcome for one in receiving.retry_waiting(province)] == ["OK"]
    assert people.count(province) == 1
    assert [(flag.code, flag.detail) for flag in flags.open_flags(province.store)] == [("AFTER_GAP", "3-4")]
    assert gaps.gaps(province.store) == []
    with pytest.raises(gaps.NoGap):
        gaps.close(province, gap, "再关一次")
    register(desk, 3)
    land.exchange("desk")
    land.exchange("desk")
    assert people.count(province) == 3  # what the receipt says is missing was sent again


def test_what_comes_after_all_fills_the_gap_and_takes_the_mark_away(land: Land) -> None:
    _, _, (late,) = with_a_gap(land)
    province = land.province
    (gap,) = gaps.gaps(province.store)
    gaps.close(province, gap, "")
    receiving.retry_waiting(province)
    assert gaps.holes(province.store, gap.dev, gap.ep) == [(3, 4)]
    assert receiving.take(province, late, "late.age").outcome == "OK"
    assert people.count(province) == 2
    assert codes(province) == set()
    assert gaps.holes(province.store, gap.dev, gap.ep) == []
    own = [part for part in digest.held(land.desk) if part.dev == gap.dev]
    assert digest.digest(province, own) == digest.digest(land.desk, own)
    assert receiving.take(province, cut(land.desk, 2, last(land.desk)).data, "again.age").outcome == "OK"


def test_a_false_filling_is_another_version(land: Land) -> None:
    from tests.sync.crafting import Forger

    forger = Forger(land.desk)
    forger.write("person", {"name": "假甲"})
    forger.write("person", {"name": "假乙"})
    false = forger.seal()
    with_a_gap(land)
    (gap,) = gaps.gaps(land.province.store)
    gaps.close(land.province, gap, "")
    receiving.retry_waiting(land.province)
    assert receiving.take(land.province, false.data, "false.age").outcome == "FORK"
    assert codes(land.province) == {"AFTER_GAP", "FORK"}


def test_the_closure_travels_and_opens_the_way_at_the_other_desk_too(land: Land) -> None:
    _, _, _ = with_a_gap(land)
    later = land.place()
    register(land.desk, 3)
    streams.export(land.desk, later)
    assert set(outcomes(receiving.receive_folder(land.desk2, [later]))) == {"GAP"}
    (gap,) = gaps.gaps(land.province.store)
    gaps.close(land.province, gap, "")
    receiving.retry_waiting(land.province)
    answers = land.receipts(later)
    found = receiving.receive_folder(land.desk2, [answers])
    assert "OK" in outcomes(found)
    assert gaps.closed(land.desk2.store, gap.dev, gap.ep) == [(3, 4)]


def test_only_the_province_closes_gaps(land: Land) -> None:
    with_a_gap(land)
    (gap,) = gaps.gaps(land.province.store)
    with pytest.raises(NotPermitted):
        gaps.close(land.desk, gap, "")


def test_the_receipt_names_what_is_missing_until_it_has_come(land: Land) -> None:
    with_a_gap(land)
    (gap,) = gaps.gaps(land.province.store)
    gaps.close(land.province, gap, "")
    receiving.retry_waiting(land.province)
    receiving.receive_folder(land.desk, [land.receipts()])
    assert streams.standing(land.desk).unconfirmed > 0
    stick = land.place()
    sent = streams.export(land.desk, stick)
    assert sent[0].first == gap.first
    receiving.receive_folder(land.desk, [land.receipts(stick)])
    assert streams.standing(land.desk).unconfirmed == 0
    assert codes(land.province) == set()
    assert people.count(land.province) == 2
    assert land.province.store.value("SELECT count(*) FROM gap_closure") == 1

"""Each state of a workplace beside its province is found, named and has words that a clerk can act on."""

import datetime as dt
import shutil

import pytest

from db import backup, casebook
from db.casebook import Casebook
from rules.clock import StoryClock
from sync import collector, health, receiving, streams
from sync.health import Grave
from tests.sync.county import CHEAP, DAY, PASSPHRASE, Land, register
from tests.sync.crafting import Forger, revoke
from ui import health_words


def codes(book: Casebook) -> set[str]:
    return {one.code for one in health.look(book)}


def test_every_finding_has_words_and_every_word_a_finding() -> None:
    import inspect

    told = inspect.getsource(health)
    for code, (title, meaning, _) in health_words.WORDS.items():
        assert title
        assert meaning
        assert code in told or code.startswith(("FROZEN_", "ANEW_"))


def test_all_is_well_after_an_exchange(land: Land) -> None:
    land.exchange("desk", "base1")
    for name in ("desk", "base1", "province"):
        assert codes(land.book(name)) == {"ALL_WELL"}
        for one in health.look(land.book(name)):
            assert all(health_words.say(one)[:2])


def test_before_card_and_grant(founded: Land) -> None:
    assert {"NOT_GRANTED", "NO_RECEIPT"} <= codes(founded.desk)


@pytest.mark.parametrize(
    ("days", "code", "grave"),
    [(70, "RECEIPT_OLD", Grave.HEED), (120, "RECEIPT_GRACE", Grave.HEED), (200, "RECEIPT_OVER", Grave.STOPPED)],
)
def test_a_silent_province_is_told_in_time(land: Land, days: int, code: str, grave: Grave) -> None:
    desk = land.book("desk", StoryClock(DAY + dt.timedelta(days=days)))
    found = {one.code: one for one in health.look(desk)}
    assert found[code].grave == grave
    assert str(found[code].fields["day"]) == "2009-09-28"


def test_a_clock_years_behind_is_told(land: Land) -> None:
    desk = land.book("desk", StoryClock(dt.date(2001, 1, 1)))
    (told,) = [one for one in health.look(desk) if one.code == "CLOCK_BEHIND"]
    assert "2001-01-01" in health_words.say(told)[1]


def test_an_old_grant_is_told(land: Land) -> None:
    year = 2010
    for day, code in (
        (dt.date(year, 12, 20), "GRANT_SOON"),
        (dt.date(year + 1, 2, 1), "GRANT_GRACE"),
        (dt.date(year + 1, 9, 1), "GRANT_OVER"),
    ):
        assert code in codes(land.book("desk", StoryClock(day)))


def test_restored_copied_and_forked_books_are_told_apart(land: Land) -> None:
    land.exchange("desk")
    to = land.root / "backups"
    to.mkdir()
    file = backup.back_up(land.desk, to).path
    land.shut("desk")
    shutil.rmtree(land.root / "desk")
    land.adopt("desk", backup.restore(file, land.root / "desk", "", PASSPHRASE, land.clock, parameters=CHEAP))
    assert "ANEW_RESTORE" in codes(land.desk)
    land.desk.new_epoch("machine")
    assert "ANEW_MACHINE" in codes(land.desk)
    forger = Forger(land.desk2)
    forger.write("person", {"name": "另一台"})
    copy = forger.seal()
    register(land.desk2, 1)
    land.exchange("desk2")
    receiving.take(land.province, copy.data, copy.name)
    land.exchange("desk2")
    assert "FROZEN_FORK" in codes(land.desk2)
    assert "UNDECIDED" in codes(land.province)


def test_a_gap_is_told_at_both_ends(land: Land) -> None:
    lost, later = land.place(), land.place()
    register(land.desk, 1)
    streams.export(land.desk, lost)
    register(land.desk, 2)
    streams.export(land.desk, later)
    collector.collect(land.province, [later], answers := land.place())
    assert "GAPS" in codes(land.province)
    receiving.receive_folder(land.desk, [answers])
    (told,) = [one for one in health.look(land.desk) if one.code == "PROVINCE_LACKS"]
    assert told.fields["n"] == 2
    receiving.receive_folder(land.desk2, [later])
    (told,) = [one for one in health.look(land.desk2) if one.code == "LACKING_HERE"]
    assert (told.fields["name"], told.fields["n"]) == (
        "安和县总工会",
        4,
    )  # its first two entries never came here either


def test_a_revoked_desk_is_told(land: Land) -> None:
    land.exchange("desk")
    revoke(land.province, land.grant_key, land.desk, 1, land.desk)
    assert "FROZEN_REVOKED" in codes(land.desk)


def test_the_restored_province_names_who_has_not_been_heard(land: Land) -> None:
    land.exchange("desk")
    land.shut("province")
    (land.root / "province" / "anchor.json").unlink()
    book = land.province
    for row in book.store.rows("SELECT county FROM stream WHERE mine = 1 AND state = 'open'"):
        book.new_epoch("restore", row["county"])
    (told,) = [one for one in health.look(book) if one.code == "RESTORED_HERE"]
    assert told.fields["n"] == 4
    stick = land.place()
    streams.export(land.desk, stick, whole=True)
    collector.collect(book, [stick], land.place())
    (told,) = [one for one in health.look(book) if one.code == "RESTORED_HERE"]
    assert told.fields["n"] == 3
    assert casebook

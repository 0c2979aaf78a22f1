"""The anchor keeps up with saving at small cost: it may lag behind the store, it is never ahead of it."""

import json
import shutil
from pathlib import Path

from db import anchor, casebook, people
from db.casebook import Casebook
from rules.clock import StoryClock
from tests.db.conftest import PASSPHRASE, draft


class Tick:
    """Count seconds by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def said(book: Casebook) -> int:
    document = json.loads((book.workplace.path / anchor.FILE).read_bytes())
    return max(int(one["seq"]) for one in document["state"]["streams"])


def stands(book: Casebook) -> int:
    return int(book.store.value("SELECT seq FROM stream WHERE mine = 1 AND state = 'open'"))


def ticking(book: Casebook) -> Tick:
    tick = Tick()
    book.anchor = anchor.Keeper(book.store, book.workplace.path, tick)
    return tick


def test_while_saving_goes_on_the_anchor_is_written_once_a_while(desk: Casebook) -> None:
    tick = ticking(desk)
    people.register(desk, draft(1))
    first = stands(desk)
    assert said(desk) == first
    tick.now += anchor.EVERY / 2
    people.register(desk, draft(2))
    assert said(desk) == first
    tick.now += anchor.EVERY / 2
    people.register(desk, draft(3))
    assert said(desk) == stands(desk) > first


def test_a_clock_set_back_does_not_stop_it(desk: Casebook) -> None:
    tick = ticking(desk)
    people.register(desk, draft(1))
    tick.now -= 1000
    people.register(desk, draft(2))
    assert said(desk) == stands(desk)


def test_closing_and_a_new_epoch_bring_it_up_at_once(desk: Casebook) -> None:
    ticking(desk)
    for n in range(3):
        people.register(desk, draft(n))
    assert said(desk) < stands(desk)
    desk.anchor.catch_up()
    assert said(desk) == stands(desk)
    ep = desk.new_epoch("restored")
    document = json.loads((desk.workplace.path / anchor.FILE).read_bytes())
    assert [one["ep"] for one in document["state"]["streams"]] == [ep.hex()]
    people.register(desk, draft(4))
    seq = stands(desk)
    desk.close()
    assert said(desk) == seq


def test_an_anchor_left_behind_by_a_kill_raises_no_alarm(desk: Casebook, clock: StoryClock, tmp_path: Path) -> None:
    """The folder as a power cut leaves it: the store holds the last save, the anchor not yet."""
    ticking(desk)
    for n in range(3):
        people.register(desk, draft(n))
    assert said(desk) < stands(desk)
    shutil.copytree(desk.workplace.path, tmp_path / "cut")
    again = casebook.open_casebook(tmp_path / "cut", "", PASSPHRASE, clock, parameters=desk.parameters)
    assert again.stream() == desk.stream()
    assert people.count(again) == 3
    again.close()
    assert said(again) == stands(desk)

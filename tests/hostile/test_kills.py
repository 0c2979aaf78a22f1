"""Killed at any moment, the program loses nothing that it acknowledged and leaves nothing by half."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from db import people
from tests.hostile import kills
from tests.hostile.kills import Log, half_rows, lost
from tests.sync.county import Land, register

HOUSE = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="killing without a word is POSIX")
def test_nothing_is_lost_and_nothing_half_after_some_kills(admitted_once: Land) -> None:
    """More kills: `python -m tests.hostile.kills --kills 120`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.kills", "--kills", "16", "--seed", "7", "--json", "--land", str(admitted_once.root)],
        cwd=HOUSE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["kills"], found["lost"], found["half"], found["other"]) == (16, [], [], [])
    assert all(moments == {"time": 2, "statement": 2} for moments in found["by_activity"].values())
    assert min(found["acknowledged"].values()) > 0


def test_the_check_sees_what_it_looks_for(land: Land, tmp_path: Path) -> None:
    """A row taken away, changed, or made without its entry; an acknowledged one that is gone."""
    desk = land.desk
    one, other = register(desk, 1), register(desk, 2)
    log = Log(tmp_path / "said")
    log.say("person", one.id.hex(), one.name)
    log.say("person", other.id.hex(), other.name)
    log.say("roster", 2, "x.csv")
    assert list(half_rows(desk)) == list(lost(desk, log.lines(), tmp_path)) == list(kills.out_of_order(desk)) == []
    with desk.store.transaction():
        desk.store.execute("UPDATE person SET phone = '1' WHERE id = ?", (one.id,))
        desk.store.execute("DELETE FROM person WHERE id = ?", (other.id,))
        desk.store.execute("INSERT INTO course (id, name) VALUES (?, '无记录')", (b"c" * 16,))
    assert sorted(half_rows(desk)) == sorted([
        f"person {one.id.hex()}: other than its entries", f"person {other.id.hex()}: row or entry alone", f"course {(b'c' * 16).hex()}: row or entry alone",
    ])  # fmt: skip
    log.say("bundle", "nothing.age", 9)
    log.say("taken", "OK", 99, "x.age")
    assert [line.split()[0] for line in lost(desk, log.lines(), tmp_path)] == ["person", "bundle", "taken", "1"]
    assert people.count(desk) == 1
    with desk.store.transaction():
        desk.store.execute("UPDATE stream SET state = 'retired' WHERE mine = 1")
    assert [line for line in kills.out_of_order(desk) if "epochs" in line] == ["1 new epochs without a restore"]

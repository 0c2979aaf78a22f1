"""Kill the program at random moments and look at what is left: `python -m tests.hostile.kills [--kills N] [--seed S] [--json]`.

A victim registers people, imports rosters, exports or collects, and after each acknowledgement writes a line into a log. It is killed by SIGKILL,
half of the time at a random moment, half of the time at a random statement, write, fsync or rename. Then the casebook is opened and compared
with the log: what was acknowledged must be there, and no row may stand without its entry or other than its entries make it.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import journal, people, roster, schema, search
from db.apply import row_projection
from db.casebook import Casebook
from db.store import Store
from db.tables.declaration import Table
from sync import collector, digest, folder, receipt, receiving, streams
from tests.sync.county import Land, admit_all, cut, found_land, last, outcomes, register

ACTIVITIES = ("intake", "import", "export", "collect")
MOMENTS = ("time", "statement")
ROSTER_ROWS = 25
FEW = 8
"""After so many kills a workplace is begun anew, so that checking stays quick."""


@dataclass
class Tally:
    """Count what the kills did: kills by activity and moment, acknowledged writes, those lost, rows that are half, other complaints."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Tell whether nothing was lost, half written or out of order."""
        return not (self.lost or self.half or self.other)

    def record(self) -> dict[str, Any]:
        """Give the summary for machines."""
        return {
            "kills": sum(self.kills.values()),
            "by_activity": {name: {moment: self.kills[name, moment] for moment in MOMENTS} for name in ACTIVITIES},
            "acknowledged": {name: self.acknowledged[name] for name in ACTIVITIES},
            "lost": self.lost, "half": self.half, "other": self.other,
        }  # fmt: skip


# --- the victim --------------------------------------------------------------------------------------------------------


class Log:
    """Write down what the program has acknowledged; a line is one write, which outlives the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._write = os.write  # as it was before the counting began

    def say(self, *words: object) -> None:
        """Note one acknowledged act."""
        self._write(self._handle, (" ".join(map(str, words)) + "\n").encode())

    def begun(self) -> int:
        """Count the victims that have opened their workplace."""
        return sum(line == ["ready"] for line in self.lines())

    def lines(self) -> list[list[str]]:
        """Give what was said."""
        return [line.split() for line in self._path.read_text(encoding="utf-8").splitlines()]


def _intake(book: Casebook, log: Log, _place: Path) -> None:
    for number in range(people.count(book) + 1, 900):
        row = register(book, number)
        log.say("person", row.id.hex(), row.name)


def _import(book: Casebook, log: Log, place: Path) -> None:
    for number in range(people.count(book), 10**6):
        rows = [
            f"赵{chr(0x4E00 + number % 900)}{chr(0x4E00 + at)},{_number(number, at)},1380000{at:04d}"
            for at in range(ROSTER_ROWS)
        ]
        path = place / f"roster{number}.csv"
        path.write_text("姓名,身份证号码,联系电话\n" + "\n".join(rows) + "\n", encoding="utf-8")
        done = roster.import_roster(book, path)
        log.say("roster", done.accepted, path.name)


def _number(roster_no: int, at: int) -> str:
    """Give a valid number that no other row of any roster has."""
    from rules import idnumber
    from tests.sync.county import COUNTY

    day = 1 + roster_no % 28
    first = f"{COUNTY}19{60 + roster_no // 28 % 40:02d}05{day:02d}{at + roster_no // 1120 * ROSTER_ROWS:03d}"
    return first + idnumber.check_digit(first)


def _export(book: Casebook, log: Log, place: Path) -> None:
    while True:
        for _ in range(3):
            register(book, people.count(book) + 1)
        for one in streams.export(book, place):
            log.say("bundle", one.path.name, one.upto)


def _collect(book: Casebook, log: Log, place: Path) -> None:
    for stick in sorted((place / "sticks").iterdir()):
        found = collector.collect(book, [stick], place / "answers")
        for one in found.outcomes:
            log.say("taken", one.outcome, one.upto, one.file)
        for path in found.receipts:
            log.say("receipt", path.name)
    signal.pause()  # all is taken: wait for the end


_WORK: dict[str, Callable[[Casebook, Log, Path], None]] = {
    "intake": _intake, "import": _import, "export": _export, "collect": _collect,
}  # fmt: skip


def _counted(left: list[int], real: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    return call


def _victim(activity: str, land: Land, name: str, log: Log, place: Path, after: int) -> None:
    """Open the workplace and work until killed; `after` counted calls kill from within, 0 leaves it to the parent."""
    book = land.book(name)
    log.say("ready")
    if after:
        left = [after]
        Store.execute = _counted(left, Store.execute)  # type: ignore[method-assign]
        Store.many = _counted(left, Store.many)  # type: ignore[method-assign]
        os.fsync, os.write = _counted(left, os.fsync), _counted(left, os.write)
        Path.replace = _counted(left, Path.replace)  # type: ignore[method-assign]
    _WORK[activity](book, log, place)


def kill_once(activity: str, land: Land, name: str, log: Log, place: Path, moment: str, rng: random.Random) -> None:
    """Start a victim and kill it; the land must be closed. Raise RuntimeError where it ended by itself."""
    after = rng.randint(1, 400) if moment == "statement" else 0
    begun = log.begun()
    victim = os.fork()
    if victim == 0:
        try:
            _victim(activity, land, name, log, place, after)
        finally:
            os._exit(3)
    if not after:
        while log.begun() == begun and os.waitpid(victim, os.WNOHANG) == (0, 0):
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.25))
        os.kill(victim, signal.SIGKILL)
    _, status = os.waitpid(victim, 0)
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
        raise RuntimeError(f"the victim ended by itself ({activity}, {moment}, {status})")


# --- what is left ------------------------------------------------------------------------------------------------------


def half_rows(book: Casebook) -> Iterator[str]:
    """Name rows that stand without their entry, are missing though their entry is there, or are other than their entries make them."""
    for table in schema.TABLES:
        rows = {bytes(row[0]) for row in book.store.rows(f"SELECT id FROM {table.name}")}
        told = book.store.rows(
            "SELECT DISTINCT row FROM entry WHERE tbl = ? AND state = 'applied' AND kind <> 'erase'", (table.name,)
        )
        entries = {bytes(row[0]) for row in told}
        yield from (f"{table.name} {row.hex()}: row or entry alone" for row in rows ^ entries)
        if table.kind == "register":
            yield from (
                f"{table.name} {row.hex()}: other than its entries"
                for row in rows & entries
                if _differs(book, table, row)
            )


def _differs(book: Casebook, table: Table, row: bytes) -> bool:
    made = row_projection(book.store, table.name, row)
    wanted = schema.row_of(table, made.shown)
    held = book.store.one(f"SELECT {', '.join(table.names)}, _heads FROM {table.name} WHERE id = ?", (row,))
    return any(held[name] != wanted.get(name) for name in table.names) or held["_heads"] != b"".join(made.heads)


def out_of_order(book: Casebook) -> Iterator[str]:
    """Name what else would be wrong: a broken chain, a damaged file, a false alarm of the anchor, terms that find nobody."""
    epochs = book.store.value("SELECT count(*) FROM stream WHERE mine = 1 AND state <> 'open'")
    if epochs:
        yield f"{epochs} new epochs without a restore"
    for row in book.store.rows("SELECT dev, ep, seq FROM stream"):
        if journal.verify_chain(book.store, bytes(row["dev"]), bytes(row["ep"]), full=True) != row["seq"]:
            yield "a stream ends before its number"
    yield from book.store.check()
    for row in book.store.rows("SELECT name FROM person ORDER BY n DESC LIMIT 3"):
        if not search.person_numbers(book.store, row["name"], 50):
            yield f"{row['name']} is not found"


def lost(book: Casebook, said: list[list[str]], place: Path) -> Iterator[str]:
    """Name what was acknowledged and is not there."""
    for line in said:
        if line[0] == "person":
            found = book.store.one("SELECT name FROM person WHERE id = ?", (bytes.fromhex(line[1]),))
            if found is None or found["name"] != line[2]:
                yield " ".join(line)
        elif line[0] == "bundle":
            data = (place / line[1]).read_bytes() if (place / line[1]).is_file() else b""
            kept = hashlib.sha256(data).hexdigest()[:8] in line[1]
            logged = book.store.one(
                "SELECT 1 FROM bundle WHERE direction = 'out' AND name = ? AND upto = ?", (line[1], int(line[2]))
            )
            counted = book.store.value("SELECT exported FROM stream WHERE mine = 1 AND state = 'open'") >= int(line[2])
            if not kept or logged is None or not counted:
                yield " ".join(line)
        elif line[0] == "taken" and line[1] == receiving.OK:
            if book.store.one("SELECT 1 FROM stream WHERE mine = 0 AND seq >= ?", (int(line[2]),)) is None:
                yield " ".join(line)
        elif line[0] == "receipt" and not (place / "answers" / line[1]).is_file():
            yield " ".join(line)
    accepted = sum(int(line[1]) for line in said if line[0] == "roster")
    if accepted > people.count(book):
        yield f"{accepted - people.count(book)} rows of rosters"


def check(land: Land, name: str, log: Log, place: Path, tally: Tally) -> None:
    """Open the workplace after a kill and compare it with the log."""
    book = land.book(name)
    tally.lost += lost(book, log.lines(), place)
    tally.half += half_rows(book)
    tally.other += out_of_order(book)
    land.shut(name)


# --- one workplace after another ---------------------------------------------------------------------------------------


class Stage:
    """Hold a workplace of an activity through a few kills, and what it must come to in the end."""

    def __init__(self, activity: str, first: Land, root: Path) -> None:
        self.activity = activity
        self.name = "province" if activity == "collect" else "desk"
        self.land = first.copy(root)
        self.place = root / "victim"
        self.place.mkdir()
        self.log = Log(self.place / "said")
        if activity == "collect":
            self._sticks()
        self.land.close()

    def _sticks(self) -> None:
        desk = self.land.desk
        for number in range(1, 61):
            register(desk, number)
        upto = last(desk)
        (self.place / "answers").mkdir()
        for at, begin in enumerate(range(3, upto + 1, 4)):
            stick = self.place / "sticks" / f"{at:02d}"
            stick.mkdir(parents=True)
            sealed = cut(desk, begin, min(begin + 3, upto))
            folder.write(stick, sealed.name, sealed.data)
        with desk.store.transaction():
            desk.store.execute("UPDATE stream SET exported = seq WHERE mine = 1")

    def finish(self, tally: Tally) -> None:
        """Go on to the end: everything arrives, both sides agree, and no remains of a kill are in the way."""
        land = self.land
        if self.activity == "collect":
            sticks = sorted((self.place / "sticks").iterdir())
            found = collector.collect(land.province, sticks, self.place / "answers")
        else:
            streams.export(land.desk, self.place)
            found = collector.collect(land.province, [self.place], self.place)
        if not set(outcomes(found.outcomes)) <= {"OK", "DUP"}:
            tally.other.append(f"{self.activity}: {sorted(set(outcomes(found.outcomes)))}")
        receiving.receive_folder(land.desk, [self.place / "answers" if self.activity == "collect" else self.place])
        if streams.standing(land.desk).unconfirmed or land.desk.setting(receipt.FROZEN):
            tally.other.append(f"{self.activity}: not all confirmed")
        parts = [part for part in digest.held(land.province) if part.dev == land.desk.workplace.dev]
        if digest.digest(land.province, parts) != digest.digest(land.desk, parts):
            tally.other.append(f"{self.activity}: other books at the province")
        tally.half += half_rows(land.province)
        for line in self.log.lines():
            if line[0] != "ready":
                tally.acknowledged[self.activity] += 1
        land.close()


def rehearse(kills: int, seed: int, first: Land, work: Path) -> Tally:
    """Kill so often, activity by activity in turn; the land must be closed."""
    rng = random.Random(seed)
    tally = Tally()
    stages: dict[str, Stage] = {}
    killed: Counter[str] = Counter()
    for at in range(kills):
        activity = ACTIVITIES[at % len(ACTIVITIES)]
        moment = MOMENTS[at // len(ACTIVITIES) % len(MOMENTS)]
        if activity not in stages:
            stages[activity] = Stage(activity, first, work / f"{at}")
        stage = stages[activity]
        kill_once(activity, stage.land, stage.name, stage.log, stage.place, moment, rng)
        tally.kills[activity, moment] += 1
        check(stage.land, stage.name, stage.log, stage.place, tally)
        killed[activity] += 1
        if killed[activity] % FEW == 0:
            stages.pop(activity).finish(tally)
    for stage in stages.values():
        stage.finish(tally)
    return tally


def main(arguments: list[str]) -> int:
    """Rehearse and print the summary; the answer is 1 if anything was lost, half written or out of order."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.kills", description="Kill the program; see docs/hostile.md."
    )
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--seed", type=int, default=2009)
    parser.add_argument("--land", type=Path, help="a land founded and admitted before, to save that time")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="yz-kills-", ignore_cleanup_errors=True) as work:
        first = Land(asked.land) if asked.land else found_land(Path(work) / "first")
        if not asked.land:
            admit_all(first)
            first.close()
        tally = rehearse(asked.kills, asked.seed, first, Path(work))
    found = tally.record()
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(table(found)))
    return 0 if tally.clean else 1


def table(found: dict[str, Any]) -> Iterator[str]:
    """Lay the summary out as a table in Markdown."""
    yield "| activity | killed at a random moment | killed at a random statement or system call | acknowledged |"
    yield "|---|---|---|---|"
    for name, moments in found["by_activity"].items():
        yield f"| {name} | {moments['time']} | {moments['statement']} | {found['acknowledged'][name]} |"
    yield f"\n{found['kills']} kills; acknowledged and lost: {len(found['lost'])}; half written: {len(found['half'])}; other complaints: {len(found['other'])}"
    yield from found["lost"] + found["half"] + found["other"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

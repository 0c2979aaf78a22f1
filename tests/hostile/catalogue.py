"""The catalogue of hostile cases: each is declared once, with what is done, what must come of it, and the function that does it.

pytest runs every one (test_catalogue.py); `python -m tests.hostile` prints them all as a table. What came of a case is a code, or a few joined
by " + " where a case has several steps; a case may allow several outcomes where any of them is right, and says so.
"""

import importlib
import tempfile
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyrage

from rules.errors import AppError
from sync import bundle, device, digest, minisign, receiving, streams
from sync.archive import pack
from sync.keys import recipient_of
from tests.sync.county import Land, admit_all, flags, found_land, register, tables

MODULES = ("file", "archive", "lines", "order", "restore", "papers", "keys", "disk")
THEN = " + "


@dataclass
class Ground:
    """Hold what a case stands on: the admitted land, and a bundle of the desk that the province has not seen."""

    land: Land

    @cached_property
    def sent(self) -> bundle.Sealed:
        """Give the bundle; it is longer than two of age's chunks."""
        from tests.sync.county import cut, last

        for number in range(30):
            register(self.land.desk, 100 + number)
        with self.land.desk.write() as writer:
            for number in range(24):
                note = self.land.desk.random(8000).hex()
                writer.add("person_profile", {"note": note, "source": f"{number}"})
        return cut(self.land.desk, 1, last(self.land.desk))

    @cached_property
    def archive(self) -> bytes:
        """Give what lies inside the bundle's encryption."""
        return bundle.decrypt(self.sent.data, [device.keys(self.land.province).identity])

    @cached_property
    def members(self) -> dict[str, bytes]:
        """Give the archive's members by name."""
        return dict(bundle.unpack(self.archive).members)

    def locked(self, archive: bytes) -> bytes:
        """Encrypt an archive to the province, as anybody can who has its card."""
        data: bytes = pyrage.encrypt(archive, [recipient_of(device.card(self.land.desk).transport)])
        return data

    def signed(self, manifest: bytes, members: dict[str, bytes] | None = None) -> bytes:
        """Give the bundle with another manifest (and members), truly signed by the desk: what a faulty program of it could send."""
        signer = device.keys(self.land.desk).signer
        changed = {**(members or self.members), "manifest.json": manifest}
        changed["manifest.json.minisig"] = minisign.sign(manifest, signer, signer.kid, "x").encode()
        return self.locked(pack(changed.items()))

    def take(self, data: bytes) -> str:
        """Let the province take these bytes; give the outcome."""
        return receiving.take(self.land.province, data, "x.age").outcome

    def state(self) -> tuple[Any, ...]:
        """Give all that the province's books say."""
        province = self.land.province
        return digest.digest(province), tables(province), flags(province), streams.standing(province)


Act = Callable[[Ground], str | Collection[str]]


@dataclass(frozen=True)
class Case:
    """Declare a case: its key, group, name in Chinese, what is done in English, what may come of it, and what does it.

    `calm` cases must leave the province's books as they were, and share one land.
    """

    key: str
    group: str
    name: str
    done: str
    expected: frozenset[str]
    act: Act
    calm: bool

    @property
    def wanted(self) -> str:
        """Give what may come of it, for the table."""
        return " / ".join(sorted(self.expected))


@dataclass(frozen=True)
class Result:
    """Hold what came of a case, and whether that is what must."""

    case: Case
    got: str
    right: bool


_CASES: dict[str, Case] = {}


def case(group: str, name: str, done: str, *expected: str, calm: bool = False) -> Callable[[Act], Act]:
    """Declare the decorated function as a case; its key is the function's name."""

    def declare(act: Act) -> Act:
        key = act.__name__
        if key in _CASES:
            raise ValueError(f"two cases are named {key}")
        _CASES[key] = Case(key, group, name, done, frozenset(expected), act, calm)
        return act

    return declare


def cases() -> list[Case]:
    """Give every case in the order of declaration."""
    for name in MODULES:
        importlib.import_module(f"tests.hostile.cases_{name}")
    return list(_CASES.values())


def outcome_of(act: Callable[[], object]) -> str:
    """Give the code of the error that `act` raises, or OK."""
    try:
        act()
    except AppError as error:
        return error.code
    return "OK"


def run(one: Case, ground: Ground) -> Result:
    """Do a case; whatever it raises is no expected outcome."""
    before = ground.state() if one.calm else None
    try:
        found = one.act(ground)
    except Exception as error:  # noqa: BLE001  the table goes on, and tells
        where = traceback.extract_tb(error.__traceback__)[-1]
        found = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}"
    got = {found} if isinstance(found, str) else set(found)
    if one.calm and ground.state() != before:
        got.add("the books were changed")
    return Result(one, " / ".join(sorted(got)), bool(got) and got <= one.expected)


@contextmanager
def lands() -> Iterator[Callable[[Case], Ground]]:
    """Found and admit a land in a temporary folder; give what lends each case its ground."""
    with tempfile.TemporaryDirectory(prefix="yz-hostile-", ignore_cleanup_errors=True) as work:
        first = found_land(Path(work) / "founded")
        admit_all(first)
        first.close()
        yield from lending(first, Path(work))


def lending(first: Land, work: Path) -> Iterator[Callable[[Case], Ground]]:
    """Lend a copy of the land to each case; the calm ones share one."""
    shared: list[Ground] = []
    lent: list[Land] = []

    def lend(one: Case) -> Ground:
        while lent:
            lent.pop().close()
        if one.calm:
            if not shared:
                shared.append(Ground(first.copy(work / "calm")))
            return shared[0]
        lent.append(first.copy(work / one.key))
        return Ground(lent[0])

    yield lend
    for land in [*lent, *(ground.land for ground in shared)]:
        land.close()

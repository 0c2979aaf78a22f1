"""Fuzz the readers of bundles, receipts, tokens and rosters: `python -m tests.hostile.fuzz [--minutes N] [--seed S] [TARGET…] [--json]`.

Every target spoils something right at one depth and then makes it right again on the outside (encrypted, hashed and signed anew), so that
each stage is reached. A reader may refuse or take what it is given; another exception, more time or more memory than stated here is a finding.
"""

import argparse
import contextlib
import io
import json
import random
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from db import roster, verification, vouchers
from rules import canonical, tokens
from rules.errors import AppError
from sync import receiving
from sync.archive import pack
from sync.manifest import ENTRIES, FileEntry
from tests.bench.measure import forget_peak, memory
from tests.hostile.cases_lines import in_an_entry
from tests.hostile.catalogue import Case, Ground, lands
from tests.sync.county import COUNTY, COURSE, DAY, register
from tests.sync.crafting import receipt as craft_receipt

SECONDS, MEMORY_MB = 10, 256
"""What one input may take: processor time, and memory above what the program held before."""
FRESH = 400
"""After so many inputs the ground is made anew: some of them are right and are taken."""
Chance = random.Random

_EDGES: tuple[Any, ...] = (
    0,
    1,
    -1,
    2**31,
    2**53 - 1,
    2**53,
    -(2**63),
    "",
    "0",
    "\U0010ffff",
    "x" * 3000,
    "00" * 16,
    "00" * 32,
    "2009-02-30",
    [],
    {},
    [[]],
    None,
    True,
    1.5,
)


# --- ways to spoil -----------------------------------------------------------------------------------------------------


def spoil(data: bytes, chance: Chance) -> bytes:
    """Change a few bytes: other ones, cut out, repeated, put in."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(found)) if found else 0
        end = min(len(found), at + chance.randint(1, 40))
        way = chance.randint(0, 5)
        if way == 0 and at < len(found):
            found[at] ^= 1 << chance.randint(0, 7)
        elif way == 1:
            del found[at:end]
        elif way == 2:
            found[at:at] = found[at:end] * chance.randint(1, 20)
        elif way == 3:
            found[at:at] = bytes(chance.randint(0, 255) for _ in range(chance.randint(1, 8)))
        elif way == 4:
            del found[at:]
        else:
            found[at:end] = chance.choice(
                [b"\0", b"\xff", b'"', b"[", b"{", b"\t", b"\n", b"-", b"9" * 30, b"\xed\xa0\x80"]
            )
    return bytes(found)


def warp(value: Any, chance: Chance, depth: int = 0) -> Any:
    """Change one place of a JSON or CBOR value: another value, a key more or less, an item repeated."""
    inside = isinstance(value, (dict, list)) and bool(value) and chance.randint(0, 9 - min(depth, 6)) > 0
    if not inside:
        return chance.choice(_EDGES)
    found = dict(value) if isinstance(value, dict) else list(value)
    keys = list(found) if isinstance(found, dict) else range(len(found))
    key = chance.choice(list(keys))
    way = chance.randint(0, 9)
    if way == 0:
        del found[key]
    elif way == 1 and isinstance(found, list):
        found.insert(key, found[key])
    elif way == 1 and isinstance(found, dict):
        found[chance.choice(["x", "zz", "appr"])] = chance.choice(_EDGES)
    else:
        found[key] = warp(found[key], chance, depth + 1)
    return found


def dumped(value: Any) -> bytes:
    """Write canonical JSON where the value has it, else what comes nearest."""
    try:
        return canonical.dump(value)
    except canonical.NotCanonical:
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


# --- targets -----------------------------------------------------------------------------------------------------------


def outside(ground: Ground, chance: Chance) -> str:
    """Spoil the file itself."""
    return ground.take(spoil(ground.sent.data, chance))


def archive(ground: Ground, chance: Chance) -> str:
    """Spoil the archive and encrypt it anew."""
    return ground.take(ground.locked(spoil(ground.archive, chance)))


def members(ground: Ground, chance: Chance) -> str:
    """Spoil the archive's members: names, order, content."""
    items = list(ground.members.items())
    at = chance.randrange(len(items))
    way = chance.randint(0, 3)
    if way == 0:
        items[at] = items[at][0], spoil(items[at][1], chance)
    elif way == 1:
        items.insert(chance.randint(0, len(items)), items[at])
    elif way == 2:
        del items[at]
    else:
        items[at] = chance.choice(["blob-" + "0" * 64, "x", "receipt.json", "manifest.json"]), items[at][1]
    return ground.take(ground.locked(pack(items)))


def manifest(ground: Ground, chance: Chance) -> str:
    """Spoil the manifest and sign it anew."""
    record = canonical.load(ground.members["manifest.json"])
    if chance.randint(0, 4) == 0:
        return ground.take(ground.signed(spoil(ground.members["manifest.json"], chance)))
    return ground.take(ground.signed(dumped(warp(record, chance))))


def payload(ground: Ground, chance: Chance) -> str:
    """Spoil the lines; pack, hash and sign them anew."""
    text = _text(ground)
    return _with_payload(ground, spoil(text, chance) if chance.randint(0, 1) else _shuffled(text, chance))


def frame(ground: Ground, chance: Chance) -> str:
    """Spoil the compressed frame; hash and sign it anew."""
    text = _text(ground)
    return _with_payload(ground, text, spoil(ground.members[ENTRIES], chance))


def _text(ground: Ground) -> bytes:
    text: bytes = zstandard.ZstdDecompressor().decompress(ground.members[ENTRIES])
    return text


def _shuffled(text: bytes, chance: Chance) -> bytes:
    lines = text.split(b"\n")[:-1]
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]
    if chance.randint(0, 1):
        lines[at] = spoil(lines[at], chance)
    return b"\n".join(lines) + b"\n"


def _with_payload(ground: Ground, text: bytes, packed: bytes | None = None) -> str:
    packed = packed if packed is not None else zstandard.ZstdCompressor(level=1).compress(text)
    record = canonical.load(ground.members["manifest.json"])
    files = [FileEntry.of(ENTRIES, packed, len(text)).json(), *record["files"][1:]]
    return ground.take(ground.signed(canonical.dump({**record, "files": files}), {**ground.members, ENTRIES: packed}))


_BODIES: dict[str, dict[str, Any]] = {
    "person": {"name": "张三", "sex": "1", "birth": "1980-01-01", "doc_no": "519901198001010015", "phone": "13800000000", "doc_pending": 0},
    "person_profile": {"groups": ["returned"], "consent_on": "2009-09-01", "monthly_income_fen": 90_000, "note": "x"},
    "enrolment": {"class_id": "11" * 16, "person": "22" * 16, "status": "在读", "enrolled_on": "2009-09-01"},
    "voucher_issue": {"number": "5120095199010010000010", "face_fen": 50_000, "valid_until": "2010-06-30", "issued_on": "2009-09-28", "replaces": "11" * 16},
    "voucher_void": {"number": "5120095199010010000010", "voucher": "11" * 16, "day": "2009-09-28"},
    "staff": {"name": "李", "login": "li", "role": "clerk", "sign_key": "00" * 32, "active": 1},
    "epoch": {"reason": "restored", "ep": "00" * 8, "seq": 1, "head": "00" * 32},
    "same_as": {"one": "11" * 16, "other": "22" * 16, "verdict": "same"},
}  # fmt: skip


def entry(ground: Ground, chance: Chance) -> str:
    """Spoil one entry's body and header, in a chain, hashes and signatures that are right: it reaches the merge."""
    tbl = chance.choice(list(_BODIES))
    body = dumped(warp(_BODIES[tbl], chance)) if chance.randint(0, 3) else spoil(dumped(_BODIES[tbl]), chance)

    def header(raw: bytes) -> bytes:
        fields = canonical.load(raw) | {"t": tbl}
        fields["r"] = chance.choice(["11" * 16, "22" * 16, fields["r"]])
        fields["k"] = chance.choice(
            ["patch", "fact", "epoch" if tbl == "epoch" else "patch", "decide", "erase", fields["k"]]
        )
        if chance.randint(0, 3) == 0:
            return dumped(warp(fields, chance))
        return spoil(raw, chance) if chance.randint(0, 5) == 0 else canonical.dump(fields)

    return in_an_entry(ground, body.replace(b"\n", b""), lambda raw: header(raw).replace(b"\n", b""))


def receipt(ground: Ground, chance: Chance) -> str:
    """Spoil a receipt's document and let the province sign it anew."""
    province, desk = ground.land.province, ground.land.desk
    last = province.store.one(
        "SELECT doc, receipt_no FROM receipt WHERE unit = ? ORDER BY receipt_no DESC LIMIT 1", (COUNTY,)
    )
    fields = canonical.load(bytes(last["doc"]), limit=1 << 22)
    fields["receipt_no"] = min(int(desk.setting("receipt_seen", "0")) + 1, 2**53 - 1)
    data = dumped(warp(fields, chance)) if chance.randint(0, 4) else spoil(canonical.dump(fields), chance)
    sealed = craft_receipt(province, desk, data, number=9)
    return receiving.take(desk, sealed.data, sealed.name).outcome


def token(ground: Ground, chance: Chance) -> str:
    """Spoil a voucher's code: its text, its CBOR, its claims signed anew by the desk's key."""
    import base45
    import cbor2

    desk = ground.land.desk2
    raw = base45.b45decode(_token(ground).removeprefix(tokens.PREFIX))
    way = chance.randint(0, 3)
    if way == 0:
        text = spoil(_token(ground).encode(), chance).decode("latin-1")
    elif way == 1:
        text = _as_text(spoil(raw, chance))
    else:
        protected, unprotected, said, _ = cbor2.loads(raw).value
        said = spoil(said, chance) if way == 2 else cbor2.dumps(warp(cbor2.loads(said), chance), canonical=True)
        signed = desk.device_signer.sign(cbor2.dumps(["Signature1", protected, b"", said], canonical=True))
        text = _as_text(cbor2.dumps(cbor2.CBORTag(18, [protected, dict(unprotected), said, signed]), canonical=True))
    return verification.judge(ground.land.base1, text).verdict


def _token(ground: Ground) -> str:
    desk = ground.land.desk2  # the first desk's money may be frozen by then: it takes the spoilt receipts
    held = desk.store.value("SELECT token FROM voucher_issue LIMIT 1")
    return str(held or vouchers.issue(desk, [vouchers.IssueDraft(register(desk, 900).id, COURSE)])[0].token)


def _as_text(raw: bytes) -> str:
    import base45

    return tokens.PREFIX + bytes(base45.b45encode(raw)).decode()


def workbook(ground: Ground, chance: Chance) -> str:
    """Spoil a roster as .xlsx: the file, or one of the parts inside it, packed anew."""
    path = ground.land.root / "roster.xlsx"
    if not path.is_file():
        from ui.commands import sample

        sample.write_roster(path, 30, 7)
    data = path.read_bytes()
    if chance.randint(0, 2) == 0:
        return _examined(ground, "spoilt.xlsx", spoil(data, chance))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        spoilt = chance.choice(names)
        for name in names:
            part = source.read(name)
            target.writestr(name, spoil(part, chance) if name == spoilt else part)
    return _examined(ground, "spoilt.xlsx", made.getvalue())


def table_file(ground: Ground, chance: Chance) -> str:
    """Spoil a roster as .csv in one encoding or another."""
    rows = [
        "姓名,身份证号码,性别,联系电话",
        "张三,519901198001010015,男,13800000000",
        "李四,,女,待补",
        "王五,51990119800101002X,,",
    ]
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    return _examined(
        ground, chance.choice(["spoilt.csv", "spoilt.xls"]), spoil("\r\n".join(rows).encode(encoding), chance)
    )


def _examined(ground: Ground, name: str, data: bytes) -> str:
    path = ground.land.root / name
    path.write_bytes(data)
    try:
        return f"{roster.examine_file(path, today=DAY, regions=ground.land.desk.regions).rows} rows"[-4:]
    except AppError as error:
        return error.code


Target = Callable[[Ground, Chance], str]
TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (outside, archive, members, manifest, frame, payload, entry, receipt, token, workbook, table_file)
}


# --- watching ----------------------------------------------------------------------------------------------------------


class TooSlow(Exception):
    """Say that one input took more processor time than one may."""


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise TooSlow after so much processor time."""

    def stop(_signal: int, _frame: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class Watch:
    """Count the inputs of one target: how they ended, the slowest, the largest, and what was found."""

    inputs: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    slowest: float = 0
    largest: int = 0
    findings: list[str] = field(default_factory=list)

    def feed(self, target: Target, ground: Ground, seed: int) -> None:
        """Give one input and watch."""
        forget_peak()
        before, begun = memory("VmRSS"), time.process_time()
        try:
            with bounded(SECONDS):
                self.ended[target(ground, Chance(seed))] += 1
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            where = traceback.extract_tb(error.__traceback__)[-1]
            self.findings.append(
                f"seed {seed}: {type(error).__name__} {error} in {Path(where.filename).name}:{where.lineno}"
            )
        self.inputs += 1
        self.slowest = max(self.slowest, time.process_time() - begun)
        grown = memory("VmHWM") - before
        self.largest = max(self.largest, grown)
        if grown > MEMORY_MB:
            self.findings.append(f"seed {seed}: {grown} MB")


def watch(names: list[str], minutes: float, seed: int) -> dict[str, Watch]:
    """Feed the targets in turn for so long."""
    found = {name: Watch() for name in names}
    until = time.monotonic() + 60 * minutes
    number = 0
    with lands() as lend:
        while time.monotonic() < until:
            ground = lend(Case(f"fuzz{number}", "", "", "", frozenset(), lambda _: "", calm=False))
            for _ in range(FRESH):
                for name in names:
                    found[name].feed(TARGETS[name], ground, seed + number)
                number += 1
                if time.monotonic() > until:
                    break
    return found


def main(arguments: list[str]) -> int:
    """Fuzz and print what came of it; the answer is 1 if anything was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.fuzz", description="Fuzz every reader; see docs/hostile.md."
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"any of: {', '.join(TARGETS)}")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=2009)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    unknown = set(asked.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    found = watch(asked.targets or list(TARGETS), asked.minutes, asked.seed)
    if asked.json:
        print(json.dumps({name: vars(one) for name, one in found.items()}, ensure_ascii=False))
    else:
        print("\n".join(table(found)))
    return 1 if any(one.findings for one in found.values()) else 0


def table(found: dict[str, Watch]) -> Iterator[str]:
    """Lay the counts out as a table in Markdown."""
    yield "| target | inputs | slowest | most memory | ended as | findings |"
    yield "|---|---|---|---|---|---|"
    for name, one in found.items():
        ended = ", ".join(f"{code} {count:,}" for code, count in one.ended.most_common())
        yield f"| {name} | {one.inputs:,} | {one.slowest * 1000:.0f} ms | {one.largest} MB | {ended} | {len(one.findings)} |"
    for name, one in found.items():
        yield from (f"{name}: {finding}" for finding in one.findings[:10])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What is done inside the encryption: anybody can who has the province's card; what is signed anew takes an admitted device's key."""

import dataclasses
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import zstandard

from sync import bundle
from sync.archive import pack
from sync.manifest import ENTRIES, FileEntry, Manifest
from tests.hostile.catalogue import Ground, case

GROUP = "包内 inside the encryption"
HOUSE = Path(__file__).resolve().parents[2]
Items = list[tuple[str, bytes]]
BLOB = "blob-" + "0" * 64


def tar_of(members: Items, **fields: Any) -> bytes:
    """Give an archive by Python's own writer, with fields of our choice on its last member."""
    out = BytesIO()
    for at, (name, data) in enumerate(members, 1):
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o644
        if at == len(members):
            for key, value in fields.items():
                setattr(info, key, value)
        out.write(info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512))
    return out.getvalue() + bytes(1024)


TARS: list[tuple[str, str, str, Callable[[Items], bytes]]] = [
    ("tar_parent", "路径 ../", "a member named ../evil", lambda items: tar_of([*items, ("../evil", b"x")])),
    ("tar_absolute", "绝对路径", "a member named /etc/evil", lambda items: tar_of([*items, ("/etc/evil", b"x")])),
    ("tar_symlink", "符号链接", "a symbolic link to /etc/passwd", lambda items: tar_of([*items, (BLOB, b"")], type=tarfile.SYMTYPE, linkname="/etc/passwd")),
    ("tar_hard_link", "硬链接", "a hard link to the manifest", lambda items: tar_of([*items, (BLOB, b"")], type=tarfile.LNKTYPE, linkname="manifest.json")),
    ("tar_device", "设备文件", "a device, a folder's entry", lambda items: tar_of([*items, (BLOB, b"")], type=tarfile.CHRTYPE)),
    ("tar_extra", "多出成员", "a member that is not foreseen", lambda items: pack([*items, ("zz", b"")])),
    ("tar_duplicate", "重复成员", "the manifest a second time, another one", lambda items: pack([*items, (items[0][0], b"{}")])),
    ("tar_missing", "缺少成员", "no signature", lambda items: pack([items[0], *items[2:]])),
    ("tar_order", "次序颠倒", "the signature before the manifest", lambda items: pack([items[1], items[0], *items[2:]])),
    ("tar_cut", "在成员处截断", "cut after the second member, as Python's own reader would take it", lambda items: pack(items[:2])[:-1024]),
    ("tar_one_end", "缺一个结尾块", "one end block instead of two", lambda items: pack(items)[:-512]),
    ("tar_behind", "结尾后另有内容", "a second archive behind the end blocks", lambda items: pack(items) + pack([("zz", b"x")])),
    ("tar_gnu", "别的写法", "the same members with a time and an owner", lambda items: tar_of(items, mtime=1, uname="root")),
]  # fmt: skip


def _declare(key: str, name: str, done: str, make: Callable[[Items], bytes]) -> None:
    def act(ground: Ground) -> str:
        return ground.take(ground.locked(make(list(ground.members.items()))))

    act.__name__ = key
    case(GROUP, name, f"tar: {done}", "E_FORMAT", calm=True)(act)


for _row in TARS:
    _declare(*_row)


@case(GROUP, "加密层内截断", "cut at every block of the archive and encrypted anew", "E_FORMAT", calm=True)
def cut_inside(ground: Ground) -> set[str]:
    inside = ground.archive
    step = max(512, len(inside) // 40 // 512 * 512)
    ends = {0, 1, 511, 512, 513, *range(0, len(inside), step), len(inside) - 512, len(inside) - 1}
    return {ground.take(ground.locked(inside[:end])) for end in ends} | {
        ground.take(ground.locked(inside + bytes(512)))
    }


def payload(ground: Ground, packed: bytes, unpacked: int) -> bytes:
    """Give the bundle with another payload, truly signed."""
    manifest = Manifest.load(ground.members["manifest.json"])
    files = [FileEntry.of(ENTRIES, packed, unpacked), *manifest.files[1:]]
    changed = dataclasses.replace(manifest, files=tuple(files))
    return ground.signed(changed.dump(), {**ground.members, ENTRIES: packed})


@case(
    GROUP,
    "压缩体截断后重签",
    "zstd frame cut and signed anew; a byte behind it; two frames; a checksum changed",
    "E_HASH",
    calm=True,
)
def zstd_cut(ground: Ground) -> set[str]:
    packed = ground.members[ENTRIES]
    size = zstandard.get_frame_parameters(packed).content_size
    spoilt = (
        packed[:-1],
        packed[:20],
        packed[: len(packed) // 2],
        packed + b"\0",
        packed + packed,
        packed[:-1] + bytes([packed[-1] ^ 1]),
        b"",
    )
    return {ground.take(payload(ground, data, size)) for data in spoilt}


@case(
    GROUP, "行数不符", "one line more or fewer than announced, an empty line, the last line open", "E_HASH", calm=True
)
def wrong_count(ground: Ground) -> set[str]:
    text = zstandard.ZstdDecompressor().decompress(ground.members[ENTRIES])
    first = text.index(b"\n") + 1
    found = set()
    for changed in (text[first:], text + text[:first], b"\n" + text, text[:-1], b""):
        packed = zstandard.ZstdCompressor(level=1).compress(changed)
        found.add(ground.take(payload(ground, packed, len(changed))))
    return found


MEMORY_MB = 64
"""What refusing a decompression bomb may take above what the program held before."""


def bombs(ground: Ground) -> dict[str, bytes]:
    """Give decompression bombs, truly signed."""
    pack_ = zstandard.ZstdCompressor(level=1)
    most = bundle.MAX_UNPACKED - 100_000
    giant = pack_.compress(bytes(1 << 30))
    return {
        "told, one byte too much": payload(
            ground, pack_.compress(bytes(bundle.MAX_UNPACKED + 1)), bundle.MAX_UNPACKED + 1
        ),
        "a gigabyte, told as a thousand bytes": payload(ground, giant, 1000),
        "a gigabyte without its size": payload(
            ground, zstandard.ZstdCompressor(level=1, write_content_size=False).compress(bytes(1 << 30)), most
        ),
        "as much as is allowed, without a line": payload(ground, pack_.compress(bytes(most)), most),
        "sixteen million empty lines": payload(ground, pack_.compress(b"\n" * most), most),
        "eleven million short lines": payload(ground, pack_.compress(b"xy\n" * (most // 3)), most // 3 * 3),
    }


_CHILD = """
import sys
from pathlib import Path
from db import casebook
from rules.clock import StoryClock
from rules.wrapping import Parameters
from sync import receiving
import datetime as dt

def status(name):
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name + ":"))
    return int(line.split()[1]) // 1024

place, folder = Path(sys.argv[1]), Path(sys.argv[2])
book = casebook.open_casebook(place, "", sys.argv[3], StoryClock(dt.date(2009, 9, 28)), parameters=Parameters(1, 64, 1))
files = sorted(folder.iterdir())
receiving.take(book, files[0].read_bytes()[:-1], "warm")
for path in files:
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    data = path.read_bytes()
    print(receiving.take(book, data, path.name).outcome, status("VmHWM") - before)
"""


@case(GROUP, "解压炸弹", f"six decompression bombs, signed; memory above what was held before stays under {MEMORY_MB} MB, measured in a process of its own",
      f"E_HASH, under {MEMORY_MB} MB")  # fmt: skip
def bomb(ground: Ground) -> set[str]:
    return _measured(ground, bombs(ground), MEMORY_MB)


def _measured(ground: Ground, bundles: dict[str, bytes], bound: int) -> set[str]:
    """Let a process of its own take these bundles; give each one's outcome and whether its memory stayed within `bound` MB."""
    from tests.sync.county import PASSPHRASE

    folder = ground.land.place()
    for name, data in bundles.items():
        (folder / name).write_bytes(data)
    ground.land.shut("province")
    arguments = [sys.executable, "-c", _CHILD, str(ground.land.root / "province"), str(folder), PASSPHRASE]
    done = subprocess.run(
        arguments, cwd=HOUSE, env={**os.environ, "PYTHONPATH": str(HOUSE)}, capture_output=True, text=True, check=True
    )
    found = set()
    for line in done.stdout.splitlines():
        code, grown = line.split()
        found.add(f"{code}, {f'under {bound} MB' if int(grown) < bound else f'{grown} MB'}")
    return found


DENSE_MB = 96
"""What a bundle of the densest values may take: its lines are held three times, the values not at all."""


@case(GROUP, "稠密的内容", "a bundle of 8 KB, signed by an admitted device, whose 6 MB of lines are nested lists: forty times as much in memory if kept",
      f"OK, under {DENSE_MB} MB")  # fmt: skip
def dense(ground: Ground) -> set[str]:
    from tests.sync.crafting import Forger

    forger = Forger(ground.land.desk)
    body: dict[str, object] = {"groups": [[[[[[]]]]]] * 14_000}
    for _ in range(30):
        forger.write("person_profile", body)
    return _measured(ground, {"dense": forger.seal().data}, DENSE_MB)

"""Removable drives: which are plugged in, what they are called, how much room they have, and how one is let go.

Linux tells it in its mount table and under /sys, Windows through its own calls; no library tells the name that people gave their stick
(docs/decisions/0026). An optical disc is a drive that cannot be written. Nothing here needs more than an ordinary user's rights.
"""

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.errors import EnvironmentFailure
from sync.errors import from_os_error

FOLDER = "YZ1"
"""The folder on a stick into which bundles are put, so that they do not lie among other things."""
_OCTAL = re.compile(r"\\([0-7]{3})")
_HEX = re.compile(r"\\x([0-9a-f]{2})")
_OPTICAL = frozenset({"iso9660", "udf", "CDFS", "UDF"})
_SYSTEM = frozenset({Path("/"), Path("/boot"), Path("/boot/efi"), Path("/home"), Path("/var")})
"""A system that runs from a stick is not a stick to exchange by."""
_WAIT = 30
"""Seconds that letting go of a slow stick may take: what the system still holds is written first."""

_REMOVABLE, _CDROM = 2, 5
"""DRIVE_REMOVABLE and DRIVE_CDROM of GetDriveTypeW."""
_READ_ONLY_VOLUME = 0x00080000
_NO_DIALOGS = 0x0001
"""SEM_FAILCRITICALERRORS: an empty card reader must not open a system dialog."""


class DriveBusy(EnvironmentFailure):
    """Say that the system did not let go of a drive: something is still open on it; field `drive` is its name."""

    code = "DRIVE_BUSY"


@dataclass(frozen=True)
class Drive:
    """Tell of one removable drive: where it is mounted, its label (may be empty), bytes free and in all, file system, whether it can be written.

    `device` is what the system calls it; empty where nothing can be asked to let go of it.
    """

    root: Path
    label: str
    free: int
    total: int
    filesystem: str
    read_only: bool
    device: str = ""

    @property
    def name(self) -> str:
        """Give the name by which people know it: its label, else the last part of where it is mounted."""
        return self.label or self.root.name or str(self.root)

    @property
    def optical(self) -> bool:
        """Tell whether it is an optical disc."""
        return self.filesystem in _OPTICAL

    def holds(self, path: Path) -> bool:
        """Tell whether a path lies on it."""
        return path == self.root or self.root in path.parents


def found() -> list[Drive]:
    """List the removable drives that are mounted now, those that can be written first."""
    drives = _windows(_kernel()) if sys.platform == "win32" else list(linux(Path("/")))
    return sorted(drives, key=lambda one: (one.read_only, str(one.root)))


def folder_on(root: Path) -> Path:
    """Give the folder for bundles on a drive, made where there is none; raise FolderReadOnly, FolderMissing and their like."""
    place = root / FOLDER
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise from_os_error(error, root) from error
    return place


def folders_on(root: Path) -> list[Path]:
    """Give where bundles may lie on a drive: its own top, and the folder for bundles."""
    place = root / FOLDER
    return [root, place] if place.is_dir() else [root]


def drive_of(path: Path, drives: Sequence[Drive] | None = None) -> Drive | None:
    """Give the removable drive that a path lies on, or None."""
    there = [one for one in (found() if drives is None else drives) if one.holds(path)]
    return max(there, key=lambda one: len(one.root.parts), default=None)


# --- Linux -------------------------------------------------------------------------------------------------------------


def linux(root: Path) -> Iterator[Drive]:
    """Give the removable drives by the mount table and /sys under `root` ("/", or a picture of one)."""
    labels = _labels(root)
    try:
        table = (root / "proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    seen = set()
    for line in table.splitlines():
        device, mount, filesystem, options, *_ = [*line.split(" "), "", "", "", ""]
        name, where = _node(root, _plain(device)), Path(_plain(mount))
        if not device.startswith("/dev/") or name in seen or where in _SYSTEM or not _comes_off(root, name):
            continue
        seen.add(name)
        total, free = _room(root / where.relative_to("/") if where.is_absolute() else where)
        read_only = "ro" in options.split(",") or filesystem in _OPTICAL
        yield Drive(where, labels.get(_block(root, name).name, ""), free, total, filesystem, read_only, _plain(device))


def _node(root: Path, device: str) -> str:
    """Give the kernel's name of a device; what the mapper made of an encrypted stick is a link to it."""
    node = root / device.lstrip("/")
    return node.resolve().name if node.is_symlink() else node.name


def _plain(text: str) -> str:
    """Undo the mount table's octal escapes, which stand for bytes."""
    raw = _OCTAL.sub(lambda match: chr(int(match[1], 8)), text)
    with contextlib.suppress(UnicodeError):
        return raw.encode("latin-1").decode("utf-8")
    return raw


def _labels(root: Path) -> dict[str, str]:
    """Give the labels that the system knows, by the name of their device."""
    found_labels = {}
    with contextlib.suppress(OSError):
        for link in sorted((root / "dev/disk/by-label").iterdir()):
            raw = _HEX.sub(lambda match: chr(int(match[1], 16)), link.name)
            with contextlib.suppress(UnicodeError):
                raw = raw.encode("latin-1").decode("utf-8")
            found_labels[link.readlink().name] = raw
    return found_labels


def _block(root: Path, name: str) -> Path:
    """Give the device's folder under /sys, links followed; of an encrypted stick that of the partition beneath."""
    block = (root / "sys/class/block" / name).resolve()
    with contextlib.suppress(OSError):
        beneath = sorted((block / "slaves").iterdir())
        if len(beneath) == 1:
            return beneath[0].resolve()
    return block


def _comes_off(root: Path, name: str) -> bool:
    """Tell whether a device can be pulled out: it hangs on USB, it is a memory card, or its disk says that its medium is removable."""
    block = _block(root, name)
    if not block.exists():
        return False
    if any(re.fullmatch(r"usb[0-9]+", part) for part in block.parts):
        return True
    disk = block if (block / "removable").exists() else block.parent
    with contextlib.suppress(OSError):
        if (disk / "device/type").read_text(encoding="ascii").strip() == "SD":
            return True
    with contextlib.suppress(OSError):
        return (disk / "removable").read_text(encoding="ascii").strip() == "1"
    return False


def _room(path: Path) -> tuple[int, int]:
    """Give bytes in all and free; zeros where the system does not tell."""
    with contextlib.suppress(OSError):
        usage = shutil.disk_usage(path)
        return usage.total, usage.free
    return 0, 0


# --- Windows -----------------------------------------------------------------------------------------------------------


def _kernel() -> Any:
    import ctypes

    return ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]


def _windows(kernel: Any) -> Iterator[Drive]:
    """Give the removable drives by the calls of kernel32."""
    import ctypes

    kernel.SetErrorMode(_NO_DIALOGS)
    letters = kernel.GetLogicalDrives()
    for at in range(26):
        root = f"{chr(ord('A') + at)}:\\"
        if not letters >> at & 1 or kernel.GetDriveTypeW(root) not in {_REMOVABLE, _CDROM}:
            continue
        label, kind = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        marks = ctypes.c_ulong(0)
        if not kernel.GetVolumeInformationW(root, label, 261, None, None, ctypes.byref(marks), kind, 261):
            continue  # no medium in it
        total, free = _room(Path(root))
        read_only = bool(marks.value & _READ_ONLY_VOLUME) or kind.value in _OPTICAL
        yield Drive(Path(root), label.value, free, total, kind.value, read_only)


# --- letting go --------------------------------------------------------------------------------------------------------


def can_release(drive: Drive, which: Callable[[str], str | None] = shutil.which) -> bool:
    """Tell whether the system lets an ordinary user's program ask for the drive to be unmounted (udisksctl)."""
    return bool(drive.device) and not drive.optical and which("udisksctl") is not None


def release(drive: Drive, run: Callable[..., Any] = subprocess.run) -> None:
    """Ask the system to write what it still holds and to let go of the drive; after that it may be pulled out.

    Raise DriveBusy where it does not.
    """
    command = ["udisksctl", "unmount", "--no-user-interaction", "-b", drive.device]
    try:
        done = run(command, capture_output=True, timeout=_WAIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DriveBusy(drive=drive.name) from error
    if done.returncode != 0:
        raise DriveBusy(drive=drive.name)

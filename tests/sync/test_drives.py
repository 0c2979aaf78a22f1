"""Sticks are found by what the system says of them, in a picture of the system: no test needs a stick."""

import subprocess
from collections.abc import Callable
from ctypes import c_ulong
from pathlib import Path
from typing import Any

import pytest

from sync import drives
from sync.drives import Drive, DriveBusy


class Machine:
    """Draw a Linux machine's /proc, /sys and /dev under a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mounts: list[str] = []
        self.add("sda2", "pci0000:00/ata1/host0/block/sda", "/", "ext4", removable="0")

    def add(
        self, name: str, where: str, mount: str, filesystem: str = "vfat", *, options: str = "rw,nosuid", removable: str = "1", label: str = ""
    ) -> Path:  # fmt: skip
        disk = self.root / "sys/devices" / where
        part = disk / name
        part.mkdir(parents=True, exist_ok=True)
        (disk / "removable").write_text(f"{removable}\n", encoding="ascii")
        link = self.root / "sys/class/block" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(part)
        if label:
            labels = self.root / "dev/disk/by-label"
            labels.mkdir(parents=True, exist_ok=True)
            (labels / label).symlink_to(f"../../{name}")
        self.mount(f"/dev/{name}", mount, filesystem, options)
        return part

    def mount(self, device: str, where: str, filesystem: str, options: str = "rw") -> None:
        (self.root / where.lstrip("/")).mkdir(parents=True, exist_ok=True)
        escaped = where.encode().decode("latin-1").replace(" ", "\\040")
        self.mounts.append(f"{device} {escaped} {filesystem} {options} 0 0")
        table = self.root / "proc/mounts"
        table.parent.mkdir(exist_ok=True)
        table.write_bytes("\n".join([*self.mounts, "proc /proc proc rw 0 0", "broken"]).encode("latin-1"))

    def drives(self) -> list[Drive]:
        return list(drives.linux(self.root))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


USB = "pci0000:00/usb1/1-1/host6/block/sdb"


def test_a_stick_is_found_with_its_name_room_and_system(machine: Machine) -> None:
    machine.add("sdb1", USB, "/media/李 敏/上报盘", label=r"\xe4\xb8\x8a\xe6\x8a\xa5\x20\xe7\x9b\x98")
    (stick,) = machine.drives()
    assert (stick.root, stick.label, stick.filesystem, stick.read_only) == (
        Path("/media/李 敏/上报盘"),
        "上报 盘",
        "vfat",
        False,
    )
    assert stick.total >= stick.free > 0
    assert (stick.name, stick.device) == ("上报 盘", "/dev/sdb1")


def test_a_stick_without_a_label_is_called_by_where_it_is(machine: Machine) -> None:
    machine.add("sdb1", USB, "/media/limin/8A21-4F00")
    assert machine.drives()[0].name == "8A21-4F00"


def test_a_usb_disk_a_memory_card_and_a_disc_are_found_and_inner_disks_are_not(machine: Machine) -> None:
    machine.add("sdc1", "pci0000:00/usb2/2-1/host7/block/sdc", "/media/limin/disk", "ntfs", removable="0")
    card = machine.add("mmcblk0p1", "platform/mmc0/mmcblk0", "/media/limin/card", removable="0")
    (card.parent / "device").mkdir()
    (card.parent / "device/type").write_text("SD\n", encoding="ascii")
    inner = machine.add("mmcblk1p1", "platform/mmc1/mmcblk1", "/data", "ext4", removable="0")
    (inner.parent / "device").mkdir()
    (inner.parent / "device/type").write_text("MMC\n", encoding="ascii")
    machine.add("sr0", "pci0000:00/ata2/host1/block/sr0", "/media/cdrom", "iso9660", options="ro")
    machine.mount("//server/share", "/mnt/share", "cifs")
    found = {one.root.name: one for one in machine.drives()}
    assert set(found) == {"disk", "card", "cdrom"}
    assert (found["cdrom"].optical, found["cdrom"].read_only) == (True, True)
    assert not found["disk"].read_only


def test_a_write_protected_stick_says_so(machine: Machine) -> None:
    machine.add("sdb1", USB, "/media/limin/stick", options="ro,nosuid")
    assert machine.drives()[0].read_only


def test_an_encrypted_stick_is_found_by_what_lies_beneath(machine: Machine) -> None:
    part = machine.add("sdb1", USB, "/media/limin/hidden")
    machine.mounts.pop()
    mapped = machine.root / "sys/devices/virtual/block/dm-0"
    (mapped / "slaves").mkdir(parents=True)
    (mapped / "slaves/sdb1").symlink_to(part)
    (machine.root / "sys/class/block/dm-0").symlink_to(mapped)
    (machine.root / "dev/mapper").mkdir(parents=True)
    (machine.root / "dev/dm-0").touch()
    (machine.root / "dev/mapper/luks-1").symlink_to("../dm-0")
    machine.mount("/dev/mapper/luks-1", "/media/limin/locked", "ext4")
    assert [one.root for one in machine.drives()] == [Path("/media/limin/locked")]


def test_a_system_that_runs_from_a_stick_and_a_second_mount_are_no_sticks(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.add("sdb1", USB, "/media/limin/stick")
    machine.mount("/dev/sdb1", "/media/limin/again", "vfat")
    machine.mount("/dev/sdb1", "/", "vfat")
    assert [one.root for one in machine.drives()] == [Path("/media/limin/stick")]


def test_a_machine_that_tells_nothing_has_no_sticks(tmp_path: Path) -> None:
    assert list(drives.linux(tmp_path)) == []


def test_this_machine_can_be_asked() -> None:
    assert all(one.root.is_absolute() for one in drives.found())


class Kernel:
    """Be kernel32 with a disk C:, a stick E: called 上报, an empty card reader F: and a disc G:."""

    def __init__(self) -> None:
        self.mode = 0

    def SetErrorMode(self, mode: int) -> None:  # noqa: N802
        self.mode = mode

    def GetLogicalDrives(self) -> int:  # noqa: N802
        return sum(1 << ord(letter) - ord("A") for letter in "CEFG")

    def GetDriveTypeW(self, root: str) -> int:  # noqa: N802
        return {"C": 3, "E": 2, "F": 2, "G": 5}[root[0]]

    def GetVolumeInformationW(  # noqa: N802
        self, root: str, label: Any, _n: int, _s: Any, _m: Any, marks: Any, kind: Any, _k: int
    ) -> int:
        if root[0] == "F":
            return 0
        label.value, kind.value = ("上报", "FAT32") if root[0] == "E" else ("", "CDFS")
        marks._obj.value = c_ulong(0 if root[0] == "E" else 0x00080000).value
        return 1


def test_windows_is_asked_in_its_own_way() -> None:
    kernel = Kernel()
    stick, disc = drives._windows(kernel)
    assert (str(stick.root), stick.label, stick.filesystem, stick.read_only) == ("E:\\", "上报", "FAT32", False)
    assert (str(disc.root), disc.read_only, disc.optical) == ("G:\\", True, True)
    assert kernel.mode == 1, "an empty card reader opens no system dialog"
    assert not drives.can_release(stick, lambda _name: "/usr/bin/udisksctl")


STICK = Drive(Path("/media/limin/stick"), "上报盘", 1, 2, "vfat", read_only=False, device="/dev/sdb1")


def test_a_path_belongs_to_the_drive_that_it_lies_on() -> None:
    outer = Drive(Path("/media"), "", 1, 2, "vfat", read_only=False)
    assert drives.drive_of(Path("/media/limin/stick/上报"), [outer, STICK]) == STICK
    assert drives.drive_of(Path("/media/limin/stick2"), [STICK]) is None
    assert drives.drive_of(STICK.root, [STICK]) == STICK


def answering(code: int | type[Exception], calls: list[list[str]]) -> Callable[..., Any]:
    def run(command: list[str], **_named: Any) -> Any:
        calls.append(command)
        if isinstance(code, int):
            return subprocess.CompletedProcess(command, code, b"", b"Error unmounting /dev/sdb1: target is busy")
        raise code(command, 1) if code is subprocess.TimeoutExpired else code()

    return run


def test_the_system_is_asked_to_let_go() -> None:
    calls: list[list[str]] = []
    assert drives.can_release(STICK, lambda _name: "/usr/bin/udisksctl")
    assert not drives.can_release(STICK, lambda _name: None)
    drives.release(STICK, answering(0, calls))
    assert calls == [["udisksctl", "unmount", "--no-user-interaction", "-b", "/dev/sdb1"]]


@pytest.mark.parametrize("code", [1, OSError, subprocess.TimeoutExpired])
def test_a_drive_that_is_still_in_use_is_not_said_to_be_free(code: int | type[Exception]) -> None:
    with pytest.raises(DriveBusy) as caught:
        drives.release(STICK, answering(code, []))
    assert caught.value.fields == {"drive": "上报盘"}

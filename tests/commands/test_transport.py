"""Sticks and the shared folder, by commands alone."""

import re
from pathlib import Path

import pytest

from sync import drives, share
from sync.drives import Drive, DriveBusy
from tests.commands.conftest import Run
from tests.commands.test_exchange import County, county, founded_once, joined_once, ok, open_book  # noqa: F401 - fixtures

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Drive:
    """Plug a stick in."""
    one = Drive(tmp_path, "上报盘", 5_000_000, 8_000_000, "vfat", read_only=False, device="/dev/sdb1")
    monkeypatch.setattr(drives, "found", lambda: [one])
    return one


def test_drives_are_listed(run: Run, stick: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    (said,) = ok(run, "drives")["drives"]
    assert (said["path"], said["label"], said["free"], said["read_only"]) == (
        str(stick.root),
        "上报盘",
        5_000_000,
        False,
    )
    assert "上报盘" in run("drives").out
    monkeypatch.setattr(drives, "found", list)
    assert "没有插入" in run("drives").out


def test_a_drive_is_let_go_or_said_to_be_in_use(run: Run, stick: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go: list[Drive] = []
    monkeypatch.setattr(drives, "release", let_go.append)
    assert "可以安全拔出" in run("drives", "--release", stick.root / "上报").out
    assert let_go == [stick]
    assert run("drives", "--release", "/nowhere", "--json").error == "NO_SUCH_DRIVE"

    def busy(one: Drive) -> None:
        raise DriveBusy(drive=one.name)

    monkeypatch.setattr(drives, "release", busy)
    assert "上报盘" in run("drives", "--release", stick.root).refusal


def test_a_desk_a_base_and_the_province_share_a_folder(run: Run, county: County, tmp_path: Path) -> None:  # noqa: F811
    where = tmp_path / "共享 文件夹"
    where.mkdir()
    assert run("share", "--workplace", county.desk, "--json").error == "NO_SHARED_FOLDER"
    first = ok(run, "share", "--workplace", county.desk, "--folder", where, "--remember", "--every", "15")
    assert [one["from"] for one in first["written"]] == [1]
    assert ok(run, "share", "--workplace", county.desk) == {**first, "written": []}
    ok(run, "share", "--workplace", county.base, "--folder", where)
    answered = ok(run, "share", "--workplace", county.province, "--folder", where)
    assert [one["outcome"] for one in answered["bundles"]] == ["OK", "OK"]
    assert len(answered["receipts"]) == 2
    taken = ok(run, "share", "--workplace", county.desk)
    assert sorted(one["kind"] for one in taken["bundles"]) == ["receipt", "stream"]
    assert [one["from"] for one in ok(run, "share", "--workplace", county.desk, "--whole")["written"]] == [1]
    assert HAN.search(run("share", "--workplace", county.desk).out)
    book = open_book(county.desk)
    assert share.chosen(book) == share.Choice(where, 15)
    book.close()
    ok(run, "share", "--workplace", county.desk, "--every", "0")
    assert "找不到文件夹" in run("share", "--workplace", county.desk, "--folder", tmp_path / "gone").refusal

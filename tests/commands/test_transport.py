"""Sticks, the shared folder and mail, by commands alone."""

# ruff: noqa: F811 - fixtures of the other module bear the names of arguments

import os
import re
from pathlib import Path
from typing import Any

import pytest

from sync import drives, share
from sync.drives import Drive, DriveBusy
from tests.commands.conftest import PHRASES, Run
from tests.commands.test_exchange import County, county, founded_once, issue_one, joined_once, ok, open_book  # noqa: F401 - fixtures
from tests.sync.mailroom import HOST, PASSWORD, Certificates, Mailboxes
from ui.commands import sample

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


def test_a_desk_a_base_and_the_province_share_a_folder(run: Run, county: County, tmp_path: Path) -> None:
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


# --- mail --------------------------------------------------------------------------------------------------------------


def test_a_county_and_its_province_mail_each_other(
    run: Run,
    county: County,
    boxes: Mailboxes,
    smtp: int,
    papers: Certificates,
    tmp_path: Path,
) -> None:
    phrases = {**PHRASES, "YUANZHU_MAIL_PASSWORD": PASSWORD}
    tag = f"{os.getpid()}{abs(hash(tmp_path)):x}"
    desk, sheng = f"cmd-desk-{tag}", f"cmd-sheng-{tag}"

    def say(*arguments: object) -> Any:
        said = run("mail", *arguments, "--json", phrases=phrases)
        assert (said.code, said.err) == (0, ""), said
        return said.value

    assert run("mail", "send", "--workplace", county.desk, "--json").error == "MAIL_NOT_ALLOWED"
    for place, user in ((county.desk, desk), (county.province, sheng)):
        found = say(
            "set", "--workplace", place, "--smtp", f"{HOST}:{smtp}", "--smtp-tls", "starttls", "--imap", f"{HOST}:{boxes.implicit}", "--login", user,
            "--from", f"{user}@example.org", "--to", f"{sheng}@example.org", "--ca", papers.ca, "--password",
        )  # fmt: skip
        assert (found["smtp"], found["password"], found["allowed"]) == (
            {"host": HOST, "port": smtp, "tls": "starttls"},
            True,
            False,
        )
        assert PASSWORD not in str(found)
        assert say("test", "--workplace", place) == {"smtp": True, "imap": True, "mails": 0}
        say("allow", "--workplace", place)
    issue_one(county.desk)
    assert [one["to"] for one in say("send", "--workplace", county.desk)["mails"]] == ["province"]
    assert say("send", "--workplace", county.desk)["mails"] == []
    came = say("fetch", "--workplace", county.province)
    assert (came["mails"], [one["outcome"] for one in came["bundles"]]) == (1, ["OK"])
    found = say("set", "--workplace", county.province, "--address", sample.COUNTY, f"{desk}@example.org")
    assert found["addresses"] == {sample.COUNTY: f"{desk}@example.org"}
    assert [one["to"] for one in say("send", "--workplace", county.province)["mails"]] == [sample.COUNTY]
    (receipt,) = say("fetch", "--workplace", county.desk)["bundles"]
    assert (receipt["outcome"], receipt["kind"]) == ("OK", "receipt")
    for words in ("set", "allow", "test", "send", "fetch"):
        assert HAN.search(run("mail", words, "--workplace", county.desk, phrases=phrases).out)
    assert say("allow", "--workplace", county.desk, "--off") == {"allowed": False}
    assert run("mail", "fetch", "--workplace", county.desk, "--json").error == "MAIL_NOT_ALLOWED"


def test_a_draft_is_written_without_leave_and_wrong_settings_are_named(
    run: Run, county: County, tmp_path: Path
) -> None:
    issue_one(county.desk)
    (one,) = ok(run, "mail", "draft", "--workplace", county.desk, "--to", tmp_path)["mails"]
    assert b"X-Unsent: 1" in Path(one["draft"]).read_bytes()
    assert "没有要发送的" in run("mail", "draft", "--workplace", county.desk, "--to", tmp_path).out
    assert run("mail", "set", "--workplace", county.desk, "--to", "nobody", "--json").error == "MAIL_SETTING_WRONG"
    assert "端口" in run("mail", "set", "--workplace", county.desk, "--smtp", "a.example.org:x").refusal
    assert "找不到文件夹" in run("mail", "draft", "--workplace", county.desk, "--to", tmp_path / "gone").refusal
    assert (
        run("mail", "set", "--workplace", county.desk, "--password", "--json", phrases=PHRASES).error == "NO_PASSPHRASE"
    )
    assert ok(run, "mail", "set", "--workplace", county.desk)["allowed"] is False

"""found, backup, restore, export-plain."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from db import casebook, people
from tests.commands.conftest import PASSPHRASE, SECOND, Founder, Run, picture


def digest(run: Run, place: Path) -> str:
    said = run("digest", "--workplace", place, "--json")
    assert said.code == 0
    return str(said.value["digest"])


# --- found -----------------------------------------------------------------------------------------------------------


def found_words(folder: Path, *more: object) -> list[object]:
    return ["found", folder, "--as", "desk", "--name", "安和县总工会", "--county", "519901", *more]


def test_found_then_open(run: Run, tmp_path: Path) -> None:
    said = run(*found_words(tmp_path / "新 县", "--json"))
    assert (said.code, said.err) == (0, "")
    assert said.value["kind"] == "desk"
    assert len(digest(run, tmp_path / "新 县")) == 64


def test_found_for_people_to_read(run: Run, tmp_path: Path) -> None:
    said = run(*found_words(tmp_path / "desk"))
    assert "已建立" in said.out
    assert "核对码" in said.out


def test_found_refuses_a_weak_passphrase_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    said = run(*found_words(tmp_path / "desk", "--json"), phrases={"YUANZHU_PASSPHRASE": "1234567890"})
    assert said.error == "WEAK_PASSPHRASE"
    assert not (tmp_path / "desk").exists()


def test_found_refuses_a_folder_in_use(run: Run, desk: Path) -> None:
    before = picture(desk)
    assert run(*found_words(desk, "--json")).error == "WORKPLACE_EXISTS"
    assert picture(desk) == before


def test_found_in_a_read_only_folder(run: Run, tmp_path: Path, read_only: Callable[[Path], Path]) -> None:
    place = tmp_path / "locked"
    place.mkdir()
    read_only(place)
    assert run(*found_words(place / "desk", "--json")).error == "STORE_READ_ONLY"
    assert run(*found_words(place)).refusal
    assert not picture(place)


def test_found_where_a_file_stands(run: Run, tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("a file")
    assert run(*found_words(tmp_path / "desk")).refusal
    assert (tmp_path / "desk").read_text() == "a file"


def test_a_province_without_a_phrase_for_its_offline_keys_is_not_founded(run: Run, tmp_path: Path) -> None:
    words = ["found", tmp_path / "p", "--as", "province", "--name", "示例省", "--county", "51", "--json"]
    assert run(*words, phrases={"YUANZHU_PASSPHRASE": PASSPHRASE}).error == "NO_PASSPHRASE"
    assert not (tmp_path / "p").exists()


def test_a_province_with_a_weak_phrase_for_its_offline_keys_leaves_nothing(run: Run, tmp_path: Path) -> None:
    words = ["found", tmp_path / "p", "--as", "province", "--name", "示例省", "--county", "51", "--json"]
    phrases = {"YUANZHU_PASSPHRASE": PASSPHRASE, "YUANZHU_OFFLINE_PASSPHRASE": "short"}
    assert run(*words, phrases=phrases).error == "WEAK_PASSPHRASE"
    assert not (tmp_path / "p").exists()


# --- backup, restore -------------------------------------------------------------------------------------------------


def test_backup_and_restore_as_a_new_epoch(run: Run, desk: Path, tmp_path: Path) -> None:
    to = tmp_path / "备份"
    to.mkdir()
    said = run("backup", "--workplace", desk, "--to", to, "--json")
    assert said.code == 0
    kept = Path(said.value["path"])
    assert kept.stat().st_size == said.value["size"]
    done = run("restore", kept, "--to", tmp_path / "again", "--json")
    assert (done.code, done.value["name"]) == (0, "安和县总工会")
    streams = run("digest", "--workplace", desk, "--json").value["streams"]
    assert (
        digest(run, desk)
        == run("digest", "--workplace", tmp_path / "again", "--streams", ",".join(streams), "--json").value["digest"]
    )
    assert len(run("digest", "--workplace", tmp_path / "again", "--json").value["streams"]) > len(streams)


@pytest.mark.parametrize("medium", ["missing", "read-only"])
def test_backup_to_a_bad_medium(
    run: Run, desk: Path, tmp_path: Path, read_only: Callable[[Path], Path], medium: str
) -> None:
    to = tmp_path / "stick"
    if medium == "read-only":
        to.mkdir()
        read_only(to)
    before = sorted(picture(desk))
    assert run("backup", "--workplace", desk, "--to", to).refusal
    assert not to.is_dir() or not picture(to)
    assert sorted(picture(desk)) == before


def test_restore_refuses_what_is_no_backup_a_wrong_phrase_and_a_folder_in_use(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    kept = Path(run("backup", "--workplace", desk, "--to", tmp_path, "--json").value["path"])
    to = tmp_path / "again"
    wrong = run("restore", kept, "--to", to, "--json", phrases={"YUANZHU_PASSPHRASE": "wrong horse 9"})
    assert wrong.error == "WRONG_PASSPHRASE"
    assert run("restore", tmp_path / "none.yzbackup", "--to", to, "--json").error == "BACKUP_MISSING"
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / "damaged.yzbackup"
    damaged.write_bytes(data)
    assert run("restore", damaged, "--to", to, "--json").error == "BACKUP_DAMAGED"
    (tmp_path / "words.txt").write_text("hello")
    assert run("restore", tmp_path / "words.txt", "--to", to, "--json").error == "BACKUP_DAMAGED"
    assert not to.exists()
    before = picture(desk)
    assert run("restore", kept, "--to", desk, "--json").error == "WORKPLACE_EXISTS"
    assert picture(desk) == before


# --- export-plain ----------------------------------------------------------------------------------------------------


@pytest.fixture
def shared(found: Founder) -> Path:
    """Give a desk with two supervisors and one person."""
    book = found(as_sample=False)
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase=SECOND)
    people.register(book, people.PersonDraft("陈晓兰"))
    book.close()
    return book.workplace.path


def test_a_plain_copy_by_two_persons(run: Run, shared: Path, tmp_path: Path) -> None:
    to = tmp_path / "plain.db"
    said = run("export-plain", "--workplace", shared, "--user", "lishu", "--second", "zhangfu", "--to", to, "--json")
    assert said.code == 0
    with sqlite3.connect(to) as plain:
        assert plain.execute("SELECT name FROM person").fetchall() == [("陈晓兰",)]
    plain.close()
    assert said.value["path"] == str(to)
    again = run("export-plain", "--workplace", shared, "--user", "lishu", "--second", "zhangfu", "--to", to, "--json")
    assert again.error == "EXPORT_EXISTS"


def test_one_person_alone_gets_no_plain_copy(run: Run, shared: Path, tmp_path: Path) -> None:
    to = tmp_path / "plain.db"
    words = ["export-plain", "--workplace", shared, "--user", "lishu", "--to", to, "--json", "--second"]
    both = {"YUANZHU_PASSPHRASE": PASSPHRASE, "YUANZHU_SECOND_PASSPHRASE": PASSPHRASE}
    assert run(*words, "lishu", phrases=both).error == "SECOND_PERSON_NEEDED"
    assert run(*words, "zhangfu", phrases=both).error == "WRONG_PASSPHRASE"
    assert run(*words, "zhangfu", phrases={"YUANZHU_PASSPHRASE": PASSPHRASE}).error == "NO_PASSPHRASE"
    assert run(*words, "nobody").error == "UNKNOWN_USER"
    assert not to.exists()


# --- a full disk -----------------------------------------------------------------------------------------------------


def test_a_full_disk_keeps_no_half_workplace_backup_or_copy(
    run: Run, shared: Path, tmp_path: Path, full_disk: Path
) -> None:
    before = picture(full_disk)
    assert run(*found_words(full_disk / "desk", "--json")).error == "STORE_DISK_FULL"
    assert run("backup", "--workplace", shared, "--to", full_disk, "--json").error == "STORE_DISK_FULL"
    words = [
        "export-plain",
        "--workplace",
        shared,
        "--user",
        "lishu",
        "--second",
        "zhangfu",
        "--to",
        full_disk / "plain.db",
    ]
    assert run(*words, "--json").error == "STORE_DISK_FULL"
    kept = run("backup", "--workplace", shared, "--to", tmp_path, "--json").value["path"]
    assert run("restore", kept, "--to", full_disk / "again", "--json").error == "STORE_DISK_FULL"
    assert picture(full_disk) == before
    assert "空间" in run("backup", "--workplace", shared, "--to", full_disk).refusal

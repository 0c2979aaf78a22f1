"""Keys and recovery on the command line: the same deeds as in the window, refusals in one sentence, no passphrase in an argument."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from db import casebook, workplace
from db.casebook import Foundation
from rules.clock import SystemClock
from rules.wrapping import Parameters
from sync import admission, device
from tests.commands.conftest import OFFLINE, PASSPHRASE, SECOND, Run

NEW = "forgotten phrase 5"
MORE = {
    "YUANZHU_PASSPHRASE": PASSPHRASE, "YUANZHU_OFFLINE_PASSPHRASE": OFFLINE, "YUANZHU_SECOND_PASSPHRASE": SECOND,
    "YUANZHU_NEW_PASSPHRASE": NEW, "YUANZHU_NEW_OFFLINE_PASSPHRASE": OFFLINE,
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """Hold the folders of a province and a desk that it has admitted, and a way to make places."""

    folder: Path
    run: Run

    @property
    def province(self) -> Path:
        return self.folder / "province"

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    def place(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(exist_ok=True)
        return made

    def keys(self, *arguments: object, phrases: dict[str, str] = MORE) -> Any:
        said = self.run("keys", *arguments, "--json", phrases=phrases)
        assert said.code == 0, said
        return said.value

    def refused(self, *arguments: object, phrases: dict[str, str] = MORE) -> str:
        return self.run("keys", *arguments, "--json", phrases=phrases).error


@pytest.fixture
def ground(tmp_path: Path, cheap_kdf: Parameters, run: Run) -> Ground:
    clock = SystemClock()
    plan = Foundation("province", "示例省总工会", "510000", "sheng", "周启明", "officer", PASSPHRASE)
    province = admission.found_province(
        tmp_path / "province", plan, offline_passphrase=OFFLINE, clock=clock, parameters=cheap_kdf
    )
    casebook.add_user(province, login="fuhe", name="温霜降", role="officer", passphrase=SECOND)
    digits = device.card(province).fingerprint
    province.close()
    found(tmp_path / "desk", cheap_kdf)
    made = Ground(tmp_path, run)
    join(made, made.desk, digits)
    return made


def found(path: Path, parameters: Parameters) -> None:
    plan = Foundation("desk", "安和县总工会", "519901", "lishu", "李书", "supervisor", PASSPHRASE)
    casebook.found(path, plan, SystemClock(), parameters=parameters).close()


def join(ground: Ground, desk: Path, digits: str, *more: object) -> None:
    """Let a desk join by the commands."""
    card, stick, answers = ground.province / "province.yzcard", ground.place("stick"), ground.place("answers")
    asked = ground.run(
        "admit", "request", "--workplace", desk, "--card", card, "--fingerprint", digits, "--to", stick, "--json"
    )
    assert asked.code == 0, asked
    said = ground.run(
        "admit", "approve", "--workplace", ground.province, "--from", stick, "--fingerprint", asked.value["fingerprint"], "--vouchers", 20,
        "--limit", 10_000, "--receipts", answers, *more, "--json",
    )  # fmt: skip
    assert said.code == 0, said
    assert ground.run("admit", "take", "--workplace", desk, "--from", answers, "--json").value["granted"]


def test_offline_keys_go_to_media_and_the_province_renews_them(ground: Ground) -> None:
    place = ("--workplace", ground.province)
    grants, roots = ground.place("grants"), [ground.place("root1"), ground.place("root2")]
    assert [one["here"] for one in ground.keys("status", *place)["keys"]] == [True] * 3
    assert ground.keys("keep-apart", "grant", "--to", grants, *place)["safe"]
    assert ground.refused("keep-apart", "root", "--to", grants, *place) == "KEYS_TOGETHER"
    assert [ground.keys("keep-apart", "root", "--to", root, *place)["here"] for root in roots] == [True, False]
    assert ground.keys("prove", "root", "--on", roots[1], *place)["safe"]
    grants.rename(ground.folder / "moved")
    assert ground.refused("prove", "grant", "--on", ground.place("empty"), *place) == "KEY_MISSING"
    answers = ground.place("new")
    made = ground.keys("renew", "--parts", "grant,receipt", "--root", roots[0], "--receipts", answers, *place)
    assert made["card"] == 2
    taken = ground.run("receive", answers, "--workplace", ground.desk, "--json")
    assert {one["kind"]: one["outcome"] for one in taken.value["bundles"]} == {"card": "OK", "receipt": "OK"}
    assert ground.keys("card", answers / "province-2.yzcard", "--workplace", ground.desk)["card"] == 2
    assert ground.run("keys", "renew", "--parts", "all", *place).code == 2


def test_a_desk_changes_its_keys(ground: Ground) -> None:
    digits = ground.keys("rekey", "--workplace", ground.desk)["fingerprint"]
    stick, answers = ground.place("rekey"), ground.place("after")
    assert ground.run("export", "--workplace", ground.desk, "--to", stick).code == 0
    assert ground.run("collect", stick, "--workplace", ground.province).code == 0
    (asked,) = ground.keys("rekey", "--workplace", ground.province)
    assert asked["fingerprint"] == digits
    assert ground.refused("rekey", "--workplace", ground.province, "--fingerprint", "1" * 30) == "NO_SUCH_REQUEST"
    made = ground.keys("rekey", "--workplace", ground.province, "--fingerprint", digits, "--receipts", answers)
    assert made["grant_no"] == 2
    assert ground.run("receive", answers, "--workplace", ground.desk).code == 0
    assert ground.keys("rekey", "--workplace", ground.desk)["fingerprint"] != digits  # those are in use now


def test_a_pc_is_lost_and_another_takes_its_place(ground: Ground, cheap_kdf: Parameters) -> None:
    place = ("--workplace", ground.province)
    (listed,) = ground.keys("lost", *place)
    device_no = listed["device"]
    assert ground.refused("lost", "--device", device_no, "--second", "sheng", *place) == "WRONG_PASSPHRASE"
    assert ground.refused("lost", "--device", "zz", "--second", "fuhe", *place) == "NO_SUCH_REQUEST"
    ended = ground.keys("lost", "--device", device_no, "--second", "fuhe", "--reason", "被盗", *place)
    assert (ended["unused"], ended["left_fen"]) == (20, 1_000_000)
    assert ground.refused("revoke", "--device", device_no, "--second", "fuhe", *place) == "ALREADY_REVOKED"
    new = ground.folder / "new"
    found(new, cheap_kdf)
    digits = ground.keys("status", *place)["fingerprint"]
    join(ground, new, digits, "--successor-of", device_no)
    back = ground.place("back")
    dev = workplace.load(new).dev.hex()
    files = ground.keys("hand-over", "--device", dev, "--to", back, *place)["files"]
    assert len(files) == 1
    taken = ground.run("receive", back, "--workplace", new, "--json")
    assert [one["outcome"] for one in taken.value["bundles"]] == ["OK"]


def test_people_who_forgot_or_left(ground: Ground) -> None:
    place = ("--workplace", ground.province)
    assert ground.refused("reset-user", "sheng", *place) == "OWN_ACCOUNT"
    assert ground.keys("reset-user", "fuhe", *place)["name"] == "温霜降"
    assert casebook.sign_in(workplace.load(ground.province), "fuhe", NEW)
    assert ground.refused("close-user", "nobody", *place) == "UNKNOWN_USER"
    assert ground.keys("close-user", "fuhe", *place)["login"] == "fuhe"
    assert ground.refused("reset-user", "fuhe", *place) == "UNKNOWN_USER"


def test_the_sheet_is_made_proven_and_used(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    from db import recovery

    codes: list[str] = []
    make = recovery.make_sheet

    def listen(book: casebook.Casebook) -> tuple[int, str]:
        found = make(book)
        codes.append(found[1])
        return found

    monkeypatch.setattr(recovery, "make_sheet", listen)
    paper = ground.folder / "sheet.pdf"
    said = ground.run("keys", "sheet", "make", "--to", paper, "--workplace", ground.desk)
    assert said.code == 0
    assert codes[0] not in said.out + said.err
    assert paper.read_bytes().startswith(b"%PDF")
    use = ("sheet", "use", "--login", "lishu", "--workplace", ground.desk)
    with_code = MORE | {"YUANZHU_SHEET_CODE": codes[0]}
    assert ground.refused(*use, phrases=with_code) == "NO_SHEET"
    wrong = MORE | {"YUANZHU_SHEET_CODE": codes[0][:-1]}
    assert ground.refused("sheet", "prove", "--workplace", ground.desk, phrases=wrong) == "BAD_RECOVERY_CODE"
    assert ground.keys("sheet", "prove", "--workplace", ground.desk, phrases=with_code)["number"] == 1
    assert ground.keys(*use, phrases=with_code)["login"] == "lishu"
    assert casebook.sign_in(workplace.load(ground.desk), "lishu", NEW)
    assert ground.refused(*use, phrases=with_code) == "NO_SHEET"


def test_the_province_rescues(ground: Ground) -> None:
    help_to = ground.place("help")
    asked = ground.keys("rescue", "ask", "--login", "lishu", "--to", help_to, "--workplace", ground.desk)
    answer = ("rescue", "answer", asked["file"], "--workplace", ground.province)
    assert ground.keys(*answer)["fingerprint"] == asked["fingerprint"]
    assert ground.refused(*answer, "--fingerprint", "1" * 30) == "FINGERPRINT_DIFFERS"
    made = ground.keys(*answer, "--fingerprint", asked["fingerprint"])
    take = ("rescue", "take", made["file"], "--workplace", ground.desk)
    assert ground.refused(*take, phrases=MORE | {"YUANZHU_NEW_PASSPHRASE": "another 9 phrase"}) == "WRONG_PASSPHRASE"
    assert ground.keys(*take)["name"] == "李书"
    assert ground.refused(*take) == "RESCUE_NOT_ASKED"
    key = ground.province / "offline" / "safe.yzkey"
    own = ("rescue", "own", "--login", "sheng", "--safe-key", key, "--workplace", ground.province)
    assert ground.keys(*own)["login"] == "sheng"


def test_every_part_says_what_it_needs(ground: Ground) -> None:
    for part in ("keep-apart", "prove", "renew", "sheet", "rescue", "reset-user", "hand-over"):
        said = ground.run("keys", part)
        assert (said.code, said.out) == (2, "")
    assert "keep-apart" in ground.run("keys", "--help").out

"""Numbers go to a laptop, the spare block is opened and the province is asked, by commands alone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import casebook, people, vouchers, workplace
from db.casebook import Casebook
from rules.clock import SampleClock, StoryClock
from sync import admission, collector, receiving
from tests.commands.conftest import OFFLINE, PASSPHRASE, PHRASES, SECOND, Run
from tests.journeys import small_county
from ui.commands import sample


def open_book(place: Path) -> Casebook:
    return casebook.open_casebook(place, "", PASSPHRASE, SampleClock(sample.DAY), regions=sample.regions())


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Give a county and its province, closed, whose desk has a second person; and a second desk of the county."""
    county = small_county.build(tmp_path, second=SECOND)
    laptop = small_county.found(
        tmp_path / "site", "desk", "工地笔记本", "lishu", "李书", StoryClock(small_county.DAY), SECOND
    )
    from sync import device, streams

    card = (county.province.workplace.path / admission.CARD_FILE).read_bytes()
    device.take_card(laptop, card, device.card(county.province).fingerprint)
    stick, answers = tmp_path / "u", tmp_path / "a"
    for path in (stick, answers):
        path.mkdir()
    admission.request(laptop, stick)
    collector.collect(county.province, [stick])
    (asked,) = admission.waiting(county.province)
    key = admission.open_grant_key(county.province, OFFLINE)
    admission.approve(county.province, asked.keys.dev, asked.fingerprint, admission.Allotment(), key)
    admission.extend(
        county.province, county.desk.workplace.dev, admission.Allotment(spare=20, limit_fen=20 * 50_000), key
    )
    streams.export(county.desk, stick)
    collector.collect(county.province, [stick], answers)
    for book in (county.desk, laptop):
        receiving.receive_folder(book, [answers])
    found = {
        "desk": county.desk.workplace.path,
        "laptop": laptop.workplace.path,
        "province": county.province.workplace.path,
    }
    workplace.save(replace(county.province.workplace, sample=True))  # it lives in the sample's year, as the others do
    laptop.close()
    county.close()
    return found


def ok(run: Run, *arguments: object) -> Any:
    said = run(*arguments, "--json")
    assert (said.code, said.err) == (0, ""), said
    return said.value


def test_numbers_are_handed_on_and_used(run: Run, places: dict[str, Path], tmp_path: Path) -> None:
    stick = tmp_path / "to-site"
    stick.mkdir()
    told = ok(run, "transfer", "list", "--workplace", places["desk"])
    assert told["free_numbers"] == 30
    (device,) = [one["device"] for one in told["receivers"]]
    given = ok(
        run,
        "transfer",
        "give",
        "--workplace",
        places["desk"],
        "--device",
        device,
        "--count",
        10,
        "--second",
        "zhou",
        "--to",
        stick,
    )
    assert (given["count"], given["limit_fen"], given["state"]) == (10, 500_000, "good")
    assert [Path(name).is_file() for name in given["files"]] == [True]
    assert ok(run, "receive", stick, "--workplace", places["laptop"])["bundles"][0]["outcome"] == "OK"
    told = ok(run, "transfer", "list", "--workplace", places["laptop"])
    assert (told["free_numbers"], told["limit_fen"]) == (10, 500_000)
    assert "空号 10 个" in run("transfer", "list", "--workplace", places["laptop"]).out
    again = ok(run, "transfer", "file", "--workplace", places["desk"], "--device", device, "--to", stick)
    assert len(again["files"]) == 1
    first = told["free"][0]["first"]
    part = (
        "--first",
        first,
        "--last",
        first,
        "--limit",
        "500",
        "--second",
        "zhou",
        "--device",
        told["receivers"][0]["device"],
    )
    assert ok(run, "transfer", "give", "--workplace", places["laptop"], *part)["count"] == 1


def test_what_cannot_be_handed_on_is_refused_in_one_sentence(run: Run, places: dict[str, Path]) -> None:
    to = ("transfer", "give", "--workplace", places["desk"], "--second", "zhou")
    assert "单位目录中还没有这台电脑" in run(*to, "--device", "zz", "--count", 5).refusal
    assert run(*to, "--device", "00" * 8, "--count", 31, "--json").error == "NO_NUMBER_LEFT"
    assert "起止券号不对" in run(*to, "--device", run_device(run, places), "--first", "1", "--last", "2").refusal
    alone = run(
        *to[:-1],
        "lishu",
        "--device",
        run_device(run, places),
        "--count",
        5,
        phrases=PHRASES | {"YUANZHU_SECOND_PASSPHRASE": PASSPHRASE},
    )
    assert "不能由经办人自己核准" in alone.refusal


def run_device(run: Run, places: dict[str, Path]) -> str:
    return str(ok(run, "transfer", "list", "--workplace", places["desk"])["receivers"][0]["device"])


def test_the_spare_block_is_opened(run: Run, places: dict[str, Path]) -> None:
    opening = ("spare", "open", "--workplace", places["desk"], "--second", "zhou")
    assert "原号段仍可使用" in run(*opening).refusal
    book = open_book(places["desk"])
    book.new_epoch("restore")
    book.close()
    assert "原号段已停用" in run("transfer", "list", "--workplace", places["desk"]).out
    assert ok(run, *opening)["count"] == 20
    assert "已经启用过" in run(*opening).refusal


def test_the_province_is_asked_and_answers(run: Run, places: dict[str, Path], tmp_path: Path) -> None:
    desk, province = places["desk"], places["province"]
    book = open_book(desk)
    (made,) = vouchers.issue(book, [vouchers.IssueDraft(people.page(book)[-1].id, "家政服务员")])
    book.close()
    asking = ("--workplace", desk, "--reason", "打印污损")
    asked = ok(run, "approval", "ask", "void", "--number", made.number, *asking)
    assert asked["state"] == "waiting"
    assert "不必重复报送" in run("approval", "ask", "void", "--number", made.number, *asking).refusal
    ok(run, "approval", "ask", "transfer", "--device", run_device(run, places), "--count", 3, *asking)
    for what, code in (("reissue", "VOUCHER_UNKNOWN"), ("reprint", "CERTIFICATE_UNKNOWN")):
        assert run("approval", "ask", what, "--number", "1", *asking, "--json").error == code
    assert "原号段仍可使用" in run("approval", "ask", "spare", "--workplace", desk, "--reason", "x").refusal
    assert "还没有核准" in run("approval", "do", asked["id"], "--workplace", desk).refusal
    stick, answers = tmp_path / "s", tmp_path / "r"
    for path in (stick, answers):
        path.mkdir()
    ok(run, "export", "--workplace", desk, "--to", stick)
    ok(run, "collect", stick, "--workplace", province)
    waiting = ok(run, "approval", "list", "--workplace", province)
    assert {one["action"] for one in waiting} == {"voucher_void", "block_transfer"}
    assert ok(run, "approval", "give", asked["id"], "--workplace", province)["state"] == "approved"
    other = next(one["id"] for one in waiting if one["id"] != asked["id"])
    assert (
        ok(run, "approval", "give", other, "--refuse", "--reason", "人手已够", "--workplace", province)["state"]
        == "refused"
    )
    assert "已有结果" in run("approval", "give", other, "--workplace", province).refusal
    assert "没有这项" in run("approval", "give", "zz", "--workplace", province).refusal
    ok(run, "collect", stick, "--workplace", province, "--receipts", answers)
    ok(run, "receive", answers, "--workplace", desk)
    assert "未同意：人手已够" in run("approval", "list", "--workplace", desk).out
    assert ok(run, "approval", "do", asked["id"], "--workplace", desk)["state"] == "done"

"""rights-due, rights-claimants."""

from contextlib import closing
from pathlib import Path

from db import casebook, people, records, rights
from rules.clock import SystemClock
from tests.commands.conftest import PASSPHRASE, Run
from tests.db.conftest import draft, id_number


def test_what_waits_is_told(run: Run, desk: Path) -> None:
    found = run("rights-due", "--workplace", desk, "--json")
    assert found.code == 0
    assert found.value == {
        "ended": 0, "deadlines": [], "unreported": 0, "unvisited": 0, "pledge_visits": 0, "pledges_ending": 0, "contracts_ending": 0,
        "applications": 0, "letters_out": 0,
    }  # fmt: skip
    assert run("rights-due", "--workplace", desk).out.strip() == "没有要办的。"


def test_a_list_is_judged_and_then_entered_and_what_is_wrong_is_refused_with_a_reason(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(
        f"姓名,身份证号码,欠薪金额\n王甲,{id_number(71)},1200\n王乙,{id_number(72)},八百\n", encoding="utf-8"
    )
    assert "没有找到" in run("rights-claimants", "WQ0", path, "--workplace", desk).refusal
    with closing(casebook.open_casebook(desk, "", PASSPHRASE, SystemClock())) as book:
        person = people.register(book, draft(70)).id
        case = records.add(book, rights.CASE, {"person": person, "kind": "1", "way": "1", "unit": "安和建筑公司"})
        number = records.get(book, "rights_case", case)["number"]
    found = run("rights-claimants", number, path, "--dry-run", "--workplace", desk, "--json")
    assert (found.code, found.value["accepted"], found.value["rejected"]) == (0, 1, {"AMOUNT_FORMAT": 1})
    told = run("rights-claimants", number, path, "--workplace", desk).out
    assert "已登记：共 2 行，申请人 1 位" in told
    assert "第 3 行" in told
    assert run("rights-claimants", number, path, "--workplace", desk, "--json").error == "ALREADY_IMPORTED"
    with closing(casebook.open_casebook(desk, "", PASSPHRASE, SystemClock())) as book:
        assert len(rights.claimants(book, case)) == 2

"""Many claimants at once: a list judged as a roster is, the same person found, nobody twice; a class; a selection."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from db import claimant_lists, people, records, rights, roster
from db.casebook import Casebook
from db.people import PersonDraft
from db.roster_rows import RosterColumnMissing
from db.tables import rights as tables
from rules.errors import AppError
from tests.db.conftest import draft
from tests.db.test_rights import a_case, a_person, closed, taken

HEAD = "序号,姓名,身份证号码,联系电话,欠薪金额（元）,离职日期"


def a_list(folder: Path, *lines: str, head: str = HEAD, above: str = "某工地欠薪人员名单") -> Path:
    path = folder / "名单.csv"
    path.write_text("\n".join([above, head, *lines, "合计,,,,,"]), encoding="utf-8")
    return path


def row(at: int, person: PersonDraft, claim: str = "1200", left: str = "2009-06-30") -> str:
    return f"{at},{person.name},{person.doc_no},{person.phone},{claim},{left}"


def test_a_list_finds_who_is_registered_and_registers_the_others(desk: Casebook, tmp_path: Path) -> None:
    case = taken(desk, a_case(desk, heads=2))
    known, new, wrong = draft(901), draft(902), draft(903)
    before = people.register(desk, known).id
    path = a_list(
        tmp_path, row(1, known), row(2, new, '"1,500.50"', "2009年7月1日"), row(3, known), row(4, wrong, "很多"),
        row(5, draft(904), left="2009年"), f"6,{draft(905).name},{draft(905).doc_no[:-1]}Q,,1,", f"7,别的名字,{known.doc_no},,1,",
    )  # fmt: skip
    count = people.count(desk)
    report = claimant_lists.take(desk, case, path, dry_run=True)
    assert (report.rows, report.accepted, report.matched, report.duplicates) == (7, 2, 1, 1)
    assert dict(report.rejected) == {"AMOUNT_FORMAT": 1, "DATE_FORMAT": 1, "ID_FORMAT": 1}
    assert dict(report.parked) == {"SAME_ID_OTHER_NAME": 1}
    assert known.doc_no not in str(report.details)
    assert (people.count(desk), len(rights.claimants(desk, case))) == (count, 1), "only judged"
    done = claimant_lists.take(desk, case, path)
    assert (done.accepted, done.matched) == (2, 1)
    assert people.count(desk) == count + 1
    first, second = rights.claimants(desk, case)[1:]
    assert (first["person"], first["claimed_fen"], first["left_on"]) == (before, 120_000, dt.date(2009, 6, 30))
    assert (second.words["person"], second["claimed_fen"]) == (new.name, 150_050)
    assert records.get(desk, "rights_case", case)["heads"] == 3, "as many as are named"
    with pytest.raises(roster.AlreadyImported):
        claimant_lists.take(desk, case, path)
    again = claimant_lists.take(desk, case, path, again=True)
    assert (again.accepted, again.duplicates) == (0, 3)
    other = taken(desk, a_case(desk, unit="另一家"))
    assert claimant_lists.take(desk, other, path, dry_run=True).accepted == 2, "the same file for another case"


def test_ten_thousands_are_read_by_the_heading(desk: Casebook, tmp_path: Path) -> None:
    case = a_case(desk)
    path = a_list(tmp_path, f"1,{draft(911).name},{draft(911).doc_no},0.35", head="序号,姓名,身份证号,诉求金额（万元）")
    claimant_lists.take(desk, case, path)
    assert rights.claimants(desk, case)[-1]["claimed_fen"] == 350_000


@pytest.mark.parametrize(
    ("heading", "above", "fen"),
    [
        ("欠薪金额", "某工地欠薪人员名单,,,单位：万元", 350_000),
        ("欠薪金额", "某工地欠薪人员名单,,,单位 : 万元", 350_000),
        ("欠薪金额", "某工地欠薪人员名单\n填报单位：某工会,,,（金额单位：万元）", 350_000),
        ("欠薪金额（元）", "某工地欠薪人员名单,,,单位：万元", 35),
        ("欠薪金额（万）", "某工地欠薪人员名单,,,单位：元", 350_000),
        ("万源工地欠薪", "某工地欠薪人员名单", 35),
    ],
)
def test_ten_thousands_are_read_by_the_lines_above_the_headings_unless_the_heading_says_otherwise(
    desk: Casebook, tmp_path: Path, heading: str, above: str, fen: int
) -> None:
    case = a_case(desk)
    line = f"1,{draft(911).name},{draft(911).doc_no},0.35"
    path = a_list(tmp_path, line, head=f"序号,姓名,身份证号,{heading}", above=above)
    claimant_lists.take(desk, case, path)
    assert rights.claimants(desk, case)[-1]["claimed_fen"] == fen


def test_who_brings_no_number_is_known_by_name_and_telephone_and_namesakes_wait(desk: Casebook, tmp_path: Path) -> None:
    case = a_case(desk)
    person = replace(draft(921), phone="13900000921")
    before = people.register(desk, person).id
    path = a_list(
        tmp_path, f"1,{person.name},无,{person.phone},100,", f"2,{person.name},,,100,", "3,某某甲,,13900000001,100,", "4,某某甲,,13900000001,100,",
    )  # fmt: skip
    report = claimant_lists.take(desk, case, path)
    assert dict(report.warnings) == {"BY_PHONE": 1, "ID_MISSING": 1}
    assert (dict(report.parked), report.duplicates, report.accepted) == ({"NAMESAKES": 1}, 1, 2)
    assert [one["person"] for one in rights.claimants(desk, case)][1] == before
    assert people.get(desk, rights.claimants(desk, case)[2]["person"]).doc_pending


def test_a_list_of_ten_makes_the_case_urgent_and_once(desk: Casebook, tmp_path: Path) -> None:
    case = a_case(desk)
    claimant_lists.take(desk, case, a_list(tmp_path, *(row(at, draft(930 + at)) for at in range(12))))
    found = records.get(desk, "rights_case", case)
    assert (found["heads"], found["urgent"]) == (13, True)
    assert records.count(desk, "rights_case", rights.unreported(desk)) == 1
    written = desk.store.value("SELECT count(*) FROM entry WHERE tbl = 'rights_case' AND row = ?", (case,))
    assert written == 2, "one change, not one for each"


def test_what_is_no_list_and_what_is_closed_is_refused(desk: Casebook, tmp_path: Path) -> None:
    case = taken(desk, a_case(desk))
    with pytest.raises(RosterColumnMissing):
        claimant_lists.take(desk, case, a_list(tmp_path, "1,甲,100", head="序号,姓名,欠薪金额"))
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(AppError):
        claimant_lists.take(desk, case, tmp_path / "坏.xlsx")
    closed(desk, case)
    with pytest.raises(rights.CaseOver):
        claimant_lists.take(desk, case, a_list(tmp_path, row(1, draft(951))), dry_run=True)
    with pytest.raises(rights.CaseOver):
        claimant_lists.join(desk, case, [a_person(desk)])


def test_selected_persons_join_once(desk: Casebook) -> None:
    case = taken(desk, a_case(desk))
    first, second = a_person(desk), a_person(desk)
    assert claimant_lists.join(desk, case, [first, second, first]) == (2, 0)
    assert claimant_lists.join(desk, case, [second, a_person(desk)]) == (1, 1)
    left = rights.claimants(desk, case)[1]
    records.move(desk, rights.CLAIMANT, left.id, tables.LEFT_CASE)
    assert claimant_lists.join(desk, case, [first]) == (0, 1), "who left comes back by a step, not as a second claimant"

"""audit, verify-chain and erase as commands."""

from pathlib import Path

import openpyxl

from db import casebook, people
from db.people import PersonDraft
from tests.commands.conftest import PASSPHRASE, SECOND, Founder, Run

NAME = "欧阳沁雪"


def filled(found: Founder) -> tuple[Path, bytes]:
    book = found(as_sample=False)
    casebook.add_user(book, login="er", name="张复", role="supervisor", passphrase=SECOND)
    person = people.register(book, PersonDraft(NAME, sex="2", phone="13800000001"))
    people.change(book, person.id, {"phone": "13900000002"})
    book.close()
    return book.workplace.path, person.id


def test_audit_lists_and_chooses(run: Run, found: Founder) -> None:
    place, person = filled(found)
    said = run("audit", "--workplace", place, "--person", person.hex(), "--json")
    assert (said.code, said.err) == (0, "")
    assert said.value["total"] == 3
    newest = said.value["entries"][0]
    assert (newest["deed"], newest["who"], newest["thing"]) == ("修改", "李书", NAME)
    assert newest["changes"] == [{"label": "联系电话", "before": "13800000001", "after": "13900000002"}]
    assert run("audit", "--workplace", place, "--until", "2001-01-01", "--json").value["total"] == 0
    told = run("audit", "--workplace", place, "--table", "person").out
    assert "13800000001 → 13900000002" in told


def test_audit_writes_a_workbook_by_two_persons(run: Run, found: Founder, tmp_path: Path) -> None:
    place, _ = filled(found)
    target = tmp_path / "日志.xlsx"
    assert run("audit", "--workplace", place, "--to", target, "--json").error == "SECOND_PERSON_NEEDED"
    assert not target.exists()
    said = run("audit", "--workplace", place, "--to", target, "--second", "er", "--json")
    assert said.code == 0
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    assert sheet.max_row > said.value["entries"]
    assert run("audit", "--workplace", place, "--to", target, "--second", "er", "--json").error == "EXPORT_EXISTS"
    listed = run("audit", "--workplace", place, "--table", "plain_export", "--json").value["entries"]
    assert [(one["thing"], one["second"]) for one in listed] == [("日志.xlsx", "张复")]


def test_verify_chain_is_quiet_or_names_the_first_bad_entry(run: Run, found: Founder) -> None:
    place, _ = filled(found)
    said = run("verify-chain", "--workplace", place, "--json")
    assert (said.code, said.value["sound"], said.value["first_bad"]) == (0, True, None)
    book = casebook.open_casebook(place, "", PASSPHRASE, found(name="clock").clock)
    with book.store.transaction():
        book.store.execute(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '139', '138') AS BLOB) WHERE q = 6"
        )
    book.close()
    said = run("verify-chain", "--workplace", place, "--json")
    assert said.code == 1
    bad = said.value["first_bad"]
    assert (bad["number"], bad["unit"], bad["label"], bad["kind"]) == (6, "安和县总工会", "服务对象", "chain")
    assert "第 6 条" in run("verify-chain", "--workplace", place).out


def test_erase_tells_first_and_then_erases(run: Run, found: Founder) -> None:
    place, person = filled(found)
    asked = run("erase", "--workplace", place, "--person", person.hex(), "--json").value
    assert (asked["erased"], asked["rows"]) == (False, 2)
    refused = run("erase", "--workplace", place, "--person", person.hex(), "--reason", "本人要求", "--json")
    assert refused.error == "SECOND_PERSON_NEEDED"
    done = run(
        "erase", "--workplace", place, "--person", person.hex(), "--reason", "本人要求", "--second", "er", "--json"
    ).value
    assert done["erased"]
    listed = run("audit", "--workplace", place, "--person", person.hex())
    assert NAME not in listed.out
    assert people.ERASED_NAME in listed.out
    assert run("verify-chain", "--workplace", place).code == 0


def test_a_row_is_named_by_its_id(run: Run, found: Founder) -> None:
    place, _ = filled(found)
    assert run("audit", "--workplace", place, "--row", "xyz").code == 2


def test_what_is_due_is_listed_written_and_destroyed_by_two(run: Run, found: Founder, tmp_path: Path) -> None:
    book = found(as_sample=False)
    casebook.add_user(book, login="er", name="张复", role="supervisor", passphrase=SECOND)
    with book.write() as writer:
        writer.add("hardship_file", {"file_no": "0001", "holder": NAME, "closed_on": "2001-01-01"})
    book.close()
    place = book.workplace.path
    terms = {one["term"]: one for one in run("retention", "--workplace", place, "--json").value["terms"]}
    assert (terms["hardship"]["due"], terms["hardship"]["years"], terms["accounting"]["here"]) == (1, 10, False)
    for name in ("清册.xlsx", "清册.pdf"):
        listed = run("retention", "--workplace", place, "--term", "hardship", "--to", tmp_path / name, "--json").value[
            "due"
        ]
        assert (tmp_path / name).stat().st_size > 1000
    assert [one["due"] for one in listed] == ["2011-01-01"]
    assert (
        run("destroy", "--workplace", place, "--term", "hardship", "--count", 2, "--second", "er", "--json").error
        == "LIST_STALE"
    )
    done = run("destroy", "--workplace", place, "--term", "hardship", "--count", 1, "--second", "er", "--json").value
    assert done["count"] == 1
    assert run("retention", "--workplace", place, "--json").value["terms"][0]["due"] == 0
    assert "到期销毁登记" in run("audit", "--workplace", place, "--table", "destruction").out

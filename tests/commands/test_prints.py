"""The print register as a command."""

from pathlib import Path

import openpyxl

from db import prints
from tests.commands.conftest import Founder, Run

ONE, TWO = "51-2009-1", "51-2009-2"


def filled(found: Founder) -> Path:
    book = found(as_sample=False)
    prints.log(book, prints.CERTIFICATE, [ONE, TWO], pages=2, printer="前台")
    prints.log(book, prints.CERTIFICATE, [TWO], reason="本人遗失", pages=1, copies=2, printer="前台")
    book.close()
    return book.workplace.path


def test_what_was_printed_is_listed_with_its_days(run: Run, found: Founder) -> None:
    place = filled(found)
    said = run("prints", "list", "--workplace", place, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.value["total"] == 2
    newest = said.value["prints"][0]
    assert (newest["label"], newest["copies"], newest["again"], newest["reason"]) == ("培训合格证书", 2, 1, "本人遗失")
    assert newest["papers"] == [{"name": TWO, "edition": 2}]
    (day,) = said.value["days"]
    assert (day["runs"], day["papers"], day["pages"], day["again"]) == (2, 3, 4, 1)
    assert run("prints", "list", "--workplace", place, "--text", ONE, "--json").value["total"] == 1
    assert run("prints", "list", "--workplace", place, "--until", "2001-01-01", "--json").value["total"] == 0
    told = run("prints", "list", "--workplace", place).out
    assert "重打　本人遗失" in told
    assert "共 2 次，列出 2 次" in told


def test_the_register_becomes_a_workbook_and_never_another(run: Run, found: Founder, tmp_path: Path) -> None:
    place = filled(found)
    to = tmp_path / "登记.xlsx"
    assert run("prints", "list", "--workplace", place, "--to", to, "--json").value["papers"] == 3
    sheet = openpyxl.load_workbook(to).active
    assert sheet is not None
    assert sheet.max_row == 6
    assert run("prints", "list", "--workplace", place, "--to", to, "--json").error == "EXPORT_EXISTS"

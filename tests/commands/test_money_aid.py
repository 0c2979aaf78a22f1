"""funds."""

from pathlib import Path

import openpyxl

from db import casebook, funds, records
from tests.commands.conftest import Founder, Run


def test_source_by_use_is_told_and_written(run: Run, found: Founder, tmp_path: Path) -> None:
    book = found(as_sample=False)
    place, year = book.workplace.path, book.today.year
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    second = casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]
    assert run("funds", "--workplace", place).out.strip() == "还没有资金来源。"
    source = records.add(book, funds.SOURCE, {"name": "培训专项", "kind": "2", "document": "财社 8 号"})
    records.add(book, funds.RECEIPT, {"source": source, "amount_fen": 100_000, "voucher_no": "收1"})
    paid = {"source": source, "purpose": "3", "amount_fen": 40_000, "voucher_no": "付1"}
    records.add(book, funds.SPENDING, paid, second=second)
    book.close()
    said = run("funds", "--workplace", place, "--json")
    (line,) = said.value["sources"]
    assert (said.code, said.value["year"], said.value["uses"]["3"]) == (0, year, 40_000)
    assert (line["name"], line["came_fen"], line["spent"], line["back_fen"], line["left_fen"], line["overdrawn"]) == (
        "培训专项", 100_000, {"3": 40_000}, 0, 60_000, False,
    )  # fmt: skip
    assert (
        "培训专项　上年结余 0.00　到账 1,000.00　支出 400.00　收回 0.00　结余 600.00"
        in run("funds", "--workplace", place).out
    )
    for name in ("收支.xlsx", "收支.pdf"):
        assert run("funds", "--workplace", place, "--to", tmp_path / name, "--json").code == 0
        assert (tmp_path / name).stat().st_size > 1000
    sheet = openpyxl.load_workbook(tmp_path / "收支.xlsx").active
    assert sheet is not None
    assert [sheet.cell(row, 1).value for row in (3, 4)] == ["资金来源", "培训专项"]
    assert run("funds", "--workplace", place, "--year", year - 1, "--json").value["sources"][0]["left_fen"] == 0
    assert run("funds", "--workplace", place, "--to", tmp_path / "x.doc", "--json").error == "FILE_KIND_UNKNOWN"
    assert run("funds", "--workplace", place, "--year", "去年").code == 2


def test_a_source_below_nothing_is_said_by_the_exit_code(run: Run, found: Founder) -> None:
    book = found(as_sample=False)
    source = records.add(book, funds.SOURCE, {"name": "培训专项", "kind": "2", "document": "财社 8 号"})
    with book.write() as writer:  # as another PC's entry would come
        writer.fact(
            "relief_pay",
            {"grant": source, "amount_fen": 100, "source": source, "purpose": "1", "signer": "1", "day": book.today},
        )
    book.close()
    said = run("funds", "--workplace", book.workplace.path, "--json")
    assert (said.code, said.value["sources"][0]["overdrawn"]) == (1, True)

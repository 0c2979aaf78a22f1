"""loans-due."""

import datetime as dt
from pathlib import Path

from db import casebook, funds, loans, people, records, startup
from db.people import PersonDraft
from db.tables import startup as tables
from tests.commands.conftest import Founder, Run


def test_nothing_waits_at_a_new_desk(run: Run, desk: Path) -> None:
    found = run("loans-due", "--workplace", desk, "--json")
    assert found.value == {"noted": 0, "late": [], "soon": [], "waiting": 0, "unsigned": 0}
    assert run("loans-due", "--workplace", desk).out.strip() == "没有要办的。"


def test_what_is_late_is_noted_and_told(run: Run, found: Founder) -> None:
    book = found(as_sample=False)
    path = book.workplace.path
    casebook.add_user(book, login="zhangfu", name="张复", role="supervisor", passphrase="another phrase 2")
    day = book.today - dt.timedelta(days=40)
    person = people.register(book, PersonDraft("王秀英", sex="2", birth="1980-01")).id
    source = records.add(book, funds.SOURCE, {"name": "小额借款周转金", "kind": "3", "document": "县总〔2009〕1 号"})
    given = {"source": source, "amount_fen": 50_000_00, "voucher_no": "收1", "day": day - dt.timedelta(days=1)}
    records.add(book, funds.RECEIPT, given)
    project = records.add(book, startup.PROJECT, {"person": person, "name": "柳河粉丝加工坊", "day": day})
    terms = {
        "kind": "1",
        "source": source,
        "amount_fen": 12_000_00,
        "months": 12,
        "rate": "4",
        "base_rate": "3.5",
        "way": "1",
        "day": day,
    }
    row, _waits = (records.add(book, loans.LOAN, {"person": person, "project": project, **terms}) for _ in range(2))
    book.session = casebook.sign_in(book.workplace, "zhangfu", "another phrase 2")[1]
    for state in (tables.FIRST, tables.SECOND, tables.LENT):
        records.move(book, loans.LOAN, row, state, day=day)
    ((_, late),) = loans.late_ids(book)
    number = records.get(book, "loan", row)["number"]
    book.close()
    told = run("loans-due", "--workplace", path, "--json").value
    assert told["late"] == [{"number": number, "days": late.days, "fen": late.fen}]
    assert (told["noted"], told["waiting"], late.fen > 1_000_00) == (1, 1, True)
    assert f"逾期　{number}　王秀英" in run("loans-due", "--workplace", path).out

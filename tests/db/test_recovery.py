"""The printed recovery sheet counts once it was proven, opens once, and nothing of it is kept in clear."""

import json
import logging

import pytest

from db import casebook, people, recovery, workplace
from db.casebook import Casebook, NotPermitted
from db.recovery import NoSheet, WrongSheet
from db.workplace import UnknownUser
from rules import recovery_code
from rules.recovery_code import BadRecoveryCode
from rules.wrapping import WeakPassphrase, WrongPassphrase
from tests.db.conftest import PASSPHRASE, Founder, draft

NEW = "forgotten phrase 5"


def make(book: Casebook) -> str:
    """Make a sheet and prove it; give its code."""
    _, code = recovery.make_sheet(book)
    recovery.prove_sheet(book, code)
    return code


def use(book: Casebook, code: str, login: str = "lishu", passphrase: str = NEW) -> Casebook:
    return recovery.use_sheet(book.workplace.path, login, code, passphrase, book.clock, parameters=book.parameters)


def test_a_sheet_counts_only_once_it_was_proven(desk: Casebook) -> None:
    assert recovery.standing(desk.workplace) == recovery.SheetStanding()
    number, code = recovery.make_sheet(desk)
    assert recovery.standing(workplace.load(desk.workplace.path)) == recovery.SheetStanding(draft=number)
    with pytest.raises(NoSheet):
        use(desk, code)
    for wrong in ("", code[:-1], code[:-1] + str((int(code[-1]) + 1) % 10)):
        with pytest.raises(BadRecoveryCode):
            recovery.prove_sheet(desk, wrong)
    with pytest.raises(WrongSheet):
        recovery.prove_sheet(desk, recovery_code.make(desk.random))
    stands = recovery.prove_sheet(desk, recovery_code.PREFIX + code.replace(" ", ""))
    assert stands == recovery.SheetStanding(number, "2009-09-28", "2009-09-28", 0)


def test_it_opens_the_casebook_for_somebody_and_is_void_then(desk: Casebook) -> None:
    people.register(desk, draft(1))
    code = make(desk)
    desk.close()
    book = use(desk, code)
    assert book.signed_in.login == "lishu"
    assert book.store.value("SELECT count(*) FROM person") == 1
    people.register(book, draft(2))
    book.close()
    with pytest.raises(NoSheet):
        use(desk, code)
    with pytest.raises(WrongPassphrase):
        casebook.open_casebook(desk.workplace.path, "lishu", PASSPHRASE, desk.clock)
    again = casebook.open_casebook(desk.workplace.path, "lishu", NEW, desk.clock)
    rows = again.store.rows("SELECT active FROM staff WHERE login = 'lishu' ORDER BY n")
    assert [row["active"] for row in rows] == [0, 1]
    again.close()


def test_a_newer_sheet_voids_the_one_before_only_when_it_is_proven(desk: Casebook) -> None:
    old = make(desk)
    number, new = recovery.make_sheet(desk)
    assert recovery.prove_sheet(desk, old).draft == number  # proving the old one again voids nothing
    assert recovery.prove_sheet(desk, new).number == number == 2
    with pytest.raises(WrongSheet):
        recovery.prove_sheet(desk, old)
    with pytest.raises(WrongSheet):
        use(desk, old)
    use(desk, new).close()
    assert recovery.make_sheet(desk)[0] == 3  # no number comes twice


def test_a_sheet_of_another_pc_opens_nothing(found: Founder) -> None:
    one, other = found("one"), found("two")
    code = make(one)
    make(other)
    with pytest.raises(WrongSheet):
        use(other, code)


def test_nothing_changes_where_something_is_wrong(desk: Casebook) -> None:
    code = make(desk)
    before = (desk.workplace.path / workplace.FILE).read_bytes()
    with pytest.raises(UnknownUser):
        use(desk, code, "nobody")
    with pytest.raises(WeakPassphrase):
        use(desk, code, passphrase="12345678901")
    assert (desk.workplace.path / workplace.FILE).read_bytes() == before
    assert desk.store.value("SELECT count(*) FROM staff") == 1


def test_only_a_supervisor_makes_or_proves_one(desk: Casebook) -> None:
    code = make(desk)
    casebook.add_user(desk, login="jingban", name="陆小满", role="clerk", passphrase=PASSPHRASE)
    desk.session = casebook.sign_in(desk.workplace, "jingban", PASSPHRASE)[1]
    with pytest.raises(NotPermitted):
        recovery.make_sheet(desk)
    with pytest.raises(NotPermitted):
        recovery.prove_sheet(desk, code)


def test_the_code_stands_nowhere(desk: Casebook, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _, code = recovery.make_sheet(desk)
    recovery.prove_sheet(desk, code)
    digits = recovery_code.secret(code)
    for text in (code, code.replace(" ", ""), digits):
        assert text not in caplog.text
        assert text not in (desk.workplace.path / workplace.FILE).read_text()
        assert text not in json.dumps([list(map(str, row)) for row in desk.store.rows("SELECT * FROM setting")])
        assert text.encode() not in b"".join(path.read_bytes() for path in desk.workplace.path.glob("casebook.db*"))


def test_other_programs_of_before_read_the_key_file_and_we_read_theirs(desk: Casebook) -> None:
    make(desk)
    file = desk.workplace.path / workplace.FILE
    document = json.loads(file.read_bytes())
    assert set(document) == {"format", "kind", "name", "county", "dev", "sample", "users", "ways"}
    del document["ways"]
    file.write_text(json.dumps(document))
    assert workplace.load(desk.workplace.path).ways == {}
    wrong: tuple[object, ...] = ([], "x", {"sheet": 5})
    for bad in wrong:
        file.write_text(json.dumps({**document, "ways": bad}))
        with pytest.raises(workplace.WorkplaceDamaged):
            workplace.load(desk.workplace.path)

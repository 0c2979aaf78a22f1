"""Another passphrase from a second person, the end of an account, and what the old signatures are worth afterwards."""

import pytest

from db import casebook, users, vouchers, workplace
from db.casebook import Casebook, NotPermitted
from db.workplace import UnknownUser, UserSlot
from rules.wrapping import WeakPassphrase, WrongPassphrase
from tests.db.conftest import FACE_FEN, PASSPHRASE, County, second_person

NEW = "forgotten phrase 5"


def sign_in_again(book: Casebook, login: str, passphrase: str) -> casebook.Session:
    return casebook.sign_in(workplace.load(book.workplace.path), login, passphrase)[1]


def staff(book: Casebook, login: str) -> list[tuple[str, int]]:
    return [
        (row["sign_key"], row["active"])
        for row in book.store.rows("SELECT sign_key, active FROM staff WHERE login = ? ORDER BY n", (login,))
    ]


def reset_by_second(book: Casebook) -> tuple[casebook.Session, UserSlot]:
    """Let a second supervisor give the first user a new passphrase; give the second's session and the new slot."""
    helper = second_person(book)
    book.session = helper
    return helper, users.reset_user(book, "lishu", NEW)


def test_a_second_supervisor_gives_a_new_passphrase_and_a_new_signing_key(desk: Casebook) -> None:
    old = desk.signed_in
    _, slot = reset_by_second(desk)
    again = sign_in_again(desk, "lishu", NEW)
    assert (again.user_id, again.name, again.role) == (slot.id, old.name, old.role)
    assert again.user_id != old.user_id
    assert staff(desk, "lishu") == [(old.signer.public.hex(), 0), (again.signer.public.hex(), 1)]
    with pytest.raises(WrongPassphrase):
        sign_in_again(desk, "lishu", PASSPHRASE)
    reopened = casebook.open_casebook(desk.workplace.path, "lishu", NEW, desk.clock)
    reopened.close()
    assert [user.login for user in workplace.load(desk.workplace.path).users] == ["lishu", "zhangfu"]


def test_what_the_old_key_signed_stays_true_and_the_new_one_signs_on(county: County) -> None:
    from tests.db.test_vouchers import issue, persons

    county.grant(1, 20, 20 * FACE_FEN)
    ids = persons(county, 2)
    (before,) = issue(county, ids[0])
    county.desk.session = county.second
    users.reset_user(county.desk, "lishu", NEW)
    county.desk.session = sign_in_again(county.desk, "lishu", NEW)
    (after,) = issue(county, ids[1])
    county.pass_on(county.desk, county.province)
    for book in (county.desk, county.province):
        codes = {row[0] for row in book.store.rows("SELECT code FROM flag WHERE settled = 0")}
        assert not codes & {"BAD_SIGNATURE", "SIGNER_UNKNOWN", "UNSIGNED"}
        assert {row.id for _n, row in vouchers.page(book)} == {before.id, after.id}


def test_who_may_not_reset(desk: Casebook) -> None:
    first = desk.signed_in
    with pytest.raises(users.OwnAccount):
        users.reset_user(desk, first.login, NEW)
    casebook.add_user(desk, login="jingban", name="陆小满", role="clerk", passphrase=PASSPHRASE)
    desk.session = sign_in_again(desk, "jingban", PASSPHRASE)
    for call in (lambda: users.reset_user(desk, "lishu", NEW), lambda: users.close_user(desk, "lishu")):
        with pytest.raises(NotPermitted):
            call()
    desk.session = first
    with pytest.raises(UnknownUser):
        users.reset_user(desk, "nobody", NEW)
    with pytest.raises(WeakPassphrase):
        users.reset_user(desk, "jingban", "12345678901")
    assert len(staff(desk, "jingban")) == 1


def test_an_account_is_closed_by_another_person(desk: Casebook) -> None:
    helper = second_person(desk)
    first = desk.signed_in
    with pytest.raises(users.OwnAccount):
        users.close_user(desk, first.login)
    desk.session = helper
    users.close_user(desk, first.login)
    assert [user.login for user in workplace.load(desk.workplace.path).users] == ["zhangfu"]
    assert staff(desk, first.login) == [(first.signer.public.hex(), 0)]
    with pytest.raises(UnknownUser):
        sign_in_again(desk, first.login, PASSPHRASE)


def test_the_last_supervisor_stays(desk: Casebook) -> None:
    casebook.add_user(desk, login="jingban", name="陆小满", role="clerk", passphrase=PASSPHRASE)
    helper = second_person(desk)
    users.close_user(desk, "zhangfu")
    desk.session = helper  # still at work in another window
    with pytest.raises(users.LastHead):
        users.close_user(desk, "lishu")
    desk.session = sign_in_again(desk, "lishu", PASSPHRASE)
    users.close_user(desk, "jingban")
    assert len(workplace.load(desk.workplace.path).users) == 1


def test_a_stale_view_of_the_people_undoes_nothing(desk: Casebook) -> None:
    twin = desk.twin()
    helper = second_person(desk)
    desk.session = helper
    users.reset_user(desk, "lishu", NEW)
    casebook.add_user(twin, login="jingban", name="陆小满", role="clerk", passphrase=PASSPHRASE)
    casebook.change_passphrase(twin, "jingban", PASSPHRASE, "yet another 7")
    twin.close()
    assert {user.login for user in workplace.load(desk.workplace.path).users} == {"lishu", "zhangfu", "jingban"}
    assert sign_in_again(desk, "lishu", NEW)

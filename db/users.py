"""People who sign in here, after the first day: another passphrase given by a second person, and the end of an account.

Whoever forgot a passphrase lost the signing key that it locked. So another passphrase means another signing key and a staff row of its own for
the same login; the old row is closed, and what it signed stays true.
"""

from dataclasses import replace
from datetime import datetime

from db.casebook import Casebook, Session, staff_values
from db.workplace import UserSlot, load, make_slot, save
from rules.errors import UserError
from rules.permissions import Action, Role
from rules.signing import SigningKey
from rules.wrapping import check_passphrase

_HEADS = {Role.SUPERVISOR, Role.OFFICER}


class OwnAccount(UserError):
    """Say that this must be done by another person than the one whose account it is; field `login`."""

    code = "OWN_ACCOUNT"


class LastHead(UserError):
    """Say that the last supervisor or officer of a workplace cannot be closed; field `login`."""

    code = "LAST_HEAD"


def reset_user(book: Casebook, login: str, passphrase: str) -> UserSlot:
    """Give another person a new passphrase, who forgot the old one; give the new slot.

    Raise NotPermitted, OwnAccount, UnknownUser or WeakPassphrase.
    """
    book.require(Action.USER_RESET)
    if login == book.signed_in.login:
        raise OwnAccount(login=login)
    return renew_user(book, login, passphrase)[0]


def renew_user(book: Casebook, login: str, passphrase: str) -> tuple[UserSlot, Session]:
    """Put a new slot, signing key and staff row in the place of a user's; give the slot and the session that it opens.

    The caller has proven that it may. Raise UnknownUser or WeakPassphrase.
    """
    place = load(book.workplace.path)
    old = place.user(login)
    check_passphrase(passphrase, login=login)
    seed, user_id = book.random(32), book.random(16)
    slot = make_slot(
        user_id=user_id, login=login, name=old.name, role=old.role, passphrase=passphrase, key=book.store.key, seed=seed, parameters=book.parameters,
        random=book.random,
    )  # fmt: skip
    session = Session(user_id, login, old.name, old.role, SigningKey.from_seed(seed))
    with book.write() as writer:
        writer.add("staff", staff_values(session), user_id)
        writer.patch("staff", old.id, {"active": 0})
    users = tuple(slot if one.id == old.id else one for one in place.users)
    _save(book, users)
    return slot, session


def close_user(book: Casebook, login: str) -> None:
    """Let a person sign in no more; what the person signed stays true. Raise NotPermitted, OwnAccount, UnknownUser or LastHead."""
    book.require(Action.USER_CLOSE)
    if login == book.signed_in.login:
        raise OwnAccount(login=login)
    place = load(book.workplace.path)
    old = place.user(login)
    others = tuple(one for one in place.users if one.id != old.id)
    if old.role in _HEADS and not any(one.role in _HEADS for one in others):
        raise LastHead(login=login)
    with book.write() as writer:
        writer.patch("staff", old.id, {"active": 0})
    _save(book, others)


_SEEN = "last_seen."


def note_seen(book: Casebook) -> None:
    """Note on this PC that who is signed in is here now; a casebook open for reading alone notes nothing."""
    if book.damage is None:
        book.set_setting(_SEEN + book.signed_in.user_id.hex(), str(book.now))


def last_seen(book: Casebook) -> dict[bytes, datetime]:
    """Give when each of the present people last signed in on this PC, by staff row, in the time of the clock; nobody who never did."""
    told = {one.id: book.setting(_SEEN + one.id.hex()) for one in load(book.workplace.path).users}
    zone = book.clock.now().tzinfo
    return {who: datetime.fromtimestamp(int(text) / 1000, zone) for who, text in told.items() if text.isdecimal()}


def _save(book: Casebook, users: tuple[UserSlot, ...]) -> None:
    book.workplace = replace(load(book.workplace.path), users=users)
    save(book.workplace)

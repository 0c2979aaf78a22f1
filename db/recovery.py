"""The printed recovery sheet: a random code that opens the casebook when every passphrase is forgotten (docs/sync.md section 6).

A new sheet is a draft until its code was typed or scanned back and has opened the casebook's key: a sheet that nobody proved would be found bad
on the day it is needed. Until then the sheet before it stays good. Using a sheet makes it void.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Any

from db import casebook, users, workplace
from db.casebook import Casebook
from db.workplace import Workplace
from rules import recovery_code
from rules.clock import Clock
from rules.errors import UserError
from rules.permissions import Action
from rules.regions import Regions
from rules.wrapping import Parameters, WrongPassphrase, unwrap, wrap

SHEET, DRAFT = "sheet", "new_sheet"


class NoSheet(UserError):
    """Say that no recovery sheet has been made and proven here."""

    code = "NO_SHEET"


class WrongSheet(UserError):
    """Say that a code is well formed and not that of the sheet: it is of an older sheet, or of another PC."""

    code = "WRONG_SHEET"


@dataclass(frozen=True)
class SheetStanding:
    """Tell of the recovery sheet: its number and the days (ISO) it was made and last proven, 0 and empty where there is none; the draft's number."""

    number: int = 0
    made: str = ""
    proven: str = ""
    draft: int = 0


def standing(place: Workplace) -> SheetStanding:
    """Tell whether a sheet exists, and whether a newer one waits to be proven."""
    sheet, draft = place.way(SHEET), place.way(DRAFT)
    waits = int(draft["number"]) if draft else 0
    if sheet is None:
        return SheetStanding(draft=waits)
    return SheetStanding(int(sheet["number"]), str(sheet["made"]), str(sheet["proven"]), waits)


def make_sheet(book: Casebook) -> tuple[int, str]:
    """Make a code for a new sheet; give the sheet's number and its code, to be printed at once: it is kept nowhere.

    It counts from `prove_sheet` on; the sheet before stays good until then.
    """
    book.require(Action.RECOVERY_SHEET)
    place = workplace.load(book.workplace.path)
    code = recovery_code.make(book.random)
    known = standing(place)
    number = max(known.number, known.draft, int(book.setting("sheet_number", "0"))) + 1
    slot = wrap(
        book.store.key, recovery_code.secret(code), parameters=book.parameters, random=book.random, context=_context(place)
    )  # fmt: skip
    book.set_setting("sheet_number", str(number))
    _save(book, place.with_way(DRAFT, {"number": number, "made": book.today.isoformat(), "slot": slot}))
    return number, code


def prove_sheet(book: Casebook, text: str) -> SheetStanding:
    """Open the casebook's key by a code that was typed or scanned back: of the new sheet, which counts from now on, or of the one that counts.

    Raise BadRecoveryCode, NoSheet or WrongSheet.
    """
    book.require(Action.RECOVERY_SHEET)
    code = recovery_code.read(text)
    place = workplace.load(book.workplace.path)
    for name in (DRAFT, SHEET):
        way = place.way(name)
        if way is not None and _opens(place, way, code) == book.store.key:
            proven = place.with_way(SHEET, {**way, "proven": book.today.isoformat()})
            _save(book, proven.with_way(DRAFT, None) if name == DRAFT else proven)
            return standing(book.workplace)
    raise WrongSheet if place.way(SHEET) or place.way(DRAFT) else NoSheet


def use_sheet(
    path: Path, login: str, text: str, passphrase: str, clock: Clock, *, regions: Regions | None = None,
    random: Callable[[int], bytes] = token_bytes, parameters: Parameters | None = None,
) -> Casebook:  # fmt: skip
    """Open a workplace by its sheet's code, give `login` a new passphrase, and make the sheet void; give the casebook, that person signed in.

    Raise NoWorkplace, UnknownUser, WeakPassphrase, BadRecoveryCode, NoSheet, WrongSheet, and what opening raises.
    """
    code = recovery_code.read(text)
    place = workplace.load(path)
    place.user(login)
    way = place.way(SHEET)
    if way is None:
        raise NoSheet
    key = _opens(place, way, code)
    if key is None:
        raise WrongSheet
    book = casebook.open_by_key(path, key, clock, regions=regions, random=random, parameters=parameters)
    try:
        book.session = users.renew_user(book, login, passphrase)[1]
        _save(book, workplace.load(path).with_way(SHEET, None).with_way(DRAFT, None))
    except BaseException:
        book.close()
        raise
    return book


def _opens(place: Workplace, way: dict[str, Any], code: str) -> bytes | None:
    try:
        return unwrap(way["slot"], recovery_code.secret(code), context=_context(place))
    except WrongPassphrase:
        return None


def _context(place: Workplace) -> bytes:
    return b"yuanzhu sheet " + place.dev


def _save(book: Casebook, place: Workplace) -> None:
    workplace.save(place)
    book.workplace = place

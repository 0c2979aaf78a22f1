"""The province's offline keys kept apart: copied to media, read back, proven by their passphrase there, and only then gone from this PC.

The root key lies on two sticks, either of which signs; the grant key on one of its own; the safe key in an envelope. No two kinds of keys share
a medium (docs/sync.md section 6).
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from db.casebook import Casebook
from db.workplace import failure_of
from rules.errors import UserError
from rules.permissions import Action
from rules.signing import SigningKey
from sync import device, folder
from sync.errors import BadKeyFile
from sync.keys import MAX_FILE, ProvinceCard, open_identity, open_signing_key

OFFLINE = "offline"
WANTED = {"root": 2, "grant": 1, "safe": 1}
"""How many media each kind of key must lie on before it may leave this PC."""
_COPIES = "key_copies"
_NAME = re.compile(r"(root|grant|safe)(?:-[0-9]+)?(?:\.[0-9]+)?\.yzkey")


class KeyMissing(UserError):
    """Say that a key's file is not where it was looked for; fields `which`, `path`."""

    code = "KEY_MISSING"


class KeysTogether(UserError):
    """Say that a medium holds another of the province's keys already: each kind lies apart; field `other`."""

    code = "KEYS_TOGETHER"


class SameMedium(UserError):
    """Say that the medium holds a copy of this key already; field `path`."""

    code = "SAME_MEDIUM"


class NotApart(UserError):
    """Say that the place chosen lies inside the workplace's own folder; field `path`."""

    code = "NOT_APART"


@dataclass(frozen=True)
class Copy:
    """Tell of one copy: its file's name on the medium, where the medium was, and the day (ISO) it was last proven there."""

    name: str
    where: str
    proven: str


@dataclass(frozen=True)
class Kept:
    """Tell how one of the present keys is kept: its file on this PC, whether it is still there, the copies known, how many are wanted."""

    which: str
    file: Path
    here: bool
    copies: tuple[Copy, ...]
    wanted: int

    @property
    def is_safe(self) -> bool:
        """Tell whether it is gone from this PC and lies where it should."""
        return not self.here and len(self.copies) >= self.wanted


def stem(book: Casebook, which: str) -> str:
    """Give the name, without ending, of a present key's file: it tells from the second card on which card brought the key."""
    texts = [*device.former_cards(book), book.setting(device.CARD).encode()]
    cards = [ProvinceCard.read(text) for text in texts]
    version = next(card.version for card in cards if getattr(card, which) == getattr(cards[-1], which))
    return which if version == 1 else f"{which}-{version}"


def standing(book: Casebook) -> list[Kept]:
    """Tell how root, grant and safe key are kept."""
    noted = json.loads(book.setting(_COPIES, "{}"))
    found = []
    for which, wanted in WANTED.items():
        name = stem(book, which)
        file = book.workplace.path / OFFLINE / f"{name}.yzkey"
        copies = tuple(Copy(one["name"], one["where"], one["proven"]) for one in noted.get(name, []))
        found.append(Kept(which, file, file.is_file(), copies, wanted))
    return found


def strays(book: Casebook) -> list[str]:
    """Name what else lies among the offline keys on this PC: retired keys, an unlocked identity file."""
    present = {kept.file.name for kept in standing(book)}
    place = book.workplace.path / OFFLINE
    names = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
    return [name for name in names if name not in present]


def find(book: Casebook, which: str, place: Path | None = None) -> Path:
    """Find a present key's file: at `place`, a file or a medium, else on this PC, else where it was last proven; raise KeyMissing."""
    (kept,) = [one for one in standing(book) if one.which == which]
    if place is None:
        noted = [Path(one.where) / one.name for one in kept.copies]
        return next((path for path in (kept.file, *noted) if path.is_file()), None) or _missing(which, kept.file)
    if place.is_file():
        return place
    on_it = _copy_on(place, stem(book, which))
    return on_it or _missing(which, place)


def _missing(which: str, path: Path) -> Path:
    raise KeyMissing(which=which, path=str(path))


def _copy_on(medium: Path, name: str) -> Path | None:
    pattern = re.compile(re.escape(name) + r"(?:\.[0-9]+)?\.yzkey")
    found = folder.files(medium, ".yzkey") if medium.is_dir() else []
    return next((path for path in found if pattern.fullmatch(path.name)), None)


def open_key(book: Casebook, which: str, passphrase: str, place: Path | None = None) -> SigningKey:
    """Unlock the present root or grant key; raise KeyMissing, BadKeyFile (also for a key that was retired) or WrongPassphrase."""
    return _sign_key(book, which, folder.read(find(book, which, place), limit=MAX_FILE), passphrase)


def _sign_key(book: Casebook, which: str, data: bytes, passphrase: str) -> SigningKey:
    key = open_signing_key(data, which, passphrase)
    if key.public.hex() != getattr(device.card(book), which):
        raise BadKeyFile(which=which, reason="other key")
    return key


def _prove(book: Casebook, which: str, data: bytes, passphrase: str) -> None:
    """Unlock a key's file and compare it with the card; raise as `open_key` does."""
    if which != "safe":
        _sign_key(book, which, data, passphrase)
    elif str(open_identity(data, which, passphrase).to_public()) != device.card(book).safe:
        raise BadKeyFile(which=which, reason="other key")


def put(book: Casebook, which: str, medium: Path, passphrase: str, source: Path | None = None) -> Kept:
    """Copy a key to a medium, unlock it there, and take it off this PC once it lies on as many media as it must.

    `source` names another medium to copy from when the key has left this PC. Raise NotApart, KeysTogether, SameMedium, KeyMissing, BadKeyFile,
    WrongPassphrase, and the medium's errors: then the key stays where it was.
    """
    book.require(Action.KEY_RENEW)
    name = stem(book, which)
    _check_medium(book, which, name, medium)
    data = folder.read(find(book, which, source), limit=MAX_FILE)
    _prove(book, which, data, passphrase)
    taken = {one.name for kept in standing(book) if kept.which == which for one in kept.copies}
    names = [f"{name}.yzkey"] if WANTED[which] == 1 else []
    names += [f"{name}.{number}.yzkey" for number in range(1, 100)]
    path = folder.write(medium, next(one for one in names if one not in taken), data)
    _prove(book, which, folder.read(path, limit=MAX_FILE), passphrase)
    _note(book, name, Copy(path.name, str(medium.absolute()), book.today.isoformat()))
    (kept,) = [one for one in standing(book) if one.which == which]
    if kept.here and len(kept.copies) >= kept.wanted:
        try:
            kept.file.unlink()
        except OSError as error:
            raise failure_of(error, kept.file.parent) from error
        (kept,) = [one for one in standing(book) if one.which == which]
    return kept


def prove(book: Casebook, which: str, medium: Path, passphrase: str) -> Kept:
    """Unlock a copy on its medium once more and note the day; raise as `put` does."""
    book.require(Action.KEY_RENEW)
    path = find(book, which, medium)
    _prove(book, which, folder.read(path, limit=MAX_FILE), passphrase)
    _note(book, stem(book, which), Copy(path.name, str(path.parent.absolute()), book.today.isoformat()))
    (kept,) = [one for one in standing(book) if one.which == which]
    return kept


def _check_medium(book: Casebook, which: str, name: str, medium: Path) -> None:
    if medium.resolve().is_relative_to(book.workplace.path.resolve()):
        raise NotApart(path=str(medium))
    folder.check_space(medium, MAX_FILE)
    if _copy_on(medium, name) is not None:
        raise SameMedium(path=str(medium))
    others = {found[1] for path in folder.files(medium, ".yzkey") if (found := _NAME.fullmatch(path.name))} - {which}
    if others:
        raise KeysTogether(other=min(others))


def _note(book: Casebook, name: str, copy: Copy) -> None:
    noted = json.loads(book.setting(_COPIES, "{}"))
    others = [one for one in noted.get(name, []) if one["name"] != copy.name]
    noted[name] = [*others, {"name": copy.name, "where": copy.where, "proven": copy.proven}]
    book.set_setting(_COPIES, json.dumps(noted, ensure_ascii=False))

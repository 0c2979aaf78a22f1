"""A workplace's folder: the plain key file beside the encrypted casebook, and who may unlock it.

`workplace.json` names the unit and holds, for each user, a slot that the user's passphrase opens: the database key and the user's own
signing seed. Nothing in it is secret without a passphrase, and nothing of a person stands in it but the users' names.
"""

import contextlib
import errno
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from db.store import KEY_BYTES, StoreDiskFull, StoreReadOnly
from rules.errors import UntrustedInput, UserError
from rules.wrapping import Parameters, unwrap, wrap

FILE = "workplace.json"
CASEBOOK = "casebook.db"
KINDS = ("desk", "base", "province")
_FORMAT = "yuanzhu-workplace-1"
_BINARY = getattr(os, "O_BINARY", 0)
_FIELDS = ("kind", "name", "county", "dev")


class NoWorkplace(UserError):
    """Say that there is no workplace in the folder `path`."""

    code = "NO_WORKPLACE"


class WorkplaceExists(UserError):
    """Say that the folder `path` already holds a workplace or other files."""

    code = "WORKPLACE_EXISTS"


class WorkplaceDamaged(UntrustedInput):
    """Say that the key file `path` is not readable as one."""

    code = "WORKPLACE_DAMAGED"


class UnknownUser(UserError):
    """Say that nobody with this login is known here."""

    code = "UNKNOWN_USER"


class LoginTaken(UserError):
    """Say that the login is taken already."""

    code = "LOGIN_TAKEN"


@dataclass(frozen=True)
class UserSlot:
    """Hold one user of the key file: staff row id, login, name, role, and the locked slot."""

    id: bytes
    login: str
    name: str
    role: str
    slot: dict[str, Any]


@dataclass(frozen=True)
class Workplace:
    """Describe a workplace: its folder, kind (`desk`, `base`, `province`), name, county code (6 digits; 2 for a province), device, users."""

    path: Path
    kind: str
    name: str
    county: str
    dev: bytes
    users: tuple[UserSlot, ...] = ()
    sample: bool = False
    ways: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Other ways in than a user's passphrase, by name: the printed sheet, the key locked for the province (docs/sync.md section 6)."""

    @property
    def casebook(self) -> Path:
        """Give the path of the encrypted store."""
        return self.path / CASEBOOK

    def user(self, login: str) -> UserSlot:
        """Give the user with that login; raise UnknownUser."""
        for user in self.users:
            if user.login == login:
                return user
        raise UnknownUser(login=login)

    def with_user(self, user: UserSlot) -> "Workplace":
        """Give this workplace with a user added, or changed where the id is known; raise LoginTaken."""
        others = tuple(one for one in self.users if one.id != user.id)
        if any(one.login == user.login for one in others):
            raise LoginTaken(login=user.login)
        return replace(self, users=(*others, user))

    def way(self, name: str) -> dict[str, Any] | None:
        """Give another way in by its name, None where it does not exist."""
        return self.ways.get(name)

    def with_way(self, name: str, way: dict[str, Any] | None) -> "Workplace":
        """Give this workplace with another way in added or changed, or taken away by None."""
        ways = {one: value for one, value in self.ways.items() if one != name}
        return replace(self, ways=ways if way is None else ways | {name: way})


def make_slot(
    *, user_id: bytes, login: str, name: str, role: str, passphrase: str, key: bytes, seed: bytes, parameters: Parameters,
    random: Callable[[int], bytes],
) -> UserSlot:  # fmt: skip
    """Lock the database key and the user's signing seed (32 bytes each) with a passphrase."""
    slot = wrap(key + seed, passphrase, parameters=parameters, random=random, context=b"yuanzhu user " + user_id)
    return UserSlot(user_id, login, name, role, slot)


def open_slot(user: UserSlot, passphrase: str) -> tuple[bytes, bytes]:
    """Give (database key, signing seed); raise WrongPassphrase."""
    secret = unwrap(user.slot, passphrase, context=b"yuanzhu user " + user.id)
    return secret[:KEY_BYTES], secret[KEY_BYTES:]


def make_folder(path: Path) -> None:
    """Make a folder with those above it, where it is not there yet; raise StoreReadOnly."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreReadOnly(path=str(path)) from error


def write_file(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put `data` at `path` whole or not at all, for its owner alone; raise StoreReadOnly or StoreDiskFull.

    Temporary file, fsync, rename; a file that may as well be an older one after a power cut can do without the fsync.
    """
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | _BINARY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise failure_of(error, path.parent) from error


def failure_of(error: OSError, folder: Path) -> StoreDiskFull | StoreReadOnly:
    """Give our error for a file that could not be written in `folder`: the disk is full, or it cannot be written at all."""
    full = error.errno in {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}
    return StoreDiskFull(path=str(folder)) if full else StoreReadOnly(path=str(folder))


def save(workplace: Workplace) -> None:
    """Write the key file, whole or not at all."""
    document = {
        "format": _FORMAT, "kind": workplace.kind, "name": workplace.name, "county": workplace.county, "dev": workplace.dev.hex(),
        "sample": workplace.sample, "ways": dict(workplace.ways),
        "users": [
            {"id": user.id.hex(), "login": user.login, "name": user.name, "role": user.role, "slot": user.slot} for user in workplace.users
        ],
    }  # fmt: skip
    write_file(workplace.path / FILE, json.dumps(document, ensure_ascii=False, indent=1).encode())


def load(path: Path) -> Workplace:
    """Read the key file in the folder `path`; raise NoWorkplace or WorkplaceDamaged."""
    file = path / FILE
    if not file.is_file():
        raise NoWorkplace(path=str(path))
    try:
        document = json.loads(file.read_bytes())
        if document["format"] != _FORMAT or document["kind"] not in KINDS:
            raise WorkplaceDamaged(path=str(file))
        kind, name, county, dev = (document[one] for one in _FIELDS)
        users = tuple(
            UserSlot(bytes.fromhex(user["id"]), user["login"], user["name"], user["role"], user["slot"])
            for user in document["users"]
        )
        ways = {str(name): dict(way) for name, way in document.get("ways", {}).items()}
        return Workplace(path, kind, name, county, bytes.fromhex(dev), users, bool(document.get("sample", False)), ways)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WorkplaceDamaged(path=str(file)) from error

"""The casebook: a workplace's store, clock and signed-in person, put together for the use cases.

A use case is a function that takes the casebook first; it opens one transaction, checks the rules, writes rows and journal, and
returns what changed.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import anchor, brake, directory, erased, journal, migrations, sweeping
from db.brake import Brake
from db.journal import Author, ChainBroken, Writer
from db.store import Store, new_key
from db.workplace import FILE, UserSlot, Workplace, WorkplaceExists, load, make_folder, make_slot, open_slot, save
from rules import clock as clocks
from rules.clock import Clock
from rules.errors import UserError
from rules.permissions import Action, may, may_approve
from rules.regions import Regions, national
from rules.signing import Signer, SigningKey
from rules.steps import Step, unheard
from rules.wrapping import Parameters, WrongPassphrase, check_passphrase


class NotPermitted(UserError):
    """Say that the signed-in person's role may not do this here; fields `role`, `action`."""

    code = "NOT_PERMITTED"


class SecondPersonNeeded(UserError):
    """Say that a second person, a supervisor or officer other than the first, must sign in for this; field `action`."""

    code = "SECOND_PERSON_NEEDED"


class NotSignedIn(UserError):
    """Say that the action needs somebody who has signed in."""

    code = "NOT_SIGNED_IN"


DEVICE_SIGN = "device_sign"


@dataclass(frozen=True)
class Session:
    """Hold who has signed in: staff row id, login, name, role and the person's signer."""

    user_id: bytes
    login: str
    name: str
    role: str
    signer: Signer

    @property
    def author(self) -> Author:
        """Give this person as the author of entries."""
        return Author(self.user_id.hex(), self.signer)


class Casebook:
    """Hold one workplace's open store; see the module's text."""

    def __init__(
        self, store: Store, workplace: Workplace, clock: Clock, session: Session | None, *, regions: Regions | None = None,
        random: Callable[[int], bytes] = secrets.token_bytes, parameters: Parameters | None = None,
    ) -> None:  # fmt: skip
        self.store, self.workplace, self.clock, self.session, self.random = store, workplace, clock, session, random
        self.parameters = parameters or Parameters()
        self.regions = regions or national()
        self.anchor = anchor.Keeper(store, workplace.path)
        self.damage: ChainBroken | None = None
        """What the check at the start found; while there is something, nothing is written or sent."""

    @property
    def today(self) -> date:
        """Give the calendar day in China."""
        return clocks.today(self.clock)

    @property
    def now(self) -> int:
        """Give UTC milliseconds since 1970."""
        return clocks.millis(self.clock)

    @property
    def signed_in(self) -> Session:
        """Give who has signed in; raise NotSignedIn."""
        if self.session is None:
            raise NotSignedIn
        return self.session

    @property
    def device_signer(self) -> SigningKey:
        """Give this device's signing key, which signs tokens and manifests."""
        return SigningKey.from_seed(self.secret(DEVICE_SIGN))

    def require(self, action: Action) -> None:
        """Raise NotPermitted unless the signed-in person may begin `action` here."""
        role = self.signed_in.role
        if not may(role, action, self.workplace.kind):
            raise NotPermitted(role=role, action=action)

    def require_second(self, action: Action, second: Session | None) -> Session:
        """Give the second person; raise SecondPersonNeeded unless there is one who may approve `action` and is not the first."""
        first = self.signed_in
        if second is None or not may_approve(
            second.role, action, self.workplace.kind, approver=second.user_id, entered_by=first.user_id
        ):
            raise SecondPersonNeeded(action=action)
        return second

    def require_sound(self) -> None:
        """Raise ChainBroken where the check at the start found our own records broken: what is there can be read, nothing may build on it."""
        if self.damage is not None:
            raise self.damage

    def twin(self) -> "Casebook":
        """Open a second connection to the same casebook, for another thread."""
        other = Casebook(
            self.store.twin(),
            self.workplace,
            self.clock,
            self.session,
            regions=self.regions,
            random=self.random,
            parameters=self.parameters,
        )
        other.damage = self.damage
        return other

    def stream(self, county: str = "") -> tuple[bytes, bytes]:
        """Give (device, epoch) of our newest own stream; a province has one for each county."""
        found = self.store.one(
            "SELECT dev, ep FROM stream WHERE mine = 1 AND county = ? AND state = 'open'",
            (county or self.workplace.county,),
        )
        if found is None:
            raise KeyError(county)
        return bytes(found["dev"]), bytes(found["ep"])

    @contextlib.contextmanager
    def write(self, county: str = "") -> Iterator[Writer]:
        """Open one transaction with a writer into our stream (at a province: the stream of `county`); raise ChainBroken where it is not sound."""
        self.require_sound()
        with self.store.transaction():
            author = self.session.author if self.session else Author()
            writer = Writer(
                self.store,
                stream=self.stream(county),
                kind=self.workplace.kind,
                author=author,
                now=self.now,
                random=self.random,
                role_of=self.role_of,
            )
            yield writer
            writer.flush()
        self.anchor.moved()

    def role_of(self, dev: bytes) -> str | None:
        """Give the kind of workplace that a device was granted, our own always; None for one without a grant."""
        if dev == self.workplace.dev:
            return self.workplace.kind
        return directory.role_of(self.store, dev)

    def new_epoch(self, reason: str, county: str = "") -> bytes:
        """Retire our stream and begin another that names it; give the new epoch (8 bytes)."""
        self.require_sound()
        county = county or self.workplace.county
        ep = self.random(8)
        with self.store.transaction():
            old = self.store.one(
                "SELECT ep, seq, head FROM stream WHERE mine = 1 AND county = ? AND state = 'open'", (county,)
            )
            self.store.execute("UPDATE stream SET state = 'retired' WHERE mine = 1 AND county = ?", (county,))
            journal.open_stream(self.store, self.workplace.dev, ep, county=county, mine=True)
            writer = Writer(
                self.store, stream=(self.workplace.dev, ep), kind=self.workplace.kind, author=Author(), now=self.now, random=self.random,
                role_of=self.role_of,
            )  # fmt: skip
            writer.epoch(reason, (bytes(old["ep"]), old["seq"], bytes(old["head"])) if old else None)
            writer.flush()
        self.anchor.keep()
        return ep

    def look_at_medium(self, folder: Path) -> bool:
        """Begin new epochs where a stick or share remembers more of our streams than this casebook holds: it is an older copy. Tell whether it is."""
        if not anchor.copy_is_ahead(self.store, folder, self.workplace.dev):
            return False
        for row in self.store.rows("SELECT county FROM stream WHERE mine = 1 AND state = 'open'"):
            self.new_epoch("rollback", row["county"])
        return True

    def mark_medium(self, folder: Path) -> None:
        """Leave on a stick or share how far our streams stand, for the day when an older copy of this casebook comes back."""
        anchor.keep_copy(self.store, folder, self.workplace.dev)

    def setting(self, name: str, default: str = "") -> str:
        """Give a local setting."""
        found = self.store.value("SELECT value FROM setting WHERE name = ?", (name,))
        return default if found is None else str(found)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a local setting, in a transaction of its own unless one is open."""
        sql = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        if self.store.conn.in_transaction:
            self.store.execute(sql, (name, value))
        else:
            with self.store.transaction():
                self.store.execute(sql, (name, value))

    def secret(self, name: str) -> bytes:
        """Give a secret that only the encrypted store holds; raise KeyError."""
        found = self.store.value("SELECT value FROM secret WHERE name = ?", (name,))
        if found is None:
            raise KeyError(name)
        return bytes(found)

    def set_secret(self, name: str, value: bytes) -> None:
        """Keep a secret; call it inside a transaction."""
        self.store.execute(
            "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def close(self) -> None:
        """Bring the anchor up with the store and close it."""
        try:
            self.anchor.catch_up()
        finally:
            self.store.close()


@dataclass(frozen=True)
class Foundation:
    """Say what a new workplace is: kind, name, county code, whether it is sample data, and its first user."""

    kind: str
    name: str
    county: str
    login: str
    user_name: str
    role: str
    passphrase: str
    sample: bool = False


def found(
    path: Path, plan: Foundation, clock: Clock, *, regions: Regions | None = None, random: Callable[[int], bytes] = secrets.token_bytes,
    parameters: Parameters | None = None,
) -> Casebook:  # fmt: skip
    """Make a workplace in the empty or absent folder `path`, and sign its first user in.

    Raise WorkplaceExists, WeakPassphrase, StoreReadOnly or StoreDiskFull; after a failure nothing is left behind.
    """
    check_passphrase(plan.passphrase, login=plan.login)
    parameters = parameters or Parameters()
    if (path / FILE).exists() or (path / "casebook.db").exists():
        raise WorkplaceExists(path=str(path))
    made = not path.exists()
    make_folder(path)
    key, seed, user_id = new_key(), random(32), random(16)
    slot = make_slot(
        user_id=user_id, login=plan.login, name=plan.user_name, role=plan.role, passphrase=plan.passphrase, key=key, seed=seed,
        parameters=parameters, random=random,
    )  # fmt: skip
    workplace = Workplace(path, plan.kind, plan.name, plan.county, random(8), (slot,), plan.sample)
    try:
        store = Store.create(workplace.casebook, key)
        try:
            migrations.upgrade(store)
            session = Session(user_id, plan.login, plan.user_name, plan.role, SigningKey.from_seed(seed))
            book = Casebook(store, workplace, clock, session, regions=regions, random=random, parameters=parameters)
            with store.transaction():
                book.set_secret(DEVICE_SIGN, random(32))
            book.new_epoch("foundation")
            with book.write() as writer:
                writer.add("staff", staff_values(session), user_id)
            save(workplace)
        except BaseException:
            store.close()
            raise
    except BaseException:
        clear_away(path, folder_too=made)
        raise
    return book


def staff_values(session: Session) -> dict[str, object]:
    """Give the staff row of a person who signs in."""
    return {
        "name": session.name,
        "login": session.login,
        "role": session.role,
        "sign_key": session.signer.public.hex(),
        "active": 1,
    }


def founder_alone(place: Workplace) -> bool:
    """Tell whether a workplace has but the user who founded it: that one may name the second, whatever the role.

    Else a place of one clerk could never grow.
    """
    return len(place.users) <= 1


def add_user(book: Casebook, *, login: str, name: str, role: str, passphrase: str) -> UserSlot:
    """Let another person unlock this workplace; raise NotPermitted, WeakPassphrase or LoginTaken."""
    if not founder_alone(book.workplace):
        book.require(Action.USER_ADD)
    check_passphrase(passphrase, login=login)
    seed, user_id = book.random(32), book.random(16)
    slot = make_slot(
        user_id=user_id, login=login, name=name, role=role, passphrase=passphrase, key=book.store.key, seed=seed, parameters=book.parameters,
        random=book.random,
    )  # fmt: skip
    changed = load(book.workplace.path).with_user(slot)
    with book.write() as writer:
        writer.add("staff", staff_values(Session(user_id, login, name, role, SigningKey.from_seed(seed))), user_id)
    save(changed)
    book.workplace = changed
    return slot


def change_passphrase(book: Casebook, login: str, old: str, new: str) -> None:
    """Lock a user's slot with a new passphrase; raise WrongPassphrase, TryLater or WeakPassphrase."""
    check_passphrase(new, login=login)
    user = book.workplace.user(login)
    key, seed = _unlocked(user, old, _brake_of(book.workplace, user))
    slot = make_slot(
        user_id=user.id, login=user.login, name=user.name, role=user.role, passphrase=new, key=key, seed=seed, parameters=book.parameters,
        random=book.random,
    )  # fmt: skip
    book.workplace = load(book.workplace.path).with_user(slot)
    save(book.workplace)


def _brake_of(workplace: Workplace, user: UserSlot) -> Brake:
    return Brake(workplace.path / brake.FILE, user.id.hex())


def _unlocked(user: UserSlot, passphrase: str, held: Brake) -> tuple[bytes, bytes]:
    """Open a slot under the brake; raise TryLater, or WrongPassphrase with the `seconds` that the next try must wait."""
    held.check()
    try:
        found = open_slot(user, passphrase)
    except WrongPassphrase as error:
        raise WrongPassphrase(seconds=held.wrong()) from error
    held.right()
    return found


def sign_in(
    workplace: Workplace, login: str, passphrase: str, *, held: Brake | None = None
) -> tuple[bytes, Session]:  # fmt: skip
    """Give the database key and the session of a user; raise UnknownUser, WrongPassphrase or TryLater.

    Wrong tries are counted beside the key file, or where the brake `held` counts them.
    """
    user = workplace.user(login)
    key, seed = _unlocked(user, passphrase, held or _brake_of(workplace, user))
    return key, Session(user.id, user.login, user.name, user.role, SigningKey.from_seed(seed))


def open_casebook(
    path: Path, login: str, passphrase: str, clock: Clock, *, regions: Regions | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes, parameters: Parameters | None = None, step: Step = unheard,
) -> Casebook:  # fmt: skip
    """Open the workplace in `path`: unlock, upgrade, verify the chain, compare with the anchor; an empty `login` means the only user.

    `step(done, all)` hears of an upgrade and of entries not verified before, which may take minutes, and may raise to stop.

    Where the chain is broken the casebook opens for reading alone (`damage` says what was found). Raise NoWorkplace, UnknownUser,
    WrongPassphrase, StoreDamaged, StoreTooNew and the store's environment errors.
    """
    workplace = load(path)
    if not login and len(workplace.users) >= 1:
        login = workplace.users[0].login
    key, session = sign_in(workplace, login, passphrase)
    book = open_by_key(path, key, clock, regions=regions, random=random, parameters=parameters, step=step)
    book.session = session
    return book


def open_by_key(
    path: Path, key: bytes, clock: Clock, *, regions: Regions | None = None, random: Callable[[int], bytes] = secrets.token_bytes,
    parameters: Parameters | None = None, step: Step = unheard,
) -> Casebook:  # fmt: skip
    """Open the workplace in `path` by its database key, nobody signed in yet; raise as `open_casebook` does."""
    workplace = load(path)
    store = Store.open(workplace.casebook, key)
    try:
        migrations.upgrade(store, step)
        book = Casebook(store, workplace, clock, None, regions=regions, random=random, parameters=parameters)
        sweeping.sweep(store, path)
        erased.scrub(store)
        _verify(book, step)
    except BaseException:
        store.close()
        raise
    return book


def _verify(book: Casebook, step: Step) -> None:
    """Check our own streams' chains; where the anchor is ahead of the store, an old copy came back: begin a new epoch."""
    try:
        with book.store.transaction():
            for row in book.store.rows("SELECT dev, ep FROM stream WHERE mine = 1 AND state = 'open'"):
                journal.verify_chain(book.store, bytes(row["dev"]), bytes(row["ep"]), step=step)
    except ChainBroken as broken:
        book.damage = broken
        return
    reason = anchor.judge(book.store, book.workplace.path)
    if reason:
        for row in book.store.rows("SELECT county FROM stream WHERE mine = 1 AND state = 'open'"):
            book.new_epoch(reason, row["county"])


def clear_away(path: Path, *, folder_too: bool) -> None:
    """Take a workplace's files away after a foundation that failed half way, and the folder where it was made for them."""
    for name in ("casebook.db", "casebook.db-wal", "casebook.db-shm", FILE, FILE + ".part", anchor.FILE):
        with contextlib.suppress(OSError):
            (path / name).unlink(missing_ok=True)
    if folder_too:
        with contextlib.suppress(OSError):
            path.rmdir()

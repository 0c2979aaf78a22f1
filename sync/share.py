"""A shared folder: each workplace puts there what is new of its own and takes in what others left, without reading anything twice.

Nobody deletes another's file. What we have read or written is remembered by name, size and time (table `folder_seen`), so a folder of thousands
of files costs one listing. How far we have written *here* is remembered too: what went out by stick must still reach the desks that only
look here. A small file marks the folder: a share that is not connected often looks like an empty folder of this PC (docs/sync.md section 8).
"""

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import directory
from db.casebook import Casebook
from rules.errors import EnvironmentFailure, UntrustedInput, UserError
from rules.permissions import Action
from rules.steps import Step, unheard
from sync import answering, cards, carrying, device, folder, giving_back, receipt, receiving, streams
from sync.errors import AlreadyReceived, FolderMissing, ReceiptRollback, from_os_error
from sync.receiving import Outcome
from sync.streams import Exported

FOLDER, MINUTES = "share_folder", "share_minutes"
MARKER = "YZ1_SHARE.id"
CARDS = cards.SUFFIX
KEPT = dt.timedelta(days=90)
"""How long our own bundles stay after the province has confirmed them: as long as a receipt lasts, for desks that seldom look."""

_SETTLED = frozenset(
    {receiving.OK, AlreadyReceived.code, "E_NOKEY", "E_NOT_FOR_ME", "GAP", "FORK", ReceiptRollback.code}
)
"""Outcomes after which the same file has nothing new to say; any other is read again, since it may have been half copied."""


class NoSharedFolder(UserError):
    """Say that no shared folder was chosen yet."""

    code = "NO_SHARED_FOLDER"


class ShareNotThere(EnvironmentFailure):
    """Say that the folder is there but is not the one used before: the share is probably not connected; field `folder`."""

    code = "SHARE_NOT_THERE"


@dataclass(frozen=True)
class Choice:
    """Hold which folder is shared (None: none), and every how many minutes the window looks there (0: only when asked)."""

    where: Path | None
    minutes: int


@dataclass(frozen=True)
class Shared:
    """Hold what one look at a shared folder did: bundles written, what became of others' files, receipts written, own files cleared.

    `cards` are province cards found while we have none: a person must compare their digits.
    """

    where: Path
    written: tuple[Exported, ...]
    outcomes: tuple[Outcome, ...]
    receipts: tuple[Path, ...] = ()
    cleared: int = 0
    cards: tuple[Path, ...] = ()


@dataclass(frozen=True)
class _File:
    """Hold a file's name, size and time of change as the folder's listing gives them."""

    name: str
    size: int
    mtime: int


def chosen(book: Casebook) -> Choice:
    """Tell which folder is shared."""
    text = book.setting(FOLDER)
    return Choice(Path(text) if text else None, int(book.setting(MINUTES, "0")))


def choose(book: Casebook, where: Path | None, minutes: int = 0) -> None:
    """Remember the shared folder of this workplace, or none; begin anew with it where it is another one than before."""
    where = where.absolute() if where else None
    with book.store.transaction():
        if where is not None and book.setting(FOLDER) != str(where):
            _forget(book, where)
        book.set_setting(FOLDER, str(where or ""))
        book.set_setting(MINUTES, str(max(0, minutes) if where else 0))


def synchronise(
    book: Casebook,
    where: Path | None = None,
    *,
    whole: bool = False,
    kept: dt.timedelta = KEPT,
    step: Step = unheard,
) -> Shared:
    """Take in what others left in the folder (default: the one chosen) and put there what is new of ours; at the province, receipts.

    `whole` writes our streams once more from their first entry, for a desk that missed some. `step(done, total)` hears of each file and may
    raise to stop; what was done stays done. Raise NoSharedFolder, ShareNotThere, NoCard and the folder's errors.
    """
    province = book.workplace.kind == "province"
    book.require(Action.BUNDLE_COLLECT if province else Action.BUNDLE_SEND)
    where = where.absolute() if where else chosen(book).where
    if where is None:
        raise NoSharedFolder
    _check_marker(book, where)
    folder.clear_parts(where, streams.mark_of(book))
    listing = _listing(where)
    book.look_at_medium(where)
    if not province and not book.setting(device.CARD):
        return Shared(where, (), (), cards=tuple(where / name for name in sorted(listing) if name.endswith(CARDS)))
    outcomes = _take(book, where, listing, step)
    cleared = _clear(book, where, listing, kept)
    if province:
        return Shared(where, (), outcomes, _answer(book, where, outcomes), cleared)
    book.anchor.catch_up()
    written = _write_own(book, where, listing, whole=whole)
    there = {bytes(row["sha256"]) for row in _seen(book, where) if row["name"] in listing}
    written += _remembered(book, where, streams.relay(book, where, there) + answering.write(book, where))
    book.mark_medium(where)
    return Shared(where, tuple(written), outcomes, cleared=cleared)


# --- which folder it is ------------------------------------------------------------------------------------------------


def _check_marker(book: Casebook, where: Path) -> None:
    """Raise ShareNotThere where the folder has lost its mark; where it bears another's, begin anew with it."""
    name = f"share:{where}"
    known, mark = book.setting(name), where / MARKER
    try:
        if not where.is_dir():
            raise FolderMissing(folder=str(where))
        said = _read_mark(mark)
        if not said and known:
            raise ShareNotThere(folder=str(where))
        if not said:
            with contextlib.suppress(FileExistsError), mark.open("x", encoding="ascii") as stream:
                stream.write(book.random(8).hex())
                stream.flush()
                os.fsync(stream.fileno())
            said = _read_mark(mark)
    except OSError as error:
        raise from_os_error(error, where) from error
    if said != known:
        with book.store.transaction():
            if known:
                _forget(book, where)
            book.set_setting(name, said)


def _read_mark(mark: Path) -> str:
    """Give the mark, of whatever bytes it is; empty where there is none."""
    try:
        with mark.open("rb") as stream:
            return stream.read(64).hex() or "00"
    except FileNotFoundError:
        return ""


def _forget(book: Casebook, where: Path) -> None:
    book.store.execute("DELETE FROM folder_seen WHERE folder = ?", (str(where),))
    book.store.execute("DELETE FROM setting WHERE name IN (?, ?)", (f"share:{where}", f"served:{where}"))


def _listing(where: Path) -> dict[str, _File]:
    """List bundles and cards by name with size and time, from one reading of the folder."""
    found = {}
    try:
        with os.scandir(where) as entries:
            for entry in entries:
                low = entry.name.lower()
                if low.endswith((folder.SUFFIX, CARDS)) and not low.startswith((".", "~")):
                    with contextlib.suppress(
                        FileNotFoundError
                    ):  # cleared by its writer this moment, or a link to nothing
                        state = entry.stat()
                        found[entry.name] = _File(entry.name, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise from_os_error(error, where, writing=False) from error
    return found


# --- in ----------------------------------------------------------------------------------------------------------------


def _seen(book: Casebook, where: Path) -> list[Any]:
    return book.store.rows("SELECT name, size, mtime, sha256 FROM folder_seen WHERE folder = ?", (str(where),))


def _take(book: Casebook, where: Path, listing: dict[str, _File], step: Step) -> tuple[Outcome, ...]:
    """Take in the bundles that are new here, in the order that their names promise."""
    carrying.release_held(book)
    _drop_gone(book, where, listing)
    known = {(row["name"], row["size"], row["mtime"]) for row in _seen(book, where)}
    fresh = [one for one in listing.values() if (one.name, one.size, one.mtime) not in known]
    paths = sorted(
        (where / one.name for one in fresh if one.name.lower().endswith(folder.SUFFIX)), key=receiving.promised_order
    )
    outcomes = receiving.follow_cards(book, [where])
    for done, path in enumerate(paths):
        step(done, len(paths))
        try:
            data = folder.read(path)
        except (EnvironmentFailure, UntrustedInput) as error:
            outcomes.append(Outcome(path.name, error.code, error=error))
            continue
        outcome = receiving.take(book, data, path.name)
        if outcome.outcome in _SETTLED or outcome.outcome.startswith("Q_"):
            _remember(book, where, [(listing[path.name], hashlib.sha256(data).digest())])
        if outcome.outcome != "E_NOKEY":
            outcomes.append(outcome)  # a folder of many units holds many files for others: nobody need hear of each
    return (*outcomes, *receiving.retry_waiting(book))


def _drop_gone(book: Casebook, where: Path, listing: dict[str, _File]) -> None:
    """Forget others' files that are no longer there; ours tell how far we have written here, even once they are cleared."""
    sql = """SELECT s.name FROM folder_seen s WHERE s.folder = ?
        AND NOT EXISTS (SELECT 1 FROM bundle b WHERE b.sha256 = s.sha256 AND b.direction = 'out')"""
    gone = [row["name"] for row in book.store.rows(sql, (str(where),)) if row["name"] not in listing]
    _drop(book, where, gone)


def _drop(book: Casebook, where: Path, names: list[str]) -> None:
    if names:
        with book.store.transaction():
            sql = "DELETE FROM folder_seen WHERE folder = ? AND name = ?"
            book.store.many(sql, [(str(where), name) for name in names])


def _remember(book: Casebook, where: Path, files: Iterable[tuple[_File, bytes]]) -> None:
    with book.store.transaction():
        book.store.many(
            "INSERT OR REPLACE INTO folder_seen (folder, name, size, mtime, sha256) VALUES (?, ?, ?, ?, ?)",
            [(str(where), one.name, one.size, one.mtime, sha256) for one, sha256 in files],
        )


# --- out ---------------------------------------------------------------------------------------------------------------


def _write_own(book: Casebook, where: Path, listing: dict[str, _File], *, whole: bool) -> list[Exported]:
    """Write our streams from where this folder has them; from the first entry for newcomers, and anew what vanished unconfirmed.

    What is written here is not counted as sent to the province: it may never look here.
    """
    names = set(device.recipients(book, desks=True)[1])
    given_back = giving_back.document(book, whole=whole)
    served = set(book.setting(f"served:{where}").split())
    from_start = whole or bool(served and names - served)
    written = []
    for row in book.store.rows("SELECT dev, ep, confirmed FROM stream WHERE mine = 1 AND seq > 0 ORDER BY state DESC"):
        dev, ep = bytes(row["dev"]), bytes(row["ep"])
        here = _own_bundles(book, where, dev, ep)
        gone = [one for one in here if one["name"] not in listing and one["upto"] > row["confirmed"]]
        at = min([max((one["upto"] for one in here), default=0) + 1, *(one["first"] for one in gone)])
        for one in streams.write_from(book, dev, ep, 1 if from_start else at, where, given_back):
            written += _remembered(book, where, [one])
        _drop(book, where, [one["name"] for one in gone])  # only now: it is there again
    if names - served:
        book.set_setting(f"served:{where}", " ".join(sorted(served | names)))
    return written


def _own_bundles(book: Casebook, where: Path, dev: bytes, ep: bytes) -> list[Any]:
    """Give name, first and last number, and time of the bundles of an own stream that we wrote into this folder."""
    sql = """SELECT s.name, b.first, b.upto, b.at FROM folder_seen s JOIN bundle b ON b.sha256 = s.sha256
        WHERE s.folder = ? AND b.direction = 'out' AND b.kind = 'stream' AND b.dev = ? AND b.ep = ?"""
    return book.store.rows(sql, (str(where), dev, ep))


def _remembered(book: Casebook, where: Path, written: list[Exported]) -> list[Exported]:
    """Note bundles that we wrote as known here, so that they are not read as if they were others'."""
    _note(book, where, [(one.path, one.sha256) for one in written])
    return written


def _note(book: Casebook, where: Path, written: Iterable[tuple[Path, bytes]]) -> None:
    files = []
    for path, sha256 in written:
        with contextlib.suppress(OSError):
            state = path.stat()
            files.append((_File(path.name, state.st_size, state.st_mtime_ns), sha256))
    _remember(book, where, files)


def _clear(book: Casebook, where: Path, listing: dict[str, _File], kept: dt.timedelta) -> int:
    """Remove our own files that are of no more use: stream bundles long confirmed, and receipts that a later one has replaced.

    Give how many. A file that is not as we wrote it stays.
    """
    before = book.now - int(kept.total_seconds() * 1000)
    sql = """SELECT s.name, s.size FROM folder_seen s JOIN bundle b ON b.sha256 = s.sha256 AND b.direction = 'out'
        LEFT JOIN stream t ON t.dev = b.dev AND t.ep = b.ep WHERE s.folder = ? AND b.at < ? AND (
            (b.kind = 'stream' AND b.upto <= t.confirmed) OR (b.kind = 'receipt' AND EXISTS (
                SELECT 1 FROM folder_seen s2 JOIN bundle b2 ON b2.sha256 = s2.sha256 AND b2.direction = 'out'
                WHERE s2.folder = s.folder AND b2.kind = 'receipt' AND b2.ep = b.ep AND b2.at > b.at)))"""
    cleared = 0
    for row in book.store.rows(sql, (str(where), before)):
        file = listing.get(row["name"])
        if file is not None and file.size == row["size"]:
            with contextlib.suppress(OSError):
                (where / file.name).unlink()
                del listing[file.name]
                cleared += 1
    return cleared


def _answer(book: Casebook, where: Path, outcomes: Iterable[Outcome]) -> tuple[Path, ...]:
    """Write a receipt for each unit of the counties that something new came from (province)."""
    counties = set()
    for one in outcomes:
        grant = directory.grant_of(book.store, bytes.fromhex(one.sender)) if one.outcome == receiving.OK else None
        counties |= {grant.county} if grant is not None else set()
    units = [unit for unit in receipt.units(book) if receipt.members(book, unit)[0].county in counties]
    if units:
        cards.write(book, where)
    written = tuple(receipt.write(book, unit, where) for unit in units)
    _note(book, where, [(path, _hash_of(book, path.name)) for path in written])
    return written


def _hash_of(book: Casebook, name: str) -> bytes:
    """Give the hash of a bundle of ours by the name under which it was logged."""
    return bytes(
        book.store.value(
            "SELECT sha256 FROM bundle WHERE direction = 'out' AND name = ? ORDER BY n DESC LIMIT 1", (name,)
        )
    )

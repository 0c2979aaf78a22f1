"""Bundles by mail: each its own mail, sent by SMTP from an outbox that survives any failure, fetched by IMAP into an inbox and received as any folder.

A mail may come twice, late, in halves or not at all; the receiving table and the receipts see to the rest (docs/sync.md section 8). Neither subject
nor text names a person, and nothing here writes a log.
"""

import contextlib
import hashlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from db import training
from db.casebook import Casebook
from rules.permissions import Action
from rules.steps import Step, unheard
from sync import (
    cards,
    collector,
    device,
    extract,
    folder,
    mail_server,
    mail_settings,
    mail_structure,
    receipt,
    receiving,
    streams,
)
from sync.errors import NewerBundle, from_os_error
from sync.mail_server import TIMEOUT, Mailbox
from sync.mail_settings import PROVINCE, MailNotSet, MailSettings, MailSettingWrong
from sync.mail_structure import Described, Part
from sync.receiving import Outcome

OUTBOX, INBOX = "outbox", "inbox"
MAIL, SENT, DRAFT = "mail", "SENT", "DRAFT"
SUBJECT = "YZ1 bundle 援助台数据包"
_TEXT = """这封邮件由援助台生成，附件是加密的数据包，只有收件单位能打开。
收件单位：请在程序的“数据上报/数据交换/收包与回执”页用“收取邮件”；也可以把附件另存到一个文件夹，再从该文件夹导入。
附件不要改名，不要解压。

This mail carries a sealed YZ1 bundle for the office that it is addressed to.
"""
_EML = ".eml"
_AT_ONCE = 100
"""Mails whose structure is asked for in one command."""
_SAFE_NAME = re.compile(r"YZ1_[0-9A-Za-z_-]{1,120}\.age|province-[0-9]{1,6}\.yzcard", re.ASCII)


@dataclass(frozen=True)
class Mailed:
    """Tell of one bundle handed to a mail server or written as a draft: file name, addressee, bytes, the draft's path (None: sent)."""

    name: str
    who: str
    size: int
    draft: Path | None = None


@dataclass(frozen=True)
class Fetched:
    """Tell what a look into the mailbox brought: mails looked at, bundles found, what became of each, and what could not be taken.

    `too_big` counts attachments larger than any bundle, `halves` mails that a program cut into several, `unreadable` those that nobody understands.
    """

    mails: int
    bundles: int
    outcomes: tuple[Outcome, ...]
    too_big: int = 0
    halves: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Tested:
    """Tell that a server answered as it should (None: it was not set): how many mails lie in the mailbox."""

    smtp: bool
    mails: int | None


# --- out ---------------------------------------------------------------------------------------------------------------


def outbox(book: Casebook, who: str = PROVINCE) -> Path:
    """Give the folder in which bundles for `who` wait to be mailed; whatever is written there goes out at the next sending."""
    path = book.workplace.path / OUTBOX / who
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, path) from error
    return path


def prepare(book: Casebook, *, resend: bool = False) -> None:
    """Put what is new for the province into the outbox, and what others gave us to pass on, unless it was mailed before."""
    streams.export(book, outbox(book), resend=resend, there=() if resend else _mailed_hashes(book))


def prepare_class(book: Casebook, class_id: bytes) -> None:
    """Put the class file for the class's base (desk), or the class's results for the county's desks (base), into the outbox."""
    if book.workplace.kind == "base":
        extract.class_results(book, class_id, outbox(book, book.workplace.county))
        return
    base = next((one for one in training.bases(book) if one.id == training.get_class(book, class_id).base), None)
    extract.class_file(book, class_id, outbox(book, base.dev if base and base.dev else PROVINCE))


def prepare_receipts(book: Casebook) -> int:
    """Put a receipt for every unit with an address into the outbox (province); give how many."""
    book.require(Action.BUNDLE_COLLECT)
    known = mail_settings.addresses(book)
    units = [unit for unit in receipt.units(book) if unit in known]
    for unit in units:
        cards.write(book, outbox(book, unit))  # a mail may be lost: they go out with each receipt
        receipt.write(book, unit, outbox(book, unit))
    return len(units)


def waiting(book: Casebook) -> list[tuple[str, Path]]:
    """List what waits in the outbox: for whom, and the file, in the order in which bundles follow each other."""
    home = book.workplace.path / OUTBOX
    places = sorted(path for path in home.iterdir() if path.is_dir()) if home.is_dir() else []
    return [
        (place.name, path)
        for place in places
        for path in [
            *folder.files(place, cards.SUFFIX),
            *sorted(folder.bundles(place), key=receiving.promised_order),
        ]
    ]


def send(book: Casebook, *, step: Step = unheard, timeout: float = TIMEOUT) -> list[Mailed]:
    """Mail what waits in the outbox, one mail a bundle; each is forgotten there only when the server has taken it.

    `step(done, total)` hears of each and may raise to stop. Raise MailNotAllowed, MailNotSet, MailUnreachable, MailCertificate, MailNoTls,
    MailAuthRefused or MailRefused: what was not sent waits for the next time.
    """
    _require(book)
    files = waiting(book)
    found, server, password = mail_settings.ready(book, "smtp")
    if not found.sender:
        raise MailNotSet(reason="sender")
    if not files:
        return []
    done = []
    with mail_server.sender(server, found.user, password, found.ca_file, timeout) as out:
        for number, (who, path) in enumerate(files):
            step(number, len(files))
            to = mail_settings.address(book, who)
            if not to:
                raise MailNotSet(reason="address")
            data = folder.read(path)
            out.send(found.sender, to, compose(book, path.name, data, found.sender, to).as_bytes(policy=SMTP))
            done.append(_settle(book, who, path, data, SENT))
    step(len(files), len(files))
    return done


def draft(book: Casebook, to: Path, *, step: Step = unheard) -> list[Mailed]:
    """Write what waits in the outbox as mails ready to be sent by the office's own program (`.eml`) into the folder `to`.

    This needs no leave: it is a file, as on a stick. Raise the folder's errors.
    """
    _require(book)
    files = waiting(book)
    done = []
    for number, (who, path) in enumerate(files):
        step(number, len(files))
        data = folder.read(path)
        made = compose(book, path.name, data, "", mail_settings.address(book, who))
        made["X-Unsent"] = "1"  # Outlook and its like open it for sending, not as a mail received
        name = f"YZ1_mail_{hashlib.sha256(data).hexdigest()[:16]}{_EML}"
        written = folder.write(to, name, made.as_bytes(policy=SMTP), mark=streams.mark_of(book))
        done.append(_settle(book, who, path, data, DRAFT, written))
    step(len(files), len(files))
    return done


def compose(book: Casebook, name: str, data: bytes, sender: str, to: str) -> EmailMessage:
    """Make the mail of one bundle: fixed words, an id from the bundle's hash, the bundle attached under its name."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = SUBJECT
    if sender:
        made["From"] = sender
    if to:
        made["To"] = to
    made["Date"] = format_datetime(book.clock.now())
    made["Message-ID"] = f"<{hashlib.sha256(data).hexdigest()[:40]}@yz1.invalid>"
    made.set_content(_TEXT, cte="base64")
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=_safe_name(name, "bundle.age"))
    return made


def history(book: Casebook, limit: int = 50) -> list[tuple[str, str, str, int, int]]:
    """List what was mailed or written as a draft, newest first: file name, for whom, SENT or DRAFT, bytes, UTC milliseconds."""
    rows = book.store.rows(
        "SELECT name, detail, outcome, size, at FROM bundle WHERE direction = ? ORDER BY n DESC LIMIT ?", (MAIL, limit)
    )
    return [(row["name"], row["detail"], row["outcome"], row["size"], row["at"]) for row in rows]


def _settle(book: Casebook, who: str, path: Path, data: bytes, outcome: str, written: Path | None = None) -> Mailed:
    """Remember a bundle as mailed, by its hash, and take it out of the outbox; a power cut in between sends it twice, which does no harm."""
    with book.store.transaction():
        book.store.execute(
            "INSERT INTO bundle (direction, kind, name, sha256, size, entries, outcome, detail, at) VALUES (?, '', ?, ?, ?, 0, ?, ?, ?)",
            (MAIL, path.name, hashlib.sha256(data).digest(), len(data), outcome, who, book.now),
        )
    with contextlib.suppress(OSError):
        path.unlink()
    return Mailed(path.name, who, len(data), written)


def _mailed_hashes(book: Casebook) -> set[bytes]:
    return {bytes(row[0]) for row in book.store.rows("SELECT sha256 FROM bundle WHERE direction = ?", (MAIL,))}


def _require(book: Casebook) -> None:
    book.require(Action.BUNDLE_COLLECT if book.workplace.kind == "province" else Action.BUNDLE_SEND)


# --- in ----------------------------------------------------------------------------------------------------------------


def fetch(book: Casebook, *, step: Step = unheard, timeout: float = TIMEOUT) -> Fetched:
    """Take the bundles out of mails that came since the last look, and receive them; the mails stay in the mailbox as they were.

    `step(done, total)` hears of each mail and may raise to stop. Raise MailNotAllowed, MailNotSet and the server's errors; what was fetched before
    is received all the same at the next look.
    """
    province = book.workplace.kind == "province"
    book.require(Action.BUNDLE_COLLECT if province else Action.RECEIPT_TAKE)
    device.card(book)  # without it nothing could be opened, and the mails would count as seen
    found, server, password = mail_settings.ready(book, "imap")
    name = f"{found.user}@{server.host}/{found.folder}"
    tally = _Tally()
    with mail_server.mailbox(server, found.user, password, found.folder, found.ca_file, timeout) as box:
        numbers = box.numbers_after(_seen(book, name, box.validity))
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            told = {one.uid: one for one in mail_structure.read(box.structures(part))}
            for done, uid in enumerate(part, start):
                step(done, len(numbers))
                _save_bundles(book, box, told.get(uid) or Described(uid, unreadable=True), tally)
            _see(book, name, box.validity, part[-1])
    return Fetched(
        len(numbers),
        tally.bundles,
        tuple(_receive(book, province=province)),
        tally.too_big,
        tally.halves,
        tally.unreadable,
    )


@dataclass
class _Tally:
    bundles: int = 0
    too_big: int = 0
    halves: int = 0
    unreadable: int = 0


def _save_bundles(book: Casebook, box: Mailbox, mail: Described, tally: _Tally) -> None:
    """Write a mail's bundles into the inbox."""
    tally.halves += mail.half
    tally.unreadable += mail.unreadable
    for number, part in enumerate(mail.parts, 1):
        if part.too_big:
            tally.too_big += 1
            continue
        data = mail_structure.decode(part, box.part(mail.uid, part.section))
        if data:
            suffix = cards.SUFFIX if part.name.lower().endswith(cards.SUFFIX) else folder.SUFFIX
            folder.write(_inbox(book), _free_name(book, part, data, f"mail-{mail.uid}-{number}{suffix}"), data)
            tally.bundles += 1


def _inbox(book: Casebook) -> Path:
    path = book.workplace.path / INBOX
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise from_os_error(error, path) from error
    return path


def _free_name(book: Casebook, part: Part, data: bytes, otherwise: str) -> str:
    """Give the name under which a bundle waits in the inbox: its own where that is one of ours and free, never a path."""
    name = _safe_name(part.name, otherwise)
    path = _inbox(book) / name
    taken = path.is_file() and folder.read(path) != data
    return otherwise if taken else name


def _safe_name(name: str, otherwise: str) -> str:
    return name if _SAFE_NAME.fullmatch(name) else otherwise


def _receive(book: Casebook, *, province: bool) -> list[Outcome]:
    """Receive the inbox; what a newer program must read stays there, all else has gone to the spool or was refused for good."""
    place = _inbox(book)
    names = [path.name for path in (*folder.bundles(place), *folder.files(place, cards.SUFFIX))]
    outcomes = list(collector.collect(book, [place]).outcomes) if province else receiving.receive_folder(book, [place])
    later = {one.file for one in outcomes if one.outcome == NewerBundle.code}
    for name in names:
        if name not in later:
            with contextlib.suppress(OSError):
                (place / name).unlink()
    return outcomes


def _seen(book: Casebook, name: str, validity: int) -> int:
    """Give up to which UID a mailbox was read; 0 where the server has begun to count anew."""
    return int(
        book.store.value(
            "SELECT coalesce(max(uid), 0) FROM mail_seen WHERE mailbox = ? AND validity = ?", (name, validity)
        )
    )


def _see(book: Casebook, name: str, validity: int, uid: int) -> None:
    """Remember up to which UID a mailbox was read: UIDs only rise, so the last one stands for all before it."""
    with book.store.transaction():
        book.store.execute("DELETE FROM mail_seen WHERE mailbox = ?", (name,))
        book.store.execute(
            "INSERT INTO mail_seen (mailbox, validity, uid, at) VALUES (?, ?, ?, ?)", (name, validity, uid, book.now)
        )


# --- trying it ---------------------------------------------------------------------------------------------------------


def try_servers(tried: MailSettings, password: str, timeout: float = TIMEOUT) -> Tested:
    """Sign in to both servers, sending and changing nothing; raise as `send` and `fetch` do."""
    tried.check()
    if tried.smtp is None and tried.imap is None:
        raise MailSettingWrong(reason="host")
    if tried.smtp is not None:
        with mail_server.sender(tried.smtp, tried.user, password, tried.ca_file, timeout):
            pass
    mails = None
    if tried.imap is not None:
        with mail_server.mailbox(tried.imap, tried.user, password, tried.folder, tried.ca_file, timeout) as box:
            mails = len(box.numbers_after(0))
    return Tested(tried.smtp is not None, mails)

"""By which servers this workplace mails, and whether it may: off until a supervisor allows it, the password only in the encrypted store."""

import ipaddress
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from db.casebook import Casebook
from rules import canonical
from rules.errors import UserError
from rules.permissions import Action

IMPLICIT, STARTTLS = "implicit", "starttls"
PORTS = {("smtp", IMPLICIT): 465, ("smtp", STARTTLS): 587, ("imap", IMPLICIT): 993, ("imap", STARTTLS): 143}
PROVINCE = "province"
"""Under this name the province stands among the addressees; units stand under their codes (sync/receipt.py), other workplaces under their devices."""

_SETTINGS, _ALLOWED, _PASSWORD, _ADDRESS = "mail", "mail_allowed", "mail_password", "mail_address:"
_HOST = re.compile(r"(?=.{1,253}\Z)[0-9A-Za-z]([0-9A-Za-z-]{0,62})(\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*", re.ASCII)
_MAIL = re.compile(r"(?=.{3,254}\Z)[!#-'*+\-/-9=?A-Z^-~.]{1,64}@[0-9A-Za-z.-]{1,253}", re.ASCII)
_PLAIN = re.compile(r"[ -~]{1,200}", re.ASCII)
_BOX = re.compile(r"[0-9A-Za-z._/ -]{1,80}", re.ASCII)


class MailNotAllowed(UserError):
    """Say that no supervisor has allowed mail here."""

    code = "MAIL_NOT_ALLOWED"


class MailNotSet(UserError):
    """Say that something needed for mail was not filled in; field `reason`: smtp, imap, sender, password or address."""

    code = "MAIL_NOT_SET"


class MailSettingWrong(UserError):
    """Say that a setting cannot be right; field `reason`: host, port, tls, user, sender, to, address, folder, ca_file or password."""

    code = "MAIL_SETTING_WRONG"


@dataclass(frozen=True)
class Server:
    """Hold one server: its name, its port, and how TLS begins ("implicit": at once; "starttls": after the greeting). There is no third way."""

    host: str
    port: int
    tls: str = IMPLICIT


@dataclass(frozen=True)
class MailSettings:
    """Hold what mailing needs but the password; `to` is the province's address, `ca_file` a certificate that is trusted beside the system's."""

    smtp: Server | None = None
    imap: Server | None = None
    user: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)
    to: str = field(default="", repr=False)
    folder: str = "INBOX"
    ca_file: str = ""

    def check(self) -> None:
        """Raise MailSettingWrong at the first setting that cannot be right."""
        for server in (self.smtp, self.imap):
            if server is not None:
                _check_server(server)
        _want(not self.user or bool(_PLAIN.fullmatch(self.user)), "user")
        _want(not self.sender or is_address(self.sender), "sender")
        _want(not self.to or is_address(self.to), "to")
        _want(bool(_BOX.fullmatch(self.folder)), "folder")
        _want(not self.ca_file or Path(self.ca_file).is_file(), "ca_file")


def is_address(text: str) -> bool:
    """Tell whether a text can be a mail address; nothing that could end a header passes."""
    return bool(_MAIL.fullmatch(text)) and ".." not in text


def _check_server(server: Server) -> None:
    named = bool(_HOST.fullmatch(server.host))
    if not named:
        try:
            ipaddress.ip_address(server.host)
            named = True
        except ValueError:
            named = False
    _want(named, "host")
    _want(1 <= server.port <= 65535, "port")
    _want(server.tls in {IMPLICIT, STARTTLS}, "tls")


def _want(right: bool, reason: str) -> None:
    if not right:
        raise MailSettingWrong(reason=reason)


def settings(book: Casebook) -> MailSettings:
    """Give the settings; empty ones where nothing was set."""
    text = book.setting(_SETTINGS)
    if not text:
        return MailSettings()
    said: dict[str, Any] = canonical.load(text.encode())
    servers = {name: Server(**said[name]) if said[name] else None for name in ("smtp", "imap")}
    return MailSettings(**{**said, **servers})


def save(book: Casebook, changed: MailSettings, password: str | None = None) -> None:
    """Keep the settings and, where one is given, the password; raise NotPermitted or MailSettingWrong."""
    book.require(Action.MAIL_ALLOW)
    changed.check()
    _want(password is None or bool(_PLAIN.fullmatch(password)), "password")
    with book.store.transaction():
        book.set_setting(_SETTINGS, canonical.dump(asdict(changed)).decode())
        if password is not None:
            book.set_secret(_PASSWORD, password.encode())


def allow(book: Casebook, allowed: bool) -> None:
    """Let this workplace mail, or no longer (supervisors and officers)."""
    book.require(Action.MAIL_ALLOW)
    book.set_setting(_ALLOWED, "1" if allowed else "")


def is_allowed(book: Casebook) -> bool:
    """Tell whether mail was allowed here."""
    return bool(book.setting(_ALLOWED))


def ready(book: Casebook, which: str) -> tuple[MailSettings, Server, str]:
    """Give settings, the server `which` ("smtp" or "imap") and the password; raise MailNotAllowed or MailNotSet."""
    if not is_allowed(book):
        raise MailNotAllowed
    found = settings(book)
    server = found.smtp if which == "smtp" else found.imap
    if server is None:
        raise MailNotSet(reason=which)
    return found, server, password(book)


def has_password(book: Casebook) -> bool:
    """Tell whether a password is kept."""
    return bool(book.store.value("SELECT count(*) FROM secret WHERE name = ?", (_PASSWORD,)))


def password(book: Casebook) -> str:
    """Give the password; raise MailNotSet."""
    try:
        return book.secret(_PASSWORD).decode()
    except KeyError as error:
        raise MailNotSet(reason="password") from error


def address(book: Casebook, who: str) -> str:
    """Give the address of the province or of a unit or workplace; empty where none is known."""
    return settings(book).to if who == PROVINCE else book.setting(_ADDRESS + who)


def addresses(book: Casebook) -> dict[str, str]:
    """Give the address book: addresses by unit or device; the province is not in it."""
    rows = book.store.rows("SELECT name, value FROM setting WHERE name GLOB ? AND value <> ''", (_ADDRESS + "*",))
    return {row["name"].removeprefix(_ADDRESS): row["value"] for row in rows}


def set_address(book: Casebook, who: str, text: str) -> None:
    """Keep a unit's address, or none where it is empty; raise NotPermitted or MailSettingWrong."""
    book.require(Action.MAIL_ALLOW)
    _want(not text or is_address(text), "address")
    book.set_setting(_ADDRESS + who, text)

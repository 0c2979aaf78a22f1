"""The talk with mail servers: TLS from the first word that matters, the certificate and its name always verified, and bounds on what is read.

There is no way to switch verification off; an office whose server shows a certificate of its own names that certificate's file.
"""

import contextlib
import imaplib
import smtplib
import ssl
from collections.abc import Iterator
from typing import Any

from sync.device import APP
from sync.mail_errors import MailAuthRefused, MailboxMissing, MailNoTls, MailProtocol, from_error
from sync.mail_settings import IMPLICIT, MailSettingWrong, Server

TIMEOUT = 30.0
"""Seconds in which a server must say something."""
MOST_LITERAL = 9 * 1024 * 1024
"""Bytes of one part of a mail: a bundle in base64, and a little more."""
_MOST_ANSWER = 12 * 1024 * 1024
_LEAST_LINE = 1024
"""What a line counts for at least: many small ones cost more than their bytes."""
_MOST_REPLY = 256 * 1024
_HELLO = "[127.0.0.1]"
"""How we greet: a PC's own name says who it is, and may hold characters that SMTP does not know."""
_TALK_ERRORS = (OSError, smtplib.SMTPException, imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError)
"""What the libraries raise when a server says what no server should; only their calls stand inside `_told`."""


def context(ca_file: str = "") -> ssl.SSLContext:
    """Give the TLS settings: TLS 1.2 at least, certificate and host name verified, by the system's authorities and those of `ca_file`."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            made.load_verify_locations(ca_file)
        except (OSError, ValueError) as error:
            raise MailSettingWrong(reason="ca_file") from error
        made.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN  # the file may hold the server's own certificate
    return made


@contextlib.contextmanager
def _told(server: Server) -> Iterator[None]:
    """Turn what the libraries raise into our errors."""
    try:
        yield
    except _TALK_ERRORS as error:
        raise from_error(error, server.host, server.port) from error


class Sender:
    """Hold one SMTP connection that has signed in."""

    def __init__(self, server: Server, smtp: smtplib.SMTP) -> None:
        self._server, self._smtp = server, smtp

    def send(self, sender: str, to: str, data: bytes) -> None:
        """Hand one mail over; raise MailRefused or MailUnreachable. When this returns the server has it."""
        with _told(self._server):
            self._smtp.sendmail(sender, [to], data)


class _Reply:
    """Be the file of an SMTP connection that gives no more lines to one answer than an answer can need."""

    def __init__(self, file: Any) -> None:
        self._file, self.left = file, _MOST_REPLY

    def readline(self, limit: int) -> bytes:
        """Read a line."""
        line = bytes(self._file.readline(limit))
        self.left -= max(len(line), _LEAST_LINE)
        if self.left < 0:
            raise ValueError(
                "too much"
            )  # what smtplib itself raises is an OSError, which it takes for a lost connection
        return line

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Smtp(smtplib.SMTP):
    """Be an SMTP connection that reads no more than it must."""

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, which may have many lines."""
        if self.file is None and self.sock is not None:
            self.file = _Reply(self.sock.makefile("rb"))
        if self.file is not None:
            self.file.left = _MOST_REPLY
        try:
            return super().getreply()
        except ValueError:
            self.close()  # nobody else would, while the connection is being made
            raise


class _SmtpTls(_Smtp, smtplib.SMTP_SSL):
    """Be the same over TLS from the start."""


@contextlib.contextmanager
def sender(server: Server, user: str, password: str, ca_file: str = "", timeout: float = TIMEOUT) -> Iterator[Sender]:
    """Sign in to an SMTP server for the time of the block; an empty `user` does not sign in."""
    tls = context(ca_file)
    with _told(server):
        if server.tls == IMPLICIT:
            smtp: smtplib.SMTP = _SmtpTls(server.host, server.port, _HELLO, context=tls, timeout=timeout)
        else:
            smtp = _Smtp(server.host, server.port, _HELLO, timeout=timeout)
    try:
        with _told(server):
            if server.tls != IMPLICIT:
                smtp.starttls(context=tls)
            smtp.ehlo_or_helo_if_needed()
            if user:
                smtp.login(user, password)
        yield Sender(server, smtp)
        with contextlib.suppress(*_TALK_ERRORS):  # all is handed over: a server that hangs up early has taken it
            smtp.quit()
    finally:
        smtp.close()


class _Bounded(imaplib.IMAP4):
    """Be an IMAP connection that reads no more than it must: a server's word for how much comes next is not believed."""

    _left = _MOST_ANSWER

    def _command(self, name: Any, *arguments: Any) -> Any:
        self._left = _MOST_ANSWER
        return super()._command(name, *arguments)  # type: ignore[misc]

    def read(self, size: int) -> bytes:
        """Read a literal."""
        self._spend(size)
        return super().read(size)

    def readline(self) -> bytes:
        """Read a line."""
        line = super().readline()
        self._spend(max(len(line), _LEAST_LINE))
        return line

    def _spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise self.error("too much")


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):
    """Be the same over TLS from the start."""


class Mailbox:
    """Hold one IMAP connection with a folder opened for reading alone; `validity` is its UIDVALIDITY."""

    def __init__(self, server: Server, imap: imaplib.IMAP4, validity: int) -> None:
        self._server, self._imap, self.validity = server, imap, validity

    def numbers_after(self, uid: int) -> list[int]:
        """Give the UIDs of the mails that came after `uid`, rising."""
        with _told(self._server):
            data = self._uid("SEARCH", f"UID {uid + 1}:*")
            found = sorted({int(one) for line in data if line for one in line.split()})
        return [one for one in found if one > uid]  # n:* always names the last mail

    def structures(self, uids: list[int]) -> list[Any]:
        """Give what the server answers about size and structure of some mails, for `mail_structure.read`."""
        with _told(self._server):
            return self._uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE BODYSTRUCTURE)")

    def part(self, uid: int, section: str) -> bytes:
        """Give one part of a mail as it was sent, without marking the mail as read."""
        with _told(self._server):
            data = self._uid("FETCH", str(uid), f"(BODY.PEEK[{section}]<0.{MOST_LITERAL}>)")
            return next((bytes(one[1]) for one in data if isinstance(one, tuple)), b"")

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        answer, data = self._imap.uid(command, *arguments)
        if answer != "OK":
            raise MailProtocol(host=self._server.host)
        return list(data)


@contextlib.contextmanager
def mailbox(
    server: Server, user: str, password: str, folder: str = "INBOX", ca_file: str = "", timeout: float = TIMEOUT
) -> Iterator[Mailbox]:
    """Sign in to an IMAP server and open a folder for the time of the block."""
    tls = context(ca_file)
    with _told(server):
        if server.tls == IMPLICIT:
            imap: imaplib.IMAP4 = _BoundedTls(server.host, server.port, ssl_context=tls, timeout=timeout)
        else:
            imap = _Bounded(server.host, server.port, timeout=timeout)
    try:
        with _told(server):
            if server.tls != IMPLICIT:
                _start_tls(imap, server, tls)
            _sign_in(imap, server, user, password)
            validity = _open(imap, folder)
        yield Mailbox(server, imap, validity)
        with contextlib.suppress(*_TALK_ERRORS):
            imap.logout()
    finally:
        with contextlib.suppress(*_TALK_ERRORS):
            imap.shutdown()


def _start_tls(imap: imaplib.IMAP4, server: Server, tls: ssl.SSLContext) -> None:
    if "STARTTLS" not in imap.capabilities:
        raise MailNoTls(host=server.host)
    imap.starttls(tls)


def _sign_in(imap: imaplib.IMAP4, server: Server, user: str, password: str) -> None:
    try:
        imap.login(_quoted(user), password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailAuthRefused(host=server.host) from error
    with contextlib.suppress(imaplib.IMAP4.error):
        # some large providers let nobody read who does not say what program it is (RFC 2971)
        name, version = APP.split()
        imap.xatom("ID", f'("name" "{name}" "version" "{version}")')


def _quoted(text: str) -> str:
    """Quote a user's name as IMAP wants it: imaplib quotes the password alone."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _open(imap: imaplib.IMAP4, folder: str) -> int:
    answer, _ = imap.select(f'"{folder}"', readonly=True)
    if answer != "OK":
        raise MailboxMissing(folder=folder)
    validity = imap.response("UIDVALIDITY")[1]
    return int(validity[0]) if validity and validity[0] else 0

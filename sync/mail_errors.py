"""What may go wrong on the way to a mail server. No field holds an address or a password."""

import imaplib
import smtplib
import socket
import ssl

from rules.errors import AppError, EnvironmentFailure, UntrustedInput, UserError

_EXPIRED, _NOT_YET, _OTHER_NAME = 10, 9, frozenset({62, 64})
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED, …_NOT_YET_VALID, …_HOSTNAME_MISMATCH and …_IP_ADDRESS_MISMATCH."""
_TOO_LARGE = frozenset({552, 523})


class MailUnreachable(EnvironmentFailure):
    """Say that there is no talking to the server; fields `host`, `port`, `reason`: name, refused, timeout, tls or dropped."""

    code = "MAIL_UNREACHABLE"


class MailCertificate(UntrustedInput):
    """Say that the server could not prove who it is; fields `host`, `reason`: expired, not_yet, name or unknown."""

    code = "MAIL_CERTIFICATE"


class MailNoTls(UntrustedInput):
    """Say that the server offers no encryption where it should; field `host`."""

    code = "MAIL_NO_TLS"


class MailAuthRefused(UserError):
    """Say that the server does not take this user and password; field `host`."""

    code = "MAIL_AUTH_REFUSED"


class MailRefused(EnvironmentFailure):
    """Say that the server did not take a mail; fields `host`, `reason`: recipient, sender, size or other, `answer` (SMTP's number)."""

    code = "MAIL_REFUSED"


class MailboxMissing(UserError):
    """Say that the mailbox has no such folder; field `folder`."""

    code = "MAILBOX_MISSING"


class MailProtocol(UntrustedInput):
    """Say that the server does not speak as a mail server does; field `host`."""

    code = "MAIL_PROTOCOL"


def from_error(error: Exception, host: str, port: int) -> AppError:
    """Give the failure that stands for what smtplib, imaplib, ssl or socket raised while talking to a server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        code = error.verify_code
        reason = (
            "expired"
            if code == _EXPIRED
            else "not_yet"
            if code == _NOT_YET
            else "name"
            if code in _OTHER_NAME
            else "unknown"
        )
        return MailCertificate(host=host, reason=reason)
    if isinstance(error, smtplib.SMTPException):
        return _from_smtp(error, host, port)
    if isinstance(error, socket.gaierror):
        return MailUnreachable(host=host, port=port, reason="name")
    if isinstance(error, ConnectionRefusedError):
        return MailUnreachable(host=host, port=port, reason="refused")
    if isinstance(error, TimeoutError):
        return MailUnreachable(host=host, port=port, reason="timeout")
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return MailUnreachable(host=host, port=port, reason="tls")
    if isinstance(error, OSError) or (isinstance(error, imaplib.IMAP4.abort) and "socket error" in str(error)):
        return MailUnreachable(host=host, port=port, reason="dropped")
    return MailProtocol(host=host)


def _from_smtp(error: smtplib.SMTPException, host: str, port: int) -> AppError:
    if isinstance(error, smtplib.SMTPServerDisconnected):
        silent = isinstance(error.__context__, TimeoutError)  # smtplib calls silence a disconnection
        return MailUnreachable(host=host, port=port, reason="timeout" if silent else "dropped")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return MailAuthRefused(host=host)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailNoTls(host=host) if "STARTTLS" in str(error) else MailAuthRefused(host=host)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return MailRefused(
            host=host, reason="recipient", answer=next((code for code, _ in error.recipients.values()), 0)
        )
    if isinstance(error, smtplib.SMTPResponseException):
        sender = isinstance(error, smtplib.SMTPSenderRefused)
        reason = "size" if error.smtp_code in _TOO_LARGE else "sender" if sender else "other"
        return MailRefused(host=host, reason=reason, answer=error.smtp_code)
    return MailProtocol(host=host)

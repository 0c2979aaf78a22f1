"""A mail server of the office: a real SMTP server (aiosmtpd) that delivers into the mailboxes of a real IMAP server (Dovecot), on loopback alone.

Each mailbox is a Maildir of its own and any user name will do, so tests do not see each other's mails.
"""

import contextlib
import datetime as dt
import logging
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST, PASSWORD = "localhost", 'secret "9\\'
_numbers = count(1)


# --- certificates ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """Hold files: the office's own CA, and what servers show, each with its key in one file."""

    ca: Path
    good: Path
    expired: Path
    other_name: Path
    stranger: Path


def certificates(where: Path) -> Certificates:
    """Make a CA and its server certificates: good, expired, for another host; and one of a CA that nobody named."""
    ca, ca_key = _certificate("Office CA")
    stranger, stranger_key = _certificate("Unknown CA")
    (where / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    made = {
        "good": _certificate(HOST, (ca, ca_key)), "expired": _certificate(HOST, (ca, ca_key), days=-2),
        "other": _certificate("mail.example.org", (ca, ca_key)), "stranger": _certificate(HOST, (stranger, stranger_key)),
    }  # fmt: skip
    for name, (certificate, key) in made.items():
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (where / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + pem)
    return Certificates(*(where / f"{name}.pem" for name in ("ca", "good", "expired", "other", "stranger")))


def _certificate(
    name: str, issuer: tuple[x509.Certificate, Any] | None = None, days: int = 30
) -> tuple[x509.Certificate, Any]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signer = issuer[1] if issuer else key
    by = signer.public_key()
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=40))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)
    )
    if issuer is None:
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        built = built.add_extension(usage, critical=True)
    else:
        built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return built.sign(signer, hashes.SHA256()), key


# --- Dovecot -----------------------------------------------------------------------------------------------------------

_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
default_process_limit = 20
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {implicit}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = "password={{PLAIN-MD5}}{password}"
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


@dataclass
class Mailboxes:
    """Hold a running Dovecot: its ports and where its mailboxes lie."""

    home: Path
    starttls: int
    implicit: int
    uid: int
    gid: int

    def deliver(self, user: str, message: Message | bytes) -> None:
        """Put a mail into a user's inbox."""
        box = self.home / "mail" / user
        for name in ("", "cur", "new", "tmp"):
            (box / name).mkdir(exist_ok=True)
            self._give(box / name)
        data = message if isinstance(message, bytes) else message.as_bytes()
        path = box / "new" / f"{1_000_000_000 + next(_numbers)}.test"
        path.write_bytes(data)
        self._give(path)

    def renumber(self, user: str) -> None:
        """Let the server forget its numbers, as after a restored mailbox: UIDVALIDITY changes."""
        box = self.home / "mail" / user
        for path in box.glob("dovecot*"):
            path.unlink()
        uids = box / "dovecot-uidlist"
        uids.write_text("3 V77 N1\n", encoding="ascii")
        self._give(uids)

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def dovecot(certificate: Path) -> Iterator[Mailboxes]:
    """Run a Dovecot of our own until the block ends; it has its own folder, since the names of sockets must be short."""
    import grp
    import hashlib
    import pwd

    home = Path(tempfile.mkdtemp(prefix="yzmail"))
    home.chmod(0o755)
    root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid())
    internal, login = ("dovecot", "dovenull") if root else (me.pw_name, me.pw_name)
    uid, gid = (pwd.getpwnam("nobody").pw_uid, pwd.getpwnam("nobody").pw_gid) if root else (me.pw_uid, me.pw_gid)
    (home / "mail").mkdir()
    if root:
        os.chown(home / "mail", uid, gid)
    boxes = Mailboxes(home, _free_port(), _free_port(), uid, gid)
    shutil.copy(certificate, home / "server.pem")
    config = home / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            home=home, certificate=home / "server.pem", internal=internal, internal_group=grp.getgrgid(pwd.getpwnam(internal).pw_gid).gr_name, login=login,
            starttls=boxes.starttls, implicit=boxes.implicit, uid=uid, gid=gid, password=hashlib.md5(PASSWORD.encode()).hexdigest(),
        ),
        encoding="utf-8",
    )  # fmt: skip
    server = subprocess.Popen(
        ["dovecot", "-F", "-c", str(config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _await(boxes, server)
        yield boxes
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=20)
        log = (home / "log").read_text(encoding="utf-8") if (home / "log").exists() else ""
        shutil.rmtree(home, ignore_errors=True)
    assert "Fatal" not in log + said.decode(errors="replace"), log


def _await(boxes: Mailboxes, server: "subprocess.Popen[bytes]") -> None:
    """Return once the server greets on both ports; raise with its log where it ended instead."""
    end = time.monotonic() + 30
    for port in (boxes.starttls, boxes.implicit):
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            if server.poll() is not None or time.monotonic() > end:
                log = boxes.home / "log"
                raise RuntimeError(log.read_text(encoding="utf-8") if log.exists() else "dovecot did not start")
            time.sleep(0.02)


# --- SMTP --------------------------------------------------------------------------------------------------------------


@dataclass
class Post:
    """Be the SMTP server's hand: takes what comes, refuses what a test wants refused, and delivers by `deliver(user, mail)`."""

    deliver: Callable[[str, bytes], None]
    taken: list[Envelope] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """SMTP answers by verb (RCPT, DATA) in place of the usual ones."""

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "RCPT" in self.refuse:
            return self.refuse["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        self.taken.append(envelope)
        assert isinstance(envelope.original_content, bytes)
        for address in envelope.rcpt_tos:
            self.deliver(address.partition("@")[0], envelope.original_content)
        return "250 OK"


def _is_known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=False)


def _context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@contextlib.contextmanager
def smtp(post: Post, certificate: Path, *, implicit: bool = False, limit: int = 33_554_432) -> Iterator[int]:
    """Run an SMTP server that wants TLS and a password until the block ends; give its port. `limit` is the largest mail that it takes."""
    context = _context(certificate)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # it complains of every client that hangs up on it
    wants: dict[str, Any] = {"authenticator": _is_known, "data_size_limit": limit, "server_hostname": HOST}
    if (
        implicit
    ):  # it does not know that all is encrypted already, and offers no sign-in unless told that this is not needed
        wants |= {"ssl_context": context, "auth_require_tls": False}
    else:
        wants |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    made = Controller(post, hostname="127.0.0.1", port=_free_port(), **wants)
    made.start()
    try:
        yield made.port
    finally:
        made.stop()


# --- servers that behave badly -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def scripted(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run a server that does with each connection what `serve` does, until the block ends; give its port."""
    import threading

    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def run() -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = listener.accept()
                with one, contextlib.suppress(OSError):
                    one.settimeout(10)
                    serve(one)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # wakes the accept that is still waiting
        listener.close()
        thread.join(timeout=15)


def note(files: Mapping[str, bytes] | None = None, subject: str = "通知") -> EmailMessage:
    """Give a mail as anybody may write it, with attachments by name."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "someone@example.org", "me@example.org"
    made.set_content("各位同事：请查收。")
    for name, data in (files or {}).items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made

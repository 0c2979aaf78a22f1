"""Bundles by mail through a real SMTP server into a real mailbox and back, and every way in which servers and mails can be bad."""

import base64
import email
import email.policy
import os
import shutil
import socket
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from db import people
from db.casebook import Casebook, NotPermitted
from rules.errors import AppError
from sync import device, extract, folder, mail, mail_server, mail_settings, receiving, renewing, safekeeping, streams
from sync.errors import DiskFull
from sync.mail_errors import (
    MailAuthRefused,
    MailboxMissing,
    MailCertificate,
    MailNoTls,
    MailProtocol,
    MailRefused,
    MailUnreachable,
)
from sync.mail_settings import IMPLICIT, STARTTLS, MailNotAllowed, MailNotSet, MailSettings, MailSettingWrong, Server
from tests.sync import mailroom
from tests.sync.county import OFFLINE, Land, last, open_class, outcomes, register
from tests.sync.mailroom import HOST, PASSWORD, Certificates, Mailboxes, Post, note

QUICK = 0.3
"""Seconds that a test waits for a server that says nothing."""


class Office:
    """Give workplaces mailboxes of their own, by one mail server."""

    def __init__(self, boxes: Mailboxes, smtp: int, papers: Certificates, tag: str) -> None:
        self.boxes, self.smtp, self.papers, self.tag = boxes, smtp, papers, tag

    def user(self, name: str) -> str:
        return f"{name}{self.tag}"

    def settings(self, name: str, to: str = "province") -> MailSettings:
        return MailSettings(
            Server(HOST, self.smtp, STARTTLS), Server(HOST, self.boxes.implicit, IMPLICIT), self.user(name), f"{self.user(name)}@example.org",
            f"{self.user(to)}@example.org", ca_file=str(self.papers.ca),
        )  # fmt: skip

    def equip(self, name: str, book: Casebook, **changed: Any) -> Casebook:
        session = book.signed_in
        book.session = replace(session, role="officer" if book.workplace.kind == "province" else "supervisor")
        mail_settings.save(book, replace(self.settings(name), **changed), PASSWORD)
        mail_settings.allow(book, allowed=True)
        return book


@pytest.fixture
def office(boxes: Mailboxes, smtp: int, papers: Certificates, tmp_path: Path) -> Office:
    return Office(boxes, smtp, papers, f"-{os.getpid()}-{abs(hash(tmp_path)):x}")


@pytest.fixture
def desk(land: Land, office: Office) -> Casebook:
    return office.equip("desk", land.desk)


def sent(book: Casebook, **named: Any) -> list[mail.Mailed]:
    mail.prepare(book, **named)
    return mail.send(book)


# --- the round trip ----------------------------------------------------------------------------------------------------


def test_a_county_reports_by_mail_and_is_answered_by_mail(
    land: Land, office: Office, desk: Casebook, post: Post
) -> None:
    province = office.equip("province", land.province)
    base = office.equip("base", land.base1)
    register(desk, 1)
    assert [one.who for one in sent(desk)] == ["province"]
    assert len(sent(base)) == 1
    assert streams.standing(desk).unsent == 0
    came = mail.fetch(province)
    assert (came.mails, came.bundles, outcomes(came.outcomes)) == (2, 2, ["OK", "OK"])
    assert mail.fetch(province).mails == 0
    assert mail.prepare_receipts(province) == 0  # no addresses yet
    mail_settings.set_address(province, "519901", f"{office.user('desk')}@example.org")
    mail_settings.set_address(province, base.workplace.dev.hex(), f"{office.user('base')}@example.org")
    assert mail.prepare_receipts(province) == 2
    assert {one.who for one in mail.send(province)} == {"519901", base.workplace.dev.hex()}
    for book in (desk, base):
        assert outcomes(mail.fetch(book).outcomes) == ["OK"]
        assert streams.standing(book).unconfirmed == 0
    assert people.count(province) == 1
    assert len(post.taken) == 4


def test_the_province_s_new_card_comes_with_the_receipt_by_mail(land: Land, office: Office, desk: Casebook) -> None:
    province = office.equip("province", land.province)
    mail_settings.set_address(province, "519901", f"{office.user('desk')}@example.org")
    root = safekeeping.open_key(province, "root", OFFLINE)
    renewing.renew(province, ["receipt", "root"], root, OFFLINE)
    assert mail.prepare_receipts(province) == 1
    assert mail.send(province)[0].name == "province-2.yzcard"
    assert {(one.kind, one.outcome) for one in mail.fetch(desk).outcomes} == {("card", "OK"), ("receipt", "OK")}
    assert device.card(desk).version == 2
    assert mail.fetch(desk).mails == 0


def test_a_class_goes_to_the_base_and_its_results_come_back_without_the_province(
    land: Land, office: Office, desk: Casebook
) -> None:
    base = office.equip("base", land.base1)
    class_id = open_class(land, [register(desk, 1)])
    mail_settings.set_address(desk, base.workplace.dev.hex(), f"{office.user('base')}@example.org")
    mail_settings.set_address(base, "519901", f"{office.user('desk')}@example.org")
    extract.class_file(desk, class_id, mail.outbox(desk, base.workplace.dev.hex()))
    assert len(mail.send(desk)) == 1
    (came,) = mail.fetch(base).outcomes
    assert (came.outcome, came.kind) == ("OK", "extract")
    extract.class_results(base, class_id, mail.outbox(base, "519901"))
    mail.send(base)
    assert outcomes(mail.fetch(desk).outcomes) == ["OK"]


def test_a_desk_passes_a_base_s_bundle_on_by_mail_once(land: Land, office: Office, desk: Casebook) -> None:
    stick = land.place()
    (theirs,) = streams.export(land.base1, stick)
    receiving.receive_folder(desk, [stick])
    register(desk, 1)
    assert theirs.path.name in [one.name for one in sent(desk)]
    register(desk, 2)
    assert theirs.path.name not in [one.name for one in sent(desk)]
    assert theirs.path.name in [one.name for one in sent(desk, resend=True)]
    province = office.equip("province", land.province)
    came = mail.fetch(province)
    assert (came.mails, set(outcomes(came.outcomes))) == (5, {"OK"})
    assert people.count(province) == 2


@pytest.mark.parametrize("implicit", [True, False])
def test_both_ways_to_begin_tls_serve(
    land: Land, office: Office, desk: Casebook, papers: Certificates, post: Post, implicit: bool
) -> None:
    with mailroom.smtp(post, papers.good, implicit=implicit) as port:
        server = Server(HOST, port, IMPLICIT if implicit else STARTTLS)
        box = Server(HOST, office.boxes.implicit if implicit else office.boxes.starttls, server.tls)
        mail_settings.save(desk, replace(office.settings("desk", "desk"), smtp=server, imap=box))
        assert mail.try_servers(mail_settings.settings(desk), PASSWORD) == mail.Tested(smtp=True, mails=0)
        sent(desk)
        assert mail.fetch(desk).mails == 1


def test_what_a_mail_says_in_clear_names_nobody(land: Land, office: Office, desk: Casebook, post: Post) -> None:
    register(desk, 1, "王秘密")
    (done,) = sent(desk)
    assert isinstance(post.taken[0].original_content, bytes)
    found = email.message_from_bytes(post.taken[0].original_content, policy=email.policy.SMTP)
    assert isinstance(found, EmailMessage)
    assert str(found["Subject"]) == "YZ1 bundle 援助台数据包"
    body = found.get_body()
    assert body is not None
    clear = (
        str(found["Subject"])
        + body.get_content()
        + "".join(f"{k}{v}" for k, v in found.items() if k not in {"From", "To"})
    )
    for secret in (
        "王秘密",
        desk.workplace.name,
        desk.signed_in.name,
        PASSWORD,
        office.user("desk"),
        socket.gethostname(),
    ):
        assert secret not in clear
    (attached,) = found.iter_attachments()
    assert attached.get_filename() == done.name
    assert attached.get_content()[:22] == b"age-encryption.org/v1\n"
    assert str(found["Message-ID"]).endswith("@yz1.invalid>")


# --- drafts ------------------------------------------------------------------------------------------------------------


def test_a_draft_opens_for_sending_and_carries_the_bundle_whole(land: Land, tmp_path: Path) -> None:
    desk = land.desk
    mail_settings.save(desk, MailSettings(to="sheng@example.org"))
    register(desk, 1)
    mail.prepare(desk)
    (waits,) = [path.read_bytes() for _who, path in mail.waiting(desk)]
    (done,) = mail.draft(desk, tmp_path)  # nobody has allowed mail, and nobody need
    assert done.draft is not None
    assert done.draft.suffix == ".eml"
    found = email.message_from_bytes(done.draft.read_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert (found["X-Unsent"], found["To"], found["From"]) == ("1", "sheng@example.org", None)
    (attached,) = found.iter_attachments()
    assert attached.get_content() == waits
    assert mail.waiting(desk) == []
    assert [(name, outcome) for name, _who, outcome, _size, _at in mail.history(desk)] == [(done.name, "DRAFT")]
    assert receiving.take(land.province, attached.get_content(), done.name).outcome == "OK"


def test_a_draft_that_finds_no_room_waits_in_the_outbox(
    land: Land, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail.prepare(land.desk)
    usage = shutil.disk_usage(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
        with pytest.raises(DiskFull):
            mail.draft(land.desk, tmp_path)
    assert len(mail.waiting(land.desk)) == 1
    assert len(mail.draft(land.desk, tmp_path)) == 1


# --- sending that fails ------------------------------------------------------------------------------------------------


def test_what_a_server_refuses_waits_and_goes_out_once_it_is_mended(desk: Casebook, post: Post) -> None:
    for verb, answer, reason in (
        ("RCPT", "550 no such user", "recipient"), ("DATA", "554 looks like spam", "other"), ("DATA", "552 too large", "size"),
    ):  # fmt: skip
        post.refuse = {verb: answer}
        mail.prepare(desk)
        with pytest.raises(MailRefused) as caught:
            mail.send(desk)
        assert (caught.value.reason, caught.value.answer) == (reason, int(answer[:3]))
        assert len(mail.waiting(desk)) == 1
    post.refuse = {}
    assert len(mail.send(desk)) == 1
    assert mail.send(desk) == []
    assert len(post.taken) == 1


def test_a_mail_larger_than_the_server_takes_is_told_before_it_is_sent(land: Land, office: Office, desk: Casebook, papers: Certificates, post: Post) -> None:  # fmt: skip
    with mailroom.smtp(post, papers.good, limit=1000) as port:
        mail_settings.save(desk, replace(office.settings("desk"), smtp=Server(HOST, port, STARTTLS)))
        mail.prepare(desk)
        with pytest.raises(MailRefused) as caught:
            mail.send(desk)
    assert caught.value.reason == "size"


def test_a_stop_between_two_mails_keeps_the_rest(
    land: Land, desk: Casebook, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import bundle

    monkeypatch.setattr(bundle, "MAX_ENTRIES", 2)
    for number in range(3):
        register(desk, number)
    mail.prepare(desk)
    whole = len(mail.waiting(desk))

    class Stopped(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        mail.send(desk, step=stop)
    assert len(mail.waiting(desk)) == whole - 2
    assert len(mail.send(desk)) == whole - 2
    assert len({bytes(one.original_content or b"") for one in post.taken}) == whole


# --- servers that cannot prove who they are, or are none ----------------------------------------------------------------


@pytest.mark.parametrize(("which", "reason"), [("expired", "expired"), ("other_name", "name"), ("stranger", "unknown")])
def test_no_word_is_said_to_a_server_that_cannot_prove_who_it_is(
    boxes: Mailboxes, papers: Certificates, post: Post, which: str, reason: str
) -> None:
    certificate = getattr(papers, which)
    for implicit in (True, False):
        with mailroom.smtp(post, certificate, implicit=implicit) as port:
            tried = MailSettings(
                smtp=Server(HOST, port, IMPLICIT if implicit else STARTTLS), user="li", ca_file=str(papers.ca)
            )
            with pytest.raises(MailCertificate) as caught:
                mail.try_servers(tried, PASSWORD)
            assert caught.value.fields == {"host": HOST, "reason": reason}
    with mailroom.dovecot(certificate) as running:
        for port, tls in ((running.implicit, IMPLICIT), (running.starttls, STARTTLS)):
            tried = MailSettings(imap=Server(HOST, port, tls), user="li", ca_file=str(papers.ca))
            with pytest.raises(MailCertificate) as caught:
                mail.try_servers(tried, PASSWORD)
            assert caught.value.reason == reason


def test_a_server_of_the_office_s_own_is_trusted_by_its_file_alone(boxes: Mailboxes, papers: Certificates) -> None:
    tried = MailSettings(imap=Server(HOST, boxes.implicit), user="li")
    with pytest.raises(MailCertificate):
        mail.try_servers(tried, PASSWORD)
    for ca_file in (papers.ca, papers.good):  # the authority's, or the server's own
        assert mail.try_servers(replace(tried, ca_file=str(ca_file)), PASSWORD).mails == 0
    with pytest.raises(MailCertificate):  # by its number instead of its name
        mail.try_servers(replace(tried, imap=Server("127.0.0.1", boxes.implicit), ca_file=str(papers.ca)), PASSWORD)


def test_nothing_switches_verification_off() -> None:
    import ssl

    made = mail_server.context()
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2
    for name in ("CERT_NONE", "check_hostname", "_create_unverified_context"):
        for path in (Path(mail_server.__file__).parent).glob("mail*.py"):
            assert name not in path.read_text(encoding="utf-8")


def test_a_wrong_password_is_refused_and_named_nowhere(
    boxes: Mailboxes, smtp: int, papers: Certificates, capfd: pytest.CaptureFixture[str]
) -> None:
    for tried in (MailSettings(smtp=Server(HOST, smtp, STARTTLS)), MailSettings(imap=Server(HOST, boxes.implicit))):
        with pytest.raises(MailAuthRefused) as caught:
            mail.try_servers(replace(tried, user="li-address", ca_file=str(papers.ca)), "wrong secret")
        assert "li-address" not in str(caught.value)
        assert "wrong secret" not in str(caught.value)
    assert "secret" not in "".join(capfd.readouterr())
    assert "li-address" not in repr(replace(tried, user="li-address", sender="a@b.cn", to="c@d.cn"))


def test_a_folder_that_is_not_there_is_named(boxes: Mailboxes, papers: Certificates) -> None:
    tried = MailSettings(imap=Server(HOST, boxes.implicit), user="li", folder="Nowhere", ca_file=str(papers.ca))
    with pytest.raises(MailboxMissing):
        mail.try_servers(tried, PASSWORD)


def silent(one: socket.socket) -> None:
    one.recv(1)


def hangs_up(one: socket.socket) -> None:
    one.close()


def talks_nonsense(one: socket.socket) -> None:
    one.sendall(b"\xff\xfe GET / HTTP/1.1\r\n\x00\r\n* OK maybe\r\n")
    one.recv(1)


def offers_no_tls(one: socket.socket) -> None:
    one.sendall(b"220 * OK [CAPABILITY IMAP4rev1] ready\r\n")
    while said := one.recv(1000):
        tag = said.split(b" ")[0]
        one.sendall(b"250 plain.example.org\r\n" if said.upper().startswith(b"EHLO") else tag + b" OK done\r\n")


def for_imap(one: socket.socket) -> None:
    one.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
    while said := one.recv(1000):
        one.sendall(b"* CAPABILITY IMAP4rev1\r\n" + said.split(b" ")[0] + b" OK done\r\n")


def drops_in_the_middle(one: socket.socket) -> None:
    one.sendall(b"220 * OK [CAPABILITY IMAP4rev1 STARTTLS] rea")


def talks_for_ever(one: socket.socket) -> None:
    one.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")
    while True:
        one.sendall(b"* OK and on it goes\r\n" * 1000)


def greets_for_ever(one: socket.socket) -> None:
    while True:
        one.sendall(b"220-and on it goes\r\n" * 1000)


@pytest.mark.parametrize(
    ("serve", "smtp_fails", "imap_fails"),
    [
        (silent, MailUnreachable, MailUnreachable), (hangs_up, MailUnreachable, (MailUnreachable, MailProtocol)),
        (talks_nonsense, (MailUnreachable, MailProtocol, MailRefused), MailProtocol), (offers_no_tls, MailNoTls, MailProtocol),
        (for_imap, (MailUnreachable, MailProtocol, MailRefused), MailNoTls), (drops_in_the_middle, MailUnreachable, (MailUnreachable, MailProtocol)),
        (talks_for_ever, (MailUnreachable, MailProtocol, MailRefused), MailProtocol), (greets_for_ever, MailProtocol, MailProtocol),
    ],
)  # fmt: skip
def test_a_server_that_is_none_is_told_apart_and_left(serve: Any, smtp_fails: Any, imap_fails: Any) -> None:
    with mailroom.scripted(serve) as port:
        for tls in (STARTTLS, IMPLICIT):
            server = Server(HOST, port, tls)
            for tried, expected in (
                (MailSettings(smtp=server, user="li"), smtp_fails),
                (MailSettings(imap=server, user="li"), imap_fails),
            ):
                with pytest.raises(AppError) as caught:
                    mail.try_servers(tried, PASSWORD, QUICK)
                assert isinstance(caught.value, expected if tls == STARTTLS else MailUnreachable), (tls, caught.value)


def test_nobody_at_the_door(papers: Certificates) -> None:
    port = mailroom._free_port()
    for tried in (MailSettings(smtp=Server(HOST, port)), MailSettings(imap=Server(HOST, port))):
        with pytest.raises(MailUnreachable) as caught:
            mail.try_servers(tried, PASSWORD)
        assert caught.value.fields == {"host": HOST, "port": port, "reason": "refused"}


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_rest: Any, **_named: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(MailUnreachable) as caught:
        mail.try_servers(MailSettings(smtp=Server("mail.example.org", 465)), PASSWORD)
    assert caught.value.reason == "name"


# --- mailboxes full of other things ------------------------------------------------------------------------------------


@pytest.fixture
def province(land: Land, office: Office) -> Casebook:
    return office.equip("province", land.province)


def one_bundle(land: Land, number: int = 1) -> tuple[str, bytes]:
    """Give name and bytes of a bundle with something new from the desk."""
    register(land.desk, number)
    (done,) = streams.export(land.desk, land.place())
    return done.path.name, done.path.read_bytes()


def test_a_thousand_foreign_mails_are_passed_over_unread(
    land: Land, office: Office, province: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = office.user("province")
    foreign = note({"合影.jpg": os.urandom(2000)}, "会议通知").as_bytes()
    for _number in range(1000):
        office.boxes.deliver(user, foreign)
    name, data = one_bundle(land)
    office.boxes.deliver(user, note({name: data}))
    parts: list[int] = []
    real = mail_server.Mailbox.part

    def watch(self: Any, uid: int, section: str) -> bytes:
        parts.append(uid)
        return real(self, uid, section)

    monkeypatch.setattr(mail_server.Mailbox, "part", watch)
    came = mail.fetch(province)
    assert (came.mails, came.bundles, len(parts)) == (1001, 1, 1)
    assert outcomes(came.outcomes) == ["OK"]
    assert mail.fetch(province).mails == 0
    assert province.store.value("SELECT count(*) FROM mail_seen") == 1


def test_names_are_read_however_a_mail_program_writes_them(land: Land, office: Office, province: Casebook) -> None:
    user = office.user("province")
    name, data = one_bundle(land)
    body = base64.encodebytes(data)

    def raw(
        disposition: str, kind: str = "application/octet-stream", encoding: str = "base64", payload: bytes = body
    ) -> bytes:
        head = f"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\nContent-Disposition: {disposition}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        return head.encode() + payload

    gb = base64.b64encode("安和县上报.age".encode("gb2312")).decode()
    mails = [
        raw(f'attachment; filename="{name}"'),
        raw(f'attachment; filename="=?gb2312?B?{gb}?="'),
        raw("attachment; filename*=utf-8''%E4%B8%8A%E6%8A%A5.age"),
        raw(f'attachment; filename*0="{name[:30]}";\r\n filename*1="{name[30:]}"'),
        raw("attachment", kind=f'application/octet-stream; name="{name}"'),
        raw(f'attachment; filename="{name}.bin"', kind="application/x-unknown"),
        raw(f'attachment; filename="{name}"', encoding="quoted-printable", payload=_quoted_printable(data)),
        raw('attachment; filename="../../../etc/passwd.age"'),
    ]  # fmt: skip
    for one in mails:
        office.boxes.deliver(user, one)
    forwarded = EmailMessage()
    forwarded.set_content("转发")
    forwarded.add_attachment(note({name: data}))
    office.boxes.deliver(user, forwarded)
    came = mail.fetch(province)
    assert came.bundles == len(mails) + 1
    assert set(outcomes(came.outcomes)) <= {"OK", "DUP"}
    assert outcomes(came.outcomes).count("OK") == 1
    assert list((province.workplace.path / mail.INBOX).iterdir()) == []
    assert not (land.root / "etc").exists()


def _quoted_printable(data: bytes) -> bytes:
    return b"=\r\n".join(b"".join(b"=%02X" % byte for byte in data[at : at + 24]) for at in range(0, len(data), 24))


def test_halves_duplicates_and_hostile_mails_do_no_harm(land: Land, office: Office, province: Casebook) -> None:
    user = office.user("province")
    name, data = one_bundle(land)
    halved = (
        b'Subject: half\r\nMIME-Version: 1.0\r\nContent-Type: message/partial; id="a@b"; number=1; total=2\r\n\r\n'
        + base64.encodebytes(data[:3000])
    )
    nested = note({name: data})
    for _level in range(40):
        outer = EmailMessage()
        outer.set_content("x")
        outer.add_attachment(nested)
        nested = outer
    deep = b"MIME-Version: 1.0\r\n"
    for level in range(80):
        deep += f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode()
    bad_code = (
        f'MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode()
        + b"A" * 1001
    )
    odd = b'MIME-Version: 1.0\r\nContent-Type: x; name="\xff\xfe(\x01\r\n Content-Disposition: ((((\r\n\r\nno mail at all \x00\xff'
    big = note({"YZ1_big.age": os.urandom(9 * 1024 * 1024)})
    many = note({f"YZ1_{number}.age": b"x" for number in range(150)})
    for one in (
        halved,
        note({name: data[: len(data) // 2]}),
        nested,
        deep,
        bad_code,
        odd,
        big,
        b"",
        many,
        note({name: data}),
        note({name: data}),
    ):
        office.boxes.deliver(user, one)
    came = mail.fetch(province)
    assert came.mails == 11
    assert (came.halves, came.too_big) == (1, 1)
    assert came.unreadable >= 1  # mails within mails beyond any sense
    found = outcomes(came.outcomes)
    assert found.count("OK") == 1
    assert set(found) == {"OK", "DUP", "E_DAMAGED"} or set(found) == {"OK", "E_DAMAGED"}
    assert mail.fetch(province).mails == 0
    assert province.store.check() == []


def test_a_mailbox_that_counts_anew_is_read_anew_without_harm(land: Land, office: Office, province: Casebook) -> None:
    name, data = one_bundle(land)
    office.boxes.deliver(office.user("province"), note({name: data}))
    assert outcomes(mail.fetch(province).outcomes) == ["OK"]
    office.boxes.renumber(office.user("province"))
    assert outcomes(mail.fetch(province).outcomes) == ["DUP"]
    assert mail.fetch(province).mails == 0


def test_a_line_that_breaks_while_fetching_loses_nothing(
    land: Land, office: Office, province: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = office.user("province")
    for number in (1, 2, 3):
        name, data = one_bundle(land, number)
        office.boxes.deliver(user, note({name: data}))
    real, left = mail_server.Mailbox.part, [1]

    def breaks(self: Any, uid: int, section: str) -> bytes:
        left[0] -= 1
        if left[0] < 0:
            self._imap.sock.shutdown(socket.SHUT_RDWR)
        return real(self, uid, section)

    with monkeypatch.context() as patch:
        patch.setattr(mail_server.Mailbox, "part", breaks)
        with pytest.raises(MailUnreachable):
            mail.fetch(province)
    came = mail.fetch(province)
    assert sorted(outcomes(came.outcomes)) in (["OK", "OK", "OK"], ["DUP", "OK", "OK", "OK"])
    assert people.count(province) == 3


def test_a_bundle_for_a_newer_program_waits_in_the_inbox(
    land: Land, office: Office, province: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync import manifest

    name, data = one_bundle(land)
    office.boxes.deliver(office.user("province"), note({name: data}))
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "READER", 0)
        assert outcomes(mail.fetch(province).outcomes) == ["E_VERSION"]
    assert outcomes(mail.fetch(province).outcomes) == ["OK"]


# --- who may, and what can be set --------------------------------------------------------------------------------------


def test_mail_is_off_until_a_supervisor_allows_it(land: Land, office: Office) -> None:
    desk = land.desk
    mail_settings.save(desk, office.settings("desk"), PASSWORD)
    mail.prepare(desk)
    for act in (mail.send, mail.fetch):
        with pytest.raises(MailNotAllowed):
            act(desk)
    assert desk.session is not None
    chief, desk.session = desk.session, replace(desk.session, role="clerk")
    forbidden = (
        lambda: mail_settings.allow(desk, allowed=True),
        lambda: mail_settings.save(desk, office.settings("desk")),
        lambda: mail_settings.set_address(desk, "x", "a@b.cn"),
    )
    for forbid in forbidden:
        with pytest.raises(NotPermitted):
            forbid()  # type: ignore[no-untyped-call]
    desk.session = chief
    mail_settings.allow(desk, allowed=True)
    desk.session = replace(chief, role="clerk")
    assert len(mail.send(desk)) == 1
    mail.fetch(desk)
    desk.session = chief
    mail_settings.allow(desk, allowed=False)
    with pytest.raises(MailNotAllowed):
        mail.fetch(desk)


def test_what_is_missing_is_named(land: Land) -> None:
    desk = land.desk
    mail_settings.allow(desk, allowed=True)
    mail.prepare(desk)
    for changed, reason in (
        (MailSettings(), "smtp"), (MailSettings(smtp=Server(HOST, 1)), "password"), (MailSettings(smtp=Server(HOST, 1)), "sender"),
    ):  # fmt: skip
        mail_settings.save(desk, changed, PASSWORD if reason == "sender" else None)
        with pytest.raises(MailNotSet) as caught:
            mail.send(desk)
        assert caught.value.reason == reason
    with pytest.raises(MailNotSet) as caught:
        mail.fetch(desk)
    assert caught.value.reason == "imap"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"smtp": Server("bad host", 465)}, "host"), ({"smtp": Server("a\r\nRCPT", 465)}, "host"), ({"imap": Server(HOST, 0)}, "port"),
        ({"imap": Server(HOST, 70_000)}, "port"), ({"imap": Server(HOST, 993, "none")}, "tls"), ({"user": "li\r\nDATA"}, "user"),
        ({"sender": "a@b.cn\nBcc: c@d.cn"}, "sender"), ({"to": "not an address"}, "to"), ({"to": "a@b.cn, c@d.cn"}, "to"),
        ({"folder": 'INBOX"\r\nx'}, "folder"), ({"ca_file": "/nowhere.pem"}, "ca_file"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_right_are_refused(land: Land, changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(MailSettingWrong) as caught:
        mail_settings.save(land.desk, MailSettings(**changed))
    assert caught.value.reason == reason
    assert mail_settings.settings(land.desk) == MailSettings()


def test_a_file_that_is_no_certificate(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="ascii")
    with pytest.raises(MailSettingWrong):
        mail.try_servers(MailSettings(smtp=Server(HOST, 1), ca_file=str(tmp_path / "ca.pem")), PASSWORD)


def test_the_password_lies_in_the_store_of_secrets_alone(land: Land, office: Office) -> None:
    desk = land.desk
    mail_settings.save(desk, office.settings("desk"), PASSWORD)
    assert mail_settings.password(desk) == PASSWORD
    assert not [row for row in desk.store.rows("SELECT value FROM setting") if PASSWORD in row["value"]]
    mail_settings.save(desk, office.settings("desk"))
    assert mail_settings.has_password(desk), "another setting does not ask for it again"
    assert mail_settings.settings(desk) == office.settings("desk")
    with pytest.raises(MailSettingWrong):
        mail_settings.save(desk, office.settings("desk"), "含中文")


def test_addresses_are_kept_and_taken_away(land: Land) -> None:
    province = land.province
    mail_settings.set_address(province, "519901", "desk@example.org")
    mail_settings.set_address(province, land.base1.workplace.dev.hex(), "base@example.org")
    assert mail_settings.addresses(province) == {
        "519901": "desk@example.org",
        land.base1.workplace.dev.hex(): "base@example.org",
    }
    mail_settings.set_address(province, "519901", "")
    assert "519901" not in mail_settings.addresses(province)
    with pytest.raises(MailSettingWrong):
        mail_settings.set_address(province, "519901", "nobody")


def test_before_the_card_nothing_is_fetched(founded: Land, office: Office) -> None:
    desk = office.equip("desk", founded.desk)
    desk.set_setting(device.CARD, "")
    with pytest.raises(device.NoCard):
        mail.fetch(desk)
    assert folder.bundles(mail.outbox(desk)) == []
    assert last(desk) > 0

"""What a mailbox says of a mail is read right where it is right, and never does harm where it is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import mail_structure
from sync.mail_structure import Part

LEAF = b'("application" "octet-stream" NIL NIL NIL "base64" 410 NIL ("attachment" ("filename" %s)) NIL NIL)'


def structure(body: bytes, uid: int = 7) -> list[Any]:
    return [b"1 (UID %d RFC822.SIZE 5000 BODYSTRUCTURE %s)" % (uid, body)]


def test_a_mail_that_is_nothing_but_a_bundle_has_it_as_part_one() -> None:
    (found,) = mail_structure.read(structure(LEAF % b'"YZ1_a.age"'))
    assert found.parts == (Part("1", "YZ1_a.age", "base64", 410),)


def test_mails_within_mails_are_numbered_as_the_server_does() -> None:
    inner = b'(("text" "plain" NIL NIL NIL "7bit" 5 1)' + LEAF % b'"a.age"' + b' "mixed")'
    alone = LEAF % b'"b.age"'
    envelope = b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
    holder = b'("message" "rfc822" NIL NIL NIL "7bit" 900 %s %s 9)'
    body = (
        b'(("text" "plain" NIL NIL NIL "7bit" 5 1)'
        + holder % (envelope, inner)
        + holder % (envelope, alone)
        + b' "mixed")'
    )
    (found,) = mail_structure.read(structure(body))
    assert [(part.section, part.name) for part in found.parts] == [("2.2", "a.age"), ("3.1", "b.age")]


def test_literals_are_put_where_the_server_said() -> None:
    answer = [
        (b'1 (UID 9 BODYSTRUCTURE ("application" "x" ("name" {5}', b"a.age"),
        b') NIL NIL "base64" 10))',
        b"2 (UID 10 BODYSTRUCTURE ()",
    ]
    first, second = mail_structure.read(answer)
    assert (first.uid, first.parts[0].name) == (9, "a.age")
    assert (second.uid, second.unreadable) == (10, True)


@pytest.mark.parametrize("name", ["报表.age", 'quoted ".age', "back\\slash.age", "a b.AGE", "YZ1_x.age.zip"])
def test_names_with_odd_signs_are_read(name: str) -> None:
    written = name.replace("\\", "\\\\").replace('"', '\\"').encode()
    (found,) = mail_structure.read(structure(LEAF % (b'"' + written + b'"')))
    assert [part.name for part in found.parts] == [name.strip('"')]


@pytest.mark.parametrize(
    "body",
    [
        b"(" * 200, b"(" * 30 + b")" * 30, b")", b"", b'("a" "b"', b'("unclosed)', b"NIL", b'("text" "plain")', b"(NIL)", b"(((((((((((((((((())))",
        b'("message" "rfc822" NIL NIL NIL "7bit" 1 NIL ("message" "rfc822") 1)', b"(" + b'("a" "b") ' * 30_000 + b")",
    ],
)  # fmt: skip
def test_a_description_without_sense_spoils_one_mail_alone(body: bytes) -> None:
    found = mail_structure.read([*structure(body, 1), *structure(LEAF % b'"a.age"', 2)])
    assert found[-1].uid == 2
    assert len(found[-1].parts) == 1
    assert all(one.parts == () for one in found[:-1])


_BITS = st.sampled_from(
    [
        b"(",
        b")",
        b'"',
        b"NIL ",
        b"UID 4 ",
        b"BODYSTRUCTURE ",
        b'"message" "rfc822" ',
        b'"x.age" ',
        b"\\",
        b"\\L0",
        b"{3}",
        b"\r\n",
        b"\xff",
        b"9 ",
    ]
)


@given(st.lists(st.one_of(st.none(), st.binary(max_size=80), st.tuples(st.binary(max_size=40), st.binary(max_size=40)), st.lists(_BITS, max_size=40).map(b"".join)), max_size=8))  # fmt: skip
def test_nothing_that_a_server_says_breaks_the_reader(answer: list[Any]) -> None:
    for one in mail_structure.read(answer):
        assert len(one.parts) <= 100


@given(st.sampled_from(["base64", "quoted-printable", "7bit", "x-unknown", ""]), st.binary(max_size=300))
def test_no_encoding_breaks_the_reader(encoding: str, data: bytes) -> None:
    assert isinstance(mail_structure.decode(Part("1", "a.age", encoding, len(data)), data), bytes)

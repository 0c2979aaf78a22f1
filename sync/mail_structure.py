"""What a mailbox says of a mail before anything is fetched: its size, and which of its parts may be bundles (IMAP's BODYSTRUCTURE, RFC 3501).

The text comes from outside twice over: a stranger wrote the mail, a server described it. Depth, number and length are bounded, and what cannot be
understood makes one mail unreadable, nothing more.
"""

import binascii
import email.errors
import email.header
import email.utils
import itertools
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sync.bundle import MAX_BUNDLE
from sync.cards import SUFFIX as CARD_SUFFIX
from sync.folder import SUFFIX

_TOKEN = re.compile(rb'\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))', re.DOTALL)
_ITEM = re.compile(rb"\{[0-9]+\}\Z")
_DEEPEST, _MOST_TOKENS, _MOST_PARTS = 60, 20_000, 100
_DEEPEST_MAIL = 12
"""How many mails within mails are looked into."""
_MOST_ENCODED = MAX_BUNDLE * 7 // 5 + 64 * 1024
"""The largest bundle in base64 with its line ends."""


class Unreadable(Exception):
    """Say that the description of a mail makes no sense; caught in this module and in `sync/mail.py`."""


@dataclass(frozen=True)
class Part:
    """Hold one part of a mail that may be a bundle: its number in the mail, file name, transfer encoding, bytes as sent."""

    section: str
    name: str
    encoding: str
    size: int

    @property
    def too_big(self) -> bool:
        """Tell whether it is larger than any bundle can be."""
        return self.size > _MOST_ENCODED


@dataclass(frozen=True)
class Described:
    """Hold what is known of a mail: its UID, its parts that may be bundles, whether it is a half (message/partial) or cannot be understood."""

    uid: int
    parts: tuple[Part, ...] = ()
    half: bool = False
    unreadable: bool = False


def read(answer: list[Any]) -> list[Described]:
    """Read a server's answer to FETCH (UID RFC822.SIZE BODYSTRUCTURE) as imaplib gives it; mails without a UID are left out."""
    found = []
    for raw, literals in _responses(answer):
        uid = re.search(rb"\bUID ([0-9]{1,10})\b", raw)
        if uid is None or b"BODYSTRUCTURE" not in raw:
            continue
        found.append(_describe(int(uid[1]), raw, literals))
    return found


def decode(part: Part, data: bytes) -> bytes:
    """Undo a part's transfer encoding; what is no such encoding is given as it is, and refused as a bundle later."""
    try:
        if part.encoding == "base64":
            return binascii.a2b_base64(data)
        if part.encoding == "quoted-printable":
            return quopri.decodestring(data)
    except (binascii.Error, ValueError):
        return data
    return data


def _responses(answer: list[Any]) -> Iterator[tuple[bytes, list[bytes]]]:
    """Give each response's text, with a mark in place of each literal, and the literals: imaplib cuts responses up at them."""
    text, literals = b"", list[bytes]()
    for item in answer:
        if isinstance(item, tuple):
            text += _ITEM.sub(b'"\\\\L%d"' % len(literals), bytes(item[0]))
            literals.append(bytes(item[1]))
        elif item is not None:
            yield text + bytes(item), literals
            text, literals = b"", []
    if text:
        yield text, literals


def _describe(uid: int, raw: bytes, literals: list[bytes]) -> Described:
    try:
        body = _body(_parse(raw[max(0, raw.find(b"(")) :], literals))
        leaves = list(_leaves(body, "", 0))
    except (Unreadable, RecursionError):
        return Described(uid, unreadable=True)
    half = any(kind == ("message", "partial") for kind, _part in leaves)
    parts = tuple(part for _kind, part in leaves if _may_be_bundle(part.name))[:_MOST_PARTS]
    return Described(uid, parts, half)


def _parse(raw: bytes, literals: list[bytes]) -> list[Any]:
    """Parse parenthesised text into lists of texts (None for NIL)."""
    stack: list[list[Any]] = [[]]
    at = tokens = 0
    while at < len(raw):
        found = _TOKEN.match(raw, at)
        tokens += 1
        if found is None or tokens > _MOST_TOKENS or len(stack) > _DEEPEST:
            if not raw[at:].strip():
                break
            raise Unreadable
        at = found.end()
        opened, closed, quoted, atom = found.groups()
        if opened:
            stack.append([])
        elif closed:
            if len(stack) < 2:
                raise Unreadable
            done = stack.pop()
            stack[-1].append(done)
        elif quoted is not None:
            stack[-1].append(_unquote(quoted, literals))
        else:
            stack[-1].append(None if atom.upper() == b"NIL" else atom.decode("latin-1"))
    if len(stack) != 1 or not stack[0] or not isinstance(stack[0][0], list):
        raise Unreadable
    first: list[Any] = stack[0][0]
    return first


def _unquote(quoted: bytes, literals: list[bytes]) -> str:
    mark = re.fullmatch(rb"\\L([0-9]+)", quoted)
    if mark and int(mark[1]) < len(literals):
        return literals[int(mark[1])].decode("utf-8", "replace")
    return re.sub(rb"\\(.)", rb"\1", quoted).decode("utf-8", "replace")


def _body(pairs: list[Any]) -> list[Any]:
    for name, value in itertools.pairwise(pairs):
        if isinstance(name, str) and name.upper() == "BODYSTRUCTURE" and isinstance(value, list):
            return value
    raise Unreadable


def _leaves(body: list[Any], at: str, depth: int) -> Iterator[tuple[tuple[str, str], Part]]:
    """Give kind and part of everything that is no multipart, mails within the mail opened, numbered as IMAP numbers them."""
    if depth > _DEEPEST_MAIL or not body:
        raise Unreadable
    if isinstance(body[0], list):
        for number, child in enumerate(body, 1):
            if not isinstance(child, list):
                return
            yield from _leaves(child, f"{at}.{number}" if at else str(number), depth + 1)
        return
    kind = (_low(body, 0), _low(body, 1))
    section = at or "1"
    size = _low(body, 6)
    yield kind, Part(section, _name(body), _low(body, 5), int(size) if size.isdecimal() else 0)
    if kind == ("message", "rfc822") and len(body) > 8 and isinstance(body[8], list) and body[8]:
        inner = body[8]
        yield from _leaves(inner, section if isinstance(inner[0], list) else f"{section}.1", depth + 1)


def _low(body: list[Any], at: int) -> str:
    return body[at].lower() if len(body) > at and isinstance(body[at], str) else ""


def _name(body: list[Any]) -> str:
    """Give a part's file name: from its disposition, else from its type; empty where it has none."""
    for one in body[7:]:
        if isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) and isinstance(one[1], list):
            name = _parameter(one[1], "filename")
            if name:
                return name
    return _parameter(body[2], "name") if len(body) > 2 and isinstance(body[2], list) else ""


def _parameter(pairs: list[Any], wanted: str) -> str:
    """Give a parameter, whichever of the ways to write other letters its program chose (RFC 2231, RFC 2047, plain)."""
    given = [
        (str(name).lower(), str(value)) for name, value in zip(pairs[::2], pairs[1::2], strict=False) if name and value
    ]
    if len(given) > _MOST_PARTS:
        return ""
    try:
        decoded = email.utils.decode_params([("", ""), *given])
        for name, value in decoded[1:]:
            if name == wanted:
                return _words(email.utils.collapse_rfc2231_value(value).strip('"'))
    except (ValueError, LookupError, TypeError):
        pass
    return next((value for name, value in given if name.startswith(wanted)), "")


def _words(text: str) -> str:
    """Undo encoded words; a text that is none, or a wrong one, is given as it is."""
    try:
        return str(email.header.make_header(email.header.decode_header(text)))
    except (email.errors.HeaderParseError, ValueError, LookupError):
        return text


def _may_be_bundle(name: str) -> bool:
    """Tell whether a file name is that of a bundle or card, or was one before a mail program changed its end; what it is shows when it is opened."""
    low = name.strip().lower()
    return low.endswith((SUFFIX, CARD_SUFFIX)) or low.rpartition("/")[2].startswith("yz1_")

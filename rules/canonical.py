"""Canonical JSON: the one byte form in which entries, manifests and receipts are hashed and signed (sync.md section 2).

UTF-8, ASCII keys, sorted, no spaces, integers only with |n| < 2**53, no floats, no duplicate keys, no lone surrogates,
no U+0000, depth at most 8, at most 256 KiB. Values are never Unicode-normalised: that would change people's names.
"""

from typing import Any

import orjson

from rules.errors import UntrustedInput

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
MAX_INT = 2**53
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(UntrustedInput):
    """Say that bytes or a value are not in canonical form; field `reason` names the rule."""

    code = "NOT_CANONICAL"


def _check(value: Any, depth: int) -> None:
    kind = type(value)
    if kind is str:
        if "\0" in value:
            raise NotCanonical(reason="nul")
    elif kind is int:
        if not -MAX_INT < value < MAX_INT:
            raise NotCanonical(reason="integer range")
    elif kind is dict:
        if depth >= MAX_DEPTH:
            raise NotCanonical(reason="depth")
        for key, item in value.items():
            if type(key) is not str or not key.isascii() or "\0" in key:
                raise NotCanonical(reason="key")
            # Plain text is most of what is ever checked: a call for each would cost more than the check.
            if type(item) is not str:
                _check(item, depth + 1)
            elif "\0" in item:
                raise NotCanonical(reason="nul")
    elif kind is list or kind is tuple:
        if depth >= MAX_DEPTH:
            raise NotCanonical(reason="depth")
        for item in value:
            _check(item, depth + 1)
    elif value is not None and kind is not bool:
        raise NotCanonical(reason=f"type {kind.__name__}")


def dump(value: Any, *, limit: int = MAX_BYTES) -> bytes:
    """Give the canonical bytes of `value`; raise NotCanonical where it has none, or more than `limit` bytes."""
    _check(value, 0)
    try:
        data = orjson.dumps(value, option=_OPTIONS)
    except (TypeError, ValueError) as error:  # a lone surrogate reaches here
        raise NotCanonical(reason="encoding") from error
    if len(data) > limit:
        raise NotCanonical(reason="size")
    return data


def load(data: bytes, *, limit: int = MAX_BYTES) -> Any:
    """Read canonical bytes back; raise NotCanonical unless writing the value again gives the same bytes."""
    if len(data) > limit:
        raise NotCanonical(reason="size")
    try:
        value = orjson.loads(data)
    except ValueError as error:
        raise NotCanonical(reason="syntax") from error
    _check(value, 0)
    if orjson.dumps(value, option=_OPTIONS) != data:
        raise NotCanonical(reason="form")
    return value

"""The entry's line: what we write can be read back, and nothing else passes."""

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import entries
from db.entries import BadEntry, Entry
from rules import canonical
from rules.signing import SigningKey

DEV, EP = b"d" * 8, b"e" * 8
SIGNER = SigningKey.from_seed(b"s" * 32)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
BODIES = st.dictionaries(
    st.sampled_from(["name", "phone", "birth", "groups"]),
    st.none() | TEXTS | st.integers(-(2**53) + 1, 2**53 - 1) | st.lists(TEXTS, max_size=3),
)


def make(values: dict[str, Any] | None = None, **changed: Any) -> Entry:
    fields: dict[str, Any] = {
        "stream": (DEV, EP), "q": 1, "previous": entries.stream_root(DEV, EP), "tbl": "person", "row": b"r" * 16, "kind": "patch",
        "parents": (), "actor": "ab" * 16, "schema_version": 1, "ts": 1_254_099_600_000, "clock_doubt": False,
        "values": {"name": "张三"} if values is None else values, "salt": b"s" * 16,
    }  # fmt: skip
    return entries.make(**{**fields, **changed})


@given(
    values=BODIES,
    parents=st.sets(st.binary(min_size=32, max_size=32), max_size=4),
    q=st.integers(1, 2**50),
    salt=st.binary(min_size=16, max_size=16),
    signed=st.booleans(),
    actor=st.sampled_from(["", "0f" * 16]),
    doubt=st.booleans(),
)
def test_what_is_written_reads_back_the_same(
    values: dict[str, Any], parents: set[bytes], q: int, salt: bytes, signed: bool, actor: str, doubt: bool
) -> None:
    signers = [("0f" * 16, SIGNER)] if signed else []
    made = make(values, parents=tuple(parents), q=q, salt=salt, signers=signers, actor=actor, clock_doubt=doubt)
    assert canonical.dump(canonical.load(made.header)) == made.header
    assert entries.parse(DEV, EP, made.line) == made
    assert entries.signed_by(made, "0f" * 16, SIGNER.public) is signed


def test_the_hashes_are_those_of_the_protocol() -> None:
    made = make()
    assert made.hash == hashlib.sha256(b"yz1/entry\0" + made.header).digest()
    body = hashlib.sha256(b"yz1/body\0" + made.salt + (made.body or b"")).hexdigest()
    assert canonical.load(made.header)["b"] == body
    assert entries.stream_root(DEV, EP) == hashlib.sha256(b"yz1/stream\0" + DEV + EP).digest()


def test_an_erased_line_has_neither_salt_nor_body() -> None:
    made = make()
    read = entries.parse(DEV, EP, entries.line_of(made.header, made.salt, None))
    assert (read.body, read.values, read.hash) == (None, None, made.hash)
    assert read.line == made.header + b"\t\t"


def line_with(header: dict[str, Any] | bytes, body: bytes = b'{"name":"A"}', salt: bytes = b"s" * 16) -> bytes:
    raw = header if isinstance(header, bytes) else canonical.dump(header)
    return b"\t".join((raw, base64.b64encode(salt), body))


def good_header(body: bytes = b'{"name":"A"}', salt: bytes = b"s" * 16) -> dict[str, Any]:
    header: dict[str, Any] = canonical.load(make().header)
    return header | {"b": hashlib.sha256(b"yz1/body\0" + salt + body).hexdigest()}


SIGNATURE = {"u": "0f" * 16, "s": "00" * 64}


@pytest.mark.parametrize(
    "change",
    [
        {"q": 0}, {"q": -1}, {"q": "1"}, {"q": True}, {"q": None}, {"sv": "1"}, {"sv": -1}, {"ts": -5}, {"clk": 2}, {"clk": None},
        {"p": "00"}, {"p": "ZZ" * 32}, {"p": "AB" * 32}, {"p": 5}, {"r": "00" * 15}, {"r": None}, {"k": "delete"}, {"k": []}, {"k": {}}, {"k": 1},
        {"t": 7}, {"t": []}, {"t": "x" * 65}, {"a": 3}, {"a": "lishu"}, {"a": "AB" * 16}, {"a": []}, {"b": "00" * 32}, {"b": ""},
        {"par": {}}, {"par": "ab"}, {"par": ["00"]}, {"par": [1]}, {"par": [[]]}, {"par": ["01" * 32, "00" * 32]}, {"par": ["00" * 32] * 2},
        {"par": [f"{n:064x}" for n in range(65)]},
        {"sg": []}, {"sg": {}}, {"sg": [1]}, {"sg": [{"u": "0f" * 16}]}, {"sg": [SIGNATURE | {"x": 1}]}, {"sg": [SIGNATURE | {"s": "00"}]},
        {"sg": [SIGNATURE | {"u": []}]}, {"sg": [SIGNATURE] * 5}, {"extra": 1},
    ],
)  # fmt: skip
def test_a_malformed_header_is_refused(change: dict[str, Any]) -> None:
    entries.parse(DEV, EP, line_with(good_header()))
    with pytest.raises(BadEntry):
        entries.parse(DEV, EP, line_with(good_header() | change))


@pytest.mark.parametrize("values", [{"x": [[]] * 9}, {"x": ["ab"] * 70}, {f"k{number}": 1 for number in range(70)}])
def test_dense_values_are_read_again_and_not_kept(values: dict[str, Any]) -> None:
    made = make(values)
    found = entries.parse(DEV, EP, made.line)
    assert found == made
    assert found.read is None
    assert found.values == values


@given(st.lists(st.tuples(BODIES, st.booleans()), max_size=4))
def test_many_lines_at_once_are_the_lines_one_by_one(drawn: list[tuple[dict[str, Any], bool]]) -> None:
    parts = [(one.header, b"" if erased else one.salt, None if erased else one.body) for one, erased in ((make(values), erased) for values, erased in drawn)]  # fmt: skip
    assert entries.text_of(parts) == b"".join(entries.line_of(*part) + b"\n" for part in parts)


@given(st.lists(BODIES, min_size=1, max_size=4))
def test_a_block_puts_the_same_lines_together(bodies: list[dict[str, Any]]) -> None:
    made = [make(values) for values in bodies]
    block = entries.Block(
        b"\n".join(one.header for one in made), "".join(one.salt.hex() + "0000" for one in made),
        b"\n".join(one.body or b"" for one in made), len(made),
    )  # fmt: skip
    text = b"".join(one.line + b"\n" for one in made)
    assert (block.text(), block.size, block.head) == (text, len(text), made[-1].hash)


@pytest.mark.parametrize("missing", sorted(canonical.load(make().header)))
def test_a_missing_field_is_refused(missing: str) -> None:
    header = good_header()
    del header[missing]
    with pytest.raises(BadEntry):
        entries.parse(DEV, EP, line_with(header))


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\t\t", b"{}\t\t", b"[]\t\t", b"\t\t\t", b"x", b"null\t\t", make().line + b"\t", make().line + b"\n", b" " + make().line,
        make().line.replace(b"\t", b" "), make().line.replace(b'"q":1', b'"q":1.0'), make().line.replace(b'"q":1', b'"q": 1'),
        make().header + b"\t\t{}", make().header + b"\tAAAA\t", make().header + b"\t" + base64.b64encode(b"s" * 16) + b"\t",
        make().header + b"\t" + base64.b64encode(b"s" * 16).rstrip(b"=") + b"\t" + (make().body or b""),
        make().header + b"\t\xff\xff\t" + (make().body or b""),
        line_with(good_header(b"[]"), b"[]"), line_with(good_header(b'{"a": 1}'), b'{"a": 1}'), line_with(good_header(b"nonsense"), b"nonsense"),
        line_with(good_header(b'{"a":1,"a":1}'), b'{"a":1,"a":1}'), line_with(good_header(), b'{"name":"B"}'),
        b"{" + b"a" * (256 * 1024) + b"}\t\t",
    ],
)  # fmt: skip
def test_a_malformed_line_is_refused(line: bytes) -> None:
    with pytest.raises(BadEntry):
        entries.parse(DEV, EP, line)


@given(st.data())
def test_no_changed_byte_passes_as_the_same_entry(data: st.DataObject) -> None:
    line = make().line
    at = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.integers(0, 255))
    changed = line[:at] + bytes([other]) + line[at + 1 :]
    try:
        read = entries.parse(DEV, EP, changed)
    except BadEntry:
        return
    assert changed == line or read.hash != make().hash


def test_a_body_too_large_for_a_line_is_refused_when_written() -> None:
    with pytest.raises(BadEntry):
        make({"name": "字" * 85_000})


@given(
    parents=st.sets(st.binary(min_size=32, max_size=32), max_size=2),
    q=st.integers(1, 2**53 - 1),
    actor=st.sampled_from(["", "0f" * 16]),
    at=st.integers(0, 600),
    put=st.binary(max_size=2) | st.sampled_from([b"0", b"A", b" ", b'"', b"\n", b'"x":1,', b"-", b"1.0", b"\xff"]),
    instead=st.integers(0, 2),
)
def test_the_short_way_of_reading_a_header_says_what_the_long_one_says(
    parents: set[bytes], q: int, actor: str, at: int, put: bytes, instead: int
) -> None:
    """Whatever is changed in a good header, the two rules agree on it, or the short one has no opinion."""
    good = make(parents=tuple(parents), q=q, actor=actor).header
    at %= len(good)
    for header in (good, good[:at] + put + good[at + instead :]):
        short = entries._usual_header(header)
        assert short is None or short == entries._any_header(header)
    assert (entries._usual_header(good) is not None) == (len(parents) < 2 and q < 10**15)

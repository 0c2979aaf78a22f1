"""The state digest names the streams it covers and is the same wherever they are held."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import people
from sync import digest, receiving, streams
from sync.digest import Part, StreamForm, StreamIncomplete
from tests.sync.county import Land, last, open_class, register


@given(
    st.lists(
        st.builds(Part, st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8), st.integers(0, 10**9))
    )
)
def test_what_is_written_is_read(parts: list[Part]) -> None:
    assert digest.read_parts(",".join(map(str, parts))) == parts


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(StreamForm):
        assert all(len(part.dev) == 8 for part in digest.read_parts(text))


@pytest.mark.parametrize(
    "text", ["x", "aa:bb:1", "00" * 8 + ":" + "00" * 8 + ":-1", "00" * 8 + ":" + "00" * 8 + ":x", "00" * 8 + ":1"]
)
def test_a_wrong_form_is_told(text: str) -> None:
    with pytest.raises(StreamForm):
        digest.read_parts(text)


def test_every_change_shows_and_local_things_do_not(land: Land) -> None:
    desk = land.desk
    seen = {digest.digest(desk)}
    person = register(desk, 1)
    seen.add(digest.digest(desk))
    people.change(desk, person.id, {"phone": "13800000001"})
    seen.add(digest.digest(desk))
    open_class(land, [person])
    seen.add(digest.digest(desk))
    assert len(seen) == 4
    before = digest.digest(desk)
    desk.set_setting("something", "local")
    streams.export(desk, land.place())
    with desk.store.transaction():
        desk.store.execute("INSERT INTO flag (code, tbl, row, detail, at) VALUES ('X', 'person', x'00', '', 0)")
    assert digest.digest(desk) == before


def test_a_stated_set_is_the_state_at_that_time(land: Land) -> None:
    desk = land.desk
    dev, ep = desk.stream()
    register(desk, 1)
    then = digest.held(desk)
    before = digest.digest(desk)
    register(desk, 2)
    assert digest.digest(desk, then) == before != digest.digest(desk)
    assert digest.digest(desk, list(reversed(then))) == before
    assert digest.digest(desk, []) == digest.digest(land.base1, [])
    with pytest.raises(StreamIncomplete) as caught:
        digest.digest(desk, [Part(dev, ep, last(desk) + 1)])
    assert (caught.value.held, caught.value.wanted) == (last(desk), last(desk) + 1)
    with pytest.raises(StreamIncomplete):
        digest.digest(desk, [Part(b"\0" * 8, ep, 1)])


def test_a_stream_with_a_hole_counts_up_to_the_hole(land: Land) -> None:
    from sync import extract

    desk, base = land.desk, land.base1
    class_id = open_class(land, [register(desk, 1)])
    to = land.place()
    extract.class_file(desk, class_id, to)
    receiving.receive_folder(base, [to])
    dev, ep = desk.stream()
    held = {(part.dev, part.ep): part.upto for part in digest.held(base)}
    numbers = [row[0] for row in base.store.rows("SELECT q FROM entry WHERE dev = ? ORDER BY q", (dev,))]
    assert numbers[0] != 1
    assert (dev, ep) not in held

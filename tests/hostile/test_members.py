"""A member of the county with real keys sends whatever it likes: kept or refused, told, and the books still add up."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import schema
from rules import canonical
from sync import bundle, collector, device, digest, receiving, streams
from sync.errors import BadBundleFormat
from sync.manifest import Manifest
from tests.sync.county import Land, last, outcomes, register, tables
from tests.sync.crafting import Forger, extract, own_entries

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**52), 2**52) | st.text(max_size=12) | st.sampled_from(["00" * 16, "2009-09-28", "[]", "{}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "redemption", "ep"]), inner, max_size=2),
    max_leaves=6,
)  # fmt: skip


def body(data: st.DataObject, name: str) -> dict[str, Any]:
    """Draw a body: right columns with any values, now and then a column that there is not."""
    table = schema.BY_NAME.get(name)
    columns = [*(table.names if table else ()), "field", "chosen", "x", "ep", "seq"]
    drawn: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(columns), VALUES, max_size=8))
    if table:
        drawn |= {needed: drawn.get(needed, "1") for needed in table.needed if data.draw(st.booleans())}
    return drawn


def passes(value: Any) -> bool:
    try:
        canonical.dump(value)
    except canonical.NotCanonical:
        return False
    return True


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_entries_are_kept_and_the_books_still_add_up(land: Land, data: st.DataObject) -> None:
    sender = land.book(data.draw(st.sampled_from(["desk", "base1"])))
    forger = Forger(sender)
    province = land.province
    rows = [own_entries(sender)[-1].row, b"\1" * 16, b"\2" * 16]
    forger.go_on_at(province)
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from([*schema.BY_NAME, "epoch", "loan", ""]))
        values = body(data, name)
        if not passes(values):
            continue
        kind = data.draw(st.sampled_from(["", "", "patch", "fact", "decide", "epoch", "erase"]))
        known = [one.hash for one in forger.made]
        parents = data.draw(st.lists(st.sampled_from([b"\3" * 32, *known]), unique=True, max_size=2))
        signers = [(sender.signed_in.user_id.hex(), sender.signed_in.signer)] if data.draw(st.booleans()) else []
        forger.write(
            name, values, kind=kind, row=data.draw(st.sampled_from(rows)), parents=parents, signers=signers,
            version=data.draw(st.sampled_from([1, 1, 1, 2])),
        )  # fmt: skip
    if not forger.made:
        return
    sealed = forger.seal()
    found = receiving.take(province, sealed.data, sealed.name)
    assert (found.outcome, found.entries, found.new) == ("OK", len(forger.made), len(forger.made))
    assert receiving.take(land.desk2, sealed.data, sealed.name).outcome in {"OK", "GAP"}
    assert len(digest.digest(province)) == 64
    assert len(land.receipts().name) > 0


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_manifest_is_refused_or_true(land: Land, data: st.DataObject) -> None:
    desk, province = land.desk, land.province
    if last(desk) < 3:
        register(desk, 1)
    locks, names = device.recipients(desk, desks=True)
    dev, ep = desk.stream()
    hashes = st.sampled_from(
        [b"", b"\0" * 32, *(streams.hash_at(desk, dev, ep, q) or b"" for q in range(last(desk) + 1))]
    )
    numbers = st.integers(0, 6)
    lines = data.draw(st.lists(st.sampled_from([one.line for one in own_entries(desk)] + [b"x", b"\t\t"]), max_size=5))
    draft = streams.draft(
        desk, data.draw(st.sampled_from(["stream", "stream", "extract"])), names, data.draw(st.sampled_from([ep, b"\7" * 8])), data.draw(numbers),
        data.draw(numbers), data.draw(hashes), data.draw(hashes),
    )  # fmt: skip
    before = tables(province)
    try:
        sealed = seal(land, draft, b"".join(line + b"\n" for line in lines), locks)
    except (ValueError, BadBundleFormat):
        return
    found = receiving.take(province, sealed.data, sealed.name)
    assert found.outcome in {"OK", "GAP", "FORK", "E_CHAIN", "E_FORMAT", "E_HASH"}
    if found.outcome != "OK":
        assert tables(province) == before


def seal(land: Land, draft: Manifest, lines: bytes, locks: Any) -> bundle.Sealed:
    return bundle.seal(draft, lines, signer=device.keys(land.desk).signer, recipients=locks, province="51")


def test_a_row_blown_up_beyond_measure_does_not_stop_the_digest(land: Land) -> None:
    """Each entry keeps within its limit; together they make a row larger than any single document."""
    forger = Forger(land.desk)
    row = b"\1" * 16
    names = [column.name for column in schema.BY_NAME["person_profile"].columns if column.type == "text"]
    for name in names:
        forger.write("person_profile", {name: "长" * 20_000}, row=row)
        forger.write("person_profile", {name: "短" * 20_000}, row=row)
    forger.write("person_profile", {"groups": [[[[[[["深"]]]]]]]}, row=b"\2" * 16)
    sealed = forger.seal()
    assert receiving.take(land.province, sealed.data, sealed.name).outcome == "OK"
    assert len(digest.digest(land.province)) == 64


def test_lines_of_others_beside_the_own_ones_do_not_pass_as_a_stream(land: Land) -> None:
    desk, province = land.desk, land.province
    sealed = extract(desk, province, own_entries(land.base1))
    assert receiving.take(province, sealed.data, sealed.name).outcome == "OK"
    held = province.store.value("SELECT count(*) FROM stream WHERE mine = 0 AND seq > 0")
    assert outcomes(collector.collect(province, []).outcomes) == []
    assert province.store.value("SELECT count(*) FROM stream WHERE mine = 0 AND seq > 0") == held

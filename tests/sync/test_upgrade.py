"""An entry of a newer schema is kept and acknowledged, and applied once the program has caught up."""

import pytest

from db import flags, people, schema
from sync import digest, receiving, streams
from tests.sync.county import Land, register
from tests.sync.crafting import Forger


def test_what_was_too_new_is_applied_after_the_upgrade(land: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    province, desk = land.province, land.desk
    person = register(desk, 1).id
    stick = land.place()
    streams.export(desk, stick)
    receiving.receive_folder(province, [stick])
    forger = Forger(desk)
    heads = desk.store.value("SELECT _heads FROM person WHERE id = ?", (person,))
    forger.write(
        "person", {"phone": "13800009999"}, row=person, parents=[bytes(heads)], version=schema.SCHEMA_VERSION + 1
    )
    outcome = receiving.take(province, forger.seal().data, "newer.age")
    assert (outcome.outcome, outcome.entries) == ("OK", 1)
    assert [flag.code for flag in flags.open_flags(province.store)] == ["UNKNOWN"]
    assert people.get(province, person).phone != "13800009999"
    before = digest.digest(province)
    receiving.receive_folder(province, [])
    assert digest.digest(province) == before
    monkeypatch.setattr(schema, "SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    receiving.receive_folder(province, [])
    assert people.get(province, person).phone == "13800009999"
    assert not flags.open_flags(province.store)
    assert digest.digest(province) != before

"""The casebooks, bundles and receipts of every release stay readable: the sets under tests/data are opened, upgraded and gone on with."""

import contextlib
import shutil
from pathlib import Path

import pytest

from db import casebook, migrations, people, training, vouchers
from db.casebook import Casebook
from rules.clock import StoryClock
from rules.errors import CancelledWork
from rules.signing import SigningKey
from rules.steps import unheard
from sync import digest, receiving
from tests.sync.county import CHEAP, DAY, PASSPHRASE, register
from tests.sync.crafting import Forger

RELEASES = sorted((Path(__file__).parents[1] / "data").glob("release-*"))
FIRST = Path(__file__).parents[1] / "data" / "release-0.1.0"


def reopen(release: Path, name: str, to: Path) -> Casebook:
    shutil.copytree(release / name, to / name)
    return casebook.open_casebook(to / name, "", PASSPHRASE, StoryClock(DAY), parameters=CHEAP)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_a_casebook_of_every_release_is_upgraded_with_all_that_it_holds(release: Path, tmp_path: Path) -> None:
    book = reopen(release, "desk", tmp_path)
    try:
        assert migrations.pending(book.store) == []
        assert people.count(book) == 5
        assert len(vouchers.page(book)) == 4
        assert len(training.classes(book)) == 1
        assert book.store.check() == []
        assert register(book, 77).name
    finally:
        book.close()


def test_an_upgrade_that_is_stopped_has_changed_nothing_and_is_done_the_next_time(tmp_path: Path) -> None:
    def stop(done: int, _all: int) -> None:
        if done:
            raise CancelledWork

    shutil.copytree(FIRST / "desk", tmp_path / "desk")
    for turn in (stop, unheard):
        with pytest.raises(CancelledWork) if turn is stop else contextlib.nullcontext():
            casebook.open_casebook(
                tmp_path / "desk", "", PASSPHRASE, StoryClock(DAY), parameters=CHEAP, step=turn
            ).close()
    book = reopen(tmp_path, "desk", tmp_path / "again")
    assert people.count(book) == 5
    book.close()


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_bundle_receipt_and_class_file_of_every_release_are_taken(release: Path, tmp_path: Path) -> None:
    province, desk = reopen(release, "province", tmp_path), reopen(release, "desk", tmp_path)
    try:
        assert receiving.take_file(province, release / "bundle.age").outcome == receiving.OK
        assert any(row.phone == "13800000001" for row in people.page(province))
        assert digest.digest(province, digest.held(desk)[:1])
        assert receiving.take_file(desk, release / "receipt.age").outcome == receiving.OK
    finally:
        province.close()
        desk.close()


def test_an_entry_of_this_release_waits_at_an_older_province_and_is_applied_after_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The province's program is the one of 0.1.0 as far as the schema goes; a desk writes as this release does."""
    from db import flags, schema

    province, desk = reopen(FIRST, "province", tmp_path), reopen(FIRST, "desk", tmp_path)
    try:
        assert receiving.take_file(province, FIRST / "bundle.age").outcome == receiving.OK
        forger = Forger(desk)
        values = {"name": "张三", "year": 2009, "project": "技能培训"}
        row = desk.random(16)
        forger.write("past_benefit", values, row=row, version=2)
        newer = forger.seal().data
        older = dict(schema.BY_NAME)
        del older["past_benefit"]
        with monkeypatch.context() as patch:
            patch.setattr(schema, "SCHEMA_VERSION", 1)
            patch.setattr(schema, "BY_NAME", older)
            outcome = receiving.take(province, newer, "newer.age")
            assert (outcome.outcome, outcome.entries) == (receiving.OK, 1)
            assert [flag.code for flag in flags.open_flags(province.store)] == ["UNKNOWN"]
        province.set_setting("judged_schema", "1")
        receiving.receive_folder(province, [])
        assert province.store.value("SELECT project FROM past_benefit WHERE id = ?", (row,)) == "技能培训"
        assert not flags.open_flags(province.store)
    finally:
        province.close()
        desk.close()


def test_a_signing_key_of_an_old_casebook_still_signs(tmp_path: Path) -> None:
    book = reopen(FIRST, "desk", tmp_path)
    try:
        assert isinstance(book.device_signer, SigningKey)
    finally:
        book.close()

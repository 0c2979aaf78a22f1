"""Photographs: small, named by the person's row, gone with the person, and found again by a file's name."""

import hashlib

import pytest

from db import casebook, erasure, people, photographs
from db.journal import RowErased
from tests.db.conftest import County, draft

JPEG = b"\xff\xd8\xff\xe0" + b"a face" * 100
OTHER = b"\xff\xd8\xff\xe0" + b"another" * 100


def count(county: County) -> int:
    return int(county.desk.store.value("SELECT count(*) FROM photograph"))


def test_a_photograph_is_kept_once_and_replaced_without_leavings(county: County) -> None:
    """The row names it by its SHA-256; a new one takes the old one's place; two persons may share one."""
    desk = county.desk
    one, two = people.register(desk, draft(1)), people.register(desk, draft(2))
    kept = photographs.keep(desk, one.id, JPEG)
    assert kept.photo == hashlib.sha256(JPEG).hexdigest()
    assert photographs.of(desk, kept.photo) == JPEG
    photographs.keep(desk, two.id, JPEG)
    assert count(county) == 1
    photographs.keep(desk, one.id, OTHER)
    assert count(county) == 2
    photographs.take_away(desk, two.id)
    assert count(county) == 1
    assert people.get(desk, two.id).photo == ""
    assert photographs.of(desk, people.get(desk, one.id).photo) == OTHER


@pytest.mark.parametrize("data", [b"", b"GIF89a", JPEG + b"x" * photographs.LARGEST])
def test_only_a_small_jpeg_is_kept(county: County, data: bytes) -> None:
    """What was not prepared is refused before anything is written."""
    person = people.register(county.desk, draft(1))
    with pytest.raises(photographs.PhotographTooLarge):
        photographs.keep(county.desk, person.id, data)
    assert count(county) == 0


@pytest.mark.parametrize("digest", ["", "zz", "ab" * 40, "not a digest"])
def test_what_names_no_photograph_gives_none(county: County, digest: str) -> None:
    """The column comes from other devices too, and may hold anything."""
    assert photographs.of(county.desk, digest) is None


def test_what_comes_beside_entries_is_kept_only_where_a_person_is_known_by_it(county: County) -> None:
    """A carrier cannot fill the casebook with pictures that nobody here has, nor with what is none."""
    desk = county.desk
    person = people.register(desk, draft(1))
    digest, empty = hashlib.sha256(JPEG), b"%PDF-1.7"
    people.change(desk, person.id, {"photo": digest.hexdigest()})
    strangers = {hashlib.sha256(one).digest(): one for one in (OTHER, empty)}
    with desk.store.transaction():
        assert photographs.take(desk, strangers | {digest.digest(): JPEG}) == 1
    assert count(county) == 1
    assert photographs.unsent(desk) == {}


def test_an_erased_person_s_photograph_goes_too(county: County) -> None:
    """The picture is the most personal text of all."""
    desk = county.desk
    person = people.register(desk, draft(1))
    photographs.keep(desk, person.id, JPEG)
    casebook.add_user(desk, login="er", name="二号", role="supervisor", passphrase="second horse 2")
    second = casebook.sign_in(desk.workplace, "er", "second horse 2")[1]
    erasure.erase_person(desk, person.id, "本人要求", second)
    assert count(county) == 0
    with pytest.raises(RowErased):
        photographs.keep(desk, person.id, JPEG)


def test_a_file_s_name_tells_whose_photograph_it_is(county: County) -> None:
    """The number may stand alone, in small letters, or beside a name; what is not certain is told, never guessed."""
    desk = county.desk
    known, foreign = (
        people.register(desk, draft(1)),
        people.PersonDraft("林远", sex="1", doc_type="passport", doc_no="G12345678"),
    )
    stranger = people.register(desk, foreign)
    number = known.doc_no
    names = [
        f"{number}.jpg",
        f"{number.lower()}.JPG",
        f"王 {number} 正面.png",
        f"{number[:6]} {number[6:14]} {number[14:]}.jpg",
    ]
    for name in names:
        found = photographs.match(desk, name).person
        assert found is not None, name
        assert found.id == known.id
    passport = photographs.match(desk, "g12345678.jpg").person
    assert passport is not None
    assert passport.id == stranger.id
    assert photographs.match(desk, ".jpg").reason == "PHOTO_UNNAMED"
    assert photographs.match(desk, "IMG_0001.jpg").reason == "PHOTO_UNKNOWN"
    assert photographs.match(desk, f"9{number}.jpg").reason == "PHOTO_UNKNOWN"

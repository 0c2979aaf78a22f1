"""Positions on pre-printed stock: what is shipped, what an office changes, what is left to the hand."""

from dataclasses import replace

import pytest

from rules import layouts
from rules.layouts import Layout, LayoutUnfit

ALL = tuple(layouts.shipped().values())
VOUCHER = layouts.shipped()["voucher_241"]


@pytest.mark.parametrize("layout", ALL, ids=lambda one: one.key)
def test_a_shipped_layout_is_sound_and_knows_every_field(layout: Layout) -> None:
    assert layouts.check(layout) is layout
    assert [place.field for place in layout.places] == list(layouts.fields(layout.form))


@pytest.mark.parametrize("layout", layouts.of_form("voucher"), ids=lambda one: one.key)
def test_what_the_holder_writes_by_hand_is_not_printed(layout: Layout) -> None:
    by_hand = {name for name, field in layouts.fields("voucher").items() if field.hand}
    assert {"main_holder", "main_signature", "back_signature", "back_day", "stub_signature"} <= by_hand
    assert by_hand.isdisjoint(place.field for place in layout.printed)


def changed(field: str, **values: object) -> Layout:
    places = tuple(replace(one, **values) if one.field == field else one for one in VOUCHER.places)  # type: ignore[arg-type]
    return replace(VOUCHER, places=places)


@pytest.mark.parametrize(("layout", "reason"), [
    (changed("main_signature", shown=True), "hand"), (changed("main_qr", width=34.9), "qr"), (changed("main_number", x=230.0), "page"),
    (changed("back_bars", y=90.0), "page"), (changed("stub_face", size=3.0), "size"), (changed("stub_face", width=2.0), "width"),
    (changed("stub_face", align="middle"), "unknown"), (replace(VOUCHER, width=30), "page"),
])  # fmt: skip
def test_what_cannot_be_printed_is_refused(layout: Layout, reason: str) -> None:
    with pytest.raises(LayoutUnfit) as told:
        layouts.check(layout)
    assert told.value.reason == reason


def test_an_office_may_print_the_particulars_where_its_rules_allow_it() -> None:
    layout = layouts.check(changed("main_holder", shown=True))
    assert "main_holder" in {place.field for place in layout.printed}


@pytest.mark.parametrize("layout", ALL, ids=lambda one: one.key)
def test_a_layout_is_written_and_read_again(layout: Layout) -> None:
    moved = replace(layout, width=layout.width + 1, turned=not layout.turned, places=tuple(
        replace(one, x=one.x + 0.5, shown=not one.shown) for one in layout.places
    ))  # fmt: skip
    assert layouts.from_text(layout.key, layouts.to_text(moved)) == moved
    assert layouts.from_text(layout.key, "") == layout


def test_a_field_that_came_later_stands_where_it_is_shipped() -> None:
    older = replace(VOUCHER, places=VOUCHER.places[:3])
    assert layouts.from_text(VOUCHER.key, layouts.to_text(older)) == VOUCHER

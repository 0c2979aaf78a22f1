"""What a PC keeps of its printers: calibrations by printer and form, positions of fields, choices; on this PC alone."""

from dataclasses import replace

import pytest

from db import printers
from db.casebook import Casebook
from rules import layouts
from rules.calibration import Calibration, CalibrationOutOfRange
from rules.layouts import LayoutUnfit


def test_each_printer_has_its_own_calibration_for_each_form(desk: Casebook) -> None:
    assert printers.calibration(desk, "针打", "voucher_241") == Calibration()
    printers.calibrate(desk, "针打", "voucher_241", Calibration(12, -3, 1002, 999))
    printers.calibrate(desk, "针打", "certificate_a4", Calibration(1))
    printers.calibrate(desk, "激光", "voucher_241", Calibration(0, 5))
    printers.calibrate(desk, "针打", "voucher_241", Calibration(13, -3, 1002, 999))
    assert printers.calibration(desk, "针打", "voucher_241") == Calibration(13, -3, 1002, 999)
    assert printers.calibration(desk, "激光", "voucher_241") == Calibration(0, 5)
    with pytest.raises(CalibrationOutOfRange):
        printers.calibrate(desk, "针打", "voucher_241", Calibration(999))
    assert desk.store.value("SELECT count(*) FROM entry WHERE tbl = 'calibration'") == 0


def test_an_office_moves_fields_and_takes_the_shipped_places_back(desk: Casebook) -> None:
    shipped = layouts.shipped()["voucher_241"]
    assert printers.layout(desk, shipped.key) == shipped
    moved = replace(shipped, places=tuple(replace(one, x=one.x + 1) for one in shipped.places))
    printers.change_layout(desk, moved)
    assert printers.layout(desk, shipped.key) == moved
    with pytest.raises(LayoutUnfit):
        printers.change_layout(desk, replace(shipped, places=tuple(replace(one, x=300) for one in shipped.places)))
    assert printers.layout(desk, shipped.key) == moved
    printers.change_layout(desk, shipped)
    assert desk.setting("layout.voucher_241") == ""


def test_choices_are_remembered_by_form(desk: Casebook) -> None:
    assert printers.chosen_layout(desk, "voucher").key == "voucher_241"
    printers.choose_layout(desk, "voucher", "voucher_a4")
    assert printers.chosen_layout(desk, "voucher").key == "voucher_a4"
    assert printers.chosen_layout(desk, "certificate").key == "certificate_a4"
    printers.choose(desk, "voucher_a4", "激光")
    assert (printers.chosen(desk, "voucher_a4"), printers.chosen(desk, "voucher_241")) == ("激光", "")

"""业务日期 apart from 录入日期: every form in which something is entered asks on which day it happened, and takes no day that has not come."""

import datetime as dt
import importlib
import pkgutil

import pytest

import ui.pages
from rules.dates import DayAhead, business_day
from ui.pages.record_views import View

ANOTHER_DAY = {"job_fair": "starts"}
"""Where another date is the business date, which reports count by (db/tables/…_indicators.py); `day` is when the plan was noted."""
NO_EVENT = {"hardship_member"}
"""What describes somebody and is no event: it has dates of its own, or none."""


def views() -> dict[str, View]:
    found: dict[str, View] = {}
    for one in pkgutil.iter_modules(ui.pages.__path__):
        for held in vars(importlib.import_module(f"ui.pages.{one.name}")).values():
            several = held if isinstance(held, tuple | list) else (held,)
            found |= {view.name: view for view in several if isinstance(view, View)}
    return found


def test_every_area_s_form_asks_for_the_business_day() -> None:
    found = views()
    assert len(found) > 60
    lacking = []
    for name, view in found.items():
        asked = {column for group in view.sections() for column in group.columns}
        if name not in NO_EVENT and not view.kept and ANOTHER_DAY.get(name, "day") not in asked:
            lacking.append(name)
    assert lacking == []


def test_exceptions_are_still_needed() -> None:
    found = views()
    for name in (*ANOTHER_DAY, *NO_EVENT):
        asked = {column for group in found[name].sections() for column in group.columns}
        assert "day" not in asked


def test_a_business_day_is_today_unless_an_earlier_one_is_named() -> None:
    today = dt.date(2009, 9, 28)
    assert business_day(None, today) == today
    assert business_day(dt.date(2009, 9, 1), today) == dt.date(2009, 9, 1)
    with pytest.raises(DayAhead):
        business_day(dt.date(2009, 9, 29), today)

"""The pages of the window, and which of them each workplace shows (docs/architecture.md)."""

import importlib.util
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.pages.page import PageSpec

_PAGES = {
    "desk": ("today", "people", "person", "intake", "classes", "class_roster", "vouchers", "voucher_issue", "certificates", "exchange", "system"),
    "base": ("redemption", "base_classes", "attendance", "results", "certificates", "claims", "exchange", "system"),
    "province": ("overview", "collecting", "pending", "units", "settlement", "system"),
}  # fmt: skip
_TITLES = {("base", "certificates"): "证书打印", ("base", "exchange"): "数据交换"}


def pages_for(kind: str) -> "list[PageSpec]":
    """Give the pages of a workplace of that kind in the order of its rail, each with its key Ctrl+1, Ctrl+2 …; modules are imported now."""
    found: list[PageSpec] = []
    place = 0
    for name in _PAGES[kind]:
        if importlib.util.find_spec(f"ui.pages.{name}") is None:
            continue
        spec: PageSpec = importlib.import_module(f"ui.pages.{name}").SPEC
        spec = replace(spec, title=_TITLES.get((kind, name), spec.title))
        if not spec.under:
            place += 1
            spec = replace(spec, shortcut=f"Ctrl+{place}")
        found.append(spec)
    return found

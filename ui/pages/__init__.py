"""The pages of the window, and which of them each workplace shows in which order (docs/architecture.md).

They are imported when a workplace's window is put together, not before: the unlock dialog must not wait for them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.text import N_

if TYPE_CHECKING:
    from ui.pages.page import PageSpec

_NAMED_OTHERWISE: Mapping[tuple[str, str], str] = {
    ("base", "certificates"): N_("证书打印"),
    ("base", "exchange"): N_("数据交换"),
    ("province", "audit"): N_("审计核查"),
}


def _everywhere() -> "list[PageSpec]":
    """Give the pages about the records themselves, under 系统管理 of every workplace."""
    from ui.pages import audit, holidays, print_register, retention, settings, users, work_handover

    return [
        users.SPEC,
        settings.SPEC,
        audit.SPEC,
        print_register.SPEC,
        work_handover.SPEC,
        retention.SPEC,
        holidays.SPEC,
    ]


RAIL_KEYS: Sequence[str] = (
    *(f"Ctrl+{digit}" for digit in "1234567890"),
    *(f"Ctrl+Shift+{digit}" for digit in "123456"),
)
"""The keys of the rail from the top down: a desk has more pages than there are digits."""


def pages_for(kind: str) -> "list[PageSpec]":
    """Give the pages of a workplace of that kind in the order of its rail, each with its key (RAIL_KEYS)."""
    found: list[PageSpec] = []
    keys = iter(RAIL_KEYS)
    named = _PAGES[kind]()
    there = {spec.key for spec in named}
    for spec in [*named, *(one for one in _everywhere() if one.key not in there)]:
        title = _NAMED_OTHERWISE.get((kind, spec.key), spec.title)
        found.append(replace(spec, title=title, shortcut="" if spec.under else next(keys)))
    return found


def _desk() -> "list[PageSpec]":
    from ui.pages import (
        agreement,
        approvals,
        certificate_handout,
        certificates,
        class_roster,
        classes,
        exchange,
        funds,
        intake,
        jobs,
        ledgers,
        membership,
        month_end,
        network,
        overlay,
        pending,
        people,
        person,
        recovery,
        relief,
        reports,
        rights,
        seal_register,
        startup,
        stock,
        survey,
        system,
        targets,
        today,
        transfers,
        voucher_issue,
        voucher_receipts,
        vouchers,
    )

    return [
        today.SPEC,
        replace(pending.SPEC, title=N_("查重与待核信息"), under="today"),
        people.SPEC,
        person.SPEC,
        intake.SPEC,
        survey.SPEC,
        classes.SPEC,
        class_roster.SPEC,
        vouchers.SPEC,
        voucher_issue.SPEC,
        voucher_receipts.SPEC,
        transfers.SPEC,
        replace(approvals.SPEC, under="vouchers"),
        replace(overlay.SPEC, under="vouchers"),
        replace(stock.SPEC, under="vouchers"),
        certificates.SPEC,
        seal_register.SPEC,
        certificate_handout.SPEC,
        jobs.SPEC,
        startup.SPEC,
        rights.SPEC,
        relief.SPEC,
        membership.SPEC,
        funds.SPEC,
        funds.RECORDS,
        reports.SPEC,
        month_end.SPEC,
        replace(targets.SPEC, under="funds"),
        exchange.SPEC,
        replace(agreement.SPEC, under="exchange"),
        system.SPEC,
        network.SPEC,
        ledgers.SPEC,
        recovery.SPEC,
    ]


def _base() -> "list[PageSpec]":
    from ui.pages import (
        agreement,
        approvals,
        attendance,
        base_classes,
        certificate_handout,
        certificates,
        claims,
        exchange,
        ledgers,
        month_end,
        overlay,
        recovery,
        redemption,
        reports,
        results,
        seal_register,
        stock,
        system,
        today,
    )

    return [
        today.SPEC,
        redemption.SPEC,
        base_classes.SPEC,
        attendance.SPEC,
        results.SPEC,
        replace(certificates.SPEC, tiles=certificates.BASE_TILES),
        seal_register.SPEC,
        certificate_handout.SPEC,
        replace(approvals.SPEC, under="certificates"),
        replace(overlay.SPEC, under="certificates"),
        replace(stock.SPEC, under="certificates"),
        claims.SPEC,
        replace(reports.SPEC, under="claims"),
        replace(month_end.SPEC, under="claims"),
        exchange.SPEC,
        replace(agreement.SPEC, under="exchange"),
        system.SPEC,
        ledgers.SPEC,
        recovery.SPEC,
    ]


def _province() -> "list[PageSpec]":
    from ui.pages import (
        agreement,
        approvals,
        audit,
        collecting,
        funds,
        integrity,
        jobs,
        lost,
        membership,
        month_end,
        network,
        overview,
        pending,
        quotas,
        recovery,
        relief,
        reports,
        rights,
        safekeeping,
        settlement,
        startup,
        survey,
        system,
        targets,
        units,
    )

    return [
        overview.SPEC,
        replace(agreement.SPEC, under="overview"),
        collecting.SPEC,
        replace(integrity.SPEC, under="collecting"),
        pending.SPEC,
        replace(approvals.SPEC, title=N_("待核准"), under="pending"),
        units.SPEC,
        quotas.SPEC,
        settlement.SPEC,
        targets.SPEC,
        reports.SPEC,
        month_end.SPEC,
        replace(audit.SPEC, under=""),
        system.SPEC,
        lost.SPEC,
        recovery.SPEC,
        safekeeping.SPEC,
        replace(jobs.SPEC, under="system", tiles=()),
        replace(relief.SPEC, under="system", tiles=()),
        replace(funds.SPEC, title=N_("资金"), under="system", tiles=()),
        replace(funds.RECORDS, under="system"),
        replace(network.SPEC, tiles=()),
        replace(startup.SPEC, under="system", tiles=()),
        replace(rights.SPEC, under="system", tiles=()),
        replace(membership.SPEC, under="system", tiles=()),
        replace(survey.SPEC, under="reports"),
    ]


_PAGES: "Mapping[str, Callable[[], list[PageSpec]]]" = {"desk": _desk, "base": _base, "province": _province}

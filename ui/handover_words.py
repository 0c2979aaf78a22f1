"""The matters of a handover of work in words, for the window, the paper and the command line; without Qt."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules import money
from ui.text import N_, _

if TYPE_CHECKING:
    from db.work_handover import Item

MATTERS: Mapping[str, tuple[str, str, str]] = {
    "voucher_stock": (N_("在库券号"), N_("个"), "transfers"),
    "quota": (N_("剩余额度"), N_("元"), "vouchers"),
    "outstanding": (N_("已发未核销的券"), N_("张"), "vouchers"),
    "spoiled": (N_("待核准的废券"), N_("张"), "vouchers"),
    "sheets_voucher": (N_("预印券纸"), N_("张"), ""),
    "sheets_certificate": (N_("预印证书纸"), N_("张"), ""),
    "drafts": (N_("未完成的登记"), N_("份"), "intake"),
    "doc_pending": (N_("证件待补"), N_("人"), "people"),
    "disputed": (N_("两处填写不一致"), N_("处"), "pending"),
    "same": (N_("疑似同一人"), N_("对"), "pending"),
    "flags": (N_("待处理事项"), N_("件"), "pending"),
    "classes_applied": (N_("待批准的班"), N_("个"), "classes"),
    "classes_running": (N_("正在开的班"), N_("个"), "classes"),
    "classes_without_results": (N_("结业未登成绩的班"), N_("个"), "classes"),
    "claims": (N_("待审核的结算申报"), N_("份"), "vouchers"),
    "unclaimed": (N_("核销未申报"), N_("笔"), "claims"),
    "certificate_stock": (N_("可用证书号"), N_("个"), "certificates"),
    "certificates_unprinted": (N_("已签发未打印的证书"), N_("本"), "certificates"),
    "certificates_waiting": (N_("未领取的证书"), N_("本"), "certificate_handout"),
    "requests": (N_("报省总核准、未办完"), N_("件"), "approvals"),
    "unsent": (N_("未上报的记录"), N_("条"), "exchange"),
    "backup": (N_("备份"), "", "system"),
}
"""For each matter's key: what it is called, its unit, and the page where it is worked on (as a desk names it)."""
_AT: Mapping[str, Mapping[str, str]] = {
    "base": {"classes": "base_classes", "pending": "", "vouchers": ""},
    "province": {"vouchers": "settlement"},
}


def matter(item: "Item") -> str:
    """Give what a matter is called."""
    return _(MATTERS[item.key][0]) if item.key in MATTERS else item.key


def amount(item: "Item") -> str:
    """Say how many, with the unit; the money as yuan; 无 where there is nothing."""
    if item.key == "quota":
        return _("{yuan} 元").format(yuan=money.grouped(item.count))
    if item.key == "backup":
        return _("有") if item.count else _("无")
    if not item.count:
        return _("无")
    unit = _(MATTERS[item.key][1]) if item.key in MATTERS else ""
    return f"{item.count:,} {unit}".strip()


def details(item: "Item") -> str:
    """Say what there is to say of a matter, in one line."""
    return "" if item.key == "quota" else _("；").join(_(words) for words in item.details)


def page_of(item: "Item", kind: str) -> str:
    """Give the key of the page where a matter is worked on at that kind of workplace; empty where there is none."""
    key = MATTERS[item.key][2] if item.key in MATTERS else ""
    return _AT.get(kind, {}).get(key, key)

"""生活帮扶: households on file, relief asked for, approved and paid, goods by batches."""

from typing import TYPE_CHECKING

from db import goods, records, relief, relief_grants
from ui.pages import relief_views
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import RecordsPage, seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook


class ReliefPage(RecordsPage):
    """Be the page 生活帮扶."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("生活帮扶"), relief_views.VIEWS)


def _page(context: Context) -> Page:
    return ReliefPage(context)


def _to_approve(book: "Casebook") -> Told:
    return Told(records.count(book, "relief_grant", relief_grants.to_approve(book)), _("两人审批"))


def _to_pay(book: "Casebook") -> Told:
    return Told(records.count(book, "relief_grant", relief_grants.to_pay(book)), _("本人签领"))


def _reviews(book: "Casebook") -> Told:
    return Told(records.count(book, "hardship_file", relief.review_due(book)), _("30 天内到期或已到期"), "warn")


def _publicity(book: "Casebook") -> Told:
    return Told(records.count(book, "hardship_file", relief.publicity_over(book)), _("可以报审批"))


def _expiring(book: "Casebook") -> Told:
    found = goods.ending(book)
    gone = sum(one.is_expired(book.today) for one in found)
    if gone:
        return Told(len(found), _("{n} 批已过期，不能发放，请销毁").format(n=gone), "bad")
    first = found[0] if found else None
    day = first.expires.isoformat() if first and first.expires else ""
    return Told(len(found), _("最早 {day}：{item}").format(day=day, item=first.item) if first else "", "warn")


SPEC = PageSpec(
    "relief", N_("生活帮扶"), "hand-heart-outline", _page, opens=frozenset(view.name for view in relief_views.VIEWS),
    tiles=(
        Tile(N_("救助待审批"), "clipboard-check-outline", _to_approve, seek("relief_grant", "待审批")),
        Tile(N_("救助待发放"), "hand-heart-outline", _to_pay, seek("relief_grant", "已审批")),
        Tile(N_("困难档案待复核"), "folder-account-outline", _reviews, seek("hardship_file", relief_views.REVIEW)),
        Tile(N_("困难档案公示期满"), "folder-account-outline", _publicity, seek("hardship_file", relief_views.SHOWN_OUT), counts=False),
        Tile(N_("物资快到期"), "package-variant-closed", _expiring, seek("goods_batch", relief_views.EXPIRING), counts=False),
    ),
)  # fmt: skip

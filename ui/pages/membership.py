"""入会与会籍: applications and their approval, memberships and what happens to them, the register of grassroots unions."""

from typing import TYPE_CHECKING

from db import membership, records
from db.tables import membership as tables
from ui.pages import membership_views
from ui.pages.page import Context, Page, PageSpec
from ui.pages.records import RecordsPage, seek
from ui.pages.tiles import Tile, Told
from ui.text import N_, _

if TYPE_CHECKING:
    from db.casebook import Casebook


def _page(context: Context) -> Page:
    return RecordsPage(context, _("入会与会籍"), membership_views.VIEWS)


def _waiting(book: "Casebook") -> Told:
    count = records.count(book, "member_application", records.Filter(states=(tables.APPLIED,)))
    return Told(count, _("会籍自批准之日起"))


def _letters(book: "Casebook") -> Told:
    return Told(records.count(book, "membership", membership.letters_out(book)), _("介绍信开出 30 天没有回执"), "warn")


def _same(book: "Casebook") -> Told:
    return Told(records.count(book, "membership", membership.same_cards(book)), _("两台电脑登记了同一证号"), "bad")


SPEC = PageSpec(
    "membership", N_("入会与会籍"), "card-account-details-outline", _page, opens=frozenset(view.name for view in membership_views.VIEWS),
    tiles=(
        Tile(N_("入会申请待批准"), "account-check-outline", _waiting, seek("member_application", tables.APPLIED)),
        Tile(N_("会籍接转无回执"), "email-alert-outline", _letters, seek("membership", membership_views.LETTERS), counts=False),
        Tile(N_("会员证号重复"), "alert-outline", _same, seek("membership", membership_views.SAME_CARDS)),
    ),
)  # fmt: skip

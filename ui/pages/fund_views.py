"""The kinds of records of 资金 as they are shown: sources, budgets, what came in, what was spent."""

from typing import TYPE_CHECKING, Any

from db import funds, records
from rules import funds as rules
from ui.pages.record_views import Shown, Tells, View
from ui.text import N_, _
from ui.widgets.record_form import Group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.records import Record


def source_words(book: "Casebook", source: "Record") -> list[tuple[str, str]]:
    """Say what is left of a source."""
    return [(_("可用余额"), _("{amount} 元（已批准未支付的已预留）").format(amount=funds.left(book, source.id).shown))]


def source_tells(book: "Casebook", values: "Mapping[str, Any]") -> tuple[str, str, str] | None:
    """Tell at once what is left of the source just chosen, and what it is for."""
    if values.get("source") is None:
        return None
    source = records.get(book, "fund_source", values["source"])
    left = funds.left(book, source.id)
    uses = source.words["uses"]
    title = _("可用余额 {amount} 元").format(amount=left.shown)
    words = (
        _("专款专用（{document}）：{uses}").format(document=source["document"], uses=uses)
        if uses
        else _("没有限定用途")
    )
    wrong = values.get("purpose") and not rules.fits(source["uses"] or (), values["purpose"])
    return ("bad" if wrong or left.fen <= 0 else "ok"), title, words


def tells_of(use: str) -> "Tells":
    """Give what tells of the source chosen for a payment of an area, which is always for one use."""
    return lambda book, values: source_tells(book, {**values, "purpose": use})


BORNE_BY = N_("他方承担、本单位不支出的，写单位和文号")
SOURCE = View(
    funds.SOURCE, (Shown("name"), Shown("kind", 130), Shown("level", 70, 2), Shown("document", 150, 1), Shown("uses", 0, 3)),
    hints={
        "document": N_("没有文号的写会议纪要或协议编号"), "uses": N_("不勾表示没有限定用途；只勾“小额贷款”的，到账按出资方计入小额贷款表"),
        "campaign": N_("整笔只用于一项联合活动的填写，它的支出都算这项活动的"),
    },
    children=(("fund_receipt", "source"), ("fund_spending", "source"), ("fund_budget", "source")), facts=source_words,
    empty=N_("还没有资金来源。先登记来源（文号、专款专用），再登记到账。"),
)  # fmt: skip
RECEIPT = View(
    funds.RECEIPT, (Shown("day", 100), Shown("source"), Shown("amount_fen", 120), Shown("voucher_no", 90, 1), Shown("payer", 0, 2)),
    told_by=("source",), tells=source_tells,
)  # fmt: skip
SPENDING = View(
    funds.SPENDING,
    (Shown("day", 100), Shown("source"), Shown("purpose", 110), Shown("amount_fen", 120), Shown("voucher_no", 90, 2), Shown("payee", 0, 1)),
    groups=(Group("", ("source", "purpose", "amount_fen", "voucher_no", "payee", "matter", "approval_no", "campaign", "day", "claim_review", "note")),),
    hints={
        "purpose": N_("救助、四免、贷款、维权、课酬已自动入账，不要再登记"), "claim_review": N_("从“培训券结算待入账”登记的自动填好"),
        "campaign": N_("为一项联合活动花的填写，如关爱农民工行动"),
    }, begins=funds.from_settlement,
    told_by=("source", "purpose"), tells=source_tells,
)  # fmt: skip
BUDGET = View(
    funds.BUDGET, (Shown("year", 70), Shown("source"), Shown("purpose", 130), Shown("amount_fen", 130), Shown("document", 0, 1)),
    hints={"document": N_("不填用来源的文号"), "year": N_("如 2009")}, told_by=("source", "purpose"), tells=source_tells,
)  # fmt: skip
VIEWS = (SOURCE, RECEIPT, SPENDING, BUDGET)

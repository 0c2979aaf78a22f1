"""The province's first page: the units and how far each is collected, the vouchers in figures and bars, what is contested."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rules import money
from ui.models.rows import Column
from ui.pages import month_end
from ui.pages.page import Context, Page, PageSpec
from ui.pages.tiles import Told
from ui.text import N_, _
from ui.widgets.bars import Bar, BarChart, BarGroup
from ui.widgets.cards import Card
from ui.widgets.column_memory import keep_list
from ui.widgets.labels import label
from ui.widgets.lead_tile import LeadTile
from ui.widgets.listing import Listing
from ui.widgets.status_line import age_words
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from db.casebook import Casebook
    from rules.vouchers import Counts
    from sync.standings import UnitStanding

ROLE_WORDS = {"desk": N_("帮扶中心"), "base": N_("培训基地")}
ROLE_ICONS = {"desk": "hand-heart-outline", "base": "school-outline"}
_TILE = 165
"""Least width of a tile in px: a sum of hundreds of thousands of yuan with its fen must fit."""


@dataclass(frozen=True)
class Survey:
    """Hold what the page shows: units, the counts of each county with its name, requests that wait, matters that wait (a contested voucher is one), the month to close."""

    units: "tuple[UnitStanding, ...]"
    counties: "tuple[tuple[str, Counts], ...]"
    waiting: int
    flags: int
    month: Told


def look(book: "Casebook", _progress: object = None) -> Survey:
    """Survey the province."""
    from db import flags, settlement
    from sync import admission, standings

    units = standings.units(book)
    codes = sorted({unit.county for unit in units})
    counties = tuple((county_name(book, code), settlement.counts(book, code)) for code in codes)
    return Survey(tuple(units), counties, len(admission.waiting(book)), sum(flags.count_open(book.store).values()), month_end.due(book))  # fmt: skip


def county_name(book: "Casebook", code: str) -> str:
    """Give a county's name by its code; where no table knows it, the name of its help centre."""
    from db import directory

    desks = (grant.name for grant in directory.grants(book.store, code) if grant.role == "desk")
    return book.regions.full_name(code) or next(desks, code)


class OverviewPage(Page):
    """Show how the province stands."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {"exchange", "base", "voucher_issue", "redemption", "claim_review", "report_lock"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("工作总览"))
        self.add_way(_("对账情况"), "agreement", icon="scale-balance", shortcut="F9")
        self.add_way(_("收包"), "collecting", icon="inbox-arrow-down-outline", shortcut="F7", primary=True)
        self._units = LeadTile(_("已开通单位"), "domain")
        self._requests = LeadTile(_("待开通申请"), "account-plus-outline")
        self._payable = LeadTile(_("可拨付（元）"), "cash-multiple")
        self._flags = LeadTile(_("待处理事项"), "flag-outline")
        self._month = LeadTile(_("月末结账"), "calendar-check-outline")
        self._due = b""
        self._month.pressed.connect(lambda: self.wants.emit("month_end", self._due))
        for tile, key in (
            (self._units, "units"),
            (self._requests, "units"),
            (self._payable, "settlement"),
            (self._flags, "pending"),
        ):
            tile.pressed.connect(lambda key=key: self.wants.emit(key, None))
        self._tiles = TileGrid([self._units, self._requests, self._payable, self._flags], _TILE)
        self._month.setParent(self)
        self._month.hide()
        self.add(self._tiles)
        self.chart = BarChart()
        chart_card = Card(_("培训券"))
        self._chart_words = label("", "muted", wrap=True)
        chart_card.body.addWidget(self._chart_words)
        chart_card.body.addWidget(self.chart)
        self.add(chart_card)
        units_card = Card(_("各单位收包情况"))
        self.table: Listing[UnitStanding] = Listing(
            context.jobs,
            self._columns(),
            _("还没有开通的单位。收到申请包后，在“单位与授权”中开通。"),
            self.failed.emit,
            most=10,
        )
        keep_list(self.table, context, "overview", _("各单位收包情况"), self.said.emit, self.failed.emit)
        self.table.opened.connect(lambda _row: self.wants.emit("units", None))
        units_card.body.addWidget(self.table)
        self.add(units_card)
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch the survey."""
        self.load_with(look, self._tell)

    def _columns(self) -> "list[Column[UnitStanding]]":
        return [
            Column(_("单位"), lambda unit: unit.name, icon=_unit_icon),
            Column(_("类别"), lambda unit: _(ROLE_WORDS[unit.role]), 90),
            Column(_("已收"), lambda unit: _("{n} 条").format(n=f"{unit.held:,}"), 84, right=True),
            Column(_("缺口"), _gap_words, 132),
            Column(_("最近来包"), self._last_words, 90),
        ]

    def _last_words(self, unit: "UnitStanding") -> str:
        return age_words(unit.last, self.context.clock.now()) if unit.last else _("尚未来包")

    def _tell(self, survey: Survey) -> None:
        units = survey.units
        desks = sum(unit.role == "desk" for unit in units)
        gaps = sum(unit.gap_from > 0 for unit in units)
        self._units.tell(
            str(len(units)), _("帮扶中心 {desks}，培训基地 {bases}").format(desks=desks, bases=len(units) - desks)
        )
        self._requests.tell(
            str(survey.waiting), _("电话核对后开通") if survey.waiting else _("没有"), "warn" if survey.waiting else ""
        )
        total = [counts for _name, counts in survey.counties]
        payable, fen = sum(one.payable for one in total), sum(one.payable_fen for one in total)
        self._payable.tell(money.grouped(fen), _("{n} 张").format(n=payable))
        contested = sum(one.contested for one in total)
        words = _("重复核销 {n} 张").format(n=contested) if contested else _("没有重复核销")
        self._flags.tell(str(survey.flags), words, "bad" if contested else "")
        self._due = survey.month.thing or b""
        self._month.tell(survey.month.figure, survey.month.detail, survey.month.tone)
        due = [self._month] if survey.month.count else []
        self._tiles.show_tiles([self._units, self._requests, self._payable, self._flags, *due])
        self.counted.emit(survey.waiting)
        self.chart.tell([_group(name if len(total) > 1 else "", counts) for name, counts in survey.counties])
        names = _("、").join(name for name, _counts in survey.counties)
        self._chart_words.setText(names if total else _("还没有收到发券数据。"))
        self.table.tell(units)
        self.set_title(self.title(), _("有 {n} 个单位的数据缺号").format(n=gaps) if gaps else "")


def _group(title: str, counts: "Counts") -> BarGroup:
    bars = (
        (_("已印（号段）"), counts.printed, "edge"),
        (_("已发放"), counts.issued, "info"),
        (_("已核销"), counts.redeemed, "focus"),
        (_("可拨付"), counts.payable, "ok"),
        (_("已发未核销"), counts.outstanding, "warn"),
        (_("重复核销待查"), counts.contested, "bad"),
    )
    return BarGroup(title, tuple(Bar(words, value, f"{value:,}", role) for words, value, role in bars))


def _gap_words(unit: "UnitStanding") -> str:
    if unit.revoked:
        return _("已撤销授权")
    if not unit.gap_from:
        return _("无")
    return _("缺第 {a} 至 {b} 条").format(a=unit.gap_from, b=unit.gap_upto)


def _unit_icon(unit: "UnitStanding") -> tuple[str, str]:
    if unit.revoked or unit.gap_from:
        return "alert-outline", "warn"
    return ROLE_ICONS[unit.role], "muted"


SPEC = PageSpec("overview", N_("工作总览"), "view-dashboard-outline", OverviewPage)

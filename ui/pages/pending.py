"""What a person must look at, at the province and at a desk: vouchers redeemed twice, side by side, and all other flags in groups with words."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from rules import vouchers as numbers
from rules.clock import CHINA
from ui.models.rows import Column
from ui.pages.approvals import count_at, entry_to
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.tokens import GRID
from ui.widgets.cards import Card, Glyph
from ui.widgets.labels import column, label, rule
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.flags import Flag

_SHOWN = 30
ADVICE = {
    "DUP_NUMBER": N_("同一券号发了两次，均不拨付。请两地核对存根后作废其一。"),
    "REDEEMED_VOID": N_("核销的是已作废的券，不拨付。请基地说明。"),
    "REDEEMED_EXPIRED": N_("核销时券已过期，不拨付。"),
    "OUT_OF_BLOCK": N_("券号不在该单位的号段内，不拨付。"),
    "TRANSFER_CONTESTED": N_(
        "同一段号码转授给了两处，两处都不能发放。请有关各台电脑停止用这段号，核对转授单后联系省总。"
    ),
    "OVER_QUOTA": N_("超过额度发放，超出部分不拨付。"),
    "DUP_CERTIFICATE": N_("证书编号重复，请基地核对后作废其一。"),
    "TWO_CERTIFICATES": N_("同一人同一班发了两本证书，请基地作废其一。"),
    "DUP_DOCUMENT": N_("同一证件号码有多份档案，请县里核对是否同一人。"),
    "DUP_ROW": N_("同一记录编号有两条内容，已按固定规则显示其一，请联系来源单位。"),
    "NOT_ENTITLED": N_("单位写了不归它登记的内容，已保存、未采用。"),
    "UNKNOWN": N_("由更新版本的程序登记，升级后自动采用。"),
    "BAD_SHAPE": N_("内容格式不符，已保存、未采用。请联系来源单位。"),
    "BODY_MISSING": N_("只有记录编号没有内容，请来源单位重新发送。"),
    "UNSIGNED": N_("缺少经办人签名，请来源单位说明。"),
    "SIGNER_UNKNOWN": N_("签名人不在该单位的人员名单中。"),
    "BAD_SIGNATURE": N_("签名与内容不符，请立即联系来源单位。"),
    "TWO_CORRECTIONS": N_("同一条记录有两次更正，请来源单位确认以哪次为准。"),
    "FORK": N_(
        "同一台设备送来两份不同的记录：电脑被复制，或恢复了旧盘。都已记入，发券核销暂不拨付。请到“收包与回执”的“记录完整性”认定。"
    ),
    "AFTER_GAP": N_("缺口关闭以后的记录，已记入；缺少的部分不会再来，请留意与之相关的业务。"),
    "READMITTED": N_("本机恢复备份后不认识该单位，凭它带回的原授权恢复。请核对该单位是否仍应开通。"),
    "HELD": N_("来源单位尚未开通，开通后自动记入。"),
    "LEDGER_NUMBER": N_("旧台账里的券号落在省总授予的号段内，纸面会重号；没有用过的号不会再发。请与省总核对。"),
    "AFTER_CUT": N_("设备的授权撤销以后写的记录，内容保留，请逐条核实。"),
}


@dataclass(frozen=True)
class Side:
    """Hold one of the redemptions of a contested voucher: base and day."""

    base: str
    day: str


@dataclass(frozen=True)
class Contested:
    """Hold a voucher that was redeemed more than once."""

    number: str
    holder: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class FlagLine:
    """Hold one flag in words: what was entered, what it is called, when it was found; `person` is whom to open, None for no one."""

    kind: str
    thing: str
    found: str
    person: bytes | None = None


@dataclass(frozen=True)
class FlagGroup:
    """Hold the open flags of one kind: its words, what to do, how many, the latest ones."""

    code: str
    title: str
    advice: str
    count: int
    lines: tuple["FlagLine", ...]


@dataclass(frozen=True)
class Pending:
    """Hold what the page shows."""

    contested: tuple[Contested, ...]
    groups: tuple[FlagGroup, ...]


def look(book: "Casebook", _progress: object = None) -> Pending:
    """Collect what waits for a person."""
    from db import directory, flags

    groups: dict[str, list[flags.Flag]] = {}
    for flag in flags.open_flags(book.store):
        if flag.code != "CONTESTED":
            groups.setdefault(flag.code, []).append(flag)
    made = []
    for code, found in groups.items():
        lines = tuple(_line(book, one) for one in found[:_SHOWN])
        made.append(FlagGroup(code, flags.WORDS_OF.get(code, code), _(ADVICE.get(code, "")), len(found), lines))
    counties = sorted({grant.county for grant in directory.grants(book.store)})
    contested = tuple(one for county in counties for one in _contested(book, county))
    return Pending(contested, tuple(sorted(made, key=lambda group: -group.count)))


def _line(book: "Casebook", flag: "Flag") -> FlagLine:
    from db import schema

    table = schema.BY_NAME.get(flag.tbl)
    return FlagLine(
        table.label if table else flag.tbl,
        numbers.shown(flag.detail) if numbers.is_number(flag.detail) else _called(book, flag),
        f"{dt.datetime.fromtimestamp(flag.at / 1000, CHINA):%Y-%m-%d %H:%M}",
        flag.row if flag.tbl == "person" else None,
    )


def _called(book: "Casebook", flag: "Flag") -> str:
    """Name the row that a flag stands on: by its number or its name, else by the beginning of its id."""
    from db import schema

    table = schema.BY_NAME.get(flag.tbl)
    for name in ("number", "name"):
        if table and table.column(name):
            said = book.store.value(f"SELECT {name} FROM {flag.tbl} WHERE id = ?", (flag.row,))
            if said:
                return numbers.shown(said) if numbers.is_number(said) else str(said)
    return _("记录 {id}").format(id=flag.row.hex()[:8])


def _contested(book: "Casebook", county: str) -> list[Contested]:
    from db import settlement, vouchers

    sides: dict[tuple[bytes, str], list[Side]] = {}
    for line in settlement.settle(book, county).lines:
        if line.reason == "CONTESTED":
            sides.setdefault((line.voucher, line.number), []).append(Side(line.base_name, line.day))
    return [
        Contested(number, vouchers.get(book, voucher).holder, tuple(both)) for (voucher, number), both in sides.items()
    ]


class PendingPage(Page):
    """Show what waits for a person."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {"exchange", "flag", "person", "redemption", "claim_review", "approval"}
    )

    def __init__(self, context: Context) -> None:
        self._is_desk = context.workplace.kind == "desk"
        super().__init__(context, _("待核事项") if self._is_desk else _("待处理事项"))
        if self._is_desk:
            self.add_action(_("返回"), lambda: self.wants.emit("today", None), icon="arrow-left", shortcut="Alt+Left")
        else:
            self.asked = entry_to(self, _("待核准"))
        self._room = QVBoxLayout()
        self._room.setSpacing(3 * GRID)
        self.add(self._room)
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch what waits."""
        self.load_with(look, self._tell)
        if not self._is_desk:
            count_at(self, self.asked, _("待核准"))

    def _tell(self, pending: Pending) -> None:
        while (item := self._room.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        count = len(pending.contested) + sum(group.count for group in pending.groups)
        if not self._is_desk:  # the desk's first page counts for both
            self.counted.emit(count)
        if not count:
            words = _("导入回执和数据包后若发现重复核销、证件号码重复等问题，会列在这里。")
            if not self._is_desk:
                words = _("收包后若发现重复核销、号段外券号等问题，会列在这里。")
            self.show_empty(_("没有待核的事项") if self._is_desk else _("没有待处理的事项"), words)
            return
        if pending.contested:
            self._room.addWidget(self._contested_card(pending.contested))
        for group in pending.groups:
            self._room.addWidget(self._group_card(group))

    def _contested_card(self, found: tuple[Contested, ...]) -> Card:
        card = Card(_("重复核销待查（{n} 张券）").format(n=len(found)))
        card.body.addWidget(
            label(
                _("同一张券在两处核销，查清以前两笔都不拨付。收存原券的基地为准：请两家基地各自出示原券。"),
                "muted",
                wrap=True,
            )
        )
        for place, one in enumerate(found[:_SHOWN]):
            if place:
                card.body.addWidget(rule())
            card.body.addLayout(_beside(one))
        if len(found) > _SHOWN:
            card.body.addWidget(label(_("另有 {n} 张，见培训券结算。").format(n=len(found) - _SHOWN), "hint"))
        return card

    def _group_card(self, group: FlagGroup) -> Card:
        card = Card(_("{title}（{n}）").format(title=group.title, n=group.count))
        if group.advice:
            card.body.addWidget(label(group.advice, "muted", wrap=True))
        columns: list[Column[FlagLine]] = [
            Column(_("登记种类"), lambda line: line.kind, 160),
            Column(_("姓名、券号或编号"), lambda line: line.thing),
            Column(_("发现时间"), lambda line: line.found, 160),
        ]
        table: Listing[FlagLine] = Listing(self.context.jobs, columns, "", self.failed.emit, most=5)
        table.tell(group.lines)
        if self._is_desk:
            table.opened.connect(lambda line: self.wants.emit("person", line.person) if line.person else None)
        card.body.addWidget(table)
        return card


def _beside(one: Contested) -> QGridLayout:
    """Lay the redemptions of one voucher side by side."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(4 * GRID)
    grid.addWidget(Glyph("alert-circle-outline", "bad", 22), 0, 0)
    grid.addLayout(column(label(numbers.shown(one.number)), label(one.holder, "muted"), None, gap=0), 0, 1)
    for place, side in enumerate(one.sides):
        box = QWidget()
        box.setLayout(
            column(
                label(_("第 {n} 次核销").format(n=place + 1), "hint"),
                label(side.base, "heading", wrap=True),
                label(side.day, "muted"),
                gap=0,
            )
        )
        grid.addWidget(box, 0, 2 + place)
        grid.setColumnStretch(2 + place, 1)
    return grid


SPEC = PageSpec("pending", N_("待处理事项"), "flag-outline", PendingPage)

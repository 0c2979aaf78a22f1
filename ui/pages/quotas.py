"""号段与额度: what each device of the province holds of numbers and money, what it has used, what is left, and what passed between desks."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rules import money
from rules import vouchers as numbers
from ui.dialogs.grant import GrantDialog
from ui.models.rows import Column
from ui.pages.allotting import KEY_FILE, extension_dialog, grant_key
from ui.pages.overview import ROLE_ICONS, ROLE_WORDS
from ui.pages.page import Context, Page, PageSpec
from ui.text import N_, _
from ui.theme import mark
from ui.widgets.cards import Card, StatTile
from ui.widgets.labels import label
from ui.widgets.listing import Listing
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.directory import NumberBlock
    from db.quotas import Quotas, UnitQuota
    from db.transfers import Transfer

_STATES = {"good": "", "contested": N_("矛盾，已冻结"), "waiting": N_("等待前一次转授")}


def look(book: "Casebook", _progress: object = None) -> "tuple[Quotas, Path]":
    """Collect how all units stand, and where the grant key lies."""
    from db import quotas

    return quotas.survey(book), grant_key(book)


class QuotasPage(Page):
    """Show how all units stand, and give one of them more."""

    tables: ClassVar[frozenset[str]] = frozenset(
        {"exchange", "voucher_issue", "voucher_void", "certificate", "block_transfer", "spare_opening"}
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("号段与额度"))
        self._key = context.workplace.path / KEY_FILE
        self._units: tuple[UnitQuota, ...] = ()
        self.extend_act = self.add_action(
            _("追加号段与额度…"), self._open_extension, icon="plus", shortcut="Ctrl+N", primary=True
        )
        self.extend_act.setEnabled(False)
        self._numbers, self._money = StatTile(_("可用券号（个）")), StatTile(_("可用额度（元）"))
        self._short = StatTile(_("号码或额度将用完（个单位）"))
        self.add(TileGrid([self._numbers, self._money, self._short], 200))
        jobs, failed = context.jobs, self.failed.emit
        units = Card(_("各单位"))
        self.units: Listing[UnitQuota] = Listing(jobs, _unit_columns(), _("还没有开通的单位。"), failed, most=8)
        self.begins_at = self.units
        self.units.picked.connect(self._show_unit)
        self.units.opened.connect(lambda _row: self._open_extension())
        units.body.addWidget(self.units)
        self._one = Card(_("号段明细"))
        self._words = label("", wrap=True)
        self.runs: Listing[NumberBlock] = Listing(jobs, _run_columns(), _("没有号段。"), failed, most=5)
        self._one.body.addWidget(self._words)
        self._one.body.addWidget(self.runs)
        passed = Card(_("号段转授"))
        self.passed: Listing[Transfer] = Listing(
            jobs, _transfer_columns(), _("各县的电脑之间还没有转授过号段。转授由县里办理，随数据包报到这里。"), failed, most=6
        )  # fmt: skip
        passed.body.addWidget(self.passed)
        note = label(
            _("已用、剩余按已收到的数据包计算；没有报来的发放不在其内。追加的授权随下一份回执送达。"), "hint", wrap=True
        )
        for part in (units, self._one, passed, note):
            self.add(part)
        self.body.addStretch(1)

    def load(self) -> None:
        """Fetch how all stand."""
        self.load_with(look, lambda found: self._tell(*found))

    def open(self, thing: bytes | None) -> None:
        """Mark the device with this id."""
        place = next((place for place, one in enumerate(self._units) if one.grant.dev == thing), -1)
        if place >= 0:
            self.units.selectRow(place)

    def _tell(self, found: "Quotas", key: Path) -> None:
        chosen = self.units.current_row()
        self._units, self._key = found.units, key
        if not found.units:
            self.show_empty(
                _("还没有开通的单位"), _("单位在“单位与授权”里开通时给号段和额度，以后在这里追加。"), _("去单位与授权"),
                lambda: self.wants.emit("units", None),
            )  # fmt: skip
            return
        kept = next((place for place, one in enumerate(found.units) if chosen and one.grant.dev == chosen.grant.dev), 0)
        self.units.tell(found.units, mark=kept)
        self._show_unit(found.units[kept])
        self.passed.tell(found.transfers)
        self.extend_act.setEnabled(True)
        desks = [one for one in found.units if one.grant.role == "desk" and not one.revoked]
        given, left = sum(one.numbers for one in desks), sum(one.left for one in desks)
        self._numbers.show_figure(
            f"{left:,}", _("共给 {n} 个，已用 {used} 个").format(n=f"{given:,}", used=f"{given - left:,}")
        )
        limit, rest = sum(one.limit_fen for one in desks), sum(one.left_fen for one in desks)
        self._money.show_figure(
            money.grouped(rest), _("共 {limit} 元，已发 {used} 元").format(limit=money.grouped(limit), used=money.grouped(limit - rest))
        )  # fmt: skip
        short = [one for one in found.units if one.low]
        self._short.show_figure(
            str(len(short)), short[0].grant.name if short else _("都还够用"), "warn" if short else ""
        )
        self.counted.emit(len(short))

    def _show_unit(self, one: "UnitQuota | None") -> None:
        if one is None:
            return
        self.runs.tell(one.runs)
        self._words.setText("\n".join((one.grant.name, *_unit_words(one))))
        mark(self._words, tone="warn" if one.low else "")

    def _open_extension(self) -> None:
        if self._units:
            self.extension_dialog(self.units.current_row() or self._units[0]).exec()

    def extension_dialog(self, one: "UnitQuota") -> GrantDialog:
        """Give the dialog that gives a unit more."""
        return extension_dialog(self, one.grant, self._key)


def _unit_words(one: "UnitQuota") -> list[str]:
    """Say in lines what the columns have no room for."""
    said = [_("授权至 {day}，第 {n} 号授权。").format(day=one.grant.expires, n=one.grant.grant_no)]
    if one.spare is not None:
        words = (
            _("备用号 {n} 个，已在恢复备份后启用。") if one.spare_open else _("备用号 {n} 个，未启用（恢复备份后应急用）。")
        )  # fmt: skip
        said.append(words.format(n=len(one.spare.serials)))
    if one.moved or one.moved_fen:
        words = (
            _("由本县别的电脑转入号码 {n} 个、额度 {sum} 元。")
            if one.moved > 0 or one.moved_fen > 0
            else _("已转给本县别的电脑号码 {n} 个、额度 {sum} 元。")
        )
        said.append(words.format(n=abs(one.moved), sum=money.grouped(abs(one.moved_fen))))
    if one.revoked:
        said.append(_("这台设备的授权已撤销，号码和额度不再使用。"))
    elif one.low:
        said.append(_("将用完，请及时追加。"))
    return said


def _state(one: "UnitQuota") -> str:
    if one.revoked:
        return _("已撤销")
    return _("将用完") if one.low else _("够用") if one.numbers else _("未给号段")


def _sign(one: "UnitQuota") -> tuple[str, str]:
    if one.revoked:
        return "cancel", "muted"
    return (
        ("alert-outline", "warn")
        if one.low
        else ("check-circle-outline", "ok")
        if one.numbers
        else ("circle-small", "muted")
    )


def _fen(one: "UnitQuota", fen: int) -> str:
    return money.grouped(fen) if one.grant.role == "desk" else "—"


def _unit_columns() -> "list[Column[UnitQuota]]":
    return [
        Column(
            _("单位"),
            lambda one: one.grant.name,
            icon=lambda one: (ROLE_ICONS.get(one.grant.role, "domain"), "muted"),
        ),
        Column(_("类别"), lambda one: _(ROLE_WORDS.get(one.grant.role, one.grant.role)), 90, spare=1),
        Column(_("号码（个）"), lambda one: f"{one.numbers:,}", 96, right=True, value=lambda one: one.numbers),
        Column(_("已用"), lambda one: f"{one.used:,}", 70, right=True, value=lambda one: one.used),
        Column(_("剩余"), lambda one: f"{one.left:,}", 70, right=True, value=lambda one: one.left),
        Column(
            _("额度（元）"),
            lambda one: _fen(one, one.limit_fen),
            108,
            right=True,
            value=lambda one: one.limit_fen,
            spare=2,
        ),
        Column(_("剩余（元）"), lambda one: _fen(one, one.left_fen), 108, right=True, value=lambda one: one.left_fen),
        Column(_("情况"), _state, icon=_sign),
    ]


def _run_columns() -> "list[Column[NumberBlock]]":
    return [
        Column(_("起号"), lambda one: _number(one, one.first), 214),
        Column(_("止号"), lambda one: _number(one, one.last), 214),
        Column(_("个数"), lambda one: f"{len(one.serials):,}", 70, right=True),
        Column(
            _("面值（元）"), lambda one: money.grouped(one.face_fen) if one.face_fen else "—", 96, right=True, spare=1
        ),
        Column(_("券有效至"), lambda one: one.valid_until.isoformat() if one.valid_until else "—", 110, spare=2),
        Column(_("说明"), _run_state),
    ]


def _number(block: "NumberBlock", text: str) -> str:
    return numbers.shown(text) if block.kind == "voucher" else text


def _run_state(one: "NumberBlock") -> str:
    return _("备用") if one.spare else _("已停用") if one.closed else ""


def _transfer_columns() -> "list[Column[Transfer]]":
    return [
        Column(_("日期"), lambda one: one.day, 104),
        Column(_("转出"), lambda one: one.giver_name or "—"),
        Column(_("转入"), lambda one: one.receiver_name or "—"),
        Column(_("起号"), lambda one: numbers.shown(one.first), 214, spare=1),
        Column(_("个数"), lambda one: f"{one.count:,}", 64, right=True),
        Column(_("已用"), lambda one: f"{one.used:,}", 64, right=True),
        Column(_("额度（元）"), lambda one: money.grouped(one.limit_fen), 104, right=True),
        Column(
            _("情况"), lambda one: _(_STATES[one.state]) or _("有效"), 140,
            icon=lambda one: ("check-circle-outline", "ok") if one.state == "good" else ("alert-outline", "warn"),
        ),
    ]  # fmt: skip


SPEC = PageSpec("quotas", N_("号段与额度"), "numeric", QuotasPage)

"""How the exchange of a desk or a base stands: unsent, confirmed, the last receipt, the grant, numbers and quota."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules import money
from ui.pages import exchange_joining as joining
from ui.text import _
from ui.widgets.cards import StatTile
from ui.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from db.casebook import Casebook
    from sync.streams import Standing

_WARN_DAYS = 30


@dataclass(frozen=True)
class Stand:
    """Hold how the exchange stands; numbers and money as they are, days as ISO text."""

    granted: bool
    joining: joining.Joining
    standing: "Standing"
    frozen: bool
    expires: str
    days_left: int
    free_numbers: int
    left_fen: int
    limit_fen: int
    certificates: int
    classes: tuple[tuple[bytes, str], ...]


def look(book: "Casebook", _progress: object = None) -> Stand:
    """Tell how the exchange stands; the first call makes our keys, so it runs where one may write."""
    from db import directory, training, vouchers
    from sync import receipt, streams

    grant = directory.grant_of(book.store, book.workplace.dev)
    quota = vouchers.quota(book)
    own = training.own_base(book) if book.workplace.kind == "base" else None
    found = training.classes(book, own.id if own else None)
    return Stand(
        grant is not None,
        joining.look(book),
        streams.standing(book),
        bool(book.setting(receipt.FROZEN)),
        grant.expires.isoformat() if grant else "",
        (grant.expires - book.today).days if grant else 0,
        quota.free_numbers,
        quota.left_fen,
        quota.limit_fen,
        sum(len(block.serials) for block in grant.blocks_of("certificate")) if grant else 0,
        tuple(
            (
                one.id,
                _("{name}（{starts} 至 {ends}，{n} 人）").format(
                    name=one.name, starts=one.starts, ends=one.ends, n=one.enrolled
                ),
            )
            for one in found
        ),
    )


class StandTiles(TileGrid):
    """Show the five figures."""

    def __init__(self, *, is_base: bool) -> None:
        self._is_base = is_base
        self._figures = [
            StatTile(_("未上报")), StatTile(_("省总确认")), StatTile(_("最近回执")), StatTile(_("授权有效期")),
            StatTile(_("证书号段") if is_base else _("号段与额度")),
        ]  # fmt: skip
        super().__init__(self._figures)

    def tell(self, stand: Stand) -> None:
        """Show how it stands."""
        stands = stand.standing
        unsent, confirmed, last, grant, numbers = self._figures
        unsent.show_figure(
            _("{n} 条").format(n=f"{stands.unsent:,}"), _("按 F6 生成数据包") if stands.unsent else _("没有待上报的")
        )
        confirmed.show_figure(
            _("差 {n} 条").format(n=f"{stands.unconfirmed:,}") if stands.unconfirmed else _("全部"),
            _("送出后等省总回执") if stands.unconfirmed else _("省总已收齐"),
        )
        last.show_figure(
            _("第 {n} 号").format(n=stands.receipt_no) if stands.receipt_no else _("无"), stands.receipt_day
        )
        late = stand.days_left < _WARN_DAYS
        grant.show_figure(
            _("已过期") if stand.days_left < 0 else _("{n} 天").format(n=stand.days_left),
            _("到 {day}，请联系省总").format(day=stand.expires) if late else _("到 {day}").format(day=stand.expires),
            "warn" if late else "",
        )
        if self._is_base:
            numbers.show_figure(_("{n} 个").format(n=stand.certificates), _("省总给的证书号"))
        else:
            numbers.show_figure(
                _("{n} 张").format(n=stand.free_numbers),
                _("额度剩 {left} 元").format(left=money.grouped(stand.left_fen)),
                "" if stand.free_numbers and stand.left_fen else "warn",
            )
        numbers.setToolTip(_("额度共 {limit} 元").format(limit=money.grouped(stand.limit_fen)))
